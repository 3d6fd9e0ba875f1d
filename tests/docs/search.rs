//! interface.md knows the search language and the config as the program reads them.

use fumi::config::load;
use fumi::domain::query;

use super::files::page;

fn section(title: &str) -> String {
    let page = page("interface.md");
    let (_, rest) = page.split_once(&format!("\n## {title}\n")).unwrap();
    rest.split("\n## ").next().unwrap().to_owned()
}

#[test]
fn the_page_knows_every_field_of_the_search_language_and_no_other() {
    let section = section("Search language");
    let table: Vec<&str> = section.lines().filter(|line| line.starts_with("| `")).collect();
    for word in query::SearchField::words() {
        let named = [':', '>', '<'].iter().any(|sign| table.iter().any(|line| line.contains(&format!("`{word}{sign}`"))));
        assert!(named, "interface.md does not name the search field {word}");
    }
    for line in table {
        for named in line.split('|').nth(1).unwrap().split('`').skip(1).step_by(2) {
            let named = named.trim_end_matches([':', '>', '<']);
            assert!(
                query::SearchField::words().any(|word| word == named),
                "interface.md names the search field {named}, which does not exist"
            );
        }
    }
    for value in query::SearchField::values() {
        assert!(section.contains(&format!("`{value}`")), "interface.md does not name the value {value}");
    }
}

#[test]
fn the_config_of_the_page_can_be_read() {
    let section = section("Configuration");
    let example = section.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    load::parse(example).unwrap();
}
