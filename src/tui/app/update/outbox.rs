//! The outbox and the drafts as lists, with what can be done about each.

use super::threads;
use crate::domain::ids::OutboxKey;
use crate::i18n::Text;
use crate::jobs::outbox::{
    CountDrafts, DraftKey, DraftRow, DropDraft, ListDrafts, ListOutbox, OutboxRow, OutboxState, SendMail, TakeMailBack,
};
use crate::present;
use crate::present::commands::Command;
use crate::present::when;
use crate::text::CleanText;
use crate::tui::app::overlay::{Confirm, Overlay};
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Level, Then, purpose};

/// Takes the commands that go to what is being sent or written.
pub(super) fn anywhere(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    Some(match command {
        Command::GoOutbox => go(app),
        Command::GoDrafts => go_drafts(app),
        _ => return None,
    })
}

/// Asks for the outbox, to show it.
fn go(app: &mut App) -> Vec<Effect> {
    vec![app.ask(purpose::ShowOutbox, ListOutbox)]
}

/// Asks for the drafts, to show them.
pub(super) fn go_drafts(app: &mut App) -> Vec<Effect> {
    vec![app.ask(purpose::ShowDrafts, ListDrafts)]
}

/// Asks how the outbox is, to say what changed, and how many drafts there are.
pub(super) fn look(app: &mut App) -> Vec<Effect> {
    let mut effects = vec![app.ask(purpose::Outbox, ListOutbox), app.ask(purpose::DraftCount, CountDrafts)];
    effects.extend(threads::ask_unsent(app));
    effects
}

/// Asks for the drafts, to open the newest: a send was undone.
pub(super) fn reopen(app: &mut App) -> Vec<Effect> {
    vec![app.ask(purpose::ReopenDraft, ListDrafts)]
}

/// Leaves the app; a mail that waits out its hold time would wait for the next start, so that is asked first.
pub(super) fn leave(app: &mut App) -> Vec<Effect> {
    let leaving = app.outbox.leaving();
    if leaving == 0 {
        return vec![Effect::Leave];
    }
    let question = Text::of("outbox-leave").count("count", i64::try_from(leaving).unwrap_or(i64::MAX));
    app.overlays.push(Overlay::Confirm(Confirm { question, then: Then::Leave }));
    Vec::new()
}

/// A row is known before the next look.
pub(super) fn note(app: &mut App, row: OutboxRow) {
    app.outbox.rows.retain(|held| held.key != row.key);
    app.outbox.rows.insert(0, row);
}

/// The outbox as it is now: what was sent or failed is said, and a sent mail appears in its thread.
pub(super) fn take(app: &mut App, rows: Vec<OutboxRow>) -> Vec<Effect> {
    let changed = app.outbox.take(rows);
    renew(app);
    let keys = app.keymap.keys(Command::GoOutbox).into_iter().next().unwrap_or_default();
    for row in changed {
        let subject = row.subject.as_str();
        let (level, id) = match row.state {
            OutboxState::Sent => (Level::Done, "outbox-sent-notice"),
            OutboxState::Failed => (Level::Failed, "outbox-failed-notice"),
            OutboxState::Unknown => (Level::Failed, "outbox-unknown-notice"),
            OutboxState::Queued if row.error_code.is_some() => (Level::Warning, "outbox-later-notice"),
            _ => continue,
        };
        app.notices.tell(level, Text::of(id).with("subject", subject).with("keys", keys.clone()), app.now);
        if row.state == OutboxState::Sent {
            app.reread = true;
        }
    }
    Vec::new()
}

/// Shows the outbox; one that needs the person leads to what can be done.
pub(super) fn show(app: &mut App, rows: Vec<OutboxRow>) -> Vec<Effect> {
    if rows.is_empty() {
        app.notices.say(Level::Done, Text::of("outbox-empty"), app.now);
        return take(app, rows);
    }
    let choices = choices(app, &rows);
    let effects = take(app, rows);
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Text(Text::of("outbox-title")), choices)));
    effects
}

fn choices(app: &App, rows: &[OutboxRow]) -> Vec<Choice> {
    let choice = |row: &OutboxRow| {
        let state = app.words.say(&present::outbox::how(row, app.now, &app.zone, &app.words));
        let queued = when::list_date(row.queued_at, app.now, &app.zone, &app.words);
        Choice {
            label: Label::Words(CleanText::line(&format!("{state}  {}", row.subject))),
            detail: Label::Words(CleanText::line(&format!("{}  {queued}", row.to))),
            then: Then::OutboxRow(row.key),
        }
    };
    rows.iter().map(choice).collect()
}

/// The list that is open says how each mail stands now. Every row stays where it is, since its digit stays: what came since stands below, what is gone says so.
fn renew(app: &mut App) {
    let rows = app.outbox.rows.clone();
    let new = choices(app, &rows);
    let gone = app.words.word("outbox-row-gone");
    let open = app.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Chooser(chooser) if chooser.choices.iter().any(|one| matches!(one.then, Then::OutboxRow(_))) => Some(chooser),
        _ => None,
    });
    let Some(chooser) = open else { return };
    for held in &mut chooser.choices {
        match new.iter().find(|one| one.then == held.then) {
            Some(now) => *held = now.clone(),
            None => held.detail = Label::Words(CleanText::line(&gone)),
        }
    }
    let known: Vec<Then> = chooser.choices.iter().map(|one| one.then.clone()).collect();
    chooser.choices.extend(new.into_iter().filter(|one| !known.contains(&one.then)));
}

/// What can be done about one row.
pub(super) fn choose(app: &mut App, key: OutboxKey) -> Vec<Effect> {
    let Some(row) = app.outbox.rows.iter().find(|row| row.key == key).cloned() else { return Vec::new() };
    let choice = |id, then| Choice { label: Label::Text(Text::of(id)), detail: Label::Words(CleanText::default()), then };
    let retry = |id| choice(id, Then::SendAgain(SendMail::Retry(key)));
    let cancel = choice("outbox-take-back", Then::TakeMailBack(key));
    let mut choices = match row.state {
        OutboxState::Held | OutboxState::Queued => vec![retry("outbox-send-now"), cancel],
        OutboxState::Unknown => {
            vec![choice("outbox-it-arrived", Then::SendAgain(SendMail::TakeForSent(key))), retry("outbox-send-again"), cancel]
        }
        OutboxState::Failed => vec![retry("outbox-try-again"), cancel],
        OutboxState::Sending | OutboxState::Sent => return Vec::new(),
    };
    // Who did not get it, and in whose words; the address can be taken along to mend it.
    choices.extend(row.refused.iter().map(|(to, said)| Choice {
        label: Label::Text(Text::of("outbox-refused").with("to", to.as_str())),
        detail: Label::Words(said.clone()),
        then: Then::Copy(CleanText::line(to.as_str())),
    }));
    let state = app.words.say(&present::outbox::how(&row, app.now, &app.zone, &app.words));
    let title = CleanText::line(format!("{state}: {}", row.subject).trim());
    let mut remarks: Vec<Label> = row.error_code.map(|code| Label::Text(present::outbox::why(code))).into_iter().collect();
    if !row.last_error.is_empty() && row.error_code.is_some() {
        remarks.push(Label::Text(Text::of("outbox-why-said").with("said", row.last_error.as_str())));
    }
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Words(title), choices).remarks(remarks)));
    Vec::new()
}

/// Shows the drafts.
pub(super) fn show_drafts(app: &mut App, drafts: &[DraftRow]) -> Vec<Effect> {
    if drafts.is_empty() {
        app.notices.say(Level::Done, Text::of("drafts-empty"), app.now);
        return Vec::new();
    }
    let choices = drafts
        .iter()
        .map(|draft| {
            let date = when::list_date(draft.saved_at, app.now, &app.zone, &app.words);
            Choice {
                label: Label::Words(present::compose::first_words(&draft.entered)),
                detail: Label::Words(CleanText::line(&format!("{}  {date}", draft.entered.to))),
                then: Then::Draft(Box::new(draft.clone())),
            }
        })
        .collect();
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Text(Text::of("drafts-title")), choices)));
    Vec::new()
}

/// What can be done about a draft.
pub(super) fn choose_draft(app: &mut App, draft: DraftRow) -> Vec<Effect> {
    let choice = |id, then| Choice { label: Label::Text(Text::of(id)), detail: Label::Words(CleanText::default()), then };
    let title = Label::Words(present::compose::first_words(&draft.entered));
    let key: DraftKey = draft.key;
    let choices = vec![choice("draft-write-on", Then::WriteOn(Box::new(draft))), choice("draft-throw-away", Then::ThrowDraftAway(key))];
    app.overlays.push(Overlay::Chooser(Chooser::menu(title, choices)));
    Vec::new()
}

/// Sends once more, or takes for sent.
pub(super) fn send_again(app: &mut App, send: SendMail) -> Vec<Effect> {
    vec![app.ask(purpose::SendAgain, send)]
}

/// Takes a mail back.
pub(super) fn take_back(app: &mut App, key: OutboxKey) -> Vec<Effect> {
    vec![app.ask(purpose::TakeMailBack, TakeMailBack(key))]
}

/// Throws a draft away.
pub(super) fn throw_away(app: &mut App, draft: DraftKey) -> Vec<Effect> {
    vec![app.ask(purpose::ThrowDraftAway, DropDraft(draft))]
}
