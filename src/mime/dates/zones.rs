//! Zones by their distance and by their names, and the halves of a day.

/// `0900`, `09:00`, `9`.
pub(super) fn offset(number: &str) -> Option<i32> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let value: i32 = digits.parse().ok()?;
    let minutes = if digits.len() <= 2 { value * 60 } else { value / 100 * 60 + value % 100 };
    (minutes <= 24 * 60).then_some(minutes)
}

/// `AM`, `p.m.`.
pub(super) fn half_of_day(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "am" | "a.m." | "a.m" => Some(false),
        "pm" | "p.m." | "p.m" => Some(true),
        _ => None,
    }
}

/// A zone by its name, or by its distance from one: `CET`, `GMT+0100`, `UTC-05:00`.
pub(super) fn zone_of_word(word: &str) -> Option<i32> {
    match word.find(['+', '-']) {
        Some(at) if at == 0 || matches!(word[..at].to_ascii_uppercase().as_str(), "GMT" | "UTC" | "UT" | "Z") => {
            let minutes = offset(&word[at + 1..])?;
            Some(if word[at..].starts_with('-') { -minutes } else { minutes })
        }
        Some(_) => None,
        None => zone(word),
    }
}

/// The zone that is spelled out (`Central European Standard Time`, `Mitteleuropäische Zeit`).
pub(super) fn spelled_out(text: &str) -> Option<i32> {
    const NAMES: [(&str, &str); 24] = [
        ("central european summer", "CEST"),
        ("central europe daylight", "CEST"),
        ("central europ", "CET"),
        ("w. europe", "CET"),
        ("romance ", "CET"),
        ("eastern european summer", "EEST"),
        ("eastern europ", "EET"),
        ("western european summer", "WEST"),
        ("western europ", "WET"),
        ("british summer", "BST"),
        ("greenwich mean", "GMT"),
        ("coordinated universal", "UTC"),
        ("eastern daylight", "EDT"),
        ("eastern standard", "EST"),
        ("central daylight", "CDT"),
        ("central standard", "CST"),
        ("mountain daylight", "MDT"),
        ("mountain standard", "MST"),
        ("pacific daylight", "PDT"),
        ("pacific standard", "PST"),
        ("japan standard", "JST"),
        ("mitteleuropäische sommerzeit", "CEST"),
        ("mitteleuropäische zeit", "CET"),
        ("日本標準時", "JST"),
    ];
    let text = text.trim().to_lowercase();
    // `SA Pacific Standard Time` is another zone than the one whose name it ends in.
    let alone = |at: usize| !text[..at].trim_end().ends_with(char::is_alphabetic);
    NAMES.iter().find(|(name, _)| text.find(name).is_some_and(alone)).and_then(|(_, short)| zone(short))
}

/// Zone names of RFC 5322 4.3 and those that mail of the world bears, of several meanings the one with most people; others say nothing certain.
fn zone(word: &str) -> Option<i32> {
    let (hours, minutes) = match word.to_ascii_uppercase().as_str() {
        "UT" | "UTC" | "UCT" | "GMT" | "Z" | "WET" => (0, 0),
        "CET" | "BST" | "MET" | "MEZ" | "WEST" | "WAT" => (1, 0),
        "CEST" | "EET" | "MEST" | "MESZ" | "CAT" | "SAST" => (2, 0),
        "EEST" | "MSK" | "TRT" | "EAT" | "IDT" => (3, 0),
        "MSD" | "GST" => (4, 0),
        "PKT" => (5, 0),
        "IST" => (5, 30),
        "NPT" => (5, 45),
        "ICT" | "WIB" => (7, 0),
        "HKT" | "SGT" | "PHT" | "MYT" | "AWST" => (8, 0),
        "JST" | "KST" => (9, 0),
        "ACST" => (9, 30),
        "AEST" => (10, 0),
        "ACDT" => (10, 30),
        "AEDT" => (11, 0),
        "NZST" => (12, 0),
        "NZDT" => (13, 0),
        "NDT" => (-2, -30),
        "BRT" | "ART" | "ADT" => (-3, 0),
        "NST" => (-3, -30),
        "EDT" | "AST" | "CLT" => (-4, 0),
        "EST" | "CDT" | "COT" | "PET" => (-5, 0),
        "CST" | "MDT" => (-6, 0),
        "MST" | "PDT" => (-7, 0),
        "PST" | "AKDT" => (-8, 0),
        "AKST" => (-9, 0),
        "HST" => (-10, 0),
        _ => return None,
    };
    Some(hours * 60 + minutes)
}
