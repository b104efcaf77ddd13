//! Parts of a page that were scaled or turned before they were put in.

use bonafide_imaging::{GrayImage, Peak, Rgb, RgbImage, Spectrum, encloses};
use bonafide_types::{Evidence, PixelBox};

use crate::check::{Check, CheckError, Finding, suspicion};
use crate::heat_map::HeatMap;
use crate::noise::median;
use crate::page::Page;
use crate::plane::document_or_whole;

/// The check `resampling.period`: how well pixels are predicted by those around them, which repeats where a
/// picture was scaled or turned.
///
/// Interpolated pixels are sums of their neighbours, the better the nearer they lie to their middle, so that the
/// error of a fixed predictor has the period of the scale, in two directions at a right angle. Peaks of the
/// spectrum of exp(−error²) are held against what texture gives by chance, pair by pair. Pairs at the multiples
/// of 1/8, which JPEG leaves, and those that the picture itself shows at the same or at half the frequency, as
/// guilloches and dots do, do not count.
///
/// A page whose tiles have such pairs in more than a quarter was scaled as a whole, or was seen by a camera
/// that scales: `resampled` is noted, and nothing held against it.
///
/// A page that was scaled and shows it in fewer tiles, for want of texture, is taken for one with such parts.
///
/// Cost: about 90 ms for two megapixels on one thread.
///
/// Source: M. Kirchner, "Fast and reliable resampling detection by spectral analysis of fixed linear predictor
/// residue", ACM Multimedia and Security Workshop, 2008; the chance by [`Spectrum`].
///
/// Compression after the scaling hides it, below a quality of some 98 for interpolation along straight lines; reduction
/// leaves next to nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Resampling;

/// Tiles that are looked at, at the most; more are thinned out evenly.
const MOST_TILES: usize = 96;
/// Fewer tell no part from the whole.
const LEAST_TILES: usize = 8;
/// Share of the tiles from which on the page was scaled as a whole.
const OF_PAGE: f64 = 0.25;
/// Frequencies, in waves across a tile, that are looked at: slower ones are the shape of things, faster
/// ones the interpolation of colours in the camera, as for [`Spectrum::peaks`].
const SLOWEST: i32 = 10;
const FASTEST: i32 = 58;
/// Bins from one harmonic of JPEG's blocks to the next, and how far such a peak reaches under the window.
const BLOCK: i32 = Spectrum::SIDE.cast_signed() / 8;
const REACH: i32 = 2;
/// Natural logarithm of the chance from which on the picture itself has a wave: one in a hundred at one frequency.
const SEEN: f64 = -4.6;
/// Frequencies nearer to an axis than this, in bins, lie on it.
const AXIS: i32 = 3;
/// Side of a cell of the heat map, pixels.
const CELL: u32 = 8;
/// Tiles reported at most.
const REPORTED: usize = 4;

/// A tile by its upper left pixel, with its strongest pair of peaks.
struct Tile {
    at: [u32; 2],
    peak: Peak,
    /// Natural logarithm of the chance of the pair, pairs of one tile counted.
    ln_chance: f64,
}

impl Check for Resampling {
    fn id(&self) -> &'static str {
        "resampling.period"
    }

    fn run(&self, page: &Page<'_>) -> Result<Finding, CheckError> {
        let luma = page.picture.luma();
        let tiles: Vec<Tile> = places(page).into_iter().filter_map(|at| tile(luma, at)).collect();
        if tiles.len() < LEAST_TILES {
            return Ok(Finding::not_applicable("the page is too small for tiles of 128 pixels"));
        }
        Ok(told(luma, &tiles))
    }
}

/// Upper left pixels of tiles side by side whose middle lies in the document.
fn places(page: &Page<'_>) -> Vec<[u32; 2]> {
    let picture = page.picture.rgb();
    let document = document_or_whole(page.known.document.as_ref(), picture);
    let starts = |length: u32| {
        let count = length / Spectrum::SIDE;
        let first = (length - count * Spectrum::SIDE) / 2;
        (0..count).map(move |index| first + index * Spectrum::SIDE)
    };
    let all = starts(picture.height()).flat_map(|y| starts(picture.width()).map(move |x| [x, y]));
    let middle = |at: u32| (at + Spectrum::SIDE / 2) as f32;
    let inside: Vec<[u32; 2]> =
        all.filter(|&[x, y]| encloses(&document, [middle(x), middle(y)])).collect();
    let step = inside.len().div_ceil(MOST_TILES).max(1);
    inside.into_iter().step_by(step).collect()
}

/// The strongest pair of a tile; `None` where the tile is not within the picture.
fn tile(luma: &GrayImage, at: [u32; 2]) -> Option<Tile> {
    let predicted = predicted(luma, at)?;
    let [map, own] = Spectrum::of(&predicted, &[[0, 0]], |[red, green, _]| [red, green])?;
    let mut best: Option<(Peak, f64)> = None;
    let mut pairs = 0_u32;
    for v in 0..=FASTEST {
        for u in 1..=FASTEST {
            let radius = u * u + v * v;
            if !(SLOWEST * SLOWEST..=FASTEST * FASTEST).contains(&radius) || is_of_blocks(u, v) {
                continue;
            }
            pairs += 1;
            let (one, other) = (ln_chance(&map, u, v), ln_chance(&map, -v, u));
            let sum = -(one + other);
            // The sum of two exponential values of mean 1 exceeds x with the chance (1 + x) e^−x.
            let both = sum.ln_1p() - sum;
            let is_better = best.is_none_or(|(_, least)| both < least);
            // One wave alone is a pattern of lines.
            let are_two = one.max(other) < SEEN;
            if is_better && are_two && !is_seen(&own, u, v) {
                best = Some((Peak { u, v, ln_chance: one }, both));
            }
        }
    }
    let (peak, ln_chance) = best.unwrap_or((Peak { u: 0, v: 0, ln_chance: 0.0 }, 0.0));
    Some(Tile { at, peak, ln_chance: (ln_chance + f64::from(pairs.max(1)).ln()).min(0.0) })
}

/// Whether a frequency is one of JPEG's blocks.
fn is_of_blocks(u: i32, v: i32) -> bool {
    let near = |bin: i32| (bin + REACH).rem_euclid(BLOCK) <= 2 * REACH;
    near(u) && near(v)
}

/// Whether the picture itself has either wave, or that of half the frequency, which squaring doubles.
fn is_seen(own: &Spectrum, u: i32, v: i32) -> bool {
    let near = |u: i32, v: i32| {
        let around = (-1..=1).flat_map(|down| (-1..=1).map(move |across| (u + across, v + down)));
        around.map(|(u, v)| ln_chance(own, u, v)).fold(0.0, f64::min)
    };
    // The best of nine bins is as rare as one of them nine times.
    [(u, v), (-v, u), (u / 2, v / 2), (-v / 2, u / 2)]
        .iter()
        .any(|&(u, v)| near(u, v) + 9_f64.ln() < SEEN)
}

/// Natural logarithm of the chance of the power at a frequency. Along the axes the lines and sides of print
/// stand far above what is beside them, at all frequencies alike; there the level is that along the axis.
fn ln_chance(spectrum: &Spectrum, u: i32, v: i32) -> f64 {
    let here = spectrum.at(u, v).ln_chance;
    let along = |step: i32| {
        if v.abs() < AXIS { spectrum.at(u + step, v) } else { spectrum.at(u, v + step) }
    };
    if u.abs() >= AXIS && v.abs() >= AXIS {
        return here;
    }
    let steps = (2..=5).flat_map(|step| [step, -step]);
    let level = f64::from(median(steps.map(|step| -along(step).ln_chance as f32).collect()));
    // The median of an exponential distribution is ln 2 of its mean.
    here / (level / std::f64::consts::LN_2).max(1.0)
}

/// A tile with its map of predictability as red and its brightness as green.
fn predicted(luma: &GrayImage, [left, top]: [u32; 2]) -> Option<RgbImage> {
    let side = Spectrum::SIDE;
    if left.checked_add(side)? > luma.width() || top.checked_add(side)? > luma.height() {
        return None;
    }
    let (right, bottom) = (luma.width() - 1, luma.height() - 1);
    let level = |x: u32, y: u32| {
        luma.get_pixel_checked(x.min(right), y.min(bottom))
            .map_or(0.0, |pixel| f32::from(pixel.0[0]))
    };
    Some(RgbImage::from_fn(side, side, |x, y| {
        let (x, y) = (left + x, top + y);
        let (before, above) = (x.saturating_sub(1), y.saturating_sub(1));
        let sides = level(before, y) + level(x + 1, y) + level(x, above) + level(x, y + 1);
        let corners =
            level(before, above) + level(x + 1, above) + level(before, y + 1) + level(x + 1, y + 1);
        let here = level(x, y);
        // Kirchner's weights: 1/2 for those beside, −1/4 for those across.
        let error = here - 0.5 * sides + 0.25 * corners;
        let map = 255.0 * (-error * error).exp();
        Rgb([map.round() as u8, here as u8, 0])
    }))
}

fn told(luma: &GrayImage, tiles: &[Tile]) -> Finding {
    let tests = (tiles.len() as f64).log10();
    let alarms = |tile: &Tile| tile.ln_chance / std::f64::consts::LN_10 + tests;
    let shown = tiles.iter().filter(|tile| tile.ln_chance < SEEN).count();
    let is_whole = shown as f64 > OF_PAGE * tiles.len() as f64;
    let mut found: Vec<(&Tile, f64)> = tiles.iter().map(|tile| (tile, alarms(tile))).collect();
    found.retain(|(_, alarms)| *alarms < 0.0 && !is_whole);
    found.sort_by(|a, b| a.1.total_cmp(&b.1));
    let lowest = found.first().map_or(0.0, |(_, alarms)| *alarms);
    let mut heat = HeatMap::cold(luma.width(), luma.height(), CELL);
    let mut finding = Finding::scored(suspicion(lowest));
    for (tile, alarms) in &found {
        let [left, top] = tile.at;
        let cells = |from: u32| from / CELL..(from + Spectrum::SIDE).div_ceil(CELL);
        for row in cells(top) {
            for column in cells(left) {
                heat.raise(column, row, suspicion(*alarms).get() as f32);
            }
        }
    }
    finding.evidence =
        found.iter().take(REPORTED).map(|(tile, alarms)| told_of(tile, *alarms)).collect();
    if is_whole {
        finding.evidence.push(Evidence::of("note").named("resampled"));
    }
    finding.log10_false_alarms = Some(lowest);
    finding.heat = Some(heat);
    finding
}

fn told_of(tile: &Tile, alarms: f64) -> Evidence {
    let [left, top] = tile.at;
    let mut evidence = Evidence::of("region")
        .named("resampled-part")
        .scored(suspicion(alarms))
        .with("period_px", format!("{:.2}", tile.peak.period()))
        .with("degrees", format!("{:.0}", tile.peak.degrees()))
        .with("log10_false_alarms", format!("{alarms:.1}"));
    let (right, bottom) = (left + Spectrum::SIDE, top + Spectrum::SIDE);
    evidence.bounds = Some(PixelBox { left, top, right, bottom });
    evidence
}

#[cfg(test)]
mod tests;
