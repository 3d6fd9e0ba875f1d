//! Amounts as people write them: a number ([`typed`](crate::domain::typed)), and the sign or code of a currency around it.

use super::currency::{Currency, MoneyError};
use crate::domain::typed::{NumberError, Written};
use crate::text::plain;

/// Signs and words that name one currency.
const ONE: [(&str, &str); 44] = [
    ("€", "EUR"),
    ("EURO", "EUR"),
    ("EUROS", "EUR"),
    ("ユーロ", "EUR"),
    ("£", "GBP"),
    ("ポンド", "GBP"),
    ("円", "JPY"),
    ("YEN", "JPY"),
    ("JP¥", "JPY"),
    ("CN¥", "CNY"),
    ("RMB", "CNY"),
    ("人民元", "CNY"),
    ("US$", "USD"),
    ("米ドル", "USD"),
    ("A$", "AUD"),
    ("AU$", "AUD"),
    ("C$", "CAD"),
    ("CA$", "CAD"),
    ("HK$", "HKD"),
    ("NT$", "TWD"),
    ("NZ$", "NZD"),
    ("S$", "SGD"),
    ("R$", "BRL"),
    ("MX$", "MXN"),
    ("₩", "KRW"),
    ("ウォン", "KRW"),
    ("₹", "INR"),
    ("₽", "RUB"),
    ("₺", "TRY"),
    ("₫", "VND"),
    ("฿", "THB"),
    ("₱", "PHP"),
    ("₪", "ILS"),
    ("₴", "UAH"),
    ("₦", "NGN"),
    ("₡", "CRC"),
    ("₭", "LAK"),
    ("₮", "MNT"),
    ("₲", "PYG"),
    ("₵", "GHS"),
    ("₸", "KZT"),
    ("ZŁ", "PLN"),
    ("KČ", "CZK"),
    ("FT", "HUF"),
];

/// Signs that several currencies write: they stand for the record's currency when that is one of these.
const SHARED: [(&str, &str); 8] = [
    (
        "$",
        "USD ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP CVE DOP FJD GYD HKD JMD KYD LRD MOP MXN NAD NIO NZD SBD SGD SRD TTD TWD UYU XCD",
    ),
    ("ドル", "USD AUD CAD HKD NZD SGD TWD"),
    ("¥", "JPY CNY"),
    ("元", "CNY HKD MOP TWD"),
    ("£", "GBP EGP FKP GIP LBP SDG SHP SSP SYP"),
    ("₩", "KRW KPW"),
    ("KR", "SEK NOK DKK ISK"),
    ("FR", "CHF XAF XOF XPF BIF DJF GNF KMF RWF"),
];

/// The currency of an amount as it is written: the one that its sign or code names, else `beside`, the record's own.
///
/// # Errors
/// [`MoneyError::Sign`] for a sign that several currencies share and the record's is none of them.
pub fn currency_of(typed: &str, beside: Currency) -> Result<Currency, MoneyError> {
    meant(&written(typed)?.0, beside)
}

/// Reads an amount in minor units of `currency`.
///
/// # Errors
/// What is no amount, can be read two ways, has more decimals than the currency or names another one.
pub(super) fn read(typed: &str, currency: Currency) -> Result<i64, MoneyError> {
    let (marks, number) = written(typed)?;
    if meant(&marks, currency)? != currency {
        return Err(MoneyError::Other);
    }
    let decimals = currency.decimals();
    number.value(decimals).map_err(|error| match error {
        NumberError::Unread => MoneyError::Number,
        NumberError::TwoWays => MoneyError::TwoWays,
        NumberError::Decimals => MoneyError::Decimals(decimals),
        NumberError::Range => MoneyError::Range,
    })
}

/// The currency that somebody names by its code or by a sign of its own.
///
/// # Errors
/// [`MoneyError::Currency`] for anything else.
pub fn currency_named(typed: &str) -> Result<Currency, MoneyError> {
    typed.parse().or_else(|error| named_by_sign(typed).ok_or(error))
}

fn named_by_sign(text: &str) -> Option<Currency> {
    let text = plain(text).to_uppercase();
    ONE.iter().find(|(sign, _)| *sign == text).and_then(|(_, code)| code.parse().ok())
}

/// The signs, words and codes around a number, and the number.
fn written(typed: &str) -> Result<(Vec<String>, Written), MoneyError> {
    let text = plain(typed);
    let first = text.find(|c: char| c.is_ascii_digit()).ok_or(MoneyError::Number)?;
    let before = text[..first].trim();
    let number = Written::of(&text[first..]).ok_or(MoneyError::Number)?;
    let after = number.behind.as_str();
    if before.contains(['-', '△', '▲']) || (before.contains('(') && after.contains(')')) {
        return Err(MoneyError::Range);
    }
    let after = [",-", ".-"].iter().find_map(|dash| after.strip_prefix(dash)).unwrap_or(after);
    let marks = [before, after].iter().map(|mark| mark.trim().to_uppercase()).filter(|mark| !mark.is_empty()).collect();
    Ok((marks, number))
}

/// The one currency that all marks can mean.
fn meant(marks: &[String], beside: Currency) -> Result<Currency, MoneyError> {
    if marks.is_empty() {
        return Ok(beside);
    }
    let all: Vec<Vec<Currency>> = marks.iter().map(|mark| currencies(mark)).collect();
    let fits = |currency: &Currency| all.iter().all(|of| of.contains(currency));
    if fits(&beside) {
        return Ok(beside);
    }
    if all.iter().any(Vec::is_empty) {
        return Err(MoneyError::Number);
    }
    if let Some(one) = marks.iter().find_map(|mark| named_by_sign(mark)).filter(fits) {
        return Ok(one);
    }
    let both: Vec<Currency> = all[0].iter().copied().filter(fits).collect();
    match both.as_slice() {
        [] => Err(MoneyError::Number),
        [one] => Ok(*one),
        _ => Err(MoneyError::Sign),
    }
}

/// The currencies that a sign, a word or a code can mean.
fn currencies(mark: &str) -> Vec<Currency> {
    let bare = mark.trim_end_matches('.').trim();
    if let Ok(code) = Currency::of_code(bare) {
        return vec![code];
    }
    let named = ONE.iter().chain(&SHARED).filter(|(sign, _)| *sign == bare);
    named.flat_map(|(_, codes)| codes.split(' ')).filter_map(|code| code.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn code(code: &str) -> Currency {
        code.parse().unwrap()
    }

    #[test]
    fn what_has_one_reading_is_read() {
        for (typed, currency, minor) in [
            ("1.234,56", "EUR", 123_456),
            ("1.000.000", "EUR", 100_000_000),
            ("1 234,50", "EUR", 123_450),
            ("12,50", "EUR", 1_250),
            ("１２，５０", "EUR", 1_250),
            ("12,5", "USD", 1_250),
            ("1234,50 €", "EUR", 123_450),
            ("0,5", "EUR", 50),
            ("1,200", "EUR", 120_000),
            ("1'234.50", "CHF", 123_450),
            ("12,34,567", "INR", 123_456_700),
            ("1.234", "KWD", 1_234),
            ("0.50", "USD", 50),
            ("１，２００円", "JPY", 1_200),
            ("１、２００円", "JPY", 1_200),
            ("٥٠٠", "EGP", 50_000),
            ("$5,000 USD", "USD", 500_000),
            ("5000,-", "EUR", 500_000),
            ("usd 12.50", "USD", 1_250),
            ("100万円", "JPY", 1_000_000),
            ("１００万", "JPY", 1_000_000),
            ("1.5億", "JPY", 150_000_000),
            ("1億2000万円", "JPY", 120_000_000),
            ("1.234億円", "JPY", 123_400_000),
            ("3千円", "JPY", 3_000),
            ("2百万円", "JPY", 2_000_000),
            ("12k", "USD", 1_200_000),
            ("1,200k", "JPY", 1_200_000),
            ("1.5M €", "EUR", 150_000_000),
            ("$12.5k", "USD", 1_250_000),
            ("12 kEUR", "EUR", 1_200_000),
            ("2 million usd", "USD", 200_000_000),
            ("3 mio €", "EUR", 300_000_000),
            ("5 kr", "SEK", 500),
        ] {
            assert_eq!(read(typed, code(currency)), Ok(minor), "{typed}");
        }
    }

    #[test]
    fn what_can_be_read_two_ways_is_refused() {
        for (typed, currency, wrong) in [
            ("1.000", "EUR", MoneyError::TwoWays),
            ("1.500", "USD", MoneyError::TwoWays),
            ("250.000", "JPY", MoneyError::TwoWays),
            ("3.00", "JPY", MoneyError::Decimals(0)),
            ("1,000.000", "EUR", MoneyError::Decimals(2)),
            ("0.500", "EUR", MoneyError::Decimals(2)),
            ("12,5", "JPY", MoneyError::Decimals(0)),
            ("12,5000", "EUR", MoneyError::Decimals(2)),
            ("1,234", "KWD", MoneyError::TwoWays),
            ("12,", "EUR", MoneyError::Number),
            ("1 2", "USD", MoneyError::Number),
            ("1,23,4", "USD", MoneyError::Number),
            ("0,500", "USD", MoneyError::Number),
            ("1.2.3", "USD", MoneyError::Number),
            ("1,000 000", "USD", MoneyError::Number),
            ("5 apples", "USD", MoneyError::Number),
            ("1.234k", "USD", MoneyError::TwoWays),
            ("2000万1億", "JPY", MoneyError::Number),
            ("10 km", "USD", MoneyError::Number),
            ("99999999999億", "JPY", MoneyError::Range),
            ("(500)", "USD", MoneyError::Range),
            ("−5", "USD", MoneyError::Range),
            ("△500", "JPY", MoneyError::Range),
        ] {
            assert_eq!(read(typed, code(currency)), Err(wrong), "{typed}");
        }
    }

    #[test]
    fn a_sign_is_its_currency_or_refused() {
        for (typed, beside, meant) in [
            ("£500", "EUR", Ok("GBP")),
            ("£500", "EGP", Ok("EGP")),
            ("5000円", "EUR", Ok("JPY")),
            ("€ 500", "JPY", Ok("EUR")),
            ("500 chf", "EUR", Ok("CHF")),
            ("$5,000", "AUD", Ok("AUD")),
            ("US$5,000", "AUD", Ok("USD")),
            ("￥500", "CNY", Ok("CNY")),
            ("$5,000", "JPY", Err(MoneyError::Sign)),
            ("¥500", "EUR", Err(MoneyError::Sign)),
            ("€500 USD", "EUR", Err(MoneyError::Number)),
            ("500", "EUR", Ok("EUR")),
        ] {
            assert_eq!(currency_of(typed, code(beside)), meant.map(code), "{typed} beside {beside}");
        }
        assert_eq!(read("£500", Currency::EUR), Err(MoneyError::Other));
    }
}
