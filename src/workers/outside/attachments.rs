//! Attachments that the person's desktop opens: from a private folder that goes when the app leaves.

use super::lent::Lent;
use super::program;
use crate::config::Settings;
use crate::jobs::mail::{SaveAttachment, SavedAttachment};
use crate::jobs::outside::{OpenAttachment, Opened};
use crate::jobs::{Job, Question};
use crate::problem::Problem;
use crate::workers::clock;
use crate::workers::database::Database;

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
