//! Amounts of money as people see them: the one place of both front ends.

use super::sizes::count;
use crate::domain::crm::money::Money;
use crate::i18n::Text;

/// An amount with its currency: `¥1,200,000`, `€40,000`, `$999.50`, `CHF 1,234`. Grouped digits; a fraction only where there is one.
pub fn amount(money: Money) -> String {
    let decimal = money.decimal();
    let (minus, digits) = decimal.strip_prefix('-').map_or(("", decimal.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = if fraction.bytes().any(|digit| digit != b'0') { format!(".{fraction}") } else { String::new() };
    let number = format!("{}{fraction}", count(whole.parse().unwrap_or(0)));
    match money.currency.code() {
        "JPY" => format!("{minus}¥{number}"),
        "EUR" => format!("{minus}€{number}"),
        "USD" => format!("{minus}${number}"),
        "GBP" => format!("{minus}£{number}"),
        code => format!("{code} {minus}{number}"),
    }
}

/// What the heading of a stage says of its deals: how many, their sum, and the sum weighted by the probability of the stage.
pub fn sums(deals: usize, sum: Money, weighted: Money) -> Text {
    Text::of("stage-sums")
        .count("count", i64::try_from(deals).unwrap_or(i64::MAX))
        .with("amount", amount(sum))
        .with("weighted", amount(weighted))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn amounts_are_grouped_and_carry_their_currency() {
        let said = |typed, currency: &str| amount(Money::parse(typed, currency.parse().unwrap()).unwrap());
        assert_eq!(said("1200000", "JPY"), "¥1,200,000");
        assert_eq!(said("40000", "EUR"), "€40,000");
        assert_eq!(said("999.50", "USD"), "$999.50");
        assert_eq!(said("1234", "CHF"), "CHF 1,234");
        assert_eq!(amount(Money { minor: -123_456, currency: "EUR".parse().unwrap() }), "-€1,234.56");
    }
}
