//! `fumi completions SHELL`.

use clap::Command;

use super::context::Context;
use super::{Ended, Exit};

/// For which shell.
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// Prints the completions of the whole command line.
///
/// # Errors
/// None is known: the script is made in memory.
pub fn run(args: &CompletionsArgs, mut command: Command, at: &Context) -> Ended {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "fumi", &mut script);
    at.output.bytes(&script);
    Ok(Exit::DONE)
}
