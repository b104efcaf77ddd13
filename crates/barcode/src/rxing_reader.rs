//! Decoding one view with `rxing`, the last resort. Nothing outside this module names that library.
//!
//! Its detector and its decoder are called one by one, not through its reader, which looks at
//! three further positions only while the first shows no bars at all and which loses every symbol
//! of a picture if one of them fails.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bonafide_imaging::Point;
use bonafide_types::Sensitive;
use rxing::common::{BitMatrix, DecoderRXingResult, HybridBinarizer};
use rxing::pdf417::PDF417RXingResultMetadata;
use rxing::pdf417::decoder::pdf_417_scanning_decoder;
use rxing::pdf417::detector::pdf_417_detector;
use rxing::{BinaryBitmap, Luma8LuminanceSource};

use crate::payload::bytes_of;
use crate::symbol::{MacroSegment, Reader, Symbol};
use crate::view::{Affine, View};

/// What one view gave.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) symbols: Vec<Symbol>,
    /// Candidates handed to the decoder.
    pub(crate) candidates: u32,
    /// Times that the library panicked.
    pub(crate) panics: u32,
}

/// Searches a view, handing at most `max_candidates` to the decoder.
pub(crate) fn read(view: &View, max_candidates: u32) -> Found {
    let mut found = Found::default();
    let matrix = match catch_unwind(AssertUnwindSafe(|| binarized(view))) {
        Ok(Some(matrix)) => matrix,
        Ok(None) => return found,
        Err(_) => {
            found.panics = 1;
            return found;
        }
    };
    let mut position = Position { matrix, to_picture: view.to_picture };
    search(&position, max_candidates, &mut found);
    // From each of the four positions to the next.
    for degrees in [180, 90, 180] {
        match catch_unwind(AssertUnwindSafe(|| position.turned(degrees))) {
            Ok(turned) => position = turned,
            Err(_) => {
                found.panics += 1;
                return found;
            }
        }
        search(&position, max_candidates, &mut found);
    }
    found
}

/// Black and white pixels in one position, and the way back to the picture.
struct Position {
    matrix: BitMatrix,
    to_picture: Affine,
}

impl Position {
    fn turned(&self, degrees: u32) -> Self {
        let (width, height) = (self.matrix.width() as f32, self.matrix.height() as f32);
        let mut matrix = self.matrix.clone();
        let back = if degrees == 180 {
            matrix.rotate180();
            Affine { x: [-1.0, 0.0, width], y: [0.0, -1.0, height] }
        } else {
            // A quarter turn to the left.
            matrix.rotate90();
            Affine { x: [0.0, -1.0, width], y: [1.0, 0.0, 0.0] }
        };
        Self { matrix, to_picture: self.to_picture.after(&back) }
    }
}

fn binarized(view: &View) -> Option<BitMatrix> {
    let (width, height) = view.pixels.dimensions();
    let source = Luma8LuminanceSource::new(view.pixels.as_raw().clone(), width, height).ok()?;
    let bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    Some(bitmap.get_black_matrix().clone())
}

/// Most candidates of one position: more than a picture has symbols, few enough for hatching.
const MAX_PER_POSITION: usize = 16;

/// Looks for one symbol after the other, each time without the guard patterns already met.
///
/// The detector's own way to several symbols does not end on some pictures (it returns to a
/// pattern that it has left).
fn search(position: &Position, max_candidates: u32, found: &mut Found) {
    let mut remaining = position.matrix.clone();
    for _ in 0..MAX_PER_POSITION {
        if found.candidates >= max_candidates {
            return;
        }
        let detect = || pdf_417_detector::detect(false, &remaining)?.into_iter().next();
        let vertices = match catch_unwind(AssertUnwindSafe(detect)) {
            Ok(Some(vertices)) => vertices,
            Ok(None) => return,
            // Where it panicked is not known, so there is nothing to leave out.
            Err(_) => {
                found.panics += 1;
                return;
            }
        };
        match catch_unwind(AssertUnwindSafe(|| decode(&position.matrix, &vertices))) {
            Ok(Some(decoded)) => {
                found.symbols.push(symbol(&decoded, &vertices, position));
            }
            Ok(None) => {}
            Err(_) => found.panics += 1,
        }
        found.candidates += 1;
        erase(&mut remaining, &vertices);
    }
}

/// Clears the rectangle around all vertices.
fn erase(matrix: &mut BitMatrix, vertices: &Vertices) {
    let (width, height) = (matrix.width(), matrix.height());
    let (mut left, mut top, mut right, mut bottom) = (width, height, 0, 0);
    for at in vertices.iter().flatten() {
        left = left.min(at.x as u32);
        top = top.min(at.y as u32);
        right = right.max(at.x as u32 + 1);
        bottom = bottom.max(at.y as u32 + 1);
    }
    for y in top..bottom.min(height) {
        for x in left..right.min(width) {
            matrix.unset(x, y);
        }
    }
}

/// The detector's eight points: the symbol's corners (0 top left, 1 bottom left, 2 top right,
/// 3 bottom right) and those of its codewords (4–7 likewise). A guard pattern that was not found
/// leaves its four unset.
type Vertices = [Option<rxing::Point>; 8];

fn decode(matrix: &BitMatrix, vertices: &Vertices) -> Option<DecoderRXingResult> {
    let (narrowest, widest) = codeword_widths(vertices);
    let [_, _, _, _, top_left, bottom_left, top_right, bottom_right] = *vertices;
    pdf_417_scanning_decoder::decode(
        matrix,
        top_left,
        bottom_left,
        top_right,
        bottom_right,
        narrowest,
        widest,
    )
    .ok()
}

/// Modules in a codeword and in the start pattern (ISO/IEC 15438, 5.2.1 and 5.2.5).
const CODEWORD_MODULES: f32 = 17.0;
/// Modules in the stop pattern.
const STOP_MODULES: f32 = 18.0;

/// The narrowest and the widest codeword, in pixels, by the guard patterns at their ends.
fn codeword_widths(vertices: &Vertices) -> (u32, u32) {
    let width = |outer: usize, inner: usize, modules: f32| {
        let (outer, inner) = (vertices[outer]?, vertices[inner]?);
        Some((outer.x - inner.x).abs() * CODEWORD_MODULES / modules)
    };
    let widths = [
        width(0, 4, CODEWORD_MODULES),
        width(1, 5, CODEWORD_MODULES),
        width(2, 6, STOP_MODULES),
        width(3, 7, STOP_MODULES),
    ];
    let known = || widths.iter().flatten().copied();
    (known().fold(f32::MAX, f32::min) as u32, known().fold(0.0, f32::max) as u32)
}

fn symbol(decoded: &DecoderRXingResult, vertices: &Vertices, position: &Position) -> Symbol {
    let text = decoded.getText();
    let corners = corners(vertices, position);
    let along = Point { x: corners[1].x - corners[0].x, y: corners[1].y - corners[0].y };
    let other = decoded.getOther();
    let metadata = other.as_ref().and_then(|any| any.downcast_ref::<PDF417RXingResultMetadata>());
    Symbol {
        payload: Sensitive::new(bytes_of(text)),
        text: Sensitive::new(text.to_owned()),
        corners,
        rotation: along.y.atan2(along.x).to_degrees().rem_euclid(360.0),
        mirrored: false,
        ec_level: decoded.getECLevel().parse().ok(),
        matrix: None,
        macro_segment: metadata.and_then(macro_segment),
        reader: Reader::Rxing,
    }
}

fn corners(vertices: &Vertices, position: &Position) -> [Point; 4] {
    let (width, height) = (position.matrix.width() as f32, position.matrix.height() as f32);
    let corner = |index: usize, level_with: usize, side: f32| {
        let found = vertices[index].map(|at| Point { x: at.x, y: at.y });
        // Without its guard pattern a corner lies on the edge of what was searched, at the height
        // of the opposite one.
        let edge = Point { x: side, y: vertices[level_with].map_or(height, |at| at.y) };
        position.to_picture.apply(found.unwrap_or(edge))
    };
    [corner(0, 2, 0.0), corner(2, 0, width), corner(3, 1, width), corner(1, 3, 0.0)]
}

/// Every symbol carries this metadata; only those of a divided file have a file identifier.
fn macro_segment(metadata: &PDF417RXingResultMetadata) -> Option<MacroSegment> {
    let file_id = metadata.getFileId();
    (!file_id.is_empty()).then(|| MacroSegment {
        index: u32::try_from(metadata.getSegmentIndex()).unwrap_or(u32::MAX),
        count: u32::try_from(metadata.getSegmentCount()).ok(),
        file_id: file_id.to_owned(),
        last: metadata.isLastSegment(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use bonafide_imaging::{GrayImage, Luma, Wiped};
    use pdf417::{END_PATTERN_LEN, PDF417, PDF417Encoder, START_PATTERN_LEN};

    use super::*;
    use crate::options::Options;
    use crate::scan::read_pdf417;

    /// A level symbol of 8 columns and 20 rows, three pixels a module.
    fn picture(encode: impl FnOnce(PDF417Encoder<'_>) -> PDF417Encoder<'_>) -> GrayImage {
        const COLUMNS: usize = 8;
        let mut storage = [0; COLUMNS * 20];
        let (level, sealed) =
            encode(PDF417Encoder::new(&mut storage, false)).fit_seal().expect("it fits");
        let width =
            usize::from(START_PATTERN_LEN) + 17 * (COLUMNS + 2) + usize::from(END_PATTERN_LEN);
        let mut dark = vec![false; width * 20];
        PDF417::new(sealed, 20, COLUMNS as u8, level).render(&mut dark[..]);
        GrayImage::from_fn(3 * width as u32 + 60, 240, |x, y| {
            let module = x.checked_sub(30).zip(y.checked_sub(30)).and_then(|(x, y)| {
                let (column, row) = (x as usize / 3, y as usize / 9);
                (column < width).then(|| dark.get(row * width + column)).flatten()
            });
            Luma([if module == Some(&true) { 15 } else { 240 }])
        })
    }

    #[test]
    fn both_readers_say_the_same() {
        let bytes: Vec<u8> = (0..=255).step_by(3).collect();
        let pictures = [
            picture(|encoder| {
                encoder.append_ascii("Mixed Case, 12345678901234567890; <punctuation>!")
            }),
            picture(|encoder| encoder.append_bytes(&bytes)),
            picture(|encoder| {
                encoder.append_ascii("TEXT").append_num(31_415_926_535).append_bytes(b"\x00\xff")
            }),
            picture(|encoder| encoder.append_utf8("Łódź, Köln, 東京")),
        ];
        for (index, picture) in pictures.into_iter().enumerate() {
            let ours = read_pdf417(&picture, &Options::default());
            let to_picture = Affine::scaling(1.0);
            let theirs = read(&View { pixels: Wiped::new(picture), to_picture }, 4).symbols;
            assert_eq!((ours.len(), theirs.len()), (1, 1), "{index}");
            assert_eq!(ours[0].reader, Reader::Bonafide);
            assert_eq!(ours[0].text, theirs[0].text, "{index}");
            assert_eq!(ours[0].ec_level, theirs[0].ec_level);
            for (a, b) in ours[0].corners.iter().zip(theirs[0].corners) {
                assert!((a.x - b.x).hypot(a.y - b.y) < 9.0, "{index}: {a:?} {b:?}");
            }
        }
    }
}
