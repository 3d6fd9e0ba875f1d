//! Mail accounts in the app: the settings menu, the account form with its test, and the passphrase that opens kept passwords (S44, S48, S54, S73, S79, S80).

use super::{composer, sign_in};
use crate::domain::account::policy::SharingPolicy;
use crate::domain::account::retention::Cause;
use crate::domain::account::{AccountSettings, EnteredAccount, EnteredSecret, FieldFault, Limits, SecretSource, Security};
use crate::domain::ids::Id;
use crate::i18n::Text;
use crate::jobs::Ticket;
use crate::jobs::account::{
    AccountChange, AccountRow, AccountSaved, AccountTest, ListAccounts, OpenPasswords, RemoveAccount, StepResult, TestOf,
};
use crate::jobs::fetch::FetchNow;
use crate::present;
use crate::present::commands::Command;
use crate::problem::{Code, Problem};
use crate::text::CleanText;
use crate::tui::app::account_form;
use crate::tui::app::forms::{AccountForm, Form, FormField, FormKind};
use crate::tui::app::overlay::{Confirm, Overlay};
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Level, Then, purpose};
use crate::workers::accounts::{mismatch, problems};

/// Takes the commands about accounts.
pub(super) fn anywhere(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    Some(match command {
        Command::Settings => settings(app),
        // A refused password is not said again by a key that says nothing of it.
        Command::Fetch => {
            vec![app.ask(purpose::Fetch, FetchNow { accounts: Vec::new(), retry: false, confirm_deletes: false, new_store: false })]
        }
        _ => return None,
    })
}

/// The settings: a new account, how the app looks, every account.
///
/// The accounts come last: they may be known only later, and no digit may come to mean another row for that.
fn settings(app: &mut App) -> Vec<Effect> {
    let word = |id: &'static str| Label::Text(Text::of(id));
    let choice = |label, detail, then| Choice { label: word(label), detail: word(detail), then };
    let mut choices = vec![
        choice("settings-add-account", "settings-add-account-detail", Then::EditAccount(None)),
        choice("settings-appearance", "settings-appearance-detail", Then::Appearance),
        choice("settings-language", "settings-language-detail", Then::Languages),
        choice("settings-keys", "settings-keys-detail", Then::Bindings),
        choice("settings-sharing", "settings-sharing-detail", Then::Sharing),
    ];
    choices.extend(account_choices(app));
    app.overlays.push(Overlay::Chooser(Chooser::menu(word("settings-title"), choices)));
    Vec::new()
}

/// The accounts with how they are doing (S68).
fn account_choices(app: &App) -> Vec<Choice> {
    let choice = |row: &AccountRow| {
        let settings = row.settings.as_ref()?;
        let line = Text::of(if settings.default { "account-line-default" } else { "account-line" });
        let line = match &settings.outgoing {
            Some(_) => line.with("email", settings.email.as_str()),
            None => line.text("email", Text::of("settings-receives-only").with("email", settings.email.as_str())),
        };
        let line = line.text("state", present::account::state_and_warning(row, &app.zone, &app.words));
        Some(Choice { label: Label::Words(row.name.clone()), detail: Label::Text(line), then: Then::AccountMenu(row.id) })
    };
    app.mailboxes.accounts.iter().flatten().filter_map(choice).collect()
}

/// Accounts that became known while the settings are open join them below what stands there.
fn join_settings(app: &mut App) {
    let known = account_choices(app);
    for overlay in &mut app.overlays {
        let Overlay::Chooser(chooser) = overlay else { continue };
        if chooser.choices.iter().any(|choice| matches!(choice.then, Then::Appearance)) {
            chooser.choices.extend(known.iter().cloned());
        }
    }
}

/// What can be done with one account.
pub(super) fn menu(app: &mut App, id: Id) -> Vec<Effect> {
    let Some((name, account)) = find(app, id) else { return Vec::new() };
    let choice =
        |text: &'static str, then: Then| Choice { label: Label::Text(Text::of(text)), detail: Label::Words(CleanText::default()), then };
    let on = account.enabled;
    let mut choices = vec![
        choice("account-menu-edit", Then::EditAccount(Some(id))),
        match account.incoming_secret {
            SecretSource::Tokens => choice("account-menu-sign-in", Then::SignIn(id)),
            SecretSource::Kept | SecretSource::Command(_) => choice("account-menu-retry", Then::RetryAccount(id)),
        },
        choice(if on { "account-menu-disable" } else { "account-menu-enable" }, Then::EnableAccount(id, !on)),
    ];
    if row_of(app, id).is_some_and(|row| row.retention.is_some_and(|verdict| verdict.cause == Cause::Unused)) {
        choices.push(choice("account-menu-used", Then::EnableAccount(id, true)));
    }
    if !account.default {
        choices.push(choice("account-menu-default", Then::DefaultAccount(id)));
    }
    let order: Vec<Id> = app.mailboxes.accounts.iter().flatten().filter(|row| row.settings.is_some()).map(|row| row.id).collect();
    if let Some(place) = order.iter().position(|one| *one == id) {
        if place > 0 {
            choices.push(choice("account-menu-up", Then::MoveAccount(id, place - 1)));
        }
        if place + 1 < order.len() {
            choices.push(choice("account-menu-down", Then::MoveAccount(id, place + 1)));
        }
    }
    choices.push(choice("account-menu-confirm-deletes", Then::ConfirmDeletes(id)));
    choices.push(choice("account-menu-remove", Then::AskRemoveAccount(id)));
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Words(name), choices)));
    Vec::new()
}

fn row_of(app: &App, id: Id) -> Option<&AccountRow> {
    app.mailboxes.accounts.iter().flatten().find(|row| row.id == id)
}

fn find(app: &App, id: Id) -> Option<(CleanText, AccountSettings)> {
    let row = row_of(app, id)?;
    Some((row.name.clone(), row.settings.clone()?))
}

/// The store lacks what this home fetched before: the person says how it goes on.
pub(super) fn ask_about_the_store(app: &mut App, id: Id, name: &CleanText) {
    let choice = |label: &'static str, detail: &'static str, then: Then| Choice {
        label: Label::Text(Text::of(label)),
        detail: Label::Text(Text::of(detail)),
        then,
    };
    let choices = vec![
        choice("account-store-restore", "account-store-restore-detail", Then::HowToRestore),
        choice("account-store-new", "account-store-new-detail", Then::FillNewStore(id)),
    ];
    let title = Label::Text(Text::of("account-store-missing").with("name", name.as_str()));
    app.overlays.push(Overlay::Chooser(Chooser::menu(title, choices)));
}

/// A login was refused: the person says how it goes on; what went wrong stands above that question, whole.
pub(super) fn ask_about_the_login(app: &mut App, id: Id, name: &CleanText, problem: Problem) {
    let choice = |label: &'static str, detail: &'static str, then: Then| Choice {
        label: Label::Text(Text::of(label)),
        detail: Label::Text(Text::of(detail)),
        then,
    };
    let choices = vec![
        choice("account-new-password", "account-new-password-detail", Then::NewPassword(id)),
        choice("account-same-password", "account-same-password-detail", Then::RetryAccount(id)),
    ];
    let title = Label::Text(Text::of("account-login-refused").with("name", name.as_str()));
    app.overlays.push(Overlay::Chooser(Chooser::menu(title, choices)));
    app.overlays.push(Overlay::Problem(problem));
}

/// The server knows no such mailbox: the person picks the one that is meant, types it, or lets the account rest (S112). What went wrong stands above that, whole.
pub(super) fn ask_about_the_mailbox(app: &mut App, id: Id, problem: Problem) {
    let Some((name, account)) = find(app, id) else { return };
    let choice = |label: Label, detail: &'static str, then: Then| Choice { label, detail: Label::Text(Text::of(detail)), then };
    let known = [account.email.as_str(), account.email.local_part()].into_iter().chain(account.aliases.iter().map(|one| one.as_str()));
    let mut names: Vec<&str> = Vec::new();
    for one in known.filter(|one| *one != account.incoming.username) {
        if !names.contains(&one) {
            names.push(one);
        }
    }
    let pick = |one: &str| choice(Label::Words(CleanText::line(one)), "account-mailbox-pick", Then::LogInAs(id, one.to_owned()));
    let mut choices: Vec<Choice> = names.into_iter().map(pick).collect();
    choices.push(choice(Label::Text(Text::of("account-mailbox-type")), "account-mailbox-type-detail", Then::UserNameOf(id)));
    choices.push(choice(Label::Text(Text::of("account-menu-disable")), "account-mailbox-off-detail", Then::EnableAccount(id, false)));
    let title = Label::Text(Text::of("account-mailbox-which").with("name", name.as_str()));
    app.overlays.push(Overlay::Chooser(Chooser::menu(title, choices)));
    app.overlays.push(Overlay::Problem(problem));
}

/// The account logs in as somebody else from now on.
pub(super) fn log_in_as(app: &mut App, id: Id, username: String) -> Vec<Effect> {
    let Some((_, account)) = find(app, id) else { return Vec::new() };
    let entered = Box::new(EnteredAccount { username, recent_mode: account.recent_mode, ..EnteredAccount::of(&account) });
    vec![app.ask(purpose::ChangeAccount, AccountChange::Edit { account: id, before: Box::new(account), entered })]
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

/// How much of which account is shared, and whose word that is (S83); each leads to the account's form.
pub(super) fn sharing(app: &mut App) -> Vec<Effect> {
    let rows = app.mailboxes.accounts.iter().flatten();
    let choices: Vec<Choice> = rows
        .filter_map(|row| {
            let level = app.policy.effective(row.settings.as_ref()?.sharing).level;
            let detail = Label::Text(present::account::sharing(level));
            Some(Choice { label: Label::Words(row.name.clone()), detail, then: Then::SharingOf(row.id) })
        })
        .collect();
    if choices.is_empty() {
        app.notices.say(Level::Warning, Text::of("settings-sharing-none"), app.now);
        return Vec::new();
    }
    let said = Label::Text(present::account::policy_said(&app.policy));
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Text(Text::of("settings-sharing")), choices).remarks(vec![said])));
    Vec::new()
}

/// Opens the form, empty or with an account.
pub(super) fn open(app: &mut App, id: Option<Id>) -> Vec<Effect> {
    let account = id.and_then(|id| find(app, id)).map(|(_, account)| account);
    if id.is_some() && account.is_none() {
        return Vec::new();
    }
    app.overlays.push(Overlay::Form(Box::new(account_form::form(account, &app.policy))));
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

/// The accounts are known: with none at all, the form opens by itself, once (S44).
pub(super) fn take_rows(app: &mut App, rows: Vec<AccountRow>) -> Vec<Effect> {
    let first = app.mailboxes.accounts.is_none();
    let none = rows.is_empty();
    warn_of_ends(app, &rows);
    app.mailboxes.take_accounts(rows);
    composer::know_accounts(app);
    if first {
        join_settings(app);
        if app.overlays.is_empty() {
            let rows = app.mailboxes.accounts.clone().unwrap_or_default();
            ask_about_a_mismatch(app, &rows);
        }
    }
    if first && none && app.overlays.is_empty() { open(app, None) } else { Vec::new() }
}

/// Says once which accounts are about to be paused (S36).
fn warn_of_ends(app: &mut App, rows: &[AccountRow]) {
    let before = |id: Id| app.mailboxes.accounts.iter().flatten().find(|row| row.id == id).and_then(|row| row.retention);
    let new = rows.iter().filter(|row| row.retention.is_some() && before(row.id) != row.retention);
    if let Some(text) = new.filter_map(|row| present::account::warned(row, &app.words)).next() {
        app.notices.say(Level::Warning, text, app.now);
    }
}

/// New mail starts from an account that is off, or from another than the one that is active: said once, with the key that puts it right (S113).
fn ask_about_a_mismatch(app: &mut App, rows: &[AccountRow]) {
    let settings: Vec<&AccountSettings> = rows.iter().filter_map(|row| row.settings.as_ref()).collect();
    let Some((default, right)) = mismatch(&settings, app.one_active) else { return };
    let question = Text::of("account-mismatch").with("default", default.name.as_str()).with("right", right.name.as_str());
    let then = Then::DefaultAccount(right.id);
    app.overlays.push(Overlay::Confirm(Confirm { question, then }));
}

/// The account that new mail started from was taken away or switched off: the person says which one takes its place.
pub(super) fn ask_for_default(app: &mut App, gone: Id) {
    let rows = || app.mailboxes.accounts.iter().flatten().filter_map(|row| Some((row, row.settings.as_ref()?)));
    let was_default = rows().any(|(row, settings)| row.id == gone && settings.default);
    let left = rows().filter(|(row, settings)| row.id != gone && settings.enabled);
    let choices: Vec<Choice> = left
        .map(|(row, settings)| Choice {
            label: Label::Words(row.name.clone()),
            detail: Label::Words(CleanText::line(settings.email.as_str())),
            then: Then::DefaultAccount(row.id),
        })
        .collect();
    if was_default && choices.len() > 1 {
        app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Text(Text::of("account-next-default")), choices)));
    }
}

/// Does one thing to an account.
pub(super) fn order(app: &mut App, then: Then) -> Vec<Effect> {
    if let Then::EnableAccount(id, false) = then {
        ask_for_default(app, id);
    }
    let change = match then {
        Then::EnableAccount(account, on) => AccountChange::SetEnabled { account, on },
        Then::DefaultAccount(id) => AccountChange::SetDefault(id),
        Then::MoveAccount(account, to) => AccountChange::Move { account, to },
        Then::RemoveAccount(id) => return vec![app.ask(purpose::RemoveAccount(id), RemoveAccount(id))],
        Then::RetryAccount(id) => {
            let job = FetchNow { accounts: vec![id], retry: true, confirm_deletes: false, new_store: false };
            return vec![app.ask(purpose::Fetch, job)];
        }
        Then::ConfirmDeletes(id) => {
            let job = FetchNow { accounts: vec![id], retry: false, confirm_deletes: true, new_store: false };
            return vec![app.ask(purpose::Fetch, job)];
        }
        Then::FillNewStore(id) => {
            let job = FetchNow { accounts: vec![id], retry: false, confirm_deletes: false, new_store: true };
            return vec![app.ask(purpose::Fetch, job)];
        }
        Then::HowToRestore => {
            // In a box, which no later news of the same fetch takes away.
            app.overlays.push(Overlay::Problem(problems::store_missing().hint(Text::of("account-how-to-restore"))));
            return Vec::new();
        }
        Then::AskRemoveAccount(id) => {
            let Some((name, _)) = find(app, id) else { return Vec::new() };
            let question = Text::of("account-remove-question").with("name", name.as_str());
            app.overlays.push(Overlay::Confirm(Confirm { question, then: Then::RemoveAccount(id) }));
            return Vec::new();
        }
        _ => return Vec::new(),
    };
    vec![app.ask(purpose::ChangeAccount, change)]
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
        let job = FetchNow { accounts: vec![settings.id], retry: false, confirm_deletes: false, new_store: false };
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
    vec![app.ask(purpose::Fetch, FetchNow { accounts: Vec::new(), retry: false, confirm_deletes: false, new_store: false })]
}

/// The account form on top with what it is about.
fn account(app: &mut App) -> Option<(&mut Form, AccountForm)> {
    let form = app.top_form()?;
    let FormKind::Account(about) = &form.kind else { return None };
    let about = (**about).clone();
    Some((form, about))
}
