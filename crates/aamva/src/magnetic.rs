//! Magnetic-stripe payloads: three tracks, read as the elements they stand for.
//!
//! Source: AAMVA DL/ID Card Design Standard, Annex F (ISO/IEC 7811): track 1 has state, city, name
//! and address; track 2 issuer, number, expiry and birth date; track 3 the rest in fixed columns.

use crate::deviation::{Deviation, DeviationKind};
use crate::element::{Designator, Element, ElementId, Name, Subfile};
use crate::header::{FileType, Header};
use crate::issuer::Iin;

/// Columns of track 3 after sentinel, template and security version: element, start, length.
const TRACK_3: [(Name, usize, usize); 9] = [
    (b"DAK", 0, 11),
    (b"DCA", 11, 2),
    (b"DCB", 13, 10),
    (b"DCD", 23, 4),
    (b"DBC", 27, 1),
    (b"DAU", 28, 3),
    (b"DAW", 31, 3),
    (b"DAZ", 34, 3),
    (b"DAY", 37, 3),
];

/// Longest city and name of track 1; a longer text has no room for its delimiter.
const CITY: usize = 13;
const NAME: usize = 35;

/// Reads the tracks, or returns `None` if the payload has no first and second track.
pub(crate) fn read(
    payload: &[u8],
    deviations: &mut Vec<Deviation>,
) -> Option<(Header, Vec<Subfile>)> {
    let text: String = payload.iter().map(|b| char::from(*b)).collect();
    let text = text.trim_start();
    let first = text.strip_prefix('%').and_then(|rest| rest.split_once('?'));
    let (track_1, rest) = first.map_or((None, text), |(track, rest)| (Some(track), rest));
    // Without the second track nothing names the issuer or the holder's number.
    let (track_2, track_3) = rest.trim_start().strip_prefix(';')?.split_once('?')?;
    let iin = track_2.get(..6).and_then(|digits| Iin::from_digits(digits.as_bytes()))?;
    let mut elements = Elements(Vec::with_capacity(20));
    match track_1 {
        Some(track) => read_track_1(track, &mut elements)?,
        None => deviations.push(Deviation::new(DeviationKind::TrackMissing).counts(1, 0)),
    }
    read_track_2(track_2.get(6..)?, &mut elements)?;
    if read_track_3(track_3, &mut elements).is_none() {
        deviations.push(Deviation::new(DeviationKind::TrackMissing).counts(3, 0));
    }
    if iin.issuer().is_none() {
        deviations.push(Deviation::new(DeviationKind::UnknownIssuer));
    }
    let mut header = Header::empty(FileType::MagneticStripe);
    header.iin = Some(iin);
    let subfile = Subfile { designator: Designator::DL, elements: elements.0 };
    Some((header, vec![subfile]))
}

struct Elements(Vec<Element>);

impl Elements {
    fn push(&mut self, id: Name, value: &str) {
        self.0.push(Element::new(ElementId::literal(id), value));
    }
}

fn read_track_1(track: &str, elements: &mut Elements) -> Option<()> {
    let (state, rest) = track.split_at_checked(2)?;
    elements.push(b"DAJ", state);
    let (city, rest) = delimited(rest, CITY);
    elements.push(b"DAI", city);
    let (name, rest) = delimited(rest, NAME);
    elements.push(b"DAA", name);
    let address = rest.split('^').next().unwrap_or_default();
    let mut lines = address.split('$');
    elements.push(b"DAG", lines.next().unwrap_or_default());
    if let Some(second) = lines.next() {
        elements.push(b"DAH", second);
    }
    Some(())
}

/// Splits text at its delimiter, or at its greatest length if the delimiter is not before it.
fn delimited(text: &str, most: usize) -> (&str, &str) {
    let end = text.find('^').unwrap_or(text.len());
    if end <= most {
        return (text.get(..end).unwrap_or_default(), text.get(end + 1..).unwrap_or_default());
    }
    let cut = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    text.split_at(cut)
}

/// Number up to the first `=`, then YYMM and CCYYMMDD, then what of the number did not fit.
fn read_track_2(track: &str, elements: &mut Elements) -> Option<()> {
    let (number, rest) = track.split_once('=')?;
    let (expiry, rest) = rest.split_at_checked(4)?;
    let (birth, rest) = rest.split_at_checked(8)?;
    let number = format!("{number}{}", rest.trim_end_matches('='));
    elements.push(b"DAQ", &number);
    elements.push(b"DBA", expiry);
    elements.push(b"DBB", birth);
    Some(())
}

fn read_track_3(track: &str, elements: &mut Elements) -> Option<()> {
    let track = track.trim_start_matches(['\r', '\n']);
    let columns: String = track.chars().skip(3).collect();
    for (id, start, len) in TRACK_3 {
        let column: String = columns.chars().skip(start).take(len).collect();
        if column.chars().count() < len {
            return if start == 0 { None } else { Some(()) };
        }
        elements.push(id, &column);
    }
    Some(())
}
