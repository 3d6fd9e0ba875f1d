//! The signature of an account below what is written: behind `-- ` and a line end, as readers know it (RFC 3676, 4.3).

/// What stands above a signature.
const MARK: &str = "-- ";

/// Whether and how a signature stands in the text of a mail that is being written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signature {
    /// The signature as it stands in the text, with its mark.
    standing: Option<String>,
}

impl Signature {
    /// Puts a signature into a text that is begun: at its end, or in front of what is passed on.
    pub fn begin(body: &str, signature: &str, forwards: bool) -> (Self, String) {
        let Some(block) = block(signature) else { return (Self::default(), body.to_owned()) };
        let text = match (forwards, body.trim().is_empty()) {
            (_, true) => format!("\n\n{block}\n"),
            (true, false) => format!("\n\n{block}\n\n{}", body.trim_start_matches('\n')),
            (false, false) => format!("{}\n\n{block}\n", body.trim_end_matches('\n')),
        };
        (Self { standing: Some(block) }, text)
    }

    /// What stands in a text that was kept: this signature, or none.
    pub fn found(body: &str, signature: &str) -> Self {
        Self { standing: block(signature).filter(|block| at(body, block).is_some()) }
    }

    /// The text with another signature in the place of the one that stands there; `None` where a person changed or removed that, since then it is theirs.
    pub fn change(&mut self, body: &str, signature: &str) -> Option<String> {
        let new = block(signature);
        let text = match &self.standing {
            Some(old) => {
                let from = at(body, old)?;
                let (before, after) = (&body[..from], &body[from + old.len()..]);
                match &new {
                    Some(new) => format!("{before}{new}{after}"),
                    None => format!("{}{after}", before.trim_end_matches('\n')),
                }
            }
            None => return None,
        };
        self.standing = new;
        Some(text)
    }
}

/// The last place where a signature stands on lines of its own.
fn at(body: &str, block: &str) -> Option<usize> {
    let whole = |from: usize| {
        let to = from + block.len();
        (from == 0 || body.as_bytes()[from - 1] == b'\n') && (to == body.len() || body.as_bytes()[to] == b'\n')
    };
    body.rmatch_indices(block).map(|(from, _)| from).find(|from| whole(*from))
}

/// A signature with its mark; nothing for an empty one. One that brings the mark itself gets no second one.
fn block(signature: &str) -> Option<String> {
    let text = signature.trim_end();
    let text = text.strip_prefix(MARK.trim_end()).map_or(text, |rest| rest.trim_start_matches(' ')).trim_matches(['\n', '\r']);
    (!text.trim().is_empty()).then(|| format!("{MARK}\n{text}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_new_mail_ends_with_the_signature_and_an_answer_too() {
        assert_eq!(Signature::begin("", "Hanako\nSales", false).1, "\n\n-- \nHanako\nSales\n");
        assert_eq!(Signature::begin("", "-- \nHanako\n", false).1, "\n\n-- \nHanako\n");
        assert_eq!(Signature::begin("\n\nAnna wrote:\n> Hi\n", "Hanako", false).1, "\n\nAnna wrote:\n> Hi\n\n-- \nHanako\n");
        assert_eq!(Signature::begin("\n\n--- Forwarded ---\nHi\n", "Hanako", true).1, "\n\n-- \nHanako\n\n--- Forwarded ---\nHi\n");
        assert_eq!(Signature::begin("\n\nHi\n", " \n", false), (Signature::default(), "\n\nHi\n".to_owned()));
    }

    #[test]
    fn another_sender_brings_another_signature_unless_a_person_changed_it() {
        let (mut signature, body) = Signature::begin("", "Hanako\nSales", false);
        let body = format!("Dear Anna,{body}");
        let other = signature.change(&body, "花子\n営業部").unwrap();
        assert_eq!(other, "Dear Anna,\n\n-- \n花子\n営業部\n");
        let none = signature.clone().change(&other, "").unwrap();
        assert_eq!(none, "Dear Anna,\n");
        let mine = other.replace("営業部", "営業部 主任");
        assert_eq!(signature.change(&mine, "Hanako"), None, "it is the person's own now");
        assert_eq!(Signature::default().change("Hi", "Hanako"), None, "none was there");
    }

    #[test]
    fn a_draft_that_was_kept_knows_its_signature() {
        let (signature, body) = Signature::begin("\n\nHi\n", "Hanako", false);
        assert_eq!(Signature::found(&body, "Hanako"), signature);
        assert_eq!(Signature::found(&body, "Hana"), Signature::default());
        assert_eq!(Signature::found(&body.replace("\n", "\n> "), "Hanako"), Signature::default(), "a quoted one is not ours");
    }
}
