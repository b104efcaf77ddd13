//! From a frame to a decoded symbol: cheap efforts first.

use bonafide_imaging::GrayImage;

use super::budget::{Budget, COMPARISON, MEASUREMENT, SAMPLE, SPREAD};
use super::cells::compare;
use super::frame::{Frame, Lines};
use super::layout::{Layout, Side};
use super::look::{Seen, look};
use super::refit::refit;
use super::solve::{Reading, Solved, solve, vote};
use super::treatment::Treatment;

/// A decoded symbol.
pub(crate) struct Decoded {
    pub(crate) solved: Solved,
    pub(crate) layout: Layout,
    /// Around the rows with their indicators.
    pub(crate) frame: Frame,
    /// No right row indicators were seen.
    pub(crate) compact: bool,
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

/// Which efforts are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// The cheapest, enough for most symbols: what is not a symbol costs little.
    Short,
    /// Enough for clear symbols with damage.
    Fair,
    /// All of them.
    Long,
}

impl Patience {
    fn efforts(self) -> &'static [Effort] {
        match self {
            Self::Short => &EFFORTS[..1],
            Self::Fair => &EFFORTS[..2],
            Self::Long => &EFFORTS,
        }
    }
}

/// From the cheapest to the most stubborn.
const EFFORTS: [Effort; 5] = [
    Effort { spacing: 1.5, treatment: Treatment::Plain, compare: false },
    Effort { spacing: 0.75, treatment: Treatment::Plain, compare: true },
    Effort { spacing: 0.75, treatment: Treatment::Smooth, compare: true },
    Effort { spacing: 0.75, treatment: Treatment::Sharp, compare: true },
    // For rows of little more than a module, against the standard's three.
    Effort { spacing: 0.34, treatment: Treatment::Plain, compare: true },
];

impl Effort {
    /// Whether lines are dense enough for rows of that height, and no denser than needed.
    fn suits(&self, modules_a_row: f32) -> bool {
        let lines_a_row = modules_a_row / self.spacing;
        if self.spacing < 0.5 { lines_a_row < 6.0 } else { lines_a_row > 1.4 }
    }

    fn lines(&self, picture: &GrayImage, frame: &Frame, budget: &mut Budget) -> Option<Lines> {
        let thick = self.treatment != Treatment::Plain;
        let samples = Lines::count_samples(frame, self.spacing) * if thick { 3 } else { 1 };
        budget.pay(samples, SAMPLE).then(|| Lines::sample(picture, frame, self.spacing, thick))
    }
}

/// Reads a symbol in a frame. After each effort the frame is made to follow the rows that were
/// seen.
pub(crate) fn decode(
    picture: &GrayImage,
    frame: &Frame,
    patience: Patience,
    budget: &mut Budget,
) -> Option<Decoded> {
    let mut frame = *frame;
    // Rows of three modules until something else is seen.
    let mut modules_a_row = 3.0;
    for effort in patience.efforts() {
        if !effort.suits(modules_a_row) {
            continue;
        }
        let lines = effort.lines(picture, &frame, budget)?;
        let Some(seen) = look(&lines, effort.treatment) else { continue };
        modules_a_row = effort.spacing / seen.rows.pitch;
        for layout in &seen.layouts {
            let decoded = read(&lines, &seen, layout, effort, budget);
            if decoded.is_some() {
                return decoded;
            }
        }
        if let Some(layout) = seen.layouts.first()
            && let Some(better) = refit(&lines, &seen, layout, false)
        {
            frame = better;
        }
    }
    None
}

/// With the rows as followed and as spread evenly: by the edges first, then by likeness.
fn read(
    lines: &Lines,
    seen: &Seen,
    layout: &Layout,
    effort: &Effort,
    budget: &mut Budget,
) -> Option<Decoded> {
    let cells = seen.grid.cells.len();
    let spread = effort.compare && budget.pay(cells, SPREAD);
    let even = spread.then(|| seen.evenly(layout)).flatten();
    let ways =
        || std::iter::once((seen, layout)).chain(even.iter().map(|(seen, layout)| (seen, layout)));
    let votes: Vec<Vec<Reading>> = ways().map(|(seen, layout)| vote(seen, layout)).collect();
    for ((seen, layout), readings) in ways().zip(&votes) {
        if let Some(solved) = solve(readings, layout, budget) {
            return Some(placed(solved, lines, seen, layout));
        }
    }
    // Two correction codewords in reserve, which is all that small symbols have, tell too little of
    // what is guessed.
    let compares = effort.compare && layout.level >= LEAST_LEVEL;
    for ((seen, layout), readings) in ways().zip(&votes).filter(|_| compares) {
        if !(budget.pay(1, MEASUREMENT) && budget.pay(layout.codewords(), COMPARISON)) {
            return None;
        }
        let compared = compare(lines, seen, layout, readings);
        if let Some(solved) = solve(&compared, layout, budget) {
            return Some(placed(solved, lines, seen, layout));
        }
    }
    None
}

fn placed(solved: Solved, lines: &Lines, seen: &Seen, layout: &Layout) -> Decoded {
    let compact = is_compact(&lines.frame, seen, layout);
    let frame = refit(lines, seen, layout, compact).unwrap_or(lines.frame);
    Decoded { solved, layout: *layout, frame, compact }
}

/// Whether the symbol ends with its data: neither a stop pattern nor right row indicators are seen.
fn is_compact(frame: &Frame, seen: &Seen, layout: &Layout) -> bool {
    !frame.stop_seen && !has_right_side(seen, layout)
}

/// Lowest level at which cells are compared with codewords.
const LEAST_LEVEL: u8 = 2;
/// Share of rows whose right indicator must be seen for it to be there.
const INDICATED: f32 = 0.15;

/// Whether there are row indicators behind the data that say what they must.
fn has_right_side(seen: &Seen, layout: &Layout) -> bool {
    let Ok(column) = usize::try_from(layout.first + layout.columns.cast_signed()) else {
        return false;
    };
    let mut right = vec![false; layout.rows];
    for line in 0..seen.grid.lines() {
        let Some((observed, row)) = seen.rows.seen(&seen.grid, line, column) else { continue };
        let row = usize::try_from(row + layout.offset).unwrap_or(usize::MAX);
        if let Some(right) = right.get_mut(row) {
            *right |= observed.value == layout.indicator(row, Side::Right);
        }
    }
    right.iter().filter(|right| **right).count() as f32 > INDICATED * layout.rows as f32
}
