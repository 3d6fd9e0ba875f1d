//! The `--FIELD VALUE` flags of each kind, from the one table of fields.

use std::marker::PhantomData;

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::kinds::OfKind;
use crate::domain::crm::field::{Field, FieldType, form_order, label_of, spec};
use crate::domain::crm::value::Reading;
use crate::present::fields::choice_typed;

/// The fields of a record of a kind that were given, in the order of the form.
#[derive(Debug, Clone)]
pub struct Fields<K> {
    given: Vec<(Field, String)>,
    of: PhantomData<K>,
}

impl<K: OfKind> Fields<K> {
    /// Fields that were given otherwise than by flags.
    pub fn of(given: Vec<(Field, String)>) -> Self {
        Self { given, of: PhantomData }
    }

    /// The fields as the domain reads them: picklist words of the person's language become their ids.
    pub fn typed(&self, reading: &Reading<'_>) -> Vec<(Field, String)> {
        let by_id = |(field, text): &(Field, String)| {
            let chosen = match spec(K::KIND, *field).map(|spec| spec.holds) {
                Some(FieldType::Choice(list)) => choice_typed(list, text, &reading.rules.picklists),
                _ => None,
            };
            (*field, chosen.map_or_else(|| text.clone(), str::to_owned))
        };
        self.given.iter().map(by_id).collect()
    }
}

impl<K: OfKind> FromArgMatches for Fields<K> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |field: Field| matches.get_one::<String>(field.flag()).map(|text| (field, text.clone()));
        Ok(Self::of(form_order(K::KIND, true).into_iter().filter_map(|spec| given(spec.field)).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl<K: OfKind> Args for Fields<K> {
    fn augment_args(command: Command) -> Command {
        form_order(K::KIND, true).into_iter().fold(command, |command, spec| {
            let name = match spec.holds {
                FieldType::Money => "AMOUNT",
                FieldType::Date => "DATE",
                FieldType::Instant => "WHEN",
                FieldType::Integer(..) | FieldType::Minutes => "N",
                FieldType::Record(_) => "ID|NAME",
                FieldType::Email => "ADDRESS",
                FieldType::Flag => "yes|no",
                FieldType::Line(_)
                | FieldType::Block(_)
                | FieldType::Phone
                | FieldType::PostalCode
                | FieldType::Emails
                | FieldType::Domains
                | FieldType::Url
                | FieldType::Repeat
                | FieldType::Currency
                | FieldType::Choice(_) => "TEXT",
            };
            // The sentence by its id: `spoken` says it in the person's language.
            let help = format!("{}{}", label_of(K::KIND, spec.field), if spec.mandatory { "*" } else { "" });
            command.arg(Arg::new(spec.field.flag()).long(spec.field.flag()).value_name(name).help(help).allow_hyphen_values(true))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}
