//! Lines of print in a flat document: where they run, how high they are. Nothing is read.

use bonafide_imaging::{GrayImage, RgbImage};

/// Change of brightness over two pixels that may be the side of a stroke, in levels: print has 60 and more,
/// noise of a poor camera, averaged in the reduced copy, less than 10.
const STROKE: i32 = 28;
/// Widest gap between strokes of one line, in pixels: a space between words of letters 16 pixels high.
const GAP: usize = 9;
/// Height of lines, in pixels of a document 640 pixels long: from small print of a page, 2 mm of 297, to
/// titles, 5 mm of 86.
const HEIGHTS: std::ops::RangeInclusive<usize> = 4..=40;
/// Least length of a line in its heights.
const LEAST_LENGTH: usize = 3;
/// Least share of a line's box that strokes and the gaps between them fill.
const FILLED: f32 = 0.45;

/// Starts within this many pixels are in one column.
pub(super) const SAME_COLUMN: usize = 4;

/// A line of print, in pixels of the flat document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TextLine {
    pub(crate) left: usize,
    pub(crate) top: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// The lines of a document, all in one direction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Print {
    pub(crate) lines: Vec<TextLine>,
    /// Whether they run down instead of across; then `left` and `width` are measured downwards.
    pub(crate) runs_down: bool,
    /// Side of the document along and across the lines, pixels.
    pub(crate) along: usize,
    pub(crate) across: usize,
}

impl Print {
    /// The lines in the direction that has more of them, by length.
    pub(crate) fn of(flat: &RgbImage) -> Self {
        let luma = GrayImage::from_fn(flat.width(), flat.height(), |x, y| {
            let [r, g, b] = flat.get_pixel(x, y).0.map(u32::from);
            bonafide_imaging::Luma([((299 * r + 587 * g + 114 * b) / 1000) as u8])
        });
        let (width, height) = (luma.width() as usize, luma.height() as usize);
        let across = Self {
            lines: lines(luma.as_raw(), width),
            runs_down: false,
            along: width,
            across: height,
        };
        let turned = transposed(luma.as_raw(), width);
        let down =
            Self { lines: lines(&turned, height), runs_down: true, along: height, across: width };
        if down.length() > across.length() { down } else { across }
    }

    /// All lengths together.
    pub(crate) fn length(&self) -> usize {
        self.lines.iter().map(|line| line.width).sum()
    }

    /// Lines that are longer than this share of the document.
    pub(crate) fn longer_than(&self, share: f32) -> usize {
        self.lines.iter().filter(|line| line.width as f32 > share * self.along as f32).count()
    }

    /// Height of the lines over the document's shorter side, of the line that this part of them is lower
    /// than; 0 without lines.
    pub(crate) fn height(&self, part: f64) -> f32 {
        let mut heights: Vec<usize> = self.lines.iter().map(|line| line.height).collect();
        heights.sort_unstable();
        let at = (heights.len() as f64 * part) as usize;
        let height = heights.get(at.min(heights.len().saturating_sub(1))).copied().unwrap_or(0);
        height as f32 / self.along.min(self.across).max(1) as f32
    }

    /// Share of the lines that start where another one does; 0 without lines.
    pub(crate) fn in_columns(&self) -> f64 {
        let mut starts: Vec<usize> = self.lines.iter().map(|line| line.left).collect();
        starts.sort_unstable();
        let beside = |index: usize| {
            let at = starts.get(index).copied();
            let near = |other: Option<&usize>| {
                at.zip(other).is_some_and(|(at, other)| at.abs_diff(*other) <= SAME_COLUMN)
            };
            near(starts.get(index + 1)) || index.checked_sub(1).is_some_and(|i| near(starts.get(i)))
        };
        let shared = (0..starts.len()).filter(|&index| beside(index)).count();
        shared as f64 / starts.len().max(1) as f64
    }

    /// Share of the document that lines cover.
    pub(crate) fn covers(&self) -> f64 {
        let covered: usize = self.lines.iter().map(|line| line.width * line.height).sum();
        covered as f64 / (self.along * self.across).max(1) as f64
    }
}

fn transposed(luma: &[u8], width: usize) -> Vec<u8> {
    let height = luma.len().checked_div(width).unwrap_or(0);
    let mut turned = Vec::with_capacity(luma.len());
    for x in 0..width {
        turned.extend((0..height).filter_map(|y| luma.get(y * width + x)));
    }
    turned
}

/// A stretch of strokes in one row.
#[derive(Clone, Copy)]
struct Stretch {
    from: usize,
    to: usize,
    group: usize,
}

/// Lines that run along the rows: stretches of strokes, joined over rows that touch.
fn lines(luma: &[u8], width: usize) -> Vec<TextLine> {
    let mut groups: Vec<Group> = Vec::new();
    let mut above: Vec<Stretch> = Vec::new();
    for (y, row) in luma.chunks_exact(width.max(1)).enumerate() {
        let mut here = stretches(row);
        for stretch in &mut here {
            stretch.group = joined(&mut groups, &above, *stretch, y);
        }
        above = here;
    }
    groups.iter().filter(|group| group.parent.is_none()).filter_map(Group::line).collect()
}

fn stretches(row: &[u8]) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for (x, trio) in row.windows(3).enumerate() {
        let [before, _, after] = trio else { continue };
        if (i32::from(*after) - i32::from(*before)).abs() < STROKE {
            continue;
        }
        match found.last_mut() {
            Some(last) if x <= last.to + GAP => last.to = x + 1,
            _ => found.push(Stretch { from: x, to: x + 1, group: 0 }),
        }
    }
    // A single edge is the border of something.
    found.retain(|stretch| stretch.to - stretch.from >= 3);
    found
}

/// What hangs together so far; `parent` is the group that took it in.
struct Group {
    parent: Option<usize>,
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
    filled: usize,
}

impl Group {
    fn line(&self) -> Option<TextLine> {
        let (width, height) = (self.right - self.left, self.bottom - self.top);
        let is_line = HEIGHTS.contains(&height)
            && width >= LEAST_LENGTH * height
            && self.filled as f32 >= FILLED * (width * height) as f32;
        is_line.then_some(TextLine { left: self.left, top: self.top, width, height })
    }
}

fn root(groups: &[Group], mut index: usize) -> usize {
    while let Some(parent) = groups.get(index).and_then(|group| group.parent) {
        index = parent;
    }
    index
}

/// The group of a stretch: that of those above that it touches, made one.
fn joined(groups: &mut Vec<Group>, above: &[Stretch], stretch: Stretch, y: usize) -> usize {
    let mut own: Option<usize> = None;
    for other in above.iter().filter(|other| other.from < stretch.to && stretch.from < other.to) {
        let found = root(groups, other.group);
        match own {
            None => own = Some(found),
            Some(first) if first != found => merge(groups, first, found),
            Some(_) => {}
        }
    }
    let index = own.unwrap_or(groups.len());
    if own.is_none() {
        let Stretch { from, to, .. } = stretch;
        groups.push(Group {
            parent: None,
            left: from,
            right: to,
            top: y,
            bottom: y + 1,
            filled: 0,
        });
    }
    if let Some(group) = groups.get_mut(index) {
        group.left = group.left.min(stretch.from);
        group.right = group.right.max(stretch.to);
        group.bottom = y + 1;
        group.filled += stretch.to - stretch.from;
    }
    index
}

fn merge(groups: &mut [Group], into: usize, from: usize) {
    let Some(taken) = groups.get_mut(from) else { return };
    taken.parent = Some(into);
    let (left, right, top, bottom, filled) =
        (taken.left, taken.right, taken.top, taken.bottom, taken.filled);
    let Some(group) = groups.get_mut(into) else { return };
    group.left = group.left.min(left);
    group.right = group.right.max(right);
    group.top = group.top.min(top);
    group.bottom = group.bottom.max(bottom);
    group.filled += filled;
}

#[cfg(test)]
mod tests {
    use super::*;
    use bonafide_imaging::Rgb;

    /// Seven lines of strokes, 14 pixels high, of falling lengths.
    fn page() -> RgbImage {
        RgbImage::from_fn(640, 400, |x, y| {
            let (row, within) = (y / 40, y % 40);
            let stroke =
                within < 14 && (1..8).contains(&row) && x > 60 && x < 560 - 30 * row && x % 6 < 3;
            Rgb(if stroke { [30; 3] } else { [210; 3] })
        })
    }

    #[test]
    fn lines_are_counted_in_the_direction_that_they_run() {
        let print = Print::of(&page());
        assert_eq!((print.lines.len(), print.runs_down), (7, false));
        assert!(print.lines.iter().all(|line| line.height == 14 && line.left.abs_diff(60) < 4));
        assert!((print.height(0.5) - 14.0 / 400.0).abs() < 1e-6);
        assert_eq!(print.longer_than(0.6), 3);
        let flat = page();
        let turned = RgbImage::from_fn(400, 640, |x, y| *flat.get_pixel(y, x));
        let down = Print::of(&turned);
        assert_eq!((down.lines.len(), down.runs_down), (7, true));
    }

    #[test]
    fn blank_and_tiny_pictures_have_no_lines() {
        for (width, height) in [(1, 1), (2, 3), (640, 1), (1, 640), (640, 400)] {
            let print = Print::of(&RgbImage::from_pixel(width, height, Rgb([77; 3])));
            assert!(print.lines.is_empty() && print.longer_than(0.0) == 0);
            assert!(print.height(0.5).abs() < 1e-9);
        }
    }
}
