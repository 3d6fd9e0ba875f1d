//! Mail from files into the store: read on one thread, parsed on all cores, stored in big batches.

use std::io::{self, BufReader};
use std::num::NonZero;

use futures_util::StreamExt;
use futures_util::stream::FuturesOrdered;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::accounts::problems::no_account;
use super::clock;
use super::database::Database;
use super::notices::Notices;
use crate::config::Settings;
use crate::domain::ids::{AccountKey, MailboxKey};
use crate::domain::mail::flags::Flags;
use crate::domain::mail::message::ParsedMail;
use crate::exchange::eml::EmlReader;
use crate::exchange::maildir::MaildirReader;
use crate::exchange::mbox::MboxReader;
use crate::exchange::{FoundMail, Skipped, SkippedBecause};
use crate::i18n::Text;
use crate::jobs::Notice;
use crate::jobs::exchange::{ImportMail, Imported, MailFormat, SkipReason, SkippedMail};
use crate::jobs::fetch::MailArrived;
use crate::mime;
use crate::problem::{Code, Problem};
use crate::store::accounts::LOCAL;
use crate::store::arrival::{Arrival, Arrivals, BigMail, Bytes, Outcome};
use crate::store::raw::{self, CHUNK_BYTES};
use crate::store::search::TailEntry;
use crate::store::{Write, Written};
use crate::text::CleanText;

/// The largest batch for the writer, in mails and in stored bytes.
const BATCH_MAILS: usize = 1_000;
const BATCH_BYTES: usize = 8 << 20;

/// How many mails are parsed as one piece of work, and how many bytes.
const GROUP_MAILS: usize = 128;
const GROUP_BYTES: usize = 1 << 20;

/// How many groups wait for a parser, or for the writer.
const GROUPS_WAITING: usize = 4;

/// At most this many skipped things are listed; the rest would only be the same.
const MAX_SKIPPED: usize = 10_000;

type Found = Result<FoundMail, Skipped>;

/// A mail that was read, with its bytes in compressed chunks.
struct Ready {
    mail: ParsedMail,
    search: TailEntry,
    flags: Flags,
    chunks: Vec<Vec<u8>>,
}

/// Imports mail from files.
///
/// # Errors
/// When the account is unknown, the files cannot be opened or are of another form, or the store fails. What was stored before stays.
pub async fn import(database: &Database, notices: &Notices, settings: &Settings, job: ImportMail) -> Result<Imported, Problem> {
    let source = open(&job).await?;
    let (format, path) = (job.format, CleanText::line(&job.path.display().to_string()).into_string());
    let (account, mailbox) = place(database, settings, &job).await?;
    let (groups, found) = mpsc::channel(GROUPS_WAITING);
    let (parsed, ready) = mpsc::channel(GROUPS_WAITING);
    let reading = spawn_blocking(move || read_all(source, &groups));
    let parsing = tokio::spawn(parse_all(found, parsed));
    let _arriving = database.arriving();
    let mut storing = Storing { database, notices, account, mailbox, imported: Imported::default() };
    let stored = storing.run(ready).await;
    // After a failure of the store the channels are closed, and the other two end by themselves.
    let (_, _) = (reading.await, parsing.await);
    stored?;
    let imported = storing.imported;
    let nothing = imported.imported == 0 && imported.known == 0;
    if format == MailFormat::Mbox && nothing && imported.skipped.iter().any(|one| one.reason == SkipReason::NotAMail) {
        return Err(Problem::failed(Code::NotAnMbox, Text::of("import-no-mbox").with("path", path))
            .hint(Text::of("import-no-mbox-hint"))
            .field("path"));
    }
    Ok(imported)
}

/// Opens the source, so that a wrong path or form is said before anything is changed.
async fn open(job: &ImportMail) -> Result<Box<dyn Iterator<Item = Found> + Send>, Problem> {
    let (format, path) = (job.format, job.path.clone());
    let opened = spawn_blocking(move || -> io::Result<Box<dyn Iterator<Item = Found> + Send>> {
        match format {
            MailFormat::Maildir => Ok(Box::new(MaildirReader::open(&path)?)),
            MailFormat::Eml => Ok(Box::new(EmlReader::open(&path)?)),
            MailFormat::Mbox => {
                let file = std::fs::File::open(&path)?;
                if file.metadata()?.is_dir() {
                    return Err(io::ErrorKind::IsADirectory.into());
                }
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                Ok(Box::new(MboxReader::new(BufReader::with_capacity(256 * 1024, file), &name)))
            }
        }
    });
    opened.await.map_err(|_| Problem::internal())?.map_err(|error| {
        let (code, words, hint) = match (job.format, error.kind()) {
            (MailFormat::Maildir, io::ErrorKind::NotFound) => (Code::NotAMaildir, "import-no-maildir", "import-no-maildir-hint"),
            (_, io::ErrorKind::NotFound) => (Code::NotFound, "import-no-file", "import-no-file-hint"),
            (_, io::ErrorKind::IsADirectory) => (Code::NotAnMbox, "import-folder", "import-folder-hint"),
            _ => (Code::of_io(&error), "import-unreadable", "import-unreadable-hint"),
        };
        let path = CleanText::line(&job.path.display().to_string()).into_string();
        Problem::failed(code, Text::of(words).with("path", path)).hint(Text::of(hint)).detail(&error.to_string()).field("path")
    })
}

/// The account and mailbox that the mail goes to.
async fn place(database: &Database, settings: &Settings, job: &ImportMail) -> Result<(AccountKey, MailboxKey), Problem> {
    let account = match job.account.as_deref().filter(|name| *name != LOCAL) {
        None => None,
        Some(name) => {
            let known = settings.account_named(name).ok_or_else(|| no_account(name).field("account"))?;
            let write = Write::Account { id: known.id, name: known.name.as_str().to_owned(), address: known.email.clone() };
            match database.write(write).await? {
                Written::Account(key) => Some(key),
                _ => return Err(Problem::internal()),
            }
        }
    };
    match database.write(Write::ImportPlace { account, mailbox: job.mailbox.clone() }).await? {
        Written::Place(account, mailbox) => Ok((account, mailbox)),
        _ => Err(Problem::internal()),
    }
}

/// Reads the source in groups until it ends or nobody wants more.
fn read_all(source: Box<dyn Iterator<Item = Found> + Send>, groups: &mpsc::Sender<Vec<Found>>) {
    let mut group = Vec::with_capacity(GROUP_MAILS);
    let mut bytes = 0;
    for found in source {
        bytes += found.as_ref().map_or(0, |mail| mail.bytes.len());
        group.push(found);
        if group.len() >= GROUP_MAILS || bytes >= GROUP_BYTES {
            bytes = 0;
            if groups.blocking_send(std::mem::replace(&mut group, Vec::with_capacity(GROUP_MAILS))).is_err() {
                return;
            }
        }
    }
    if !group.is_empty() {
        let _ = groups.blocking_send(group);
    }
}

/// Has groups parsed on as many threads as there are cores, and hands them on in order.
async fn parse_all(mut found: mpsc::Receiver<Vec<Found>>, parsed: mpsc::Sender<Vec<Result<Ready, Skipped>>>) {
    let side_by_side = std::thread::available_parallelism().map_or(2, NonZero::get).clamp(1, 8);
    let mut parsing = FuturesOrdered::new();
    let mut open = true;
    while open || !parsing.is_empty() {
        tokio::select! {
            Some(group) = parsing.next(), if !parsing.is_empty() => {
                let Ok(group) = group else { return };
                if parsed.send(group).await.is_err() {
                    return;
                }
            }
            group = found.recv(), if open && parsing.len() < side_by_side => match group {
                None => open = false,
                Some(group) => parsing.push_back(spawn_blocking(move || group.into_iter().map(ready).collect::<Vec<_>>())),
            },
        }
    }
}

fn ready(found: Found) -> Result<Ready, Skipped> {
    let FoundMail { at, bytes, flags } = found?;
    let mut mail = mime::parse(&bytes);
    let chunks = bytes.chunks(CHUNK_BYTES).map(raw::compress).collect::<Result<Vec<_>, _>>();
    let packed = chunks.and_then(|chunks| Ok((chunks, TailEntry::of(&mail)?)));
    let (chunks, search) = packed.map_err(|error| Skipped { at, because: SkippedBecause::Unreadable(error.to_string()) })?;
    mail.text = CleanText::default();
    Ok(Ready { mail, search, flags, chunks })
}

struct Storing<'a> {
    database: &'a Database,
    notices: &'a Notices,
    account: AccountKey,
    mailbox: MailboxKey,
    imported: Imported,
}

impl Storing<'_> {
    async fn run(&mut self, mut groups: mpsc::Receiver<Vec<Result<Ready, Skipped>>>) -> Result<(), Problem> {
        let mut batch: Vec<Arrival> = Vec::new();
        let mut bytes = 0;
        while let Some(group) = groups.recv().await {
            for one in group {
                let ready = match one {
                    Ok(ready) => ready,
                    Err(skipped) => {
                        self.skip(skipped);
                        continue;
                    }
                };
                bytes += ready.chunks.iter().map(Vec::len).sum::<usize>();
                let stored = self.stored(ready).await?;
                batch.push(stored);
                if batch.len() >= BATCH_MAILS || bytes >= BATCH_BYTES {
                    self.store(std::mem::take(&mut batch)).await?;
                    bytes = 0;
                }
            }
        }
        self.store(batch).await
    }

    fn skip(&mut self, skipped: Skipped) {
        if self.imported.skipped.len() >= MAX_SKIPPED {
            return;
        }
        let (reason, detail) = match skipped.because {
            SkippedBecause::Empty => (SkipReason::Empty, String::new()),
            SkippedBecause::NotAMail => (SkipReason::NotAMail, String::new()),
            SkippedBecause::TooLarge => (SkipReason::TooLarge, String::new()),
            SkippedBecause::Unreadable(detail) => (SkipReason::Unreadable, detail),
        };
        self.imported.skipped.push(SkippedMail { at: CleanText::line(&skipped.at), reason, detail: CleanText::line(&detail) });
    }

    /// A mail as the writer takes it; the chunks of a big one go ahead, in short transactions.
    async fn stored(&self, ready: Ready) -> Result<Arrival, Problem> {
        let Ready { mail, search, flags, mut chunks } = ready;
        let bytes = if chunks.len() == 1 {
            Bytes::Chunk(chunks.swap_remove(0))
        } else {
            let sort_time = mail.sort_time(None, clock::now());
            let mut key = None;
            for (n, data) in (0..).zip(chunks) {
                match self.database.write(Write::BigMail(BigMail { key, sort_time, n, data })).await? {
                    Written::BigMail(given) => key = Some(given),
                    _ => return Err(Problem::internal()),
                }
            }
            Bytes::Reserved(key.ok_or_else(Problem::internal)?)
        };
        Ok(Arrival { mail, search, bytes, mailbox: self.mailbox, flags, server_time: None, server: None })
    }

    async fn store(&mut self, mails: Vec<Arrival>) -> Result<(), Problem> {
        if mails.is_empty() {
            return Ok(());
        }
        let arrivals = Arrivals { account: self.account, mails };
        let Written::Arrived(arrived) = self.database.write(Write::Arrivals(arrivals)).await? else { return Err(Problem::internal()) };
        let new = arrived.outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Stored(_))).count() as u64;
        self.imported.imported += new;
        self.imported.known += arrived.outcomes.len() as u64 - new;
        if new > 0 {
            self.notices.put(Notice::MailArrived(MailArrived { mailboxes: arrived.mailboxes, count: new }));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::domain::ids::MessageKey;
    use crate::store::{mailboxes, raw};

    struct House {
        dir: tempfile::TempDir,
        database: Database,
    }

    impl House {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let database = Database::open(&dir.path().join("fumi.db"), Notices::default(), 7).unwrap();
            Self { dir, database }
        }

        fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
            let path = self.dir.path().join(name);
            fs::write(&path, bytes).unwrap();
            path
        }

        async fn import(
            &self,
            format: MailFormat,
            path: PathBuf,
            account: Option<&str>,
            mailbox: Option<&str>,
        ) -> Result<Imported, Problem> {
            let job = ImportMail { format, path, account: account.map(str::to_owned), mailbox: mailbox.map(CleanText::line) };
            import(&self.database, &Notices::default(), &Settings::default(), job).await
        }

        fn counts(&self) -> Vec<(String, u64, u64)> {
            let db = self.database.store().reader().unwrap();
            let rows = mailboxes::list(&db).unwrap().into_iter().filter(|row| row.total > 0);
            rows.map(|row| (format!("{}/{}", row.account_name, row.name), row.total, row.unread)).collect()
        }
    }

    const MBOX: &str = "From a@b Mon Apr  2 17:44:22 2012\nFrom: a@b.example\nSubject: one\nStatus: RO\n\nFirst\n\nFrom a@b Mon Apr  2 17:44:22 2012\n\n\nFrom a@b Mon Apr  2 17:44:22 2012\nFrom: c@d.example\nSubject: two\n\nSecond\n";

    #[tokio::test]
    async fn an_mbox_is_taken_in_once_with_its_flags() {
        let house = House::new();
        let path = house.file("box", MBOX.as_bytes());
        let first = house.import(MailFormat::Mbox, path.clone(), None, None).await.unwrap();
        assert_eq!((first.imported, first.known), (2, 0));
        assert_eq!(first.skipped.iter().map(|one| (one.at.as_str(), one.reason)).collect::<Vec<_>>(), [("box:8", SkipReason::Empty)]);
        let again = house.import(MailFormat::Mbox, path, None, None).await.unwrap();
        assert_eq!((again.imported, again.known), (0, 2));
        assert_eq!(house.counts(), [("local/Inbox".to_owned(), 2, 1)]);
    }

    #[tokio::test]
    async fn a_big_mail_comes_back_byte_for_byte() {
        let house = House::new();
        let mut mail = b"Subject: big\r\n\r\n".to_vec();
        mail.extend((0..3_000_000_u32).map(|n| if n % 70 == 69 { b'\n' } else { b'a' + (n.wrapping_mul(2_654_435_761) >> 27) as u8 % 26 }));
        let path = house.file("big.eml", &mail);
        let imported = house.import(MailFormat::Eml, path, None, Some("Archive of 2012")).await.unwrap();
        assert_eq!((imported.imported, imported.skipped), (1, Vec::new()));
        let db = house.database.store().reader().unwrap();
        let key: i64 = db.query_row("SELECT key FROM message", [], |row| row.get(0)).unwrap();
        assert!(raw::whole(&db, MessageKey(key)).unwrap() == mail);
        assert_eq!(house.counts(), [("local/Archive of 2012".to_owned(), 1, 1)]);
    }

    #[tokio::test]
    async fn what_cannot_be_taken_in_is_said_and_changes_nothing() {
        let house = House::new();
        let letter = house.file("letter.txt", b"Dear Sir or Madam\n");
        let code = |outcome: Result<Imported, Problem>| outcome.unwrap_err().code.word();
        assert_eq!(code(house.import(MailFormat::Mbox, letter.clone(), None, None).await), "not_an_mbox");
        assert_eq!(code(house.import(MailFormat::Mbox, house.dir.path().to_owned(), None, None).await), "not_an_mbox");
        assert_eq!(code(house.import(MailFormat::Maildir, house.dir.path().to_owned(), None, None).await), "not_a_maildir");
        assert_eq!(code(house.import(MailFormat::Eml, house.dir.path().join("missing"), None, None).await), "not_found");
        assert_eq!(code(house.import(MailFormat::Eml, letter, Some("nobody"), None).await), "not_found");
        assert_eq!(house.counts(), []);
    }
}
