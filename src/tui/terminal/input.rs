//! From what the terminal says to what the app understands.

use crossterm::event::{Event as Said, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::present::key::{Key, KeyPress};
use crate::tui::app::{Event, Pointed, ScreenMap};

/// The event of something the terminal said; `None` for what means nothing to the app.
pub(in crate::tui) fn event_of(said: Said, shown: &ScreenMap) -> Option<Event> {
    match said {
        Said::Mouse(mouse) => pointed(mouse, shown).map(Event::Pointed),
        Said::Key(key) => press(key).map(Event::Key),
        Said::Paste(text) => Some(Event::Paste(text)),
        Said::Resize(columns, rows) => Some(Event::Resize { columns, rows }),
        Said::FocusGained | Said::FocusLost => None,
    }
}

/// What the mouse was used on: what the screen showed there when it was drawn last.
fn pointed(event: MouseEvent, shown: &ScreenMap) -> Option<Pointed> {
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => shown.press(event.column, event.row),
        MouseEventKind::ScrollDown => shown.wheel(event.column, event.row, true),
        MouseEventKind::ScrollUp => shown.wheel(event.column, event.row, false),
        _ => None,
    }
}

fn press(event: KeyEvent) -> Option<KeyPress> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let shift = event.modifiers.contains(KeyModifiers::SHIFT);
    let key = match event.code {
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab if shift => Key::BackTab,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::F(number) => Key::F(number),
        _ => return None,
    };
    Some(KeyPress { key, ctrl: event.modifiers.contains(KeyModifiers::CONTROL), alt: event.modifiers.contains(KeyModifiers::ALT) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_taken_once_and_as_they_were_pressed() {
        let key = |code, modifiers| press(KeyEvent::new(code, modifiers));
        assert_eq!(key(KeyCode::Char('G'), KeyModifiers::SHIFT), Some(KeyPress::plain(Key::Char('G'))));
        assert_eq!(key(KeyCode::Char('s'), KeyModifiers::CONTROL), Some(KeyPress::ctrl('s')));
        assert_eq!(key(KeyCode::BackTab, KeyModifiers::SHIFT), Some(KeyPress::plain(Key::BackTab)));
        let released = KeyEvent::new_with_kind(KeyCode::Char('a'), KeyModifiers::NONE, KeyEventKind::Release);
        assert_eq!(press(released), None);
    }
}
