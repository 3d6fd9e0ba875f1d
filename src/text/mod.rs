//! Text that is safe to show, how wide it is, how it is broken into rows and how it is compared.

mod clean;
mod distance;
mod fold;
#[cfg(test)]
pub(crate) mod mutated;
#[cfg(test)]
pub(crate) mod numbers;
mod plain;
mod search_form;
mod typed;
mod visible;
mod width;
mod worded;
mod wrap;

pub use clean::{CleanText, is_visible};
pub use distance::{distance, nearness};
pub use fold::fold;
pub use plain::plain;
pub use search_form::{SEARCH_FORM, readings, search_form, traced_search_form};
pub use typed::{KeptText, is_typed, typed_block, typed_line};
pub use visible::visible_lines;
pub use width::{column_at, pad, pad_left, truncate, width};
pub(crate) use worded::worded;
pub use wrap::{first_rows, may_break_between, quote_prefix, wrap, wrap_quoted, wrap_ranges, wrap_row};
