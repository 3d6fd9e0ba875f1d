//! What header and greeting say about the sender before the signature is read.

use super::display::{display_name, plain_display};
use super::names::PersonName;
use super::organisation::{Role, has_form, role};
use super::script::{all_cjk, bare, has_cjk, is_cjk, is_kana};
use super::{SenderMail, script};
use crate::domain::mail::address::AddrSpec;

/// What is known of the sender without a signature.
#[derive(Debug, Clone, Default)]
pub(super) struct Clues {
    /// The person of the display name.
    pub person: Option<PersonName>,
    /// A company with its form in the display name.
    pub company: Option<String>,
    /// The family name of 「〇〇の△△です」.
    pub intro_name: Option<String>,
    /// The company of 「〇〇の△△です」.
    pub intro_company: Option<(String, usize)>,
    /// Local part of the address.
    pub local: String,
    /// Domain of the address.
    pub domain: String,
    /// Words of the display name, as compared.
    pub display: Vec<String>,
    /// The one unspaced word in Han or Kana that the display name is.
    pub word: Option<String>,
    /// The display name is of a post or a company.
    pub collective: bool,
}

impl Clues {
    /// Reads the headers of a mail.
    pub(super) fn of(mail: &SenderMail<'_>) -> Self {
        let Some(from) = mail.from else { return Self::default() };
        let display = plain_display(from);
        let local = from.address.local_part().to_lowercase();
        let japanese = mail.text.lines().take(40).filter(|line| line.chars().any(is_kana)).count() >= 2;
        let parsed = display_name(&display, &local, from.address.domain(), japanese);
        Self {
            display: script::half_width(&display).split(|c: char| !c.is_alphanumeric()).map(bare).filter(|word| !word.is_empty()).collect(),
            person: parsed.person,
            company: parsed.company,
            collective: parsed.collective,
            word: Some(script::half_width(&display)).filter(|word| all_cjk(word)),
            local,
            domain: from.address.domain().to_lowercase(),
            intro_name: None,
            intro_company: None,
        }
    }

    /// What an address alone says.
    pub(super) fn of_address(address: &AddrSpec) -> Self {
        Self { local: address.local_part().to_lowercase(), domain: address.domain().to_lowercase(), ..Self::default() }
    }

    /// Whether a family name is one that header or greeting gave.
    pub(super) fn knows(&self, last: &str) -> bool {
        let same = |other: &str| !other.is_empty() && bare(other) == bare(last);
        self.person.as_ref().is_some_and(|person| same(&person.last)) || self.intro_name.as_deref().is_some_and(same)
    }

    /// Whether header and greeting name somebody of another family.
    pub(super) fn other_than(&self, last: &str) -> bool {
        let named = self.person.is_some() || self.intro_name.is_some() || self.word.is_some();
        named && !self.knows(last) && !self.word.as_deref().is_some_and(|word| word.starts_with(last))
    }

    /// Parts an unspaced display name where greeting or sign-off end the family name.
    fn learn_family(&mut self, last: &str) {
        let Some(first) = self.word.as_deref().and_then(|word| word.strip_prefix(last)) else { return };
        if (1..=4).contains(&first.chars().count()) && !last.is_empty() {
            self.person = Some(PersonName { last: last.to_owned(), first: first.to_owned(), sure: 88 });
        }
    }

    /// Whether a name can be the sender's by its header: name or address.
    pub(super) fn fits(&self, name: &PersonName) -> bool {
        self.person.as_ref().is_some_and(|person| person.agrees(name))
            || self.intro_name.as_ref().is_some_and(|last| bare(last) == bare(&name.last))
            || self.local_fits(name)
            || self.word.as_ref().is_some_and(|word| *word == format!("{}{}", name.last, name.first))
    }

    fn local_fits(&self, name: &PersonName) -> bool {
        let local = bare(&self.local);
        let halves = [bare(&name.last), bare(&name.first)];
        halves.iter().any(|half| half.is_ascii() && half.len() >= 3 && local.contains(half.as_str()))
    }
}

/// Reads 「〇〇の△△です」 in the first lines of what the sender wrote; the flags say which lines.
pub(super) fn introduction(lines: &[String], own: &[bool], clues: &mut Clues) {
    let first = lines.iter().enumerate().filter(|(at, line)| own[*at] && !line.trim().is_empty()).take(8);
    for (at, line) in first {
        if !has_cjk(line) {
            continue;
        }
        for sentence in line.split(['。', '!', '?']) {
            if clues.intro_company.is_none()
                && let Some(house) = introduces_house(sentence)
            {
                clues.intro_company = Some((house, at));
            }
            if let Some((company, name)) = introduces(sentence)
                && clues.intro_name.is_none()
            {
                clues.learn_family(&name);
                clues.intro_name = Some(name);
                if clues.intro_company.is_none() {
                    clues.intro_company = company.map(|company| (company, at));
                }
            }
        }
    }
}

/// Reads a family name that signs the text on a line of its own and begins the unspaced display name.
pub(super) fn sign_off(lines: &[String], own: &[bool], clues: &mut Clues) {
    let last: Vec<&str> =
        (0..lines.len()).rev().filter(|at| own[*at] && !lines[*at].trim().is_empty()).take(3).map(|at| lines[at].trim()).collect();
    for text in last {
        let name = text.trim_end_matches("拝").trim();
        if (1..=4).contains(&name.chars().count()) && all_cjk(name) {
            clues.learn_family(name);
        }
    }
}

/// The company of 「株式会社〇〇でございます」, where nobody is named.
fn introduces_house(sentence: &str) -> Option<String> {
    let house = ["でございます", "と申します", "です"].iter().find_map(|end| sentence.trim().strip_suffix(end))?;
    let whole = all_cjk(house) && !house.contains('の') && (4..=24).contains(&house.chars().count());
    (whole && has_form(house)).then(|| house.to_owned())
}

/// The company (or other body) and the family name of a sentence that introduces.
fn introduces(sentence: &str) -> Option<(Option<String>, String)> {
    const ENDS: &[&str] = &["と申します", "でございます", "であります", "ですが", "です", "と申し上げます"];
    let trimmed = sentence.trim();
    let head = ENDS.iter().find_map(|end| {
        let at = trimmed.find(end)?;
        let rest = &trimmed[at + end.len()..];
        (rest.is_empty() || rest.starts_with(['、', ','])).then(|| trimmed[..at].trim())
    })?;
    if head.chars().count() > 45 {
        return None;
    }
    if let Some((name, inside)) = head.strip_suffix(')').and_then(|head| head.rsplit_once('(')) {
        let name = name.rsplit(['、', ' ', 'の']).next()?.trim();
        return (surname_like(name) && has_form(inside)).then(|| (Some(inside.to_owned()), name.to_owned()));
    }
    let at = head.char_indices().rev().find(|(_, c)| matches!(c, 'の' | '、' | ' ' | ','));
    let (before, name) = match at {
        Some((at, c)) => (&head[..at], &head[at + c.len_utf8()..]),
        None => ("", head),
    };
    if !surname_like(name) {
        return None;
    }
    let body = before.rsplit(['、', '。', ',']).next().unwrap_or_default().trim().trim_end_matches('の');
    // 姓 名です: what stands before the given name is no company.
    let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
    let named = body.chars().count() >= 3
        && body.chars().any(is_cjk)
        && (has_form(body.split(' ').next().unwrap_or_default()) || !body.contains(' '))
        && !body.ends_with(['は', 'が', 'を', 'に', 'で']);
    Some((named.then_some(body), name.to_owned()))
}

fn surname_like(name: &str) -> bool {
    let size = name.chars().count();
    (1..=4).contains(&size)
        && all_cjk(name)
        && role(name) != Role::Company
        && ![
            "こと",
            "もの",
            "ところ",
            "よう",
            "はず",
            "件",
            "方",
            "次第",
            "予定",
            "限り",
            "通り",
            "以上",
            "可能",
            "必要",
            "大丈夫",
            "幸い",
            "こちら",
            "下記",
            "以下",
            "同様",
            "結構",
        ]
        .contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greetings_introduce_company_and_family() {
        assert_eq!(introduces("株式会社サンプルの田中です"), Some((Some("株式会社サンプル".to_owned()), "田中".to_owned())));
        assert_eq!(
            introduces("お世話になります、サンプル工房の田中と申します"),
            Some((Some("サンプル工房".to_owned()), "田中".to_owned()))
        );
        assert_eq!(introduces_house("合同会社サンプル編集室でございます"), Some("合同会社サンプル編集室".to_owned()));
        assert_eq!(introduces("田中です"), Some((None, "田中".to_owned())));
        assert_eq!(introduces("ご確認いただければ幸いです"), None);
    }
}
