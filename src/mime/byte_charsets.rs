//! Charsets of one byte a character that only mail still bears: the tables of `assets/words/charsets.txt`.

use std::sync::LazyLock;

/// One of them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// As a person names it.
    pub(super) name: &'static str,
    labels: Vec<&'static str>,
    /// Whether it is one of mainframes, none of whose letters are ASCII.
    pub(super) ebcdic: bool,
    /// The letter of each byte.
    letters: [char; 256],
}

/// The controls of EBCDIC that stand in texts: tabulator, new line, line feed, carriage return; the others are blanks.
fn control(byte: u8) -> char {
    match byte {
        0x05 => '\t',
        0x0d => '\r',
        0x15 | 0x25 => '\n',
        _ => ' ',
    }
}

static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    include_str!("../../assets/words/charsets.txt").lines().filter(|line| !line.starts_with('#')).filter_map(table).collect()
});

fn table(line: &'static str) -> Option<Table> {
    let mut fields = line.split('\t');
    let (name, labels, low, high) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let mut letters = ['\0'; 256];
    for (letter, byte) in letters.iter_mut().zip(0_u8..=0xff) {
        *letter = char::from(byte);
    }
    let ebcdic = low == "ebcdic";
    if ebcdic {
        letters.iter_mut().zip(0_u8..0x40).for_each(|(letter, byte)| *letter = control(byte));
    }
    letters[if ebcdic { 0x40 } else { 0x80 }..].iter_mut().zip(high.chars()).for_each(|(letter, c)| *letter = c);
    for (byte, letter) in low.split(' ').filter_map(|pair| pair.split_once('=')) {
        letters[usize::from(u8::from_str_radix(byte, 16).ok()?)] = letter.chars().next()?;
    }
    Some(Table { name, labels: labels.split(' ').collect(), ebcdic, letters })
}

/// The table that a label in lower case names.
pub(super) fn by_label(label: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.labels.contains(&label))
}

/// Decodes text, and says whether characters were lost.
pub(super) fn decode(bytes: &[u8], table: &Table) -> (String, bool) {
    let text: String = bytes.iter().map(|byte| table.letters[usize::from(*byte)]).collect();
    let lost = text.contains(char::REPLACEMENT_CHARACTER);
    (text, lost)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_table_is_whole_and_every_label_means_one() {
        let mut labels: Vec<&str> = TABLES.iter().flat_map(|table| table.labels.iter().copied()).collect();
        let count = labels.len();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!((labels.len(), TABLES.len()), (count, 24));
        for table in TABLES.iter() {
            assert!(table.labels.contains(&table.name.to_lowercase().as_str()), "{}", table.name);
            let a = if table.ebcdic { 0xc1 } else { 0x41 };
            assert!(!table.letters[0x80..].contains(&'\u{80}') && table.letters[a] == 'A', "{}", table.name);
        }
    }

    #[test]
    fn letters_are_those_of_their_language() {
        let read = |label: &str, bytes: &[u8]| decode(bytes, by_label(label).unwrap()).0;
        assert_eq!(read("viscii", b"Ti\xaang Vi\xaet \x02"), "Tiếng Việt Ẳ");
        assert_eq!(read("tcvn", b"Vi\xd6t"), "Việt");
        assert_eq!(read("ptcp154", b"\x8d"), "Қ");
        assert_eq!(read("x-mac-ce", b"\xdbeka"), "Řeka");
        assert_eq!(read("x-mac-greek", b"\xa1"), "Γ");
        assert_eq!(read("cp1125", b"\xf7"), "і");
        assert_eq!(read("ebcdic-cp-us", b"\xc8\x85\x93\x93\x96\x6b\x40\xc1\x95\x95\x81\x15\xf1\xf2"), "Hello, Anna\n12");
        assert_eq!(read("ibm1047", b"\xad\xbd\x5f"), "[]^");
        assert_eq!(read("ibm273", b"\xc0\xe0\xa1"), "äÖß");
        assert_eq!(by_label("iso-8859-1"), None);
    }
}
