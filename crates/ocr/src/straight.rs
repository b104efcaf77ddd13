//! Lines set straight: every character with its place, as if the page had no tilt.

use bonafide_types::PixelBox;

use bonafide_imaging::Point;

use crate::print::{Line, Word};

/// Words beyond this many are not looked at: a document has fewer than 300, and time stays bounded.
pub(crate) const MAX_WORDS: usize = 2000;
/// Characters of a word beyond this many are not looked at: the longest printed words, lines of a
/// machine-readable zone, have 44.
const MAX_WORD_CHARS: usize = 64;
/// Coordinates are clamped to this, in pixels: sums and products of them stay exact enough.
const FARTHEST: f32 = 1e6;
/// Lines that lean more than this against the page, in degrees, are marks across it, not rows of it:
/// rectified pages keep below 3°, the marks of specimens lean by 15° and more.
const SLANT_DEGREES: f32 = 9.0;

/// One character, or the space between two words.
#[derive(Clone, Copy)]
pub(crate) struct Glyph {
    /// What was read.
    pub(crate) c: char,
    /// The probability of it.
    pub(crate) probability: f32,
    /// From left to right on the straightened page.
    pub(crate) span: (f32, f32),
    /// Left, top, right, bottom in the picture.
    pub(crate) place: [f32; 4],
}

/// A line of print on the straightened page.
#[derive(Clone)]
pub(crate) struct Strip {
    /// Its characters; one space between words.
    pub(crate) glyphs: Vec<Glyph>,
    /// Upper edge on the straightened page.
    pub(crate) top: f32,
    /// Lower edge on the straightened page.
    pub(crate) bottom: f32,
    /// Whether it leans against the rest of the page.
    pub(crate) slanted: bool,
}

impl Strip {
    /// Height of the line in pixels, at least 1.
    pub(crate) fn height(&self) -> f32 {
        (self.bottom - self.top).max(1.0)
    }

    /// The text between two glyphs.
    pub(crate) fn text(&self, range: std::ops::Range<usize>) -> String {
        self.glyphs.get(range).unwrap_or_default().iter().map(|g| g.c).collect()
    }

    /// The characters.
    pub(crate) fn chars(&self) -> impl Iterator<Item = char> {
        self.glyphs.iter().map(|g| g.c)
    }
}

/// The box of glyphs in pixels of a picture of the given size; `None` for no glyphs.
pub(crate) fn pixel_box<'a>(
    glyphs: impl Iterator<Item = &'a Glyph>,
    frame: (u32, u32),
) -> Option<PixelBox> {
    let printed = glyphs.filter(|g| !g.c.is_whitespace());
    let [left, top, right, bottom] = printed
        .map(|g| g.place)
        .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])?;
    let column = |x: f32| (x.max(0.0) as u32).min(frame.0);
    let row = |y: f32| (y.max(0.0) as u32).min(frame.1);
    Some(PixelBox {
        left: column(left.floor()),
        top: row(top.floor()),
        right: column(right.ceil()),
        bottom: row(bottom.ceil()),
    })
}

/// Lines without the tilt that most of them share, from top to bottom.
pub(crate) fn straighten<'a>(all: impl IntoIterator<Item = &'a Line>) -> Vec<Strip> {
    let mut budget = MAX_WORDS;
    let mut lines: Vec<&Line> = Vec::new();
    for line in all {
        if line.words.len() > budget {
            break;
        }
        budget -= line.words.len();
        lines.push(line);
    }
    let tilt = common_tilt(&lines);
    let mut strips: Vec<Strip> = lines.iter().filter_map(|line| strip(line, tilt)).collect();
    strips.sort_by(|a, b| {
        let key = |s: &Strip| (s.top + s.bottom) / 2.0;
        key(a).total_cmp(&key(b))
    });
    strips
}

fn finite(p: Point) -> Point {
    let bound = |v: f32| if v.is_finite() { v.clamp(-FARTHEST, FARTHEST) } else { 0.0 };
    Point { x: bound(p.x), y: bound(p.y) }
}

/// Tilt of a quadrilateral against the horizontal in degrees, if it is long enough to have one.
fn tilt_of(corners: &[Point; 4]) -> Option<f32> {
    let [tl, tr, br, bl] = corners.map(finite);
    let along = ((tr.x + br.x - tl.x - bl.x) / 2.0, (tr.y + br.y - tl.y - bl.y) / 2.0);
    let across = ((bl.x + br.x - tl.x - tr.x) / 2.0, (bl.y + br.y - tl.y - tr.y) / 2.0);
    let (length, height) = (along.0.hypot(along.1), across.0.hypot(across.1));
    (length > 1.5 * height && length > 0.0).then(|| along.1.atan2(along.0).to_degrees())
}

/// The median tilt of the lines, 0 without any.
fn common_tilt(lines: &[&Line]) -> f32 {
    let mut tilts: Vec<f32> = lines.iter().filter_map(|line| tilt_of(&line.corners)).collect();
    tilts.retain(|t| t.abs() <= 20.0);
    tilts.sort_by(f32::total_cmp);
    tilts.get(tilts.len() / 2).copied().unwrap_or(0.0)
}

fn strip(line: &Line, tilt: f32) -> Option<Strip> {
    let slanted = tilt_of(&line.corners).is_some_and(|t| (t - tilt).abs() > SLANT_DEGREES);
    let (sin, cos) = tilt.to_radians().sin_cos();
    let turned = |p: Point| {
        let p = finite(p);
        Point { x: p.x * cos + p.y * sin, y: p.y * cos - p.x * sin }
    };
    let mut glyphs: Vec<Glyph> = Vec::new();
    for word in &line.words {
        if let Some(last) = glyphs.last().copied() {
            glyphs.push(Glyph {
                c: ' ',
                probability: 1.0,
                span: (last.span.1, last.span.1),
                ..last
            });
        }
        push_word(&mut glyphs, word, turned);
        if glyphs.last().is_some_and(|g| g.c == ' ') {
            glyphs.pop();
        }
    }
    let [tl, tr, br, bl] = line.corners.map(turned);
    let (top, bottom) = ((tl.y + tr.y) / 2.0, (bl.y + br.y) / 2.0);
    (!glyphs.is_empty()).then_some(Strip {
        glyphs,
        top: top.min(bottom),
        bottom: top.max(bottom),
        slanted,
    })
}

fn push_word(glyphs: &mut Vec<Glyph>, word: &Word, turned: impl Fn(Point) -> Point) {
    let chars: Vec<char> =
        word.text.expose().chars().filter(|c| !c.is_whitespace()).take(MAX_WORD_CHARS).collect();
    let [tl, tr, br, bl] = word.corners.map(finite);
    let count = chars.len().max(1) as f32;
    let between =
        |a: Point, b: Point, t: f32| Point { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
    for (index, &c) in chars.iter().enumerate() {
        let (from, to) = (index as f32 / count, (index + 1) as f32 / count);
        let corners = [
            between(tl, tr, from),
            between(tl, tr, to),
            between(bl, br, to),
            between(bl, br, from),
        ];
        let level = corners.map(&turned);
        let left = level.iter().map(|p| p.x).fold(f32::INFINITY, f32::min);
        let right = level.iter().map(|p| p.x).fold(f32::NEG_INFINITY, f32::max);
        let place = [
            corners.iter().map(|p| p.x).fold(f32::INFINITY, f32::min),
            corners.iter().map(|p| p.y).fold(f32::INFINITY, f32::min),
            corners.iter().map(|p| p.x).fold(f32::NEG_INFINITY, f32::max),
            corners.iter().map(|p| p.y).fold(f32::NEG_INFINITY, f32::max),
        ];
        // A character without a probability of its own is one that nobody vouches for.
        let probability = word.probabilities.get(index).map_or(0.0, |p| p.get() as f32);
        glyphs.push(Glyph { c, probability, span: (left, right), place });
    }
}
