//! What goes along with a mail, from where it lies: files are looked at when they are added, and read when the mail is queued.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::config::paths;
use crate::domain::ids::MessageKey;
use crate::domain::mail::compose::{Enclosure, EnclosureSource, MAX_ENCLOSED_BYTES, media_type_of};
use crate::i18n::Text;
use crate::jobs::outbox::SendMail;
use crate::mime::attachments::{decode, located};
use crate::mime::skim::skim_stream;
use crate::mime::write::Enclosed;
use crate::problem::{Code, Problem};
use crate::store::{messages, raw};
use crate::text::CleanText;
use crate::workers::problems::of_store;

/// Looks at a file that shall go along; `~` is the person's home.
///
/// # Errors
/// `not_found`, `io_error`, `invalid_field` for what is no file, `message_too_big`.
pub fn file(path: PathBuf) -> Result<Enclosure, Problem> {
    let path = paths::from_home(path).map_err(|error| of_io(Path::new("~"), &std::io::Error::other(error.to_string())))?;
    let path = std::path::absolute(&path).map_err(|error| of_io(&path, &error))?;
    let about = path.metadata().map_err(|error| of_io(&path, &error))?;
    if !about.is_file() || !Enclosure::takes(&path) {
        return Err(no_file(&path));
    }
    // Whoever may not read it learns so now, and not when the mail goes.
    File::open(&path).map_err(|error| of_io(&path, &error))?;
    if about.len() > MAX_ENCLOSED_BYTES {
        return Err(too_big());
    }
    let name = path.file_name().map(|name| CleanText::line(&name.to_string_lossy())).unwrap_or_default();
    Ok(Enclosure { name, size: about.len(), source: EnclosureSource::File(path) })
}

/// What goes along with the mail of a job that queues one.
///
/// # Errors
/// As [`file()`], and the store's.
pub fn of(db: &Connection, send: &SendMail) -> Result<Vec<Enclosed>, Problem> {
    match send {
        SendMail::Queue { entered, .. } => read(db, &entered.enclosures),
        SendMail::QueueFinished { .. } | SendMail::Retry(_) | SendMail::TakeForSent(_) => Ok(Vec::new()),
    }
}

/// Reads everything that goes along with a mail or a draft.
///
/// # Errors
/// As [`file()`], and the store's.
pub fn read(db: &Connection, enclosures: &[Enclosure]) -> Result<Vec<Enclosed>, Problem> {
    let mut left = MAX_ENCLOSED_BYTES;
    let mut found = Vec::with_capacity(enclosures.len());
    for one in enclosures {
        let enclosed = read_one(db, one, left)?;
        left = left.checked_sub(enclosed.bytes.len() as u64).ok_or_else(too_big)?;
        found.push(enclosed);
    }
    Ok(found)
}

fn read_one(db: &Connection, one: &Enclosure, most: u64) -> Result<Enclosed, Problem> {
    let enclosed = |media_type: &str, bytes| Enclosed { name: one.name.as_str().to_owned(), media_type: media_type.to_owned(), bytes };
    match &one.source {
        EnclosureSource::File(path) => {
            if !path.metadata().map_err(|error| of_io(path, &error))?.is_file() {
                return Err(no_file(path));
            }
            let mut bytes = Vec::new();
            let opened = File::open(path).map_err(|error| of_io(path, &error))?;
            opened.take(most + 1).read_to_end(&mut bytes).map_err(|error| of_io(path, &error))?;
            Ok(enclosed(media_type_of(one.name.as_str()), bytes))
        }
        EnclosureSource::Part(message, index) => {
            stored(db, *message, one)?;
            let skimmed = skim_stream(raw::reader(db, *message)).map_err(|error| of_store(&error.into()))?;
            let found = located(&skimmed).into_iter().find(|found| found.attachment.index == *index).ok_or_else(|| gone(one))?;
            if found.attachment.size > most {
                return Err(too_big());
            }
            let mut bytes = Vec::new();
            decode(raw::reader(db, *message), &found, &mut bytes).map_err(|error| of_store(&error.into()))?;
            Ok(enclosed(found.attachment.media_type.as_str(), bytes))
        }
        EnclosureSource::Mail(message) => {
            stored(db, *message, one)?;
            let mut bytes = Vec::new();
            raw::reader(db, *message).take(most + 1).read_to_end(&mut bytes).map_err(|error| of_store(&error.into()))?;
            Ok(enclosed("message/rfc822", bytes))
        }
    }
}

fn stored(db: &Connection, message: MessageKey, one: &Enclosure) -> Result<(), Problem> {
    messages::row(db, message).map(drop).map_err(|_| gone(one))
}

fn gone(one: &Enclosure) -> Problem {
    Problem::failed(Code::NotFound, Text::of("enclosure-gone").with("name", one.name.as_str()))
        .hint(Text::of("enclosure-gone-hint"))
        .field("attach")
}

fn no_file(path: &Path) -> Problem {
    let name = CleanText::line(&path.to_string_lossy());
    Problem::failed(Code::InvalidField, Text::of("enclosure-no-file").with("path", name.as_str()))
        .hint(Text::of("enclosure-hint"))
        .field("attach")
}

fn too_big() -> Problem {
    let most = Text::of("enclosure-too-big").count("most", (MAX_ENCLOSED_BYTES >> 20).cast_signed());
    Problem::failed(Code::MessageTooBig, most).hint(Text::of("enclosure-too-big-hint")).field("attach")
}

fn of_io(path: &Path, error: &std::io::Error) -> Problem {
    let name = CleanText::line(&path.to_string_lossy());
    Problem::failed(Code::of_io(error), Text::of("enclosure-unreadable").with("path", name.as_str()))
        .hint(Text::of("enclosure-hint"))
        .detail(&error.to_string())
        .field("attach")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_is_looked_at_and_what_is_none_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("見積書.pdf");
        std::fs::write(&path, b"%PDF").unwrap();
        let found = file(path.clone()).unwrap();
        assert_eq!((found.name.as_str(), found.size, found.source), ("見積書.pdf", 4, EnclosureSource::File(path)));
        assert_eq!(file(folder.path().to_owned()).unwrap_err().code, Code::InvalidField, "a folder");
        assert_eq!(file("/dev/zero".into()).unwrap_err().code, Code::InvalidField, "a device has no end");
        assert_eq!(file(folder.path().join("none")).unwrap_err().code, Code::NotFound);
    }
}
