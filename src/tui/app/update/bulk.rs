//! One field of several selected records: which, then what it shall be. All of it is one change to undo.

use crate::domain::crm::field::{Field, FieldSpec, FieldType, Shown, spec, specs};
use crate::domain::crm::kind::{RecordKind, RecordRef};
use crate::domain::crm::value::{Reading, parse};
use crate::i18n::Text;
use crate::jobs::crm::EditSeveral;
use crate::present::fields;
use crate::problem::Problem;
use crate::text::{CleanText, KeptText};
use crate::tui::app::line::Line;
use crate::tui::app::overlay::{Overlay, Prompt, PromptKind};
use crate::tui::app::{App, BoardRow, Choice, Chooser, Effect, Label, Then, purpose};

/// The selected records with their kinds, as the list shows them.
fn selected(app: &App) -> Vec<(RecordRef, RecordKind)> {
    let names = app.board.rows.iter().filter_map(BoardRow::name);
    names.filter(|name| app.board.selected.contains(&name.reference)).map(|name| (name.reference, name.kind)).collect()
}

/// Whether a change is about several selected records and not about the one under the cursor.
pub(super) fn is_meant(app: &App) -> bool {
    !app.board.detail.open && app.board.selected.len() > 1
}

/// The fields that all of these kinds have and a form changes.
fn common(kinds: &[RecordKind]) -> Vec<FieldSpec> {
    let Some(first) = kinds.first() else { return Vec::new() };
    let changes = |spec: &FieldSpec| spec.shown != Shown::ReadOnly;
    let holds = |kind: RecordKind, one: &FieldSpec| spec(kind, one.field).is_some_and(|other| changes(&other) && other.holds == one.holds);
    specs(*first).into_iter().filter(changes).filter(|one| kinds.iter().all(|kind| holds(*kind, one))).collect()
}

/// Asks which field.
pub(super) fn choose_field(app: &mut App) -> Vec<Effect> {
    let (records, mut kinds): (Vec<RecordRef>, Vec<RecordKind>) = selected(app).into_iter().unzip();
    kinds.dedup();
    let Some(kind) = kinds.first().copied() else { return Vec::new() };
    let choices = common(&kinds).into_iter().map(|spec| Choice {
        label: Label::Text(fields::label(kind, spec.field)),
        detail: Label::Words(CleanText::default()),
        then: Then::EditField(kind, spec.field),
    });
    let what = Text::of("did-several-records").count("n", i64::try_from(records.len()).unwrap_or(i64::MAX));
    let title = Text::of("bulk-title").text("what", what);
    let chooser = Chooser::list(Label::Text(title), choices.collect(), None);
    app.overlays.push(Overlay::Chooser(chooser));
    Vec::new()
}

/// Asks what the field shall be: one of its values, or a line to type.
pub(super) fn choose_value(app: &mut App, kind: RecordKind, field: Field) -> Vec<Effect> {
    let Some(spec) = spec(kind, field) else { return Vec::new() };
    let choice = |label: Label, typed: &str| Choice {
        label,
        detail: Label::Words(CleanText::default()),
        then: Then::EditSeveral(field, KeptText::line(typed)),
    };
    let mut choices = match spec.holds {
        FieldType::Choice(list) => {
            let values = app.rules.picklists.values(list).into_iter();
            values.map(|id| choice(Label::Words(CleanText::line(&fields::choice(id, &app.words))), id)).collect()
        }
        FieldType::Flag => vec![choice(Label::Text(Text::of("value-yes")), "yes"), choice(Label::Text(Text::of("value-no")), "no")],
        _ => {
            app.overlays.push(Overlay::Prompt(Prompt { kind: PromptKind::Field(kind, field), line: Line::default(), problem: None }));
            return Vec::new();
        }
    };
    if !spec.mandatory && spec.holds != FieldType::Flag {
        choices.push(choice(Label::Text(Text::of("bulk-empty")), ""));
    }
    app.overlays.push(Overlay::Chooser(Chooser::list(Label::Text(fields::label(kind, field)), choices, None)));
    Vec::new()
}

/// What was typed for the field.
///
/// # Errors
/// Why it cannot stand there, to be said beside the line.
pub(super) fn typed(app: &App, kind: RecordKind, field: Field, typed: &str) -> Result<KeptText, Text> {
    let Some(spec) = spec(kind, field) else { return Err(Text::of("bulk-no-field")) };
    let reading = Reading::of(&app.rules, app.now, app.zone.clone());
    match parse(spec.holds, typed, &reading) {
        Ok(None) if spec.mandatory => Err(*Problem::of_field(&crate::domain::crm::value::Wrong::Missing.at(field)).message),
        Ok(_) => Ok(KeptText::block(typed)),
        Err(wrong) => Err(*Problem::of_field(&wrong.at(field)).message),
    }
}

/// Changes the field of what is selected.
pub(super) fn apply(app: &mut App, field: Field, typed: KeptText) -> Vec<Effect> {
    let references: Vec<RecordRef> = selected(app).into_iter().map(|(reference, _)| reference).collect();
    if references.is_empty() {
        return Vec::new();
    }
    vec![app.ask(purpose::EditSeveral, EditSeveral { references, field, typed })]
}
