//! From a frame to a message: the cheap way by edges.

use super::correction::{Corrected, correct};
use super::edges::Edges;
use super::frame::{Frame, Lines};
use super::interpret::{Message, interpret};
use super::layout::{Anchors, Layout, layouts};
use super::cells::compare;
use super::mesh::Mesh;
use super::rows::{Grid, Rows, follow};
use super::walk::{Observation, Walk, Way, walk};
use bonafide_imaging::GrayImage;

/// A decoded symbol.
pub(crate) struct Decoded {
    pub message: Message,
    pub layout: Layout,
    pub codewords: Vec<u16>,
    pub corrected: Corrected,
    /// Lines of the frame from the first to the last row, fractional.
    pub lines: [f32; 2],
    /// Where the data begins and ends along the first and the last of these lines, in samples.
    pub begins: [f32; 2],
    pub ends: [f32; 2],
    /// Rows go upwards in the frame.
    pub flipped: bool,
}

/// One position of a symbol: what was read there and how sure that is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reading {
    pub value: u16,
    /// 0 for nothing read.
    pub weight: f32,
}

/// What the lines of a frame show.
pub(crate) struct Seen {
    pub grid: Grid,
    pub rows: Rows,
    pub layouts: Vec<Layout>,
    pub mesh: Mesh,
}

/// Difference of luma between a bar and a space from which on an edge is one.
const CONTRAST: f32 = 18.0;

/// Reads a symbol in a frame.
pub(crate) fn decode(picture: &GrayImage, frame: &Frame, spacing: f32) -> Option<Decoded> {
    let lines = Lines::sample(picture, frame, spacing);
    let seen = look(&lines, CONTRAST)?;
    for layout in &seen.layouts {
        let readings = vote(&seen, layout);
        if let Some(decoded) = solve(&readings, layout, &seen, &lines) {
            return Some(decoded);
        }
        let compared = compare(&lines, &seen, layout, &readings);
        if let Some(decoded) = solve(&compared, layout, &seen, &lines) {
            return Some(decoded);
        }
    }
    None
}

/// Walks along all lines and follows the rows.
pub(crate) fn look(lines: &Lines, contrast: f32) -> Option<Seen> {
    let frame = &lines.frame;
    let mut edges = Edges::default();
    let mut walks: Vec<[Option<Walk>; 2]> = Vec::with_capacity(lines.lines.len());
    for line in &lines.lines {
        edges.find(&line.samples, contrast);
        let from_start = frame.has_start.then(|| walk(&edges, line, frame.growth, Way::FromStart));
        let from_stop = frame.has_stop.then(|| walk(&edges, line, frame.growth, Way::FromStop));
        walks.push([from_start, from_stop]);
    }
    let width = if frame.has_start && frame.has_stop { columns(&walks)? } else { longest(&walks) };
    let mut grid = Grid { columns: width, cells: Vec::with_capacity(width * walks.len()) };
    for [from_start, from_stop] in &walks {
        for column in 0..width {
            let first = at(from_start, Some(column));
            let second = at(from_stop, width.checked_sub(column + 1));
            grid.cells.push(stronger(first, second));
        }
    }
    let mut mesh = Mesh::fit(&walks, width)?;
    let rows = follow(&mut grid)?;
    if rows.flipped {
        mesh.flip(grid.lines());
    }
    let anchors = Anchors {
        left: frame.has_start.then_some(0),
        right: frame.has_stop.then_some(width - 1),
    };
    let layouts = layouts(&grid, &rows, anchors);
    Some(Seen { grid, rows, layouts, mesh })
}

fn at(walk: &Option<Walk>, column: Option<usize>) -> Option<Observation> {
    walk.as_ref()?.observations.get(column?).copied().flatten()
}

fn stronger(a: Option<Observation>, b: Option<Observation>) -> Option<Observation> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.weight > a.weight { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// Codewords between start and stop pattern: the number after which most walks arrive where the
/// other walk began.
fn columns(walks: &[[Option<Walk>; 2]]) -> Option<usize> {
    let mut votes = [0_u32; super::frame::MAX_COLUMNS + 1];
    for walks in walks {
        let [Some(from_start), Some(from_stop)] = walks else { continue };
        for (walk, goal) in [(from_start, from_stop), (from_stop, from_start)] {
            let Some(goal) = goal.boundaries.first() else { continue };
            let nearest = (0..walk.boundaries.len()).min_by(|a, b| {
                let off = |i: usize| (walk.boundaries[i] - goal).abs();
                off(*a).total_cmp(&off(*b))
            });
            if let Some(count) = nearest.and_then(|n| votes.get_mut(n)) {
                *count += 1;
            }
        }
    }
    let most = *votes.iter().max()?;
    votes.iter().position(|count| *count == most).filter(|width| *width >= 2)
}

/// Columns that at least one line in ten reaches with a codeword.
fn longest(walks: &[[Option<Walk>; 2]]) -> usize {
    let mut seen = [0_usize; super::frame::MAX_COLUMNS];
    for walk in walks.iter().flatten().flatten() {
        for (column, _) in walk.observations.iter().enumerate().filter(|(_, o)| o.is_some()) {
            if let Some(count) = seen.get_mut(column) {
                *count += 1;
            }
        }
    }
    seen.iter().rposition(|count| 10 * count >= walks.len()).map_or(1, |last| last + 1)
}

/// The codeword with most weight at each position.
fn vote(seen: &Seen, layout: &Layout) -> Vec<Reading> {
    let mut votes: Vec<Vec<(u16, f32)>> = vec![Vec::new(); layout.codewords()];
    for line in 0..seen.grid.lines() {
        for column in 0..layout.columns {
            let Ok(place) = usize::try_from(layout.first + column as isize) else { continue };
            if place >= seen.grid.columns {
                continue;
            }
            let cell = line * seen.grid.columns + place;
            let (Some(observed), Some(row)) = (seen.grid.cells[cell], seen.rows.assigned[cell])
            else {
                continue;
            };
            let Ok(row) = usize::try_from(row + layout.offset) else { continue };
            let Some(votes) = votes.get_mut(row * layout.columns + column) else { continue };
            match votes.iter_mut().find(|(value, _)| *value == observed.value) {
                Some((_, weight)) => *weight += observed.weight,
                None => votes.push((observed.value, observed.weight)),
            }
        }
    }
    votes.iter().map(|votes| elected(votes)).collect()
}

fn elected(votes: &[(u16, f32)]) -> Reading {
    let total: f32 = votes.iter().map(|(_, weight)| weight).sum();
    let best = votes.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    best.map_or(Reading::default(), |(value, weight)| Reading {
        value,
        weight: (2.0 * weight - total).max(0.0),
    })
}

/// Tries to correct with more and more of the weakest readings taken for unread.
pub(crate) fn solve(
    readings: &[Reading],
    layout: &Layout,
    seen: &Seen,
    lines: &Lines,
) -> Option<Decoded> {
    /// How often.
    const STEPS: usize = 12;
    let capacity = layout.check().saturating_sub(2);
    let mut order: Vec<usize> = (0..readings.len()).collect();
    order.sort_by(|a, b| readings[*a].weight.total_cmp(&readings[*b].weight).then(a.cmp(b)));
    let unread = readings.iter().filter(|reading| reading.weight <= 0.0).count();
    if unread > capacity {
        return None;
    }
    let mut tried = None;
    for step in 0..STEPS {
        let erasures = unread + (capacity - unread) * step / (STEPS - 1);
        if tried.replace(erasures) == Some(erasures) {
            continue;
        }
        let mut erased = order[..erasures].to_vec();
        erased.sort_unstable();
        let mut codewords: Vec<u16> = readings.iter().map(|reading| reading.value).collect();
        let Some(corrected) = correct(&mut codewords, layout.check(), &erased) else { continue };
        let data = codewords.len() - layout.check();
        if let Ok(message) = interpret(&codewords[..data]) {
            return Some(placed(message, layout, codewords, corrected, seen, lines));
        }
    }
    None
}

/// Where in the lines a decoded symbol lies.
fn placed(
    message: Message,
    layout: &Layout,
    codewords: Vec<u16>,
    corrected: Corrected,
    seen: &Seen,
    lines: &Lines,
) -> Decoded {
    let count = lines.lines.len();
    Decoded {
        message,
        layout: *layout,
        codewords,
        corrected,
        lines: [-0.5, count as f32 - 0.5],
        begins: [lines.lines[0].begin, lines.lines[count - 1].begin],
        ends: [lines.lines[0].end, lines.lines[count - 1].end],
        flipped: seen.rows.flipped,
    }
}
