//! What the store's failures mean to a person.

use crate::domain::crm::field::Field;
use crate::i18n::Text;
use crate::problem::{Code, Problem};
use crate::store::{Refusal, StoreError};

/// The problem of a store failure: every failure has a code, words and a way on.
pub fn of_store(error: &StoreError) -> Problem {
    if error.is_full() {
        return Problem::failed(Code::DiskFull, Text::of("problem-disk-full")).hint(Text::of("problem-disk-full-hint"));
    }
    if error.is_busy() {
        return Problem::temporary(Code::Locked, Text::of("problem-locked")).hint(Text::of("problem-locked-hint"));
    }
    if error.is_corrupt() {
        let words = Problem::failed(Code::StoreDamaged, Text::of("problem-store-damaged")).hint(Text::of("problem-store-damaged-hint"));
        return words.detail(&error.to_string());
    }
    match error {
        StoreError::NotAStore => {
            Problem::failed(Code::NotAStore, Text::of("problem-not-a-store")).hint(Text::of("problem-not-a-store-hint"))
        }
        StoreError::TooNew { found, known } => {
            Problem::failed(Code::StoreTooNew, Text::of("problem-store-too-new").count("found", *found).count("known", *known))
                .hint(Text::of("problem-store-too-new-hint"))
        }
        StoreError::OldSqlite(version) => Problem::failed(Code::OldSqlite, Text::of("problem-old-sqlite").with("version", version.clone())),
        StoreError::NotFound => Problem::not_found(),
        StoreError::Ambiguous => Problem::ambiguous_id(),
        StoreError::ChangedSince => {
            Problem::failed(Code::ChangedSince, Text::of("problem-changed-since")).hint(Text::of("problem-changed-since-hint"))
        }
        StoreError::Blank(field) => Problem::blank(field),
        StoreError::NeedsYes { count } => {
            Problem::usage(Code::NeedsYes, Text::of("problem-needs-yes").count("n", i64::try_from(*count).unwrap_or(i64::MAX)))
                .hint(Text::of("problem-needs-yes-hint"))
        }
        StoreError::NoMailbox { name } => Problem::failed(Code::NotFound, Text::of("problem-no-mailbox").with("name", name.clone()))
            .hint(Text::of("problem-no-mailbox-hint"))
            .field("to"),
        StoreError::NothingToUndo => Problem::failed(Code::NothingToUndo, Text::of("problem-nothing-to-undo")),
        StoreError::Field(error) => Problem::of_field(error),
        StoreError::Refused(refusal) => of_refusal(refusal),
        StoreError::Query(error) => super::query::of_query(error),
        StoreError::Damaged(what) => {
            Problem::failed(Code::StoreDamaged, Text::of("problem-store-damaged")).hint(Text::of("problem-store-damaged-hint")).detail(what)
        }
        StoreError::Sqlite(_) | StoreError::Io(_) | StoreError::DiskFull => {
            Problem::failed(Code::StoreFailed, Text::of("problem-store-failed"))
                .hint(Text::of("problem-store-failed-hint"))
                .detail(&error.to_string())
        }
    }
}

fn of_refusal(refusal: &Refusal) -> Problem {
    match refusal {
        Refusal::AlreadySent => Problem::failed(Code::AlreadySent, Text::of("outbox-already-sent")),
        Refusal::BadLabel(label) => {
            Problem::failed(Code::InvalidField, Text::of("problem-invalid-field").with("about", label.as_str())).field("label")
        }
        Refusal::CannotSleep => {
            Problem::failed(Code::InvalidField, Text::of("problem-cannot-sleep")).hint(Text::of("problem-cannot-sleep-hint"))
        }
        Refusal::DealRequiresContact(found) => {
            let problem = Problem::failed(Code::DealRequiresContact, Text::of("problem-deal-requires-contact"))
                .hint(Text::of("problem-deal-requires-contact-hint"))
                .field(Field::Contact.flag());
            Problem { record: *found, ..problem }
        }
        Refusal::Duplicate(there) => Problem::failed(Code::Duplicate, Text::of("problem-duplicate-id").with("about", there.to_string()))
            .hint(Text::of("problem-duplicate-hint"))
            .field(Field::Email.flag())
            .record(*there),
        Refusal::NotALead(record) => Problem::failed(Code::NotALead, Text::of("problem-not-a-lead")).record(*record),
        Refusal::InvalidMerge => Problem::failed(Code::InvalidMerge, Text::of("problem-invalid-merge")),
        Refusal::TrashChanged { held } => {
            let held = i64::try_from(*held).unwrap_or(i64::MAX);
            Problem::failed(Code::ChangedSince, Text::of("problem-trash-changed").count("n", held))
                .hint(Text::of("problem-trash-changed-hint"))
        }
    }
}
