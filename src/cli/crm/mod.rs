//! The verbs on customers: records of every kind, people, links, agenda, pipeline.

mod ask;
pub(crate) mod boards;
pub(crate) mod fields;
mod json;
pub(crate) mod kinds;
pub(crate) mod links;
pub(crate) mod person;
mod prefill;
pub(crate) mod record;
mod text;
