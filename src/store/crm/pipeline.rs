//! Deals by stage, each currency apart.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{reading, records};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, Subject};
use crate::domain::crm::money::{Currency, Money};
use crate::domain::crm::record::Record;
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::Value;
use crate::jobs::crm::StageRow;
use crate::store::Result;
use crate::text::CleanText;

/// All stages in their order, an empty one with one empty row; a stage with several currencies has a row for each. Stages that the config no longer has come last.
pub(super) fn pipeline(db: &Connection, rules: &CrmRules) -> Result<Vec<StageRow>> {
    let mut by_stage: BTreeMap<(String, Currency), Vec<Record>> = BTreeMap::new();
    for deal in reading::all(db, Subject::Deal, &records::keys(db, RecordKind::Deal, None)?, rules)? {
        by_stage.entry((deal.text(Field::Stage).to_owned(), deal.currency().unwrap_or(rules.currency))).or_default().push(deal);
    }
    let mut rows = Vec::new();
    for stage in rules.picklists.stages() {
        let currencies: Vec<Currency> = by_stage.keys().filter(|(id, _)| *id == stage.id).map(|(_, currency)| *currency).collect();
        if currencies.is_empty() {
            rows.push(row(&stage.id, stage.probability, rules.currency, Vec::new()));
        }
        for currency in currencies {
            let deals = by_stage.remove(&(stage.id.clone(), currency)).unwrap_or_default();
            rows.push(row(&stage.id, stage.probability, currency, deals));
        }
    }
    rows.extend(by_stage.into_iter().map(|((stage, currency), deals)| row(&stage, 0, currency, deals)));
    Ok(rows)
}

fn row(stage: &str, probability: i64, currency: Currency, deals: Vec<Record>) -> StageRow {
    let amounts = || deals.iter().filter_map(|deal| deal.value(Field::Amount).and_then(Value::as_money).map(|money| (deal, money)));
    let amount = amounts().fold(0_i64, |sum, (_, money)| sum.saturating_add(money.minor));
    let percent = |deal: &Record| deal.value(Field::Probability).and_then(Value::as_integer).unwrap_or(0);
    let weighted = Money::weighted(amounts().map(|(deal, money)| (money, percent(deal))));
    StageRow {
        stage: CleanText::line(stage),
        probability,
        amount: Money { minor: amount, currency },
        weighted: Money { minor: weighted, currency },
        deals,
    }
}
