//! The person of the mail: added, edited, converted, and what is made for them. Whom it is about is decided when the key is pressed; while the store has not
//! said who that is, the wish waits for its answer.

use super::{conversion, records};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordName};
use crate::domain::mail::address::Address;
use crate::domain::provider;
use crate::i18n::Text;
use crate::jobs::crm::{Sidebar as Content, SidebarOf};
use crate::jobs::extraction::Extract;
use crate::present::commands::Command;
use crate::tui::app::forms::FormKind;
use crate::tui::app::needs::who_lacks;
use crate::tui::app::{App, Effect, Label, Met, Who, Wish, purpose};

/// Takes the commands about the person of the mail.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    Some(match command {
        Command::AddLead => add(app, RecordKind::Lead),
        Command::AddContact => add(app, RecordKind::Contact),
        Command::AddTemp => add(app, RecordKind::Temp),
        Command::AddCompany => add_company(app),
        Command::AddTask => wish(app, Wish::Add(RecordKind::Task)),
        Command::AddEvent => wish(app, Wish::Add(RecordKind::Event)),
        Command::AddCall => wish(app, Wish::Add(RecordKind::Call)),
        Command::AddNote => wish(app, Wish::Add(RecordKind::Note)),
        Command::AddDeal => wish(app, Wish::Add(RecordKind::Deal)),
        Command::Convert => wish(app, Wish::Convert),
        _ => return None,
    })
}

/// Adds the person under the cursor: the form opens at once with what is known, and fills further (S17, S21 to S26).
fn add(app: &mut App, kind: RecordKind) -> Vec<Effect> {
    let Some(who) = app.met() else { return Vec::new() };
    let mut form = records::for_person(app, kind, &who);
    let header = Some(Label::Text(Text::of("record-from-header")));
    form.prefill("email", who.address.address.as_str(), header.clone());
    form.prefill("lead-source", "Mail", None);
    if !who.address.name.is_empty() && !who.theirs {
        form.prefill("last-name", who.address.name.as_str(), header);
    }
    records::open(app, form);
    match who.message.filter(|_| who.theirs) {
        Some(message) => vec![app.ask(purpose::Extraction, Extract::Message(message))],
        None => Vec::new(),
    }
}

/// Adds the company of the person under the cursor: its domain is that of their address, unless a mail provider has it for everybody; the rest comes from
/// their mail.
fn add_company(app: &mut App) -> Vec<Effect> {
    let Some(who) = app.met() else { return Vec::new() };
    let mut form = records::for_person(app, RecordKind::Company, &who);
    if provider::by_address(&who.address.address).is_none() {
        form.prefill("domains", who.address.address.domain(), Some(Label::Text(Text::of("record-from-header"))));
    }
    records::open(app, form);
    match who.message.filter(|_| who.theirs) {
        Some(message) => vec![app.ask(purpose::Extraction, Extract::Message(message))],
        None => Vec::new(),
    }
}

/// The form of a new person that opened before their mail was here: now that it is, it caused the form, and fills it. Called after every event, and cheap.
pub(super) fn follow(app: &mut App) -> Vec<Effect> {
    let Some(form) = app.top_form() else { return Vec::new() };
    let FormKind::Record(about) = &form.kind else { return Vec::new() };
    let Some((thread, address)) = about.waits_for.clone() else { return Vec::new() };
    let is = |from: &Address| from.address.normalized() == address.normalized();
    let theirs =
        app.conversation.messages_of(thread).filter(|one| !one.mine && one.author.as_ref().is_some_and(is)).max_by_key(|one| one.key);
    let Some(message) = theirs.map(|one| one.key) else { return Vec::new() };
    if let Some(form) = app.top_form()
        && let FormKind::Record(about) = &mut form.kind
    {
        (about.made_from, about.waits_for) = (Some(message), None);
    }
    vec![app.ask(purpose::Extraction, Extract::Message(message))]
}

/// Wants something of the person under the cursor. What the screen knows is used at once; else the store is asked, about whom the keys meant.
pub(super) fn wish(app: &mut App, wish: Wish) -> Vec<Effect> {
    let Some(met) = app.met() else { return Vec::new() };
    if let Some(content) = app.content_for(&met).cloned() {
        return fulfil(app, wish, &met, &content);
    }
    match (wish, app.who(&met)) {
        (Wish::Add(kind), Who::Known(person)) if kind != RecordKind::Deal => add_for(app, kind, person, &met, ""),
        _ => {
            let address = met.address.address.as_str().to_owned();
            vec![app.ask(purpose::ForPerson(wish, Box::new(met)), SidebarOf::Addresses(vec![address]))]
        }
    }
}

/// Does what was wished of somebody, now that the store has said who they are.
pub(super) fn fulfil(app: &mut App, wish: Wish, met: &Met, content: &Content) -> Vec<Effect> {
    let who = Who::of(&content.verdict);
    if let Some(why) = who_lacks(&who, wish.need()) {
        app.warn(why);
        return Vec::new();
    }
    match (wish, who) {
        (Wish::Add(kind), Who::Known(person)) => {
            let company = content.record.as_ref().map(|record| record.text(Field::Company).to_owned()).unwrap_or_default();
            add_for(app, kind, person, met, &company)
        }
        (Wish::Edit, _) => content.record.clone().map_or_else(Vec::new, |record| records::edit(app, record)),
        (Wish::Convert, Who::Known(person)) => match &content.record {
            Some(record) if record.reference == person.reference => conversion::open(app, record),
            _ => conversion::ask(app, &person),
        },
        _ => Vec::new(),
    }
}

fn add_for(app: &mut App, kind: RecordKind, person: RecordName, met: &Met, company: &str) -> Vec<Effect> {
    records::add_for(app, kind, Some(person), met.message, &met.subject, company)
}
