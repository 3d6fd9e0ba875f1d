//! Which command a sequence of keys means at a place: a pure look-up.

use super::place::{Place, Places};
use super::table::{Command, Entry, TABLE};
use crate::i18n::Text;
use crate::present::key::{KeyPress, parse_keys, show_keys};

/// What a sequence of presses means so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// This command.
    Command(Command),
    /// The beginning of a longer sequence: wait for the next key.
    Prefix,
    /// Nothing here.
    Nothing,
}

/// Why a binding of the config cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BindingError {
    /// No command has this name.
    #[error("no such command: {name}")]
    NoSuchCommand {
        /// The name in the config.
        name: String,
    },
    /// The text names no key.
    #[error("no such key: {keys}")]
    NoSuchKey {
        /// The name of the command in the config.
        name: String,
        /// What stands in the config.
        keys: String,
    },
    /// Another command has these keys in the same place, or its keys begin with them.
    #[error("{name} and {other} share the keys {keys}")]
    Taken {
        /// The name of the command in the config.
        name: String,
        /// The command that already has them.
        other: String,
        /// The keys that both have, as people write them.
        keys: String,
    },
}

impl BindingError {
    /// The commands it is about, as the config names them.
    fn names(&self) -> Vec<&str> {
        match self {
            Self::NoSuchCommand { name } | Self::NoSuchKey { name, .. } => vec![name],
            Self::Taken { name, other, .. } => vec![name, other],
        }
    }
}

/// The keys of every command after the person's own bindings.
#[derive(Debug, Clone)]
pub struct Keymap {
    bound: Vec<(&'static Entry, Vec<Vec<KeyPress>>)>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self { bound: TABLE.iter().map(|entry| (entry, entry.keys.iter().filter_map(|keys| parse_keys(keys).ok()).collect())).collect() }
    }
}

impl Keymap {
    /// The default keys with the person's bindings in place of those of the named commands; an empty list takes all keys from a command.
    pub fn with(overrides: &[(String, Vec<String>)]) -> Result<Self, BindingError> {
        let mut map = Self::default();
        for (name, keys) in overrides {
            let mut sequences = Vec::new();
            for written in keys {
                sequences.push(parse_keys(written).map_err(|_| BindingError::NoSuchKey { name: name.clone(), keys: written.clone() })?);
            }
            let Some(row) = map.bound.iter_mut().find(|(entry, _)| entry.name == name) else {
                return Err(BindingError::NoSuchCommand { name: name.clone() });
            };
            row.1 = sequences;
        }
        match map.conflict() {
            Some(error) => Err(error),
            None => Ok(map),
        }
    }

    /// The same, without the bindings that cannot be used; why, for each of them. The keys of all others act, so that a slip in the file locks nobody out.
    pub fn usable(overrides: &[(String, Vec<String>)]) -> (Self, Vec<BindingError>) {
        let (mut left, mut errors) = (overrides.to_vec(), Vec::new());
        loop {
            match Self::with(&left) {
                Ok(map) => return (map, errors),
                Err(error) => {
                    let before = left.len();
                    match left.iter().rposition(|(name, _)| error.names().contains(&name.as_str())) {
                        Some(at) => drop(left.remove(at)),
                        None => left.clear(),
                    }
                    errors.push(error);
                    if left.len() == before {
                        return (Self::default(), errors);
                    }
                }
            }
        }
    }

    /// What these presses mean at a place. Letters never act where text is typed; full-width letters count as their ASCII.
    pub fn find(&self, place: Place, presses: &[KeyPress]) -> Lookup {
        if presses.is_empty() || (place.takes_text() && presses.iter().any(|press| press.types_text())) {
            return Lookup::Nothing;
        }
        let folded: Vec<KeyPress> = presses.iter().map(|press| press.folded()).collect();
        let mut prefix = false;
        for (entry, sequences) in self.bound.iter().filter(|(entry, _)| entry.places.meets(place.kinds())) {
            for sequence in sequences {
                if *sequence == folded {
                    return Lookup::Command(entry.command);
                }
                prefix |= sequence.starts_with(&folded);
            }
        }
        if prefix { Lookup::Prefix } else { Lookup::Nothing }
    }

    /// The keys of a command as people read them: `j`, `Down`.
    pub fn keys(&self, command: Command) -> Vec<String> {
        self.sequences(command).iter().map(|sequence| show_keys(sequence)).collect()
    }

    /// The commands of a place with the keys that act there: what `?` lists.
    pub fn help(&self, place: Place) -> Vec<(&'static Entry, Vec<String>)> {
        self.bound
            .iter()
            .filter(|(entry, _)| entry.places.meets(place.kinds()))
            .map(|(entry, sequences)| {
                let acts = |sequence: &&Vec<KeyPress>| !(place.takes_text() && sequence.iter().any(|press| press.types_text()));
                let keys: Vec<String> = sequences.iter().filter(acts).map(|sequence| show_keys(sequence)).collect();
                // Without a key it is typed by its name.
                let typed = sequences.is_empty() && place.kinds().meets(Places::EVERYWHERE);
                (*entry, if typed { vec![format!(":{}", entry.name)] } else { keys })
            })
            .filter(|(_, keys)| !keys.is_empty())
            .collect()
    }

    /// The footer of a place: key and short word of what can act now, in the order of importance.
    pub fn footer(&self, place: Place, acts: impl Fn(&Entry) -> bool) -> Vec<(String, Text)> {
        let here = self.help(place).into_iter().filter(|(entry, _)| entry.footer.is_some() && acts(entry));
        here.filter_map(|(entry, keys)| Some((keys.into_iter().next()?, Text::of(entry.footer?)))).collect()
    }

    fn sequences(&self, command: Command) -> &[Vec<KeyPress>] {
        self.bound.iter().find(|(entry, _)| entry.command == command).map_or(&[], |(_, sequences)| sequences)
    }

    fn conflict(&self) -> Option<BindingError> {
        for place in Place::ALL {
            let here: Vec<_> = self.bound.iter().filter(|(entry, _)| entry.places.meets(place.kinds())).collect();
            for (at, (entry, sequences)) in here.iter().enumerate() {
                for (other, theirs) in &here[at + 1..] {
                    for sequence in sequences {
                        if let Some(clash) = theirs.iter().find(|one| one.starts_with(sequence) || sequence.starts_with(one)) {
                            return Some(BindingError::Taken {
                                name: entry.name.to_owned(),
                                other: other.name.to_owned(),
                                keys: show_keys(clash),
                            });
                        }
                    }
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::present::key::Key;

    fn press(text: &str) -> Vec<KeyPress> {
        parse_keys(text).unwrap()
    }

    #[test]
    fn two_commands_never_share_a_key_in_one_place() {
        assert_eq!(Keymap::default().conflict(), None);
    }

    #[test]
    fn every_default_key_can_be_read() {
        for entry in TABLE {
            for keys in entry.keys {
                assert_eq!(show_keys(&press(keys)), *keys, "{}", entry.name);
            }
        }
    }

    #[test]
    fn a_key_means_what_the_place_says() {
        let map = Keymap::default();
        assert_eq!(map.find(Place::ThreadList, &press("e")), Lookup::Command(Command::Archive));
        assert_eq!(map.find(Place::RecordList, &press("e")), Lookup::Command(Command::EditRecord));
        assert_eq!(map.find(Place::Conversation, &press("g")), Lookup::Prefix);
        assert_eq!(map.find(Place::Conversation, &press("gi")), Lookup::Command(Command::GoInbox));
        assert_eq!(map.find(Place::Sidebar, &press("i")), Lookup::Command(Command::ShowCrm));
        assert_eq!(map.find(Place::ThreadList, &press("+l")), Lookup::Command(Command::AddLead));
        assert_eq!(map.find(Place::ThreadList, &press("+y")), Lookup::Nothing);
    }

    #[test]
    fn letters_never_act_where_text_is_typed() {
        let map = Keymap::default();
        for place in Place::ALL.into_iter().filter(|place| place.takes_text()) {
            for c in ('!'..='~').chain("ｅ　あ".chars()) {
                assert_eq!(map.find(place, &[KeyPress::plain(Key::Char(c))]), Lookup::Nothing, "{c} in {place:?}");
            }
        }
        assert_eq!(map.find(Place::Form, &press("Ctrl-s")), Lookup::Command(Command::Save));
        assert_eq!(map.find(Place::Form, &press("Ctrl-t")), Lookup::Nothing, "only accounts are tested");
        assert_eq!(map.find(Place::AccountForm, &press("Ctrl-t")), Lookup::Command(Command::TestAccount));
        assert_eq!(map.find(Place::Picker, &press("Down")), Lookup::Command(Command::Down));
    }

    #[test]
    fn full_width_letters_count_as_their_ascii() {
        let wide = [KeyPress::plain(Key::Char('＋')), KeyPress::plain(Key::Char('ｌ'))];
        assert_eq!(Keymap::default().find(Place::ThreadList, &wide), Lookup::Command(Command::AddLead));
    }

    #[test]
    fn a_person_rebinds_by_name_and_is_told_of_mistakes() {
        let bind = |name: &str, keys: &[&str]| Keymap::with(&[(name.to_owned(), keys.iter().map(|key| (*key).to_owned()).collect())]);
        let map = bind("archive", &["y"]).unwrap();
        assert_eq!(map.find(Place::ThreadList, &press("y")), Lookup::Command(Command::Archive));
        assert_eq!(map.find(Place::ThreadList, &press("e")), Lookup::Nothing);
        assert_eq!(map.keys(Command::Archive), ["y"]);
        assert!(matches!(bind("archvie", &["y"]), Err(BindingError::NoSuchCommand { .. })));
        assert!(matches!(bind("archive", &["Ctrl-nonsense"]), Err(BindingError::NoSuchKey { .. })));
        assert!(matches!(bind("archive", &["r"]), Err(BindingError::Taken { .. })));
        assert!(matches!(bind("archive", &["g"]), Err(BindingError::Taken { .. })), "a key that longer sequences begin with");
    }

    #[test]
    fn the_footer_shows_the_first_key_of_what_matters() {
        let footer = Keymap::default().footer(Place::ThreadList, |_| true);
        assert_eq!(footer.first().map(|(key, _)| key.as_str()), Some("e"));
        assert_eq!(footer.last().map(|(key, _)| key.as_str()), Some("?"));
        assert!(Keymap::default().footer(Place::AccountForm, |_| true).iter().any(|(key, _)| key == "Ctrl-t"));
        let quiet = Keymap::default().footer(Place::ThreadList, |entry| entry.command != Command::Archive);
        assert!(quiet.iter().all(|(key, _)| key != "e"), "what cannot act is left out");
    }

    #[test]
    fn a_binding_that_cannot_be_used_leaves_all_others_in_force() {
        let bind = |name: &str, key: &str| (name.to_owned(), vec![key.to_owned()]);
        let (map, errors) = Keymap::usable(&[
            bind("archive", "y"),
            bind("archiv", "Y"),
            bind("star", "Ctrl-Hyper-q"),
            bind("delete", "y"),
            bind("toggle-read", "Ctrl-y"),
        ]);
        assert_eq!(errors.len(), 3, "{errors:?}");
        assert_eq!(map.keys(Command::Archive), ["y"]);
        assert_eq!((map.keys(Command::Delete), map.keys(Command::Star)), (Keymap::default().keys(Command::Delete), vec!["s".to_owned()]));
        let (map, errors) = Keymap::usable(&[bind("archive", "d"), bind("delete", "e")]);
        assert_eq!(
            (errors, map.keys(Command::Archive), map.keys(Command::Delete)),
            (Vec::new(), vec!["d".to_owned()], vec!["e".to_owned()])
        );
    }
}
