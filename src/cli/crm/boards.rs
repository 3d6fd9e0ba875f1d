//! `fumi agenda` and `fumi pipeline`.

use clap::Args;

use super::{json, text};
use crate::cli::context::Context;
use crate::cli::{Ended, Exit};
use crate::domain::when::When;
use crate::jobs::crm::{Agenda, AgendaGroup, AgendaOf, AgendaRow, ShowPipeline, WaitingRow};
use crate::present::fields::{agenda_group, choice, kind};
use crate::present::money::sums;
use crate::present::when;
use crate::text::pad;

/// How far the agenda looks.
#[derive(Debug, Args)]
pub struct AgendaArgs {
    /// How many days from today; 0 is all
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub days: u32,
}

/// Lists what is to be done.
///
/// # Errors
/// When the store cannot be read.
pub async fn agenda(args: &AgendaArgs, at: &Context) -> Ended {
    let Agenda { rows, waiting } = at.ask(AgendaOf { days: args.days }).await?;
    let split = rows.partition_point(|row| row.group < AgendaGroup::NoReply);
    let (first, last) = rows.split_at(split);
    let most = at.limit().unwrap_or(usize::MAX);
    if at.json() {
        let all = first.iter().map(json::agenda).chain(waiting.iter().map(json::waiting)).chain(last.iter().map(json::agenda));
        at.output.value(&all.take(most).collect());
        return Ok(Exit::DONE);
    }
    let mut lines: Vec<String> = first.iter().map(|row| line(row, at)).collect();
    lines.extend(waiting.iter().map(|row| waits(row, at)));
    lines.extend(last.iter().map(|row| line(row, at)));
    lines.iter().take(most).for_each(|line| at.output.line(line));
    Ok(Exit::DONE)
}

/// A customer who waits, as one line.
fn waits(row: &WaitingRow, at: &Context) -> String {
    let person = row.person.as_ref().map(|person| person.name.as_str()).unwrap_or_default();
    let line = format!(
        "{}  {}  {}  {}  {}  {person}",
        row.thread.short(),
        pad(&at.say(&agenda_group(AgendaGroup::NoReply)), 10),
        pad(&at.words.word("agenda-mail"), 8),
        pad(&when::due(When::At(row.date), at.now, &at.zone, &at.words), 16),
        pad(text::or_dash(&row.subject), 32),
    );
    line.trim_end().to_owned()
}

/// What is to be done, as one line.
fn line(row: &AgendaRow, at: &Context) -> String {
    let due = row.when.map(|due| when::due(due, at.now, &at.zone, &at.words)).unwrap_or_default();
    let person = row.person.as_ref().map(|person| person.name.as_str()).unwrap_or_default();
    let line = format!(
        "{}  {}  {}  {}  {}  {person}",
        row.record.id.short(),
        pad(&at.say(&agenda_group(row.group)), 10),
        pad(&at.say(&kind(row.record.kind)), 8),
        pad(&due, 16),
        pad(text::or_dash(&row.record.name), 32),
    );
    line.trim_end().to_owned()
}

/// Lists deals by stage.
///
/// # Errors
/// When the store cannot be read.
pub async fn pipeline(at: &Context) -> Ended {
    let rows = at.ask(ShowPipeline).await?;
    if at.json() {
        at.output.value(&rows.iter().map(json::stage).collect());
        return Ok(Exit::DONE);
    }
    for row in rows.iter().filter(|row| !row.deals.is_empty()) {
        let stage = choice(row.stage.as_str(), &at.words);
        at.output.line(&format!(
            "{}  {} %  {}",
            pad(&stage, 26),
            row.probability,
            at.say(&sums(row.deals.len(), row.amount, row.weighted))
        ));
        for deal in &row.deals {
            at.output.line(&format!("  {}", text::row(deal, at)));
        }
    }
    Ok(Exit::DONE)
}
