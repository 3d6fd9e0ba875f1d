//! The fields of every kind of record: one vocabulary for flags, JSON keys, forms, lists, CSV and undo (customers.md 1).

use std::sync::LazyLock;

use super::kind::{RecordKind, Subject};
use super::picklist::PicklistId;

/// A field. The same field means the same on every kind that has it; its label may differ by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // each is explained by its name, its type in `specs` and its label in both languages
pub enum Field {
    LastName,
    FirstName,
    LastNameKana,
    FirstNameKana,
    Salutation,
    /// The company's name of a company record.
    Name,
    DealName,
    Subject,
    /// The position of a person; the heading of an event or a note.
    Title,
    /// Text on leads and temps, the record on contacts and deals.
    Company,
    Department,
    Email,
    SecondaryEmail,
    Phone,
    Mobile,
    Fax,
    Website,
    Domains,
    LeadStatus,
    LeadSource,
    Rating,
    Industry,
    AnnualRevenue,
    Employees,
    AccountType,
    ParentCompany,
    Country,
    PostalCode,
    State,
    City,
    Street,
    EmailOptOut,
    ShareEmails,
    Contact,
    Amount,
    Currency,
    ClosingDate,
    Stage,
    Probability,
    /// Amount times probability; computed, never stored.
    ExpectedRevenue,
    DealType,
    NextStep,
    LostReason,
    DueDate,
    Status,
    Priority,
    From,
    To,
    AllDay,
    Location,
    Participants,
    CallType,
    CallPurpose,
    CallStartTime,
    Duration,
    CallResult,
    RelatedTo,
    Reminder,
    /// How it comes back when it is done.
    Repeat,
    Content,
    Description,
}

/// What a field holds and how long it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// One line of at most so many characters.
    Line(usize),
    /// Several lines of at most so many characters.
    Block(usize),
    /// A postal code, written plainly.
    PostalCode,
    /// A telephone number as it was written; E.164 is kept beside it.
    Phone,
    /// A mail address.
    Email,
    /// Several mail addresses.
    Emails,
    /// Several domains.
    Domains,
    /// A web address.
    Url,
    /// An amount in the record's currency.
    Money,
    /// A currency (ISO 4217).
    Currency,
    /// A whole number in these bounds.
    Integer(i64, i64),
    /// A calendar date.
    Date,
    /// A point in time.
    Instant,
    /// A duration in minutes.
    Minutes,
    /// A value of a picklist.
    Choice(PicklistId),
    /// A rule by which something comes back (RFC 5545).
    Repeat,
    /// Yes or no.
    Flag,
    /// Another record of one of these subjects.
    Record(&'static [Subject]),
}

/// Where a form shows a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// At once.
    First,
    /// After the first ones, on demand.
    More,
    /// In details only: it is computed or changed by its own command.
    ReadOnly,
}

/// A field as one kind of record has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    /// The field; what it is called for this kind is [`label_of`].
    pub field: Field,
    /// What it holds.
    pub holds: FieldType,
    /// Whether the record cannot be without it.
    pub mandatory: bool,
    /// Where forms show it.
    pub shown: Shown,
}

const LINE: FieldType = FieldType::Line(200);
const ADDRESS: [(Field, FieldType); 5] = [
    (Field::Country, FieldType::Line(80)),
    (Field::PostalCode, FieldType::PostalCode),
    (Field::State, FieldType::Line(80)),
    (Field::City, FieldType::Line(80)),
    (Field::Street, FieldType::Line(250)),
];

impl Field {
    /// The id of the field's name in the catalogue: `field-` and customers.md's name in kebab-case. See [`label_of`] for a kind's own wording.
    pub fn label(self) -> &'static str {
        match self {
            Self::LastName => "field-last-name",
            Self::FirstName => "field-first-name",
            Self::LastNameKana => "field-last-name-kana",
            Self::FirstNameKana => "field-first-name-kana",
            Self::Salutation => "field-salutation",
            Self::Name => "field-name",
            Self::DealName => "field-deal-name",
            Self::Subject => "field-subject",
            Self::Title => "field-title",
            Self::Company => "field-company",
            Self::Department => "field-department",
            Self::Email => "field-email",
            Self::SecondaryEmail => "field-secondary-email",
            Self::Phone => "field-phone",
            Self::Mobile => "field-mobile",
            Self::Fax => "field-fax",
            Self::Website => "field-website",
            Self::Domains => "field-domains",
            Self::LeadStatus => "field-lead-status",
            Self::LeadSource => "field-lead-source",
            Self::Rating => "field-rating",
            Self::Industry => "field-industry",
            Self::AnnualRevenue => "field-annual-revenue",
            Self::Employees => "field-employees",
            Self::AccountType => "field-account-type",
            Self::ParentCompany => "field-parent-company",
            Self::Country => "field-country",
            Self::PostalCode => "field-postal-code",
            Self::State => "field-state",
            Self::City => "field-city",
            Self::Street => "field-street",
            Self::EmailOptOut => "field-email-opt-out",
            Self::ShareEmails => "field-share-emails",
            Self::Contact => "field-contact",
            Self::Amount => "field-amount",
            Self::Currency => "field-currency",
            Self::ClosingDate => "field-closing-date",
            Self::Stage => "field-stage",
            Self::Probability => "field-probability",
            Self::ExpectedRevenue => "field-expected-revenue",
            Self::DealType => "field-type",
            Self::NextStep => "field-next-step",
            Self::LostReason => "field-lost-reason",
            Self::DueDate => "field-due-date",
            Self::Status => "field-status",
            Self::Priority => "field-priority",
            Self::From => "field-from",
            Self::To => "field-to",
            Self::AllDay => "field-all-day",
            Self::Location => "field-location",
            Self::Participants => "field-participants",
            Self::CallType => "field-call-type",
            Self::CallPurpose => "field-call-purpose",
            Self::CallStartTime => "field-call-start-time",
            Self::Duration => "field-duration",
            Self::CallResult => "field-call-result",
            Self::RelatedTo => "field-related-to",
            Self::Reminder => "field-reminder",
            Self::Repeat => "field-repeat",
            Self::Content => "field-content",
            Self::Description => "field-description",
        }
    }

    /// The flag of commands without its dashes, and the field's name in the config: customers.md's name in kebab-case.
    pub fn flag(self) -> &'static str {
        self.label().strip_prefix("field-").unwrap_or_default()
    }

    /// The key in JSON and the column in CSV: the flag in snake_case.
    pub fn key(self) -> String {
        self.flag().replace('-', "_")
    }

    /// The field of a kind that a flag, JSON key or CSV column names.
    pub fn named(kind: RecordKind, name: &str) -> Option<Self> {
        let flag = name.trim_start_matches('-').replace('_', "-").to_lowercase();
        specs(kind).into_iter().map(|spec| spec.field).find(|field| field.flag() == flag)
    }
}

/// The id of a field's name as a kind words it: a title is a person's position but an event's heading, a company is text on leads and a record on contacts.
pub fn label_of(kind: RecordKind, field: Field) -> &'static str {
    match (kind, field) {
        (RecordKind::Event | RecordKind::Note, Field::Title) => "field-heading",
        (RecordKind::Contact | RecordKind::Deal, Field::Company) => "field-company-record",
        _ => field.label(),
    }
}

/// Starts the list of a kind's fields.
struct Specs(Vec<FieldSpec>);

impl Specs {
    fn must(mut self, field: Field, holds: FieldType) -> Self {
        self.0.push(FieldSpec { field, holds, mandatory: true, shown: Shown::First });
        self
    }

    fn first(mut self, field: Field, holds: FieldType) -> Self {
        self.0.push(FieldSpec { field, holds, mandatory: false, shown: Shown::First });
        self
    }

    fn more(mut self, field: Field, holds: FieldType) -> Self {
        self.0.push(FieldSpec { field, holds, mandatory: false, shown: Shown::More });
        self
    }

    fn read_only(mut self, field: Field, holds: FieldType) -> Self {
        self.0.push(FieldSpec { field, holds, mandatory: false, shown: Shown::ReadOnly });
        self
    }

    fn address(mut self) -> Self {
        for (field, holds) in ADDRESS {
            self = self.more(field, holds);
        }
        self
    }

    fn related(self, subjects: &'static [Subject]) -> Self {
        self.first(Field::RelatedTo, FieldType::Record(subjects))
    }
}

const RELATED: &[Subject] = &[Subject::Person, Subject::Company, Subject::Deal];

/// The fields of all kinds, made once: they are asked for with every value that is read.
static SPECS: LazyLock<Vec<(RecordKind, Vec<FieldSpec>)>> =
    LazyLock::new(|| RecordKind::ALL.into_iter().map(|kind| (kind, made(kind))).collect());

fn of(kind: RecordKind) -> &'static [FieldSpec] {
    SPECS.iter().find(|(one, _)| *one == kind).map_or(&[], |(_, specs)| specs)
}

/// The fields of a kind in the order of forms, family name first (S25 turns the order for given-name-first languages, see [`form_order`]).
pub fn specs(kind: RecordKind) -> Vec<FieldSpec> {
    of(kind).to_vec()
}

fn made(kind: RecordKind) -> Vec<FieldSpec> {
    use Field as F;
    use FieldType as T;
    let specs = Specs(Vec::new());
    match kind {
        RecordKind::Lead | RecordKind::Contact | RecordKind::Temp => person(kind),
        RecordKind::Company => {
            specs
                .must(F::Name, LINE)
                .first(F::Phone, T::Phone)
                .first(F::Website, T::Url)
                .first(F::Domains, T::Domains)
                .more(F::Fax, T::Phone)
                .more(F::Industry, LINE)
                .more(F::AccountType, LINE)
                .more(F::ParentCompany, T::Record(&[Subject::Company]))
                .more(F::Employees, T::Integer(0, 100_000_000))
                .address()
                .more(F::Description, T::Block(32_000))
                .0
        }
        RecordKind::Deal => {
            specs
                .must(F::DealName, T::Line(120))
                .must(F::Contact, T::Record(&[Subject::Person]))
                .first(F::Company, T::Record(&[Subject::Company]))
                .first(F::Amount, T::Money)
                .first(F::Currency, T::Currency)
                .must(F::ClosingDate, T::Date)
                .must(F::Stage, T::Choice(PicklistId::DealStage))
                .first(F::NextStep, T::Line(100))
                .more(F::Probability, T::Integer(0, 100))
                .read_only(F::ExpectedRevenue, T::Money)
                .more(F::DealType, T::Choice(PicklistId::DealType))
                .more(F::LeadSource, T::Choice(PicklistId::LeadSource))
                .more(F::LostReason, LINE)
                .more(F::Description, T::Block(32_000))
                .0
        }
        RecordKind::Task => {
            specs
                .must(F::Subject, T::Line(255))
                .first(F::DueDate, T::Date)
                .first(F::Status, T::Choice(PicklistId::TaskStatus))
                .first(F::Priority, T::Choice(PicklistId::TaskPriority))
                .related(RELATED)
                .more(F::Reminder, T::Instant)
                .more(F::Repeat, T::Repeat)
                .more(F::Description, T::Block(32_000))
                .0
        }
        RecordKind::Event => {
            specs
                .must(F::Title, T::Line(255))
                .must(F::From, T::Instant)
                .must(F::To, T::Instant)
                .first(F::AllDay, T::Flag)
                .first(F::Location, T::Line(255))
                .more(F::Participants, T::Line(1000))
                .related(RELATED)
                .more(F::Reminder, T::Instant)
                .more(F::Repeat, T::Repeat)
                .more(F::Description, T::Block(32_000))
                .0
        }
        RecordKind::Call => {
            specs
                .must(F::Subject, T::Line(255))
                .must(F::CallType, T::Choice(PicklistId::CallType))
                .first(F::CallPurpose, T::Choice(PicklistId::CallPurpose))
                .must(F::CallStartTime, T::Instant)
                .first(F::Duration, T::Minutes)
                .first(F::CallResult, T::Choice(PicklistId::CallResult))
                .related(RELATED)
                .more(F::Reminder, T::Instant)
                .more(F::Description, T::Block(32_000))
                .0
        }
        RecordKind::Note => specs.first(F::Title, T::Line(255)).must(F::Content, T::Block(100_000)).related(RELATED).0,
    }
}

fn person(kind: RecordKind) -> Vec<FieldSpec> {
    use Field as F;
    use FieldType as T;
    let specs = Specs(Vec::new()).must(F::LastName, T::Line(80)).first(F::FirstName, T::Line(40));
    let specs = match kind {
        RecordKind::Contact => specs.first(F::Company, T::Record(&[Subject::Company])),
        RecordKind::Lead
        | RecordKind::Temp
        | RecordKind::Company
        | RecordKind::Deal
        | RecordKind::Task
        | RecordKind::Event
        | RecordKind::Call
        | RecordKind::Note => specs.first(F::Company, LINE),
    };
    let specs = specs
        .first(F::Title, T::Line(100))
        .first(F::Department, T::Line(100))
        .first(F::Email, T::Email)
        .first(F::Phone, T::Phone)
        .first(F::Mobile, T::Phone);
    let specs = if kind == RecordKind::Lead { specs.first(F::LeadStatus, T::Choice(PicklistId::LeadStatus)) } else { specs };
    let specs = specs
        .first(F::LeadSource, T::Choice(PicklistId::LeadSource))
        .more(F::LastNameKana, T::Line(80))
        .more(F::FirstNameKana, T::Line(40))
        .more(F::Salutation, T::Line(40))
        .more(F::SecondaryEmail, T::Emails)
        .more(F::Fax, T::Phone)
        .more(F::Website, T::Url);
    let specs = if kind == RecordKind::Lead {
        specs
            .more(F::Rating, LINE)
            .more(F::Industry, LINE)
            .more(F::AnnualRevenue, T::Money)
            .more(F::Currency, T::Currency)
            .more(F::Employees, T::Integer(0, 100_000_000))
    } else {
        specs
    };
    specs.address().more(F::EmailOptOut, T::Flag).read_only(F::ShareEmails, T::Flag).more(F::Description, T::Block(32_000)).0
}

/// A field as a kind has it; `None` when the kind has no such field.
pub fn spec(kind: RecordKind, field: Field) -> Option<FieldSpec> {
    of(kind).iter().find(|spec| spec.field == field).copied()
}

/// The fields that a form asks for, in its order: 姓 before 名 where `family_first` (S25).
pub fn form_order(kind: RecordKind, family_first: bool) -> Vec<FieldSpec> {
    let mut specs: Vec<FieldSpec> = specs(kind).into_iter().filter(|spec| spec.shown != Shown::ReadOnly).collect();
    if !family_first {
        for (family, given) in [(Field::LastName, Field::FirstName), (Field::LastNameKana, Field::FirstNameKana)] {
            let place = |field| specs.iter().position(|spec: &FieldSpec| spec.field == field);
            if let (Some(a), Some(b)) = (place(family), place(given)) {
                specs.swap(a, b);
            }
        }
    }
    specs
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_flag_names_its_field_and_no_kind_has_a_field_twice() {
        for kind in RecordKind::ALL {
            let all = specs(kind);
            for spec in &all {
                assert_eq!(Field::named(kind, spec.field.flag()), Some(spec.field));
                assert_eq!(Field::named(kind, &spec.field.key()), Some(spec.field));
                assert_eq!(all.iter().filter(|other| other.field.flag() == spec.field.flag()).count(), 1, "{kind:?} {spec:?}");
            }
        }
        assert_eq!(Field::named(RecordKind::Task, "closing-date"), None);
    }

    #[test]
    fn s25_form_order_follows_the_locale() {
        let order = |family_first| form_order(RecordKind::Lead, family_first).iter().take(2).map(|spec| spec.field).collect::<Vec<_>>();
        assert_eq!(order(true), [Field::LastName, Field::FirstName]);
        assert_eq!(order(false), [Field::FirstName, Field::LastName]);
    }

    #[test]
    fn s25_a_lead_form_asks_for_name_company_and_phone_at_once() {
        let shown = |field| spec(RecordKind::Lead, field).unwrap().shown == Shown::First;
        for field in [Field::LastName, Field::FirstName, Field::Company, Field::Phone, Field::Email] {
            assert!(shown(field), "{field:?}");
        }
    }
}
