//! One message as the screen shows it, and what is saved from it.

use std::path::PathBuf;

use rusqlite::Connection;

use crate::config::paths;
use crate::domain::ids::MessageKey;
use crate::domain::mail::message::Warnings;
use crate::domain::mail::mixed_scripts::mixes_scripts;
use crate::i18n::Text;
use crate::jobs::mail::{HeaderWarning, MailReport, MessageRow, MessageView, SavedAttachment, TextForm};
use crate::jobs::{Outcome, Report};
use crate::mime::attachments::{decode, located, safe_name};
use crate::mime::skim::skim_stream;
use crate::mime::{self, Reading};
use crate::problem::{Code, Problem};
use crate::store::{StoreError, messages, raw};
use crate::workers::attachment_save::save_new;
use crate::workers::problems::of_store;

/// Up to this size a mail is read from memory, where a broken one cannot take the reader with it; beyond, from the stream.
const WHOLE_BYTES: u64 = 8 * 1024 * 1024;

/// One message with its readable text.
pub(super) fn view(db: &Connection, message: MessageKey, form: TextForm) -> Outcome {
    let row = messages::row(db, message).map_err(|error| of_store(&error))?;
    let reading = reading(db, &row).map_err(|error| of_store(&error))?;
    let Reading { headers, warnings, body, html, attachments } = reading;
    let warnings = header_warnings(warnings, &row);
    let body = match (form, &html) {
        (TextForm::Html, Some(source)) => mime::read::html_body(source),
        _ => body,
    };
    let view = MessageView { row, headers, warnings, body, form, html, attachments };
    Ok(Report::Mail(Box::new(MailReport::Message(Box::new(view)))))
}

fn reading(db: &Connection, row: &MessageRow) -> Result<Reading, StoreError> {
    if !row.parsed {
        let beginning = raw::chunk(db, row.key, 0)?.ok_or(StoreError::NotFound)?;
        return Ok(mime::read::unparsed(&beginning));
    }
    if row.size <= WHOLE_BYTES {
        return Ok(mime::read(&raw::whole(db, row.key)?));
    }
    Ok(mime::read_stream(raw::reader(db, row.key))?)
}

fn header_warnings(warnings: Warnings, row: &MessageRow) -> Vec<HeaderWarning> {
    let deserved = |warning: &HeaderWarning| match warning {
        HeaderWarning::SeveralFrom => warnings.has(Warnings::ODD_FROM),
        HeaderWarning::Repeated => warnings.has(Warnings::DUPLICATE_HEADER),
        HeaderWarning::NameShowsAddress => warnings.has(Warnings::NAME_HOLDS_ADDRESS),
        HeaderWarning::MixedScripts => row.from.as_ref().is_some_and(|from| mixes_scripts(from.address.domain())),
    };
    HeaderWarning::ALL.iter().copied().filter(deserved).collect()
}

/// Saves an attachment into a folder (the platform's download folder when none is named).
pub(super) fn save_attachment(db: &Connection, message: MessageKey, index: u32, to: Option<PathBuf>) -> Outcome {
    let folder = match to {
        Some(folder) => folder,
        None => paths::downloads().map_err(|error| {
            Problem::failed(Code::NoHome, Text::of("problem-no-downloads"))
                .hint(Text::of("problem-no-downloads-hint"))
                .detail(&error.to_string())
        })?,
    };
    messages::row(db, message).map_err(|error| of_store(&error))?;
    let skimmed = skim_stream(raw::reader(db, message)).map_err(|error| of_store(&error.into()))?;
    let found = located(&skimmed).into_iter().find(|found| found.attachment.index == index).ok_or_else(|| {
        Problem::failed(Code::NotFound, Text::of("problem-no-attachment").count("index", i64::from(index)))
            .hint(Text::of("problem-no-attachment-hint"))
    })?;
    let saved = save_new(&folder, &safe_name(&found.attachment), |file| decode(raw::reader(db, message), &found, file));
    let (path, bytes) = saved.map_err(|error| {
        Problem::failed(Code::of_io(&error), Text::of("problem-save-failed"))
            .hint(Text::of("problem-save-failed-hint"))
            .detail(&error.to_string())
            .field("to")
    })?;
    Ok(Report::Mail(Box::new(MailReport::Saved(SavedAttachment { path, bytes }))))
}
