//! Adding and editing records: forms that open filled, are checked field by field and saved as one group to undo.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{ToSpan, Zoned};

use crate::domain::crm::all_day::{self, BOUNDS};
use crate::domain::crm::duplicate::Duplicate;
use crate::domain::crm::field::{Field, FieldType, spec};
use crate::domain::crm::kind::{RecordKind, RecordName};
use crate::domain::crm::prefill::{SURE, prefill};
use crate::domain::crm::record::{Changes, NewRecord, Record};
use crate::domain::crm::value::{FieldError, Reading, Value};
use crate::domain::ids::MessageKey;
use crate::domain::signature::{Extraction, Source};
use crate::domain::time::Instant;
use crate::domain::typed::{TimeReader, Toward};
use crate::i18n::Text;
use crate::jobs::Ticket;
use crate::jobs::changes::Changed;
use crate::jobs::crm::{EditRecord, RecordSaved, ShowRecord};
use crate::jobs::extraction::Extracted;
use crate::present::{changes, fields};
use crate::problem::Problem;
use crate::text::CleanText;
use crate::tui::app::forms::{Form, FormKind, RecordForm};
use crate::tui::app::overlay::Overlay;
use crate::tui::app::record_form::{self, Speaking};
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Level, Met, Then, purpose};

/// The form of a record, filled as far as it is known.
pub(super) fn made(app: &App, about: RecordForm) -> Form {
    record_form::form(about, &speaking(app))
}

/// With what the forms of records speak.
pub(super) fn speaking(app: &App) -> Speaking<'_> {
    Speaking { words: &app.words, rules: &app.rules, zone: &app.zone }
}

/// Opens a form on the panes. One that had to wait for the store comes beneath what was opened since, so that nobody types into it unawares.
pub(super) fn open(app: &mut App, form: Form) {
    app.overlays.insert(0, Overlay::Form(Box::new(form)));
}

/// The form of a new person or their company, made from the mail they are met in, or from one that is still to come.
pub(super) fn for_person(app: &App, kind: RecordKind, who: &Met) -> Form {
    let waits_for = who.message.is_none().then(|| (who.thread, who.address.address.clone()));
    made(app, RecordForm { made_from: who.message, waits_for, ..RecordForm::new(kind) })
}

/// Opens the empty form of a new record.
pub(super) fn open_empty(app: &mut App, kind: RecordKind) -> Vec<Effect> {
    let form = made(app, RecordForm::new(kind));
    open(app, form);
    Vec::new()
}

/// Fills the open form with what the mail says; what the person typed stays.
pub(super) fn take_extraction(app: &mut App, extracted: &Extracted) -> Vec<Effect> {
    let Some(form) = app.top_form() else { return Vec::new() };
    let FormKind::Record(about) = &form.kind else { return Vec::new() };
    if about.made_from != extracted.message || about.editing.is_some() || !(about.kind.is_person() || about.kind == RecordKind::Company) {
        return Vec::new();
    }
    let kind = about.kind;
    fill(form, kind, &extracted.extraction);
    Vec::new()
}

fn fill(form: &mut Form, kind: RecordKind, extraction: &Extraction) {
    for one in prefill(extraction, kind, &BTreeSet::new()) {
        let percent = i64::from(one.confidence);
        let hint = match one.source {
            Source::Line(line) => Text::of("record-from-line").count("line", i64::try_from(line).unwrap_or(0)).count("percent", percent),
            Source::From | Source::ReplyTo => Text::of("record-from-header"),
        };
        if one.confidence < SURE {
            form.offer(one.field.flag(), &one.value, Label::Text(Text::of("record-offered").text("where", hint)));
        } else {
            form.prefill(one.field.flag(), &one.value, Some(Label::Text(hint)));
        }
    }
}

/// Opens the form of an activity, note or deal for a record, made from a mail about a subject; for none it asks for whom.
pub(super) fn add_for(
    app: &mut App,
    kind: RecordKind,
    person: Option<RecordName>,
    made_from: Option<MessageKey>,
    subject: &CleanText,
    company: &str,
) -> Vec<Effect> {
    let today = app.now.to_timestamp().to_zoned(app.zone.clone());
    let mut form = made(app, RecordForm { made_from, person, ..RecordForm::new(kind) });
    let subject_field = match kind {
        RecordKind::Deal => "deal-name",
        RecordKind::Event | RecordKind::Note => "title",
        _ => "subject",
    };
    form.prefill(subject_field, subject.as_str(), None);
    match kind {
        RecordKind::Deal => {
            form.prefill("company", company, None);
            write_out(app, &mut form, Field::ClosingDate, &Value::Date(today.date().saturating_add(30.days())));
        }
        RecordKind::Task => write_out(app, &mut form, Field::DueDate, &Value::Date(today.date().saturating_add(1.day()))),
        RecordKind::Event => {
            let next = next_hour(&today);
            write_out(app, &mut form, Field::From, &Value::Instant(next));
            write_out(app, &mut form, Field::To, &Value::Instant(next.plus_ms(HOUR_MS)));
            if let FormKind::Record(about) = &mut form.kind {
                about.begins = Some(next);
            }
        }
        RecordKind::Call => write_out(app, &mut form, Field::CallStartTime, &Value::Instant(app.now)),
        _ => {}
    }
    if kind == RecordKind::Note {
        form.focus_on("content");
    }
    open(app, form);
    Vec::new()
}

const HOUR_MS: i64 = 3_600_000;

/// The beginning of the next hour: what is planned is never in the past.
fn next_hour(now: &Zoned) -> Instant {
    let hour = now.with().minute(0).second(0).subsec_nanosecond(0).build();
    let next = hour.and_then(|hour| hour.checked_add(1.hour()));
    next.map_or_else(|_| Instant::from(now.timestamp()).plus_ms(HOUR_MS), |next| next.timestamp().into())
}

/// Puts a day or moment into a field that the person did not touch, with its weekday.
pub(super) fn write_out(app: &App, form: &mut Form, field: Field, value: &Value) {
    let Some(written) = fields::written_out(value, &app.words, &app.zone) else { return };
    form.prefill(field.flag(), &written.text, None);
    if let Some(field) = form.field_mut(field.flag()).filter(|field| !field.touched) {
        field.weekday = Some(written.weekday);
    }
}

/// The cursor left a field of a record's form: a day or moment stands there as it was understood, and an event's end keeps its distance from the beginning.
pub(super) fn left(app: &mut App, at: usize) {
    let (now, zone, words, order) = (app.now, app.zone.clone(), Arc::clone(&app.words), app.rules.day_order);
    let times = TimeReader { now, zone: &zone, order, toward: Toward::Coming };
    let Some(form) = app.top_form() else { return };
    let Some(kind) = form.kind.fields_of() else { return };
    let begun = if let FormKind::Record(about) = &form.kind { about.begins } else { None };
    let all_day = kind == RecordKind::Event && form.text(Field::AllDay.flag()) == "true";
    let read = |form: &Form, field: Field| -> Option<Value> {
        let text = form.text(field.flag());
        match spec(kind, field)?.holds {
            FieldType::Date => times.day(&text).ok().map(Value::Date),
            FieldType::Instant if all_day && BOUNDS.contains(&field) => times.day(&text).ok().map(Value::Date),
            FieldType::Instant => times.when(&text).ok()?.instant(MORNING, &zone).ok().map(Value::Instant),
            _ => None,
        }
    };
    let Some(field) = form.fields.get(at).and_then(|field| Field::named(kind, field.name)) else { return };
    let Some(value) = read(form, field) else { return };
    let put = |form: &mut Form, field: Field, value: &Value| {
        if let (Some(written), Some(field)) = (fields::written_out(value, &words, &zone), form.field_mut(field.flag())) {
            field.write_out(&written.text, &written.weekday);
        }
    };
    if form.fields[at].touched {
        put(form, field, &value);
    }
    let (RecordKind::Event, Field::From, Some(begins)) = (kind, field, all_day::moment(Some(&value))) else { return };
    let ends = read(form, Field::To).as_ref().and_then(|ends| all_day::moment(Some(ends)));
    let lasts = begun.zip(ends).map_or(HOUR_MS, |(begun, ends)| ends.0.saturating_sub(begun.0).max(0));
    if begun != Some(begins) && !all_day {
        put(form, Field::To, &Value::Instant(begins.plus_ms(lasts)));
    } else if begun != Some(begins) && ends.is_none_or(|ends| ends < begins) {
        put(form, Field::To, &value);
    }
    if let FormKind::Record(about) = &mut form.kind {
        about.begins = Some(begins);
    }
}

/// The hour that a day alone means where a time is asked for.
const MORNING: i8 = 9;

/// Opens the form of a stored record.
pub(super) fn edit(app: &mut App, record: Record) -> Vec<Effect> {
    let kind = record.kind;
    let begins = all_day::moment(record.value(Field::From));
    let form = made(app, RecordForm { editing: Some(Box::new(record)), begins, ..RecordForm::new(kind) });
    open(app, form);
    Vec::new()
}

/// The person wants the form saved, and everything mandatory is filled.
pub(super) fn save(app: &mut App) -> Vec<Effect> {
    let rules = app.rules.clone();
    let (now, zone) = (app.now, app.zone.clone());
    let Some(form) = app.top_form() else { return Vec::new() };
    let FormKind::Record(about) = form.kind.clone() else { return Vec::new() };
    let typed = record_form::typed(form, &about, &zone);
    let reading = Reading::of(&rules, now, zone);
    let (ticket, effect) = match &about.editing {
        Some(record) => match Changes::read(record, &typed, &reading) {
            Ok(changes) if changes.0.is_empty() => {
                app.overlays.pop();
                return Vec::new();
            }
            Ok(changes) => app.ask_as(purpose::SaveRecord, EditRecord { reference: record.reference, changes }),
            Err(errors) => return refuse_fields(form, &errors),
        },
        None => match NewRecord::read(about.kind, &typed, &reading) {
            Ok(mut new) => {
                new.made_from = about.made_from;
                new.allow_duplicate = about.allow_duplicate;
                if let Some(person) = &about.person {
                    let field = if about.kind == RecordKind::Deal { Field::Contact } else { Field::RelatedTo };
                    new.values.insert(field, Value::Record(person.clone()));
                }
                app.ask_as(purpose::AddRecord, new)
            }
            Err(errors) => return refuse_fields(form, &errors),
        },
    };
    if let Some(form) = app.top_form() {
        form.saving = Some(ticket);
    }
    vec![effect]
}

/// Marks every wrong field and puts the cursor on the first.
pub(super) fn refuse_fields(form: &mut Form, errors: &[FieldError]) -> Vec<Effect> {
    for error in errors.iter().rev() {
        if let Some(field) = form.field_mut(error.field.flag()) {
            field.problem = Some(*Problem::of_field(error).message);
        }
        form.focus_on(error.field.flag());
    }
    let elsewhere = errors.iter().find(|error| form.field(error.field.flag()).is_none());
    if let Some(error) = elsewhere {
        form.problem = Some(Problem::of_field(error));
    }
    Vec::new()
}

/// A save was answered: the form goes away. Where the new person shall become one with somebody, the two are shown beside each other next.
pub(super) fn take_saved(app: &mut App, ticket: Ticket, saved: &RecordSaved) -> Vec<Effect> {
    if let Some(FormKind::Record(about)) = close_saved(app, ticket).map(|form| form.kind)
        && let Some(known) = about.merge_into
    {
        app.next.push_back(Then::Merge(known.reference, saved.record.reference));
    }
    stored(app, &saved.changed);
    Vec::new()
}

/// Takes the form away whose save was answered.
pub(super) fn close_saved(app: &mut App, ticket: Ticket) -> Option<Box<Form>> {
    let waits = |overlay: &Overlay| matches!(overlay, Overlay::Form(form) if form.saving == Some(ticket));
    let at = app.overlays.iter().rposition(waits)?;
    match app.overlays.remove(at) {
        Overlay::Form(form) => Some(form),
        _ => None,
    }
}

/// Nothing was added, since the person is known: the form asks what to do.
pub(super) fn take_known(app: &mut App, ticket: Ticket, duplicates: &[Duplicate]) -> Vec<Effect> {
    let waits = |overlay: &&mut Overlay| matches!(overlay, Overlay::Form(form) if form.saving == Some(ticket));
    if let Some(Overlay::Form(form)) = app.overlays.iter_mut().rev().find(waits) {
        form.saving = None;
    }
    ask_about(app, duplicates)
}

/// A change is stored: says so and reads again.
pub(super) fn stored(app: &mut App, changed: &Changed) {
    app.notices.say(Level::Done, changes::did(changed), app.now);
    app.reread = true;
}

/// Somebody has this address already: open that record, merge into it, or add anyway (customers.md 5).
fn ask_about(app: &mut App, duplicates: &[Duplicate]) -> Vec<Effect> {
    let Some(known) = duplicates.first().map(|duplicate| duplicate.person.clone()) else { return Vec::new() };
    let none = || Label::Words(CleanText::default());
    let name = |text: &'static str| Label::Text(Text::of(text).with("name", known.name.as_str()));
    let choices = vec![
        Choice { label: name("duplicate-open"), detail: none(), then: Then::OpenRecord(known.clone()) },
        Choice { label: name("duplicate-merge"), detail: none(), then: Then::MergeInto(known.clone()) },
        Choice { label: Label::Text(Text::of("duplicate-anyway")), detail: none(), then: Then::AddAnyway },
    ];
    let title = Label::Text(Text::of("duplicate-title").with("name", known.name.as_str()));
    app.overlays.push(Overlay::Chooser(Chooser::menu(title, choices)));
    Vec::new()
}

/// Saves the form although the address is known; with somebody named, the two become one.
pub(super) fn save_anyway(app: &mut App, merge_into: Option<RecordName>) -> Vec<Effect> {
    if let Some(form) = app.top_form()
        && let FormKind::Record(about) = &mut form.kind
    {
        about.allow_duplicate = true;
        about.merge_into = merge_into;
    }
    save(app)
}

/// Opens a record that is known by name, in place of the form that wanted to add it again.
pub(super) fn open_known(app: &mut App, known: &RecordName) -> Vec<Effect> {
    if matches!(app.overlays.last(), Some(Overlay::Form(_))) {
        app.overlays.pop();
    }
    vec![app.ask(purpose::OpenRecord, ShowRecord(known.reference))]
}

/// A save was refused: the form says why.
pub(super) fn refused(app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
    let form = app.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Form(form) if form.saving == Some(ticket) => Some(form),
        _ => None,
    });
    match form {
        Some(form) => form.refuse(problem),
        None => app.overlays.push(Overlay::Problem(problem)),
    }
    Vec::new()
}
