//! A form: its fields, where the cursor is, and what is wrong.

use super::field::{FormField, Value};
use super::kind::FormKind;
use crate::i18n::Text;
use crate::jobs::Ticket;
use crate::present::commands::{Command, Place};
use crate::present::key::{Key, KeyPress};
use crate::problem::Problem;
use crate::tui::app::label::Label;
use crate::tui::app::line::Edit;
use crate::tui::app::typed_text::TypedAt;

#[derive(Clone)]
pub(crate) struct Form {
    /// What it is for.
    pub(crate) kind: FormKind,
    /// What stands above it.
    pub(crate) title: Label,
    pub(crate) fields: Vec<FormField>,
    /// Which field has the cursor.
    pub(crate) focus: usize,
    /// What is wrong with the whole, or with a field that is not here.
    pub(crate) problem: Option<Problem>,
    /// Lines below the fields: a duplicate hint, the steps of a test.
    pub(crate) remarks: Vec<Label>,
    /// The save that is under way: the form waits for its answer and takes no changes meanwhile.
    pub(crate) saving: Option<Ticket>,
    /// The form as it opened, to know whether something was typed.
    opened_with: Vec<String>,
}

/// What became of a key in a form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Handled {
    /// The form took it.
    Done,
    /// The person wants it saved.
    Save,
    /// The person wants it tested.
    Test,
    /// The person wants it closed.
    Cancel,
    /// The value of this field changed: others may depend on it.
    Changed(&'static str),
    /// It means nothing here.
    NotMine,
}

impl Form {
    /// A form with the cursor in its first field.
    pub(crate) fn new(kind: FormKind, title: Label, fields: Vec<FormField>) -> Self {
        let opened_with = fields.iter().map(FormField::text).collect();
        let mut form = Self { kind, title, fields, focus: 0, problem: None, remarks: Vec::new(), saving: None, opened_with };
        let first = form.visible().next();
        form.focus = first.unwrap_or(0);
        form
    }

    /// Where the keys act.
    pub(crate) fn place(&self) -> Place {
        match self.kind {
            FormKind::Appearance | FormKind::Record(_) | FormKind::Conversion(_) | FormKind::Merge(_) | FormKind::Passphrase { .. } => {
                Place::Form
            }
            FormKind::Account(_) => Place::AccountForm,
        }
    }

    fn visible(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        (0..self.fields.len()).filter(|at| !self.fields[*at].hidden)
    }

    /// The field with this name.
    pub(crate) fn field(&self, name: &str) -> Option<&FormField> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The field with this name, to change it.
    pub(crate) fn field_mut(&mut self, name: &str) -> Option<&mut FormField> {
        self.fields.iter_mut().find(|field| field.name == name)
    }

    /// What the field with this name holds, trimmed; empty when there is no such field or it does not apply.
    pub(crate) fn text(&self, name: &str) -> String {
        self.field(name).filter(|field| !field.hidden).map(|field| field.text().trim().to_owned()).unwrap_or_default()
    }

    /// Whether something differs from what it opened with.
    pub(crate) fn is_dirty(&self) -> bool {
        self.fields.iter().zip(&self.opened_with).any(|(field, before)| field.touched && field.text() != *before)
    }

    /// What the field with this name held when the form opened.
    pub(crate) fn opened(&self, name: &str) -> Option<&str> {
        let at = self.fields.iter().position(|field| field.name == name)?;
        self.opened_with.get(at).map(String::as_str)
    }

    /// Fills what the person has not touched: more became known after the form opened.
    pub(crate) fn prefill(&mut self, name: &str, text: &str, hint: Option<Label>) {
        if let Some(at) = self.fields.iter().position(|field| field.name == name) {
            self.fields[at].prefill(text, hint);
            // What had no room of its own has one as soon as something is known for it.
            self.fields[at].hidden &= text.is_empty();
            if !self.fields[at].touched {
                self.opened_with[at] = self.fields[at].text();
            }
        }
    }

    /// The field that has the cursor.
    pub(crate) fn focused(&self) -> Option<&'static str> {
        self.fields.get(self.focus).map(|field| field.name)
    }

    /// Offers a value for what is empty and untouched: it is shown, and stands there only when the person takes it.
    pub(crate) fn offer(&mut self, name: &str, text: &str, hint: Label) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name)
            && field.offer(text, hint)
        {
            field.hidden = false;
        }
    }

    /// Puts the cursor on a field.
    pub(crate) fn focus_on(&mut self, name: &str) {
        if let Some(at) = self.fields.iter().position(|field| field.name == name && !field.hidden) {
            self.focus = at;
        }
    }

    /// Moves the cursor to the next or previous field, around the ends.
    pub(crate) fn step(&mut self, forward: bool) {
        let next = if forward {
            self.visible().find(|at| *at > self.focus).or_else(|| self.visible().next())
        } else {
            self.visible().rev().find(|at| *at < self.focus).or_else(|| self.visible().next_back())
        };
        self.focus = next.unwrap_or(self.focus);
    }

    /// Marks the mandatory fields that are empty and puts the cursor on the first; whether none is.
    pub(crate) fn check_required(&mut self) -> bool {
        let mut first = None;
        for at in 0..self.fields.len() {
            let field = &mut self.fields[at];
            if field.required && !field.hidden && field.text().trim().is_empty() {
                field.problem = Some(Text::of("form-required"));
                first = first.or(Some(at));
            }
        }
        self.focus = first.unwrap_or(self.focus);
        first.is_none()
    }

    /// Shows why a save failed: beside the field it is about when that is here, else above the buttons.
    pub(crate) fn refuse(&mut self, problem: Problem) {
        self.saving = None;
        let at = problem.field.and_then(|name| self.fields.iter().position(|field| field.name == name && !field.hidden));
        if let Some(at) = at {
            self.fields[at].problem = Some((*problem.message).clone());
            self.focus = at;
        }
        self.problem = Some(problem);
    }

    /// Acts on a command that the keymap found for this form.
    pub(crate) fn command(&mut self, command: Command) -> Handled {
        let saving = self.saving.is_some();
        match command {
            Command::Cancel | Command::Close => return Handled::Cancel,
            Command::NextField if !saving => self.step(true),
            Command::PreviousField if !saving => self.step(false),
            Command::Save if !saving => {
                self.problem = None;
                return if self.check_required() { Handled::Save } else { Handled::Done };
            }
            Command::TestAccount if !matches!(self.kind, FormKind::Account(_)) => return Handled::NotMine,
            Command::TestAccount if !saving => return Handled::Test,
            // While a save is under way the form takes no changes.
            Command::NextField | Command::PreviousField | Command::Save | Command::TestAccount => {}
            _ => return Handled::NotMine,
        }
        Handled::Done
    }

    /// Takes a key that is no command.
    pub(crate) fn key(&mut self, press: KeyPress) -> Handled {
        if self.saving.is_some() {
            return Handled::Done;
        }
        let Some(field) = self.fields.get_mut(self.focus) else { return Handled::NotMine };
        let name = field.name;
        match field.key(press) {
            Edit::Changed => {
                self.problem = None;
                return Handled::Changed(name);
            }
            Edit::Moved => return Handled::Done,
            Edit::NotMine => {}
        }
        match press.key {
            Key::Enter if self.ends_with_enter() => return self.command(Command::Save),
            Key::Down | Key::Enter => self.step(true),
            Key::Up => self.step(false),
            _ => return Handled::NotMine,
        }
        Handled::Done
    }

    /// Whether Enter confirms the form here: in its only field, and in the last one of a form that is gone through from top to bottom.
    fn ends_with_enter(&self) -> bool {
        let last = self.visible().next_back() == Some(self.focus);
        last && (self.visible().count() == 1 || !matches!(self.kind, FormKind::Record(_)))
    }

    /// A field was pressed: it has the cursor, and takes the press when it had it already or holds a text.
    pub(crate) fn press(&mut self, name: &'static str, at: TypedAt) -> Handled {
        let Some(index) = self.fields.iter().position(|field| field.name == name && !field.hidden) else { return Handled::Done };
        if self.saving.is_some() {
            return Handled::Done;
        }
        let here = std::mem::replace(&mut self.focus, index) == index;
        let field = &mut self.fields[index];
        // A press on what turns from one choice to the next only looks at it first.
        if !here && matches!(field.value, Value::Choice { .. }) {
            return Handled::Done;
        }
        if field.press(at) == Edit::Changed {
            self.problem = None;
            return Handled::Changed(name);
        }
        Handled::Done
    }

    /// Puts a pasted text into the focused field.
    pub(crate) fn paste(&mut self, text: &str) -> Handled {
        match self.fields.get_mut(self.focus) {
            Some(field) if self.saving.is_none() => {
                field.paste(text);
                Handled::Changed(field.name)
            }
            _ => Handled::Done,
        }
    }
}
