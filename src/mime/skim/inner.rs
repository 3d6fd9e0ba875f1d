//! What lies in the decoded bytes of a part.

use super::part::Sealed;
use super::{Holds, Inner, Skimmer};
use crate::domain::mail::message::Warnings;
use crate::mime::limits;
use crate::mime::sealed::{self, Opened};

impl Skimmer {
    /// Hands a line, and the line end before it, to what is read from inside.
    pub(super) fn feed_inner(&mut self, line: &[u8]) {
        let Some(inner) = &mut self.inner else { return };
        self.scratch.clear();
        if self.offset > self.parts[inner.part].body.start {
            inner.decoder.feed(&b"\r\n"[2 - usize::from(self.last_end.min(2))..], &mut self.scratch);
        }
        inner.decoder.feed(line, &mut self.scratch);
        inner.take(&self.scratch);
    }

    /// Takes what was read from inside a part among the parts. Places count in the decoded bytes of that part.
    pub(super) fn adopt(&mut self, mut inner: Inner) {
        let mut rest = Vec::new();
        inner.decoder.finish(&mut rest);
        inner.take(&rest);
        let container = inner.part;
        let (skimmed, known, sealed) = match inner.holds {
            Holds::Parts(skimmer) => (skimmer.finish(), 1, false),
            Holds::Mail(skimmer) => {
                let skimmed = skimmer.finish();
                self.parts[container].size = skimmed.size;
                (skimmed, 0, false)
            }
            Holds::Sealed(bytes, around) => {
                let says = |word: &[u8]| {
                    let value = self.parts[container].headers.first("Content-Type").unwrap_or_default().to_ascii_lowercase();
                    value.windows(word.len()).any(|piece| piece == word)
                };
                match sealed::open(&bytes) {
                    Some(Opened::Entity { bytes, whole }) => {
                        self.parts[container].sealed = Some(if whole { Sealed::Unpacked } else { Sealed::Open });
                        let mut skimmer = Self::of_mail(around);
                        skimmer.feed(&bytes);
                        (skimmer.finish(), 0, true)
                    }
                    Some(Opened::Encrypted) => return self.parts[container].sealed = Some(Sealed::Encrypted),
                    None if says(b"enveloped-data") => return self.parts[container].sealed = Some(Sealed::Encrypted),
                    None => return,
                }
            }
        };
        let base = self.parts.len();
        self.warnings.add(skimmed.warnings);
        for (at, mut part) in skimmed.parts.into_iter().enumerate().skip(known) {
            if self.parts.len() >= limits::PARTS || self.text_bytes + part.text.len() > limits::ALL_TEXT_BYTES {
                self.warnings.add(Warnings::PARTS_CUT);
                return;
            }
            part.parent = Some(part.parent.filter(|parent| *parent >= known).map_or(container, |parent| base + parent - known));
            part.within = Some(part.within.map_or(container, |within| base + within - known));
            part.is_mail &= !(sealed && at == 0);
            self.text_bytes += part.text.len();
            self.parts.push(part);
        }
    }
}

impl Inner {
    pub(super) fn take(&mut self, decoded: &[u8]) {
        match &mut self.holds {
            Holds::Parts(skimmer) | Holds::Mail(skimmer) => skimmer.feed(decoded),
            Holds::Sealed(bytes, _) => {
                let room = limits::SEALED_BYTES.saturating_sub(bytes.len());
                bytes.extend_from_slice(&decoded[..decoded.len().min(room)]);
            }
        }
    }
}
