//! Events and tasks as a calendar that other programs read (iCalendar, RFC 5545).

use std::io::{self, Write};

use calcard::common::PartialDateTime;
use calcard::icalendar::{
    ICalendar, ICalendarAction, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarParameter, ICalendarProperty,
    ICalendarValue, ICalendarValueType,
};
use calcard::{Entry, Parser};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::calendar_words::{PARTICIPANTS, PRIORITY, RELATED_TO, STATUS, priority_of, status_of};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::record::Record;
use crate::domain::crm::value::Value;

const BEGIN: &[u8] = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//fumi//fumi//EN\r\n";
const END: &[u8] = b"END:VCALENDAR\r\n";

/// A calendar that is being written.
#[derive(Debug)]
pub struct CalendarOut<W> {
    out: W,
}

impl<W: Write> CalendarOut<W> {
    /// Begins a calendar.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(mut out: W) -> io::Result<Self> {
        out.write_all(BEGIN)?;
        Ok(Self { out })
    }

    /// Writes an event or a task.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn record(&mut self, record: &Record) -> io::Result<()> {
        let mut text = String::new();
        ICalendar { components: components(record) }.write_to(&mut text).map_err(io::Error::other)?;
        self.out.write_all(text.as_bytes())
    }

    /// Ends it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(mut self) -> io::Result<W> {
        self.out.write_all(END)?;
        Ok(self.out)
    }
}

/// The entry, and its alarm behind it.
fn components(record: &Record) -> Vec<ICalendarComponent> {
    let task = record.kind == RecordKind::Task;
    let mut entry = ICalendarComponent::new(if task { ICalendarComponentType::VTodo } else { ICalendarComponentType::VEvent });
    let text = |field: Field| match record.value(field) {
        Some(Value::Text(text)) => text.as_str().to_owned(),
        _ => String::new(),
    };
    entry.add_uid(&record.id.to_string());
    entry.add_property(ICalendarProperty::Dtstamp, moment(record.modified_at.to_timestamp()));
    entry.add_property(ICalendarProperty::Summary, text(if task { Field::Subject } else { Field::Title }));
    if task {
        entry.entries.extend(bound(ICalendarProperty::Due, record.value(Field::DueDate)));
        let status = text(Field::Status);
        entry.add_property(ICalendarProperty::Status, ICalendarValue::Status(status_of(&status)));
        entry
            .entries
            .extend(priority_of(&text(Field::Priority)).map(|number| one(ICalendarProperty::Priority, ICalendarValue::Integer(number))));
        entry.entries.extend(other(STATUS, status));
        entry.entries.extend(other(PRIORITY, text(Field::Priority)));
    } else {
        entry.entries.extend(bound(ICalendarProperty::Dtstart, record.value(Field::From)));
        // Days end where the next one begins (RFC 5545 3.6.1).
        let ends = match record.value(Field::To) {
            Some(Value::Date(last)) => last.tomorrow().ok().map(Value::Date),
            ends => ends.cloned(),
        };
        entry.entries.extend(bound(ICalendarProperty::Dtend, ends.as_ref()));
        entry.entries.extend(said(ICalendarProperty::Location, text(Field::Location)));
        // Who takes part is a text here, and no invitation.
        entry.entries.extend(other(PARTICIPANTS, text(Field::Participants)));
    }
    entry.entries.extend(rule(&text(Field::Repeat)));
    entry.entries.extend(said(ICalendarProperty::Description, text(Field::Description)));
    if let Some(Value::Record(name)) = record.value(Field::RelatedTo) {
        entry.entries.extend(other(RELATED_TO, name.id.to_string()));
    }
    let mut all = vec![entry];
    if let Some(at) = record.value(Field::Reminder).and_then(Value::as_instant) {
        let mut alarm = ICalendarComponent::new(ICalendarComponentType::VAlarm);
        alarm.add_property(ICalendarProperty::Action, ICalendarValue::Action(ICalendarAction::Display));
        alarm.add_property(ICalendarProperty::Description, text(if task { Field::Subject } else { Field::Title }));
        let value = ICalendarParameter::value(ICalendarValueType::DateTime);
        alarm.add_property_with_params(ICalendarProperty::Trigger, [value], moment(at.to_timestamp()));
        all[0].component_ids.push(1);
        all.push(alarm);
    }
    all
}

fn one(name: ICalendarProperty, value: ICalendarValue) -> ICalendarEntry {
    ICalendarEntry::new(name).with_value(value)
}

fn said(name: ICalendarProperty, text: String) -> Option<ICalendarEntry> {
    (!text.is_empty()).then(|| one(name, ICalendarValue::Text(text)))
}

fn other(name: &str, text: String) -> Option<ICalendarEntry> {
    said(ICalendarProperty::Other(name.to_owned()), text)
}

fn bound(name: ICalendarProperty, value: Option<&Value>) -> Option<ICalendarEntry> {
    match value? {
        Value::Date(day) => Some(one(name, of_day(*day)).with_param(ICalendarParameter::value(ICalendarValueType::Date))),
        value => Some(one(name, moment(value.as_instant()?.to_timestamp()))),
    }
}

/// A rule as calendars hold it.
fn rule(rule: &str) -> Option<ICalendarEntry> {
    match Parser::new(&format!("BEGIN:VEVENT\r\nRRULE:{rule}\r\nEND:VEVENT\r\n")).entry() {
        Entry::ICalendar(read) if !rule.is_empty() => read.components.into_iter().flat_map(|one| one.entries).next(),
        _ => None,
    }
}

fn of_day(day: Date) -> ICalendarValue {
    ICalendarValue::PartialDateTime(Box::new(PartialDateTime {
        year: u16::try_from(day.year()).ok(),
        month: u8::try_from(day.month()).ok(),
        day: u8::try_from(day.day()).ok(),
        ..PartialDateTime::default()
    }))
}

/// A moment in UTC.
fn moment(at: Timestamp) -> ICalendarValue {
    let there = at.to_zoned(TimeZone::UTC);
    let ICalendarValue::PartialDateTime(mut value) = of_day(there.date()) else { return of_day(there.date()) };
    let small = |number: i8| u8::try_from(number).ok();
    (value.hour, value.minute, value.second) = (small(there.hour()), small(there.minute()), small(there.second()));
    (value.tz_hour, value.tz_minute) = (Some(0), Some(0));
    ICalendarValue::PartialDateTime(value)
}
