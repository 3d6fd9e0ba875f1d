//! Writing, answering, keeping drafts and sending.

use std::collections::BTreeSet;

use super::outbox;
use crate::domain::crm::field::Field;
use crate::domain::crm::record::Record;
use crate::domain::ids::Id;
use crate::domain::mail::address::Address;
use crate::domain::mail::address_list::format_address;
use crate::domain::mail::compose::{Doubt, Enclosure, EnteredDraft, Original, doubts, dropped_path, wanted};
use crate::domain::time::Instant as Moment;
use crate::i18n::Text;
use crate::jobs::crm::ShowRecord;
use crate::jobs::outbox::{
    Correspondent, DraftKey, DraftRow, DropDraft, EncloseFile, ListCorrespondents, OriginalOf, OutboxRow, SaveDraft, SendAt, SendMail,
};
use crate::jobs::triage::{Targets, Triage, TriageAction, Within};
use crate::present::commands::Command;
use crate::present::compose::{self, Answer};
use crate::present::fields;
use crate::present::key::KeyPress;
use crate::present::snooze::offers;
use crate::present::when;
use crate::problem::Problem;
use crate::text::CleanText;
use crate::tui::app::composer::{AfterSave, Composer, Spot, senders};
use crate::tui::app::line::Line;
use crate::tui::app::overlay::{Confirm, Overlay, Prompt, PromptKind};
use crate::tui::app::pending::Subject;
use crate::tui::app::typed_text::TypedAt;
use crate::tui::app::{App, Choice, Chooser, DetailRow, Effect, Label, Left, Level, Pane, Tab, Then, Who, purpose};

/// Takes the command that begins a new mail.
pub(super) fn anywhere(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    (command == Command::Compose).then(|| compose(app))
}

/// Takes the commands that answer a mail; on a record they begin a mail to its person.
pub(super) fn answer(app: &mut App, command: Command) -> Option<Vec<Effect>> {
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
pub(super) fn write_to(app: &mut App, person: &Record, about: Id) -> Vec<Effect> {
    let address = person.text(Field::Email).parse().map(|address| Address { name: person.name(), address });
    let to = address.map(|one| format_address(&one)).unwrap_or_default();
    if to.is_empty() {
        let text = Text::of("compose-no-address").with("name", person.name().as_str());
        app.notices.say(Level::Warning, text, app.now);
    }
    open(app, EnteredDraft { to, for_record: Some(about), ..EnteredDraft::default() }, None)
}

/// Begins a mail that a link asks for.
pub(super) fn begin(app: &mut App, entered: EnteredDraft) -> Vec<Effect> {
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
pub(super) fn take_original(app: &mut App, original: &Original, how: Answer, about: Option<Id>) -> Vec<Effect> {
    let entered = EnteredDraft { for_record: about, ..compose::answer(original, how, &app.zone, &app.words) };
    let effects = open(app, entered, None);
    if let Some(composer) = top(app) {
        composer.learn(original);
    }
    effects
}

/// Opens a draft that was kept.
pub(super) fn take_draft(app: &mut App, draft: DraftRow) -> Vec<Effect> {
    if app.overlays.iter().any(|overlay| matches!(overlay, Overlay::Composer(_))) {
        return Vec::new();
    }
    let answered = draft.entered.reply_of;
    let mut effects = open(app, draft.entered, Some(draft.key));
    effects.extend(answered.map(|message| app.ask(purpose::Answered, OriginalOf(message))));
    effects
}

/// What a draft answers is here: what is asked before it goes is asked about this, too.
pub(super) fn take_answered(app: &mut App, original: &Original) -> Vec<Effect> {
    if let Some(composer) = top(app) {
        composer.learn(original);
    }
    Vec::new()
}

fn open(app: &mut App, entered: EnteredDraft, draft: Option<DraftKey>) -> Vec<Effect> {
    let senders = app.mailboxes.accounts.as_deref().map(senders);
    // Before the accounts are known nobody is told that there are none.
    if senders.as_ref().is_some_and(Vec::is_empty) {
        app.overlays.push(Overlay::Problem(Problem::no_outgoing()));
        return Vec::new();
    }
    app.overlays.push(Overlay::Composer(Box::new(Composer::over(entered, draft, senders.unwrap_or_default()))));
    Vec::new()
}

/// The accounts are known now, also to a mail that was begun before.
pub(super) fn know_accounts(app: &mut App) {
    let senders = senders(app.mailboxes.accounts.as_deref().unwrap_or_default());
    if let Some(composer) = top(app) {
        composer.know(senders);
    }
}

fn top(app: &mut App) -> Option<&mut Composer> {
    app.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Composer(composer) => Some(composer.as_mut()),
        _ => None,
    })
}

/// Takes the commands of the composer; while a mail is being queued they wait with it.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let composer = top(app)?;
    let sending = composer.sending;
    match command {
        Command::NextField
        | Command::PreviousField
        | Command::Send
        | Command::SendLater
        | Command::SendArchive
        | Command::Attach
        | Command::Recipient
        | Command::Editor
        | Command::Cancel
        | Command::Close
            if sending => {}
        Command::NextField | Command::PreviousField => {
            composer.step(command == Command::NextField);
            spread(app);
        }
        Command::Send => {
            composer.archives = false;
            return Some(send(app, SendAt::AfterHold));
        }
        Command::SendLater => return Some(later(app)),
        Command::SendArchive => return Some(send_and_archive(app)),
        Command::Recipient => return Some(vec![app.ask(purpose::Correspondents, ListCorrespondents)]),
        Command::Attach => {
            app.overlays.push(Overlay::Prompt(Prompt { kind: PromptKind::Enclose, line: Line::default(), problem: None }));
        }
        Command::Editor => return Some(lend(app)),
        Command::Cancel | Command::Close => return Some(leave(app)),
        _ => return None,
    }
    Some(Vec::new())
}

/// Takes a key that is no command.
pub(super) fn key(app: &mut App, press: KeyPress) -> Vec<Effect> {
    let now = app.now;
    let (columns, rows) = room(app);
    if let Some(composer) = top(app) {
        let spot = composer.spot;
        composer.key(press, columns, rows, now);
        if composer.spot != spot {
            spread(app);
        }
    }
    Vec::new()
}

/// Something of the composer was pressed.
pub(super) fn press(app: &mut App, spot: Spot, at: TypedAt) -> Vec<Effect> {
    let now = app.now;
    if let Some(composer) = top(app) {
        let before = composer.spot;
        composer.press(spot, at, now);
        if before != spot {
            spread(app);
        }
    }
    settle(app);
    Vec::new()
}

/// Takes a pasted text.
pub(super) fn paste(app: &mut App, text: &str) -> Vec<Effect> {
    let now = app.now;
    if let Some(composer) = top(app) {
        composer.paste(text, now);
        spread(app);
    }
    settle(app);
    Vec::new()
}

/// Takes the links that were typed among the recipients apart, and says what of them is not done.
fn spread(app: &mut App) {
    let now = app.now;
    let Some(ignored) = top(app).and_then(|composer| composer.spread(now)).filter(|ignored| !ignored.is_empty()) else { return };
    app.notices.say(Level::Warning, compose::not_heeded(&ignored), now);
}

/// Hands the text to the person's own editor; it is kept before, so that the file is never the only one that has it.
fn lend(app: &mut App) -> Vec<Effect> {
    let Some(composer) = top(app) else { return Vec::new() };
    if let Some(saving) = &mut composer.saving {
        *saving = AfterSave::Edit;
        return Vec::new();
    }
    if composer.is_unkept() {
        return save(app, AfterSave::Edit);
    }
    vec![Effect::Edit { text: composer.body.text(), draft: composer.draft }]
}

/// The person's own editor ended: its text is kept at once, and its file until then.
pub(super) fn edited(app: &mut App, left: Option<Left>, good: bool) -> Vec<Effect> {
    let now = app.now;
    let Some(composer) = top(app) else { return Vec::new() };
    let effects = match left {
        Some(Left { text, file, .. }) if good => {
            composer.edited(&text, now);
            composer.lent = Some(file);
            // It may be long, and the save takes another copy.
            drop(text);
            save(app, AfterSave::Nothing)
        }
        left => {
            app.notices.say(Level::Failed, Text::of("compose-editor-failed"), now);
            left.into_iter().map(|left| Effect::Forget(left.file)).collect()
        }
    };
    settle(app);
    effects
}

/// An editor of an app that is gone left a text: it is offered.
pub(super) fn found(app: &mut App, left: Left) -> Vec<Effect> {
    let first = left.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let question = Text::of("compose-found").with("text", CleanText::line(first).as_str()).with("file", left.file.to_string_lossy());
    app.overlays.push(Overlay::Confirm(Confirm { question, then: Then::TakeLeft(Box::new(left)) }));
    Vec::new()
}

/// Opens the draft of a text that an editor left; without a draft a new one.
pub(super) fn take_left(app: &mut App, left: Left, drafts: Vec<DraftRow>) -> Vec<Effect> {
    let draft = drafts.into_iter().find(|draft| Some(draft.key) == left.draft);
    let (key, entered) = draft.map_or((None, EnteredDraft::default()), |draft| (Some(draft.key), draft.entered));
    open(app, entered, key);
    let now = app.now;
    let Some(composer) = top(app) else { return Vec::new() };
    composer.edited(&left.text, now);
    composer.lent = Some(left.file);
    drop(left.text);
    let effects = save(app, AfterSave::Nothing);
    settle(app);
    effects
}

/// The app ends: what stands in the composer is kept.
pub(super) fn ending(app: &mut App) -> Vec<Effect> {
    if top(app).is_some_and(|composer| !composer.sending) { leave(app) } else { Vec::new() }
}

/// The terminal has another size, or the text changed at once: the cursor stays on the screen.
pub(super) fn settle(app: &mut App) {
    let (columns, rows) = room(app);
    if let Some(composer) = top(app) {
        composer.body.keep_in_sight(columns, rows);
    }
}

/// The room of the text, in columns and rows.
fn room(app: &App) -> (usize, usize) {
    let (width, height) = app.panes().map_or((84, 18), |panes| (panes.body.width, panes.body.height));
    let composer =
        app.overlays.iter().rev().find_map(|overlay| if let Overlay::Composer(composer) = overlay { Some(composer) } else { None });
    composer.map_or((80, 10), |composer| composer.room(width, height))
}

/// Time passed: what was typed a few seconds ago is kept.
pub(super) fn pass(app: &mut App) -> Vec<Effect> {
    let now = app.now;
    match top(app).and_then(|composer| composer.due()) {
        Some(due) if due <= now => save(app, AfterSave::Nothing),
        _ => Vec::new(),
    }
}

fn save(app: &mut App, then: AfterSave) -> Vec<Effect> {
    let Some(composer) = top(app) else { return Vec::new() };
    let (draft, entered) = (composer.draft, Box::new(composer.entered()));
    composer.begin_save(then);
    vec![app.ask(purpose::SaveDraft, SaveDraft { draft, entered })]
}

/// The draft is kept.
pub(super) fn take_saved(app: &mut App, draft: DraftKey) -> Vec<Effect> {
    let Some(composer) = top(app) else { return Vec::new() };
    composer.draft = Some(draft);
    // What is kept needs its editor's file no more; what was typed since is kept by the next save.
    let kept: Vec<Effect> = composer.lent.take().into_iter().map(Effect::Forget).collect();
    let follows = match composer.saving.take() {
        Some(AfterSave::Close) => leave(app),
        Some(AfterSave::Send(at)) => send(app, at),
        Some(AfterSave::Edit) => lend(app),
        Some(AfterSave::Nothing) | None => Vec::new(),
    };
    kept.into_iter().chain(follows).collect()
}

/// The draft could not be kept: said, and tried again.
pub(super) fn save_failed(app: &mut App, problem: &Problem) -> Vec<Effect> {
    let now = app.now;
    if let Some(composer) = top(app) {
        composer.save_failed(now);
    }
    app.notices.say(Level::Failed, (*problem.message).clone(), now);
    Vec::new()
}

/// Leaves the composer; what was typed stays as a draft.
fn leave(app: &mut App) -> Vec<Effect> {
    let Some(composer) = top(app) else { return Vec::new() };
    if let Some(saving) = &mut composer.saving {
        *saving = AfterSave::Close;
        return Vec::new();
    }
    let (draft, empty) = (composer.draft, composer.entered().is_empty());
    if composer.is_unkept() && !empty {
        return save(app, AfterSave::Close);
    }
    close(app);
    match draft {
        Some(draft) if empty => vec![app.ask(purpose::DropDraft, DropDraft(draft))],
        Some(_) => {
            app.notices.say(Level::Done, Text::of("compose-draft-kept-notice"), app.now);
            Vec::new()
        }
        None => Vec::new(),
    }
}

fn close(app: &mut App) {
    if let Some(at) = app.overlays.iter().rposition(|overlay| matches!(overlay, Overlay::Composer(_))) {
        app.overlays.remove(at);
    }
}

fn send(app: &mut App, at: SendAt) -> Vec<Effect> {
    let Some(composer) = top(app) else { return Vec::new() };
    if let Some(saving) = &mut composer.saving {
        *saving = AfterSave::Send(at);
        return Vec::new();
    }
    spread(app);
    let Some(composer) = top(app) else { return Vec::new() };
    let entered = composer.entered();
    let draft = match entered.read() {
        Ok(draft) => draft,
        Err(faults) => {
            composer.mark(&faults);
            return Vec::new();
        }
    };
    let open = doubts(&entered, &draft, &composer.known).into_iter().find(|doubt| !composer.agreed.contains(doubt));
    if let Some(doubt) = open {
        let question = compose::doubt(&doubt);
        app.overlays.push(Overlay::Confirm(Confirm { question, then: Then::SendDespite(doubt, at) }));
        return Vec::new();
    }
    composer.sending = true;
    let draft = composer.draft;
    vec![app.ask(purpose::Queue, SendMail::Queue { entered: Box::new(entered), draft, at })]
}

/// The person said yes to a question about the mail: it goes, or the next question follows.
pub(super) fn send_despite(app: &mut App, doubt: Doubt, at: SendAt) -> Vec<Effect> {
    let Some(composer) = top(app) else { return Vec::new() };
    composer.agreed.push(doubt);
    send(app, at)
}

/// Sends an answer, and puts its conversation away once it is queued.
fn send_and_archive(app: &mut App) -> Vec<Effect> {
    let Some(composer) = top(app) else { return Vec::new() };
    if composer.thread.is_none() {
        app.warn(Text::of("compose-nothing-to-archive"));
        return Vec::new();
    }
    composer.archives = true;
    send(app, SendAt::AfterHold)
}

/// Asks when the mail shall go.
fn later(app: &mut App) -> Vec<Effect> {
    if let Some(composer) = top(app) {
        composer.archives = false;
    }
    let mut choices: Vec<Choice> = offers(app.now, &app.zone)
        .into_iter()
        .map(|(id, at)| Choice {
            label: Label::Text(Text::of(id)),
            detail: Label::Words(CleanText::line(&when::moment(at, &app.zone, &app.words))),
            then: Then::SendAt(at),
        })
        .collect();
    choices.push(Choice {
        label: Label::Text(Text::of("snooze-other")),
        detail: Label::Words(CleanText::default()),
        then: Then::AskSendAt,
    });
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Text(Text::of("compose-later-title")), choices)));
    Vec::new()
}

/// Asks for a time that is typed.
pub(super) fn ask_when(app: &mut App) -> Vec<Effect> {
    app.overlays.push(Overlay::Prompt(Prompt { kind: PromptKind::SendAt, line: Line::default(), problem: None }));
    Vec::new()
}

/// Sends the mail at a time.
pub(super) fn send_at(app: &mut App, at: Moment) -> Vec<Effect> {
    send(app, SendAt::At(at))
}

/// Offers whom the mail may go to, narrowed by what is half typed. Where the composer is no longer on top nobody waits for it.
pub(super) fn take_correspondents(app: &mut App, found: Vec<Correspondent>) -> Vec<Effect> {
    let Some(Overlay::Composer(composer)) = app.overlays.last() else { return Vec::new() };
    if composer.sending {
        return Vec::new();
    }
    if found.is_empty() {
        app.notices.say(Level::Warning, Text::of("compose-nobody-known"), app.now);
        return Vec::new();
    }
    let typed = composer.line(composer.recipients()).map(|line| wanted(line.value()).to_owned()).unwrap_or_default();
    let choice = |one: Correspondent| {
        let kind = one.kind.map(|kind| app.words.say(&fields::kind(kind))).unwrap_or_default();
        let address = CleanText::line(&format_address(&one.who));
        Choice {
            label: Label::Words(address.clone()),
            detail: Label::Words(CleanText::line(format!("{}  {kind}", one.reading).trim())),
            then: Then::Recipient(address),
        }
    };
    let choices = found.into_iter().map(choice).collect();
    let mut chooser = Chooser::list(Label::Text(Text::of("compose-recipients")), choices, None);
    chooser.line = Line::of(&typed);
    app.overlays.push(Overlay::Chooser(chooser));
    Vec::new()
}

/// Somebody was chosen.
pub(super) fn add_recipient(app: &mut App, who: &str) -> Vec<Effect> {
    let now = app.now;
    if let Some(composer) = top(app).filter(|composer| !composer.sending) {
        composer.add_recipient(who, now);
    }
    Vec::new()
}

/// Looks at a file that shall go along; a path is taken as it is typed or as a terminal drops it.
pub(super) fn attach(app: &mut App, typed: &str) -> Vec<Effect> {
    match dropped_path(typed) {
        Some(path) => vec![app.ask(purpose::Enclose, EncloseFile(path))],
        None => Vec::new(),
    }
}

/// A file goes along.
pub(super) fn take_enclosed(app: &mut App, one: Enclosure) -> Vec<Effect> {
    let now = app.now;
    if let Some(composer) = top(app).filter(|composer| !composer.sending) {
        composer.enclose(one, now);
    }
    settle(app);
    Vec::new()
}

/// The mail is in the outbox.
pub(super) fn take_queued(app: &mut App, row: OutboxRow) -> Vec<Effect> {
    if let Some(thread) = top(app).filter(|composer| composer.archives).and_then(|composer| composer.thread) {
        let targets = Targets::Threads { threads: vec![thread], within: Within::Everywhere };
        let archive = Triage::new(targets, TriageAction::Archive);
        app.next.push_back(Then::Agreed(Box::new(archive), Subject::Threads(BTreeSet::from([thread]))));
    }
    close(app);
    let undo = app.keymap.keys(Command::Undo).into_iter().next().unwrap_or_default();
    let text = match row.scheduled() {
        Some(at) => Text::of("outbox-scheduled").with("when", when::moment(at, &app.zone, &app.words)),
        None => {
            let seconds = row.until.map_or(0, |until| (until.0 - app.now.0 + 999) / 1000).max(0);
            Text::of("outbox-queued").count("seconds", seconds)
        }
    };
    let text = text.with("undo", undo);
    app.notices.say(Level::Done, text, app.now);
    outbox::note(app, row);
    Vec::new()
}

/// The mail could not be queued: everything typed is still here.
pub(super) fn queue_failed(app: &mut App, problem: Problem) -> Vec<Effect> {
    if let Some(composer) = top(app) {
        composer.sending = false;
    }
    app.overlays.push(Overlay::Problem(problem));
    Vec::new()
}
