//! `fumi agenda` and `fumi pipeline`.

use clap::Args;

use super::{json, text};
use crate::cli::context::Context;
use crate::cli::{Ended, Exit};
use crate::jobs::crm::{AgendaOf, ShowPipeline};
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
    let mut rows = at.ask(AgendaOf { days: args.days }).await?;
    rows.truncate(at.limit().unwrap_or(usize::MAX));
    if at.json() {
        at.output.value(&rows.iter().map(json::agenda).collect());
        return Ok(Exit::DONE);
    }
    for row in &rows {
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
        at.output.line(line.trim_end());
    }
    Ok(Exit::DONE)
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
