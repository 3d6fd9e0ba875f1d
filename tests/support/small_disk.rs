//! A disk of a few megabytes that can be filled. Only who may mount has one; the tests say so and end where there is none.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

#[derive(Clone)]
pub struct SmallDisk {
    folder: Arc<Mounted>,
}

impl SmallDisk {
    pub fn of(megabytes: u32) -> Option<Self> {
        let folder = Mounted(tempfile::tempdir().unwrap());
        let size = format!("size={megabytes}m,mode=700");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.0.path()).stderr(Stdio::null());
        if mount.status().is_ok_and(|status| status.success()) {
            return Some(Self { folder: Arc::new(folder) });
        }
        println!("skipped: nobody here may mount a small disk");
        None
    }

    /// A private folder on it.
    pub fn home(&self) -> PathBuf {
        let home = self.path().join("home");
        fs::create_dir_all(&home).unwrap();
        fs::set_permissions(&home, fs::Permissions::from_mode(0o700)).unwrap();
        home
    }

    /// Leaves nothing.
    pub fn fill(&self) {
        let held = rustix::fs::statvfs(self.path()).unwrap();
        let bytes = held.f_bavail * held.f_frsize;
        fs::write(self.filling(), vec![b'x'; usize::try_from(bytes).unwrap()]).unwrap();
    }

    pub fn clear(&self) {
        fs::remove_file(self.filling()).unwrap();
    }

    fn filling(&self) -> PathBuf {
        self.path().join("filling")
    }

    pub fn path(&self) -> &Path {
        self.folder.0.path()
    }
}

/// Taken away with its last user.
struct Mounted(tempfile::TempDir);

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}
