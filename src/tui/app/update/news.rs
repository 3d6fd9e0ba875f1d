//! What changed while nobody asked.

use super::{boards, conversation, discovery, mailboxes, outbox, sidebar, threads};
use crate::i18n::Text;
use crate::jobs::Notice;
use crate::jobs::account::ListAccounts;
use crate::jobs::crm::CountDue;
use crate::jobs::notice::{CustomerMail, Reminded, Told};
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
        Notice::Policy(policy) => {
            app.policy = *policy;
            Vec::new()
        }
        Notice::Discovering(found) => discovery::take(app, &found),
        Notice::NoBackup(problem) => {
            app.notices.tell(Level::Failed, *problem.message, app.now);
            Vec::new()
        }
        Notice::NotTold(problem) => {
            app.notices.tell(Level::Failed, *problem.message, app.now);
            Vec::new()
        }
        Notice::CustomerMail(mails) => customers_wrote(app, mails),
        Notice::Reminders(due) => remind(app, due),
    }
}

/// Customers wrote (S12): the newest is named, each is told of outside.
fn customers_wrote(app: &mut App, mails: Vec<CustomerMail>) -> Vec<Effect> {
    let Some(last) = mails.last() else { return Vec::new() };
    let text = Text::of("mail-from-customer").with("person", last.person.name.as_str()).with("subject", last.subject.as_str());
    app.notices.tell(Level::Done, and_more(text, mails.len()), app.now);
    let told = |mail: CustomerMail| Told {
        event: "mail",
        title: mail.person.name.clone(),
        body: mail.subject.clone(),
        account: Some(mail.account),
        person: Some(mail.person),
        message: Some(mail.message),
        record: None,
        subject: mail.subject,
    };
    vec![Effect::Tell(mails.into_iter().map(told).collect())]
}

/// What reminds of itself: the newest is named, each is told of outside.
fn remind(app: &mut App, due: Vec<Reminded>) -> Vec<Effect> {
    let Some(last) = due.last() else { return Vec::new() };
    let text = match &last.person {
        Some(person) => Text::of("reminder-of-person").with("subject", last.record.name.as_str()).with("person", person.name.as_str()),
        None => Text::of("reminder").with("subject", last.record.name.as_str()),
    };
    app.notices.tell(Level::Warning, and_more(text, due.len()), app.now);
    let title = CleanText::line(&app.words.word("reminder-title"));
    let told = |one: Reminded| Told {
        event: "reminder",
        title: title.clone(),
        body: match &one.person {
            Some(person) => CleanText::line(&format!("{} · {}", one.record.name, person.name)),
            None => one.record.name.clone(),
        },
        account: None,
        message: None,
        record: Some(one.record.id),
        subject: one.record.name,
        person: one.person,
    };
    let effects = vec![Effect::Tell(due.into_iter().map(told).collect())];
    app.reread = true;
    effects
}

fn and_more(text: Text, all: usize) -> Text {
    match i64::try_from(all.saturating_sub(1)).unwrap_or(i64::MAX) {
        0 => text,
        more => Text::of("news-and-more").text("news", text).count("n", more),
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
    effects.push(app.ask(purpose::Due, CountDue));
    effects
}
