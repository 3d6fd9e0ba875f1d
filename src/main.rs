//! Reads the arguments, opens the house and hands over to the app, a command or the demonstration.

#[path = "main/app.rs"]
mod app;
#[path = "main/guard.rs"]
mod guard;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use fumi::cli::args::{Arguments, Verb};
use fumi::cli::context::{Context, language, language_of_home};
use fumi::cli::output::Output;
use fumi::cli::{self, trouble, wrong_usage};
use fumi::i18n::Catalogue;
use fumi::problem::Problem;
use fumi::text::CleanText;

/// How long the end waits for threads that cannot be interrupted.
const LAST_MOMENT: Duration = Duration::from_millis(300);

fn main() -> ExitCode {
    guard::protect();
    let raw: Vec<_> = cli::search::arranged(cli::mailto::arranged(std::env::args_os().collect()));
    let arguments = match Arguments::try_parse_from(&raw) {
        Ok(arguments) => arguments,
        Err(error) => return wrong_usage::report(&error, &raw).into(),
    };
    let (json, lang, verbose) = (arguments.global.json, arguments.global.lang.clone(), arguments.global.verbose);
    let verb = arguments.verb;
    let opens_app = matches!(verb, None | Some(Verb::Demo | Verb::Mailto(_)));
    if opens_app && !app::has_terminal() {
        let problem = trouble::wrong_usage();
        return trouble::report(&problem, &Catalogue::open(language(lang.as_deref(), None)), &Output::of_process(json)).into();
    }
    let needs_home = verb.as_ref().is_none_or(|verb| verb.needs_home());
    let home = arguments.global.home.clone();
    let mut context = match Context::open(arguments.global, needs_home) {
        Ok(context) => context,
        Err(problem) => {
            let words = Catalogue::open(language_of_home(lang.as_deref(), home.as_deref()));
            return trouble::report(&problem, &words, &Output::of_process(json)).into();
        }
    };
    context.asks = !matches!(verb, None | Some(Verb::Mailto(_)));
    if needs_home {
        guard::log_to(&context.paths.log_file(), verbose);
    }
    let ended = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => {
            let ended = runtime.block_on(run(verb, &mut context));
            // A name look-up or a keyring that does not answer keeps nobody here.
            runtime.shutdown_timeout(LAST_MOMENT);
            ended
        }
        Err(error) => Err(Problem::internal().detail(&error.to_string())),
    };
    match ended {
        Ok(exit) => exit.0.into(),
        Err(problem) => trouble::report(&problem, &context.words, &context.output).into(),
    }
}

/// Carries a verb out; without one, opens the app.
async fn run(verb: Option<Verb>, context: &mut Context) -> cli::Ended {
    match verb {
        None => app::run(context, false, None).await,
        Some(Verb::Mailto(args)) => app::run(context, false, Some(CleanText::line(&args.link))).await,
        Some(Verb::Demo) => app::demo(context.global.clone()).await,
        Some(verb) => cli::run(verb, context).await,
    }
}
