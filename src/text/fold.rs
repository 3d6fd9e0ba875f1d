//! The form in which texts are compared.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Folds a text for comparison: NFKC (full-width letters, half-width kana, ligatures), lower case, and nothing that is invisible.
///
/// Names, company names and marks compare by this; what is searched compares by [`search_form`](super::search_form()), which forgives more. Text that is folded already is not copied.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        };
    }
    let mut out = String::with_capacity(text.len());
    if is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        text.chars().for_each(|c| lower(c, &mut out));
    } else {
        text.nfkc().for_each(|c| lower(c, &mut out));
        if is_nfkc_quick(out.chars()) != IsNormalized::Yes {
            out = out.nfkc().collect();
        }
    }
    Cow::Owned(out)
}

fn lower(c: char, out: &mut String) {
    match c {
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        '\u{0}'..='\u{7f}' => out.push(c),
        'ß' | 'ẞ' => out.push_str("ss"),
        'ς' => out.push('σ'),
        c if is_invisible(c) => {}
        '\u{3000}'..='\u{9fff}' => out.push(c),
        other => out.extend(other.to_lowercase()),
    }
}

/// What nobody sees and nobody means: soft hyphens, joiners, marks of direction, variation selectors.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_take_for_the_same_is_the_same() {
        for (one, other) in [
            ("ＡＢＣ１２３", "abc123"),
            ("ｶﾌﾞｼｷｶﾞｲｼｬ", "カブシキガイシャ"),
            ("Straße", "STRASSE"),
            ("ΟΔΟΣ", "οδος"),
            ("㈱", "(株)"),
            ("e\u{301}", "É"),
            ("葛\u{e0100}城", "葛城"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        assert_ne!(fold("カ"), fold("ガ"));
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["Ｔａｎａｋａ　太郎", "İstanbul ﬁn", "ﾊﾟﾋﾟﾌﾟ", "plain ascii", "ǅ ẞ ﷺ"] {
            let once = fold(text).into_owned();
            assert_eq!(fold(&once), once, "{text}");
        }
        assert!(matches!(fold("already folded"), Cow::Borrowed(_)));
    }
}
