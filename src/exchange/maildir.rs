//! Maildir folders: one file a mail in `cur` and `new`, flags behind `:2,` in the name.

use std::fs;
use std::io;
use std::path::Path;

use super::files::FilesReader;
use crate::domain::mail::flags::Flags;

/// The mails of a Maildir, in the order of their names: every file in `cur` and `new`, whatever is in it. `tmp` holds deliveries that never ended and is left alone; mails
/// marked as trashed are left out, as Maildir programs do not show them.
///
/// # Errors
/// When the folder is no Maildir or cannot be listed.
pub fn open(folder: &Path) -> io::Result<FilesReader> {
    let mut files = Vec::new();
    let mut any = false;
    for name in ["cur", "new"] {
        let listed = match fs::read_dir(folder.join(name)) {
            Ok(listed) => listed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        any = true;
        for entry in listed {
            let entry = entry?;
            let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            if !hidden && entry.file_type()?.is_file() && !info(&entry.path()).contains('T') {
                files.push(entry.path());
            }
        }
    }
    if !any {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no cur and no new"));
    }
    files.sort_by(|one, other| one.file_name().cmp(&other.file_name()));
    let with_flags = |path: std::path::PathBuf| {
        let flags = flags_of(&info(&path));
        (path, flags)
    };
    Ok(FilesReader::new(files.into_iter().map(with_flags).collect(), true))
}

/// The letters behind `:2,` (`;2,` and `!2,` on file systems that refuse the colon).
fn info(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    [":2,", ";2,", "!2,"].iter().find_map(|mark| name.rsplit_once(mark)).map(|(_, letters)| letters.to_owned()).unwrap_or_default()
}

fn flags_of(info: &str) -> Flags {
    [('S', Flags::READ), ('F', Flags::STARRED), ('R', Flags::REPLIED), ('P', Flags::FORWARDED), ('D', Flags::DRAFT)]
        .into_iter()
        .filter(|(letter, _)| info.contains(*letter))
        .fold(Flags::default(), |flags, (_, flag)| flags.with(flag, true))
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
        let found: Vec<_> = all(open(dir.path()).unwrap()).into_iter().map(Result::unwrap).collect();
        let shown: Vec<(String, Vec<&str>)> = found.iter().map(|mail| (mail.at.clone(), mail.flags.words())).collect();
        assert_eq!(shown[..2], [("1.x".to_owned(), vec![]), ("2.x:2,FRS".to_owned(), vec!["read", "starred", "replied"])]);
        assert_eq!(shown[2..].iter().map(|(at, _)| at.as_str()).collect::<Vec<_>>(), ["4.x", "5.x"], "whatever lies there is a mail");
        assert!(open(&dir.path().join("cur")).is_err());
    }
}
