//! The verbs on customers: records of every kind, people, links, agenda, pipeline.

mod ask;
pub(crate) mod boards;
pub(crate) mod fields;
pub(crate) mod json;
pub(crate) mod kinds;
pub(crate) mod links;
pub(crate) mod person;
mod prefill;
pub(crate) mod record;
pub(crate) mod text;
