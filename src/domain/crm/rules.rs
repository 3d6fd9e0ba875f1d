//! What a house may set about its customers: picklists, currency, country.

use super::field::{Field, FieldSpec};
use super::kind::RecordKind;
use super::money::Currency;
use super::picklist::Picklists;
use crate::domain::account::AccountName;
use crate::domain::account::magnet::Magnet;
use crate::domain::typed::DayOrder;

/// The settings that reading, writing and summing customers needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrmRules {
    /// The values to choose from, with the stages of the pipeline.
    pub picklists: Picklists,
    /// The currency of amounts without one.
    pub currency: Currency,
    /// The country of telephone numbers without `+` (ISO 3166).
    pub region: String,
    /// What `12/1` means to the person at the keyboard.
    pub day_order: DayOrder,
    /// What this house wants filled besides what a kind cannot be without: `crm.required`.
    pub required: Vec<(RecordKind, Field)>,
    /// After how many days without an answer a customer waits: `crm.no_reply_days`.
    pub no_reply_days: u32,
    /// The accounts whose mail from customers is shown together, each with where (S104).
    pub magnets: Vec<(AccountName, Magnet)>,
}

/// What `crm.no_reply_days` is when nobody says.
pub const NO_REPLY_DAYS: u32 = 3;

impl CrmRules {
    /// The rules of a locale such as `ja_JP.UTF-8`, or where it names no country those of `home`; the currency of the config goes before the country's.
    pub fn of_locale(locale: &str, home: &str, currency: Option<Currency>) -> Self {
        let country =
            locale.split(['.', '@']).next().and_then(|bare| bare.split_once(['_', '-'])).map(|(_, country)| country.to_ascii_uppercase());
        let region = country.unwrap_or_else(|| home.to_owned());
        Self { day_order: DayOrder::of_locale(locale), ..Self::of(currency.unwrap_or_else(|| currency_of(&region)), &region) }
    }

    /// Whether a field must be filled on a record of this kind.
    pub fn requires(&self, kind: RecordKind, spec: &FieldSpec) -> bool {
        spec.mandatory || self.required.contains(&(kind, spec.field))
    }

    /// The rules of a place: its currency and country, everything else as shipped.
    pub fn of(currency: Currency, region: &str) -> Self {
        Self {
            picklists: Picklists::default(),
            currency,
            region: region.to_owned(),
            day_order: DayOrder::Unsaid,
            required: Vec::new(),
            no_reply_days: NO_REPLY_DAYS,
            magnets: Vec::new(),
        }
    }
}

/// The currency of a country (ISO 3166 to ISO 4217); the dollar where it is not one of the larger ones.
fn currency_of(region: &str) -> Currency {
    const EURO: [&str; 21] =
        ["AT", "BE", "HR", "CY", "EE", "FI", "FR", "DE", "GR", "IE", "IT", "LV", "LT", "LU", "MT", "NL", "PT", "SK", "SI", "ES", "BG"];
    const OTHERS: [(&str, &str); 26] = [
        ("JP", "JPY"),
        ("GB", "GBP"),
        ("CH", "CHF"),
        ("LI", "CHF"),
        ("CN", "CNY"),
        ("KR", "KRW"),
        ("TW", "TWD"),
        ("HK", "HKD"),
        ("SG", "SGD"),
        ("IN", "INR"),
        ("AU", "AUD"),
        ("NZ", "NZD"),
        ("CA", "CAD"),
        ("MX", "MXN"),
        ("BR", "BRL"),
        ("SE", "SEK"),
        ("NO", "NOK"),
        ("DK", "DKK"),
        ("PL", "PLN"),
        ("CZ", "CZK"),
        ("HU", "HUF"),
        ("TR", "TRY"),
        ("TH", "THB"),
        ("ID", "IDR"),
        ("VN", "VND"),
        ("PH", "PHP"),
    ];
    if EURO.contains(&region) {
        return Currency::EUR;
    }
    OTHERS.iter().find(|(country, _)| *country == region).and_then(|(_, code)| code.parse().ok()).unwrap_or(Currency::USD)
}

impl Default for CrmRules {
    fn default() -> Self {
        Self::of(Currency::JPY, "JP")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_brings_its_country_and_currency() {
        for (locale, home, region, currency) in [
            ("ja_JP.UTF-8", "US", "JP", Currency::JPY),
            ("ja", "JP", "JP", Currency::JPY),
            ("en_US.UTF-8", "JP", "US", Currency::USD),
            ("de_DE@euro", "US", "DE", Currency::EUR),
            ("C", "US", "US", Currency::USD),
        ] {
            let rules = CrmRules::of_locale(locale, home, None);
            assert_eq!((rules.region.as_str(), rules.currency), (region, currency), "{locale}");
        }
        assert_eq!(CrmRules::of_locale("en_US", "US", Some(Currency::EUR)).currency, Currency::EUR);
    }
}
