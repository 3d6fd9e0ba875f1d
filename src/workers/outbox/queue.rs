//! From what was typed to a mail in the outbox: account, fields, bytes.

use super::problems;
use crate::config::Settings;
use crate::domain::account::AccountSettings;
use crate::domain::ids::Id;
use crate::domain::mail::address::{Address, AddressRole};
use crate::domain::mail::address_list::format_address_list;
use crate::domain::mail::compose::EnteredDraft;
use crate::domain::mail::message::ParsedMail;
use crate::domain::mail::message_id::MessageId;
use crate::domain::time::Instant;
use crate::jobs::outbox::{DraftKey, SendAt, SendMail};
use crate::mime::write::{self, Enclosed, Outgoing, Stamp};
use crate::problem::Problem;
use crate::store::outbox::NewMail;
use crate::text::CleanText;

/// The mail of a job that queues one; its Message-ID comes from the id.
pub(super) fn mail_of(settings: &Settings, send: SendMail, enclosed: &[Enclosed], now: &jiff::Zoned, id: Id) -> Result<NewMail, Problem> {
    match send {
        SendMail::Queue { entered, draft, at } => written(settings, *entered, enclosed, draft, at, now, id),
        SendMail::QueueFinished { bytes, account, at } => finished(settings, &bytes, account, at, now, id),
        SendMail::Retry(_) | SendMail::TakeForSent(_) => Err(Problem::internal()),
    }
}

/// Builds the mail of a draft.
fn written(
    settings: &Settings,
    entered: EnteredDraft,
    enclosed: &[Enclosed],
    key: Option<DraftKey>,
    at: SendAt,
    now: &jiff::Zoned,
    id: Id,
) -> Result<NewMail, Problem> {
    let draft = entered.read().map_err(|faults| problems::of_faults(&faults))?;
    let account = sender(settings, entered.account)?;
    let outgoing = write::write(&draft, enclosed, &stamp(account, now, id)).map_err(|fault| problems::of_bytes(&fault.to_string()))?;
    let shown: Vec<Address> = [draft.to, draft.cc, draft.bcc].concat();
    let shown_to = CleanText::line(&format_address_list(&shown));
    Ok(new_mail(settings, account, outgoing, CleanText::line(&draft.subject), shown_to, at, now, Some((entered, key))))
}

/// Makes a finished message fit to go out.
fn finished(settings: &Settings, bytes: &[u8], account: Option<Id>, at: SendAt, now: &jiff::Zoned, id: Id) -> Result<NewMail, Problem> {
    let account = sender(settings, account.or_else(|| writer_of(settings, bytes)))?;
    let outgoing = write::finish(bytes, &stamp(account, now, id)).map_err(|fault| problems::of_finished(&fault))?;
    let mail = crate::mime::parse(outgoing.message.as_bytes());
    let ours = |from: &&Address| settings.accounts.iter().any(|one| one.may_write_as(&from.address));
    if let Some(other) = written_by(&mail).find(|from| !ours(from)) {
        return Err(problems::not_ours(account.name.as_str(), &other.address));
    }
    let shown: Vec<&str> = outgoing.envelope.to.iter().map(|to| to.as_str()).collect();
    let shown_to = CleanText::line(&shown.join(", "));
    Ok(new_mail(settings, account, outgoing, mail.subject, shown_to, at, now, None))
}

/// The account in whose name a finished message is written: one that can send and may say so.
fn writer_of(settings: &Settings, bytes: &[u8]) -> Option<Id> {
    let mail = crate::mime::parse(bytes);
    let first = &written_by(&mail).next()?.address;
    let may = |account: &&AccountSettings| account.enabled && account.outgoing.is_some() && account.may_write_as(first);
    settings.accounts.iter().find(may).map(|account| account.id)
}

/// Who a message says that it is from.
fn written_by(mail: &ParsedMail) -> impl Iterator<Item = &Address> {
    mail.addresses.iter().filter(|(role, _)| *role == AddressRole::From).map(|(_, address)| address)
}

/// The account that a mail goes out from.
fn sender(settings: &Settings, wanted: Option<Id>) -> Result<&AccountSettings, Problem> {
    let account = match wanted {
        Some(id) => settings.account(id),
        None => settings.default_account(),
    };
    let account = account.ok_or_else(Problem::no_outgoing)?;
    if account.outgoing.is_none() { Err(problems::receives_only(account.name.as_str())) } else { Ok(account) }
}

fn stamp(account: &AccountSettings, now: &jiff::Zoned, id: Id) -> Stamp {
    Stamp {
        from: Address { name: account.display_name.clone(), address: account.email.clone() },
        message_id: MessageId::fresh(*id.as_bytes(), account.email.domain()),
        written: now.clone(),
    }
}

#[expect(clippy::too_many_arguments, reason = "each is another part of one row")]
fn new_mail(
    settings: &Settings,
    account: &AccountSettings,
    outgoing: Outgoing,
    subject: CleanText,
    shown_to: CleanText,
    at: SendAt,
    now: &jiff::Zoned,
    typed: Option<(EnteredDraft, Option<DraftKey>)>,
) -> NewMail {
    let hold = i64::try_from(settings.outbox_hold_s).unwrap_or(0).saturating_mul(1000);
    let queued_at = Instant::from(now.timestamp());
    let held_until = match at {
        SendAt::AfterHold => (hold > 0).then(|| queued_at.plus_ms(hold)),
        SendAt::Now => None,
        SendAt::At(at) => (at > queued_at).then_some(at),
    };
    let (entered, draft) = typed.map_or((None, None), |(entered, key)| (Some(Box::new(entered)), key));
    NewMail {
        account: account.id,
        message_id: outgoing.message_id.to_string(),
        bytes: outgoing.message.into_bytes(),
        from: outgoing.envelope.from,
        to: outgoing.envelope.to,
        subject,
        shown_to,
        held_until,
        entered,
        draft,
    }
}
