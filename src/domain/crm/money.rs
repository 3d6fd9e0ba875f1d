//! Amounts of money: whole minor units and an ISO 4217 currency, never a float.

use std::fmt;
use std::str::FromStr;

use unicode_normalization::UnicodeNormalization;

/// The active codes of ISO 4217 (list one, funds and metals left out).
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY \
COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD \
JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR \
NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY \
TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";
const NO_MINOR: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const THREE_DIGITS: &str = "BHD IQD JOD KWD LYD OMR TND";

/// A currency of ISO 4217.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

/// Why a text is no currency or no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// No active code of ISO 4217.
    #[error("no currency of ISO 4217")]
    Currency,
    /// No number.
    #[error("not an amount")]
    Number,
    /// More decimals than the currency has.
    #[error("at most {0} decimals")]
    Decimals(u32),
    /// Below zero or above what JSON numbers carry exactly.
    #[error("out of range")]
    Range,
}

impl Currency {
    /// The Japanese yen, which has no smaller unit.
    pub const JPY: Self = Self(*b"JPY");
    /// The euro, where the locale's country has it.
    pub const EUR: Self = Self(*b"EUR");
    /// The United States dollar.
    pub const USD: Self = Self(*b"USD");

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many decimals an amount has (ISO 4217: mostly two; none for yen; three for some dinars).
    pub fn decimals(self) -> u32 {
        if NO_MINOR.split(' ').any(|code| code == self.code()) {
            0
        } else if THREE_DIGITS.split(' ').any(|code| code == self.code()) {
            3
        } else {
            2
        }
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let upper: String = text.trim().nfkc().collect::<String>().to_ascii_uppercase();
        let known = CODES.split_ascii_whitespace().any(|code| code == upper);
        let bytes: Option<[u8; 3]> = upper.as_bytes().try_into().ok();
        bytes.filter(|_| known).map(Self).ok_or(MoneyError::Currency)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

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

    /// Reads what a person typed: digits of any width, commas between groups of three, a decimal point, a currency sign or code around it.
    pub fn parse(typed: &str, currency: Currency) -> Result<Self, MoneyError> {
        let text: String = typed.nfkc().filter(|c| !c.is_whitespace()).collect();
        let bare = text.trim_matches(|c: char| matches!(c, '¥' | '€' | '$' | '£' | '円'));
        let bare = bare.strip_prefix(currency.code()).or_else(|| bare.strip_suffix(currency.code())).unwrap_or(bare);
        if bare.starts_with('-') {
            return Err(MoneyError::Range);
        }
        let (whole, fraction) = bare.split_once('.').unwrap_or((bare, ""));
        let mut groups = whole.split(',');
        let head = groups.next().unwrap_or("");
        let grouped = whole.contains(',');
        let mut digits = String::from(head);
        for group in groups {
            if group.len() != 3 {
                return Err(MoneyError::Number);
            }
            digits.push_str(group);
        }
        let numeric = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if digits.is_empty() || !numeric(&digits) || !numeric(fraction) || (grouped && (head.is_empty() || head.len() > 3)) {
            return Err(MoneyError::Number);
        }
        let decimals = currency.decimals();
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > decimals as usize {
            return Err(MoneyError::Decimals(decimals));
        }
        digits.push_str(fraction);
        digits.extend(std::iter::repeat_n('0', decimals as usize - fraction.len()));
        let minor: i64 = digits.parse().map_err(|_| MoneyError::Range)?;
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
        Self::parse(&self.decimal(), currency)
    }

    /// So many percent of the amount, rounded down to a minor unit.
    pub fn percent(self, percent: i64) -> Self {
        let part = i128::from(self.minor) * i128::from(percent.clamp(0, 100)) / 100;
        Self { minor: i64::try_from(part).unwrap_or(self.minor), currency: self.currency }
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
            ("3.00", Currency::JPY, 3),
        ] {
            assert_eq!(Money::parse(typed, currency).unwrap().minor, minor, "{typed}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for (typed, wrong) in [
            ("", MoneyError::Number),
            ("12,5", MoneyError::Number),
            ("1.2.3", MoneyError::Number),
            ("ten", MoneyError::Number),
            ("-5", MoneyError::Range),
            ("99999999999999999999", MoneyError::Range),
            ("1.234", MoneyError::Decimals(2)),
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
}
