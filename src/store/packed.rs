//! Columns that hold several values, a line each.

use crate::domain::mail::address::{AddrSpec, Address, AddressRole};
use crate::domain::mail::message::ParsedMail;
use crate::domain::mail::sender::WhomFrom;
use crate::jobs::mail::NOBODY;
use crate::text::CleanText;

/// The addresses of a message in one column: role, address and name of each, a line each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PackedAddresses(Vec<(AddressRole, Address)>);

impl PackedAddresses {
    /// The addresses of a mail.
    pub fn of(mail: &ParsedMail) -> Self {
        Self(mail.addresses.clone())
    }

    /// Reads the column.
    pub fn read(packed: &str) -> Self {
        Self(packed.lines().filter_map(|line| read_address(line, |_| true)).collect())
    }

    /// Reads no more of the column than the first address of a role.
    pub fn first(packed: &str, role: AddressRole) -> Option<Address> {
        packed.lines().find_map(|line| read_address(line, |found| found == role)).map(|(_, address)| address)
    }

    /// Whom a mail is from, by name and address: the author that was told from its headers, else who From names.
    pub fn author(packed: &str) -> Option<Address> {
        Self::first(packed, AddressRole::Author).or_else(|| Self::first(packed, AddressRole::From))
    }

    /// What stands for the sender where From holds no usable address; otherwise empty.
    pub fn odd_sender(packed: &str) -> CleanText {
        let prefix = format!("{}\t\t", AddressRole::From.code());
        packed.lines().find_map(|line| line.strip_prefix(prefix.as_str())).map(CleanText::line).unwrap_or_default()
    }

    /// The addresses of a role, in the order of the header.
    pub fn of_role(&self, role: AddressRole) -> impl Iterator<Item = &Address> {
        self.0.iter().filter(move |(one, _)| *one == role).map(|(_, address)| address)
    }

    /// All addresses with their roles.
    pub fn all(&self) -> &[(AddressRole, Address)] {
        &self.0
    }
}

fn read_address(line: &str, wanted: impl Fn(AddressRole) -> bool) -> Option<(AddressRole, Address)> {
    let mut parts = line.splitn(3, '\t');
    let role = AddressRole::from_code(parts.next()?.parse().ok()?).filter(|role| wanted(*role))?;
    let address: AddrSpec = parts.next()?.parse().ok()?;
    Some((role, Address { name: CleanText::line(parts.next()?), address }))
}

/// Adds to a mail that was read again the hidden recipients that its row knows and its bytes do not.
pub fn recall_hidden(packed: &str, mail: &mut ParsedMail) {
    if mail.addresses_of(AddressRole::Bcc).next().is_none() {
        let hidden = PackedAddresses::read(packed).0.into_iter().filter(|(role, _)| *role == AddressRole::Bcc);
        mail.addresses.extend(hidden);
    }
}

/// What stands for the sender of a mail without a usable From.
fn stands_for_sender(mail: &ParsedMail) -> Option<&str> {
    if mail.from().is_some() {
        return None;
    }
    let other = || mail.addresses_of(AddressRole::Sender).chain(mail.addresses_of(AddressRole::ReplyTo)).next().map(Address::label);
    let odd = Some(mail.odd_sender.as_str()).filter(|odd| odd.contains(char::is_alphanumeric));
    Some(odd.or_else(other).unwrap_or(NOBODY))
}

/// The addresses of a mail, with whom it is from where From names somebody else.
pub fn with_author(mail: &ParsedMail, whom: &WhomFrom) -> Vec<(AddressRole, Address)> {
    let author = whom.authors.first().filter(|_| whom.by_reply_to).map(|author| (AddressRole::Author, author.clone()));
    mail.addresses.iter().cloned().chain(author).collect()
}

/// The column of a mail's addresses, with what stands for the sender as a From without an address. Clean text holds no tab and no line break, so none is escaped.
pub fn pack_addresses(mail: &ParsedMail, whom: &WhomFrom) -> String {
    let mut packed = String::new();
    if let Some(odd) = stands_for_sender(mail) {
        packed.push_str(&format!("{}\t\t{}\n", AddressRole::From.code(), odd.replace(['\t', '\n'], " ")));
    }
    for (role, address) in &with_author(mail, whom) {
        packed.push_str(&format!("{}\t{}\t{}\n", role.code(), address.address, address.name.as_str().replace(['\t', '\n'], " ")));
    }
    packed
}

/// A column of lines as clean texts.
pub fn split(packed: &str) -> Vec<CleanText> {
    packed.split('\n').filter(|line| !line.is_empty()).map(CleanText::line).collect()
}
