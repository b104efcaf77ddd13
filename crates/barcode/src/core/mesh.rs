//! Where the columns of codewords begin and end on each line.

use super::guard::{median, straight};
use super::walk::Walk;

/// Boundaries of columns over the lines of a frame: straight ones, as those of a flat or a rolled
/// symbol are.
pub(crate) struct Mesh {
    /// Offset and slope by line of each boundary, in samples; one more than columns.
    boundaries: Vec<(f32, f32)>,
}

/// Fewest lines on which a boundary must be seen.
const MIN_SEEN: usize = 4;

impl Mesh {
    /// Fits boundaries through what walks saw: the lines in order with the walks from start and
    /// from stop.
    pub fn fit(walks: &[[Option<Walk>; 2]], columns: usize) -> Option<Self> {
        let seen: Vec<Option<(f32, f32)>> =
            (0..=columns).map(|boundary| fitted(walks, columns, boundary)).collect();
        let known: Vec<usize> = (0..=columns).filter(|k| seen[*k].is_some()).collect();
        if known.len() < 2 {
            return None;
        }
        let boundaries = (0..=columns).map(|k| between(&seen, &known, k)).collect::<Option<_>>()?;
        Some(Self { boundaries })
    }

    /// Turned over, for lines in opposite order.
    pub fn flip(&mut self, lines: usize) {
        for (offset, slope) in &mut self.boundaries {
            *offset += *slope * (lines - 1) as f32;
            *slope = -*slope;
        }
    }

    /// Where a boundary is on a line, in samples; extrapolated beyond the first and the last.
    pub fn at(&self, line: f32, boundary: isize) -> f32 {
        let last = self.boundaries.len() as isize - 1;
        let position = |k: isize| {
            let (offset, slope) = self.boundaries[k.clamp(0, last) as usize];
            offset + slope * line
        };
        if boundary < 0 {
            position(0) + boundary as f32 * (position(1) - position(0))
        } else if boundary > last {
            position(last) + (boundary - last) as f32 * (position(last) - position(last - 1))
        } else {
            position(boundary)
        }
    }
}

/// The line through a boundary where codewords beside it were observed.
fn fitted(walks: &[[Option<Walk>; 2]], columns: usize, boundary: usize) -> Option<(f32, f32)> {
    let mut points: Vec<(f32, f32)> = Vec::with_capacity(2 * walks.len());
    for (line, [from_start, from_stop]) in walks.iter().enumerate() {
        for (walk, index) in [(from_start, boundary), (from_stop, columns - boundary)] {
            let Some(walk) = walk else { continue };
            let is_seen = |column: Option<usize>| {
                column.and_then(|c| walk.observations.get(c)).is_some_and(|o| o.is_some())
            };
            if let Some(position) = walk.boundaries.get(index)
                && (is_seen(index.checked_sub(1)) || is_seen(Some(index)))
            {
                points.push((line as f32, *position));
            }
        }
    }
    let spread = median(points.iter().map(|p| p.0));
    (points.len() >= MIN_SEEN && spread.is_finite()).then(|| straight(&points))
}

/// A boundary as seen, or put in evenly between those that are.
fn between(seen: &[Option<(f32, f32)>], known: &[usize], k: usize) -> Option<(f32, f32)> {
    if let Some(line) = seen[k] {
        return Some(line);
    }
    let after = known.partition_point(|index| *index < k).clamp(1, known.len() - 1);
    let (a, b) = (known[after - 1], known[after]);
    let share = (k as f32 - a as f32) / (b - a) as f32;
    let (first, second) = (seen[a]?, seen[b]?);
    let mix = |x: f32, y: f32| x + (y - x) * share;
    Some((mix(first.0, second.0), mix(first.1, second.1)))
}
