//! Accounts and their passwords.

use super::super::{account, account_menu, discovery, sign_in};
use super::take::{Take, above_the_footer, over_the_panes};
use crate::domain::discovery::Discovery;
use crate::jobs::Ticket;
use crate::jobs::account::{AccountLedger, AccountRow, AccountSaved, AccountTest, ListAccounts, SignInAt};
use crate::problem::Problem;
use crate::tui::app::purpose::{
    self, Accounts, BeginSignIn, ChangeAccount, Discover, EndSignIn, Fetches, RemoveAccount, SaveAccount, StopDiscovery, TestAccount,
    Unlock,
};
use crate::tui::app::{App, Effect};

impl Take for Accounts {
    fn done(self, app: &mut App, _: Ticket, rows: Vec<AccountRow>) -> Vec<Effect> {
        account_menu::take_rows(app, rows)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        above_the_footer(app, problem)
    }
}

impl Take for Fetches {
    fn done(self, app: &mut App, _: Ticket, ledger: Box<AccountLedger>) -> Vec<Effect> {
        account_menu::take_fetches(app, self.0, &ledger);
        Vec::new()
    }

    /// The menu serves without it.
    fn failed(self, _: &mut App, _: Ticket, _: Problem) -> Vec<Effect> {
        Vec::new()
    }
}

impl Take for SaveAccount {
    fn done(self, app: &mut App, ticket: Ticket, saved: AccountSaved) -> Vec<Effect> {
        account::take_saved(app, ticket, &saved)
    }

    fn failed(self, app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
        account::refused(app, ticket, problem)
    }
}

impl Take for TestAccount {
    fn done(self, app: &mut App, ticket: Ticket, test: AccountTest) -> Vec<Effect> {
        account::take_test(app, ticket, Ok(test))
    }

    fn failed(self, app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
        account::take_test(app, ticket, Err(problem))
    }
}

impl Take for ChangeAccount {
    fn done(self, app: &mut App, _: Ticket, _: AccountSaved) -> Vec<Effect> {
        vec![app.ask(purpose::Accounts, ListAccounts)]
    }

    fn failed(self, app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
        account::refused(app, ticket, problem)
    }
}

impl Take for RemoveAccount {
    fn done(self, app: &mut App, _: Ticket, (): ()) -> Vec<Effect> {
        account_menu::ask_for_default(app, self.0);
        vec![app.ask(purpose::Accounts, ListAccounts)]
    }

    fn failed(self, app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
        account::refused(app, ticket, problem)
    }
}

impl Take for Unlock {
    fn done(self, app: &mut App, ticket: Ticket, (): ()) -> Vec<Effect> {
        account::unlocked(app, ticket)
    }

    fn failed(self, app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
        account::refused(app, ticket, problem)
    }
}

impl Take for BeginSignIn {
    fn done(self, app: &mut App, _: Ticket, at: SignInAt) -> Vec<Effect> {
        sign_in::offered(app, self.0, &at)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for EndSignIn {
    fn done(self, app: &mut App, _: Ticket, (): ()) -> Vec<Effect> {
        sign_in::done(app, self.0)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for Discover {
    fn done(self, app: &mut App, _: Ticket, found: Box<Discovery>) -> Vec<Effect> {
        discovery::take(app, &found)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        above_the_footer(app, problem)
    }
}

impl Take for StopDiscovery {
    fn done(self, _: &mut App, _: Ticket, (): ()) -> Vec<Effect> {
        Vec::new()
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        above_the_footer(app, problem)
    }
}
