//! What a mail says about its sender, as the first values of a form: each with its place in the mail, and never over what a person typed (S26).

use std::collections::BTreeSet;

use super::field::{Field, FieldType, spec};
use super::kind::RecordKind;
use crate::domain::signature::{self, Extraction, Source, places};

/// What is at least so sure, in percent, stands in a form; what is less sure is only offered, and nobody saves it without having looked.
pub const SURE: u8 = 75;

/// One value offered to a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefill {
    /// The field of the form.
    pub field: Field,
    /// The value as a person would type it, within the field's length.
    pub value: String,
    /// How sure it is, percent.
    pub confidence: u8,
    /// The line of the mail's text, counted from 1, or the header it was read from.
    pub source: Source,
}

/// The values that a mail offers to the form of a new person or company. Fields that a person touched are left out: what was typed is never overwritten, and
/// what was emptied by hand stays empty.
pub fn prefill(extraction: &Extraction, kind: RecordKind, touched: &BTreeSet<Field>) -> Vec<Prefill> {
    let mut out = Vec::new();
    for one in &extraction.fields {
        let values = match one.field {
            signature::SenderField::Address => address_fields(one.value.as_str()),
            signature::SenderField::Company if kind == RecordKind::Company => vec![(Field::Name, one.value.as_str().to_owned())],
            other => simple(other).map(|field| vec![(field, one.value.as_str().to_owned())]).unwrap_or_default(),
        };
        for (field, value) in values {
            let Some(spec) = spec(kind, field).filter(|_| !touched.contains(&field)) else { continue };
            let fits = match spec.holds {
                FieldType::Line(limit) | FieldType::Block(limit) => value.chars().count() <= limit,
                _ => true,
            };
            if fits && !value.is_empty() {
                out.push(Prefill { field, value, confidence: one.confidence, source: one.source });
            }
        }
    }
    lone_given_name(&mut out, touched);
    out
}

/// A person is called by a family name at least; where the mail gives a given name alone, that is it.
fn lone_given_name(out: &mut [Prefill], touched: &BTreeSet<Field>) {
    if !touched.contains(&Field::LastName)
        && !out.iter().any(|one| one.field == Field::LastName)
        && let Some(first) = out.iter_mut().find(|one| one.field == Field::FirstName)
    {
        first.field = Field::LastName;
        first.confidence = first.confidence.min(50);
    }
}

/// The form field that a field of a signature fills; a postal address fills several.
pub fn simple(field: signature::SenderField) -> Option<Field> {
    Some(match field {
        signature::SenderField::LastName => Field::LastName,
        signature::SenderField::FirstName => Field::FirstName,
        signature::SenderField::LastNameKana => Field::LastNameKana,
        signature::SenderField::FirstNameKana => Field::FirstNameKana,
        signature::SenderField::Company => Field::Company,
        signature::SenderField::Department => Field::Department,
        signature::SenderField::Title => Field::Title,
        signature::SenderField::Phone => Field::Phone,
        signature::SenderField::Mobile => Field::Mobile,
        signature::SenderField::Fax => Field::Fax,
        signature::SenderField::Email => Field::Email,
        signature::SenderField::Website => Field::Website,
        signature::SenderField::PostalCode => Field::PostalCode,
        signature::SenderField::Address => return None,
    })
}

/// A Japanese address in its order: prefecture, town, the rest. Another address stays whole: where its town ends is not said.
fn address_fields(address: &str) -> Vec<(Field, String)> {
    let Some(place) = places::parts(address) else { return vec![(Field::Street, address.to_owned())] };
    let (city, street) = if place.city.is_empty() { town(place.street) } else { (place.city, place.street) };
    [(Field::State, place.state), (Field::City, city), (Field::Street, street)]
        .into_iter()
        .filter(|(_, part)| !part.is_empty())
        .map(|(field, part)| (field, part.to_owned()))
        .collect()
}

/// The town of a name that no table has, a merged one for example: up to 市 (and the 区 of a big city), 区, or the 町 or 村 of a 郡.
fn town(rest: &str) -> (&str, &str) {
    let ends: Vec<(usize, char)> =
        rest.char_indices().take(14).skip(1).filter(|(_, c)| matches!(c, '市' | '区' | '郡' | '町' | '村')).collect();
    let Some(first) = ends.first() else { return ("", rest) };
    let wanted: &[char] = match first.1 {
        '市' => &['区'],
        '郡' => &['町', '村'],
        _ => &[],
    };
    let further =
        ends.iter().skip(1).take_while(|(at, _)| rest[..*at].chars().all(|c| !c.is_ascii_digit())).find(|(_, c)| wanted.contains(c));
    let (at, c) = further.unwrap_or(first);
    let (city, street) = rest.split_at(at + c.len_utf8());
    (city, street.trim_start())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::mail::address::Address;
    use crate::domain::signature::{SenderMail, extract};
    use crate::text::CleanText;

    fn offered(from: &str, address: &str, text: &str, touched: &[Field]) -> Vec<(Field, String)> {
        let from = Address { name: CleanText::line(from), address: address.parse().unwrap() };
        let found = extract(&SenderMail { from: Some(&from), text, ..SenderMail::default() });
        prefill(&found, RecordKind::Lead, &touched.iter().copied().collect()).into_iter().map(|one| (one.field, one.value)).collect()
    }

    const MAIL: &str = "よろしくお願いします。\n\n--------\n株式会社サンプル 営業部\n田中 太郎\n〒220-0001 神奈川県横浜市西区見本町1-2 サンプルビル\nTEL 045-111-2222\n--------\n";

    #[test]
    fn a_signature_fills_a_leads_form_with_the_address_in_its_parts() {
        let found = offered("田中 太郎", "taro@sample.example", MAIL, &[]);
        for (field, value) in [
            (Field::LastName, "田中"),
            (Field::FirstName, "太郎"),
            (Field::Company, "株式会社サンプル"),
            (Field::Department, "営業部"),
            (Field::Phone, "045-111-2222"),
            (Field::Email, "taro@sample.example"),
            (Field::PostalCode, "220-0001"),
            (Field::State, "神奈川県"),
            (Field::City, "横浜市西区"),
            (Field::Street, "見本町1-2 サンプルビル"),
        ] {
            assert!(found.contains(&(field, value.to_owned())), "{field:?} in {found:?}");
        }
    }

    #[test]
    fn what_a_person_typed_or_emptied_is_left_alone() {
        let found = offered("田中 太郎", "taro@sample.example", MAIL, &[Field::LastName, Field::Phone, Field::City]);
        assert!(!found.iter().any(|(field, _)| matches!(field, Field::LastName | Field::Phone | Field::City)));
        assert!(found.iter().any(|(field, _)| *field == Field::FirstName));
    }

    #[test]
    fn towns_end_where_the_address_says() {
        assert_eq!(town("千代田区一番町1-1"), ("千代田区", "一番町1-1"));
        assert_eq!(town("横浜市西区みなと1"), ("横浜市西区", "みなと1"));
        assert_eq!(town("西多摩郡見本町大字1"), ("西多摩郡見本町", "大字1"));
        let fields = |address: &str| address_fields(address).into_iter().map(|(_, value)| value).collect::<Vec<_>>();
        assert_eq!(fields("三重県四日市市見本町1-2"), ["三重県", "四日市市", "見本町1-2"]);
        assert_eq!(fields("東京都港区1"), ["東京都", "港区", "1"]);
        assert_eq!(fields("廿日市市見本1"), ["廿日市市", "見本1"]);
        assert_eq!(fields("5 Mill Lane, Leeds"), ["5 Mill Lane, Leeds"]);
    }

    #[test]
    fn a_given_name_alone_becomes_the_name_that_a_person_must_have() {
        let text = "We sent it.\n\nRegards,\nAnna\nCustomer Support Team\nSample Ltd.\nTel +44 20 7946 0000\n";
        assert!(offered("Sample Support", "support@sample.example", text, &[]).contains(&(Field::LastName, "Anna".to_owned())));
    }
}
