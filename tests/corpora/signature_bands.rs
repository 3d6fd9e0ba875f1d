//! How often values of a stated confidence are right: the reliability table.

use std::fmt::Write;

/// Right and wrong values by band of confidence.
#[derive(Debug, Default)]
pub struct Bands {
    counts: [(usize, usize); BANDS.len()],
}

/// The lower ends of the bands, percent.
const BANDS: [u8; 7] = [1, 50, 60, 70, 80, 90, 95];

/// From here on values are filled in and not only offered.
const SHOWN: u8 = 90;

impl Bands {
    /// Adds a value that was given.
    pub fn add(&mut self, confidence: u8, right: bool) {
        let band = BANDS.iter().rposition(|low| confidence >= *low).unwrap_or(0);
        if right {
            self.counts[band].0 += 1;
        } else {
            self.counts[band].1 += 1;
        }
    }

    /// Which part of the values at 90 % or more is wrong.
    pub fn wrong_when_sure(&self) -> f64 {
        let sure = || BANDS.iter().zip(&self.counts).filter(|(low, _)| **low >= SHOWN).map(|(_, count)| count);
        let (right, wrong) = (sure().map(|count| count.0).sum::<usize>(), sure().map(|count| count.1).sum::<usize>());
        if right + wrong == 0 { 0.0 } else { wrong as f64 / (right + wrong) as f64 }
    }

    /// One row a band.
    pub fn table(&self, group: &str) -> String {
        let mut out = format!("\n{group:<16} right wrong  wrong of all\n");
        for (at, (right, wrong)) in self.counts.iter().enumerate() {
            let high = BANDS.get(at + 1).map_or(99, |next| next - 1);
            let share = if right + wrong == 0 { 0.0 } else { *wrong as f64 * 100.0 / (right + wrong) as f64 };
            let _ = writeln!(out, "{:>3} to {:>2} %      {right:5} {wrong:5}  {share:5.1} %", BANDS[at], high);
        }
        let _ = write!(out, "of values at {SHOWN} % or more {:.1} % are wrong", self.wrong_when_sure() * 100.0);
        out
    }
}
