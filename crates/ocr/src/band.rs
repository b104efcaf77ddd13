//! A leaning band of ink across a page, found without a network: letters so far apart or so hollow that the
//! detector sees none.

use bonafide_imaging::{Point, RgbImage};

use crate::detect::resized;
use crate::rectangle::Rectangle;

/// Longer side, in pixels, at which ink is summed up.
const SIDE: u32 = 160;
/// Ink beyond this level counts as this.
const STRONGEST: f32 = 120.0;
/// Share of the shorter side along the border in which ink does not count: edges of the page.
const BORDER: f32 = 0.04;
/// Directions, in degrees to either side of level.
const DEGREES: std::ops::RangeInclusive<i32> = 16..=56;
const STEP: usize = 4;
/// Heights of bands.
const HEIGHTS: [usize; 4] = [10, 14, 19, 26];
/// A band is at least this many times as long as high; five times and more counts in full.
const LEAST_LENGTH: f32 = 2.5;
const FULL_LENGTH: f32 = 5.0;
/// Ink of a stretch of the band against that of its fullest ones, from which on it belongs to the word.
const OF_FULLEST: f32 = 0.35;
/// Best bands that are looked at more closely.
const MOST: usize = 40;

/// A band as it was summed up.
#[derive(Clone, Copy)]
struct Band {
    score: f32,
    degrees: i32,
    /// Upper edge, across the direction, from the end of the page's reach.
    top: usize,
    height: usize,
}

/// The leaning band of a view that stands out most from its two flanks, in the view's pixels.
pub(crate) fn leaning_band(view: &RgbImage) -> Option<Rectangle> {
    let page = Page::of(view)?;
    let mut bands: Vec<Band> = Vec::new();
    for degrees in DEGREES.step_by(STEP).flat_map(|degrees| [-degrees, degrees]) {
        page.bands(degrees, &mut bands);
    }
    bands.sort_by(|a, b| b.score.total_cmp(&a.score));
    bands.iter().take(MOST).find_map(|band| page.word(band))
}

/// Ink, 0 to 1, at the size at which it is summed up.
struct Page {
    width: usize,
    height: usize,
    ink: Vec<f32>,
    /// Pixels of the view for one of these.
    scale: (f32, f32),
}

impl Page {
    fn of(view: &RgbImage) -> Option<Self> {
        let factor = SIDE as f32 / view.width().max(view.height()).max(1) as f32;
        let scaled = |length: u32| ((length as f32 * factor).round() as u32).max(1);
        let small = resized(view, scaled(view.width()), scaled(view.height()));
        let (width, height) = (small.width() as usize, small.height() as usize);
        let border = ((width.min(height) as f32 * BORDER) as usize).max(2);
        let inside = |at: usize, of: usize| (border..of.saturating_sub(border)).contains(&at);
        let levels = small.as_raw().iter().step_by(3).enumerate();
        let ink = levels.map(|(index, &level)| {
            let is_inside = inside(index % width, width) && inside(index / width, height);
            if is_inside { (255.0 - f32::from(level)).min(STRONGEST) / STRONGEST } else { 0.0 }
        });
        let scale = (view.width() as f32 / width as f32, view.height() as f32 / height as f32);
        (width.min(height) > 2 * HEIGHTS[0]).then(|| Self {
            width,
            height,
            ink: ink.collect(),
            scale,
        })
    }

    /// Every pixel with its place along and across a direction, from the middle of the page.
    fn turned(&self, degrees: i32) -> impl Iterator<Item = (i32, i32, f32)> {
        let (sin, cos) = (degrees as f32).to_radians().sin_cos();
        let middle = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        self.ink.iter().enumerate().map(move |(index, &ink)| {
            let x = (index % self.width) as f32 + 0.5 - middle.0;
            let y = (index / self.width) as f32 + 0.5 - middle.1;
            ((x * cos + y * sin).floor() as i32, (y * cos - x * sin).floor() as i32, ink)
        })
    }

    /// Half the longest way across the page in any direction.
    fn reach(&self) -> i32 {
        ((self.width as f32).hypot(self.height as f32) / 2.0).ceil() as i32 + 1
    }

    fn bands(&self, degrees: i32, bands: &mut Vec<Band>) {
        let reach = self.reach();
        let rows = 2 * reach as usize;
        let mut sums = vec![[0.0_f32; 2]; rows + 1];
        for (_, across, ink) in self.turned(degrees) {
            if let Some([sum, count]) = sums.get_mut((across + reach + 1) as usize) {
                (*sum, *count) = (*sum + ink, *count + 1.0);
            }
        }
        for row in 1..sums.len() {
            let above = sums[row - 1];
            sums[row] = [sums[row][0] + above[0], sums[row][1] + above[1]];
        }
        let between = |from: usize, to: usize| {
            let at = |row: usize| sums.get(row.min(rows)).copied().unwrap_or_default();
            [at(to)[0] - at(from)[0], at(to)[1] - at(from)[1]]
        };
        for height in HEIGHTS {
            let (gap, flank) = ((height / 4).max(2), height / 2);
            for top in (height..rows.saturating_sub(2 * height)).step_by(2) {
                let [ink, area] = between(top, top + height);
                let upper = between((top - gap).saturating_sub(flank), top - gap);
                let lower = between(top + height + gap, top + height + gap + flank);
                let high = height as f32;
                if area < high * high * LEAST_LENGTH || upper[1] < high || lower[1] < high {
                    continue;
                }
                let flanks = (upper[0] / upper[1]).max(lower[0] / lower[1]);
                let length = (area / high / (FULL_LENGTH * high)).min(1.0);
                let score = (ink / area - flanks) * area.sqrt() * length;
                bands.push(Band { score, degrees, top, height });
            }
        }
    }

    /// The stretch of a band that holds its ink.
    fn word(&self, band: &Band) -> Option<Rectangle> {
        let reach = self.reach();
        let mut profile = vec![0.0_f32; 2 * reach as usize];
        for (along, across, ink) in self.turned(band.degrees) {
            let row = usize::try_from(across + reach).unwrap_or(usize::MAX);
            if (band.top..band.top + band.height).contains(&row)
                && let Some(sum) = profile.get_mut((along + reach) as usize)
            {
                *sum += ink;
            }
        }
        let (from, to) = longest_run(&smoothed(&profile, band.height));
        let (length, high) = ((to - from) as f32, band.height as f32);
        if length < LEAST_LENGTH * high {
            return None;
        }
        let (sin, cos) = (band.degrees as f32).to_radians().sin_cos();
        let along = (from + to) as f32 / 2.0 - reach as f32;
        let across = band.top as f32 + high / 2.0 - reach as f32;
        let center = Point {
            x: along * cos - across * sin + self.width as f32 / 2.0,
            y: along * sin + across * cos + self.height as f32 / 2.0,
        };
        let place = Rectangle { center, along: Point { x: cos, y: sin }, length, height: high };
        Some(place.scaled(self.scale.0, self.scale.1))
    }
}

/// Means over as many columns as a band is high.
fn smoothed(profile: &[f32], window: usize) -> Vec<f32> {
    let half = window / 2;
    let near = |at: usize| profile.get(at.saturating_sub(half)..(at + half).min(profile.len()));
    (0..profile.len()).map(|at| near(at).unwrap_or_default().iter().sum::<f32>()).collect()
}

/// The longest stretch with a good part of the ink of the fullest columns.
fn longest_run(profile: &[f32]) -> (usize, usize) {
    let mut sorted = profile.to_vec();
    sorted.sort_by(f32::total_cmp);
    let full = sorted.get(sorted.len() * 9 / 10).copied().unwrap_or_default();
    let (mut best, mut start) = ((0, 0), None);
    for (at, &ink) in profile.iter().chain([&f32::NEG_INFINITY]).enumerate() {
        match (ink > OF_FULLEST * full, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                if at - from > best.1 - best.0 {
                    best = (from, at);
                }
                start = None;
            }
            _ => {}
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use bonafide_imaging::Rgb;

    use super::*;

    #[test]
    fn a_leaning_band_is_found_where_it_lies() {
        // Bars 40 pixels high along a line that falls by 30 degrees through the middle.
        let (sin, cos) = 30.0_f32.to_radians().sin_cos();
        let view = RgbImage::from_fn(640, 400, |x, y| {
            let (x, y) = (x as f32 - 320.0, y as f32 - 200.0);
            let (along, across) = (x * cos + y * sin, y * cos - x * sin);
            let is_ink =
                along.abs() < 180.0 && across.abs() < 20.0 && along.rem_euclid(30.0) < 16.0;
            Rgb([if is_ink { 60 } else { 250 }; 3])
        });
        let band = leaning_band(&view).expect("a band");
        let degrees = band.along.y.atan2(band.along.x).to_degrees();
        assert!((degrees - 30.0).abs() <= 4.0, "{degrees}");
        assert!((band.center.x - 320.0).abs() < 24.0 && (band.center.y - 200.0).abs() < 24.0);
        assert!((250.0..460.0).contains(&band.length), "{}", band.length);
    }

    #[test]
    fn nothing_is_found_of_little_and_nothing() {
        assert!(leaning_band(&RgbImage::from_pixel(640, 400, Rgb([255; 3]))).is_none());
        assert!(leaning_band(&RgbImage::from_pixel(900, 2, Rgb([0; 3]))).is_none());
        assert!(leaning_band(&RgbImage::new(0, 0)).is_none());
    }
}
