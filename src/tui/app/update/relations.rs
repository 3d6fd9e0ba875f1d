//! Which records the mail under the cursor belongs to: said with its reasons, and decided by hand.

use super::records;
use crate::domain::crm::kind::RecordName;
use crate::domain::crm::record::Record;
use crate::domain::ids::MessageKey;
use crate::i18n::Text;
use crate::jobs::changes::Changed;
use crate::jobs::crm::{ExplainMail, Explanation, LinkMail, MatchingRecords};
use crate::present::commands::Command;
use crate::present::{explain, fields};
use crate::text::CleanText;
use crate::tui::app::line::Line;
use crate::tui::app::overlay::{Overlay, Prompt, PromptKind};
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Page, Pane, Then, purpose};

/// So many records of each kind are offered.
const OFFERED: u32 = 8;

/// Takes the commands about what a mail belongs to.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    Some(match command {
        Command::Explain => meant(app).map_or_else(Vec::new, |message| vec![app.ask(purpose::Explain, ExplainMail(message))]),
        Command::LinkRecord => {
            if let Some(message) = meant(app) {
                app.overlays.push(Overlay::Prompt(Prompt { kind: PromptKind::Link(message), line: Line::default(), problem: None }));
            }
            Vec::new()
        }
        _ => return None,
    })
}

/// The message under the cursor: in a list the newest of the conversation.
fn meant(app: &App) -> Option<MessageKey> {
    match app.focus {
        Pane::Conversation => app.conversation.current().map(|row| row.key),
        Pane::Mailboxes | Pane::List | Pane::Sidebar => app.threads.current().map(|row| row.newest),
    }
}

/// Shows why the mail is linked or not, and who may see it.
pub(super) fn show(app: &mut App, explanation: &Explanation) -> Vec<Effect> {
    let settings = app.mailboxes.accounts.iter().flatten().find(|row| row.id == explanation.account).and_then(|row| row.settings.as_ref());
    let lines = explain::lines(explanation, settings, &app.policy, &app.words);
    let lines = lines.iter().map(|line| CleanText::line(line)).collect();
    let columns = usize::from(app.size.columns).saturating_sub(4);
    app.overlays.push(Overlay::Page(Page::new(Label::Text(Text::of("explain-title")), lines, columns)));
    Vec::new()
}

/// Looks for the record that was typed.
pub(super) fn look(app: &mut App, message: MessageKey, typed: &str) -> Vec<Effect> {
    if typed.is_empty() {
        return Vec::new();
    }
    vec![app.ask(purpose::LinkCandidates(message), MatchingRecords { query: typed.to_owned(), limit: OFFERED })]
}

/// Offers the records that were found.
pub(super) fn choose(app: &mut App, message: MessageKey, records: &[Record]) -> Vec<Effect> {
    if records.is_empty() {
        app.warn(Text::of("link-nothing"));
        return Vec::new();
    }
    let choice = |record: &Record| Choice {
        label: Label::Words(record.name()),
        detail: Label::Text(fields::kind(record.kind)),
        then: Then::LinkTo(message, record.as_name()),
    };
    let choices = records.iter().map(choice).collect();
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Text(Text::of("link-title")), choices)));
    Vec::new()
}

/// Links the mail to a record.
pub(super) fn link(app: &mut App, message: MessageKey, record: &RecordName) -> Vec<Effect> {
    vec![app.ask(purpose::LinkMail, LinkMail { message, record: record.reference })]
}

/// It is linked.
pub(super) fn linked(app: &mut App, changed: &Changed) -> Vec<Effect> {
    records::stored(app, changed);
    Vec::new()
}
