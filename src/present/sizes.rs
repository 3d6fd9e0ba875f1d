//! Sizes in bytes as people see them.

/// `512 B`, `1.4 KB`, `23 MB`: decimal units of a thousand, two figures at least.
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KB", "MB", "GB", "TB"];
    let mut unit = 0;
    let mut whole = count;
    let mut rest = 0;
    while whole >= 1000 && unit + 1 < UNITS.len() {
        rest = whole % 1000 / 100;
        whole /= 1000;
        unit += 1;
    }
    if unit > 0 && whole < 10 { format!("{whole}.{rest} {}", UNITS[unit]) } else { format!("{whole} {}", UNITS[unit]) }
}

/// A number that was counted so far: `1,000+` where there are more.
pub fn counted(number: u64, more: bool) -> String {
    if more { format!("{}+", count(number)) } else { count(number) }
}

/// A number with a comma every three digits: `1,240`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_two_figures_at_least() {
        assert_eq!([0, 999, 1000, 1_449, 23_000_000, 9_999_999_999].map(bytes), ["0 B", "999 B", "1.0 KB", "1.4 KB", "23 MB", "9.9 GB"]);
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 12, 999, 1_240, 1_000_000].map(count), ["0", "12", "999", "1,240", "1,000,000"]);
    }
}
