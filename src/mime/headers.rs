//! The headers of one part: kept as they came, decoded when asked.

use std::borrow::Cow;
use std::ops::Range;

use super::addresses::{AddressList, address_list};
use super::charset;
use super::dates::{MailDate, date, date_at_end};
use super::limits;
use super::words::decode_words;
use crate::domain::mail::address::{AddrSpec, Address, AddressRole};
use crate::domain::mail::field_line::field;
use crate::domain::mail::message::{Automation, ListHeaders, Warnings};
use crate::domain::time::Instant;
use crate::text::CleanText;

/// The header fields of one part, raw and in order, within the limits.
#[derive(Debug, Clone, Default)]
pub struct Headers {
    bytes: Vec<u8>,
    fields: Vec<(Range<usize>, Range<usize>)>,
    lines: usize,
    /// The mbox separator before them.
    separator: Vec<u8>,
    /// The charset that the mail declares for its text.
    declared: Option<String>,
    /// More stood there than the limits allow.
    pub cut: bool,
}

impl Headers {
    /// Takes the next header line, without its line end. False for a line that cannot belong to headers.
    pub(super) fn take_line(&mut self, line: &[u8]) -> bool {
        let folded = line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'));
        let colon = if folded { None } else { field(line) };
        if !folded && colon.is_none() {
            return false;
        }
        self.lines += 1;
        if self.lines > limits::HEADER_LINES || self.bytes.len() + line.len() > limits::HEADER_BYTES {
            self.cut = true;
            return true;
        }
        match colon {
            Some((name_end, value_start)) => {
                let start = self.bytes.len();
                self.bytes.extend_from_slice(line);
                self.fields.push((start..start + name_end, start + value_start..self.bytes.len()));
            }
            None => {
                // A continuation before any field says nothing.
                let Some((_, value)) = self.fields.last_mut() else { return true };
                self.bytes.push(b'\n');
                self.bytes.extend_from_slice(line);
                value.end = self.bytes.len();
            }
        }
        true
    }

    /// Appends to the last line, which was longer than one piece.
    pub(super) fn take_piece(&mut self, piece: &[u8]) {
        if self.bytes.len() + piece.len() > limits::HEADER_BYTES {
            self.cut = true;
        } else if let Some((_, value)) = self.fields.last_mut() {
            self.bytes.extend_from_slice(piece);
            value.end = self.bytes.len();
        }
    }

    /// Takes the mbox separator that stands before the fields.
    pub(super) fn take_separator(&mut self, line: &[u8]) {
        self.separator = line[..line.len().min(limits::HEADER_CHARS)].to_vec();
    }

    /// Notes the charset that the mail declares, for values that declare none.
    pub(super) fn declare(&mut self, charset: &str) {
        self.declared.get_or_insert_with(|| charset.to_owned());
    }

    /// Takes a charset that a person named for raw letters.
    pub(super) fn redeclare(&mut self, charset: &str) {
        self.declared = Some(charset.to_owned());
    }

    fn decoded<'a>(&self, value: &'a [u8]) -> Cow<'a, str> {
        charset::of_header(value, self.declared.as_deref())
    }

    /// Whether no field was taken yet.
    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// How many bytes are kept.
    pub(super) fn kept(&self) -> usize {
        self.bytes.len()
    }

    /// Every field in order: its name and its raw value.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.fields.iter().map(|(name, value)| (&self.bytes[name.clone()], &self.bytes[value.clone()]))
    }

    /// The raw value of the first field of a name; folds are still in it.
    pub fn first(&self, name: &str) -> Option<&[u8]> {
        self.all(name).next()
    }

    /// The raw values of every field of a name.
    pub fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a [u8]> + use<'a, 'n> {
        self.fields
            .iter()
            .filter(move |(of, _)| self.bytes[of.clone()].eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, value)| &self.bytes[value.clone()])
    }

    /// The decoded value of the first field of a name, on one line.
    pub fn text(&self, name: &str) -> Option<CleanText> {
        self.first(name).map(|value| self.free_text(value))
    }

    fn free_text(&self, value: &[u8]) -> CleanText {
        text(&self.decoded(value.trim_ascii()))
    }

    /// Every field, decoded for showing: name and value, in order. Values of address fields keep their addresses undecoded.
    pub fn shown(&self) -> Vec<(CleanText, CleanText)> {
        self.fields
            .iter()
            .map(|(name, value)| {
                let name = String::from_utf8_lossy(&self.bytes[name.clone()]);
                let value = &self.bytes[value.clone()];
                let shown = if is_address_field(&name) { addresses_shown(&self.decoded(value)) } else { self.free_text(value) };
                (CleanText::line(&name), shown)
            })
            .collect()
    }

    /// The addresses of a header, from every field of that name.
    pub fn addresses(&self, name: &str) -> AddressList {
        let mut fields = self.all(name);
        let mut list = fields.next().map(|value| address_list(&self.decoded(value))).unwrap_or_default();
        for more in fields {
            let more = address_list(&self.decoded(more));
            list.addresses.extend(more.addresses);
        }
        list.addresses.truncate(limits::ADDRESSES);
        list
    }

    /// The Message-IDs of every field of a name, without angle brackets.
    pub fn message_ids(&self, name: &str) -> Vec<String> {
        let mut ids = Vec::new();
        for value in self.all(name) {
            message_ids(value, &mut ids);
        }
        // The newest ancestors stand last and matter most.
        let surplus = ids.len().saturating_sub(limits::REFERENCES);
        ids.drain(..surplus);
        ids
    }

    /// The Message-IDs of In-Reply-To. In the old form of a phrase (`Message from Anna <anna@a.example> of Monday <id>`) the mail stands last, behind addresses.
    pub fn in_reply_to(&self) -> Vec<String> {
        let mut ids = self.message_ids("In-Reply-To");
        let phrase = |value: &[u8]| {
            let text = charset::undeclared(value);
            let outside: String = text.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, after)| after)).collect();
            text.contains('<') && outside.contains(char::is_alphabetic)
        };
        if self.all("In-Reply-To").any(phrase) {
            ids.drain(..ids.len().saturating_sub(1));
        }
        ids
    }

    /// The first Date header that can be read; what it lacks is completed by the servers that took the mail. The first day of 1970 is a clock that was never set, where a
    /// server knows better.
    pub fn date(&self) -> Option<MailDate> {
        const DAY_MS: i64 = 24 * 60 * 60 * 1000;
        let received: Vec<Instant> = self.received_dates().map(|date| date.at).collect();
        // What no mail program writes, without a zone, counts where a server that took the mail says about the same.
        let confirmed = |date: &MailDate| received.is_empty() || received.iter().any(|at| (at.0 - date.at.0).abs() < 7 * DAY_MS);
        let written = self.all("Date").map(|value| self.decoded(value));
        let mut read = written.filter_map(|value| date(&value).map(|date| (date.lacks_zone() && in_other_words(&value), date)));
        let (_, read) = read.find(|(doubtful, date)| (received.is_empty() || date.at.0 > DAY_MS) && (!doubtful || confirmed(date)))?;
        Some(read.completed(&received))
    }

    fn dates<'a>(&'a self, name: &'a str) -> impl Iterator<Item = MailDate> + 'a {
        self.all(name).filter_map(|value| date(&self.decoded(value)))
    }

    /// When the last server took the mail: the topmost Received header that has a date, else what else servers note, else when they signed it, else what an mbox or
    /// another program says.
    pub fn received(&self) -> Option<MailDate> {
        const NOTED: [&str; 6] =
            ["Delivery-Date", "X-Delivery-Date", "Received-Date", "X-OriginalArrivalTime", "X-Original-Arrival-Time", "Resent-Date"];
        const LAST: [&str; 4] = ["Posted-Date", "Orig-Date", "X-Original-Date", "X-Date"];
        let signed = || ["ARC-Seal", "DKIM-Signature"].iter().flat_map(|name| self.all(name)).find_map(signed_at);
        self.received_dates()
            .next()
            .or_else(|| NOTED.iter().flat_map(|name| self.dates(name)).next())
            .or_else(signed)
            .or_else(|| date_at_end(&charset::undeclared(&self.separator)))
            .or_else(|| LAST.iter().flat_map(|name| self.dates(name)).next())
    }

    fn received_dates(&self) -> impl Iterator<Item = MailDate> {
        self.all("Received").chain(self.all("X-Received")).filter_map(|value| {
            let value = without_comments(&self.decoded(value));
            // Some servers put more behind the date, some leave out the semicolon.
            value.rsplit(';').take(4).find_map(date).or_else(|| date_at_end(&value))
        })
    }

    /// What a mailing list says.
    pub fn list(&self) -> Option<ListHeaders> {
        let id = self.first("List-Id");
        let post = self.first("List-Post");
        let unsubscribe = self.first("List-Unsubscribe");
        if id.is_none() && post.is_none() && unsubscribe.is_none() {
            return None;
        }
        let id = id.map(|value| bracketed(&self.free_text(value)).to_lowercase()).unwrap_or_default();
        let post = post.and_then(|value| {
            let text = self.free_text(value);
            let link = bracketed(&text);
            let spec = link.strip_prefix("mailto:")?.split('?').next()?.parse::<AddrSpec>().ok()?;
            Some(Address { name: CleanText::default(), address: spec })
        });
        Some(ListHeaders {
            id: CleanText::line(&id),
            post,
            unsubscribe: unsubscribe.map(|value| self.free_text(value)).unwrap_or_default(),
        })
    }

    /// Whether a program sent the mail (RFC 3834; Precedence is what came before it).
    pub fn automation(&self, media: &str) -> Automation {
        let word = |name: &str| {
            self.text(name)
                .map(|value| value.as_str().split([';', ' ']).next().unwrap_or_default().to_ascii_lowercase())
                .unwrap_or_default()
        };
        if media == "multipart/report" || self.first("Return-Path").is_some_and(|value| value.trim_ascii() == b"<>") {
            return Automation::Report;
        }
        let submitted = word("Auto-Submitted");
        let precedence = word("Precedence");
        if submitted == "auto-replied"
            || precedence == "auto_reply"
            || self.first("X-Autoreply").is_some()
            || self.first("X-Autorespond").is_some()
        {
            Automation::AutoReply
        } else if !submitted.is_empty() && submitted != "no" {
            Automation::AutoGenerated
        } else if matches!(precedence.as_str(), "bulk" | "list" | "junk")
            || self.first("List-Id").is_some()
            || self.first("List-Unsubscribe").is_some()
        {
            Automation::Bulk
        } else {
            Automation::None
        }
    }

    /// What makes these headers ambiguous (promises.md D2).
    pub fn warnings(&self, addresses: &[(AddressRole, Address)]) -> Warnings {
        const ONCE: [&str; 11] =
            ["From", "Sender", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Content-Type"];
        let mut warnings = Warnings::default();
        if ONCE.iter().any(|name| self.all(name).nth(1).is_some()) {
            warnings.add(Warnings::DUPLICATE_HEADER);
        }
        let from: Vec<&Address> = addresses.iter().filter(|(role, _)| *role == AddressRole::From).map(|(_, address)| address).collect();
        if from.len() > 1 || self.all("From").nth(1).is_some() {
            warnings.add(Warnings::ODD_FROM);
        }
        if from.iter().any(|address| shows_other_address(address)) {
            warnings.add(Warnings::NAME_HOLDS_ADDRESS);
        }
        if self.cut {
            warnings.add(Warnings::HEADERS_CUT);
        }
        warnings
    }
}

/// When a signature was made (RFC 6376 3.5: `t=`).
fn signed_at(value: &[u8]) -> Option<MailDate> {
    let text = charset::undeclared(value);
    text.split(';').find_map(|tag| tag.split_once('=').filter(|(name, _)| name.trim() == "t")).and_then(|(_, seconds)| date(seconds))
}

/// A value without what stands in round brackets.
fn without_comments(value: &str) -> String {
    let mut depth = 0_u32;
    value
        .chars()
        .filter(|c| {
            depth = if *c == '(' { depth + 1 } else { depth };
            let outside = depth == 0;
            depth = if *c == ')' { depth.saturating_sub(1) } else { depth };
            outside
        })
        .collect()
}

/// A display name that holds an `@` and not the address behind it.
fn shows_other_address(address: &Address) -> bool {
    let name = address.name.as_str();
    (name.contains('@') || name.contains('＠')) && !name.to_lowercase().contains(&address.address.as_str().to_lowercase())
}

/// The decoded value of a field of free text.
fn text(text: &str) -> CleanText {
    let unfolded: Cow<'_, str> = if text.contains('\n') { Cow::Owned(text.replace(['\r', '\n'], "")) } else { Cow::Borrowed(text) };
    let decoded = decode_words(&unfolded);
    let cut = match decoded.char_indices().nth(limits::HEADER_CHARS) {
        Some((end, _)) => &decoded[..end],
        None => &decoded,
    };
    CleanText::line(cut.trim())
}

fn is_address_field(name: &str) -> bool {
    ["From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Resent-From", "Resent-To", "Resent-Cc", "Resent-Sender"]
        .iter()
        .any(|field| field.eq_ignore_ascii_case(name))
}

fn addresses_shown(value: &str) -> CleanText {
    let list = address_list(value);
    let mut shown: Vec<String> = list
        .addresses
        .iter()
        .map(|found| if found.name.is_empty() { found.address.to_string() } else { format!("{} <{}>", found.name, found.address) })
        .collect();
    if !list.odd.is_empty() {
        shown.push(list.odd.into_string());
    }
    CleanText::line(&shown.join(", "))
}

fn bracketed(text: &CleanText) -> &str {
    let text = text.as_str();
    match text.split_once('<') {
        Some((_, rest)) => rest.split('>').next().unwrap_or(rest).trim(),
        None => text.trim(),
    }
}

/// Message-IDs as they stand in a field: what is inside angle brackets; where there are none, words with an `@`.
fn message_ids(value: &[u8], ids: &mut Vec<String>) {
    let text = charset::undeclared(value);
    // Some programs encode the field as if it were text.
    let text = if text.contains("=?") { Cow::Owned(decode_words(&text.replace(['\r', '\n'], "")).into_owned()) } else { text };
    let mut rest = &*text;
    let before = ids.len();
    while let Some((_, after)) = rest.split_once('<') {
        let (inside, following) = after.split_once('>').unwrap_or((after.split_whitespace().next().unwrap_or_default(), ""));
        // A bracket that never ended holds what stands before the next one.
        for piece in inside.split('<') {
            let id: String = piece.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
            if is_message_id(&id) {
                ids.push(id);
            }
        }
        rest = following;
    }
    if ids.len() == before {
        let words = text.split_whitespace().map(|word| word.trim_matches(['<', '>', '"', ';', ',', '[', ']', '(', ')']));
        ids.extend(words.filter(|word| word.contains('@') && is_message_id(word)).map(str::to_owned));
    }
}

/// Whether a word can name a mail: something on both sides of an `@` (RFC 5322 3.6.4), or, as some programs make them, long and with digits. `undefined` and `null` name
/// nothing, and would join whoever sends them.
fn is_message_id(id: &str) -> bool {
    let sides = id.rsplit_once('@').map(|(left, right)| !left.is_empty() && !right.is_empty());
    let unlike_a_word = || id.len() >= 12 && id.bytes().filter(u8::is_ascii_digit).count() >= 4;
    id.len() <= limits::MESSAGE_ID_BYTES && !id.contains('"') && sides.unwrap_or_else(unlike_a_word)
}

/// Whether a date has a word for its month that RFC 5322 3.3 does not know.
fn in_other_words(value: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let named = |word: &str| MONTHS.iter().any(|month| word.get(..3).is_some_and(|begin| begin.eq_ignore_ascii_case(month)));
    let words = || value.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= 3);
    words().next().is_some() && !words().any(named)
}

#[cfg(test)]
mod tests;
