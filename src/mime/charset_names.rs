//! The charsets that a person can have a mail read in.

use super::charset::by_label;
use super::old_charsets::{self, Old};
use crate::text::distance;

/// Their names: those of the web (WHATWG Encoding) but for UTF-16, which no mail is written in, and those that only mail still bears.
pub const NAMES: [&str; 82] = [
    "UTF-8",
    "Shift_JIS",
    "ISO-2022-JP",
    "EUC-JP",
    "GBK",
    "gb18030",
    "Big5",
    "EUC-KR",
    "windows-1252",
    "ISO-8859-2",
    "ISO-8859-3",
    "ISO-8859-4",
    "ISO-8859-5",
    "ISO-8859-6",
    "ISO-8859-7",
    "ISO-8859-8",
    "ISO-8859-8-I",
    "ISO-8859-10",
    "ISO-8859-13",
    "ISO-8859-14",
    "ISO-8859-15",
    "ISO-8859-16",
    "KOI8-R",
    "KOI8-U",
    "macintosh",
    "x-mac-cyrillic",
    "windows-874",
    "windows-1250",
    "windows-1251",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "IBM866",
    "UTF-7",
    "HZ-GB-2312",
    "ISO-2022-KR",
    "cp437",
    "cp720",
    "cp737",
    "cp775",
    "cp850",
    "cp852",
    "cp855",
    "cp857",
    "cp858",
    "cp860",
    "cp861",
    "cp862",
    "cp863",
    "cp864",
    "cp865",
    "cp869",
    "cp874",
    "x-user-defined",
    "VISCII",
    "TCVN",
    "ARMSCII-8",
    "Georgian-PS",
    "Georgian-Academy",
    "PTCP154",
    "KZ-1048",
    "KOI8-T",
    "x-mac-ce",
    "x-mac-greek",
    "x-mac-turkish",
    "x-mac-croatian",
    "x-mac-romanian",
    "x-mac-icelandic",
    "cp1125",
    "hp-roman8",
    "Johab",
    "IBM037",
    "IBM273",
    "IBM424",
    "IBM500",
    "IBM875",
    "IBM1026",
    "IBM1047",
    "IBM1140",
];

/// The name of the charset that a label means, in any case and with any of its other names; `None` for one that is not known.
pub fn named(label: &str) -> Option<&'static str> {
    let plain = label.trim().to_lowercase();
    let name = match (by_label(&plain), old_charsets::by_label(&plain)) {
        (_, Some(Old::Utf7)) => "UTF-7".to_owned(),
        (_, Some(Old::Hz)) => "HZ-GB-2312".to_owned(),
        (_, Some(Old::Johab)) => "Johab".to_owned(),
        (_, Some(Old::Shifted)) => "ISO-2022-KR".to_owned(),
        (_, Some(Old::Table(table))) => table.name.to_owned(),
        (_, Some(Old::CodePage(page))) => format!("cp{page}"),
        (Some(encoding), None) => encoding.name().to_owned(),
        (None, None) if matches!(plain.as_str(), "us-ascii" | "ascii") => "windows-1252".to_owned(),
        (None, None) => return None,
    };
    NAMES.iter().copied().find(|known| *known == name)
}

/// The known name nearest to one that is not known.
pub fn nearest(label: &str) -> &'static str {
    let plain = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let wanted = plain(label);
    NAMES.iter().copied().min_by_key(|name| distance(&wanted, &plain(name))).unwrap_or("UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_means_itself_and_other_names_are_known() {
        for name in NAMES {
            assert_eq!(named(name), Some(name));
        }
        for (label, name) in [
            ("sjis", "Shift_JIS"),
            ("CP932", "Shift_JIS"),
            ("latin1", "windows-1252"),
            ("ibm850", "cp850"),
            ("utf8", "UTF-8"),
            ("Utf7", "UTF-7"),
        ] {
            assert_eq!(named(label), Some(name), "{label}");
        }
        assert_eq!((named("shift-gis"), named(""), named("auto")), (None, None, None));
        assert_eq!(nearest("shift-gis"), "Shift_JIS");
        assert_eq!(nearest("iso2022jp1x"), "ISO-2022-JP");
    }
}
