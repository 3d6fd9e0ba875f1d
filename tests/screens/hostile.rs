//! What strangers write never orders the terminal about.

use fumi::config::settings::Theme;
use fumi::i18n::Language;

use crate::screens::{Mail, ScreenWorld, sample};

const HOSTILE: [&str; 9] = [
    "\u{1b}]0;owned\u{7}title",
    "\u{1b}[2J\u{1b}[1;1Hgone",
    "\u{9b}31mred",
    "a\rb\nc\td\u{8}\u{7f}",
    "invoice\u{202e}fdp.exe",
    "\u{2066}x\u{2069}\u{200e}y\u{061c}",
    "\u{0}\u{1}\u{2}nul",
    "ｶﾞｷﾞｸﾞ half-width",
    "👨‍👩‍👧 👩🏽‍💻 🇯🇵 e\u{301}\u{301}\u{301} \u{feff}bom",
];

#[test]
fn no_control_byte_reaches_the_screen() {
    let mut books = sample();
    books.mails.clear();
    for (number, raw) in (1..).zip(HOSTILE) {
        let mut one = Mail::new(number, ("Eve \u{1b}[31m", "eve@evil.example"), raw, number);
        one.body = vec![(0, raw.to_owned()), (1, raw.to_owned())];
        one.labels = vec!["\u{1b}[5mlabel"];
        one.attachments = vec![("\u{202e}gpj.exe\u{7}", "text/\u{1b}plain", 1)];
        books.mails.push(one);
    }
    let mut world = ScreenWorld::with(books, Language::English, 120, 40, Theme::Dark);
    for _ in HOSTILE {
        for keys in ["Enter", "A", "Esc", "L", "Esc", "Enter", "Esc", "h", "j"] {
            world.keys(keys);
            let (buffer, _) = world.buffer();
            for cell in buffer.content() {
                for c in cell.symbol().chars() {
                    assert!(!c.is_control(), "{:?} on the screen after {keys}", cell.symbol());
                    assert!(
                        !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}'),
                        "{:?} on the screen after {keys}",
                        cell.symbol()
                    );
                }
            }
        }
    }
}

#[test]
fn borders_stay_in_their_columns_whatever_a_row_holds() {
    let mut books = sample();
    books.mails.clear();
    for (number, raw) in (1..).zip(HOSTILE) {
        books.mails.push(Mail::new(number, ("田中 太郎👨‍👩‍👧", "t@sample.example"), &raw.repeat(5), number));
    }
    let world = ScreenWorld::with(books, Language::Japanese, 120, 40, Theme::Dark);
    let (buffer, _) = world.buffer();
    let edge = (0..119).find(|x| buffer[(*x, 1)].symbol() == "┌" && *x > 0).unwrap();
    for y in 2..14 {
        assert_eq!(buffer[(edge, y)].symbol(), "│", "row {y}\n{}", world.screen());
        assert_eq!(buffer[(119, y)].symbol(), "│", "row {y}\n{}", world.screen());
    }
}
