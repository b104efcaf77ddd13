//! Lines along the rows of a symbol, sampled at a fixed number of samples a module.

use bonafide_imaging::{GrayImage, Point};

use super::guard::{Guard, Kind};
use crate::view::Area;

/// Samples a module.
pub(crate) const SAMPLES: f32 = 3.0;
/// Modules sampled before the first and behind the last codeword: a guard pattern and some quiet
/// zone.
pub(crate) const LEAD: f32 = 21.0;
/// Most codewords of a row: 30 columns and two row indicators.
pub(crate) const MAX_COLUMNS: usize = 32;
/// Most lines that are sampled: 90 rows of three modules, and room for perspective.
const MAX_LINES: f32 = 400.0;

/// Most modules of codewords on a line, whatever a frame looks like.
const LONGEST: f32 = 2.0 * MAX_COLUMNS as f32 * 17.0;
/// Modules from the middle of a thick line to its outer ones: all within a row of three.
const THICKNESS: f32 = 0.8;
/// The quadrangle of the codewords: between start and stop pattern, from the first to the last row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    /// Top and bottom of the side where rows begin.
    pub(crate) left: [Point; 2],
    /// Top and bottom of the side where rows end.
    pub(crate) right: [Point; 2],
    /// Whether the left side is known, so that lines can be read from there.
    pub(crate) has_start: bool,
    /// Whether the right side is known, so that lines can be read from there too.
    pub(crate) has_stop: bool,
    /// Whether a stop pattern was seen.
    pub(crate) stop_seen: bool,
    /// Width of a module in pixels, the mean.
    pub(crate) module: f32,
    /// Width of a module at the left and at the right side, as a share of the mean.
    pub(crate) sides: [f32; 2],
    /// By how much bars are wider than they should be, in modules.
    pub(crate) growth: f32,
    /// Lines on which its guard patterns were seen.
    pub(crate) seen: usize,
    /// Light bars on dark.
    pub(crate) inverted: bool,
    /// From left to right and from top to bottom is a left-handed turn in the picture.
    pub(crate) mirrored: bool,
}

impl Frame {
    /// Between two guard patterns.
    pub(crate) fn between(start: &Guard, stop: &Guard) -> Self {
        let (left, right) = if (0.6..1.67).contains(&(start.height() / stop.height())) {
            (start.ends, stop.ends)
        } else {
            let down = start.reading().moved(stop.reading(), 1.0);
            let down = Point { x: -down.y / 2.0, y: down.x / 2.0 };
            let levels = [start.ends, stop.ends].map(|ends| ends.map(|end| end.dot(down)));
            let top = levels[0][0].min(levels[1][0]);
            let bottom = levels[0][1].max(levels[1][1]);
            (extended(start.ends, down, top, bottom), extended(stop.ends, down, top, bottom))
        };
        Self {
            left,
            right,
            has_start: true,
            has_stop: true,
            stop_seen: true,
            module: (start.module + stop.module) / 2.0,
            sides: [start, stop].map(|side| 2.0 * side.module / (start.module + stop.module)),
            growth: (start.growth + stop.growth) / 2.0,
            seen: start.seen + stop.seen,
            inverted: start.inverted,
            mirrored: false,
        }
    }

    /// From one guard pattern across the picture as far as a symbol can reach.
    pub(crate) fn beside(guard: &Guard, width: f32, height: f32) -> Self {
        let longest = MAX_COLUMNS as f32 * 17.0 * guard.module * 1.3;
        let sign = if guard.kind == Kind::Start { 1.0 } else { -1.0 };
        let reading = guard.reading();
        let direction = Point { x: sign * reading.x, y: sign * reading.y };
        let far = inside(guard.middle(), direction, longest, width, height);
        let other = guard.ends.map(|end| end.moved(direction, far));
        let is_start = guard.kind == Kind::Start;
        let (left, right) = if is_start { (guard.ends, other) } else { (other, guard.ends) };
        Self {
            left,
            right,
            has_start: is_start,
            has_stop: !is_start,
            stop_seen: !is_start,
            module: guard.module,
            sides: [1.0; 2],
            growth: guard.growth,
            seen: guard.seen,
            inverted: guard.inverted,
            mirrored: false,
        }
    }

    /// The same in other pixels, by a map that keeps angles.
    pub(crate) fn map(&self, to: impl Fn(Point) -> Point) -> Self {
        let (left, right) = (self.left.map(&to), self.right.map(&to));
        let length = |frame: &Self| {
            frame.left[0].minus(frame.right[1]).length()
                + frame.left[1].minus(frame.right[0]).length()
        };
        let mapped = Self { left, right, ..*self };
        Self { module: self.module * length(&mapped) / length(self).max(1e-3), ..mapped }
    }

    /// The same in a picture that is `factor` times as large.
    pub(crate) fn scaled(&self, factor: f32) -> Self {
        self.map(|point| Point { x: point.x * factor, y: point.y * factor })
    }

    /// Whether another frame is so near that reading it would show nothing new.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let near = |a: [Point; 2], b: [Point; 2]| {
            a.iter().zip(b).all(|(a, b)| a.minus(b).length() < 3.0 * self.module)
        };
        (self.has_start, self.has_stop, self.inverted)
            == (other.has_start, other.has_stop, other.inverted)
            && near(self.left, other.left)
            && near(self.right, other.right)
    }

    /// A point of the symbol that is certain: just inside its guard pattern.
    pub(crate) fn anchor(&self) -> Point {
        let (left, right) = self.line(0.5);
        let share = 17.0 * self.module / right.minus(left).length().max(1e-3);
        if self.has_start {
            left.lerp(right, share.min(0.5))
        } else {
            right.lerp(left, share.min(0.5))
        }
    }

    /// The corners of the symbol with its guard patterns.
    pub(crate) fn outline(&self, compact: bool) -> [Point; 4] {
        let after = if compact { 1.0 } else { 18.0 };
        let [top, bottom] = [0, 1].map(|end| {
            let (left, right) = (self.left[end], self.right[end]);
            let along = right.minus(left);
            let unit = |side: usize| self.module * self.sides[side] / along.length().max(1e-3);
            [left.moved(along, -17.0 * unit(0)), right.moved(along, after * unit(1))]
        });
        [top[0], top[1], bottom[1], bottom[0]]
    }

    /// The rectangle around it, turned as it is, with `margin` modules on all sides.
    pub(crate) fn area(&self, margin: f32) -> Area {
        let (left, right) = self.line(0.5);
        let along = right.minus(left);
        let around = 2.0 * margin * self.module;
        Area {
            center: left.lerp(right, 0.5),
            length: along.length() + around,
            depth: self.rows_height() * self.module + around,
            angle: along.y.atan2(along.x),
        }
    }

    /// Its height in modules, the mean of both sides.
    pub(crate) fn rows_height(&self) -> f32 {
        let side = |[top, bottom]: [Point; 2]| bottom.minus(top).length();
        (side(self.left) + side(self.right)) / 2.0 / self.module
    }

    /// The ends of the line at `share` of the height.
    pub(crate) fn line(&self, share: f32) -> (Point, Point) {
        (self.left[0].lerp(self.left[1], share), self.right[0].lerp(self.right[1], share))
    }
}

/// The part of the line through `ends` between two levels along `down`.
fn extended(ends: [Point; 2], down: Point, top: f32, bottom: f32) -> [Point; 2] {
    let (first, last) = (ends[0].dot(down), ends[1].dot(down));
    if (last - first).abs() < 1.0 {
        return ends;
    }
    [top, bottom].map(|level| ends[0].lerp(ends[1], (level - first) / (last - first)))
}

/// How far one can go from a point without leaving the picture, at most `longest`.
fn inside(from: Point, direction: Point, longest: f32, width: f32, height: f32) -> f32 {
    let until = |at: f32, step: f32, size: f32| {
        if step > 1e-6 {
            (size - at) / step
        } else if step < -1e-6 {
            -at / step
        } else {
            longest
        }
    };
    until(from.x, direction.x, width).min(until(from.y, direction.y, height)).clamp(1.0, longest)
}

/// One line: luma at equal steps, a bar dark whatever the picture.
pub(crate) struct Line {
    pub(crate) samples: Vec<f32>,
    /// Where the codewords begin, in samples.
    pub(crate) begin: f32,
    /// Where they end.
    pub(crate) end: f32,
    /// Width of a module where they begin and where they end, in samples.
    pub(crate) modules: [f32; 2],
}

impl Line {
    fn add(&mut self, other: &Self) {
        self.samples.iter_mut().zip(&other.samples).for_each(|(sum, value)| *sum += value);
    }
}

/// The lines of a frame, from top to bottom.
pub(crate) struct Lines {
    pub(crate) all: Vec<Line>,
    pub(crate) frame: Frame,
    /// Pixels of the picture to a sample, along a line.
    pub(crate) step: f32,
}

impl Lines {
    /// How many samples [`Self::sample`] takes, all lines together, at most.
    pub(crate) fn count_samples(frame: &Frame, spacing: f32) -> usize {
        let (left, right) = frame.line(0.5);
        let codewords = (right.minus(left).length() / frame.module).min(LONGEST);
        (Self::count(frame, spacing) as f32 * (codewords + 2.0 * LEAD) * SAMPLES) as usize
    }

    fn count(frame: &Frame, spacing: f32) -> usize {
        (frame.rows_height() / spacing).ceil().clamp(3.0, MAX_LINES) as usize
    }

    /// Samples `picture`, in whose pixels `frame` is, with lines `spacing` modules apart; thick
    /// lines are the mean of three.
    pub(crate) fn sample(picture: &GrayImage, frame: &Frame, spacing: f32, thick: bool) -> Self {
        let count = Self::count(frame, spacing);
        let step = frame.module / SAMPLES;
        let (left, right) = frame.line(0.5);
        let mean = right.minus(left).length().max(1e-3);
        let all = (0..count)
            .map(|index| {
                let (left, right) = frame.line((index as f32 + 0.5) / count as f32);
                // Where perspective makes a line shorter, its modules are narrower.
                let share = if frame.has_start && frame.has_stop {
                    right.minus(left).length() / mean
                } else {
                    1.0
                };
                let modules = frame.sides.map(|side| SAMPLES * side * share);
                let mut line = sampled(picture, left, right, step, frame.inverted);
                line.modules = modules;
                if thick {
                    let middle = (index as f32 + 0.5) / count as f32;
                    let off = THICKNESS / frame.rows_height();
                    for share in [middle - off, middle + off] {
                        let (left, right) = frame.line(share);
                        line.add(&sampled(picture, left, right, step, frame.inverted));
                    }
                    for value in &mut line.samples {
                        *value /= 3.0;
                    }
                }
                line
            })
            .collect();
        Self { all, frame: *frame, step }
    }

    /// The levels of bars and of spaces between the sides: a tenth of the samples is darker, a tenth
    /// lighter.
    pub(crate) fn levels(&self) -> (f32, f32) {
        let mut counts = [0_u32; 256];
        let mut total = 0;
        for line in &self.all {
            let (begin, end) = (line.begin as usize, line.end as usize);
            for value in line.samples.get(begin..end).unwrap_or(&[]).iter().step_by(4) {
                counts[usize::from(*value as u8)] += 1;
                total += 1;
            }
        }
        let at = |share: u32| {
            let mut left = total * share / 100;
            let level = counts.iter().position(|count| {
                let here = left < *count;
                left = left.saturating_sub(*count);
                here
            });
            level.unwrap_or(0) as f32
        };
        (at(10), at(90))
    }

    /// The point of the picture at a position of a line.
    pub(crate) fn point(&self, line: f32, position: f32) -> Point {
        let (left, right) = self.frame.line((line + 0.5) / self.all.len() as f32);
        let length = right.minus(left).length().max(1e-3);
        left.lerp(right, (position - LEAD * SAMPLES) * self.step / length)
    }
}

fn sampled(picture: &GrayImage, left: Point, right: Point, step: f32, inverted: bool) -> Line {
    let along = right.minus(left);
    let length = along.length();
    let lead = LEAD * SAMPLES;
    let codewords = (length / step).min(LONGEST * SAMPLES);
    let count = (codewords + 2.0 * lead) as usize;
    let direction =
        Point { x: along.x / length.max(1e-3) * step, y: along.y / length.max(1e-3) * step };
    let first = left.moved(direction, 0.5 - lead);
    let mut samples = Luma::of(picture).along(first, direction, count);
    if inverted {
        for value in &mut samples {
            *value = 255.0 - *value;
        }
    }
    Line { samples, begin: lead, end: lead + codewords, modules: [SAMPLES; 2] }
}

/// Luma between pixels.
struct Luma<'a> {
    samples: &'a [u8],
    width: usize,
    last_x: f32,
    last_y: f32,
}

/// Bits behind the point of positions in pixels.
const FRACTION: u32 = 16;

impl<'a> Luma<'a> {
    fn of(picture: &'a GrayImage) -> Self {
        Self {
            samples: picture.as_raw(),
            width: picture.width() as usize,
            last_x: picture.width().saturating_sub(1) as f32,
            last_y: picture.height().saturating_sub(1) as f32,
        }
    }

    /// `count` samples from `first` on, `step` apart, bilinear; beyond the picture its nearest
    /// pixel.
    fn along(&self, first: Point, step: Point, count: usize) -> Vec<f32> {
        let inside = |from: f32, by: f32, last: f32| {
            let at = |limit: f32| (limit - from) / by;
            let (low, high) = match by.abs() < 1e-6 {
                true if (0.5..last - 0.5).contains(&from) => (0.0, count as f32),
                true => (0.0, 0.0),
                false if by > 0.0 => (at(0.5), at(last - 0.5)),
                false => (at(last - 0.5), at(0.5)),
            };
            (low.clamp(0.0, count as f32), high.clamp(0.0, count as f32))
        };
        let (from_x, to_x) = inside(first.x - 0.5, step.x, self.last_x);
        let (from_y, to_y) = inside(first.y - 0.5, step.y, self.last_y);
        // One more on each side than rounding could get wrong.
        let from = (from_x.max(from_y).ceil() as usize + 1).min(count);
        let to = (to_x.min(to_y).floor() as usize).saturating_sub(1).max(from);
        let slow = |i: usize| self.at(first.moved(step, i as f32));
        let mut samples = Vec::with_capacity(count);
        samples.extend((0..from).map(slow));
        self.fast(first.moved(step, from as f32), step, to - from, &mut samples);
        samples.extend((to..count).map(slow));
        samples
    }

    /// The same for samples that all lie inside, with positions in fixed point.
    fn fast(&self, first: Point, step: Point, count: usize, samples: &mut Vec<f32>) {
        let fixed = |value: f32| (f64::from(value) * f64::from(1 << FRACTION)) as i64;
        let (mut x, mut y) = (fixed(first.x - 0.5), fixed(first.y - 0.5));
        let (dx, dy) = (fixed(step.x), fixed(step.y));
        for _ in 0..count {
            let index = (y >> FRACTION) as usize * self.width + (x >> FRACTION) as usize;
            let rows = (self.samples.get(index..index + 2), self.samples.get(index + self.width..));
            let (Some(upper), Some([left, right, ..])) = rows else { return };
            let share = |position: i64| (position & ((1 << FRACTION) - 1)) as i32 >> 6;
            let (across, below) = (share(x), share(y));
            let between = |[left, right]: [u8; 2]| {
                (i32::from(left) << 10) + (i32::from(right) - i32::from(left)) * across
            };
            let (upper, lower) = (between([upper[0], upper[1]]), between([*left, *right]));
            let value = i64::from(upper) * 1024 + i64::from(lower - upper) * i64::from(below);
            samples.push(value as f32 * (1.0 / (1024.0 * 1024.0)));
            x += dx;
            y += dy;
        }
    }

    fn at(&self, point: Point) -> f32 {
        let x = (point.x - 0.5).clamp(0.0, self.last_x);
        let y = (point.y - 0.5).clamp(0.0, self.last_y);
        let (left, top) = (x as usize, y as usize);
        let (dx, dy) = (x - left as f32, y - top as f32);
        let index = top * self.width + left;
        let right = usize::from(x < self.last_x);
        let below = if y < self.last_y { self.width } else { 0 };
        let level = |offset: usize| self.samples.get(index + offset).map_or(0.0, |v| f32::from(*v));
        let upper = level(0) + (level(right) - level(0)) * dx;
        let lower = level(below) + (level(below + right) - level(below)) * dx;
        upper + (lower - upper) * dy
    }
}

#[cfg(test)]
mod tests {
    use bonafide_imaging::Luma as Pixel;

    use super::*;

    #[test]
    fn fast_and_careful_sampling_agree() {
        let picture = GrayImage::from_fn(60, 40, |x, y| Pixel([(x * 7 + y * 13) as u8]));
        let luma = Luma::of(&picture);
        for (first, step) in [
            (Point { x: -20.0, y: 5.0 }, Point { x: 0.7, y: 0.2 }),
            (Point { x: 55.0, y: 38.0 }, Point { x: -0.5, y: -0.4 }),
            (Point { x: 30.3, y: -9.0 }, Point { x: 0.0, y: 1.3 }),
            (Point { x: 200.0, y: 5.0 }, Point { x: 0.7, y: 0.0 }),
        ] {
            let samples = luma.along(first, step, 120);
            assert_eq!(samples.len(), 120);
            for (i, sample) in samples.iter().enumerate() {
                let careful = luma.at(first.moved(step, i as f32));
                assert!((sample - careful).abs() < 1.0, "{i}: {sample} {careful}");
            }
        }
    }
}
