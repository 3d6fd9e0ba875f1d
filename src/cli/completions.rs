//! `fumi completions SHELL`.

use clap::CommandFactory;

use super::args::Arguments;
use super::context::Context;
use super::{Ended, Exit};

/// For which shell.
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// Prints the completions.
///
/// # Errors
/// None.
pub fn run(args: &CompletionsArgs, at: &Context) -> Ended {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "fumi", &mut script);
    at.output.bytes(&script);
    Ok(Exit::DONE)
}
