//! Windows of blocks that stand out against all others of their shape.

use bonafide_types::{Evidence, PixelBox, Score};

use crate::check::Finding;
use crate::heat_map::HeatMap;

/// Sides of windows in blocks: from a word of print to a portrait.
const SIDES: [usize; 6] = [4, 6, 9, 14, 20, 30];
/// A window is as long as 5 times its height or as high as 2.3 times its width: fields lie.
const LONGEST: f64 = 5.1;
const HIGHEST: f64 = 2.3;
/// A window counts where at least half of its blocks say something.
const FILLED: f64 = 0.5;
/// Fewer windows of a shape tell nothing of what is usual.
const MIN_WINDOWS: usize = 60;
/// Windows that are reported.
const KEPT: usize = 6;

/// A value for each 8 × 8 block, with how much it counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) values: Vec<f64>,
    /// 0 or 1 for most.
    pub(super) weights: Vec<f64>,
}

/// A window, in blocks, and how many robust deviations it lies above others of its shape.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Window {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) deviations: f64,
    /// Sum of the values of its blocks.
    pub(super) sum: f64,
}

impl Window {
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.left < other.left + other.width
            && other.left < self.left + self.width
            && self.top < other.top + other.height
            && other.top < self.top + self.height
    }

    /// log10 of how many windows of an untouched page would stand out as far, among `tests`.
    pub(super) fn log10_false_alarms(&self, tests: f64) -> f64 {
        (tests.max(1.0) * student_tail(self.deviations)).log10()
    }
}

/// Chance that a variable of Student's t with 6 degrees of freedom exceeds `t`, in closed form.
///
/// The tail by which windows of an untouched page are taken to stand out: values of the blocks of a
/// document are far from normal. An excess kurtosis of some 50, as isolated print on blank paper gives,
/// is 3 in the sum of the 16 blocks of the smallest window, and that of this distribution.
pub(super) fn student_tail(t: f64) -> f64 {
    let length = (t * t + 6.0).sqrt();
    let x = t / length;
    // 1 − x, without the loss of digits.
    let rest = if t > 0.0 { 6.0 / (length * (length + t)) } else { 1.0 - x };
    rest.powi(3) * (3.0 * x * x + 9.0 * x + 8.0) / 16.0
}

/// Sums over windows of one field.
struct Table {
    stride: usize,
    values: Vec<f64>,
    weights: Vec<f64>,
}

impl Table {
    fn of(field: &Field) -> Self {
        let stride = field.columns + 1;
        let summed = |source: &[f64]| {
            let mut sums = vec![0.0; stride * (field.rows + 1)];
            for row in 0..field.rows {
                let mut line = 0.0;
                for column in 0..field.columns {
                    line += source.get(row * field.columns + column).copied().unwrap_or(0.0);
                    let above = sums.get(row * stride + column + 1).copied().unwrap_or(0.0);
                    if let Some(sum) = sums.get_mut((row + 1) * stride + column + 1) {
                        *sum = above + line;
                    }
                }
            }
            sums
        };
        let product: Vec<f64> =
            field.values.iter().zip(&field.weights).map(|(value, weight)| value * weight).collect();
        Self { stride, values: summed(&product), weights: summed(&field.weights) }
    }

    fn sum(
        &self,
        table: &[f64],
        (left, top): (usize, usize),
        (width, height): (usize, usize),
    ) -> f64 {
        let at = |x: usize, y: usize| table.get(y * self.stride + x).copied().unwrap_or(0.0);
        at(left + width, top + height) + at(left, top)
            - at(left + width, top)
            - at(left, top + height)
    }
}

/// The windows that stand out most, none over another, the strongest first.
pub(super) fn strongest(field: &Field) -> Vec<Window> {
    let table = Table::of(field);
    let mut found: Vec<Window> = Vec::new();
    for (width, height) in shapes(field) {
        let mut windows = of_shape(field, &table, width, height);
        if windows.len() < MIN_WINDOWS {
            continue;
        }
        let Some((middle, spread)) = middle_and_spread(&windows) else { continue };
        for window in &mut windows {
            window.deviations = (window.deviations - middle) / spread;
        }
        let most = (4 * KEPT).min(windows.len() - 1);
        windows.select_nth_unstable_by(most, |a, b| b.deviations.total_cmp(&a.deviations));
        found.extend(windows.into_iter().take(most));
    }
    // The place decides between equals, so that the order is the same on every machine.
    found.sort_by(|a, b| {
        let place = |window: &Window| (window.top, window.left, window.height, window.width);
        b.deviations.total_cmp(&a.deviations).then_with(|| place(a).cmp(&place(b)))
    });
    let mut kept: Vec<Window> = Vec::new();
    for window in found {
        if kept.len() < KEPT && !kept.iter().any(|other| other.overlaps(&window)) {
            kept.push(window);
        }
    }
    kept
}

fn shapes(field: &Field) -> impl Iterator<Item = (usize, usize)> {
    let (columns, rows) = (field.columns, field.rows);
    SIDES.into_iter().flat_map(|width| SIDES.map(|height| (width, height))).filter(
        move |&(width, height)| {
            let ratio = width as f64 / height as f64;
            // A window over half of the page is the page.
            (1.0 / HIGHEST..=LONGEST).contains(&ratio) && width * 2 <= columns && height * 2 <= rows
        },
    )
}

/// All windows of a shape; `deviations` holds the mean value by the root of the weight, yet unscaled.
fn of_shape(field: &Field, table: &Table, width: usize, height: usize) -> Vec<Window> {
    let mut windows = Vec::new();
    let full = (width * height) as f64;
    for top in (0..=field.rows - height).step_by(height / 2) {
        for left in (0..=field.columns - width).step_by(width / 2) {
            let weight = table.sum(&table.weights, (left, top), (width, height));
            if weight < FILLED * full {
                continue;
            }
            let sum = table.sum(&table.values, (left, top), (width, height));
            windows.push(Window { left, top, width, height, deviations: sum / weight.sqrt(), sum });
        }
    }
    windows
}

/// Median, and the deviation that the quartiles of a normal variable would have (they are 1.349 apart).
fn middle_and_spread(windows: &[Window]) -> Option<(f64, f64)> {
    let mut values: Vec<f64> = windows.iter().map(|window| window.deviations).collect();
    let mut at = |share: f64| {
        let place = (values.len() as f64 * share) as usize;
        (place < values.len()).then(|| *values.select_nth_unstable_by(place, f64::total_cmp).1)
    };
    let (low, middle, high) = (at(0.25)?, at(0.5)?, at(0.75)?);
    // The upper half alone sets the spread where the lower is squeezed against zero.
    let spread = ((high - low) / 1.349).max((high - middle) / 0.6745);
    (spread > 1e-9).then_some((middle, spread))
}

/// Score of a number of false alarms: logistic in its logarithm, ½ at one in a hundred pages, 0.09 at one a
/// page, 0.91 at one in ten thousand.
pub(super) fn score_of(log10_false_alarms: f64) -> f64 {
    1.0 / (1.0 + ((log10_false_alarms + 2.0) * std::f64::consts::LN_10 / 2.0).exp())
}

/// Where a block lies in the upright picture.
pub(super) trait Placed {
    /// The upright pixel that shows the middle of a block.
    fn place(&self, column: usize, row: usize) -> (u32, u32);
    /// Size of the upright picture.
    fn upright_size(&self) -> (u32, u32);
}

/// The finding of windows with a number of false alarms each, the strongest first.
pub(super) fn finding(name: &str, windows: &[(Window, f64)], placed: &impl Placed) -> Finding {
    let (width, height) = placed.upright_size();
    let mut heat = HeatMap::cold(width, height, 8);
    let mut evidence = Vec::new();
    for (window, alarms) in windows {
        let score = score_of(*alarms);
        // Less than one alarm a page is no place to look at.
        if *alarms >= 0.0 {
            continue;
        }
        for row in window.top..window.top + window.height {
            for column in window.left..window.left + window.width {
                let (x, y) = placed.place(column, row);
                heat.raise(x / 8, y / 8, score as f32);
            }
        }
        let mut found = Evidence::of("region").named(name).scored(Score::clamped(score));
        found.bounds = Some(bounds(window, placed));
        evidence.push(found);
    }
    let alarms = windows.first().map(|&(_, alarms)| alarms);
    let score = alarms.map_or(0.0, score_of);
    Finding {
        log10_false_alarms: alarms,
        evidence,
        heat: Some(heat),
        ..Finding::scored(Score::clamped(score))
    }
}

fn bounds(window: &Window, placed: &impl Placed) -> PixelBox {
    let (a, b) = placed.place(window.left, window.top);
    let (c, d) = placed.place(window.left + window.width - 1, window.top + window.height - 1);
    let (width, height) = placed.upright_size();
    PixelBox {
        left: a.min(c).saturating_sub(4),
        top: b.min(d).saturating_sub(4),
        right: (a.max(c) + 4).min(width),
        bottom: (b.max(d) + 4).min(height),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_that_of_students_t() {
        // Tables of the distribution, 6 degrees of freedom.
        for (t, chance) in [(0.0, 0.5), (1.943_180, 0.05), (3.707_428, 0.005), (5.207_626, 0.001)] {
            assert!((student_tail(t) - chance).abs() < 1e-5, "{t}");
        }
        assert!((student_tail(-1.943_180) - 0.95).abs() < 1e-5);
        assert!((student_tail(1e3) / 33.75e-18 - 1.0).abs() < 1e-3);
    }

    #[test]
    fn a_patch_is_found_where_it_is() {
        let (columns, rows) = (90, 60);
        let mut state = 7_u32;
        let values = (0..columns * rows).map(|at| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let inside = (30..44).contains(&(at % columns)) && (20..29).contains(&(at / columns));
            f64::from(state >> 16) / 65_536.0 + if inside { 1.0 } else { 0.0 }
        });
        let field =
            Field { columns, rows, values: values.collect(), weights: vec![1.0; columns * rows] };
        let found = strongest(&field);
        let best = found.first().copied().expect("windows");
        assert!(best.deviations > 10.0, "{best:?}");
        assert!(best.left >= 26 && best.left + best.width <= 48, "{best:?}");
        assert!(best.top >= 17 && best.top + best.height <= 32, "{best:?}");
    }

    #[test]
    fn small_and_flat_fields_have_no_windows() {
        for (columns, rows) in [(0, 0), (1, 1), (3, 200), (40, 40)] {
            let (values, weights) = (vec![1.0; columns * rows], vec![1.0; columns * rows]);
            assert!(strongest(&Field { columns, rows, values, weights }).is_empty());
        }
    }
}
