//! The form in which a lead or temp becomes a contact: the company, and on demand a deal, whose fields come from the field table (customers.md 4).

use super::forms::{ConversionForm, Form, FormField, FormKind, RecordForm};
use super::label::Label;
use super::record_form::{self, Speaking};
use crate::domain::crm::field::{Field, form_order};
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::record::Record;
use crate::i18n::Text;
use crate::present::fields;

/// The name of the field that asks whether a deal is made.
pub(crate) const WITH_DEAL: &str = "with-deal";

/// What is asked of the deal; whatever else a house wants filled is asked too.
const ASKED: [Field; 6] = [Field::DealName, Field::Amount, Field::Currency, Field::ClosingDate, Field::Stage, Field::NextStep];

/// The form for a lead or temp.
pub(crate) fn form(lead: &Record, speaking: &Speaking<'_>) -> Form {
    let company = Label::Text(fields::label(RecordKind::Contact, Field::Company));
    let hint = Label::Text(Text::of("conversion-company-hint"));
    let mut made = vec![
        FormField::line(Field::Company.flag(), company, lead.text(Field::Company)).hinted(hint),
        FormField::check(WITH_DEAL, Label::Text(Text::of("conversion-with-deal")), false),
    ];
    let deal = RecordForm::new(RecordKind::Deal);
    for spec in form_order(RecordKind::Deal, speaking.words.language().family_first()) {
        let settled = matches!(spec.field, Field::Contact | Field::Company);
        if !settled && (ASKED.contains(&spec.field) || speaking.rules.requires(RecordKind::Deal, &spec)) {
            made.push(record_form::field_of(&deal, spec, speaking));
        }
    }
    let title = Text::of("conversion-title").with("name", lead.name().as_str());
    let mut form = Form::new(FormKind::Conversion(Box::new(ConversionForm { lead: lead.as_name() })), Label::Text(title), made);
    let name = if lead.text(Field::Company).is_empty() { lead.name().into_string() } else { lead.text(Field::Company).to_owned() };
    form.prefill(Field::DealName.flag(), &name, None);
    follow(&mut form);
    form
}

/// Shows the fields of the deal as long as one is wanted.
pub(crate) fn follow(form: &mut Form) {
    let wanted = with_deal(form);
    for field in &mut form.fields {
        field.hidden = !wanted && field.name != WITH_DEAL && field.name != Field::Company.flag();
    }
}

/// Whether a deal is made.
pub(crate) fn with_deal(form: &Form) -> bool {
    form.text(WITH_DEAL) == "true"
}
