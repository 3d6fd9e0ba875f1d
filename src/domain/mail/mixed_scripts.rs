//! Domains that look like others because they mix alphabets (UTS 39, the level "highly restrictive").

use std::collections::BTreeSet;

use unicode_script::{Script, UnicodeScript};

use super::address::normalized_domain;

/// Whether a label of a domain mixes scripts that no language writes together, such as Latin with Cyrillic. Japanese, Chinese and Korean with Latin are not mixed.
pub fn mixes_scripts(domain: &str) -> bool {
    if domain.is_ascii() && !domain.to_ascii_lowercase().contains("xn--") {
        return false;
    }
    let (unicode, _) = idna::domain_to_unicode(domain);
    unicode.split('.').any(|label| {
        let scripts: BTreeSet<&'static str> = label
            .chars()
            .map(|c| c.script())
            .filter(|script| !matches!(script, Script::Common | Script::Inherited))
            .map(|script| script.full_name())
            .collect();
        let written_together = [
            ["Latin", "Han", "Hiragana", "Katakana"].as_slice(),
            ["Latin", "Han", "Bopomofo"].as_slice(),
            ["Latin", "Han", "Hangul"].as_slice(),
        ];
        scripts.len() > 1 && !written_together.iter().any(|group| scripts.iter().all(|script| group.contains(script)))
    })
}

/// A domain as it is shown: in its own script, or in punycode where it mixes scripts.
pub fn shown_domain(domain: &str) -> String {
    let ascii = normalized_domain(domain);
    if mixes_scripts(&ascii) { ascii } else { idna::domain_to_unicode(&ascii).0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_are_told_from_japanese() {
        assert!(mixes_scripts("p\u{430}ypal.example"));
        assert!(mixes_scripts(&normalized_domain("p\u{430}ypal.example")));
        for honest in ["paypal.example", "例え.test", "sony株式会社.example", "почта.example", "한국.example", "bücher.example"]
        {
            assert!(!mixes_scripts(honest), "{honest}");
        }
        assert_eq!(shown_domain("xn--r8jz45g.test"), "例え.test");
        assert_eq!(shown_domain("p\u{430}ypal.example"), "xn--pypal-4ve.example");
    }
}
