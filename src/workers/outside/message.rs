//! Whole messages for programs: a page for the browser, the source for a command, the text for the printer.

use std::io::Write;

use tokio::process::Command;

use super::feed::{Fed, feed};
use super::lent::Lent;
use super::program;
use crate::config::Settings;
use crate::domain::ids::MessageKey;
use crate::i18n::Text;
use crate::jobs::mail::{MessageView, ReadMessage, ReadRaw, TextForm};
use crate::jobs::outside::{PipeMessage, Piped, PrintText};
use crate::jobs::{Job, Question};
use crate::mime::inside::with_pictures;
use crate::problem::{Code, Problem};
use crate::text::{CleanText, visible_lines};
use crate::workers::attachment_save::save_new;
use crate::workers::clock;
use crate::workers::database::Database;

/// What stands before a page that is given to a browser: its charset is ours, and no script in it runs.
const BEFORE: &str = "<!DOCTYPE html><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'; object-src 'none'\">\n";

/// Opens the HTML of a message in the browser, from a private file.
pub(super) async fn browse(lent: &Lent, database: &Database, settings: &Settings, message: MessageKey) -> Result<(), Problem> {
    let view: Box<MessageView> = ask(database, ReadMessage(message, TextForm::Usual, None)).await?;
    let html = view.html.ok_or_else(|| Problem::failed(Code::NoHtml, Text::of("cli-no-html")))?;
    let raw: Vec<u8> = ask(database, ReadRaw(message)).await?;
    let html = tokio::task::spawn_blocking(move || with_pictures(&html, &raw)).await.map_err(|_| Problem::internal())?;
    let folder = Lent::folder()?;
    let written = save_new(folder.path(), "message.html", |file| {
        file.write_all(BEFORE.as_bytes())?;
        file.write_all(html.as_bytes())?;
        Ok(html.len() as u64)
    });
    let (path, _) = written.map_err(|error| Problem::of_io(folder.path(), &error))?;
    program::open(&settings.browser, path.as_os_str(), "reading.browser").await?;
    lent.keep(folder);
    Ok(())
}

/// Gives the bytes of a message to a command of the person's shell, and what it printed back.
pub(super) async fn pipe(lent: &Lent, database: &Database, wanted: PipeMessage) -> Result<Piped, Problem> {
    let PipeMessage { message, command } = wanted;
    let bytes: Vec<u8> = ask(database, ReadRaw(message)).await?;
    let mut shell = program::apart("/bin/sh".as_ref());
    shell.arg("-c").arg(&command);
    let fed = run(shell, bytes, lent, &command).await?;
    Ok(Piped { ended: fed.status.map(|status| status.code().unwrap_or(-1)), lines: visible_lines(&fed.said), cut: fed.cut })
}

/// Prints a text.
pub(super) async fn print(lent: &Lent, settings: &Settings, PrintText(text): PrintText) -> Result<(), Problem> {
    const KEY: &str = "reading.printer";
    let (name, command) = program::command(&settings.printer, KEY)?;
    let fed = run(command, text.into_bytes(), lent, &name).await?;
    match fed.status {
        Some(status) if !status.success() => {
            let said = visible_lines(&fed.said);
            let last = said.iter().map(CleanText::as_str).rfind(|line| !line.trim().is_empty());
            let status = status.to_string();
            Err(program::failed(&name, KEY).detail(last.unwrap_or(&status)))
        }
        _ => Ok(()),
    }
}

async fn run(command: Command, input: Vec<u8>, lent: &Lent, name: &str) -> Result<Fed, Problem> {
    feed(command, input, lent.told()).await.map_err(|error| {
        Problem::failed(Code::ProgramFailed, Text::of("problem-program-failed").with("program", name)).detail(&error.to_string())
    })
}

/// Asks the store for something of a message.
pub(super) async fn ask<Q: Question>(database: &Database, question: Q) -> Result<Q::Answer, Problem> {
    let job: Job = question.into();
    Q::answer(database.read(job, clock::now()).await?).ok_or_else(Problem::internal)
}
