//! `Re:` and `Fwd:`, once.

use crate::text::CleanText;

/// Marks that programs of many languages put before a subject when answering or passing on, in lower case.
const MARKS: [&str; 22] = [
    "re", "返信", "返", "答复", "回复", "回覆", "sv", "aw", "antw", "vs", "rif", "odp", "res", "ré", "fw", "fwd", "転送", "转发", "轉寄",
    "wg", "tr", "rv",
];

/// The subject without any marks of answering or passing on before it, otherwise as written: `RE: 返信： Fwd[2]: Offer` is `Offer`.
pub fn without_marks(subject: &str) -> &str {
    let mut rest = subject.trim();
    while let Some(shorter) = without_mark(rest) {
        rest = shorter.trim_start();
    }
    rest
}

fn without_mark(text: &str) -> Option<&str> {
    let (before, after) = text.split_once([':', '：'])?;
    let word = before.trim_end();
    let counted = word.strip_suffix([']', '）', ')']).and_then(|open| {
        let bare = open.trim_end_matches(|c: char| c.is_ascii_digit());
        bare.strip_suffix(['[', '（', '(']).filter(|_| bare.len() < open.len())
    });
    let raised = word.rsplit_once('^').filter(|(_, count)| !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit()));
    let word = counted.or(raised.map(|(bare, _)| bare)).unwrap_or(word).trim_end();
    let folded = crate::text::fold(word);
    MARKS.contains(&folded.as_ref()).then_some(after)
}

/// The subject of an answer.
pub fn reply_subject(subject: &CleanText) -> CleanText {
    CleanText::line(format!("Re: {}", without_marks(subject.as_str())).trim_end())
}

/// The subject of a mail that is passed on.
pub fn forward_subject(subject: &CleanText) -> CleanText {
    CleanText::line(format!("Fwd: {}", without_marks(subject.as_str())).trim_end())
}
