//! Which lines of a mail its author wrote, which are quoted, and which only introduce a quote or sign the mail.

use super::body::LineKind;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// How deep it is quoted; 0 is the author's own.
    pub quote: u8,
    /// What it is.
    pub kind: LineKind,
}

/// Judges the lines of a text: each with the depth its quote marks (or its HTML) already give it, and its words without them.
///
/// Found are attributions ("On ... wrote:", in many languages and over up to three lines), the header block that Outlook and others put above unmarked quoted text
/// (everything after it is quoted), separators such as `-----Original Message-----`, and signatures after `-- ` or "Sent from my ...".
pub fn marks(lines: &[(u8, &str)]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = lines.iter().map(|(quote, _)| Mark { quote: *quote, kind: LineKind::Text }).collect();
    let mut at = 0;
    let mut signature = false;
    while at < lines.len() {
        let (quote, text) = lines[at];
        let text = text.trim();
        if quote > 0 {
            signature = false;
        } else if let Some(length) = unmarked_quote(lines, at) {
            for mark in &mut marks[at..at + length] {
                mark.kind = LineKind::Attribution;
            }
            for mark in &mut marks[at + length..] {
                mark.quote = mark.quote.saturating_add(1);
            }
            return marks;
        } else if let Some(length) = attribution(lines, at) {
            for mark in &mut marks[at..at + length] {
                mark.kind = LineKind::Attribution;
            }
            at += length;
            signature = false;
            if introduces_the_rest(lines, at - length, at) {
                for mark in &mut marks[at..] {
                    mark.quote = mark.quote.saturating_add(1);
                }
                return marks;
            }
            continue;
        } else if is_signature_mark(lines, at) {
            signature = true;
        } else if is_device_line(text) && ends_soon(lines, at) {
            marks[at].kind = LineKind::Signature;
        }
        if signature && quote == 0 {
            marks[at].kind = LineKind::Signature;
        }
        at += 1;
    }
    marks
}

/// How many lines mostly have enough own words for a list. They are judged with as many behind them, since what a line is depends on what follows it.
const FIRST_LINES: usize = 16;

/// How many characters of the author's own words a list shows of a mail: quotes, attributions and signatures left out, on one line.
pub fn own_words(lines: &[(u8, &str)], max_chars: usize) -> String {
    let mut out = String::new();
    if lines.len() > 2 * FIRST_LINES && gather(&lines[..FIRST_LINES], &marks(&lines[..2 * FIRST_LINES]), max_chars, &mut out) {
        return out;
    }
    out.clear();
    gather(lines, &marks(lines), max_chars, &mut out);
    out
}

/// Gathers own words until there is no room for another one, and answers whether that was so.
fn gather(lines: &[(u8, &str)], marks: &[Mark], max_chars: usize, out: &mut String) -> bool {
    let mut chars = 0;
    let own = |mark: &Mark| mark.quote == 0 && matches!(mark.kind, LineKind::Text | LineKind::Heading | LineKind::Fixed);
    for (line, _) in lines.iter().zip(marks).filter(|(_, mark)| own(mark)) {
        for word in line.1.split_whitespace().filter(|word| !is_rule(word)) {
            if !out.is_empty() && chars + 1 < max_chars {
                out.push(' ');
                chars += 1;
            } else if !out.is_empty() {
                return true;
            }
            for c in word.chars() {
                if chars >= max_chars {
                    return true;
                }
                out.push(c);
                chars += 1;
            }
        }
        if chars >= max_chars {
            return true;
        }
    }
    false
}

/// A word of nothing but drawn lines.
fn is_rule(word: &str) -> bool {
    word.chars().count() >= 3
        && word.chars().all(|c| matches!(c, '-' | '_' | '=' | '*' | '~' | '─' | '━' | '＝' | '－' | 'ー' | '＊' | '・' | '#' | '.'))
}

/// `-- ` on its own (RFC 3676 4.3); without its space only where little follows.
fn is_signature_mark(lines: &[(u8, &str)], at: usize) -> bool {
    let text = lines[at].1;
    text == "-- " || text.trim_end() == "--" && lines.len() - at <= 15
}

/// "Sent from my iPhone" and its kin.
fn is_device_line(text: &str) -> bool {
    const BEGINNINGS: [&str; 13] = [
        "Sent from my ",
        "Sent from Mail for",
        "Sent from Yahoo",
        "Sent from Outlook",
        "Sent from mobile",
        "Sent via ",
        "Get Outlook for ",
        "Von meinem ",
        "Gesendet von ",
        "Envoyé de mon ",
        "Enviado desde mi ",
        "Inviato da ",
        "Отправлено с ",
    ];
    BEGINNINGS.iter().any(|beginning| text.starts_with(beginning)) || text.ends_with("から送信") && text.chars().count() < 30
}

/// Whether no more own text of weight follows.
fn ends_soon(lines: &[(u8, &str)], at: usize) -> bool {
    lines[at + 1..].iter().take_while(|(quote, _)| *quote == 0).filter(|(_, text)| !text.trim().is_empty()).count() <= 8
}

/// How many lines from here introduce a quote that has marks of its own.
fn attribution(lines: &[(u8, &str)], at: usize) -> Option<usize> {
    let first = lines[at].1.trim();
    if first.is_empty() || first.len() > 400 {
        return None;
    }
    if !ends_attribution(first) && !begins_attribution(first) {
        return None;
    }
    let mut length = 1;
    let mut joined = first.to_owned();
    while !ends_attribution(&joined) {
        let next = lines.get(at + length).filter(|(quote, text)| *quote == 0 && !text.trim().is_empty())?;
        if length == 3 {
            return None;
        }
        joined.push(' ');
        joined.push_str(next.1.trim());
        length += 1;
    }
    let quoted_next = lines[at + length..].iter().find(|(_, text)| !text.trim().is_empty()).is_some_and(|(quote, _)| *quote > 0);
    let digits = joined.chars().filter(char::is_ascii_digit).count();
    let strong = joined.contains('@') || digits >= 4;
    let dated_sender = length == 1 && joined.ends_with(">:") && joined.contains('@') && digits >= 4;
    (dated_sender
        || is_attribution(&joined) && (quoted_next || strong)
        || quoted_next && joined.len() < 200 && joined.ends_with(':') && strong)
        .then_some(length)
}

/// Whether what follows an attribution is quoted although nothing marks it: the author wrote above it, and no line below bears a mark.
fn introduces_the_rest(lines: &[(u8, &str)], from: usize, to: usize) -> bool {
    lines[..from].iter().any(|(quote, text)| *quote == 0 && !text.trim().is_empty())
        && lines[to..].iter().any(|(_, text)| !text.trim().is_empty())
        && lines[to..].iter().all(|(quote, _)| *quote == 0)
}

fn ends_attribution(text: &str) -> bool {
    text.ends_with([':', '：']) || text.ends_with("wrote") || text.ends_with("さんは書きました。") || text.ends_with("書きました。")
}

fn begins_attribution(text: &str) -> bool {
    const BEGINNINGS: [&str; 20] = [
        "On ",
        "Am ",
        "Le ",
        "El ",
        "Il ",
        "Op ",
        "W dniu ",
        "Em ",
        "Den ",
        "Dne ",
        "Pada ",
        "La ",
        "Vào ",
        "Em seg",
        "Em ter",
        "Em qua",
        "Em qui",
        "Em sex",
        "At ",
        "In a message ",
    ];
    BEGINNINGS.iter().any(|beginning| text.starts_with(beginning)) || text.starts_with(|c: char| c.is_ascii_digit()) || text.contains('@')
}

fn is_attribution(text: &str) -> bool {
    const WORDS: [&str; 44] = [
        "wrote",
        "writes",
        "schrieb",
        "geschrieben",
        "a écrit",
        "écrit",
        "escribió",
        "escreveu",
        "ha scritto",
        "scrisse",
        "schreef",
        "skrev",
        "kirjoitti",
        "napisał",
        "napisał(a)",
        "napsal",
        "napísal",
        "написал",
        "пишет",
        "написав",
        "пише",
        "yazdı",
        "menulis",
        "đã viết",
        "έγραψε",
        "írta",
        "a scris",
        "scrie",
        "rašė",
        "rakstīja",
        "kirjutas",
        "さんからの引用",
        "のメール",
        "書きました",
        "さんは",
        "さんのメッセージ",
        "wrote on",
        "said",
        "写道",
        "寫道",
        "작성",
        "님이",
        "schreibt",
        "a spus",
    ];
    WORDS.iter().any(|word| text.contains(word))
}

/// How many lines from here introduce a quote whose lines bear no marks: a separator, a block of header lines, or both.
fn unmarked_quote(lines: &[(u8, &str)], at: usize) -> Option<usize> {
    let first = lines[at].1.trim();
    let separator = is_separator(first);
    if !separator && header_name(first).is_none() && !is_long_rule(first) {
        return None;
    }
    let mut next = at;
    if separator || is_long_rule(first) {
        next += 1;
        while lines.get(next).is_some_and(|(quote, text)| *quote == 0 && text.trim().is_empty()) {
            next += 1;
        }
    }
    let block = header_block(lines, next);
    match block {
        Some(length) => Some(next + length - at),
        None if separator => Some(1),
        None => None,
    }
}

/// `-----Original Message-----` and what other programs and languages make of it.
fn is_separator(text: &str) -> bool {
    const WORDS: [&str; 22] = [
        "Original Message",
        "Original message",
        "original message",
        "ORIGINAL MESSAGE",
        "Original Appointment",
        "Ursprüngliche Nachricht",
        "Urspruengliche Nachricht",
        "Originalnachricht",
        "Message d'origine",
        "Message original",
        "Mensaje original",
        "Mensagem original",
        "Messaggio originale",
        "Oorspronkelijk bericht",
        "Исходное сообщение",
        "Oprindelig meddelelse",
        "Ursprungligt meddelande",
        "元のメッセージ",
        "Original Nachricht",
        "Forwarded message",
        "Forwarded Message",
        "转发的邮件",
    ];
    let wrote = text.starts_with("----") && text.ends_with("----") && text.contains('@');
    wrote
        || (text.starts_with("--") || text.starts_with("——") || text.starts_with("==") || text.starts_with("__"))
            && WORDS.iter().any(|word| text.contains(word))
}

fn is_long_rule(text: &str) -> bool {
    text.len() >= 20 && text.bytes().all(|byte| byte == b'_') || text.len() >= 20 && text.bytes().all(|byte| byte == b'-')
}

/// How many lines are a block of quoted headers: a sender, and a date or subject or recipient, at least three fields in all.
fn header_block(lines: &[(u8, &str)], at: usize) -> Option<usize> {
    let mut seen = [false; 4];
    let mut fields = 0;
    let mut length = 0;
    for (index, (quote, text)) in lines[at..].iter().take(12).enumerate() {
        let text = text.trim();
        if *quote > 0 || text.is_empty() {
            break;
        }
        match header_name(text) {
            Some(field) => {
                seen[field as usize] = true;
                fields += 1;
                length = index + 1;
            }
            // A folded To or Cc.
            None if fields > 0 && (text.contains('@') || text.ends_with([';', '>'])) => length = index + 1,
            None => break,
        }
    }
    (seen[HeaderName::From as usize] && fields >= 3 && (seen[HeaderName::Date as usize] || seen[HeaderName::Subject as usize]))
        .then_some(length)
}

#[derive(Clone, Copy)]
enum HeaderName {
    From,
    Date,
    To,
    Subject,
}

/// No name of a header field is longer, in bytes.
const LONGEST_NAME: usize = 24;

fn header_name(text: &str) -> Option<HeaderName> {
    const NAMES: [(HeaderName, &[&str]); 4] = [
        (
            HeaderName::From,
            &[
                "From",
                "Von",
                "De",
                "Da",
                "Van",
                "Från",
                "Fra",
                "Od",
                "От",
                "Kimden",
                "Lähettäjä",
                "差出人",
                "送信者",
                "发件人",
                "寄件者",
                "보낸 사람",
            ],
        ),
        (
            HeaderName::Date,
            &[
                "Date",
                "Sent",
                "Gesendet",
                "Datum",
                "Envoyé",
                "Envoyé le",
                "Enviado",
                "Enviado el",
                "Fecha",
                "Inviato",
                "Data",
                "Verzonden",
                "Skickat",
                "Sendt",
                "Wysłano",
                "Дата",
                "Отправлено",
                "Lähetetty",
                "送信日時",
                "日時",
                "日付",
                "送信日",
                "发送时间",
                "日期",
                "보낸 날짜",
                "Date d'envoi",
            ],
        ),
        (
            HeaderName::To,
            &[
                "To",
                "An",
                "À",
                "A",
                "Para",
                "Aan",
                "Till",
                "Til",
                "Do",
                "Кому",
                "Kime",
                "Vastaanottaja",
                "宛先",
                "宛て先",
                "收件人",
                "받는 사람",
                "Cc",
                "CC",
                "Kopie",
                "Reply-To",
                "Bcc",
                "同報",
                "抄送",
            ],
        ),
        (
            HeaderName::Subject,
            &[
                "Subject",
                "Betreff",
                "Objet",
                "Asunto",
                "Assunto",
                "Oggetto",
                "Onderwerp",
                "Ämne",
                "Emne",
                "Temat",
                "Тема",
                "Konu",
                "Aihe",
                "件名",
                "主题",
                "主旨",
                "제목",
                "Sujet",
                "Importance",
                "Attachments",
                "Organization",
            ],
        ),
    ];
    let text = text.trim_start_matches(['*', '＊']);
    let beginning = &text[..text.floor_char_boundary(2 * LONGEST_NAME)];
    let name = &beginning[..beginning.find([':', '：'])?];
    let name = name.trim().trim_end_matches('*').trim();
    if name.len() > LONGEST_NAME || name.is_empty() {
        return None;
    }
    NAMES.iter().find(|(_, words)| words.contains(&name)).map(|(field, _)| *field)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(u8, &str)> {
        text.lines().map(|line| line.strip_prefix("> ").map_or((0, line), |rest| (1, rest))).collect()
    }

    fn own(text: &str) -> String {
        own_words(&lines(text), 160)
    }

    #[test]
    fn the_first_lines_of_a_long_mail_show_what_all_its_lines_would_show() {
        let heads = [
            "Hello\n",
            "> quoted\n",
            "--\nBob\n",
            "Sent from my iPhone\n",
            "On Mon, 2 Apr 2012 at 5:26, Bob <bob@x.example> wrote:\n> Hi\n",
        ];
        for (head, repeats) in heads.iter().flat_map(|head| [(head, 1), (head, 5), (head, 12)]) {
            for tail in ["Words that Bob wrote himself, line by line.\n", "> quoted\n", "\n"] {
                let text = format!("{}{}", head.repeat(repeats), tail.repeat(90));
                let lines = lines(&text);
                let mut all = String::new();
                gather(&lines, &marks(&lines), 160, &mut all);
                assert_eq!(own_words(&lines, 160), all, "{head:?} {repeats} times, then {tail:?}");
            }
        }
    }

    #[test]
    fn only_what_the_author_wrote_is_shown_in_lists() {
        assert_eq!(own("Hello\n\nOn Mon, 2 Apr 2012 at 5:26, Bob <bob@x.example> wrote:\n\n> Hi"), "Hello");
        assert_eq!(own("Hello\n\nOn Mon, Apr 2, 2012 at 5:26 PM,\nBob\n<bob@x.example> wrote:\n\n> Hi\n\nBelow too"), "Hello Below too");
        assert_eq!(own("了解しました。\n\n2024年5月6日(月) 10:42 田中太郎 <t@x.example>:\n> お願いします"), "了解しました。");
        assert_eq!(own("Hello\n\n-----Original Message-----\nFrom: Bob\nSent: Monday\nTo: me\nSubject: Hi\n\nunmarked quote"), "Hello");
        assert_eq!(
            own("承知しました\n________________________________\n差出人: 田中\n送信日時: 2024年5月6日\n宛先: 私\n件名: 見積\n\n引用"),
            "承知しました"
        );
        assert_eq!(own("Thanks\n-- \nBob\nSales"), "Thanks");
        assert_eq!(own("はい\n\niPhoneから送信"), "はい");
        assert_eq!(own("-----\nReport: 12:30\n====="), "Report: 12:30");
    }

    #[test]
    fn ordinary_text_is_not_taken_for_a_quote() {
        assert_eq!(own("Please note:\nDate: tomorrow\nbye"), "Please note: Date: tomorrow bye");
        assert_eq!(own("On Monday we wrote a plan.\nIt is here: x"), "On Monday we wrote a plan. It is here: x");
        let marked = marks(&lines("a\n-- \nsig\n> quoted\nown again"));
        let kinds: Vec<LineKind> = marked.iter().map(|mark| mark.kind).collect();
        assert_eq!(kinds, [LineKind::Text, LineKind::Signature, LineKind::Signature, LineKind::Text, LineKind::Text]);
    }
}
