//! Signing in at an identity provider from the app: where to go is shown and opened, what comes back is waited for beside everything else.

use crate::domain::ids::Id;
use crate::i18n::Text;
use crate::jobs::account::{BeginSignIn, EndSignIn, ListAccounts, SignInAt, SignInWay};
use crate::jobs::fetch::FetchNow;
use crate::problem::Problem;
use crate::text::CleanText;
use crate::tui::app::overlay::Overlay;
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Level, Then, purpose};

/// Begins: the answer says where to go.
pub(super) fn begin(app: &mut App, id: Id) -> Vec<Effect> {
    let page = (app.words.word("sign-in-page-done"), app.words.word("sign-in-page-foreign"));
    let job = BeginSignIn { account: id, way: SignInWay::Browser, client_secret: None, page };
    vec![app.ask(purpose::BeginSignIn(id), job)]
}

/// Where to go is known: the person opens it here or copies it; the wait for what comes back begins.
pub(super) fn offered(app: &mut App, id: Id, at: &SignInAt) -> Vec<Effect> {
    let address = CleanText::line(&at.address);
    let choice =
        |label: &'static str, then: Then| Choice { label: Label::Text(Text::of(label)), detail: Label::Words(CleanText::default()), then };
    let choices = vec![choice("sign-in-open-here", Then::OpenLink(address.clone())), choice("sign-in-copy-address", Then::Copy(address))];
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Text(Text::of("sign-in-menu")), choices)));
    vec![app.ask(purpose::EndSignIn(id), EndSignIn { account: id, pasted: None })]
}

/// It is done: the mail is fetched with what was granted.
pub(super) fn done(app: &mut App, id: Id) -> Vec<Effect> {
    let name = app.mailboxes.accounts.iter().flatten().find(|row| row.id == id).map(|row| row.name.as_str().to_owned());
    app.notices.say(Level::Done, Text::of("sign-in-done").with("account", name.unwrap_or_default()), app.now);
    let job = FetchNow::of(id);
    vec![app.ask(purpose::Accounts, ListAccounts), app.ask(purpose::Fetch, job)]
}

/// Nobody signed in yet, or what was granted is over: what is wrong stands above the way out.
pub(super) fn ask(app: &mut App, id: Id, name: &CleanText, problem: Problem) {
    let choices = vec![Choice {
        label: Label::Text(Text::of("account-menu-sign-in")),
        detail: Label::Words(CleanText::default()),
        then: Then::SignIn(id),
    }];
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Words(name.clone()), choices)));
    app.overlays.push(Overlay::Problem(problem));
}
