//! Events and tasks from calendars of other programs (iCalendar, RFC 5545).

use std::io::{self, Read};

use calcard::common::PartialDateTime;
use calcard::icalendar::timezone::TzResolver;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarDuration, ICalendarEntry, ICalendarParameterName, ICalendarProperty,
    ICalendarRelated, ICalendarStatus, ICalendarValue,
};
use calcard::{Entry, Parser};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::calendar_words::{PARTICIPANTS, PRIORITY, RELATED_TO, STATUS, of_priority, of_status};
use super::record_rows::{FromRow, NoTable, Row, WrongRow};
use super::table_text::TableText;
use crate::domain::crm::field::{Field, FieldType, spec};
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::record::NewRecord;
use crate::domain::crm::repeat;
use crate::domain::crm::value::Reading;
use crate::domain::ids::Id;

/// The longest calendar that is read, in bytes: it is held whole, since what stands at its end may say in which zone its beginning is.
const MAX_CALENDAR: u64 = 64 << 20;

/// The most days that a rule which counts them is followed for its last one.
const MOST_DAYS: usize = 5_000;

/// The events and tasks of a file, in its order; what was cancelled is left out.
pub struct CalendarRows {
    /// Each calendar with the lines in which its entries begin.
    calendars: Vec<(ICalendar, Vec<u64>)>,
    calendar: usize,
    entry: usize,
    line: u64,
}

impl CalendarRows {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, is longer than 64 MiB, or holds no calendar.
    pub fn open(text: TableText) -> Result<Self, NoTable> {
        let mut whole = String::new();
        text.take(MAX_CALENDAR + 1).read_to_string(&mut whole)?;
        if whole.len() as u64 > MAX_CALENDAR {
            return Err(NoTable::Unreadable(io::Error::from(io::ErrorKind::FileTooLarge)));
        }
        let mut begins = (1..).zip(whole.lines()).filter(|(_, line)| {
            line.trim().split_once(':').is_some_and(|(name, kind)| name.eq_ignore_ascii_case("BEGIN") && kind_of(kind.trim()).is_some())
        });
        let mut parser = Parser::new(&whole);
        let mut calendars = Vec::new();
        loop {
            match parser.entry() {
                Entry::ICalendar(calendar) => {
                    let count = calendar.components.iter().filter(|one| kind(one).is_some()).count();
                    let lines = begins.by_ref().take(count).map(|(line, _)| line).collect();
                    calendars.push((calendar, lines));
                }
                Entry::Eof => break,
                _ => {}
            }
        }
        if calendars.is_empty() {
            return Err(NoTable::NoCalendar);
        }
        Ok(Self { calendars, calendar: 0, entry: 0, line: 0 })
    }

    /// The line in which the entry begins that was read last.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The next event or task; `None` at the end.
    pub fn next(&mut self, reading: &Reading<'_>) -> Option<Row> {
        loop {
            let (calendar, lines) = self.calendars.get(self.calendar)?;
            let mut entries = calendar.components.iter().filter_map(|one| kind(one).map(|kind| (kind, one)));
            let Some((kind, component)) = entries.nth(self.entry) else {
                (self.calendar, self.entry) = (self.calendar + 1, 0);
                continue;
            };
            self.line = lines.get(self.entry).copied().unwrap_or_default();
            self.entry += 1;
            if component.status() == Some(&ICalendarStatus::Cancelled) {
                continue;
            }
            let zones = calendar.build_tz_resolver();
            let alarms: Vec<&ICalendarComponent> =
                component.component_ids.iter().filter_map(|id| calendar.components.get(usize::try_from(*id).ok()?)).collect();
            let entry = CalendarEntry { kind, component, alarms, zones, reading };
            return Some(Row { line: self.line, record: entry.record() });
        }
    }
}

fn kind(component: &ICalendarComponent) -> Option<RecordKind> {
    match component.component_type {
        ICalendarComponentType::VEvent => Some(RecordKind::Event),
        ICalendarComponentType::VTodo => Some(RecordKind::Task),
        _ => None,
    }
}

fn kind_of(word: &str) -> Option<RecordKind> {
    [("VEVENT", RecordKind::Event), ("VTODO", RecordKind::Task)]
        .into_iter()
        .find(|(name, _)| word.eq_ignore_ascii_case(name))
        .map(|(_, kind)| kind)
}

/// When something is: on a day, or at a moment.
#[derive(Clone, Copy)]
enum Point {
    Day(Date),
    At(Timestamp),
}

struct CalendarEntry<'a> {
    kind: RecordKind,
    component: &'a ICalendarComponent,
    alarms: Vec<&'a ICalendarComponent>,
    zones: TzResolver<&'a str>,
    reading: &'a Reading<'a>,
}

impl CalendarEntry<'_> {
    fn record(&self) -> Result<FromRow, WrongRow> {
        let mut typed = match self.kind {
            RecordKind::Task => self.task(),
            _ => self.event(),
        };
        let mut description = self.text(&ICalendarProperty::Description);
        let begins = self.begins();
        for (name, rule) in self.rules() {
            match begins.filter(|_| name == "RRULE").and_then(|begins| self.rule(&rule, begins)) {
                Some(rule) if !typed.iter().any(|(field, _)| *field == Field::Repeat) => typed.push((Field::Repeat, rule)),
                // What has no place of its own is kept where a person reads it.
                _ => description = format!("{description}\n{name}:{rule}"),
            }
        }
        typed.push((Field::Description, description));
        if let Some(reminder) = self.reminder(begins) {
            typed.push((Field::Reminder, self.said(Point::At(reminder))));
        }
        let typed: Vec<(Field, String)> =
            typed.into_iter().map(|(field, text)| (field, self.fitting(field, text.trim()))).filter(|(_, text)| !text.is_empty()).collect();
        let new = NewRecord::read(self.kind, &typed, self.reading).map_err(WrongRow::Fields)?;
        let related = self.other(RELATED_TO).and_then(|id| id.parse().ok()).map(|id| (Field::RelatedTo, id));
        Ok(FromRow { new, id: self.id(), references: related.into_iter().collect() })
    }

    fn event(&self) -> Vec<(Field, String)> {
        let mut typed = vec![(Field::Title, self.heading()), (Field::Location, self.text(&ICalendarProperty::Location))];
        let begins = self.begins();
        let lasts = self.duration(&ICalendarProperty::Duration);
        let ends = self.point(&ICalendarProperty::Dtend).or_else(|| begins.zip(lasts).and_then(|(begins, lasts)| later(begins, lasts)));
        if let Some(begins) = begins {
            let ends = match (begins, ends) {
                // Days end where the next one begins (RFC 5545 3.6.1).
                (Point::Day(first), Some(Point::Day(behind))) => Point::Day(behind.yesterday().unwrap_or(behind).max(first)),
                (Point::Day(first), _) => Point::Day(first),
                (Point::At(from), Some(Point::At(to))) => Point::At(to.max(from)),
                (Point::At(from), _) => Point::At(from),
            };
            typed.push((Field::AllDay, if matches!(begins, Point::Day(_)) { "yes" } else { "no" }.to_owned()));
            typed.extend([(Field::From, self.said(begins)), (Field::To, self.said(ends))]);
        }
        typed.push((Field::Participants, self.other(PARTICIPANTS).unwrap_or_else(|| self.people())));
        typed
    }

    fn task(&self) -> Vec<(Field, String)> {
        let mut typed = vec![(Field::Subject, self.heading())];
        if let Some(due) = self.point(&ICalendarProperty::Due) {
            typed.push((Field::DueDate, self.day(due).to_string()));
        }
        let status = self.component.status().map(of_status).map(str::to_owned);
        let priority =
            self.value(&ICalendarProperty::Priority).and_then(ICalendarValue::as_integer).and_then(of_priority).map(str::to_owned);
        typed.extend(self.other(STATUS).or(status).map(|status| (Field::Status, status)));
        typed.extend(self.other(PRIORITY).or(priority).map(|priority| (Field::Priority, priority)));
        typed
    }

    /// What it is called; something nameless by its place or its first words.
    fn heading(&self) -> String {
        let said = [ICalendarProperty::Summary, ICalendarProperty::Location, ICalendarProperty::Description].map(|name| self.text(&name));
        let first = said.iter().filter_map(|text| text.lines().map(str::trim).find(|line| !line.is_empty())).next();
        first.unwrap_or("-").to_owned()
    }

    /// Where it stands: an event by its beginning, a task by when it is due.
    fn begins(&self) -> Option<Point> {
        let start = self.point(&ICalendarProperty::Dtstart);
        if self.kind == RecordKind::Task { self.point(&ICalendarProperty::Due).or(start) } else { start }
    }

    fn value(&self, name: &ICalendarProperty) -> Option<&ICalendarValue> {
        self.component.property(name)?.values.first()
    }

    fn text(&self, name: &ICalendarProperty) -> String {
        self.value(name).and_then(ICalendarValue::as_text).unwrap_or_default().trim().to_owned()
    }

    fn other(&self, name: &str) -> Option<String> {
        let found = self.component.property(&ICalendarProperty::Other(name.to_owned()))?.values.first()?.as_text()?.trim().to_owned();
        Some(found).filter(|text| !text.is_empty())
    }

    fn duration(&self, name: &ICalendarProperty) -> Option<SignedDuration> {
        match self.value(name)? {
            ICalendarValue::Duration(lasts) => Some(length(lasts)),
            _ => None,
        }
    }

    fn point(&self, name: &ICalendarProperty) -> Option<Point> {
        let entry = self.component.property(name)?;
        self.moment(entry, entry.values.first()?.as_partial_date_time()?)
    }

    fn moment(&self, entry: &ICalendarEntry, at: &PartialDateTime) -> Option<Point> {
        let small = |part: Option<u8>| i8::try_from(part?).ok();
        let day = Date::new(i16::try_from(at.year?).ok()?, small(at.month)?, small(at.day)?).ok()?;
        if !at.has_time() {
            return Some(Point::Day(day));
        }
        let zone = self.zones.resolve_or_default(entry.tz_id());
        if at.has_zone() || !zone.is_floating() {
            let known = at.to_date_time_with_tz(zone).and_then(|found| Timestamp::from_second(found.timestamp()).ok());
            if known.is_some() {
                return known.map(Point::At);
            }
        }
        // A time of nobody's clock is one of the reader's; of one that never comes the zone says which is meant.
        let clock =
            jiff::civil::Time::new(small(at.hour)?, small(at.minute).unwrap_or(0), small(at.second).unwrap_or(0).min(59), 0).ok()?;
        let zone = zone.name().and_then(|name| jiff::tz::TimeZone::get(name.as_ref()).ok()).unwrap_or_else(|| self.reading.zone.clone());
        Some(Point::At(day.to_datetime(clock).to_zoned(zone).ok()?.timestamp()))
    }

    fn day(&self, point: Point) -> Date {
        match point {
            Point::Day(day) => day,
            Point::At(at) => at.to_zoned(self.reading.zone.clone()).date(),
        }
    }

    fn said(&self, point: Point) -> String {
        match point {
            Point::Day(day) => day.to_string(),
            Point::At(at) => format!("{at:.0}"),
        }
    }

    /// Everybody who takes part, the one who invites first.
    fn people(&self) -> String {
        let mut people: Vec<String> = Vec::new();
        let of = |name| self.component.properties(name);
        for entry in of(&ICalendarProperty::Organizer).chain(of(&ICalendarProperty::Attendee)) {
            let Some(address) = entry.calendar_address() else { continue };
            let name = entry.parameter(&ICalendarParameterName::Cn).and_then(|name| name.as_text()).map(str::trim).unwrap_or_default();
            let said = if name.is_empty() || name == address { address.to_owned() } else { format!("{name} <{address}>") };
            if !people.iter().any(|known| known.contains(address)) {
                people.push(said);
            }
        }
        people.join(", ")
    }

    /// What says when it comes back, as it is written.
    fn rules(&self) -> Vec<(&'static str, String)> {
        const NAMES: [(ICalendarProperty, &str); 4] = [
            (ICalendarProperty::Rrule, "RRULE"),
            (ICalendarProperty::Exrule, "EXRULE"),
            (ICalendarProperty::Exdate, "EXDATE"),
            (ICalendarProperty::Rdate, "RDATE"),
        ];
        let mut found = Vec::new();
        for (name, word) in NAMES {
            for entry in self.component.properties(&name) {
                let values = entry.values.iter().filter_map(|value| match value {
                    ICalendarValue::RecurrenceRule(rule) => Some(rule.to_string()),
                    ICalendarValue::PartialDateTime(at) => self.moment(entry, at).map(|point| self.day(point).to_string()),
                    _ => None,
                });
                let said: Vec<String> = values.collect();
                if !said.is_empty() {
                    found.push((word, said.join(", ")));
                }
            }
        }
        found
    }

    /// A rule as records have it: one that counts its times ends on the last of them.
    fn rule(&self, rule: &str, begins: Point) -> Option<String> {
        let parts: Vec<&str> = rule.split(';').collect();
        let count = parts.iter().find_map(|part| part.strip_prefix("COUNT=")).map(str::parse::<usize>);
        let until = parts.iter().find_map(|part| part.strip_prefix("UNTIL="));
        let last = match (count, until) {
            (Some(count), _) => repeat::days(rule, self.day(begins), count.ok()?.min(MOST_DAYS))?.last().copied(),
            (None, Some(until)) => Some(self.last_day(until)?),
            (None, None) => None,
        };
        let mut kept: Vec<String> =
            parts.iter().filter(|part| !part.starts_with("COUNT=") && !part.starts_with("UNTIL=")).map(|part| (*part).to_owned()).collect();
        kept.extend(last.map(|last| format!("UNTIL={}T235959Z", last.strftime("%Y%m%d"))));
        repeat::read(&kept.join(";"))
    }

    /// The day on which a rule ends: of a moment in UTC that of the reader's clocks.
    fn last_day(&self, until: &str) -> Option<Date> {
        let day = Date::strptime("%Y%m%d", until.get(..8)?).ok()?;
        // As fumi writes it: the end of a day, whatever the zone.
        if until.ends_with("T235959Z") {
            return Some(day);
        }
        let moment = Timestamp::strptime("%Y%m%dT%H%M%S%z", until.strip_suffix('Z').map(|text| format!("{text}+0000")).unwrap_or_default());
        Some(moment.map_or(day, |at| self.day(Point::At(at))))
    }

    /// When it first reminds of itself.
    fn reminder(&self, begins: Option<Point>) -> Option<Timestamp> {
        let midnight = |point: Point| match point {
            Point::At(at) => Some(at),
            Point::Day(day) => Some(day.to_zoned(self.reading.zone.clone()).ok()?.timestamp()),
        };
        let ends = self.point(&ICalendarProperty::Dtend).or(begins);
        let of = |alarm: &&ICalendarComponent| {
            let trigger = alarm.property(&ICalendarProperty::Trigger)?;
            match trigger.values.first()? {
                ICalendarValue::Duration(before) => {
                    let related = trigger.parameter(&ICalendarParameterName::Related);
                    let at_end = matches!(related, Some(calcard::icalendar::ICalendarParameterValue::Related(ICalendarRelated::End)));
                    midnight(if at_end { ends } else { begins }?)?.checked_add(length(before)).ok()
                }
                ICalendarValue::PartialDateTime(at) => match self.moment(trigger, at)? {
                    Point::At(at) => Some(at),
                    day => midnight(day),
                },
                _ => None,
            }
        };
        self.alarms.iter().filter(|one| one.component_type == ICalendarComponentType::VAlarm).filter_map(of).min()
    }

    /// The id: fumi's own, or one that follows from the UID, so that the same entry is known when its calendar comes again.
    fn id(&self) -> Option<Id> {
        let uid = self.component.uid()?.trim();
        let changed = self.component.property(&ICalendarProperty::RecurrenceId).and_then(|entry| {
            entry.values.first()?.as_partial_date_time().and_then(|at| self.moment(entry, at)).map(|point| self.said(point))
        });
        if uid.is_empty() {
            return None;
        }
        if let (Ok(id), None) = (uid.trim_start_matches("urn:uuid:").parse(), &changed) {
            return Some(id);
        }
        let hash = Sha256::digest(format!("{uid}\n{}", changed.unwrap_or_default()));
        Some(Id::of_hash(hash[..16].try_into().ok()?))
    }

    /// A text cut to what its field holds.
    fn fitting(&self, field: Field, text: &str) -> String {
        let room = match spec(self.kind, field).map(|spec| spec.holds) {
            Some(FieldType::Line(room) | FieldType::Block(room)) => room,
            _ => return text.to_owned(),
        };
        let line = if matches!(spec(self.kind, field).map(|spec| spec.holds), Some(FieldType::Line(_))) {
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        } else {
            text.to_owned()
        };
        line.chars().take(room).collect()
    }
}

fn later(begins: Point, lasts: SignedDuration) -> Option<Point> {
    match begins {
        Point::At(at) => at.checked_add(lasts).ok().map(Point::At),
        Point::Day(day) => day.checked_add(lasts).ok().map(Point::Day),
    }
}

fn length(lasts: &ICalendarDuration) -> SignedDuration {
    let hours = (i64::from(lasts.weeks) * 7 + i64::from(lasts.days)) * 24 + i64::from(lasts.hours);
    let seconds = (hours * 60 + i64::from(lasts.minutes)) * 60 + i64::from(lasts.seconds);
    SignedDuration::from_secs(if lasts.neg { -seconds } else { seconds })
}
