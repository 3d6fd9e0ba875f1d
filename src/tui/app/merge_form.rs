//! The form in which two persons become one: who stays, and of each field in which they differ whose value wins, the other one beside it (customers.md 5).

use super::forms::{Form, FormField, FormKind, MergeForm, Value};
use super::label::Label;
use super::record_form::Speaking;
use crate::domain::crm::field::Field;
use crate::domain::crm::merge::{conflicts, merged_kind, second_stays};
use crate::domain::crm::record::Record;
use crate::domain::crm::value;
use crate::i18n::Text;
use crate::jobs::crm::MergePersons;
use crate::present::fields;
use crate::text::CleanText;

/// The name of the field that asks who stays.
pub(crate) const STAYS: &str = "stays";

/// The words of the two persons among the options.
const BOTH: [&str; 2] = ["1", "2"];

/// The form for two persons.
pub(crate) fn form(one: Record, other: Record, speaking: &Speaking<'_>) -> Form {
    let kind = merged_kind(one.kind, other.kind);
    let stays = BOTH[usize::from(second_stays(&one, &other))];
    let person = |record: &Record| {
        let text = Text::of("merge-person").text("kind", fields::kind(record.kind)).with("name", record.name().as_str());
        Label::Text(text.with("id", record.id.short()))
    };
    let choice = |name, label, labels: [Label; 2]| {
        let options = BOTH.iter().map(|word| (*word).to_owned()).zip(labels).collect();
        FormField::choice(name, label, options, stays)
    };
    let mut made = vec![choice(STAYS, Label::Text(Text::of("merge-stays")), [person(&one), person(&other)])];
    for conflict in conflicts(&one, &other) {
        let shown = |value: &value::Value| {
            Label::Words(CleanText::line(&fields::shown(kind, conflict.field, value, speaking.words, speaking.zone)))
        };
        let label = Label::Text(fields::label(kind, conflict.field));
        made.push(choice(conflict.field.flag(), label, [shown(&conflict.one), shown(&conflict.other)]));
    }
    let title = Text::of("merge-title").with("one", one.name().as_str()).with("other", other.name().as_str());
    let differ = made.len() > 1;
    let mut form = Form::new(FormKind::Merge(Box::new(MergeForm { one, other })), Label::Text(title), made);
    form.remarks = vec![Label::Text(Text::of(if differ { "merge-remark" } else { "merge-remark-same" }))];
    follow(&mut form);
    form
}

/// Somebody else stays, or another value wins: the fields that nobody chose follow who stays, and each shows what it is instead of.
pub(crate) fn follow(form: &mut Form) {
    let stays = form.text(STAYS);
    for field in form.fields.iter_mut().filter(|field| field.name != STAYS) {
        if !field.touched {
            field.set(&stays);
        }
        let Value::Choice { options, at } = &field.value else { continue };
        let loses = options.iter().enumerate().find(|(n, _)| n != at).map(|(_, (_, label))| label.clone());
        field.hint = loses.map(|label| match label {
            Label::Words(words) => Label::Text(Text::of("merge-instead").with("value", words.as_str())),
            Label::Text(text) => Label::Text(Text::of("merge-instead").text("value", text)),
        });
    }
}

/// What the form asks for.
pub(crate) fn order(form: &Form, about: &MergeForm) -> MergePersons {
    let stays = form.text(STAYS);
    let (keep, other) = if stays == BOTH[0] { (&about.one, &about.other) } else { (&about.other, &about.one) };
    let kind = merged_kind(keep.kind, other.kind);
    let taken = form.fields.iter().filter(|field| field.name != STAYS && field.text() != stays);
    let take = taken.filter_map(|field| Field::named(kind, field.name)).collect();
    MergePersons { keep: keep.reference, other: other.reference, take }
}
