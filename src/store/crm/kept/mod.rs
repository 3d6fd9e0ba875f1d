//! What lists look through: of every record a short text with its values in search form and in the order of sorting, kept beside it in pieces, so that a sort, a filter and a search of a hundred
//! thousand records read some megabytes and not every row of every table.
//!
//! Triggers note which records changed; their texts are made anew at the end of the write, and until then [`each`] reads those records themselves.

mod form;
mod pieces;
mod renewal;

pub(super) use form::{Form, Kept, sign_of_choice};
pub(super) use pieces::{Look, each};
pub(crate) use renewal::renew;
pub(in crate::store) use renewal::{begin, faults, is_of_today};
