//! The values one chooses from (customers.md 2, Zoho's). A value's id is Zoho's English word: stable in JSON, in the store and in scripts, whatever the screen's language.

/// The picklists, each with its own values in [`Picklists`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PicklistId {
    /// Where a lead stands.
    LeadStatus,
    /// Where a lead came from.
    LeadSource,
    /// Where a deal stands; each stage has a probability and a category.
    DealStage,
    /// New or existing business.
    DealType,
    /// Where a task stands; only `Completed` counts as done.
    TaskStatus,
    /// How urgent a task is.
    TaskPriority,
    /// Who called whom.
    CallType,
    /// Why one called.
    CallPurpose,
    /// What came of a call.
    CallResult,
}

/// Whether a deal in a stage is still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StageCategory {
    /// Still open.
    Open,
    /// Over, and ours.
    Won,
    /// Over without a sale.
    Lost,
}

/// A stage of the pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// The stable id, which is also the English name.
    pub id: String,
    /// How likely a deal of this stage is won, in percent.
    pub probability: i64,
    /// Whether it is over.
    pub category: StageCategory,
}

/// All values one can choose, as the config leaves them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picklists {
    lists: Vec<(PicklistId, Vec<String>)>,
    stages: Vec<Stage>,
}

const LEAD_STATUS: [&str; 8] =
    ["Not Contacted", "Attempted to Contact", "Contact in Future", "Contacted", "Pre-Qualified", "Not Qualified", "Lost Lead", "Junk Lead"];
const LEAD_SOURCE: [&str; 14] = [
    "Mail",
    "Advertisement",
    "Cold Call",
    "Employee Referral",
    "External Referral",
    "Online Store",
    "Partner",
    "Public Relations",
    "Sales Email Alias",
    "Seminar",
    "Trade Show",
    "Web Site",
    "Chat",
    "Other",
];
const STAGES: [(&str, i64, StageCategory); 9] = [
    ("Qualification", 10, StageCategory::Open),
    ("Needs Analysis", 20, StageCategory::Open),
    ("Value Proposition", 40, StageCategory::Open),
    ("Identify Decision Makers", 60, StageCategory::Open),
    ("Proposal/Price Quote", 75, StageCategory::Open),
    ("Negotiation/Review", 90, StageCategory::Open),
    ("Closed Won", 100, StageCategory::Won),
    ("Closed Lost", 0, StageCategory::Lost),
    ("Closed-Lost to Competition", 0, StageCategory::Lost),
];
const DEAL_TYPE: [&str; 2] = ["New Business", "Existing Business"];
const TASK_STATUS: [&str; 5] = ["Not Started", "Deferred", "In Progress", "Completed", "Waiting for input"];
const TASK_PRIORITY: [&str; 5] = ["Highest", "High", "Normal", "Low", "Lowest"];
const CALL_TYPE: [&str; 3] = ["Outbound", "Inbound", "Missed"];
const CALL_PURPOSE: [&str; 6] = ["Prospecting", "Administrative", "Negotiation", "Demo", "Project", "Desk"];
const CALL_RESULT: [&str; 6] =
    ["Interested", "Not interested", "No response/Busy", "Requested more info", "Requested call back", "Invalid number"];

/// The task status that counts as done.
pub const COMPLETED: &str = "Completed";

impl PicklistId {
    /// All picklists.
    pub const ALL: [Self; 9] = [
        Self::LeadStatus,
        Self::LeadSource,
        Self::DealStage,
        Self::DealType,
        Self::TaskStatus,
        Self::TaskPriority,
        Self::CallType,
        Self::CallPurpose,
        Self::CallResult,
    ];

    /// What a new record gets when nobody says; `None` leaves it empty.
    pub fn default_value(self) -> Option<&'static str> {
        match self {
            Self::LeadStatus => Some("Not Contacted"),
            Self::DealStage => Some("Qualification"),
            Self::TaskStatus => Some("Not Started"),
            Self::TaskPriority => Some("Normal"),
            Self::CallType => Some("Outbound"),
            Self::LeadSource | Self::DealType | Self::CallPurpose | Self::CallResult => None,
        }
    }
}

impl Default for Picklists {
    fn default() -> Self {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let stages: Vec<Stage> = STAGES
            .iter()
            .map(|(id, probability, category)| Stage { id: (*id).to_owned(), probability: *probability, category: *category })
            .collect();
        Self::new(
            vec![
                (PicklistId::LeadStatus, owned(&LEAD_STATUS)),
                (PicklistId::LeadSource, owned(&LEAD_SOURCE)),
                (PicklistId::DealType, owned(&DEAL_TYPE)),
                (PicklistId::TaskStatus, owned(&TASK_STATUS)),
                (PicklistId::TaskPriority, owned(&TASK_PRIORITY)),
                (PicklistId::CallType, owned(&CALL_TYPE)),
                (PicklistId::CallPurpose, owned(&CALL_PURPOSE)),
                (PicklistId::CallResult, owned(&CALL_RESULT)),
            ],
            stages,
        )
    }
}

impl Picklists {
    /// Takes the values that the config leaves; the deal stages are a list of their own.
    pub fn new(lists: Vec<(PicklistId, Vec<String>)>, stages: Vec<Stage>) -> Self {
        Self { lists, stages }
    }

    /// The values of a picklist, in the order of forms.
    pub fn values(&self, list: PicklistId) -> Vec<&str> {
        if list == PicklistId::DealStage {
            return self.stages.iter().map(|stage| stage.id.as_str()).collect();
        }
        self.lists.iter().find(|(id, _)| *id == list).map_or_else(Vec::new, |(_, values)| values.iter().map(String::as_str).collect())
    }

    /// The value somebody means: case, spaces, hyphens, underscores and slashes do not matter (`closed-won` is `Closed Won`).
    pub fn find(&self, list: PicklistId, typed: &str) -> Option<&str> {
        let wanted = squeezed(typed);
        self.values(list).into_iter().find(|value| squeezed(value) == wanted)
    }

    /// The stages of the pipeline, in order.
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// The stage with this id.
    pub fn stage(&self, id: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_however_a_shell_writes_them() {
        let lists = Picklists::default();
        assert_eq!(lists.find(PicklistId::DealStage, "closed_won"), Some("Closed Won"));
        assert_eq!(lists.find(PicklistId::LeadStatus, "not-contacted"), Some("Not Contacted"));
        assert_eq!(lists.find(PicklistId::LeadStatus, "sold"), None);
    }

    #[test]
    fn defaults_are_values_and_no_two_values_are_the_same_word() {
        let lists = Picklists::default();
        for list in PicklistId::ALL {
            let values = lists.values(list);
            assert!(!values.is_empty());
            if let Some(default) = list.default_value() {
                assert!(values.contains(&default), "{list:?}");
            }
            for value in &values {
                assert_eq!(lists.find(list, value), Some(*value));
            }
        }
    }
}
