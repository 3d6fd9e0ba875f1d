//! What programs put before a subject: marks of answering and forwarding in the languages of the world, and marks of gateways.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::fold;

/// What a mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// An answer: `Re:`, `Antwort:`, `返信:`.
    Reply,
    /// A mail passed on: `Fwd:`, `WG:`, `転送:`.
    Forward,
    /// A gateway's word about the mail: `EXTERNAL:`, `[SPAM]`.
    Gateway,
}

/// Marks of an answer, in any case and with or without accents.
const REPLY: &[&str] = &[
    // English and programs that speak nothing else; German, Dutch and Afrikaans; Danish, Swedish, Norwegian, Icelandic; Finnish and Estonian.
    "re",
    "reply",
    "aw",
    "antw",
    "antwort",
    "sv",
    "svar",
    "ang",
    "vs",
    "vast",
    "vastaus",
    // French, Italian, Spanish, Portuguese, Catalan, Romanian, Basque.
    "ré",
    "rép",
    "réponse",
    "r",
    "rif",
    "risp",
    "risposta",
    "res",
    "resp",
    "respuesta",
    "resposta",
    "rsp",
    "răsp",
    "er",
    // Polish, Czech and Slovak; Croatian and Slovene; Serbian, Macedonian and Bulgarian; Russian, Ukrainian, Belarusian, Kazakh.
    "odp",
    "odpověď",
    "odg",
    "odgovor",
    "одг",
    "отг",
    "ответ",
    "отв",
    "на",
    "отн",
    "відп",
    "відповідь",
    "адк",
    "жауап",
    // Hungarian, Lithuanian, Latvian, Albanian, Greek, Armenian, Georgian.
    "vá",
    "válasz",
    "ats",
    "atsakymas",
    "atb",
    "përgj",
    "απ",
    "απάντηση",
    "σχετ",
    "պատ",
    "პასუხი",
    // Turkish and Azerbaijani; Hebrew, Arabic, Persian, Urdu.
    "ynt",
    "yan",
    "cvp",
    "cvb",
    "השב",
    "תשובה",
    "תגובה",
    "رد",
    "الرد",
    "پاسخ",
    "جواب",
    // Indonesian and Malay, Filipino, Vietnamese, Thai, Hindi, Bengali, Swahili, Welsh (see Latvian), Irish.
    "bls",
    "balas",
    "balasan",
    "sagot",
    "tl",
    "trả lời",
    "ตอบ",
    "ตอบกลับ",
    "उत्तर",
    "উত্তর",
    "jibu",
    "freag",
    // Japanese, Chinese, Korean.
    "返信",
    "返",
    "回信",
    "答复",
    "答覆",
    "回复",
    "回覆",
    "답장",
    "회신",
    // Answers that programs give by themselves.
    "automatic reply",
    "auto reply",
    "auto-reply",
    "autoreply",
    "automatische antwort",
    "automatisch antwoord",
    "réponse automatique",
    "respuesta automática",
    "resposta automática",
    "risposta automatica",
    "autosvar",
    "自動応答",
    "自動返信",
    "自动回复",
    "自動回覆",
    "자동 회신",
];

/// Marks of a mail passed on, in any case and with or without accents.
const FORWARD: &[&str] = &[
    "fw",
    "fwd",
    "forward",
    "forwarded",
    "wg",
    "weitergeleitet",
    "doorst",
    "doorgestuurd",
    "vb",
    "vidarebefordrat",
    "vl",
    "välitetty",
    "fs",
    "framsent",
    "edasi",
    "tr",
    "tr.",
    "transféré",
    "i",
    "inoltro",
    "rv",
    "reenv",
    "reenviado",
    "enc",
    "encaminhada",
    "redir",
    "pd",
    "prz",
    "přep",
    "preposlano",
    "prosl",
    "proslijeđeno",
    "пересл",
    "пер",
    "препр",
    "проследено",
    "továbbítás",
    "tovább",
    "persiųsta",
    "pārs",
    "πρθ",
    "προώθηση",
    "ilt",
    "ir",
    "הועבר",
    "העברה",
    "إعادة توجيه",
    "trs",
    "terusan",
    "chuyển tiếp",
    "ส่งต่อ",
    "ym",
    "ymlaen",
    "転送",
    "转发",
    "轉寄",
    "轉發",
    "전달",
];

/// Words of gateways that stand with a colon or in brackets.
const GATEWAY: &[&str] = &[
    "external",
    "ext",
    "extern",
    "externe",
    "externo",
    "externa",
    "esterno",
    "zewnętrzny",
    "külső",
    "внешнее",
    "external email",
    "external e-mail",
    "external mail",
    "external message",
    "external sender",
    "ext email",
    "ext mail",
    "ext sender",
    "caution external",
    "caution external email",
    "外部",
    "外部メール",
    "社外",
    "社外メール",
    "外部邮件",
    "외부",
    "외부메일",
];

/// Words of gateways that stand in brackets or stars only; with a colon they may be a subject.
const GATEWAY_IN_BRACKETS: &[&str] = &[
    "spam",
    "possible spam",
    "suspected spam",
    "probable spam",
    "spam suspect",
    "junk",
    "bulk",
    "suspicious",
    "suspect",
    "phishing",
    "caution",
    "warning",
    "迷惑メール",
    "スパム",
];

static MARKS: LazyLock<HashMap<String, Mark>> = LazyLock::new(|| {
    let of = |words: &'static [&'static str], mark| words.iter().map(move |word| (plain(word), mark));
    of(GATEWAY, Mark::Gateway).chain(of(FORWARD, Mark::Forward)).chain(of(REPLY, Mark::Reply)).collect()
});

static BRACKETED: LazyLock<Vec<String>> = LazyLock::new(|| GATEWAY.iter().chain(GATEWAY_IN_BRACKETS).map(|word| plain(word)).collect());

/// A mark has at most so many characters before its colon.
const LONGEST: usize = 40;

/// The mark that a subject begins with, and what follows it; none where a colon only belongs to the subject.
pub fn leading_mark(subject: &str) -> Option<(Mark, &str)> {
    let text = subject.trim_start();
    if let Some(after) = bracketed_gateway(text) {
        return Some((Mark::Gateway, after));
    }
    let is_colon = |c: char| matches!(c, ':' | '：' | '﹕' | '︓' | '꞉' | '׃');
    let (at, colon) = text.char_indices().take(LONGEST).find(|(_, c)| is_colon(*c))?;
    let word = uncounted(text[..at].trim_end());
    let mark = *MARKS.get(&plain(word))?;
    Some((mark, text[at + colon.len_utf8()..].trim_start()))
}

/// `[EXTERNAL]`, `*** SPAM ***`, `{Spam?}` before a subject.
fn bracketed_gateway(text: &str) -> Option<&str> {
    let close = |c: char| matches!(c, ']' | ')' | '}' | '>' | '】' | '］' | '）' | '*' | '#' | '-' | '=' | '_');
    let open = |c: char| matches!(c, '[' | '(' | '{' | '<' | '【' | '［' | '（' | '*' | '#');
    let inside = text.trim_start_matches(open);
    if inside.len() == text.len() {
        return None;
    }
    let (end, _) = inside.char_indices().take(LONGEST).find(|(_, c)| close(*c) && !matches!(c, '-' | '=' | '_'))?;
    let word = inside[..end].trim().trim_end_matches(['?', '!', ':']);
    if !BRACKETED.contains(&plain(word)) {
        return None;
    }
    let after = inside[end..].trim_start_matches(close).trim_start();
    Some(after.strip_prefix([':', '：']).unwrap_or(after).trim_start())
}

/// A mark without its count: `Re[2]`, `Re (2)`, `Re^2`, `Re*2`, `RE2`.
fn uncounted(word: &str) -> &str {
    let open = word.strip_suffix([']', ')', '）', '］']).unwrap_or(word);
    let bare = open.trim_end_matches(|c: char| c.is_ascii_digit());
    if bare.len() == open.len() {
        return word;
    }
    let bare = bare.strip_suffix(['[', '(', '（', '［', '^', '*', '-']).unwrap_or(bare);
    bare.trim_end()
}

/// A word as it is compared: folded, with single blanks, without accents and a stop at its end.
fn plain(word: &str) -> String {
    let folded = fold(word);
    let bare: Cow<'_, str> =
        if folded.is_ascii() { folded } else { Cow::Owned(folded.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>()) };
    bare.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}

/// The subject without any marks before it, otherwise as written: `EXTERNAL: RE: 返信： Fwd[2]: Offer` is `Offer`.
pub fn without_marks(subject: &str) -> &str {
    let mut rest = subject.trim();
    while let Some((_, after)) = leading_mark(rest) {
        rest = after;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_the_world_come_off() {
        for subject in [
            "Re: Offer",
            "RE : Offer",
            "Aw: Offer",
            "Antwort: Re: Antwort: Re: Offer",
            "SV: VS: Offer",
            "R: Re: R: Re: Offer",
            "I: Offer",
            "Rif: Offer",
            "RES: ENC: Offer",
            "Odp: PD: Offer",
            "YNT: Offer",
            "İLT: Offer",
            "Vá: Offer",
            "VÁ: Offer",
            "ΑΠ: Offer",
            "ΣΧΕΤ: ΠΡΘ: Offer",
            "השב: הועבר: Offer",
            "Bls: Trs: Offer",
            "Atb: Ym: Offer",
            "Ответ: Пересл: Offer",
            "Відп: Offer",
            "رد: Offer",
            "پاسخ: Offer",
            "ตอบกลับ: Offer",
            "Trả lời: Offer",
            "답장: 전달: Offer",
            "回复：轉寄： Offer",
            "返信: 転送: Offer",
            "Réponse automatique\u{a0}: Offer",
            "Re[2]: Re (3): Re^4: Re*5: RE6: Offer",
            "ＲＥ：Offer",
            "EXTERNAL: Re: Offer",
            "[EXTERNAL] RE: [EXT] Offer",
            "*** SPAM *** Offer",
            "{Spam?} Re: Offer",
            "【社外】Re: Offer",
            "TR: RV: WG: VB: VL: Doorst: Offer",
            "Automatic reply: Offer",
            "Ats: Odg: Одг: Offer",
            "SV: Ang: НА: Отн: Offer",
        ] {
            assert_eq!(without_marks(subject), "Offer", "{subject}");
        }
    }

    #[test]
    fn a_subject_that_merely_has_a_colon_keeps_it() {
        for subject in [
            "Report: Re",
            "PS: see you",
            "To: all",
            "Ref: 4711",
            "Spam: how to stop it",
            "Warning: disk full",
            "10:30 meeting",
            "[list] Offer",
            "(draft) Offer",
            "Note 2: x",
            "C: drive",
            "React: news",
            "Answer: yes",
            "https://x.example",
            "* item",
            "",
            ":",
        ] {
            assert_eq!(without_marks(subject), subject, "{subject}");
        }
        assert_eq!(leading_mark("Fwd: x"), Some((Mark::Forward, "x")));
    }

    #[test]
    fn there_are_marks_of_many_languages_and_no_word_means_two_things() {
        assert!(REPLY.len() >= 80 && FORWARD.len() >= 40);
        for word in FORWARD.iter().chain(GATEWAY) {
            assert!(!REPLY.iter().any(|reply| plain(reply) == plain(word)), "{word}");
        }
    }
}
