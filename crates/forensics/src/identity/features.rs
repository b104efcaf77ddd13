//! What is measured of a page to say whether it shows an identity document.

use bonafide_imaging::{Area, DocumentFormat, encloses, luma_of};

use super::IdentityEvidence;
use super::head::head;
use super::text::Print;
use crate::flat::Flat;
use crate::page::Page;
use crate::plane::{area, document_or_whole, trusted};

/// Number of things that are measured.
pub(super) const COUNT: usize = NAMES.len();

/// Names of the things that are measured, in order.
pub(super) const NAMES: [&str; 26] = [
    "outline",
    "card_shape",
    "page_shape",
    "whole_card",
    "whole_page",
    "zone",
    "barcode",
    "licence_payload",
    "portrait",
    "face_fills",
    "head",
    "print",
    "long_lines",
    "small_print",
    "large_print",
    "short_lines",
    "columns",
    "sizes",
    "covered",
    "crowded",
    "colour",
    "relief",
    "even_ground",
    "shape_and_print",
    "shape_and_portrait",
    "print_and_portrait",
];

/// Each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Features(pub(super) [f64; COUNT]);

impl Features {
    pub(super) fn of(page: &Page<'_>, evidence: &IdentityEvidence) -> Self {
        let flat = page.flat();
        let shapes = shapes(page);
        let [print, long_lines, rest @ ..] = lines(&Print::of(&flat.rgb));
        let (portrait, face_fills) = faces(page, evidence);
        let head = head(flat);
        let is = |holds: bool| f64::from(u8::from(holds));
        let known = [
            is(!page.known.zone_lines.is_empty()),
            is(!page.known.barcodes.is_empty()),
            is(evidence.licence_payload),
        ];
        let shape = shapes[1..].iter().copied().fold(0.0, f64::max);
        let (card_print, picture) = (print * (1.0 - long_lines), portrait.max(head));
        let together = [shape * card_print, shape * picture, card_print * picture];
        let mut all = [0.0; COUNT];
        let values = shapes
            .into_iter()
            .chain(known)
            .chain([portrait, face_fills, head, print, long_lines])
            .chain(rest)
            .chain(ground(flat))
            .chain(together);
        all.iter_mut().zip(values).for_each(|(to, value)| *to = value);
        Self(all)
    }

    pub(super) fn named(&self) -> impl Iterator<Item = (&'static str, f64)> + '_ {
        NAMES.into_iter().zip(self.0)
    }
}

/// How good the outline is, how well it is a card's or a page's, and, where there is none, how well the
/// picture itself is: a scan, or cut out along the border.
fn shapes(page: &Page<'_>) -> [f64; 5] {
    if let Some(quad) = trusted(page.known.document.as_ref()) {
        let fit = f64::from(quad.evidence.shape_fit).clamp(0.0, 1.0);
        let fits = |format| if quad.format == format { fit } else { 0.0 };
        return [
            quad.score.get(),
            fits(DocumentFormat::Id1),
            fits(DocumentFormat::RootTwo),
            0.0,
            0.0,
        ];
    }
    let (width, height) = page.picture.rgb().dimensions();
    let aspect = f64::from(width.max(height)) / f64::from(width.min(height).max(1));
    // Cut with a margin of up to 2 % at each side, the aspect of a card is off by as much as 5 %.
    let fits = |of: f64| (1.0 - (aspect / of).ln().abs() / 0.08).max(0.0);
    [0.0, 0.0, 0.0, fits(85.60 / 53.98), fits(std::f64::consts::SQRT_2)]
}

/// Of the lines of print: how many, how many long ones, small and large print, short lines, columns,
/// different sizes, and how much of the document they cover.
fn lines(print: &Print) -> [f64; 9] {
    let count = print.lines.len() as f64;
    let ramp = |value: f64, [none, all]: [f64; 2]| ((value - none) / (all - none)).clamp(0.0, 1.0);
    let [low, middle, high] = [0.2, 0.5, 0.85].map(|part| f64::from(print.height(part)));
    let long = print.longer_than(0.45) as f64;
    let short = count - print.longer_than(0.33) as f64;
    [
        // Three lines are little, a dozen is a card's, more is no more of one.
        count / (count + 4.0),
        // Two or three are a machine-readable zone's; a letter has dozens.
        ramp(long, [3.0, 15.0]),
        // Lines lower than a fortieth of the shorter side, as those of a page are.
        if count > 0.0 { 1.0 - ramp(middle, [0.0, 0.025]) } else { 0.0 },
        // Print on a card is at most 5 mm of 54 high, but for a title.
        ramp(middle, [0.07, 0.15]),
        short / count.max(1.0),
        print.in_columns(),
        // Labels have half the height of values.
        if count > 0.0 { ramp(high / low.max(1e-6), [1.0, 2.5]) } else { 0.0 },
        ramp(print.covers(), [0.0, 0.1]),
        ramp(print.covers(), [0.15, 0.4]),
    ]
}

/// How well a face is where a portrait is, and how far the largest fills what should be a document.
///
/// A portrait's face, from hairline to chin, has 0.2 to 0.6 of the height of a card (the AAMVA card design
/// and ICAO Doc 9303 leave portraits of 40 to 75 % of it) and lies inside; that of a selfie fills much of
/// the picture, or lies outside of any outline.
fn faces(page: &Page<'_>, evidence: &IdentityEvidence) -> (f64, f64) {
    let corners = document_or_whole(page.known.document.as_ref(), page.picture.rgb());
    let size = area(&corners).max(1.0);
    let share = |face: &Area| (f64::from(face.size()) / f64::from(size)).clamp(0.0, 1.0);
    let fits = |face: &Area| {
        let inside = if encloses(&corners, face.centre()) { 1.0 } else { 0.0 };
        // 0.008 to 0.14 of the document's area: 10 to 45 % of its sides; half as likely a factor 2 beyond.
        let share = share(face).max(1e-9);
        let beyond = (0.008 / share).max(share / 0.14).max(1.0);
        inside / beyond
    };
    let all = evidence.faces.iter().chain(&page.known.portrait);
    let portrait = all.clone().map(fits).fold(0.0, f64::max);
    let fills = all.map(|face| ((share(face) - 0.14) / 0.2).clamp(0.0, 1.0)).fold(0.0, f64::max);
    (portrait, fills)
}

/// How coloured the document is, how much of it has fine relief, as guilloches and print give, and how much
/// has the colour of the ground.
fn ground(flat: &Flat) -> [f64; 3] {
    let cells = flat.cells(8);
    let columns = (flat.rgb.width() / 8).max(1) as usize;
    let chroma = |[r, g, b]: &[f32; 3]| r.max(*g).max(*b) - r.min(*g).min(*b);
    let coloured = median(cells.iter().map(chroma));
    let middle = [0, 1, 2].map(|axis: usize| median(cells.iter().map(|cell| cell[axis])));
    let beside = |cell: &[f32; 3]| {
        cell.iter().zip(middle).all(|(value, middle)| (value - middle).abs() < GROUND)
    };
    let even = cells.iter().filter(|cell| beside(cell)).count() as f64 / cells.len().max(1) as f64;
    let (mut changes, mut pairs) = (0.0, 0.0_f64);
    for row in cells.chunks(columns) {
        for pair in row.windows(2) {
            let [one, other] = pair else { continue };
            // A quiet change of shade, no edge.
            changes +=
                f64::from(u8::from((3.0..40.0).contains(&(luma_of(*one) - luma_of(*other)).abs())));
            pairs += 1.0;
        }
    }
    [f64::from(coloured / 48.0).min(1.0), changes / pairs.max(1.0), even]
}

/// How far the ground of a document reaches off its middle colour, in levels: light that falls off by a
/// seventh.
const GROUND: f32 = 32.0;

fn median(values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
