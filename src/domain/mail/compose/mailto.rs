//! `mailto:` links (RFC 6068), of which only harmless fields are heeded.

use std::ops::Range;

use crate::domain::mail::address::{AddrSpec, Address};
use crate::domain::mail::address_list::{format_address_list, parse_address_list};
use crate::domain::mail::message_id::MessageId;
use crate::text::CleanText;

use super::draft::EnteredDraft;
use super::percent::decoded;

/// The longest text a link may bring, in characters.
const MAX_BODY: usize = 65_536;
/// The most recipients a link may bring.
const MAX_RECIPIENTS: usize = 100;

/// What a link asked for, as a draft that the person sees before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mailto {
    /// The draft as far as the link fills it: recipients, Cc, subject and text.
    pub draft: EnteredDraft,
    /// The names of fields that were not heeded (promises.md D6), each once: attachments, hidden recipients and all else.
    pub ignored: Vec<CleanText>,
}

/// The text is no mailto link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a mailto link")]
pub struct NotMailto;

/// Reads a link. Only to, cc, subject, body and in-reply-to are heeded.
pub fn parse_mailto(uri: &str) -> Result<Mailto, NotMailto> {
    let scheme = uri.get(..7).ok_or(NotMailto)?;
    if !scheme.eq_ignore_ascii_case("mailto:") {
        return Err(NotMailto);
    }
    let rest = uri[7..].split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut link = Mailto::default();
    let (mut to, mut cc) = (Vec::new(), Vec::new());
    link.recipients(path, "to", &mut to);
    for field in query.split('&').filter(|field| !field.is_empty()) {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        let name = decoded(name).to_ascii_lowercase();
        match name.as_str() {
            "to" => link.recipients(value, "to", &mut to),
            "cc" => link.recipients(value, "cc", &mut cc),
            "subject" => {
                link.draft.subject = CleanText::line(&decoded(value)).into_string().chars().take(EnteredDraft::MAX_SUBJECT).collect()
            }
            "body" => link.body(&decoded(value)),
            "in-reply-to" => match MessageId::new(&decoded(value)) {
                Some(id) => {
                    link.draft.references = vec![id.clone()];
                    link.draft.in_reply_to = Some(id);
                }
                None => link.ignore("in-reply-to"),
            },
            other => link.ignore(other),
        }
    }
    link.draft.to = format_address_list(&to);
    link.draft.cc = format_address_list(&cc);
    Ok(link)
}

/// Takes the links out of the recipients of a draft, where somebody typed or pasted them with what they ask for beside an address: `mailto:a@b.example?cc=c@d.example&subject=Hi`.
/// Recipients come to stand where the link stood, copies in Cc, and what is typed already is never overwritten. Answers with what is not heeded.
pub fn spread_links(entered: &mut EnteredDraft) -> Vec<CleanText> {
    let mut ignored: Vec<CleanText> = Vec::new();
    let mut cc: Vec<String> = Vec::new();
    for field in 0..3 {
        loop {
            let line = match field {
                0 => &mut entered.to,
                1 => &mut entered.cc,
                _ => &mut entered.bcc,
            };
            let Some((place, link)) = link_in(line) else { break };
            line.replace_range(place, &link.draft.to);
            cc.extend(Some(link.draft.cc).filter(|cc| !cc.is_empty()));
            ignored.extend(link.ignored.into_iter().filter(|name| !name.is_empty()));
            for (held, given, name) in [(&mut entered.subject, link.draft.subject, "subject"), (&mut entered.body, link.draft.body, "body")]
            {
                if held.trim().is_empty() && !given.is_empty() {
                    *held = given;
                } else if !given.is_empty() {
                    ignored.push(CleanText::line(name));
                }
            }
            if entered.in_reply_to.is_none() && entered.references.is_empty() {
                (entered.in_reply_to, entered.references) = (link.draft.in_reply_to, link.draft.references);
            }
        }
    }
    let copies: Vec<String> = std::iter::once(std::mem::take(&mut entered.cc)).filter(|held| !held.trim().is_empty()).chain(cc).collect();
    entered.cc = copies.join(", ");
    ignored.sort();
    ignored.dedup();
    ignored
}

/// The first link with a query in a typed list, and where it stands: up to a blank or a bracket, which no link holds.
fn link_in(typed: &str) -> Option<(Range<usize>, Mailto)> {
    let lower = typed.to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = lower[from..].find("mailto:").map(|at| at + from) {
        let end = typed[at..].find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '、')).map_or(typed.len(), |end| at + end);
        let link = typed[at..end].trim_end_matches([',', ';']);
        let begins = typed[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        if begins
            && link.contains('?')
            && let Ok(found) = parse_mailto(link)
        {
            let (mut place, around) = (at..at + link.len(), (typed[..at].ends_with('<'), typed[at + link.len()..].starts_with('>')));
            if around == (true, true) {
                place = place.start - 1..place.end + 1;
            }
            return Some((place, found));
        }
        from = at + 7;
    }
    None
}

impl Mailto {
    fn ignore(&mut self, name: &str) {
        let name = CleanText::line(&name.chars().take(40).collect::<String>());
        if !self.ignored.contains(&name) {
            self.ignored.push(name);
        }
    }

    fn recipients(&mut self, value: &str, field: &str, list: &mut Vec<Address>) {
        for piece in value.split(',').filter(|piece| !piece.is_empty()) {
            let typed = decoded(piece);
            let one = typed.parse::<AddrSpec>().map(|address| Address { name: CleanText::default(), address }).ok();
            let one = one.or_else(|| match parse_address_list(&typed).as_slice() {
                [Ok(only)] if !typed.contains(['\r', '\n']) => Some(only.clone()),
                _ => None,
            });
            match one {
                Some(address) if list.len() < MAX_RECIPIENTS => list.push(address),
                _ => self.ignore(field),
            }
        }
    }

    fn body(&mut self, text: &str) {
        if text.chars().count() > MAX_BODY {
            self.ignore("body");
            return;
        }
        self.draft.body = CleanText::block(text).into_string();
    }
}
