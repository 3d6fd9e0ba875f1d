//! What programs of the person do with a mail: a browser opens its links.

use crate::text::CleanText;

/// Every question about programs outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutsideJob {
    /// A link, in the browser.
    Link(OpenLink),
}

/// A link of a mail, opened by the person's browser (`reading.browser`). Only http and https are; no shell reads it, and what the browser prints goes nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenLink(pub CleanText);
