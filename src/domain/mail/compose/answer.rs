//! How an answer begins: whom it goes to, in which conversation, and what it quotes.

use std::collections::BTreeSet;

use crate::domain::ids::{Id, MessageKey, ThreadKey};
use crate::domain::mail::address::{Address, normalized_domain};
use crate::domain::mail::address_list::format_address_list;
use crate::domain::mail::body::{Attachment, BodyText, LineKind};
use crate::domain::mail::message::ListHeaders;
use crate::domain::mail::message_id::MessageId;
use crate::domain::mail::own::Own;
use crate::domain::mail::sender::{SenderHeaders, WhomFrom, whom_from};
use crate::domain::time::Instant;
use crate::text::CleanText;

use super::draft::EnteredDraft;
use super::enclosure::{Enclosure, EnclosureSource};
use super::subject::{forward_subject, reply_subject, without_marks};

/// How many ids of the conversation an answer names: the first and the newest of a longer one, as RFC 5322 3.6.4 lets us.
const MAX_REFERENCES: usize = 40;

/// What an answer needs to know of the mail it answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Original {
    /// The key of the mail that is answered, for its mark "answered".
    pub key: MessageKey,
    /// Its conversation.
    pub thread: ThreadKey,
    /// The account it lies in, when that account can send.
    pub account: Option<Id>,
    /// All our own addresses, so that we never write to ourselves.
    pub own: Own,
    /// Its Message-ID, which In-Reply-To will name; without one the answer names none.
    pub message_id: Option<MessageId>,
    /// Its References, or its In-Reply-To where it has none.
    pub references: Vec<MessageId>,
    /// Who wrote it: whom `r` answers where Reply-To names nobody.
    pub from: Vec<Address>,
    /// Where its writer wants answers.
    pub reply_to: Vec<Address>,
    /// Where its writer wants answers to all (Mail-Followup-To).
    pub follow_up: Vec<Address>,
    /// Whom it was written to: answering all writes to them as well.
    pub to: Vec<Address>,
    /// Who had a copy: answering all gives them one again.
    pub cc: Vec<Address>,
    /// The mailing list it came through.
    pub list: Option<ListHeaders>,
    /// Its subject as written.
    pub subject: CleanText,
    /// When it was written.
    pub date: Instant,
    /// Its readable text.
    pub body: BodyText,
    /// Its attachments, which go along when it is passed on.
    pub attachments: Vec<Attachment>,
    /// How big it is as a whole, in bytes.
    pub size: u64,
}

/// The words an answer begins with, already in the language of the person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuoteWords {
    /// The line above a quote: who wrote when.
    pub attribution: String,
    /// The lines above a mail that is passed on: a heading, then its From, Date, Subject and To.
    pub forwarded: Vec<String>,
}

impl Original {
    /// Whom it is from, and where answers to its author go.
    pub fn whom_from(&self) -> WhomFrom {
        let headers = SenderHeaders { from: &self.from, reply_to: &self.reply_to, to: &self.to, list: self.list.as_ref() };
        whom_from(&headers, &self.own)
    }

    /// The domains of everybody in it, our own among them.
    pub fn domains(&self) -> BTreeSet<String> {
        let named = [&self.from, &self.reply_to, &self.to, &self.cc].into_iter().flatten();
        named.map(|one| normalized_domain(one.address.domain())).chain(self.own.domains().map(str::to_owned)).collect()
    }

    fn recipients(&self, all: bool) -> (Vec<Address>, Vec<Address>) {
        let mut taken = std::collections::HashSet::new();
        let mut fresh = |from: &mut dyn Iterator<Item = &Address>| -> Vec<Address> {
            from.filter(|one| taken.insert(one.address.normalized())).cloned().collect()
        };
        let others = |list: &[Address]| list.iter().filter(|one| !self.own.has(&one.address)).cloned().collect::<Vec<_>>();
        let whom = self.whom_from();
        if whom.mine {
            let to = others(&self.to);
            let to = if to.is_empty() { self.to.clone() } else { to };
            let to = fresh(&mut to.iter());
            let cc = if all { fresh(&mut others(&self.cc).iter()) } else { Vec::new() };
            return (to, cc);
        }
        let to = fresh(&mut whom.answers.iter());
        if !all {
            return (to, Vec::new());
        }
        // Who wrote it says whom an answer to all goes to; never nobody, and never us.
        let follow_up = others(&self.follow_up);
        if !follow_up.is_empty() {
            return (taken_anew(&follow_up), Vec::new());
        }
        let rest = [others(&self.reply_to), others(&self.to), others(&self.cc)].concat();
        (to, fresh(&mut rest.iter()))
    }

    fn part(&self, one: &Attachment) -> Enclosure {
        Enclosure { source: EnclosureSource::Part(self.key, one.index), name: one.named().clone(), size: one.size }
    }

    fn references_of_answer(&self) -> Vec<MessageId> {
        let Some(own) = &self.message_id else { return self.references.clone() };
        let mut ids: Vec<MessageId> = self.references.iter().filter(|id| *id != own).cloned().collect();
        ids.push(own.clone());
        if ids.len() > MAX_REFERENCES {
            ids.drain(1..ids.len() - (MAX_REFERENCES - 1));
        }
        ids
    }

    /// The text as an answer quotes it: every line one level deeper, the signature left out, no empty lines at its end.
    fn quoted(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        for line in &self.body.lines {
            if line.kind == LineKind::Signature && line.quote == 0 {
                continue;
            }
            let text: String = line.spans.iter().map(|span| span.text.as_str()).collect();
            let marks = ">".repeat(usize::from(line.quote) + 1);
            lines.push(if text.is_empty() { marks } else { format!("{marks} {text}") });
        }
        while lines.last().is_some_and(|line| line.bytes().all(|byte| byte == b'>')) {
            lines.pop();
        }
        lines.join("\n")
    }

    fn plain(&self) -> String {
        let line = |line: &crate::domain::mail::body::BodyLine| {
            let text: String = line.spans.iter().map(|span| span.text.as_str()).collect();
            match line.quote {
                0 => text,
                depth => format!("{} {text}", ">".repeat(usize::from(depth))).trim_end().to_owned(),
            }
        };
        self.body.lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// Begins an answer, to the author or to all: never to ourselves; for a mail of our own, to its recipients.
pub fn reply(original: &Original, all: bool, words: &QuoteWords) -> EnteredDraft {
    let (to, cc) = original.recipients(all);
    let quoted = original.quoted();
    let body = if quoted.is_empty() { String::new() } else { format!("\n\n{}\n{quoted}\n", words.attribution) };
    EnteredDraft {
        account: original.account,
        to: format_address_list(&to),
        cc: format_address_list(&cc),
        subject: reply_subject(&original.subject).into_string(),
        body,
        in_reply_to: original.message_id.clone(),
        references: original.references_of_answer(),
        reply_of: Some(original.key),
        ..EnteredDraft::default()
    }
}

/// Each address once.
fn taken_anew(list: &[Address]) -> Vec<Address> {
    let mut taken = std::collections::HashSet::new();
    list.iter().filter(|one| taken.insert(one.address.normalized())).cloned().collect()
}

/// Begins an answer to the mailing list that a mail came through; `None` where it came through none that takes mail.
pub fn reply_to_list(original: &Original, words: &QuoteWords) -> Option<EnteredDraft> {
    let post = original.list.as_ref()?.post.clone()?;
    Some(EnteredDraft { to: format_address_list(&[post]), cc: String::new(), ..reply(original, false, words) })
}

/// Begins a mail that passes another on, as text below a block of its headers, with its attachments. It starts a conversation of its own.
pub fn forward(original: &Original, words: &QuoteWords) -> EnteredDraft {
    EnteredDraft {
        account: original.account,
        subject: forward_subject(&original.subject).into_string(),
        body: format!("\n\n{}\n\n{}\n", words.forwarded.join("\n"), original.plain().trim_end_matches('\n')),
        forward_of: Some(original.key),
        enclosures: original.attachments.iter().map(|one| original.part(one)).collect(),
        ..EnteredDraft::default()
    }
}

/// Begins a mail that passes another on whole, as it came, as one attachment.
pub fn forward_whole(original: &Original) -> EnteredDraft {
    let subject = without_marks(original.subject.as_str());
    let name = if subject.is_empty() { "mail.eml".to_owned() } else { format!("{}.eml", subject.replace(['/', '\\'], "_")) };
    let whole = Enclosure { source: EnclosureSource::Mail(original.key), name: CleanText::line(&name), size: original.size };
    EnteredDraft {
        account: original.account,
        subject: forward_subject(&original.subject).into_string(),
        forward_of: Some(original.key),
        enclosures: vec![whole],
        ..EnteredDraft::default()
    }
}
