//! The words of what is chosen from picklists.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::i18n::{Catalogue, Language, Text};

/// Picklist values as shipped, with the ids of their words. A value that the config adds is shown as it is written there.
const VALUES: [(&str, &str); 58] = [
    ("Not Contacted", "value-not-contacted"),
    ("Attempted to Contact", "value-attempted-to-contact"),
    ("Contact in Future", "value-contact-in-future"),
    ("Contacted", "value-contacted"),
    ("Pre-Qualified", "value-pre-qualified"),
    ("Not Qualified", "value-not-qualified"),
    ("Lost Lead", "value-lost-lead"),
    ("Junk Lead", "value-junk-lead"),
    ("Mail", "value-mail"),
    ("Advertisement", "value-advertisement"),
    ("Cold Call", "value-cold-call"),
    ("Employee Referral", "value-employee-referral"),
    ("External Referral", "value-external-referral"),
    ("Online Store", "value-online-store"),
    ("Partner", "value-partner"),
    ("Public Relations", "value-public-relations"),
    ("Sales Email Alias", "value-sales-email-alias"),
    ("Seminar", "value-seminar"),
    ("Trade Show", "value-trade-show"),
    ("Web Site", "value-web-site"),
    ("Chat", "value-chat"),
    ("Other", "value-other"),
    ("Qualification", "value-qualification"),
    ("Needs Analysis", "value-needs-analysis"),
    ("Value Proposition", "value-value-proposition"),
    ("Identify Decision Makers", "value-identify-decision-makers"),
    ("Proposal/Price Quote", "value-proposal-price-quote"),
    ("Negotiation/Review", "value-negotiation-review"),
    ("Closed Won", "value-closed-won"),
    ("Closed Lost", "value-closed-lost"),
    ("Closed-Lost to Competition", "value-closed-lost-to-competition"),
    ("New Business", "value-new-business"),
    ("Existing Business", "value-existing-business"),
    ("Not Started", "value-not-started"),
    ("Deferred", "value-deferred"),
    ("In Progress", "value-in-progress"),
    ("Completed", "value-completed"),
    ("Waiting for input", "value-waiting-for-input"),
    ("Highest", "value-highest"),
    ("High", "value-high"),
    ("Normal", "value-normal"),
    ("Low", "value-low"),
    ("Lowest", "value-lowest"),
    ("Outbound", "value-outbound"),
    ("Inbound", "value-inbound"),
    ("Missed", "value-missed"),
    ("Prospecting", "value-prospecting"),
    ("Administrative", "value-administrative"),
    ("Negotiation", "value-negotiation"),
    ("Demo", "value-demo"),
    ("Project", "value-project"),
    ("Desk", "value-desk"),
    ("Interested", "value-interested"),
    ("Not interested", "value-not-interested"),
    ("No response/Busy", "value-no-response"),
    ("Requested more info", "value-requested-more-info"),
    ("Requested call back", "value-requested-call-back"),
    ("Invalid number", "value-invalid-number"),
];

/// A picklist's value, to be said.
pub fn value(id: &str) -> Text {
    match VALUES.iter().find(|(value, _)| *value == id) {
        Some((_, text)) => Text::of(text),
        None => Text::of("mailbox-named").with("name", id),
    }
}

/// A picklist's value in the words of every language, the person's among them: what is typed is found whatever language the screen speaks.
///
/// A value that the config adds has its one name only, which its id is: for it there is nothing here.
pub fn value_in_every_language(id: &str) -> &'static [String] {
    static WORDS: LazyLock<HashMap<&'static str, Vec<String>>> = LazyLock::new(|| {
        let catalogues: Vec<Catalogue> = Language::ALL.iter().copied().map(Catalogue::open).collect();
        VALUES.iter().map(|(id, _)| (*id, catalogues.iter().map(|words| words.say(&value(id))).collect())).collect()
    });
    WORDS.get(id).map(Vec::as_slice).unwrap_or_default()
}

/// Several of them, to be said one after the other.
pub(super) fn listed(ids: &str) -> Text {
    let mut all = ids.split(", ").map(value);
    let first = all.next().unwrap_or_else(|| value(""));
    all.fold(first, |listed, next| Text::of("listed").text("first", listed).text("next", next))
}
