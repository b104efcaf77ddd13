//! The printed lines of a page.

use bonafide_imaging::{Area, Perspective, encloses};
use bonafide_types::PixelBox;

use crate::identity::{Print, TextLine};
use crate::page::Page;
use crate::plane::{Corners, area, document_or_whole};

/// Lines that are compared at most, the longest: a card has some 40, labels counted.
const MOST: usize = 64;

/// Pixels that are looked at in all; what is beyond is left out.
const MOST_PIXELS: u64 = 1 << 22;

/// How far the lines that are found here are widened to all sides, in pixels of the flat document: strokes
/// are found by their sides, which lie inside of them.
const MARGIN: f64 = 1.0;

/// A printed line: its corners go round clockwise, in pixels of the upright picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Region {
    pub(super) corners: Corners,
    /// The pixels of the picture that the corners span; not empty.
    pub(super) bounds: PixelBox,
    /// Sides of the line, pixels.
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Region {
    /// `None` where the corners hold nothing of a picture of this size, or no numbers.
    fn of(corners: &Corners, size: (u32, u32)) -> Option<Self> {
        if !corners.iter().flatten().all(|value| value.is_finite()) {
            return None;
        }
        let mut corners = *corners;
        if area(&corners) < 0.0 {
            corners.swap(1, 3);
        }
        let ends = |axis: usize, side: u32| {
            let all = || corners.iter().map(|corner| corner[axis]);
            let from = all().fold(f32::MAX, f32::min).floor().clamp(0.0, side as f32);
            let to = all().fold(f32::MIN, f32::max).ceil().clamp(0.0, side as f32);
            (from as u32, to as u32)
        };
        let ((left, right), (top, bottom)) = (ends(0, size.0), ends(1, size.1));
        if left >= right || top >= bottom {
            return None;
        }
        let [a, b, c, d] = corners;
        let length = |a: [f32; 2], b: [f32; 2]| (b[0] - a[0]).hypot(b[1] - a[1]);
        let (one, other) =
            (f32::midpoint(length(a, b), length(d, c)), f32::midpoint(length(a, d), length(b, c)));
        Some(Self {
            corners,
            bounds: PixelBox { left, top, right, bottom },
            width: one.max(other),
            height: one.min(other),
        })
    }

    fn pixels(&self) -> u64 {
        let PixelBox { left, top, right, bottom } = self.bounds;
        u64::from(right - left) * u64::from(bottom - top)
    }

    fn centre(&self) -> [f32; 2] {
        let along = |axis: usize| self.corners.iter().map(|corner| corner[axis]).sum::<f32>() / 4.0;
        [along(0), along(1)]
    }
}

/// The lines of print of a page: those that another stage read, else those that are found by their strokes.
/// What lies in the portrait or in a barcode is none.
pub(super) fn regions(page: &Page<'_>) -> Vec<Region> {
    let found = if page.known.fields.is_empty() { found(page) } else { page.known.fields.clone() };
    let size = page.picture.rgb().dimensions();
    let is_print = |region: &Region| {
        let centre = region.centre();
        let in_portrait = page.known.portrait.is_some_and(|portrait| holds(&portrait, centre));
        !in_portrait && !page.known.barcodes.iter().any(|barcode| encloses(barcode, centre))
    };
    let regions = found.iter().filter_map(|corners| Region::of(corners, size));
    let mut regions: Vec<Region> = regions.filter(is_print).collect();
    regions.sort_by(|a, b| b.width.total_cmp(&a.width));
    let mut left = MOST_PIXELS;
    regions.retain(|region| match left.checked_sub(region.pixels()) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    });
    regions.truncate(MOST);
    // Where they lie decides on their order in the output, not their length.
    regions.sort_by_key(|region| (region.bounds.top, region.bounds.left, region.bounds.right));
    regions
}

fn holds(area: &Area, [x, y]: [f32; 2]) -> bool {
    x >= area.x && y >= area.y && x <= area.x + area.width && y <= area.y + area.height
}

/// Lines of strokes in the flat document, by their corners in the picture.
fn found(page: &Page<'_>) -> Vec<Corners> {
    let corners = document_or_whole(page.known.document.as_ref(), page.picture.rgb());
    let Some(view) = Perspective::of(&corners) else { return Vec::new() };
    let flat = &page.flat().rgb;
    let print = Print::of(flat);
    let (width, height) = (f64::from(flat.width()), f64::from(flat.height()));
    let placed = |line: &TextLine| {
        let [from, to] = [line.left, line.left + line.width].map(|at| at as f64);
        let [top, bottom] = [line.top, line.top + line.height].map(|at| at as f64);
        let (from, to, top, bottom) = (from - MARGIN, to + MARGIN, top - MARGIN, bottom + MARGIN);
        let at = |along: f64, across: f64| {
            let [x, y] = if print.runs_down { [across, along] } else { [along, across] };
            view.at(x / width, y / height).map(|point| point.map(|value| value as f32))
        };
        Some([at(from, top)?, at(to, top)?, at(to, bottom)?, at(from, bottom)?])
    };
    print.lines.iter().filter_map(placed).collect()
}
