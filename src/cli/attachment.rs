//! `fumi attachment list|save`.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use super::context::{Context, absolute};
use super::{Ended, Exit, message};
use crate::jobs::mail::{SaveAttachment, SavedAttachment};
use crate::present::sizes;
use crate::text::{pad, pad_left};

/// What to do with attachments.
#[derive(Debug, Subcommand)]
pub enum AttachmentVerb {
    /// List the attachments of a message
    List {
        /// The message's ID
        id: String,
    },
    /// Save one attachment under a safe name; never over another file
    Save {
        /// The message's ID
        id: String,
        /// Its number in the list
        index: u32,
        /// The folder; the present one when left out
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
    },
}

/// Lists or saves.
///
/// # Errors
/// `not_found`, or what the file system refuses.
pub async fn run(verb: AttachmentVerb, at: &Context) -> Ended {
    match verb {
        AttachmentVerb::List { id } => list(&id, at).await,
        AttachmentVerb::Save { id, index, to } => {
            let message = message::find(at, &id).await?;
            let folder = absolute(&to.unwrap_or_else(|| PathBuf::from(".")));
            let SavedAttachment { path, bytes } = at.ask(SaveAttachment { message, index, to: Some(folder) }).await?;
            if at.json() {
                at.output.value(&json!({ "path": path.display().to_string(), "bytes": bytes }));
            } else {
                at.output.line(&format!("{} ({})", path.display(), sizes::bytes(bytes)));
            }
            Ok(Exit::DONE)
        }
    }
}

async fn list(id: &str, at: &Context) -> Ended {
    let view = message::view(at, message::find(at, id).await?).await?;
    if at.json() {
        at.output.value(&view.attachments.iter().map(message::attachment).collect());
        return Ok(Exit::DONE);
    }
    for one in &view.attachments {
        let size = pad_left(&sizes::bytes(one.size), 8);
        at.output.line(
            format!("{}  {size}  {}  {}", pad_left(&one.index.to_string(), 3), pad(one.media_type.as_str(), 28), one.name).trim_end(),
        );
    }
    Ok(Exit::DONE)
}
