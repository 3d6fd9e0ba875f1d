//! The settings menu, what can be done with an account, and what the app asks about one by itself (S46, S48, S68, S73, S112, S113).

use super::account::{find, open, row_of};
use super::composer;
use crate::domain::account::retention::Cause;
use crate::domain::account::{AccountSettings, EnteredAccount, SecretSource};
use crate::domain::ids::Id;
use crate::i18n::Text;
use crate::jobs::account::{AccountChange, AccountLedger, AccountRow, FetchesOf, RemoveAccount};
use crate::jobs::fetch::FetchNow;
use crate::present;
use crate::present::commands::Command;
use crate::problem::Problem;
use crate::text::CleanText;
use crate::tui::app::overlay::{Confirm, Overlay};
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Level, Then, purpose};
use crate::workers::accounts::{mismatch, problems};

/// So many of an account's last fetches are told.
const FETCHES: usize = 3;

/// Takes the commands about accounts.
pub(super) fn anywhere(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    Some(match command {
        Command::Settings => settings(app),
        // A refused password is not said again by a key that says nothing of it.
        Command::Fetch => {
            vec![app.ask(purpose::Fetch, FetchNow::default())]
        }
        _ => return None,
    })
}

/// A choice in our own words, and what it does.
fn said(label: &'static str, detail: &'static str, then: Then) -> Choice {
    Choice { label: Label::Text(Text::of(label)), detail: Label::Text(Text::of(detail)), then }
}

/// The settings: a new account, how the app looks, every account.
///
/// The accounts come last: they may be known only later, and no digit may come to mean another row for that.
fn settings(app: &mut App) -> Vec<Effect> {
    let mut choices = vec![
        said("settings-add-account", "settings-add-account-detail", Then::EditAccount(None)),
        said("settings-appearance", "settings-appearance-detail", Then::Appearance),
        said("settings-language", "settings-language-detail", Then::Languages),
        said("settings-keys", "settings-keys-detail", Then::Bindings),
        said("settings-sharing", "settings-sharing-detail", Then::Sharing),
    ];
    choices.extend(account_choices(app));
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Text(Text::of("settings-title")), choices)));
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
    vec![app.ask(purpose::Fetches(id), FetchesOf(id))]
}

/// What the last fetches of an account brought stands above what can be done with it.
pub(super) fn take_fetches(app: &mut App, id: Id, ledger: &AccountLedger) {
    let said = |line: String| Label::Words(CleanText::line(&line));
    let fetches = ledger.fetches.iter().take(FETCHES).map(|entry| said(present::account::fetch(entry, &app.zone, &app.words)));
    let lost = present::account::lost(ledger).map(Label::Text);
    let remarks: Vec<Label> = fetches.chain(lost).collect();
    for overlay in &mut app.overlays {
        let Overlay::Chooser(chooser) = overlay else { continue };
        if chooser.choices.iter().any(|choice| choice.then == Then::EditAccount(Some(id))) {
            chooser.remarks.clone_from(&remarks);
        }
    }
}

/// The store lacks what this home fetched before: the person says how it goes on.
pub(super) fn ask_about_the_store(app: &mut App, id: Id, name: &CleanText) {
    let choices = vec![
        said("account-store-restore", "account-store-restore-detail", Then::HowToRestore),
        said("account-store-new", "account-store-new-detail", Then::FillNewStore(id)),
    ];
    let title = Label::Text(Text::of("account-store-missing").with("name", name.as_str()));
    app.overlays.push(Overlay::Chooser(Chooser::menu(title, choices)));
}

/// A login was refused: the person says how it goes on; what went wrong stands above that question, whole.
pub(super) fn ask_about_the_login(app: &mut App, id: Id, name: &CleanText, problem: Problem) {
    let choices = vec![
        said("account-new-password", "account-new-password-detail", Then::NewPassword(id)),
        said("account-same-password", "account-same-password-detail", Then::RetryAccount(id)),
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
            let job = FetchNow { retry: true, ..FetchNow::of(id) };
            return vec![app.ask(purpose::Fetch, job)];
        }
        Then::ConfirmDeletes(id) => {
            let job = FetchNow { confirm_deletes: true, ..FetchNow::of(id) };
            return vec![app.ask(purpose::Fetch, job)];
        }
        Then::FillNewStore(id) => {
            let job = FetchNow { new_store: true, ..FetchNow::of(id) };
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
