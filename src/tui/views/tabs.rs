//! The first line: tabs, and at its right how far fetching is, and who does it when it is not this process.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::lines::put;
use super::look::Look;
use crate::domain::account::ServerSettings;
use crate::i18n::Text;
use crate::jobs::fetch::FetchProgress;
use crate::present::sizes::count;
use crate::present::when;
use crate::text::{pad_left, truncate, width};
use crate::tui::app::{App, Tab};

/// From how many columns on the tabs have blanks around them.
const AIRY_FROM: u16 = 100;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, look: &Look) {
    let mut spans = Vec::new();
    for (tab, shown) in shown(area, app) {
        if !spans.is_empty() {
            spans.push(Span::styled("│", look.border));
        }
        spans.push(Span::styled(shown, if tab == app.tab { look.accent } else { look.dim }));
    }
    let used: usize = spans.iter().map(|span| width(&span.content)).sum();
    let room = usize::from(area.width).saturating_sub(used + 2);
    let exception = exceptions(app, room);
    let gap = if exception.is_empty() { 0 } else { width(&exception) + 2 };
    let right = news(app, room.saturating_sub(gap));
    let gap = if right.is_empty() { width(&exception) } else { gap };
    spans.push(Span::raw(pad_left("", usize::from(area.width).saturating_sub(used + gap + width(&right) + 1))));
    spans.push(Span::styled(exception.clone(), look.warning));
    if !exception.is_empty() && !right.is_empty() {
        spans.push(Span::raw("  "));
    }
    spans.push(Span::styled(right, look.accent));
    put(frame, Line::from(spans), area);
}

/// The tabs as they are drawn: on a narrow screen without blanks around them, so that what stands at the right has its room.
fn shown(area: Rect, app: &App) -> Vec<(Tab, String)> {
    let one = |tab: Tab| {
        let word = app.words.word(word(tab));
        let shown = match (tab == app.tab, area.width < AIRY_FROM) {
            (true, _) => format!("[{word}]"),
            (false, true) => word,
            (false, false) => format!(" {word} "),
        };
        (tab, shown)
    };
    Tab::ALL.into_iter().map(one).collect()
}

/// Where each tab stands.
pub(super) fn places(area: Rect, app: &App) -> Vec<(Tab, Rect)> {
    let mut x = area.x;
    let place = |(tab, shown): (Tab, String)| {
        let columns = u16::try_from(width(&shown)).unwrap_or(0);
        let place = Rect { x, width: columns, ..area };
        x += columns + 1;
        (tab, place)
    };
    shown(area, app).into_iter().map(place).collect()
}

/// The word of a tab.
pub(super) fn word(tab: Tab) -> &'static str {
    match tab {
        Tab::Mail => "tab-mail",
        Tab::Leads => "tab-leads",
        Tab::Contacts => "tab-contacts",
        Tab::Companies => "tab-companies",
        Tab::Deals => "tab-deals",
        Tab::Agenda => "tab-agenda",
    }
}

/// The accounts that believe a certificate by its fingerprint alone: named as long as they do, in two words where there is no room for more.
fn exceptions(app: &App, room: usize) -> String {
    let accounts = app.mailboxes.accounts.iter().flatten().filter_map(|row| row.settings.as_ref());
    let excepting = accounts.filter(|one| {
        let certificate = |server: &ServerSettings| server.certificate.is_some();
        one.enabled && (certificate(&one.incoming) || one.outgoing.as_ref().is_some_and(certificate))
    });
    let names: Vec<&str> = excepting.map(|one| one.name.as_str()).collect();
    if names.is_empty() {
        return String::new();
    }
    let whole = app.words.say(&Text::of("certificate-exception").with("names", names.join(", ")));
    let busy = !app.fetching.running().is_empty();
    if width(&whole) <= if busy { room / 2 } else { room } { whole } else { app.words.word("certificate-exception-short") }
}

/// How far the fetches are, in as much detail as there is room for.
fn news(app: &App, room: usize) -> String {
    let Some(first) = app.fetching.running().first() else {
        let waiting = app.outbox.waiting();
        let waiting = (waiting > 0).then(|| Text::of("outbox-waiting").count("count", i64::try_from(waiting).unwrap_or(i64::MAX)));
        let due = (app.due > 0).then(|| Text::of("agenda-due").count("count", i64::try_from(app.due).unwrap_or(i64::MAX)));
        let said = |all: &[&Option<Text>]| {
            all.iter().filter_map(|text| text.as_ref()).map(|text| app.words.say(text)).collect::<Vec<_>>().join(" · ")
        };
        let worker = app.fetching.worker();
        let candidates = [said(&[&worker, &waiting, &due]), said(&[&worker, &waiting]), said(&[&waiting])];
        return candidates.into_iter().find(|words| width(words) <= room).unwrap_or_default();
    };
    let more = app.fetching.running().len() - 1;
    let more = if more > 0 { format!(" +{more}") } else { String::new() };
    let counts = format!("⟳ {} {}/{}", truncate(first.name.as_str(), 16), count(first.done), count(first.total));
    let percent = percent(first);
    let left = first.seconds_left.map(|seconds| format!(" · {}", time_left(seconds, app))).unwrap_or_default();
    let candidates = [
        format!("{counts} {} {percent} %{left}{more}", bar(percent)),
        format!("{counts} {} {percent} %{more}", bar(percent)),
        format!("{counts}{more}"),
        format!("⟳ {percent} %"),
    ];
    candidates.into_iter().find(|text| width(text) <= room).unwrap_or_default()
}

fn percent(progress: &FetchProgress) -> u64 {
    progress.done.saturating_mul(100).checked_div(progress.total).unwrap_or(0).min(100)
}

fn bar(percent: u64) -> String {
    let full = usize::try_from(percent).unwrap_or(0) * 8 / 100;
    "▓".repeat(full) + &"░".repeat(8 - full.min(8))
}

fn time_left(seconds: u64, app: &App) -> String {
    let span = when::span(i64::try_from(seconds).unwrap_or(i64::MAX), &app.words);
    app.words.say(&Text::of("time-left").with("span", span))
}
