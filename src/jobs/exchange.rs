//! Mail and records from and to files.

use std::path::PathBuf;

use super::changes::Changed;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordName};
use crate::domain::crm::table::Mapped;
use crate::domain::crm::value::FieldError;
use crate::text::CleanText;

/// Every question about files of mail.
#[derive(Debug, Clone, PartialEq)]
pub enum ExchangeJob {
    /// Take mail in.
    Import(ImportMail),
    /// Write mail out.
    Export(ExportMail),
    /// Write records out.
    ExportRecords(ExportRecords),
    /// Write everything out.
    ExportAll(ExportAll),
    /// Take records in.
    ImportRecords(ImportRecords),
    /// Write events and tasks out.
    ExportCalendar(ExportCalendar),
    /// Take events and tasks in.
    ImportCalendar(ImportCalendar),
}

/// How mail lies in files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailFormat {
    /// One file, mails behind `From ` lines.
    Mbox,
    /// A folder with `cur` and `new`, one file a mail, flags in the names.
    Maildir,
    /// One file a mail, or a folder of such files.
    Eml,
}

/// What to take in, and where it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportMail {
    /// The form of the file.
    pub format: MailFormat,
    /// The file or folder.
    pub path: PathBuf,
    /// The name of the account; the local one when absent.
    pub account: Option<String>,
    /// The name of the mailbox, made when missing; Inbox when absent.
    pub mailbox: Option<CleanText>,
}

/// How mail is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoxFormat {
    /// One file, mboxrd.
    Mbox,
    /// A folder with `cur` and `new`, one file a mail, flags in the names.
    Maildir,
}

/// What to write out, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportMail {
    /// The form of the file.
    pub format: BoxFormat,
    /// The file or folder to make; what is there already is never overwritten.
    pub path: PathBuf,
    /// Which mail: what a search finds; all mail, also in spam and trash, when absent.
    pub query: Option<String>,
}

/// What an export wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportedMail {
    /// The new file or folder.
    pub path: PathBuf,
    /// How many mails are in it.
    pub exported: u64,
    /// Mails whose bytes in the store are damaged, by their outside ids.
    pub skipped: Vec<SkippedMail>,
}

/// Which records to write out, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportRecords {
    /// All of this kind.
    pub kind: RecordKind,
    /// The table to make; what is there already is never overwritten.
    pub path: PathBuf,
}

/// What an export of records wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportedRecords {
    /// The new file.
    pub path: PathBuf,
    /// How many records are in it.
    pub exported: u64,
}

/// Every event and task as a calendar (iCalendar, RFC 5545), and where it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportCalendar {
    /// The file to make; what is there already is never overwritten.
    pub path: PathBuf,
}

/// A calendar whose events and tasks are to be taken in: all or none. Those whose UID is here are known; what was cancelled is left out.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportCalendar {
    /// The file.
    pub path: PathBuf,
    /// Only say what would become of it.
    pub dry_run: bool,
}

/// Everything into plain files: all mail, and a table for each kind of records.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportAll {
    /// The folder to make; one that holds something is never touched.
    pub path: PathBuf,
}

/// What an export of everything wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportedAll {
    /// The new folder.
    pub path: PathBuf,
    /// How many mails are in it.
    pub mails: u64,
    /// How many records of all kinds.
    pub records: u64,
    /// Mails whose bytes in the store are damaged, by their outside ids.
    pub skipped: Vec<SkippedMail>,
}

/// A table of records to take in: all of its rows or none.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportRecords {
    /// What its rows are.
    pub kind: RecordKind,
    /// The file.
    pub path: PathBuf,
    /// What the person says of its columns.
    pub mapped: Vec<Mapped>,
    /// Add persons although their address is known, and companies although their name is.
    pub allow_duplicate: bool,
    /// Only say what would become of it.
    pub dry_run: bool,
}

/// What became of a table of records.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImportedRecords {
    /// How many rows became records, or would.
    pub imported: u64,
    /// How many rows are here already.
    pub known: u64,
    /// The first of these.
    pub known_rows: Vec<KnownRow>,
    /// How many rows cannot be records; nothing was added when there are any.
    pub wrong: u64,
    /// What is wrong with the first of these.
    pub errors: Vec<RowError>,
    /// The headings, and the field that each stands for.
    pub columns: Vec<(CleanText, Option<Field>)>,
    /// The charset that it was read in, by its usual name.
    pub charset: &'static str,
    /// Whether it was only a trial.
    pub dry_run: bool,
    /// What to undo.
    pub changed: Option<Changed>,
}

/// A row that is here already.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownRow {
    /// The line that it begins in.
    pub line: u64,
    /// The record that is here.
    pub record: RecordName,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq)]
pub struct RowError {
    /// The line that it begins in.
    pub line: u64,
    /// What is wrong.
    pub trouble: RowTrouble,
}

/// What can be wrong with a row.
#[derive(Debug, Clone, PartialEq)]
pub enum RowTrouble {
    /// A field cannot be saved.
    Field(FieldError),
    /// It has more cells than the table has headings.
    TooManyCells,
}

/// How far an export or import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilesProgress {
    /// How many mails or records are done.
    pub done: u64,
    /// Of how many.
    pub total: u64,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Imported {
    /// Mails that are new.
    pub imported: u64,
    /// Mails the account had already.
    pub known: u64,
    /// What was left out.
    pub skipped: Vec<SkippedMail>,
}

/// Something in the files that was not taken in.
#[derive(Debug, Clone, PartialEq)]
pub struct SkippedMail {
    /// Where it is: a file name, or `file:line` inside an mbox.
    pub at: CleanText,
    /// What was wrong with it.
    pub reason: SkipReason,
    /// What the system says; empty when it says nothing.
    pub detail: CleanText,
}

/// Why something was not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// There is nothing in it.
    Empty,
    /// It does not begin with header lines.
    NotAMail,
    /// It could not be read.
    Unreadable,
}

impl SkipReason {
    /// The stable word of JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotAMail => "not_a_mail",
            Self::Unreadable => "unreadable",
        }
    }
}

/// Every answer about files of mail.
#[derive(Debug, Clone, PartialEq)]
pub enum ExchangeReport {
    /// What an import did.
    Imported(Imported),
    /// What an export wrote.
    Exported(ExportedMail),
    /// What an export of records wrote.
    ExportedRecords(ExportedRecords),
    /// What an export of everything wrote.
    ExportedAll(ExportedAll),
    /// What became of a table of records.
    ImportedRecords(ImportedRecords),
}
