//! A whole message for programs outside: its source to read, a file, a command, the browser, the printer.

use crate::domain::ids::MessageKey;
use crate::i18n::Text;
use crate::jobs::mail::{MessageView, ReadSource, SaveMessage, SourceView};
use crate::jobs::outside::{OpenPage, PipeMessage, Piped, PrintText, StopCommands};
use crate::mime::html::remote_hosts;
use crate::present::commands::Command;
use crate::present::{reading, when};
use crate::text::CleanText;
use crate::tui::app::line::Line;
use crate::tui::app::overlay::{Confirm, Overlay, Prompt, PromptKind};
use crate::tui::app::{App, Effect, Label, Level, Page, Then, purpose};

/// How wide the text is that is printed.
const PRINTED_COLUMNS: usize = 80;

/// How many hosts a question names.
const NAMED_HOSTS: usize = 8;

/// Takes the commands about the message under the cursor as a whole.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let key = || app.conversation.current_view().map(|view| view.row.key);
    Some(match command {
        Command::Browse => app.conversation.current_view().map(ask_browse).map_or_else(Vec::new, |asked| show_question(app, asked)),
        Command::Source => key().map_or_else(Vec::new, |message| vec![app.ask(purpose::Source, ReadSource(message))]),
        Command::SaveMessage => key().map_or_else(Vec::new, |message| line(app, PromptKind::File(message))),
        Command::Pipe => key().map_or_else(Vec::new, |message| line(app, PromptKind::Pipe(message))),
        Command::Print => print(app),
        _ => return None,
    })
}

fn line(app: &mut App, kind: PromptKind) -> Vec<Effect> {
    app.overlays.push(Overlay::Prompt(Prompt { kind, line: Line::default(), problem: None }));
    Vec::new()
}

/// What is asked before a page goes to the browser; why not, where there is none.
fn ask_browse(view: &MessageView) -> Result<Confirm, Text> {
    let html = view.html.as_deref().ok_or(Text::of("mail-no-html"))?;
    let hosts = remote_hosts(html);
    let then = Then::OpenPage(view.row.key);
    if hosts.is_empty() {
        return Ok(Confirm { question: Text::of("mail-browse-local"), then });
    }
    let named = hosts.iter().take(NAMED_HOSTS).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = i64::try_from(hosts.len().saturating_sub(NAMED_HOSTS)).unwrap_or(i64::MAX);
    Ok(Confirm { question: Text::of("mail-browse-remote").with("hosts", named).count("more", more), then })
}

fn show_question(app: &mut App, asked: Result<Confirm, Text>) -> Vec<Effect> {
    match asked {
        Ok(question) => app.overlays.push(Overlay::Confirm(question)),
        Err(why) => app.warn(why),
    }
    Vec::new()
}

/// Opens the page of a message in the browser, after a yes.
pub(super) fn browse(app: &mut App, message: MessageKey) -> Vec<Effect> {
    vec![app.ask(purpose::OpenPage, OpenPage(message))]
}

/// Prints the readable text of the message.
fn print(app: &mut App) -> Vec<Effect> {
    let Some(view) = app.conversation.current_view() else { return Vec::new() };
    let date = when::moment_of_zone(view.row.date, &app.zone, &app.words);
    let text = reading::as_text(view, &date, PRINTED_COLUMNS, &app.words);
    vec![app.ask(purpose::Print, PrintText(text))]
}

/// Saves the message in the file that was typed.
pub(super) fn save_as(app: &mut App, message: MessageKey, typed: &str) -> Vec<Effect> {
    if typed.is_empty() {
        return Vec::new();
    }
    vec![app.ask(purpose::SaveMessage, SaveMessage { message, to: typed.into() })]
}

/// Gives the message to the command that was typed.
pub(super) fn pipe(app: &mut App, message: MessageKey, typed: &str) -> Vec<Effect> {
    if typed.is_empty() {
        return Vec::new();
    }
    let running = CleanText::line(typed);
    app.overlays.push(Overlay::Running(running.clone()));
    vec![app.ask(purpose::Pipe(running), PipeMessage { message, command: typed.to_owned() })]
}

/// Tells the command that runs to end; its answer takes the notice away.
pub(super) fn stop(app: &mut App) -> Vec<Effect> {
    vec![app.ask(purpose::StopCommands, StopCommands)]
}

/// The command ended: what it printed is shown.
pub(super) fn piped(app: &mut App, command: &CleanText, piped: Piped) -> Vec<Effect> {
    forget_running(app);
    let Piped { ended, mut lines, cut } = piped;
    if cut {
        lines.push(CleanText::line(&app.words.word("mail-pipe-cut")));
    }
    let (level, said) = match ended {
        Some(0) => (Level::Done, Text::of("mail-pipe-done").with("command", command.as_str())),
        Some(code) => (Level::Failed, Text::of("mail-pipe-failed").with("command", command.as_str()).count("code", i64::from(code))),
        None => (Level::Warning, Text::of("mail-pipe-stopped").with("command", command.as_str())),
    };
    app.notices.say(level, said, app.now);
    if !lines.is_empty() {
        show(app, Label::Words(CleanText::line(&format!("| {command}"))), lines);
    }
    Vec::new()
}

/// The command does not run any more.
pub(super) fn forget_running(app: &mut App) {
    app.overlays.retain(|overlay| !matches!(overlay, Overlay::Running(_)));
}

/// Shows the source of a message.
pub(super) fn show_source(app: &mut App, source: SourceView) -> Vec<Effect> {
    let SourceView { mut lines, rest } = source;
    if rest > 0 {
        let more = Text::of("mail-source-more").with("size", crate::present::sizes::bytes(rest));
        lines.push(CleanText::line(&app.words.say(&more)));
    }
    show(app, Label::Text(Text::of("mail-source")), lines);
    Vec::new()
}

fn show(app: &mut App, title: Label, lines: Vec<CleanText>) {
    let columns = usize::from(app.size.columns).saturating_sub(4);
    app.overlays.push(Overlay::Page(Page::new(title, lines, columns)));
}
