//! What a session finds out about the mail behind a number, whatever its name says (promises.md A2).

use crate::domain::ids::MessageKey;

/// Which mail a number stands for. A name is no proof: servers give the names of mails that are gone to others, count names anew, or are replaced by others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The one of this row of its name, as far as its header tells: enough to believe the name, not to delete what it stands for.
    Alike(u32),
    /// The one of this row of its name: its header and the beginning of its text are those of our copy.
    Same(u32),
    /// One that we have under another name.
    Moved(MessageKey),
    /// None that we have.
    Another,
    /// TOP does not tell: only the whole mail does.
    Unclear,
    /// It came whole in this session, so that the rows of its name are of it.
    Fetched,
}
