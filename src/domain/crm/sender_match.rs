//! Who the people of a mail are to us: decided by their addresses, never by their names (headers are the sender's to forge).

use super::kind::RecordName;

/// What the store knows of one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownAddress {
    /// The address, normalised.
    pub address: String,
    /// Whether it is one of our own accounts'.
    pub mine: bool,
    /// The persons who have it; more than one when a duplicate was allowed.
    pub persons: Vec<RecordName>,
}

/// Who an address set belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Only our own addresses.
    Mine,
    /// Nobody we know.
    Unknown {
        /// The addresses that could be added, in the order given.
        addresses: Vec<String>,
    },
    /// One person, whichever of the person's addresses it was.
    Person(RecordName),
    /// Several persons: the one to show stands first, in the order of the addresses.
    Several(Vec<RecordName>),
}

/// Decides. Own addresses never make a customer, even when somebody saved one with a person (customers.md 3).
pub fn verdict(known: &[KnownAddress]) -> Verdict {
    let others: Vec<&KnownAddress> = known.iter().filter(|one| !one.mine).collect();
    if others.is_empty() {
        return if known.is_empty() { Verdict::Unknown { addresses: Vec::new() } } else { Verdict::Mine };
    }
    let mut persons: Vec<RecordName> = Vec::new();
    for person in others.iter().flat_map(|one| &one.persons) {
        if !persons.iter().any(|seen| seen.reference == person.reference) {
            persons.push(person.clone());
        }
    }
    match persons.len() {
        0 => Verdict::Unknown { addresses: others.iter().map(|one| one.address.clone()).collect() },
        1 => Verdict::Person(persons.remove(0)),
        _ => Verdict::Several(persons),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::crm::kind::{RecordKind, Subject};
    use crate::domain::ids::Id;
    use crate::text::CleanText;

    fn person(key: i64) -> RecordName {
        RecordName { reference: Subject::Person.at(key), id: Id::v7(key, [0; 10]), kind: RecordKind::Lead, name: CleanText::line("田中") }
    }

    fn known(address: &str, mine: bool, persons: &[i64]) -> KnownAddress {
        KnownAddress { address: address.to_owned(), mine, persons: persons.iter().map(|key| person(*key)).collect() }
    }

    #[test]
    fn s28_any_address_of_a_person_means_that_person() {
        assert_eq!(verdict(&[known("private@x.example", false, &[1]), known("work@y.example", false, &[1])]), Verdict::Person(person(1)));
    }

    #[test]
    fn own_addresses_never_make_a_customer() {
        assert_eq!(verdict(&[known("me@x.example", true, &[7])]), Verdict::Mine);
        assert_eq!(
            verdict(&[known("me@x.example", true, &[7]), known("new@y.example", false, &[])]),
            Verdict::Unknown { addresses: vec!["new@y.example".to_owned()] }
        );
    }

    #[test]
    fn several_people_stand_in_the_order_of_their_addresses() {
        assert_eq!(
            verdict(&[known("b@x.example", false, &[2]), known("a@x.example", false, &[1])]),
            Verdict::Several(vec![person(2), person(1)])
        );
        assert_eq!(verdict(&[]), Verdict::Unknown { addresses: Vec::new() });
    }
}
