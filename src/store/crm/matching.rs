//! The records beside the mails of one search (S4).

use rusqlite::Connection;

use super::records;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::record::Record;
use crate::domain::crm::rules::CrmRules;
use crate::domain::typed::TimeReader;
use crate::jobs::crm::MatchingRecords;
use crate::store::{Result, StoreError};

/// What is looked through, in the order it is shown.
const KINDS: [RecordKind; 5] = [RecordKind::Lead, RecordKind::Contact, RecordKind::Temp, RecordKind::Company, RecordKind::Deal];

/// The people, companies and deals that a query finds, so many of each kind; a kind that lacks a field of the query has none.
pub(super) fn matching(db: &Connection, asked: &MatchingRecords, rules: &CrmRules, times: &TimeReader<'_>) -> Result<Vec<Record>> {
    let mut found = Vec::new();
    if asked.query.trim().is_empty() {
        return Ok(found);
    }
    let most = if asked.limit == 0 { usize::MAX } else { asked.limit as usize };
    for kind in KINDS {
        match records::newest(db, kind, &asked.query, most, rules, times) {
            Ok(records) => found.extend(records),
            Err(StoreError::Query(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}
