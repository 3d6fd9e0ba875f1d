//! Amounts of money as people see them: grouped, with the currency's sign; short for rows of lists.

use crate::domain::crm::money::{Currency, Money};

/// The whole amount: `¥1,200,000`, `€12.50`, `12,000.00 CHF`.
pub fn full(money: Money) -> String {
    let decimal = money.decimal();
    let (whole, fraction) = decimal.split_once('.').map_or((decimal.as_str(), ""), |(whole, fraction)| (whole, fraction));
    let mut number = super::sizes::count(whole.parse().unwrap_or(0));
    if !fraction.is_empty() {
        number.push('.');
        number.push_str(fraction);
    }
    with_sign(&number, money.currency)
}

/// The amount in at most about six columns: `€40k`, `¥1.2M`.
pub fn short(money: Money) -> String {
    let units = money.minor / 10_i64.pow(money.currency.decimals());
    let number = match units {
        0..=9_999 => units.to_string(),
        10_000..=999_999 => format!("{}k", units / 1_000),
        _ => scaled(units),
    };
    with_sign(&number, money.currency)
}

fn scaled(units: i64) -> String {
    let (step, letter) = if units < 1_000_000_000 { (1_000_000, 'M') } else { (1_000_000_000, 'B') };
    let (whole, tenth) = (units / step, units % step * 10 / step);
    if whole < 10 && tenth > 0 { format!("{whole}.{tenth}{letter}") } else { format!("{whole}{letter}") }
}

fn with_sign(number: &str, currency: Currency) -> String {
    match currency.code() {
        "JPY" => format!("¥{number}"),
        "EUR" => format!("€{number}"),
        "USD" => format!("${number}"),
        "GBP" => format!("£{number}"),
        code => format!("{number} {code}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn money(text: &str, currency: &str) -> Money {
        Money::parse(text, currency.parse().unwrap()).unwrap()
    }

    #[test]
    fn amounts_are_grouped_and_signed() {
        assert_eq!(full(money("1200000", "JPY")), "¥1,200,000");
        assert_eq!(full(money("12.5", "EUR")), "€12.50");
        assert_eq!(full(money("12000", "CHF")), "12,000.00 CHF");
    }

    #[test]
    fn rows_show_them_short() {
        assert_eq!(short(money("40000", "EUR")), "€40k");
        assert_eq!(short(money("1250000", "JPY")), "¥1.2M");
        assert_eq!(short(money("9999", "USD")), "$9999");
        assert_eq!(short(money("12000000000", "JPY")), "¥12B");
    }
}
