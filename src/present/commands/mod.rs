//! The one table of commands: keymap, footer, help, palette, `fumi keys` and the key table of the README all come from it.

mod keymap;
mod need;
mod place;
mod table;
mod words;

pub use keymap::{BindingError, Keymap, Lookup};
pub use need::Need;
pub use place::{Place, Places};
pub use table::{Command, Entry, TABLE};
pub use words::{named, nearest, readme_table};

impl Command {
    /// The row of this command.
    pub fn entry(self) -> &'static Entry {
        // Commands and rows come from one list, in one order.
        &TABLE[self as usize]
    }
}
