//! A message as a `winmail.dat` holds it.

/// A message as it lies in the body.
#[derive(Debug, Default)]
pub(super) struct Message {
    pub subject: String,
    pub plain: String,
    /// A page, and the charset that its bytes are in, where it is known.
    pub html: Option<(Vec<u8>, Option<String>)>,
    pub files: Vec<File>,
    /// It ends before it says so.
    pub cut: bool,
}

/// A file of a message, or a message in it.
#[derive(Debug, Default)]
pub(super) struct File {
    pub name: String,
    pub media: String,
    pub content_id: String,
    pub data: Vec<u8>,
    pub inner: Option<Message>,
}
