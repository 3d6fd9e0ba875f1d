//! What changed while nobody asked.

use super::{boards, conversation, discovery, mailboxes, outbox, sidebar, threads};
use crate::i18n::Text;
use crate::jobs::Notice;
use crate::jobs::account::ListAccounts;
use crate::problem::{Code, Problem};
use crate::text::CleanText;
use crate::tui::app::{App, Effect, Level, purpose};

/// Takes a notice: what is on the screen is read again, once.
pub(super) fn take(app: &mut App, notice: Notice) -> Vec<Effect> {
    match notice {
        Notice::MailArrived(_) => {
            app.forget_ahead();
            let mut effects = threads::refresh(app);
            effects.extend(mailboxes::reload(app));
            effects
        }
        Notice::StoreChanged => everything(app),
        Notice::MailBack(count) => {
            let text = Text::of("mail-back").count("n", i64::try_from(count).unwrap_or(i64::MAX));
            app.notices.tell(Level::Done, text, app.now);
            everything(app)
        }
        Notice::Progress(progress) => {
            app.fetching.progress(progress);
            Vec::new()
        }
        // The app has none of its own yet.
        Notice::Files(_) => Vec::new(),
        Notice::FetchEnded(summary) => {
            app.fetching.ended(summary.account_id);
            if summary.error.as_ref().is_some_and(super::account::needs_passphrase) && app.overlays.is_empty() {
                super::account::ask_passphrase(app, false, None);
            } else if let Some(problem) = &summary.error {
                if problem.code == Code::StoreMissing && app.overlays.is_empty() {
                    super::account_menu::ask_about_the_store(app, summary.account_id, &summary.account);
                }
                fetch_failed(app, &summary.account, problem);
            }
            vec![app.ask(purpose::Accounts, ListAccounts)]
        }
        Notice::AccountChanged(_) => vec![app.ask(purpose::Accounts, ListAccounts)],
        Notice::OutboxChanged => outbox::look(app),
        Notice::Duty(duty) => {
            app.fetching.on_duty(duty);
            let (level, text) = match app.fetching.why_not() {
                Some(text) => (Level::Warning, text),
                None => (Level::Done, Text::of("fetch-taken-over")),
            };
            app.notices.tell(level, text, app.now);
            Vec::new()
        }
        Notice::Theme { before, now } => {
            // Who chose another one here keeps it.
            if app.theme == before {
                app.theme = now;
            }
            Vec::new()
        }
        Notice::Discovering(found) => discovery::take(app, &found),
        Notice::NoBackup(problem) => {
            app.notices.tell(Level::Failed, *problem.message, app.now);
            Vec::new()
        }
        Notice::CustomerMail { person, subject } => {
            let text = Text::of("mail-from-customer").with("person", person.as_str()).with("subject", subject.as_str());
            app.notices.tell(Level::Done, text, app.now);
            Vec::new()
        }
    }
}

/// Says why an account was not fetched.
pub(super) fn fetch_failed(app: &mut App, account: &CleanText, problem: &Problem) {
    let text = Text::of("mail-fetch-failed").with("account", account.as_str()).text("why", (*problem.message).clone());
    app.notices.tell(Level::Failed, text, app.now);
}

/// Reads everything on the screen again.
pub(super) fn everything(app: &mut App) -> Vec<Effect> {
    let mut effects = threads::refresh(app);
    effects.extend(mailboxes::reload(app));
    effects.extend(conversation::refresh(app));
    effects.extend(sidebar::refresh(app));
    effects.extend(boards::refresh(app));
    effects
}
