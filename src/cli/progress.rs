//! A bar on stderr while something runs; nothing where stderr is no terminal.

use std::io::Write;

use super::output::Output;
use crate::i18n::Catalogue;
use crate::jobs::exchange::FilesProgress;
use crate::jobs::fetch::FetchProgress;
use crate::present::{sizes, when};
use crate::text::truncate;

/// How many cells the bar has.
const CELLS: u64 = 20;

/// The bar, and whether it stands on the screen now.
#[derive(Debug, Default)]
pub struct Bar {
    shown: bool,
}

impl Bar {
    /// Draws how far the fetch of an account is.
    pub fn draw(&mut self, progress: &FetchProgress, words: &Catalogue) {
        self.shown = true;
        let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K{}", truncate(&line(progress, words), 78));
    }

    /// Draws how far an export or import is.
    pub fn draw_files(&mut self, progress: FilesProgress) {
        self.shown = true;
        let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K{}", files(progress));
    }

    /// Takes the bar away.
    pub fn clear(&mut self, output: Output) {
        if std::mem::take(&mut self.shown) && output.progress {
            let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K");
        }
    }
}

/// `sales 1,240/3,000 ▓▓▓▓▓▓▓▓░░░░░░░░░░░░ 41 %  2.1 MB/s  12 s`.
fn line(progress: &FetchProgress, words: &Catalogue) -> String {
    let left = progress.seconds_left.map(|seconds| when::span(i64::try_from(seconds).unwrap_or(i64::MAX), words)).unwrap_or_default();
    format!("{} {}  {}/s  {left}", progress.name, part(progress.done, progress.total), sizes::bytes(progress.rate))
}

/// `1,240/3,000 ▓▓▓▓▓▓▓▓░░░░░░░░░░░░ 41 %`; without a total, which a file does not say, what is done.
fn files(progress: FilesProgress) -> String {
    if progress.total == 0 { sizes::count(progress.done) } else { part(progress.done, progress.total) }
}

fn part(done: u64, total: u64) -> String {
    let whole = total.max(done).max(1);
    let bar: String = (0..CELLS).map(|cell| if cell < done * CELLS / whole { '▓' } else { '░' }).collect();
    format!("{}/{} {bar} {} %", sizes::count(done), sizes::count(total), done * 100 / whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Id;
    use crate::i18n::Language;
    use crate::text::CleanText;

    #[test]
    fn the_bar_says_how_far_how_fast_and_how_long() {
        let account = Id::v7(0, [0; 10]);
        let progress = FetchProgress {
            account,
            name: CleanText::line("sales"),
            done: 1240,
            total: 3000,
            bytes: 0,
            rate: 2_100_000,
            seconds_left: Some(72),
        };
        assert_eq!(line(&progress, &Catalogue::open(Language::English)), "sales 1,240/3,000 ▓▓▓▓▓▓▓▓░░░░░░░░░░░░ 41 %  2.1 MB/s  1 min");
        let nothing = FetchProgress { done: 0, total: 0, seconds_left: None, ..progress };
        assert!(line(&nothing, &Catalogue::open(Language::English)).contains(" 0 %"));
    }
}
