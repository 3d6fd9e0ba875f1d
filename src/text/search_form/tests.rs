//! What people take for the same is found by each other, and what they do not is not.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::{readings, search_form, traced_search_form};

#[test]
fn what_people_do_not_see_or_leave_out_is_not_in_the_form() {
    for (one, other) in [
        // Names of Japan: blanks, forms of kanji, selectors.
        ("田中 太郎", "田中太郎"),
        ("田中　太郎", "田中太郎"),
        ("髙橋", "高橋"),
        ("山﨑", "山崎"),
        ("山嵜", "山崎"),
        ("渡邉", "渡辺"),
        ("渡邊", "渡辺"),
        ("濵田 濱田", "浜田 浜田"),
        ("齋藤 齊藤 斉藤", "斎藤 斎藤 斎藤"),
        ("𠮷野家", "吉野家"),
        ("澤 櫻 廣 眞 國 嶋 嶌 德 瀨 冨", "沢 桜 広 真 国 島 島 徳 瀬 富"),
        ("葛\u{e0100}城", "葛城"),
        ("辻\u{fe00}", "辻"),
        ("\u{2f25}", "女"),
        // Kana: sort, size, width.
        ("サーバー", "さーばー"),
        ("ｻｰﾊﾞｰ", "サーバー"),
        ("キヤノン", "キャノン"),
        ("ウヰスキー", "ウイスキー"),
        // What is read が or か, and signs of repetition.
        ("霞ヶ関", "霞ケ関"),
        ("霞ヶ関", "霞が関"),
        ("市ヶ谷 市ｹ谷", "市ケ谷 市が谷"),
        ("三ヶ月 3ヶ月 ３ケ月 3ヵ月 数ヶ所", "三か月 3か月 3カ月 3ヶ月 数か所"),
        ("市 ケ 谷", "市ヶ谷"),
        ("佐々木 時々 愛々々", "佐佐木 時時 愛愛愛"),
        ("いすゞ みすヾ つゝ づゝ", "いすず みすず つつ づつ"),
        ("マイケル・ジャクソン", "マイケルジャクソン"),
        // Digits.
        ("第①回 ⑵ ❸ 🅐", "第1回 (2) 3 a"),
        ("٤٢ ४२ ４２", "42 42 42"),
        ("０３ー１２３４ー５６７８", "03-1234-5678"),
        // Latin.
        ("Müller Señor Ångström", "muller senor angstrom"),
        ("Økland Łódź Đorđe Ħamrun", "okland lodz dorde hamrun"),
        ("Ægir Œuvre Straße ﬁn Þór", "aegir oeuvre strasse fin thor"),
        ("Iğdır İstanbul ılık", "igdir istanbul ilik"),
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        ("e\u{301}te\u{301}", "été"),
        ("ex\u{ad}am\u{200b}ple\u{2060}", "example"),
        // Other scripts.
        ("Ὀδυσσεύς ΟΔΥΣΣΕΥΣ", "οδυσσευσ οδυσσεύς"),
        ("Ё́лка", "елка"),
        ("שָׁלוֹם", "שלום"),
        ("مُحَمَّد أحمد إيمان آمنة", "محمد احمد ايمان امنه"),
        ("مـحـمـد", "محمد"),
        ("کتاب علی", "كتاب علي"),
        ("می\u{200c}خواهم", "میخواهم"),
    ] {
        assert_eq!(search_form(one), search_form(other), "{one} {other}");
    }
    for (one, other) in [
        ("カ", "ガ"),
        ("は", "ば"),
        ("й", "и"),
        ("कि", "का"),
        ("祐", "佑"),
        ("ビル", "ビール"),
        ("o", "0"),
        ("新ケース", "新がース"),
        ("格安ケータイ", "格安がータイ"),
    ] {
        assert_ne!(search_form(one), search_form(other), "{one} {other}");
    }
    assert_eq!(search_form("℡03 Acme™ ①②"), "tel 03 acme tm 1 2");
    assert_eq!(search_form("新ケース 々 ゝ市ケ"), "新けーす々ゝ市け");
}

#[test]
fn every_piece_of_a_form_knows_where_it_came_from() {
    for text in ["ｶﾞｽ と　e\u{301}ﬁ", "田中 　太郎 x", "①見積・書", "한국어 가나", "", "ａ ー"] {
        let (form, origins) = traced_search_form(text);
        assert_eq!(form, search_form(text), "{text}");
        assert!(origins.is_sorted(), "{text}: {origins:?}");
        assert!(origins.iter().all(|(in_form, in_text)| form.is_char_boundary(*in_form) && text.is_char_boundary(*in_text)), "{text}");
    }
}

#[test]
fn a_search_that_is_cut_at_a_letter_read_by_its_neighbour_means_all_its_readings() {
    for (typed, meant) in [
        ("ケ谷", vec!["ケ谷", "が谷", "か谷"]),
        ("ｹ谷", vec!["ｹ谷", "が谷", "か谷"]),
        (" ケ 谷駅 *", vec![" ケ 谷駅 *", " が 谷駅 *", " か 谷駅 *"]),
        ("ヶ谷", vec!["ヶ谷", "か谷"]),
        ("市ケ", vec!["市ケ", "市ヶ"]),
        ("3ケ", vec!["3ケ", "3ヶ"]),
        ("ケ谷ケ", vec!["ケ谷ケ", "ケ谷ヶ", "が谷ケ", "が谷ヶ", "か谷ケ", "か谷ヶ"]),
        // What says itself how it is read, and what is no ケ.
        ("市ケ谷", vec!["市ケ谷"]),
        ("ケース", vec!["ケース"]),
        ("ｹﾞ谷", vec!["ｹﾞ谷"]),
        ("市ｹﾞ", vec!["市ｹﾞ"]),
        ("ポケ", vec!["ポケ"]),
        ("ケ", vec!["ケ"]),
        ("ヶ", vec!["ヶ"]),
        ("", vec![""]),
    ] {
        assert_eq!(readings(typed), meant, "{typed}");
    }
}

proptest! {
    #[test]
    fn a_part_of_a_text_is_found_wherever_it_is_cut(text in "[市谷三ケヶｹスか3３ 　]{2,10}", from in 0_usize..10, length in 2_usize..6) {
        let chars: Vec<char> = text.chars().collect();
        let from = from.min(chars.len() - 2);
        let part: String = chars[from..(from + length).min(chars.len())].iter().collect();
        // A sign alone stands for nothing that it could be told by.
        prop_assume!(part.trim().chars().nth(1).is_some());
        let whole = search_form(&text).into_owned();
        prop_assert!(readings(&part).iter().any(|read| whole.contains(search_form(read).trim())), "{} in {}", part, text);
    }

    #[test]
    fn folding_twice_changes_nothing_and_traces_agree(text in "(\\PC|[ 　ー・ｶﾞﾟé①℡々ケヶ市三ゞ\u{301}\u{640}])*") {
        let once = search_form(&text).into_owned();
        prop_assert_eq!(search_form(&once), once.as_str());
        prop_assert_eq!(traced_search_form(&text).0, once);
    }

    #[test]
    fn a_part_of_a_text_has_a_part_of_its_form(text in "[ 　・田中髙太サー\nァがa1①]{1,16}", from in 0_usize..16, length in 1_usize..8) {
        let chars: Vec<char> = text.chars().collect();
        let from = from.min(chars.len() - 1);
        let part: String = chars[from..(from + length).min(chars.len())].iter().collect();
        let (whole, part) = (search_form(&text).into_owned(), search_form(part.trim_matches([' ', '　', '・', '\n', 'ー'])).into_owned());
        prop_assert!(whole.contains(part.trim()), "{} in {}", part, whole);
    }
}
