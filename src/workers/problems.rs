//! What the store's failures mean to a person.

use crate::i18n::Text;
use crate::problem::Problem;
use crate::store::StoreError;

/// The problem of a store failure: every failure has a code, words and a way on.
pub fn of_store(error: &StoreError) -> Problem {
    if error.is_full() {
        return Problem::failed("disk_full", Text::of("problem-disk-full")).hint(Text::of("problem-disk-full-hint"));
    }
    if error.is_busy() {
        return Problem::temporary("locked", Text::of("problem-locked")).hint(Text::of("problem-locked-hint"));
    }
    match error {
        StoreError::NotAStore => Problem::failed("not_a_store", Text::of("problem-not-a-store")).hint(Text::of("problem-not-a-store-hint")),
        StoreError::TooNew { found, known } => {
            Problem::failed("store_too_new", Text::of("problem-store-too-new").count("found", *found).count("known", *known))
                .hint(Text::of("problem-store-too-new-hint"))
        }
        StoreError::OldSqlite(version) => Problem::failed("old_sqlite", Text::of("problem-old-sqlite").with("version", version.clone())),
        StoreError::NotFound => Problem::failed("not_found", Text::of("problem-not-found")).hint(Text::of("problem-not-found-hint")),
        StoreError::Ambiguous => {
            Problem::failed("ambiguous_id", Text::of("problem-ambiguous-id")).hint(Text::of("problem-ambiguous-id-hint"))
        }
        StoreError::ChangedSince => {
            Problem::failed("changed_since", Text::of("problem-changed-since")).hint(Text::of("problem-changed-since-hint"))
        }
        StoreError::NothingToUndo => Problem::failed("nothing_to_undo", Text::of("problem-nothing-to-undo")),
        StoreError::Field(error) => Problem::of_field(error),
        StoreError::Refused { code, field, about } => {
            let mut problem = Problem::failed(code, refused(code, about));
            problem.field = *field;
            problem.record = about.parse().ok();
            match *code {
                "deal_requires_contact" => problem.hint(Text::of("problem-deal-requires-contact-hint")),
                "duplicate" => problem.hint(Text::of("problem-duplicate-hint")),
                _ => problem,
            }
        }
        StoreError::Query(error) => super::query::of_query(error),
        StoreError::Damaged(what) => {
            Problem::failed("store_damaged", Text::of("problem-store-damaged")).hint(Text::of("problem-store-damaged-hint")).detail(what)
        }
        StoreError::Sqlite(_) | StoreError::Io(_) | StoreError::DiskFull => {
            Problem::failed("store_failed", Text::of("problem-store-failed"))
                .hint(Text::of("problem-store-failed-hint"))
                .detail(&error.to_string())
        }
    }
}

fn refused(code: &str, about: &str) -> Text {
    match code {
        "already_sent" => Text::of("outbox-already-sent"),
        "unsupported_query" => Text::of("problem-query"),
        "invalid_field" => Text::of("problem-invalid-field"),
        "deal_requires_contact" => return Text::of("problem-deal-requires-contact"),
        "duplicate" => Text::of("problem-duplicate-id"),
        "not_a_lead" => return Text::of("problem-not-a-lead"),
        "invalid_merge" => return Text::of("problem-invalid-merge"),
        _ => Text::of("problem-refused"),
    }
    .with("about", about)
}
