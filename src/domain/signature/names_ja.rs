//! Names of persons in Han and Kana: which half is the family name.

use super::name_signs;
use super::names::PersonName;
use super::script::{all_cjk, all_kana, has_cjk, is_han, is_kana};
use super::words::{phrases, words};

/// A Japanese name of spaced words: family name first, or one word that a surname list can part.
pub(super) fn japanese(tokens: &[&str]) -> Option<PersonName> {
    let tokens: Vec<&str> = tokens.iter().map(|token| without_honorific(token)).filter(|token| !token.is_empty()).collect();
    match tokens.as_slice() {
        [word] => unspaced(word),
        [last, first] => {
            let latin_first = first.chars().all(|c| c.is_alphabetic()) && first.chars().next().is_some_and(char::is_uppercase);
            if !family_shaped(last) || !(given_shaped(first) || latin_first && !has_cjk(first)) {
                return None;
            }
            let known = words().surnames.contains_key(last);
            let reversed = !known && words().surnames.contains_key(first) && last.chars().count() <= 3 && all_kana(last);
            if reversed {
                return Some(PersonName::new(*first, *last, 60));
            }
            Some(PersonName::new(*last, *first, if known { 95 } else { 88 }))
        }
        many if many.len() >= 3 && many.iter().all(|token| token.chars().count() == 1 && all_cjk(token)) => unspaced(&many.concat()),
        _ => None,
    }
}

/// Whether a word can be a family name: listed, all Han (with the small signs of 井ノ口 and 関ヶ原), or all Kana.
pub(super) fn family_shaped(word: &str) -> bool {
    if words().surnames.contains_key(word) {
        return true;
    }
    let size = word.chars().count();
    let han = word.chars().all(|c| is_han(c) || matches!(c, 'ノ' | 'の' | 'ケ' | 'が' | 'ツ' | 'つ' | 'ヵ')) && word.chars().any(is_han);
    han && (1..=5).contains(&size) && !is_house(word) || all_kana(word) && (2..=8).contains(&size)
}

/// Whether a word can be a given name: Han, Kana, or one after the other.
pub(super) fn given_shaped(word: &str) -> bool {
    let size = word.chars().count();
    let turns = word.chars().zip(word.chars().skip(1)).filter(|(one, next)| is_kana(*one) != is_kana(*next)).count();
    let kana = all_kana(word);
    all_cjk(word)
        && (kana && (2..=7).contains(&size) || !kana && (1..=4).contains(&size) && turns <= 2 || !kana && size == 5 && turns == 0)
        && !is_house(word)
}

/// Whether a word ends like a shop's or a house's name and not like a person's.
pub(super) fn is_house(word: &str) -> bool {
    word.chars().count() >= 3
        && word.ends_with([
            '亭', '屋', '堂', '庵', '軒', '楼', '荘', '館', '舘', '店', '社', '会', '座', '塾', '寮', '県', '府', '駅', '課', '部', '室',
            '係', '局',
        ])
}

fn without_honorific(word: &str) -> &str {
    phrases("honorific").iter().find_map(|mark| word.strip_suffix(mark).filter(|rest| rest.chars().count() >= 2)).unwrap_or(word)
}

/// Parts an unspaced name: by the list of family names and by where its signs stand in names; or where Kana follows Han. Never sure.
pub(super) fn unspaced(word: &str) -> Option<PersonName> {
    let word = without_honorific(word);
    let chars: Vec<char> = word.chars().collect();
    if !(3..=7).contains(&chars.len()) || !all_cjk(word) || words().surnames.contains_key(word) || is_house(word) {
        return None;
    }
    if chars.iter().all(|c| is_han(*c)) {
        return all_han(&chars);
    }
    for cut in (1..=chars.len() - 1).rev() {
        let last: String = chars[..cut].iter().collect();
        let first = &chars[cut..];
        if words().surnames.contains_key(last.as_str()) && given(first, cut) {
            return Some(PersonName::new(last, first.iter().collect::<String>(), if cut >= 2 { 80 } else { 65 }));
        }
    }
    let kana_from = chars.iter().position(|c| is_kana(*c) && !matches!(c, 'ノ' | 'の' | 'ツ' | 'ケ'))?;
    let han = &chars[..kana_from];
    let kana = &chars[kana_from..];
    ((1..=3).contains(&han.len()) && han.iter().all(|c| is_han(*c)) && (2..=4).contains(&kana.len()) && kana.iter().all(|c| is_kana(*c)))
        .then(|| PersonName::new(han.iter().collect::<String>(), kana.iter().collect::<String>(), if han.len() == 2 { 65 } else { 55 }))
}

/// A listed family name speaks for a cut as strongly as the signs of a name usually do.
const LISTED: f64 = 2.5;

/// A name of Han alone: the cut for which list and signs speak most, sure by how far the next best is behind.
fn all_han(chars: &[char]) -> Option<PersonName> {
    let text = |part: &[char]| part.iter().collect::<String>();
    let listed = |cut: usize| words().surnames.contains_key(text(&chars[..cut]).as_str()) && given(&chars[cut..], cut);
    let any_listed = (1..chars.len()).any(listed);
    let given_by_itself = match chars.len() {
        3 => words().one_char_given.contains(&chars[2]),
        4 | 5 => words().given_ends.contains(&chars[chars.len() - 1]),
        _ => false,
    };
    if !any_listed && !(given_by_itself && (name_signs::all_known(chars) || chars.len() < 5)) {
        return None;
    }
    let mut cuts: Vec<(usize, f64)> = (1..chars.len())
        .filter(|cut| *cut <= 4 && chars.len() - cut <= 3 && (chars.len() > 3 || *cut > 1 || listed(*cut)))
        .map(|cut| (cut, name_signs::fit(chars, cut) + if listed(cut) { LISTED } else { 0.0 }))
        .collect();
    cuts.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (cut, score) = *cuts.first()?;
    let margin = cuts.get(1).map_or(9.0, |(_, next)| score - next);
    let sure = match (listed(cut), margin) {
        (true, ahead) if ahead >= 4.0 => 85,
        (true, ahead) if ahead >= 2.0 => 78,
        (false, ahead) if ahead >= 4.0 => 75,
        (_, ahead) if ahead >= 1.0 => 65,
        _ => 55,
    };
    Some(PersonName::new(text(&chars[..cut]), text(&chars[cut..]), sure))
}

fn given(chars: &[char], surname_length: usize) -> bool {
    let ends = chars.last().is_some_and(|c| words().given_ends.contains(c));
    match chars.len() {
        1 => surname_length >= 2 && words().one_char_given.contains(&chars[0]),
        2 | 3 if chars.iter().all(|c| is_kana(*c)) => true,
        2 => ends || surname_length >= 2 && chars.iter().all(|c| is_han(*c)),
        3 => ends,
        4 => chars.iter().all(|c| is_kana(*c)),
        _ => false,
    }
}

/// A name of signs that names are written with, none of its halves listed: worth no more than where it stands.
pub(super) fn unlisted(word: &str) -> Option<PersonName> {
    let chars: Vec<char> = word.chars().collect();
    if !(3..=5).contains(&chars.len()) || !chars.iter().all(|c| is_han(*c)) || !name_signs::all_known(&chars) || is_house(word) {
        return None;
    }
    let cut = (1..chars.len())
        .filter(|cut| *cut <= 3 && chars.len() - cut <= 3)
        .max_by(|one, other| name_signs::fit(&chars, *one).total_cmp(&name_signs::fit(&chars, *other)))?;
    Some(PersonName::new(chars[..cut].iter().collect::<String>(), chars[cut..].iter().collect::<String>(), 60))
}

/// A family name that stands alone: known, or two or three Han signs.
pub(super) fn lone_surname(word: &str) -> Option<PersonName> {
    let word = without_honorific(word);
    let size = word.chars().count();
    if words().surnames.contains_key(word) {
        return Some(PersonName::new(word, "", 75));
    }
    let han = word.chars().all(|c| is_han(c) || matches!(c, 'ノ' | 'の' | '之')) && word.chars().any(is_han);
    ((1..=3).contains(&size) && han).then(|| PersonName::new(word, "", if size == 1 { 55 } else { 65 }))
}

/// A reading in Kana of two words: (family, given).
pub(super) fn reading(text: &str) -> Option<(String, String)> {
    let mut words = text.split_whitespace();
    let (last, first) = (words.next()?, words.next()?);
    (words.next().is_none() && all_kana(last) && all_kana(first)).then(|| (last.to_owned(), first.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::halves::{halves, pair};
    use super::*;

    #[test]
    fn spaced_japanese_names_begin_with_the_family() {
        assert_eq!(halves(japanese(&["田中", "太郎"])), pair("田中", "太郎"));
        assert_eq!(halves(japanese(&["田中", "太郎様"])), pair("田中", "太郎"));
        assert_eq!(halves(japanese(&["田", "中", "太", "郎"])), pair("田中", "太郎"));
        assert_eq!(halves(japanese(&["小鳥遊", "ひなた"])), pair("小鳥遊", "ひなた"));
        assert_eq!(japanese(&["東京都千代田区", "一番町"]), None);
    }

    #[test]
    fn unspaced_names_need_the_list_and_stay_unsure() {
        assert_eq!(halves(unspaced("田中太郎")), pair("田中", "太郎"));
        assert_eq!(halves(unspaced("佐々木希")), pair("佐々木", "希"));
        assert_eq!(halves(unspaced("森由美子")), pair("森", "由美子"));
        assert_eq!(halves(unspaced("山田ひかり")), pair("山田", "ひかり"));
        assert!(unspaced("田中太郎").is_some_and(|name| name.sure < 90));
        assert_eq!(unspaced("長谷川"), None);
        assert_eq!(unspaced("配送状況"), None);
        assert_eq!(halves(unspaced("霧生大輔")), pair("霧生", "大輔"));
        assert_eq!(halves(unspaced("霧生薫")), pair("霧生", "薫"));
    }

    #[test]
    fn readings_are_two_words_of_kana() {
        assert_eq!(reading("たなか たろう"), Some(("たなか".to_owned(), "たろう".to_owned())));
        assert_eq!(reading("田中 たろう"), None);
    }
}
