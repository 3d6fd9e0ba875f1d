//! RTF as Outlook compresses it (MS-OXRTFCP): copies from a window of 4 KiB that begins with common words of RTF.

/// Bytes of RTF that are read of one mail; more is cut.
const MOST: usize = 4 * 1024 * 1024;

const WINDOW: usize = 4096;

const BEGINNING: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// The RTF in a compressed property; none for what is none. What is cut or broken gives what stands before.
pub(super) fn decompressed(bytes: &[u8]) -> Option<Vec<u8>> {
    let number = |at: usize| bytes.get(at..at + 4).and_then(|four| four.first_chunk()).map(|four| u32::from_le_bytes(*four) as usize);
    let (raw_size, kind) = (number(4)?.min(MOST), bytes.get(8..12)?);
    let packed = bytes.get(16..)?;
    match kind {
        b"MELA" => Some(packed[..packed.len().min(raw_size)].to_vec()),
        b"LZFu" => Some(unpacked(packed, raw_size)),
        _ => None,
    }
}

fn unpacked(packed: &[u8], size: usize) -> Vec<u8> {
    let mut window = [b' '; WINDOW];
    window[..BEGINNING.len()].copy_from_slice(BEGINNING);
    let mut end = BEGINNING.len();
    let mut out = Vec::with_capacity(size.min(packed.len().saturating_mul(9)));
    let mut bytes = packed.iter().copied();
    while let Some(control) = bytes.next() {
        for bit in 0..8 {
            if out.len() >= size {
                return out;
            }
            let Some(byte) = bytes.next() else { return out };
            if control >> bit & 1 == 0 {
                window[end] = byte;
                end = (end + 1) % WINDOW;
                out.push(byte);
                continue;
            }
            let Some(low) = bytes.next() else { return out };
            let from = usize::from(byte) << 4 | usize::from(low >> 4);
            if from == end {
                return out;
            }
            for at in 0..usize::from(low & 15) + 2 {
                let copied = window[(from + at) % WINDOW];
                window[end] = copied;
                end = (end + 1) % WINDOW;
                out.push(copied);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_examples_of_the_specification_are_read() {
        // MS-OXRTFCP 4.1: "{\rtf1\ansi\ansicpg1252\pard hello world}\r\n", and a copy that overlaps itself.
        let simple = b"\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125B2\x0a\xf3 hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f\xa0";
        assert_eq!(decompressed(simple).unwrap(), b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        let crossing = b"\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4KQA\0\x04 WXYZ\x0dn}\x01\x0e\xb0";
        assert_eq!(decompressed(crossing).unwrap(), b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
        assert_eq!(decompressed(b"\0\0\0\0\x03\0\0\0MELA\0\0\0\0abcdef").unwrap(), b"abc");
    }

    #[test]
    fn broken_input_ends_early() {
        assert_eq!(BEGINNING.len(), 207);
        assert_eq!(decompressed(b""), None);
        assert_eq!(decompressed(b"\0\0\0\0\0\0\0\0XXXX\0\0\0\0"), None);
        for end in 16..60 {
            let bytes = [b"\0\0\0\0\xff\xff\xff\xffLZFu\0\0\0\0".as_slice(), &[0xff, 0x12, 0x3f].repeat(20)].concat();
            assert!(decompressed(&bytes[..end]).unwrap().len() < 1024);
        }
    }
}
