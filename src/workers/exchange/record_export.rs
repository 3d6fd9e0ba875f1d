//! Records from the store into files, and everything at once into a folder, on a thread of its own.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tokio::task::spawn_blocking;

use super::mail_export;
use super::placed::{Placed, of_new_file};
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::rules::CrmRules;
use crate::exchange::calendar_out::CalendarOut;
use crate::exchange::record_cards::write_card;
use crate::exchange::record_table::RecordTable;
use crate::i18n::Text;
use crate::jobs::Notice;
use crate::jobs::exchange::{BoxFormat, ExportAll, ExportCalendar, ExportMail, ExportRecords, ExportedAll, ExportedRecords, FilesProgress};
use crate::problem::{Code, Problem};
use crate::store::Store;
use crate::store::records_out::RecordsOut;
use crate::workers::notices::Notices;
use crate::workers::problems::of_store;

/// After how many records it is said how far the export is.
const STEP: u64 = 500;

/// Where the records come from, and by which rules they are read.
pub(super) struct Source<'a> {
    pub(super) store: &'a Store,
    pub(super) rules: &'a CrmRules,
    pub(super) notices: &'a Notices,
}

/// Writes all records of a kind into a new table, or into vCards where the file is called `.vcf`.
///
/// # Errors
/// `file_exists`, or a file that cannot be written; nothing is left then.
pub(super) async fn export(from: Source<'_>, job: ExportRecords) -> Result<ExportedRecords, Problem> {
    let (store, rules, notices) = (from.store.clone(), from.rules.clone(), from.notices.clone());
    spawn_blocking(move || {
        let exported = write(&Source { store: &store, rules: &rules, notices: &notices }, job.kind, &job.path)?;
        Ok(ExportedRecords { path: job.path, exported })
    })
    .await
    .unwrap_or_else(|_| Err(Problem::internal()))
}

/// Writes all events and tasks into a new calendar.
///
/// # Errors
/// As [`export`].
pub(super) async fn export_calendar(from: Source<'_>, job: ExportCalendar) -> Result<ExportedRecords, Problem> {
    let (store, rules, notices) = (from.store.clone(), from.rules.clone(), from.notices.clone());
    spawn_blocking(move || {
        let exported = write_calendar(&Source { store: &store, rules: &rules, notices: &notices }, &job.path)?;
        Ok(ExportedRecords { path: job.path, exported })
    })
    .await
    .unwrap_or_else(|_| Err(Problem::internal()))
}

/// Writes all mail and all records into a new folder: `mail.mbox`, and a table for each kind.
///
/// # Errors
/// As [`export`].
pub(super) async fn export_all(from: Source<'_>, job: ExportAll) -> Result<ExportedAll, Problem> {
    let (placed, folder) = Placed::folder(&job.path).map_err(|error| of_new_file(&error, &job.path))?;
    let mail = ExportMail { format: BoxFormat::Mbox, path: folder.join("mail.mbox"), query: None };
    let mail = mail_export::export(from.store, from.notices, mail).await?;
    let (store, rules, notices) = (from.store.clone(), from.rules.clone(), from.notices.clone());
    let records = spawn_blocking(move || {
        let from = Source { store: &store, rules: &rules, notices: &notices };
        let exported = RecordKind::ALL.into_iter().map(|kind| write(&from, kind, &folder.join(kind.file_name())));
        exported.sum::<Result<u64, Problem>>()
    });
    let records = records.await.unwrap_or_else(|_| Err(Problem::internal()))?;
    placed.settle().map_err(|error| of_new_file(&error, &job.path))?;
    Ok(ExportedAll { path: job.path, mails: mail.exported, records, skipped: mail.skipped })
}

fn write(from: &Source<'_>, kind: RecordKind, path: &Path) -> Result<u64, Problem> {
    let refused = |error: io::Error| of_new_file(&error, path);
    let cards = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("vcf"));
    if cards && !(kind.is_person() || kind == RecordKind::Company) {
        return Err(Problem::failed(Code::InvalidField, Text::of("export-no-cards")).hint(Text::of("export-no-cards-hint")).field("table"));
    }
    let records = RecordsOut::open(from.store).map_err(|error| of_store(&error))?;
    let wanted = records.of_kind(kind).map_err(|error| of_store(&error))?;
    let (placed, file) = Placed::file(path).map_err(refused)?;
    let file = BufWriter::new(file);
    let mut out = if cards { Out::Cards(file) } else { Out::Table(Box::new(RecordTable::begin(kind, file).map_err(refused)?)) };
    let mut exported = 0;
    for reference in &wanted {
        if exported % STEP == 0 {
            from.notices.put(Notice::Files(FilesProgress { done: exported, total: wanted.len() as u64 }));
        }
        if let Some(record) = records.record(*reference, from.rules).map_err(|error| of_store(&error))? {
            match &mut out {
                Out::Table(table) => table.record(&record, from.rules).map_err(refused)?,
                Out::Cards(file) => write_card(&record, file).map_err(refused)?,
            }
            exported += 1;
        }
    }
    let mut file = match out {
        Out::Table(table) => table.end().map_err(refused)?,
        Out::Cards(file) => file,
    };
    file.flush().and_then(|()| file.get_ref().sync_all()).map_err(refused)?;
    placed.settle().map_err(refused)?;
    Ok(exported)
}

fn write_calendar(from: &Source<'_>, path: &Path) -> Result<u64, Problem> {
    let refused = |error: io::Error| of_new_file(&error, path);
    let records = RecordsOut::open(from.store).map_err(|error| of_store(&error))?;
    let mut wanted = Vec::new();
    for kind in [RecordKind::Event, RecordKind::Task] {
        wanted.extend(records.of_kind(kind).map_err(|error| of_store(&error))?);
    }
    let (placed, file) = Placed::file(path).map_err(refused)?;
    let mut calendar = CalendarOut::begin(BufWriter::new(file)).map_err(refused)?;
    let mut exported = 0;
    for reference in &wanted {
        if exported % STEP == 0 {
            from.notices.put(Notice::Files(FilesProgress { done: exported, total: wanted.len() as u64 }));
        }
        if let Some(record) = records.record(*reference, from.rules).map_err(|error| of_store(&error))? {
            calendar.record(&record).map_err(refused)?;
            exported += 1;
        }
    }
    let mut file = calendar.end().map_err(refused)?;
    file.flush().and_then(|()| file.get_ref().sync_all()).map_err(refused)?;
    placed.settle().map_err(refused)?;
    Ok(exported)
}

/// The form that records are written in, by the end of the file's name.
enum Out {
    Table(Box<RecordTable<BufWriter<File>>>),
    Cards(BufWriter<File>),
}
