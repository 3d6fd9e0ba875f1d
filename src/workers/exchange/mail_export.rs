//! Mail from the store into files, on a thread of its own.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use tokio::task::spawn_blocking;

use super::placed::{Placed, of_new_file};
use crate::domain::time::Instant;
use crate::exchange::maildir::writer as maildir;
use crate::exchange::mbox::writer::{self as mbox, MailHead};
use crate::jobs::Notice;
use crate::jobs::exchange::{BoxFormat, ExportMail, ExportedMail, FilesProgress, SkipReason, SkippedMail};
use crate::problem::Problem;
use crate::store::Store;
use crate::store::mail_out::{MailOut, OutMail};
use crate::text::CleanText;
use crate::workers::clock;
use crate::workers::notices::Notices;
use crate::workers::problems::of_store;

/// After how many mails it is said how far the export is.
const STEP: u64 = 100;

/// Writes mail into a new file or folder.
///
/// # Errors
/// `file_exists`, a query that cannot be understood, a file that cannot be written; nothing is left then.
pub(super) async fn export(store: &Store, notices: &Notices, job: ExportMail) -> Result<ExportedMail, Problem> {
    let (store, notices) = (store.clone(), notices.clone());
    spawn_blocking(move || {
        let mails = MailOut::open(&store).map_err(|error| of_store(&error))?;
        write_all(&mails, &notices, job)
    })
    .await
    .unwrap_or_else(|_| Err(Problem::internal()))
}

fn write_all(mails: &MailOut, notices: &Notices, job: ExportMail) -> Result<ExportedMail, Problem> {
    let refused = |error: io::Error| of_new_file(&error, &job.path);
    let keys = mails.keys(job.query.as_deref(), clock::now(), &clock::zone()).map_err(|error| of_store(&error))?;
    let mut out = Out::begin(job.format, &job.path).map_err(refused)?;
    let mut exported = ExportedMail { path: job.path.clone(), exported: 0, skipped: Vec::new() };
    for (key, number) in keys.iter().zip(0..) {
        if number % STEP == 0 {
            notices.put(Notice::Files(FilesProgress { done: number, total: keys.len() as u64 }));
        }
        let Some(mail) = mails.mail(*key).map_err(|error| of_store(&error))? else { continue };
        if !mail.whole {
            let at = CleanText::line(&mail.row.id.to_string());
            exported.skipped.push(SkippedMail { at, reason: SkipReason::Unreadable, detail: CleanText::default() });
            continue;
        }
        out.write(mails, &mail).map_err(refused)?;
        exported.exported += 1;
    }
    out.settle().map_err(refused)?;
    Ok(exported)
}

/// Where the mails go.
enum Out {
    Mbox(Placed, BufWriter<std::fs::File>),
    Maildir(Placed, std::path::PathBuf),
}

impl Out {
    fn begin(format: BoxFormat, path: &Path) -> io::Result<Self> {
        match format {
            BoxFormat::Mbox => {
                let (placed, file) = Placed::file(path)?;
                Ok(Self::Mbox(placed, BufWriter::with_capacity(256 << 10, file)))
            }
            BoxFormat::Maildir => {
                let (placed, folder) = Placed::folder(path)?;
                maildir::prepare(&folder)?;
                Ok(Self::Maildir(placed, folder))
            }
        }
    }

    fn write(&mut self, mails: &MailOut, mail: &OutMail) -> io::Result<()> {
        let OutMail { row, last_byte, .. } = mail;
        let bytes = mails.bytes(row.key);
        match self {
            Self::Mbox(_, file) => {
                let sender = row.from.as_ref().map(|from| from.address.as_str()).unwrap_or_default();
                let date = Instant(row.key.sort_ms());
                mbox::write(file, MailHead { sender, date, flags: row.flags, open: *last_byte != Some(b'\n') }, bytes)
            }
            Self::Maildir(_, folder) => maildir::write(folder, row.key, row.flags, bytes),
        }
    }

    fn settle(self) -> io::Result<()> {
        match self {
            Self::Mbox(placed, mut file) => {
                file.flush()?;
                file.get_ref().sync_all()?;
                placed.settle()
            }
            Self::Maildir(placed, folder) => {
                on_disk(&folder)?;
                placed.settle()
            }
        }
    }
}

/// Makes sure that a folder of many files is on the disk, without opening each of them.
#[cfg(target_os = "linux")]
fn on_disk(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(std::fs::File::open(folder)?)?)
}

/// Makes sure that a folder of many files is on the disk, without opening each of them.
#[cfg(not(target_os = "linux"))]
fn on_disk(_folder: &Path) -> io::Result<()> {
    rustix::fs::sync();
    Ok(())
}
