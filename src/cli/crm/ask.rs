//! Questions about customers, and what their verbs share.

use crate::cli::context::{Context, unexpected};
use crate::domain::crm::duplicate::Duplicate;
use crate::domain::crm::kind::{RecordKind, RecordName};
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::Reading;
use crate::i18n::Text;
use crate::jobs::crm::{CrmJob, CrmReport};
use crate::jobs::{Job, Report};
use crate::problem::{Code, Problem};

/// Asks about customers.
pub async fn ask(at: &Context, job: CrmJob) -> Result<CrmReport, Problem> {
    match at.ask(Job::Crm(Box::new(job))).await? {
        Report::Crm(report) => Ok(*report),
        _ => Err(unexpected()),
    }
}

/// The record that an id or an ending of one means.
pub async fn found(at: &Context, text: &str, kind: Option<RecordKind>) -> Result<RecordName, Problem> {
    match ask(at, CrmJob::Find { text: text.to_owned(), kind }).await? {
        CrmReport::Found(name) => Ok(name),
        _ => Err(unexpected()),
    }
}

/// How typed values are read here and now.
pub fn reading<'a>(at: &Context, rules: &'a CrmRules) -> Reading<'a> {
    Reading {
        picklists: &rules.picklists,
        currency: rules.currency,
        region: &rules.region,
        now: at.now,
        zone: jiff::tz::TimeZone::system(),
    }
}

/// Nothing was added because somebody has the address already.
pub fn refused(known: &[Duplicate]) -> Problem {
    let Some(first) = known.first() else { return unexpected() };
    let text = Text::of("problem-duplicate").with("name", first.person.name.as_str()).with("id", first.person.id.to_string());
    Problem::failed(Code::Duplicate, text).hint(Text::of("problem-duplicate-hint")).record(first.person.id).field("email")
}
