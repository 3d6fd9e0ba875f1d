//! The commands on customers, as a script uses them: JSON, exit codes, error codes (interface.md).

use std::process::Command;

use serde_json::Value;

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// The JSON of a command, and its exit code.
    fn run(&self, arguments: &[&str]) -> (Value, i32) {
        let output = Command::new(env!("CARGO_BIN_EXE_fumi"))
            .args(["--home", self.0.path().to_str().unwrap(), "--lang", "ja", "--json"])
            .args(arguments)
            .env("TZ", "Asia/Tokyo")
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let value =
            serde_json::from_str(&text).unwrap_or_else(|_| panic!("{arguments:?}: {text} {}", String::from_utf8_lossy(&output.stderr)));
        (value, output.status.code().unwrap())
    }

    fn done(&self, arguments: &[&str]) -> Value {
        let (value, code) = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}: {value}");
        value
    }

    fn refused(&self, arguments: &[&str]) -> Value {
        let (value, code) = self.run(arguments);
        assert_eq!(code, 1, "{arguments:?}: {value}");
        value["error"].clone()
    }

    fn lead(&self, last: &str, email: &str) -> String {
        let lead = self.done(&["lead", "add", "--last-name", last, "--company", "株式会社サンプル", "--email", email]);
        lead["id"].as_str().unwrap().to_owned()
    }
}

#[test]
fn add_answers_the_whole_record_and_show_edit_and_list_agree() {
    let home = Home::new();
    let line = "lead add --last-name 田中 --first-name 太郎 --company 株式会社サンプル --email t@sample.example --phone 03-1234-5678";
    let added = home.done(&line.split(' ').collect::<Vec<_>>());
    for (key, value) in [
        ("kind", "lead"),
        ("last_name", "田中"),
        ("company", "株式会社サンプル"),
        ("phone", "03-1234-5678"),
        ("lead_status", "Not Contacted"),
    ] {
        assert_eq!(added[key], value, "{added}");
    }
    let id = added["id"].as_str().unwrap();
    assert_eq!(home.done(&["lead", "show", &id[id.len() - 8..]]), added);
    assert_eq!(home.done(&["lead", "list"]), serde_json::json!([added]));
    let edited = home.done(&["lead", "edit", id, "--lead-status", "連絡済み", "--mobile", "090-1234-5678"]);
    assert_eq!((edited["lead_status"].as_str(), edited["mobile"].as_str()), (Some("Contacted"), Some("090-1234-5678")));
    assert_eq!(home.done(&["undo"])["changed"], 1);
    assert_eq!(home.done(&["lead", "show", id])["lead_status"], "Not Contacted");
    assert_eq!(home.done(&["redo"])["changed"], 1);
    assert_eq!(home.done(&["lead", "show", id]), edited);
}

#[test]
fn wrong_fields_say_which_and_change_nothing() {
    let home = Home::new();
    for (line, field) in [
        ("lead add --first-name x --company y", "last-name"),
        ("lead add --last-name x --company y --email nobody", "email"),
        ("task add --subject x --due-date someday", "due-date"),
        ("event add --title x --from 2027-01-02 --to 2027-01-01", "to"),
        ("call add --subject x --call-type sideways", "call-type"),
        ("task add --subject x --related-to nobody", "related-to"),
    ] {
        let error = home.refused(&line.split(' ').collect::<Vec<_>>());
        assert_eq!((error["code"].as_str(), error["field"].as_str()), (Some("invalid_field"), Some(field)), "{line}: {error}");
    }
    for kind in ["lead", "task", "event", "call"] {
        assert_eq!(home.done(&[kind, "list"]), serde_json::json!([]));
    }
    assert_eq!(home.refused(&["lead", "show", "ffffffff"])["code"], "not_found");
}

#[test]
fn a_known_address_is_refused_with_the_other_records_id() {
    let home = Home::new();
    let id = home.lead("田中", "t@sample.example");
    let error = home.refused(&["contact", "add", "--last-name", "Tanaka", "--email", "T@Sample.example"]);
    assert_eq!((error["code"].as_str(), error["id"].as_str()), (Some("duplicate"), Some(id.as_str())));
    assert!(error["message"].as_str().unwrap().contains(&id));
    home.done(&["contact", "add", "--last-name", "Tanaka", "--email", "t@sample.example", "--allow-duplicate"]);
    let pairs = home.done(&["person", "duplicates"]);
    assert_eq!(pairs[0]["certainty"], "hard", "{pairs}");
    let other = pairs[0]["other"]["id"].as_str().unwrap();
    home.done(&["person", "merge", &id, other]);
    assert_eq!(home.done(&["person", "duplicates"]), serde_json::json!([]));
}

#[test]
fn s33_deal_requires_contact_until_the_lead_is_converted() {
    let home = Home::new();
    let id = home.lead("田中", "t@sample.example");
    let deal = ["deal", "add", "--deal-name", "Pilot", "--for", &id, "--amount", "1200000", "--closing-date", "2027-01-31"];
    let error = home.refused(&deal);
    assert_eq!(error["code"], "deal_requires_contact");
    assert!(error["hint"].as_str().is_some_and(|hint| hint.contains("fumi lead convert")), "{error}");
    let contact = home.done(&["lead", "convert", &id]);
    assert_eq!(
        (contact["kind"].as_str(), contact["id"].as_str(), contact["company"].as_str()),
        (Some("contact"), Some(id.as_str()), Some("株式会社サンプル"))
    );
    let deal = home.done(&deal);
    assert_eq!(
        (deal["amount"].as_i64(), deal["currency"].as_str(), deal["company"].as_str()),
        (Some(1_200_000), Some("JPY"), Some("株式会社サンプル"))
    );
    assert_eq!((deal["stage"].as_str(), deal["person"]["id"].as_str()), (Some("Qualification"), Some(id.as_str())));
    let pipeline = home.done(&["pipeline"]);
    let stage = pipeline.as_array().unwrap().iter().find(|row| row["stage"] == "Qualification").unwrap();
    assert_eq!((stage["count"].as_i64(), stage["amount"].as_i64(), stage["weighted"].as_i64()), (Some(1), Some(1_200_000), Some(120_000)));
}

#[test]
fn the_agenda_says_what_is_due_for_whom() {
    let home = Home::new();
    let id = home.lead("田中", "t@sample.example");
    home.done(&["task", "add", "--subject", "見積もり送付", "--due-date", "yesterday", "--for", &id]);
    home.done(&["event", "add", "--title", "打合せ", "--from", "+2h", "--location", "東京", "--for", &id]);
    let agenda = home.done(&["agenda", "--days", "7"]);
    assert_eq!((agenda[0]["overdue"].as_bool(), agenda[0]["person"]["name"].as_str()), (Some(true), Some("田中")));
    assert_eq!((agenda[1]["kind"].as_str(), agenda[1]["overdue"].as_bool()), (Some("event"), Some(false)), "{agenda}");
    let task = agenda[0]["id"].as_str().unwrap();
    home.done(&["task", "edit", task, "--status", "completed"]);
    assert_eq!(home.done(&["agenda"]).as_array().unwrap().len(), 1);
}

#[test]
fn s139_a_temp_is_converted_by_command() {
    let home = Home::new();
    let temp = home.done(&["temp", "add", "--last-name", "伊藤"]);
    let id = temp["id"].as_str().unwrap();
    assert_eq!(
        home.refused(&["deal", "add", "--deal-name", "X", "--closing-date", "2027-01-31", "--for", id])["code"],
        "deal_requires_contact"
    );
    let contact = home.done(&["temp", "convert", id, "--company", "株式会社丸", "--deal", "X", "--closing-date", "2027-01-31"]);
    assert_eq!((&contact["kind"], &contact["id"], &contact["deal"]["kind"]), (&"contact".into(), &temp["id"], &"deal".into()));
}

#[test]
fn s5_a_company_and_a_deal_have_a_timeline_of_their_own() {
    let home = Home::new();
    let contact = home.done(&["contact", "add", "--last-name", "Berg", "--company", "Nordwind"]);
    let deal =
        home.done(&["deal", "add", "--deal-name", "Pilot", "--closing-date", "2027-01-31", "--for", contact["id"].as_str().unwrap()]);
    let id = deal["id"].as_str().unwrap();
    home.done(&["note", "add", "--content", "met", "--for", id]);
    let what =
        |timeline: &Value| timeline.as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let of_deal = what(&home.done(&["deal", "timeline", id]));
    assert!(of_deal.contains(&"note".to_owned()) && of_deal.contains(&"added".to_owned()), "{of_deal:?}");
    let company = home.done(&["company", "list"])[0]["id"].as_str().unwrap().to_owned();
    let of_company = what(&home.done(&["company", "timeline", &company]));
    assert!(of_company.contains(&"deal".to_owned()) && of_company.contains(&"note".to_owned()), "{of_company:?}");
    assert_eq!(home.refused(&["deal", "timeline", &company])["code"], "not_found");
}
