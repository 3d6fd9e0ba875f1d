//! Dates as mail really writes them.

use proptest::prelude::*;

use super::*;

fn shown(value: &str) -> String {
    date(value).map(|found| format!("{} {:+}", found.at.to_rfc3339(), found.offset_minutes)).unwrap_or_default()
}

#[test]
fn dates_are_read_in_every_common_form() {
    for (value, expected) in [
        ("Mon, 2 Apr 2012 17:44:22 +0400", "2012-04-02T13:44:22Z +240"),
        ("Mon, 2 Apr 2012 17:44:22 +0900 (JST)", "2012-04-02T08:44:22Z +540"),
        ("2 Apr 12 17:44 GMT", "2012-04-02T17:44:00Z +0"),
        ("Fri, 21 Nov 97 09:55:06 -0600", "1997-11-21T15:55:06Z -360"),
        ("Thu Dec 23 16:10:05 JST 2010", "2010-12-23T07:10:05Z +540"),
        ("Thu Dec 23 16:10:05 2010", "2010-12-23T16:10:05Z +0"),
        ("2014-06-26T14:41:00+02:00", "2014-06-26T12:41:00Z +120"),
        ("2014-06-26 14:41:00", "2014-06-26T14:41:00Z +0"),
        ("26-Jun-14 14:41:00 PDT", "2014-06-26T21:41:00Z -420"),
        ("Sun, 31 Dec 2016 23:59:60 +0000", "2016-12-31T23:59:59Z +0"),
        ("Tue, 01 Jan 101 00:00:00 +0000", "2001-01-01T00:00:00Z +0"),
    ] {
        assert_eq!(shown(value), expected, "{value}");
    }
}

#[test]
fn odd_zones_and_times_are_read() {
    for (value, expected) in [
        ("Mon Mar 07 2022 10:00:00 GMT+0100 (Central European Standard Time)", "2022-03-07T09:00:00Z +60"),
        ("Mon, 7 Mar 2022 10:00:00 UTC-05:00", "2022-03-07T15:00:00Z -300"),
        ("Mon, 7 Mar 2022 10:00:00 (CET)", "2022-03-07T09:00:00Z +60"),
        ("Mon, 7 Mar 2022 10:00:00 IST", "2022-03-07T04:30:00Z +330"),
        ("Mon, 7 Mar 2022 10:00:00 MESZ", "2022-03-07T08:00:00Z +120"),
        ("Mon, 7 Mar 2022 10:00:00 PM +0100", "2022-03-07T21:00:00Z +60"),
        ("Mon, 7 Mar 2022 12:05:00 AM +0000", "2022-03-07T00:05:00Z +0"),
        ("7 Mar 2022 12:05pm +0000", "2022-03-07T12:05:00Z +0"),
        ("Mon, 7 Mar 2022 24:00:00 +0100", "2022-03-07T23:00:00Z +60"),
        ("Mon, 7. Mar. 2022 10.00.30 +0100", "2022-03-07T09:00:30Z +60"),
        ("07.03.2022 10:00:00 +0100", "2022-03-07T09:00:00Z +60"),
        ("2022/03/07 10:00:00 +0100", "2022-03-07T09:00:00Z +60"),
        ("Mon, 7.Mar.2022 10:00:00 +0100", "2022-03-07T09:00:00Z +60"),
        ("จ., 7 มี.ค. 2022 10:00:00 +0700", "2022-03-07T03:00:00Z +420"),
        ("จันทร์ 7 มีนาคม 2565 10:00:00 +0700", "2022-03-07T03:00:00Z +420"),
        ("Thứ Hai, 7 Tháng 3 2022 10:00:00 +0700", "2022-03-07T03:00:00Z +420"),
        ("יום ב׳, 7 מרץ 2022 10:00:00 +0200", "2022-03-07T08:00:00Z +120"),
        ("الاثنين، 7 مارس 2022 10:00:00 +0200", "2022-03-07T08:00:00Z +120"),
        ("Sen, 7 Mar 2022 10:00:00 +0700", "2022-03-07T03:00:00Z +420"),
        ("03/27/2022 10:00:00 +0000", "2022-03-27T10:00:00Z +0"),
    ] {
        assert_eq!(shown(value), expected, "{value}");
    }
    assert_eq!(date("03/07/2022 10:00:00 +0000"), None);
}

#[test]
fn what_a_date_lacks_is_taken_from_a_server_nearby() {
    let at = |value: &str| date(value).map(|found| found.at).unwrap_or_default();
    let completed = |value: &str, received: &str| {
        date(value)
            .map(|found| found.completed(&[at(received)]))
            .map(|found| format!("{} {:+}", found.at.to_rfc3339(), found.offset_minutes))
    };
    let server = "Mon, 7 Mar 2022 09:00:40 +0000";
    assert_eq!(completed("Mon, 7 Mar 2022 10:00:00", server).as_deref(), Some("2022-03-07T09:00:00Z +60"));
    assert_eq!(completed("Mon, 7 Mar 2022 04:00:00 XYZ", server).as_deref(), Some("2022-03-07T09:00:00Z -300"));
    assert_eq!(completed("Mon, 7 Mar 2022 14:30:10 Q", server).as_deref(), Some("2022-03-07T09:00:10Z +330"));
    assert_eq!(completed("Mon, 7 Mar 2022", server).as_deref(), Some("2022-03-07T09:00:40Z +0"));
    assert_eq!(completed("Mon, 7 Mar 2022 morning +0000", server).as_deref(), Some("2022-03-07T09:00:40Z +0"));
    // What is said is believed, and what is far away tells nothing.
    assert_eq!(completed("Mon, 7 Mar 2022 10:00:00 +0000", server).as_deref(), Some("2022-03-07T10:00:00Z +0"));
    assert_eq!(completed("Mon, 7 Mar 2022 10:00:00", "Fri, 11 Mar 2022 09:00:40 +0000").as_deref(), Some("2022-03-07T10:00:00Z +0"));
}

#[test]
fn a_zone_is_known_by_the_names_of_databases_and_by_its_summer() {
    for (value, wanted) in [
        ("Mon, 7 Mar 2022 18:00:00 Asia/Tokyo", "2022-03-07T09:00:00Z +540"),
        ("Mon, 7 Mar 2022 18:00:00 (Asia/Tokyo)", "2022-03-07T09:00:00Z +540"),
        ("2022-03-07T18:00:00[Asia/Tokyo]", "2022-03-07T09:00:00Z +540"),
        ("Mon Mar  7 18:00:00 Asia/Tokyo 2022", "2022-03-07T09:00:00Z +540"),
        ("Mon, 7 Mar 2022 18:00:00 Etc/GMT-9", "2022-03-07T09:00:00Z +540"),
        ("Mon, 7 Mar 2022 06:00:00 PM Tokyo Standard Time", "2022-03-07T09:00:00Z +540"),
        ("Thu, 7 Jul 2022 11:00:00 Europe/Berlin", "2022-07-07T09:00:00Z +120"),
        ("Thu, 7 Jul 2022 11:00:00 W. Europe Standard Time", "2022-07-07T09:00:00Z +120"),
        ("Mon, 7 Mar 2022 10:00:00 W. Europe Standard Time", "2022-03-07T09:00:00Z +60"),
        ("Thu, 7 Jul 2022 05:00:00 America/Argentina/Buenos_Aires", "2022-07-07T08:00:00Z -180"),
        ("Thu, 7 Jul 2022 18:00:00 AUS Eastern Standard Time", "2022-07-07T08:00:00Z +600"),
        // The two hours of the night when clocks change.
        ("Sun, 27 Mar 2022 02:30:00 Europe/Berlin", "2022-03-27T01:30:00Z +60"),
        ("Sun, 30 Oct 2022 02:30:00 Europe/Berlin", "2022-10-30T00:30:00Z +120"),
        // A distance says more than a name.
        ("Mon, 7 Mar 2022 10:00:00 +0100 (Asia/Tokyo)", "2022-03-07T09:00:00Z +60"),
    ] {
        assert_eq!(shown(value), wanted, "{value}");
    }
    assert!(date("Mon, 7 Mar 2022 10:00:00 Middle/Earth").is_some_and(|found| found.lacks_zone()));
}

#[test]
fn nonsense_is_no_date() {
    for value in ["", "yesterday", "99 Foo 2012", "31 Feb 2012 10:00", "+++---:::", "1 Jan 99999 10:00:00 +0000"] {
        assert_eq!(date(value), None, "{value}");
    }
}

#[test]
fn dates_of_other_languages_are_read() {
    for value in [
        "Mo, 7. März 2022 10:00:00 +0100",
        "lundi 7 mars 2022 10h00 +0100",
        "lunes, 7 de marzo de 2022 10:00:00 +0100",
        "segunda-feira, 7 de março de 2022 10:00:00 +0100",
        "maandag 7 maart 2022 10:00:00 +0100",
        "понедельник, 7 марта 2022 г. 10:00:00 +0100",
        "=?utf-8?Q?Mo,_7_M=C3=A4r_2022_10:00:00_+0100?=",
        "2022年03月07日(月) 18時00分00秒 +0900",
        "2022年3月7日 午後6時00分 +0900",
        "令和4年3月7日 18:00:00 +0900",
        "２０２２年３月７日　１８：００：００ +0900",
        "2022년 3월 7일 월요일 18:00:00 +0900",
        "月, 7 3月 2022 10:00:00 +0100",
        "星期一, 7 三月 2022 10:00:00 +0100",
        "週一, 7 三月 2022 17:00:00 +0800",
    ] {
        assert_eq!(date(value).map(|found| found.at.to_rfc3339()).as_deref(), Some("2022-03-07T09:00:00Z"), "{value}");
    }
    assert_eq!(shown("星期五, 11 十一月 2022 10:00:00 +0800"), "2022-11-11T02:00:00Z +480");
    assert_eq!(shown("星期二, 13 十二月 2022 10:00:00 +0800"), "2022-12-13T02:00:00Z +480");
    // A Tuesday is no March.
    assert_eq!(shown("mar. 8 nov. 2022 10:00:00 +0000"), "2022-11-08T10:00:00Z +0");
    assert_eq!(shown("mardi 8 mars 2022 10:00:00 +0000"), "2022-03-08T10:00:00Z +0");
    assert_eq!(shown("6 Mart 2022 Pazar 10:00:00 +0000"), "2022-03-06T10:00:00Z +0");
}

#[test]
fn forms_that_no_standard_knows_are_read() {
    for value in [
        "Mon, 7 Mar 2022 10AM +0100",
        "Mon, 7th Mar 2022 10 : 00 : 00 + 0100",
        "Mon, 7 Mar 2022 PM 6:00 +0900",
        "20220307T090000Z",
        "20220307090000 +0000",
        "07.03.22 10:00:00 +0100",
        "7/Mar/2022:10:00:00 +0100",
        "1646643600",
        "@1646643600",
        "\"Mon, 7 Mar 2022 10:00:00 CET\"",
        "Mon, 7 Mar 2022 10:00:00 (Mitteleuropäische Zeit)",
        "Mon, 7 Mar 2022 10:00:00 W. Europe Standard Time",
    ] {
        assert_eq!(date(value).map(|found| found.at.to_rfc3339()).as_deref(), Some("2022-03-07T09:00:00Z"), "{value}");
    }
    assert_eq!(shown("Mon, 7 Mar 2022 10:00:00 SA Pacific Standard Time"), "2022-03-07T15:00:00Z -300", "Bogota, not Los Angeles");
}

fn by_usual(value: &str) -> Option<MailDate> {
    usual(value).and_then(|(written, minutes)| of_usual(written, minutes))
}

#[test]
fn what_nearly_all_programs_write_is_read_here() {
    for value in [
        "Mon, 7 Mar 2022 10:00:00 +0100",
        " Tue, 07 Mar 2022 10:00 -0330 (NST)",
        "7 May 2022 23:59:60 +0000 ",
        "Sun,\t31 Dec 2000 00:00:00 -0000\t( UTC )",
    ] {
        assert_eq!(by_usual(value), by_words(value), "{value}");
        assert!(by_usual(value).is_some(), "{value}");
    }
    for value in [
        "",
        "Mon, 7 Mar 22 10:00:00 +0100",
        "Montag, 7 Mar 2022 10:00:00 +0100",
        "Mon, 7 Mar 2022 24:00:00 +0100",
        "7 Mar 2022 10:00:00 CET",
    ] {
        assert_eq!(by_usual(value), None, "{value}");
    }
}

fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "Mon,",
        "Tue,",
        "Mar,",
        "Mon",
        ",",
        "7",
        "07",
        "31",
        "0",
        "Mar",
        "May",
        "mar",
        "Sept",
        "Feb",
        "2022",
        "0099",
        "99",
        "12022",
        "10:00",
        "10:00:00",
        "23:59:60",
        "24:00:00",
        "25:61:00",
        "9:05",
        "+0100",
        "-0000",
        "+2500",
        "-1260",
        "+01",
        "GMT",
        "PM",
        "(CET)",
        "(PM)",
        "(",
        ")",
        "(+0200)",
        ";",
        "=?utf-8?q?x?=",
        "\"",
    ]);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => "[0-9]{1,4}", 1 => "[ -~]{0,3}"]
}

proptest! {
    #[test]
    fn what_is_read_here_is_read_so_by_its_words(
        weekday in prop::option::of("(Mon|Tue|Sat|Xyz),"), day in "[0-3]?[0-9]", month in "(Jan|Feb|Jun|Dec|Juni)", year in "[0-2][0-9]{3}",
        time in "[0-2][0-9]:[0-6][0-9](:[0-6][0-9])?", zone in "[+-][0-2][0-9][0-9]{2}", end in "( \\([A-Z]{1,4}\\))?[ ]?",
    ) {
        let value = format!("{} {day} {month} {year} {time} {zone}{end}", weekday.unwrap_or_default());
        if let Some(read) = by_usual(&value) {
            prop_assert_eq!(Some(read), by_words(&value));
        }
    }

    #[test]
    fn nothing_is_read_here_that_its_words_say_otherwise(pieces in prop::collection::vec(piece(), 4..9)) {
        let value = pieces.join(" ");
        if let Some(read) = by_usual(&value) {
            prop_assert_eq!(Some(read), by_words(&value));
        }
    }
}
