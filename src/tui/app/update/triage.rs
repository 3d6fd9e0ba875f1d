//! What the person does to mail: laid over the rows at once, then told to the store.

use std::collections::BTreeSet;

use super::{conversation, mailboxes, threads};
use crate::config::settings::MarkRead;
use crate::domain::ids::MessageKey;
use crate::domain::mail::flags::Flags;
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::when::When;
use crate::i18n::Text;
use crate::jobs::Ticket;
use crate::jobs::changes::Changed;
use crate::jobs::mail::ListView;
use crate::jobs::triage::{MoveTarget, Targets, Triage, TriageAction, Within};
use crate::present::changes;
use crate::present::commands::{Command, Need};
use crate::present::mailboxes::role_word;
use crate::present::when;
use crate::problem::{Code, Problem};
use crate::text::CleanText;
use crate::tui::app::overlay::{Confirm, Overlay};
use crate::tui::app::pending::Subject;
use crate::tui::app::{App, Choice, Chooser, Effect, FreeText, Label, Level, Pane, Tab, Then, purpose};

/// Takes the commands about mail.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    Some(match command {
        Command::Archive => act(app, TriageAction::Archive),
        Command::Delete => act(app, TriageAction::Delete),
        Command::Spam => act(app, TriageAction::Spam),
        Command::Star => star(app),
        Command::ToggleRead => toggle_read(app),
        Command::Move => choose_mailbox(app),
        Command::Label => choose_label(app),
        _ => return None,
    })
}

/// Acts on what is meant: the selection, the thread under the cursor, or in a conversation the message under it.
pub(super) fn act(app: &mut App, action: TriageAction) -> Vec<Effect> {
    let Some((targets, subject)) = meant(app) else {
        app.warn(Need::Mail.missing());
        return Vec::new();
    };
    let leaves = action.puts_away();
    app.notices.clear(app.now);
    let effect = send(app, Triage::new(targets, action), subject);
    app.threads.clear_selection();
    if leaves && app.focus == Pane::Conversation {
        conversation::go_on(app);
    }
    vec![effect]
}

fn send(app: &mut App, triage: Triage, subject: Subject) -> Effect {
    let (ticket, effect) = app.ask_as(purpose::Change, triage.clone());
    app.pending.add(ticket, subject, triage);
    threads::lay(app);
    effect
}

fn meant(app: &App) -> Option<(Targets, Subject)> {
    if app.focus == Pane::Conversation {
        let message = app.conversation.current()?.key;
        return Some((Targets::Messages(vec![message]), Subject::Messages(BTreeSet::from([message]))));
    }
    if app.threads.all_selected {
        return Some((all_of(&app.threads.view), Subject::All));
    }
    let threads = app.threads.targets();
    if threads.is_empty() {
        return None;
    }
    Some((Targets::Threads { threads: threads.iter().copied().collect(), within: within(&app.threads.view) }, Subject::Threads(threads)))
}

/// Where the rows of a list lie: what a thread of it means (interface.md, fine print).
fn within(view: &ListView) -> Within {
    match view {
        ListView::Mailbox(key) => Within::Mailboxes(vec![*key]),
        ListView::Role(role) => Within::Role(*role),
        ListView::Sales { .. } => Within::Role(MailboxRole::Inbox),
        ListView::AllMail | ListView::Starred | ListView::With(_) | ListView::Search { .. } | ListView::Smart(_) => Within::Everywhere,
    }
}

/// All that a list holds.
fn all_of(view: &ListView) -> Targets {
    let query = |query: String, within| Targets::Query { query, within };
    match view {
        ListView::Search { query: typed, within: Some(mailbox) } => query(typed.clone(), Within::Mailboxes(vec![*mailbox])),
        ListView::Search { query: typed, within: None } => query(typed.clone(), Within::Everywhere),
        ListView::Starred => query("is:starred".to_owned(), Within::Everywhere),
        ListView::With(addresses) => {
            let any = addresses.iter().map(|one| format!("with:{one}")).collect::<Vec<_>>().join(" OR ");
            query(any, Within::Everywhere)
        }
        ListView::Mailbox(_) | ListView::Role(_) | ListView::AllMail | ListView::Sales { .. } | ListView::Smart(_) => {
            Targets::All(within(view))
        }
    }
}

/// Stars, or takes the star away when all that is meant has one.
fn star(app: &mut App) -> Vec<Effect> {
    let on = !meant_flags(app).iter().all(|flags| flags.has(Flags::STARRED));
    act(app, TriageAction::Star(on))
}

/// Marks unread, or read when something that is meant is unread.
fn toggle_read(app: &mut App) -> Vec<Effect> {
    let read = !meant_flags(app).iter().all(|flags| flags.has(Flags::READ));
    act(app, TriageAction::Read(read))
}

pub(super) fn meant_flags(app: &App) -> Vec<Flags> {
    if app.focus == Pane::Conversation {
        let current = app.conversation.current();
        return current.map(|row| app.pending.lay_on_flags(row.key, row.thread, row.flags)).into_iter().collect();
    }
    let meant = app.threads.targets();
    app.threads.threads().filter(|row| app.threads.all_selected || meant.contains(&row.thread)).map(|row| row.flags).collect()
}

/// Marks read what is being read in the conversation, when the person wants it; called after every event, and cheap.
pub(super) fn read_shown(app: &mut App) -> Vec<Effect> {
    let looks = app.tab == Tab::Mail && app.focus == Pane::Conversation && app.conversation.is_current();
    let Some(thread) = app.conversation.thread.as_ref().map(|thread| thread.thread) else { return Vec::new() };
    // Who leaves has read what was looked at until now.
    let left = if looks { Vec::new() } else { app.conversation.looked_at(app.now) };
    app.conversation.look(looks, app.now);
    let read = match app.mark_read {
        MarkRead::Open if looks => app.conversation.being_read(),
        MarkRead::After(seconds) => {
            let span = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1_000);
            app.conversation.looked_at(app.now.plus_ms(-span))
        }
        MarkRead::Leave => left,
        MarkRead::Open | MarkRead::Never => Vec::new(),
    };
    app.conversation.tell(&read);
    let seen = |key: &MessageKey| app.pending.lay_on_flags(*key, thread, Flags::default()).has(Flags::READ);
    let unread: Vec<MessageKey> = read.into_iter().filter(|key| !seen(key)).collect();
    if unread.is_empty() {
        return Vec::new();
    }
    let subject = Subject::Messages(unread.iter().copied().collect());
    vec![send(app, Triage::new(Targets::Messages(unread), TriageAction::Seen), subject)]
}

/// The store carried a change out: the rows are read again, and it stays laid over them until then.
pub(super) fn confirmed(app: &mut App, ticket: Ticket, changed: &Changed) -> Vec<Effect> {
    if changed.group.is_some() {
        let done = match app.pending.action(ticket) {
            Some(TriageAction::Move(to)) => changes::moved(changed, called(app, to)),
            Some(TriageAction::Snooze(Some(until))) => {
                changes::sleeps(changed, &when::due(When::At(*until), app.now, &app.zone, &app.words))
            }
            _ => changes::did(changed),
        };
        say(app, changed, done);
    }
    let (read, mut effects) = threads::reload(app);
    app.pending.confirm(ticket, read);
    effects.extend(mailboxes::reload(app));
    effects.extend(conversation::refresh(app));
    effects
}

/// What a mailbox is called that mail was moved to.
fn called(app: &App, to: &MoveTarget) -> Text {
    match to {
        MoveTarget::Mailbox(key) => app.mailboxes.title(&ListView::Mailbox(*key)),
        MoveTarget::Role(role) => Text::of(role_word(*role)),
        MoveTarget::Named { name, .. } => Text::of("mailbox-named").with("name", name.as_str()),
    }
}

/// Says what was done, to how many, and the way back.
fn say(app: &mut App, changed: &Changed, done: Text) {
    let stayed = i64::try_from(changed.stayed).unwrap_or(i64::MAX);
    let text = if stayed > 0 { Text::of("triage-done-stayed").text("done", done).count("n", stayed) } else { done };
    let text = match app.keymap.keys(Command::Undo).into_iter().next() {
        Some(key) => Text::of("triage-undo").text("done", text).with("key", key),
        None => text,
    };
    app.notices.say(Level::Done, text, app.now);
}

/// The store refused a change: it is taken back. One that only wants a yes is asked about.
pub(super) fn refused(app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
    let change = app.pending.refuse(ticket);
    threads::lay(app);
    let overlay = match change {
        Some(change) if problem.code == Code::NeedsYes => {
            let verb = changes::verb(change.triage.action.verb());
            let question = Text::of("triage-ask").text("what", (*problem.message).clone()).text("verb", verb);
            let triage = Triage { confirmed: true, ..change.triage };
            Overlay::Confirm(Confirm { question, then: Then::Agreed(Box::new(triage), change.subject) })
        }
        _ => Overlay::Problem(problem),
    };
    app.overlays.push(overlay);
    Vec::new()
}

/// The person said yes to many changes at once.
pub(super) fn agreed(app: &mut App, triage: Triage, subject: Subject) -> Vec<Effect> {
    vec![send(app, triage, subject)]
}

/// Asks for the mailbox to move to.
fn choose_mailbox(app: &mut App) -> Vec<Effect> {
    let several = app.mailboxes.rows.iter().any(|row| app.mailboxes.rows.first().is_some_and(|first| first.account != row.account));
    let mut choices: Vec<Choice> = Vec::new();
    if several {
        choices.extend(MailboxRole::ALL.into_iter().filter(|role| *role != MailboxRole::Drafts && *role != MailboxRole::Sent).map(
            |role| Choice {
                label: Label::Text(Text::of(role_word(role))),
                detail: Label::Text(Text::of("mail-own-account")),
                then: Then::Triage(TriageAction::Move(MoveTarget::Role(role))),
            },
        ));
    }
    choices.extend(app.mailboxes.rows.iter().filter(|row| !matches!(row.role, Some(MailboxRole::Drafts | MailboxRole::Sent))).map(|row| {
        Choice {
            label: row.role.map_or_else(|| Label::Words(row.name.clone()), |role| Label::Text(Text::of(role_word(role)))),
            detail: Label::Words(if several { row.account_name.clone() } else { CleanText::default() }),
            then: Then::Triage(TriageAction::Move(MoveTarget::Mailbox(row.key))),
        }
    }));
    app.overlays.push(Overlay::Chooser(Chooser::list(Label::Text(Text::of("mail-move-to")), choices, Some(FreeText::Mailbox))));
    Vec::new()
}

/// Asks for a label to put on or take off.
fn choose_label(app: &mut App) -> Vec<Effect> {
    let on: BTreeSet<CleanText> = match app.focus {
        Pane::Conversation => app.conversation.current().map(|row| row.labels.iter().cloned().collect()).unwrap_or_default(),
        _ => {
            let meant = app.threads.targets();
            app.threads.threads().filter(|row| meant.contains(&row.thread)).flat_map(|row| row.labels.iter().cloned()).collect()
        }
    };
    let known: BTreeSet<CleanText> = app.threads.threads().flat_map(|row| row.labels.iter().cloned()).chain(on.iter().cloned()).collect();
    let choices = known
        .into_iter()
        .map(|label| {
            let is_on = on.contains(&label);
            let action = if is_on {
                TriageAction::Label { add: Vec::new(), remove: vec![label.clone()] }
            } else {
                TriageAction::Label { add: vec![label.clone()], remove: Vec::new() }
            };
            let detail = Text::of(if is_on { "mail-label-take-off" } else { "mail-label-put-on" });
            Choice { label: Label::Words(label), detail: Label::Text(detail), then: Then::Triage(action) }
        })
        .collect();
    app.overlays.push(Overlay::Chooser(Chooser::list(Label::Text(Text::of("mail-labels")), choices, Some(FreeText::Label))));
    Vec::new()
}
