//! The kinds of records as types: each kind's command has flags of its own.

use crate::domain::crm::kind::RecordKind;

/// A kind of records, known when the flags are built.
pub trait OfKind: std::fmt::Debug + Clone + Send + Sync + 'static {
    /// What the commands of this marker make, list and change.
    const KIND: RecordKind;
}

/// Of leads.
#[derive(Debug, Clone)]
pub enum Lead {}

impl OfKind for Lead {
    const KIND: RecordKind = RecordKind::Lead;
}

/// Of contacts.
#[derive(Debug, Clone)]
pub enum Contact {}

impl OfKind for Contact {
    const KIND: RecordKind = RecordKind::Contact;
}

/// Of temps.
#[derive(Debug, Clone)]
pub enum Temp {}

impl OfKind for Temp {
    const KIND: RecordKind = RecordKind::Temp;
}

/// Of companies.
#[derive(Debug, Clone)]
pub enum Company {}

impl OfKind for Company {
    const KIND: RecordKind = RecordKind::Company;
}

/// Of deals.
#[derive(Debug, Clone)]
pub enum Deal {}

impl OfKind for Deal {
    const KIND: RecordKind = RecordKind::Deal;
}

/// Of tasks.
#[derive(Debug, Clone)]
pub enum Task {}

impl OfKind for Task {
    const KIND: RecordKind = RecordKind::Task;
}

/// Of events.
#[derive(Debug, Clone)]
pub enum Event {}

impl OfKind for Event {
    const KIND: RecordKind = RecordKind::Event;
}

/// Of calls.
#[derive(Debug, Clone)]
pub enum Call {}

impl OfKind for Call {
    const KIND: RecordKind = RecordKind::Call;
}

/// Of notes.
#[derive(Debug, Clone)]
pub enum Note {}

impl OfKind for Note {
    const KIND: RecordKind = RecordKind::Note;
}
