//! Reading one mail that came.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

use sha2::{Digest, Sha256};
use tokio::sync::OwnedSemaphorePermit;

use super::arrived::{ArrivedMail, Share};
use super::in_hand::{Hand, MARKED_BYTES, Mark};
use super::spool::MailBytes;
use crate::domain::ids::AccountKey;
use crate::domain::mail::flags::Flags;
use crate::domain::mail::message::ParsedMail;
use crate::mime;
use crate::store::Result;
use crate::store::arrival::ServerName;
use crate::store::raw::{self, CHUNK_BYTES};
use crate::store::search::TailEntry;
use crate::text::CleanText;

/// A mail in the spool of up to this size is compressed where it is read and stored with its batch; each chunk of a larger one is written by itself.
pub(super) const IN_MEMORY: u64 = 6 << 20;

/// A mail that was read.
pub(super) struct Parsed {
    /// What was read; its text went into what search keeps.
    pub(super) mail: ParsedMail,
    pub(super) search: TailEntry,
    pub(super) bytes: ParsedBytes,
    pub(super) server: Option<ServerName>,
    pub(super) flags: Flags,
    /// Its mark, when it was too dangerous to be read: remembered until it is stored.
    pub(super) poisonous: Option<Mark>,
    pub(super) memory: OwnedSemaphorePermit,
}

/// The bytes of a mail that was read.
pub(super) enum ParsedBytes {
    /// Compressed, in the few chunks that the store keeps.
    Chunks(Vec<Vec<u8>>),
    /// Still in the spool.
    Big(File),
}

impl Parsed {
    /// How many bytes of it are stored, about.
    pub(super) fn stored_size(&self) -> usize {
        self.bytes.len() + self.search.size()
    }
}

impl ParsedBytes {
    /// How many bytes of memory they take.
    fn len(&self) -> usize {
        match self {
            Self::Chunks(chunks) => chunks.iter().map(Vec::len).sum(),
            Self::Big(_) => 0,
        }
    }
}

/// Reads one mail. Its mark stands in the in-hand file meanwhile; one that was in hand at two ends in a row, or that makes the reader panic, is kept unread.
pub(super) fn parse(share: Share, account: AccountKey, hand: &mut Hand) -> Result<Parsed> {
    let Share { mail: ArrivedMail { server, flags, came, mut held }, memory } = share;
    let mark = match (&server, &mut held) {
        (Some(name), _) => Mark::of_name(account.0, name.bytes()),
        (None, MailBytes::Memory(bytes)) => Mark::of_bytes(bytes.len() as u64, bytes),
        (None, MailBytes::File(file, size)) => Mark::of_bytes(*size, &beginning(file)?),
    };
    let (read, bytes) = match held {
        MailBytes::Memory(bytes) => {
            let read = hand.read_arrived(mark, || mime::parse(&bytes));
            let unread = || ParsedMail::unread(bytes.len() as u64, Sha256::digest(&bytes).into());
            let chunk = raw::compress(&bytes)?;
            ((read.is_none(), read.unwrap_or_else(unread)), ParsedBytes::Chunks(vec![chunk]))
        }
        MailBytes::File(mut file, size) => {
            let read = hand.read_arrived(mark, || catch_unwind(AssertUnwindSafe(|| mime::parse_stream(rewound(&mut file)?))));
            let poisonous = read.is_none();
            let mail = match read {
                Some(Ok(read)) => read?,
                Some(Err(_)) | None => ParsedMail::unread(size, hash_of(&mut file)?),
            };
            let bytes = if size <= IN_MEMORY { ParsedBytes::Chunks(compressed(&mut file)?) } else { ParsedBytes::Big(file) };
            ((poisonous, mail), bytes)
        }
    };
    let (poisonous, mut mail) = read;
    mail.received = mail.received.or(came);
    let search = TailEntry::of(&mail)?;
    mail.text = CleanText::default();
    Ok(Parsed { mail, search, bytes, server, flags, poisonous: poisonous.then_some(mark), memory })
}

fn compressed(file: &mut File) -> Result<Vec<Vec<u8>>> {
    let mut file = rewound(file)?;
    let mut chunks = Vec::new();
    while let Some(chunk) = next_chunk(&mut file)? {
        chunks.push(chunk);
    }
    Ok(chunks)
}

/// The next chunk of a mail, compressed; none behind the last.
pub(super) fn next_chunk(from: &mut impl Read) -> Result<Option<Vec<u8>>> {
    let mut chunk = Vec::with_capacity(CHUNK_BYTES);
    from.take(CHUNK_BYTES as u64).read_to_end(&mut chunk)?;
    if chunk.is_empty() { Ok(None) } else { raw::compress(&chunk).map(Some) }
}

/// So much of a mail that its mark can be made.
fn beginning(file: &mut File) -> io::Result<Vec<u8>> {
    let mut beginning = Vec::new();
    rewound(file)?.take(MARKED_BYTES as u64).read_to_end(&mut beginning)?;
    Ok(beginning)
}

/// A reader from the first byte of a spool file.
pub(super) fn rewound(file: &mut File) -> io::Result<BufReader<&mut File>> {
    file.rewind()?;
    Ok(BufReader::with_capacity(64 * 1024, file))
}

fn hash_of(file: &mut File) -> io::Result<[u8; 32]> {
    let mut sum = Sha256::new();
    io::copy(&mut rewound(file)?, &mut sum)?;
    Ok(sum.finalize().into())
}
