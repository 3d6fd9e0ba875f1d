//! Johab (KS C 5601-1992 annex 3, code page 1361): a Korean syllable is a bit and three letters of five bits each; signs and Chinese characters are those of KS X 1001
//! at other places.

use std::borrow::Cow;

use encoding_rs::EUC_KR;

/// What stands for no letter.
const FILL: usize = 99;

/// Which middle letter of a syllable five bits mean, counted as Unicode does (chapter 3.12).
const MIDDLE: [usize; 32] = {
    let mut table = [usize::MAX; 32];
    table[2] = FILL;
    let bits = [3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 26, 27, 28, 29];
    let mut at = 0;
    while at < bits.len() {
        table[bits[at]] = at;
        at += 1;
    }
    table
};

/// The letters that begin a syllable, standing alone.
const FIRST_ALONE: [char; 19] =
    ['ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ'];
/// The letters that end one, standing alone.
const LAST_ALONE: [char; 27] = [
    'ㄱ', 'ㄲ', 'ㄳ', 'ㄴ', 'ㄵ', 'ㄶ', 'ㄷ', 'ㄹ', 'ㄺ', 'ㄻ', 'ㄼ', 'ㄽ', 'ㄾ', 'ㄿ', 'ㅀ', 'ㅁ', 'ㅂ', 'ㅄ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ',
    'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ',
];

/// Decodes text, and says whether characters were lost.
pub(super) fn decode(bytes: &[u8]) -> (String, bool) {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        if first.is_ascii() {
            text.push(char::from(first));
            rest = after;
            continue;
        }
        let two = after.first().map(|second| [first, *second]);
        match two.and_then(|two| syllable(two).or_else(|| sign(two))) {
            Some(letter) => {
                text.push(letter);
                rest = &after[1..];
            }
            None => {
                text.push(char::REPLACEMENT_CHARACTER);
                rest = after;
            }
        }
    }
    let lost = text.contains(char::REPLACEMENT_CHARACTER);
    (text, lost)
}

fn syllable(two: [u8; 2]) -> Option<char> {
    let bits = usize::from(u16::from_be_bytes(two));
    if !(0x84..=0xd3).contains(&two[0]) {
        return None;
    }
    let (first, middle, last) = (bits >> 10 & 31, MIDDLE[bits >> 5 & 31], bits & 31);
    // Five bits of which some are left out, so that no byte is a control.
    let first = match first {
        1 => FILL,
        2..=20 => first - 2,
        _ => return None,
    };
    let last = match last {
        1 => 0,
        2..=17 => last - 1,
        19..=29 => last - 2,
        _ => return None,
    };
    match (first, middle, last) {
        (FILL, FILL, 0) => Some('\u{3000}'),
        (first, FILL, 0) => FIRST_ALONE.get(first).copied(),
        (FILL, FILL, last) => LAST_ALONE.get(last - 1).copied(),
        (FILL, middle, 0) => u32::try_from(middle).ok().filter(|middle| *middle < 21).and_then(|middle| char::from_u32(0x314f + middle)),
        (first, middle, last) if first < 19 && middle < 21 => {
            u32::try_from((first * 21 + middle) * 28 + last).ok().and_then(|at| char::from_u32(0xac00 + at))
        }
        _ => None,
    }
}

/// A sign or a Chinese character: two rows of KS X 1001 stand in one of Johab.
fn sign([first, second]: [u8; 2]) -> Option<char> {
    let row = match first {
        0xd9..=0xde => 2 * (first - 0xd9),
        0xe0..=0xf9 => u8::try_from(2 * u16::from(first) - 0x197).ok()?,
        _ => return None,
    };
    let cell = match second {
        0x31..=0x7e => second - 0x31,
        0x91..=0xfe => second - 0x43,
        _ => return None,
    };
    let (row, cell) = if cell < 94 { (row, cell) } else { (row + 1, cell - 94) };
    let bytes = [row + 0xa1, cell + 0xa1];
    let (text, lost): (Cow<'_, str>, bool) = EUC_KR.decode_without_bom_handling(&bytes);
    let mut letters = text.chars();
    letters.next().filter(|_| !lost && letters.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn syllables_letters_and_signs_are_read() {
        for (bytes, text) in [
            (b"\xb4e\x91w\xd0a\xadA\xb6a".as_slice(), "안녕하세요"),
            (b"\xd0e\x8a\x82\xb4\xe1 \xa1A\xb7\xa9\xb7\xb3\x93\xa1\x94a.".as_slice(), "한국어 메일입니다."),
            (b"\xa6\xca\xaa\xca".as_slice(), "뷁쀍"),
            (b"\x88A\x90A\x84a".as_slice(), "ㄱㄴㅏ"),
            (b"\xd92\xd93\xd9j".as_slice(), "、。★"),
            (b"\xf7\xd3\xf1\xae\xe2\xd0".as_slice(), "漢字國"),
            (b"\x88t\xb7i \xb7\xaa\x94a".as_slice(), "값을 읽다"),
        ] {
            assert_eq!(decode(bytes), (text.to_owned(), false));
        }
    }

    #[test]
    fn what_is_no_johab_costs_itself_only() {
        assert_eq!(decode(b"a\xffb\x88"), ("a\u{fffd}b\u{fffd}".to_owned(), true));
        for first in 0x80..=0xff_u8 {
            for second in 0..=0xff_u8 {
                let (text, _) = decode(&[first, second, b'x']);
                assert!((1..=3).contains(&text.chars().count()), "{first:x} {second:x}");
            }
        }
    }
}
