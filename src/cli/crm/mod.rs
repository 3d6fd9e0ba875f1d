//! The verbs on customers: records of every kind, people, links, agenda, pipeline.

mod ask;
pub mod boards;
pub mod fields;
mod json;
pub mod kinds;
pub mod links;
pub mod person;
mod prefill;
pub mod record;
mod text;
