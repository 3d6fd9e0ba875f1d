//! Maildir folders: one file a mail in `cur` and `new`, flags behind `:2,` in the name.

pub mod writer;

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::files::{FilesReader, base_of};
use crate::domain::mail::flags::Flags;

/// The mails of a Maildir, in the order of their names: every file in `cur` and `new`, whatever is in it, also behind a symbolic link. `tmp` holds deliveries that never ended
/// and is left alone; mails marked as trashed are left out, as Maildir programs do not show them. What is no file but only stands there is left out too.
///
/// # Errors
/// When the folder is no Maildir or cannot be listed.
pub fn open(folder: &Path) -> io::Result<FilesReader> {
    let mut files = Vec::new();
    let mut any = false;
    // In this order, since another program may move a mail from the one to the other meanwhile: it is then listed twice, never missed.
    for name in ["new", "cur"] {
        let listed = match fs::read_dir(folder.join(name)) {
            Ok(listed) => listed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        any = true;
        for entry in listed {
            let path = entry?.path();
            let hidden = path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
            // What cannot be looked at is told when it is read.
            let is_other = fs::metadata(&path).is_ok_and(|found| !found.is_file());
            if !hidden && !is_other {
                files.push(path);
            }
        }
    }
    if !any {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no cur and no new"));
    }
    // The newest name of a mail tells most; it was listed last.
    files.reverse();
    files.sort_by(|one, other| base_of(one).cmp(base_of(other)));
    files.dedup_by(|one, other| base_of(one) == base_of(other));
    files.retain(|path| !info(path).contains('T'));
    files.sort_by(|one, other| one.file_name().cmp(&other.file_name()));
    let with_flags = |path: PathBuf| {
        let flags = flags_of(&info(&path));
        (path, flags)
    };
    Ok(FilesReader::new(files.into_iter().map(with_flags).collect(), true))
}

/// The letters behind `:2,` (`;2,` and `!2,` on file systems that refuse the colon).
fn info(path: &Path) -> String {
    let name = path.file_name().map(OsStr::as_encoded_bytes).unwrap_or_default();
    String::from_utf8_lossy(&name[base_of(path).len()..]).chars().skip(3).collect()
}

/// The letters of flags.
const LETTERS: [(char, Flags); 5] =
    [('S', Flags::READ), ('F', Flags::STARRED), ('R', Flags::REPLIED), ('P', Flags::FORWARDED), ('D', Flags::DRAFT)];

fn flags_of(info: &str) -> Flags {
    LETTERS.into_iter().filter(|(letter, _)| info.contains(*letter)).fold(Flags::default(), |flags, (_, flag)| flags.with(flag, true))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::exchange::files::all;

    #[test]
    fn mails_come_with_their_flags_in_the_order_of_their_names() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["cur", "new", "tmp"] {
            fs::create_dir(dir.path().join(name)).unwrap();
        }
        for (name, subject) in
            [("cur/2.x:2,FRS", "two"), ("new/1.x", "one"), ("cur/3.x:2,T", "gone"), ("tmp/0.x", "never"), ("cur/.hidden", "no")]
        {
            fs::write(dir.path().join(name), format!("Subject: {subject}\n\nx\n")).unwrap();
        }
        fs::write(dir.path().join("cur/4.x"), [0xff, 0xd8, 0xff]).unwrap();
        fs::write(dir.path().join("new/5.x"), "").unwrap();
        // Moved while it was listed: one mail, by its newer name.
        fs::write(dir.path().join("new/2.x"), "Subject: two\n\nx\n").unwrap();
        let found: Vec<_> = all(open(dir.path()).unwrap()).into_iter().map(Result::unwrap).collect();
        let shown: Vec<(String, Vec<&str>)> = found.iter().map(|mail| (mail.at.clone(), mail.flags.words())).collect();
        assert_eq!(shown[..2], [("1.x".to_owned(), vec![]), ("2.x:2,FRS".to_owned(), vec!["read", "starred", "replied"])]);
        assert_eq!(shown[2..].iter().map(|(at, _)| at.as_str()).collect::<Vec<_>>(), ["4.x", "5.x"], "whatever lies there is a mail");
        assert!(open(&dir.path().join("cur")).is_err());
    }
}
