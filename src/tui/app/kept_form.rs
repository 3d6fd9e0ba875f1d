//! A half-filled form that outlives the app: what it was for and what the person put in, and never a password.

use std::path::PathBuf;

use super::forms::{Form, FormKind, Value};
use crate::domain::crm::kind::{RecordKind, RecordName, RecordRef};
use crate::domain::ids::{Id, MessageKey};
use crate::i18n::Catalogue;

/// What a form was for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptAbout {
    /// A record of the customer side.
    Record {
        /// What it shall be.
        kind: RecordKind,
        /// The record that is edited; `None` for a new one.
        editing: Option<RecordRef>,
        /// The mail that caused it.
        made_from: Option<MessageKey>,
        /// What it is for: a person, of activities and notes also a company or deal.
        person: Option<RecordName>,
    },
    /// A lead or temp that becomes a contact.
    Conversion(RecordRef),
    /// A mail account: the one that is edited, or a new one.
    Account(Option<Id>),
}

/// A half-filled form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptForm {
    /// What it was for.
    pub about: KeptAbout,
    /// What stood above it.
    pub title: String,
    /// The field that had the cursor.
    pub focus: String,
    /// What the person put in, by field.
    pub fields: Vec<(String, String)>,
}

/// A half-filled form of an app that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundForm {
    /// Where it lies.
    pub file: PathBuf,
    /// What it was.
    pub form: KeptForm,
}

impl KeptForm {
    /// What is to be kept of a form; `None` where the person put nothing in, or nothing that may be kept.
    pub(crate) fn of(form: &Form, words: &Catalogue) -> Option<Self> {
        let about = match &form.kind {
            FormKind::Record(about) => KeptAbout::Record {
                kind: about.kind,
                editing: about.editing.as_ref().map(|record| record.reference),
                made_from: about.made_from,
                person: about.person.clone(),
            },
            FormKind::Account(about) => KeptAbout::Account(about.editing.as_ref().map(|account| account.id)),
            FormKind::Conversion(about) => KeptAbout::Conversion(about.lead.reference),
            // Nothing is typed into the others but passwords.
            FormKind::Appearance | FormKind::Merge(_) | FormKind::Passphrase { .. } => return None,
        };
        let typed = form.fields.iter().filter(|field| field.touched && !matches!(field.value, Value::Secret(_)));
        let fields: Vec<(String, String)> = typed.map(|field| (field.name.to_owned(), field.text())).collect();
        let focus = form.fields.get(form.focus).map(|field| field.name.to_owned()).unwrap_or_default();
        (form.is_dirty() && !fields.is_empty()).then(|| Self { about, title: form.title.say(words), focus, fields })
    }

    /// Puts into a form what the person had put in.
    pub(crate) fn fill(&self, form: &mut Form) {
        for (name, text) in &self.fields {
            if let Some(field) = form.field_mut(name) {
                field.set(text);
                field.touched = true;
            }
        }
        form.focus_on(&self.focus);
    }
}
