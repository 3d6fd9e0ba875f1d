//! `fumi person merge|duplicates|timeline|share-mail`.

use clap::Subcommand;

use super::ask::found;
use super::{json, text};
use crate::cli::context::Context;
use crate::cli::{Ended, Exit};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordName, Subject};
use crate::domain::crm::merge::{can_conflict, merged_kind};
use crate::domain::crm::record::Record;
use crate::i18n::Text;
use crate::jobs::crm::{DuplicatePair, HistoryOf, ListDuplicates, MergePersons, ShareMail, ShowFirst, TimelineEntry, TimelineOf};
use crate::present::history::{change, happened};
use crate::present::reasons;
use crate::problem::{Code, Problem};

/// What can be done with people of every kind.
#[derive(Debug, Subcommand)]
pub enum PersonVerb {
    /// Make two people one; the first stays
    Merge {
        /// Who stays
        #[arg(value_name = "KEEP")]
        keep: String,
        /// Who goes over
        #[arg(value_name = "OTHER")]
        other: String,
        /// A field in which the one who goes wins
        #[arg(long, value_name = "FIELD")]
        take: Vec<String>,
    },
    /// List people who may be somebody twice
    Duplicates,
    /// List everything about a record, newest first
    Timeline {
        /// The record
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Say whom an address means that several people have
    ShowFirst {
        /// The person
        #[arg(value_name = "ID")]
        id: String,
        /// The address
        #[arg(value_name = "ADDRESS")]
        address: String,
    },
    /// Share the mail with a person, or stop it
    ShareMail {
        /// The person
        #[arg(value_name = "ID")]
        id: String,
        /// Whether
        #[arg(value_name = "on|off", value_parser = ["on", "off"])]
        on: String,
    },
}

async fn person(at: &Context, id: &str) -> Result<RecordName, Problem> {
    let name = found(at, id, None).await?;
    if name.reference.subject == Subject::Person { Ok(name) } else { Err(Problem::not_found().detail(id)) }
}

/// Carries a verb on people out.
///
/// # Errors
/// `not_found`, `invalid_merge`.
pub async fn run(verb: PersonVerb, at: &Context) -> Ended {
    match verb {
        PersonVerb::Merge { keep, other, take } => {
            let (keep, other) = (person(at, &keep).await?, person(at, &other).await?);
            let take = taken(merged_kind(keep.kind, other.kind), &take)?;
            show(at, &at.ask(MergePersons { keep: keep.reference, other: other.reference, take }).await?.record);
        }
        PersonVerb::Duplicates => duplicates(at, &at.ask(ListDuplicates).await?),
        PersonVerb::Timeline { id } => {
            return timeline_of(at, &id, None).await;
        }
        PersonVerb::ShowFirst { id, address } => {
            let order = ShowFirst { address, person: person(at, &id).await?.reference };
            if let Some(record) = at.ask(order).await?.record {
                show(at, &record);
            }
        }
        PersonVerb::ShareMail { id, on } => {
            let share = ShareMail { person: person(at, &id).await?.reference, on: on == "on" };
            show(at, &at.ask(share).await?.record);
        }
    }
    Ok(Exit::DONE)
}

/// The fields that `--take` names; only those of which one value wins can be taken.
fn taken(kind: RecordKind, names: &[String]) -> Result<Vec<Field>, Problem> {
    let field = |name: &String| {
        Field::named(kind, name).filter(|field| can_conflict(*field)).ok_or_else(|| {
            Problem::usage(Code::Usage, Text::of("crm-no-such-field").with("name", name.as_str())).hint(Text::of("cli-usage-hint"))
        })
    };
    names.iter().map(field).collect()
}

fn show(at: &Context, record: &Record) {
    if at.json() {
        at.output.value(&json::record(record));
    } else {
        text::details(record, at).iter().for_each(|line| at.output.line(line));
    }
}

fn duplicates(at: &Context, pairs: &[DuplicatePair]) {
    if at.json() {
        at.output.value(&pairs.iter().map(json::duplicates).collect());
        return;
    }
    for pair in pairs {
        let (one, other) = (&pair.one, &pair.other);
        at.output.line(&format!(
            "{} {}  {} {}  {}",
            one.id.short(),
            one.name,
            other.id.short(),
            other.name,
            at.say(&reasons::certainty(pair.certainty))
        ));
    }
}

/// Lists everything about a record.
///
/// # Errors
/// `not_found`, also where the record is of another kind than the one wanted.
pub async fn timeline_of(at: &Context, id: &str, kind: Option<RecordKind>) -> Ended {
    let wanted = TimelineOf { reference: found(at, id, kind).await?.reference, limit: at.global.limit };
    timeline(at, &at.ask(wanted).await?);
    Ok(Exit::DONE)
}

fn timeline(at: &Context, entries: &[TimelineEntry]) {
    if at.json() {
        at.output.value(&entries.iter().map(json::timeline).collect());
        return;
    }
    for entry in entries {
        at.output.line(&happened(entry, &at.words, &at.zone));
    }
}

/// Lists the changes of a record, field by field.
///
/// # Errors
/// `not_found`, also where the record is of another kind than the one wanted.
pub async fn history_of(at: &Context, id: &str, kind: RecordKind) -> Ended {
    let name = found(at, id, Some(kind)).await?;
    let mut entries = at.ask(HistoryOf(name.reference)).await?;
    entries.truncate(at.limit().unwrap_or(usize::MAX));
    if at.json() {
        at.output.value(&entries.iter().map(|entry| json::history(entry, &at.zone)).collect());
    } else {
        entries.iter().for_each(|entry| at.output.line(&change(entry, kind, &at.words, &at.zone)));
    }
    Ok(Exit::DONE)
}
