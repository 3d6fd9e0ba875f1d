//! Mail templates: a subject and a text with the fields of a person in them (`{{ last_name }}`), and parts that depend on them (`{% if title %}`).

use std::collections::BTreeMap;

use minijinja::value::Value;
use minijinja::{Environment, UndefinedBehavior};

use crate::text::typed_line;

/// The most steps that one filling may take: a loop without an end ends there.
const FUEL: u64 = 200_000;

/// The longest template in bytes.
pub const MAX_TEMPLATE: usize = 256 * 1024;

/// A template as it is written: `Subject: ...`, a blank line, the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    /// The subject, with fields in it.
    pub subject: String,
    /// The text, with fields in it.
    pub body: String,
}

/// A template that was filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The subject, on one line.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateFault {
    /// It names a field that nobody has.
    NoField(String),
    /// Its signs do not fit together, with the line where that shows, from 1 in the text or the subject.
    Syntax {
        /// The line.
        line: usize,
        /// What is wrong there, in the words of the language of templates.
        why: String,
    },
}

impl Template {
    /// Reads a file.
    pub fn of_file(text: &str) -> Self {
        let text = text.replace("\r\n", "\n");
        let (head, body) = text.split_once("\n\n").unwrap_or((text.as_str(), ""));
        match head.strip_prefix("Subject:") {
            Some(subject) if !subject.contains('\n') => Self { subject: subject.trim().to_owned(), body: body.to_owned() },
            _ => Self { subject: String::new(), body: text },
        }
    }

    /// The file that holds it.
    pub fn file(&self) -> String {
        format!("Subject: {}\n\n{}", typed_line(&self.subject).trim(), self.body)
    }

    /// Looks whether it can be filled with these fields.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self, fields: &BTreeMap<String, String>) -> Result<(), TemplateFault> {
        self.fill(fields).map(drop)
    }

    /// Puts the fields of a person in. An empty field is an empty text and counts as false; one that is not known is an error.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn fill(&self, fields: &BTreeMap<String, String>) -> Result<Filled, TemplateFault> {
        let subject = fill(&self.subject, fields)?;
        Ok(Filled { subject: typed_line(&subject).trim().to_owned(), body: fill(&self.body, fields)? })
    }
}

fn fill(source: &str, fields: &BTreeMap<String, String>) -> Result<String, TemplateFault> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    let fault = |error: &minijinja::Error| TemplateFault::Syntax {
        line: error.line().unwrap_or(1),
        why: error.detail().map_or_else(|| error.kind().to_string(), str::to_owned),
    };
    // The last line end of a source is dropped by the language of templates; this one is dropped in its place.
    let source = format!("{source}\n");
    let template = environment.template_from_str(&source).map_err(|error| fault(&error))?;
    let mut unknown: Vec<String> = template.undeclared_variables(false).into_iter().filter(|name| !fields.contains_key(name)).collect();
    unknown.sort();
    if let Some(name) = unknown.into_iter().find(|name| !environment.globals().any(|(known, _)| known == name.as_str())) {
        return Err(TemplateFault::NoField(name));
    }
    template.render(Value::from(fields)).map_err(|error| fault(&error))
}

/// Whether a name can be that of a template's file: letters and digits of any script, blanks, dashes, underscores.
pub fn is_template_name(name: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    !name.is_empty() && name.trim() == name && name.chars().count() <= 60 && name.chars().all(fits) && !name.starts_with('-')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn fields() -> BTreeMap<String, String> {
        [("last_name", "田中"), ("company", "サンプル <株>"), ("title", "")].map(|(name, text)| (name.to_owned(), text.to_owned())).into()
    }

    fn filled(body: &str) -> Result<String, TemplateFault> {
        Template { subject: "x".to_owned(), body: body.to_owned() }.fill(&fields()).map(|filled| filled.body)
    }

    #[test]
    fn fields_are_put_in_as_they_are_and_parts_depend_on_them() {
        assert_eq!(
            filled("{{ company }}\n{{ last_name }} 様\n"),
            Ok("サンプル <株>\n田中 様\n".to_owned()),
            "nothing is escaped, no line end is lost"
        );
        assert_eq!(filled("{% if title %}{{ title }}{% else %}ご担当{% endif %}"), Ok("ご担当".to_owned()));
        assert_eq!(filled("{{ title or 'Sir' }} {{ last_name|upper }}"), Ok("Sir 田中".to_owned()));
        let subject = Template { subject: "{{ last_name }}\n様".to_owned(), body: String::new() };
        assert!(!subject.fill(&fields()).unwrap().subject.contains('\n'), "a subject is one line");
        let hostile = [("last_name".to_owned(), "{{ company }}\r\nBcc: eve@x.example".to_owned())].into();
        let kept = Template { subject: "{{ last_name }}".to_owned(), body: String::new() }.fill(&hostile).unwrap().subject;
        assert!(
            kept.starts_with("{{ company }}") && !kept.contains(['\r', '\n']),
            "what a field holds is no template and no header: {kept}"
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(filled("Dear {{ nick_name }}"), Err(TemplateFault::NoField("nick_name".to_owned())));
        assert!(matches!(filled("one\n{% if title %}"), Err(TemplateFault::Syntax { .. })));
        assert!(matches!(filled("{{ last_name"), Err(TemplateFault::Syntax { .. })));
        assert!(matches!(
            filled("{% for n in range(100000) %}{% for m in range(100000) %}x{% endfor %}{% endfor %}"),
            Err(TemplateFault::Syntax { .. })
        ));
    }

    #[test]
    fn a_file_is_read_back_as_it_was_written() {
        for one in [
            Template { subject: "お見積り {{ company }}".to_owned(), body: "{{ last_name }} 様\n\n本文\n".to_owned() },
            Template { subject: String::new(), body: "x".to_owned() },
        ] {
            assert_eq!(Template::of_file(&one.file()), one);
        }
        assert_eq!(Template::of_file("just text\nof two lines\n\nand more").subject, "");
        assert!(
            is_template_name("お礼 2")
                && !is_template_name("../x")
                && !is_template_name("")
                && !is_template_name("-x")
                && !is_template_name("a/b")
        );
    }
}
