//! The text of a table in whatever charset it was written: marked, told by its bytes, or guessed.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::files::open_file;

/// How much is read at once.
const PIECE: usize = 64 << 10;

/// A table's file, read as UTF-8 with lines that end in a line feed, the last one too, so that lines can be counted.
pub struct TableText {
    file: File,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_at: usize,
    text: Vec<u8>,
    text_at: usize,
    /// A carriage return that came last: a line feed may follow.
    held: bool,
    last: u8,
    ended: bool,
    lines: u64,
}

impl TableText {
    /// Opens a file and finds out its charset by reading through it once.
    ///
    /// # Errors
    /// When it cannot be read, or is a device, a pipe or a socket.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = open_file(path)?;
        let (charset, lines) = charset_and_lines(&mut file)?;
        file.rewind()?;
        let decoder = charset.new_decoder_with_bom_removal();
        Ok(Self { file, decoder, raw: Vec::new(), raw_at: 0, text: Vec::new(), text_at: 0, held: false, last: b'\n', ended: false, lines })
    }

    /// The charset that it is read in.
    pub fn charset(&self) -> &'static str {
        self.decoder.encoding().name()
    }

    /// How many line feeds it has.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Goes back to the beginning; what it is was found out when it was opened.
    ///
    /// # Errors
    /// When the file cannot be read from its beginning.
    pub fn rewind(&mut self) -> io::Result<()> {
        self.file.rewind()?;
        self.decoder = self.decoder.encoding().new_decoder_with_bom_removal();
        (self.raw_at, self.text_at, self.held, self.last, self.ended) = (0, 0, false, b'\n', false);
        self.raw.clear();
        self.text.clear();
        Ok(())
    }

    fn fill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.text_at = 0;
        while self.text.is_empty() && !self.ended {
            if self.raw_at == self.raw.len() {
                self.raw.resize(PIECE, 0);
                let count = self.file.read(&mut self.raw)?;
                self.raw.truncate(count);
                self.raw_at = 0;
            }
            let last = self.raw.is_empty();
            self.text.resize(PIECE * 3, 0);
            let (result, read, written, _) = self.decoder.decode_to_utf8(&self.raw[self.raw_at..], &mut self.text, last);
            self.raw_at += read;
            self.text.truncate(written);
            self.ended = last && result == CoderResult::InputEmpty;
            self.end_lines();
        }
        Ok(())
    }

    /// Takes the carriage returns off before line feeds, and ends the last line.
    fn end_lines(&mut self) {
        let mut out = Vec::with_capacity(self.text.len() + 2);
        for byte in self.text.iter().copied() {
            if std::mem::take(&mut self.held) && byte != b'\n' {
                out.push(b'\r');
            }
            if byte == b'\r' {
                self.held = true;
            } else {
                out.push(byte);
            }
        }
        if self.ended {
            if std::mem::take(&mut self.held) {
                out.push(b'\r');
            }
            if *out.last().unwrap_or(&self.last) != b'\n' {
                out.push(b'\n');
            }
        }
        self.last = *out.last().unwrap_or(&self.last);
        self.text = out;
    }
}

impl Read for TableText {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.text_at == self.text.len() {
            self.fill()?;
        }
        let count = out.len().min(self.text.len() - self.text_at);
        out[..count].copy_from_slice(&self.text[self.text_at..self.text_at + count]);
        self.text_at += count;
        Ok(count)
    }
}

/// The charset of a whole file, and how many line feeds it has. The charset is told by its mark, UTF-16 by its zeros, UTF-8 where all of it is, else the likeliest by its letters.
fn charset_and_lines(file: &mut impl Read) -> io::Result<(&'static Encoding, u64)> {
    let mut told: Option<&'static Encoding> = None;
    let mut lines = 0;
    let mut raw = vec![0; PIECE];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let mut utf8 = UTF_8.new_decoder_without_bom_handling();
    let mut is_utf8 = true;
    let mut sink = vec![0; PIECE * 3];
    let mut first = true;
    loop {
        let count = file.read(&mut raw)?;
        let piece = &raw[..count];
        if std::mem::take(&mut first) {
            if let Some((marked, _)) = Encoding::for_bom(piece) {
                told = Some(marked);
            }
            let zeros = |parity: usize| piece.iter().enumerate().filter(|(at, byte)| at % 2 == parity && **byte == 0).count();
            match (zeros(0), zeros(1)) {
                (even, odd) if told.is_none() && even + odd > 0 => told = Some(if even > odd { UTF_16BE } else { UTF_16LE }),
                _ => {}
            }
        }
        lines += memchr::memchr_iter(b'\n', piece).count() as u64;
        is_utf8 &= is_text(&mut utf8, piece, &mut sink, count == 0);
        detector.feed(piece, count == 0);
        if count == 0 {
            let guessed = || if is_utf8 { UTF_8 } else { detector.guess(None, Utf8Detection::Deny) };
            return Ok((told.unwrap_or_else(guessed), lines));
        }
    }
}

fn is_text(decoder: &mut Decoder, piece: &[u8], sink: &mut [u8], last: bool) -> bool {
    let (result, _, _) = decoder.decode_to_utf8_without_replacement(piece, sink, last);
    result == encoding_rs::DecoderResult::InputEmpty
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use encoding_rs::{EUC_JP, SHIFT_JIS};

    fn read(bytes: &[u8]) -> (String, &'static str) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("table.csv");
        std::fs::write(&path, bytes).unwrap();
        let mut text = TableText::open(&path).unwrap();
        let mut whole = String::new();
        text.read_to_string(&mut whole).unwrap();
        (whole, text.charset())
    }

    fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
        let mark = mark.then_some(0xfeff);
        mark.into_iter().chain(text.encode_utf16()).flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn a_table_is_read_in_the_charset_that_it_was_written_in() {
        let japanese = "姓,名,会社名\r\n田中,太郎,株式会社サンプル\r\n佐藤,花子,有限会社見本\r\n".repeat(40);
        let european = "Nachname,Ort\r\nMüller,Köln\r\nGrößer,Düsseldorf\r\n";
        for (bytes, text, charset) in [
            (japanese.as_bytes().to_vec(), &japanese[..], "UTF-8"),
            ([b"\xef\xbb\xbf", japanese.as_bytes()].concat(), &japanese, "UTF-8"),
            (SHIFT_JIS.encode(&japanese).0.into_owned(), &japanese, "Shift_JIS"),
            (EUC_JP.encode(&japanese).0.into_owned(), &japanese, "EUC-JP"),
            (utf16(&japanese, true, true), &japanese, "UTF-16LE"),
            (utf16(&japanese, false, true), &japanese, "UTF-16BE"),
            (utf16(&japanese, true, false), &japanese, "UTF-16LE"),
            (utf16(&japanese, false, false), &japanese, "UTF-16BE"),
            (encoding_rs::WINDOWS_1252.encode(european).0.into_owned(), european, "windows-1252"),
            (Vec::new(), "", "UTF-8"),
        ] {
            let (read, guessed) = read(&bytes);
            assert_eq!((read.as_str(), guessed), (text.replace("\r\n", "\n").as_str(), charset));
        }
    }

    #[test]
    fn lines_end_in_a_line_feed_however_they_were_ended() {
        for (given, lines) in [("a\r\nb", "a\nb\n"), ("a\nb\n", "a\nb\n"), ("a\rb\r", "a\rb\r\n"), ("\r\r\n", "\r\n"), ("", "")] {
            assert_eq!(read(given.as_bytes()).0, lines);
        }
        let cut = format!("{}\r\nb", "a".repeat(PIECE - 1));
        assert_eq!(read(cut.as_bytes()).0, cut.replace("\r\n", "\n") + "\n");
    }

    #[test]
    fn letters_that_are_cut_between_two_pieces_stay_whole() {
        let long = format!("a{}", "あ".repeat(PIECE));
        assert_eq!(read(long.as_bytes()), (format!("{long}\n"), "UTF-8"));
        assert_eq!(read(&SHIFT_JIS.encode(&long).0), (format!("{long}\n"), "Shift_JIS"));
    }
}
