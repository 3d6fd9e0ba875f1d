//! What a field holds, read from what a person typed and said back.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::amount::currency_named;
use super::field::{Field, FieldType};
use super::kind::RecordName;
use super::money::{Currency, Money, MoneyError};
use super::phone::Phone;
use super::repeat;
use super::rules::CrmRules;
use crate::domain::mail::address::AddrSpec;
use crate::domain::mail::address::normalized_domain;
use crate::domain::mail::address_list::{parse_one_address, parse_received_list};
use crate::domain::mail::typed_address::received_address;
use crate::domain::time::Instant;
use crate::domain::typed::{TimeReader, Toward, Typed, number};
use crate::domain::when::NotATime;
use crate::text::{CleanText, KeptText, plain};

/// The value of a field. An empty field has no value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Text of one or several lines, a web address, a phone number as written, or a picklist's value id.
    Text(KeptText),
    /// Mail addresses or domains.
    List(Vec<CleanText>),
    /// A whole number: a count, percent or minutes.
    Integer(i64),
    /// An amount with its currency.
    Money(Money),
    /// A calendar date.
    Date(Date),
    /// A point in time.
    Instant(Instant),
    /// Yes or no.
    Flag(bool),
    /// Another record.
    Record(RecordName),
    /// Another record by a name or an id not yet looked up; a company of that name is found or made.
    Named(KeptText),
}

/// The values of a record, in the order of the fields.
pub type Values = BTreeMap<Field, Value>;

/// What reading needs to know of the person at the keyboard.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// What the house has set about its customers.
    pub rules: &'a CrmRules,
    /// The currency of amounts without one.
    pub currency: Currency,
    /// When the person types: what `today` and `+3d` mean.
    pub now: Instant,
    /// The person's time zone.
    pub zone: TimeZone,
}

impl<'a> Reading<'a> {
    /// Reading by the rules of a house, at a moment in a zone.
    pub fn of(rules: &'a CrmRules, now: Instant, zone: TimeZone) -> Self {
        Self { rules, currency: rules.currency, now, zone }
    }

    /// The reader of days and times.
    pub fn times(&self) -> TimeReader<'_> {
        TimeReader { now: self.now, zone: &self.zone, order: self.rules.day_order, toward: Toward::Coming }
    }
}

/// Why a field cannot be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field that was refused.
    pub field: Field,
    /// What is wrong with it.
    pub wrong: Wrong,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// It is mandatory and empty.
    #[error("is mandatory")]
    Missing,
    /// The kind has no such field, or it cannot be set by hand.
    #[error("cannot be set")]
    NotSettable,
    /// Too many characters.
    #[error("is longer than {0} characters")]
    TooLong(usize),
    /// No telephone number.
    #[error("is no telephone number")]
    Phone,
    /// No mail address.
    #[error("is no mail address")]
    Address,
    /// No domain.
    #[error("is no domain")]
    Domain,
    /// No web address.
    #[error("is no web address")]
    Url,
    /// No amount.
    #[error("is no amount: {0}")]
    Money(MoneyError),
    /// No whole number within these bounds.
    #[error("is no whole number from {0} to {1}")]
    Integer(i64, i64),
    /// No rule by which something comes back.
    #[error("is no rule of repeating")]
    Repeat,
    /// No date.
    #[error("is no date")]
    Date,
    /// No time.
    #[error("is no time")]
    Instant,
    /// A day with two readings, the month first or the day.
    #[error("is {0} or {1}")]
    TwoDays(Date, Date),
    /// So many months or minutes, where a time is asked for.
    #[error("is {0} months or minutes")]
    Minutes(i64),
    /// A day beside another weekday than its own.
    #[error("{0} is another weekday")]
    OtherWeekday(Date),
    /// Not among the values to choose from.
    #[error("is not one of: {0}")]
    Choice(String),
    /// Neither yes nor no.
    #[error("is neither yes nor no")]
    Flag,
    /// It ends before it begins.
    #[error("is before the beginning")]
    BeforeBeginning,
    /// No record of that name or id.
    #[error("names no record")]
    NoRecord,
    /// Several records of that name.
    #[error("names several records")]
    SeveralRecords,
    /// A record of a kind that does not fit here.
    #[error("names a record of another kind")]
    OtherKind,
}

impl Wrong {
    /// This trouble at a field.
    pub fn at(self, field: Field) -> FieldError {
        FieldError { field, wrong: self }
    }
}

/// Reads a typed value; `None` when nothing but spaces was typed, which empties the field.
pub fn parse(holds: FieldType, typed: &str, reading: &Reading<'_>) -> Result<Option<Value>, Wrong> {
    let one = CleanText::line(typed);
    let text = one.as_str().trim();
    if text.is_empty() {
        return Ok(None);
    }
    let line = || KeptText::line(typed.trim());
    let value = match holds {
        FieldType::Line(max) => Value::Text(limited(line(), max)?),
        FieldType::PostalCode => Value::Text(limited(postal_code(text), 20)?),
        FieldType::Block(max) => Value::Text(limited(KeptText::block(typed.trim_matches(['\n', '\r'])), max)?),
        FieldType::Phone => {
            let phone = Phone::parse(text, &reading.rules.region).ok_or(Wrong::Phone)?;
            Value::Text(limited(KeptText::line(&phone.original), 60)?)
        }
        FieldType::Email => Value::Text(KeptText::line(one_address(typed).ok_or(Wrong::Address)?.as_str())),
        FieldType::Emails => addresses(typed)?,
        FieldType::Domains => list(text, |part| domain(part).ok_or(Wrong::Domain))?,
        FieldType::Url => Value::Text(limited(web_address(text).ok_or(Wrong::Url)?, 450)?),
        FieldType::Money => Value::Money(Money::parse(text, reading.currency).map_err(Wrong::Money)?),
        FieldType::Currency => Value::Text(KeptText::line(currency_named(text).map_err(Wrong::Money)?.code())),
        FieldType::Integer(low, high) => Value::Integer(integer(text, low, high)?),
        FieldType::Date => Value::Date(reading.times().day(text).map_err(|error| of_time(error, Wrong::Date))?),
        FieldType::Instant => {
            let when = reading.times().when(text).map_err(|error| of_time(error, Wrong::Instant))?;
            Value::Instant(when.instant(9, &reading.zone).map_err(|_| Wrong::Instant)?)
        }
        FieldType::Minutes => Value::Integer(integer(text, 0, 60 * 24 * 31)?),
        FieldType::Repeat => Value::Text(KeptText::line(&repeat::read(text).ok_or(Wrong::Repeat)?)),
        FieldType::Choice(list) => match reading.rules.picklists.find(list, text) {
            Some(id) => Value::Text(KeptText::line(id)),
            None => return Err(Wrong::Choice(reading.rules.picklists.values(list).join(", "))),
        },
        FieldType::Flag => Value::Flag(Typed::answer(&plain(text).to_lowercase()).ok_or(Wrong::Flag)?),
        FieldType::Record(_) => Value::Named(limited(line(), 200)?),
    };
    Ok(Some(value))
}

/// A code of digits, letters and dashes as it is written on a letter, without the Japanese sign; anything else stays as typed.
fn postal_code(text: &str) -> KeptText {
    let code = plain(text);
    let bare = code.trim_start_matches('〒').trim();
    let plainly = bare.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ' ')) && !bare.is_empty();
    KeptText::line(if plainly { bare } else { text })
}

fn limited(text: KeptText, max: usize) -> Result<KeptText, Wrong> {
    if text.as_str().chars().count() > max { Err(Wrong::TooLong(max)) } else { Ok(text) }
}

/// A record may have an address that mail comes from though nobody could register it ([`received_address`]).
fn one_address(typed: &str) -> Option<AddrSpec> {
    parse_one_address(typed).map(|one| one.address).or_else(|| received_address(typed).ok())
}

fn addresses(typed: &str) -> Result<Value, Wrong> {
    let mut all: Vec<CleanText> = Vec::new();
    for one in parse_received_list(typed) {
        let clean = CleanText::line(one.map_err(|_| Wrong::Address)?.address.as_str());
        if !all.contains(&clean) {
            all.push(clean);
        }
    }
    if all.is_empty() { Err(Wrong::Address) } else { Ok(Value::List(all)) }
}

fn list(text: &str, read: impl Fn(&str) -> Result<String, Wrong>) -> Result<Value, Wrong> {
    let mut all: Vec<CleanText> = Vec::new();
    for part in text.split([',', ';', ' ', '、', '　']).filter(|part| !part.is_empty()) {
        let clean = CleanText::line(&read(part)?);
        if !all.contains(&clean) {
            all.push(clean);
        }
    }
    Ok(Value::List(all))
}

fn domain(text: &str) -> Option<String> {
    let text = plain(text).replace('。', ".");
    let bare = text.trim_start_matches('@').trim_end_matches('.');
    let ok =
        bare.contains('.') && !bare.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '/' | '@' | ':' | '?' | '#'));
    (ok && !bare.starts_with('.') && !bare.contains("..")).then(|| normalized_domain(bare))
}

fn web_address(typed: &str) -> Option<KeptText> {
    // What an input method left wide is meant plain; a path in another script stays as it is.
    let text = &if typed.contains(|c| matches!(c, '\u{ff01}'..='\u{ff5e}' | '。')) { plain(typed) } else { typed.to_owned() };
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or("");
    let scheme = text.contains("://") && rest.len() == text.len();
    (!scheme && !text.contains(char::is_whitespace) && domain(host).is_some()).then(|| KeptText::line(text))
}

fn integer(text: &str, low: i64, high: i64) -> Result<i64, Wrong> {
    let digits = plain(text);
    let digits = digits.strip_suffix('%').unwrap_or(&digits).trim();
    number(digits, 0).ok().filter(|number| (low..=high).contains(number)).ok_or(Wrong::Integer(low, high))
}

fn of_time(error: NotATime, unread: Wrong) -> Wrong {
    match error {
        NotATime::Unread => unread,
        NotATime::TwoDays(one, other) => Wrong::TwoDays(one, other),
        NotATime::Minutes(count) => Wrong::Minutes(count),
        NotATime::OtherWeekday(date) => Wrong::OtherWeekday(date),
    }
}

impl Value {
    /// The text of a text, choice or currency.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Named(text) => Some(text.as_str()),
            Self::Record(name) => Some(name.name.as_str()),
            _ => None,
        }
    }

    /// The amount of a field that holds one; `None` of any other.
    pub fn as_money(&self) -> Option<Money> {
        if let Self::Money(money) = self { Some(*money) } else { None }
    }

    /// The whole number.
    pub fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(number) = self { Some(*number) } else { None }
    }

    /// The point in time.
    pub fn as_instant(&self) -> Option<Instant> {
        if let Self::Instant(at) = self { Some(*at) } else { None }
    }

    /// The calendar date.
    pub fn as_date(&self) -> Option<Date> {
        if let Self::Date(date) = self { Some(*date) } else { None }
    }

    /// The other record.
    pub fn as_record(&self) -> Option<&RecordName> {
        if let Self::Record(name) = self { Some(name) } else { None }
    }

    /// The value as one would type it again: what forms start from and CSV carries. Times are in the person's zone.
    pub fn typed(&self, zone: &TimeZone) -> String {
        match self {
            Self::Text(text) | Self::Named(text) => text.as_str().to_owned(),
            Self::List(list) => list.iter().map(CleanText::as_str).collect::<Vec<_>>().join(", "),
            Self::Integer(number) => number.to_string(),
            Self::Money(money) => money.decimal(),
            Self::Date(date) => date.to_string(),
            Self::Instant(at) => at.to_timestamp().to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string(),
            Self::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            Self::Record(name) => name.name.as_str().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::crm::picklist::PicklistId;

    fn read(holds: FieldType, typed: &str) -> Result<Option<Value>, Wrong> {
        let rules = CrmRules::default();
        let now: jiff::Timestamp = "2026-11-23T02:00:00Z".parse().unwrap();
        let reading = Reading::of(&rules, now.into(), TimeZone::get("Asia/Tokyo").unwrap());
        parse(holds, typed, &reading)
    }

    #[test]
    fn what_is_typed_comes_back_as_typed() {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        for (holds, typed) in [
            (FieldType::Line(80), "田中"),
            (FieldType::Block(80), "一行目\n二行目"),
            (FieldType::Phone, "03-1234-5678"),
            (FieldType::Email, "t.tanaka@sample.example"),
            (FieldType::Emails, "a@b.example, c@d.example"),
            (FieldType::Domains, "sample.example"),
            (FieldType::Url, "https://sample.example/ja"),
            (FieldType::Money, "1200000"),
            (FieldType::Currency, "EUR"),
            (FieldType::Integer(0, 100), "75"),
            (FieldType::Date, "2027-01-31"),
            (FieldType::Instant, "2027-01-31 10:00"),
            (FieldType::Minutes, "15"),
            (FieldType::Choice(PicklistId::LeadStatus), "Not Contacted"),
            (FieldType::Flag, "yes"),
        ] {
            assert_eq!(read(holds, typed).unwrap().unwrap().typed(&zone), typed);
        }
    }

    #[test]
    fn what_the_screen_cleans_is_kept_as_it_was_typed() {
        for typed in ["a\tb", "山田　ﾀﾛｳ", "می\u{200c}خواهم", "👩‍💻 क्\u{200d}ष", "🏴\u{e0067}\u{e0062}\u{e007f}"]
        {
            assert_eq!(read(FieldType::Line(80), typed).unwrap().unwrap().as_text(), Some(typed));
            assert_eq!(read(FieldType::Record(&[]), typed).unwrap().unwrap().as_text(), Some(typed));
            let block = format!("　{typed}\n\t{typed}");
            assert_eq!(read(FieldType::Block(800), &block).unwrap().unwrap().as_text(), Some(block.as_str()));
        }
    }

    #[test]
    fn spaces_alone_empty_a_field() {
        assert_eq!(read(FieldType::Date, "  "), Ok(None));
        assert_eq!(read(FieldType::Line(5), "　"), Ok(None));
    }

    #[test]
    fn wrong_values_say_what_is_wrong() {
        for (holds, typed, wrong) in [
            (FieldType::Line(3), "long", Wrong::TooLong(3)),
            (FieldType::Phone, "call me", Wrong::Phone),
            (FieldType::Email, "tanaka", Wrong::Address),
            (FieldType::Emails, "a@b.example, nobody", Wrong::Address),
            (FieldType::Email, "a@b.example c@d.example", Wrong::Address),
            (FieldType::Domains, "no domain", Wrong::Domain),
            (FieldType::Url, "javascript://x.example", Wrong::Url),
            (FieldType::Money, "1.5", Wrong::Money(MoneyError::Decimals(0))),
            (FieldType::Integer(0, 100), "101", Wrong::Integer(0, 100)),
            (FieldType::Integer(0, 5000), "1.000", Wrong::Integer(0, 5000)),
            (FieldType::Integer(0, 5000), "1,5", Wrong::Integer(0, 5000)),
            (FieldType::Instant, "+1m", Wrong::Minutes(1)),
            (FieldType::Date, "+5min", Wrong::Date),
            (FieldType::Date, "2026-11-27 Mon", Wrong::OtherWeekday("2026-11-27".parse().unwrap())),
            (FieldType::Date, "+2h", Wrong::Date),
            (FieldType::Date, "9:00", Wrong::Date),
            (FieldType::Date, "2026-02-30", Wrong::Date),
            (FieldType::Instant, "later", Wrong::Instant),
            (FieldType::Flag, "maybe", Wrong::Flag),
        ] {
            assert_eq!(read(holds, typed), Err(wrong), "{typed}");
        }
        assert!(
            matches!(read(FieldType::Choice(PicklistId::TaskStatus), "half done"), Err(Wrong::Choice(all)) if all.contains("In Progress"))
        );
    }

    #[test]
    fn an_input_method_left_on_types_the_same_values() {
        let zone = TimeZone::UTC;
        for (holds, typed, meant) in [
            (FieldType::Email, "mailto:ａｎｎａ＠ｋｕｎｄｅ．ｔｅｓｔ", "anna@kunde.test"),
            (FieldType::Email, "Anna <anna@kunde.test>", "anna@kunde.test"),
            (FieldType::Email, "lena@my_shop.test", "lena@my_shop.test"),
            (FieldType::Emails, "lena@my_shop.test, a@b.test", "lena@my_shop.test, a@b.test"),
            (FieldType::Emails, "a＠b.test　c@d.test、'e@f.test'", "a@b.test, c@d.test, e@f.test"),
            (FieldType::Domains, "＠ｋｕｎｄｅ．ｔｅｓｔ．", "kunde.test"),
            (FieldType::Url, "ｈｔｔｐｓ：／／ｋｕｎｄｅ．ｔｅｓｔ／ｊａ", "https://kunde.test/ja"),
            (FieldType::PostalCode, "〒１５０ー０００１", "150-0001"),
            (FieldType::Integer(0, 100), "７５％", "75"),
            (FieldType::Minutes, "１５", "15"),
            (FieldType::Currency, "ｅｕｒ", "EUR"),
            (FieldType::Date, "２０２７／１／３１", "2027-01-31"),
            (FieldType::Date, "+1m", "2026-12-23"),
            (FieldType::Integer(0, 100_000), "１．２万", "12000"),
        ] {
            assert_eq!(read(holds, typed).unwrap().unwrap().typed(&zone), meant, "{typed}");
        }
        assert!(read(FieldType::Phone, "\u{202d}０３ー１２３４ー５６７８\u{202c}").is_ok());
    }

    #[test]
    fn control_characters_never_get_in() {
        assert_eq!(read(FieldType::Line(20), "a\u{1b}[31m\u{202e}b").unwrap().unwrap().as_text(), Some("a[31mb"));
    }
}
