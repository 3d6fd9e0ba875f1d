//! The display name of From: a person, perhaps with company, post and honorific around it.

use super::automatic::{Writer, writer};
use super::names::{PersonName, foreign};
use super::names_ja::{japanese, lone_surname, unspaced};
use super::organisation::{Role, is_collective, is_foreign_company, of_domain, role};
use super::script;
use super::script::{bare, has_cjk, squeeze};
use crate::domain::mail::address::Address;

/// The display name without quotes, `via`, and an address in its place.
pub(super) fn plain_display(from: &Address) -> String {
    let mut name = squeeze(from.name.as_str()).trim_matches(['"', '\'', '“', '”']).to_owned();
    for mark in [" via ", " (via ", "（via "] {
        if let Some(at) = name.to_lowercase().find(mark)
            && name.is_char_boundary(at)
        {
            name.truncate(at);
        }
    }
    if name.contains('@') && !name.contains(' ') || bare(&name) == bare(from.address.as_str()) {
        return String::new();
    }
    name.trim_matches(['"', '\'', ' ']).to_owned()
}

#[derive(Debug, Default)]
pub(super) struct Display {
    /// The person whom the display name names.
    pub(super) person: Option<PersonName>,
    /// A company with its form.
    pub(super) company: Option<String>,
    /// A post, a team or a company, no person.
    pub(super) collective: bool,
}

/// Reads a display name; local part and domain of the address help to tell a person from a company. Of two spellings of one person, the one of the mail's own language counts.
pub(super) fn display_name(display: &str, local: &str, domain: &str, japanese_text: bool) -> Display {
    let folded = script::half_width(display);
    let mut found = Display::default();
    let mut parts: Vec<String> = Vec::new();
    for part in split_display(&folded) {
        if has_cjk(&part) {
            japanese_part(&part, &mut found, &mut parts);
        } else if is_foreign_company(&part) {
            found.company.get_or_insert(part);
        } else if !part.trim().is_empty() {
            parts.push(part);
        }
    }
    parts.sort_by_key(|part| has_cjk(part) != japanese_text);
    for part in &parts {
        if found.person.is_some() {
            break;
        }
        let tokens: Vec<&str> = part.split_whitespace().collect();
        if is_collective(part) {
            found.collective = true;
            continue;
        }
        found.person = if has_cjk(part) {
            match tokens.as_slice() {
                [word] => unspaced(word).or_else(|| lone_surname(word)),
                many => japanese(many),
            }
        } else if tokens.len() == 1
            || of_domain(part, domain) && !local_has_word(local, &tokens)
            || writer(local) != Writer::Person && !super::words::words().is_given(tokens[0])
        {
            None
        } else {
            foreign(part, local)
        };
    }
    found
}

fn local_has_word(local: &str, tokens: &[&str]) -> bool {
    tokens.iter().any(|token| token.len() > 2 && bare(local).contains(&bare(token)))
}

/// Parts a display name at brackets, bars and ＠.
fn split_display(display: &str) -> Vec<String> {
    let forms_kept = ["(株)", "(有)", "(同)", "(合)", "(資)", "(名)", "(財)", "(社)", "(医)", "(福)", "(学)"].iter().fold(
        display.to_owned(),
        |text, form| {
            let mark = form.chars().nth(1).unwrap_or_default();
            text.replace(form, &format!("\u{2}{mark}\u{3}"))
        },
    );
    let spaced = forms_kept.replace(" - ", "|").replace(" @ ", "|").replace(" at ", "|");
    spaced
        .split(|c: char| {
            matches!(
                c,
                '(' | ')' | '[' | ']' | '【' | '】' | '<' | '>' | '|' | '/' | '@' | '「' | '」' | '〔' | '〕' | '『' | '』' | ';' | ':'
            )
        })
        .map(|part| {
            part.replace('\u{2}', "(").replace('\u{3}', ")").trim().trim_matches(['-', ',', '_', '*', '★', '☆', '◆', '■']).trim().to_owned()
        })
        .filter(|part| !part.is_empty())
        .collect()
}

fn japanese_part(part: &str, found: &mut Display, parts: &mut Vec<String>) {
    let tokens: Vec<&str> = part.split_whitespace().collect();
    let mut rest: Vec<&str> = Vec::new();
    let mut organised = false;
    let mut at = 0;
    while at < tokens.len() {
        let token = tokens[at];
        match role(token) {
            Role::Company => {
                found.company.get_or_insert_with(|| token.to_owned());
                organised = true;
            }
            Role::Form => {
                organised = true;
                if at + 1 < tokens.len() && rest.is_empty() {
                    found.company.get_or_insert_with(|| format!("{token} {}", tokens[at + 1]));
                    at += 1;
                } else if let Some(name) = rest.pop() {
                    found.company.get_or_insert_with(|| format!("{name} {token}"));
                }
            }
            Role::Department | Role::Title | Role::MaybeCompany if !super::words::words().surnames.contains_key(token) => organised = true,
            _ => rest.push(token),
        }
        at += 1;
    }
    if rest.is_empty() {
        found.collective = true;
    } else if rest.len() == 1 && organised || rest.len() <= 4 {
        parts.push(rest.join(" "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(display: &str, local: &str) -> Display {
        display_name(display, local, "sample.example", has_cjk(display))
    }

    fn person(display: &str, local: &str) -> Option<(String, String)> {
        read(display, local).person.map(|name| (name.last, name.first))
    }

    fn pair(last: &str, first: &str) -> Option<(String, String)> {
        Some((last.to_owned(), first.to_owned()))
    }

    #[test]
    fn display_names_give_up_their_company_and_post() {
        assert_eq!(person("田中 太郎", ""), pair("田中", "太郎"));
        assert_eq!(person("田中　太郎（株式会社サンプル）", ""), pair("田中", "太郎"));
        assert_eq!(read("田中 太郎【サンプル㈱】", "").company.as_deref(), Some("サンプル㈱"));
        assert_eq!(person("株式会社サンプル 営業部 田中 太郎", ""), pair("田中", "太郎"));
        assert_eq!(person("総務課 田中", ""), pair("田中", ""));
        assert_eq!(person("田中太郎", ""), pair("田中", "太郎"));
        assert_eq!(person("Anna Berg (Sample Ltd.)", "anna"), pair("Berg", "Anna"));
        assert_eq!(person("Anna Berg | Sample", "anna"), pair("Berg", "Anna"));
    }

    #[test]
    fn posts_companies_and_shared_addresses_give_no_person() {
        for (display, local) in [
            ("採用担当", "saiyo"),
            ("サンプル酒造", "info"),
            ("お客様窓口", "cs"),
            ("Sample Works", "orders"),
            ("Support Team", "support"),
            ("Anna", "anna"),
            ("", "x"),
        ] {
            assert_eq!(person(display, local), None, "{display}");
        }
    }
}
