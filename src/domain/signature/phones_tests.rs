#![allow(clippy::unwrap_used)]
use super::super::phone_number::e164;
use super::*;

fn kinds(line: &str) -> Vec<(String, PhoneKind)> {
    find(&super::super::script::half_width(line)).into_iter().map(|found| (found.number, found.kind)).collect()
}

fn one(line: &str) -> (String, PhoneKind) {
    let mut all = kinds(line);
    assert_eq!(all.len(), 1, "{line}: {all:?}");
    all.remove(0)
}

#[test]
fn labels_of_any_width_say_the_kind() {
    for (line, number, kind) in [
        ("ＴＥＬ：０３−１１１１−２２２２", "03-1111-2222", PhoneKind::Phone),
        ("電　話 03-1111-2222", "03-1111-2222", PhoneKind::Phone),
        ("T E L 06(1111)2222", "06(1111)2222", PhoneKind::Phone),
        ("ファックス　0263-11-2222", "0263-11-2222", PhoneKind::Fax),
        ("03-1111-2222（直通）", "03-1111-2222", PhoneKind::Direct),
        ("電話(代表): 03-1111-2222", "03-1111-2222", PhoneKind::Main),
        ("電話・ＦＡＸ 03-1111-2222", "03-1111-2222", PhoneKind::Phone),
        ("TEL/FAX：03-1111-2222", "03-1111-2222", PhoneKind::Phone),
        ("フリーダイヤル 0120-111-222", "0120-111-222", PhoneKind::TollFree),
        ("☎ 03-1111-2222", "03-1111-2222", PhoneKind::Phone),
        ("0800-111-2222", "0800-111-2222", PhoneKind::TollFree),
        ("TEL 03-1111-2222 (内線221)", "03-1111-2222", PhoneKind::Phone),
        ("M: +44 7700 900118", "+44 7700 900118", PhoneKind::Mobile),
        ("Phone: 713-555-0134", "713-555-0134", PhoneKind::Phone),
        ("Telefax: +49 40 66969 113", "+49 40 66969 113", PhoneKind::Fax),
        ("Direct (503) 555-0160", "(503) 555-0160", PhoneKind::Direct),
    ] {
        assert_eq!(one(line), (number.to_owned(), kind), "{line}");
    }
}

#[test]
fn the_number_itself_says_mobile_whatever_the_label() {
    for line in ["TEL 090-1111-2222", "060-1111-2222", "PHS：070-1111-2222", "+81 (0)80 1111 2222", "+81-90-1111-2222", "09011112222"] {
        assert_eq!(one(line).1, PhoneKind::Mobile, "{line}");
    }
    assert_eq!(one("050-1111-2222").1, PhoneKind::Phone);
    assert_eq!(one("+44 7700 900118").1, PhoneKind::Mobile);
}

#[test]
fn several_numbers_of_a_line_keep_their_labels() {
    assert_eq!(
        kinds("TEL：03-1111-2222　FAX：03-1111-2223"),
        [("03-1111-2222".to_owned(), PhoneKind::Phone), ("03-1111-2223".to_owned(), PhoneKind::Fax)]
    );
    assert_eq!(
        kinds("T 03-1111-2222  M 070-1111-2222"),
        [("03-1111-2222".to_owned(), PhoneKind::Phone), ("070-1111-2222".to_owned(), PhoneKind::Mobile)]
    );
    assert_eq!(
        kinds("+1 212 555 0119 (direct) | +1 212 555 0100 (switchboard)"),
        [("+1 212 555 0119".to_owned(), PhoneKind::Direct), ("+1 212 555 0100".to_owned(), PhoneKind::Main)]
    );
    assert_eq!(
        kinds("tel. +39 06 0000 1188 - cell. +39 300 000 0118").iter().map(|one| one.1).collect::<Vec<_>>(),
        [PhoneKind::Phone, PhoneKind::Mobile]
    );
}

#[test]
fn other_numbers_are_no_phones() {
    for line in [
        "注文番号：0120-111-222",
        "2026/02/03 10:20",
        "〒100-0001",
        "登録番号 T1234567890123",
        "Tracking: 0000 5550 0123",
        "Amtsgericht Hamburg HRB 123456",
        "10:00-17:00",
        "7,960円",
        "U-20260117-0042",
    ] {
        assert_eq!(kinds(line), [], "{line}");
    }
}

#[test]
fn numbers_compare_in_e164() {
    assert_eq!(e164("03-1111-2222", "JP").as_deref(), Some("+81311112222"));
    assert_eq!(e164("+81 (0)3-1111-2222", "JP").as_deref(), Some("+81311112222"));
    assert_eq!(e164("+44 7700 900118", "JP").as_deref(), Some("+447700900118"));
    assert_eq!(e164("hello", "JP"), None);
}
