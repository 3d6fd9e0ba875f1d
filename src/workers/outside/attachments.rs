//! Attachments that the person's desktop opens: from a private folder that goes when the app leaves.

use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;

use super::program;
use crate::config::Settings;
use crate::i18n::Text;
use crate::jobs::mail::{SaveAttachment, SavedAttachment};
use crate::jobs::outside::{OpenAttachment, Opened};
use crate::jobs::{Job, Question};
use crate::problem::{Code, Problem};
use crate::workers::clock;
use crate::workers::database::Database;

/// The private folders (0700) of what was opened; a viewer may read its file late, so that they stay until the app leaves.
#[derive(Debug, Default)]
pub struct Lent(Mutex<Vec<TempDir>>);

impl Lent {
    /// A new folder of its own.
    ///
    /// # Errors
    /// When there is no place for temporary files.
    pub(super) fn folder() -> Result<TempDir, Problem> {
        tempfile::Builder::new().prefix("fumi-").tempdir().map_err(|error| {
            Problem::failed(Code::of_io(&error), Text::of("problem-save-failed"))
                .hint(Text::of("problem-save-failed-hint"))
                .detail(&error.to_string())
        })
    }

    pub(super) fn keep(&self, folder: TempDir) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(folder);
    }

    /// Takes all of it away.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Opens an attachment with the person's viewer; a program is saved instead.
pub(super) async fn open(lent: &Lent, database: &Database, settings: &Settings, wanted: OpenAttachment) -> Result<Opened, Problem> {
    let OpenAttachment { message, index } = wanted;
    let folder = Lent::folder()?;
    let saved = save(database, SaveAttachment { message, index, to: Some(folder.path().to_owned()) }).await?;
    if saved.program {
        let saved = save(database, SaveAttachment { message, index, to: None }).await?;
        return Ok(Opened::SavedInstead(saved.path));
    }
    program::open(&settings.viewer, saved.path.as_os_str(), "reading.viewer").await?;
    lent.keep(folder);
    Ok(Opened::Opened)
}

async fn save(database: &Database, wanted: SaveAttachment) -> Result<SavedAttachment, Problem> {
    let report = database.read(Job::from(wanted), clock::now()).await?;
    SaveAttachment::answer(report).ok_or_else(Problem::internal)
}
