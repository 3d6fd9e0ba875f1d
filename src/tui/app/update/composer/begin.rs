//! Beginning a mail: a new one, an answer, a draft that was kept.

use super::on_top::{open, top};
use crate::domain::crm::record::Record;
use crate::domain::ids::Id;
use crate::domain::mail::address_list::format_address;
use crate::domain::mail::compose::{EnteredDraft, Original};
use crate::i18n::Text;
use crate::jobs::crm::ShowRecord;
use crate::jobs::outbox::{DraftRow, OriginalOf};
use crate::present::commands::Command;
use crate::present::compose::{self, Answer};
use crate::tui::app::composer::senders;
use crate::tui::app::overlay::Overlay;
use crate::tui::app::{App, DetailRow, Effect, Level, Pane, Tab, Who, purpose};

/// Takes the command that begins a new mail.
pub(in crate::tui::app::update) fn anywhere(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    (command == Command::Compose).then(|| compose(app))
}

/// Takes the commands that answer a mail; on a record they begin a mail to its person.
pub(in crate::tui::app::update) fn answer(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    Some(match command {
        Command::Reply => reply(app, Answer::Reply),
        Command::ReplyAll => reply(app, Answer::ReplyAll),
        Command::ReplyList => reply(app, Answer::ReplyList),
        Command::Forward => reply(app, Answer::Forward),
        Command::ForwardWhole => reply(app, Answer::ForwardWhole),
        _ => return None,
    })
}

/// Begins a new mail; from a record or the sidebar it goes to that person.
fn compose(app: &mut App) -> Vec<Effect> {
    let mut entered = EnteredDraft::default();
    if app.tab != Tab::Mail {
        return match (app.meant_person(), app.meant_record()) {
            (Some(person), on) => vec![app.ask(purpose::WriteTo(on.map_or(person.id, |on| on.id)), ShowRecord(person.reference))],
            (None, on) => open(app, EnteredDraft { for_record: on.map(|on| on.id), ..entered }, None),
        };
    }
    if app.focus == Pane::Sidebar
        && let Some(who) = app.met()
    {
        entered.to = format_address(&who.address);
        if let Who::Known(person) = app.seems(&who) {
            entered.for_record = Some(person.id);
        }
    }
    open(app, entered, None)
}

/// The person whom a mail is begun to is here; it is about a record of theirs or about themselves.
pub(in crate::tui::app::update) fn write_to(app: &mut App, person: &Record, about: Id) -> Vec<Effect> {
    let to = person.recipient().map(|one| format_address(&one)).unwrap_or_default();
    if to.is_empty() {
        let text = Text::of("compose-no-address").with("name", person.name().as_str());
        app.notices.say(Level::Warning, text, app.now);
    }
    open(app, EnteredDraft { to, for_record: Some(about), ..EnteredDraft::default() }, None)
}

/// Begins a mail that a link asks for.
pub(in crate::tui::app::update) fn begin(app: &mut App, entered: EnteredDraft) -> Vec<Effect> {
    open(app, entered, None)
}

/// Begins an answer to the message under the cursor; on a row of a list to the newest that is not ours.
fn reply(app: &mut App, how: Answer) -> Vec<Effect> {
    if app.tab != Tab::Mail {
        return match app.board.detail.under_cursor().filter(|_| app.board.detail.open) {
            Some(DetailRow::Email(email)) if email.key.is_some() => {
                let about = app.open_record().map(|record| record.id);
                email.key.map(|key| app.ask(purpose::Original(how, about), OriginalOf(key))).into_iter().collect()
            }
            _ => compose(app),
        };
    }
    let message = app.met().and_then(|who| who.message).or_else(|| app.threads.current().map(|row| row.newest));
    match message {
        Some(message) => vec![app.ask(purpose::Original(how, None), OriginalOf(message))],
        None => Vec::new(),
    }
}

/// The mail to answer is here; the answer is about the record on which it was begun.
pub(in crate::tui::app::update) fn take_original(app: &mut App, original: &Original, how: Answer, about: Option<Id>) -> Vec<Effect> {
    let entered = EnteredDraft { for_record: about, ..compose::answer(original, how, &app.zone, &app.words) };
    let effects = open(app, entered, None);
    if let Some(composer) = top(app) {
        composer.learn(original);
    }
    effects
}

/// Opens a draft that was kept.
pub(in crate::tui::app::update) fn take_draft(app: &mut App, draft: DraftRow) -> Vec<Effect> {
    if app.overlays.iter().any(|overlay| matches!(overlay, Overlay::Composer(_))) {
        return Vec::new();
    }
    let answered = draft.entered.reply_of;
    let mut effects = open(app, draft.entered, Some(draft.key));
    effects.extend(answered.map(|message| app.ask(purpose::Answered, OriginalOf(message))));
    effects
}

/// What a draft answers is here: what is asked before it goes is asked about this, too.
pub(in crate::tui::app::update) fn take_answered(app: &mut App, original: &Original) -> Vec<Effect> {
    if let Some(composer) = top(app) {
        composer.learn(original);
    }
    Vec::new()
}

/// The accounts are known now, also to a mail that was begun before.
pub(in crate::tui::app::update) fn know_accounts(app: &mut App) {
    let senders = senders(app.mailboxes.accounts.as_deref().unwrap_or_default());
    if let Some(composer) = top(app) {
        composer.know(senders);
    }
}
