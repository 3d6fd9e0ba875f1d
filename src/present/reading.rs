//! The reading lines of a mail: the same for the conversation pane and for `fumi message --text`. No style; a front end draws runs and quote depths as it likes.

use std::ops::Range;

use crate::domain::mail::address::Address;
use crate::domain::mail::authentication::Auth;
use crate::domain::mail::body::{BodyLine, BodyNotice, BodyText, Encryption, LineKind, Link, SpanStyle};
use crate::i18n::{Catalogue, Text};

use crate::jobs::mail::{HeaderWarning, MessageRow, MessageView, NOBODY, TextForm};
use crate::mime::read::html_body;
use crate::present::{paragraph, sizes};
use crate::text::wrap_ranges;

/// Quotes of more rows than this are folded where folding is asked for.
pub const QUOTE_SHOWN: usize = 3;

/// How deep quotes are drawn; deeper ones stay at this depth, so that text keeps its room.
pub const QUOTE_DRAWN: u8 = 8;

/// One row of the text of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadingRow {
    /// A row of words.
    Text {
        /// How deep it is quoted; the marks are not part of the words.
        quote: u8,
        /// What its line is.
        kind: LineKind,
        /// The words, as wide as the page at the most.
        text: String,
        /// How pieces of the words are meant, by their bytes.
        runs: Vec<(Range<usize>, SpanStyle)>,
    },
    /// A block of quoted lines that is folded.
    FoldedQuote {
        /// How many lines of the mail it has.
        lines: usize,
    },
}

/// Wraps the lines of a mail to so many columns, quote marks of two columns a level included; with `fold`, blocks of quotes of more than three rows become one row.
/// Behind the words of a link stands its number, and where it leads when the words show another host.
pub fn rows(body: &BodyText, columns: usize, fold: bool) -> Vec<ReadingRow> {
    let mut rows = Vec::new();
    let lines = &body.lines;
    let ends = link_ends(body);
    let mut at = 0;
    while at < lines.len() {
        let quoted = lines[at..].iter().take_while(|line| line.quote > 0).count();
        let before = rows.len();
        let block = &lines[at..at + quoted.max(1)];
        let mut done = 0;
        while let Some(first) = block.get(done) {
            // A paragraph goes on beyond the one line of a block without quotes.
            let rest = if quoted > 0 { &block[done..] } else { &lines[at + done..] };
            let count = if body.from_html || body.flowed { 1 } else { paragraph::lines(rest, room_of(first, columns)) };
            wrap_lines(&mut rows, &rest[..count], &ends[at + done..], columns);
            done += count;
        }
        if fold && quoted > 0 && rows.len() - before > QUOTE_SHOWN {
            rows.truncate(before);
            rows.push(ReadingRow::FoldedQuote { lines: quoted });
        }
        at += done;
    }
    rows
}

/// How many columns the words of a line have.
fn room_of(line: &BodyLine, columns: usize) -> usize {
    columns.saturating_sub(usize::from(line.quote.min(QUOTE_DRAWN)) * 2).max(8)
}

/// A link behind whose words, at the end of a span, a mark stands.
type Mark = (usize, String);

/// The marks of each line.
fn link_ends(body: &BodyText) -> Vec<Vec<Mark>> {
    let mut ends = vec![Vec::new(); body.lines.len()];
    let mut marked = vec![false; body.links.len()];
    for (at, line) in body.lines.iter().enumerate().rev() {
        for (nth, span) in line.spans.iter().enumerate().rev() {
            let SpanStyle::Link(number) = span.style else { continue };
            let Some(link) = body.links.get(number).filter(|link| link.has_words()) else { continue };
            if !std::mem::replace(&mut marked[number], true) {
                ends[at].push((nth, link_mark(number, link)));
            }
        }
    }
    ends
}

/// What stands behind the words of a link.
fn link_mark(number: usize, link: &Link) -> String {
    match link.shows_other_host() {
        Some(_) => format!("[{}!{}]", number + 1, link.leads_to()),
        None => format!("[{}]", number + 1),
    }
}

/// Sets lines as one.
fn wrap_lines(rows: &mut Vec<ReadingRow>, lines: &[BodyLine], ends: &[Vec<Mark>], columns: usize) {
    let Some(line) = lines.first() else { return };
    let mut whole = String::new();
    let mut spans: Vec<(Range<usize>, SpanStyle)> = Vec::new();
    for (nth, line) in lines.iter().enumerate() {
        if nth > 0 {
            let from = whole.len();
            whole.push_str(paragraph::between(&lines[nth - 1], line));
            spans.push((from..whole.len(), SpanStyle::Plain));
        }
        push_line(&mut whole, &mut spans, line, &ends[nth]);
    }
    let mut rest = spans.as_slice();
    for range in wrap_ranges(&whole, room_of(line, columns)) {
        let runs = runs_in(&mut rest, &range);
        rows.push(ReadingRow::Text { quote: line.quote, kind: line.kind, text: whole[range].to_owned(), runs });
    }
}

/// Adds the words of a line with the marks of its links.
fn push_line(whole: &mut String, spans: &mut Vec<(Range<usize>, SpanStyle)>, line: &BodyLine, ends: &[Mark]) {
    for (nth, span) in line.spans.iter().enumerate() {
        let from = whole.len();
        let text = span.text.as_str();
        match ends.iter().find(|(end, _)| *end == nth) {
            // The space behind a link stands in its span.
            Some((_, mark)) => {
                let words = text.trim_end();
                whole.push_str(words);
                whole.push_str(mark);
                whole.push_str(&text[words.len()..]);
            }
            None => whole.push_str(text),
        }
        spans.push((from..whole.len(), span.style));
    }
}

/// The pieces of a row, whose spans are the first of the rest: rows follow each other, so that no span is looked at again once it has ended. A line of a table may have very many.
fn runs_in(rest: &mut &[(Range<usize>, SpanStyle)], row: &Range<usize>) -> Vec<(Range<usize>, SpanStyle)> {
    let over = rest.iter().take_while(|(span, _)| span.end <= row.start).count();
    *rest = &rest[over..];
    let inside = rest.iter().take_while(|(span, _)| span.start < row.end);
    inside
        .filter_map(|(span, style)| {
            let (from, to) = (span.start.max(row.start), span.end.min(row.end));
            (from < to).then(|| (from - row.start..to - row.start, *style))
        })
        .collect()
}

/// A message as plain text: who, to whom, when, what to beware of, the words with their quotes unfolded, attachments and links with their true targets.
pub fn as_text(view: &MessageView, date: &str, columns: usize, words: &Catalogue) -> String {
    let mut out = String::new();
    let mut field = |label: &'static str, text: &str| {
        if !text.is_empty() {
            push_wrapped(&mut out, &format!("{} {text}", words.word(label)), columns);
        }
    };
    let mark = auth_word(view.row.auth).filter(|_| !view.row.mine).map_or_else(String::new, |id| format!("  {}", words.word(id)));
    field("reading-from", &format!("{}{mark}", view.row.from.as_ref().map_or_else(|| odd_sender(&view.row).to_owned(), shown)));
    field("reading-to", &list(&view.row.to));
    field("reading-cc", &list(&view.row.cc));
    field("reading-bcc", &list(&view.row.bcc));
    field("reading-date", date);
    field("reading-subject", view.row.subject.as_str());
    for warning in &view.warnings {
        push_wrapped(&mut out, &format!("! {}", words.word(warning_word(*warning))), columns);
    }
    for notice in &view.body.notices {
        push_wrapped(&mut out, &format!("! {}", words.word(notice_word(*notice))), columns);
    }
    out.push('\n');
    for row in rows(&view.body, columns, false) {
        match row {
            ReadingRow::Text { quote, text, .. } => {
                out.push_str(&"> ".repeat(usize::from(quote.min(QUOTE_DRAWN))));
                out.push_str(&text);
            }
            ReadingRow::FoldedQuote { lines } => {
                out.push_str(&words.say(&Text::of("reading-folded").count("lines", i64::try_from(lines).unwrap_or(i64::MAX))));
            }
        }
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    }
    if !view.attachments.is_empty() {
        out.push_str(&format!("\n{}\n", words.word("reading-attachments")));
        for one in &view.attachments {
            let name = if one.name.is_empty() { words.word("reading-unnamed") } else { one.name.to_string() };
            push_wrapped(&mut out, &format!("  {}. {name} ({}, {})", one.index, one.media_type, sizes::bytes(one.size)), columns);
        }
    }
    let told: Vec<_> = view.body.links.iter().enumerate().filter(|(_, link)| link.has_words()).collect();
    if !told.is_empty() {
        out.push_str(&format!("\n{}\n", words.word("reading-links")));
        for (at, link) in told {
            let mark = if link.shows_other_host().is_some() { "! " } else { "" };
            push_wrapped(&mut out, &format!("  {mark}[{}] {}", at + 1, link.target), columns);
        }
    }
    out
}

/// The links of the text that is shown, and behind them those that only the HTML of the mail has.
pub fn all_links(view: &MessageView) -> Vec<Link> {
    let mut links = view.body.links.clone();
    let page = view.html.as_deref().filter(|_| view.form == TextForm::Usual && !view.body.from_html);
    for link in page.map(html_body).map_or_else(Vec::new, |page| page.links) {
        if !links.iter().any(|known| known.target == link.target) {
            links.push(link);
        }
    }
    links
}

/// What is shown of a sender without a usable address; empty where the mail names none.
pub fn odd_sender(row: &MessageRow) -> &str {
    Some(row.odd_sender.as_str()).filter(|odd| *odd != NOBODY).unwrap_or_default()
}

fn push_wrapped(out: &mut String, line: &str, columns: usize) {
    for range in wrap_ranges(line, columns) {
        out.push_str(&line[range]);
        out.push('\n');
    }
}

fn shown(address: &Address) -> String {
    if address.name.is_empty() { address.address.to_string() } else { format!("{} <{}>", address.name, address.address) }
}

fn list(addresses: &[Address]) -> String {
    addresses.iter().map(shown).collect::<Vec<_>>().join(", ")
}

/// The words beside a sender of whom something is known.
pub fn auth_word(auth: Auth) -> Option<&'static str> {
    match auth {
        Auth::None => None,
        Auth::Pass => Some("reading-auth-pass"),
        Auth::Fail => Some("reading-auth-fail"),
    }
}

/// The sentence of a warning about the headers.
pub fn warning_word(warning: HeaderWarning) -> &'static str {
    match warning {
        HeaderWarning::SeveralFrom => "reading-warn-several-from",
        HeaderWarning::Repeated => "reading-warn-repeated",
        HeaderWarning::NameShowsAddress => "reading-warn-name",
        HeaderWarning::MixedScripts => "reading-warn-scripts",
        HeaderWarning::CutShort => "reading-warn-cut",
    }
}

/// The sentence of a notice about the text.
pub fn notice_word(notice: BodyNotice) -> &'static str {
    match notice {
        BodyNotice::Cut => "reading-cut",
        BodyNotice::Simplified => "reading-simplified",
        BodyNotice::Damaged => "reading-damaged",
        BodyNotice::FileDamaged => "reading-file-damaged",
        BodyNotice::FileInPieces => "reading-file-in-pieces",
        BodyNotice::Unparsed => "reading-unparsed",
        BodyNotice::Limited => "reading-limited",
        BodyNotice::Elsewhere => "reading-elsewhere",
        BodyNotice::NoText => "reading-no-text",
        BodyNotice::Encrypted(Encryption::Pgp) => "reading-encrypted-pgp",
        BodyNotice::Encrypted(Encryption::Smime) => "reading-encrypted-smime",
        BodyNotice::Encrypted(Encryption::Rights) => "reading-encrypted-rights",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mime;
    use crate::text::width;

    #[test]
    fn each_piece_of_a_long_line_is_looked_at_for_its_own_row_only() {
        let spans: Vec<(Range<usize>, SpanStyle)> = (0..1_000).map(|at| (at * 5..at * 5 + 5, SpanStyle::Plain)).collect();
        let mut rest = spans.as_slice();
        for row in 0..100 {
            let runs = runs_in(&mut rest, &(row * 50..row * 50 + 48));
            assert_eq!((runs.len(), runs[9].0.clone()), (10, 45..48));
            assert_eq!(spans.len() - rest.len(), row * 10, "what has ended is left behind");
        }
        let cells: String = (0..50_000).map(|at| format!("<td>c{at}")).collect();
        let rows = shown(&format!("Content-Type: text/html\n\n<table><tr>{cells}</table>"), 80, false);
        assert!(rows.len() > 3_000 && rows.iter().all(|row| width(row) <= 80));
    }

    fn shown(mail: &str, columns: usize, fold: bool) -> Vec<String> {
        rows(&mime::read(mail.as_bytes()).body, columns, fold)
            .into_iter()
            .map(|row| match row {
                ReadingRow::Text { quote, text, .. } => format!("{}{text}", "> ".repeat(usize::from(quote))),
                ReadingRow::FoldedQuote { lines } => format!("[{lines}]"),
            })
            .collect()
    }

    /// The columns of the widest row.
    fn widest(rows: &[ReadingRow]) -> usize {
        rows.iter()
            .map(|row| match row {
                ReadingRow::Text { quote, text, .. } => usize::from((*quote).min(QUOTE_DRAWN)) * 2 + width(text),
                ReadingRow::FoldedQuote { .. } => 0,
            })
            .max()
            .unwrap_or(0)
    }

    #[test]
    fn long_quotes_are_folded_and_short_ones_are_not() {
        let mail = "Subject: x\n\nmine\n> one\n> two\n\nmore\n> 1\n> 2\n> 3\n> 4\nend\n";
        assert_eq!(shown(mail, 80, true), ["mine", "> one", "> two", "", "more", "[4]", "end"]);
        assert_eq!(shown(mail, 80, false).len(), 10);
    }

    #[test]
    fn no_row_is_wider_than_its_room() {
        let mail = format!("Subject: x\n\n{}\n> > {}\n", "お世話になっております。".repeat(20), "word ".repeat(60));
        for columns in [20, 40, 79] {
            let rows = rows(&mime::read(mail.as_bytes()).body, columns, false);
            assert!(widest(&rows) <= columns, "{columns}");
        }
    }

    #[test]
    fn links_are_numbered_and_only_those_whose_words_show_another_host_say_where_they_lead() {
        let html = "<p>See <a href='https://shop.example/offer'>our <b>offer</b></a>, <a href='https://click.shop.example/1'>shop.example</a> or \
            <a href='https://evil.example/x'>https://bank.example</a>, <a href='https://plain.example/'>https://plain.example/</a> and \
            <a href='mailto:x@evil.example'>info@bank.example</a></p>";
        let body = mime::read::html_body(html);
        let text: String = rows(&body, 300, false)
            .into_iter()
            .map(|row| match row {
                ReadingRow::Text { text, .. } => text,
                ReadingRow::FoldedQuote { .. } => String::new(),
            })
            .collect();
        let wanted = "See our offer[1], shop.example[2] or https://bank.example[3!evil.example], https://plain.example/ and \
            info@bank.example[5!x@evil.example]";
        assert_eq!(text, wanted);
    }

    #[test]
    fn paragraphs_that_were_broken_at_seventy_two_are_set_anew_in_a_narrower_pane() {
        let prose = "The quick visit to your plant in the north has been moved to the week\nafter next, since two of the machines that we wanted to look at are still\nunder repair. Please tell us whether Tuesday suits you.\n";
        for (mark, room) in [("", 58), ("> ", 58), (">> ", 50)] {
            let mail: String = prose.lines().map(|line| format!("{mark}{line}\n")).collect();
            let rows = shown(&format!("Subject: x\n\n{mail}"), room, false);
            let words: Vec<String> = rows.iter().map(|row| row.trim_start_matches(['>', ' ']).to_owned()).collect();
            assert_eq!(words.join(" "), prose.trim().replace('\n', " "), "no word is lost");
            let next = |at: usize| width(words[at + 1].split(' ').next().unwrap_or_default());
            let ragged = (0..words.len() - 1).filter(|at| width(&rows[*at]) + 1 + next(*at) <= room).count();
            assert_eq!(ragged, 0, "a row ends early at {room}: {rows:#?}");
        }
        let japanese = "お世話になっております。先日ご相談いたしました工場見学の日程ですが、\n来週の火曜日に変更させていただきたく、ご都合をお知らせいただけますと\n幸いです。どうぞよろしくお願いいたします。\n";
        let rows = shown(&format!("Subject: x\nContent-Type: text/plain; charset=utf-8\n\n{japanese}"), 50, false);
        assert_eq!(rows.concat(), japanese.replace('\n', ""));
        assert!(rows[..rows.len() - 1].iter().all(|row| width(row) >= 46), "{rows:#?}");
    }

    #[test]
    fn what_the_writer_set_stays_as_it_was_set() {
        let wide = "This line is as wide as the program that wrote it lets any line become.";
        for set in [
            format!("{wide}\n- an item\n- another item\n"),
            format!("{wide}\n\nA paragraph\n"),
            format!("{wide}\nAnna Berg\nNordwind GmbH\n"),
            format!("Anna Berg\nNordwind GmbH\n{wide}\n"),
            format!("{wide}\n  set in from the margin\n"),
            "name        amount      price       total       discount       tax of it\nbolts          12        3.00       36.00           0.00            7.20\n".to_owned(),
            format!("{wide}\n1. the first\n(2) the second\n"),
        ] {
            let expected: Vec<String> =
                set.lines().flat_map(|line| crate::text::wrap(line, 50).into_iter().map(str::to_owned).collect::<Vec<_>>()).collect();
            assert_eq!(shown(&format!("Subject: x\n\n{set}"), 50, false), expected, "{set}");
        }
        // Nothing has to be broken: nothing is set anew.
        let prose = format!("{wide}\n{wide}\n");
        assert_eq!(shown(&format!("Subject: x\n\n{prose}"), 80, false), [wide, wide]);
        // A flowed paragraph (RFC 3676) ends where its writer ended it.
        let flowed = "Subject: x\nContent-Type: text/plain; format=flowed\n\none \ntwo words\nthree\n";
        assert_eq!(shown(flowed, 9, false), ["one two", "words", "three"]);
    }

    #[test]
    fn runs_stay_with_their_words_over_a_break() {
        let mail = "Subject: x\n\nsee https://x.example/abcdefghijklmnop ok\n";
        let rows = rows(&mime::read(mail.as_bytes()).body, 16, false);
        let linked: String = rows
            .iter()
            .filter_map(|row| match row {
                ReadingRow::Text { text, runs, .. } => Some(
                    runs.iter()
                        .filter(|(_, style)| matches!(style, SpanStyle::Link(_)))
                        .map(|(range, _)| &text[range.clone()])
                        .collect::<String>(),
                ),
                ReadingRow::FoldedQuote { .. } => None,
            })
            .collect();
        assert_eq!(linked, "https://x.example/abcdefghijklmnop");
    }
}
