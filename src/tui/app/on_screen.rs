//! What stands where on the screen. A click is about what the person saw there: it names that, not a place, so that it means the same however much changed since the
//! screen was drawn.

use super::board::DetailRow;
use super::choice::Choice;
use super::composer::Spot;
use super::panes::{Area, Pane, Tab};
use super::sidebar::Row as SidebarRow;
use super::typed_text::TypedAt;
use crate::domain::crm::kind::RecordRef;
use crate::domain::crm::standing::Standing;
use crate::domain::ids::{AccountKey, MessageKey, ThreadKey};
use crate::jobs::mail::ListView;
use crate::jobs::outbox::UnsentKey;
use crate::present::commands::{Command, Place};
use crate::present::key::KeyPress;

/// Something on the screen that a click can be about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum OnScreen {
    Tab(Tab),
    /// A pane, where nothing else stands.
    Pane(Pane),
    /// A list in the mailboxes pane.
    Mailbox(ListView),
    /// An account of the mailboxes pane.
    Account(AccountKey),
    /// A row of the thread list.
    Thread(ThreadKey),
    /// The heading of a group in the thread list.
    Group(Standing),
    /// A draft or a waiting mail in the thread list.
    Unsent(UnsentKey),
    /// A message of the conversation, by its header or its text.
    Message(MessageKey),
    /// Something a message carries, and the command that lists it.
    Carried(MessageKey, Command),
    /// A row of the sidebar that does something.
    Side(Box<SidebarRow>),
    /// A row of a board.
    Record(RecordRef),
    /// A row of the open record that does something.
    Detail(Box<DetailRow>),
    /// One of several to choose from.
    Choice(Box<Choice>),
    /// A command in the palette.
    Suggested(Command),
    /// Keys that the footer shows, and where they act.
    Keys(Place, Vec<KeyPress>),
    /// A button in a box, and where it acts.
    Button(Place, Command),
    /// A field of a form, and the place in what is typed there.
    Field(&'static str, TypedAt),
    /// A header or the text of the mail that is written, and the place in it.
    Written(Spot, TypedAt),
}

/// Something that the wheel scrolls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scrolled {
    /// A pane of the Mail tab.
    Pane(Pane),
    /// The rows of another tab.
    Board,
    /// The record beside or over them.
    Detail,
    /// What lies on top.
    Overlay,
}

/// What a person did with the mouse.
#[derive(Debug, Clone, PartialEq)]
pub struct Pointed(pub(crate) Gesture);

/// A press of the first button, or a turn of the wheel.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Gesture {
    Press(OnScreen),
    Wheel(Scrolled, bool),
}

/// The screen as it was drawn last.
#[derive(Debug, Default)]
pub struct ScreenMap {
    spots: Vec<(Area, OnScreen)>,
    scrolled: Vec<(Area, Scrolled)>,
}

impl ScreenMap {
    /// Notes what stands in an area; it lies over what was noted before.
    pub(crate) fn put(&mut self, area: Area, spot: OnScreen) {
        self.spots.push((area, spot));
    }

    /// Notes what the wheel scrolls in an area.
    pub(crate) fn scrolls(&mut self, area: Area, what: Scrolled) {
        self.scrolled.push((area, what));
    }

    /// What a press at this place is about; `None` where nothing stands.
    pub fn press(&self, column: u16, row: u16) -> Option<Pointed> {
        let (area, spot) = self.spots.iter().rev().find(|(area, _)| area.holds(column, row))?;
        let mut spot = spot.clone();
        if let OnScreen::Field(_, at) | OnScreen::Written(_, at) = &mut spot {
            at.column = usize::from(column - area.x);
        }
        Some(Pointed(Gesture::Press(spot)))
    }

    /// What a turn of the wheel at this place is about.
    pub fn wheel(&self, column: u16, row: u16, down: bool) -> Option<Pointed> {
        let (_, what) = self.scrolled.iter().rev().find(|(area, _)| area.holds(column, row))?;
        Some(Pointed(Gesture::Wheel(*what, down)))
    }

    /// Everything that a press can be about, with where it stands.
    #[cfg(test)]
    pub(crate) fn all(&self) -> &[(Area, OnScreen)] {
        &self.spots
    }
}
