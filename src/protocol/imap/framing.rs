//! Cuts what a server sends into whole answers: a line, and the literals that it announces with the lines behind them.

/// The longest answer: a mail is asked for in pieces of a mebibyte, and the numbers of some hundred thousand mails stand in one line.
const LONGEST: usize = 8 * 1024 * 1024;

/// The longest literal that is passed over without being kept: whoever announces more than the largest mail there is sends no mail.
const PASSED_OVER: usize = 1024 * 1024 * 1024;

/// An answer is longer than anything that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an answer of more than {LONGEST} bytes")]
pub struct TooLong;

/// Takes bytes in as they come and gives whole answers out.
#[derive(Debug, Default)]
pub struct Framer {
    bytes: Vec<u8>,
    /// Where the next answer begins.
    from: usize,
    /// Up to where the next answer was looked at: behind the last whole line or literal.
    seen: usize,
    /// How much of a literal is still to come that is passed over.
    over: usize,
}

impl Framer {
    /// Takes bytes in.
    pub fn push(&mut self, bytes: &[u8]) {
        let bytes = &bytes[self.pass_over(bytes.len())..];
        if self.from > 0 && self.from == self.bytes.len() {
            self.bytes.clear();
            (self.from, self.seen) = (0, 0);
        } else if self.from > LONGEST / 8 {
            self.bytes.drain(..self.from);
            (self.from, self.seen) = (0, self.seen - self.from);
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// Whether bytes are here that belong to no answer yet: behind the answer to STARTTLS they were sent by whoever stands between (promises.md B1).
    pub fn is_empty(&self) -> bool {
        self.from == self.bytes.len()
    }

    /// Takes so many bytes that came for a part of the literal that is passed over, as far as they are; answers how many that are.
    fn pass_over(&mut self, came: usize) -> usize {
        let passed = self.over.min(came);
        self.over -= passed;
        passed
    }

    /// The next whole answer, with its last line end. A literal that is longer than anything that was asked for is left out of its answer, which nobody can read then: it costs one
    /// answer, not the session.
    ///
    /// # Errors
    /// When a line or a literal grows beyond all measure.
    pub fn next(&mut self) -> Result<Option<&[u8]>, TooLong> {
        loop {
            let rest = self.bytes.get(self.seen..).unwrap_or_default();
            let Some(end) = memchr::memchr(b'\n', rest).map(|at| self.seen + at + 1) else { break };
            let line = &self.bytes[self.seen..end];
            match literal(line) {
                Some(size) => {
                    let behind = end.saturating_add(size);
                    if size > PASSED_OVER {
                        return Err(TooLong);
                    }
                    if behind - self.from > LONGEST {
                        self.over = size;
                        let passed = self.pass_over(self.bytes.len() - end);
                        self.bytes.drain(end..end + passed);
                        self.seen = end;
                        continue;
                    }
                    if behind > self.bytes.len() {
                        return Ok(None);
                    }
                    self.seen = behind;
                }
                None => {
                    let from = self.from;
                    (self.from, self.seen) = (end, end);
                    return Ok(Some(&self.bytes[from..end]));
                }
            }
        }
        if self.bytes.len() - self.from > LONGEST { Err(TooLong) } else { Ok(None) }
    }
}

/// The size of the literal that a line announces at its end (`{12}`, `~{12}`, `{12+}`).
fn literal(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"\n")?;
    let line = line.strip_suffix(b"\r").unwrap_or(line).strip_suffix(b"}")?;
    let line = line.strip_suffix(b"+").unwrap_or(line);
    let digits = line.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (before, number) = line.split_at(line.len() - digits);
    if !before.ends_with(b"{") || digits == 0 {
        return None;
    }
    // A number without end is longer than anything.
    Some(std::str::from_utf8(number).ok()?.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn answers_come_whole_however_they_are_cut() {
        let sent = b"* OK hi\r\n* 1 FETCH (BODY[] {9}\r\na\r\n* OK\r\n UID 7)\r\na1 OK done\r\n";
        let whole = [&b"* OK hi\r\n"[..], b"* 1 FETCH (BODY[] {9}\r\na\r\n* OK\r\n UID 7)\r\n", b"a1 OK done\r\n"];
        for size in 1..sent.len() {
            let (mut framer, mut came) = (Framer::default(), Vec::new());
            for piece in sent.chunks(size) {
                framer.push(piece);
                while let Some(answer) = framer.next().unwrap() {
                    came.push(answer.to_vec());
                }
            }
            assert_eq!(came, whole, "in pieces of {size}");
            assert!(framer.is_empty());
        }
    }

    #[test]
    fn a_literal_that_is_too_long_costs_its_answer_alone() {
        let size = LONGEST + 1_000;
        let sent = [format!("* 1 FETCH (UID 4 BODY[] {{{size}}}\r\n").as_bytes(), &vec![b'\n'; size][..], b")\r\na1 OK done\r\n"].concat();
        for piece in [sent.len(), 32 * 1024, 777] {
            let (mut framer, mut came) = (Framer::default(), Vec::new());
            for piece in sent.chunks(piece) {
                framer.push(piece);
                while let Some(answer) = framer.next().unwrap() {
                    came.push(String::from_utf8(answer.to_vec()).unwrap());
                }
                assert!(framer.bytes.len() <= sent.len().min(2 * LONGEST), "no more than came");
            }
            assert_eq!(came, [format!("* 1 FETCH (UID 4 BODY[] {{{size}}}\r\n)\r\n"), "a1 OK done\r\n".to_owned()], "in pieces of {piece}");
        }
    }

    #[test]
    fn a_literal_of_four_gigabytes_and_a_line_without_end_are_refused() {
        for sent in ["* 1 FETCH (BODY[] {4294967295}\r\n", "* 1 FETCH (BODY[] {99999999999999999999999}\r\n"] {
            let mut framer = Framer::default();
            framer.push(sent.as_bytes());
            assert_eq!(framer.next(), Err(TooLong));
        }
        let mut framer = Framer::default();
        framer.push(&vec![b'a'; LONGEST + 1]);
        assert_eq!(framer.next(), Err(TooLong));
    }
}
