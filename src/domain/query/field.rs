//! The fields of the search language: one table.

use super::tree::{State, Thing};
use crate::domain::mail::authentication::Auth;
use crate::text::{nearness, search_form, worded};

worded! {
    /// A field of the search language; its word is how it is typed.
    pub enum SearchField {
        /// The sender's name or address.
        From = "from",
        /// Names and addresses of the To line.
        To = "to",
        /// Names and addresses of the Cc line.
        Cc = "cc",
        /// Bcc, in our own copies.
        Bcc = "bcc",
        /// Anybody who wrote or got it.
        With = "with",
        /// Words of the subject line.
        Subject = "subject",
        /// Words of the readable text, quotes too.
        Body = "body",
        /// The names of attachments.
        Filename = "filename",
        /// The mailing list's identifier.
        List = "list",
        /// The Message-ID, or the end of our id.
        Id = "id",
        /// The mailbox that it lies in, `NAME` or `ACCOUNT/NAME`.
        In = "in",
        /// A label that it carries.
        Label = "label",
        /// The account that it came to.
        Account = "account",
        /// A state of the mail, or who sent it.
        Is = "is",
        /// Whether the sender is real, by the server that took the mail.
        Auth = "auth",
        /// What the mail has, or its person.
        Has = "has",
        /// Before a day or time.
        Before = "before",
        /// From the start of a day on.
        After = "after",
        /// On a day.
        On = "on",
        /// Younger than a span.
        NewerThan = "newer_than",
        /// Older than a span.
        OlderThan = "older_than",
        /// How big, in bytes.
        Size = "size",
        /// A lead's status.
        LeadStatus = "lead.status",
        /// A person by name or address.
        Person = "person",
        /// A company by name.
        Company = "company",
        /// A deal's stage.
        DealStage = "deal.stage",
        /// A deal's amount, in the main unit of its currency.
        DealAmount = "deal.amount",
        /// A deal's closing date.
        DealClosing = "deal.closing",
        /// A record's owner.
        Owner = "owner",
        /// The industry of its person or company.
        Industry = "industry",
        /// They wrote last and nobody answered for a span.
        NoReply = "no-reply",
        /// We wrote last, before a span.
        Waiting = "waiting",
    }
}

impl SearchField {
    /// The names of the field in Japanese; the page of the search language has them all.
    pub fn japanese(self) -> &'static [&'static str] {
        match self {
            Self::From => &["差出人", "送信者"],
            Self::To => &["宛先"],
            Self::Cc => &["カーボンコピー"],
            Self::Bcc => &["ブラインドカーボンコピー"],
            Self::With => &["相手"],
            Self::Subject => &["件名"],
            Self::Body => &["本文"],
            Self::Filename => &["ファイル名", "添付ファイル名"],
            Self::List => &["メーリングリスト"],
            Self::Id => &["メッセージID"],
            Self::In => &["メールボックス"],
            Self::Label => &["ラベル"],
            Self::Account => &["アカウント"],
            Self::Is => &["状態"],
            Self::Auth => &["送信元認証"],
            Self::Has => &["あり"],
            Self::Before => &["以前"],
            Self::After => &["以降"],
            Self::On => &["日付"],
            Self::NewerThan => &["期間内"],
            Self::OlderThan => &["期間外"],
            Self::Size => &["サイズ"],
            Self::LeadStatus => &["見込み客ステータス"],
            Self::Person => &["人", "氏名"],
            Self::Company => &["会社", "取引先"],
            Self::DealStage => &["商談ステージ"],
            Self::DealAmount => &["商談総額", "商談金額"],
            Self::DealClosing => &["完了予定日"],
            Self::Owner => &["担当者"],
            Self::Industry => &["業界"],
            Self::NoReply => &["未返信"],
            Self::Waiting => &["返信待ち"],
        }
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.word()).chain(self.japanese().iter().copied())
    }

    /// The field of a name, in any case, width and kana; `_` and `-` are the same.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        let wanted = plain(word);
        Self::ALL.iter().copied().find(|field| field.names().any(|name| plain(name) == wanted))
    }

    /// The words of all fields, as the table has them.
    pub fn words() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|field| field.word())
    }

    /// What `is:`, `has:` and `auth:` can be.
    pub fn values() -> impl Iterator<Item = &'static str> {
        let things = Thing::ALL.iter().map(|thing| thing.word());
        State::ALL.iter().map(|state| state.word()).chain(things).chain(Auth::ALL.iter().map(|auth| auth.word()))
    }

    /// The known word nearest to a mistyped one, if any is near.
    pub(super) fn nearest(word: &str) -> Option<&'static str> {
        let word = plain(word);
        let names = Self::ALL.iter().flat_map(|field| field.names());
        names.filter_map(|name| Some((nearness(&word, &plain(name))?, name))).min().map(|(_, name)| name)
    }

    /// Whether `<`, `>` and `=` may stand in place of the colon.
    pub(super) fn compares(self) -> bool {
        matches!(self, Self::Size | Self::DealAmount | Self::DealClosing)
    }

    /// What the field can be, or an example, as a hint shows it: words of the language itself.
    pub(super) fn allowed(self) -> String {
        let words = |all: Vec<&str>| all.join(", ");
        match self {
            Self::Is => words(State::ALL.iter().map(|state| state.word()).collect()),
            Self::Auth => words(Auth::ALL.iter().map(|auth| auth.word()).collect()),
            Self::Has => words(Thing::ALL.iter().map(|thing| thing.word()).collect()),
            Self::Before | Self::After | Self::On => format!("{}:2026-01-31", self.word()),
            Self::NewerThan | Self::OlderThan | Self::NoReply | Self::Waiting => format!("{}:3d", self.word()),
            Self::Size => "size>1M".to_owned(),
            Self::DealAmount => "deal.amount>10000".to_owned(),
            Self::DealClosing => "deal.closing<2026-12-31".to_owned(),
            Self::In => "in:Inbox".to_owned(),
            Self::Id => "id:<MESSAGE-ID>".to_owned(),
            Self::LeadStatus => "lead.status:\"Not Contacted\"".to_owned(),
            Self::DealStage => "deal.stage:\"Closed Won\"".to_owned(),
            Self::From
            | Self::To
            | Self::Cc
            | Self::Bcc
            | Self::With
            | Self::Subject
            | Self::Body
            | Self::Filename
            | Self::List
            | Self::Label
            | Self::Account
            | Self::Person
            | Self::Company
            | Self::Owner
            | Self::Industry => format!("{}:\"…\"", self.word()),
        }
    }
}

fn plain(name: &str) -> String {
    search_form(name).replace('_', "-")
}
