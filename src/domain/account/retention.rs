//! What becomes of the connection of an account that nobody uses, or whose time is over (S36 to S40): warned of first, then paused, and only where the policy says so taken out
//! of the settings. Mail is never touched.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::text::worded;

worded! {
    /// How far it may go: `retention.policy`.
    #[derive(Default)]
    pub enum RetentionPolicy {
        /// Nothing happens, however long nobody looks.
        #[default]
        Off = "off",
        /// The person is warned; fetching goes on.
        Warn = "warn",
        /// Fetching pauses until the account is used again.
        Pause = "pause",
        /// After the pause the stored connection is deleted, settings and password; never mail.
        Delete = "delete",
    }
}

worded! {
    /// As what an account has an end: `ends_as`.
    #[derive(Default)]
    pub enum Membership {
        /// Of somebody who belongs to the organisation until then (S38).
        #[default]
        Member = "member",
        /// Of a trial that is over then (S39).
        Trial = "trial",
    }
}

worded! {
    /// Why an account comes to its end.
    pub enum Cause {
        /// Nothing was sent from it and none of its mail was opened, answered or sorted for long (S37).
        Unused = "unused",
        /// The membership is over (S38).
        Member = "member",
        /// The trial is over (S39).
        Trial = "trial",
    }
}

worded! {
    /// How far it has come.
    pub enum Stage {
        /// The day is known and near.
        Warned = "warned",
        /// Nothing is fetched.
        Paused = "paused",
        /// The connection is to be taken out of the settings.
        Deleted = "deleted",
    }
}

/// The last day of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// `ends_on`.
    pub on: Date,
    /// `ends_as`.
    pub kind: Membership,
}

/// How long is long: `[retention]` of the config. Months are those of the calendar: three after 31 August is 30 November.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// How far it may go.
    pub policy: RetentionPolicy,
    /// `retention.no_send_months`: since the last mail that was sent.
    pub no_send_months: u32,
    /// `retention.no_use_months`: since the last mail that was opened, answered or sorted.
    pub no_use_months: u32,
    /// `retention.after_end_months`: since `ends_on`.
    pub after_end_months: u32,
    /// `retention.warn_days`: how long a warning stands before anything is paused.
    pub warn_days: u32,
    /// `retention.delete_days`: how long a pause lasts before the connection is deleted.
    pub delete_days: u32,
}

impl Default for Terms {
    fn default() -> Self {
        Self { policy: RetentionPolicy::Off, no_send_months: 3, no_use_months: 6, after_end_months: 1, warn_days: 14, delete_days: 14 }
    }
}

/// What is known of the use of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Use {
    /// The day from which its use is watched; what was before is not known, and counts as used.
    pub watched_from: Option<Date>,
    /// The day of the last mail that was sent from it.
    pub last_sent: Option<Date>,
    /// The last day on which one of its mails was opened, answered or sorted.
    pub last_used: Option<Date>,
    /// The day on which the person was warned of what comes now.
    pub warned: Option<Date>,
    /// The day on which it was paused.
    pub paused: Option<Date>,
}

/// What is to happen with an account today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// How far it has come.
    pub stage: Stage,
    /// Why.
    pub cause: Cause,
    /// What follows and when, where the policy lets anything follow.
    pub next: Option<(Stage, Date)>,
}

/// What is to happen with an account, if anything. A stage is never skipped: a pause follows a warning that stood for [`Terms::warn_days`], a deletion a pause of
/// [`Terms::delete_days`], so that a clock which is wrong for a while pauses and deletes nothing at one stroke.
pub fn verdict(terms: &Terms, ends: Option<Ends>, used: &Use, today: Date) -> Option<Verdict> {
    if terms.policy == RetentionPolicy::Off {
        return None;
    }
    let (on, cause) = [unused(terms, used, today), ended(terms, ends)].into_iter().flatten().min_by_key(|(on, _)| *on)?;
    if today < before(on, terms.warn_days) {
        return None;
    }
    // A day that is still to come was noted by a wrong clock.
    let noted = |day: Option<Date>| day.filter(|day| *day <= today);
    let pause_on = on.max(after(noted(used.warned).unwrap_or(today), terms.warn_days));
    if today < pause_on || terms.policy == RetentionPolicy::Warn {
        let next = (terms.policy != RetentionPolicy::Warn).then_some((Stage::Paused, pause_on));
        return Some(Verdict { stage: Stage::Warned, cause, next });
    }
    if terms.policy != RetentionPolicy::Delete {
        return Some(Verdict { stage: Stage::Paused, cause, next: None });
    }
    let delete_on = after(noted(used.paused).unwrap_or(today), terms.delete_days);
    let deletes = today >= delete_on;
    let stage = if deletes { Stage::Deleted } else { Stage::Paused };
    Some(Verdict { stage, cause, next: (!deletes).then_some((Stage::Deleted, delete_on)) })
}

/// The day from which an account counts as unused: both spans are over then.
fn unused(terms: &Terms, used: &Use, today: Date) -> Option<(Date, Cause)> {
    let from = used.watched_from.unwrap_or(today);
    let sent = months_after(used.last_sent.unwrap_or(from), terms.no_send_months)?;
    let touched = months_after(used.last_used.unwrap_or(from), terms.no_use_months)?;
    Some((sent.max(touched), Cause::Unused))
}

fn ended(terms: &Terms, ends: Option<Ends>) -> Option<(Date, Cause)> {
    let Ends { on, kind } = ends?;
    let cause = match kind {
        Membership::Member => Cause::Member,
        Membership::Trial => Cause::Trial,
    };
    Some((months_after(on, terms.after_end_months)?, cause))
}

/// A day so many months later; a month that lacks it gives its last day. `None` beyond the calendar.
fn months_after(day: Date, months: u32) -> Option<Date> {
    day.checked_add(i64::from(months).months()).ok()
}

fn after(day: Date, days: u32) -> Date {
    day.saturating_add(i64::from(days).days())
}

fn before(day: Date, days: u32) -> Date {
    day.saturating_sub(i64::from(days).days())
}

#[cfg(test)]
mod tests;
