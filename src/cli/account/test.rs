//! `fumi account test NAME`: name found, connected, encrypted, logged in, listed, for both servers (S79).

use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::{Ended, Exit, trouble};
use crate::domain::account::ServerSettings;
use crate::jobs::account::{StepResult, TestOf};
use crate::present::account;
use crate::problem::Problem;
use crate::text::pad;

/// Tests a saved account and shows every step.
///
/// # Errors
/// When the test could not begin; a failed step is shown and told by the exit code.
pub async fn run(name: &str, at: &Context) -> Ended {
    let test = at.ask(TestOf::Account(at.account(name)?.id)).await?;
    let exit = test
        .incoming
        .iter()
        .chain(&test.outgoing)
        .filter_map(|step| step.problem.as_ref())
        .fold(Exit::DONE, |exit, problem| exit.worst(problem.into()));
    if at.json() {
        let steps = |steps: &[StepResult]| steps.iter().map(|step| json_step(at, step)).collect::<Value>();
        at.output.value(&json!({ "incoming": steps(&test.incoming), "outgoing": steps(&test.outgoing) }));
        return Ok(exit);
    }
    for (side, steps) in [("account-label-incoming", &test.incoming), ("account-label-outgoing", &test.outgoing)] {
        for step in steps {
            let label = format!("{} {}", pad(&at.words.word(side), 10), pad(&at.say(&account::step(step)), 14));
            match &step.problem {
                None => at.output.line(&format!("{label} ✓")),
                Some(problem) => {
                    at.output.line(&format!("{label} ✗ {}", trouble::message(problem, &at.words)));
                    if let Some(hint) = &problem.hint {
                        at.output.line(&format!("{}{}", " ".repeat(28), at.say(hint)));
                    }
                }
            }
        }
    }
    Ok(exit)
}

/// Tests what was typed and gives back the outgoing server where the test had to find it.
///
/// # Errors
/// The first failed step, or what is wrong with a field.
pub async fn passed(at: &Context, of: TestOf) -> Result<Option<ServerSettings>, Problem> {
    let test = at.ask(of).await?;
    match test.incoming.into_iter().chain(test.outgoing).find_map(|step| step.problem) {
        Some(problem) => Err(problem),
        None => Ok(test.outgoing_server),
    }
}

fn json_step(at: &Context, step: &StepResult) -> Value {
    match &step.problem {
        None => json!({ "step": step.step.word(), "ok": true }),
        Some(problem) => json!({ "step": step.step.word(), "ok": false, "error": trouble::value(problem, &at.words) }),
    }
}
