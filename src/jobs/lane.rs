//! How a job may be carried out beside others.

use super::Job;
use super::account::AccountJob;
use super::changes::ChangesJob;
use super::crm::CrmJob;
use super::mail::MailJob;
use super::outbox::OutboxJob;

/// How a job is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// A change of a person: in order, never dropped.
    Write,
    /// A question of the screen: of each kind only the newest is worth an answer.
    Screen,
    /// Something that takes as long as it takes, beside the others.
    Slow,
}

impl Job {
    /// How this job is carried out.
    pub fn lane(&self) -> Lane {
        match self {
            Self::Mail(MailJob::SaveAttachment { .. } | MailJob::Raw(_)) => Lane::Slow,
            Self::Mail(_) | Self::Resolve(_) | Self::Account(AccountJob::List) | Self::Changes(ChangesJob::List { .. }) => Lane::Screen,
            Self::Fetch(_) | Self::Account(_) | Self::Health(_) | Self::Exchange(_) => Lane::Slow,
            Self::Outbox(OutboxJob::Flush | OutboxJob::Retry(_)) => Lane::Slow,
            Self::Outbox(OutboxJob::List | OutboxJob::Drafts | OutboxJob::Original(_)) => Lane::Screen,
            Self::Extract(_) => Lane::Screen,
            Self::Crm(job) if job.is_question() => Lane::Screen,
            _ => Lane::Write,
        }
    }

    /// Whether a newer question makes this older one useless: both are of one kind.
    pub fn is_overtaken_by(&self, newer: &Job) -> bool {
        match (self, newer) {
            (Self::Mail(one), Self::Mail(other)) => std::mem::discriminant(one) == std::mem::discriminant(other),
            (Self::Outbox(one), Self::Outbox(other)) => std::mem::discriminant(one) == std::mem::discriminant(other),
            (Self::Crm(one), Self::Crm(other)) => std::mem::discriminant(&**one) == std::mem::discriminant(&**other),
            (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
        }
    }
}

impl CrmJob {
    /// Whether it only looks.
    pub fn is_question(&self) -> bool {
        matches!(
            self,
            Self::Sidebar(_)
                | Self::SidebarOf(_)
                | Self::List(_)
                | Self::Show(_)
                | Self::Find { .. }
                | Self::Duplicates
                | Self::Timeline { .. }
                | Self::Explain(_)
                | Self::Agenda { .. }
                | Self::Pipeline
        )
    }
}
