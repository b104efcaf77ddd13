//! Codewords along one line by the distances of its edges.

use super::edges::Edges;
use super::frame::{Line, MAX_COLUMNS, SAMPLES};
use super::patterns::{MODULES, codeword};

/// What a line shows at one column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Observation {
    /// 0, 1, 2 for the standard's clusters 0, 3, 6: the row modulo three.
    pub(crate) cluster: u8,
    pub(crate) value: u16,
    /// 0 to 1: how well the edges fit whole modules.
    pub(crate) weight: f32,
    /// Where it begins and ends, in samples.
    pub(crate) begin: f32,
    pub(crate) end: f32,
}

/// Codewords of a line, column by column, counted from the side where the walk began.
pub(crate) struct Walk {
    pub(crate) observations: Vec<Option<Observation>>,
    /// Where each column ends, in samples; one more than observations, the first is where the walk
    /// began.
    pub(crate) boundaries: Vec<f32>,
}

/// Which way to walk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    FromStart,
    FromStop,
}

/// A boundary is looked for within this many modules of where it should be.
const REACH: f32 = 2.0;
/// A codeword of this weight may be up to twice as far off: on a rolled card.
const SURE: f32 = 0.6;
/// Share of the newest codeword in the running width of a module.
const NEWEST: f32 = 0.5;

/// Walks along a line from one of its ends to the other.
pub(crate) fn walk(edges: &Edges, line: &Line, growth: f32, way: Way) -> Walk {
    let (from, sign, mut module) = match way {
        Way::FromStart => (line.begin, 1.0, line.modules[0]),
        Way::FromStop => (line.end, -1.0, line.modules[1]),
    };
    let mut at = edges.nearest_bar(from).map_or(from, |i| edges.positions[i]);
    if (at - from).abs() > REACH * module {
        at = from;
    }
    let mut walk = Walk { observations: Vec::new(), boundaries: vec![at] };
    let over = |at: f32| {
        let slack = 8.0 * SAMPLES;
        if sign > 0.0 { at > line.end - slack } else { at < line.begin + slack }
    };
    while walk.observations.len() < MAX_COLUMNS && !over(at) {
        let expected = at + sign * MODULES as f32 * module;
        let found = edges.nearest_bar(at).and_then(|edge| {
            let off = (edges.positions[edge] - at).abs();
            let first = if sign > 0.0 { Some(edge) } else { edge.checked_sub(MODULES / 2) };
            let window = edges.positions.get(first?..)?.first_chunk::<9>()?;
            (off <= REACH * module).then_some(window)
        });
        let far = |window: &[f32; 9]| if sign > 0.0 { window[8] } else { window[0] };
        let seen = found.map(|window| (window, observe(window, growth)));
        let fits = |(window, seen): &(&[f32; 9], Option<Observation>)| {
            let off = (far(window) - expected).abs() / module;
            off <= REACH || (off <= 2.0 * REACH && seen.is_some_and(|seen| seen.weight > SURE))
        };
        if let Some((window, seen)) = seen.filter(fits) {
            let width = (window[8] - window[0]) / MODULES as f32;
            at = far(window);
            module += (width - module) * NEWEST;
            walk.observations.push(seen);
        } else {
            let near = edges.nearest_bar(expected).map(|i| edges.positions[i]);
            at = near.filter(|p| (p - expected).abs() <= REACH * module / 2.0).unwrap_or(expected);
            walk.observations.push(None);
        }
        walk.boundaries.push(at);
    }
    walk
}

/// The codeword whose nine edges these are.
pub(crate) fn observe(edges: &[f32; 9], growth: f32) -> Option<Observation> {
    let module = (edges[8] - edges[0]) / MODULES as f32;
    let (mut pattern, mut last, mut residual) = (0_u32, 0.0_f32, 0.0_f32);
    for (index, edge) in edges.iter().enumerate().skip(1) {
        // Bars begin at even edges. Growth moves both edges of a bar; relative to where bars
        // begin, only where they end.
        let ends_bar = index % 2 == 1;
        let exact = (edge - edges[0]) / module - if ends_bar { growth } else { 0.0 };
        let whole = exact.round();
        let width = whole - last;
        if !(1.0..=6.0).contains(&width) {
            return None;
        }
        residual = residual.max((exact - whole).abs());
        let width = width as u32;
        pattern = pattern << width | if ends_bar { (1 << width) - 1 } else { 0 };
        last = whole;
    }
    let (cluster, value) = codeword(pattern)?;
    let weight = (1.0 - 2.0 * residual).max(0.02);
    Some(Observation { cluster, value, weight, begin: edges[0], end: edges[8] })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::patterns::{PATTERNS, widths};
    use super::*;

    fn edges_of(pattern: u32, module: f32, growth: f32) -> [f32; 9] {
        let mut edges = [0.0; 9];
        let mut at = 0.0;
        for (i, width) in widths(pattern).into_iter().enumerate() {
            at += f32::from(width) * module;
            edges[i + 1] = at + if i % 2 == 0 { growth * module } else { 0.0 };
        }
        edges
    }

    #[test]
    fn every_codeword_is_observed() {
        for (cluster, patterns) in PATTERNS.iter().enumerate() {
            for (value, pattern) in patterns.iter().enumerate() {
                for growth in [-0.4, 0.0, 0.4] {
                    let seen = observe(&edges_of(*pattern, 2.7, growth), growth).unwrap();
                    assert_eq!((seen.cluster, seen.value), (cluster as u8, value as u16));
                    assert!(seen.weight > 0.99);
                }
            }
        }
    }
}
