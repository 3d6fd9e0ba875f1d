//! Programs of the person that get something of a mail: nothing starts because a mail is shown, all of it because somebody asked.

mod attachments;
mod feed;
mod leave;
mod lent;
mod message;
mod program;
pub(super) mod tell;

use std::ffi::OsStr;

use crate::config::Settings;
use crate::i18n::Text;
use crate::jobs::outside::{LeaveList, OneClickOf, OpenLink, OpenPage, OutsideJob, OutsideReport, StopCommands};
use crate::jobs::{Outcome, Report};
use crate::problem::{Code, Problem};
use crate::text::CleanText;
use crate::workers::database::Database;

pub use lent::Lent;

/// Carries out a job about programs.
///
/// # Errors
/// When the program is missing or ends with a failure at once.
pub async fn carry_out(lent: &Lent, database: &Database, settings: &Settings, job: OutsideJob) -> Outcome {
    match job {
        OutsideJob::Page(OpenPage(message)) => message::browse(lent, database, settings, message).await.map(|()| Report::Done),
        OutsideJob::Print(text) => message::print(lent, settings, text).await.map(|()| Report::Done),
        OutsideJob::Pipe(wanted) => {
            let piped = message::pipe(lent, database, wanted).await?;
            Ok(Report::Outside(Box::new(OutsideReport::Piped(piped))))
        }
        OutsideJob::Stop(StopCommands) => {
            lent.stop();
            Ok(Report::Done)
        }
        OutsideJob::Attachment(wanted) => {
            let opened = attachments::open(lent, database, settings, wanted).await?;
            Ok(Report::Outside(Box::new(OutsideReport::Attachment(opened))))
        }
        OutsideJob::Link(link) => open_link(settings, &link).await,
        OutsideJob::OneClick(OneClickOf(message)) => {
            let found = leave::one_click(database, settings, message).await?;
            Ok(Report::Outside(Box::new(OutsideReport::OneClick(found.map(|one| CleanText::line(&one.host))))))
        }
        OutsideJob::Leave(LeaveList(message)) => leave::leave(database, settings, message).await.map(|()| Report::Done),
    }
}

async fn open_link(settings: &Settings, OpenLink(target): &OpenLink) -> Outcome {
    let web = target.as_str().split_once(':').is_some_and(|(scheme, _)| matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https"));
    if !web {
        let problem = Problem::failed(Code::LinkRefused, Text::of("problem-link-refused"));
        return Err(problem.hint(Text::of("problem-link-refused-hint")).detail(target.as_str()));
    }
    program::open(&settings.browser, OsStr::new(target.as_str()), "reading.browser").await?;
    Ok(Report::Done)
}
