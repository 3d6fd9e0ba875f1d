//! Stories of records that come in as tables, from other programs and from fumi itself.

use std::fs;

use serde_json::{Value, json};

use crate::world::{Said, World};

fn put(world: &World, name: &str, table: &[u8]) -> String {
    let path = world.home().join(name);
    fs::write(&path, table).unwrap();
    path.display().to_string()
}

fn import(world: &World, kind: &str, table: &str, more: &[&str]) -> Said {
    world.with(&[&["import", kind, table, "--json"], more].concat(), "")
}

fn list(world: &World, kind: &str) -> Vec<Value> {
    world.with(&[kind, "list", "--limit", "0", "--json"], "").good().as_array().unwrap().clone()
}

fn of<'a>(records: &'a [Value], field: &str) -> Vec<&'a str> {
    let mut all: Vec<&str> = records.iter().filter_map(|record| record[field].as_str()).collect();
    all.sort_unstable();
    all
}

const ZOHO: &str = "Record Id,Last Name,First Name,Company,Email,Phone,Lead Status,Zip Code,Favourite Colour\r\n\
zcrm_1,Berg,Anna,Nordwind,anna@nordwind.example,+49 30 123456,Contacted,10115,blue\r\n\
zcrm_2,Cole,\"Bob, Jr.\",Cobalt AG,bob@cobalt.example,,Not Contacted,,\r\n";

#[test]
fn leads_of_another_program_come_in_by_their_headings_and_go_again_by_one_undo() {
    let world = World::new();
    let table = put(&world, "zoho.csv", ZOHO.as_bytes());
    let tried = import(&world, "leads", &table, &["--dry-run"]).good();
    assert_eq!((tried["imported"].as_u64(), tried["dry_run"].as_bool(), list(&world, "lead").len()), (Some(2), Some(true), 0));
    let imported = import(&world, "leads", &table, &[]).good();
    assert_eq!((imported["imported"].as_u64(), imported["known"].as_u64()), (Some(2), Some(0)));
    assert_eq!(imported["columns"][8], json!({ "column": "Favourite Colour", "field": null }));
    let leads = list(&world, "lead");
    assert_eq!((of(&leads, "last_name"), of(&leads, "first_name")), (vec!["Berg", "Cole"], vec!["Anna", "Bob, Jr."]));
    assert_eq!(of(&leads, "lead_status"), ["Contacted", "Not Contacted"]);
    let again = import(&world, "leads", &table, &[]).good();
    assert_eq!((again["imported"].as_u64(), again["known"].as_u64()), (Some(0), Some(2)));
    assert_eq!((again["duplicates"][0]["line"].as_u64(), again["duplicates"][0]["name"].as_str()), (Some(2), Some("Anna Berg")));
    world.with(&["undo", "--json"], "").good();
    assert_eq!(list(&world, "lead"), Vec::<Value>::new());
}

#[test]
fn a_japanese_table_in_shift_jis_with_its_own_headings_comes_in() {
    let world = World::new();
    let text = "姓,名,会社名,メールアドレス,電話番号,郵便番号,呼び名\r\n田中,太郎,株式会社サンプル,t.tanaka@sample.example,03-1234-5678,100-0001,たろう\r\n";
    let table = put(&world, "meishi.csv", &encoding_rs::SHIFT_JIS.encode(text).0);
    let imported = import(&world, "contacts", &table, &["--map", "呼び名=名(カナ)"]).good();
    assert_eq!(imported["charset"].as_str(), Some("Shift_JIS"));
    let contacts = list(&world, "contact");
    let one = &contacts[0];
    assert_eq!((one["last_name"].as_str(), one["first_name_kana"].as_str()), (Some("田中"), Some("たろう")));
    assert_eq!(one["company"].as_str(), Some("株式会社サンプル"), "the company is made with its contact");
}

#[test]
fn a_table_with_wrong_rows_changes_nothing_and_each_is_named_by_line_and_field() {
    let world = World::new();
    let table = put(&world, "leads.csv", b"Last Name,Email\nBerg,anna@nordwind.example\nCole,no address\n,bob@cobalt.example\n");
    let said = import(&world, "leads", &table, &[]);
    assert_eq!((said.code, said.error()), (1, "invalid_rows".to_owned()));
    let rows = said.json()["error"]["rows"].clone();
    let told: Vec<_> =
        rows.as_array().unwrap().iter().map(|row| (row["line"].as_u64().unwrap(), row["field"].as_str().unwrap().to_owned())).collect();
    assert_eq!(told, [(3, "email".to_owned()), (4, "last_name".to_owned())]);
    assert_eq!(list(&world, "lead"), Vec::<Value>::new());
    for (wrong, code) in [("no-such.csv", "not_found"), (".", "not_a_file")] {
        assert_eq!(import(&world, "leads", wrong, &[]).error(), code);
    }
    let other = put(&world, "other.csv", b"a,b\n1,2\n");
    assert_eq!(import(&world, "leads", &other, &[]).error(), "not_a_table");
    assert_eq!(import(&world, "leads", &table, &["--map", "Colour=Email"]).error(), "invalid_field");
    assert_eq!(import(&world, "leads", &table, &["--map", "Email"]).code, 2);
}

#[test]
fn deals_find_their_contacts_by_name_and_a_lead_has_none() {
    let world = World::new();
    let add = |words: &[&str]| world.with(&[words, &["--json"]].concat(), "").good();
    add(&["contact", "add", "--last-name", "Berg", "--first-name", "Anna", "--company", "Nordwind", "--email", "anna@nordwind.example"]);
    add(&["lead", "add", "--last-name", "Cole", "--company", "Cobalt"]);
    let head = "Opportunity Name,Contact Name,Amount,Currency,Close Date,Stage\n";
    let good = put(&world, "deals.csv", format!("{head}Pilot,Anna Berg,40000,EUR,2027-01-31,Qualification\n").as_bytes());
    assert_eq!(import(&world, "deals", &good, &[]).good()["imported"].as_u64(), Some(1));
    let deals = list(&world, "deal");
    assert_eq!((deals[0]["contact"]["name"].as_str(), deals[0]["amount"].as_f64()), (Some("Anna Berg"), Some(40000.0)));
    let bad = put(
        &world,
        "bad.csv",
        format!("{head}One,Cole,1,EUR,2027-01-31,Qualification\nTwo,Nobody,1,EUR,2027-01-31,Qualification\n").as_bytes(),
    );
    let said = import(&world, "deals", &bad, &[]);
    let rows = said.json()["error"]["rows"].as_array().unwrap().len();
    assert_eq!((said.error(), rows, list(&world, "deal").len()), ("invalid_rows".to_owned(), 2, 1));
}

#[test]
fn everything_that_went_out_comes_into_another_home_the_same() {
    let world = World::new();
    let add = |words: &[&str]| world.with(&[words, &["--json"]].concat(), "").good()["id"].as_str().unwrap().to_owned();
    add(&[
        "lead",
        "add",
        "--last-name",
        "=1+1",
        "--company",
        "株式会社サンプル",
        "--phone",
        "+81 3-1234-5678",
        "--email",
        "a@sample.example",
        "--secondary-email",
        "b@sample.example, c@sample.example",
    ]);
    let contact = add(&[
        "contact",
        "add",
        "--last-name",
        "Berg",
        "--company",
        "Nordwind",
        "--email",
        "anna@nordwind.example",
        "--email-opt-out",
        "yes",
    ]);
    add(&["contact", "add", "--last-name", "Berg", "--company", "Nordwind", "--email", "bea@nordwind.example"]);
    add(&["temp", "add", "--last-name", "'quoted'"]);
    let deal = add(&[
        "deal",
        "add",
        "--deal-name",
        "Pilot",
        "--contact",
        &contact,
        "--amount",
        "40000.50",
        "--currency",
        "EUR",
        "--closing-date",
        "2027-01-31",
        "--probability",
        "35",
    ]);
    add(&["task", "add", "--subject", "Send offer", "--due-date", "2026-12-01", "--for", &deal]);
    add(&[
        "event",
        "add",
        "--title",
        "打合せ",
        "--from",
        "2026-12-01T10:00:00+09:00",
        "--to",
        "2026-12-01T11:00:00+09:00",
        "--for",
        &contact,
    ]);
    add(&["call", "add", "--subject", "Ring", "--call-start-time", "2026-12-01T10:00:00Z", "--duration", "15"]);
    add(&["note", "add", "--content", "eins, \"zwei\"\ndrei", "--for", &contact]);
    let folder = world.home().join("all");
    world.with(&["export", "all", &folder.display().to_string(), "--json"], "").good();

    let other = World::new();
    // Companies first, then people, then what names them.
    for kind in ["companies", "leads", "contacts", "temps", "deals", "tasks", "events", "calls", "notes"] {
        let table = folder.join(format!("{kind}.csv")).display().to_string();
        let imported = import(&other, kind, &table, &[]).good();
        assert_eq!(imported["known"].as_u64(), Some(0), "{kind}: {imported}");
    }
    for kind in ["lead", "contact", "temp", "company", "deal", "task", "event", "call", "note"] {
        let plain = |world: &World| {
            let mut all = list(world, kind);
            for record in &mut all {
                for key in ["created_at", "modified_at"] {
                    record.as_object_mut().unwrap().remove(key);
                }
            }
            all.sort_by_key(|record| record["id"].as_str().unwrap().to_owned());
            all
        };
        assert_eq!(plain(&other), plain(&world), "{kind}");
    }
}

#[test]
fn people_and_companies_go_out_as_vcards_and_come_in_again() {
    let world = World::new();
    let add = |words: &[&str]| world.with(&[words, &["--json"]].concat(), "").good();
    add(&[
        "contact",
        "add",
        "--last-name",
        "田中",
        "--first-name",
        "太郎",
        "--last-name-kana",
        "タナカ",
        "--first-name-kana",
        "タロウ",
        "--company",
        "株式会社サンプル; 本社",
        "--department",
        "営業部",
        "--title",
        "課長",
        "--email",
        "t.tanaka@sample.example",
        "--secondary-email",
        "taro@example.com",
        "--phone",
        "03-1234-5678",
        "--mobile",
        "090-1234-5678",
        "--fax",
        "03-1234-5679",
        "--website",
        "https://sample.example/a",
        "--postal-code",
        "100-0001",
        "--state",
        "東京都",
        "--city",
        "千代田区",
        "--street",
        "千代田1-1, 3F",
        "--country",
        "日本",
        "--description",
        "eins; \"zwei\", drei\nvier",
    ]);
    add(&["contact", "add", "--last-name", "Berg", "--email", "anna@nordwind.example"]);
    for (kind, one) in [("contacts", "contact"), ("companies", "company")] {
        let cards = world.home().join(format!("{kind}.vcf")).display().to_string();
        world.with(&["export", kind, &cards, "--json"], "").good();
        let other = World::new();
        let imported = import(&other, kind, &cards, &[]).good();
        assert_eq!(imported["known"].as_u64(), Some(0));
        let plain = |world: &World| {
            let mut all = list(world, one);
            for record in &mut all {
                for key in ["created_at", "modified_at", "company_id"] {
                    record.as_object_mut().unwrap().remove(key);
                }
            }
            all.sort_by_key(|record| record["name"].as_str().unwrap().to_owned());
            all
        };
        assert_eq!(plain(&other), plain(&world), "{}", fs::read_to_string(&cards).unwrap());
    }
    let deals = world.home().join("deals.vcf").display().to_string();
    assert_eq!(world.with(&["export", "deals", &deals, "--json"], "").error(), "invalid_field");
}

#[test]
fn cards_of_other_programs_come_in_whatever_their_version() {
    let world = World::new();
    let old = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=8D=B2=93=A1;=89=D4=8Eq\r\nTEL;CELL;VOICE:090-1111-2222\r\nTEL;WORK;FAX:03-1111-3333\r\nEMAIL;INTERNET;PREF:hanako@sample.example\r\n\
        PHOTO;ENCODING=BASE64;JPEG:\r\n /9j/4AAQSkZJRgABAQ\r\n AAAA\r\n\r\nEND:VCARD\r\n";
    let three = "BEGIN:VCARD\nVERSION:3.0\nN:Cole;Bob;;Dr.;\nFN:Dr. Bob Cole\nORG:Cobalt AG;Sales\nitem1.TEL;type=WORK:+49 30 123456\nADR;TYPE=home:;;Home 1;Ulm;;1;DE\nADR;TYPE=work:;;Main St 1;Berlin;;10115;Germany\nNOTE:a\\nb\nEND:VCARD\n";
    let four = "BEGIN:VCARD\nVERSION:4.0\nFN:Anna Maria Berg\nTEL;VALUE=uri;TYPE=\"voice,cell\":tel:+4930777\nEMAIL:second@nordwind.example\nEMAIL;PREF=1:anna@nord\n wind.example\nEND:VCARD\n";
    let cards = put(&world, "people.vcf", format!("{old}{three}\n{four}").as_bytes());
    assert_eq!(import(&world, "leads", &cards, &[]).good()["imported"].as_u64(), Some(3));
    let leads = list(&world, "lead");
    let one = |last_name: &str| leads.iter().find(|lead| lead["last_name"] == last_name).unwrap_or_else(|| panic!("{leads:?}"));
    let (sato, cole, berg) = (one("佐藤"), one("Cole"), one("Berg"));
    assert_eq!(
        (&sato["first_name"], &sato["mobile"], &sato["fax"], &sato["email"]),
        (&json!("花子"), &json!("090-1111-2222"), &json!("03-1111-3333"), &json!("hanako@sample.example"))
    );
    assert_eq!(
        (&cole["company"], &cole["department"], &cole["city"], &cole["salutation"], &cole["description"]),
        (&json!("Cobalt AG"), &json!("Sales"), &json!("Berlin"), &json!("Dr."), &json!("a\nb"))
    );
    assert_eq!(
        (&berg["first_name"], &berg["mobile"], &berg["email"]),
        (&json!("Anna Maria"), &json!("+4930777"), &json!("anna@nordwind.example"))
    );
    let nobody = put(&world, "nobody.vcf", b"BEGIN:VCARD\nVERSION:3.0\nNOTE:who?\nEND:VCARD\n");
    assert_eq!(import(&world, "leads", &nobody, &[]).error(), "invalid_rows");
    assert_eq!(import(&world, "deals", &nobody, &[]).error(), "not_a_table");
}
