//! Cuts the body of a payload into subfiles and elements, whatever its separators.
//!
//! The standard separates elements by LF and ends a subfile with CR; offsets and lengths in the
//! header say where subfiles lie. Real payloads break each of these rules, and readers add their
//! own damage, so the cut follows what is there: any control separator ends an element, an offset
//! counts only if its subfile is really there, and elements are known by their identifiers.

use bonafide_types::Sensitive;

use crate::deviation::{Deviation, DeviationKind};
use crate::dictionary::{Extent, SLOTS, define, slot};
use crate::element::{Designator, Element, ElementId, Subfile};
use crate::header::Header;
use crate::run_together;

/// A subfile and the bytes it takes, terminator excluded.
struct Placed {
    subfile: Subfile,
    /// Which elements of the standard it has already, by slot.
    seen: [bool; SLOTS],
    start: usize,
    end: usize,
}

/// Returns the subfiles in the order of the payload.
pub(crate) fn cut(
    payload: &[u8],
    body: usize,
    header: &Header,
    deviations: &mut Vec<Deviation>,
) -> Vec<Subfile> {
    let version = header.version.unwrap_or(crate::header::NEWEST_VERSION);
    let mut cutter = Cutter {
        payload,
        header,
        version: version.min(crate::header::NEWEST_VERSION),
        utf8: std::str::from_utf8(payload).is_ok(),
        placed: Vec::new(),
        deviations,
        odd_separators: false,
    };
    cutter.lines(body);
    cutter.check_places();
    cutter.placed.into_iter().map(|p| p.subfile).collect()
}

struct Cutter<'a> {
    payload: &'a [u8],
    header: &'a Header,
    version: u8,
    /// Values are UTF-8 if the whole payload is, else ISO 8859-1 (Annex D, D.4).
    utf8: bool,
    placed: Vec<Placed>,
    deviations: &'a mut Vec<Deviation>,
    odd_separators: bool,
}

/// What a line is.
enum Line {
    /// A subfile begins; the element, if any, follows the designator.
    Opens(Designator),
    Element(ElementId),
    Stray,
}

impl Cutter<'_> {
    /// Walks the lines between separators and between the offsets that hold.
    fn lines(&mut self, body: usize) {
        let cuts = self.offsets_that_hold(body);
        let mut cuts = cuts.iter().copied().peekable();
        let mut start = body;
        let mut first = true;
        while start < self.payload.len() {
            while cuts.next_if(|cut| *cut <= start).is_some() {}
            let rest = self.payload.get(start..).unwrap_or_default();
            let mut end = start + rest.iter().position(|b| is_separator(*b)).unwrap_or(rest.len());
            if let Some(cut) = cuts.peek() {
                end = end.min(*cut);
            }
            let begin = if first { self.skip_damage(start, end) } else { start };
            let (from, to) = self.trimmed(begin, end);
            if from < to {
                first = false;
                self.separate(from, to);
            }
            let gap = self.payload.get(end..).unwrap_or_default();
            let gap = gap.iter().take_while(|b| is_separator(**b)).count();
            self.note_separators(end, end + gap);
            start = (end + gap).max(start + 1);
        }
    }

    /// Returns the stated offsets at which a subfile really begins, in order.
    fn offsets_that_hold(&self, body: usize) -> Vec<usize> {
        let mut cuts: Vec<usize> = Vec::new();
        for entry in &self.header.entries {
            let Some(offset) = entry.offset.map(usize::from) else { continue };
            let holds = offset >= body
                && self.payload.get(offset..offset + 2) == Some(entry.designator.as_bytes())
                && self
                    .payload
                    .get(offset + 2..)
                    .is_some_and(|p| begins_with_element(p, entry.designator));
            if holds {
                cuts.push(offset);
            }
        }
        cuts.sort_unstable();
        cuts
    }

    /// Steps over the rest of a damaged header to the first designator or element of the line.
    fn skip_damage(&mut self, start: usize, end: usize) -> usize {
        let line = self.payload.get(start..end).unwrap_or_default();
        let known = |at: usize| {
            let text = line.get(at..).unwrap_or_default();
            !matches!(self.classify(text, None), Line::Stray)
        };
        let Some(skip) = (0..line.len().min(24)).find(|at| known(*at)) else { return start };
        if line.iter().take(skip).any(u8::is_ascii_graphic) {
            self.deviations
                .push(Deviation::new(DeviationKind::StrayText).at(start).counts(0, skip));
        }
        start + skip
    }

    /// Drops white space before, and control characters around, a line. Padding after a value
    /// stays: it belongs to the value as it stands.
    fn trimmed(&self, start: usize, end: usize) -> (usize, usize) {
        let line = self.payload.get(start..end).unwrap_or_default();
        let noise = |b: &u8| b.is_ascii_control() || (!self.utf8 && (0x80..0xA0).contains(b));
        let before = line.iter().take_while(|b| noise(b) || **b == b' ').count();
        let after = line.iter().rev().take_while(|b| noise(b)).count();
        (start + before, end.saturating_sub(after).max(start + before))
    }

    /// Cuts a line into its elements and takes each.
    fn separate(&mut self, start: usize, end: usize) {
        let line = self.payload.get(start..end).unwrap_or_default();
        let mut count = 0;
        for piece in run_together::pieces(line, self.version) {
            self.take(start + piece.start, start + piece.end);
            count += 1;
        }
        if count > 1 {
            let deviation = Deviation::new(DeviationKind::ElementsRunTogether).at(start);
            self.deviations.push(deviation.counts(1, count));
        }
    }

    /// Takes one line without further elements in it.
    fn take(&mut self, start: usize, end: usize) {
        let line = self.payload.get(start..end).unwrap_or_default();
        let current = self.placed.last().map(|p| p.subfile.designator);
        match self.classify(line, current) {
            Line::Opens(designator) => {
                self.open(designator, start, start + 2);
                if let Some(id) = line.get(2..5).and_then(ElementId::from_bytes) {
                    self.push(id, start + 2, end);
                }
            }
            Line::Element(id) => {
                self.enter_subfile_of(id, start);
                self.push(id, start, end);
            }
            Line::Stray => {
                if line.iter().any(u8::is_ascii_alphanumeric) {
                    let deviation = Deviation::new(DeviationKind::StrayText).at(start);
                    self.deviations.push(deviation.counts(0, line.len()));
                }
            }
        }
    }

    fn classify(&self, line: &[u8], current: Option<Designator>) -> Line {
        if let Some(designator) = line.get(..2).and_then(Designator::from_bytes) {
            let alone = line.iter().skip(2).all(u8::is_ascii_whitespace);
            let opens = if alone {
                self.header.entries.iter().any(|e| e.designator == designator)
            } else {
                let standard = designator.is_standard();
                (standard || designator.is_jurisdiction() && current != Some(designator))
                    && line.get(2..).is_some_and(|rest| begins_with_element(rest, designator))
            };
            if opens {
                return Line::Opens(designator);
            }
        }
        let Some(id) = line.get(..3).and_then(ElementId::from_bytes) else { return Line::Stray };
        let own = |d: Designator| id.as_bytes().starts_with(d.as_bytes());
        let announced = || self.header.entries.iter().any(|e| own(e.designator));
        let known = if id.is_jurisdiction() {
            current.is_some_and(Designator::is_jurisdiction) || announced()
        } else {
            // A `D` identifier that no version defines, where it can stand: an issuer's own.
            let plausible = matches!(id.as_bytes(), [b'D', b'A'..=b'E', _]);
            define(id).is_some() || (plausible && current.is_some_and(Designator::is_standard))
        };
        if known { Line::Element(id) } else { Line::Stray }
    }

    fn open(&mut self, designator: Designator, start: usize, end: usize) {
        let announced = self.header.entries.iter().any(|e| e.designator == designator);
        if !announced && !self.header.entries.is_empty() {
            let deviation = Deviation::new(DeviationKind::SubfileUndeclared).at(start);
            self.deviations.push(deviation.inside(designator));
        }
        let subfile = Subfile { designator, elements: Vec::with_capacity(32) };
        self.placed.push(Placed { subfile, seen: [false; SLOTS], start, end });
    }

    /// Opens a subfile for an element that stands outside the one it belongs to.
    fn enter_subfile_of(&mut self, id: ElementId, start: usize) {
        let fits = |d: Designator| d.is_jurisdiction() == id.is_jurisdiction();
        if self.placed.last().is_some_and(|p| fits(p.subfile.designator)) {
            return;
        }
        let announced = self.header.entries.iter().map(|e| e.designator).find(|d| fits(*d));
        let own = || Designator::from_bytes(id.as_bytes().get(..2)?);
        let designator = match announced {
            Some(designator) => designator,
            None if id.is_jurisdiction() => own().unwrap_or(Designator::DL),
            None => Designator::DL,
        };
        let deviation = Deviation::new(DeviationKind::DesignatorMissing).at(start);
        self.deviations.push(deviation.inside(designator));
        self.open(designator, start, start);
    }

    fn push(&mut self, id: ElementId, start: usize, end: usize) {
        let bytes = self.payload.get(start + 3..end).unwrap_or_default();
        let value = self.decode(bytes);
        let Some(placed) = self.placed.last_mut() else { return };
        let designator = placed.subfile.designator;
        let about = |kind| Deviation::new(kind).inside(designator).of(id).at(start);
        match define(id) {
            None if designator.is_standard() => {
                self.deviations.push(about(DeviationKind::UnknownElement));
            }
            Some(definition) if self.version >= 4 => {
                if let Extent::UpTo(most) = definition.extent {
                    let found = value.expose().trim_end().chars().count();
                    if found > most {
                        self.deviations
                            .push(about(DeviationKind::ValueTooLong).counts(most, found));
                    }
                }
            }
            _ => {}
        }
        // Elements of a jurisdiction may repeat: their meaning is its own.
        let seen = slot(*id.as_bytes()).and_then(|slot| placed.seen.get_mut(slot));
        if seen.is_some_and(|seen| std::mem::replace(seen, true)) {
            self.deviations.push(about(DeviationKind::ElementRepeated));
        }
        placed.subfile.elements.push(Element::from_sensitive(id, value));
        placed.end = end;
    }

    fn decode(&self, bytes: &[u8]) -> Sensitive<String> {
        let utf8 = if self.utf8 { std::str::from_utf8(bytes).ok() } else { None };
        let latin = || bytes.iter().map(|b| char::from(*b)).collect();
        Sensitive::new(utf8.map_or_else(latin, String::from))
    }

    /// Reports, once, separators between elements that are not a single LF.
    fn note_separators(&mut self, start: usize, end: usize) {
        let last = end >= self.payload.len();
        let gap = self.payload.get(start..end).unwrap_or_default();
        let next = self.payload.get(end..).unwrap_or_default();
        // LF between elements; CR, with or without LF, before the next subfile or at the end.
        let between = next.first() == Some(&b'D') || next.first() == Some(&b'P');
        let odd = !gap.is_empty() && !last && between && gap != b"\n";
        let opens = || self.header.entries.iter().any(|e| e.offset.map(usize::from) == Some(end));
        if odd && !opens() && !self.odd_separators && !self.placed.is_empty() {
            self.odd_separators = true;
            self.deviations.push(Deviation::new(DeviationKind::ElementSeparators).at(start));
        }
    }

    /// Compares where subfiles are with where the header says.
    fn check_places(&mut self) {
        let mut taken = vec![false; self.placed.len()];
        for entry in &self.header.entries {
            let mut candidates = self.placed.iter().enumerate();
            let free =
                candidates.find(|(at, p)| p.subfile.designator == entry.designator && !taken[*at]);
            let about = |kind| Deviation::new(kind).inside(entry.designator);
            let Some((index, placed)) = free else {
                let deviation = about(DeviationKind::SubfileMissing);
                let standard = entry.designator.is_standard();
                self.deviations.push(if standard { deviation.grave() } else { deviation });
                continue;
            };
            taken[index] = true;
            let Some((offset, length)) = entry.offset.zip(entry.length) else { continue };
            let (offset, length) = (usize::from(offset), usize::from(length));
            if offset != placed.start {
                let deviation = about(DeviationKind::OffsetMismatch).at(placed.start);
                self.deviations.push(deviation.counts(offset, placed.start));
            }
            // The terminator belongs to the subfile; what else stands before the next does not have to.
            let next = self.placed.get(index + 1).map_or(self.payload.len(), |p| p.start);
            let (least, most) = (placed.end - placed.start, next - placed.start);
            if length < least || length > most {
                let deviation = about(DeviationKind::LengthMismatch).at(placed.start);
                self.deviations.push(deviation.counts(length, most));
            }
        }
    }
}

/// LF, CR and the four information separators of ASCII.
fn is_separator(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | 0x1C..=0x1F)
}

/// Whether text begins with an element that can stand first in a subfile.
fn begins_with_element(text: &[u8], designator: Designator) -> bool {
    let Some(id) = text.get(..3).and_then(ElementId::from_bytes) else { return false };
    if designator.is_jurisdiction() {
        id.as_bytes().starts_with(designator.as_bytes())
    } else {
        define(id).is_some()
    }
}
