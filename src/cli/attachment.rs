//! `fumi attachment list|save`.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Value, json};

use super::context::{Context, absolute};
use super::{Ended, Exit, message};
use crate::jobs::mail::{SaveAllAttachments, SaveAttachment, SavedAttachment};
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
    /// Save one attachment, or all, under a safe name; never over another file
    Save {
        /// The message's ID
        id: String,
        /// Its number in the list
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        index: Option<u32>,
        /// All attachments
        #[arg(long)]
        all: bool,
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
        AttachmentVerb::Save { id, index, all: _, to } => {
            let message = message::find(at, &id).await?;
            let folder = absolute(&to.unwrap_or_else(|| PathBuf::from(".")));
            let Some(index) = index else {
                let saved = at.ask(SaveAllAttachments { message, to: Some(folder) }).await?;
                if at.json() {
                    at.output.value(&saved.iter().map(as_json).collect());
                } else {
                    saved.iter().for_each(|one| print(at, one));
                }
                return Ok(Exit::DONE);
            };
            let saved = at.ask(SaveAttachment { message, index, to: Some(folder) }).await?;
            if at.json() {
                at.output.value(&as_json(&saved));
            } else {
                print(at, &saved);
            }
            Ok(Exit::DONE)
        }
    }
}

fn as_json(saved: &SavedAttachment) -> Value {
    json!({ "path": saved.path.display().to_string(), "bytes": saved.bytes })
}

fn print(at: &Context, saved: &SavedAttachment) {
    at.output.line(&format!("{} ({})", saved.path.display(), sizes::bytes(saved.bytes)));
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
