//! "On ... wrote:": lines that introduce a quote with marks of its own, in many languages.

/// How many lines from here introduce a quote that has marks of its own.
pub(super) fn attribution(lines: &[(u8, &str)], at: usize) -> Option<usize> {
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
pub(super) fn introduces_the_rest(lines: &[(u8, &str)], from: usize, to: usize) -> bool {
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
    let first = text.as_bytes().first();
    BEGINNINGS.iter().any(|beginning| beginning.as_bytes().first() == first && text.starts_with(beginning))
        || text.starts_with(|c: char| c.is_ascii_digit())
        || text.contains('@')
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
