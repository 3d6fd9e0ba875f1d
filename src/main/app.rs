//! Opens the terminal app on a home.

use std::io::IsTerminal;
use std::sync::Arc;

use fumi::cli::context::{Context, language};
use fumi::cli::global::Global;
use fumi::cli::keys::of_binding;
use fumi::cli::{Ended, Exit};
use fumi::config::look::Look;
use fumi::demo::{DemoHome, records};
use fumi::domain::account::Secret;
use fumi::i18n::{Catalogue, Text};
use fumi::present::commands::Keymap;
use fumi::problem::{Code, Problem};
use fumi::text::CleanText;
use fumi::tui::run::{self, Opening};
use fumi::workers::accounts::problems;
use fumi::workers::clock;
use fumi::workers::house::House;

/// Whether there is a terminal to open the app in.
pub fn has_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// Runs the app on a home until the person leaves; a signal that ended it becomes the exit code a shell expects. With `tutorial` the tutorial lies on top at first, with
/// `link` a mail that a `mailto:` link asks for.
pub async fn run(context: &mut Context, tutorial: bool, link: Option<CleanText>) -> Ended {
    // Nothing may ask on the terminal while the app draws on it.
    context.output.progress = false;
    let house = Arc::clone(context.house()?);
    // What is wrong with the config is said before anybody types a passphrase in vain.
    let (keymap, wrong) = Keymap::usable(&context.settings.keys);
    open_secrets(&house, context);
    let opening = Opening {
        words: Arc::new(Catalogue::open(context.words.language())),
        keymap,
        theme: context.settings.theme,
        // https://no-color.org: set and not empty, whatever it says.
        colourless: std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
        look: Look::read(&context.paths.look_file()),
        zone: context.zone.clone(),
        scratch: context.paths.state_folder().to_owned(),
        editor: context.settings.editor.clone(),
        mark_read: context.settings.mark_read,
        mouse: context.settings.mouse,
        tutorial,
        link,
        duty: house.keep_fetching().await,
        policy: context.policy.clone(),
        one_active: context.settings.one_active,
        keys: context.settings.keys.clone(),
        problems: wrong.iter().map(|error| of_binding(error, &context.settings)).collect(),
        notes: context.migrated.clone().into_iter().collect(),
    };
    let ended = run::run(&house, opening).await;
    match ended {
        Ok(run::Ended::Left) => Ok(Exit::DONE),
        Ok(run::Ended::Signal(number)) => Ok(Exit(128 + number)),
        Ok(run::Ended::TerminalGone) => Ok(Exit(129)),
        Err(error) => Err(Problem::failed(Code::NoTerminal, Text::of("app-no-terminal")).detail(&error.to_string())),
    }
}

/// Runs the app on a throw-away home with sample mail.
pub async fn demo(global: Global) -> Ended {
    let language = language(global.lang.as_deref(), None);
    let home = DemoHome::open(language, clock::now()).await?;
    let global = Global { home: Some(home.folder().to_owned()), ..global };
    let mut context = Context::open(global, true)?;
    // Without its customers the demonstration still shows mail, and why they are missing is in the log.
    if let Err(problem) = records::furnish(context.house()?, context.now).await {
        tracing::warn!(code = problem.code.word(), "the sample customers are missing");
    }
    run(&mut context, true, None).await
}

/// Asks for the passphrase of the encrypted passwords before the screen is taken, where one is needed; an empty answer leaves them closed, and mail is read without fetching.
fn open_secrets(house: &House, context: &Context) {
    let secrets = house.accounts().secrets();
    while secrets.needs_passphrase() {
        let Ok(typed) = rpassword::prompt_password(context.words.word("secrets-ask-open")) else { return };
        if typed.is_empty() {
            return;
        }
        match secrets.unlock(Secret::new(typed)) {
            Ok(()) => return,
            Err(error) => eprintln!("{}", context.say(&problems::of_secret(&error).message)),
        }
    }
}
