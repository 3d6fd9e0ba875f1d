//! How the app looks, kept for the next start.

use crate::config::look::LookChange;
use crate::config::settings::Theme;
use crate::i18n::Language;

/// Keeps a choice of the person about the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeepLook {
    /// The colours, which are a setting.
    Theme(Theme),
    /// The language, which is a setting.
    Language(Language),
    /// The keys of the command of this name; none gives it its own again.
    Keys(String, Option<Vec<String>>),
    /// What is state of this machine.
    Screen(LookChange),
}
