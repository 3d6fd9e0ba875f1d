//! Two persons become one: whom the keys mean, and the form in which it is chosen whose values win.

use super::records;
use crate::domain::crm::kind::{RecordName, RecordRef, Subject};
use crate::domain::crm::record::Record;
use crate::i18n::Text;
use crate::jobs::Ticket;
use crate::jobs::crm::{DuplicatePair, ListDuplicates, RecordSaved, ShowRecord};
use crate::present::commands::Command;
use crate::present::{fields, reasons};
use crate::tui::app::forms::FormKind;
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Overlay, Then, merge_form, purpose};

/// Takes the command that makes two persons one.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    (command == Command::Merge).then(|| ask(app))
}

/// Merges the two that are selected, or the one under the cursor with somebody who looks like them.
fn ask(app: &mut App) -> Vec<Effect> {
    let selected: Vec<RecordRef> = if app.board.detail.open { Vec::new() } else { app.board.selected.iter().copied().collect() };
    match (selected.as_slice(), app.meant_record()) {
        ([one, other], _) => begin(app, *one, *other),
        ([], Some(name)) => vec![app.ask(purpose::Doubles(name), ListDuplicates)],
        _ => {
            app.warn(Text::of("merge-two"));
            Vec::new()
        }
    }
}

/// Who looks like a person is known: one is chosen, or it is said that there is nobody.
pub(super) fn choose(app: &mut App, name: &RecordName, pairs: &[DuplicatePair]) -> Vec<Effect> {
    let mut choices = Vec::new();
    for pair in pairs {
        let other = match (pair.one.reference == name.reference, pair.other.reference == name.reference) {
            (true, _) => &pair.other,
            (_, true) => &pair.one,
            _ => continue,
        };
        let label = Text::of("merge-person").text("kind", fields::kind(other.kind)).with("name", other.name.as_str());
        choices.push(Choice {
            label: Label::Text(label.with("id", other.id.short())),
            detail: Label::Text(reasons::certainty(pair.certainty)),
            then: Then::Merge(name.reference, other.reference),
        });
    }
    if choices.is_empty() {
        app.warn(Text::of("merge-nobody").with("name", name.name.as_str()));
        return Vec::new();
    }
    let title = Label::Text(Text::of("merge-with").with("name", name.name.as_str()));
    app.overlays.push(Overlay::Chooser(Chooser::menu(title, choices)));
    Vec::new()
}

/// Reads both, to show them beside each other.
pub(super) fn begin(app: &mut App, one: RecordRef, other: RecordRef) -> Vec<Effect> {
    if one == other || one.subject != Subject::Person || other.subject != Subject::Person {
        app.warn(Text::of("problem-invalid-merge"));
        return Vec::new();
    }
    vec![app.ask(purpose::MergeOne(other), ShowRecord(one))]
}

/// The first is here.
pub(super) fn take_one(app: &mut App, one: Record, other: RecordRef) -> Vec<Effect> {
    vec![app.ask(purpose::MergeOther(Box::new(one)), ShowRecord(other))]
}

/// Both are here: the form opens.
pub(super) fn open(app: &mut App, one: Record, other: Record) -> Vec<Effect> {
    let form = merge_form::form(one, other, &records::speaking(app));
    records::open(app, form);
    Vec::new()
}

/// Something else was chosen in the form.
pub(super) fn changed(app: &mut App) -> Vec<Effect> {
    app.top_form().map(merge_form::follow);
    Vec::new()
}

/// The person wants it done.
pub(super) fn save(app: &mut App) -> Vec<Effect> {
    let Some(form) = app.top_form() else { return Vec::new() };
    let FormKind::Merge(about) = &form.kind else { return Vec::new() };
    let order = merge_form::order(form, about);
    let (ticket, effect) = app.ask_as(purpose::Merge, order);
    if let Some(form) = app.top_form() {
        form.saving = Some(ticket);
    }
    vec![effect]
}

/// It is done: the form goes, and nobody is selected who is gone.
pub(super) fn take(app: &mut App, ticket: Ticket, saved: &RecordSaved) -> Vec<Effect> {
    records::close_saved(app, ticket);
    app.board.clear_selection();
    records::stored(app, &saved.changed);
    Vec::new()
}
