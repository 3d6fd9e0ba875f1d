//! What the one writer takes: values, never closures. Each is one transaction.

use rusqlite::{Connection, TransactionBehavior};

use super::search::TailEntry;
use super::{
    Context, Result, Written, account_use, accounts, arrival, authentication, crm, fetch_ledger, imap, mailboxes, outbox, pop3_marks,
    reading_again, search, standing, team, triage, undo,
};
use crate::domain::crm::rules::CrmRules;
use crate::domain::ids::{AccountKey, Id, MessageKey};
use crate::domain::mail::address::AddrSpec;
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::mail::message::ParsedMail;
use crate::jobs::account::FetchEntry;
use crate::jobs::changes::UndoRedo;
use crate::jobs::crm::CrmJob;
use crate::jobs::triage::{EmptyTrash, Triage};
use crate::text::CleanText;

/// Something to write.
#[derive(Debug)]
pub enum Write {
    /// A batch of mails that arrived.
    Arrivals(arrival::Arrivals),
    /// A chunk of a big mail, ahead of the row that lists it.
    BigMail(arrival::BigMail),
    /// Removes chunks of big mails that ended processes left without a row.
    SweepUnlisted(Vec<MessageKey>),
    /// Mails that were stored unread and could be read now.
    ReadAgain(Vec<(MessageKey, ParsedMail)>),
    /// Notes the version of the program that read all of these again.
    UnreadReadBy(&'static str),
    /// Mails of which the index holds an earlier form, in today's, and the key from which on the index is in it now; `None` is all of it.
    IndexAgain(Vec<(MessageKey, TailEntry)>, Option<MessageKey>),
    /// Judges senders of mails that are stored.
    Judging(authentication::Judging),
    /// What became of mails on an account's server.
    ServerMarks(AccountKey, pop3_marks::Marks),
    /// What a session with an IMAP server found or did.
    Imap(imap::ImapWrite),
    /// Makes an account's place in the store, or brings its name and address up to date.
    Account {
        /// Its outside id.
        id: Id,
        /// The name of the config.
        name: String,
        /// The account's own address: mail from it is ours.
        address: AddrSpec,
    },
    /// Makes the place that imported mail goes to: the local account where none is named, its Inbox where no mailbox is.
    ImportPlace {
        /// The account; none means the local one, which no server belongs to.
        account: Option<AccountKey>,
        /// The name of the mailbox.
        mailbox: Option<CleanText>,
    },
    /// How an account is doing.
    AccountState(AccountKey, accounts::AccountState),
    /// What a look at the use of an account noted.
    AccountMarks(AccountKey, account_use::Marks),
    /// What a fetch of an account brought.
    FetchNoted(AccountKey, Box<FetchEntry>),
    /// A person says that an account is used.
    AccountUsed(Id),
    /// What a person does to messages.
    Triage(Triage),
    /// Removes what lies in the trash for good.
    EmptyTrash(EmptyTrash),
    /// Removes so many of an account's mails for good, and with the last of them the account.
    PurgeAccount(AccountKey, usize),
    /// What a person does to customer records, under these rules.
    Crm(Box<CrmJob>, Box<CrmRules>),
    /// A table of records, under these rules.
    ImportRecords(Box<crm::import::Import>, Box<CrmRules>),
    /// Drafts and the outbox.
    Outbox(Box<outbox::OutboxWrite>),
    /// What sharing with a workspace found or did.
    Team(Box<team::TeamWrite>),
    /// Undo or redo.
    Changes(UndoRedo),
    /// Nothing that was done so far can be undone any more: it is what the home began with.
    SettleChanges,
}

/// The texts of so many records are made anew in the write that changed them; a write that changes more, such as another name of a large company, leaves the rest for later.
const RENEWED: usize = 2_000;

impl Write {
    /// How many bytes of mail it stores, as they are stored.
    pub fn mail_bytes(&self) -> usize {
        match self {
            Self::Arrivals(arrivals) => arrivals.mails.iter().map(|arrival| arrival.bytes.size() + arrival.search.size()).sum(),
            Self::BigMail(part) => part.data.len(),
            _ => 0,
        }
    }

    /// Whether a person waits for it: such writes go between the batches of a fetch.
    pub fn is_personal(&self) -> bool {
        !matches!(
            self,
            Self::Arrivals(_)
                | Self::BigMail(_)
                | Self::ReadAgain(_)
                | Self::IndexAgain(..)
                | Self::Judging(_)
                | Self::ServerMarks(..)
                | Self::Imap(_)
                | Self::AccountState(..)
                | Self::AccountMarks(..)
                | Self::FetchNoted(..)
                | Self::Team(_)
        )
    }

    /// Carries the write out in one transaction, which is on disk when this returns; only a chunk of a big mail is so with the row that lists it, since the log
    /// is written in order.
    ///
    /// # Errors
    /// When the database fails or a rule refuses; then nothing of it was written.
    pub fn apply(self, db: &mut Connection, context: &mut Context) -> Result<Written> {
        if !matches!(self, Self::BigMail(_)) {
            return self.transact(db, context);
        }
        db.pragma_update(None, "synchronous", "NORMAL")?;
        let written = self.transact(db, context);
        db.pragma_update(None, "synchronous", "FULL")?;
        written
    }

    fn transact(self, db: &mut Connection, context: &mut Context) -> Result<Written> {
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let most = if matches!(self, Self::ImportRecords(..)) { usize::MAX } else { RENEWED };
        let written = match self {
            Self::Arrivals(arrivals) => Written::Arrived(arrival::store(&transaction, arrivals, context)?),
            Self::BigMail(part) => Written::BigMail(arrival::store_part(&transaction, part)?),
            Self::SweepUnlisted(left) => {
                arrival::sweep_unlisted(&transaction, &left)?;
                Written::Done
            }
            Self::UnreadReadBy(version) => {
                reading_again::note_read_by(&transaction, version)?;
                Written::Done
            }
            Self::ReadAgain(mails) => Written::ReadAgain(reading_again::store(&transaction, &mails, context)?),
            Self::IndexAgain(mails, from) => {
                search::renew(&transaction, &mails, from)?;
                Written::Done
            }
            Self::Judging(judging) => {
                authentication::store(&transaction, &judging)?;
                Written::Done
            }
            Self::ServerMarks(account, marks) => {
                pop3_marks::mark(&transaction, account, &marks)?;
                Written::Done
            }
            Self::Imap(write) => imap::apply(&transaction, write)?.map_or(Written::Done, Written::ImapMailboxes),
            Self::Account { id, name, address } => {
                let known = accounts::is_mine(&transaction, &address.normalized())?;
                let key = accounts::ensure(&transaction, id, &name, std::slice::from_ref(&address))?;
                if !known {
                    standing::settle_domain(&transaction, &address)?;
                }
                Written::Account(key)
            }
            Self::ImportPlace { account, mailbox } => {
                let account = match account {
                    Some(account) => account,
                    None => accounts::ensure_local(&transaction, context)?,
                };
                let mailbox = match mailbox {
                    Some(name) => mailboxes::ensure_named(&transaction, account, &name)?,
                    None => accounts::mailbox_of_role(&transaction, account, MailboxRole::Inbox)?,
                };
                Written::Place(account, mailbox)
            }
            Self::AccountState(account, state) => {
                accounts::note_state(&transaction, account, &state)?;
                Written::Done
            }
            Self::AccountMarks(account, marks) => {
                account_use::mark(&transaction, account, marks)?;
                Written::Done
            }
            Self::FetchNoted(account, entry) => {
                fetch_ledger::note(&transaction, account, &entry)?;
                Written::Done
            }
            Self::AccountUsed(account) => {
                account_use::used_by_hand(&transaction, account, context.now)?;
                Written::Done
            }
            Self::Triage(triage) => Written::Changed(triage::apply(&transaction, &triage, context)?),
            Self::PurgeAccount(account, most) => Written::Left(triage::purge_account(&transaction, account, most, context)?),
            Self::EmptyTrash(order) => Written::Changed(triage::empty_trash(&transaction, &order, context)?),
            Self::Crm(job, rules) => crm::write(&transaction, *job, &rules, context)?,
            Self::ImportRecords(import, rules) => {
                Written::ImportedRecords(Box::new(crm::import::import(&transaction, *import, &rules, context)?))
            }
            Self::Outbox(write) => Written::Outbox(outbox::apply(&transaction, *write, context)?),
            Self::Team(write) => Written::Team(team::apply(&transaction, *write, context)?),
            Self::SettleChanges => {
                undo::settle(&transaction)?;
                Written::Done
            }
            Self::Changes(UndoRedo::Undo) => Written::Changed(undo::undo(&transaction)?),
            Self::Changes(UndoRedo::Redo) => Written::Changed(undo::redo(&transaction)?),
        };
        crm::kept::renew(&transaction, most)?;
        transaction.commit()?;
        Ok(written)
    }
}
