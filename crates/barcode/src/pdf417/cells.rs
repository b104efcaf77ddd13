//! Codewords by likeness: the mean profile of a cell beside those of all codewords of its cluster,
//! blurred as the picture is.
//!
//! Where edges run together or drown in noise the profile still tells codewords apart. It is the
//! mean over all lines of the cell's row, and since the row is known only a third of all codewords
//! can be meant.

use std::sync::OnceLock;

use super::frame::Lines;
use super::layout::Layout;
use super::look::Seen;
use super::patterns::{CODEWORDS, MODULES, PATTERNS, widths};
use super::solve::Reading;

/// Samples of a profile a module.
const FINE: usize = 3;
/// Samples of a profile.
const LENGTH: usize = FINE * MODULES;

type Profile = [f32; LENGTH];

/// How the picture blurs: standard deviation and growth of bars, as indices into [`SIGMAS`] and
/// [`GROWTHS`].
#[derive(Clone, Copy, Debug, PartialEq)]
struct Blur {
    sigma: usize,
    growth: usize,
}

impl Blur {
    fn sigma(self) -> f32 {
        SIGMAS[self.sigma]
    }

    fn growth(self) -> f32 {
        GROWTHS[self.growth]
    }

    /// The profiles of all codewords, by cluster: made when first asked for, and kept. All of them
    /// together are 24 MB; those of ordinary pictures are a few.
    fn templates(self) -> &'static [Templates; 3] {
        type Kept = OnceLock<Box<[Templates; 3]>>;
        static KEPT: [[Kept; GROWTHS.len()]; SIGMAS.len()] =
            [const { [const { OnceLock::new() }; GROWTHS.len()] }; SIGMAS.len()];
        KEPT[self.sigma][self.growth]
            .get_or_init(|| Box::new([0, 1, 2].map(|cluster| Templates::new(cluster, self))))
    }
}

/// In modules.
const SIGMAS: [f32; 6] = [0.2, 0.35, 0.5, 0.7, 0.9, 1.15];
/// In modules; what a bar gains, a space loses.
const GROWTHS: [f32; 7] = [-0.6, -0.4, -0.2, 0.0, 0.2, 0.4, 0.6];

/// Cells whose codeword is known well enough to measure the blur with, at most.
const EXAMPLES: usize = 48;
/// Lines count for a row while they are this near to its middle, in rows.
const NEAR: f32 = 0.4;
/// Cells with less than this share of the common contrast show no codeword.
const FAINT: f32 = 0.3;

/// Reads every cell of a layout; `known` are readings by edges, in the same order.
pub(crate) fn compare(
    lines: &Lines,
    seen: &Seen,
    layout: &Layout,
    known: &[Reading],
) -> Vec<Reading> {
    let profiles: Vec<Option<(Profile, f32)>> = (0..layout.codewords())
        .map(|cell| profile(lines, seen, layout, cell).and_then(normalised))
        .collect();
    let mut energies: Vec<f32> = profiles.iter().flatten().map(|(_, energy)| *energy).collect();
    energies.sort_by(f32::total_cmp);
    let common = energies.get(energies.len() / 2).copied().unwrap_or(0.0);
    let blur = measured(&profiles, layout, known);
    let templates = blur.templates();
    let shows =
        |cell: usize| profiles[cell].as_ref().filter(|(_, energy)| *energy > FAINT * common);
    let template = |cell: usize| &templates[cell / layout.columns % 3];
    let mut readings: Vec<Reading> = (0..profiles.len())
        .map(|cell| shows(cell).map_or(Reading::default(), |(p, _)| template(cell).nearest(p)))
        .collect();
    // Single cells are damaged; where few are clear it is the picture that is poor, or rows and
    // columns are not where they are thought to be.
    let unclear: Vec<usize> = (0..profiles.len())
        .filter(|cell| {
            shows(*cell)
                .is_some_and(|(p, _)| template(*cell).like(p, readings[*cell].value) < CLEAR)
        })
        .collect();
    if unclear.len() < profiles.len() / 2 {
        for cell in unclear {
            if let Some((profile, _)) = shows(cell) {
                readings[cell] = template(cell).despite_damage(profile);
            }
        }
    }
    readings.iter().zip(known).map(|(compared, edges)| confirmed(*compared, *edges)).collect()
}

/// Readings by edges of this weight are those of two clear lines at least.
const PLAIN: f32 = 1.2;

/// What was compared and what the edges say, together: agreement is as good as certain; where
/// they differ, clear edges are right more often than the likeness of a damaged cell.
fn confirmed(compared: Reading, edges: Reading) -> Reading {
    if edges.value == compared.value && edges.weight > 0.0 {
        Reading { weight: 1.0 + compared.weight, ..compared }
    } else if edges.weight >= PLAIN && compared.weight < DAMAGED {
        Reading { weight: DAMAGED, ..edges }
    } else {
        compared
    }
}

/// The mean profile of a cell.
fn profile(lines: &Lines, seen: &Seen, layout: &Layout, cell: usize) -> Option<Profile> {
    let row = (cell / layout.columns) as f32 - layout.offset as f32;
    let column = layout.first + (cell % layout.columns).cast_signed();
    let inside = column.clamp(0, seen.grid.columns.cast_signed() - 1) as usize;
    let mut sum = [0.0; LENGTH];
    let mut weights = 0.0;
    for line in 0..seen.grid.lines() {
        let off = (seen.rows.track[line * seen.grid.columns + inside] - row).abs();
        if off > NEAR {
            continue;
        }
        let weight = 1.0 - off;
        let source = if seen.rows.flipped { seen.grid.lines() - 1 - line } else { line };
        let samples = &lines.all.get(source)?.samples;
        let begin = seen.mesh.at(line as f32, column);
        let step = (seen.mesh.at(line as f32, column + 1) - begin) / LENGTH as f32;
        for (i, value) in sum.iter_mut().enumerate() {
            *value += weight * between(samples, begin + (i as f32 + 0.5) * step);
        }
        weights += weight;
    }
    (weights > 0.0).then(|| sum.map(|value| value / weights))
}

/// The level at a position between samples.
fn between(samples: &[f32], position: f32) -> f32 {
    let at = (position - 0.5).max(0.0);
    let index = at as usize;
    match samples.get(index..index + 2) {
        Some([a, b]) => a + (b - a) * (at - index as f32),
        _ => samples.last().copied().unwrap_or(0.0),
    }
}

/// With mean zero and length one, and the length it had.
fn normalised(mut profile: Profile) -> Option<(Profile, f32)> {
    let mean = profile.iter().sum::<f32>() / LENGTH as f32;
    for value in &mut profile {
        *value -= mean;
    }
    let energy = profile.iter().map(|value| value * value).sum::<f32>().sqrt();
    (energy > 1e-3).then(|| (profile.map(|value| value / energy), energy))
}

/// The blur under which known codewords look most like what is seen: the best standard deviation,
/// then the best growth, then both once more.
fn measured(profiles: &[Option<(Profile, f32)>], layout: &Layout, known: &[Reading]) -> Blur {
    let mut examples: Vec<usize> =
        (0..known.len()).filter(|cell| known[*cell].weight > 0.0).collect();
    examples.sort_by(|a, b| known[*b].weight.total_cmp(&known[*a].weight).then(a.cmp(b)));
    examples.truncate(EXAMPLES);
    let likeness = |blur: &Blur| -> f32 {
        let steps = Steps::new(*blur);
        let alike = |cell: &usize| {
            let (profile, _) = profiles[*cell].as_ref()?;
            let pattern = PATTERNS[cell / layout.columns % 3][usize::from(known[*cell].value)];
            let (template, _) = normalised(steps.template(pattern))?;
            Some(template.iter().zip(profile).map(|(a, b)| a * b).sum::<f32>())
        };
        examples.iter().filter_map(alike).sum()
    };
    // Half a module, no growth.
    let mut best = Blur { sigma: 2, growth: 3 };
    for _ in 0..2 {
        best = most((0..SIGMAS.len()).map(|sigma| Blur { sigma, ..best }), likeness);
        best = most((0..GROWTHS.len()).map(|growth| Blur { growth, ..best }), likeness);
    }
    best
}

/// The first of those with the highest score.
fn most(all: impl Iterator<Item = Blur>, score: impl Fn(&Blur) -> f32) -> Blur {
    let mut best = (f32::MIN, Blur { sigma: 0, growth: 0 });
    for blur in all {
        let here = score(&blur);
        if here > best.0 {
            best = (here, blur);
        }
    }
    best.1
}

/// Blurred edges at each whole module, where a bar begins and where one ends.
struct Steps {
    begins: Vec<Profile>,
    ends: Vec<Profile>,
}

impl Steps {
    fn new(blur: Blur) -> Self {
        let edge = |at: f32| -> Profile {
            std::array::from_fn(|i| {
                let off = (i as f32 + 0.5) / FINE as f32 - at;
                // The logistic curve nearest to the normal distribution's.
                1.0 / (1.0 + (-1.702 * off / blur.sigma()).exp())
            })
        };
        let all = |shift: f32| (0..=MODULES).map(|module| edge(module as f32 + shift)).collect();
        Self { begins: all(-blur.growth() / 2.0), ends: all(blur.growth() / 2.0) }
    }

    /// A codeword between the space of the one before and the bar of the one after.
    fn template(&self, pattern: u32) -> Profile {
        let mut profile = [0.0; LENGTH];
        let mut at = 0;
        let mut add = |edge: &Profile, sign: f32| {
            profile.iter_mut().zip(edge).for_each(|(value, step)| *value += sign * step);
        };
        for (element, width) in widths(pattern).into_iter().enumerate() {
            if element % 2 == 0 {
                add(&self.begins[at], -1.0);
            } else {
                add(&self.ends[at], 1.0);
            }
            at += usize::from(width);
        }
        add(&self.begins[MODULES], -1.0);
        profile
    }
}

/// Codewords that are compared side by side.
const BLOCK: usize = 16;

/// The profiles of all codewords of a cluster.
struct Templates {
    /// By sixteen codewords, sample by sample.
    blocks: Vec<[[f32; BLOCK]; LENGTH]>,
}

impl Templates {
    fn new(cluster: usize, blur: Blur) -> Self {
        let steps = Steps::new(blur);
        let mut blocks = vec![[[0.0; BLOCK]; LENGTH]; CODEWORDS.div_ceil(BLOCK)];
        for (value, pattern) in PATTERNS[cluster].iter().enumerate() {
            let Some((template, _)) = normalised(steps.template(*pattern)) else { continue };
            let block = &mut blocks[value / BLOCK];
            for (levels, level) in block.iter_mut().zip(template) {
                levels[value % BLOCK] = level;
            }
        }
        Self { blocks }
    }

    /// The codeword most like a profile, weighed by its lead over the next.
    fn nearest(&self, profile: &Profile) -> Reading {
        let (mut first, mut second, mut value) = (0.0, 0.0, 0);
        for (index, like) in self.likeness(profile).into_iter().enumerate() {
            if like > first {
                (second, first, value) = (first, like, index);
            } else if like > second {
                second = like;
            }
        }
        Reading { value: value as u16, weight: (first - second).max(1e-6) }
    }

    /// The likeness of one codeword.
    fn like(&self, profile: &Profile, value: u16) -> f32 {
        let template = self.template(usize::from(value));
        template.iter().zip(profile).map(|(t, p)| t * p).sum()
    }

    /// The likeness of all codewords: 1 is the same, 0 has nothing in common.
    fn likeness(&self, profile: &Profile) -> Vec<f32> {
        let mut all = Vec::with_capacity(self.blocks.len() * BLOCK);
        for block in &self.blocks {
            let mut likeness = [0.0_f32; BLOCK];
            for (levels, weight) in block.iter().zip(profile) {
                for (sum, level) in likeness.iter_mut().zip(levels) {
                    *sum += weight * level;
                }
            }
            all.extend(likeness);
        }
        all
    }

    fn template(&self, value: usize) -> Profile {
        let block = &self.blocks[value / BLOCK];
        std::array::from_fn(|i| block[i][value % BLOCK])
    }

    /// Of the codewords most like a profile the one that fits it best where it is not scratched or
    /// painted over.
    fn despite_damage(&self, profile: &Profile) -> Reading {
        let likeness = self.likeness(profile);
        let mut candidates: Vec<usize> = (0..CODEWORDS).collect();
        candidates.select_nth_unstable_by(CANDIDATES, |a, b| {
            likeness[*b].total_cmp(&likeness[*a]).then(a.cmp(b))
        });
        candidates.truncate(CANDIDATES);
        candidates.sort_unstable();
        let (mut first, mut second, mut value) = (f32::MIN, f32::MIN, 0);
        for candidate in candidates {
            let fit = robust_fit(&self.template(candidate), profile);
            if fit > first {
                second = first;
                first = fit;
                value = candidate;
            } else if fit > second {
                second = fit;
            }
        }
        Reading { value: value as u16, weight: (first - second).clamp(1e-3, 1.0) * DAMAGED }
    }
}

/// What the reading of a damaged cell weighs at most; hardly a clear one weighs less.
const DAMAGED: f32 = 1e-3;
/// From this likeness on a cell is undamaged.
const CLEAR: f32 = 0.93;
/// Codewords that are looked at closely where a cell is damaged.
const CANDIDATES: usize = 32;
/// What is off by this much counts half, in shares of the profile's length: from generous to
/// strict, round by round.
const SCALES: [f32; 4] = [0.12, 0.08, 0.05, STRICT];
const STRICT: f32 = 0.04;

/// How well a template fits a profile by a robust measure, 0 at best and −1 at worst: what is far
/// off counts no more than what is off.
///
/// Source: P. W. Holland, R. E. Welsch, "Robust regression using iteratively reweighted
/// least-squares", Communications in Statistics 6, 1977; the measure is that of S. Geman, D. E.
/// McClure, "Statistical methods for tomographic image reconstruction", 1987.
fn robust_fit(template: &Profile, profile: &Profile) -> f32 {
    let mut weights = [1.0_f32; LENGTH];
    let (mut gain, mut level) = (1.0_f32, 0.0_f32);
    for scale in SCALES {
        let (mut sum, mut x, mut y, mut xx, mut xy) = (1e-6, 0.0, 0.0, 0.0, 0.0);
        for ((weight, t), p) in weights.iter().zip(template).zip(profile) {
            sum += weight;
            x += weight * t;
            y += weight * p;
            xx += weight * t * t;
            xy += weight * t * p;
        }
        gain = ((xy - x * y / sum) / (xx - x * x / sum).max(1e-6)).clamp(0.3, 3.0);
        level = (y - gain * x) / sum;
        let scale = gain * scale;
        for ((weight, t), p) in weights.iter_mut().zip(template).zip(profile) {
            let off = (p - gain * t - level) / scale;
            *weight = 1.0 / (1.0 + off * off);
        }
    }
    let misfit: f32 = template
        .iter()
        .zip(profile)
        .map(|(t, p)| {
            let off = ((p - gain * t - level) / (STRICT * gain)).powi(2);
            off / (1.0 + off)
        })
        .sum();
    -misfit / LENGTH as f32
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const BLUR: Blur = Blur { sigma: 3, growth: 4 };

    fn profile(cluster: usize, value: usize) -> Profile {
        normalised(Steps::new(BLUR).template(PATTERNS[cluster][value])).unwrap().0
    }

    #[test]
    fn every_codeword_is_most_like_itself_under_blur_and_growth() {
        for (cluster, templates) in BLUR.templates().iter().enumerate() {
            for value in 0..CODEWORDS {
                let found = templates.nearest(&profile(cluster, value));
                assert_eq!(usize::from(found.value), value);
                assert!(found.weight > 1e-3, "{cluster} {value} {found:?}");
            }
        }
    }

    #[test]
    fn a_scratch_over_two_modules_is_seen_through() {
        let (mut right, mut all) = (0, 0);
        for value in (0..CODEWORDS).step_by(5) {
            for begin in (3..42).step_by(9) {
                let mut damaged = profile(1, value);
                damaged[begin..begin + 6].fill(0.25);
                let (damaged, _) = normalised(damaged).unwrap();
                let found = BLUR.templates()[1].despite_damage(&damaged);
                right += usize::from(usize::from(found.value) == value);
                all += 1;
            }
        }
        assert!(right * 4 > all * 3, "{right} of {all}");
    }

    #[test]
    fn the_blur_is_measured_on_what_is_known() {
        let layout = Layout { rows: 6, columns: 4, level: 1, offset: 0, first: 1 };
        let known: Vec<Reading> =
            (0..24).map(|cell| Reading { value: 37 * cell, weight: 1.0 }).collect();
        let profiles: Vec<Option<(Profile, f32)>> = known
            .iter()
            .enumerate()
            .map(|(cell, reading)| Some((profile(cell / 4 % 3, usize::from(reading.value)), 1.0)))
            .collect();
        assert_eq!(measured(&profiles, &layout, &known), BLUR);
    }

    #[test]
    fn edges_and_likeness_confirm_each_other() {
        let reading = |value, weight| Reading { value, weight };
        let weight = |r: Reading| (r.value, r.weight);
        assert!(confirmed(reading(7, 0.1), reading(7, 0.5)).weight > 1.0);
        assert_eq!(weight(confirmed(reading(7, 0.1), reading(8, 2.0))), (7, 0.1));
        assert_eq!(confirmed(reading(7, 1e-4), reading(8, 2.0)).value, 8);
        assert_eq!(confirmed(reading(7, 1e-4), reading(8, 0.3)).value, 7);
    }
}
