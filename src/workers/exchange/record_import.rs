//! Records from a table into the store.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::task::spawn_blocking;

use crate::exchange::record_rows::NoTable;
use crate::exchange::records_in::RecordsIn;
use crate::i18n::Text;
use crate::jobs::Notice;
use crate::jobs::exchange::{FilesProgress, ImportCalendar, ImportRecords, ImportedRecords};
use crate::problem::{Code, Problem};
use crate::store::{Import, Write, Written};
use crate::text::CleanText;
use crate::workers::database::Database;
use crate::workers::mail_import::of_file;
use crate::workers::notices::Notices;

/// How often it is said how far the import is.
const TELL: Duration = Duration::from_millis(200);

/// Imports a table, all of it or nothing.
///
/// # Errors
/// When the file cannot be read, or is no table of such records. What is wrong with its rows is in the answer.
pub(super) async fn import(database: &Database, notices: &Notices, job: ImportRecords) -> Result<ImportedRecords, Problem> {
    let ImportRecords { kind, path, mapped, allow_duplicate, dry_run } = job;
    let rows = opened(&path, move |file| RecordsIn::open(kind, file, &mapped)).await?;
    written(database, notices, rows, &path, Manner { allow_duplicate, dry_run }).await
}

/// Imports the events and tasks of a calendar, all of them or nothing.
///
/// # Errors
/// When the file cannot be read, or is no calendar. What is wrong with its entries is in the answer.
pub(super) async fn import_calendar(database: &Database, notices: &Notices, job: ImportCalendar) -> Result<ImportedRecords, Problem> {
    let rows = opened(&job.path, RecordsIn::calendar).await?;
    written(database, notices, rows, &job.path, Manner { allow_duplicate: false, dry_run: job.dry_run }).await
}

/// How records are added.
struct Manner {
    allow_duplicate: bool,
    dry_run: bool,
}

async fn opened(path: &Path, open: impl FnOnce(&Path) -> Result<RecordsIn, NoTable> + Send + 'static) -> Result<RecordsIn, Problem> {
    let file = path.to_owned();
    let opened = spawn_blocking(move || open(&file)).await.map_err(|_| Problem::internal())?;
    opened.map_err(|error| no_table(error, path))
}

async fn written(database: &Database, notices: &Notices, rows: RecordsIn, path: &Path, how: Manner) -> Result<ImportedRecords, Problem> {
    let (done, total) = (rows.done(), rows.lines().saturating_sub(1));
    let name = CleanText::line(&path.file_name().unwrap_or_default().to_string_lossy());
    let import = Import { rows, name, allow_duplicate: how.allow_duplicate, dry_run: how.dry_run };
    let write = database.write(Write::ImportRecords(Box::new(import), Box::new((*database.rules().get()).clone())));
    tokio::pin!(write);
    loop {
        tokio::select! {
            written = &mut write => return match written? {
                Written::ImportedRecords(imported) => Ok(*imported),
                _ => Err(Problem::internal()),
            },
            () = tokio::time::sleep(TELL) => notices.put(Notice::Files(FilesProgress { done: done.load(Ordering::Relaxed), total })),
        }
    }
}

fn no_table(error: NoTable, path: &Path) -> Problem {
    let name = CleanText::line(&path.display().to_string()).into_string();
    let refused = |said: Text, hint: Text| Problem::failed(Code::NotATable, said).hint(hint).field("table");
    match error {
        NoTable::Unreadable(error) => of_file(&error, path).field("table"),
        NoTable::Empty => refused(Text::of("import-no-table").with("path", name), Text::of("import-no-table-hint")),
        NoTable::NoCalendar => {
            let said = Text::of("import-no-calendar").with("path", name);
            Problem::failed(Code::NotATable, said).hint(Text::of("import-no-calendar-hint")).field("calendar")
        }
        NoTable::NoFields => refused(Text::of("import-no-fields").with("path", name), Text::of("import-no-fields-hint")),
        NoTable::NoColumn(column) => {
            let said = Text::of("import-no-column").with("column", column.as_str());
            Problem::failed(Code::InvalidField, said).hint(Text::of("import-no-column-hint")).field("map")
        }
        NoTable::NoField(field) => {
            let said = Text::of("import-no-field").with("field", field.as_str());
            Problem::failed(Code::InvalidField, said).hint(Text::of("import-no-field-hint")).field("map")
        }
    }
}
