//! Codewords by likeness: the mean profile of a cell beside those of all codewords of its cluster,
//! blurred as the picture is.
//!
//! Where edges run together or drown in noise the profile still tells codewords apart. It is the
//! mean over all lines of the cell's row, and since the row is known only a third of all codewords
//! can be meant.

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

/// How the picture blurs: standard deviation and growth of bars, both in modules.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Blur {
    sigma: f32,
    growth: f32,
}

const SIGMAS: [f32; 6] = [0.2, 0.35, 0.5, 0.7, 0.9, 1.15];
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
    let templates: Vec<Templates> = (0..3).map(|cluster| Templates::new(cluster, blur)).collect();
    profiles
        .iter()
        .enumerate()
        .map(|(cell, profile)| match profile {
            Some((profile, energy)) if *energy > FAINT * common => {
                templates[cell / layout.columns % 3].best(profile)
            }
            _ => Reading::default(),
        })
        .collect()
}

/// The mean profile of a cell.
fn profile(lines: &Lines, seen: &Seen, layout: &Layout, cell: usize) -> Option<Profile> {
    let row = (cell / layout.columns) as i32 - layout.offset;
    let column = layout.first + (cell % layout.columns) as isize;
    let inside = column.clamp(0, seen.grid.columns as isize - 1) as usize;
    let mut sum = [0.0; LENGTH];
    let mut weights = 0.0;
    for line in 0..seen.grid.lines() {
        let off = (seen.rows.track[line * seen.grid.columns + inside] - row as f32).abs();
        if off > NEAR {
            continue;
        }
        let weight = 1.0 - off;
        let source = if seen.rows.flipped { seen.grid.lines() - 1 - line } else { line };
        let samples = &lines.lines.get(source)?.samples;
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
    profile.iter_mut().for_each(|value| *value -= mean);
    let energy = profile.iter().map(|value| value * value).sum::<f32>().sqrt();
    (energy > 1e-3).then(|| (profile.map(|value| value / energy), energy))
}

/// The blur under which known codewords look most like what is seen.
fn measured(profiles: &[Option<(Profile, f32)>], layout: &Layout, known: &[Reading]) -> Blur {
    let mut examples: Vec<usize> =
        (0..known.len()).filter(|cell| known[*cell].weight > 0.0).collect();
    examples.sort_by(|a, b| known[*b].weight.total_cmp(&known[*a].weight).then(a.cmp(b)));
    examples.truncate(EXAMPLES);
    let mut best = (f32::MIN, Blur { sigma: 0.5, growth: 0.0 });
    for sigma in SIGMAS {
        for growth in GROWTHS {
            let steps = Steps::new(Blur { sigma, growth });
            let likeness: f32 = examples
                .iter()
                .filter_map(|cell| {
                    let (profile, _) = profiles[*cell].as_ref()?;
                    let pattern =
                        PATTERNS[cell / layout.columns % 3][usize::from(known[*cell].value)];
                    let (template, _) = normalised(steps.template(pattern))?;
                    Some(template.iter().zip(profile).map(|(a, b)| a * b).sum::<f32>())
                })
                .sum();
            if likeness > best.0 {
                best = (likeness, Blur { sigma, growth });
            }
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
                1.0 / (1.0 + (-1.702 * off / blur.sigma).exp())
            })
        };
        let all = |shift: f32| (0..=MODULES).map(|module| edge(module as f32 + shift)).collect();
        Self { begins: all(-blur.growth / 2.0), ends: all(blur.growth / 2.0) }
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

/// The profiles of all codewords of a cluster.
struct Templates {
    /// Sample by sample, for each all codewords.
    samples: Vec<f32>,
}

impl Templates {
    fn new(cluster: usize, blur: Blur) -> Self {
        let steps = Steps::new(blur);
        let mut samples = vec![0.0; LENGTH * CODEWORDS];
        for (value, pattern) in PATTERNS[cluster].iter().enumerate() {
            let Some((template, _)) = normalised(steps.template(*pattern)) else { continue };
            for (i, level) in template.iter().enumerate() {
                samples[i * CODEWORDS + value] = *level;
            }
        }
        Self { samples }
    }

    /// The codeword most like a profile, weighed by its lead over the next.
    fn best(&self, profile: &Profile) -> Reading {
        let mut likeness = [0.0_f32; CODEWORDS];
        for (levels, weight) in self.samples.chunks_exact(CODEWORDS).zip(profile) {
            likeness.iter_mut().zip(levels).for_each(|(sum, level)| *sum += weight * level);
        }
        let (mut first, mut second, mut value) = (f32::MIN, f32::MIN, 0);
        for (index, like) in likeness.iter().enumerate() {
            if *like > first {
                second = first;
                first = *like;
                value = index;
            } else if *like > second {
                second = *like;
            }
        }
        Reading { value: value as u16, weight: (first - second).max(1e-6) }
    }
}
