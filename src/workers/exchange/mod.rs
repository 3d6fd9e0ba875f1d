//! Files from and for other programs: mail, records and calendars.

mod mail_export;
mod placed;

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
    let report = match job {
        ExchangeJob::Import(job) => ExchangeReport::Imported(mail_import::import(entrance, settings, job).await?),
        ExchangeJob::Export(job) => ExchangeReport::Exported(mail_export::export(entrance.database().store(), notices, job).await?),
    };
    Ok(Report::Exchange(Box::new(report)))
}
