//! What several members share: the rule by which their changes meet, so that it ends the same at everybody whoever was away for however long.
//!
//! A record is a map of field words to values. Its state is what its changes leave when they are applied in the order of the numbers that the workspace gave them: the
//! later change of the same field wins. Over that lie a member's own changes that the workspace does not have yet; they will get later numbers.
//!
//! What one member sends in one go is taken in one go by the others: an address that goes from one record to another is never seen at both or at none.

pub mod change;
pub mod difference;
pub mod login;
pub mod member;
pub mod merges;
pub mod sight;
#[cfg(test)]
mod tests;
