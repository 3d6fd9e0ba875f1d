//! Drafts of ours go up, so that the phone has them: the new version first, then the earlier one goes; what was sent or thrown away here goes there too. Each version has a Message-ID of
//! its own, by which it is found when an answer was lost. What another program makes of it is a mail of its own and is never touched.

use sha2::{Digest, Sha256};

use super::error::ImapError;
use super::fetch_account::{Failed, Sync};
use crate::domain::ids::Id;
use crate::domain::mail::address::Address;
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::mail::message_id::MessageId;
use crate::domain::time::Instant;
use crate::jobs::fetch::Skipped;
use crate::jobs::outbox::DraftRow;
use crate::mime::write::{Stamp, write_draft};
use crate::problem::Problem;
use crate::protocol::imap::quoted;
use crate::store::accounts;
use crate::store::imap::{DraftCopy, DraftsOf, Folder, ImapWrite, drafts_to_put, drafts_to_remove, folder};
use crate::text::CleanText;
use crate::workers::clock;
use crate::workers::database::enclosures;
use crate::workers::problems::of_store;

impl Sync<'_> {
    /// Brings the drafts of the account up.
    pub(super) async fn send_drafts(&mut self) -> Result<(), Failed> {
        let of = DraftsOf { account: self.key, id: self.account.id, is_default: self.account.default };
        for draft in self.read(move |store| drafts_to_put(&store.reader()?, of)).await? {
            self.put_draft(draft).await?;
        }
        for copy in self.read(move |store| drafts_to_remove(&store.reader()?, of)).await? {
            self.remove_draft(copy).await?;
        }
        Ok(())
    }

    async fn put_draft(&mut self, draft: DraftRow) -> Result<(), Failed> {
        let (key, id, saved_at) = (self.key, draft.id, draft.saved_at);
        let mailbox = self.read(move |store| accounts::mailbox_of_role(&store.reader()?, key, MailboxRole::Drafts)).await?;
        let Some(folder) = self.there(mailbox).await? else { return Ok(()) };
        if !self.is_as_known(&folder).await? {
            return Ok(());
        }
        let bytes = match self.bytes_of(draft).await {
            Ok(bytes) => bytes,
            // It stays here until what goes along with it can be read.
            Err(reason) => {
                self.fetched.summary.skipped.push(Skipped { uid: CleanText::default(), reason });
                return Ok(());
            }
        };
        let mut copy = DraftCopy { draft: id, saved_at, mailbox, uid: 0 };
        self.write(ImapWrite::DraftPut(copy)).await?;
        let uid = match self.version(id, saved_at).await? {
            Some(uid) => Some(uid),
            None => match self.append(&folder, "\\Draft \\Seen", &bytes).await? {
                Some(uid) => Some(uid),
                None => self.version(id, saved_at).await?,
            },
        };
        if let Some(uid) = uid {
            copy.uid = uid;
            self.write(ImapWrite::DraftPut(copy)).await?;
        }
        Ok(())
    }

    async fn remove_draft(&mut self, copy: DraftCopy) -> Result<(), Failed> {
        let mailbox = copy.mailbox;
        let Some(folder) = self.read(move |store| folder(&store.reader()?, mailbox)).await? else { return Ok(()) };
        if !self.is_as_known(&folder).await? {
            return Ok(());
        }
        let uid = if copy.uid > 0 { Some(copy.uid) } else { self.version(copy.draft, copy.saved_at).await? };
        let gone = match uid {
            Some(uid) => self.mark_and_expunge(&uid.to_string()).await?,
            None => true,
        };
        if gone {
            self.write(ImapWrite::DraftRemoved(DraftCopy { uid: uid.unwrap_or(0), ..copy })).await?;
        }
        Ok(())
    }

    /// Selects a mailbox; answers whether its UIDs mean what they did, and it can be changed. One that was numbered anew is looked at first, with the rest of this fetch.
    async fn is_as_known(&mut self, folder: &Folder) -> Result<bool, Failed> {
        let selected = match self.session.select(&folder.name).await {
            Ok(selected) => selected,
            Err(error) => return self.refused(error).map(|()| false),
        };
        let known = folder.standing.uid_validity;
        Ok(!selected.read_only && (known == 0 || known == selected.uid_validity))
    }

    /// The UID of a version in the selected mailbox, where it is there.
    async fn version(&mut self, draft: Id, saved_at: Instant) -> Result<Option<u32>, Failed> {
        let id = version_id(draft, saved_at, self.account.email.domain());
        let id = quoted(id.as_str()).ok_or(ImapError::Unsendable)?;
        Ok(self.session.search(&format!("UNDELETED HEADER Message-ID {id}")).await?.last().copied())
    }

    /// The mail that a draft is so far, with those addresses that are whole.
    async fn bytes_of(&self, draft: DraftRow) -> Result<Vec<u8>, Problem> {
        let account = self.account;
        let stamp = Stamp {
            from: Address { name: account.display_name.clone(), address: account.email.clone() },
            message_id: version_id(draft.id, draft.saved_at, account.email.domain()),
            written: draft.saved_at.to_timestamp().to_zoned(clock::zone()),
        };
        let store = self.entrance.database().store().clone();
        let written = tokio::task::spawn_blocking(move || {
            let db = store.reader().map_err(|error| of_store(&error))?;
            let enclosed = enclosures::read(&db, &draft.entered.enclosures)?;
            write_draft(&draft.entered.so_far(), &enclosed, &stamp).map_err(|_| Problem::internal())
        });
        written.await.map_err(|_| Problem::internal())?
    }
}

/// The Message-ID of a version of a draft: another for each, and the same whenever it is asked for.
fn version_id(draft: Id, saved_at: Instant, domain: &str) -> MessageId {
    let sum: [u8; 32] = Sha256::new().chain_update(draft.as_bytes()).chain_update(saved_at.0.to_be_bytes()).finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&sum[..16]);
    MessageId::fresh(bytes, domain)
}
