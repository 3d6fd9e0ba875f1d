//! Telling a person outside of the screen: the desktop's notification, and a program of theirs (S12). Nothing of it holds up a fetch, and what fails is said, never tried again.

use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

use super::program::{command, failed};
use crate::config::notify::NotifySettings;
use crate::jobs::notice::Told;
use crate::problem::Problem;

/// How long the program of the person may run.
const HOOK: Duration = Duration::from_secs(30);

/// Tells of something, by what the settings say.
///
/// # Errors
/// `no_program` and `program_failed` for the program of the person. A desktop that does not answer is no failure of the mail: it is only logged.
pub async fn tell(settings: &NotifySettings, told: &Told) -> Result<(), Problem> {
    if settings.desktop {
        desktop(told);
    }
    if settings.hook.is_empty() { Ok(()) } else { hook(&settings.hook, told).await }
}

fn desktop(told: &Told) {
    let (title, body) = (told.title.as_str().to_owned(), told.body.as_str().to_owned());
    tokio::task::spawn_blocking(move || {
        let shown = notify_rust::Notification::new().appname("fumi").summary(&title).body(&body).icon("mail-unread").show();
        if let Err(error) = shown {
            tracing::warn!(%error, "the desktop took no notification");
        }
    });
}

/// Gives the program one JSON value on its standard input; it gets no terminal and no shell.
async fn hook(words: &[String], told: &Told) -> Result<(), Problem> {
    const KEY: &str = "notify.hook";
    let (name, mut command) = command(words, KEY)?;
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let problem = |said: String| failed(&name, KEY).detail(&said);
    let mut child = command.spawn().map_err(|error| problem(error.to_string()))?;
    let run = async {
        if let Some(mut stdin) = child.stdin.take() {
            // A program that needs nothing of it may close its end first.
            let _ = stdin.write_all(value(told).to_string().as_bytes()).await;
            let _ = stdin.shutdown().await;
        }
        child.wait().await
    };
    match timeout(HOOK, run).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(problem(status.to_string())),
        Ok(Err(error)) => Err(problem(error.to_string())),
        Err(_) => Err(problem(format!("> {} s", HOOK.as_secs()))),
    }
}

/// What the program reads: `{event, account, person, message, subject}`.
fn value(told: &Told) -> serde_json::Value {
    let person =
        told.person.as_ref().map(|person| json!({ "id": person.id.to_string(), "kind": person.kind.word(), "name": person.name.as_str() }));
    json!({
        "event": told.event,
        "account": told.account.as_ref().map(|account| account.as_str()),
        "person": person,
        "message": told.message.map(|id| id.to_string()),
        "record": told.record.map(|id| id.to_string()),
        "subject": told.subject.as_str(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::domain::ids::Id;
    use crate::problem::Code;
    use crate::text::CleanText;

    fn told() -> Told {
        Told {
            event: "mail",
            account: Some(CleanText::line("sales")),
            person: None,
            message: Some(Id::v7(1, [0; 10])),
            record: None,
            subject: CleanText::line("お見積り \"50\"; $(id)"),
            title: CleanText::line("田中 太郎"),
            body: CleanText::line("お見積り"),
        }
    }

    fn program(folder: &std::path::Path, script: &str) -> Vec<String> {
        let path = folder.join("hook");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        vec![path.display().to_string(), folder.display().to_string()]
    }

    #[tokio::test]
    async fn s12_the_hook_reads_one_json_value_and_no_shell_reads_the_subject() {
        let folder = tempfile::tempdir().unwrap();
        let settings = NotifySettings { hook: program(folder.path(), "cat > \"$1/said\""), ..NotifySettings::default() };
        tell(&settings, &told()).await.unwrap();
        let said: serde_json::Value = serde_json::from_str(&fs::read_to_string(folder.path().join("said")).unwrap()).unwrap();
        assert_eq!(
            (said["event"].as_str(), said["account"].as_str(), said["subject"].as_str()),
            (Some("mail"), Some("sales"), Some("お見積り \"50\"; $(id)"))
        );
        assert_eq!((said["message"].as_str().map(str::len), said["person"].is_null()), (Some(36), true));
    }

    #[tokio::test]
    async fn a_hook_that_fails_or_is_missing_is_named_with_its_setting() {
        let folder = tempfile::tempdir().unwrap();
        for (hook, code) in [(program(folder.path(), "exit 3"), Code::ProgramFailed), (vec!["no-such-hook".to_owned()], Code::NoProgram)] {
            let problem = tell(&NotifySettings { hook, ..NotifySettings::default() }, &told()).await.unwrap_err();
            assert_eq!(problem.code, code);
            assert!(format!("{:?}", problem.hint).contains("notify.hook"), "{problem:?}");
        }
    }
}
