//! What a phone number is for.

/// What a number is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum PhoneKind {
    /// The person's own line.
    Direct,
    /// A phone, said so or not.
    Phone,
    /// The switchboard (代表).
    Main,
    /// A number free of charge.
    TollFree,
    /// A mobile phone.
    Mobile,
    /// A fax; of a number that takes both it is a [`PhoneKind::Phone`].
    Fax,
}

impl PhoneKind {
    /// The kind of a word of the list.
    pub(super) fn named(word: &str) -> Option<Self> {
        Some(match word {
            "direct" => Self::Direct,
            "phone" => Self::Phone,
            "main" => Self::Main,
            "tollfree" => Self::TollFree,
            "mobile" => Self::Mobile,
            "fax" => Self::Fax,
            _ => return None,
        })
    }
}
