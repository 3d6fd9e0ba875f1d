//! Currencies of ISO 4217, and what can be wrong with an amount of one.

use std::fmt;
use std::str::FromStr;

use crate::text::plain;

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
    /// A number that one person reads as thousands and another as decimals.
    #[error("can be read in two ways")]
    TwoWays,
    /// A sign that several currencies write, and the record's is none of them.
    #[error("a sign of several currencies")]
    Sign,
    /// A sign or code of another currency than the record's.
    #[error("of another currency")]
    Other,
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

    /// The currency of a code in any case.
    ///
    /// # Errors
    /// [`MoneyError::Currency`] for what is no active code.
    pub fn of_code(code: &str) -> Result<Self, MoneyError> {
        let upper = code.to_ascii_uppercase();
        let known = CODES.split_ascii_whitespace().any(|code| code == upper);
        let bytes: Option<[u8; 3]> = upper.as_bytes().try_into().ok();
        bytes.filter(|_| known).map(Self).ok_or(MoneyError::Currency)
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
        Self::of_code(&plain(text))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
