//! The account form in the app with its test, and the passphrase that opens kept passwords (S44, S54, S79, S80).

use super::sign_in;
use crate::domain::account::policy::SharingPolicy;
use crate::domain::account::{AccountSettings, EnteredSecret, FieldFault, Limits, SecretSource, Security};
use crate::domain::ids::Id;
use crate::i18n::Text;
use crate::jobs::Ticket;
use crate::jobs::account::{AccountChange, AccountRow, AccountSaved, AccountTest, ListAccounts, OpenPasswords, StepResult, TestOf};
use crate::jobs::fetch::FetchNow;
use crate::present;
use crate::problem::{Code, Problem};
use crate::text::CleanText;
use crate::tui::app::account_form;
use crate::tui::app::forms::{AccountForm, Form, FormField, FormKind};
use crate::tui::app::overlay::{Confirm, Overlay};
use crate::tui::app::{App, Effect, Label, Level, Then, purpose};
use crate::workers::accounts::problems;

/// The row of an account, with how it is doing.
pub(super) fn row_of(app: &App, id: Id) -> Option<&AccountRow> {
    app.mailboxes.accounts.iter().flatten().find(|row| row.id == id)
}

/// The name and the settings of an account.
pub(super) fn find(app: &App, id: Id) -> Option<(CleanText, AccountSettings)> {
    let row = row_of(app, id)?;
    Some((row.name.clone(), row.settings.clone()?))
}

/// Whether an account signs in at an identity provider: a password does not help there.
pub(super) fn signs_in(app: &App, id: Id) -> bool {
    let account = app.mailboxes.accounts.iter().flatten().find(|row| row.id == id).and_then(|row| row.settings.as_ref());
    account.is_some_and(|account| account.incoming_secret == SecretSource::Tokens)
}

/// Opens the form of an account at one of its fields.
pub(super) fn open_at(app: &mut App, id: Id, field: &'static str) -> Vec<Effect> {
    let effects = open(app, Some(id));
    if let Some(form) = app.top_form() {
        form.focus_on(field);
    }
    effects
}

/// Opens the form, empty or with an account.
pub(super) fn open(app: &mut App, id: Option<Id>) -> Vec<Effect> {
    let account = id.and_then(|id| find(app, id)).map(|(_, account)| account);
    if id.is_some() && account.is_none() {
        return Vec::new();
    }
    let works = id.is_some_and(|id| app.mailboxes.accounts.iter().flatten().any(|row| row.id == id && row.last_good.is_some()));
    let mut form = account_form::form(account, &app.policy);
    account_form::offer_magnet(&mut form, works);
    app.overlays.push(Overlay::Form(Box::new(form)));
    Vec::new()
}

/// Fields of an account's form were put in at once: what depends on them follows.
pub(super) fn refilled(form: &mut Form) {
    for name in ["preset", "security", "smtp-security"] {
        if form.field(name).is_some_and(|field| field.touched) {
            account_form::follow(form, name);
        }
    }
    for name in account_form::EXCEPTIONS {
        if form.field(name).is_some_and(|field| field.touched) {
            account_form::offer_exception(form, Some(name));
        }
    }
    account_form::follow(form, "email");
}

/// A field changed: what depends on it follows, and an older test no longer counts.
pub(super) fn changed(app: &mut App, name: &'static str) -> Vec<Effect> {
    let Some(form) = app.top_form() else { return Vec::new() };
    account_form::follow(form, name);
    Vec::new()
}

/// Tests what stands in the form (S79); with `save`, a good test is followed by saving (S80).
pub(super) fn test(app: &mut App, save: bool) -> Vec<Effect> {
    if is_wrong(app, save) {
        return Vec::new();
    }
    let Some((form, about)) = account(app) else { return Vec::new() };
    let (entered, id) = (account_form::entered(form, &about), about.editing.as_ref().map(|account| account.id));
    form.problem = None;
    form.remarks = vec![Label::Text(Text::of("account-testing"))];
    let (ticket, effect) = app.ask_as(purpose::TestAccount, TestOf::Entered { entered: Box::new(entered), account: id });
    if let Some((form, mut about)) = account(app) {
        about.testing = Some((ticket, save));
        form.kind = FormKind::Account(Box::new(about));
    }
    vec![effect]
}

/// Whether something has to be said before the account can be tested or saved: an unprotected connection is asked about, a wrong field is marked.
fn is_wrong(app: &mut App, save: bool) -> bool {
    let names: Vec<_> = app.mailboxes.accounts.iter().flatten().filter_map(|row| row.settings.as_ref()).cloned().collect();
    let Some((form, about)) = account(app) else { return true };
    let entered = account_form::entered(form, &about);
    let id = about.editing.as_ref().map(|account| account.id);
    let taken: Vec<_> = names.iter().filter(|one| Some(one.id) != id).map(|one| one.name.clone()).collect();
    let limits = Limits { excluded_domains: usize::MAX, taken: &taken, before: about.editing.as_deref() };
    let faults = entered.validate(id.unwrap_or_else(no_id), &limits).err().unwrap_or_default();
    let plain = |name: &str| form.text(name) == Security::None.word();
    if (plain("security") || plain("smtp-security")) && !about.plaintext_confirmed {
        let question = Text::of("account-plaintext-question");
        app.overlays.push(Overlay::Confirm(Confirm { question, then: Then::ConfirmPlaintext { save } }));
        return true;
    }
    refuse_fields(form, &faults);
    !faults.is_empty()
}

/// No account has this id: it stands for one that is not saved yet.
fn no_id() -> Id {
    Id::from_bytes([0; 16])
}

/// Marks every wrong field and puts the cursor on the first.
fn refuse_fields(form: &mut Form, faults: &[FieldFault]) {
    for fault in faults.iter().rev() {
        let name = shown_field(form, fault.field);
        if let Some(field) = form.field_mut(name) {
            field.problem = Some(problems::what(&fault.fault));
        }
        form.focus_on(name);
    }
    form.problem = faults.first().map(problems::of_field);
}

/// The field of the form that a fault is about: `after-days=N` is typed in a field of its own.
fn shown_field(form: &Form, name: &'static str) -> &'static str {
    if name == "on-server" && form.field("days").is_some_and(|field| !field.hidden) { "days" } else { name }
}

/// The person wants the account saved: after a test, unless this very text passed one or only words changed (S80).
pub(super) fn save(app: &mut App) -> Vec<Effect> {
    let Some((form, about)) = account(app) else { return Vec::new() };
    if account_form::cannot_send(form) && !about.receive_only {
        let question = Text::of("account-cannot-send-question");
        app.overlays.push(Overlay::Confirm(Confirm { question, then: Then::SaveReceiveOnly }));
        return Vec::new();
    }
    let now = account_form::connection(form);
    let unchanged = about
        .editing
        .as_ref()
        .is_some_and(|before| account_form::connection(&account_form::form(Some((**before).clone()), &SharingPolicy::default())) == now);
    let entered = Box::new(account_form::entered(form, &about));
    // What signing in grants comes after saving, so that there is nothing to test with before.
    let signs_in = entered.incoming_secret == EnteredSecret::Tokens;
    let signs_in_first = signs_in && about.editing.as_ref().is_none_or(|before| before.incoming_secret != SecretSource::Tokens);
    if !unchanged && !signs_in_first && about.tested.as_ref() != Some(&now) {
        return test(app, true);
    }
    if signs_in_first && is_wrong(app, true) {
        return Vec::new();
    }
    let job = match &about.editing {
        Some(before) => AccountChange::Edit { account: before.id, before: before.clone(), entered },
        None => AccountChange::Add(entered),
    };
    let (ticket, effect) = app.ask_as(purpose::SaveAccount, job);
    if let Some(form) = app.top_form() {
        form.saving = Some(ticket);
    }
    vec![effect]
}

/// The person goes on after a question: with an unprotected connection, or without a good test.
pub(super) fn confirmed(app: &mut App, plaintext: bool, and_save: bool) -> Vec<Effect> {
    let Some((form, mut about)) = account(app) else { return Vec::new() };
    if plaintext {
        about.plaintext_confirmed = true;
    } else {
        about.tested = Some(account_form::connection(form));
    }
    form.kind = FormKind::Account(Box::new(about));
    match (plaintext, and_save) {
        (true, false) => test(app, false),
        _ => save(app),
    }
}

/// The person wants an account that only receives. When a test found no outgoing server, what it found of the incoming one counts.
pub(super) fn receive_only(app: &mut App) -> Vec<Effect> {
    let Some((form, mut about)) = account(app) else { return Vec::new() };
    let tested = !form.text("smtp-host").is_empty();
    account_form::receive_only(form);
    form.problem = None;
    about.receive_only = true;
    about.guess = None;
    if tested {
        about.tested = Some(account_form::connection(form));
    }
    form.kind = FormKind::Account(Box::new(about));
    save(app)
}

/// A test was answered: its steps stand below the form; the first failure marks its field.
pub(super) fn take_test(app: &mut App, ticket: Ticket, result: Result<AccountTest, Problem>) -> Vec<Effect> {
    let Some(Overlay::Form(form)) = app.overlays.iter_mut().rev().find(|overlay| waits_for_test(overlay, ticket)) else {
        return Vec::new();
    };
    let FormKind::Account(about) = &mut form.kind else { return Vec::new() };
    let save_after = about.testing.take().is_some_and(|(_, save)| save);
    let (mut found, mut only_sending) = (None, false);
    let (steps, problem) = match result {
        Ok(test) => {
            only_sending = test.incoming.iter().all(|step| step.problem.is_none());
            found = test.outgoing_server;
            let steps = [("account-form-incoming", &test.incoming), ("account-form-outgoing", &test.outgoing)];
            let lines: Vec<Label> = steps.iter().filter(|(_, steps)| !steps.is_empty()).map(|(side, steps)| summary(side, steps)).collect();
            (lines, test.incoming.into_iter().chain(test.outgoing).find_map(|step| step.problem))
        }
        Err(problem) => (Vec::new(), Some(problem)),
    };
    form.remarks = steps;
    let nowhere = found.is_some() && only_sending && problem.as_ref().is_some_and(|problem| problem.code != Code::AuthFailed);
    if let Some(server) = found.filter(|_| !nowhere) {
        account_form::take_outgoing(form, &server);
    }
    match problem {
        None => {
            let now = account_form::connection(form);
            if let FormKind::Account(about) = &mut form.kind {
                about.tested = Some(now);
            }
            account_form::offer_magnet(form, true);
            form.problem = None;
            form.remarks.push(Label::Text(Text::of("account-test-passed")));
            if save_after { save(app) } else { Vec::new() }
        }
        Some(problem) if needs_passphrase(&problem) => ask_passphrase(app, problem.code == Code::NoSecretStore, None),
        Some(problem) => {
            account_form::offer_exception(form, problem.field);
            form.refuse(problem);
            if save_after {
                let (question, then) = match nowhere {
                    true => ("account-no-outgoing-question", Then::SaveReceiveOnly),
                    false => ("account-save-untested", Then::SaveUntested),
                };
                app.overlays.push(Overlay::Confirm(Confirm { question: Text::of(question), then }));
            }
            Vec::new()
        }
    }
}

fn waits_for_test(overlay: &Overlay, ticket: Ticket) -> bool {
    matches!(overlay, Overlay::Form(form) if matches!(&form.kind, FormKind::Account(about) if about.testing.is_some_and(|(waits, _)| waits == ticket)))
}

/// `Incoming: name found ✓ connected ✓ encrypted ✓ login ✗`.
fn summary(side: &'static str, steps: &[StepResult]) -> Label {
    let mut text = Text::of("account-steps").text("side", Text::of(side));
    let slots = ["one", "two", "three", "four", "five"];
    for (slot, at) in slots.into_iter().zip(0..) {
        text = match steps.get(at) {
            Some(step) => {
                let id = if step.problem.is_none() { "account-step-done" } else { "account-step-failed" };
                text.text(slot, Text::of(id).text("step", present::account::step(step)))
            }
            None => text.with(slot, ""),
        };
    }
    Label::Text(text)
}

/// An account was saved: the form goes away, its mail is fetched.
pub(super) fn take_saved(app: &mut App, ticket: Ticket, saved: &AccountSaved) -> Vec<Effect> {
    let AccountSaved { settings, warnings } = saved;
    let added = app.mailboxes.accounts.iter().flatten().all(|row| row.id != settings.id);
    let tokens_before =
        row_of(app, settings.id).and_then(|row| row.settings.as_ref()).map(|before| before.incoming_secret == SecretSource::Tokens);
    let signs_in = settings.incoming_secret == SecretSource::Tokens && tokens_before != Some(true);
    app.overlays.retain(|overlay| !matches!(overlay, Overlay::Form(form) if form.saving == Some(ticket)));
    app.notices.say(Level::Done, Text::of("account-saved").with("name", settings.name.as_str()), app.now);
    if let Some(warning) = warnings.first() {
        app.notices.say(Level::Warning, problems::warning(*warning), app.now);
    }
    let mut effects = vec![app.ask(purpose::Accounts, ListAccounts)];
    app.reread = true;
    if signs_in {
        effects.extend(sign_in::begin(app, settings.id));
    } else if settings.enabled {
        let job = FetchNow::of(settings.id);
        effects.push(if added { app.ask(purpose::FirstFetch(settings.id), job) } else { app.ask(purpose::Fetch, job) });
    }
    effects
}

/// A save or another wish about accounts was refused.
pub(super) fn refused(app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
    let waits = |overlay: &&mut Overlay| matches!(overlay, Overlay::Form(form) if form.saving == Some(ticket));
    match app.overlays.iter_mut().rev().find(waits) {
        Some(Overlay::Form(form)) if needs_passphrase(&problem) => {
            form.saving = None;
            ask_passphrase(app, problem.code == Code::NoSecretStore, None)
        }
        Some(Overlay::Form(form)) => {
            form.refuse(problem);
            Vec::new()
        }
        _ => {
            app.overlays.push(Overlay::Problem(problem));
            Vec::new()
        }
    }
}

/// Whether a passphrase would help.
pub(super) fn needs_passphrase(problem: &Problem) -> bool {
    matches!(problem.code, Code::NoSecretStore | Code::SecretsLocked | Code::WrongPassphrase)
}

/// Whether a secret that worked was refused, and its second login follows by itself: there is nothing to do but to wait or to set another one.
pub(super) fn waits_for_its_login(problem: &Problem) -> bool {
    problem.message.id() == "fetch-login-waits"
}

/// Asks for the passphrase of the kept passwords; for a new one twice.
pub(super) fn ask_passphrase(app: &mut App, new: bool, problem: Option<Problem>) -> Vec<Effect> {
    let open = |overlay: &Overlay| matches!(overlay, Overlay::Form(form) if matches!(form.kind, FormKind::Passphrase { .. }));
    if app.overlays.iter().any(open) {
        return Vec::new();
    }
    let label = |id: &'static str| Label::Text(Text::of(id));
    let mut fields = vec![FormField::secret("passphrase", label("passphrase-field")).required()];
    if new {
        fields.push(FormField::secret("again", label("passphrase-again")).required());
    }
    let mut form = Form::new(FormKind::Passphrase { new }, label(if new { "passphrase-new" } else { "passphrase-open" }), fields);
    form.remarks = vec![label(if new { "passphrase-new-why" } else { "passphrase-open-why" })];
    form.problem = problem;
    app.overlays.push(Overlay::Form(Box::new(form)));
    Vec::new()
}

/// The passphrase was typed.
pub(super) fn unlock(app: &mut App) -> Vec<Effect> {
    let Some(form) = app.top_form() else { return Vec::new() };
    let typed = form.field("passphrase").map(FormField::text).unwrap_or_default();
    if matches!(form.kind, FormKind::Passphrase { new: true }) && form.field("again").map(FormField::text).unwrap_or_default() != typed {
        if let Some(field) = form.field_mut("again") {
            field.problem = Some(Text::of("passphrase-differs"));
        }
        form.focus_on("again");
        return Vec::new();
    }
    let (ticket, effect) = app.ask_as(purpose::Unlock, OpenPasswords(crate::domain::account::Secret::new(typed)));
    if let Some(form) = app.top_form() {
        form.saving = Some(ticket);
    }
    vec![effect]
}

/// The passwords are open: what waited for them goes on.
pub(super) fn unlocked(app: &mut App, ticket: Ticket) -> Vec<Effect> {
    app.overlays.retain(|overlay| !matches!(overlay, Overlay::Form(form) if form.saving == Some(ticket)));
    if account(app).is_some() {
        return save(app);
    }
    vec![app.ask(purpose::Fetch, FetchNow::default())]
}

/// The account form on top with what it is about.
fn account(app: &mut App) -> Option<(&mut Form, AccountForm)> {
    let form = app.top_form()?;
    let FormKind::Account(about) = &form.kind else { return None };
    let about = (**about).clone();
    Some((form, about))
}
