//! Finds elements that follow each other without a separator.

use std::ops::Range;

use crate::dictionary::{Extent, define};
use crate::element::{Designator, ElementId};

/// Lines up to this length hold one element, as far as text is concerned: the longest first
/// lines of addresses and padded names have 43 and 83 characters with nothing in them that looks
/// like three identifiers.
const SHORT_LINE: usize = 40;

/// So many further identifiers in one line are no coincidence.
const NO_COINCIDENCE: usize = 3;

/// Returns the parts of a line that are elements of their own, in order. Their union is the line.
pub(crate) fn pieces(line: &[u8], version: u8) -> impl Iterator<Item = Range<usize>> {
    let run = line.len() > SHORT_LINE && {
        let further = (opening(line) + 3..line.len()).filter(|at| known(line, *at, version));
        further.take(NO_COINCIDENCE).count() == NO_COINCIDENCE
    };
    let mut rest = Some(0);
    std::iter::from_fn(move || {
        let start = rest?;
        rest = next_cut(line, start, version, run);
        Some(start..rest.unwrap_or(line.len()))
    })
}

/// Returns where the next element of the line begins after the one at `start`.
fn next_cut(line: &[u8], start: usize, version: u8, run: bool) -> Option<usize> {
    let start = start + opening(line.get(start..)?);
    let id = line.get(start..start + 3).and_then(ElementId::from_bytes)?;
    if run && id.is_jurisdiction() {
        return next_of_jurisdiction(line, start, id);
    }
    let fixed = match define(id).map(|d| d.extent) {
        Some(Extent::Fixed(len)) => Some(start + 3 + len),
        _ => None,
    };
    if let Some(end) = fixed {
        if known(line, end, version) {
            return Some(end);
        }
        // The terminator between subfiles may be lost, or have become a letter.
        if let Some(at) = [end, end + 1].into_iter().find(|at| doubled(line, *at)) {
            return Some(at);
        }
    }
    if !run {
        return None;
    }
    (start + 3..line.len()).find(|at| known(line, *at, version) || doubled(line, *at))
}

/// Elements of a jurisdiction are lettered in order: after `ZNA` comes `ZNB`.
fn next_of_jurisdiction(line: &[u8], start: usize, id: ElementId) -> Option<usize> {
    let [z, jurisdiction, letter] = *id.as_bytes();
    let next = [z, jurisdiction, letter.checked_add(1)?];
    let rest = line.get(start + 3..)?;
    rest.windows(3).position(|window| window == next).map(|at| start + 3 + at)
}

/// Whether an identifier that the version has stands at a place.
fn known(line: &[u8], at: usize, version: u8) -> bool {
    // Every identifier of the standard begins with D or P; most places are ruled out here.
    let Some(bytes @ [b'D' | b'P', ..]) = line.get(at..at + 3) else { return false };
    let definition = ElementId::from_bytes(bytes).and_then(define);
    definition.is_some_and(|definition| definition.is_expected_in(version))
}

/// Whether a jurisdiction's subfile begins here: designator and element share two letters.
fn doubled(line: &[u8], at: usize) -> bool {
    matches!(line.get(at..at + 4), Some([b'Z', a, b'Z', b]) if a == b && a.is_ascii_uppercase())
}

/// Returns the length of a designator that opens a subfile here: 2 or 0.
fn opening(line: &[u8]) -> usize {
    let designator = line.get(..2).and_then(Designator::from_bytes);
    let opens = designator.is_some_and(|designator| {
        if designator.is_standard() {
            let id = line.get(2..5).and_then(ElementId::from_bytes);
            id.is_some_and(|id| define(id).is_some())
        } else {
            doubled(line, 0)
        }
    });
    if opens { 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(line: &str, version: u8) -> Vec<&str> {
        pieces(line.as_bytes(), version).map(|range| &line[range]).collect()
    }

    #[test]
    fn a_lost_separator_after_a_fixed_length_is_found() {
        assert_eq!(cut("DBB03171993DBA03172023", 8), ["DBB03171993", "DBA03172023"]);
        assert_eq!(cut("DDEUDDFUDDGU", 8), ["DDEU", "DDFU", "DDGU"]);
        assert_eq!(cut("DDB02252019MZNZNA1", 8), ["DDB02252019M", "ZNZNA1"]);
    }

    #[test]
    fn one_line_of_everything_is_cut() {
        let line = "DLDCAD   DCBNONE DCSNYSTROM DACSVEN DBB03171993DBC1ZNZNAFIRST ZNBSECOND";
        assert_eq!(
            cut(line, 10),
            [
                "DLDCAD   ",
                "DCBNONE ",
                "DCSNYSTROM ",
                "DACSVEN ",
                "DBB03171993",
                "DBC1",
                "ZNZNAFIRST ",
                "ZNBSECOND"
            ]
        );
    }

    #[test]
    fn text_that_resembles_an_identifier_is_left_alone() {
        for line in ["DAG12 DAVID DABNEY ROAD", "DCSDADSON", "DACDAN", "DBC1DAB"] {
            assert_eq!(cut(line, 9), [line]);
        }
    }
}
