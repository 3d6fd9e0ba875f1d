//! What happened with a record: its timeline, and its changes field by field.

use crate::domain::crm::kind::RecordName;
use crate::i18n::Text;
use crate::jobs::crm::{HistoryEntry, HistoryOf, TimelineEntry, TimelineOf};
use crate::present::commands::Command;
use crate::present::history::{change, happened};
use crate::text::CleanText;
use crate::tui::app::overlay::Overlay;
use crate::tui::app::{App, Effect, Label, Page, purpose};

/// So much of a timeline is read at once; more is nobody's reading.
const MOST: u32 = 2_000;

/// Takes the commands that show it.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    Some(match command {
        Command::History => {
            let Some(name) = app.meant_record() else { return Some(Vec::new()) };
            vec![app.ask(purpose::History(name.clone()), HistoryOf(name.reference))]
        }
        Command::Timeline => {
            let Some(name) = app.meant_subject() else { return Some(Vec::new()) };
            vec![app.ask(purpose::Timeline(name.clone()), TimelineOf { reference: name.reference, limit: MOST })]
        }
        _ => return None,
    })
}

/// Shows the changes of a record.
pub(super) fn show_history(app: &mut App, of: &RecordName, entries: &[HistoryEntry]) -> Vec<Effect> {
    let lines = entries.iter().map(|entry| change(entry, of.kind, &app.words, &app.zone)).collect();
    show(app, "history-title", of, lines)
}

/// Shows what happened with a record.
pub(super) fn show_timeline(app: &mut App, of: &RecordName, entries: &[TimelineEntry]) -> Vec<Effect> {
    let lines = entries.iter().map(|entry| happened(entry, &app.words, &app.zone)).collect();
    show(app, "timeline-title", of, lines)
}

fn show(app: &mut App, title: &'static str, of: &RecordName, lines: Vec<String>) -> Vec<Effect> {
    let title = Label::Text(Text::of(title).with("name", of.name.as_str()));
    let mut lines: Vec<CleanText> = lines.iter().map(|line| CleanText::line(line)).collect();
    if lines.is_empty() {
        lines.push(CleanText::line(&app.words.word("history-none")));
    }
    let columns = usize::from(app.size.columns).saturating_sub(4);
    app.overlays.push(Overlay::Page(Page::new(title, lines, columns)));
    Vec::new()
}
