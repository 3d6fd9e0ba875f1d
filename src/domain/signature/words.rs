//! The word lists of `assets/words`: company forms, titles, departments and names.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::script::bare;

/// Words of one kind, as they stand in a list.
type Set = HashSet<&'static str>;

/// What stands in the lists, read once.
pub(super) struct Words {
    /// Japanese legal forms, longest first.
    pub ja_forms: Vec<&'static str>,
    /// Endings of Japanese organisations without a form, longest first.
    pub ja_org_ends: Vec<&'static str>,
    /// European legal forms, lower case.
    pub en_forms: Set,
    /// Words that often end a company's name, lower case.
    pub en_org_ends: Set,
    /// Endings of Japanese titles, longest first.
    pub ja_titles: Vec<&'static str>,
    /// Titles that must stand alone.
    pub ja_lone_titles: Set,
    /// Words of European titles, lower case.
    pub en_titles: Set,
    /// Endings of Japanese departments, longest first.
    pub ja_units: Vec<&'static str>,
    /// Beginnings of departments glued to a company's name.
    pub ja_unit_starts: Vec<&'static str>,
    /// Words of European departments, lower case.
    pub en_units: Set,
    /// Fields of work that name a European department by themselves, lower case.
    pub en_fields: Set,
    /// Endings of titles that are one word: Inkoopmanager, Vertriebsleiter.
    pub en_title_ends: Vec<&'static str>,
    /// Japanese family names and their romanised readings.
    pub surnames: HashMap<&'static str, Vec<&'static str>>,
    /// Romanised Japanese family names.
    pub romaji_surnames: Set,
    /// Japanese given names of one character.
    pub one_char_given: HashSet<char>,
    /// Characters that end a Japanese given name.
    pub given_ends: HashSet<char>,
    /// European given names, lower case.
    pub en_given: Set,
}

static WORDS: LazyLock<Words> = LazyLock::new(Words::read);

/// The lists; the first call reads them (well under a millisecond in a release build).
pub(super) fn words() -> &'static Words {
    &WORDS
}

static PHRASES: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for line in entries(include_str!("../../../assets/words/phrases.txt")) {
        if let Some((tag, text)) = line.split_once(' ') {
            found.entry(tag).or_default().push(text.strip_suffix('_').unwrap_or(text));
        }
    }
    found
});

/// The phrases of a tag in `assets/words/phrases.txt`; a test holds every tag that is asked for against the list.
pub(super) fn phrases(tag: &str) -> &'static [&'static str] {
    PHRASES.get(tag).map_or(&[], Vec::as_slice)
}

/// Words of a list, one a line; empty lines and notes are left out.
pub(super) fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn tagged(list: &'static str, tag: &str) -> Vec<&'static str> {
    let mut found: Vec<_> =
        entries(list).filter_map(|line| line.split_once(' ')).filter(|(kind, _)| *kind == tag).map(|(_, word)| word.trim()).collect();
    found.sort_by_key(|word| std::cmp::Reverse(word.len()));
    found
}

impl Words {
    fn read() -> Self {
        let companies = include_str!("../../../assets/words/company_forms.txt");
        let titles = include_str!("../../../assets/words/titles.txt");
        let departments = include_str!("../../../assets/words/departments.txt");
        let surnames: HashMap<_, Vec<_>> = entries(include_str!("../../../assets/words/surnames_ja.txt"))
            .map(|line| {
                let mut parts = line.split_whitespace();
                (parts.next().unwrap_or_default(), parts.collect())
            })
            .collect();
        Self {
            ja_forms: tagged(companies, "ja"),
            ja_org_ends: tagged(companies, "ja_end"),
            en_forms: tagged(companies, "en").into_iter().collect(),
            en_org_ends: tagged(companies, "en_end").into_iter().collect(),
            ja_titles: tagged(titles, "ja"),
            ja_lone_titles: tagged(titles, "ja_only").into_iter().collect(),
            en_titles: tagged(titles, "en").into_iter().collect(),
            ja_units: tagged(departments, "ja"),
            ja_unit_starts: tagged(departments, "ja_start"),
            en_units: tagged(departments, "en").into_iter().collect(),
            en_fields: tagged(departments, "en_field").into_iter().collect(),
            en_title_ends: tagged(titles, "en_end"),
            romaji_surnames: surnames.values().flatten().copied().collect(),
            surnames,
            one_char_given: entries(include_str!("../../../assets/words/given_ja.txt")).flat_map(str::chars).collect(),
            given_ends: entries(include_str!("../../../assets/words/given_ja_endings.txt"))
                .flat_map(str::chars)
                .filter(|c| !c.is_whitespace())
                .collect(),
            en_given: entries(include_str!("../../../assets/words/given_en.txt")).flat_map(str::split_whitespace).collect(),
        }
    }

    /// Whether the word is a European given name of the list.
    pub(super) fn is_given(&self, word: &str) -> bool {
        self.en_given.contains(word.to_lowercase().as_str())
    }

    /// Whether the word is a romanised Japanese family name of the list.
    pub(super) fn is_romaji_surname(&self, word: &str) -> bool {
        self.romaji_surnames.contains(bare(word).as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_that_is_asked_for_has_phrases() {
        let sources = [
            include_str!("automatic.rs"),
            include_str!("lines.rs"),
            include_str!("names.rs"),
            include_str!("names_ja.rs"),
            include_str!("notice.rs"),
            include_str!("guess.rs"),
            include_str!("organisation.rs"),
            include_str!("phones.rs"),
            include_str!("postal.rs"),
            include_str!("segments.rs"),
            include_str!("segment_ja.rs"),
            include_str!("segment_en.rs"),
            include_str!("tails.rs"),
            include_str!("web.rs"),
            include_str!("zones.rs"),
        ];
        let mut asked = 0;
        for tag in sources.iter().flat_map(|source| source.split("phrases(\"").skip(1)).filter_map(|rest| rest.split('"').next()) {
            assert!(!phrases(tag).is_empty(), "{tag}");
            asked += 1;
        }
        assert!(asked > 40);
        assert!(phrases("sent_from").contains(&"sent via "));
    }

    #[test]
    fn every_list_has_words_and_no_line_is_lost() {
        let words = words();
        assert!(words.surnames.len() > 600 && words.romaji_surnames.contains("tanaka"));
        assert!(words.ja_forms.contains(&"株式会社") && words.en_forms.contains("gmbh"));
        assert!(words.ja_titles.contains(&"課長代理") && words.en_titles.contains("manager"));
        assert!(words.ja_units.contains(&"事業部") && words.en_units.contains("department"));
        assert!(words.one_char_given.contains(&'誠') && words.given_ends.contains(&'郎') && words.is_given("Anna"));
    }
}
