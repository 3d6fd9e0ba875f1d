//! A field of a form.

use super::lines::Lines;
use crate::i18n::Text;
use crate::present::key::{Key, KeyPress};
use crate::tui::app::label::Label;
use crate::tui::app::line::{Edit, Line};
use crate::tui::app::typed_text::TypedAt;

/// What a field holds.
#[derive(Clone)]
pub(crate) enum Value {
    /// A line of text.
    Line(Line),
    /// A password: typed like a line, shown as dots.
    Secret(Line),
    /// One of several; each has a stable word and a label.
    Choice { options: Vec<(String, Label)>, at: usize },
    /// Yes or no.
    Check(bool),
    /// Several lines.
    Lines(Lines),
}

/// A field of a form.
#[derive(Clone)]
pub(crate) struct FormField {
    /// Its stable name: the flag name of interface.md without dashes in front, which problems name too.
    pub(crate) name: &'static str,
    /// What stands before it.
    pub(crate) label: Label,
    /// What it holds.
    pub(crate) value: Value,
    /// Whether it must be filled.
    pub(crate) required: bool,
    /// Where a prefilled value comes from, or what is expected.
    pub(crate) hint: Option<Label>,
    /// What is wrong with it.
    pub(crate) problem: Option<Text>,
    /// A heading above it.
    pub(crate) section: Option<Text>,
    /// Whether it does not apply at present; hidden fields are skipped.
    pub(crate) hidden: bool,
    /// Whether the person changed it: later prefills leave it alone.
    pub(crate) touched: bool,
    /// Whether its value was put in by the form and is still selected as a whole: typing replaces it, moving the cursor lets it go.
    pub(crate) selected: bool,
    /// A value that is not sure enough to stand there by itself: shown while the field is empty, and taken by the key that goes right.
    pub(crate) offered: Option<String>,
    /// The weekday beside the day that it holds, as it is written there; it goes as soon as the day is changed by hand.
    pub(crate) weekday: Option<String>,
}

impl FormField {
    fn new(name: &'static str, label: Label, value: Value) -> Self {
        Self {
            name,
            label,
            value,
            required: false,
            hint: None,
            problem: None,
            section: None,
            hidden: false,
            touched: false,
            selected: false,
            offered: None,
            weekday: None,
        }
    }

    /// A line of text.
    pub(crate) fn line(name: &'static str, label: Label, text: &str) -> Self {
        Self::new(name, label, Value::Line(Line::of(text)))
    }

    pub(crate) fn secret(name: &'static str, label: Label) -> Self {
        Self::new(name, label, Value::Secret(Line::default()))
    }

    /// One of several; the option with this word is chosen, else the first.
    pub(crate) fn choice(name: &'static str, label: Label, options: Vec<(String, Label)>, chosen: &str) -> Self {
        let at = options.iter().position(|(word, _)| word == chosen).unwrap_or(0);
        Self::new(name, label, Value::Choice { options, at })
    }

    /// Yes or no.
    pub(crate) fn check(name: &'static str, label: Label, on: bool) -> Self {
        Self::new(name, label, Value::Check(on))
    }

    /// Several lines.
    pub(crate) fn lines(name: &'static str, label: Label, text: &str) -> Self {
        Self::new(name, label, Value::Lines(Lines::of(text)))
    }

    /// This field, mandatory.
    #[must_use]
    pub(crate) fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// This field with a hint at its right.
    #[must_use]
    pub(crate) fn hinted(mut self, hint: Label) -> Self {
        self.hint = Some(hint);
        self
    }

    /// This field with a heading above it.
    #[must_use]
    pub(crate) fn under(mut self, section: Text) -> Self {
        self.section = Some(section);
        self
    }

    /// What it holds as text: the line, the word of the option, `true` or `false`.
    pub(crate) fn text(&self) -> String {
        match &self.value {
            Value::Line(line) | Value::Secret(line) => line.value().to_owned(),
            Value::Choice { options, at } => options.get(*at).map(|(word, _)| word.clone()).unwrap_or_default(),
            Value::Check(on) => on.to_string(),
            Value::Lines(lines) => lines.value(),
        }
    }

    /// Puts a value in, as if the form had opened with it; a touched field is left alone.
    pub(crate) fn prefill(&mut self, text: &str, hint: Option<Label>) {
        if self.touched {
            return;
        }
        self.set(text);
        self.offered = None;
        self.hint = hint;
        self.problem = None;
        self.selected = matches!(self.value, Value::Line(_)) && !text.is_empty();
    }

    /// Offers a value where nothing stands and nobody typed; whether it does.
    pub(crate) fn offer(&mut self, text: &str, hint: Label) -> bool {
        let fits = !self.touched && matches!(self.value, Value::Line(_) | Value::Lines(_)) && self.text().is_empty();
        if fits {
            self.offered = Some(text.to_owned());
            self.hint = Some(hint);
        }
        fits
    }

    /// What is offered, as long as nothing stands there.
    pub(crate) fn offered(&self) -> Option<&str> {
        self.offered.as_deref().filter(|_| self.text().is_empty())
    }

    /// Puts a value in whatever the person typed before.
    pub(crate) fn set(&mut self, text: &str) {
        match &mut self.value {
            Value::Line(line) | Value::Secret(line) => *line = Line::of(text),
            Value::Choice { options, at } => {
                if let Some(found) = options.iter().position(|(word, _)| word == text) {
                    *at = found;
                }
            }
            Value::Check(on) => *on = text == "true",
            Value::Lines(lines) => *lines = Lines::of(text),
        }
    }

    /// Edits by a key.
    pub(crate) fn key(&mut self, press: KeyPress) -> Edit {
        if press.key == Key::Right
            && !press.ctrl
            && !press.alt
            && self.offered().is_some()
            && let Some(offered) = self.offered.take()
        {
            self.set(&offered);
            self.hint = None;
            self.touched = true;
            self.problem = None;
            return Edit::Changed;
        }
        let replaced = self.selected && self.take_selected(press);
        if changes(press) {
            self.drop_weekday();
        }
        let edit = match &mut self.value {
            Value::Line(_) if replaced && matches!(press.key, Key::Backspace | Key::Delete) => Edit::Changed,
            Value::Line(line) | Value::Secret(line) => line.key(press),
            Value::Lines(lines) => lines.key(press),
            Value::Check(on) => match press.folded().key {
                Key::Char(' ') => {
                    *on = !*on;
                    Edit::Changed
                }
                _ => Edit::NotMine,
            },
            Value::Choice { options, at } => turn(options, at, press.folded()),
        };
        if edit != Edit::NotMine {
            self.selected = false;
        }
        if edit == Edit::Changed {
            self.touched = true;
            self.problem = None;
        }
        edit
    }

    /// Empties what is selected for what replaces it; whether it did.
    fn take_selected(&mut self, press: KeyPress) -> bool {
        let replaces =
            matches!(press.key, Key::Backspace | Key::Delete) || (matches!(press.key, Key::Char(_)) && !press.ctrl && !press.alt);
        if replaces && let Value::Line(line) = &mut self.value {
            *line = Line::default();
            self.weekday = None;
        }
        replaces
    }

    /// Takes the weekday away that belonged to the day of before.
    fn drop_weekday(&mut self) {
        let (Some(weekday), Value::Line(line)) = (self.weekday.take(), &mut self.value) else { return };
        let (text, cursor) = (line.value().to_owned(), line.before_cursor().len());
        let Some(at) = text.find(&weekday) else { return };
        let rest = format!("{}{}", &text[..at], &text[at + weekday.len()..]);
        *line = Line::of(&rest);
        line.go(if cursor > at { cursor.saturating_sub(weekday.len()).max(at) } else { cursor });
    }

    /// A text of it without the weekday that the form put there.
    pub(crate) fn without_weekday(&self, text: String) -> String {
        match &self.weekday {
            Some(weekday) => text.replacen(weekday.as_str(), "", 1),
            None => text,
        }
    }

    /// Writes a day or a moment out as it was understood, with its weekday, selected for the next that is typed there.
    pub(crate) fn write_out(&mut self, text: &str, weekday: &str) {
        self.set(text);
        self.weekday = Some(weekday.to_owned());
        self.selected = true;
    }

    /// It was pressed: the cursor goes to the place in a text; what is chosen turns on.
    pub(crate) fn press(&mut self, at: TypedAt) -> Edit {
        self.selected = false;
        match &mut self.value {
            Value::Line(line) => line.go(at.byte_in(line.value())),
            Value::Secret(_) => {}
            Value::Lines(lines) => lines.press(at),
            Value::Check(_) | Value::Choice { .. } => return self.key(KeyPress::plain(Key::Char(' '))),
        }
        Edit::Moved
    }

    /// Puts a pasted text in.
    pub(crate) fn paste(&mut self, text: &str) {
        if std::mem::take(&mut self.selected) {
            self.set("");
            self.weekday = None;
        }
        self.drop_weekday();
        match &mut self.value {
            Value::Line(line) | Value::Secret(line) => line.paste(text),
            Value::Lines(lines) => lines.paste(text),
            Value::Check(_) | Value::Choice { .. } => return,
        }
        self.touched = true;
        self.problem = None;
    }
}

/// Whether a key changes a line rather than moving in it.
fn changes(press: KeyPress) -> bool {
    match press.key {
        Key::Char(c) if press.ctrl => matches!(c, 'h' | 'w' | 'u' | 'k' | 'y'),
        Key::Char(_) => !press.alt,
        Key::Backspace | Key::Delete => true,
        _ => false,
    }
}

/// Turns to another option: by arrows and Space, or to the next whose word begins with the letter.
fn turn(options: &[(String, Label)], at: &mut usize, press: KeyPress) -> Edit {
    let count = options.len();
    if count == 0 || press.ctrl || press.alt {
        return Edit::NotMine;
    }
    let next = match press.key {
        Key::Right | Key::Char(' ') => (*at + 1) % count,
        Key::Left => (*at + count - 1) % count,
        Key::Char(c) => {
            let begins = |index: &usize| options[*index].0.chars().next().is_some_and(|first| first.eq_ignore_ascii_case(&c));
            match (1..=count).map(|ahead| (*at + ahead) % count).find(begins) {
                Some(found) => found,
                None => return Edit::Moved,
            }
        }
        _ => return Edit::NotMine,
    };
    let edit = if next == *at { Edit::Moved } else { Edit::Changed };
    *at = next;
    edit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::CleanText;

    fn label(text: &str) -> Label {
        Label::Words(CleanText::line(text))
    }

    #[test]
    fn what_is_not_sure_is_offered_and_stands_there_only_when_it_is_taken() {
        let mut field = FormField::line("last-name", label("Last Name"), "");
        assert!(field.offer("高梨", label("line 9")));
        assert_eq!((field.text().as_str(), field.offered()), ("", Some("高梨")), "nothing is filled in");
        field.key(KeyPress::plain(Key::Char('x')));
        assert_eq!((field.text().as_str(), field.offered()), ("x", None), "what is typed is all there is");
        field.key(KeyPress::plain(Key::Backspace));
        assert_eq!(field.offered(), Some("高梨"));
        assert_eq!(field.key(KeyPress::plain(Key::Right)), Edit::Changed);
        assert_eq!((field.text().as_str(), field.offered(), field.touched), ("高梨", None, true));
        for mut filled in [FormField::line("company", label("Company"), "Nordwind"), field] {
            assert!(!filled.offer("Südwind", label("line 1")), "what stands there stays");
        }
        let mut known = FormField::line("title", label("Title"), "");
        known.offer("Head", label("line 2"));
        known.prefill("Head of Sales", None);
        assert_eq!((known.text().as_str(), known.offered()), ("Head of Sales", None));
    }
}
