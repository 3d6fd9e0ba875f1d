//! The hash of a body, by which copies of a mail are known.

use sha2::{Digest, Sha256};

/// The hash of a body with line ends as LF and no empty lines at the end.
#[derive(Debug, Default)]
pub(super) struct BodyHash {
    hash: Sha256,
    buffer: Vec<u8>,
    ends: usize,
}

impl BodyHash {
    pub fn line(&mut self, line: &[u8], ended: bool) {
        if !line.is_empty() {
            while self.ends > 0 {
                let now = self.ends.min(1024);
                self.buffer.extend(std::iter::repeat_n(b'\n', now));
                self.ends -= now;
                self.flush(8 * 1024);
            }
            self.buffer.extend_from_slice(line);
            self.flush(8 * 1024);
        }
        if ended {
            self.ends += 1;
        }
    }

    fn flush(&mut self, above: usize) {
        if self.buffer.len() > above {
            self.hash.update(&self.buffer);
            self.buffer.clear();
        }
    }

    pub fn finish(mut self) -> [u8; 32] {
        self.flush(0);
        self.hash.finalize().into()
    }
}
