//! Companies, departments and titles: what a word is within an organisation.

use super::names_ja::is_house;
use super::script::{all_cjk, bare, has_cjk, is_cjk};
use super::words::{phrases, words};

/// What a Japanese word of a signature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A company with its legal form.
    Company,
    /// A legal form alone; the name stands beside it.
    Form,
    /// A unit of a company.
    Department,
    /// A job title.
    Title,
    /// A word that may end an organisation's name.
    MaybeCompany,
    /// Anything else.
    Other,
}

/// The role of one Japanese word.
pub(super) fn role(word: &str) -> Role {
    let lists = words();
    if lists.ja_forms.contains(&word) {
        return Role::Form;
    }
    if has_form(word) {
        return Role::Company;
    }
    if is_title(word) {
        return Role::Title;
    }
    // 丸山開発 may be a house or a unit: what stands around it tells (`guess`).
    if is_department(word) {
        return Role::Department;
    }
    if is_maybe_company(word) && !lists.ja_unit_starts.iter().any(|start| word.starts_with(start)) {
        return Role::MaybeCompany;
    }
    Role::Other
}

/// Whether the word holds a Japanese legal form beside a name.
pub(super) fn has_form(word: &str) -> bool {
    let bare = word.replace(['(', ')'], "");
    let formed =
        |word: &str| words().ja_forms.iter().any(|form| (word.starts_with(form) || word.ends_with(form)) && word.len() > form.len());
    formed(word) || bare.len() < word.len() && formed(&bare)
}

const OFFICERS: [&str; 12] = ["CEO", "COO", "CTO", "CFO", "CIO", "CMO", "CSO", "CHRO", "CPO", "CDO", "CISO", "VP"];

fn is_title(word: &str) -> bool {
    let lists = words();
    if lists.ja_lone_titles.contains(word) {
        return true;
    }
    // 取締役COO: an officer's initials behind the title.
    let core = word.trim_end_matches(|c: char| c.is_ascii_uppercase());
    if core.len() < word.len() && has_cjk(core) && OFFICERS.contains(&&word[core.len()..]) && is_title(core) {
        return true;
    }
    let size = word.chars().count();
    let ends = lists.ja_titles.iter().any(|title| word.ends_with(title));
    ends && size <= 16 && !word.contains("の")
}

fn is_department(word: &str) -> bool {
    let size = word.chars().count();
    if !(2..=24).contains(&size) || word.ends_with("の部") {
        return false;
    }
    words().ja_units.iter().any(|unit| word == *unit && unit.chars().count() > 1 || word.len() > unit.len() && word.ends_with(unit))
}

fn is_maybe_company(word: &str) -> bool {
    words().ja_org_ends.iter().any(|end| word.len() > end.len() && word.ends_with(end))
}

/// Whether a word that ends like a department is one and nothing else: its stem is a field of work, a number or a place, or its ending is no house's.
pub(super) fn is_plain_unit(word: &str) -> bool {
    let inner = [
        "部",
        "課",
        "係",
        "局",
        "班",
        "科",
        "グループ",
        "チーム",
        "ユニット",
        "支店",
        "支社",
        "支部",
        "営業所",
        "出張所",
        "事業所",
        "本部",
        "事務局",
        "窓口",
    ];
    !has_cjk(word)
        || words().ja_unit_starts.iter().any(|start| word.starts_with(start))
        || inner.iter().any(|end| word.ends_with(end))
        || words().ja_units.contains(&word)
        || word.contains(|c: char| c.is_ascii_digit())
}

/// Whether words that nobody knows can be the name of a house.
pub(super) fn may_name_a_house(text: &str) -> bool {
    let size = text.chars().count();
    if has_cjk(text) {
        return (2..=24).contains(&size) && text.chars().filter(char::is_ascii_digit).count() <= 2;
    }
    let parts: Vec<&str> = text.split_whitespace().collect();
    let capitals = parts.iter().filter(|part| part.chars().next().is_some_and(|c| c.is_uppercase() || matches!(c, '&' | '+'))).count();
    let small = parts.iter().filter(|part| part.chars().next().is_some_and(char::is_lowercase)).count();
    (1..=6).contains(&parts.len()) && capitals >= 1 && small <= capitals && size >= 3 && !text.chars().any(|c| c.is_ascii_digit())
}

/// Whether words that nobody knows can be a title.
pub(super) fn may_name_a_post(text: &str) -> bool {
    let size = text.chars().count();
    if has_cjk(text) {
        return !is_house(text)
            && (2..=9).contains(&size)
            && all_cjk(text)
            && text.chars().filter(|c| matches!(c, 'の' | 'と' | 'を' | 'は')).count() == 0;
    }
    let parts = text.split_whitespace().count();
    (1..=4).contains(&parts) && text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '&' | '-' | '/' | ','))
}

/// Parts a department from the company's name it is glued to: 株式会社サンプル営業部.
pub(super) fn split_unit(word: &str, company: Option<&str>) -> Option<(String, String)> {
    if company == Some(word) {
        return None;
    }
    if let Some(rest) = company.filter(|name| !name.is_empty()).and_then(|name| word.strip_prefix(name))
        && let unit = words().ja_forms.iter().find_map(|form| rest.strip_prefix(form)).unwrap_or(rest)
        && is_department(unit)
    {
        return Some((word[..word.len() - unit.len()].to_owned(), unit.to_owned()));
    }
    if !words().ja_forms.iter().any(|form| word.contains(form))
        || !words().ja_units.iter().any(|unit| word.ends_with(unit))
        || words().ja_forms.iter().any(|form| word.ends_with(form))
    {
        return None;
    }
    let form_end = words().ja_forms.iter().find_map(|form| word.strip_prefix(form).map(|_| form.len()));
    let earliest = form_end.map_or_else(
        || words().ja_forms.iter().find_map(|form| word.find(form).map(|at| at + form.len())),
        |end| word[end..].char_indices().nth(2).map(|(at, _)| end + at),
    )?;
    let starts = words().ja_unit_starts.iter().filter_map(|start| word[earliest..].find(start).map(|at| earliest + at));
    let at = if form_end.is_some() { starts.min()? } else { starts.min().unwrap_or(earliest) };
    let (name, unit) = word.split_at(at);
    // 株式会社丸山開発, 株式会社丸山営業センター: behind a name such words end the name, unless they end like nothing but a unit.
    let inner = ["部", "課", "係", "室", "グループ", "チーム", "支店", "支社", "営業所", "出張所", "事業所", "本部", "工場"];
    if form_end.is_some() && !inner.iter().any(|end| unit.ends_with(end)) {
        return None;
    }
    (is_department(unit) && !words().ja_forms.contains(&name)).then(|| (name.to_owned(), unit.to_owned()))
}

/// Parts a title from a department it is glued to where the title is no ending of the unit itself: 技術部課長, 総務課主任.
pub(super) fn split_title(word: &str) -> Option<(String, String)> {
    if !all_cjk(word) {
        return None;
    }
    let chars: Vec<(usize, char)> = word.char_indices().collect();
    for (at, c) in chars.iter().skip(1).rev() {
        if !matches!(c, '部' | '課' | '室' | '係' | '局' | 'ー' | 'ム' | 'プ') {
            continue;
        }
        let cut = at + c.len_utf8();
        let (unit, title) = word.split_at(cut);
        if unit.chars().count() >= 2
            && !words().ja_units.contains(&unit)
            && is_department(unit)
            && !title.is_empty()
            && is_title(title)
            && !title.starts_with('長')
        {
            return Some((unit.to_owned(), title.to_owned()));
        }
    }
    None
}

/// Whether a text in Latin script is a company's name by its legal form.
pub(super) fn is_foreign_company(text: &str) -> bool {
    let words_of: Vec<String> = text.split_whitespace().map(|word| word.trim_end_matches(',').to_lowercase()).collect();
    let Some(last) = words_of.last() else { return false };
    let capital = text.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    let short_form = matches!(last.as_str(), "as" | "se" | "cv" | "company" | "spa" | "limited" | "eg" | "ab" | "ag" | "kg");
    let shouted = text.split_whitespace().next_back().is_some_and(|word| word.chars().next().is_some_and(char::is_uppercase));
    (2..=9).contains(&words_of.len()) && capital && words().en_forms.contains(last.as_str()) && (!short_form || shouted)
}

/// Whether a text in Latin script ends like a company's name without a legal form.
pub(super) fn maybe_foreign_company(text: &str) -> bool {
    let words_of: Vec<&str> = text.split_whitespace().collect();
    let capitals = words_of.iter().filter(|word| word.chars().next().is_some_and(|c| c.is_uppercase() || c == '&')).count();
    let small = words_of.iter().filter(|word| ["of", "the", "and", "for", "de", "&", "und"].contains(word)).count();
    let ends = words_of.last().is_some_and(|word| words().en_org_ends.contains(word.to_lowercase().as_str()));
    let starts =
        words_of.first().is_some_and(|word| ["University", "Bank", "Institute", "College", "Université", "Universität"].contains(word));
    (2..=7).contains(&words_of.len())
        && capitals + small >= words_of.len()
        && (ends || starts || text.contains(" & Sons") || text.contains(" & Co"))
}

/// Whether a text in Latin script is a job title.
pub(super) fn is_foreign_title(text: &str) -> bool {
    let parts: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '&' | '-' | '.')).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() || parts.len() > 9 || text.ends_with(['.', '?', '!', ':']) && !text.ends_with("r.") {
        return false;
    }
    let capital = parts[0].chars().next().is_some_and(char::is_uppercase);
    let small = parts.iter().filter(|part| part.chars().next().is_some_and(char::is_lowercase)).count();
    let titled = parts.iter().any(|part| {
        let lower = part.to_lowercase();
        words().en_titles.contains(lower.as_str())
            || words().en_title_ends.iter().any(|end| lower.len() > end.len() + 2 && lower.ends_with(end))
    });
    capital && titled && small <= 3
}

/// Whether a word says by itself that a text names a unit: Department, Team, Afdeling.
pub(super) fn names_a_unit(text: &str) -> bool {
    text.split_whitespace().count() >= 2
        && text.split_whitespace().any(|word| words().en_units.contains(word.to_lowercase().trim_end_matches([',', '.'])))
}

/// Whether a text in Latin script names a department.
pub(super) fn is_foreign_department(text: &str) -> bool {
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.is_empty() {
        return false;
    }
    let capital = parts.first().is_some_and(|part| part.chars().next().is_some_and(char::is_uppercase));
    let unit = parts.iter().any(|part| words().en_units.contains(part.to_lowercase().trim_end_matches(',')));
    let known = |part: &str| words().en_fields.contains(part.trim_end_matches(',').to_lowercase().as_str());
    let all_known = parts.iter().all(|part| known(part) || matches!(*part, "&" | "and")) && known(parts[0]);
    let sound_end = !text.ends_with('.') || text.ends_with("ept.") || text.ends_with("iv.");
    (1..=6).contains(&parts.len()) && capital && sound_end && (unit && parts.len() >= 2 || all_known)
}

/// The label of a domain that a house chose: `sample` of mail.sample.co.example.
fn own_label(domain: &str) -> Option<&str> {
    const GENERAL: [&str; 22] = [
        "co", "or", "ne", "ac", "go", "com", "org", "net", "www", "mail", "gov", "gob", "gouv", "govt", "edu", "gv", "ltd", "plc", "sch",
        "nhs", "lg", "ed",
    ];
    let labels: Vec<&str> = domain.split('.').collect();
    labels[..labels.len().saturating_sub(1)].iter().rev().find(|label| !GENERAL.contains(label)).copied()
}

/// Whether a company's name and a mail domain are of one house: a word of the domain's own label stands in the name.
pub(super) fn of_domain(name: &str, domain: &str) -> bool {
    if has_cjk(name) || domain.is_empty() || name.ends_with(['?', '!', ':']) {
        return false;
    }
    let Some(own) = own_label(domain) else { return false };
    let squeezed = bare(name);
    let own_bare = bare(own);
    if own_bare.len() >= 3 && (squeezed.contains(&own_bare) || own_bare.contains(&squeezed) && squeezed.len() >= 4) {
        return true;
    }
    own.split('-').filter(|part| part.len() >= 4).any(|part| name.split_whitespace().any(|word| bare(word) == part))
}

/// Whether a name in Latin script and the label of a mail domain are the same words: Stolarnia Wiśniewski at stolarnia-wisniewski.example.
pub(super) fn is_the_domain(name: &str, domain: &str) -> bool {
    let label = bare(own_label(domain).unwrap_or_default());
    name.split_whitespace().count() >= 2 && label.len() >= 6 && bare(name) == label
}

/// Words of a display name that show it belongs to a post, a team or a machine, not to one person.
pub(super) fn is_collective(name: &str) -> bool {
    let lower = name.to_lowercase();
    let ja = has_cjk(name)
        && name.split_whitespace().filter(|word| !words().surnames.contains_key(word)).any(|word| {
            phrases("collective_ja")
                .iter()
                .any(|mark| if mark.chars().count() == 1 { word.ends_with(mark) && word.chars().count() > 2 } else { word.contains(mark) })
        });
    let en = lower.split(|c: char| !(c.is_alphanumeric() || c == '-')).any(|word| phrases("collective_en").contains(&word));
    ja || en || name.chars().any(|c| c.is_ascii_digit()) && name.chars().any(is_cjk)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_an_organisation_have_roles() {
        for (word, expected) in [
            ("株式会社サンプル", Role::Company),
            ("(有)サンプル", Role::Company),
            ("サンプル㈱", Role::Company),
            ("株式会社", Role::Form),
            ("営業部", Role::Department),
            ("第二営業グループ", Role::Department),
            ("課長代理", Role::Title),
            ("代表取締役社長", Role::Title),
            ("サンプル協同組合", Role::MaybeCompany),
            ("田中", Role::Other),
        ] {
            assert_eq!(role(word), expected, "{word}");
        }
    }

    #[test]
    fn glued_words_part_where_a_unit_begins() {
        assert_eq!(split_unit("株式会社サンプル営業部", None), Some(("株式会社サンプル".to_owned(), "営業部".to_owned())));
        assert_eq!(split_unit("サンプル株式会社技術部", None), Some(("サンプル株式会社".to_owned(), "技術部".to_owned())));
        assert_eq!(split_unit("株式会社全部", None), None);
        assert_eq!(split_title("技術部課長"), Some(("技術部".to_owned(), "課長".to_owned())));
        assert_eq!(split_title("営業部長"), None);
    }

    #[test]
    fn foreign_names_need_a_form_or_the_domain() {
        assert!(is_foreign_company("Sample Works Ltd.") && is_foreign_company("Sample Co., Ltd.") && is_foreign_company("Muster GmbH"));
        assert!(!is_foreign_company("See you as") && !is_foreign_company("Ltd."));
        assert!(
            of_domain("Sample & Partners", "sample-partners.example")
                && of_domain("Sample", "mail.sample.co.example")
                && !of_domain("Other House", "sample.example")
        );
        assert!(
            is_foreign_title("Head of Sales")
                && is_foreign_title("Vice President, Trading")
                && !is_foreign_title("Please ask the manager of the team about it now")
        );
    }

    #[test]
    fn posts_and_machines_are_not_persons() {
        for name in ["採用担当", "サンプル お客様窓口", "総務部", "Support Team", "Status Bot", "サンプルショップ"]
        {
            assert!(is_collective(name), "{name}");
        }
        for name in ["田中 太郎", "阿部 一", "服部 薫", "長谷部", "Anna Berg"] {
            assert!(!is_collective(name), "{name}");
        }
    }
}
