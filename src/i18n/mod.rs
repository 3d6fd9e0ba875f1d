//! Words in English and Japanese: state holds a [`Text`], the front ends say it.

mod catalogue;
mod text;

pub use catalogue::{Catalogue, Language, SOURCES};
pub use text::{Arg, Text};
