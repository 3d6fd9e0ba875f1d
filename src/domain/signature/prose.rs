//! Running text, greetings and closing phrases: what a signature is not.

use super::script::{columns, has_cjk};
use super::words::{phrases, words};

/// Whether a line is a closing phrase, in any of several languages.
pub(super) fn is_closing(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let latin = !has_cjk(&lower);
    let short = columns(&lower) <= if latin { 60 } else { 44 };
    if !short || lower.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    if latin {
        return phrases("closing").iter().any(|mark| {
            lower.starts_with(mark)
                && (lower.len() == mark.len() || !lower[mark.len()..].starts_with(char::is_alphanumeric) || mark.ends_with(' '))
        }) && lower.split_whitespace().count() <= 9;
    }
    phrases("closing")
        .iter()
        .any(|mark| lower.starts_with(mark) || lower.ends_with("申し上げます。") || lower.ends_with("お願いいたします。"))
        || lower.trim_end_matches('。').ends_with(['拝']) && lower.chars().count() <= 6
}

/// Whether a line addresses the reader.
pub(super) fn is_greeting(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let addressed = lower.ends_with(['様', '殿'])
        || lower.ends_with("さん")
        || lower.ends_with("さま")
        || lower.ends_with("御中")
        || lower.ends_with("各位")
        || lower.ends_with("先生");
    addressed && columns(&lower) <= 50 || phrases("greeting").iter().any(|mark| lower.starts_with(mark)) && columns(&lower) <= 60
}

/// Running text, in either language.
pub(super) fn is_sentence(text: &str) -> bool {
    let text = text.trim();
    if has_cjk(text) {
        let core = text.trim_end_matches(['!', '?', '…', '♪', '★', '☆', '*', '~']);
        return core.ends_with(['。', '、'])
            || core.contains('。')
            || phrases("sentence_end").iter().any(|end| core.ends_with(end)) && core.chars().count() > 5;
    }
    let words_of: Vec<&str> = text.split_whitespace().collect();
    let small = words_of.iter().filter(|word| word.chars().next().is_some_and(char::is_lowercase)).count();
    let formed = words_of.last().is_some_and(|last| words().en_forms.contains(last.to_lowercase().as_str()));
    let ends = text.ends_with(['.', '?', '!'])
        && !formed
        && !["co.", "jr.", "sr.", "ph.d.", "dept."].iter().any(|end| text.to_lowercase().ends_with(end));
    words_of.len() >= 5 && (small * 2 >= words_of.len() || ends && small >= 2)
        || ends && words_of.len() >= 3 && small >= 2
        || words_of.iter().filter(|word| word.chars().any(char::is_alphabetic)).count() > 14
}
