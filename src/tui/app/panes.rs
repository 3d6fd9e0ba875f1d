//! Where the panes stand at each size of the terminal (architecture.md 6).

/// The size of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Width in columns.
    pub columns: u16,
    /// Height in rows.
    pub rows: u16,
}

/// A rectangle of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Area {
    pub(crate) x: u16,
    pub(crate) y: u16,
    pub(crate) width: u16,
    pub(crate) height: u16,
}

impl Area {
    /// Whether a place of the screen lies in it.
    pub(crate) fn holds(self, column: u16, row: u16) -> bool {
        (self.x..self.x + self.width).contains(&column) && (self.y..self.y + self.height).contains(&row)
    }

    /// The rows and columns inside a border.
    pub(crate) fn inside(self) -> Self {
        Self { x: self.x + 1, y: self.y + 1, width: self.width.saturating_sub(2), height: self.height.saturating_sub(2) }
    }
}

/// The tabs of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tab {
    /// Mail (S8).
    Mail,
    /// People who may become customers.
    Leads,
    /// Contacts and temps.
    Contacts,
    /// Companies.
    Companies,
    /// Deals by stage.
    Deals,
    /// Tasks, events and calls by day.
    Agenda,
}

impl Tab {
    /// Every tab, in the order of the keys 1 to 6.
    pub const ALL: [Self; 6] = [Self::Mail, Self::Leads, Self::Contacts, Self::Companies, Self::Deals, Self::Agenda];
}

/// The panes of the Mail tab, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The mailboxes of every account, on the left.
    Mailboxes,
    /// The threads of a mailbox.
    List,
    /// One thread.
    Conversation,
    /// Who the correspondent is.
    Sidebar,
}

/// Where everything stands; panes that are not on the screen have no area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Panes {
    pub(crate) tabs: Area,
    /// All panes together: what the other tabs draw into.
    pub(crate) body: Area,
    pub(crate) mailboxes: Option<Area>,
    pub(crate) list: Option<Area>,
    pub(crate) conversation: Option<Area>,
    pub(crate) sidebar: Option<Area>,
    /// Whether the sidebar lies over other panes.
    pub(crate) sidebar_over: bool,
    pub(crate) notices: Area,
    pub(crate) footer: Area,
}

impl Panes {
    /// How many lines a thread takes in the list: two where the conversation stands beside it, since the list is narrow and high then.
    pub(crate) fn lines_of_thread(&self) -> u16 {
        let beside = self.list.zip(self.conversation).is_some_and(|(list, conversation)| list.y == conversation.y);
        if beside { 2 } else { 1 }
    }
}

/// The smallest terminal that shows more than a sentence.
const SMALLEST: Size = Size { columns: 40, rows: 12 };

/// Arranges the panes; `None` when the terminal is too small. With `wide`, the focused pane stands alone. The mailboxes get room for their names, so many columns, within bounds.
pub(crate) fn arrange(size: Size, focus: Pane, sidebar: bool, wide: bool, names: u16) -> Option<Panes> {
    if size.columns < SMALLEST.columns || size.rows < SMALLEST.rows {
        return None;
    }
    let (width, height) = (size.columns, size.rows);
    let body = Area { x: 0, y: 1, width, height: height - 3 };
    let mut panes = Panes {
        tabs: Area { x: 0, y: 0, width, height: 1 },
        body,
        mailboxes: None,
        list: None,
        conversation: None,
        sidebar: None,
        sidebar_over: false,
        notices: Area { x: 0, y: height - 2, width, height: 1 },
        footer: Area { x: 0, y: height - 1, width, height: 1 },
    };
    if width < 80 || wide {
        let only = match focus {
            Pane::Mailboxes => &mut panes.mailboxes,
            Pane::List => &mut panes.list,
            Pane::Conversation => &mut panes.conversation,
            Pane::Sidebar => &mut panes.sidebar,
        };
        *only = Some(body);
        return Some(panes);
    }
    let left = match width {
        ..100 => (names + 2).clamp(18, 24),
        100..140 => (names + 2).clamp(20, 26),
        _ => (names + 2).clamp(26, 32),
    };
    let right = match (sidebar, width) {
        (false, _) => 0,
        (true, ..100) => 36,
        (true, 100..140) => 32,
        (true, 140..180) => 36,
        (true, _) => 42,
    };
    panes.mailboxes = Some(Area { width: left, ..body });
    panes.sidebar_over = width < 100;
    if right > 0 {
        panes.sidebar = Some(Area { x: width - right, width: right, ..body });
    }
    let middle_width = width - left - if panes.sidebar_over { 0 } else { right };
    let middle = Area { x: left, width: middle_width, ..body };
    if width >= 140 {
        let list = (middle_width * 9 / 20).clamp(40, 76);
        panes.list = Some(Area { width: list, ..middle });
        panes.conversation = Some(Area { x: left + list, width: middle_width - list, ..middle });
    } else {
        let list = match (focus, height) {
            (Pane::Conversation, ..36) => (middle.height / 4).max(5),
            // Ten rows and the border.
            _ => (middle.height * 2 / 5).max(12.min(middle.height - 6)),
        };
        panes.list = Some(Area { height: list, ..middle });
        panes.conversation = Some(Area { y: middle.y + list, height: middle.height - list, ..middle });
    }
    Some(panes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn no_pane_leaves_the_terminal_and_none_lies_over_another_but_the_sliding_sidebar() {
        for columns in 30..260 {
            for rows in [8, 11, 12, 24, 40, 80] {
                for focus in [Pane::Mailboxes, Pane::List, Pane::Conversation, Pane::Sidebar] {
                    for sidebar in [false, true] {
                        let names = (columns + rows) % 40;
                        let Some(panes) = arrange(Size { columns, rows }, focus, sidebar, false, names) else {
                            assert!(columns < 40 || rows < 12);
                            continue;
                        };
                        let mut areas = vec![panes.tabs, panes.notices, panes.footer];
                        areas.extend([panes.mailboxes, panes.list, panes.conversation].into_iter().flatten());
                        if !panes.sidebar_over {
                            areas.extend(panes.sidebar);
                        }
                        for (at, one) in areas.iter().enumerate() {
                            assert!(one.x + one.width <= columns && one.y + one.height <= rows, "{one:?} at {columns}x{rows}");
                            assert!(one.width >= 18 && one.height >= 1, "{one:?} at {columns}x{rows}");
                            for other in &areas[at + 1..] {
                                let apart = one.x + one.width <= other.x
                                    || other.x + other.width <= one.x
                                    || one.y + one.height <= other.y
                                    || other.y + other.height <= one.y;
                                assert!(apart, "{one:?} over {other:?} at {columns}x{rows}");
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn widths_are_those_of_the_design() {
        let at = |columns, sidebar| arrange(Size { columns, rows: 24 }, Pane::List, sidebar, false, 0).unwrap();
        let narrow = at(79, true);
        assert!(narrow.list.is_some() && narrow.mailboxes.is_none() && narrow.conversation.is_none() && narrow.sidebar.is_none());
        let small = at(80, true);
        assert!(small.sidebar_over && small.mailboxes.is_some());
        let medium = at(100, true);
        assert!(!medium.sidebar_over && medium.list.unwrap().x == medium.conversation.unwrap().x, "list above conversation");
        let wide = at(140, true);
        assert_eq!(wide.list.unwrap().y, wide.conversation.unwrap().y, "list beside conversation");
        assert!(at(120, false).sidebar.is_none());
    }
}
