//! The scoring rules of `ja-signatures` and `signatures-2` (`score.py` beside its labels), in Rust.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

use fumi::domain::signature::SenderField;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::signature_bands::Bands;

/// Right, wrong and missed values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// True positives.
    pub right: usize,
    /// False positives.
    pub false_positive: usize,
    /// False negatives.
    pub missed: usize,
}

impl Counts {
    /// One yes-or-no answer.
    pub fn of(wanted: bool, got: bool) -> Self {
        Self { right: usize::from(wanted && got), false_positive: usize::from(got && !wanted), missed: usize::from(wanted && !got) }
    }

    /// Adds another count.
    pub fn add(&mut self, other: Self) {
        self.right += other.right;
        self.false_positive += other.false_positive;
        self.missed += other.missed;
    }

    /// Right ones of those given; 1 when none was given.
    pub fn precision(&self) -> f64 {
        share(self.right, self.right + self.false_positive)
    }

    /// Right ones of those wanted; 1 when none was wanted.
    pub fn recall(&self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    fn row(&self) -> String {
        format!("{:5} {:5} {:5}  {:.3}  {:.3}", self.right, self.false_positive, self.missed, self.precision(), self.recall())
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// The scores of a group of mails.
#[derive(Debug, Default)]
pub struct Scores {
    fields: BTreeMap<SenderField, Counts>,
    /// Mails where the four seed fields are right, of those labelled with all four.
    pub four_right: (usize, usize),
    /// Mails with a wrong value, of those without a signature.
    pub false_prefill: (usize, usize),
    /// Signature found or not, by mail.
    pub blocks: Counts,
    /// The same by line.
    pub block_lines: Counts,
    /// How often values of a stated confidence are right.
    pub bands: Bands,
}

impl Scores {
    /// Adds the counts of a field.
    pub fn add(&mut self, field: SenderField, counts: Counts) {
        self.fields.entry(field).or_default().add(counts);
    }

    /// The counts of a field.
    pub fn field(&self, field: SenderField) -> Counts {
        self.fields.get(&field).copied().unwrap_or_default()
    }

    /// Which part of the mails without a signature got a wrong value.
    pub fn false_prefill_share(&self) -> f64 {
        if self.false_prefill.1 == 0 { 0.0 } else { share(self.false_prefill.0, self.false_prefill.1) }
    }

    /// A table of all fields.
    pub fn table(&self, group: &str) -> String {
        let mut out = format!("\n{group:<16} right wrong  miss   prec recall\n");
        for field in SenderField::ALL {
            let _ = writeln!(out, "{:<16} {}", field.name(), self.field(field).row());
        }
        let _ = writeln!(out, "{:<16} {}\n{:<16} {}", "block (mails)", self.blocks.row(), "block (lines)", self.block_lines.row());
        let _ = write!(
            out,
            "four right {}/{}, false prefill {}/{}",
            self.four_right.0, self.four_right.1, self.false_prefill.0, self.false_prefill.1
        );
        out
    }
}

/// The lines of a block as a set.
pub fn lines_of(block: Option<(usize, usize)>) -> HashSet<usize> {
    block.map_or_else(HashSet::new, |(first, last)| (first..=last).collect())
}

/// Judges one field of one mail against its label.
pub fn judge(label: &Value, field: SenderField, got: Option<&str>) -> Counts {
    let wanted = label["fields"].get(field.name()).and_then(Value::as_str);
    let others = label["alt"].get(field.name()).and_then(Value::as_array);
    let postal = label["fields"].get("postal_code").and_then(Value::as_str).unwrap_or_default();
    let accepted = wanted.into_iter().chain(others.into_iter().flatten().filter_map(Value::as_str));
    let hit = got.is_some_and(|got| accepted.into_iter().any(|one| same(field, one, got, postal)));
    match (wanted, got) {
        (Some(_), _) if hit => Counts { right: 1, ..Counts::default() },
        (Some(_), got) => Counts { right: 0, false_positive: usize::from(got.is_some()), missed: 1 },
        (None, Some(_)) if !hit => Counts { false_positive: 1, ..Counts::default() },
        (None, _) => Counts::default(),
    }
}

fn flat(text: &str) -> String {
    let hyphen = |c: char| if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' | '\u{ff70}') { '-' } else { c };
    let folded: Vec<char> = text.nfkc().map(hyphen).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let digit = |at: Option<usize>| at.and_then(|at| folded.get(at)).is_some_and(char::is_ascii_digit);
    folded.iter().enumerate().map(|(at, c)| if *c == 'ー' && digit(at.checked_sub(1)) && digit(Some(at + 1)) { '-' } else { *c }).collect()
}

/// Whether a number is international, and its digits; +81 and 0081 become the national 0.
fn phone(text: &str) -> (bool, String) {
    let text = flat(text);
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    if !text.starts_with('+') && !text.starts_with("00") {
        return (false, digits(&text));
    }
    let all = digits(&text.replace("(0)", ""));
    let full = if text.starts_with('+') { all.as_str() } else { &all[2..] };
    full.strip_prefix("81").map_or_else(|| (true, full.to_owned()), |national| (false, format!("0{national}")))
}

fn same(field: SenderField, wanted: &str, got: &str, postal: &str) -> bool {
    let (w, g) = (flat(wanted), flat(got));
    match field {
        SenderField::Phone | SenderField::Mobile | SenderField::Fax => {
            let ((wi, wd), (gi, gd)) = (phone(wanted), phone(got));
            let (national, full) = if wi { (&gd, &wd) } else { (&wd, &gd) };
            let national = national.trim_start_matches('0');
            wd == gd && !gd.is_empty() || wi != gi && national.len() >= 8 && full.ends_with(national)
        }
        SenderField::PostalCode => w.replace(['-', '〒'], "") == g.replace(['-', '〒'], ""),
        SenderField::Website => {
            let bare = |url: &str| url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_owned();
            bare(&w) == bare(&g)
        }
        SenderField::Address => {
            let postal = flat(postal);
            let short = postal.replace('-', "");
            let bare = |address: &str| {
                let mut address = address.replace('〒', "");
                for code in [postal.as_str(), short.as_str()].into_iter().filter(|code| !code.is_empty()) {
                    address = address.replace(code, "");
                }
                address.replace([',', '、', '|'], "")
            };
            bare(&w) == bare(&g)
        }
        SenderField::LastNameKana | SenderField::FirstNameKana => {
            let hiragana = |text: &str| {
                text.chars()
                    .map(|c| if ('ァ'..='ヶ').contains(&c) { char::from_u32(c as u32 - 0x60).unwrap_or(c) } else { c })
                    .collect::<String>()
            };
            hiragana(&w) == hiragana(&g)
        }
        _ => w == g,
    }
}
