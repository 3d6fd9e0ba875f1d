//! Questions about customers.

use jiff::tz::TimeZone;
use rusqlite::Connection;

use crate::domain::crm::rules::CrmRules;
use crate::domain::time::Instant;
use crate::jobs::crm::{CrmJob, FindRecord};
use crate::jobs::{Outcome, Report};
use crate::store::crm;
use crate::workers::problems::of_store;

pub(super) fn answer(db: &Connection, job: &CrmJob, rules: &CrmRules, now: Instant, zone: &TimeZone) -> Outcome {
    let found = crm::read(db, job, rules, now, zone);
    found.map(|report| Report::Crm(Box::new(report))).map_err(|error| {
        let problem = of_store(&error);
        if let CrmJob::Find(FindRecord { text, .. }) = job { problem.detail(text) } else { problem }
    })
}
