//! Opens the terminal app on a home.

use std::io::IsTerminal;
use std::sync::Arc;

use fumi::cli::context::Context;
use fumi::cli::{Ended, Exit};
use fumi::config::settings::Theme;
use fumi::i18n::{Catalogue, Text};
use fumi::present::commands::Keymap;
use fumi::problem::Problem;
use fumi::tui::run::{self, Opening};
use fumi::workers::house::House;

/// Whether there is a terminal to open the app in.
pub fn has_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// Runs the app on a house until the person leaves; a signal that ended it becomes the exit code a shell expects.
pub async fn run(house: &Arc<House>, context: &Context) -> Ended {
    let keymap = Keymap::with(&context.settings.keys)
        .map_err(|error| Problem::failed("invalid_config", Text::of("app-keys-wrong")).detail(&error.to_string()))?;
    let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let opening = Opening {
        words: Arc::new(Catalogue::open(context.words.language())),
        keymap,
        theme: if no_colour { Theme::Plain } else { context.settings.theme },
        zone: jiff::tz::TimeZone::system(),
        scratch: context.paths.state_folder().to_owned(),
        editor: context.settings.editor.clone(),
    };
    match run::run(house, opening).await {
        Ok(run::Ended::Left) => Ok(Exit::DONE),
        Ok(run::Ended::Signal(number)) => Ok(Exit(128 + number)),
        Ok(run::Ended::TerminalGone) => Ok(Exit(129)),
        Err(error) => Err(Problem::failed("no_terminal", Text::of("app-no-terminal")).detail(&error.to_string())),
    }
}
