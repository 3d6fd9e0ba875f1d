//! Customers: people, companies, deals, activities and notes as one kind of record, and the rules they keep.

pub mod company_name;
pub mod duplicate;
pub mod field;
pub mod kind;
pub mod money;
pub mod person;
pub mod phone;
pub mod picklist;
pub mod prefill;
pub mod record;
pub mod rules;
pub mod sender_match;
pub mod sharing;
pub mod value;
