//! `fumi merge`: a template to many people, one mail each, slowly and at most so many a day.

use std::collections::HashSet;

use clap::Args;
use serde_json::{Value, json};

use super::context::Context;
use super::{Ended, Exit, compose, template};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::record::Record;
use crate::domain::crm::value::Value as FieldValue;
use crate::domain::mail::address::Address;
use crate::domain::mail::address_list::format_address;
use crate::domain::mail::compose::EnteredDraft;
use crate::domain::mail::template::Filled;
use crate::domain::time::Instant;
use crate::i18n::Text;
use crate::jobs::crm::RecordQuery;
use crate::jobs::outbox::{ListOutbox, OutboxRow, OutboxState, SendAt, SendMail};
use crate::problem::{Code, Problem};

/// The most mails of one day; more makes providers stop an account (S127).
const MOST: usize = 500;

/// From so many on a script says `--yes`.
const WITHOUT_YES: usize = 100;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What goes to whom.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// The template
    #[arg(long, value_name = "T")]
    template: String,
    /// To those leads, contacts and temps that fit
    #[arg(long, value_name = "Q")]
    query: String,
    /// Only to those of a kind: lead, contact or temp
    #[arg(long, value_name = "KIND", value_parser = ["lead", "contact", "temp"])]
    kind: Option<String>,
    /// The most mails within a day, at most 500
    #[arg(long, value_name = "N", default_value_t = MOST)]
    cap: usize,
    /// Seconds between two mails
    #[arg(long, value_name = "S", default_value_t = 5)]
    pace: u32,
    /// The account they go out from
    #[arg(long, value_name = "ACCOUNT")]
    from: Option<String>,
    /// When the first one goes: a time such as tomorrow 9:00
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// Say who would get what, and queue nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask for more than 100 people
    #[arg(long)]
    yes: bool,
}

/// A person, and what comes of them.
struct Planned {
    person: Record,
    what: Result<(Address, Filled), Text>,
}

/// Sends a template to people, one mail each.
///
/// # Errors
/// `not_found`, `invalid_field` for a template that cannot be filled: nothing is queued then; `needs_yes` for many.
pub async fn run(args: MergeArgs, at: &Context) -> Ended {
    if !(1..=MOST).contains(&args.cap) {
        return Err(Problem::failed(Code::InvalidField, Text::of("merge-cap")).hint(Text::of("merge-cap-hint")).field("cap"));
    }
    if args.query.trim().is_empty() {
        return Err(Problem::blank("query"));
    }
    let account = compose::account(args.from.as_deref(), at)?;
    let first = match compose::when(args.at.as_deref(), at)? {
        SendAt::At(when) => when,
        SendAt::Now => at.now,
        SendAt::AfterHold => at.now.plus_ms(i64::try_from(at.settings.outbox_hold_s).unwrap_or(0).saturating_mul(1000)),
    };
    let planned = plan(&args, at).await?;
    let count = planned.iter().filter(|one| one.what.is_ok()).count();
    if count > WITHOUT_YES && !args.yes && !args.dry_run {
        let what = Text::of("merge-needs-yes").count("count", i64::try_from(count).unwrap_or(i64::MAX));
        return Err(Problem::usage(Code::NeedsYes, what).hint(Text::of("merge-needs-yes-hint")));
    }
    if planned.is_empty() {
        at.output.aside(&at.words.word("merge-no-people"));
    }
    let mut rows = Vec::new();
    let mut sent = 0;
    for one in planned {
        match &one.what {
            Ok((to, filled)) if !args.dry_run => {
                let goes = first.plus_ms(i64::from(args.pace) * 1000 * sent);
                sent += 1;
                let entered = EnteredDraft {
                    account,
                    to: format_address(to),
                    subject: filled.subject.clone(),
                    body: filled.body.clone(),
                    for_record: Some(one.person.id),
                    ..EnteredDraft::default()
                };
                let row = at.ask(SendMail::Queue { entered: Box::new(entered), draft: None, at: SendAt::At(goes) }).await?;
                rows.push(said(&one, Some(&row), at));
            }
            _ => rows.push(said(&one, None, at)),
        }
    }
    if at.json() {
        at.output.value(&Value::Array(rows));
    }
    Ok(Exit::DONE)
}

/// Who gets what, in the order of the list. Every template is filled before any mail is queued.
async fn plan(args: &MergeArgs, at: &Context) -> Result<Vec<Planned>, Problem> {
    let template = template::read(&at.paths.templates_folder(), &args.template)?;
    let before = at.ask(ListOutbox).await?;
    let mut room = args.cap.saturating_sub(within_a_day(&before, at.now));
    let mut seen = HashSet::new();
    let mut planned = Vec::new();
    for kind in [RecordKind::Lead, RecordKind::Contact, RecordKind::Temp] {
        if args.kind.as_deref().is_some_and(|wanted| wanted != kind.word()) {
            continue;
        }
        let query = RecordQuery { filter: args.query.trim().to_owned(), ..RecordQuery::all(kind) };
        for person in at.ask(query).await?.rows {
            let filled = template.fill(&template::fields_of(&person, at)).map_err(|fault| template::of_fault(&args.template, &fault))?;
            let mut what = decide(&person, filled, &before, at.now, &mut seen);
            if what.is_ok() && room == 0 {
                what = Err(Text::of("merge-over-cap").count("cap", i64::try_from(args.cap).unwrap_or(i64::MAX)));
            }
            room = room.saturating_sub(usize::from(what.is_ok()));
            planned.push(Planned { person, what });
        }
    }
    Ok(planned)
}

/// How many mails were queued within a day: they count against the cap, whoever queued them.
fn within_a_day(rows: &[OutboxRow], now: Instant) -> usize {
    rows.iter().filter(|row| row.queued_at.0 > now.0 - DAY_MS).count()
}

/// Whether a person gets the mail, or why not.
fn decide(
    person: &Record,
    filled: Filled,
    before: &[OutboxRow],
    now: Instant,
    seen: &mut HashSet<String>,
) -> Result<(Address, Filled), Text> {
    if person.value(Field::EmailOptOut) == Some(&FieldValue::Flag(true)) {
        return Err(Text::of("merge-opted-out"));
    }
    let to = person.recipient().ok_or_else(|| Text::of("merge-no-address"))?;
    if !seen.insert(to.address.normalized()) {
        return Err(Text::of("merge-twice"));
    }
    match had_before(before, &format_address(&to), &filled.subject, now) {
        Some(why) => Err(why),
        None => Ok((to, filled)),
    }
}

/// Why somebody has a mail already: one of the subject was queued or sent within a day, so that a run that was cut off can be run again, or one still waits to go.
fn had_before(rows: &[OutboxRow], to: &str, subject: &str, now: Instant) -> Option<Text> {
    let mut same = rows.iter().filter(|row| row.to.as_str() == to && row.subject.as_str() == subject);
    let goes = |row: &OutboxRow| matches!(row.state, OutboxState::Held | OutboxState::Queued | OutboxState::Sending);
    // Of what was sent the outbox lists a day.
    let young = |row: &OutboxRow| row.queued_at.0 > now.0 - DAY_MS || row.state == OutboxState::Sent;
    let found = same.find_map(|row| match (young(row), goes(row)) {
        (true, _) => Some("merge-queued-before"),
        (false, true) => Some("merge-still-waits"),
        (false, false) => None,
    });
    found.map(Text::of)
}

/// Prints what came of a person, and gives it as JSON.
fn said(one: &Planned, row: Option<&OutboxRow>, at: &Context) -> Value {
    let name = one.person.name();
    let (state, reason) = match (&one.what, row) {
        (Ok(_), Some(_)) => ("queued", None),
        (Ok(_), None) => ("dry_run", None),
        (Err(why), _) => ("skipped", Some(at.say(why))),
    };
    if !at.json() {
        let line = match (&one.what, row) {
            (Ok((to, filled)), row) => {
                let line = Text::of(if row.is_some() { "merge-row-queued" } else { "merge-row-would" });
                let line = line.with("id", row.map(|row| row.id.short()).unwrap_or_default()).with("name", name.as_str());
                line.with("to", to.address.as_str()).with("subject", filled.subject.as_str())
            }
            (Err(why), _) => Text::of("merge-row-skipped").with("name", name.as_str()).text("reason", why.clone()),
        };
        at.output.line(&at.say(&line));
    }
    let filled = one.what.as_ref().ok();
    json!({
        "record": one.person.id.to_string(),
        "name": name.as_str(),
        "to": filled.map(|(to, _)| to.address.as_str()),
        "subject": filled.map(|(_, filled)| filled.subject.as_str()),
        "state": state,
        "reason": reason,
        "id": row.map(|row| row.id.to_string()),
        "goes": row.and_then(|row| row.until).map(|until| until.to_rfc3339()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{Id, OutboxKey};
    use crate::text::CleanText;

    const NOW: Instant = Instant(1_790_000_000_000);

    fn row(state: OutboxState, days: i64) -> OutboxRow {
        OutboxRow {
            key: OutboxKey(1),
            id: Id::from_bytes([1; 16]),
            account: Id::from_bytes([2; 16]),
            state,
            until: None,
            attempts: 0,
            error_code: None,
            last_error: CleanText::default(),
            message_id: CleanText::default(),
            subject: CleanText::line("Offer"),
            to: CleanText::line("Anna <a@b.example>"),
            refused: Vec::new(),
            queued_at: NOW.plus_ms(-days * DAY_MS - 1),
            filed: None,
        }
    }

    #[test]
    fn who_had_the_mail_within_a_day_or_will_get_it_is_left_out_and_nobody_for_ever() {
        let why = |rows: &[OutboxRow], to, subject| had_before(rows, to, subject, NOW).map(|text| text.id());
        let anna = "Anna <a@b.example>";
        let young = [OutboxRow { queued_at: NOW.plus_ms(1 - DAY_MS), ..row(OutboxState::Failed, 0) }];
        assert_eq!(why(&young, anna, "Offer"), Some("merge-queued-before"));
        assert_eq!(why(&young, anna, "Another offer"), None);
        assert_eq!(why(&young, "Ben <b@b.example>", "Offer"), None);
        assert_eq!(why(&[row(OutboxState::Sent, 9)], anna, "Offer"), Some("merge-queued-before"), "it waited long and was sent today");
        for over in [OutboxState::Failed, OutboxState::Unknown] {
            assert_eq!(why(&[row(over, 1)], anna, "Offer"), None, "{over:?}");
        }
        for waits in [OutboxState::Held, OutboxState::Queued, OutboxState::Sending] {
            assert_eq!(why(&[row(waits, 9)], anna, "Offer"), Some("merge-still-waits"), "{waits:?}");
        }
    }
}
