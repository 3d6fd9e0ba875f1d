//! Which lines the sender wrote: quotes, forwards and the headers above them are cut away.

use super::script::squeeze;
use super::words::phrases;

/// Marks the lines that the sender wrote; folded lines in, one flag a line out.
pub(super) fn own_lines(lines: &[String]) -> Vec<bool> {
    let mut own = vec![true; lines.len()];
    let ornamental = ornamental_marks(lines);
    let is_quoted = |line: &str| !ornamental && is_quoted(line);
    let mut at = 0;
    while at < lines.len() {
        if is_quoted(&lines[at]) {
            own[at] = false;
            at += 1;
            continue;
        }
        let Some(length) = header_at(lines, at) else {
            at += 1;
            continue;
        };
        own[at..at + length].fill(false);
        if header_label(&lines[at]) == Some(HeaderLabel::To) {
            strip_author_above(lines, &mut own, at);
        }
        strip_rule_above(lines, &mut own, at);
        at += length;
        let next = (at..lines.len()).find(|index| !lines[*index].trim().is_empty());
        if next.is_none_or(|index| !is_quoted(&lines[index])) {
            own[at..].fill(false);
            return own;
        }
    }
    own
}

/// Whether `>>>` stands before the last lines as an ornament: few lines, no quote of one or two levels above, nobody who "wrote".
fn ornamental_marks(lines: &[String]) -> bool {
    let filled: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    let marked = filled.iter().rev().take_while(|line| line.starts_with(">>>")).count();
    let others = filled.len() - marked;
    (1..=8).contains(&marked) && others >= 1 && !filled[..others].iter().any(|line| is_quoted(line) || line.ends_with(':'))
}

/// Whether the line carries a quote mark, also one with the initials of the quoted person.
pub(super) fn is_quoted(line: &str) -> bool {
    let text = line.trim_start();
    if text.starts_with('>') {
        return true;
    }
    let initials = text.chars().take_while(char::is_ascii_alphabetic).count();
    (1..=3).contains(&initials) && text[initials..].starts_with("> ")
}

/// How many lines the header of a quoted or forwarded mail takes at this line, if one begins here.
fn header_at(lines: &[String], at: usize) -> Option<usize> {
    if lines[at].trim().is_empty() {
        return None;
    }
    if is_separator(&lines[at]) {
        return Some(1);
    }
    attribution(lines, at).or_else(|| header_block(lines, at))
}

/// The rule that some clients draw above the header belongs to the quote.
fn strip_rule_above(lines: &[String], own: &mut [bool], at: usize) {
    let Some(above) = (0..at).rev().find(|index| !lines[*index].trim().is_empty()) else { return };
    let text = lines[above].trim();
    if text.len() >= 20 && text.chars().all(|c| c == '_') && at - above <= 2 {
        own[above] = false;
    }
}

/// Lotus Notes writes the author and the date above `To:`, each on a line without a label.
fn strip_author_above(lines: &[String], own: &mut [bool], at: usize) {
    let above: Vec<usize> = (at.saturating_sub(5)..at).rev().filter(|index| !lines[*index].trim().is_empty()).take(2).collect();
    if let [date, author] = above.as_slice()
        && lines[*date].chars().filter(char::is_ascii_digit).count() >= 6
        && lines[*date].contains(['/', ':'])
    {
        own[*date] = false;
        own[*author] = lines[*author].trim().chars().count() > 60;
    }
}

/// `-----Original Message-----` and its kin.
fn is_separator(line: &str) -> bool {
    let text = squeeze(line).to_lowercase();
    if text.chars().count() > 120 {
        return false;
    }
    let core = text.trim_matches(|c: char| !c.is_alphanumeric() && !super::script::is_cjk(c));
    let framed = text.len() > core.len() + 3;
    phrases("quote_separator").iter().any(|word| core == *word || framed && core.starts_with(word))
        || core.starts_with("begin forwarded message")
        || core.starts_with("inizio messaggio inoltrato")
        || framed && core.starts_with("on ") && core.ends_with("wrote")
}

/// `On ..., NAME wrote:` in many languages, over up to four lines.
fn attribution(lines: &[String], at: usize) -> Option<usize> {
    let mut joined = String::new();
    for length in 1..=4 {
        let line = lines.get(at + length - 1)?;
        if line.trim().is_empty() || is_quoted(line) {
            return None;
        }
        joined.push(' ');
        joined.push_str(line.trim());
        if joined.chars().count() > 400 {
            return None;
        }
        if !may_end_attribution(line) {
            continue;
        }
        let quote_follows =
            lines.get(at + length..).unwrap_or_default().iter().find(|line| !line.trim().is_empty()).is_some_and(|line| is_quoted(line));
        if says_who_wrote(&squeeze(&joined), length, quote_follows) {
            // Where its last lines say it by themselves, what stands above them is the sender's.
            let opened = phrases("wrote_opening").iter().any(|opening| lines[at].trim().to_lowercase().starts_with(opening));
            let begins_later = !opened
                && (1..length).any(|skipped| {
                    let rest: Vec<&str> = lines[at + skipped..at + length].iter().map(|line| line.trim()).collect();
                    let rest = squeeze(&rest.join(" "));
                    has_date(&rest) && says_who_wrote(&rest, length - skipped, quote_follows)
                });
            return (!begins_later).then_some(length);
        }
    }
    None
}

/// Most lines end in nothing that an attribution ends in: they need no closer look.
fn may_end_attribution(line: &str) -> bool {
    let end = line.trim_end().trim_end_matches(['*', '_', '-', ' ', '.', ',', '…']);
    if end.ends_with(':') {
        return true;
    }
    let lower = end.to_lowercase();
    phrases("wrote").iter().any(|verb| lower.ends_with(verb))
        || ["schrieb ", "skrev ", "schreef ", "kirjoitti "].iter().any(|verb| lower.contains(verb))
}

fn says_who_wrote(text: &str, lines: usize, quote_follows: bool) -> bool {
    let lower = text.to_lowercase();
    let core = lower.trim_matches(['*', '-', ' ', '_']);
    let core = core.trim_end_matches(['…']);
    let colon = core.ends_with([':', '：']);
    let body = core.trim_end_matches([':', '：', ' ', '.', ',']);
    let dated = has_date(body);
    let addressed = body.contains('@') || body.contains('<');
    let verb = phrases("wrote").iter().any(|verb| body.ends_with(verb))
        || ["さんは書きました", "は書きました", "schrieb ", "skrev ", "schreef ", "kirjoitti ", "a écrit "]
            .iter()
            .any(|verb| body.contains(verb) && dated);
    let opened = phrases("wrote_opening").iter().any(|opening| core.starts_with(opening)) || core.starts_with(|c: char| c.is_ascii_digit());
    if lines >= 2 && !(opened || addressed || dated) {
        return false;
    }
    verb && (colon && (dated || addressed || quote_follows) || (dated || addressed) && (opened || quote_follows))
        || colon && dated && addressed && body.chars().count() < 200
        || colon && dated && quote_follows
        || core.starts_with("quoting ") && colon
}

/// A date or a time of day.
fn has_date(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let year = (0..chars.len()).any(|at| {
        digit(at)
            && digit(at + 1)
            && digit(at + 2)
            && digit(at + 3)
            && !digit(at + 4)
            && (at == 0 || !digit(at - 1))
            && matches!((chars[at], chars[at + 1]), ('1', '9') | ('2', '0'))
    });
    let clock = (1..chars.len()).any(|at| chars[at] == ':' && digit(at - 1) && digit(at + 1) && digit(at + 2))
        || text.contains('時') && text.contains('分');
    year && (clock || text.contains('年') || text.contains('/') || text.contains('-') || text.contains('.') || text.contains(' '))
        || clock && text.contains('/')
}

/// A block of From, Sent, To and Subject lines, in any of many languages, also with empty lines between.
fn header_block(lines: &[String], at: usize) -> Option<usize> {
    let first = header_label(&lines[at])?;
    if first == HeaderLabel::Other {
        return None;
    }
    let mut seen = vec![first];
    let mut length = 1;
    let mut cursor = at + 1;
    let mut blanks = 0;
    while let Some(line) = lines.get(cursor) {
        if line.trim().is_empty() {
            blanks += 1;
            if blanks > 1 {
                break;
            }
        } else if let Some(label) = header_label(line) {
            seen.push(label);
            length = cursor + 1 - at;
            blanks = 0;
        } else if blanks > 0 || !line.starts_with([' ', '\t']) && !line.contains('@') {
            break;
        }
        cursor += 1;
    }
    let kinds =
        [HeaderLabel::From, HeaderLabel::Date, HeaderLabel::To, HeaderLabel::Subject].iter().filter(|label| seen.contains(label)).count();
    if first == HeaderLabel::To {
        let copied = seen.contains(&HeaderLabel::Other);
        return (seen.contains(&HeaderLabel::Subject) && (copied || kinds >= 3)).then_some(length);
    }
    (kinds >= 3 || kinds == 2 && seen.contains(&HeaderLabel::From) && first != HeaderLabel::Subject).then_some(length)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HeaderLabel {
    From,
    Date,
    To,
    Subject,
    Other,
}

fn header_label(line: &str) -> Option<HeaderLabel> {
    let text = line.trim().trim_start_matches(['*', '>', '|', ' ', '・', '■', '【', '[', '-']);
    let (label, value) = text.split_once([':', '：', '】', ']'])?;
    let label: String = label.replace(['*', '　'], " ").to_lowercase();
    let label = label.trim();
    let squeezed: String = label.chars().filter(|c| !c.is_whitespace()).collect();
    if label.chars().count() > 14 || value.trim_start().starts_with("//") {
        return None;
    }
    let is = |list: &[&str]| list.contains(&label) || list.contains(&squeezed.as_str());
    [
        (phrases("header_from"), HeaderLabel::From),
        (phrases("header_date"), HeaderLabel::Date),
        (phrases("header_to"), HeaderLabel::To),
        (phrases("header_subject"), HeaderLabel::Subject),
        (phrases("header_other"), HeaderLabel::Other),
    ]
    .into_iter()
    .find(|(list, _)| is(list))
    .map(|(_, label)| label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> Vec<String> {
        let lines: Vec<String> = text.lines().map(super::super::script::half_width).collect();
        own_lines(&lines).into_iter().zip(lines).filter(|(own, line)| *own && !line.trim().is_empty()).map(|(_, line)| line).collect()
    }

    #[test]
    fn reply_headers_of_many_clients_end_the_senders_text() {
        for header in [
            "On Tue, Feb 3, 2026 at 10:20 AM Anna Berg <anna@sample.example> wrote:",
            "On Tue, Feb 3, 2026 at 10:20 AM Anna Berg\n<anna@sample.example> wrote:",
            "2026年2月3日(火) 10:20 田中 太郎 <taro@sample.example>:",
            "田中さんは書きました (2026/02/03 10:20):",
            "Am 03.02.2026 um 10:20 schrieb Anna Berg <anna@sample.example>:",
            "Le mar. 3 févr. 2026 à 10:20, Anna Berg <anna@sample.example> a écrit :",
            "-----Original Message-----\nFrom: Anna",
            "-------- 元のメッセージ --------",
            "---------- Forwarded message ---------",
            "差出人: 田中 太郎\n日時: 2026年2月3日\n宛先: 鈴木\n件名: 見積",
            "差出人：田中 太郎\n\n送信日時：2026年2月3日\n\n件名：見積",
            "From: Anna Berg\nSent: Monday, February 9, 2026 8:11 AM\nTo: Me\nSubject: Prices",
            "*From:* Anna Berg\n*Sent:* Monday\n*To:* Me",
            "Von: Anna Berg\nGesendet: Montag\nAn: mich\nBetreff: Preise",
        ] {
            assert_eq!(own(&format!("Mine.\n\n{header}\n\nTheirs.\n-- \nOther Person\n")), ["Mine."], "{header}");
        }
    }

    #[test]
    fn answers_between_quotes_stay() {
        assert_eq!(
            own("> When?\nTomorrow.\n\nOn Feb 3, 2026 at 10:20 Anna <a@sample.example> wrote:\n> Where?\nHere.\nTaro"),
            ["Tomorrow.", "Here.", "Taro"]
        );
        assert_eq!(own("＞ いつですか。\n明日です。"), ["明日です。"]);
    }

    #[test]
    fn ordinary_sentences_are_no_headers() {
        for text in ["I wrote: nothing", "To: do list", "件名: 見積の件です。", "Date: tomorrow\nPlace: Tokyo", "On Monday we meet."]
        {
            assert!(!own(text).is_empty(), "{text}");
        }
    }
}
