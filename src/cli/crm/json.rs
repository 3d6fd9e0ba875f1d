//! Records as JSON (interface.md): field names in snake_case, amounts as decimal numbers beside `currency`, dates `YYYY-MM-DD`, times RFC 3339.

use serde_json::{Map, Number, Value as Json, json};

use crate::domain::account::AccountSettings;
use crate::domain::account::policy::SharingPolicy;
use crate::domain::crm::field::{Field, specs};
use crate::domain::crm::kind::{RecordKind, RecordName};
use crate::domain::crm::money::Money;
use crate::domain::crm::record::Record;
use crate::domain::crm::sharing::{Because, Visibility};
use crate::domain::crm::value::Value;
use crate::domain::when::When;
use crate::jobs::crm::{AgendaGroup, AgendaRow, DuplicatePair, Explanation, HistoryEntry, StageRow, TimelineEntry, WaitingRow};
use crate::present::explain::visible;
use crate::text::CleanText;

/// `{id, kind, name}`.
pub fn name(name: &RecordName) -> Json {
    json!({ "id": name.id.to_string(), "kind": name.kind.word(), "name": name.name.as_str() })
}

/// `{id, kind, name}` or null.
pub fn name_or_null(of: Option<&RecordName>) -> Json {
    of.map_or(Json::Null, name)
}

/// An amount as a decimal number; exact, since amounts stay within what JSON numbers carry.
pub fn amount(money: Money) -> Json {
    let decimal = money.decimal();
    let whole = decimal.strip_suffix(".000").or_else(|| decimal.strip_suffix(".00")).unwrap_or(&decimal);
    match whole.parse::<i64>() {
        Ok(number) => Json::from(number),
        Err(_) => whole.parse().ok().and_then(Number::from_f64).map_or(Json::Null, Json::Number),
    }
}

fn value(value: &Value) -> Json {
    match value {
        Value::Text(text) | Value::Named(text) => Json::from(text.as_str()),
        Value::List(list) => Json::from(list.iter().map(|one| one.as_str()).collect::<Vec<_>>()),
        Value::Integer(number) => Json::from(*number),
        Value::Money(money) => amount(*money),
        Value::Date(date) => Json::from(date.to_string()),
        Value::Instant(at) => Json::from(at.to_rfc3339()),
        Value::Flag(flag) => Json::from(*flag),
        Value::Record(record) => name(record),
    }
}

/// A whole record: its id, kind and name, every field of its kind (null when empty), whose it is, and where it came from.
///
/// A company is its name with `company_id` beside it; `secondary_email` is the further addresses joined by commas, with all addresses in `emails`.
pub fn record(record: &Record) -> Json {
    let mut object = Map::new();
    object.insert("id".to_owned(), Json::from(record.id.to_string()));
    object.insert("kind".to_owned(), Json::from(record.kind.word()));
    if record.kind != RecordKind::Company {
        object.insert("name".to_owned(), Json::from(record.name().as_str()));
    }
    for spec in specs(record.kind) {
        let held = record.value(spec.field);
        let json = match (spec.field, held) {
            (Field::Company | Field::ParentCompany, Some(held)) => {
                if let Value::Record(company) = held {
                    object.insert(format!("{}_id", spec.field.key()), Json::from(company.id.to_string()));
                }
                Json::from(held.as_text())
            }
            (Field::SecondaryEmail, Some(held)) => Json::from(held.typed(&jiff::tz::TimeZone::UTC)),
            (Field::AllDay | Field::EmailOptOut | Field::ShareEmails, None) => Json::from(false),
            (Field::Domains, None) => json!([]),
            (_, Some(held)) => value(held),
            (_, None) => Json::Null,
        };
        object.insert(spec.field.key(), json);
    }
    if record.kind.is_person() {
        let first = record.value(Field::Email).and_then(Value::as_text).map(str::to_owned);
        let more = match record.value(Field::SecondaryEmail) {
            Some(Value::List(list)) => list.iter().map(|one| one.as_str().to_owned()).collect(),
            _ => Vec::new(),
        };
        object.insert("emails".to_owned(), Json::from(first.into_iter().chain(more).collect::<Vec<_>>()));
        object.insert("converted_at".to_owned(), Json::from(record.converted_at.map(|at| at.to_rfc3339())));
    } else if record.kind != RecordKind::Company {
        object.insert("person".to_owned(), name_or_null(record.person.as_ref()));
    }
    object.insert("owner".to_owned(), Json::from(record.owner.as_str()));
    object.insert("from_message".to_owned(), Json::from(record.made_from.map(|from| from.id.to_string())));
    object.insert("created_at".to_owned(), Json::from(record.created_at.to_rfc3339()));
    object.insert("modified_at".to_owned(), Json::from(record.modified_at.to_rfc3339()));
    Json::Object(object)
}

/// A day as a date, a moment as RFC 3339.
fn when(when: When) -> String {
    match when {
        When::Day(day) => day.to_string(),
        When::At(at) => at.to_rfc3339(),
    }
}

/// A row of `fumi agenda`.
pub fn agenda(row: &AgendaRow) -> Json {
    let due = row.when.map(when);
    json!({
        "id": row.record.id.to_string(),
        "kind": row.record.kind.word(),
        "subject": row.record.name.as_str(),
        "due": due,
        "overdue": row.group == AgendaGroup::Overdue,
        "person": name_or_null(row.person.as_ref()),
        "status": if row.status.is_empty() { Json::Null } else { Json::from(row.status.as_str()) },
    })
}

/// A change of a field: what stood there before and after as it is typed, null for nothing.
pub fn history(entry: &HistoryEntry, zone: &jiff::tz::TimeZone) -> Json {
    let typed = |value: &Option<Value>| value.as_ref().map(|value| value.typed(zone));
    json!({
        "at": entry.at.to_rfc3339(),
        "verb": entry.verb.word(),
        "member": entry.member.as_ref().map(CleanText::as_str),
        "field": entry.field.map(Field::key),
        "before": typed(&entry.before),
        "after": typed(&entry.after),
    })
}

/// A customer without an answer, in `fumi agenda`: the conversation, and the day on which an answer was due.
pub fn waiting(row: &WaitingRow) -> Json {
    json!({
        "id": row.thread.to_string(),
        "kind": "no_reply",
        "subject": row.subject.as_str(),
        "due": row.due.to_string(),
        "overdue": true,
        "person": name_or_null(row.person.as_ref()),
        "status": Json::Null,
    })
}

/// A row of `fumi pipeline`.
pub fn stage(row: &StageRow) -> Json {
    let deals: Vec<Json> = row
        .deals
        .iter()
        .map(|deal| {
            json!({
                "id": deal.id.to_string(),
                "deal_name": deal.text(Field::DealName),
                "amount": deal.value(Field::Amount).and_then(Value::as_money).map(amount),
                "currency": deal.text(Field::Currency),
                "closing_date": deal.value(Field::ClosingDate).map(value),
                "person": name_or_null(deal.person.as_ref()),
                "company": deal.value(Field::Company).and_then(Value::as_text),
            })
        })
        .collect();
    json!({
        "stage": row.stage.as_str(),
        "probability": row.probability,
        "count": row.deals.len(),
        "currency": row.amount.currency.code(),
        "amount": amount(row.amount),
        "weighted": amount(row.weighted),
        "deals": deals,
    })
}

/// `fumi explain`: the links, and who may see the message under the account's level and excluded domains. Nothing is published before there is a team.
pub fn explanation(of: &Explanation, account: Option<&AccountSettings>, policy: &SharingPolicy) -> Json {
    let links: Vec<Json> = of
        .links
        .iter()
        .map(|link| {
            json!({
                "record": name(&link.record),
                "kind": link.record.kind.word(),
                "reason": link.reason.word(),
                "address": if link.detail.is_empty() { Json::Null } else { Json::from(link.detail.as_str()) },
                "confidence": f64::from(link.confidence) / 100.0,
                "by": link.by.as_str(),
            })
        })
        .collect();
    let mut reasons: Vec<&str> = Vec::new();
    for one in &of.not_linked {
        if !reasons.contains(&one.reason.word()) {
            reasons.push(one.reason.word());
        }
    }
    let details: Vec<Json> =
        of.not_linked.iter().map(|one| json!({ "reason": one.reason.word(), "detail": one.detail.as_str() })).collect();
    let (level, visibility) = visible(of, account, policy);
    let (visible_to, because) = match visibility {
        Visibility::Owner(because) => ("owner", because),
        Visibility::Everyone(because) => ("everyone", because),
    };
    let excluded = if let Because::ExcludedDomain(domain) = &because { Json::from(domain.as_str()) } else { Json::Null };
    let record = if of.shares.is_empty() { Json::Null } else { Json::from(of.shares.contains(&true)) };
    json!({
        "links": links,
        "not_linked": reasons,
        "not_linked_details": details,
        "visible_to": visible_to,
        "because": because.word(),
        "sharing": { "account": level.word(), "record": record, "thread": null, "excluded_domain": excluded },
    })
}

/// A row of `fumi person timeline`.
pub fn timeline(entry: &TimelineEntry) -> Json {
    json!({
        "at": when(entry.at),
        "what": entry.what,
        "title": entry.title.as_str(),
        "record": name_or_null(entry.record.as_ref()),
        "message": entry.message.map(|(_, id)| id.to_string()),
    })
}

/// A row of `fumi person duplicates`.
pub fn duplicates(pair: &DuplicatePair) -> Json {
    json!({ "one": name(&pair.one), "other": name(&pair.other), "certainty": pair.certainty.word() })
}
