//! Mail from files into the store: read on one thread, and then in by the way of all mail.

use std::io;
use std::path::Path;

use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::accounts::problems::no_account;
use super::arriving::{ArrivedMail, Entrance, Place, Spool};
use super::database::Database;
use super::mail_files::{Found, MailFiles};
use crate::config::Settings;
use crate::exchange::{Came, FoundMail, Skipped, SkippedBecause};
use crate::i18n::Text;
use crate::jobs::exchange::{ImportMail, Imported, MailFormat, SkipReason, SkippedMail};
use crate::mime::dates::date_at_end;
use crate::problem::{Code, Problem};
use crate::store::accounts::LOCAL;
use crate::store::{Write, Written};
use crate::text::CleanText;
use crate::workers::problems::of_store;

/// How many mails go from the reading thread in one piece, and how many bytes.
const GROUP_MAILS: usize = 128;
const GROUP_BYTES: usize = 1 << 20;

/// How many pieces may wait.
const GROUPS_WAITING: usize = 4;

/// At most this many skipped things are listed; the rest would only be the same.
const MAX_SKIPPED: usize = 10_000;

/// Imports mail from files.
///
/// # Errors
/// When the account is unknown, the files cannot be opened or are of another form, or the store fails. What was stored before stays.
pub async fn import(entrance: &Entrance, settings: &Settings, job: ImportMail) -> Result<Imported, Problem> {
    let source = open(&job, entrance.spool()).await?;
    let (format, path) = (job.format, CleanText::line(&job.path.display().to_string()).into_string());
    let place = place(entrance.database(), settings, &job).await?;
    let way_in = entrance.open(place).await?;
    let (groups, mut found) = mpsc::channel(GROUPS_WAITING);
    let reading = spawn_blocking(move || read_all(source, &groups));
    let mut skipped = Vec::new();
    'store: while let Some(group) = found.recv().await {
        for one in group {
            match one {
                Found::Mail(FoundMail { flags, came, .. }, held) => {
                    let came = match came {
                        Came::Separator(line) => date_at_end(&line).map(|date| date.at),
                        Came::File(written) => written,
                    };
                    if !way_in.keep(ArrivedMail { server: None, flags, came, held }).await {
                        break 'store;
                    }
                }
                Found::Skipped(one) => skip(one, &mut skipped),
            }
        }
    }
    // After a failure of the store nobody takes what is read, and reading ends by itself.
    drop(found);
    let kept = way_in.finish().await?;
    reading.await.map_err(|_| Problem::internal())?.map_err(|error| of_store(&error.into()))?;
    let imported = Imported { imported: kept.stored, known: kept.known, skipped };
    let nothing = imported.imported == 0 && imported.known == 0;
    if format == MailFormat::Mbox && nothing && imported.skipped.iter().any(|one| one.reason == SkipReason::NotAMail) {
        return Err(Problem::failed(Code::NotAnMbox, Text::of("import-no-mbox").with("path", path))
            .hint(Text::of("import-no-mbox-hint"))
            .field("path"));
    }
    Ok(imported)
}

/// Opens the source, so that a wrong path or form is said before anything is changed.
async fn open(job: &ImportMail, spool: Spool) -> Result<MailFiles, Problem> {
    let (format, path) = (job.format, job.path.clone());
    let opened = spawn_blocking(move || MailFiles::open(format, &path, spool));
    opened.await.map_err(|_| Problem::internal())?.map_err(|error| {
        let (code, words, hint) = match (job.format, error.kind()) {
            (MailFormat::Maildir, io::ErrorKind::NotFound) => (Code::NotAMaildir, "import-no-maildir", "import-no-maildir-hint"),
            (_, io::ErrorKind::IsADirectory) => (Code::NotAnMbox, "import-folder", "import-folder-hint"),
            _ => return of_file(&error, &job.path),
        };
        let path = CleanText::line(&job.path.display().to_string()).into_string();
        Problem::failed(code, Text::of(words).with("path", path)).hint(Text::of(hint)).detail(&error.to_string()).field("path")
    })
}

/// A file that cannot be taken in.
pub(super) fn of_file(error: &io::Error, path: &Path) -> Problem {
    let (code, words, hint) = match error.kind() {
        io::ErrorKind::NotFound => (Code::NotFound, "import-no-file", "import-no-file-hint"),
        io::ErrorKind::Unsupported => (Code::NotAFile, "import-not-a-file", "import-not-a-file-hint"),
        _ => (Code::of_io(error), "import-unreadable", "import-unreadable-hint"),
    };
    let path = CleanText::line(&path.display().to_string()).into_string();
    let problem = Problem::failed(code, Text::of(words).with("path", path)).hint(Text::of(hint)).field("path");
    // Ours is the only one who calls a file so, and the sentence says all of it.
    if code == Code::NotAFile { problem } else { problem.detail(&error.to_string()) }
}

/// The account and mailbox that the mail goes to.
async fn place(database: &Database, settings: &Settings, job: &ImportMail) -> Result<Place, Problem> {
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
        Written::Place(account, mailbox) => Ok(Place { account, mailbox }),
        _ => Err(Problem::internal()),
    }
}

/// Reads the source in groups until it ends or nobody wants more.
///
/// # Errors
/// When the spool cannot be written.
fn read_all(mut source: MailFiles, groups: &mpsc::Sender<Vec<Found>>) -> io::Result<()> {
    let mut group = Vec::with_capacity(GROUP_MAILS);
    let mut bytes = 0;
    while let Some(found) = source.next()? {
        bytes += found.weight();
        group.push(found);
        if group.len() >= GROUP_MAILS || bytes >= GROUP_BYTES {
            bytes = 0;
            if groups.blocking_send(std::mem::replace(&mut group, Vec::with_capacity(GROUP_MAILS))).is_err() {
                return Ok(());
            }
        }
    }
    if !group.is_empty() {
        let _ = groups.blocking_send(group);
    }
    Ok(())
}

fn skip(one: Skipped, skipped: &mut Vec<SkippedMail>) {
    if skipped.len() >= MAX_SKIPPED {
        return;
    }
    let (reason, detail) = match one.because {
        SkippedBecause::Empty => (SkipReason::Empty, String::new()),
        SkippedBecause::NotAMail => (SkipReason::NotAMail, String::new()),
        SkippedBecause::Unreadable(detail) => (SkipReason::Unreadable, detail),
    };
    skipped.push(SkippedMail { at: CleanText::line(&one.at), reason, detail: CleanText::line(&detail) });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;
    use crate::domain::ids::MessageKey;
    use crate::store::{mailboxes, raw};
    use crate::workers::arriving::Folders;
    use crate::workers::notices::Notices;

    struct House {
        dir: tempfile::TempDir,
        database: Database,
        entrance: Arc<Entrance>,
    }

    impl House {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let database = Database::open(&dir.path().join("fumi.db"), Notices::default(), 7).unwrap();
            let folders = Folders { state: dir.path().to_owned(), spool: dir.path().join("spool") };
            let entrance = Entrance::new(database.clone(), Notices::default(), folders);
            Self { dir, database, entrance }
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
            import(&self.entrance, &Settings::default(), job).await
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
        // Nothing but the separator says when they came.
        let db = house.database.store().reader().unwrap();
        let years: Vec<i64> = db
            .prepare("SELECT DISTINCT date FROM message")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(years, [1_333_388_662_000]);
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
    async fn a_mail_of_any_size_comes_out_of_an_mbox_whole_through_the_spool() {
        let house = House::new();
        let line = "x".repeat(2_500_000);
        let mail = format!("Subject: big\n\nFrom here\n{line}\n");
        let separator = "From a@b Mon Apr  2 17:44:22 2012\n";
        let path = house
            .file("box", format!("{separator}{}\n{separator}Subject: small\n\ny\n", mail.replace("From here", ">From here")).as_bytes());
        let imported = house.import(MailFormat::Mbox, path, None, None).await.unwrap();
        assert_eq!((imported.imported, imported.skipped), (2, Vec::new()));
        let db = house.database.store().reader().unwrap();
        let key: i64 = db.query_row("SELECT key FROM message WHERE subject = 'big'", [], |row| row.get(0)).unwrap();
        assert!(raw::whole(&db, MessageKey(key)).unwrap() == mail.as_bytes());
        assert_eq!(fs::read_dir(house.dir.path().join("spool")).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn whatever_lies_in_a_maildir_is_a_mail() {
        let house = House::new();
        for folder in ["md/cur", "md/new"] {
            fs::create_dir_all(house.dir.path().join(folder)).unwrap();
        }
        let odd: [&[u8]; 5] = [b"", b"\n", b"\xff\xd8\xff\0\x01", b"Dear Sir or Madam\n", b"\x80: x\n"];
        for (n, bytes) in odd.iter().enumerate() {
            house.file(&format!("md/cur/{n}.host:2,"), bytes);
        }
        let imported = house.import(MailFormat::Maildir, house.dir.path().join("md"), None, None).await.unwrap();
        assert_eq!((imported.imported, imported.skipped), (5, Vec::new()));
        let db = house.database.store().reader().unwrap();
        let keys = db.prepare("SELECT key FROM message").unwrap().query_map([], |row| row.get(0)).unwrap().collect::<Result<Vec<i64>, _>>();
        let mut stored: Vec<Vec<u8>> = keys.unwrap().into_iter().map(|key| raw::whole(&db, MessageKey(key)).unwrap()).collect();
        stored.sort();
        let mut given = odd.map(<[u8]>::to_vec);
        given.sort();
        assert_eq!(stored, given);
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
