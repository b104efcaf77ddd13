//! What the lines of a frame show, codeword by codeword.

use super::edges::Edges;
use super::frame::{Lines, MAX_COLUMNS};
use super::layout::{Anchors, Layout, layouts};
use super::mesh::Mesh;
use super::rows::{Grid, Rows, follow};
use super::treatment::Treatment;
use super::walk::{Observation, Walk, Way, walk};

/// What the lines of a frame show.
pub(crate) struct Seen {
    pub(crate) grid: Grid,
    pub(crate) rows: Rows,
    /// The likeliest first.
    pub(crate) layouts: Vec<Layout>,
    pub(crate) mesh: Mesh,
}

impl Seen {
    /// The same with the rows of a layout spread evenly over the lines; `None` if that is where
    /// they are anyway.
    pub(crate) fn evenly(&self, layout: &Layout) -> Option<(Self, Layout)> {
        let grid = self.grid.clone();
        let rows = self.rows.evenly(&grid, layout.rows);
        let offset = layout.offset as f32;
        let differ = |(even, followed): (&f32, &f32)| (even - followed - offset).abs() > 0.5;
        if !rows.track.iter().zip(&self.rows.track).any(differ) {
            return None;
        }
        let mesh = Mesh::fit(&grid, &rows)?;
        Some((Self { grid, rows, layouts: Vec::new(), mesh }, Layout { offset: 0, ..*layout }))
    }
}

/// Walks along all lines and follows the rows.
pub(crate) fn look(lines: &Lines, treatment: Treatment) -> Option<Seen> {
    let frame = &lines.frame;
    let mut grid = grid(lines, treatment)?;
    let width = grid.columns;
    let rows = follow(&mut grid)?;
    let mesh = Mesh::fit(&grid, &rows)?;
    let anchors =
        Anchors { left: frame.has_start.then_some(0), right: frame.has_stop.then_some(width - 1) };
    let layouts = layouts(&grid, &rows, anchors);
    Some(Seen { grid, rows, layouts, mesh })
}

/// The walks of a line, from its start and from its stop pattern.
type Walks = [Option<Walk>; 2];

/// Observations of all lines, of both walks the surer.
fn grid(lines: &Lines, treatment: Treatment) -> Option<Grid> {
    let levels = lines.levels();
    let contrast = treatment.contrast(levels);
    let frame = &lines.frame;
    let mut edges = Edges::default();
    let mut walks: Vec<Walks> = Vec::with_capacity(lines.all.len());
    for line in &lines.all {
        edges.find(&treatment.of(&line.samples, levels), contrast);
        let from_start = frame.has_start.then(|| walk(&edges, line, frame.growth, Way::FromStart));
        let from_stop = frame.has_stop.then(|| walk(&edges, line, frame.growth, Way::FromStop));
        walks.push([from_start, from_stop]);
    }
    let columns =
        if frame.has_start && frame.has_stop { between(&walks)? } else { reached(&walks) };
    let mut cells = Vec::with_capacity(columns * walks.len());
    for [from_start, from_stop] in &walks {
        for column in 0..columns {
            let first = at(from_start.as_ref(), Some(column));
            let second = at(from_stop.as_ref(), columns.checked_sub(column + 1));
            cells.push(surer(first, second));
        }
    }
    Some(Grid { columns, cells })
}

fn at(walk: Option<&Walk>, column: Option<usize>) -> Option<Observation> {
    walk?.observations.get(column?).copied().flatten()
}

fn surer(a: Option<Observation>, b: Option<Observation>) -> Option<Observation> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.weight > a.weight { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// Codewords between start and stop pattern: the number after which most walks arrive where the
/// other walk began.
fn between(walks: &[Walks]) -> Option<usize> {
    let mut votes = [0_u32; MAX_COLUMNS + 1];
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
fn reached(walks: &[Walks]) -> usize {
    let mut seen = [0_usize; MAX_COLUMNS];
    for walk in walks.iter().flatten().flatten() {
        for (column, _) in walk.observations.iter().enumerate().filter(|(_, o)| o.is_some()) {
            if let Some(count) = seen.get_mut(column) {
                *count += 1;
            }
        }
    }
    seen.iter().rposition(|count| 10 * count >= walks.len()).map_or(1, |last| last + 1)
}
