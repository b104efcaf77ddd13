//! Waves that run across a document: the same frequency, or one that drifts, from window to window.

use bonafide_imaging::{Peak, RgbImage, Spectrum, encloses, luma_of};

/// Most windows along one axis: enough to tell a part of the document from all of it.
const MOST_ALONG: u32 = 6;
/// Peaks kept of a window.
const MOST_PEAKS: usize = 6;
/// How far a wave may drift from one window to the next, in bins: a screen that is seen at a slant has
/// cells whose size changes by a tenth across a document, and its moiré by several times that.
const DRIFT: i32 = 3;

/// The spectra of windows on a regular grid over the inside of a quadrilateral.
pub(super) struct Waves {
    /// Where each window is and what stands out there, per plane.
    windows: Vec<Window>,
}

struct Window {
    at: [u32; 2],
    cell: [u32; 2],
    peaks: [Vec<Peak>; 2],
    lattices: [Option<Peak>; 2],
}

/// Waves that go on from window to window.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Run {
    /// Upper left pixels of the windows that they cross.
    pub(super) windows: Vec<[u32; 2]>,
    /// All windows.
    pub(super) of: u32,
    /// Period in pixels of the picture that was looked at, of the strongest.
    pub(super) period: f64,
    /// Direction against the rows, degrees, 0 to 180.
    pub(super) degrees: f64,
    /// Natural logarithm of the expected number of such runs by chance.
    pub(super) ln_false_alarms: f64,
}

impl Run {
    /// Share of the document that the waves surely cross, 0 to 1: the lower end of the interval in which the
    /// share lies with 95 % (one-sided), so that a few windows say less than many.
    ///
    /// Source: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22,
    /// 1927.
    pub(super) fn sure_share(&self) -> f64 {
        const Z: f64 = 1.645;
        let count = f64::from(self.of.max(1));
        let share = self.windows.len() as f64 / count;
        let middle = share + Z * Z / (2.0 * count);
        let spread = Z * (share * (1.0 - share) / count + Z * Z / (4.0 * count * count)).sqrt();
        ((middle - spread) / (1.0 + Z * Z / count)).clamp(0.0, 1.0)
    }
}

/// Warm against cold: the parts of a display's pixels, and inks at different angles, differ in it.
fn warmth([red, _, blue]: [f32; 3]) -> f32 {
    red - blue
}

impl Waves {
    /// The spectra of brightness and warmth inside of the corners, pixels of the picture.
    pub(super) fn of(picture: &RgbImage, corners: &[[f32; 2]; 4]) -> Self {
        let places = places(corners, picture.dimensions());
        let windows = places.into_iter().filter_map(|(cell, at)| {
            let spectra = Spectrum::of(picture, &[at], |pixel| [luma_of(pixel), warmth(pixel)])?;
            let peaks = [0, 1].map(|plane: usize| strongest(&spectra[plane]));
            let lattices = [0, 1].map(|plane: usize| lattice(&spectra[plane], &peaks[plane]));
            Some(Window { at, cell, peaks, lattices })
        });
        Self { windows: windows.collect() }
    }

    /// How many windows were looked at.
    pub(super) fn count(&self) -> u32 {
        self.windows.len() as u32
    }

    /// The run through the most windows, of waves in a plane: 0 brightness, 1 warmth.
    pub(super) fn run(&self, plane: usize) -> Run {
        self.longest(|window| window.peaks.get(plane).map_or(&[], Vec::as_slice))
    }

    /// As [`Waves::run`], of lattices: waves in two directions at a right angle.
    pub(super) fn lattice_run(&self, plane: usize) -> Run {
        self.longest(|window| match window.lattices.get(plane) {
            Some(Some(peak)) => std::slice::from_ref(peak),
            _ => &[],
        })
    }

    /// Grows runs from every peak over neighbours that have nearly the same.
    fn longest<'a>(&'a self, of: impl Fn(&'a Window) -> &'a [Peak]) -> Run {
        let nodes: Vec<(usize, Peak)> = self
            .windows
            .iter()
            .enumerate()
            .flat_map(|(index, window)| of(window).iter().map(move |&peak| (index, peak)))
            .collect();
        let mut seen = vec![false; nodes.len()];
        let mut best = Run { of: self.count(), ..Run::default() };
        for start in 0..nodes.len() {
            let group = self.grown(&nodes, start, &mut seen);
            let mut windows: Vec<usize> =
                group.iter().filter_map(|&node| Some(nodes.get(node)?.0)).collect();
            windows.sort_unstable();
            windows.dedup();
            if windows.len() > best.windows.len() {
                best = self.described(&nodes, &group, &windows);
            }
        }
        best
    }

    /// The nodes that hang together with a first one.
    fn grown(&self, nodes: &[(usize, Peak)], start: usize, seen: &mut [bool]) -> Vec<usize> {
        let mut group = Vec::new();
        let mut open = vec![start];
        while let Some(index) = open.pop() {
            let Some(flag) = seen.get_mut(index) else { continue };
            if std::mem::replace(flag, true) {
                continue;
            }
            group.push(index);
            let Some(&(window, peak)) = nodes.get(index) else { continue };
            open.extend(nodes.iter().enumerate().filter_map(|(other, &(beside, next))| {
                (self.adjoin(window, beside) && alike(peak, next)).then_some(other)
            }));
        }
        group
    }

    fn adjoin(&self, one: usize, other: usize) -> bool {
        let cell = |index: usize| self.windows.get(index).map(|window| window.cell);
        match (cell(one), cell(other)) {
            (Some(a), Some(b)) => a[0].abs_diff(b[0]) + a[1].abs_diff(b[1]) == 1,
            _ => false,
        }
    }

    /// By chance a window has one peak at most (their number of false alarms is below 1), and one next to
    /// it is alike with the share of frequencies that are; a run of `n` windows is one of at most `4^n`
    /// shapes from each of the windows.
    fn described(&self, nodes: &[(usize, Peak)], group: &[usize], windows: &[usize]) -> Run {
        let by_chance = f64::from((2 * DRIFT + 1).pow(2)) / Spectrum::tests();
        let steps = windows.len().saturating_sub(1) as f64;
        let ln_false_alarms = f64::from(self.count().max(1)).ln() + steps * (4.0 * by_chance).ln();
        let strongest = group
            .iter()
            .filter_map(|&node| nodes.get(node))
            .min_by(|a, b| a.1.ln_chance.total_cmp(&b.1.ln_chance));
        let (period, degrees) =
            strongest.map_or((0.0, 0.0), |(_, peak)| (peak.period(), peak.degrees()));
        let at = |&window: &usize| Some(self.windows.get(window)?.at);
        let windows = windows.iter().filter_map(at).collect();
        Run { windows, of: self.count(), period, degrees, ln_false_alarms }
    }
}

/// The same wave, up to drift; opposite frequencies are one.
fn alike(a: Peak, b: Peak) -> bool {
    let near = |u: i32, v: i32| (a.u - u).abs() <= DRIFT && (a.v - v).abs() <= DRIFT;
    near(b.u, b.v) || near(-b.u, -b.v)
}

/// The most surprising peaks, one of each hill.
fn strongest(spectrum: &Spectrum) -> Vec<Peak> {
    let mut kept: Vec<Peak> = Vec::new();
    for peak in spectrum.peaks() {
        if kept.len() >= MOST_PEAKS {
            break;
        }
        if !kept.iter().any(|&other| alike(other, peak)) {
            kept.push(peak);
        }
    }
    kept
}

/// The strongest peak that has another of its length at a right angle.
fn lattice(spectrum: &Spectrum, peaks: &[Peak]) -> Option<Peak> {
    let limit = -Spectrum::tests().ln();
    peaks.iter().copied().find(|peak| spectrum.near(-peak.v, peak.u).ln_chance + 9_f64.ln() < limit)
}

/// Column, row and upper left pixel of windows on a grid over the corners, those that lie inside.
fn places(corners: &[[f32; 2]; 4], (width, height): (u32, u32)) -> Vec<([u32; 2], [u32; 2])> {
    let ends = |axis: usize, limit: u32| {
        let all = || corners.iter().map(|corner| corner[axis]);
        let from = all().fold(f32::MAX, f32::min).clamp(0.0, limit as f32);
        let to = all().fold(f32::MIN, f32::max).clamp(0.0, limit as f32);
        (from as u32, to as u32)
    };
    let (across, down) = (starts(ends(0, width)), starts(ends(1, height)));
    let cells = (0..)
        .zip(&down)
        .flat_map(|(row, &y)| (0..).zip(&across).map(move |(column, &x)| ([column, row], [x, y])));
    cells.filter(|(_, at)| lies_inside(corners, *at)).collect()
}

/// Evenly spread starts of windows between two pixels.
fn starts((from, to): (u32, u32)) -> Vec<u32> {
    let Some(free) = to.saturating_sub(from).checked_sub(Spectrum::SIDE) else { return Vec::new() };
    let count = ((free / Spectrum::SIDE) + 1).min(MOST_ALONG);
    (0..count).map(|k| from + if count > 1 { free * k / (count - 1) } else { free / 2 }).collect()
}

/// Whether the middle three quarters of a window are inside of the corners.
fn lies_inside(corners: &[[f32; 2]; 4], [x, y]: [u32; 2]) -> bool {
    let side = Spectrum::SIDE as f32;
    let points = [[0.125, 0.125], [0.875, 0.125], [0.875, 0.875], [0.125, 0.875]];
    points.iter().all(|part| {
        let point = [x as f32 + part[0] * side, y as f32 + part[1] * side];
        encloses(corners, point)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bonafide_imaging::Rgb;

    fn noise(x: u32, y: u32) -> f32 {
        let mut bits = u64::from(x) << 32 | u64::from(y);
        bits = (bits ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits >> 40) & 0xff) as f32 / 255.0 - 0.5
    }

    fn drawn(level: impl Fn(u32, u32) -> f32) -> RgbImage {
        RgbImage::from_fn(640, 400, |x, y| {
            Rgb([(130.0 + 12.0 * noise(x, y) + level(x, y)).clamp(0.0, 255.0) as u8; 3])
        })
    }

    const WHOLE: [[f32; 2]; 4] = [[0.0, 0.0], [640.0, 0.0], [640.0, 400.0], [0.0, 400.0]];

    #[test]
    fn noise_has_no_run_and_a_drifting_wave_crosses_everything() {
        let waves = Waves::of(&drawn(|_, _| 0.0), &WHOLE);
        assert_eq!(waves.count(), 15);
        assert!(waves.run(0).windows.len() <= 2, "{:?}", waves.run(0));
        // A period of 6 pixels at 30°, growing by a fifth to the right.
        let wave = |x: u32, y: u32| {
            let (x, y) = (x as f32, y as f32);
            let phase = (x * 0.866 + y * 0.5) / 6.0 * (1.0 - 0.0001 * x);
            5.0 * (std::f32::consts::TAU * phase).cos()
        };
        let run = Waves::of(&drawn(wave), &WHOLE).run(0);
        assert!(run.sure_share() > 0.8 && run.ln_false_alarms < -20.0, "{run:?}");
        assert!(Waves::of(&drawn(wave), &WHOLE).lattice_run(0).windows.len() <= 1);
    }

    #[test]
    fn nothing_fits_into_slivers() {
        for (width, height) in [(1, 1), (2, 3), (127, 4000), (4000, 128)] {
            let picture = RgbImage::new(width, height);
            let (right, bottom) = (width as f32, height as f32);
            let corners = [[0.0, 0.0], [right, 0.0], [right, bottom], [0.0, bottom]];
            let waves = Waves::of(&picture, &corners);
            assert!(waves.run(0).windows.is_empty() && waves.lattice_run(1).windows.is_empty());
        }
        let wild = [[f32::NAN, -1e9], [1e9, f32::INFINITY], [0.0, 0.0], [-1e9, 1e9]];
        let _ = Waves::of(&RgbImage::new(300, 300), &wild).run(1);
    }
}
