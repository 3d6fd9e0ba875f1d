//! Letters as their base letters, and the marks that are left out in everyday writing.

use std::ops::RangeInclusive;

use unicode_normalization::char::{compose, decompose_canonical};

/// A letter without what people leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plain {
    One(char),
    More(&'static str),
    Nothing,
}

/// Combining marks of scripts that do without them in everyday writing: Latin, Greek, Cyrillic, Hebrew, Arabic, Syriac.
const MARKS: [RangeInclusive<char>; 19] = [
    '\u{300}'..='\u{36f}',
    '\u{483}'..='\u{489}',
    '\u{591}'..='\u{5bd}',
    '\u{5bf}'..='\u{5bf}',
    '\u{5c1}'..='\u{5c2}',
    '\u{5c4}'..='\u{5c5}',
    '\u{5c7}'..='\u{5c7}',
    '\u{610}'..='\u{61a}',
    '\u{640}'..='\u{640}',
    '\u{64b}'..='\u{65f}',
    '\u{670}'..='\u{670}',
    '\u{6d6}'..='\u{6dc}',
    '\u{6df}'..='\u{6ed}',
    '\u{730}'..='\u{74a}',
    '\u{8ca}'..='\u{8ff}',
    '\u{1ab0}'..='\u{1aff}',
    '\u{1dc0}'..='\u{1dff}',
    '\u{20d0}'..='\u{20ff}',
    '\u{fe20}'..='\u{fe2f}',
];

/// A mark, or the Arabic stroke that only makes a word longer.
pub(super) fn is_mark(c: char) -> bool {
    c >= '\u{300}' && !matches!(c, '\u{900}'..='\u{1aaf}' | '\u{2100}'..='\u{fe1f}') && MARKS.iter().any(|marks| marks.contains(&c))
        // Two letters and two signs stand among the Arabic marks.
        && !matches!(c, '\u{6e5}' | '\u{6e6}' | '\u{6e9}')
}

/// A lower-case letter without its marks, stroke or ligature.
pub(super) fn plain(c: char) -> Plain {
    match c {
        '\u{0}'..='\u{bf}' => Plain::One(c),
        '\u{c0}'..='\u{2af}' | '\u{1d00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}' | '\u{a720}'..='\u{a7ff}' => latin(c),
        '\u{2bb}' | '\u{2bd}'..='\u{2bf}' => Plain::Nothing,
        '\u{2bc}' => Plain::One('\''),
        'ς' => Plain::One('σ'),
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Plain::One(base(c)),
        'ѐ' | 'ё' => Plain::One('е'),
        'ѝ' => Plain::One('и'),
        '\u{621}'..='\u{6d5}' => Plain::One(arabic(c)),
        c => Plain::One(c),
    }
}

fn base(c: char) -> char {
    let mut base = None;
    decompose_canonical(c, |part| {
        base.get_or_insert(part);
    });
    base.unwrap_or(c)
}

/// The letters that Unicode does not take apart, as the ASCII letters that people type for them (Lucene's `ASCIIFoldingFilter` has the same).
fn latin(c: char) -> Plain {
    let one = match base(c) {
        'ª' | 'ɐ' | 'ɑ' | 'ə' | 'ⱥ' => 'a',
        'ƀ' | 'ƃ' | 'ɓ' => 'b',
        'ƈ' | 'ȼ' | 'ɕ' => 'c',
        'đ' | 'ð' | 'ƌ' | 'ɖ' | 'ɗ' | 'ȡ' => 'd',
        'ɛ' | 'ǝ' | 'ɇ' | 'ɘ' => 'e',
        'ƒ' => 'f',
        'ǥ' | 'ɠ' | 'ɡ' => 'g',
        'ħ' | 'ɦ' | 'ⱨ' => 'h',
        'ı' | 'ɨ' | 'ɩ' => 'i',
        'ȷ' | 'ɉ' | 'ɟ' => 'j',
        'ĸ' | 'ƙ' | 'ⱪ' => 'k',
        'ł' | 'ƚ' | 'ɫ' | 'ɬ' | 'ⱡ' => 'l',
        'ɱ' => 'm',
        'ŋ' | 'ƞ' | 'ɲ' | 'ȵ' => 'n',
        'ø' | 'ɔ' | 'ɵ' | 'ⱺ' => 'o',
        'ƥ' | 'ᵽ' => 'p',
        'ɋ' => 'q',
        'ɍ' | 'ɽ' => 'r',
        'ſ' | 'ȿ' | 'ʂ' => 's',
        'ŧ' | 'ƫ' | 'ƭ' | 'ʈ' | 'ⱦ' | 'ȶ' => 't',
        'ʉ' => 'u',
        'ʋ' | 'ⱱ' => 'v',
        'ⱳ' => 'w',
        'ƴ' | 'ɏ' => 'y',
        'ƶ' | 'ȥ' | 'ɀ' | 'ⱬ' => 'z',
        'ß' => return Plain::More("ss"),
        'æ' => return Plain::More("ae"),
        'œ' => return Plain::More("oe"),
        'þ' => return Plain::More("th"),
        'ƕ' => return Plain::More("hv"),
        'ȣ' => return Plain::More("ou"),
        'ꜳ' => return Plain::More("aa"),
        other => other,
    };
    Plain::One(one)
}

/// The forms of one letter that are written for each other.
fn arabic(c: char) -> char {
    match base(c) {
        'ٱ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ة' | 'ه' | 'ہ' | 'ە' => 'ه',
        'ک' => 'ك',
        other => other,
    }
}

/// Kana as large hiragana; behind a digit the long vowel's mark is what the minus key gives in a Japanese input method.
pub(super) fn kana(c: char, before: char) -> char {
    let hiragana = match c {
        'ー' if before.is_ascii_digit() => return '-',
        '\u{30a1}'..='\u{30f6}' | 'ヽ' | 'ヾ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        other => other,
    };
    match hiragana {
        'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' => {
            char::from_u32(u32::from(hiragana) + 1).unwrap_or(hiragana)
        }
        'ゐ' => 'い',
        'ゑ' => 'え',
        'ゕ' => 'か',
        'ゝ' | 'ゞ' => repeated(hiragana, before),
        small @ 'ㇰ'..='ㇿ' => LARGE.chars().nth((u32::from(small) - u32::from('ㇰ')) as usize).unwrap_or(small),
        other => other,
    }
}

/// What the sign of repetition stands for behind a kana; the marked one is voiced.
fn repeated(sign: char, before: char) -> char {
    if !matches!(before, 'あ'..='ん' | 'ゔ') {
        return sign;
    }
    let bare = base(before);
    if sign == 'ゝ' { bare } else { compose(bare, '\u{3099}').unwrap_or(bare) }
}

/// What the small kana from ㇰ to ㇿ are.
const LARGE: &str = "くしすとぬはひふへほむらりるれろ";

/// The number or letter in a black or double circle or square, which Unicode does not take apart.
pub(super) fn circled(c: char) -> Option<String> {
    let code = u32::from(c);
    let letter = [0x1f150, 0x1f170].iter().find(|first| (**first..**first + 26).contains(&code)).map(|first| code - first);
    if let Some(letter) = letter {
        return char::from_u32(u32::from('a') + letter).map(String::from);
    }
    [(0x2776, 0x277f), (0x2780, 0x2789), (0x278a, 0x2793), (0x24f5, 0x24fe)]
        .iter()
        .find(|(first, last)| (*first..=*last).contains(&code))
        .map(|(first, _)| code - first + 1)
        .or((0x24eb..=0x24f4).contains(&code).then(|| code - 0x24eb + 11))
        .or((code == 0x24ff).then_some(0))
        .map(|value| value.to_string())
}
