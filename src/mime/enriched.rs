//! Enriched text (RFC 1896) and its forerunner, richtext (RFC 1341 7.1.3), as plain text: commands are dropped, and what they say of line ends is done.

/// The words of an enriched text. `rich`: by the older rules, where only `<nl>` ends a line.
pub(super) fn as_text(source: &str, rich: bool) -> String {
    let source = source.replace('\r', "");
    let mut out = String::with_capacity(source.len());
    let mut rest = source.as_str();
    let mut kept = 0_u32;
    let mut dropped = 0_u32;
    while let Some(at) = rest.find(['<', '\n']) {
        push(&mut out, &rest[..at], dropped);
        let found = &rest[at..];
        if found.starts_with('\n') {
            let ends = found.bytes().take_while(|byte| *byte == b'\n').count();
            let breaks = if kept > 0 { ends } else { ends - 1 };
            match (rich, breaks) {
                (true, _) | (_, 0) => push(&mut out, " ", dropped),
                (false, breaks) => push(&mut out, &"\n".repeat(breaks), dropped),
            }
            rest = &found[ends..];
        } else if let Some(after) = found.strip_prefix("<<").filter(|_| !rich) {
            push(&mut out, "<", dropped);
            rest = after;
        } else if let Some((command, after)) = found[1..].split_once('>').filter(|(command, _)| is_command(command)) {
            match command.to_ascii_lowercase().as_str() {
                "nl" | "np" | "paragraph" | "/paragraph" => push(&mut out, "\n", dropped),
                "lt" => push(&mut out, "<", dropped),
                "nofill" | "verbatim" => kept += 1,
                "/nofill" | "/verbatim" => kept = kept.saturating_sub(1),
                "param" | "comment" => dropped += 1,
                "/param" | "/comment" => dropped = dropped.saturating_sub(1),
                _ => {}
            }
            rest = after;
        } else {
            push(&mut out, "<", dropped);
            rest = &found[1..];
        }
    }
    push(&mut out, rest, dropped);
    out
}

fn push(out: &mut String, words: &str, dropped: u32) {
    if dropped == 0 {
        out.push_str(words);
    }
}

fn is_command(word: &str) -> bool {
    let name = word.strip_prefix('/').unwrap_or(word);
    (1..=60).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_done_and_not_shown() {
        let text = "<bold>Now</bold> is\nthe <italic>time</italic>\n\n<color><param>red</param>red</color> <<3 a < b\n\n\nend";
        assert_eq!(as_text(text, false), "Now is the time\nred <3 a < b\n\nend");
        assert_eq!(as_text("<nofill>a\nb</nofill>\nc<x", false), "a\nb c<x");
        assert_eq!(as_text("<bold>a</bold>\nb<nl>c<lt>d<comment>x<nl></comment>", true), "a b\nc<d");
        assert_eq!(as_text("<comment>never ended", false), "");
    }
}
