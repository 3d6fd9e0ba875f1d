//! What a person may have overlooked: asked before a mail goes, never a reason to hold it back.

use std::collections::BTreeSet;

use super::draft::{Draft, EnteredDraft};
use crate::domain::mail::address::normalized_domain;

/// From so many open recipients on, an answer to all is asked about.
pub const MANY: usize = 10;

/// Something that a person may have overlooked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// The subject is empty.
    NoSubject,
    /// The text speaks of an attachment, and nothing goes along.
    NoAttachment,
    /// A recipient of an answer is of a domain that was not in the conversation.
    NewDomain(String),
    /// An answer goes openly to so many.
    ToMany(usize),
}

/// Words of people who attach something, folded to lower case.
const ATTACHED: [&str; 14] = [
    "attached",
    "attachment",
    "attaching",
    "i attach",
    "enclosed",
    "im anhang",
    "ci-joint",
    "添付",
    "同封",
    "別添",
    "附件",
    "附加檔案",
    "첨부",
    "ファイルをお送り",
];

/// What may have been overlooked, the gravest first. `known` are the domains of the conversation that is answered, our own among them; empty where they are not known.
pub fn doubts(entered: &EnteredDraft, draft: &Draft, known: &BTreeSet<String>) -> Vec<Doubt> {
    let mut found = Vec::new();
    if !known.is_empty() {
        let mut told = BTreeSet::new();
        for one in [&draft.to, &draft.cc, &draft.bcc].into_iter().flatten() {
            let domain = normalized_domain(one.address.domain());
            if !known.contains(&domain) && told.insert(domain.clone()) {
                found.push(Doubt::NewDomain(domain));
            }
        }
    }
    let open = draft.to.len() + draft.cc.len();
    if entered.reply_of.is_some() && open >= MANY {
        found.push(Doubt::ToMany(open));
    }
    if entered.enclosures.is_empty() && speaks_of_attachment(&draft.subject, &entered.body, entered.forward_of.is_some()) {
        found.push(Doubt::NoAttachment);
    }
    if draft.subject.is_empty() {
        found.push(Doubt::NoSubject);
    }
    found
}

/// Whether what was written, not what is quoted, speaks of an attachment. The subject of an answer is the other's.
fn speaks_of_attachment(subject: &str, body: &str, forwarded: bool) -> bool {
    let quoted = |line: &&str| line.starts_with('>');
    let end = |line: &&str| forwarded && line.starts_with("-----") || *line == "-- ";
    let mut own: Vec<String> = body.lines().take_while(|line| !end(line)).filter(|line| !quoted(line)).map(str::to_lowercase).collect();
    if !forwarded && !subject.contains(':') {
        own.push(subject.to_lowercase());
    }
    own.iter().any(|line| ATTACHED.iter().any(|word| line.contains(word)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::ids::MessageKey;
    use crate::domain::mail::compose::{Enclosure, EnclosureSource};

    fn of(entered: &EnteredDraft, known: &[&str]) -> Vec<Doubt> {
        let known = known.iter().map(|domain| (*domain).to_owned()).collect();
        doubts(entered, &entered.read().unwrap(), &known)
    }

    fn letter(subject: &str, body: &str) -> EnteredDraft {
        EnteredDraft { to: "anna@b.example".to_owned(), subject: subject.to_owned(), body: body.to_owned(), ..EnteredDraft::default() }
    }

    #[test]
    fn a_forgotten_attachment_is_seen_in_what_was_written_and_not_in_what_is_quoted() {
        for body in ["The plan is attached.", "See attachment", "資料を添付いたします。", "見積書を同封します"] {
            assert_eq!(of(&letter("Plan", body), &[]), [Doubt::NoAttachment], "{body}");
        }
        for body in
            ["Thanks!\n\n> The plan is attached.", "了解しました。\n> 添付をご確認ください", "Hi\n-- \nNo attachment is ever opened here"]
        {
            assert_eq!(of(&letter("Re: Plan", body), &[]), [], "{body}");
        }
        let enclosed = Enclosure { source: EnclosureSource::File("/a".into()), name: crate::text::CleanText::line("a"), size: 1 };
        assert_eq!(of(&EnteredDraft { enclosures: vec![enclosed], ..letter("Plan", "attached") }, &[]), []);
        let forwarded = EnteredDraft { forward_of: Some(MessageKey(1)), ..letter("Fwd: Plan", "FYI\n---------- Forwarded\n\nattached") };
        assert_eq!(of(&forwarded, &[]), []);
    }

    #[test]
    fn an_empty_subject_a_strange_domain_and_many_recipients_are_asked_about() {
        assert_eq!(of(&letter(" ", "Hi"), &[]), [Doubt::NoSubject]);
        let strange = EnteredDraft { cc: "ben@other.example, eve@OTHER.example".to_owned(), ..letter("Re: Plan", "Hi") };
        assert_eq!(of(&strange, &["b.example"]), [Doubt::NewDomain("other.example".to_owned())], "each domain once");
        assert_eq!(of(&strange, &[]), [], "a new mail has no conversation");
        let to: Vec<String> = (0..MANY).map(|n| format!("p{n}@b.example")).collect();
        let many = EnteredDraft { to: to.join(", "), reply_of: Some(MessageKey(1)), ..letter("Re: Plan", "Hi") };
        assert_eq!(of(&many, &["b.example"]), [Doubt::ToMany(MANY)]);
        assert_eq!(of(&EnteredDraft { reply_of: None, ..many }, &[]), [], "who writes to many knows it");
    }
}
