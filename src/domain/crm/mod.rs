//! Customers: people, companies, deals, activities and notes as one kind of record, and the rules they keep.

pub(crate) mod all_day;
pub(crate) mod amount;
pub(crate) mod company_name;
pub(crate) mod currency;
pub(crate) mod duplicate;
pub mod field;
pub mod kind;
pub(crate) mod merge;
pub(crate) mod money;
pub(crate) mod person;
pub(crate) mod phone;
pub(crate) mod picklist;
pub(crate) mod prefill;
pub mod record;
pub(crate) mod repeat;
pub mod rules;
pub(crate) mod sender_match;
pub mod sharing;
pub mod standing;
pub mod table;
pub mod value;
