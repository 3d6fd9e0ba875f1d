//! Writing a Maildir: a file a mail in `cur`, flags behind `:2,` in its name.

use std::fs::{self, FileTimes, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use super::LETTERS;
use crate::domain::ids::MessageKey;
use crate::domain::mail::flags::Flags;

/// Makes the folders of an empty Maildir in a folder that is there.
///
/// # Errors
/// When they cannot be made.
pub fn prepare(folder: &Path) -> io::Result<()> {
    ["cur", "new", "tmp"].into_iter().try_for_each(|name| fs::DirBuilder::new().mode(0o700).create(folder.join(name)))
}

/// Writes one mail; the file is of the time that the mail's key says. What could not be written whole is taken away.
///
/// # Errors
/// When the mail cannot be read or the file not be written.
pub fn write(folder: &Path, key: MessageKey, flags: Flags, mut mail: impl Read) -> io::Result<()> {
    let ms = u64::try_from(key.sort_ms()).unwrap_or(0);
    let path = folder.join("cur").join(name(key, flags));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    let written = io::copy(&mut mail, &mut file).and_then(|_| {
        let at = UNIX_EPOCH + Duration::from_millis(ms);
        file.set_times(FileTimes::new().set_accessed(at).set_modified(at))
    });
    if written.is_err() {
        fs::remove_file(&path)?;
    }
    written
}

/// `seconds.Q<number>.fumi:2,FLAGS`: programs that sort by name show mails in the order of time.
fn name(key: MessageKey, flags: Flags) -> PathBuf {
    let mut letters: Vec<char> = LETTERS.iter().filter(|(_, flag)| flags.has(*flag)).map(|(letter, _)| *letter).collect();
    letters.sort_unstable();
    let letters: String = letters.into_iter().collect();
    PathBuf::from(format!("{:010}.Q{:016x}.fumi:2,{letters}", key.sort_ms().div_euclid(1000), key.0))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::exchange::files::all;
    use crate::exchange::found::Came;
    use crate::exchange::maildir;

    #[test]
    fn mails_come_back_in_their_order_with_flags_and_time() {
        let dir = tempfile::tempdir().unwrap();
        prepare(dir.path()).unwrap();
        let key = |ms| MessageKey(MessageKey::first_of(ms).0 + 3);
        let every = Flags(31);
        write(dir.path(), key(1_333_388_662_500), every, b"two".as_slice()).unwrap();
        write(dir.path(), key(933_388_662_000), Flags::default(), b"".as_slice()).unwrap();
        let found: Vec<_> = all(maildir::open(dir.path()).unwrap()).into_iter().map(Result::unwrap).collect();
        assert_eq!(found.iter().map(|mail| mail.flags).collect::<Vec<_>>(), [Flags::default(), every]);
        assert_eq!(found[1].came, Came::File(Some(crate::domain::time::Instant(1_333_388_662_500))));
        let file = dir.path().join("cur").join(&found[1].at);
        assert!(found[1].at.ends_with(":2,DFPRS"), "{}", found[1].at);
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
