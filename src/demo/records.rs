//! The sample customers: what somebody would have written down while reading the sample mail.

use std::collections::HashMap;

use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordName};
use crate::domain::crm::record::NewRecord;
use crate::domain::crm::value::{Reading, Value};
use crate::domain::ids::MessageKey;
use crate::domain::time::Instant;
use crate::jobs::crm::Added;
use crate::jobs::fetch::FetchNow;
use crate::jobs::resolve::MessageOf;
use crate::problem::Problem;
use crate::store::Write;
use crate::workers::clock;
use crate::workers::house::House;

const RECORDS: &str = include_str!("../../assets/demo/records.toml");

/// What stands in the file, in the order in which one refers to another.
const KINDS: [(&str, RecordKind); 9] = [
    ("company", RecordKind::Company),
    ("contact", RecordKind::Contact),
    ("lead", RecordKind::Lead),
    ("temp", RecordKind::Temp),
    ("deal", RecordKind::Deal),
    ("task", RecordKind::Task),
    ("event", RecordKind::Event),
    ("call", RecordKind::Call),
    ("note", RecordKind::Note),
];

/// Fetches the sample mail through the loopback server, then writes the sample customers, each beside the mail that caused it. Answers how many.
///
/// # Errors
/// When the mail cannot be fetched or a record cannot be written.
pub async fn furnish(house: &House, now: Instant) -> Result<usize, Problem> {
    let fetched = house.ask(FetchNow::default()).await?;
    if let Some(problem) = fetched.into_iter().find_map(|row| row.error) {
        return Err(problem);
    }
    let file: toml::Table = RECORDS.parse().map_err(|error: toml::de::Error| broken(&error.to_string()))?;
    let mut named: HashMap<String, RecordName> = HashMap::new();
    let mut count = 0;
    for (word, kind) in KINDS {
        let tables = file.get(word).and_then(toml::Value::as_array).into_iter().flatten().filter_map(toml::Value::as_table);
        for table in tables {
            let record = one(house, kind, table, &named, now).await?;
            if let Some(reference) = table.get("ref").and_then(toml::Value::as_str) {
                named.insert(reference.to_owned(), record);
            }
            count += 1;
        }
    }
    house.database().write(Write::SettleChanges).await?;
    Ok(count)
}

async fn one(
    house: &House,
    kind: RecordKind,
    table: &toml::Table,
    named: &HashMap<String, RecordName>,
    now: Instant,
) -> Result<RecordName, Problem> {
    let rules = house.database().rules().get();
    let reading = Reading::of(&rules, now, clock::zone());
    let mut typed = Vec::new();
    let mut records = Vec::new();
    let mut made_from = None;
    for (key, value) in table {
        let text = text(value);
        match key.as_str() {
            "ref" => {}
            "made_from" => made_from = Some(message(house, &text).await?),
            _ => {
                let key = if key == "person" { "related_to" } else { key };
                let field = Field::named(kind, key).ok_or_else(|| broken(key))?;
                match named.get(&text) {
                    Some(record) => {
                        typed.push((field, record.name.as_str().to_owned()));
                        records.push((field, Value::Record(record.clone())));
                    }
                    None => typed.push((field, text)),
                }
            }
        }
    }
    let mut new =
        NewRecord::read(kind, &typed, &reading).map_err(|errors| errors.first().map_or_else(|| broken("record"), Problem::of_field))?;
    new.values.extend(records);
    new.made_from = made_from;
    match house.ask(new).await? {
        Added::Saved(saved) => Ok(saved.record.as_name()),
        Added::Known(_) => Err(broken("known")),
    }
}

/// The sample mail with this Message-ID.
async fn message(house: &House, id: &str) -> Result<MessageKey, Problem> {
    house.ask(MessageOf(format!("<{id}>"))).await
}

fn text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(list) => list.iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn broken(detail: &str) -> Problem {
    Problem::internal().detail(detail)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::config;
    use crate::config::secrets::{PassphraseSource, SecretStore};
    use crate::demo::DemoHome;
    use crate::i18n::Language;
    use crate::jobs::crm::RecordQuery;
    use crate::workers::accounts::Accounts;
    use crate::workers::house::HouseFiles;

    #[tokio::test(flavor = "multi_thread")]
    async fn the_demonstration_knows_its_customers_and_the_mail_they_come_from() {
        let now = clock::now();
        let home = DemoHome::open(Language::English, now).await.unwrap();
        let paths = home.paths().unwrap();
        let settings = config::load::read(&paths.config_file()).unwrap();
        let secrets = SecretStore::new(&paths, &settings, PassphraseSource { file: None, command: None, ask: None });
        let files = HouseFiles { database: paths.database(), lock: paths.lock_file() };
        let house = House::open(files, Accounts::new(paths, settings, secrets)).unwrap();
        assert_eq!(furnish(&house, now).await.unwrap(), 17);
        let window = house.ask(RecordQuery::all(RecordKind::Deal)).await.unwrap();
        let pilot = window.rows.iter().find(|deal| deal.name().as_str().starts_with("Pilot")).unwrap();
        assert!(pilot.made_from.is_some());
        assert_eq!(pilot.person.as_ref().unwrap().name.as_str(), "Anna Berg");
        let undone = house.ask(crate::jobs::changes::UndoRedo::Undo).await.unwrap_err();
        assert_eq!(undone.code, crate::problem::Code::NothingToUndo, "the samples are what the demonstration begins with");
    }
}
