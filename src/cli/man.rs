//! `fumi man DIR`: one manual page a command.

use std::path::PathBuf;

use clap::Command;

use super::context::Context;
use super::{Ended, Exit};
use crate::problem::Problem;

/// Where to.
#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// The folder; made when missing
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}

/// Writes the pages of the whole command line.
///
/// # Errors
/// When the folder cannot be written.
pub fn run(args: &ManArgs, command: Command, at: &Context) -> Ended {
    let failed = |cause: std::io::Error| Problem::of_io(&args.dir, &cause);
    std::fs::create_dir_all(&args.dir).map_err(failed)?;
    clap_mangen::generate_to(command, &args.dir).map_err(failed)?;
    if at.json() {
        at.output.value(&serde_json::json!({ "dir": args.dir.display().to_string() }));
    }
    Ok(Exit::DONE)
}
