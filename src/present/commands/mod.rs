//! The one table of commands: keymap, footer, help, palette, `fumi keys` and the key table of the README all come from it.

mod command;
mod keymap;
mod place;
mod table;
mod words;

pub use command::Command;
pub use keymap::{BindingError, Keymap, Lookup};
pub use place::{Place, Places};
pub use table::{Entry, Need, TABLE};
pub use words::{named, readme_table};

impl Command {
    /// The row of this command.
    pub fn entry(self) -> &'static Entry {
        // Every command has a row: a test goes through the enum by name; the first row is only the type's way out.
        TABLE.iter().find(|entry| entry.command == self).unwrap_or(&TABLE[0])
    }
}
