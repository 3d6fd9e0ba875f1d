//! `fumi extract [ID | < MESSAGE]`: what a mail says about its sender, each value with the line it stands in.

use std::io::{self, IsTerminal, Read};

use clap::Args;
use serde_json::{Map, Value, json};

use super::context::Context;
use super::{Ended, Exit};
use crate::domain::crm::field::label_of;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::{field, prefill};
use crate::domain::signature::{Extraction, SenderField, Source};
use crate::i18n::Text;
use crate::jobs::extraction::Extract;
use crate::jobs::resolve::MessageOf;
use crate::problem::{Code, Problem};
use crate::text::pad;

/// Which mail.
#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// Its ID, an ending of it, or a `<Message-ID>`; without one the mail is read from standard input
    pub id: Option<String>,
}

/// Reads who the sender is.
///
/// # Errors
/// `not_found`, `ambiguous_id`, or `no_input` when nothing comes in.
pub async fn run(args: ExtractArgs, at: &Context) -> Ended {
    let wanted = match &args.id {
        Some(id) => Extract::Message(at.ask(MessageOf(id.clone())).await?),
        None => Extract::Bytes(from_stdin()?),
    };
    let found = at.ask(wanted).await?;
    if at.json() {
        at.output.value(&as_json(&found.extraction));
    } else {
        print(&found.extraction, at);
    }
    Ok(Exit::DONE)
}

fn from_stdin() -> Result<Vec<u8>, Problem> {
    let nothing = || Problem::usage(Code::NoInput, Text::of("extract-no-mail")).hint(Text::of("extract-no-mail-hint"));
    let mut stdin = io::stdin();
    if stdin.is_terminal() {
        return Err(nothing());
    }
    let mut raw = Vec::new();
    stdin.read_to_end(&mut raw).map_err(|error| nothing().detail(&error.to_string()))?;
    // An mbox separator is no part of the mail.
    if raw.starts_with(b"From ") {
        let end = raw.iter().position(|byte| *byte == b'\n').map_or(raw.len(), |at| at + 1);
        raw.drain(..end);
    }
    if raw.iter().all(u8::is_ascii_whitespace) { Err(nothing()) } else { Ok(raw) }
}

/// `{fields: {NAME: {value, confidence, line}}, signature: [first, last]}`; what is missing is absent, and a value of a header has no line.
fn as_json(found: &Extraction) -> Value {
    let fields: Map<String, Value> = found
        .fields
        .iter()
        .map(|one| {
            let mut value = Map::new();
            value.insert("value".to_owned(), one.value.as_str().into());
            value.insert("confidence".to_owned(), json!(f64::from(one.confidence) / 100.0));
            value.insert("line".to_owned(), json!(one.source.line()));
            (one.field.name().to_owned(), Value::Object(value))
        })
        .collect();
    let mut out = Map::new();
    out.insert("fields".to_owned(), Value::Object(fields));
    if let Some((first, last)) = found.signature {
        out.insert("signature".to_owned(), json!([first, last]));
    }
    Value::Object(out)
}

fn print(found: &Extraction, at: &Context) {
    if found.fields.is_empty() {
        at.output.line(&at.say(&Text::of("extract-none")));
    }
    let labels: Vec<String> = found.fields.iter().map(|one| at.say(&label(one.field))).collect();
    let width = labels.iter().map(|label| crate::text::width(label)).max().unwrap_or_default();
    for (one, label) in found.fields.iter().zip(&labels) {
        let place = at.say(&match one.source {
            Source::Line(line) => Text::of("extract-line").count("line", i64::try_from(line).unwrap_or(i64::MAX)),
            Source::From => Text::of("extract-from-header"),
            Source::ReplyTo => Text::of("extract-reply-to-header"),
        });
        let sure = at.say(&Text::of("extract-sure").count("percent", i64::from(one.confidence)));
        at.output.line(&format!("{}  {}  ({place}, {sure})", pad(label, width), one.value));
    }
    if let Some((first, last)) = found.signature {
        let number = |line: usize| i64::try_from(line).unwrap_or(i64::MAX);
        at.output.line(&at.say(&Text::of("extract-signature").count("first", number(first)).count("last", number(last))));
    }
}

/// The form's name of a field.
fn label(of: SenderField) -> Text {
    prefill::simple(of).map_or_else(|| Text::of("extract-address"), |field: field::Field| Text::of(label_of(RecordKind::Lead, field)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::mail::own::Own;
    use crate::domain::mail::sender::of_mail;
    use crate::domain::signature::{SenderMail, extract};
    use crate::mime;

    #[test]
    fn json_holds_what_was_found_and_nothing_else() {
        let raw = "From: Anna Berg <anna@sample.example>\r\n\r\nHello.\r\n\r\n-- \r\nAnna Berg\r\nTel +44 20 7946 0000\r\n";
        let mail = mime::parse(raw.as_bytes());
        let shown = as_json(&extract(&SenderMail::of(&mail, &of_mail(&mail, &Own::default()), &[])));
        assert_eq!(shown["fields"]["last_name"]["value"], "Berg");
        assert_eq!(shown["fields"]["phone"]["line"], 5);
        assert_eq!(shown["signature"], json!([3, 5]));
        assert!(shown["fields"]["phone"]["confidence"].as_f64().unwrap() > 0.5);
        assert_eq!(shown["fields"]["email"]["line"], Value::Null);
        assert_eq!(shown["fields"].get("company"), None);
        let empty = as_json(&Extraction::default());
        assert_eq!(empty, json!({ "fields": {} }));
    }

    #[test]
    fn every_field_has_a_name_on_the_screen() {
        for field in SenderField::ALL {
            assert!(crate::i18n::Catalogue::open(crate::i18n::Language::Japanese).has(label(field).id()), "{field:?}");
        }
    }
}
