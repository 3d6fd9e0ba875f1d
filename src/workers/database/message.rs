//! One message as the screen shows it, and what is saved from it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::config::paths;
use crate::domain::ids::MessageKey;
use crate::domain::mail::body::Attachment;
use crate::domain::mail::message::Warnings;
use crate::domain::mail::mixed_scripts::mixes_scripts;
use crate::domain::mail::program::{begins_as_program, is_program};
use crate::i18n::Text;
use crate::jobs::mail::{
    HeaderWarning, MailReport, MessageRow, MessageView, OpenThread, OpenedThread, SavedAttachment, SourceView, TextForm,
};
use crate::jobs::{Outcome, Report};
use crate::mime::attachments::{Located, decode, located, safe_name};
use crate::mime::skim::skim_stream;
use crate::mime::{self, Reading};
use crate::problem::{Code, Problem};
use crate::store::stored::WHOLE_BYTES;
use crate::store::{StoreError, messages, pop3_seen, raw, threads};
use crate::text::{CleanText, visible_lines};
use crate::workers::attachment_save::save_new;
use crate::workers::problems::of_store;

/// How much of the source of a mail is shown.
const SOURCE_BYTES: u64 = 512 * 1024;

/// One message with its readable text.
pub(super) fn view(db: &Connection, message: MessageKey, form: TextForm, charset: Option<&'static str>) -> Outcome {
    Ok(Report::Mail(Box::new(MailReport::Message(Box::new(viewed(db, message, form, charset)?)))))
}

/// A thread with the text of the message that is read first. A text that cannot be had is asked for by itself, which says why.
pub(super) fn opened(db: &Connection, OpenThread { thread, at, most_bytes }: OpenThread) -> Outcome {
    let thread = threads::view(db, thread).map_err(|error| of_store(&error))?;
    let first = thread.first_read(at).and_then(|place| thread.nodes[place].message.as_ref()).filter(|row| row.size <= most_bytes);
    let message = first.and_then(|row| viewed(db, row.key, TextForm::Usual, None).ok()).map(Box::new);
    Ok(Report::Mail(Box::new(MailReport::Opened(OpenedThread { thread, message }))))
}

fn viewed(db: &Connection, message: MessageKey, form: TextForm, charset: Option<&'static str>) -> Result<MessageView, Problem> {
    let row = messages::row(db, message).map_err(|error| of_store(&error))?;
    let reading = reading(db, &row, charset).map_err(|error| of_store(&error))?;
    let Reading { headers, warnings, body, html, attachments } = reading;
    let cut = pop3_seen::is_cut(db, message).map_err(|error| of_store(&error))?;
    let warnings = header_warnings(warnings, &row, cut);
    let body = match (form, &html) {
        (TextForm::Html, Some(source)) => mime::read::html_body(source),
        _ => body,
    };
    Ok(MessageView { row, headers, warnings, body, form, charset, html, attachments })
}

fn reading(db: &Connection, row: &MessageRow, charset: Option<&str>) -> Result<Reading, StoreError> {
    if !row.parsed {
        let beginning = raw::chunk(db, row.key, 0)?.ok_or(StoreError::NotFound)?;
        return Ok(mime::read::unparsed(&beginning));
    }
    if row.size <= WHOLE_BYTES {
        let whole = raw::whole(db, row.key)?;
        return Ok(charset.map_or_else(|| mime::read(&whole), |charset| mime::read_as(&whole, charset)));
    }
    let stream = raw::reader(db, row.key);
    Ok(match charset {
        Some(charset) => mime::read_stream_as(stream, charset)?,
        None => mime::read_stream(stream)?,
    })
}

fn header_warnings(warnings: Warnings, row: &MessageRow, cut: bool) -> Vec<HeaderWarning> {
    let deserved = |warning: &HeaderWarning| match warning {
        HeaderWarning::SeveralFrom => warnings.has(Warnings::ODD_FROM),
        HeaderWarning::Repeated => warnings.has(Warnings::DUPLICATE_HEADER),
        HeaderWarning::NameShowsAddress => warnings.has(Warnings::NAME_HOLDS_ADDRESS),
        HeaderWarning::CutShort => cut,
        HeaderWarning::MixedScripts => row.from.as_ref().is_some_and(|from| mixes_scripts(from.address.domain())),
    };
    HeaderWarning::ALL.iter().copied().filter(deserved).collect()
}

/// Saves an attachment into a folder (the platform's download folder when none is named).
pub(super) fn save_attachment(db: &Connection, message: MessageKey, index: u32, to: Option<PathBuf>) -> Outcome {
    let folder = folder(to)?;
    let found = attachments(db, message)?.into_iter().find(|found| found.attachment.index == index).ok_or_else(|| {
        Problem::failed(Code::NotFound, Text::of("problem-no-attachment").count("index", i64::from(index)))
            .hint(Text::of("problem-no-attachment-hint"))
    })?;
    Ok(Report::Mail(Box::new(MailReport::Saved(save(db, message, &found, &folder)?))))
}

/// Saves all attachments into a folder.
pub(super) fn save_all(db: &Connection, message: MessageKey, to: Option<PathBuf>) -> Outcome {
    let folder = folder(to)?;
    let all = attachments(db, message)?;
    let saved = all.iter().map(|found| save(db, message, found, &folder)).collect::<Result<_, Problem>>()?;
    Ok(Report::Mail(Box::new(MailReport::SavedAll(saved))))
}

fn attachments(db: &Connection, message: MessageKey) -> Result<Vec<Located>, Problem> {
    messages::row(db, message).map_err(|error| of_store(&error))?;
    let skimmed = skim_stream(raw::reader(db, message)).map_err(|error| of_store(&error.into()))?;
    Ok(located(&skimmed))
}

fn folder(to: Option<PathBuf>) -> Result<PathBuf, Problem> {
    let of_paths = |error: paths::PathsError| {
        Problem::failed(Code::NoHome, Text::of("problem-no-downloads"))
            .hint(Text::of("problem-no-downloads-hint"))
            .detail(&error.to_string())
    };
    to.map_or_else(paths::downloads, paths::from_home).map_err(of_paths)
}

fn save(db: &Connection, message: MessageKey, found: &Located, folder: &Path) -> Result<SavedAttachment, Problem> {
    let name = safe_name(&found.attachment);
    let mut program = is_program(&name, found.attachment.media_type.as_str());
    let saved = save_new(folder, &name, |file| {
        let mut seen = Beginning { into: file, beginning: Vec::new() };
        let bytes = decode(raw::reader(db, message), found, &mut seen)?;
        program |= begins_as_program(&seen.beginning);
        Ok(bytes)
    });
    let (path, bytes) = saved.map_err(|error| not_saved(&error))?;
    Ok(SavedAttachment { path, bytes, program })
}

/// Saves a message as it is. In a folder it is called by its subject; a name without an ending gets `.eml`.
pub(super) fn save_message(db: &Connection, message: MessageKey, to: PathBuf) -> Outcome {
    let row = messages::row(db, message).map_err(|error| of_store(&error))?;
    let mut to = folder(Some(to))?;
    let ends_as_folder = to.as_os_str().as_encoded_bytes().ends_with(b"/");
    if ends_as_folder || to.is_dir() {
        let name = CleanText::line(&format!("{}.eml", row.subject));
        to.push(safe_name(&Attachment { index: 1, name, media_type: CleanText::line("message/rfc822"), size: row.size, inline: false }));
    } else if to.extension().is_none() {
        to.set_extension("eml");
    }
    let name = to.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let saved = save_new(folder, &name, |file| io::copy(&mut raw::reader(db, message), file));
    let (path, bytes) = saved.map_err(|error| not_saved(&error))?;
    Ok(Report::Mail(Box::new(MailReport::Saved(SavedAttachment { path, bytes, program: false }))))
}

/// The beginning of a message as it is.
pub(super) fn source(db: &Connection, message: MessageKey) -> Outcome {
    let row = messages::row(db, message).map_err(|error| of_store(&error))?;
    let mut bytes = Vec::new();
    raw::reader(db, message).take(SOURCE_BYTES).read_to_end(&mut bytes).map_err(|error| of_store(&error.into()))?;
    let rest = row.size.saturating_sub(bytes.len() as u64);
    Ok(Report::Mail(Box::new(MailReport::Source(SourceView { lines: visible_lines(&bytes), rest }))))
}

fn not_saved(error: &io::Error) -> Problem {
    Problem::failed(Code::of_io(error), Text::of("problem-save-failed"))
        .hint(Text::of("problem-save-failed-hint"))
        .detail(&error.to_string())
        .field("to")
}

/// Hands on what is written and remembers how it begins.
struct Beginning<'a> {
    into: &'a mut File,
    beginning: Vec<u8>,
}

impl Write for Beginning<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = 512_usize.saturating_sub(self.beginning.len());
        self.beginning.extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.into.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.into.flush()
    }
}
