//! From a frame to a message: the cheap way by edges.

use super::correction::{Corrected, correct};
use super::edges::Edges;
use super::frame::{Frame, Lines};
use super::interpret::{Message, interpret};
use super::layout::{Anchors, Layout, layouts};
use super::cells::compare;
use super::mesh::Mesh;
use super::refit::refit;
use super::rows::{Grid, Rows, follow};
use super::treatment::Treatment;
use super::walk::{Observation, Walk, Way, walk};
use bonafide_imaging::GrayImage;

/// A decoded symbol.
pub(crate) struct Decoded {
    pub message: Message,
    pub layout: Layout,
    pub codewords: Vec<u16>,
    pub corrected: Corrected,
    /// Around the rows and their indicators.
    pub frame: Frame,
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

/// How hard to look.
struct Effort {
    /// Modules from line to line.
    spacing: f32,
    /// What is done to lines before edges are looked for.
    treatment: Treatment,
    /// Whether cells are compared with all codewords where edges do not do.
    compare: bool,
}

impl Effort {
    /// Whether lines are dense enough for rows of that height, and no denser than needed.
    fn suits(&self, modules_a_row: f32) -> bool {
        let lines_a_row = modules_a_row / self.spacing;
        if self.spacing < 0.5 { lines_a_row < 6.0 } else { lines_a_row > 1.4 }
    }
}

/// From the cheapest to the most stubborn.
const EFFORTS: [Effort; 5] = [
    Effort { spacing: 1.5, treatment: Treatment::Plain, compare: false },
    Effort { spacing: 0.75, treatment: Treatment::Plain, compare: true },
    Effort { spacing: 0.75, treatment: Treatment::Smooth, compare: true },
    Effort { spacing: 0.75, treatment: Treatment::Sharp, compare: true },
    // Rows of little more than a module, against the standard's three.
    Effort { spacing: 0.34, treatment: Treatment::Plain, compare: true },
];

/// Reads a symbol in a frame. After each effort the frame is made to follow the rows that were
/// seen.
pub(crate) fn decode(picture: &GrayImage, frame: &Frame) -> Option<Decoded> {
    let mut frame = *frame;
    // Rows of three modules until something else is seen.
    let mut modules_a_row = 3.0;
    for effort in &EFFORTS {
        if !effort.suits(modules_a_row) {
            continue;
        }
        let lines = Lines::sample(picture, &frame, effort.spacing, effort.treatment != Treatment::Plain);
        let Some(seen) = look(&lines, effort.treatment) else { continue };
        modules_a_row = effort.spacing / seen.rows.pitch;
        for layout in &seen.layouts {
            let readings = vote(&seen, layout);
            let mut found = solve(&readings, layout);
            if found.is_none() && effort.compare {
                found = solve(&compare(&lines, &seen, layout, &readings), layout);
            }
            if let (Ok(_), Some(f)) = (std::env::var("FORCE"), &found) {
                let c = compare(&lines, &seen, layout, &readings);
                let e = c.iter().zip(&f.codewords).filter(|(r, c)| r.value != **c).count();
                let e2 = readings.iter().zip(&f.codewords).filter(|(r, c)| r.value != **c).count();
                let e3 = readings.iter().zip(&f.codewords).filter(|(r, c)| r.weight > 0.0 && r.value != **c).count();
                let mut per_row = vec![0; layout.rows]; let mut per_col = vec![0; layout.columns];
                for (i, (r, c)) in c.iter().zip(&f.codewords).enumerate() { if r.value != *c { per_row[i / layout.columns] += 1; per_col[i % layout.columns] += 1; } }
                eprintln!("rows {per_row:?} cols {per_col:?}");
                eprintln!("spacing {} of {}: compare wrong {e}, edges wrong {e2} ({e3} read)", effort.spacing, c.len());
            }
            if let Some(found) = found {
                let frame = refit(&lines, &seen, layout).unwrap_or(frame);
                return Some(found.within(frame, layout));
            }
        }
        if let Some(better) = seen.layouts.first().and_then(|l| refit(&lines, &seen, l)) {
            frame = better;
        }
    }
    None
}

/// Walks along all lines and follows the rows.
fn look(lines: &Lines, treatment: Treatment) -> Option<Seen> {
    let contrast = lines.contrast(treatment.edge());
    let frame = &lines.frame;
    let mut edges = Edges::default();
    let mut walks: Vec<[Option<Walk>; 2]> = Vec::with_capacity(lines.lines.len());
    for line in &lines.lines {
        edges.find(&treatment.of(&line.samples), contrast);
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
    let rows = follow(&mut grid)?;
    let mesh = Mesh::fit(&grid, &rows)?;
    if std::env::var("DBG").is_ok() {
        eprintln!("lines {} cols {} obs {} assigned {} flipped {} module {}", grid.lines(), width, grid.cells.iter().flatten().count(), rows.assigned.iter().flatten().count(), rows.flipped, lines.frame.module);
    }
    let anchors = Anchors {
        left: frame.has_start.then_some(0),
        right: frame.has_stop.then_some(width - 1),
    };
    let layouts = layouts(&grid, &rows, anchors);
    if std::env::var("DBG").is_ok() { eprintln!("{layouts:?}"); }
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

/// Corrected codewords and what they say.
pub(crate) struct Solved {
    message: Message,
    codewords: Vec<u16>,
    corrected: Corrected,
}

impl Solved {
    fn within(self, frame: Frame, layout: &Layout) -> Decoded {
        let Self { message, codewords, corrected } = self;
        Decoded { message, layout: *layout, codewords, corrected, frame }
    }
}

/// Tries to correct with more and more of the weakest readings taken for unread.
pub(crate) fn solve(readings: &[Reading], layout: &Layout) -> Option<Solved> {
    /// How often.
    const STEPS: usize = 12;
    let capacity = layout.check().saturating_sub(2);
    let mut order: Vec<usize> = (0..readings.len()).collect();
    order.sort_by(|a, b| readings[*a].weight.total_cmp(&readings[*b].weight).then(a.cmp(b)));
    let unread = readings.iter().filter(|reading| reading.weight <= 0.0).count();
    if std::env::var("DBG").is_ok() { eprintln!("unread {unread} capacity {capacity}"); }
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
            return Some(Solved { message, codewords, corrected });
        }
    }
    None
}
