//! Where the sender's signature stands.

use super::borders::alike;
use super::line::{ItemKind, Line};

/// The lines of a signature: indexes, both included, borders too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    /// First line.
    pub first: usize,
    /// Last line.
    pub last: usize,
    /// Whether a border or delimiter marks it.
    pub framed: bool,
}

/// A signature is rarely longer.
const LONGEST: usize = 30;

/// Finds the signature at the end of the sender's own lines.
pub(super) fn find(lines: &[Line], own: &[bool], repeated: &[bool]) -> Option<Block> {
    let page = Page { lines, own, repeated };
    let last = (0..lines.len()).rev().find(|at| own[*at] && !lines[*at].blank)?;
    page.closed_frame(last).or_else(|| page.open_frame(last)).or_else(|| page.unframed(last)).or_else(|| page.frame_before_notice(last))
}

struct Page<'a> {
    lines: &'a [Line],
    own: &'a [bool],
    repeated: &'a [bool],
}

impl Page<'_> {
    /// The text ends with a border: the frame begins at the one like it above.
    fn closed_frame(&self, last: usize) -> Option<Block> {
        let end = self.lines[last].border.as_ref()?;
        let tops: Vec<usize> = self.borders_above(last).collect();
        let top = tops
            .iter()
            .copied()
            .find(|at| self.lines[*at].border.as_ref().is_some_and(|start| alike(start, end)) && self.content(*at, last) > 0);
        if let Some(top) = top {
            let framed = |first| Block { first, last, framed: true };
            if self.plausible(top, last, true) {
                return Some(framed(self.headed(self.extended(top), last)));
            }
            // The nearest pair may frame a notice only; the signature stands above it.
            if let Some(first) = tops.iter().copied().find(|at| *at < top && self.content(*at, top) > 0 && self.plausible(*at, last, true))
            {
                return Some(framed(first));
            }
        }
        // The frame below holds something else, and the signature's own frame ends where it begins.
        if let Some(block) = top.and_then(|top| self.closed_frame(top)) {
            return Some(block);
        }
        if let Some(any) = tops.iter().copied().find(|at| self.content(*at, last) > 0 && self.plausible(*at, last, true)) {
            return Some(Block { first: any, last, framed: true });
        }
        let inner = (0..last).rev().find(|at| self.own[*at] && !self.lines[*at].blank)?;
        self.unframed(inner).map(|block| Block { last, framed: true, ..block })
    }

    /// A border, then the signature to the end.
    fn open_frame(&self, last: usize) -> Option<Block> {
        let top = self.borders_above(last).next()?;
        self.plausible(top, last, true).then(|| Block { first: self.headed(self.extended(top), last), last, framed: true })
    }

    /// No border: lines from the end upwards that recognisers know.
    fn unframed(&self, last: usize) -> Option<Block> {
        let mut first = None;
        let mut unknown = 0;
        let mut known_lines = 0;
        let mut blanks = 0;
        let mut at = last + 1;
        while at > 0 && last + 1 - at < LONGEST {
            at -= 1;
            let line = &self.lines[at];
            if !self.own[at] || line.border.is_some() {
                break;
            }
            if line.blank {
                blanks += 1;
                if blanks > 1 {
                    break;
                }
                continue;
            }
            if line.aside && line.items.is_empty() && !line.sentence {
                continue;
            }
            let known = line.typed() && !(blanks > 0 && line.given_name_only()) || self.repeated[at] || line.address_tail.is_some();
            if line.closing && !line.strong() || line.sentence && !self.repeated[at] && !line.is_remark() {
                break;
            }
            if !known {
                unknown += 1;
                // Above an empty line an unknown line is no part of it.
                if blanks > 0 || unknown > 2 + known_lines / 2 {
                    break;
                }
                continue;
            }
            blanks = 0;
            known_lines += 1;
            first = Some(at);
        }
        let first = self.head(first?);
        let block = Block { first, last, framed: false };
        let names = self.count(first, last, |line| line.items.iter().any(|item| matches!(item.kind, ItemKind::Name(_))));
        let companies = self.count(first, last, |line| line.items.iter().any(|item| matches!(item.kind, ItemKind::Company(_))));
        // A name that only its place tells: above all else.
        let headed = usize::from(self.lines[first].maybe_name.is_some());
        let strong = self.count(first, last, Line::strong);
        let contacts = self.count(first, last, |line| {
            !line.sentence
                && line.items.iter().any(|item| matches!(item.kind, ItemKind::Phone(..) | ItemKind::Mail | ItemKind::Site | ItemKind::Code))
        });
        let titled =
            self.count(first, last, |line| line.items.iter().any(|item| matches!(item.kind, ItemKind::Title | ItemKind::Department)));
        let repeated = (first..=last).filter(|at| self.repeated[*at] && !self.lines[*at].blank).count();
        let enough = contacts >= 1 && (names + companies >= 1 || strong >= 3 || headed >= 1 && titled >= 1)
            || names >= 1 && (companies >= 1 || titled >= 1)
            || repeated >= 2 && names + strong >= 1;
        let unknown = self.count(first, last, |line| !line.blank && !line.typed() && !line.aside && line.address_tail.is_none());
        (enough && self.content(first.saturating_sub(1), last + 1) > 0 && unknown <= 1 + self.content_between(first, last) / 2)
            .then_some(block)
    }

    /// Goes up from the first known line to the head of its paragraph, over at most two lines that nobody knows: a name or a company.
    fn head(&self, first: usize) -> usize {
        let ends = |at: usize| {
            let line = &self.lines[at];
            !self.own[at] || line.blank || line.border.is_some() || line.closing || line.sentence
        };
        let loose = (0..first).rev().take(3).take_while(|at| !ends(*at)).count();
        let top = first - loose;
        let short = (top..first).all(|at| !self.lines[at].loose.is_empty() && self.lines[at].text.trim().chars().count() <= 40);
        let headed = top == 0 || ends(top - 1) && !(self.lines[top - 1].sentence && self.own[top - 1]);
        if loose <= 2 && short && headed { top } else { first }
    }

    /// A closed frame with a few lines after it.
    fn frame_before_notice(&self, last: usize) -> Option<Block> {
        let bottom = self.borders_above(last + 1).find(|at| self.content(*at, last + 1) <= 6)?;
        let end = self.lines[bottom].border.as_ref()?;
        let top = self
            .borders_above(bottom)
            .find(|at| self.lines[*at].border.as_ref().is_some_and(|start| alike(start, end)) && self.content(*at, bottom) > 0)?;
        let strong = self.count(top, bottom, Line::strong);
        let named =
            self.count(top, bottom, |line| line.items.iter().any(|item| matches!(item.kind, ItemKind::Name(_) | ItemKind::Company(true))));
        (strong >= 2 && named >= 1 && self.plausible(top, bottom, true)).then_some(Block { first: top, last: bottom, framed: true })
    }

    fn borders_above(&self, last: usize) -> impl Iterator<Item = usize> + '_ {
        (last.saturating_sub(LONGEST)..last).rev().take_while(|at| self.own[*at]).filter(|at| self.lines[*at].border.is_some())
    }

    /// Goes up to an earlier border while what stands between is signature too: a company's head, a notice.
    fn extended(&self, top: usize) -> usize {
        let mut first = top;
        while let Some(above) = self.borders_above(first).next() {
            let lines = above + 1..first;
            let content = self.content(above, first);
            let known = lines.clone().filter(|at| self.lines[*at].typed()).count();
            let prose = lines.clone().filter(|at| self.lines[*at].sentence || self.lines[*at].closing).count();
            let delimiter = self.lines[above].border.as_ref().is_some_and(|border| border.delimiter);
            if content == 0 && first - above == 1 || content > 0 && content <= 8 && prose == 0 && known * 2 >= content && !delimiter {
                first = above;
            } else {
                break;
            }
        }
        first
    }

    /// A rule under the name and the house, which stand right above it, parts them from their numbers: where no name stands below, they belong to it.
    fn headed(&self, top: usize, last: usize) -> usize {
        let named = |line: &Line| line.items.iter().any(|item| matches!(item.kind, ItemKind::Name(_)));
        if self.count(top, last, named) > 0 {
            return top;
        }
        let ends = |at: usize| {
            let line = &self.lines[at];
            !self.own[at] || line.blank || line.border.is_some() || line.closing || line.sentence
        };
        let above = (0..top).rev().take_while(|at| !ends(*at)).count();
        let lines = top - above..top;
        if (1..=4).contains(&above) && lines.clone().any(|at| named(&self.lines[at]) || self.lines[at].maybe_name.is_some()) {
            lines.start
        } else {
            top
        }
    }

    /// How many lines of content stand between two lines, both left out.
    fn content(&self, above: usize, below: usize) -> usize {
        (above + 1..below.min(self.lines.len()))
            .filter(|at| self.own[*at] && !self.lines[*at].blank && self.lines[*at].border.is_none())
            .count()
    }

    fn content_between(&self, first: usize, last: usize) -> usize {
        (first..=last).filter(|at| !self.lines[*at].blank).count()
    }

    fn count(&self, first: usize, last: usize, test: impl Fn(&Line) -> bool) -> usize {
        (first..=last).filter(|at| self.own[*at] && test(&self.lines[*at])).count()
    }

    /// Whether what stands from `first` to `last` reads like a signature.
    fn plausible(&self, first: usize, last: usize, marked: bool) -> bool {
        let content = self.content(first, last) + usize::from(self.lines[last].border.is_none());
        if content == 0 || content > 22 {
            return false;
        }
        let typed = self.count(first, last, |line| line.typed() || line.aside || line.address_tail.is_some());
        let prose = self.count(first, last, |line| line.sentence && line.border.is_none());
        let strong = self.count(first, last, Line::strong);
        let names = self.count(first, last, |line| line.items.iter().any(|item| matches!(item.kind, ItemKind::Name(_))));
        let companies = self.count(first, last, |line| line.items.iter().any(|item| matches!(item.kind, ItemKind::Company(true))));
        let titled = self.count(first, last, |line| {
            line.items.iter().any(|item| matches!(item.kind, ItemKind::Title | ItemKind::Department | ItemKind::Company(_)))
        });
        let repeated = (first..=last).filter(|at| self.repeated[*at] && self.lines[*at].border.is_none()).count();
        if repeated >= 2 && repeated * 2 >= content && names + strong >= 1 {
            return true;
        }
        let delimited = self.lines[first].border.as_ref().is_some_and(|border| border.delimiter);
        if strong == 0 {
            return names >= 1
                && (content <= 3 && prose == 0 && marked
                    || titled >= 1 && content <= 6 && prose == 0
                    || delimited && prose * 2 <= content);
        }
        let named = names >= 1 || companies >= 1 || strong >= 3;
        named && typed * 2 >= content && prose * 3 <= content
    }
}
