//! Who may be the same person twice (customers.md 5): a hint, never a merge by itself.

use super::kind::RecordName;
use super::person::is_japanese;
use unicode_normalization::UnicodeNormalization;

/// How sure a duplicate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Certainty {
    /// The same mail address: adding is refused unless it is asked for.
    Hard,
    /// The same telephone number and family name.
    Strong,
    /// The same name at the same company, written however.
    Soft,
}

impl Certainty {
    /// The word of JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Strong => "strong",
            Self::Soft => "soft",
        }
    }
}

/// What is compared of a person, normalised by the caller.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traits {
    /// Addresses, normalised.
    pub addresses: Vec<String>,
    /// Telephone numbers in E.164.
    pub phones: Vec<String>,
    /// Family name as written.
    pub last_name: String,
    /// Given name as written.
    pub first_name: String,
    /// Company, by [`super::company_name::normalized_company`]; empty when unknown.
    pub company: String,
}

/// Somebody who may be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The person who is there already.
    pub person: RecordName,
    /// How sure it is; only [`Certainty::Hard`] keeps a new record from being added.
    pub certainty: Certainty,
}

/// How sure it is that two people are one; `None` when nothing says so.
pub fn compare(a: &Traits, b: &Traits) -> Option<Certainty> {
    let shares = |x: &[String], y: &[String]| x.iter().any(|one| !one.is_empty() && y.contains(one));
    if shares(&a.addresses, &b.addresses) {
        return Some(Certainty::Hard);
    }
    let family = folded(&a.last_name) == folded(&b.last_name) && !a.last_name.trim().is_empty();
    if family && shares(&a.phones, &b.phones) {
        return Some(Certainty::Strong);
    }
    let whole = |traits: &Traits| variants_folded(&format!("{}{}", folded(&traits.last_name), folded(&traits.first_name)));
    let named = !a.first_name.trim().is_empty() || is_japanese(&a.last_name);
    (named && whole(a) == whole(b) && !whole(a).is_empty() && a.company == b.company && !a.company.is_empty()).then_some(Certainty::Soft)
}

fn folded(name: &str) -> String {
    name.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Variants of the same family name that people mix up in writing; good enough for a hint only.
fn variants_folded(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            '斎' | '齋' | '齊' => '斉',
            '邊' | '邉' => '辺',
            '髙' => '高',
            '﨑' => '崎',
            '濵' | '濱' => '浜',
            '澤' => '沢',
            '嶋' | '嶌' => '島',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traits(address: &str, phone: &str, last: &str, first: &str, company: &str) -> Traits {
        let list = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
        Traits {
            addresses: list(address),
            phones: list(phone),
            last_name: last.to_owned(),
            first_name: first.to_owned(),
            company: company.to_owned(),
        }
    }

    #[test]
    fn the_three_rules() {
        let tanaka = traits("t@x.example", "+81312345678", "田中", "太郎", "サンプル");
        assert_eq!(compare(&tanaka, &traits("t@x.example", "", "別", "", "")), Some(Certainty::Hard));
        assert_eq!(compare(&tanaka, &traits("u@x.example", "+81312345678", "田中", "次郎", "")), Some(Certainty::Strong));
        assert_eq!(compare(&tanaka, &traits("", "", "田中", "太 郎", "サンプル")), Some(Certainty::Soft));
        assert_eq!(compare(&tanaka, &traits("u@x.example", "+81312345678", "鈴木", "太郎", "サンプル")), None);
        assert_eq!(compare(&tanaka, &traits("", "", "田中", "太郎", "別会社")), None);
    }

    #[test]
    fn variants_of_a_family_name_are_a_soft_hint_only() {
        let one = traits("", "+81312345678", "斎藤", "一", "サンプル");
        assert_eq!(compare(&one, &traits("", "+81312345678", "齋藤", "一", "サンプル")), Some(Certainty::Soft));
        assert_eq!(compare(&Traits::default(), &Traits::default()), None);
    }
}
