//! Mail addresses and web sites in a line.

use super::words::phrases;
use std::ops::Range;

use crate::domain::mail::address::AddrSpec;

/// A mail address or web site, and where it stands with its label: bytes of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Label, value and the brackets around it.
    pub span: Range<usize>,
    /// The address or site as written, without label and brackets.
    pub value: String,
}

/// Mail addresses of a folded line.
pub(super) fn mails(line: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices('@') {
        let local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'');
        let domain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let start = at - line[..at].chars().rev().take_while(|c| local(*c)).map(char::len_utf8).sum::<usize>();
        let end = at + 1 + line[at + 1..].chars().take_while(|c| domain(*c)).map(char::len_utf8).sum::<usize>();
        let value = line[start..end].trim_matches(['.', '\'', '-']);
        let dotted = value.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'));
        if dotted && value.parse::<AddrSpec>().is_ok() {
            found.push(Found { span: widen(line, start..end, phrases("label_mail")), value: value.to_owned() });
        }
    }
    found
}

/// Web sites of a folded line; bare domains count when they stand alone or behind a label.
pub(super) fn sites(line: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut from = 0;
    while from < line.len() {
        let rest = &line[from..];
        let word_start = from + rest.find(|c: char| c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let word_length: usize = line[word_start..].chars().take_while(|c| url_char(*c)).map(char::len_utf8).sum();
        if word_length == 0 {
            break;
        }
        let mut end = word_start + word_length;
        let word = line[word_start..end].trim_end_matches(['.', ',', ')', ';', ':', '-', '|', '*', '~', '\'']);
        end = word_start + word.len();
        from = word_start + word_length;
        let lower = word.to_lowercase();
        let (offset, explicit) = match ["https://", "http://", "www."].iter().filter_map(|mark| lower.find(mark)).min() {
            Some(offset) => (offset, true),
            None => (0, false),
        };
        let start = word_start + offset;
        let value = &line[start..end];
        let span = widen(line, start..end, phrases("label_web"));
        let labelled = span.start < start && !line[span.start..start].trim_matches(['<', '(', ' ']).is_empty();
        if explicit && host(value).contains('.') || bare_domain(value) && (labelled || alone(line, start..end)) {
            found.push(Found { span, value: value.to_owned() });
        }
    }
    found
}

/// The host of a site, lower case, without `www.`.
pub(super) fn host(site: &str) -> String {
    let lower = site.to_lowercase();
    let rest = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    rest.split(['/', '?', '#', ':']).next().unwrap_or_default().trim_start_matches("www.").to_owned()
}

/// Whether the site is a page in a network of people.
pub(super) fn is_social(site: &str) -> bool {
    let host = host(site);
    let labels: Vec<_> = host.split('.').collect();
    labels.len() >= 2 && labels[..labels.len() - 1].iter().any(|label| phrases("social_host").contains(label)) || host.is_empty()
}

fn url_char(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(
            c,
            '-' | '.' | '_' | '~' | ':' | '/' | '?' | '#' | '@' | '!' | '$' | '&' | '\'' | '*' | '+' | ',' | ';' | '=' | '%' | ')'
        )
}

/// A host without scheme: letters at the end, no file name.
fn bare_domain(word: &str) -> bool {
    let host = word.split('/').next().unwrap_or_default();
    let labels: Vec<_> = host.split('.').collect();
    let top = labels.last().copied().unwrap_or_default();
    labels.len() >= 2
        && !word.contains('@')
        && labels.iter().all(|label| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        && (2..=12).contains(&top.len())
        && top.chars().all(|c| c.is_ascii_lowercase())
        && labels[labels.len() - 2].len() >= 2
        && labels[labels.len() - 2].chars().any(|c| c.is_ascii_alphabetic())
        && ![
            "wpd", "rtf", "gif", "htm", "mp3", "exe", "mdb", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "zip", "txt", "jpg",
            "png", "html", "csv", "eml",
        ]
        .contains(&top)
}

fn alone(line: &str, span: Range<usize>) -> bool {
    let edge = |text: &str, last: bool| {
        let text = if last { text.trim_start() } else { text.trim_end() };
        let next = if last { text.chars().next() } else { text.chars().next_back() };
        next.is_none_or(|c| matches!(c, '|' | '/' | '·' | '•' | ',' | '│' | '\u{1}' | '■' | '*'))
    };
    edge(&line[..span.start], false) && edge(&line[span.end..], true)
}

/// Takes a label before and brackets around a value into its span.
fn widen(line: &str, span: Range<usize>, labels: &[&str]) -> Range<usize> {
    let mut start = span.start;
    let mut end = span.end;
    let before = line[..start].trim_end_matches(['<', '(', '[']);
    if before.len() < start && line[end..].starts_with(['>', ')', ']']) {
        start = before.len();
        end += 1;
    }
    let marks = [':', ' ', '.', ')', ']', '】', '=', '|', '-', '■', '◆', '●', '→'];
    let head = line[..start].trim_end_matches(marks);
    let lower = head.to_lowercase();
    if lower.len() != head.len() {
        return start..end;
    }
    for label in labels {
        if !lower.ends_with(label) {
            continue;
        }
        let cut = head.len() - label.len();
        let before = head[..cut].chars().next_back();
        let inside_a_word = label.is_ascii() && before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-');
        if !inside_a_word {
            return head[..cut].trim_end_matches(['(', '[', '【']).len()..end;
        }
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_with_their_label() {
        let line = "E-mail：".replace('：', ":") + "t.tanaka@sample.example / URL https://sample.example/";
        let found = mails(&line);
        assert_eq!(found[0].value, "t.tanaka@sample.example");
        assert_eq!(found[0].span.start, 0);
        assert_eq!(mails("田中 太郎 <taro@sample.example>")[0].value, "taro@sample.example");
        assert!(mails("X: @sample").is_empty() && mails("a@b").is_empty());
    }

    #[test]
    fn sites_need_a_scheme_a_label_or_a_line_of_their_own() {
        let values = |line: &str| sites(line).into_iter().map(|found| found.value).collect::<Vec<_>>();
        assert_eq!(values("URL:https://www.sample.example/"), ["https://www.sample.example/"]);
        assert_eq!(values("www.sample.example"), ["www.sample.example"]);
        assert_eq!(values("sample.example"), ["sample.example"]);
        assert_eq!(values("HP: sample.example"), ["sample.example"]);
        assert!(
            values("see file.pdf").is_empty() && values("Mr. Smith and e.g. this").is_empty() && values("a.b@sample.example").is_empty()
        );
        assert!(is_social("https://www.facebook.example/sample") && !is_social("https://sample.example"));
    }
}
