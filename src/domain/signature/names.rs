//! Names of persons in Latin script: which half is the family name.

use super::script::{all_kana, bare, has_cjk};
use super::words::{phrases, words};

/// A person's name in two halves, each possibly empty, and how sure the split is (percent).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PersonName {
    /// Family name.
    pub last: String,
    /// Given name.
    pub first: String,
    /// How sure the split into halves is, percent.
    pub sure: u8,
}

impl PersonName {
    pub(super) fn new(last: impl Into<String>, first: impl Into<String>, sure: u8) -> Self {
        Self { last: last.into(), first: first.into(), sure }
    }

    /// Whether both names can be one person's: the same family name, or one half of the other where halves are missing.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        let same = |a: &str, b: &str| !a.is_empty() && bare(a) == bare(b);
        let joined = |name: &Self| bare(&format!("{}{}", name.last, name.first));
        let kana_of = |one: &str, other: &str| all_kana(one) && !all_kana(other);
        let read = kana_of(&self.last, &other.last) || kana_of(&other.last, &self.last);
        same(&self.last, &other.last)
            || read && same(&self.first, &other.first)
            || joined(self) == joined(other)
            || same(&self.last, &other.first) && same(&self.first, &other.last)
    }

    /// Whether the name is written in Han or Kana.
    pub(super) fn is_cjk(&self) -> bool {
        has_cjk(&self.last) || has_cjk(&self.first)
    }
}

/// A name in Latin script; the address's local part helps with romanised Japanese names and reversed ones.
pub(super) fn foreign(text: &str, local_part: &str) -> Option<PersonName> {
    let text = text.trim().trim_matches(['"', '\'', ',', '.']);
    // Robert "Bob" Tanner: what friends say is no half of the name.
    let unquoted =
        text.split_once(['"', '“']).and_then(|(before, rest)| rest.split_once(['"', '”']).map(|(_, after)| format!("{before}{after}")));
    let text = without_proxy(unquoted.as_deref().unwrap_or(text));
    if text.is_empty()
        || text
            .chars()
            .any(|c| c.is_ascii_digit() || matches!(c, '@' | '/' | ':' | '&' | '!' | '?' | '_' | '|' | '<' | '>' | '#' | '*' | '+' | '='))
    {
        return None;
    }
    if let Some((last, first)) = text.split_once(',') {
        let (last, first) = (last.trim(), first.trim());
        if phrases("name_postfix").contains(&first.to_lowercase().replace('.', "").as_str()) {
            return foreign(last, local_part);
        }
        let first_words: Vec<&str> = first.split_whitespace().filter(|word| !is_affix(word)).collect();
        let sound = last.split_whitespace().count() <= 3
            && (1..=3).contains(&first_words.len())
            && last.split_whitespace().chain(first_words.iter().copied()).all(name_word);
        return sound.then(|| PersonName::new(cased(last), cased(&first_words.join(" ")), 90));
    }
    let mut tokens: Vec<&str> = text.split_whitespace().filter(|word| !is_affix(word)).collect();
    // Martínez R.: the second surname is only hinted at.
    if tokens.len() >= 3 && tokens.last().is_some_and(|word| word.trim_end_matches('.').chars().count() == 1) {
        tokens.pop();
    }
    if !(2..=5).contains(&tokens.len())
        || !tokens.iter().all(|word| name_word(word) || phrases("name_particle").contains(&word.to_lowercase().as_str()))
        || !name_word(tokens[0])
    {
        return None;
    }
    if words().en_units.contains(tokens[0].to_lowercase().as_str()) && !words().is_given(tokens[0]) && tokens[0].chars().count() > 4 {
        return None;
    }
    let shouted = |word: &str| {
        word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !word.chars().any(char::is_lowercase) && !word.contains('.')
    };
    let loud: Vec<bool> = tokens.iter().map(|word| shouted(word)).collect();
    if loud.iter().filter(|one| **one).count() == 1 {
        let at = loud.iter().position(|one| *one).unwrap_or(0);
        if at == 0 || at == tokens.len() - 1 {
            let rest: Vec<&str> = tokens.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, word)| *word).collect();
            return Some(PersonName::new(cased(tokens[at]), cased(&rest.join(" ")), 92));
        }
    }
    if let [one, two] = tokens.as_slice()
        && let Some(name) = chinese(one, two, local_part)
    {
        return Some(name);
    }
    if tokens.len() == 2
        && romaji(tokens[0])
        && romaji(tokens[1])
        && let Some(name) = romanised(tokens[0], tokens[1], local_part)
    {
        return Some(name);
    }
    let pieces = local_pieces(local_part);
    let given_hyphenated = tokens.len() == 2
        && tokens[1].contains('-')
        && tokens[1].split('-').nth(1).is_some_and(|part| part.starts_with(char::is_lowercase));
    if phrases("family_first").contains(&bare(tokens[0]).as_str())
        && (tokens.len() >= 3 || given_hyphenated)
        && !phrases("family_first").contains(&bare(tokens[tokens.len() - 1]).as_str())
    {
        return Some(PersonName::new(cased(tokens[0]), cased(&tokens[1..].join(" ")), 75));
    }
    if tokens.len() == 2 && pieces.len() == 2 {
        let reversed = bare(tokens[1]) == pieces[0] && bare(tokens[0]) == pieces[1];
        if reversed && words().is_given(tokens[1]) && !words().is_given(tokens[0]) {
            return Some(PersonName::new(cased(tokens[0]), cased(tokens[1]), 80));
        }
    }
    let cut = tokens
        .iter()
        .skip(1)
        .position(|word| phrases("name_particle").contains(&word.to_lowercase().as_str()))
        .map_or(tokens.len() - 1, |at| at + 1);
    if let Some(name) = two_surnames(&tokens, cut, &pieces) {
        return Some(name);
    }
    let supported =
        words().is_given(tokens[0]) || pieces.iter().any(|piece| piece.len() > 2 && tokens.iter().any(|word| bare(word) == *piece));
    Some(PersonName::new(cased(&tokens[cut..].join(" ")), cased(&tokens[..cut].join(" ")), if supported { 90 } else { 75 }))
}

/// A name of two Chinese syllables or words, whose family name stands first at home and last abroad: by the one that is a family name, else by the address, else unsure.
fn chinese(one: &str, two: &str, local_part: &str) -> Option<PersonName> {
    let family = |word: &str| phrases("family_chinese").contains(&bare(word).as_str());
    let other = |word: &str| words().is_given(word) || words().is_romaji_surname(&bare(word)) || !pinyin(&bare(word));
    if !(family(one) || family(two)) || other(one) || other(two) {
        return None;
    }
    let eastern = |sure| Some(PersonName::new(cased(one), cased(two), sure));
    let western = |sure| Some(PersonName::new(cased(two), cased(one), sure));
    let local: String = local_pieces(local_part).concat();
    let (a, b) = (bare(one), bare(two));
    match (family(one), family(two)) {
        (true, false) => eastern(80),
        (false, true) => western(80),
        _ if local == format!("{a}{b}") => eastern(70),
        _ => western(60),
    }
}

/// Whether a word can be one to three syllables of Mandarin in Pinyin.
fn pinyin(word: &str) -> bool {
    const HEADS: [&str; 22] =
        ["zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "w"];
    const ENDS: [&str; 37] = [
        "iang", "iong", "uang", "ang", "eng", "ing", "ong", "ian", "iao", "uai", "uan", "ai", "ei", "ao", "ou", "an", "en", "in", "un",
        "ia", "ie", "iu", "ua", "uo", "ui", "ue", "er", "a", "o", "e", "i", "u", "yi", "wu", "yu", "yue", "yuan",
    ];
    fn eats(rest: &str, syllables: usize) -> bool {
        if rest.is_empty() {
            return syllables > 0;
        }
        if syllables == 3 {
            return false;
        }
        let heads = HEADS.iter().chain(&["y", ""]).filter_map(|head| rest.strip_prefix(head));
        heads.flat_map(|after| ENDS.iter().filter_map(move |end| after.strip_prefix(end))).any(|after| eats(after, syllables + 1))
    }
    word.len() <= 14 && word.is_ascii() && eats(word, 0)
}

/// Three words or more of which the address names one in the middle as the family name: `Carlos Ibáñez Molina`, `cibanez@`. Where it says nothing and the middle word is no
/// known given name, both readings are as good, and the split is unsure.
fn two_surnames(tokens: &[&str], cut: usize, pieces: &[String]) -> Option<PersonName> {
    let plain = |word: &str| bare(word);
    if tokens.len() < 3 || cut != tokens.len() - 1 || tokens.iter().any(|word| word.trim_end_matches('.').chars().count() == 1) {
        return None;
    }
    let named = |at: usize| {
        let (word, initial) = (plain(tokens[at]), plain(tokens[0]).chars().next().map(String::from).unwrap_or_default());
        word.len() > 2 && pieces.iter().any(|piece| *piece == word || *piece == format!("{initial}{word}"))
    };
    let split = |at: usize, sure| PersonName::new(cased(&tokens[at..].join(" ")), cased(&tokens[..at].join(" ")), sure);
    if named(tokens.len() - 1) || words().is_given(tokens[1]) && !named(1) {
        return None;
    }
    (1..tokens.len() - 1).find(|at| named(*at)).map(|at| split(at, 88)).or_else(|| Some(split(tokens.len() - 1, 70)))
}

/// The name behind `i. A.`, `i.V.`, `ppa.` and `p.p.`, by which it is signed for a house.
fn without_proxy(text: &str) -> &str {
    let (mut letters, mut dotted) = (String::new(), false);
    for (at, c) in text.char_indices() {
        match c {
            '.' => dotted = true,
            ' ' => {}
            _ if c.is_alphabetic() && letters.len() < 3 => letters.push(c.to_ascii_lowercase()),
            _ => return text,
        }
        let behind = &text[at + c.len_utf8()..];
        let ends = matches!(c, '.' | ' ') && (dotted || text.starts_with("pp"));
        if ends && matches!(letters.as_str(), "ia" | "iv" | "ppa" | "pp") && behind.trim_start().starts_with(char::is_uppercase) {
            return behind.trim_start();
        }
    }
    text
}

/// Whether a word stands before a name and addresses its owner: Mr, Dr., Prof.
pub(super) fn is_prefix(word: &str) -> bool {
    let plain = word.trim_end_matches('.').to_lowercase();
    plain.chars().count() > 1 && phrases("name_prefix").contains(&plain.as_str()) && word.chars().next().is_some_and(char::is_uppercase)
}

fn is_affix(word: &str) -> bool {
    let plain = word.trim_matches(['.', ',', '(', ')']).to_lowercase();
    phrases("name_prefix").contains(&plain.as_str()) && (word.ends_with('.') || plain.len() > 1)
        || phrases("name_postfix").contains(&plain.as_str())
}

fn name_word(word: &str) -> bool {
    let inner = word.trim_end_matches(['.', ',']);
    let capital = inner.chars().next().is_some_and(char::is_uppercase);
    capital
        && inner.chars().count() <= 20
        && inner.chars().all(|c| c.is_alphabetic() && !super::script::is_cjk(c) || matches!(c, '-' | '\'' | '’' | '.'))
}

/// Shouted words become ordinary ones; others stay.
fn cased(text: &str) -> String {
    let shouted =
        |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() > 2 && !word.chars().any(char::is_lowercase) && !word.contains('.');
    text.split_whitespace()
        .map(|word| {
            if !shouted(word) {
                return word.trim_end_matches(',').to_owned();
            }
            let mut start = true;
            word.chars()
                .flat_map(|c| {
                    let out: Vec<char> = if start { vec![c] } else { c.to_lowercase().collect() };
                    start = matches!(c, '-' | '\'');
                    out
                })
                .collect()
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Which of two romanised words is the family name.
fn romanised(one: &str, two: &str, local_part: &str) -> Option<PersonName> {
    let (a, b) = (bare(one), bare(two));
    let (first_known, second_known) = (words().is_romaji_surname(&a), words().is_romaji_surname(&b));
    let pieces = local_pieces(local_part);
    let western = |sure| Some(PersonName::new(cased(two), cased(one), sure));
    let eastern = |sure| Some(PersonName::new(cased(one), cased(two), sure));
    // An initial in the address names the given name.
    if pieces.len() == 2 {
        for (initial, full) in [(&pieces[0], &pieces[1]), (&pieces[1], &pieces[0])] {
            if initial.chars().count() != 1 {
                continue;
            }
            // t.tanaka: the initial is the given name's; tanaka.t and taro.t are both written.
            let leads = std::ptr::eq(initial, &pieces[0]);
            if *full == b && a.starts_with(initial.as_str()) {
                return western(if leads || second_known { 92 } else { 75 });
            }
            if *full == a && b.starts_with(initial.as_str()) {
                return if leads || first_known { eastern(92) } else { western(70) };
            }
        }
    }
    match (first_known, second_known) {
        (true, false) => return eastern(85),
        (false, true) => return western(88),
        _ => {}
    }
    if words().is_given(one) && !words().is_given(two) {
        return None;
    }
    // Neither half is known: words of vowels and consonants in turn are not Japan's alone.
    match pieces.as_slice() {
        [only] if *only == b => western(80),
        [x, y] if *x == a && *y == b => western(80),
        [x, y] if *x == b && *y == a => eastern(65),
        _ => western(65),
    }
}

/// The words of a local part, without what follows a plus sign.
fn local_pieces(local_part: &str) -> Vec<String> {
    let head = local_part.split('+').next().unwrap_or_default();
    head.split(['.', '_', '-'])
        .map(|piece| bare(piece.trim_end_matches(|c: char| c.is_ascii_digit())))
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// Whether a word can be romanised Japanese: consonant and vowel in turn.
fn romaji(word: &str) -> bool {
    let word = bare(word);
    let chars: Vec<char> = word.chars().collect();
    let vowel = |c: char| matches!(c, 'a' | 'i' | 'u' | 'e' | 'o');
    let mut at = 0;
    while at < chars.len() {
        if vowel(chars[at]) {
            at += 1;
            continue;
        }
        let rest: String = chars[at..].iter().take(4).collect();
        let head = [
            "kky", "ssh", "tch", "tts", "ppy", "kk", "ss", "tt", "pp", "ky", "gy", "sh", "ch", "ts", "ny", "hy", "by", "py", "my", "ry",
            "k", "g", "s", "z", "j", "t", "d", "n", "h", "f", "b", "p", "m", "y", "r", "w",
        ]
        .iter()
        .find(|head| rest.starts_with(**head) && rest[head.len()..].starts_with(vowel));
        match head {
            Some(head) => at += head.len() + 1,
            None if chars[at] == 'n' || chars[at] == 'm' && chars.get(at + 1).is_some_and(|c| matches!(c, 'b' | 'p' | 'm')) => at += 1,
            None if chars[at] == 'h' && at > 0 && chars[at - 1] == 'o' => at += 1,
            None => return false,
        }
    }
    chars.len() >= 2
}

#[cfg(test)]
mod tests {
    use super::super::halves::{halves, pair};
    use super::*;

    #[test]
    fn romanised_names_are_turned_by_capitals_list_and_address() {
        assert_eq!(halves(foreign("YAMADA Taro", "")), pair("Yamada", "Taro"));
        assert_eq!(halves(foreign("Taro YAMADA", "")), pair("Yamada", "Taro"));
        assert_eq!(halves(foreign("Tanaka Taro", "taro.tanaka")), pair("Tanaka", "Taro"));
        assert_eq!(halves(foreign("Taro Tanaka", "tanaka")), pair("Tanaka", "Taro"));
        assert_eq!(halves(foreign("Kotaka Rumi", "r.kotaka")), pair("Kotaka", "Rumi"));
        assert_eq!(halves(foreign("Tanaka, Taro", "")), pair("Tanaka", "Taro"));
    }

    #[test]
    fn western_names_keep_their_order_particles_and_hyphens() {
        assert_eq!(halves(foreign("Anna Berg", "anna")), pair("Berg", "Anna"));
        assert_eq!(halves(foreign("Dr. Jan van der Berg", "")), pair("van der Berg", "Jan"));
        assert_eq!(halves(foreign("Mary Jane Poole-Smith, PhD", "")), pair("Poole-Smith", "Mary Jane"));
        assert_eq!(halves(foreign("Smith, John", "")), pair("Smith", "John"));
        assert_eq!(halves(foreign("JOHN SMITH", "")), pair("Smith", "John"));
        assert_eq!(halves(foreign("Carlos Ibáñez Molina", "cibanez")), pair("Ibáñez Molina", "Carlos"));
        assert_eq!(halves(foreign("Sofía Martínez R.", "sofia")), pair("Martínez", "Sofía"));
        assert_eq!(halves(foreign("i. A. Wolfgang Brückner", "")), pair("Brückner", "Wolfgang"));
        assert_eq!(halves(foreign("Ian Smith", "")), pair("Smith", "Ian"));
        assert_eq!(halves(foreign("Chen Wei", "chenwei")), pair("Chen", "Wei"));
        assert_eq!(halves(foreign("Xiaoming Zhang", "")), pair("Zhang", "Xiaoming"));
        assert_eq!(foreign("see attached", ""), None);
        assert_eq!(foreign("Anna", ""), None);
    }
}
