//! Words in every language: state holds a [`Text`], the front ends say it.

mod catalogue;
mod language;
mod text;

pub use catalogue::Catalogue;
pub use language::Language;
pub use text::{Arg, Text};
