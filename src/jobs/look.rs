//! How the app looks, kept for the next start.

use crate::config::look::LookChange;
use crate::config::settings::Theme;

/// Keeps a choice of the person about the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeepLook {
    /// The colours, which are a setting.
    Theme(Theme),
    /// What is state of this machine.
    Screen(LookChange),
}
