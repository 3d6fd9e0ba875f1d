//! Lines of single answers and listings, out of slices of any split. CR LF ends them (RFC 1939 section 3); some servers send LF alone, which guesses nothing.

use super::error::Pop3Error;

/// The longest line of an answer in bytes, its CR LF included (promises.md B3); RFC 2449 allows 512.
pub(super) const MAX_LINE: usize = 64 * 1024;

/// Collects one line up to CR LF, or LF alone.
#[derive(Debug, Default)]
pub(super) struct LineReader {
    held: Vec<u8>,
}

impl LineReader {
    /// Takes bytes up to the end of the line. Gives how many were used and, when the line is whole, the line without its end.
    pub fn take(&mut self, input: &[u8]) -> Result<(usize, Option<Vec<u8>>), Pop3Error> {
        let end = input.iter().position(|b| *b == b'\n');
        let used = end.map_or(input.len(), |at| at + 1);
        if self.held.len() + used > MAX_LINE {
            return Err(Pop3Error::LineTooLong);
        }
        self.held.extend_from_slice(&input[..used]);
        if end.is_none() {
            return Ok((used, None));
        }
        let mut line = std::mem::take(&mut self.held);
        line.pop();
        line.pop_if(|last| *last == b'\r');
        Ok((used, Some(line)))
    }

    /// Whether a line has begun.
    pub fn is_inside(&self) -> bool {
        !self.held.is_empty()
    }
}
