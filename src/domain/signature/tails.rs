//! What follows a signature without belonging to it: "sent from" lines, list footers, disclaimers, postscripts.

use super::borders::{alike, border};
use super::words::phrases;

/// Takes the tail away from the sender's lines; folded lines and their flags.
pub(super) fn cut(lines: &[String], own: &mut [bool]) {
    for _ in 0..12 {
        let Some(last) = (0..lines.len()).rev().find(|at| own[*at] && !lines[*at].trim().is_empty()) else { return };
        let text = lines[last].trim().to_lowercase();
        if is_sent_from(&text) || is_attachment_stub(&text) {
            own[last] = false;
            continue;
        }
        let first = (0..=last).rev().take_while(|at| own[*at] && !lines[*at].trim().is_empty()).last().unwrap_or(last);
        let within_frame = border(&lines[last]).is_some();
        let paragraph = first..=last;
        if let Some(at) = paragraph.clone().find(|at| contains(&lines[*at], phrases("list_footer"))) {
            // The footer's own rule goes with it; a rule that closes the sender's frame stays.
            let rule = (first..=at).rev().find(|index| border(&lines[*index]).is_some());
            let from = match rule {
                Some(rule) if !closes_frame(lines, rule) => rule,
                Some(rule) => rule + 1,
                None => first,
            };
            own[from..=last].fill(false);
            continue;
        }
        if let Some(top) = framed_disclaimer(lines, own, last) {
            own[top..=last].fill(false);
            continue;
        }
        // Inside a closed frame a notice belongs to the frame.
        if within_frame && (first..last).any(|at| border(&lines[at]).is_some()) && closes_frame(lines, last) {
            return;
        }
        let start = paragraph.clone().find(|at| contains(&lines[*at], phrases("disclaimer"))).or_else(|| {
            let head = lines[first].trim().to_lowercase();
            phrases("postscript").iter().any(|mark| head.starts_with(mark)).then_some(first)
        });
        let Some(mut start) = start else { return };
        while start > first && is_prose(&lines[start - 1]) {
            start -= 1;
        }
        if start > 0 && own[start - 1] && border(&lines[start - 1]).is_some() && !closes_frame(lines, start - 1) {
            start -= 1;
        }
        own[start..=last].fill(false);
    }
}

/// Whether a border above is the other end of the frame that this one closes.
fn closes_frame(lines: &[String], at: usize) -> bool {
    let Some(end) = border(&lines[at]) else { return false };
    (at.saturating_sub(20)..at).any(|above| border(&lines[above]).is_some_and(|start| alike(&start, &end)))
}

/// `- report.doc` or `<<report.doc>>`: what a client leaves of an attachment.
fn is_attachment_stub(lower: &str) -> bool {
    let name = lower.strip_prefix("- ").or_else(|| lower.strip_prefix("<<").and_then(|rest| rest.strip_suffix(">>")));
    name.and_then(|name| name.trim().rsplit_once('.')).is_some_and(|(stem, end)| {
        !stem.is_empty() && (2..=4).contains(&end.len()) && end.chars().all(|c| c.is_ascii_alphanumeric()) && lower.len() < 120
    })
}

/// The first line of a frame that holds a disclaimer and nothing else, where one closes at `last`.
fn framed_disclaimer(lines: &[String], own: &[bool], last: usize) -> Option<usize> {
    let end = border(&lines[last])?;
    let top = (last.saturating_sub(25)..last)
        .rev()
        .take_while(|at| own[*at])
        .find(|at| border(&lines[*at]).is_some_and(|start| alike(&start, &end)))?;
    let content: Vec<&String> = lines[top + 1..last].iter().filter(|line| !line.trim().is_empty()).collect();
    let prose = content.iter().filter(|line| is_prose(line) || line.ends_with(['。', '、'])).count();
    (content.iter().any(|line| contains(line, phrases("disclaimer"))) && prose * 2 > content.len()).then_some(top)
}

fn is_sent_from(lower: &str) -> bool {
    let short = lower.chars().count() < 80;
    short
        && (phrases("sent_from").iter().any(|mark| lower.trim_start_matches(['-', ' ', '<', '*']).starts_with(mark))
            || phrases("sent_from_ja").iter().any(|mark| lower.contains(mark)) && !lower.ends_with('。') && lower.chars().count() < 40)
}

fn contains(line: &str, marks: &[&str]) -> bool {
    let lower = line.to_lowercase();
    marks.iter().any(|mark| lower.contains(mark))
}

/// A line of running text: the beginning of a disclaimer's paragraph.
fn is_prose(line: &str) -> bool {
    let words = line.split_whitespace().count();
    words >= 8 && !line.contains('@') && !line.contains("http")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(text: &str) -> Vec<String> {
        let lines: Vec<String> = text.lines().map(super::super::script::half_width).collect();
        let mut own = vec![true; lines.len()];
        cut(&lines, &mut own);
        own.into_iter().zip(lines).filter(|(own, line)| *own && !line.trim().is_empty()).map(|(_, line)| line).collect()
    }

    #[test]
    fn what_clients_lists_and_lawyers_add_goes() {
        for tail in [
            "Sent from my iPhone",
            "iPhoneから送信",
            "_____________\nsample mailing list\nhttps://lists.example/sample",
            "--[ sample ]----------\n投稿先 sample@lists.example",
            "This e-mail is confidential and intended only for the person named.\nPlease delete it.",
            "このメールには機密情報が含まれる場合があります。",
            "P.S. The price is attached.",
            "追伸 資料も送ります。",
        ] {
            assert_eq!(left(&format!("Hello.\n\nTaro Tanaka\n\n{tail}\n")), ["Hello.", "Taro Tanaka"], "{tail}");
        }
    }

    #[test]
    fn a_frame_with_a_notice_inside_stays_whole() {
        let text = "======\n田中 太郎\n本メールの内容は未確定です。\n======";
        assert_eq!(left(text).len(), 4);
    }
}
