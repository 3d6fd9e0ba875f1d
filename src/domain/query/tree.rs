//! What was asked, as a tree of conditions.

use std::ops::Range;

use jiff::civil::Date;

use super::compare::Compare;
use super::phrase::Phrase;
use super::record::RecordTest;
use crate::domain::mail::authentication::Auth;
use crate::domain::time::Instant;
use crate::text::worded;

/// What is looked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// Everything: nothing was typed.
    All,
    /// All of these.
    And(Vec<Query>),
    /// Any of these.
    Or(Vec<Query>),
    /// Not this.
    Not(Box<Query>),
    /// One condition.
    Term(Term),
}

/// A piece of what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// Where it stands, in bytes.
    pub bytes: Range<usize>,
    /// How many characters stand before it, plus one.
    pub column: usize,
    /// The piece itself.
    pub text: String,
}

/// A condition and where it was typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Where it was typed.
    pub at: Span,
    /// What it asks.
    pub what: What,
}

/// What a condition asks.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// These words, next to each other, in this part of a mail or record.
    Text(Part, Phrase),
    /// The mailing list's identifier has this in it; lower case.
    List(String),
    /// The mail with this Message-ID, or whose id ends so.
    Id(String),
    /// In the mailbox `NAME` or `ACCOUNT/NAME`.
    In(String),
    /// With this label.
    Label(String),
    /// Of this account.
    Account(String),
    /// In this state.
    Is(State),
    /// From a sender about whom this is known.
    Auth(Auth),
    /// With one of these.
    Has(Thing),
    /// At this instant or later.
    Since(Instant),
    /// Before this instant.
    Before(Instant),
    /// From the first instant on, before the second.
    Between(Instant, Instant),
    /// The size in bytes compares so.
    Size(Compare, u64),
    /// Of a customer about whom this is so.
    Of(Customer),
    /// They wrote last, before this instant, and nobody answered; mail that programs sent waits for no answer.
    NoReply(Instant),
    /// We wrote last, before this instant.
    Waiting(Instant),
    /// A record about which this is so; only where records are asked for.
    Record(RecordTest),
}

/// What a condition asks about the people of a mail and their records.
#[derive(Debug, Clone, PartialEq)]
pub enum Customer {
    /// Of a lead whose status has these words.
    LeadStatus(String),
    /// Of a person with these words in name or address.
    Person(Phrase),
    /// Of a company with these words in its name.
    Company(Phrase),
    /// Of a contact with a deal in this stage.
    DealStage(String),
    /// Of a contact with a deal whose amount compares so, in thousandths of the currency's main unit.
    DealAmount(Compare, i64),
    /// Of a contact with a deal whose closing date compares so.
    DealClosing(Compare, Date),
    /// Of a record whose owner is called so.
    Owner(Phrase),
    /// Of a person or company in this industry.
    Industry(Phrase),
}

/// A part of a mail in which words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Any part; any field of a record.
    Anywhere,
    /// The subject line.
    Subject,
    /// The readable text.
    Body,
    /// The names of attachments.
    Filename,
    /// The sender's name and address.
    From,
    /// The names and addresses of To.
    To,
    /// The names and addresses of Cc.
    Cc,
    /// Bcc, in our own copies.
    Bcc,
    /// From, To, Cc or Bcc.
    With,
}

worded! {
    /// A state of a mail or of who sent it.
    pub enum State {
        /// Not read yet.
        Unread = "unread",
        /// Seen by a person (`\Seen` of IMAP).
        Read = "read",
        /// With a star.
        Starred = "starred",
        /// Answered from here or elsewhere (`\Answered` of IMAP).
        Replied = "replied",
        /// Passed on.
        Forwarded = "forwarded",
        /// Away until later.
        Snoozed = "snoozed",
        /// Marked as spam.
        Spam = "spam",
        /// Not finished.
        Draft = "draft",
        /// Written by us.
        Sent = "sent",
        /// Waiting in the outbox for its time.
        Scheduled = "scheduled",
        /// Of a lead, contact or temp.
        Customer = "customer",
        /// Of a lead.
        Lead = "lead",
        /// Of a contact.
        Contact = "contact",
        /// Of a temp.
        Temp = "temp",
        /// Sent by somebody we have no record of.
        Unknown = "unknown",
    }
}

worded! {
    /// Something a mail has, or its person has.
    pub enum Thing {
        /// A file that came with it; pictures inside the text do not count.
        Attachment = "attachment",
        /// A web address in the text.
        Link = "link",
        /// An invitation to a meeting (`text/calendar`).
        Invite = "invite",
        /// Its person has a deal.
        Deal = "deal",
        /// Its person has a task.
        Task = "task",
        /// Its person has a note.
        Note = "note",
    }
}

impl State {
    /// The state of a word, in the language's own words or in Japanese.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "未読" => Self::Unread,
            "既読" => Self::Read,
            "スター付き" => Self::Starred,
            "返信済み" => Self::Replied,
            "転送済み" => Self::Forwarded,
            "スヌーズ" => Self::Snoozed,
            "迷惑メール" => Self::Spam,
            "下書き" => Self::Draft,
            "送信済み" => Self::Sent,
            "送信予約" => Self::Scheduled,
            "顧客" => Self::Customer,
            "見込み客" => Self::Lead,
            "連絡先" => Self::Contact,
            "派遣スタッフ" => Self::Temp,
            "未登録" => Self::Unknown,
            word => return Self::from_word(word),
        })
    }
}

/// What is known about a sender, of a word of the language or in Japanese.
pub(super) fn auth_of_word(word: &str) -> Option<Auth> {
    Some(match word {
        "成功" => Auth::Pass,
        "失敗" => Auth::Fail,
        "なし" => Auth::None,
        word => return Auth::from_word(word),
    })
}

impl Thing {
    /// The thing of a word, in the language's own words or in Japanese.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "添付" | "添付ファイル" => Self::Attachment,
            "リンク" => Self::Link,
            "招待" => Self::Invite,
            "商談" => Self::Deal,
            "タスク" => Self::Task,
            "メモ" => Self::Note,
            word => return Self::from_word(word.strip_suffix('s').unwrap_or(word)),
        })
    }
}

impl Query {
    /// Every condition, in the order it was typed, with whether it stands under a NOT.
    pub fn terms(&self) -> Vec<(&Term, bool)> {
        fn walk<'a>(query: &'a Query, negated: bool, into: &mut Vec<(&'a Term, bool)>) {
            match query {
                Query::All => {}
                Query::And(all) | Query::Or(all) => all.iter().for_each(|one| walk(one, negated, into)),
                Query::Not(inner) => walk(inner, !negated, into),
                Query::Term(term) => into.push((term, negated)),
            }
        }
        let mut terms = Vec::new();
        walk(self, false, &mut terms);
        terms
    }
}
