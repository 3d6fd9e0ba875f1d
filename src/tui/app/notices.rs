//! The line above the footer: what was just done, or went wrong.

use std::collections::VecDeque;

use crate::domain::time::Instant;
use crate::i18n::Text;

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// Something was done.
    Done,
    /// Something deserves a look.
    Warning,
    /// What was asked for cannot be done here, and why; said until the next command, since it is true of this place only.
    Refused,
    /// Something failed.
    Failed,
}

/// The newest notice. What answers the person is said at once; news of what happened by itself waits until what stands there can have been read, and comes again when an answer took its place too soon.
#[derive(Debug, Default)]
pub(crate) struct Notices {
    shown: Option<Shown>,
    /// News that were not shown long enough to be read, the oldest first.
    waiting: VecDeque<(Level, Text)>,
    /// From when on news may be shown.
    free: Option<Instant>,
}

#[derive(Debug)]
struct Shown {
    level: Level,
    text: Text,
    since: Instant,
    until: Instant,
    /// Whether nobody asked for it.
    news: bool,
}

/// How long a notice stays, in milliseconds.
const STAYS: i64 = 8_000;
/// How long a failure stays: long enough to be read twice.
const FAILURE_STAYS: i64 = 20_000;
/// How long a notice stands at the least before news take its place, in milliseconds.
const READ_IN: i64 = 5_000;
/// How many news wait at the most; the oldest give way.
const MOST_WAITING: usize = 4;

impl Notices {
    /// Says what came of something that the person did.
    pub(crate) fn say(&mut self, level: Level, text: Text, now: Instant) {
        self.waiting.retain(|(_, waits)| *waits != text);
        if self.shown.as_ref().is_some_and(|shown| shown.text != text) {
            self.set_aside(now);
        }
        self.show(level, text, now, false);
    }

    /// Says what happened while nobody asked, as soon as what stands there can have been read.
    pub(crate) fn tell(&mut self, level: Level, text: Text, now: Instant) {
        // The same news again say nothing new.
        self.waiting.retain(|(_, waits)| *waits != text);
        if self.free.is_some_and(|free| now < free) && self.shown.as_ref().is_none_or(|shown| shown.text != text) {
            self.waiting.push_back((level, text));
            let too_many = self.waiting.len().saturating_sub(MOST_WAITING);
            self.waiting.drain(..too_many);
        } else {
            self.show(level, text, now, true);
        }
    }

    /// Takes back what was said: something new is being done, and what comes of it will be said.
    pub(crate) fn clear(&mut self, now: Instant) {
        self.set_aside(now);
        self.shown = None;
        self.free = Some(now.plus_ms(READ_IN));
    }

    /// Takes a refusal back, and nothing else: another command was given.
    pub(crate) fn forget_refusal(&mut self) {
        self.shown.take_if(|shown| shown.level == Level::Refused);
    }

    /// What is said at present.
    pub(crate) fn shown(&self) -> Option<(Level, &Text)> {
        self.shown.as_ref().map(|shown| (shown.level, &shown.text))
    }

    /// When something else is said, or nothing any more.
    pub(crate) fn changes(&self) -> Option<Instant> {
        let next = self.free.filter(|_| !self.waiting.is_empty());
        self.shown.as_ref().map(|shown| shown.until).into_iter().chain(next).min()
    }

    /// Lets go what was said long enough, and says what waited for that.
    pub(crate) fn pass(&mut self, now: Instant) {
        self.shown.take_if(|shown| shown.until <= now);
        if self.free.is_none_or(|free| free <= now)
            && let Some((level, text)) = self.waiting.pop_front()
        {
            self.show(level, text, now, true);
        }
    }

    fn show(&mut self, level: Level, text: Text, now: Instant, news: bool) {
        let stays = if level == Level::Failed { FAILURE_STAYS } else { STAYS };
        self.shown = Some(Shown { level, text, since: now, until: now.plus_ms(stays), news });
        self.free = Some(now.plus_ms(READ_IN));
    }

    /// News that did not stand long enough wait again.
    fn set_aside(&mut self, now: Instant) {
        if let Some(shown) = self.shown.take_if(|shown| shown.news && now < shown.since.plus_ms(READ_IN))
            && self.waiting.len() < MOST_WAITING
        {
            self.waiting.push_front((shown.level, shown.text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Instant = Instant(1_000_000);

    fn text(id: &'static str) -> Text {
        Text::of(id)
    }

    fn shown(notices: &Notices) -> Option<&str> {
        notices.shown().map(|(_, text)| text.id())
    }

    /// Lets time go on as the loop does: it wakes when something changes, and at the end.
    fn wait(notices: &mut Notices, from: Instant, ms: i64) -> Instant {
        let end = from.plus_ms(ms);
        while let Some(due) = notices.changes().filter(|due| *due <= end) {
            notices.pass(due);
        }
        notices.pass(end);
        end
    }

    #[test]
    fn what_the_person_did_outlives_news_and_both_can_be_read() {
        let mut notices = Notices::default();
        notices.say(Level::Done, text("added"), START);
        notices.tell(Level::Failed, text("fetch-failed"), START.plus_ms(10));
        notices.tell(Level::Done, text("customer"), START.plus_ms(20));
        let now = wait(&mut notices, START, 4_900);
        assert_eq!(shown(&notices), Some("added"));
        let now = wait(&mut notices, now, 200);
        assert_eq!(shown(&notices), Some("fetch-failed"));
        let now = wait(&mut notices, now, 4_700);
        assert_eq!(shown(&notices), Some("fetch-failed"));
        let now = wait(&mut notices, now, 300);
        assert_eq!(shown(&notices), Some("customer"));
        wait(&mut notices, now, 8_000);
        assert_eq!((shown(&notices), notices.changes()), (None, None), "all was said, and the loop sleeps");
    }

    #[test]
    fn news_that_an_answer_took_the_place_of_come_again_once_they_were_not_read() {
        let mut notices = Notices::default();
        notices.tell(Level::Failed, text("fetch-failed"), START);
        assert_eq!(shown(&notices), Some("fetch-failed"), "nothing stood there");
        notices.clear(START.plus_ms(500));
        assert_eq!(shown(&notices), None);
        notices.say(Level::Done, text("archived"), START.plus_ms(510));
        let now = wait(&mut notices, START.plus_ms(510), 5_000);
        assert_eq!(shown(&notices), Some("fetch-failed"));
        let now = wait(&mut notices, now, 6_000);
        notices.say(Level::Done, text("archived"), now);
        wait(&mut notices, now, 30_000);
        assert_eq!(shown(&notices), None, "what stood long enough does not come again");
    }

    #[test]
    fn the_same_news_wait_once_and_many_never_pile_up() {
        let mut notices = Notices::default();
        notices.say(Level::Done, text("added"), START);
        for _ in 0..50 {
            notices.tell(Level::Failed, text("fetch-failed"), START);
        }
        assert_eq!(notices.waiting.len(), 1);
        for id in ["a", "b", "c", "d", "e"] {
            notices.tell(Level::Done, text(id), START);
        }
        assert_eq!(notices.waiting.len(), MOST_WAITING);
        notices.say(Level::Done, text("again"), START);
        assert_eq!(shown(&notices), Some("again"), "an answer never waits");
    }

    #[test]
    fn a_refusal_goes_with_the_next_command_and_leaves_news_waiting() {
        let mut notices = Notices::default();
        notices.say(Level::Refused, text("refused"), START);
        notices.tell(Level::Failed, text("fetch-failed"), START);
        notices.forget_refusal();
        assert_eq!(shown(&notices), None);
        wait(&mut notices, START, 5_000);
        assert_eq!(shown(&notices), Some("fetch-failed"));
    }
}
