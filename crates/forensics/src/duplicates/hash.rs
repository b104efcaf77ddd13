//! Perceptual hashes of frames, and of how a frame may have been changed.

use super::square::{Affine, Square};

/// Cells a side of the window that is transformed.
const CELLS: usize = 32;
/// Coefficients a side that make the hash.
const WAVES: usize = 8;
/// What is hashed lies this share of the frame within its borders: more than what is cut off when a
/// picture is trimmed by 5 %, so that it is there in both.
pub(super) const INSET: f64 = 0.06;
/// How much is cut off a side in a variant.
const TRIMMED: f64 = 0.05;
/// The angle of a variant, in degrees; half of it is within what a hash bears.
const TURNED: f64 = 3.0;
/// Frames whose luma varies less, in levels, are blank: their hash would say nothing.
const BLANK: f64 = 2.0;

/// The 8 × 8 lowest waves of a frame along both axes (DCT-II), without those that are constant along one.
///
/// The hash has a bit for each that is above their median, as pHash has (Zauner, "Implementation and
/// benchmarking of perceptual image hash functions", 2010, section 3.2.1).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Waves([[f64; WAVES]; WAVES]);

/// One of the eight ways to lay a square on itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Orientation {
    transposed: bool,
    flipped: [bool; 2],
}

impl Orientation {
    /// All, those without a mirror first.
    pub(super) const ALL: [Self; 8] = {
        const fn of(transposed: bool, x: bool, y: bool) -> Orientation {
            Orientation { transposed, flipped: [x, y] }
        }
        [
            of(false, false, false),
            of(true, true, false),
            of(false, true, true),
            of(true, false, true),
            of(false, true, false),
            of(false, false, true),
            of(true, false, false),
            of(true, true, true),
        ]
    };
    /// How many are turns only.
    pub(super) const TURNS: usize = 4;

    /// From a place in the frame as it was to where it lies now.
    pub(super) fn map(self) -> Affine {
        let axes =
            if self.transposed { [[0.0, 1.0], [1.0, 0.0]] } else { [[1.0, 0.0], [0.0, 1.0]] };
        let row = |k: usize| {
            let [x, y] = axes[k];
            if self.flipped[k] { [-x, -y, 1.0] } else { [x, y, 0.0] }
        };
        Affine([row(0), row(1)])
    }
}

impl Waves {
    /// Those of the window that lies behind a map of the inset part of a frame; `None` for what is blank.
    pub(super) fn of(frame: &Square, map: &Affine) -> Option<Self> {
        let inset = 1.0 - 2.0 * INSET;
        let window = map.after(&Affine([[inset, 0.0, INSET], [0.0, inset, INSET]]));
        let cells = frame.seen_through(&window, CELLS).values;
        let count = cells.len() as f64;
        let mean = cells.iter().map(|&v| f64::from(v)).sum::<f64>() / count;
        let spread = cells.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / count;
        if spread < BLANK * BLANK {
            return None;
        }
        let basis = basis();
        let mut across = [[0.0; WAVES]; CELLS];
        for (row, waves) in cells.chunks_exact(CELLS).zip(&mut across) {
            for (wave, weights) in waves.iter_mut().zip(&basis) {
                *wave = row.iter().zip(weights).map(|(&v, w)| f64::from(v) * w).sum();
            }
        }
        let mut waves = [[0.0; WAVES]; WAVES];
        for (down, weights) in waves.iter_mut().zip(&basis) {
            for (k, wave) in down.iter_mut().enumerate() {
                *wave = across.iter().zip(weights).map(|(row, w)| row[k] * w).sum();
            }
        }
        Some(Self(waves))
    }

    /// The hash of the frame as it was before it was laid as it lies now.
    pub(super) fn hash(&self, was: Orientation) -> u64 {
        let mut waves = [0.0; WAVES * WAVES];
        for (index, wave) in waves.iter_mut().enumerate() {
            let (down, across) = (index / WAVES, index % WAVES);
            let (row, column) = if was.transposed { (across, down) } else { (down, across) };
            // Wave k has the number k + 1, and those of odd number change their sign in a mirror.
            let odd = |flipped: bool, wave: usize| flipped && wave.is_multiple_of(2);
            let negative = odd(was.flipped[0], column) != odd(was.flipped[1], row);
            *wave = if negative { -self.0[row][column] } else { self.0[row][column] };
        }
        let mut sorted = waves;
        sorted.sort_by(f64::total_cmp);
        let half = sorted.len() / 2;
        let median = (sorted[half - 1] + sorted[half]) / 2.0;
        waves
            .iter()
            .enumerate()
            .fold(0, |hash, (bit, wave)| hash | (u64::from(*wave > median) << bit))
    }
}

/// Cosines by wave and cell.
fn basis() -> [[f64; CELLS]; WAVES] {
    let mut basis = [[0.0; CELLS]; WAVES];
    for (wave, row) in basis.iter_mut().enumerate() {
        for (cell, weight) in row.iter_mut().enumerate() {
            let turn = (wave + 1) as f64 * (cell as f64 + 0.5) / CELLS as f64;
            *weight = (std::f64::consts::PI * turn).cos();
        }
    }
    basis
}

/// Maps from the frame as it may have been to the frame as it is: first as it is, then trimmed by 5 % on
/// any of its sides and by half of that on all, then turned by 3° to either side, once within the borders
/// of the picture and once with borders that grew around it. `ratio` is width over height.
pub(super) fn variants(ratio: f64) -> Vec<Affine> {
    let mut all = vec![Affine::IDENTITY, trimmed([TRIMMED / 2.0; 4])];
    for sides in 1..16_u32 {
        all.push(trimmed([0, 1, 2, 3].map(|k| if sides >> k & 1 == 1 { TRIMMED } else { 0.0 })));
    }
    for angle in [-TURNED, TURNED] {
        all.extend([turned(angle, ratio, false), turned(angle, ratio, true)].into_iter().flatten());
    }
    all
}

/// The left, right, upper and lower side are cut off by this share.
fn trimmed([left, right, top, bottom]: [f64; 4]) -> Affine {
    let (across, down) = (1.0 - left - right, 1.0 - top - bottom);
    Affine([[1.0 / across, 0.0, -left / across], [0.0, 1.0 / down, -top / down]])
}

/// Turned about the middle; `None` for shapes that were never another's grown borders.
fn turned(degrees: f64, ratio: f64, grown: bool) -> Option<Affine> {
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let (width, height) = (ratio, 1.0);
    let (mut before_w, mut before_h) = (width, height);
    if grown {
        let below = cosine * cosine - sine * sine;
        before_w = (width * cosine - height * sine.abs()) / below;
        before_h = (height * cosine - width * sine.abs()) / below;
        if before_w <= 0.5 * width || before_h <= 0.5 * height {
            return None;
        }
    }
    let row = |x: f64, y: f64, by: f64| {
        let (a, b) = (x * before_w / by, y * before_h / by);
        [a, b, 0.5 - (a + b) / 2.0]
    };
    Some(Affine([row(cosine, -sine, width), row(sine, cosine, height)]))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::square::SIDE;
    use super::*;

    fn drawn(of: impl Fn(f64, f64) -> f64) -> Square {
        let at = |index: usize| (index as f64 + 0.5) / SIDE as f64;
        let values = (0..SIDE * SIDE).map(|i| of(at(i % SIDE), at(i / SIDE)) as f32).collect();
        Square { side: SIDE, values }
    }

    fn scene(x: f64, y: f64) -> f64 {
        128.0 + 60.0 * (7.0 * x + 3.0 * y * y).sin() + 50.0 * (5.0 * y - 9.0 * x * y).cos()
    }

    #[test]
    fn a_picture_laid_in_any_of_eight_ways_has_the_hash_that_it_had() {
        let before = Waves::of(&drawn(scene), &Affine::IDENTITY).unwrap().hash(Orientation::ALL[0]);
        for was in Orientation::ALL {
            // What lay at p lies at map(p): the picture at q shows what the scene shows where map(p) = q.
            let map = was.map();
            let inverse = Orientation::ALL.into_iter().find(|back| {
                let both = back.map().after(&map);
                both == Affine::IDENTITY
            });
            let back = inverse.unwrap().map();
            let now = drawn(|x, y| {
                let [x, y] = back.apply([x, y]);
                scene(x, y)
            });
            let hash = Waves::of(&now, &Affine::IDENTITY).unwrap().hash(was);
            assert!((hash ^ before).count_ones() <= 2, "{was:?}");
        }
    }

    #[test]
    fn trimming_is_undone() {
        let before = Waves::of(&drawn(scene), &Affine::IDENTITY).unwrap().hash(Orientation::ALL[0]);
        let cut = trimmed([0.05, 0.0, 0.05, 0.05]);
        let now = drawn(|x, y| scene(0.05 + x * 0.95, 0.05 + y * 0.9));
        let hash = Waves::of(&now, &cut).unwrap().hash(Orientation::ALL[0]);
        assert!((hash ^ before).count_ones() <= 2);
        assert!(variants(1.5).contains(&cut));
    }

    #[test]
    fn what_is_blank_has_no_hash() {
        assert!(Waves::of(&drawn(|_, _| 200.0), &Affine::IDENTITY).is_none());
        assert!(variants(1e6).len() >= 19, "grown borders of a line are left out");
    }
}
