//! Prefectures and municipalities of Japan: where in an address the town ends and the street begins.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::words::entries;

/// An address of Japan in its order, as slices of the text; what is not said is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// Prefecture.
    pub state: &'a str,
    /// City with its ward, ward of Tokyo, or district and town.
    pub city: &'a str,
    /// What follows.
    pub street: &'a str,
}

struct Places {
    prefectures: Vec<&'static str>,
    /// Every municipality in its folded writing, also without ward or district, and the prefectures that have one of the name.
    towns: HashMap<String, HashSet<usize>>,
    longest: usize,
}

static PLACES: LazyLock<Places> = LazyLock::new(|| {
    let mut places = Places { prefectures: Vec::new(), towns: HashMap::new(), longest: 0 };
    for line in entries(include_str!("../../../assets/places/municipalities.txt")) {
        let mut words = line.split(' ');
        let Some(prefecture) = words.next() else { continue };
        let at = places.prefectures.len();
        places.prefectures.push(prefecture);
        for town in words {
            let ward_of =
                town.char_indices().find(|(place, c)| *c == '市' && *place > 0 && town.ends_with('区') && !town.ends_with("市区"));
            let city = ward_of.map(|(place, c)| &town[..place + c.len_utf8()]);
            let in_district =
                town.char_indices().skip(1).find(|(_, c)| matches!(c, '郡' | '島')).map(|(place, c)| &town[place + c.len_utf8()..]);
            let short = in_district.filter(|short| short.chars().count() >= 2 && short.ends_with(['町', '村']) && town.chars().count() > 3);
            for name in [Some(town), city, short].into_iter().flatten() {
                let folded: String = name.chars().map(folded).collect();
                places.longest = places.longest.max(folded.chars().count());
                places.towns.entry(folded).or_default().insert(at);
            }
        }
    }
    places
});

/// One writing for signs that addresses write in several ways: 龍ケ崎 and 龍ヶ崎.
fn folded(c: char) -> char {
    match c {
        'ヶ' | 'が' | 'ガ' => 'ケ',
        '桧' => '檜',
        '渕' => '淵',
        '竜' => '龍',
        other => other,
    }
}

/// The parts of an address that begins with a prefecture or a municipality of Japan.
pub fn parts(address: &str) -> Option<Place<'_>> {
    let address = address.trim();
    let prefecture = PLACES.prefectures.iter().position(|name| address.starts_with(name));
    let (state, rest) = prefecture.map_or(("", address), |at| address.split_at(PLACES.prefectures[at].len()));
    let rest = rest.trim_start();
    let (city, street) = rest.split_at(town_length(rest, prefecture));
    (!state.is_empty() || !city.is_empty()).then(|| Place { state, city: city.trim_end(), street: street.trim_start() })
}

/// How many bytes the longest municipality at the beginning takes; blanks inside it do not count.
fn town_length(text: &str, prefecture: Option<usize>) -> usize {
    let mut name = String::new();
    let mut length = 0;
    let mut size = 0;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            continue;
        }
        name.push(folded(c));
        size += 1;
        if size > PLACES.longest {
            break;
        }
        let known = PLACES.towns.get(&name).is_some_and(|found| prefecture.is_none_or(|wanted| found.contains(&wanted)));
        if known && size >= 2 {
            length = at + c.len_utf8();
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(address: &str) -> (&str, &str, &str) {
        parts(address).map_or(("", "", address), |place| (place.state, place.city, place.street))
    }

    #[test]
    fn every_municipality_ends_where_it_ends() {
        let mut towns = 0;
        for line in entries(include_str!("../../../assets/places/municipalities.txt")) {
            let mut words = line.split(' ');
            let prefecture = words.next().unwrap_or_default();
            for town in words {
                for street in ["見本町1-2", "大字中市場123番地", "本町3丁目4-5 サンプルビル2F", "一番町1-1"] {
                    assert_eq!(split(&format!("{prefecture}{town}{street}")), (prefecture, town, street));
                    assert_eq!(split(&format!("{prefecture} {town} {street}")), (prefecture, town, street));
                    assert_eq!(split(&format!("{town}{street}")), ("", town, street));
                }
                towns += 1;
            }
        }
        assert!(towns > 1_880, "{towns}");
        assert_eq!(PLACES.prefectures.len(), 47);
    }

    #[test]
    fn towns_with_a_town_in_their_name_and_short_writings() {
        for (address, city) in [
            ("三重県四日市市見本1-2", "四日市市"),
            ("広島県廿日市市見本1-2", "廿日市市"),
            ("東京都東村山市見本町1-2", "東村山市"),
            ("北海道余市郡余市町見本1", "余市郡余市町"),
            ("北海道余市町見本1", "余市町"),
            ("奈良県大和郡山市見本町1", "大和郡山市"),
            ("茨城県龍ヶ崎市見本1", "龍ヶ崎市"),
            ("石川県野々市市見本1", "野々市市"),
            ("横浜市見本1-2", "横浜市"),
            ("京都市中京区見本通上る", "京都市中京区"),
        ] {
            assert_eq!(split(address).1, city, "{address}");
        }
        assert_eq!(parts("見本通り1-2"), None);
    }
}
