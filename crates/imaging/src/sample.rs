//! Colour pictures at other sizes and places, sampled the one way that networks for faces were
//! trained and measured with.
//!
//! Encodings of faces move by some 0.1 when another filter makes the crop, so the filters here are
//! pinned: sample positions are those of pixel centres, `source = (target + 0.5) * ratio - 0.5`.
//! They agree with OpenCV 5.0's `INTER_LINEAR` bit by bit when shrinking (when enlarging, but for a few
//! of 10,000 samples), and with its `INTER_AREA` and `warpAffine` to one of 255 levels in a few samples of a
//! thousand.

use image::{Rgb, RgbImage};

/// Rotation, scale and shift of the plane: `x' = a·x - b·y + x0`, `y' = b·x + a·y + y0`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alignment {
    /// Scale times cosine.
    pub a: f64,
    /// Scale times sine; positive turns from x towards y.
    pub b: f64,
    /// Shift along x.
    pub x0: f64,
    /// Shift along y.
    pub y0: f64,
}

impl Alignment {
    /// The one that brings points to others with the least sum of squared distances; without
    /// reflection. `None` when there are fewer than two points or they coincide.
    ///
    /// Source: Umeyama, "Least-squares estimation of transformation parameters between two point
    /// patterns", IEEE TPAMI 13(4), 1991, for two dimensions.
    pub fn fit(from: &[[f64; 2]], to: &[[f64; 2]]) -> Option<Self> {
        let count = from.len().min(to.len());
        if count < 2 {
            return None;
        }
        let mean = |points: &[[f64; 2]], axis: usize| {
            points[..count].iter().map(|point| point[axis]).sum::<f64>() / count as f64
        };
        let (from_x, from_y) = (mean(from, 0), mean(from, 1));
        let (to_x, to_y) = (mean(to, 0), mean(to, 1));
        let (mut same, mut cross, mut spread) = (0.0, 0.0, 0.0);
        for (p, q) in from.iter().zip(to) {
            let (px, py, qx, qy) = (p[0] - from_x, p[1] - from_y, q[0] - to_x, q[1] - to_y);
            same += px * qx + py * qy;
            cross += px * qy - py * qx;
            spread += px * px + py * py;
        }
        if !(spread > 0.0 && spread.is_finite() && same.is_finite() && cross.is_finite()) {
            return None;
        }
        let (a, b) = (same / spread, cross / spread);
        (a != 0.0 || b != 0.0).then_some(Self {
            a,
            b,
            x0: to_x - a * from_x + b * from_y,
            y0: to_y - b * from_x - a * from_y,
        })
    }

    /// How many times larger things become.
    pub fn scale(&self) -> f64 {
        self.a.hypot(self.b)
    }

    /// Where a point goes.
    pub fn apply(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.a * x - self.b * y + self.x0, self.b * x + self.a * y + self.y0]
    }

    /// The way back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let square = self.a * self.a + self.b * self.b;
        let (a, b) = (self.a / square, -self.b / square);
        Self { a, b, x0: -a * self.x0 + b * self.y0, y0: -b * self.x0 - a * self.y0 }
    }
}

/// An upright part of the plane of a picture, in whole pixels; black where it reaches beyond it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// The first column.
    pub x: i64,
    /// The first row.
    pub y: i64,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl View {
    /// The whole of a picture.
    pub fn whole(source: &RgbImage) -> Self {
        Self { x: 0, y: 0, width: source.width(), height: source.height() }
    }

    fn is_empty(&self) -> bool {
        self.width == 0 || self.height == 0
    }
}

/// The picture at another size, each output sample interpolated linearly between four of the input.
/// Shrinking by more than 2 passes over samples: use [`resized_area_rgb8`] there. An empty picture,
/// or a size of zero, gives a black one.
pub fn resized_linear_rgb8(source: &RgbImage, width: u32, height: u32) -> RgbImage {
    view_linear_rgb8(source, View::whole(source), width, height)
}

/// As [`resized_linear_rgb8`], of a part of the picture, which is not copied first.
pub fn view_linear_rgb8(source: &RgbImage, view: View, width: u32, height: u32) -> RgbImage {
    let mut target = RgbImage::new(width, height);
    if source.is_empty() || target.is_empty() || view.is_empty() {
        return target;
    }
    let columns = linear_taps(view.x, view.width, source.width(), width);
    let rows = linear_taps(view.y, view.height, source.height(), height);
    let stride = source.width() as usize * 3;
    let black = vec![0; stride];
    let row = |place: Option<usize>| match place {
        Some(row) => &source.as_raw()[row * stride..][..stride],
        None => &black[..],
    };
    let line = width as usize * 3;
    // Rows of the input across, by row; the next output row mostly needs one of the two again.
    let mut across = [(None, vec![0; line]), (None, vec![0; line])];
    for (target, tap) in target.chunks_exact_mut(line).zip(&rows) {
        if across[1].0 == Some(tap.places[0]) {
            across.swap(0, 1);
        }
        for ((known, mixed), place) in across.iter_mut().zip(tap.places) {
            if *known != Some(place) {
                mix_across(row(place), &columns, mixed);
                *known = Some(place);
            }
        }
        let [above, below] = tap.weights;
        for ((value, &a), &b) in target.iter_mut().zip(&across[0].1).zip(&across[1].1) {
            let sum = (((a >> 4) * above) >> 16) + (((b >> 4) * below) >> 16);
            *value = ((sum + 2) >> 2) as u8;
        }
    }
    target
}

/// A row at the output's columns, times [`UNIT`].
fn mix_across(row: &[u8], columns: &[LinearTap], mixed: &mut [i32]) {
    let sample = |place: Option<usize>, channel: usize| {
        place.map_or(0, |column| i32::from(row[column * 3 + channel]))
    };
    for (mixed, tap) in mixed.chunks_exact_mut(3).zip(columns) {
        for (channel, mixed) in mixed.iter_mut().enumerate() {
            let [before, after] = tap.places.map(|place| sample(place, channel));
            *mixed = before * tap.weights[0] + after * tap.weights[1];
        }
    }
}

/// A part of the picture at another size: averaged by area where its longer side shrinks by more than
/// 2, so that no sample is passed over, else interpolated linearly.
pub fn view_rgb8(source: &RgbImage, view: View, width: u32, height: u32) -> RgbImage {
    if view.width.max(view.height) > width.max(height).saturating_mul(2) {
        view_area_rgb8(source, view, width, height)
    } else {
        view_linear_rgb8(source, view, width, height)
    }
}

fn rounded(value: f32) -> u8 {
    (value + 0.5) as u8
}

/// Beyond 1.5 · 2²³ an `f32` holds whole numbers only, so that adding this rounds.
fn rounded_to_even(value: f32) -> u8 {
    const WHOLE: f32 = 12_582_912.0;
    ((value + WHOLE) - WHOLE) as u8
}

/// Weights of linear interpolation are whole numbers of 1/2048, and sums across keep 7 of the 11 bits:
/// OpenCV's fixed point, bit by bit, because a twelfth of the samples would differ by a level else, and
/// always upwards.
const UNIT: f32 = 2048.0;

/// The two input samples that an output sample lies between, `None` outside of the picture, and their
/// weights.
struct LinearTap {
    places: [Option<usize>; 2],
    weights: [i32; 2],
}

/// Per output sample along one axis of a view. Beyond the outer samples of the view, those are
/// repeated.
fn linear_taps(start: i64, from: u32, source: u32, to: u32) -> Vec<LinearTap> {
    let ratio = f64::from(from) / f64::from(to);
    let inside = |index: u32| {
        let place = start.saturating_add(i64::from(index.min(from - 1)));
        (0..i64::from(source)).contains(&place).then_some(place as usize)
    };
    (0..to)
        .map(|index| {
            let place =
                ((f64::from(index) + 0.5) * ratio - 0.5).clamp(0.0, f64::from(from - 1)) as f32;
            let (before, share) = (place as u32, place.fract());
            let weight = |share: f32| (share * UNIT).round_ties_even() as i32;
            LinearTap {
                places: [inside(before), inside(before.saturating_add(1))],
                weights: [weight(1.0 - share), weight(share)],
            }
        })
        .collect()
}

/// The picture at a smaller size, each output sample the mean of what it covers, parts of samples
/// counted as parts. Enlarging falls back to [`resized_linear_rgb8`]. An empty picture, or a size of
/// zero, gives a black one.
pub fn resized_area_rgb8(source: &RgbImage, width: u32, height: u32) -> RgbImage {
    view_area_rgb8(source, View::whole(source), width, height)
}

/// As [`resized_area_rgb8`], of a part of the picture, which is not copied first.
///
/// Cost: one pass over the part, about 0.2 ns a sample.
pub fn view_area_rgb8(source: &RgbImage, view: View, width: u32, height: u32) -> RgbImage {
    let mut target = RgbImage::new(width, height);
    if source.is_empty() || target.is_empty() || view.is_empty() {
        return target;
    }
    if width > view.width || height > view.height {
        return view_linear_rgb8(source, view, width, height);
    }
    let columns = covers(view.x, view.width, source.width(), width);
    let rows = covers(view.y, view.height, source.height(), height);
    let from = columns.iter().map(|cover| cover.first).min().unwrap_or(0);
    let to = columns.iter().map(|cover| cover.first + cover.count).max().unwrap_or(from);
    let mut sums = RowSums::new((to - from) * 3);
    let covered =
        f64::from(view.width) / f64::from(width) * f64::from(view.height) / f64::from(height);
    let scale = (1.0 / covered) as f32;
    // OpenCV rounds halves up where four samples become one, and to even levels elsewhere.
    let halved = view.width == width.saturating_mul(2) && view.height == height.saturating_mul(2);
    let rounded = if halved { rounded } else { rounded_to_even };
    for (line, rows) in target.chunks_exact_mut(width as usize * 3).zip(&rows) {
        let sums = sums.of(source, from * 3, rows);
        for (pixel, cover) in line.chunks_exact_mut(3).zip(&columns) {
            let sum = cover.sum(&sums[(cover.first - from) * 3..][..cover.count * 3]);
            for (value, sum) in pixel.iter_mut().zip(sum) {
                *value = rounded((sum * scale).min(255.0));
            }
        }
    }
    target
}

/// Sums of rows. Whole rows are summed as integers, which a processor does for sixteen samples at a
/// time.
struct RowSums {
    whole: [u16; BLOCK],
    sums: Vec<f32>,
}

/// How many samples of a row are summed over all rows before the next: they stay in the nearest cache.
const BLOCK: usize = 2048;
/// How many rows can be summed in 16 bits.
const MOST_WHOLE_ROWS: usize = 257;

impl RowSums {
    fn new(length: usize) -> Self {
        Self { whole: [0; BLOCK], sums: vec![0.0; length] }
    }

    /// The sum of the rows that a sample covers, from sample `start` of each.
    fn of(&mut self, source: &RgbImage, start: usize, rows: &Cover) -> &[f32] {
        let stride = source.width() as usize * 3;
        for (block, sums) in self.sums.chunks_mut(BLOCK).enumerate() {
            let whole = &mut self.whole[..sums.len()];
            sums.fill(0.0);
            let mut count = 0;
            for (row, share) in rows.parts() {
                let from = row * stride + start + block * BLOCK;
                let samples = &source.as_raw()[from..from + sums.len()];
                if share < 1.0 {
                    add_part(sums, samples, share);
                    continue;
                }
                if count == MOST_WHOLE_ROWS {
                    flush(whole, sums);
                    count = 0;
                }
                add(whole, samples);
                count += 1;
            }
            flush(whole, sums);
        }
        &self.sums
    }
}

fn flush(whole: &mut [u16], sums: &mut [f32]) {
    for (sum, whole) in sums.iter_mut().zip(whole) {
        *sum += f32::from(std::mem::take(whole));
    }
}

/// Never more than [`MOST_WHOLE_ROWS`] times 255, so that nothing wraps.
fn add(sums: &mut [u16], samples: &[u8]) {
    for (sum, &sample) in sums.iter_mut().zip(samples) {
        *sum = sum.wrapping_add(u16::from(sample));
    }
}

fn add_part(sums: &mut [f32], samples: &[u8], share: f32) {
    for (sum, &sample) in sums.iter_mut().zip(samples) {
        *sum += f32::from(sample) * share;
    }
}

/// What an output sample covers along one axis: whole input samples, and parts of the outer ones.
struct Cover {
    first: usize,
    count: usize,
    first_part: f32,
    last_part: f32,
}

impl Cover {
    /// Input samples with how much of each is covered, 0 to 1.
    fn parts(&self) -> impl Iterator<Item = (usize, f32)> {
        (0..self.count).map(move |index| {
            let part = match index {
                0 => self.first_part,
                index if index + 1 == self.count => self.last_part,
                _ => 1.0,
            };
            (self.first + index, part)
        })
    }

    /// The sum over pixels of three samples, as far as they are covered.
    fn sum(&self, pixels: &[f32]) -> [f32; 3] {
        let mut sum = [0.0; 3];
        for pixel in pixels.chunks_exact(3) {
            for (sum, sample) in sum.iter_mut().zip(pixel) {
                *sum += sample;
            }
        }
        if let Some(first) = pixels.first_chunk::<3>() {
            for (sum, sample) in sum.iter_mut().zip(first) {
                *sum -= sample * (1.0 - self.first_part);
            }
        }
        if let Some(last) = pixels.last_chunk::<3>().filter(|_| self.count > 1) {
            for (sum, sample) in sum.iter_mut().zip(last) {
                *sum -= sample * (1.0 - self.last_part);
            }
        }
        sum
    }
}

/// Per output sample along one axis of a view, what it covers of the picture.
fn covers(start: i64, from: u32, source: u32, to: u32) -> Vec<Cover> {
    let ratio = f64::from(from) / f64::from(to);
    let limit = f64::from(source);
    // What rounding took from a whole sample is given back.
    let share = |part: f64| if part > 1.0 - 1e-6 { 1.0 } else { part as f32 };
    (0..to)
        .map(|index| {
            let begin = f64::from(index) * ratio;
            let end = (begin + ratio).min(f64::from(from));
            let begin = (begin + start as f64).clamp(0.0, limit);
            let end = (end + start as f64).clamp(begin, limit);
            let first = begin as usize;
            // A sliver that rounding left is no sample of its own.
            let count = ((end - 1e-6).ceil() as usize).max(first) - first;
            if count == 0 {
                return Cover {
                    first: first.min(source as usize),
                    count,
                    first_part: 0.0,
                    last_part: 0.0,
                };
            }
            let first_end = (first as f64 + 1.0).min(end);
            let last_start = (first + count - 1) as f64;
            Cover {
                first,
                count,
                first_part: share(first_end - begin),
                last_part: share(end - last_start),
            }
        })
        .collect()
}

/// The picture seen through an alignment: the pixel at `p` of the output is the one at
/// `alignment⁻¹(p)` of the input, interpolated linearly; black outside.
pub fn warped_rgb8(source: &RgbImage, alignment: &Alignment, width: u32, height: u32) -> RgbImage {
    let back = alignment.inverse();
    RgbImage::from_fn(width, height, |x, y| {
        let [x, y] = back.apply([f64::from(x), f64::from(y)]);
        linear_at(source, x, y)
    })
}

/// Between four samples, those outside of the picture being black.
fn linear_at(source: &RgbImage, x: f64, y: f64) -> Rgb<u8> {
    let (left, top) = (x.floor(), y.floor());
    let (across, down) = ((x - left) as f32, (y - top) as f32);
    let sample = |dx: i64, dy: i64| -> [f32; 3] {
        let (x, y) = ((left as i64).saturating_add(dx), (top as i64).saturating_add(dy));
        match (u32::try_from(x), u32::try_from(y)) {
            (Ok(x), Ok(y)) if x < source.width() && y < source.height() => {
                source.get_pixel(x, y).0.map(f32::from)
            }
            _ => [0.0; 3],
        }
    };
    let corners = [sample(0, 0), sample(1, 0), sample(0, 1), sample(1, 1)];
    Rgb([0, 1, 2].map(|channel| {
        let [upper, next, lower, last] = corners.map(|corner| corner[channel]);
        let mix = |a: f32, b: f32, share: f32| a + (b - a) * share;
        rounded(mix(mix(upper, next, across), mix(lower, last, across), down))
    }))
}

/// The part of a picture from column `x` and row `y` on; black where that is outside of it.
pub fn cropped_rgb8(source: &RgbImage, x: i64, y: i64, width: u32, height: u32) -> RgbImage {
    let mut target = RgbImage::new(width, height);
    let inside = |start: i64, length: u32, limit: u32| {
        let from = start.clamp(0, i64::from(limit));
        let to = start.saturating_add(i64::from(length)).clamp(from, i64::from(limit));
        (from, to)
    };
    let (left, right) = inside(x, width, source.width());
    let (top, bottom) = inside(y, height, source.height());
    let span = (right - left) as usize * 3;
    if span == 0 {
        return target;
    }
    let samples: &mut [u8] = &mut target;
    for row in top..bottom {
        let from = (row as usize * source.width() as usize + left as usize) * 3;
        let to = ((row - y) as usize * width as usize + (left - x) as usize) * 3;
        samples[to..to + span].copy_from_slice(&source.as_raw()[from..from + span]);
    }
    target
}

/// The colour at a point between pixel centres, which lie at halves, by bilinear interpolation; beyond the border the
/// border goes on. Black where the picture is empty.
pub fn interpolated_rgb8(picture: &RgbImage, x: f32, y: f32) -> [f32; 3] {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let (last_x, last_y) = (width.saturating_sub(1), height.saturating_sub(1));
    let x = (x - 0.5).clamp(0.0, last_x as f32);
    let y = (y - 0.5).clamp(0.0, last_y as f32);
    let (x0, y0) = (x as usize, y as usize);
    let (x1, y1) = ((x0 + 1).min(last_x), (y0 + 1).min(last_y));
    let (right, down) = (x - x0 as f32, y - y0 as f32);
    let raw = picture.as_raw();
    let colour = |x: usize, y: usize| {
        raw.get(3 * (y * width + x)..)
            .and_then(<[u8]>::first_chunk)
            .map_or([0.0; 3], |c| c.map(f32::from))
    };
    let rows = [y0, y1].map(|y| [colour(x0, y), colour(x1, y)]);
    std::array::from_fn(|channel| {
        let [above, below] =
            rows.map(|[first, second]| first[channel] + (second[channel] - first[channel]) * right);
        above + (below - above) * down
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    /// Numbers at the ends of their range, and usual ones.
    fn far() -> impl Strategy<Value = i64> {
        prop_oneof![
            Just(i64::MIN),
            Just(i64::MAX),
            Just(-i64::from(u32::MAX)),
            Just(1 << 53),
            any::<i64>(),
            -20..20_i64
        ]
    }

    fn long() -> impl Strategy<Value = u32> {
        prop_oneof![Just(0), Just(u32::MAX), Just(1 << 31), any::<u32>(), 0..30_u32]
    }

    fn number() -> impl Strategy<Value = f64> {
        prop_oneof![
            any::<f64>(),
            Just(f64::NAN),
            Just(f64::INFINITY),
            Just(f64::MAX),
            -9.0..9.0_f64
        ]
    }

    proptest! {
        /// Whatever is asked for: no panic, the size that was asked for, black where nothing is.
        #[test]
        fn any_view_can_be_seen(x in far(), y in far(), width in long(), height in long(), to in 0..12_u32, tall in 0..12_u32) {
            let picture = ramp(7, 5);
            let view = View { x, y, width, height };
            for seen in [view_rgb8, view_area_rgb8, view_linear_rgb8].map(|f| f(&picture, view, to, tall)) {
                prop_assert_eq!(seen.dimensions(), (to, tall));
                if x >= 7 || y >= 5 {
                    prop_assert!(seen.iter().all(|level| *level == 0));
                }
            }
            prop_assert_eq!(cropped_rgb8(&picture, x, y, to, tall).dimensions(), (to, tall));
        }

        #[test]
        fn any_alignment_can_be_seen_through(a in number(), b in number(), x0 in number(), y0 in number()) {
            let alignment = Alignment { a, b, x0, y0 };
            prop_assert_eq!(warped_rgb8(&ramp(7, 5), &alignment, 6, 4).dimensions(), (6, 4));
            let _ = Alignment::fit(&[[a, b], [x0, y0]], &[[x0, b], [a, y0]]);
        }
    }

    #[test]
    fn a_view_that_shrinks_much_is_averaged() {
        let picture = ramp(40, 20);
        let view = View::whole(&picture);
        assert_eq!(view_rgb8(&picture, view, 20, 10), view_linear_rgb8(&picture, view, 20, 10));
        assert_eq!(view_rgb8(&picture, view, 19, 10), view_area_rgb8(&picture, view, 19, 10));
        assert_ne!(
            view_area_rgb8(&picture, view, 19, 10),
            view_linear_rgb8(&picture, view, 19, 10)
        );
    }

    fn ramp(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, (x + y) as u8]))
    }

    #[test]
    fn an_alignment_is_found_and_goes_back() {
        let truth = Alignment { a: 0.4, b: -0.3, x0: 7.0, y0: -2.5 };
        let from = [[0.0, 0.0], [10.0, 3.0], [-4.0, 8.0], [5.0, 5.0]];
        let found = Alignment::fit(&from, &from.map(|p| truth.apply(p))).unwrap();
        assert!((found.a - truth.a).abs() < 1e-12 && (found.x0 - truth.x0).abs() < 1e-9);
        let [x, y] = truth.inverse().apply(truth.apply([3.0, 4.0]));
        assert!((x - 3.0).abs() < 1e-9 && (y - 4.0).abs() < 1e-9);
        assert_eq!(Alignment::fit(&from[..1], &from[..1]), None);
        assert_eq!(Alignment::fit(&[[1.0, 1.0]; 3], &from[..3]), None);
    }

    #[test]
    fn the_same_size_is_the_same_picture() {
        let picture = ramp(17, 9);
        assert_eq!(resized_linear_rgb8(&picture, 17, 9), picture);
        assert_eq!(resized_area_rgb8(&picture, 17, 9), picture);
        let still = Alignment { a: 1.0, b: 0.0, x0: 0.0, y0: 0.0 };
        assert_eq!(warped_rgb8(&picture, &still, 17, 9), picture);
    }

    #[test]
    fn an_area_is_a_mean() {
        let picture =
            RgbImage::from_fn(6, 3, |x, _| Rgb([[0, 30, 60, 90, 120, 150][x as usize]; 3]));
        let small = resized_area_rgb8(&picture, 2, 1);
        assert_eq!((small.get_pixel(0, 0).0, small.get_pixel(1, 0).0), ([30; 3], [120; 3]));
        // Four columns of one and a half: (0 + 30 / 2) / 1.5 = 10.
        assert_eq!(resized_area_rgb8(&picture, 4, 1).get_pixel(0, 0).0, [10; 3]);
        let flat = RgbImage::from_pixel(97, 61, Rgb([201, 3, 255]));
        assert!(resized_area_rgb8(&flat, 13, 7).pixels().all(|p| p.0 == [201, 3, 255]));
    }

    #[test]
    fn views_are_crops_that_were_not_made() {
        let picture =
            RgbImage::from_fn(90, 70, |x, y| Rgb([(x * 7 % 256) as u8, (y * 5 % 256) as u8, 99]));
        for (x, y, width, height) in
            [(0, 0, 90, 70), (5, 9, 40, 33), (-7, 50, 60, 60), (200, 200, 9, 9)]
        {
            let view = View { x, y, width, height };
            let crop = cropped_rgb8(&picture, x, y, width, height);
            for (to, tall) in [(7, 6), (11, 40), (100, 90)] {
                assert_eq!(
                    view_area_rgb8(&picture, view, to, tall),
                    resized_area_rgb8(&crop, to, tall)
                );
                assert_eq!(
                    view_linear_rgb8(&picture, view, to, tall),
                    resized_linear_rgb8(&crop, to, tall)
                );
            }
        }
    }

    #[test]
    fn many_rows_do_not_overflow() {
        let white = RgbImage::from_pixel(3, 70_000, Rgb([255; 3]));
        assert!(resized_area_rgb8(&white, 2, 3).iter().all(|&level| level == 255));
    }

    #[test]
    fn warps_and_crops_are_black_outside() {
        let white = RgbImage::from_pixel(4, 4, Rgb([255; 3]));
        let shift = Alignment { a: 1.0, b: 0.0, x0: 2.0, y0: 0.0 };
        let moved = warped_rgb8(&white, &shift, 4, 4);
        assert_eq!((moved.get_pixel(1, 1).0, moved.get_pixel(2, 1).0), ([0; 3], [255; 3]));
        let crop = cropped_rgb8(&ramp(8, 8), -1, 6, 3, 4);
        assert_eq!(crop.get_pixel(0, 0).0, [0; 3]);
        assert_eq!(crop.get_pixel(1, 1).0, [0, 7, 7]);
        assert_eq!(crop.get_pixel(1, 2).0, [0; 3]);
        assert!(cropped_rgb8(&white, 90, 90, 2, 2).pixels().all(|p| p.0 == [0; 3]));
    }
}
