//! A lead or temp becomes a contact, in a form that asks for the company and, where it is wanted, for a deal.

use jiff::ToSpan;

use super::records;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordName};
use crate::domain::crm::record::{NewRecord, Record};
use crate::domain::crm::value::{Reading, Value};
use crate::i18n::Text;
use crate::jobs::Ticket;
use crate::jobs::crm::{Conversion, Converted, ShowRecord};
use crate::text::KeptText;
use crate::tui::app::forms::{Form, FormKind, RecordForm};
use crate::tui::app::{App, Effect, conversion_form, purpose, record_form};

/// Asks for what is needed to make a lead or temp a contact.
pub(super) fn ask(app: &mut App, lead: &RecordName) -> Vec<Effect> {
    if !lead.kind.converts() {
        app.warn(Text::of("problem-not-a-lead"));
        return Vec::new();
    }
    match app.board.detail.record().filter(|record| record.reference == lead.reference).cloned() {
        Some(record) => open(app, &record),
        None => vec![app.ask(purpose::OpenConversion, ShowRecord(lead.reference))],
    }
}

/// Opens the form for a lead or temp.
pub(super) fn open(app: &mut App, lead: &Record) -> Vec<Effect> {
    let form = made(app, lead);
    records::open(app, form);
    Vec::new()
}

/// The form as it opens: a deal would close in a month.
pub(super) fn made(app: &App, lead: &Record) -> Form {
    let mut form = conversion_form::form(lead, &records::speaking(app));
    let today = app.now.to_timestamp().to_zoned(app.zone.clone()).date();
    records::write_out(app, &mut form, Field::ClosingDate, &Value::Date(today.saturating_add(30.days())));
    conversion_form::follow(&mut form);
    form
}

/// A field of the form changed: the fields of the deal come and go with it.
pub(super) fn changed(app: &mut App) -> Vec<Effect> {
    app.top_form().map(conversion_form::follow);
    Vec::new()
}

/// The person wants it done.
pub(super) fn save(app: &mut App) -> Vec<Effect> {
    let (now, zone, rules) = (app.now, app.zone.clone(), app.rules.clone());
    let Some(form) = app.top_form() else { return Vec::new() };
    let FormKind::Conversion(about) = form.kind.clone() else { return Vec::new() };
    let company = KeptText::line(&form.text(Field::Company.flag()));
    let deal = if conversion_form::with_deal(form) {
        let typed = record_form::typed(form, &RecordForm::new(RecordKind::Deal), &zone);
        match NewRecord::read(RecordKind::Deal, &typed, &Reading::of(&rules, now, zone)) {
            Ok(mut deal) => {
                // The contact's company is the deal's.
                deal.values.remove(&Field::Company);
                Some(deal)
            }
            Err(errors) => return records::refuse_fields(form, &errors),
        }
    } else {
        None
    };
    let conversion = Conversion { lead: about.lead.reference, company: Some(company), deal };
    let (ticket, effect) = app.ask_as(purpose::Convert, conversion);
    if let Some(form) = app.top_form() {
        form.saving = Some(ticket);
    }
    vec![effect]
}

/// It is done: the form goes.
pub(super) fn take(app: &mut App, ticket: Ticket, converted: &Converted) -> Vec<Effect> {
    records::close_saved(app, ticket);
    records::stored(app, &converted.changed);
    Vec::new()
}
