//! The thread list.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::area::{area, rect};
use super::lines::{framed, put};
use super::look::Look;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::record::Record;
use crate::domain::mail::flags::Flags;
use crate::domain::time::Instant;
use crate::i18n::Text;
use crate::jobs::mail::{ListView, NOBODY, ThreadCount, ThreadRow};
use crate::jobs::outbox::Unsent;
use crate::present::fields::{self, kind_letter};
use crate::present::mailboxes::group_word;
use crate::present::{compose, outbox, sizes, snooze, when};
use crate::text::{CleanText, pad, pad_left, truncate, width};
use crate::tui::app::{App, GroupRow, ListRow, Pane, row_places};

/// So many columns a subject keeps beside labels.
const LEAST_SUBJECT: usize = 12;

/// So many columns a label is shown in at the most where the subject does not fit beside it.
const LABEL: usize = 12;

pub(super) fn draw(frame: &mut Frame<'_>, place: Rect, app: &App, look: &Look) {
    let focused = app.focus == Pane::List;
    let inside = framed(frame, place, if focused { look.focused } else { look.border }, title(app, place.width, look));
    let list = &app.threads;
    if list.loaded && list.rows.is_empty() {
        put(frame, Line::styled(truncate(&app.words.say(&nothing(app)), usize::from(inside.width)).into_owned(), look.dim), inside);
        return;
    }
    let columns = usize::from(inside.width);
    let height = app.panes().map_or(1, |panes| panes.lines_of_thread());
    let column = if height == 1 { Column::of(list.threads(), columns, app) } else { Column::default() };
    let places = row_places(list.rows.get(list.top..).unwrap_or_default(), height, area(inside));
    for (at, (row, place)) in (list.top..).zip(places) {
        let lines = rect(place);
        let words = match row {
            ListRow::Group(group) => vec![heading(*group, columns, app, look)],
            ListRow::Record(record) => vec![found(record, columns, app, look)],
            ListRow::Unsent(one) => vec![unsent(one, columns, app, look)],
            ListRow::Thread(row) if height == 2 => two_lines(row, columns, app, look),
            ListRow::Thread(row) => vec![Line::from(spans(row, columns, column, app, look))],
        };
        for (y, line) in (lines.y..).zip(words) {
            put(frame, line, Rect { y, height: 1, ..inside });
        }
        if at == list.cursor && list.loaded {
            frame.buffer_mut().set_style(lines, if focused { look.cursor } else { look.cursor_away });
        }
    }
}

/// A group of the Sales inbox, with how many wait for an answer.
fn heading<'a>(group: GroupRow, columns: usize, app: &App, look: &Look) -> Line<'a> {
    let sign = if group.folded { "▸ " } else { "▾ " };
    let count = group.count;
    let number = |number: u64| sizes::counted(number, count.more);
    let facts = if count.waiting > 0 {
        Text::of("sales-waiting").with("waiting", number(count.waiting)).with("count", number(count.threads))
    } else {
        Text::of("sales-answered").with("count", number(count.threads))
    };
    let name = format!("{sign}{}", app.words.word(group_word(count.standing)));
    let name = truncate(&name, columns).into_owned();
    let room = columns.saturating_sub(width(&name) + 2);
    let said = app.words.say(&facts);
    let said = if width(&said) > room && count.waiting > 0 { format!("{}/{}", number(count.waiting), number(count.threads)) } else { said };
    let facts = truncate(&said, room).into_owned();
    Line::from(vec![Span::styled(name, look.strong), Span::raw("  "), Span::styled(facts, look.dim)])
}

/// A record that the search found: who or what, of which kind, with what tells it from its namesakes.
fn found<'a>(record: &Record, columns: usize, app: &App, look: &Look) -> Line<'a> {
    let shown = |field: Field| {
        record.value(field).map(|value| fields::brief(record.kind, field, value, app.now, &app.words, &app.zone)).unwrap_or_default()
    };
    let more = match record.kind {
        RecordKind::Deal => [shown(Field::Stage), shown(Field::Amount), shown(Field::Contact)],
        RecordKind::Company => [shown(Field::Domains), shown(Field::Phone), String::new()],
        _ => [shown(Field::Company), shown(Field::Title), shown(Field::Email)],
    };
    let kind = app.words.say(&fields::kind(record.kind));
    let room = columns.saturating_sub(3);
    let name = truncate(record.name().as_str(), room).into_owned();
    let about: Vec<String> = std::iter::once(kind).chain(more.into_iter().filter(|one| !one.is_empty())).collect();
    let about = truncate(&about.join(" · "), room.saturating_sub(width(&name) + 2)).into_owned();
    Line::from(vec![Span::styled("◆  ", look.accent), Span::styled(name, look.strong), Span::raw("  "), Span::styled(about, look.dim)])
}

/// A draft or a waiting mail that the search found: how it stands, its subject, to whom.
fn unsent<'a>(one: &Unsent, columns: usize, app: &App, look: &Look) -> Line<'a> {
    let (subject, state, to, at) = match one {
        Unsent::Draft(draft) => {
            (compose::first_words(&draft.entered), Text::of("unsent-draft"), CleanText::line(&draft.entered.to), draft.saved_at)
        }
        Unsent::Waiting(row) => (row.subject.clone(), outbox::how(row, app.now, &app.zone, &app.words), row.to.clone(), row.queued_at),
    };
    let subject = if subject.is_empty() { app.words.word("mail-no-subject") } else { subject.into_string() };
    let date = when::list_date(at, app.now, &app.zone, &app.words);
    // How it stands is said whole: it tells this row from a mail.
    let state = app.words.say(&state);
    let room = columns.saturating_sub(3 + width(&date) + 3 + width(&state) + 2);
    let subject = truncate(&subject, room).into_owned();
    let left = room.saturating_sub(width(&subject) + 2);
    let to = pad(&truncate(to.as_str(), left), left);
    Line::from(vec![
        Span::styled("✎  ", look.accent),
        Span::styled(state, look.dim),
        Span::raw("  "),
        Span::styled(subject, look.strong),
        Span::raw("  "),
        Span::styled(to, look.dim),
        Span::styled(format!(" {date}  "), look.dim),
    ])
}

fn title(app: &App, columns: u16, look: &Look) -> Line<'static> {
    let list = &app.threads;
    let title = app.words.say(&app.mailboxes.title(&list.view));
    let mut facts: Vec<Text> = Vec::new();
    if let Some(unread) = list.unread.filter(|count| *count > 0) {
        facts.push(Text::of("mail-unread").with("count", sizes::count(unread)));
    }
    facts.extend(list.hits().map(|(at, found)| hits(at, found)));
    if list.all_selected {
        facts.push(Text::of("mail-all-selected"));
    } else if !list.selected.is_empty() {
        let selected = sizes::count(u64::try_from(list.selected.len()).unwrap_or(u64::MAX));
        facts.push(Text::of("mail-selected").with("count", selected));
    }
    let facts: String = facts.iter().map(|fact| format!(" · {}", app.words.say(fact))).collect();
    // A long query gives way to the numbers.
    let room = usize::from(columns).saturating_sub(4);
    let title = format!("{}{facts}", truncate(&title, room.saturating_sub(width(&facts))));
    Line::styled(format!(" {} ", truncate(&title, room)), look.strong)
}

/// At which of how many hits the cursor stands.
fn hits(at: Option<u64>, found: ThreadCount) -> Text {
    let count = sizes::count(found.threads);
    match at {
        _ if found.more => Text::of("mail-hits-more").with("count", count),
        Some(at) => Text::of("mail-hit-of").with("at", sizes::count(at)).with("count", count),
        None => Text::of("mail-hits").with("count", count),
    }
}

/// What an empty list says: what to do when there is no account, else that there is nothing.
fn nothing(app: &App) -> Text {
    match &app.threads.view {
        ListView::Search { .. } => Text::of("mail-nothing-found"),
        _ if app.mailboxes.accounts.as_ref().is_some_and(Vec::is_empty) => Text::of("mail-no-account"),
        _ => Text::of("mail-nothing-here"),
    }
}

/// Selected, unread or answered; starred.
fn marks<'a>(row: &ThreadRow, app: &App, look: &Look) -> [Span<'a>; 3] {
    let mark = if app.threads.is_selected(row.thread) {
        Span::styled("x", look.accent)
    } else if row.unread > 0 {
        Span::styled("●", look.accent)
    } else if row.flags.has(Flags::REPLIED) {
        Span::styled("↩", look.dim)
    } else {
        Span::raw(" ")
    };
    let star = if row.flags.has(Flags::STARRED) { Span::styled("★", look.star) } else { Span::raw(" ") };
    [mark, star, Span::raw(" ")]
}

/// Until when mail sleeps, or that it is back.
pub(super) fn sleep(flags: Flags, until: Option<Instant>, app: &App) -> Option<String> {
    snooze::state(flags, until, app.now, &app.zone, &app.words).map(|state| app.words.say(&state))
}

/// What a thread is about, with the mark of an attachment, and until when it sleeps.
fn about(row: &ThreadRow, app: &App) -> String {
    let clip = if row.attachments { "⊕ " } else { "" };
    let sleep = sleep(row.flags, row.snoozed, app).map(|word| format!("({word}) ")).unwrap_or_default();
    let subject = if row.subject.is_empty() { app.words.word("mail-no-subject") } else { row.subject.as_str().to_owned() };
    format!("{sleep}{clip}{subject}")
}

/// The labels beside a subject of this width: all of them where both are whole, else some, cut short, and a mark for the others.
fn labels(row: &ThreadRow, subject: usize, room: usize) -> Vec<String> {
    let cut = |most: usize| row.labels.iter().map(move |label| format!("[{}] ", truncate(label.as_str(), most)));
    let widest = row.labels.iter().map(|label| width(label.as_str())).max().unwrap_or(0);
    if let Some(most) =
        (LABEL..=widest.max(LABEL)).rev().find(|most| cut(*most).map(|label| width(&label)).sum::<usize>() + subject <= room)
    {
        return cut(most).collect();
    }
    let mark = if room < 10 { "…" } else { "[…] " };
    let mut rest = room.saturating_sub(subject.min(LEAST_SUBJECT));
    let mut shown = Vec::new();
    for (at, label) in row.labels.iter().enumerate() {
        let after = if at + 1 < row.labels.len() { width(mark) } else { 0 };
        let fits = rest.saturating_sub(after + 3).min(LABEL);
        if fits < 2 {
            break;
        }
        let label = format!("[{}] ", truncate(label.as_str(), fits));
        rest -= width(&label);
        shown.push(label);
    }
    if shown.len() < row.labels.len() {
        shown.push(mark.to_owned());
    }
    shown
}

/// The labels, the subject and the first words, in so many columns.
fn subject<'a>(row: &ThreadRow, mut room: usize, app: &App, look: &Look) -> Vec<Span<'a>> {
    let base = if row.unread > 0 { look.unread } else { look.ground };
    let words = about(row, app);
    let mut spans = Vec::new();
    for label in labels(row, width(&words), room) {
        room = room.saturating_sub(width(&label));
        spans.push(Span::styled(label, look.label));
    }
    let subject = truncate(&words, room).into_owned();
    room -= width(&subject);
    spans.push(Span::styled(subject, base));
    let snippet = if room > 6 && !row.snippet.is_empty() { format!("  {}", row.snippet) } else { String::new() };
    spans.push(Span::styled(pad(&snippet, room), look.dim));
    spans
}

/// How many columns labels and subject take when nothing of them is cut; the first words take what is left.
fn told(row: &ThreadRow, app: &App) -> usize {
    let labels: usize = row.labels.iter().map(|label| width(label.as_str()) + 3).sum();
    labels + width(&about(row, app))
}

/// Who and when; below it what about.
fn two_lines<'a>(row: &ThreadRow, columns: usize, app: &App, look: &Look) -> Vec<Line<'a>> {
    let base = if row.unread > 0 { look.unread } else { look.ground };
    let date = when::list_date(row.date, app.now, &app.zone, &app.words);
    let person = row.person.as_ref().map_or(" ", |person| kind_letter(person.kind));
    let count = count(row);
    let count = if count.is_empty() { count } else { format!(" {count}") };
    let room = columns.saturating_sub(3 + width(&count) + 1 + width(&date) + 2);
    let who = truncate(&who(row, app), room).into_owned();
    let blanks = " ".repeat(room.saturating_sub(width(&who)) + 1);
    let mut first = marks(row, app, look).to_vec();
    first.extend([
        Span::styled(who, base),
        Span::styled(count, look.dim),
        Span::raw(blanks),
        Span::styled(date, look.dim),
        Span::styled(format!(" {person}"), look.accent),
    ]);
    let mut second = vec![Span::raw("   ")];
    second.extend(subject(row, columns.saturating_sub(3), app, look));
    vec![Line::from(first), Line::from(second)]
}

/// The columns of names and of counts, as wide as the rows at hand need and no wider than a share of the list.
#[derive(Debug, Clone, Copy, Default)]
struct Column {
    who: usize,
    count: usize,
}

impl Column {
    fn of<'a>(rows: impl Iterator<Item = &'a ThreadRow> + Clone, columns: usize, app: &App) -> Self {
        let who = rows.clone().map(|row| width(&who(row, app))).max().unwrap_or(0);
        let count = rows.map(|row| width(&count(row))).max().unwrap_or(0);
        Self { who: who.min((columns / 4).clamp(12, 26)), count: if columns >= 48 { count } else { 0 } }
    }

    fn width(self) -> usize {
        self.who + if self.count > 0 { 1 + self.count } else { 0 }
    }
}

/// How many mails, where there is more than one.
fn count(row: &ThreadRow) -> String {
    if row.count > 1 { format!("({})", row.count.min(999)) } else { String::new() }
}

fn spans<'a>(row: &ThreadRow, columns: usize, column: Column, app: &App, look: &Look) -> Vec<Span<'a>> {
    let base = if row.unread > 0 { look.unread } else { look.ground };
    let date = when::list_date(row.date, app.now, &app.zone, &app.words);
    let person = row.person.as_ref().map_or(" ", |person| kind_letter(person.kind));
    let Column { who: who_room, count: count_room } = column;
    let count = count(row);
    let counted = if count.is_empty() { 0 } else { width(&count) + 1 };
    let who = who(row, app);
    let middle = columns.saturating_sub(3 + 1 + 1 + width(&date) + 2);
    // Names and counts stand in a column of their own as long as nothing is cut for it; the text goes on up to the date.
    let column = column.width();
    let told = told(row, app);
    let spare = middle.saturating_sub(column + told);
    let column = column.max((width(&who) + counted).min(column + spare));
    let rest = middle.saturating_sub(column);
    let mut spans = marks(row, app, look).to_vec();
    if width(&who) <= who_room && count_room > 0 {
        spans.extend([Span::styled(pad(&who, who_room + 1), base), Span::styled(pad(&count, count_room), look.dim)]);
    } else {
        spans.extend([Span::styled(pad(&who, column.saturating_sub(counted)), base), Span::styled(pad_left(&count, counted), look.dim)]);
    }
    spans.push(Span::raw(" "));
    spans.extend(subject(row, rest, app, look));
    spans.push(Span::styled(format!(" {date}"), look.dim));
    spans.push(Span::styled(format!(" {person}"), look.accent));
    spans
}

/// Who wrote: the others by name, newest first, then we ourselves by a word; in what we sent, to whom.
fn who(row: &ThreadRow, app: &App) -> String {
    let me = || app.words.word("mail-me");
    if let (Some(person), true) = (&row.person, row.participants.len() <= 1) {
        return person.name.as_str().to_owned();
    }
    let sent = row.participants.iter().all(|one| one.is_empty());
    if sent && let Some(to) = &row.correspondent {
        return app.words.say(&Text::of("mail-to-whom").with("who", to.label()));
    }
    let mut names: Vec<String> = row
        .participants
        .iter()
        .rev()
        .filter(|one| !one.is_empty())
        .map(|one| if one.as_str() == NOBODY { app.words.word("mail-nobody") } else { one.as_str().to_owned() })
        .collect();
    if names.len() < row.participants.len() {
        names.push(me());
    }
    names.join(", ")
}
