//! One line of a signature: what it holds.

use super::borders::{Border, border};
use super::clues::Clues;
use super::names::{PersonName, foreign, japanese, lone_surname, reading, unspaced};
use super::organisation::{
    Role, is_foreign_company, is_foreign_department, is_foreign_title, maybe_foreign_company, of_domain, role, split_title, split_unit,
};
use super::phones::{self, Labelled, PhoneKind};
use super::postal;
use super::script::{all_cjk, all_kana, bare, columns, has_cjk, squeeze};
use super::web;
use super::words::words;

/// What a piece of a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A phone number.
    Phone(PhoneKind, Labelled),
    /// A mail address.
    Mail,
    /// A web site.
    Site,
    /// A postal code.
    Code,
    /// A postal address; the office's name that stands before it.
    Address(String),
    /// A company; whether its form, the header or the domain says so.
    Company(bool),
    /// A department.
    Department,
    /// A job title.
    Title,
    /// A person.
    Name(PersonName),
    /// The reading of the name: family, given.
    Reading(String, String),
}

/// A piece of a line that a recogniser knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub value: String,
    /// Index of the line.
    pub line: usize,
}

/// A line and what is known of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Width-folded text.
    pub text: String,
    /// Nothing but white space.
    pub blank: bool,
    /// Ornaments.
    pub border: Option<Border>,
    /// Running text.
    pub sentence: bool,
    /// A greeting or a closing phrase.
    pub closing: bool,
    /// What the recognisers found.
    pub items: Vec<Item>,
    /// Words that no recogniser knows.
    pub unknown: bool,
    /// Text that may go on with an address before it.
    pub address_tail: Option<String>,
}

impl Line {
    /// Whether the line holds a value that a signature is made of, a bare name apart.
    pub(super) fn strong(&self) -> bool {
        self.items.iter().any(|item| match &item.kind {
            Kind::Phone(_, labelled) => *labelled != Labelled::Other || !self.sentence,
            Kind::Mail | Kind::Site => !self.sentence,
            Kind::Code | Kind::Address(_) | Kind::Company(true) => !self.sentence,
            _ => false,
        })
    }

    /// Whether the line is a given name and nothing else: a signature may begin so, but also end the letter above it.
    pub(super) fn given_name_only(&self) -> bool {
        self.items.len() == 1 && matches!(&self.items[0].kind, Kind::Name(name) if name.last.is_empty())
    }

    /// Whether any recogniser knows the line.
    pub(super) fn typed(&self) -> bool {
        !self.items.is_empty()
    }
}

const NAME_LABELS: &[&str] = &["氏名", "お名前", "名前", "担当者名", "担当者", "担当", "文責", "発信者", "差出人", "name"];
const COMPANY_LABELS: &[&str] = &["会社名", "社名", "勤務先", "団体名", "会社", "company"];
const UNIT_LABELS: &[&str] = &["部署名", "部署", "所属部署", "所属", "department"];
const TITLE_LABELS: &[&str] = &["役職名", "役職", "肩書", "title", "position"];
const ADDRESS_LABELS: &[&str] = &["住所", "所在地", "本社所在地", "address", "adresse", "anschrift", "indirizzo"];
/// Lines that mark a closing or a greeting, lower case, compared from their beginning.
const CLOSINGS: &[&str] = &[
    "best regards",
    "best wishes",
    "best,",
    "best.",
    "kind regards",
    "kindest regards",
    "warm regards",
    "warmest regards",
    "regards",
    "with regards",
    "many thanks",
    "thanks",
    "thank you",
    "thx",
    "cheers",
    "sincerely",
    "yours sincerely",
    "yours truly",
    "yours faithfully",
    "yours",
    "cordially",
    "respectfully",
    "with best",
    "with kind",
    "all the best",
    "take care",
    "talk soon",
    "looking forward",
    "have a ",
    "love,",
    "rgds",
    "brgds",
    "kr,",
    "br,",
    "mit freundlichen grüßen",
    "mit freundlichen",
    "freundliche grüße",
    "viele grüße",
    "beste grüße",
    "liebe grüße",
    "gruß",
    "grüße",
    "mfg",
    "cordialement",
    "bien cordialement",
    "salutations",
    "bonne journée",
    "amicalement",
    "saludos",
    "un saludo",
    "atentamente",
    "cordiali saluti",
    "distinti saluti",
    "saluti",
    "un saluto",
    "grazie",
    "met vriendelijke",
    "groeten",
    "med vänlig",
    "vänliga hälsningar",
    "hälsningar",
    "mvh",
    "med venlig",
    "venlig hilsen",
    "vennlig hilsen",
    "hilsen",
    "ystävällisin",
    "terveisin",
    "pozdrawiam",
    "z poważaniem",
    "atenciosamente",
    "obrigad",
    "merci",
    "gracias",
    "以上",
    "よろしく",
    "宜しく",
    "何卒",
    "どうぞ",
    "敬具",
    "草々",
    "拝",
    "かしこ",
    "取り急ぎ",
    "まずは",
    "では",
    "それでは",
    "引き続き",
];
const GREETINGS: &[&str] = &[
    "dear ",
    "hi ",
    "hi,",
    "hello",
    "hey",
    "good morning",
    "good afternoon",
    "sehr geehrte",
    "liebe ",
    "hallo",
    "bonjour",
    "お世話",
    "いつも",
    "拝啓",
    "こんにちは",
    "はじめまして",
    "ご担当者",
];

/// Reads one folded line.
pub(super) fn read(text: &str, at: usize, clues: &Clues) -> Line {
    let mut line = Line { text: text.to_owned(), blank: text.trim().is_empty(), border: border(text), ..Line::default() };
    if line.blank || line.border.is_some() {
        return line;
    }
    let inner = unframed(text);
    line.closing = is_closing(inner) || is_greeting(inner);
    line.sentence = is_sentence(inner);
    if inner.chars().count() > 200 {
        line.sentence = true;
        line.unknown = true;
        return line;
    }
    let mut rest = inner.to_owned();
    let blank = |rest: &mut String, span: std::ops::Range<usize>, mark: char| {
        let filler: String = std::iter::repeat_n(mark, span.len()).collect();
        rest.replace_range(span, &filler);
    };
    for found in web::mails(inner) {
        line.items.push(Item { kind: Kind::Mail, value: found.value, line: at });
        blank(&mut rest, found.span, '\u{1}');
    }
    for found in web::sites(&rest.clone()) {
        line.items.push(Item { kind: Kind::Site, value: found.value, line: at });
        blank(&mut rest, found.span, '\u{1}');
    }
    for found in postal::codes(&rest.clone()) {
        line.items.push(Item { kind: Kind::Code, value: found.value, line: at });
        blank(&mut rest, found.span, '\u{2}');
    }
    for found in phones::find(&rest.clone()) {
        line.items.push(Item { kind: Kind::Phone(found.kind, found.labelled), value: found.number, line: at });
        blank(&mut rest, found.span, '\u{1}');
    }
    if line.sentence {
        line.unknown = true;
        return line;
    }
    for segment in segments(&rest) {
        read_segment(&segment, at, clues, &mut line);
    }
    line
}

/// The line without the bars and ornaments at its sides.
fn unframed(text: &str) -> &str {
    text.trim()
        .trim_matches(|c: char| {
            matches!(
                c,
                '|' | '│'
                    | '┃'
                    | '║'
                    | '■'
                    | '□'
                    | '◆'
                    | '◇'
                    | '●'
                    | '○'
                    | '★'
                    | '☆'
                    | '*'
                    | '♪'
                    | '~'
                    | '='
                    | '#'
                    | '▼'
                    | '▲'
                    | '◎'
                    | '❖'
                    | '►'
                    | '▶'
                    | '•'
                    | '>'
                    | '-'
                    | '_'
                    | ':'
                    | ';'
                    | '┏'
                    | '┗'
                    | '┓'
                    | '┛'
                    | '├'
                    | '┤'
            )
        })
        .trim()
}

/// Parts a line at bars, blanked items and spaced slashes and dashes.
fn segments(rest: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let chars: Vec<char> = rest.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        let near = |offset: isize| at.checked_add_signed(offset).and_then(|at| chars.get(at)).copied().unwrap_or(' ');
        let spaced = near(-1).is_whitespace() && near(1).is_whitespace();
        let cut = match c {
            '\u{1}' | '|' | '│' | '┃' | '•' | '·' | '‖' | '¦' | '■' | '●' | '◆' | '★' | '☆' | '▪' | '◇' | '□' | '○' | '※' | '→' => {
                true
            }
            '/' => spaced || has_cjk(&near(-1).to_string()) || has_cjk(&near(1).to_string()) || near(-1) == '\u{1}' || near(1) == '\u{1}',
            '-' | '–' | '—' => spaced,
            _ => false,
        };
        if cut {
            out.push(String::new())
        } else if let Some(last) = out.last_mut() {
            last.push(*c)
        }
    }
    out.into_iter()
        .map(|segment| {
            segment
                .trim()
                .trim_start_matches('.')
                .trim_matches([':', ',', ';', '-', '*', '=', '~', '_', '<', '>', '#', '+', '@', ' ', '/', '、'].as_slice())
                .trim()
                .to_owned()
        })
        .filter(|segment| !segment.is_empty() && segment.chars().any(|c| c.is_alphanumeric() || c == '\u{2}' || matches!(c, '㈱' | '㈲')))
        .collect()
}

fn read_segment(segment: &str, at: usize, clues: &Clues, line: &mut Line) {
    if let Some(cut) = segment.find('\u{2}') {
        let mut before = segment[..cut].trim().to_owned();
        let after = segment[cut..].replace('\u{2}', " ");
        let (japanese, after) = (has_cjk(&after) || has_cjk(&before), after.trim());
        if let Some((_, value)) = labelled(&before, ADDRESS_LABELS) {
            before = value.to_owned();
        }
        if japanese {
            let office = before.trim_matches(['(', '[', '【', '】', ']', ')', ':', ' ']).to_owned();
            let office = if ADDRESS_LABELS.contains(&office.to_lowercase().as_str()) { String::new() } else { office };
            if after.is_empty() {
                line.address_tail = Some(String::new());
                line.items.push(Item { kind: Kind::Address(office), value: String::new(), line: at });
            } else {
                line.items.push(Item { kind: Kind::Address(office), value: postal::tidy(after), line: at });
            }
        } else {
            let whole = postal::tidy(&format!("{before} {after}"));
            line.items.push(Item { kind: Kind::Address(String::new()), value: whole, line: at });
        }
        return;
    }
    if let Some((_, value)) = labelled(segment, ADDRESS_LABELS) {
        line.items.push(Item { kind: Kind::Address(String::new()), value: postal::tidy(value), line: at });
        return;
    }
    let plain = postal::without_office(segment);
    if postal::is_address(segment) && !line.sentence {
        line.items.push(Item { kind: Kind::Address(plain.0.to_owned()), value: postal::tidy(plain.1), line: at });
        return;
    }
    if postal::continues_address(segment) {
        line.address_tail = Some(postal::tidy(segment));
    }
    if has_cjk(segment) { japanese_segment(segment, at, clues, line) } else { foreign_segment(segment, at, clues, line) }
}

/// A segment that begins with one of the labels: the label and what it names.
fn labelled<'a>(segment: &'a str, labels: &[&'static str]) -> Option<(&'static str, &'a str)> {
    let text = segment.trim_start_matches(['[', '【', '(', '<', '〔']);
    let squeezed_label = |label: &str| -> Option<usize> {
        let mut chars = text.char_indices();
        for want in label.chars() {
            loop {
                let (_, c) = chars.next()?;
                if c.to_lowercase().next() == Some(want) {
                    break;
                }
                if !(c == ' ' && has_cjk(label)) {
                    return None;
                }
            }
        }
        Some(chars.next().map_or(text.len(), |(at, _)| at))
    };
    for label in labels {
        let Some(end) = squeezed_label(label) else { continue };
        let rest = &text[end..];
        let value = rest.trim_start_matches([':', ' ', ']', '】', ')', '>', '〕', '=']);
        let marked = rest.starts_with([':', ']', '】', ')', '>', '〕', '=']) || rest.starts_with(' ') && has_cjk(label);
        if marked && !value.is_empty() {
            return Some((label, value));
        }
    }
    None
}

fn japanese_segment(segment: &str, at: usize, clues: &Clues, line: &mut Line) {
    let mut push = |kind: Kind, value: String| line.items.push(Item { kind, value, line: at });
    if let Some((_, value)) = labelled(segment, COMPANY_LABELS) {
        push(Kind::Company(true), squeeze(value));
        return;
    }
    if let Some((_, value)) = labelled(segment, TITLE_LABELS) {
        push(Kind::Title, squeeze(value));
        return;
    }
    let mut named = false;
    let mut unit = false;
    let mut body = segment.to_owned();
    if let Some((_, value)) = labelled(segment, UNIT_LABELS) {
        unit = true;
        body = value.to_owned();
    } else if let Some((_, value)) = labelled(segment, NAME_LABELS) {
        named = true;
        body = value.to_owned();
    } else if is_whole_company(segment, clues) {
        push(Kind::Company(true), squeeze(segment));
        return;
    }
    let (outside, brackets) = without_brackets(&body);
    for inside in &brackets {
        if let Some((last, first)) = reading(&inside.replace('・', " ")) {
            push(Kind::Reading(last.clone(), first.clone()), squeeze(&inside.replace('・', " ")));
        } else if all_cjk(inside.trim()) && !outside.trim().is_empty() {
            let tokens = [inside.trim()];
            if let Some(name) = clue_name(&tokens, clues) {
                push(Kind::Name(name), inside.trim().to_owned());
            }
        } else if let Some(first) = inside.split(['・', '、', ',']).next().filter(|first| clues.knows(first.trim())) {
            push(Kind::Name(PersonName { last: first.trim().to_owned(), first: String::new(), sure: 70 }), first.trim().to_owned());
        }
    }
    let tokens = tokens_of(&outside, clues);
    let mut rest: Vec<&str> = Vec::new();
    let mut units: Vec<String> = Vec::new();
    let mut index = 0;
    let mut organised = named || unit;
    while index < tokens.len() {
        let token = tokens[index].as_str();
        let known_name = clues.knows(token) || words().surnames.contains_key(token);
        if let Some((_, value)) = labelled(token, NAME_LABELS) {
            organised = true;
            rest.push(value);
            index += 1;
            continue;
        }
        match role(token) {
            _ if NAME_LABELS.contains(&token) && index + 1 < tokens.len() => organised = true,
            Role::Company => {
                organised = true;
                push(Kind::Company(true), token.to_owned());
            }
            Role::Form => {
                organised = true;
                if let Some(next) = tokens.get(index + 1).filter(|_| rest.is_empty()) {
                    push(Kind::Company(true), format!("{token} {next}"));
                    index += 1;
                } else if !rest.is_empty() {
                    let name = std::mem::take(&mut rest).join(" ");
                    push(Kind::Company(true), format!("{name} {token}"));
                }
            }
            Role::Title if !known_name => {
                organised = true;
                push(Kind::Title, token.to_owned());
            }
            Role::Department if !known_name => {
                organised = true;
                units.push(token.to_owned());
            }
            Role::MaybeCompany if !known_name => {
                organised = true;
                push(Kind::Company(is_whole_company(token, clues)), token.to_owned());
            }
            Role::Other if unit => units.push(token.to_owned()),
            Role::Other if !known_name && !units.is_empty() && index + 1 == tokens.len() && is_katakana_post(token) => {
                push(Kind::Title, token.to_owned())
            }
            _ => rest.push(token),
        }
        index += 1;
    }
    if !units.is_empty() {
        push(Kind::Department, units.join(" "));
    }
    if rest.is_empty() {
        return;
    }
    match name_of(&rest, organised, named, clues) {
        Some((name, reading_words)) => {
            push(Kind::Name(name), rest.join(" "));
            if let Some((last, first)) = reading_words {
                push(Kind::Reading(last.clone(), first.clone()), format!("{last} {first}"));
            }
        }
        None if reading(&rest.join(" ")).is_some() => {
            if let Some((last, first)) = reading(&rest.join(" ")) {
                push(Kind::Reading(last.clone(), first.clone()), format!("{last} {first}"));
            }
        }
        None => line.unknown = true,
    }
}

/// Words of a Japanese segment; glued units, titles and known names are parted.
fn tokens_of(text: &str, clues: &Clues) -> Vec<String> {
    let mut out = Vec::new();
    let words_of: Vec<&str> = text.split_whitespace().collect();
    if words_of.len() >= 3 && words_of.iter().all(|word| word.chars().count() == 1 && all_cjk(word)) {
        let groups: Vec<String> =
            text.trim().split("  ").map(|group| group.split_whitespace().collect::<String>()).filter(|group| !group.is_empty()).collect();
        return if groups.len() == 2 { groups } else { words_of.into_iter().map(str::to_owned).collect() };
    }
    for word in words_of.into_iter().flat_map(kana_parts) {
        let company = clues.intro_company.as_ref().map(|(name, _)| name.as_str()).or(clues.company.as_deref());
        if let Some((name, unit)) = split_unit(word, company) {
            out.push(name);
            out.push(unit);
        } else if let Some((unit, title)) = split_title(word) {
            out.push(unit);
            out.push(title);
        } else if let Some((unit, name)) = split_known_name(word, clues) {
            out.push(unit);
            out.push(name);
        } else {
            out.push(word.to_owned());
        }
    }
    out
}

/// A foreign name in Kana has a dot between its halves: ジョンソン・マイク.
fn kana_parts(word: &str) -> Vec<&str> {
    let parts: Vec<&str> = word.split(['・', '=']).collect();
    if parts.len() == 2 && parts.iter().all(|part| all_kana(part)) { parts } else { vec![word] }
}

/// A name that the header or the greeting gave, glued to a unit or a title: 営業部田中.
fn split_known_name(word: &str, clues: &Clues) -> Option<(String, String)> {
    let last = clues.person.as_ref().map(|person| person.last.clone()).or_else(|| clues.intro_name.clone())?;
    let at = word.rfind(last.as_str()).filter(|at| *at > 0)?;
    let (before, name) = word.split_at(at);
    let organised = matches!(role(before), Role::Department | Role::Title | Role::Company);
    (organised && name.chars().count() <= 7).then(|| (before.to_owned(), name.to_owned()))
}

/// A post in Katakana behind a department: チェッカー.
fn is_katakana_post(word: &str) -> bool {
    word.chars().count() >= 4 && word.ends_with('ー') && all_kana(word)
}

type NameAndReading = (PersonName, Option<(String, String)>);

fn name_of(rest: &[&str], organised: bool, named: bool, clues: &Clues) -> Option<NameAndReading> {
    if rest.len() == 4 && all_kana(rest[2]) && all_kana(rest[3]) {
        return japanese(&rest[..2]).map(|name| (name, Some((rest[2].to_owned(), rest[3].to_owned()))));
    }
    if let Some(name) = clue_name(rest, clues) {
        return Some((name, None));
    }
    if rest.len() == 2 && all_kana(rest[0]) && all_kana(rest[1]) && !clues.knows(rest[0]) {
        return None;
    }
    match rest {
        [word] => {
            let first_of_many = word.split(['・', '、', ',']).next().unwrap_or(word);
            let person = unspaced(first_of_many).or_else(|| {
                (named || organised && words().surnames.contains_key(first_of_many)).then(|| lone_surname(first_of_many)).flatten()
            });
            person.map(|name| (name, None))
        }
        [last, first] => {
            let first_of_many = first.split(['・', '、', ',']).next().unwrap_or(first);
            let name = japanese(&[last, first_of_many])?;
            if is_note(last) || is_note(first) {
                return None;
            }
            Some((name, None))
        }
        many if many.len() >= 3 && many.iter().all(|token| token.chars().count() == 1) => japanese(many).map(|name| (name, None)),
        [.., last, first] if words().surnames.contains_key(last) => japanese(&[last, first]).map(|name| (name, None)),
        _ => None,
    }
}

/// A name whose family name the header or the greeting gave.
fn clue_name(rest: &[&str], clues: &Clues) -> Option<PersonName> {
    let person = clues.person.as_ref();
    let joined = rest.concat();
    if let Some(person) = person.filter(|person| person.is_cjk() && !person.first.is_empty())
        && joined == format!("{}{}", person.last, person.first)
    {
        return Some(PersonName {
            sure: 97,
            ..if rest.len() == 2 { japanese(rest).unwrap_or_else(|| person.clone()) } else { person.clone() }
        });
    }
    match rest {
        [word] if clues.knows(word) => Some(PersonName { last: (*word).to_owned(), first: String::new(), sure: 85 }),
        [word] => {
            let last = [person.map(|person| person.last.as_str()), clues.intro_name.as_deref()]
                .into_iter()
                .flatten()
                .find(|last| !last.is_empty() && has_cjk(last) && word.starts_with(last))?;
            let first = &word[last.len()..];
            let size = first.chars().count();
            ((1..=4).contains(&size) && all_cjk(first) && word.chars().count() <= 7).then(|| PersonName {
                last: last.to_owned(),
                first: first.to_owned(),
                sure: 88,
            })
        }
        [last, first]
            if clues.knows(last)
                && (all_cjk(first) || first.chars().all(char::is_alphabetic))
                && first.chars().count() <= 8
                && !is_note(first) =>
        {
            Some(PersonName { last: (*last).to_owned(), first: (*first).to_owned(), sure: 97 })
        }
        _ => None,
    }
}

/// Words that stand where a name could, and are none.
fn is_note(word: &str) -> bool {
    const NOTES: &[&str] = &[
        "営業",
        "時間",
        "定休",
        "休業",
        "受付",
        "登録",
        "番号",
        "本社",
        "支店",
        "電話",
        "住所",
        "平日",
        "土日",
        "祝日",
        "年末",
        "年始",
        "お知らせ",
        "ご案内",
        "公式",
        "新商品",
        "好評",
        "発売",
        "無料",
        "開催",
        "展示",
        "製品",
        "事業",
        "創業",
        "認証",
        "取得",
        "許可",
        "免許",
        "第",
        "号",
        "対応",
        "携帯",
        "直通",
        "代表",
        "内線",
        "宛",
        "様",
        "御中",
        "担当",
        "アドレス",
        "変更",
        "移転",
        "採用",
        "募集",
        "検索",
        "日本",
        "東京",
        "大阪",
        "地域",
        "安心",
        "安全",
        "環境",
        "未来",
    ];
    NOTES.iter().any(|note| word.contains(note) && !words().surnames.contains_key(word))
}

fn is_whole_company(segment: &str, clues: &Clues) -> bool {
    let squeezed = bare(segment);
    if squeezed.is_empty() {
        return false;
    }
    let intro = clues.intro_company.as_ref().is_some_and(|(name, _)| bare(name) == squeezed);
    let header = clues.company.as_ref().is_some_and(|name| bare(name) == squeezed);
    let display = clues.collective
        && clues.display.concat() == squeezed
        && !matches!(role(segment), Role::Department | Role::Title)
        && segment.chars().count() >= 3;
    intro || header || display
}

/// The text outside of brackets, and what stands in them; company forms like (株) stay.
fn without_brackets(text: &str) -> (String, Vec<String>) {
    let mut outside = String::new();
    let mut inside: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['(', '[', '【', '<', '〔', '「', '〈']) {
        let mark = rest[open..].chars().next().unwrap_or('(');
        let after = &rest[open + mark.len_utf8()..];
        let Some(close) = after.find([')', ']', '】', '>', '〕', '」', '〉']) else { break };
        let closing = after[close..].chars().next().map_or(1, char::len_utf8);
        let content = &after[..close];
        if content.chars().count() == 1 && mark == '(' {
            outside.push_str(&rest[..open + mark.len_utf8() + close + closing]);
        } else {
            outside.push_str(&rest[..open]);
            outside.push(' ');
            inside.push(content.to_owned());
        }
        rest = &after[close + closing..];
    }
    outside.push_str(rest);
    (outside, inside)
}

fn foreign_segment(segment: &str, at: usize, clues: &Clues, line: &mut Line) {
    let (outside, _) = without_brackets(segment);
    let outside = squeeze(&outside);
    let segment = if outside.is_empty() { segment } else { outside.as_str() };
    for (labels, kind) in [(COMPANY_LABELS, Kind::Company(true)), (TITLE_LABELS, Kind::Title), (UNIT_LABELS, Kind::Department)] {
        if let Some((_, value)) = labelled(segment, labels) {
            line.items.push(Item { kind, value: squeeze(value), line: at });
            return;
        }
    }
    let segment = labelled(segment, NAME_LABELS).map_or(segment, |(_, value)| value);
    if let Some((left, right)) = segment.split_once(", ") {
        let (left, right) = (left.trim(), right.trim());
        let right_company =
            is_foreign_company(right) || of_domain(right, &clues.domain) && !is_foreign_title(right) || maybe_foreign_company(right);
        let left_name = foreign(left, &clues.local).filter(|name| clues.fits(name));
        let right_role = is_foreign_title(right) || is_foreign_department(right);
        if is_foreign_title(left) && left.split_whitespace().count() >= 2 && is_foreign_department(right) && !right_company {
            line.items.push(Item { kind: Kind::Title, value: squeeze(left), line: at });
            line.items.push(Item { kind: Kind::Department, value: squeeze(right), line: at });
            return;
        }
        if !is_foreign_company(left) && (is_foreign_title(left) && right_company || left_name.is_some() && (right_role || right_company)) {
            foreign_segment(left, at, clues, line);
            foreign_segment(right, at, clues, line);
            return;
        }
    }
    let mut push = |kind: Kind| line.items.push(Item { kind, value: squeeze(segment), line: at });
    if is_foreign_company(segment) {
        return push(Kind::Company(true));
    }
    let name = foreign(segment, &clues.local);
    if let Some(name) = name.as_ref().filter(|name| clues.fits(name)) {
        let name = clues
            .person
            .clone()
            .filter(|person| !person.is_cjk() && person.agrees(name) && person.sure >= name.sure)
            .unwrap_or_else(|| name.clone());
        return push(Kind::Name(PersonName { sure: name.sure.max(90), ..name }));
    }
    if is_foreign_title(segment) {
        return push(Kind::Title);
    }
    if of_domain(segment, &clues.domain)
        && segment.chars().next().is_some_and(char::is_uppercase)
        && segment.split_whitespace().count() <= 6
    {
        return push(Kind::Company(true));
    }
    if maybe_foreign_company(segment) {
        return push(Kind::Company(false));
    }
    if is_foreign_department(segment) {
        return push(Kind::Department);
    }
    if words().is_given(segment) {
        return push(Kind::Name(PersonName { last: String::new(), first: segment.to_owned(), sure: 70 }));
    }
    match name.filter(|_| segment.split_whitespace().next().is_some_and(|word| words().is_given(word))) {
        Some(name) => push(Kind::Name(PersonName { sure: name.sure.min(80), ..name })),
        None => line.unknown = true,
    }
}

fn is_closing(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let latin = !has_cjk(&lower);
    let short = columns(&lower) <= if latin { 60 } else { 44 };
    if !short || lower.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    if latin {
        return CLOSINGS.iter().any(|mark| {
            lower.starts_with(mark)
                && (lower.len() == mark.len() || !lower[mark.len()..].starts_with(char::is_alphanumeric) || mark.ends_with(' '))
        }) && lower.split_whitespace().count() <= 9;
    }
    CLOSINGS.iter().any(|mark| lower.starts_with(mark) || lower.ends_with("申し上げます。") || lower.ends_with("お願いいたします。"))
        || lower.trim_end_matches('。').ends_with(['拝']) && lower.chars().count() <= 6
}

fn is_greeting(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let addressed = lower.ends_with(['様', '殿'])
        || lower.ends_with("さん")
        || lower.ends_with("さま")
        || lower.ends_with("御中")
        || lower.ends_with("各位")
        || lower.ends_with("先生");
    addressed && columns(&lower) <= 50 || GREETINGS.iter().any(|mark| lower.starts_with(mark)) && columns(&lower) <= 60
}

/// Running text, in either language.
fn is_sentence(text: &str) -> bool {
    let text = text.trim();
    if has_cjk(text) {
        const ENDS: &[&str] = &[
            "です",
            "ます",
            "ません",
            "ください",
            "下さい",
            "でした",
            "ました",
            "でしょうか",
            "ますか",
            "ですか",
            "ですが",
            "ますが",
            "ので",
            "ため",
            "から",
            "まして",
            "ましたら",
            "おりまして",
            "いただき",
            "について",
            "ですので",
            "ますので",
            "たく",
            "まで",
            "ございます",
        ];
        let core = text.trim_end_matches(['!', '?', '…', '♪', '★', '☆', '*', '~']);
        return core.ends_with(['。', '、'])
            || core.contains('。')
            || ENDS.iter().any(|end| core.ends_with(end)) && core.chars().count() > 5;
    }
    let words_of: Vec<&str> = text.split_whitespace().collect();
    let small = words_of.iter().filter(|word| word.chars().next().is_some_and(char::is_lowercase)).count();
    let ends = text.ends_with(['.', '?', '!'])
        && !["inc.", "ltd.", "co.", "corp.", "jr.", "sr.", "ph.d.", "dept."].iter().any(|end| text.to_lowercase().ends_with(end));
    words_of.len() >= 5 && (small * 2 >= words_of.len() || ends && small >= 2)
        || ends && words_of.len() >= 3 && small >= 2
        || words_of.len() > 14
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
