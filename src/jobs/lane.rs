//! How a job may be carried out beside others.

use super::Job;
use super::account::AccountJob;
use super::changes::ChangesJob;
use super::crm::CrmJob;
use super::mail::MailJob;
use super::outbox::{OutboxJob, SendMail};

/// How a job is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// A change of a person: in order, never dropped.
    Write,
    /// A question of the screen: beside the writes, and of those for one [`Slot`](super::Slot) only the newest.
    Screen,
    /// Something that takes as long as it takes, beside the others.
    Slow,
}

impl Job {
    /// How this job is carried out.
    pub fn lane(&self) -> Lane {
        match self {
            Self::Mail(job) => match job {
                MailJob::SaveAttachment(_) | MailJob::SaveAll(_) | MailJob::SaveMessage(_) | MailJob::Raw(_) => Lane::Slow,
                MailJob::Mailboxes(_)
                | MailJob::Threads(_)
                | MailJob::Thread(_)
                | MailJob::Open(_)
                | MailJob::Search(_)
                | MailJob::Count(_)
                | MailJob::Message(_)
                | MailJob::Rows(_)
                | MailJob::Source(_) => Lane::Screen,
            },
            Self::Triage(_) | Self::EmptyTrash(_) | Self::Changes(ChangesJob::Turn(_)) | Self::Look(_) => Lane::Write,
            Self::Changes(ChangesJob::List(_))
            | Self::Resolve(_)
            | Self::Extract(_)
            | Self::Account(AccountJob::List(_) | AccountJob::Fetches(_)) => Lane::Screen,
            Self::Account(_) => Lane::Slow,
            Self::Fetch(_) | Self::Health(_) | Self::Exchange(_) | Self::Outside(_) => Lane::Slow,
            Self::Crm(job) if job.is_question() => Lane::Screen,
            Self::Crm(_) => Lane::Write,
            Self::Outbox(job) => match job {
                OutboxJob::List(_)
                | OutboxJob::Drafts(_)
                | OutboxJob::CountDrafts(_)
                | OutboxJob::Unsent(_)
                | OutboxJob::Correspondents(_)
                | OutboxJob::Original(_) => Lane::Screen,
                OutboxJob::Send(SendMail::Retry(_)) | OutboxJob::Flush(_) | OutboxJob::Enclose(_) => Lane::Slow,
                OutboxJob::Send(SendMail::Queue { .. } | SendMail::QueueFinished { .. } | SendMail::TakeForSent(_)) => Lane::Write,
                OutboxJob::SaveDraft(_) | OutboxJob::DropDraft(_) | OutboxJob::Cancel(_) => Lane::Write,
            },
        }
    }
}

impl CrmJob {
    /// Whether it only looks.
    pub fn is_question(&self) -> bool {
        match self {
            Self::Sidebar(_)
            | Self::List(_)
            | Self::Show(_)
            | Self::Find(_)
            | Self::Duplicates(_)
            | Self::Timeline(_)
            | Self::History(_)
            | Self::Matching(_)
            | Self::Explain(_)
            | Self::Agenda(_)
            | Self::Due(_)
            | Self::Pipeline(_) => true,
            Self::Add(_)
            | Self::Edit(_)
            | Self::EditSeveral(_)
            | Self::Delete(_)
            | Self::Reschedule(_)
            | Self::Convert(_)
            | Self::Merge(_)
            | Self::ShowFirst(_)
            | Self::ShareMail(_)
            | Self::Link(_)
            | Self::Unlink(_) => false,
        }
    }
}
