//! Packing bytes for the file: one compressor and one decompressor a thread, kept, since making and freeing them costs more than a small mail.

use std::cell::RefCell;
use std::io;

use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::{CParameter, get_frame_content_size};

/// The cheapest level of zstd that keeps a store within 3 % of what the usual level 3 makes of it; see benches/README.md.
const LEVEL: i32 = 1;

/// For what is packed only until it is indexed: less work, and larger frames.
const QUICK_LEVEL: i32 = -3;

/// A packer of one thread, and the room in which it works.
struct Packer {
    compressor: Compressor<'static>,
    room: Vec<u8>,
}

thread_local! {
    static PACKER: RefCell<Option<Packer>> = const { RefCell::new(None) };
    static QUICK_PACKER: RefCell<Option<Packer>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Packs bytes into one frame that knows its size. Fails only when memory is wanting.
pub fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    PACKER.with_borrow_mut(|kept| packed(kept, LEVEL, bytes))
}

/// The same for what will not stay: less work, and a larger frame.
pub fn pack_quickly(bytes: &[u8]) -> io::Result<Vec<u8>> {
    QUICK_PACKER.with_borrow_mut(|kept| packed(kept, QUICK_LEVEL, bytes))
}

fn packed(kept: &mut Option<Packer>, level: i32, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let packer = match kept {
        Some(packer) => packer,
        None => {
            let mut compressor = Compressor::new(level)?;
            // Four bytes by which unpacking notices what changed in the file.
            compressor.set_parameter(CParameter::ChecksumFlag(true))?;
            kept.insert(Packer { compressor, room: Vec::new() })
        }
    };
    packer.room.clear();
    packer.room.reserve_exact(zstd::zstd_safe::compress_bound(bytes.len()));
    packer.compressor.compress_to_buffer(bytes, &mut packer.room)?;
    Ok(packer.room.as_slice().to_vec())
}

/// Unpacks a frame into `into`, which is emptied before. `most` is the largest size that is believed.
pub fn unpack_into(frame: &[u8], most: usize, into: &mut Vec<u8>) -> io::Result<()> {
    let said = get_frame_content_size(frame).ok().flatten().and_then(|size| usize::try_from(size).ok());
    let size = match said {
        Some(size) if size > most => return Err(io::ErrorKind::InvalidData.into()),
        Some(size) => size,
        None => most,
    };
    into.clear();
    into.reserve(size);
    UNPACKER.with_borrow_mut(|kept| {
        let unpacker = match kept {
            Some(unpacker) => unpacker,
            None => kept.insert(Decompressor::new()?),
        };
        unpacker.decompress_to_buffer(frame, into).map(|_| ())
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_packed_comes_back_whatever_was_packed_before() {
        let mut back = vec![7; 3];
        for size in [0, 1, 100, 1 << 20, 5, 70_000] {
            let bytes: Vec<u8> = (0..size).map(|n: u32| (n.wrapping_mul(2_654_435_761) >> 24) as u8 & 31).collect();
            for frame in [pack(&bytes).unwrap(), pack_quickly(&bytes).unwrap()] {
                unpack_into(&frame, 1 << 20, &mut back).unwrap();
                assert!(back == bytes, "{size}");
            }
        }
    }

    #[test]
    fn no_changed_bit_of_a_frame_gives_other_bytes() {
        let bytes: Vec<u8> = (0..3_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8 & 31).collect();
        let frame = pack(&bytes).unwrap();
        let mut back = Vec::new();
        for bit in 0..frame.len() * 8 {
            let mut other = frame.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(unpack_into(&other, 1 << 20, &mut back).is_err() || back == bytes, "bit {bit}");
        }
    }

    #[test]
    fn a_frame_that_is_broken_or_says_too_much_is_an_error() {
        let frame = pack(&[1; 5_000]).unwrap();
        let mut back = Vec::new();
        assert!(unpack_into(&frame, 4_999, &mut back).is_err());
        assert!(unpack_into(&frame[..frame.len() - 1], 5_000, &mut back).is_err());
        assert!(unpack_into(b"no frame", 5_000, &mut back).is_err());
        unpack_into(&frame, 5_000, &mut back).unwrap();
        assert_eq!(back, [1; 5_000]);
    }
}
