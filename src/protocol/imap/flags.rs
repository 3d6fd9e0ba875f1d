//! Flags of messages, as IMAP says them (RFC 9051 2.3.2).

use crate::domain::mail::flags::Flags;

/// Our flags and their words; `$Forwarded` is a keyword, which a server may not take.
const WORDS: [(Flags, &str); 5] = [
    (Flags::READ, "\\Seen"),
    (Flags::STARRED, "\\Flagged"),
    (Flags::REPLIED, "\\Answered"),
    (Flags::FORWARDED, "$Forwarded"),
    (Flags::DRAFT, "\\Draft"),
];

/// The flags that these words mean, and whether `\Deleted` is among them: such a mail counts as gone.
pub fn flags_of<'a>(words: impl Iterator<Item = &'a str>) -> (Flags, bool) {
    words.fold((Flags::default(), false), |(flags, deleted), word| {
        let known = WORDS.iter().find(|(_, known)| known.eq_ignore_ascii_case(word)).map(|(flag, _)| *flag);
        (known.map_or(flags, |flag| flags.with(flag, true)), deleted || word.eq_ignore_ascii_case("\\Deleted"))
    })
}

/// The word of one flag; none for what is of this machine alone.
pub fn keyword_of(flag: Flags) -> Option<&'static str> {
    WORDS.iter().find(|(one, _)| *one == flag).map(|(_, word)| *word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_flags_are_passed_over() {
        let (flags, deleted) = flags_of(["\\seen", "$FORWARDED", "OIB-Seen-[Gmail]/All", "\\*", "NonJunk", ""].into_iter());
        assert_eq!((flags, deleted), (Flags::READ.with(Flags::FORWARDED, true), false));
        assert!(flags_of(["\\DELETED"].into_iter()).1);
        assert_eq!(keyword_of(Flags::SNOOZED), None);
    }
}
