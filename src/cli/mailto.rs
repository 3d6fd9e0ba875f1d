//! `fumi mailto:...`: the app with a mail begun as a link asks, so that browsers can hand their mail links to fumi.

use std::ffi::OsString;

use clap::Args;

/// The link.
#[derive(Debug, Args)]
pub struct MailtoArgs {
    /// The link; only its to, cc, subject, body and in-reply-to are heeded
    #[arg(value_name = "LINK")]
    pub link: String,
}

/// Puts the command before a link that stands where a command would: `fumi mailto:a@b.example`. Everything else is left as it is.
pub fn arranged(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let is_link =
        |argument: &OsString| argument.to_str().and_then(|text| text.get(..7)).is_some_and(|begin| begin.eq_ignore_ascii_case("mailto:"));
    let mut at = 1;
    while let Some(argument) = arguments.get(at) {
        if is_link(argument) {
            arguments.insert(at, "mailto".into());
            break;
        }
        // A word that is no option is a command, whose words are its own.
        match argument.to_str() {
            Some("--home" | "--lang" | "--limit" | "--passphrase-file") => at += 2,
            Some(text) if text.starts_with('-') && text != "--" => at += 1,
            _ => break,
        }
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_in_place_of_a_command_is_one_and_anywhere_else_a_word() {
        let arranged = |line: &str| {
            let words = line.split(' ').map(OsString::from).collect();
            super::arranged(words).into_iter().map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(arranged("fumi mailto:a@b.example"), "fumi mailto mailto:a@b.example");
        assert_eq!(arranged("fumi --lang ja MAILTO:a@b.example"), "fumi --lang ja mailto MAILTO:a@b.example");
        for same in ["fumi", "fumi mailto mailto:a@b.example", "fumi compose --to mailto:a@b.example", "fumi --home mailto:x keys"] {
            assert_eq!(arranged(same), same);
        }
    }
}
