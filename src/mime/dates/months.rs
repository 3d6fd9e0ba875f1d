//! Months by their names in the languages in which programs write them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a word says of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// It names one.
    Month(i8),
    /// It may as well be a Tuesday (`mar`, `mardi`).
    Perhaps(i8),
}

/// The names of each month in lower case and without marks, inflected as they stand in dates; of each three letters or more do, where they begin names of one month only.
/// English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Danish, Norwegian, Polish, Czech, Russian, Ukrainian, Turkish, Hungarian, Greek, Finnish,
/// Romanian, Catalan, Slovenian, Serbian, Bulgarian, Estonian, Latvian, Icelandic, Indonesian, Malay, Hebrew, Arabic.
const NAMES: [&str; 12] = [
    "january januar janner janvier enero gennaio janeiro januari stycznia styczen ledna leden января январь ocak ιανουαριου tammikuuta січня ianuarie gener jaanuar janvaris јануар януари јануари ינואר يناير",
    "february februar feber fevrier febrero febbraio fevereiro februari lutego luty unora unor февраля февраль subat φεβρουαριου helmikuuta лютого februarie febrer veebruar februaris фебруар февруари פברואר فبراير",
    "march marz maerz mars marzo marco maart marts marca marzec brezna brezen марта март marcius μαρτιου maaliskuuta березня mrz mrt martie marc maret mac מרץ مارس",
    "april avril abril aprile kwietnia kwiecien dubna duben апреля апрель nisan aprilis απριλιου huhtikuuta квітня aprilie aprill април אפריל ابريل",
    "may mai mayo maggio maio mei maj maja kvetna kveten мая маи mayis majus μαιου toukokuuta травня maig maijs мај май מאי مايو",
    "june juni juin junio giugno junho czerwca czerwiec cervna cerven июня июнь haziran junius ιουνιου kesakuuta червня cvn iunie juny juuni junijs јун юни יוני يونيو",
    "july juli juillet julio luglio julho lipca lipiec cervence cervenec июля июль temmuz julius ιουλιου heinakuuta липня cvc iulie juliol juuli julijs julai јул юли יולי يوليو",
    "august aout agosto augustus augusti sierpnia sierpien srpna srpen августа август agustos augusztus αυγουστου elokuuta серпня agost avgust augusts agustus ogos אוגוסט اغسطس",
    "september septembre septiembre setiembre settembre setembro wrzesnia wrzesien zari сентября сентябрь eylul szeptember σεπτεμβριου syyskuuta вересня septembrie setembre septembris септембар септември ספטמבר سبتمبر",
    "october oktober octobre octubre ottobre outubro pazdziernika pazdziernik rijna rijen октября октябрь ekim οκτωβριου lokakuuta жовтня octombrie oktoober oktobris октобар октомври אוקטובר اكتوبر",
    "november novembre noviembre novembro listopada listopad listopadu ноября ноябрь kasim νοεμβριου листопада noiembrie novembris новембар ноември נובמבר نوفمبر",
    "december dezember decembre diciembre dicembre dezembro desember grudnia grudzien prosince prosinec декабря декабрь aralik δεκεμβριου joulukuuta грудня decembrie desembre detsember decembris disember децембар декември דצמבר ديسمبر",
];

/// Tuesdays that begin like March.
const TUESDAYS: [&str; 6] = ["mar", "mard", "mardi", "martes", "martedi", "marti"];

/// The month that a word names, whole or cut short.
pub(super) fn month(word: &str) -> Option<Named> {
    let folded: String = word
        .trim_matches(['.', '\u{5f3}', '\''])
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ı' { 'i' } else { c })
        .collect();
    let letters = folded.chars().count();
    if !(3..=20).contains(&letters) || !folded.chars().all(char::is_alphabetic) {
        return None;
    }
    if TUESDAYS.contains(&folded.as_str()) {
        return Some(Named::Perhaps(3));
    }
    let months = |matches: &dyn Fn(&str) -> bool| -> Vec<i8> {
        (1..).zip(NAMES).filter(|(_, names)| names.split(' ').any(matches)).map(|(month, _)| month).collect()
    };
    let whole = months(&|name| name == folded);
    let found = if whole.is_empty() { months(&|name| name.starts_with(&folded)) } else { whole };
    match found.as_slice() {
        [month] => Some(Named::Month(*month)),
        // A name that is written wrongly still begins like one.
        [] => ENGLISH
            .iter()
            .position(|name| folded.starts_with(&name.to_ascii_lowercase()))
            .and_then(|at| i8::try_from(at + 1).ok())
            .map(Named::Perhaps),
        _ => None,
    }
}

/// How RFC 5322 (3.3) calls the months.
pub(super) const ENGLISH: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::*;

    fn number(word: &str) -> Option<i8> {
        month(word).map(|(Named::Month(month) | Named::Perhaps(month))| month)
    }

    #[test]
    fn months_are_known_by_their_names_and_their_beginnings() {
        for names in [
            "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
            "Jän. Feb. Mrz. Apr. Mai Jun. Jul. Aug. Sept. Okt. Nov. Dez.",
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            "ene feb mar abr may jun jul ago sep oct nov dic",
            "gen feb mar apr mag giu lug ago set ott nov dic",
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
            "jan fev mar abr mai jun jul ago set out nov dez",
            "januari februari maart april mei juni juli augustus september oktober november december",
            "jan feb mrt apr mei jun jul aug sep okt nov dec",
            "januari februari mars april maj juni juli augusti september oktober november december",
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
            "sty lut mar kwi maj cze lip sie wrz paź lis gru",
            "ledna února března dubna května června července srpna září října listopadu prosince",
            "led úno bře dub kvě čvn čvc srp zář říj lis pro",
            "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
            "Янв Фев Мар Апр Май Июн Июл Авг Сен Окт Ноя Дек",
            "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
            "ian. feb. martie apr. mai iun. iul. aug. sept. oct. nov. dec.",
            "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
            "Jan Feb Maret Apr Mei Jun Jul Agu Sep Okt Nov Des",
            "Jan Feb Mac Apr Mei Jun Jul Ogos Sep Okt Nov Dis",
            "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
            "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris",
            "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
            "јануар фебруар март април мај јун јул август септембар октобар новембар децембар",
            "януари февруари март април май юни юли август септември октомври ноември декември",
            "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
            "ינו׳ פבר׳ מרץ אפר׳ מאי יוני יולי אוג׳ ספט׳ אוק׳ נוב׳ דצמ׳",
            "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
            "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
        ] {
            for (at, name) in (1..).zip(names.split(' ')) {
                assert_eq!(number(name), Some(at), "{name}");
            }
        }
        for word in ["", "de", "maandag", "Pazartesi", "lundi", "jui", "mer", "суббота", "Sun", "Montag", "2022"] {
            assert_eq!(number(word), None, "{word}");
        }
    }
}
