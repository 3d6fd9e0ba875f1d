//! The form of a record of any kind: its fields come from the field table, its prefill from what is known.

use super::forms::{Form, FormField, FormKind, RecordForm};
use super::label::Label;
use crate::domain::crm::field::{Field, FieldSpec, FieldType, Shown, form_order};
use crate::domain::crm::rules::CrmRules;
use crate::i18n::{Catalogue, Text};
use crate::present::fields;
use crate::text::CleanText;
use jiff::tz::TimeZone;

/// With what a form speaks: words, rules, zone.
pub(crate) struct Speaking<'a> {
    pub(crate) words: &'a Catalogue,
    pub(crate) rules: &'a CrmRules,
    pub(crate) zone: &'a TimeZone,
}

/// The form of a record: what is asked at once first, the rest under a heading.
pub(crate) fn form(about: RecordForm, speaking: &Speaking<'_>) -> Form {
    let family_first = speaking.words.language().family_first();
    let mut specs = form_order(about.kind, family_first);
    if about.person.is_some() {
        specs.retain(|spec| !matches!(spec.field, Field::RelatedTo | Field::Contact));
    }
    specs.sort_by_key(|spec| spec.shown == Shown::More);
    let mut made: Vec<FormField> = Vec::new();
    let mut more_began = false;
    for spec in specs {
        let mut field = field_of(&about, spec, speaking);
        if spec.shown == Shown::More && !more_began {
            more_began = true;
            field = field.under(Text::of("record-more"));
        }
        made.push(field);
    }
    let title = match (&about.editing, &about.person) {
        (Some(record), _) => Text::of("record-edit").text("kind", fields::kind(about.kind)).with("name", record.name().as_str()),
        (None, Some(person)) => Text::of("record-new-for").text("kind", fields::kind(about.kind)).with("name", person.name.as_str()),
        (None, None) => Text::of("record-new").text("kind", fields::kind(about.kind)),
    };
    Form::new(FormKind::Record(Box::new(about)), Label::Text(title), made)
}

/// A field of the form, with the value that it opens with.
pub(crate) fn field_of(about: &RecordForm, spec: FieldSpec, speaking: &Speaking<'_>) -> FormField {
    let label = Label::Text(fields::label(about.kind, spec.field));
    let name = spec.field.flag();
    let value = about.editing.as_ref().and_then(|record| record.value(spec.field));
    let typed = value.map(|value| value.typed(speaking.zone)).unwrap_or_default();
    let empty = typed.is_empty();
    let mut field = match spec.holds {
        FieldType::Block(_) => FormField::lines(name, label, &typed),
        FieldType::Flag => FormField::check(name, label, typed == "yes"),
        FieldType::Choice(list) => {
            let chosen =
                if typed.is_empty() && about.editing.is_none() { list.default_value().unwrap_or_default() } else { typed.as_str() };
            let mut options: Vec<(String, Label)> = Vec::new();
            if !speaking.rules.requires(about.kind, &spec) {
                options.push((String::new(), Label::Text(Text::of("record-none"))));
            }
            for id in speaking.rules.picklists.values(list) {
                options.push((id.to_owned(), Label::Words(CleanText::line(&fields::choice(id, speaking.words)))));
            }
            FormField::choice(name, label, options, chosen)
        }
        FieldType::Date => FormField::line(name, label, &typed).hinted(Label::Text(Text::of("record-hint-date"))),
        FieldType::Instant => FormField::line(name, label, &typed).hinted(Label::Text(Text::of("record-hint-time"))),
        FieldType::Minutes => FormField::line(name, label, &typed).hinted(Label::Text(Text::of("record-hint-minutes"))),
        FieldType::Currency => {
            let text = if typed.is_empty() { speaking.rules.currency.code().to_owned() } else { typed };
            FormField::line(name, label, &text)
        }
        FieldType::Line(_)
        | FieldType::Phone
        | FieldType::PostalCode
        | FieldType::Email
        | FieldType::Emails
        | FieldType::Domains
        | FieldType::Url
        | FieldType::Repeat
        | FieldType::Money
        | FieldType::Integer(..)
        | FieldType::Record(_) => FormField::line(name, label, &typed),
    };
    if let Some(written) = value.and_then(|value| fields::written_out(value, speaking.words, speaking.zone)) {
        field.write_out(&written.text, &written.weekday);
    }
    let kana = matches!(spec.field, Field::LastNameKana | Field::FirstNameKana);
    field.hidden = kana && empty && !speaking.words.language().family_first();
    if speaking.rules.requires(about.kind, &spec) { field.required() } else { field }
}

/// What was typed, by field: everything of a new record that is not empty, and of an edited one everything that differs from what it was.
pub(crate) fn typed(form: &Form, about: &RecordForm, zone: &TimeZone) -> Vec<(Field, String)> {
    let mut all = Vec::new();
    for field in &form.fields {
        let Some(which) = Field::named(about.kind, field.name) else { continue };
        let text = match field.text().as_str() {
            "true" if matches!(field.value, super::forms::Value::Check(_)) => "yes".to_owned(),
            "false" if matches!(field.value, super::forms::Value::Check(_)) => "no".to_owned(),
            text => text.to_owned(),
        };
        let text = field.without_weekday(text);
        let before = about.editing.as_ref().map(|record| record.value(which).map(|value| value.typed(zone)).unwrap_or_default());
        let wanted = match &before {
            None => !text.trim().is_empty() && text != "no" && (which != Field::Currency || field.touched),
            Some(before) => {
                let empty_check = before.is_empty() && text == "no";
                text.trim() != before.trim() && !empty_check && !(which == Field::Currency && before.is_empty())
            }
        };
        if wanted {
            all.push((which, text));
        }
    }
    all
}
