//! A mail magnet: all mail that an account gets from customers in one place (S104 to S107).

use crate::text::CleanText;

/// Where an account's mail from customers is shown together. It is worked out from the customers there are now and moves nothing, so that mail of before belongs to it, and none of it
/// stays behind when the magnet is switched off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Magnet {
    /// In a mailbox of this name.
    Folder(CleanText),
    /// Under a label of this name.
    Label(CleanText),
}

/// The longest name, in characters.
const LONGEST: usize = 80;

impl Magnet {
    /// The word of interface.md and of the config: `folder=N`, `label=N`.
    pub fn word(&self) -> String {
        match self {
            Self::Folder(name) => format!("folder={name}"),
            Self::Label(name) => format!("label={name}"),
        }
    }

    /// The magnet of a word; a name is one line without a slash.
    pub fn from_word(word: &str) -> Option<Self> {
        let (kind, name) = word.split_once('=')?;
        let name = CleanText::line(name.trim());
        let fits = !name.is_empty() && !name.as_str().contains('/') && name.as_str().chars().count() <= LONGEST;
        match kind.trim() {
            "folder" if fits => Some(Self::Folder(name)),
            "label" if fits => Some(Self::Label(name)),
            _ => None,
        }
    }

    /// The name of the folder or label.
    pub fn name(&self) -> &CleanText {
        match self {
            Self::Folder(name) | Self::Label(name) => name,
        }
    }
}

/// The query that finds what the magnet of an account of this name collects: what customers wrote to it, wherever that lies but in spam and trash.
pub fn query(account: &str) -> String {
    format!("account:\"{}\" is:customer -is:sent", account.replace(['"', '\\'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s106_a_magnet_is_a_folder_or_a_label_with_a_name() {
        for word in ["folder=Customers", "label=お客様"] {
            assert_eq!(Magnet::from_word(word).map(|magnet| magnet.word()).as_deref(), Some(word));
        }
        for wrong in ["folder=", "label= ", "folder=a/b", "Customers", "", "move=x"] {
            assert_eq!(Magnet::from_word(wrong), None, "{wrong}");
        }
    }
}
