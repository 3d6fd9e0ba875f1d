//! Lines of ornaments around a signature.

use super::script::columns;

/// A line of ornaments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Border {
    /// The signs it is made of, sorted: two borders of one pair are alike in this.
    pub signs: Vec<char>,
    /// Whether it is the delimiter `-- ` of RFC 3676 4.3 (or `--`, which many clients make of it).
    pub delimiter: bool,
    /// Words within the ornaments.
    pub words: String,
}

/// Reads a folded line as a border.
pub(super) fn border(line: &str) -> Option<Border> {
    let text = line.trim();
    if text == "--" || text == "—" || text == "-- --" {
        return Some(Border { signs: vec!['-'], delimiter: true, words: String::new() });
    }
    let signs: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    if signs.len() < 3 {
        return None;
    }
    let ornament = |c: &char| !c.is_alphanumeric() || matches!(c, 'ー' | '一' | '〇');
    let mut distinct: Vec<char> = signs.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let usual = signs.iter().all(|c| {
        matches!(c, '-' | '=' | '_' | '*' | '~' | '#' | '+' | '━' | '─' | 'ー' | '—' | '―' | '═' | '・' | '〜' | '￣' | '^' | '…')
    });
    let all_ornament = signs.iter().all(ornament);
    // Sentences end in "..." or "!!!"; a border is longer or of one usual sign.
    if all_ornament
        && (usual && signs.len() >= 3 && (signs.len() >= 5 || !matches!(distinct.as_slice(), ['・'] | ['…'] | ['~'] | ['〜']))
            || signs.len() >= 6 && columns(text) >= 6 && has_period(&signs))
    {
        return Some(Border { signs: distinct, delimiter: false, words: String::new() });
    }
    // Letters used as ornaments: oOoOoO, xxxxxxxx, -o-o-o-.
    let lettered = !signs.iter().any(char::is_ascii_digit);
    if lettered && (signs.len() >= 10 && distinct.len() <= 4 && signs.iter().any(ornament) || signs.len() >= 8 && distinct.len() <= 2) {
        return Some(Border { signs: distinct, delimiter: false, words: String::new() });
    }
    // A picture of signs with a letter or two in it, drawn more than once: ~~<゜)))彡~~~<゜)))彡~~~.
    let drawn = signs.iter().filter(|c| ornament(c)).count();
    if lettered && signs.len() >= 12 && drawn * 5 >= signs.len() * 4 && distinct.len() * 5 <= signs.len() * 2 {
        return Some(Border { signs: distinct, delimiter: false, words: String::new() });
    }
    // Words between ornaments: --[ team ]----------
    let lead = signs.iter().take_while(|c| ornament(c)).count();
    let tail = signs.iter().rev().take_while(|c| ornament(c)).count();
    let plain = |run: &[char]| {
        run.iter().all(|c| {
            matches!(
                c,
                '-' | '='
                    | '_'
                    | '*'
                    | '~'
                    | '━'
                    | '─'
                    | '═'
                    | '+'
                    | '['
                    | ']'
                    | '【'
                    | '】'
                    | '<'
                    | '>'
                    | '('
                    | ')'
                    | '/'
                    | '☆'
                    | '★'
                    | '◆'
                    | '■'
                    | '◇'
                    | '□'
                    | '♪'
                    | '#'
                    | '|'
            )
        })
    };
    if lead >= 2 && tail >= 4 && lead + tail < signs.len() && plain(&signs[..lead]) && plain(&signs[signs.len() - tail..]) {
        let words: String = text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let mut edge: Vec<char> = signs[..lead].iter().chain(&signs[signs.len() - tail..]).copied().collect();
        edge.sort_unstable();
        edge.dedup();
        return Some(Border { signs: edge, delimiter: false, words });
    }
    None
}

/// Whether few signs come again and again, as in ornaments and not in smileys.
fn has_period(signs: &[char]) -> bool {
    let mut distinct = signs.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len() * 2 <= signs.len()
}

/// Whether two borders look like the two ends of one frame.
pub(super) fn alike(one: &Border, other: &Border) -> bool {
    if one.delimiter || other.delimiter {
        return false;
    }
    let common = one.signs.iter().filter(|sign| other.signs.contains(sign)).count();
    common * 2 >= one.signs.len().max(other.signs.len()) && common > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ornaments_of_every_kind_are_borders() {
        for line in [
            "-- ",
            "--------------------",
            "━━━━━━━━━━",
            "*----------*----------*",
            "◇◆◇◆◇◆◇◆",
            "=-=-=-=-=-=",
            "ーーーーーーーー",
            "..:*:..:*:..:*:",
            "oOoOoOoOoOoO",
            "☆★☆★☆★",
            "__________",
            "--[ sample ]----------",
            "~~~><(((゜>~~~><(((゜>~~~",
            "=^.^=  =^.^=  =^.^=  =^.^=",
        ] {
            assert!(border(line).is_some(), "{line}");
        }
    }

    #[test]
    fn sentences_and_smileys_are_not() {
        for line in ["", "...", "(^_^)", "田中 太郎", "- first", "!!", "12-34", "… …", "TEL 03-1111-2222", "088-000-8008", "* note *"]
        {
            assert_eq!(border(line), None, "{line}");
        }
    }

    #[test]
    fn the_two_ends_of_a_frame_are_alike() {
        let read = |line: &str| border(line).unwrap_or(Border { signs: vec![], delimiter: true, words: String::new() });
        assert!(alike(&read("======"), &read("===========")));
        assert!(!alike(&read("======"), &read("------")));
        assert!(!alike(&read("-- "), &read("------")));
    }
}
