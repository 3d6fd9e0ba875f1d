//! Text to query.
//!
//! ```text
//! query   = any*                       any    = all ("OR" all)*
//! all     = one ("AND"? one)*          one    = ("-" | "NOT") one | "(" any ")" | field | words
//! field   = WORD (":" | "<" | "<=" | "=" | ">=" | ">") (words | "(" any ")")
//! words   = '"' anything '"' | anything up to white space or a bracket
//! ```

use std::ops::Range;

use super::compare::Compare;
use super::error::{QueryError, Trouble};
use super::field::SearchField;
use super::meaning::{Given, Nothing};
use super::numbers::spaced_number;
use super::phrase::Phrase;
use super::record::{RecordField, RecordTest, Test};
use super::tree::{Part, Query, Span, Term, What};
use super::typed::Typed;
use crate::domain::crm::kind::RecordKind;
use crate::domain::typed::TimeReader;
use crate::text::readings;

/// The most conditions a query may have.
const MOST_TERMS: usize = 200;
/// The deepest brackets.
const DEEPEST: usize = 30;

/// Reads a query for records of a kind, or for mail.
pub(super) fn parse(typed: &str, records: Option<RecordKind>, times: &TimeReader<'_>) -> Result<Query, QueryError> {
    let typed = Typed::of(typed);
    let mut parser = Parser { typed: &typed, at: 0, records, times: *times, terms: 0, depth: 0 };
    let parsed = parser.any(None).and_then(|query| {
        parser.skip_space();
        if parser.peek() == Some(')') { Err(error(parser.at..parser.at + 1, Trouble::StrayBracket)) } else { Ok(query) }
    });
    parsed.map_err(|(at, trouble)| QueryError { at: parser.place(at), trouble })
}

struct Parser<'a> {
    typed: &'a Typed<'a>,
    at: usize,
    /// The kind of records that are asked for; `None` asks for mail.
    records: Option<RecordKind>,
    times: TimeReader<'a>,
    terms: usize,
    depth: usize,
}

/// A field of mail or of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Mail(SearchField),
    Record(RecordField, RecordKind),
}

impl Named {
    fn word(self) -> &'static str {
        match self {
            Self::Mail(field) => field.word(),
            Self::Record(field, _) => field.word(),
        }
    }

    fn compares(self) -> bool {
        match self {
            Self::Mail(field) => field.compares(),
            Self::Record(field, kind) => field.compares(kind),
        }
    }

    fn allowed(self) -> String {
        match self {
            Self::Mail(field) => field.allowed(),
            Self::Record(field, kind) => field.allowed(kind),
        }
    }
}

type Parsed<T> = Result<T, (Range<usize>, Trouble)>;

fn error(at: Range<usize>, trouble: Trouble) -> (Range<usize>, Trouble) {
    (at, trouble)
}

fn is_quote(c: char) -> bool {
    c == '"'
}

impl<'a> Parser<'a> {
    fn place(&self, bytes: Range<usize>) -> Span {
        let bytes = self.typed.original(&bytes);
        let column = self.typed.text(&(0..bytes.start)).chars().count() + 1;
        Span { column, text: self.typed.text(&bytes).to_owned(), bytes }
    }

    fn rest(&self) -> &'a str {
        &self.typed.plain[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_space(&mut self) {
        self.at = self.typed.plain.len() - self.rest().trim_start().len();
    }

    /// The bare word that begins here, up to white space, a bracket or a quotation mark.
    fn word_here(&self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c: char| c.is_whitespace() || c == '(' || c == ')' || is_quote(c)).unwrap_or(rest.len());
        &rest[..end]
    }

    /// Takes an operator word if it stands here by itself.
    fn take_word(&mut self, word: &str) -> bool {
        self.skip_space();
        let found = self.word_here() == word;
        if found {
            self.at += word.len();
        }
        found
    }

    fn any(&mut self, within: Option<Named>) -> Parsed<Query> {
        let mut either = vec![self.all(within)?];
        loop {
            let start = self.at;
            if !self.take_word("OR") {
                break;
            }
            let place = self.at - 2..self.at;
            let next = self.all(within)?;
            if either.last() == Some(&Query::All) || next == Query::All {
                return Err(error(place, Trouble::Dangling { word: "OR".to_owned() }));
            }
            either.push(next);
            debug_assert!(self.at > start);
        }
        Ok(if either.len() == 1 { either.swap_remove(0) } else { Query::Or(either) })
    }

    fn all(&mut self, within: Option<Named>) -> Parsed<Query> {
        let mut every = Vec::new();
        loop {
            self.skip_space();
            if matches!(self.peek(), None | Some(')')) || self.word_here() == "OR" {
                break;
            }
            if self.take_word("AND") {
                let place = self.at - 3..self.at;
                self.skip_space();
                if every.is_empty() || matches!(self.peek(), None | Some(')')) || matches!(self.word_here(), "OR" | "AND") {
                    return Err(error(place, Trouble::Dangling { word: "AND".to_owned() }));
                }
                continue;
            }
            every.push(self.one(within)?);
        }
        Ok(match every.len() {
            0 => Query::All,
            1 => every.swap_remove(0),
            _ => Query::And(every),
        })
    }

    fn one(&mut self, within: Option<Named>) -> Parsed<Query> {
        let start = self.at;
        let dash = self.peek().filter(|c| *c == '-');
        if let Some(dash) = dash {
            self.at += dash.len_utf8();
        }
        if dash.is_some() || self.take_word("NOT") {
            let place = start..self.at;
            if dash.is_none() {
                self.skip_space();
            }
            let nothing = self.peek().is_none_or(|c| c.is_whitespace() || c == ')') || matches!(self.word_here(), "OR" | "AND");
            if nothing {
                return Err(error(place.clone(), Trouble::Dangling { word: self.typed.plain[place].to_owned() }));
            }
            self.deeper(&place)?;
            let inner = self.one(within)?;
            self.depth -= 1;
            return Ok(Query::Not(Box::new(inner)));
        }
        if within.is_none()
            && let Some(length) = spaced_number(self.rest())
        {
            self.at += length;
            return self.anywhere(start, &self.typed.plain[start..self.at]);
        }
        if self.peek() == Some('(') {
            return self.brackets(within);
        }
        match self.field_here()? {
            Some((field, sign)) => self.field(field, &sign, start, within),
            None => self.words(within.unwrap_or(Named::Mail(SearchField::With)), within.is_none(), start),
        }
    }

    fn deeper(&mut self, place: &Range<usize>) -> Parsed<()> {
        self.depth += 1;
        if self.depth > DEEPEST { Err(error(place.clone(), Trouble::TooLong)) } else { Ok(()) }
    }

    fn brackets(&mut self, within: Option<Named>) -> Parsed<Query> {
        let open = self.at..self.at + 1;
        self.deeper(&open)?;
        self.at += 1;
        let inner = self.any(within)?;
        self.skip_space();
        if self.peek() != Some(')') {
            return Err(error(open, Trouble::OpenBracket));
        }
        self.at += 1;
        self.depth -= 1;
        if inner == Query::All {
            return Err(error(open.start..self.at, Trouble::EmptyBrackets));
        }
        Ok(inner)
    }

    /// Takes a field name and its operator if they stand here.
    fn field_here(&mut self) -> Parsed<Option<(Named, String)>> {
        let rest = self.rest();
        let length = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | 'ー'))).unwrap_or(rest.len());
        let name = &rest[..length];
        let after = &rest[length..];
        if !name.starts_with(char::is_alphabetic) {
            return Ok(None);
        }
        let sign: String = after.chars().take_while(|c| matches!(c, ':' | '<' | '>' | '=')).take(2).collect();
        let sign = match sign.chars().next() {
            None => return Ok(None),
            // A web address is a word.
            Some(':') if after.starts_with("://") => return Ok(None),
            Some(first @ (':' | '=')) => first.to_string(),
            Some(first) => {
                if sign.ends_with('=') {
                    sign
                } else {
                    first.to_string()
                }
            }
        };
        let place = self.at..self.at + length;
        let field = self.named(name).map_err(|trouble| error(place, trouble))?;
        let sign_at = self.at + length..self.at + length + sign.len();
        self.at = sign_at.end;
        if sign != ":" && !field.compares() || sign == ":" && field == Named::Mail(SearchField::Size) {
            return Err(error(sign_at, Trouble::WrongSign { field: field.word(), sign, example: field.allowed() }));
        }
        Ok(Some((field, sign)))
    }

    /// The field of a name; of records where these are asked for, else of mail.
    fn named(&self, name: &str) -> Result<Named, Trouble> {
        if let Some(kind) = self.records {
            match RecordField::named(kind, name) {
                Ok(Some(field)) => return Ok(Named::Record(field, kind)),
                Ok(None) => {}
                Err(()) => return Err(Trouble::LacksField { name: name.to_owned(), kind }),
            }
        }
        let unknown = || Trouble::UnknownField { name: name.to_owned(), meant: SearchField::nearest(name) };
        SearchField::of_word(name).map(Named::Mail).ok_or_else(unknown)
    }

    fn field(&mut self, field: Named, sign: &str, start: usize, within: Option<Named>) -> Parsed<Query> {
        if within.is_some() {
            return Err(error(start..self.at, Trouble::NestedField { field: field.word() }));
        }
        if self.peek() == Some('(') && sign == ":" {
            return self.brackets(Some(field));
        }
        if self.peek().is_none_or(|c| c.is_whitespace() || c == ')') {
            return Err(error(start..self.at, Trouble::MissingValue { field: field.word(), allowed: field.allowed() }));
        }
        self.value(field, sign, start)
    }

    /// The next value: what stands in quotation marks, or a bare word. The flag says whether it was quoted.
    fn text(&mut self) -> Parsed<(&'a str, bool)> {
        let Some(quote) = self.peek().filter(|c| is_quote(*c)) else {
            let word = self.word_here();
            self.at += word.len();
            return Ok((word, false));
        };
        let open = self.at..self.at + quote.len_utf8();
        let inside = &self.typed.plain[open.end..];
        let Some(length) = inside.find(is_quote) else {
            return Err(error(open, Trouble::OpenQuote));
        };
        let end = open.end + length;
        self.at = end + self.typed.plain[end..].chars().next().map_or(0, char::len_utf8);
        Ok((&inside[..length], true))
    }

    fn term(&mut self, start: usize, what: What) -> Parsed<Query> {
        self.terms += 1;
        let at = start..self.at;
        if self.terms > MOST_TERMS { Err(error(at, Trouble::TooLong)) } else { Ok(Query::Term(Term { at: self.place(at), what })) }
    }

    /// What a text asks, or any of what it asks where it can be read in several ways.
    fn any_reading(&mut self, start: usize, text: &str, meaning: impl Fn(&str) -> Parsed<What>) -> Parsed<Query> {
        let mut asked: Vec<What> = Vec::new();
        for read in readings(text) {
            let what = meaning(&read)?;
            if !asked.contains(&what) {
                asked.push(what);
            }
        }
        let mut any = asked.into_iter().map(|what| self.term(start, what)).collect::<Parsed<Vec<Query>>>()?;
        Ok(if any.len() == 1 { any.swap_remove(0) } else { Query::Or(any) })
    }

    /// Words without a field of their own: anywhere, or in the field whose brackets are around them.
    fn words(&mut self, field: Named, anywhere: bool, start: usize) -> Parsed<Query> {
        if !anywhere {
            return self.value(field, ":", start);
        }
        let (text, _) = self.text()?;
        self.anywhere(start, text)
    }

    /// Words in any part of a mail, or anywhere in a record, where a part of a word is enough.
    fn anywhere(&mut self, start: usize, text: &str) -> Parsed<Query> {
        let place = start..self.at;
        let phrase = |text: &str| Phrase::of(text).ok_or_else(|| error(place.clone(), Trouble::NoLetters));
        if self.records.is_some() {
            phrase(text)?;
            let words = RecordTest { field: RecordField::Anywhere, test: Test::Words(text.to_owned()) };
            return self.term(start, What::Record(words));
        }
        self.any_reading(start, text, |text| Ok(What::Text(Part::Anywhere, phrase(text)?)))
    }

    fn value(&mut self, field: Named, sign: &str, start: usize) -> Parsed<Query> {
        let value_start = self.at;
        let (text, quoted) = self.text()?;
        let text = text.trim();
        let place = value_start..self.at;
        if text.is_empty() {
            return Err(error(start..self.at, Trouble::MissingValue { field: field.word(), allowed: field.allowed() }));
        }
        // Names are looked up as they were typed.
        let name = self.typed.text(&self.typed.original(&place)).trim_matches(['"', '“', '”', '„', '〝', '〟', '＂']).trim();
        let compare = Compare::of_sign(sign);
        let times = if self.records.is_none() { self.times.past() } else { self.times };
        let deals = self.times;
        let unknown =
            || error(place.clone(), Trouble::UnknownValue { field: field.word(), value: text.to_owned(), allowed: field.allowed() });
        match field {
            Named::Record(field, kind) => {
                let test = field.test(kind, compare, text, &times).ok_or_else(unknown)?;
                self.term(start, What::Record(RecordTest { field, test }))
            }
            Named::Mail(field) => self.any_reading(start, text, |text| {
                Given { text, quoted, name, compare }.meaning(field, &times, &deals).map_err(|nothing| match nothing {
                    Nothing::NoLetters => error(place.clone(), Trouble::NoLetters),
                    Nothing::Unknown => unknown(),
                })
            }),
        }
    }
}
