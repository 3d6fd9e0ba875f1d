//! Files of mail on their way in: each mail in memory, or in the spool when it is larger than a stored chunk.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use super::arriving::{Arriving, MailBytes, Spool};
use crate::exchange::files::FilesReader;
use crate::exchange::found::file_or_folder;
use crate::exchange::mbox::MboxReader;
use crate::exchange::{FoundMail, Skipped, eml, maildir};
use crate::jobs::exchange::MailFormat;

/// What an open file weighs beside bytes in memory.
const OPEN_FILE: usize = 256 << 10;

/// The files of one import.
pub(super) struct MailFiles {
    from: From,
    spool: Spool,
    arriving: Arriving,
    /// A file that could not be read has no further mail.
    ended: bool,
}

enum From {
    Mbox(Box<MboxReader<BufReader<File>>>),
    Files(FilesReader),
}

/// What was found.
pub(super) enum Found {
    /// A mail and its bytes.
    Mail(FoundMail, MailBytes),
    /// Something else.
    Skipped(Skipped),
}

impl Found {
    /// How much it takes of what a group may have. A mail in the spool takes an open file, of which there are few.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Mail(_, MailBytes::Memory(bytes)) => bytes.len(),
            Self::Mail(_, MailBytes::File(..)) => OPEN_FILE,
            Self::Skipped(_) => 0,
        }
    }
}

impl MailFiles {
    /// Opens files of a form.
    ///
    /// # Errors
    /// When they are not there, of another form, or no files.
    pub(super) fn open(format: MailFormat, path: &Path, spool: Spool) -> io::Result<Self> {
        let from = match format {
            MailFormat::Maildir => From::Files(maildir::open(path)?),
            MailFormat::Eml => From::Files(eml::open(path)?),
            MailFormat::Mbox => {
                if file_or_folder(path)?.is_dir() {
                    return Err(io::ErrorKind::IsADirectory.into());
                }
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let file = BufReader::with_capacity(256 * 1024, File::open(path)?);
                From::Mbox(Box::new(MboxReader::new(file, Some(File::open(path)?), &name)))
            }
        };
        Ok(Self { from, spool, arriving: Arriving::default(), ended: false })
    }

    /// The next mail, or what is none.
    ///
    /// # Errors
    /// When the spool cannot be written.
    pub(super) fn next(&mut self) -> io::Result<Option<Found>> {
        let begun = match &mut self.from {
            _ if self.ended => Ok(false),
            From::Mbox(reader) => reader.begin(),
            From::Files(reader) => Ok(reader.begin()),
        };
        let failure = match begun {
            Ok(false) => return Ok(None),
            Ok(true) => self.read()?,
            Err(error) => Some(error),
        };
        self.ended = failure.is_some() && matches!(self.from, From::Mbox(_));
        let found = match &mut self.from {
            From::Mbox(reader) => reader.end(failure.as_ref()),
            From::Files(reader) => reader.end(failure.as_ref()),
        };
        match found {
            Ok(mail) => Ok(Some(Found::Mail(mail, self.arriving.finish()?))),
            Err(skipped) => {
                self.arriving.clear();
                Ok(Some(Found::Skipped(skipped)))
            }
        }
    }

    /// Reads a mail to its end; answers why it has none.
    fn read(&mut self) -> io::Result<Option<io::Error>> {
        loop {
            let more = match &mut self.from {
                From::Mbox(reader) => reader.piece(&mut self.arriving.bytes),
                From::Files(reader) => reader.piece(&mut self.arriving.bytes),
            };
            match more {
                Ok(true) => self.arriving.settle(&self.spool)?,
                Ok(false) => return Ok(None),
                Err(error) => return Ok(Some(error)),
            }
        }
    }
}
