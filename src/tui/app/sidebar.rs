//! Whether the sidebar with CRM information is open.

use super::panes::Size;

/// The sidebar: open or closed by the person, or, before they said so, by the width.
#[derive(Debug, Default)]
pub(crate) struct Sidebar {
    pub(crate) open: Option<bool>,
}

impl Sidebar {
    /// Whether it is on the screen.
    pub(crate) fn shown(&self, _size: Size) -> bool {
        self.open.unwrap_or(false)
    }
}
