//! What a house may set about its customers: picklists, currency, country.

use super::money::Currency;
use super::picklist::Picklists;

/// The settings that reading, writing and summing customers needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrmRules {
    /// The values to choose from, with the stages of the pipeline.
    pub picklists: Picklists,
    /// The currency of amounts without one.
    pub currency: Currency,
    /// The country of telephone numbers without `+` (ISO 3166).
    pub region: String,
}

impl CrmRules {
    /// The rules of a place: its currency and country, everything else as shipped.
    pub fn of(currency: Currency, region: &str) -> Self {
        Self { picklists: Picklists::default(), currency, region: region.to_owned() }
    }
}

impl Default for CrmRules {
    fn default() -> Self {
        Self::of(Currency::JPY, "JP")
    }
}
