//! Amounts of money: whole minor units and an ISO 4217 currency, never a float.

use super::amount;
pub use super::currency::{Currency, MoneyError};

/// An amount of a currency, exact: never a floating-point number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// In the currency's smallest unit.
    pub minor: i64,
    /// Of which currency.
    pub currency: Currency,
}

impl Money {
    /// The largest amount in minor units: JSON numbers stay exact up to it.
    pub const MAX_MINOR: i64 = 9_007_199_254_740_991;

    /// Reads what a person typed: digits of any script and width, groups of three, a decimal point, the currency's own sign or code around it.
    ///
    /// # Errors
    /// What is no amount, what can be read two ways, more decimals than the currency has (zeros or not), and another currency's sign.
    pub fn parse(typed: &str, currency: Currency) -> Result<Self, MoneyError> {
        let minor = amount::read(typed, currency)?;
        if minor > Self::MAX_MINOR { Err(MoneyError::Range) } else { Ok(Self { minor, currency }) }
    }

    /// The decimal number without grouping or currency: what JSON and CSV carry.
    pub fn decimal(self) -> String {
        let decimals = self.currency.decimals() as usize;
        if decimals == 0 {
            return self.minor.to_string();
        }
        let scale = 10_i64.pow(self.currency.decimals());
        let sign = if self.minor < 0 { "-" } else { "" };
        format!("{sign}{}.{:0decimals$}", (self.minor / scale).abs(), (self.minor % scale).abs())
    }

    /// The same number in another currency, when somebody corrects only the currency; nothing is exchanged.
    pub fn relabelled(self, currency: Currency) -> Result<Self, MoneyError> {
        let (have, want) = (self.currency.decimals(), currency.decimals());
        let unit = 10_i64.pow(have.saturating_sub(want));
        if self.minor % unit != 0 {
            return Err(MoneyError::Decimals(want));
        }
        let minor = (self.minor / unit).checked_mul(10_i64.pow(want.saturating_sub(have))).filter(|minor| *minor <= Self::MAX_MINOR);
        Ok(Self { minor: minor.ok_or(MoneyError::Range)?, currency })
    }

    /// So many percent of the amount, rounded down to a minor unit.
    pub fn percent(self, percent: i64) -> Self {
        Self { minor: Self::weighted([(self, percent)]), currency: self.currency }
    }

    /// The sum of amounts of one currency by their percents in minor units, rounded down once: parts that are rounded apart would lose up to a unit each.
    pub fn weighted(parts: impl IntoIterator<Item = (Self, i64)>) -> i64 {
        let sum: i128 = parts.into_iter().map(|(money, percent)| i128::from(money.minor) * i128::from(percent.clamp(0, 100))).sum();
        i64::try_from(sum / 100).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (typed, currency, minor) in [
            ("1,234.50", Currency::USD, 123_450),
            ("¥1,200,000", Currency::JPY, 1_200_000),
            ("１２００円", Currency::JPY, 1200),
            ("40000", Currency::EUR, 4_000_000),
            ("EUR 12.5", Currency::EUR, 1250),
        ] {
            assert_eq!(Money::parse(typed, currency).unwrap().minor, minor, "{typed}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for (typed, wrong) in [
            ("", MoneyError::Number),
            ("1.2.3", MoneyError::Number),
            ("ten", MoneyError::Number),
            ("-5", MoneyError::Range),
            ("99999999999999999999", MoneyError::Range),
            ("1.234", MoneyError::TwoWays),
            ("12.345", MoneyError::TwoWays),
            ("1234.567", MoneyError::Decimals(2)),
            ("€5", MoneyError::Other),
        ] {
            assert_eq!(Money::parse(typed, Currency::USD), Err(wrong), "{typed}");
        }
        assert_eq!("XYZ".parse::<Currency>(), Err(MoneyError::Currency));
        assert_eq!("jpy".parse::<Currency>(), Ok(Currency::JPY));
    }

    #[test]
    fn decimals_follow_the_currency_and_come_back() {
        let kwd: Currency = "KWD".parse().unwrap();
        for (typed, currency) in [("12.345", kwd), ("12.30", Currency::EUR), ("12", Currency::JPY), ("0.05", Currency::USD)] {
            let money = Money::parse(typed, currency).unwrap();
            assert_eq!(money.decimal(), typed);
            assert_eq!(Money::parse(&money.decimal(), currency), Ok(money));
        }
        assert_eq!(Money::parse("1000", Currency::JPY).unwrap().relabelled(Currency::USD).unwrap().decimal(), "1000.00");
        assert_eq!(Money::parse("10", Currency::JPY).unwrap().percent(75).minor, 7);
    }

    #[test]
    fn a_relabelled_amount_keeps_its_number_or_is_refused() {
        let of = |typed, currency| Money::parse(typed, currency).unwrap();
        assert_eq!(of("1000.00", Currency::USD).relabelled(Currency::JPY).unwrap().decimal(), "1000");
        assert_eq!(of("1000.50", Currency::USD).relabelled(Currency::JPY), Err(MoneyError::Decimals(0)));
    }

    #[test]
    fn a_sum_rounds_once() {
        let parts = [333, 333, 334].map(|minor| (Money { minor, currency: Currency::JPY }, 10));
        assert_eq!(parts.iter().map(|(money, percent)| money.percent(*percent).minor).sum::<i64>(), 99);
        assert_eq!(Money::weighted(parts), 100);
    }
}
