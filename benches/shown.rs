//! What mails and texts of odd shapes cost the screen: `cargo bench --bench shown` prints each event and the frame after it, in milliseconds.
#![allow(clippy::unwrap_used)]

#[path = "../tests/support/screens.rs"]
mod screens;

use std::time::Instant;

use fumi::config::settings::Theme;
use fumi::i18n::Language;
use fumi::mime;
use fumi::tui::app::Event;
use screens::{Books, Mail, ScreenWorld, sample};

fn main() {
    println!("{:<44} {:>9} {:>9}", "", "event ms", "frame ms");
    reading();
    pasting();
    composing();
}

/// The longest of five, since a person notices the slowest.
fn told(what: &str, mut event: impl FnMut(&mut ScreenWorld), world: &mut ScreenWorld) {
    let (mut slowest, mut frame) = (0.0_f64, 0.0_f64);
    for _ in 0..5 {
        let begun = Instant::now();
        event(world);
        slowest = slowest.max(begun.elapsed().as_secs_f64() * 1e3);
        let begun = Instant::now();
        world.buffer();
        frame = frame.max(begun.elapsed().as_secs_f64() * 1e3);
    }
    println!("{what:<44} {slowest:>9.1} {frame:>9.1}");
}

fn press(world: &mut ScreenWorld, keys: &str) {
    world.keys(keys);
}

fn one(mail: Mail) -> ScreenWorld {
    ScreenWorld::with(Books { mails: vec![mail], records: Vec::new() }, Language::English, 120, 40, Theme::Dark)
}

/// Opening is the answer of a worker and one layout; a width is another layout.
fn reading() {
    let anna = ("Anna Berg", "anna@nordwind.example");
    let cells: String = (0..200_000).map(|at| format!("<td>c{at}")).collect();
    let mut table = Mail::new(1, anna, "A row of 200,000 cells", 1);
    table.html = Some(Box::leak(format!("<table><tr>{cells}</table>").into_boxed_str()));
    table.body = Vec::new();
    let mut latin = Mail::new(1, anna, "A line of a mebibyte, Latin", 1);
    latin.body = vec![(0, "Please find the offer below, as we said. ".repeat(26_000))];
    let mut japanese = Mail::new(1, anna, "A line of a mebibyte, Japanese", 1);
    japanese.body = vec![(0, "見積の件、よろしくお願いいたします。".repeat(19_000))];
    for mail in [table, latin, japanese] {
        let (subject, bytes) = (mail.subject.clone(), mail.bytes(&[]));
        let begun = Instant::now();
        mime::read(&bytes);
        println!("{:<44} {:>9.1}", format!("{subject}: read, by a worker"), begun.elapsed().as_secs_f64() * 1e3);
        let mut world = one(mail);
        world.keys("Enter");
        assert!(
            world.screen().contains("c12 ") || world.screen().contains("offer") || world.screen().contains("見積"),
            "{}",
            world.screen()
        );
        let mut columns = 120;
        let narrower = |world: &mut ScreenWorld| {
            columns -= 1;
            world.resize(columns, 40);
        };
        told(&format!("{subject}: laid out"), narrower, &mut world);
        told(&format!("{subject}: a key"), |world| press(world, "Ctrl-d"), &mut world);
        told(&format!("{subject}: its end"), |world| press(world, "G"), &mut world);
    }
}

/// A megabyte into each field of one line, then a letter.
fn pasting() {
    let pasted = "見積 offer ".repeat(1_000_000 / 13);
    for (field, keys) in [
        ("search", "/"),
        ("command line", ":"),
        ("palette", "Ctrl-p"),
        ("recipients", "c"),
        ("subject", "c Tab Tab Tab"),
        ("form", "+ l"),
        ("label", "L"),
        ("mailbox", "v"),
        ("password", "g S Tab"),
    ] {
        let mut world = ScreenWorld::with(sample(), Language::English, 120, 40, Theme::Dark);
        world.keys(keys);
        let paste = |world: &mut ScreenWorld| {
            world.keys("Ctrl-u");
            world.event(Event::Paste(pasted.clone()));
        };
        told(&format!("1 MB into: {field}"), paste, &mut world);
        told(&format!("1 MB in: {field}, a letter"), |world| press(world, "x"), &mut world);
    }
}

/// A text of 20 MB in the composer: many lines, and one line.
fn composing() {
    let words = "見積の件、よろしくお願いいたします。 Please find the offer below. ";
    for (shape, text) in
        [("lines", format!("{words}\n").repeat((20 << 20) / words.len())), ("one line", words.repeat((20 << 20) / words.len()))]
    {
        let mut world = ScreenWorld::with(sample(), Language::English, 120, 40, Theme::Dark);
        world.keys("c Tab Tab Tab Tab");
        let begun = Instant::now();
        world.event(Event::Paste(text));
        world.buffer();
        println!("{:<44} {:>9.1}", format!("20 MB composed, {shape}: pasted and shown"), begun.elapsed().as_secs_f64() * 1e3);
        for keys in ["Up", "PgUp", "x", "Backspace", "Enter", "Ctrl-Home", "Down", "y", "Ctrl-End"] {
            told(&format!("20 MB composed, {shape}: {keys}"), |world| press(world, keys), &mut world);
        }
    }
}
