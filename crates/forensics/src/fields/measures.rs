//! What is measured of a printed line.

use bonafide_imaging::{RgbImage, encloses, luma_of};

use super::compare::SAMPLING;
use super::regions::Region;
use crate::noise::Grid;

/// What is compared between lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// Fine detail of the ground between the strokes.
    GroundNoise,
    /// The same in the two colour differences.
    GroundColour,
    /// Fine detail inside of the strokes.
    StrokeNoise,
    /// How steep the sides of the strokes are.
    EdgeWidth,
    /// Coefficients of JPEG blocks that vanish.
    Zeros,
}

impl Measure {
    pub(super) const ALL: [Self; 5] =
        [Self::GroundNoise, Self::GroundColour, Self::StrokeNoise, Self::EdgeWidth, Self::Zeros];

    /// The name in evidence.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::GroundNoise => "ground-noise",
            Self::GroundColour => "ground-colour",
            Self::StrokeNoise => "stroke-noise",
            Self::EdgeWidth => "edge-width",
            Self::Zeros => "zero-coefficients",
        }
    }

    /// Whether structure of the ground, as a guilloche has, explains a part of it; else how much ink there is.
    pub(super) const fn follows_ground(self) -> bool {
        matches!(self, Self::GroundNoise | Self::GroundColour)
    }

    /// The least spread between lines. A fifth of the energy: lines differ by that much through their letters
    /// and the print beneath them, seen on some twenty generated untouched pages, where half of it gives three
    /// times as many lines below one false alarm in a hundred. Sides of strokes are twice as much alike.
    pub(super) const fn least_spread(self) -> f64 {
        if matches!(self, Self::EdgeWidth) { 0.1 } else { 0.2 }
    }

    /// Variance of the value of a line by chance alone. What steepens and softens the sides of strokes moves
    /// both energies of their ratio alike, so that its variance is that of a part of one.
    pub(super) fn variance(self, samples: usize) -> f64 {
        let share = if matches!(self, Self::EdgeWidth) { 0.125 } else { 1.0 };
        share * SAMPLING / samples.max(1) as f64
    }

    /// Fewer samples than this say nothing.
    pub(super) const fn least(self) -> usize {
        match self {
            Self::GroundNoise | Self::GroundColour => 100,
            Self::StrokeNoise | Self::EdgeWidth => 40,
            Self::Zeros => 8,
        }
    }
}

/// A value, and how many samples it is of.
pub(super) type Value = (f64, usize);

/// What is known of a line beside its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Measured {
    /// Natural logarithm of the height in pixels.
    pub(super) height: f64,
    /// Brightness of the ground less that of the strokes, levels, without sign.
    pub(super) contrast: f64,
    /// Brightness of the ground, −1 black to 1 white.
    pub(super) level: f64,
    /// Logarithm of the energy of the ground's structure that is coarser than noise.
    pub(super) structure: f64,
    /// Share of the line that strokes and their sides cover.
    pub(super) ink: f64,
    values: [Option<Value>; Measure::ALL.len()],
}

impl Measured {
    pub(super) fn value(&self, measure: Measure) -> Option<Value> {
        self.values.get(measure as usize).copied().flatten()
    }

    pub(super) fn set(&mut self, measure: Measure, value: f64, samples: usize) {
        if let Some(kept) = self.values.get_mut(measure as usize) {
            *kept = (samples >= measure.least() && value.is_finite()).then_some((value, samples));
        }
    }
}

/// Lower lines have no ground and no core of strokes, pixels.
const LOWEST: f32 = 9.0;
/// Shorter lines, in heights, are single letters and signs.
const SHORTEST: f32 = 2.0;
/// Least contrast in levels; below, strokes are not told from ground.
const LEAST_CONTRAST: f64 = 20.0;
/// How much of the way from the ground to the strokes is still ground, and from which on it is stroke.
const GROUND: f32 = 0.3;
const STROKE: f32 = 0.7;
/// A side of a stroke changes by this share of the contrast over four pixels.
const SIDE: f32 = 0.5;
/// Added to energies, squared levels: what rounding leaves.
const ROUNDING: f64 = 0.05;
/// The most that a single sample counts, squared levels: dirt and the rest of a stroke.
const MOST: f32 = 100.0;

/// Measures a line; `None` where it is too low, too short or too faint.
pub(super) fn measured(picture: &RgbImage, region: &Region) -> Option<Measured> {
    if region.height < LOWEST || region.width < SHORTEST * region.height {
        return None;
    }
    let cut = Cut::of(picture, region)?;
    let (ground_level, contrast) = cut.levels()?;
    let cover: Vec<f32> = cut.luma.iter().map(|level| (ground_level - level) / contrast).collect();
    let of = |is: &dyn Fn(f32) -> bool| -> Vec<bool> {
        cover.iter().zip(&cut.inside).map(|(&cover, &inside)| inside && is(cover)).collect()
    };
    let is_ground = of(&|cover| cover < GROUND);
    let inside = cut.inside.iter().filter(|&&inside| inside).count().max(1);
    let bare = is_ground.iter().filter(|&&ground| ground).count();
    let ground = cut.eroded(&is_ground, 2);
    let core = cut.eroded(&of(&|cover| cover > STROKE), 1);
    let mut found = Measured {
        height: f64::from(region.height).ln(),
        contrast: f64::from(contrast.abs()),
        level: f64::from(ground_level) / 128.0 - 1.0,
        structure: cut.structure(&ground),
        ink: 1.0 - bare as f64 / inside as f64,
        ..Measured::default()
    };
    let (energy, samples) = cut.detail(&cut.luma, &ground);
    found.set(Measure::GroundNoise, logarithm(energy), samples);
    let ((blue, _), (red, _)) = (cut.detail(&cut.blue, &ground), cut.detail(&cut.red, &ground));
    found.set(Measure::GroundColour, logarithm(blue + red), samples);
    let (energy, samples) = cut.detail(&cut.luma, &core);
    found.set(Measure::StrokeNoise, logarithm(energy), samples);
    let (steepness, samples) = cut.edges(contrast.abs());
    found.set(Measure::EdgeWidth, steepness, samples);
    Some(found)
}

fn logarithm(energy: f64) -> f64 {
    (energy + ROUNDING).ln()
}

/// The box of a line, cut out.
struct Cut {
    width: usize,
    height: usize,
    luma: Vec<f32>,
    blue: Vec<f32>,
    red: Vec<f32>,
    /// Whether a pixel is within the corners of the line.
    inside: Vec<bool>,
}

impl Cut {
    fn of(picture: &RgbImage, region: &Region) -> Option<Self> {
        let bounds = region.bounds;
        let (width, height) = (bounds.right - bounds.left, bounds.bottom - bounds.top);
        if width < 8 || height < 8 {
            return None;
        }
        let count = width as usize * height as usize;
        let [mut luma, mut blue, mut red] = [(); 3].map(|()| Vec::with_capacity(count));
        let mut inside = Vec::with_capacity(count);
        for y in bounds.top..bounds.bottom {
            for x in bounds.left..bounds.right {
                let [r, g, b] = picture.get_pixel_checked(x, y)?.0.map(f32::from);
                let level = luma_of([r, g, b]);
                luma.push(level);
                blue.push(b - level);
                red.push(r - level);
                inside.push(encloses(&region.corners, [x as f32 + 0.5, y as f32 + 0.5]));
            }
        }
        Some(Self { width: width as usize, height: height as usize, luma, blue, red, inside })
    }

    /// Brightness of the ground, and how much of it the strokes take: negative for light print.
    fn levels(&self) -> Option<(f32, f32)> {
        let mut values: Vec<f32> = self
            .luma
            .iter()
            .zip(&self.inside)
            .filter_map(|(&level, &inside)| inside.then_some(level))
            .collect();
        let mut at = |share: f32| {
            let place = (values.len() as f32 * share) as usize;
            (place < values.len()).then(|| *values.select_nth_unstable_by(place, f32::total_cmp).1)
        };
        // Strokes cover less than half of a line, so that the middle is ground, and its far end strokes.
        let (low, middle, high) = (at(0.04)?, at(0.5)?, at(0.96)?);
        let dark = middle - low > high - middle;
        let ground = if dark { at(0.7)? } else { at(0.3)? };
        let contrast = ground - if dark { low } else { high };
        (f64::from(contrast.abs()) >= LEAST_CONTRAST).then_some((ground, contrast))
    }

    /// What is left of a mask if `reach` pixels are taken off all around.
    fn eroded(&self, mask: &[bool], reach: usize) -> Vec<bool> {
        let pass = |mask: &[bool], width: usize| -> Vec<bool> {
            let rows = mask.chunks_exact(width);
            rows.flat_map(|row| {
                (0..width).map(move |x| {
                    let span = x.checked_sub(reach).and_then(|from| row.get(from..=x + reach));
                    span.is_some_and(|span| span.iter().all(|&set| set))
                })
            })
            .collect()
        };
        let across = transposed(&pass(mask, self.width), self.width);
        transposed(&pass(&across, self.height), self.height)
    }

    /// Mean energy of diagonal detail (J. Immerkær, CVIU 64(2), 1996) where the mask is set, and how many
    /// samples it is of.
    fn detail(&self, plane: &[f32], mask: &[bool]) -> (f64, usize) {
        let mut sum = 0.0_f64;
        let mut count = 0;
        for y in 1..self.height.saturating_sub(1) {
            let row = |y: usize| plane.get(y * self.width..(y + 1) * self.width).unwrap_or(&[]);
            let (above, here, below) = (row(y - 1), row(y), row(y + 1));
            let set = mask.get(y * self.width + 1..(y + 1) * self.width).unwrap_or(&[]);
            let triples = above
                .array_windows::<3>()
                .zip(here.array_windows::<3>())
                .zip(below.array_windows::<3>());
            for (((a, h), b), _) in triples.zip(set).filter(|(_, set)| **set) {
                let second = |i: usize| 2.0 * h[i] - a[i] - b[i];
                let detail = (2.0 * second(1) - second(0) - second(2)) / 6.0;
                sum += f64::from((detail * detail).min(MOST));
                count += 1;
            }
        }
        (sum / count.max(1) as f64, count)
    }

    /// Logarithm of the energy of what is coarser than noise: means of 3 × 3 less means of 7 × 7 pixels.
    fn structure(&self, mask: &[bool]) -> f64 {
        let luma = Grid { columns: self.width, rows: self.height, values: self.luma.clone() };
        let band = luma.mean(3, 3).zip(&luma.mean(7, 7), |fine, coarse| (fine - coarse).powi(2));
        let set = band.values.iter().zip(mask).filter(|(_, set)| **set);
        let (sum, count) =
            set.fold((0.0_f64, 0_u32), |(sum, n), (e, _)| (sum + f64::from(e.min(MOST)), n + 1));
        logarithm(sum / f64::from(count.max(1)))
    }

    /// Logarithm of the energy of changes over two pixels against those over four, at the sides of strokes,
    /// and how many pixels these have.
    fn edges(&self, contrast: f32) -> (f64, usize) {
        let (mut fine, mut coarse, mut count) = (0.0_f64, 0.0_f64, 0);
        let mut along = |plane: &[f32], inside: &[bool], width: usize| {
            for (row, inside) in plane.chunks_exact(width).zip(inside.chunks_exact(width)) {
                let fives = row.array_windows::<5>().zip(inside.array_windows::<5>());
                for ([a, b, _, d, e], _) in fives.filter(|(_, inside)| inside[2]) {
                    if (e - a).abs() > SIDE * contrast {
                        fine += f64::from((d - b) * (d - b));
                        coarse += f64::from((e - a) * (e - a));
                        count += 1;
                    }
                }
            }
        };
        along(&self.luma, &self.inside, self.width);
        let turned = transposed(&self.luma, self.width);
        along(&turned, &transposed(&self.inside, self.width), self.height);
        ((fine.max(1.0) / coarse.max(1.0)).ln(), count)
    }
}

fn transposed<T: Copy>(values: &[T], width: usize) -> Vec<T> {
    let mut turned = Vec::with_capacity(values.len());
    for x in 0..width {
        turned.extend(values.iter().skip(x).step_by(width.max(1)));
    }
    turned
}
