//! Lines, frames and ornaments that newsletters draw of characters: a list has no room for them.

/// Of ASCII and the signs that words are written with too, a line is as long as this.
const LINE: usize = 3;

/// Signs that nobody writes words with: lines, boxes, blocks, and the shapes and stars of ornaments.
fn is_drawn(c: char) -> bool {
    matches!(c, '─'..='▟' | '■'..='◉' | '◐'..='◮' | '◰'..='◿' | '★' | '☆' | '✦' | '✧' | '✩'..='✲' | '✵'..='❃' | '❅' | '❆' | '❈'..='❋' | '⬛' | '⬜' | '⸺' | '⸻' | '〓' | '≡'
        | '￣' | '＿' | '｜' | '￤' | '⎯' | '⏐')
        && !is_circle(c)
}

/// Circles, which stand for what is not said (`○○様`).
fn is_circle(c: char) -> bool {
    matches!(c, '○' | '◎' | '●' | '◯')
}

/// Signs that a row of them draws a line with, and that stand in words otherwise.
fn is_ruled(c: char) -> bool {
    is_drawn(c)
        || is_circle(c)
        || matches!(c, '-' | '_' | '=' | '*' | '~' | '#' | '+' | '.' | '|' | '^' | ':' | '<' | '>' | '/' | '\\')
        || matches!(
            c,
            '＝' | '－'
                | 'ー'
                | '＊'
                | '＃'
                | '＋'
                | '～'
                | '〜'
                | '・'
                | '･'
                | '…'
                | '‥'
                | '―'
                | '—'
                | '–'
                | '‐'
                | '·'
                | '•'
                | '※'
                | '∴'
                | '∵'
                | '＞'
                | '＜'
                | '／'
                | '＼'
                | '゜'
                | '。'
                | '．'
                | '｡'
                | 'ﾟ'
                | '∥'
        )
}

/// A word of nothing but drawn lines.
fn is_rule(word: &str) -> bool {
    let long = word.chars().nth(LINE - 1).is_some();
    word.chars().all(|c| is_drawn(c) || long && is_ruled(c))
}

/// A word without the lines drawn around it and within it; nothing where it is a line itself.
pub(super) fn undrawn(word: &str) -> Option<&str> {
    if word.is_ascii() && word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Some(word);
    }
    if is_rule(word) {
        return None;
    }
    let head = row(word.chars());
    let tail = row(word[head..].chars().rev());
    // A single sign behind a word belongs to it (`5★`) where none stands before.
    let single = head == 0 && word[word.len() - tail..].chars().nth(1).is_none();
    Some(if single { word } else { &word[head..word.len() - tail] })
}

/// How many bytes at this end are a line: of drawn signs, or of the same sign again and again.
fn row(mut chars: impl Iterator<Item = char> + Clone) -> usize {
    let drawn: usize = chars.clone().take_while(|c| is_drawn(*c)).map(char::len_utf8).sum();
    if drawn > 0 {
        return drawn;
    }
    let Some(first) = chars.next().filter(|c| matches!(c, '=' | '-' | '_' | '*' | '~' | '#' | '＝' | '－' | '＊' | '～' | '―'))
    else {
        return 0;
    };
    let more = chars.take_while(|c| *c == first).count();
    if more + 1 >= LINE { (more + 1) * first.len_utf8() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_left_out_and_what_is_written_stays() {
        for line in [
            "────",
            "━━━",
            "＝＝＝",
            "★☆★☆",
            "■□■□",
            "-----",
            "=*=*=*=",
            "┏━━┓",
            "┃",
            "・・・・・",
            "……………",
            "◆◇",
            "▼",
            "☆",
            "‥…━━━☆・‥…━━━☆",
            "+----+",
            "∴‥∵‥∴",
            "≡≡≡≡",
            "●○●○●",
        ] {
            assert_eq!(undrawn(line), None, "{line}");
        }
        for (word, said) in [
            ("━━━━新着情報━━━━", "新着情報"),
            ("【新着】", "【新着】"),
            ("┃お知らせ┃", "お知らせ"),
            ("■ご挨拶", "ご挨拶"),
            ("===News===", "News"),
            ("☆★秋の特集★☆", "秋の特集"),
            ("--draft--", "--draft--"),
            ("-5", "-5"),
            ("えっと・・・", "えっと・・・"),
            ("wait...", "wait..."),
            (":-)", ":-)"),
            ("!!!", "!!!"),
            ("(^_^)", "(^_^)"),
            ("🎉🎉", "🎉🎉"),
            ("❤", "❤"),
            ("ー", "ー"),
            ("→", "→"),
            ("…", "…"),
            ("--", "--"),
            ("5★", "5★"),
            ("○○様", "○○様"),
            ("✨", "✨"),
            ("お得━━", "お得"),
            ("\u{301}", "\u{301}"),
        ] {
            assert_eq!(undrawn(word), Some(said), "{word}");
        }
    }
}
