//! `fumi message ID`: one message whole, or its text, HTML, source or headers.

use clap::Args;
use serde_json::{Value, json as value};

use super::context::Context;
use super::{Ended, Exit, json};
use crate::domain::ids::MessageKey;
use crate::domain::mail::body::{Attachment, BodyText, Link};
use crate::i18n::Text;
use crate::jobs::mail::{MessageView, ReadMessage, ReadRaw, TextForm};
use crate::jobs::resolve::MessageOf;
use crate::mime::charset_names;
use crate::present::reading::{self, ReadingRow};
use crate::present::when;
use crate::problem::{Code, Problem};

/// Which message, and how.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("as").args(["text", "html", "raw", "headers"])))]
pub struct MessageArgs {
    /// Its ID, an ending of it, or a `<Message-ID>`
    pub id: String,
    /// The text as the app shows it
    #[arg(long)]
    text: bool,
    /// The HTML source
    #[arg(long)]
    html: bool,
    /// The exact bytes
    #[arg(long)]
    raw: bool,
    /// The headers, decoded
    #[arg(long)]
    headers: bool,
    /// Read it in this charset, whatever it says (shift_jis, iso-2022-jp, windows-1251, ...)
    #[arg(long, value_name = "C", conflicts_with = "raw")]
    charset: Option<String>,
    /// Columns of the text
    #[arg(long, value_name = "N", default_value_t = 80)]
    width: usize,
}

/// Shows the message.
///
/// # Errors
/// `not_found`, or `no_html` for a mail without HTML.
pub async fn run(args: MessageArgs, at: &Context) -> Ended {
    let key = find(at, &args.id).await?;
    if args.raw {
        at.output.bytes(&at.ask(ReadRaw(key)).await?);
        return Ok(Exit::DONE);
    }
    let charset = args.charset.as_deref().map(charset).transpose()?;
    let view = view_as(at, key, charset).await?;
    if args.html {
        let html = view
            .html
            .as_deref()
            .ok_or_else(|| Problem::failed(Code::NoHtml, Text::of("cli-no-html")).hint(Text::of("cli-no-html-hint")))?;
        at.output.bytes(html.as_bytes());
    } else if args.headers {
        print_headers(at, &view);
    } else if at.json() && !args.text {
        at.output.value(&whole(&view, args.width));
    } else {
        print_text(at, &view, args.width);
    }
    Ok(Exit::DONE)
}

fn charset(label: &str) -> Result<&'static str, Problem> {
    charset_names::named(label).ok_or_else(|| {
        let known = charset_names::nearest(label);
        Problem::usage(Code::InvalidField, Text::of("mail-charset-unknown").with("name", label))
            .hint(Text::of("mail-charset-hint").with("known", known))
            .field("charset")
    })
}

/// The message of an id; a thread's id means nothing here.
///
/// # Errors
/// `not_found` or `ambiguous_id`.
pub async fn find(at: &Context, id: &str) -> Result<MessageKey, Problem> {
    at.ask(MessageOf(id.to_owned())).await
}

/// One message with its text.
///
/// # Errors
/// When it cannot be read.
pub async fn view(at: &Context, key: MessageKey) -> Result<MessageView, Problem> {
    view_as(at, key, None).await
}

/// One message with its text, read in a charset.
///
/// # Errors
/// When it cannot be read.
async fn view_as(at: &Context, key: MessageKey, charset: Option<&'static str>) -> Result<MessageView, Problem> {
    at.ask(ReadMessage(key, TextForm::Usual, charset)).await.map(|view| *view)
}

/// An attachment as JSON.
pub fn attachment(one: &Attachment) -> Value {
    value!({ "index": one.index, "name": one.name.as_str(), "media_type": one.media_type.as_str(), "size": one.size, "inline": one.inline })
}

/// A link as JSON; `shows` is the host that its words show where it leads to another one.
fn link((at, link): (usize, &Link)) -> Value {
    value!({ "number": at + 1, "text": link.label.as_str(), "target": link.target.as_str(), "host": link.host.as_str(), "shows": link.shows_other_host() })
}

fn whole(view: &MessageView, width: usize) -> Value {
    let mut shown = serde_json::to_value(json::message_row(&view.row)).unwrap_or_default();
    let more = [
        ("to", json::addresses(&view.row.to)),
        ("cc", json::addresses(&view.row.cc)),
        ("bcc", json::addresses(&view.row.bcc)),
        ("reply_to", json::addresses(&view.row.reply_to)),
        ("size", view.row.size.into()),
        ("person", json::person(view.row.person.as_ref())),
        ("also_in", json::texts(&view.row.also_in)),
        ("parsed", view.row.parsed.into()),
        ("warnings", view.warnings.iter().map(|one| Value::from(one.word())).collect()),
        ("text", body(view, width).into()),
        ("links", reading::all_links(view).iter().enumerate().map(link).collect()),
        ("attachments", view.attachments.iter().map(attachment).collect()),
    ];
    if let Some(object) = shown.as_object_mut() {
        object.extend(more.into_iter().map(|(key, value)| (key.to_owned(), value)));
    }
    shown
}

/// The words of the mail alone, wrapped, with quote marks.
fn body(view: &MessageView, width: usize) -> String {
    let words = BodyText { links: Vec::new(), ..view.body.clone() };
    let rows = reading::rows(&words, width, false).into_iter().map(|row| match row {
        ReadingRow::Text { quote, text, .. } => format!("{}{text}", "> ".repeat(usize::from(quote))).trim_end().to_owned(),
        ReadingRow::FoldedQuote { .. } => String::new(),
    });
    rows.collect::<Vec<_>>().join("\n")
}

fn print_headers(at: &Context, view: &MessageView) {
    for (name, text) in &view.headers {
        at.output.line(&format!("{name}: {text}"));
    }
}

fn print_text(at: &Context, view: &MessageView, width: usize) {
    let date = when::moment_of_zone(view.row.date, &at.zone, &at.words);
    at.output.bytes(reading::as_text(view, &date, width, &at.words).as_bytes());
}
