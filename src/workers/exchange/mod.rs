//! Files from and for other programs: mail, records and calendars.

mod mail_export;
mod placed;
mod record_export;
mod record_import;

use record_export::Source;

use super::arriving::Entrance;
use super::mail_import;
use super::notices::Notices;
use crate::config::Settings;
use crate::jobs::exchange::{ExchangeJob, ExchangeReport};
use crate::jobs::{Outcome, Report};

/// Carries out a job about files.
///
/// # Errors
/// When a file cannot be read or written, is of another form, or is there already; or the store fails.
pub async fn carry_out(entrance: &Entrance, settings: &Settings, notices: &Notices, job: ExchangeJob) -> Outcome {
    let store = entrance.database().store();
    let rules = entrance.database().rules().get();
    let records = || Source { store, rules: &rules, notices };
    let report = match job {
        ExchangeJob::ImportRecords(job) => ExchangeReport::ImportedRecords(record_import::import(entrance.database(), notices, job).await?),
        ExchangeJob::Import(job) => ExchangeReport::Imported(mail_import::import(entrance, settings, job).await?),
        ExchangeJob::Export(job) => ExchangeReport::Exported(mail_export::export(store, notices, job).await?),
        ExchangeJob::ExportRecords(job) => ExchangeReport::ExportedRecords(record_export::export(records(), job).await?),
        ExchangeJob::ImportCalendar(job) => {
            ExchangeReport::ImportedRecords(record_import::import_calendar(entrance.database(), notices, job).await?)
        }
        ExchangeJob::ExportCalendar(job) => ExchangeReport::ExportedRecords(record_export::export_calendar(records(), job).await?),
        ExchangeJob::ExportAll(job) => ExchangeReport::ExportedAll(record_export::export_all(records(), job).await?),
    };
    Ok(Report::Exchange(Box::new(report)))
}
