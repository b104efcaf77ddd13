//! Start and stop patterns: found on single lines, then joined over lines.
//!
//! Source: ISO/IEC 15438:2015, 5.3.2 (start 81111113, stop 711311121).

use bonafide_imaging::Point;

use super::edges::Edges;
use super::least_squares::LeastSquares;
use super::walk::observe;

/// Which guard pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Start,
    Stop,
}

impl Kind {
    /// Widths of the elements in modules, bar first.
    pub(crate) fn widths(self) -> &'static [u8] {
        match self {
            Self::Start => &[8, 1, 1, 1, 1, 1, 1, 3],
            Self::Stop => &[7, 1, 1, 3, 1, 1, 1, 2, 1],
        }
    }

    fn modules(self) -> f32 {
        match self {
            Self::Start => 17.0,
            Self::Stop => 18.0,
        }
    }
}

/// A guard pattern on one line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) kind: Kind,
    /// The line runs against the reading direction.
    pub(crate) reversed: bool,
    /// Light bars on dark.
    pub(crate) inverted: bool,
    /// Across the lines, in pixels.
    pub(crate) line: f32,
    /// Where the pattern meets the codewords, along the line in pixels.
    pub(crate) inner: f32,
    /// Its other end.
    pub(crate) outer: f32,
    /// Width of a module along the line, in pixels.
    pub(crate) module: f32,
    /// By how much bars are wider than they should be, in modules.
    pub(crate) growth: f32,
}

/// The wide bar lies within these widths, in modules: 8 or 7, and what ink adds and takes.
const WIDE: std::ops::Range<f32> = 5.8..9.5;
/// Edge to similar edge a pattern may depart from its widths by this, in modules. Bars that are
/// wider or narrower than they should be do not change these distances .
const TOLERANCE: f32 = 0.62;

/// The guard patterns among the edges of a line, in order.
pub(crate) fn hits(edges: &Edges, line: f32, found: &mut Vec<Hit>) {
    let positions = &edges.positions;
    for first in 0..positions.len() {
        let Some(next) = positions.get(first + 1) else { return };
        let width = next - positions[first];
        // The wide bar is wider than the five elements beside it, two of which are wide only in
        // the stop pattern.
        let wider = |range: std::ops::Range<usize>| {
            let ends = (positions.get(range.start), positions.get(range.end - 1));
            matches!(ends, (Some(a), Some(b)) if width > 0.75 * (b - a))
        };
        if wider(first + 1..first + 6) {
            for kind in [Kind::Start, Kind::Stop] {
                let elements = kind.widths().len();
                let Some(window) = positions.get(first..=first + elements) else { continue };
                let at = |i: usize| window[i];
                if let Some(hit) = matching(kind, at, edges.begins_bar(first), line) {
                    found.push(hit);
                }
            }
        }
        if first >= 4 && wider(first - 4..first + 1) {
            for kind in [Kind::Start, Kind::Stop] {
                let elements = kind.widths().len();
                let Some(low) = (first + 1).checked_sub(elements) else { continue };
                let window = &positions[low..=first + 1];
                let at = |i: usize| -window[elements - i];
                if let Some(mut hit) = matching(kind, at, edges.begins_bar(first), line) {
                    hit.reversed = true;
                    hit.inner = -hit.inner;
                    hit.outer = -hit.outer;
                    found.push(hit);
                }
            }
        }
    }
}

/// Compares edges, the first that of the wide bar, with a pattern.
fn matching(kind: Kind, at: impl Fn(usize) -> f32, is_bar: bool, line: f32) -> Option<Hit> {
    let widths = kind.widths();
    let module = (at(widths.len()) - at(0)) / kind.modules();
    if module < 0.5 || !WIDE.contains(&((at(1) - at(0)) / module)) {
        return None;
    }
    for i in 0..widths.len() - 1 {
        let expected = f32::from(widths[i] + widths[i + 1]);
        if ((at(i + 2) - at(i)) / module - expected).abs() > TOLERANCE {
            return None;
        }
    }
    let bars: f32 = (0..widths.len()).step_by(2).map(|i| at(i + 1) - at(i)).sum();
    let expected: f32 = widths.iter().step_by(2).map(|w| f32::from(*w)).sum();
    let growth = (bars / module - expected) / widths.len().div_ceil(2) as f32;
    let (inner, outer) = match kind {
        Kind::Start => (at(widths.len()), at(0)),
        Kind::Stop => (at(0), at(widths.len())),
    };
    Some(Hit { kind, reversed: false, inverted: !is_bar, line, inner, outer, module, growth })
}

/// Codewords among the edges of a line, taken as if guard patterns were beside them: each begins
/// where a start pattern could end and ends where a stop pattern could begin. Where patterns are
/// torn off, the outermost of these that go through the whole symbol are its sides.
pub(crate) fn codeword_hits(edges: &Edges, line: f32, found: &mut Vec<Hit>) {
    for first in 0..edges.positions.len() {
        let Some(window) = edges.positions.get(first..).and_then(|rest| rest.first_chunk::<9>())
        else {
            return;
        };
        let mut backwards = window.map(|position| -position);
        backwards.reverse();
        for (reversed, window) in [(false, window), (true, &backwards)] {
            let Some(seen) = observe(window, 0.0) else { continue };
            let module = (seen.end - seen.begin) / 17.0;
            let begins = edges.begins_bar(first);
            // Backwards the first element is the one before the last edge.
            let inverted = if reversed { begins } else { !begins };
            for (kind, side) in [(Kind::Start, seen.begin), (Kind::Stop, seen.end)] {
                let inner = side.abs();
                let hit = Hit {
                    kind,
                    reversed,
                    inverted,
                    line,
                    inner,
                    outer: inner,
                    module,
                    growth: 0.0,
                };
                found.push(hit);
            }
        }
    }
}

/// Direction of the lines that were searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Axis {
    Horizontal,
    Vertical,
}

/// A guard pattern over its height.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Guard {
    pub(crate) kind: Kind,
    pub(crate) inverted: bool,
    pub(crate) axis: Axis,
    pub(crate) reversed: bool,
    /// Ends of the line where it meets the codewords, the first above the second where the
    /// symbol is read from left to right, not mirrored.
    pub(crate) ends: [Point; 2],
    /// Width of a module across the pattern, in pixels.
    pub(crate) module: f32,
    /// By how much bars are wider than they should be, in modules.
    pub(crate) growth: f32,
    /// Lines on which it was seen.
    pub(crate) seen: usize,
}

impl Guard {
    pub(crate) fn middle(&self) -> Point {
        self.ends[0].lerp(self.ends[1], 0.5)
    }

    /// The unit vector across the pattern in reading direction.
    pub(crate) fn reading(&self) -> Point {
        let down = self.ends[1].minus(self.ends[0]);
        let length = down.x.hypot(down.y).max(1e-3);
        Point { x: down.y / length, y: -down.x / length }
    }

    pub(crate) fn height(&self) -> f32 {
        let down = self.ends[1].minus(self.ends[0]);
        down.x.hypot(down.y)
    }
}

/// Fewest lines on which a guard pattern must be seen.
const MIN_SEEN: usize = 3;
/// A guard pattern may be missing on this many lines in a row.
const MAX_GAP: f32 = 6.0;
/// Most pixels that a pattern moves sideways from line to line, a pixel each: a tilt of 52°.
const MAX_SLOPE: f32 = 1.3;

/// Joins hits of lines `stride` pixels apart, given line by line, into guard patterns, the most seen
/// first.
pub(crate) fn guards(hits: &[Hit], axis: Axis, stride: f32) -> Vec<Guard> {
    let mut chains: Vec<Vec<Hit>> = Vec::new();
    // Indices of chains that may go on.
    let mut open: Vec<usize> = Vec::new();
    for of_line in hits.chunk_by(|a, b| a.line.total_cmp(&b.line).is_eq()) {
        let inner = |chain: &usize| chains[*chain].last().map_or(0.0, |last: &Hit| last.inner);
        open.retain(|chain| !is_over(&chains[*chain], of_line[0].line, stride));
        open.sort_by(|a, b| inner(a).total_cmp(&inner(b)).then(a.cmp(b)));
        let places: Vec<f32> = open.iter().map(inner).collect();
        let known = open.len();
        for hit in of_line {
            let reach = MAX_SLOPE * MAX_GAP * stride + 2.0 * hit.module;
            let first = places.partition_point(|place| *place < hit.inner - reach);
            let end = places.partition_point(|place| *place <= hit.inner + reach);
            let fitting = open[first..end.min(known)]
                .iter()
                .filter_map(|chain| Some((misfit(&chains[*chain], hit, stride)?, *chain)))
                .min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((_, chain)) = fitting {
                chains[chain].push(*hit);
            } else {
                open.push(chains.len());
                chains.push(vec![*hit]);
            }
        }
    }
    let mut guards: Vec<Guard> = chains
        .iter()
        .filter(|chain| chain.len() >= MIN_SEEN)
        .map(|chain| guard(chain, axis, stride))
        .collect();
    guards.sort_by_key(|guard| std::cmp::Reverse(guard.seen));
    guards
}

fn is_over(chain: &[Hit], line: f32, stride: f32) -> bool {
    chain.last().is_none_or(|last| line - last.line > MAX_GAP * stride)
}

/// How far from where the chain leads, in modules; `None` if it cannot be the chain's next.
fn misfit(chain: &[Hit], hit: &Hit, stride: f32) -> Option<f32> {
    let (first, last) = (chain.first()?, chain.last()?);
    let alike = (hit.kind, hit.reversed, hit.inverted) == (last.kind, last.reversed, last.inverted);
    let step = hit.line - last.line;
    if !alike || step <= 0.0 || step > MAX_GAP * stride {
        return None;
    }
    if !(0.7..1.43).contains(&(hit.module / last.module)) {
        return None;
    }
    let (slope, allowed) = if chain.len() < 4 {
        (0.0, MAX_SLOPE * step + hit.module)
    } else {
        // The slope is known the better the longer the chain.
        ((last.inner - first.inner) / (last.line - first.line), 0.3 * step + 1.5 * hit.module)
    };
    let off = (hit.inner - last.inner - slope * step).abs();
    (off <= allowed).then_some(off / hit.module)
}

fn guard(chain: &[Hit], axis: Axis, stride: f32) -> Guard {
    let points: Vec<(f32, f32)> = chain.iter().map(|hit| (hit.line, hit.inner)).collect();
    let (offset, slope) = straight(&points);
    let (first, last) = (points[0].0 - stride / 2.0, points[points.len() - 1].0 + stride / 2.0);
    // A line that crosses a tilted pattern leaves it higher or lower than it enters it: the pattern
    // is as high as both its ends together.
    let depth = median(chain.iter().map(|hit| hit.outer - hit.inner));
    let lead = depth * slope / slope.mul_add(slope, 1.0);
    let (first, last) = (first + lead.min(0.0), last + lead.max(0.0));
    let at = |line: f32| match axis {
        Axis::Horizontal => Point { x: offset + slope * line, y: line },
        Axis::Vertical => Point { x: line, y: offset + slope * line },
    };
    let reversed = chain[0].reversed;
    // Down is a quarter turn clockwise from the reading direction.
    let downwards = (axis == Axis::Horizontal) != reversed;
    let ends = if downwards { [at(first), at(last)] } else { [at(last), at(first)] };
    let across = 1.0 / slope.hypot(1.0);
    Guard {
        kind: chain[0].kind,
        inverted: chain[0].inverted,
        axis,
        reversed,
        ends,
        module: median(chain.iter().map(|hit| hit.module)) * across,
        growth: median(chain.iter().map(|hit| hit.growth)),
        seen: chain.len(),
    }
}

/// The line `y = offset + slope x` through most of the points: least squares over those within
/// twice the median distance from a first line through medians of halves.
pub(crate) fn straight(points: &[(f32, f32)]) -> (f32, f32) {
    let (near, far) = points.split_at(points.len() / 2);
    let middle =
        |half: &[(f32, f32)]| (median(half.iter().map(|p| p.0)), median(half.iter().map(|p| p.1)));
    let (a, b) = (middle(if near.is_empty() { far } else { near }), middle(far));
    let slope = if b.0 > a.0 { (b.1 - a.1) / (b.0 - a.0) } else { 0.0 };
    let off = |p: &(f32, f32)| (p.1 - a.1 - slope * (p.0 - a.0)).abs();
    let limit = 2.0 * median(points.iter().map(off)) + 1e-3;
    let kept: Vec<(f32, f32)> = points.iter().copied().filter(|p| off(p) <= limit).collect();
    least_squares(&kept).unwrap_or((a.1 - slope * a.0, slope))
}

fn least_squares(points: &[(f32, f32)]) -> Option<(f32, f32)> {
    let (first, _) = points.first()?;
    let mut squares = LeastSquares::<2>::new();
    for (x, y) in points {
        squares.add([1.0, f64::from(x - first)], f64::from(*y), 1.0);
    }
    let [at_first, slope] = squares.solve()?.map(|value| value as f32);
    Some((at_first - slope * first, slope))
}

/// The upper median; 0 of nothing.
pub(crate) fn median(values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f32::total_cmp).1
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Edges of a pattern that begins at 10, with modules of 2.3 pixels and bars that are wider by
    /// 0.3 of them; a bar of two modules follows at its inner side.
    fn line(kind: Kind, reversed: bool) -> Edges {
        let mut widths: Vec<f32> = kind.widths().iter().map(|w| f32::from(*w)).collect();
        let beside = if kind == Kind::Start { widths.len() } else { 0 };
        widths.insert(beside, 2.0);
        if kind == Kind::Stop {
            // A space between the codeword's bar and the stop pattern.
            widths.insert(1, 1.0);
        }
        let mut first_begins_bar = true;
        if reversed {
            first_begins_bar = widths.len() % 2 == 1;
            widths.reverse();
        }
        let mut at = 10.0;
        let mut positions = vec![at];
        for width in widths {
            at += width * 2.3;
            positions.push(at);
        }
        for (i, position) in positions.iter_mut().enumerate() {
            let begins = (i % 2 == 0) == first_begins_bar;
            *position += if begins { -0.345 } else { 0.345 };
        }
        Edges { positions, first_begins_bar }
    }

    #[test]
    fn guard_patterns_are_found_from_both_sides() {
        for kind in [Kind::Start, Kind::Stop] {
            for reversed in [false, true] {
                let mut found = Vec::new();
                let mut edges = line(kind, reversed);
                hits(&edges, 7.5, &mut found);
                assert_eq!(found.len(), 1, "{kind:?} {reversed} {found:?}");
                let hit = found[0];
                assert_eq!((hit.kind, hit.reversed, hit.inverted), (kind, reversed, false));
                assert!((hit.module - 2.3).abs() < 0.1 && (hit.growth - 0.3).abs() < 0.1);
                let before = hit.inner < hit.outer;
                assert_eq!(before, (kind == Kind::Stop) != reversed);
                edges.first_begins_bar = !edges.first_begins_bar;
                hits(&edges, 7.5, &mut found);
                assert!(found[1].inverted);
            }
        }
    }

    #[test]
    fn codewords_are_no_guard_patterns() {
        use super::super::patterns::{PATTERNS, widths};
        // All codewords of a cluster one after the other.
        let mut edges = Edges { positions: vec![0.0], first_begins_bar: true };
        let mut at = 0.0;
        for width in PATTERNS.iter().flatten().flat_map(|pattern| widths(*pattern)) {
            at += f32::from(width) * 3.0;
            edges.positions.push(at);
        }
        let mut found = Vec::new();
        hits(&edges, 0.5, &mut found);
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn hits_of_a_tilted_pattern_are_joined() {
        // A start pattern read to the right and downwards: its inner side leans by 0.4.
        let hit = |line: f32| Hit {
            kind: Kind::Start,
            reversed: false,
            inverted: false,
            line,
            inner: 100.0 - 0.4 * line,
            outer: 49.0 - 0.4 * line,
            module: 3.0,
            growth: 0.1,
        };
        let mut all: Vec<Hit> = (0..30).map(|i| hit(4.0 * i as f32 + 0.5)).collect();
        // One stray pattern, and one hit missing.
        all.insert(9, Hit { inner: 300.0, ..all[9] });
        all.remove(20);
        let found = guards(&all, Axis::Horizontal, 4.0);
        assert_eq!(found.len(), 1);
        let guard = found[0];
        assert_eq!(guard.seen, 29);
        let reading = guard.reading();
        assert!((reading.y / reading.x - 0.4).abs() < 0.02, "{reading:?}");
        assert!((guard.module - 3.0 / 1.16_f32.sqrt()).abs() < 0.02);
        // The lines that leave the pattern below its upper end do not see all of it there.
        assert!(guard.ends[1].y - guard.ends[0].y > 29.0 * 4.0 + 10.0, "{:?}", guard.ends);
    }
}
