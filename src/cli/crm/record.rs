//! `fumi lead|contact|temp|company|deal|task|event|call|note add|list|show|edit|delete`: one code for all kinds.

use clap::{Args, Subcommand};

use super::ask::{found, reading, refused};
use super::fields::Fields;
use super::kinds::{Deal, OfKind};
use super::{json, text};
use crate::cli::context::Context;
use crate::cli::message;
use crate::cli::{Ended, Exit};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::record::{Changes, NewRecord, Record};
use crate::domain::crm::value::{FieldError, Value};
use crate::i18n::Text;
use crate::jobs::crm::{Added, Conversion, Converted, DeleteRecords, EditRecord, RecordQuery, ShowRecord};
use crate::present::fields as shown;
use crate::problem::{Code, Problem};
use crate::text::KeptText;

/// What can be done with records of a kind.
#[derive(Debug, Subcommand)]
pub enum RecordVerb<K: OfKind> {
    /// Add one; answers with the whole new record
    Add(AddArgs<K>),
    /// List them, newest first
    List(ListArgs),
    /// Show one
    Show {
        /// The record
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Change fields; an empty value empties the field
    Edit(EditArgs<K>),
    /// List every change of a record, field by field, newest first
    History {
        /// The record
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Delete some, with what hangs on them
    Delete {
        /// The records
        #[arg(value_name = "ID", required = true)]
        ids: Vec<String>,
    },
}

/// What can be done with those who can become contacts: leads, and temps as well (S139).
#[derive(Debug, Subcommand)]
pub enum ConvertingVerb<K: OfKind> {
    /// What all records have
    #[command(flatten)]
    Record(RecordVerb<K>),
    /// Make it a contact
    Convert(ConvertArgs),
}

/// What can be done with records that have a history of their own beside people: companies and deals.
#[derive(Debug, Subcommand)]
pub enum TimedVerb<K: OfKind> {
    /// What all records have
    #[command(flatten)]
    Record(RecordVerb<K>),
    /// List everything about a record, newest first
    Timeline {
        /// The record
        #[arg(value_name = "ID")]
        id: String,
    },
}

/// A new record.
#[derive(Debug, Args)]
pub struct AddArgs<K: OfKind> {
    /// What its fields are to be; one flag a field of the kind.
    #[command(flatten)]
    pub fields: Fields<K>,
    /// The mail it comes from
    #[arg(long, value_name = "MESSAGE")]
    pub from_message: Option<String>,
    /// The record it belongs to
    #[arg(long = "for", value_name = "RECORD")]
    pub of: Option<String>,
    /// Add a person although the address is known
    #[arg(long)]
    pub allow_duplicate: bool,
}

/// Which records to list.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only those that the search language asks for: words, fields of the kind, of their mail
    #[arg(long, value_name = "QUERY")]
    pub query: Option<String>,
    /// By which field
    #[arg(long, value_name = "FIELD")]
    pub sort: Option<String>,
    /// Turn the order
    #[arg(long)]
    pub descending: bool,
    /// Only those of this record
    #[arg(long = "for", value_name = "RECORD")]
    pub of: Option<String>,
    /// How many to pass over
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: u32,
}

/// Changes to a record.
#[derive(Debug, Args)]
pub struct EditArgs<K: OfKind> {
    /// The record
    #[arg(value_name = "ID")]
    pub id: String,
    /// What its fields become; those without a flag stay.
    #[command(flatten)]
    pub fields: Fields<K>,
    /// The record it belongs to from now on
    #[arg(long = "for", value_name = "RECORD")]
    pub of: Option<String>,
}

/// How a lead or temp becomes a contact.
#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// The record
    #[arg(value_name = "ID")]
    pub id: String,
    /// The company; the record's own when absent
    #[arg(long, value_name = "NAME")]
    pub company: Option<String>,
    /// Make a deal of this name
    #[arg(long, value_name = "NAME")]
    pub deal: Option<String>,
    /// The deal's amount
    #[arg(long, value_name = "AMOUNT", requires = "deal")]
    pub amount: Option<String>,
    /// The deal's currency
    #[arg(long, value_name = "CODE", requires = "deal")]
    pub currency: Option<String>,
    /// When the deal will close
    #[arg(long, value_name = "DATE", requires = "deal")]
    pub closing_date: Option<String>,
    /// The deal's stage
    #[arg(long, value_name = "STAGE", requires = "deal")]
    pub stage: Option<String>,
}

/// Carries a verb on records of a kind out.
///
/// # Errors
/// `invalid_field`, `not_found`, `duplicate`, `deal_requires_contact`.
pub async fn run<K: OfKind>(verb: RecordVerb<K>, at: &Context) -> Ended {
    let kind = K::KIND;
    match verb {
        RecordVerb::Add(args) => add(kind, args, at).await,
        RecordVerb::List(args) => list(kind, args, at).await,
        RecordVerb::Show { id } => {
            let record = record(at, &id, kind).await?;
            print(at, &record);
            Ok(Exit::DONE)
        }
        RecordVerb::Edit(args) => edit(kind, args, at).await,
        RecordVerb::History { id } => super::person::history_of(at, &id, kind).await,
        RecordVerb::Delete { ids } => {
            let mut references = Vec::new();
            for id in ids {
                references.push(found(at, &id, Some(kind)).await?.reference);
            }
            let changed = at.ask(DeleteRecords(references)).await?;
            if at.json() {
                at.output.value(&crate::cli::json::changed(&changed));
            } else {
                at.output.line(&at.say(&Text::of("crm-deleted").count("count", i64::try_from(changed.changed).unwrap_or(0))));
            }
            Ok(Exit::DONE)
        }
    }
}

/// Carries a verb on leads or temps out.
///
/// # Errors
/// As [`run`], and `not_a_lead`.
pub async fn run_converting<K: OfKind>(verb: ConvertingVerb<K>, at: &Context) -> Ended {
    match verb {
        ConvertingVerb::Record(verb) => run(verb, at).await,
        ConvertingVerb::Convert(args) => convert(K::KIND, args, at).await,
    }
}

/// Carries a verb on companies or deals out.
///
/// # Errors
/// As [`run`].
pub async fn run_timed<K: OfKind>(verb: TimedVerb<K>, at: &Context) -> Ended {
    match verb {
        TimedVerb::Record(verb) => run(verb, at).await,
        TimedVerb::Timeline { id } => super::person::timeline_of(at, &id, Some(K::KIND)).await,
    }
}

async fn record(at: &Context, id: &str, kind: RecordKind) -> Result<Record, Problem> {
    let name = found(at, id, Some(kind)).await?;
    at.ask(ShowRecord(name.reference)).await.map(|record| *record)
}

fn print(at: &Context, record: &Record) {
    if at.json() {
        at.output.value(&json::record(record));
    } else {
        for line in text::details(record, at) {
            at.output.line(&line);
        }
    }
}

fn first(errors: &[FieldError]) -> Problem {
    errors.first().map_or_else(Problem::internal, Problem::of_field)
}

/// The field that `--for` fills, and the record it names.
async fn belonging(at: &Context, kind: RecordKind, of: Option<&str>) -> Result<Option<(Field, Value)>, Problem> {
    let Some(of) = of else { return Ok(None) };
    let name = found(at, of, None).await?;
    let field = match kind {
        RecordKind::Deal => Field::Contact,
        RecordKind::Task | RecordKind::Event | RecordKind::Call | RecordKind::Note => Field::RelatedTo,
        RecordKind::Company => Field::ParentCompany,
        RecordKind::Lead | RecordKind::Contact | RecordKind::Temp => Field::Company,
    };
    let value = if kind == RecordKind::Contact || !kind.is_person() { Value::Record(name) } else { Value::Text(name.name.into()) };
    Ok(Some((field, value)))
}

async fn add<K: OfKind>(kind: RecordKind, args: AddArgs<K>, at: &Context) -> Ended {
    let rules = at.customers();
    let reading = reading(at, &rules);
    let made_from = match &args.from_message {
        Some(id) => Some(message::find(at, id).await?),
        None => None,
    };
    let mut typed = args.fields.typed(&reading);
    if let (Some(message), true) = (made_from, kind.is_person()) {
        super::prefill::from_message(at, kind, message, &mut typed, &reading).await?;
    }
    let belongs = belonging(at, kind, args.of.as_deref()).await?;
    if let Some((field, value)) = &belongs {
        let stand_in = value.as_text().unwrap_or_default().to_owned();
        typed.retain(|(one, _)| one != field);
        typed.push((*field, stand_in));
    }
    let mut new = NewRecord::read(kind, &typed, &reading).map_err(|errors| first(&errors))?;
    new.values.extend(belongs);
    new.made_from = made_from;
    new.allow_duplicate = args.allow_duplicate;
    match at.ask(new).await? {
        Added::Saved(saved) => Ok(show(at, &saved.record, "crm-added")),
        Added::Known(known) => Err(refused(&known)),
    }
}

fn show(at: &Context, record: &Record, said: &'static str) -> Exit {
    if at.json() {
        at.output.value(&json::record(record));
    } else {
        let text = Text::of(said).text("kind", shown::kind(record.kind)).with("name", record.name().into_string());
        at.output.line(&at.say(&text.with("id", record.id.short())));
    }
    Exit::DONE
}

async fn edit<K: OfKind>(kind: RecordKind, args: EditArgs<K>, at: &Context) -> Ended {
    let rules = at.customers();
    let reading = reading(at, &rules);
    let record = record(at, &args.id, kind).await?;
    let mut changes = Changes::read(&record, &args.fields.typed(&reading), &reading).map_err(|errors| first(&errors))?;
    if let Some((field, value)) = belonging(at, kind, args.of.as_deref()).await? {
        changes.0.insert(field, Some(value));
    }
    let saved = at.ask(EditRecord { reference: record.reference, changes }).await?;
    Ok(show(at, &saved.record, "crm-changed"))
}

async fn list(kind: RecordKind, args: ListArgs, at: &Context) -> Ended {
    let sort = match &args.sort {
        Some(name) => Some(sorted_by(kind, name).ok_or_else(|| {
            Problem::usage(Code::Usage, Text::of("crm-no-such-field").with("name", name.as_str())).hint(Text::of("cli-usage-hint"))
        })?),
        None => None,
    };
    let of = match &args.of {
        Some(id) => Some(found(at, id, None).await?.reference),
        None => None,
    };
    if args.query.as_deref().is_some_and(|query| query.trim().is_empty()) {
        return Err(Problem::blank("query"));
    }
    let filter = args.query.unwrap_or_default();
    let query = RecordQuery { kind, filter, sort, descending: args.descending, of, offset: args.offset, limit: at.global.limit };
    let window = at.ask(query).await?;
    if at.json() {
        at.output.value(&window.rows.iter().map(json::record).collect());
    } else {
        for record in &window.rows {
            at.output.line(&text::row(record, at));
        }
    }
    Ok(Exit::DONE)
}

/// The field that a list is sorted by; `name` is what the kind is called by.
fn sorted_by(kind: RecordKind, name: &str) -> Option<Field> {
    let called = match kind {
        RecordKind::Lead | RecordKind::Contact | RecordKind::Temp => Field::LastName,
        RecordKind::Company => Field::Name,
        RecordKind::Deal => Field::DealName,
        RecordKind::Task | RecordKind::Call => Field::Subject,
        RecordKind::Event | RecordKind::Note => Field::Title,
    };
    Field::named(kind, name).or_else(|| (name == "name").then_some(called))
}

async fn convert(kind: RecordKind, args: ConvertArgs, at: &Context) -> Ended {
    let rules = at.customers();
    let reading = reading(at, &rules);
    let lead = found(at, &args.id, Some(kind)).await?;
    let deal = match args.deal {
        None => None,
        Some(name) => {
            let given = [
                (Field::Amount, args.amount),
                (Field::Currency, args.currency),
                (Field::ClosingDate, args.closing_date),
                (Field::Stage, args.stage),
            ];
            let given = given.into_iter().filter_map(|(field, text)| text.map(|text| (field, text)));
            let fields = Fields::<Deal>::of(std::iter::once((Field::DealName, name)).chain(given).collect());
            Some(NewRecord::read(RecordKind::Deal, &fields.typed(&reading), &reading).map_err(|errors| first(&errors))?)
        }
    };
    let company = args.company.as_deref().map(KeptText::line);
    let conversion = Conversion { lead: lead.reference, company, deal };
    let Converted { person, deal, .. } = at.ask(conversion).await?;
    if at.json() {
        let mut value = json::record(&person);
        if let Some(object) = value.as_object_mut() {
            object.insert("deal".to_owned(), deal.as_ref().map_or(serde_json::Value::Null, |deal| json::record(deal)));
        }
        at.output.value(&value);
    } else {
        let text = Text::of("crm-converted").with("name", person.name().into_string()).with("id", person.id.short());
        at.output.line(&at.say(&text));
        if let Some(deal) = deal {
            let text = Text::of("crm-added").text("kind", shown::kind(RecordKind::Deal)).with("name", deal.name().into_string());
            at.output.line(&at.say(&text.with("id", deal.id.short())));
        }
    }
    Ok(Exit::DONE)
}
