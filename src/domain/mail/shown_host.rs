//! The host that the words of a link show, to be compared with the one that the link leads to.

use super::address::normalized_domain;
use crate::text::plain;

/// Endings of hosts that stand in ordinary words without a scheme.
const ENDINGS: [&str; 28] = [
    "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "name", "pro", "shop", "store", "online", "site", "xyz", "top", "club",
    "app", "dev", "cloud", "bank", "tokyo", "test", "example", "email", "link", "agency",
];

/// Countries whose letters are also endings of files; without a scheme these name a file.
const FILES: [&str; 12] = ["cs", "db", "gz", "js", "md", "pl", "ps", "py", "rs", "sh", "so", "ts"];

/// The host that some words show: that of a web address, of a mail address, or a name that can only be a host. In its normal form (IDNA, lower case);
/// `None` for words that show none.
pub fn host_in(words: &str) -> Option<String> {
    let words = plain(words).replace(['。', '．', '｡'], ".");
    let part = |c: char| {
        (c.is_alphanumeric() && !is_cjk(c)) || matches!(c, '-' | '.' | '@' | ':' | '/' | '_' | '?' | '#' | '%' | '=' | '&' | '+' | '~')
    };
    words.split(|c: char| !part(c)).filter(|word| word.contains('.')).find_map(host_of)
}

/// Whether a host is one that stands behind another: the same, or a name below or above it.
pub fn same_site(shown: &str, real: &str) -> bool {
    let bare = |host: &str| normalized_domain(host).trim_start_matches("www.").trim_end_matches('.').to_owned();
    let (shown, real) = (bare(shown), bare(real));
    let below = |one: &str, other: &str| one.strip_suffix(other).is_some_and(|rest| rest.ends_with('.'));
    shown == real || below(&real, &shown) || below(&shown, &real)
}

fn host_of(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    let (sure, rest) = match lower.split_once("://") {
        Some((scheme, rest)) if scheme.ends_with("http") || scheme.ends_with("https") => (true, rest),
        Some(_) => return None,
        None => (lower.starts_with("www."), lower.as_str()),
    };
    let authority = rest.split(['/', '?', '#']).next()?;
    let (named, host) = authority.rsplit_once('@').map_or((false, authority), |(user, host)| (!user.is_empty(), host));
    let host = host.split(':').next()?.trim_matches(['.', '-', '_']);
    let (before, ending) = host.rsplit_once('.')?;
    let plausible = !before.is_empty() && !host.contains("..") && ending.chars().count() >= 2 && ending.chars().all(char::is_alphabetic)
        || ending.starts_with("xn--");
    let known = ENDINGS.contains(&ending) || ending.len() == 2 && !FILES.contains(&ending) || named;
    (plausible && (sure || known)).then(|| normalized_domain(host))
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{ff00}'..='\u{ffef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_show_a_host_only_where_they_can_mean_nothing_else() {
        for (words, host) in [
            ("https://bank.example/login", "bank.example"),
            ("Visit www.bank.example now", "www.bank.example"),
            ("bank.com", "bank.com"),
            ("(bank.co.jp)", "bank.co.jp"),
            ("こちらwww.bank.jpへ", "www.bank.jp"),
            ("support@bank.example", "bank.example"),
            ("https://user@bank.example:8443/x", "bank.example"),
            ("ＢＡＮＫ.example", "bank.example"),
            ("ｗｗｗ．ｂａｎｋ．ｅｘａｍｐｌｅ", "www.bank.example"),
            ("銀行ｂａｎｋ.example", "bank.example"),
        ] {
            assert_eq!(host_in(words).unwrap_or_default(), host, "{words}");
        }
        for words in [
            "click here",
            "report.pdf",
            "main.rs",
            "Node.js",
            "3.14",
            "e.g. this",
            "v1.2.3",
            "README.md",
            "見積書.xlsx",
            "Mr. Smith",
            "end.Next",
            "",
        ] {
            assert_eq!(host_in(words), None, "{words}");
        }
    }

    #[test]
    fn a_name_below_another_is_the_same_site_and_a_look_alike_is_not() {
        for (shown, real) in
            [("bank.example", "www.bank.example"), ("www.bank.example", "login.bank.example"), ("mail.bank.example", "bank.example")]
        {
            assert!(same_site(shown, real), "{shown} {real}");
        }
        for (shown, real) in
            [("bank.example", "bank.example.evil.example"), ("bank.example", "evilbank.example"), ("bank.example", "evil.example")]
        {
            assert!(!same_site(shown, real), "{shown} {real}");
        }
    }
}
