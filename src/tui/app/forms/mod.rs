//! Forms: fields with labels that are filled, checked and kept while half-filled. What a form is for stands in its `FormKind`; reading its fields into a value is
//! the business of its subject's update file.

mod field;
mod form;
mod kind;
mod lines;

pub(crate) use field::{FormField, Value};
pub(crate) use form::{Form, Handled};
pub(crate) use kind::{AccountForm, ConversionForm, FormKind, MergeForm, RecordForm};
pub(crate) use lines::Lines;
