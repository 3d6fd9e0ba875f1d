//! `fumi template`: mails that are written once and filled for each person.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::Context;
use super::{Ended, Exit, compose};
use crate::config::templates;
use crate::domain::crm::field::form_order;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::record::Record;
use crate::domain::crm::value::Value as FieldValue;
use crate::domain::mail::template::{Template, TemplateFault};
use crate::i18n::Text;
use crate::jobs::crm::{FindRecord, ShowRecord};
use crate::present::fields::shown;
use crate::problem::{Code, Problem};

/// What can be done with templates.
#[derive(Debug, Subcommand)]
pub enum TemplateVerb {
    /// Add a template; {{ last_name }} and the other fields of people stand in it, {% if title %} decides
    Add(WrittenArgs),
    /// List the templates
    List,
    /// Show a template, or what it says to a person
    Show(ShowArgs),
    /// Write something else into a template; what is not named stays
    Edit(WrittenArgs),
    /// Delete a template
    Delete {
        /// Its name
        #[arg(value_name = "NAME")]
        name: String,
    },
}

/// A template and what it says.
#[derive(Debug, Args)]
pub struct WrittenArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    name: String,
    /// The subject
    #[arg(long, value_name = "S")]
    subject: Option<String>,
    /// File with the text, or - for the standard input
    #[arg(long, value_name = "F")]
    body_file: Option<PathBuf>,
}

/// Which template, and for whom.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    name: String,
    /// The lead, contact or temp whose fields are put in
    #[arg(long = "for", value_name = "RECORD")]
    of: Option<String>,
}

/// Lists, shows or changes templates.
///
/// # Errors
/// `not_found`, `file_exists`, `invalid_field` for what cannot be filled.
pub async fn run(verb: TemplateVerb, at: &Context) -> Ended {
    let folder = at.paths.templates_folder();
    match verb {
        TemplateVerb::List => list(&folder, at),
        TemplateVerb::Show(args) => show(args, &folder, at).await,
        TemplateVerb::Add(args) => {
            let template =
                Template { subject: args.subject.unwrap_or_default(), body: body(args.body_file.as_deref())?.unwrap_or_default() };
            write(&folder, &args.name, &template, true, at)
        }
        TemplateVerb::Edit(args) => {
            if args.subject.is_none() && args.body_file.is_none() {
                return Err(Problem::usage(Code::Usage, Text::of("draft-edit-nothing")).hint(Text::of("template-edit-nothing-hint")));
            }
            let before = read(&folder, &args.name)?;
            let template =
                Template { subject: args.subject.unwrap_or(before.subject), body: body(args.body_file.as_deref())?.unwrap_or(before.body) };
            write(&folder, &args.name, &template, false, at)
        }
        TemplateVerb::Delete { name } => {
            templates::remove(&folder, &name).map_err(|error| of_io(&name, &error))?;
            if at.json() {
                at.output.value(&json!({ "deleted": true, "name": name }));
            } else {
                at.output.line(&at.say(&Text::of("template-deleted").with("name", name)));
            }
            Ok(Exit::DONE)
        }
    }
}

fn list(folder: &Path, at: &Context) -> Ended {
    let names = templates::names(folder).map_err(|error| of_io("", &error))?;
    let mut rows = Vec::new();
    for name in names {
        let template = read(folder, &name)?;
        rows.push((name, template));
    }
    if at.json() {
        at.output.value(&rows.iter().map(|(name, one)| json!({ "name": name, "subject": one.subject })).collect());
        return Ok(Exit::DONE);
    }
    if rows.is_empty() {
        at.output.aside(&at.words.word("template-none"));
    }
    rows.iter().for_each(|(name, one)| at.output.line(&format!("{name}  {}", one.subject)));
    Ok(Exit::DONE)
}

async fn show(args: ShowArgs, folder: &Path, at: &Context) -> Ended {
    let template = read(folder, &args.name)?;
    let (subject, body) = match &args.of {
        Some(id) => {
            let filled = template.fill(&fields_of(&person(id, at).await?, at)).map_err(|fault| of_fault(&args.name, &fault))?;
            (filled.subject, filled.body)
        }
        None => (template.subject, template.body),
    };
    print(&args.name, &subject, &body, at);
    Ok(Exit::DONE)
}

fn write(folder: &Path, name: &str, template: &Template, new: bool, at: &Context) -> Ended {
    template.check(&no_fields()).map_err(|fault| of_fault(name, &fault))?;
    templates::write(folder, name, template, new).map_err(|error| of_io(name, &error))?;
    print(name, &template.subject, &template.body, at);
    Ok(Exit::DONE)
}

fn print(name: &str, subject: &str, body: &str, at: &Context) {
    if at.json() {
        let value: Value = json!({ "name": name, "subject": subject, "body": body });
        return at.output.value(&value);
    }
    at.output.line(&format!("{}: {subject}\n", at.words.word("compose-subject")));
    at.output.line(body.trim_end_matches('\n'));
}

fn body(file: Option<&Path>) -> Result<Option<String>, Problem> {
    file.map(compose::text_of).transpose()
}

/// The template of a name.
///
/// # Errors
/// `not_found`, `invalid_field` for what is no name or no template.
pub(super) fn read(folder: &Path, name: &str) -> Result<Template, Problem> {
    templates::read(folder, name).map_err(|error| of_io(name, &error))
}

/// The person of an id.
async fn person(id: &str, at: &Context) -> Result<Record, Problem> {
    let found = at.ask(FindRecord { text: id.to_owned(), kind: None }).await?;
    if !found.kind.is_person() {
        return Err(Problem::failed(Code::InvalidField, Text::of("template-not-a-person"))
            .hint(Text::of("template-not-a-person-hint"))
            .field("for"));
    }
    Ok(*at.ask(ShowRecord(found.reference)).await?)
}

/// The fields of a person as a template names them; what is empty is an empty text.
pub(super) fn fields_of(person: &Record, at: &Context) -> BTreeMap<String, String> {
    let mut fields = no_fields();
    for spec in form_order(person.kind, false) {
        if let Some(value) = person.value(spec.field) {
            let off = matches!(value, FieldValue::Flag(false));
            let words = if off { String::new() } else { shown(person.kind, spec.field, value, &at.words, &at.zone) };
            fields.insert(spec.field.key(), words);
        }
    }
    fields.insert("name".to_owned(), person.name().as_str().to_owned());
    fields.insert("kind".to_owned(), person.kind.word().to_owned());
    fields
}

/// Every field that a template may name, empty.
fn no_fields() -> BTreeMap<String, String> {
    let kinds = [RecordKind::Lead, RecordKind::Contact, RecordKind::Temp];
    let keys = kinds.into_iter().flat_map(|kind| form_order(kind, false)).map(|spec| spec.field.key());
    keys.chain(["name".to_owned(), "kind".to_owned()]).map(|key| (key, String::new())).collect()
}

/// What is wrong with a template, in words.
pub(super) fn of_fault(name: &str, fault: &TemplateFault) -> Problem {
    let text = match fault {
        TemplateFault::NoField(field) => Text::of("template-no-field").with("name", name).with("field", field.as_str()),
        TemplateFault::Syntax { line, .. } => {
            Text::of("template-syntax").with("name", name).count("line", i64::try_from(*line).unwrap_or(i64::MAX))
        }
    };
    let problem = Problem::failed(Code::InvalidField, text).hint(Text::of("template-hint")).field("template");
    match fault {
        TemplateFault::Syntax { why, .. } => problem.detail(why),
        TemplateFault::NoField(_) => problem,
    }
}

fn of_io(name: &str, error: &std::io::Error) -> Problem {
    use std::io::ErrorKind;
    let (code, id) = match error.kind() {
        ErrorKind::NotFound => (Code::NotFound, "template-not-found"),
        ErrorKind::AlreadyExists => (Code::FileExists, "template-exists"),
        ErrorKind::InvalidInput => (Code::InvalidField, "template-bad-name"),
        ErrorKind::InvalidData => (Code::InvalidField, "template-no-text"),
        _ => (Code::of_io(error), "template-unreadable"),
    };
    let hint = if error.kind() == ErrorKind::InvalidInput { "template-bad-name-hint" } else { "template-list-hint" };
    let problem = Problem::failed(code, Text::of(id).with("name", name)).hint(Text::of(hint)).field("name");
    // What the system says adds nothing where our own words say it.
    if id == "template-unreadable" { problem.detail(&error.to_string()) } else { problem }
}
