//! A page in pieces, with what is known of it as a whole.

use std::ops::Range;

use bonafide_types::{DocumentType, FieldValue, Score, Side, Subdivision};
use jiff::civil::Date;

use super::Hints;
use super::date_text::Order;
use super::neighbour::{Pair, pairs};
use super::piece::{Piece, cut};
use super::vocabulary::{Scheme, Slot, numbered};
use crate::classify::Classification;
use crate::fold::Key;
use crate::print::Print;
use crate::straight::{Glyph, Strip, pixel_box, straighten};

/// Countries of the European Economic Area and others whose licences number their fields alike.
const EU_NUMBERS: &[&str] = &[
    "AUT", "BEL", "BGR", "HRV", "CYP", "CZE", "DNK", "EST", "FIN", "FRA", "DEU", "GRC", "HUN",
    "ISL", "IRL", "ITA", "LVA", "LIE", "LTU", "LUX", "MLT", "NLD", "NOR", "POL", "PRT", "ROU",
    "SVK", "SVN", "ESP", "SWE", "CHE", "GBR", "MCO", "SRB", "UKR", "TUR", "MKD", "ALB", "BIH",
    "MNE", "MDA", "GEO",
];

/// A page in pieces.
pub(crate) struct Page {
    pub(crate) frame: (u32, u32),
    pub(crate) strips: Vec<Strip>,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) scheme: Scheme,
    /// The order of numbers in dates that is the custom of the country.
    pub(crate) order: Option<Order>,
    pub(crate) as_of: Option<Date>,
    pub(crate) side: Option<Side>,
    pub(crate) country: Option<String>,
}

impl Page {
    /// Cuts a print into pieces and pairs labels with values.
    pub(crate) fn of(print: &Print, hints: &Hints, classification: &Classification) -> Self {
        let strips = straighten(&print.lines);
        let pieces = cut(&strips);
        let of_state = || {
            let state = hints.state.as_deref().and_then(Subdivision::from_code)?;
            Some(state.country().alpha3().to_owned())
        };
        let country = hints.country.clone().or_else(of_state).or_else(|| classification.country());
        let known = hints.document_type.filter(|t| *t != DocumentType::Unknown);
        let document_type = known.unwrap_or(classification.document_type);
        let scheme = scheme(&pieces, country.as_deref(), document_type);
        let order = order(country.as_deref(), scheme);
        let pairs = pairs(&strips, &pieces, scheme);
        Self {
            frame: print.frame,
            strips,
            pieces,
            pairs,
            scheme,
            order,
            as_of: hints.as_of,
            side: hints.side.or(classification.side),
            country,
        }
    }

    /// The text of a piece.
    pub(crate) fn text(&self, piece: usize) -> String {
        self.pieces.get(piece).map_or_else(String::new, |p| self.text_of(p.strip, p.range.clone()))
    }

    fn text_of(&self, strip: usize, range: Range<usize>) -> String {
        self.strips.get(strip).map_or_else(String::new, |s| s.text(range))
    }

    /// A value that stands in pieces: confidence is the probability of its characters times the
    /// evidence, the raw text is what stands there. Where the value is a part of the pieces, as the city
    /// is of a line, only that part counts.
    pub(crate) fn value(
        &self,
        pieces: &[usize],
        value: Option<String>,
        evidence: f32,
    ) -> FieldValue {
        let mut glyphs: Vec<Glyph> = Vec::new();
        for piece in pieces.iter().filter_map(|&i| self.pieces.get(i)) {
            if let Some(last) = glyphs.last().copied() {
                glyphs.push(Glyph { c: ' ', probability: 1.0, ..last });
            }
            let strip = self.strips.get(piece.strip);
            glyphs
                .extend(strip.and_then(|s| s.glyphs.get(piece.range.clone())).unwrap_or_default());
        }
        let part = value.as_deref().and_then(|value| part_with(&glyphs, value));
        let glyphs = part.and_then(|range| glyphs.get(range)).unwrap_or(&glyphs);
        let read: f64 = glyphs.iter().map(|g| f64::from(g.probability)).product();
        let confidence = Score::clamped(read * f64::from(evidence));
        let found = match value {
            Some(value) => FieldValue::read(value, confidence),
            None => FieldValue::none(confidence),
        };
        let found = found.with_raw(glyphs.iter().map(|g| g.c).collect::<String>());
        match pixel_box(glyphs.iter(), self.frame) {
            Some(bounds) => found.with_bounds(bounds),
            None => found,
        }
    }

    /// The text pieces of the row of a piece that follow it, itself first, none far from the one before.
    pub(crate) fn row_from(&self, first: usize, free: &dyn Fn(usize) -> bool) -> Vec<usize> {
        let mut row = vec![first];
        let Some(mut last) = self.pieces.get(first) else { return row };
        while let Some((index, next)) = self.next_in_row(last) {
            let gap = (next.rect.left - last.rect.right) / last.rect.height();
            if !next.is_text() || !free(index) || gap > 2.5 || row.contains(&index) || row.len() > 8
            {
                break;
            }
            row.push(index);
            last = next;
        }
        row
    }

    fn next_in_row(&self, last: &Piece) -> Option<(usize, &Piece)> {
        let height = last.rect.height();
        let behind = |p: &Piece| {
            (p.rect.middle() - last.rect.middle()).abs() < 0.45 * height
                && p.rect.left >= last.rect.right - 0.4 * height
                && !(p.strip == last.strip && p.range.start < last.range.end)
        };
        let candidates = self.pieces.iter().enumerate().filter(|(_, p)| behind(p));
        candidates.min_by(|(_, a), (_, b)| a.rect.left.total_cmp(&b.rect.left))
    }

    /// The text piece right below another, at its left edge and of about its size.
    pub(crate) fn below(&self, above: usize, widest_gap: f32) -> Option<usize> {
        let from = self.pieces.get(above)?;
        self.stacked(
            above,
            |piece| (piece.rect.top - from.rect.bottom) / from.rect.height(),
            widest_gap,
        )
    }

    /// The text piece right above another, at its left edge and of about its size.
    pub(crate) fn above(&self, below: usize, widest_gap: f32) -> Option<usize> {
        let from = self.pieces.get(below)?;
        self.stacked(
            below,
            |piece| (from.rect.top - piece.rect.bottom) / from.rect.height(),
            widest_gap,
        )
    }

    fn stacked(&self, from: usize, gap: impl Fn(&Piece) -> f32, widest_gap: f32) -> Option<usize> {
        let origin = self.pieces.get(from)?;
        let height = origin.rect.height();
        let fits = |p: &Piece| {
            let size = p.rect.height() / height;
            (-0.5..widest_gap).contains(&gap(p))
                && (p.rect.left - origin.rect.left).abs() < 1.3 * height
                && (0.62..1.6).contains(&size)
        };
        let candidates = self.pieces.iter().enumerate().filter(|(i, p)| *i != from && fits(p));
        let nearest = candidates.min_by(|(_, a), (_, b)| gap(a).total_cmp(&gap(b)));
        nearest.filter(|(_, p)| p.is_text()).map(|(i, _)| i)
    }
}

/// Where a value stands among glyphs, accents and marks aside: the last place where it is not part of
/// a longer word, else the last of all. `None` where it stands nowhere, or begins or ends within a
/// glyph.
fn part_with(glyphs: &[Glyph], value: &str) -> Option<Range<usize>> {
    let key = Key::of(glyphs.iter().map(|g| g.c));
    let wanted = Key::of(value.chars()).symbols;
    let edge = |before: Option<usize>, after: Option<usize>| {
        let char_at = |i: Option<usize>| i.and_then(|i| glyphs.get(i)).map_or(' ', |g| g.c);
        let (a, b) = (char_at(before), char_at(after));
        !(a.is_alphabetic() && b.is_alphabetic() || a.is_ascii_digit() && b.is_ascii_digit())
    };
    let mut found: Option<(bool, Range<usize>)> = None;
    for (start, window) in key.symbols.windows(wanted.len().max(1)).enumerate() {
        let ends = key.from.get(start).zip(key.from.get(start + window.len() - 1));
        let Some((&first, &last)) = ends.filter(|_| window == wanted) else { continue };
        let whole = edge(first.checked_sub(1), Some(first)) && edge(Some(last), Some(last + 1));
        if whole || found.as_ref().is_none_or(|(old, _)| !old) {
            found = Some((whole, first..last + 1));
        }
    }
    found.map(|(_, range)| range)
}

/// Which standard numbers the fields: by country and type where they are known, else by which
/// numbers stand with which words.
fn scheme(pieces: &[Piece], country: Option<&str>, document_type: DocumentType) -> Scheme {
    let passport = matches!(document_type, DocumentType::Passport | DocumentType::PassportCard);
    if passport {
        return Scheme::None;
    }
    match country {
        Some("USA" | "CAN") => return Scheme::Aamva,
        Some(code) if EU_NUMBERS.contains(&code) => {
            let licence = document_type == DocumentType::DriverLicense;
            return if licence { Scheme::Eu } else { Scheme::None };
        }
        _ => {}
    }
    let votes = |scheme: Scheme, other: Scheme| {
        let hits = pieces.iter().filter_map(Piece::label);
        hits.filter_map(|hit| {
            let number = hit.number.as_deref()?;
            let slot = numbered(number, scheme)?;
            let alike = numbered(number, other) == Some(slot);
            let said = hit.words.iter().any(|(s, _)| *s == slot);
            Some(match (said, alike) {
                (true, false) => 2.0_f32,
                (true, true) => 1.0,
                (false, false) if slot != Slot::Other => 0.6,
                (false, _) => 0.4,
            })
        })
        .sum()
    };
    let (aamva, eu): (f32, f32) =
        (votes(Scheme::Aamva, Scheme::Eu), votes(Scheme::Eu, Scheme::Aamva));
    if aamva.max(eu) < 1.0 {
        // American words without numbers: names above an address are still read as AAMVA orders them.
        let american = pieces.iter().filter_map(Piece::label).any(|hit| {
            hit.words.iter().any(|(slot, _)| *slot == Slot::One(bonafide_types::Field::EyeColor))
        });
        return if american { Scheme::Aamva } else { Scheme::None };
    }
    if aamva >= eu { Scheme::Aamva } else { Scheme::Eu }
}

/// The custom of a country: month first in the United States, day first elsewhere; Canada has both.
fn order(country: Option<&str>, scheme: Scheme) -> Option<Order> {
    match (country, scheme) {
        (Some("USA"), _) | (None, Scheme::Aamva) => Some(Order::MonthFirst),
        (Some("CAN" | "PHL"), _) | (None, Scheme::None) => None,
        (Some(_), _) | (None, Scheme::Eu) => Some(Order::DayFirst),
    }
}
