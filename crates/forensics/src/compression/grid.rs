//! Parts of a page whose 8 × 8 grid lies elsewhere than that of the page.

use bonafide_imaging::{Format, GrayImage};
use bonafide_types::Evidence;

use super::windows::{Placed, Window, finding};
use crate::check::{Check, CheckError, Finding};
use crate::page::Page;

/// The check `jpeg.grid`: votes for the place of a block grid.
///
/// Compression leaves steps at the borders of blocks. Each strip of 8 columns and of 8 rows of a window
/// votes for the column and row with the most steps; a window whose strips agree on a place that is
/// neither the grid of the file nor one of the whole page was compressed elsewhere before. How often
/// strips would agree as well by chance is a binomial tail (a contrario, as in T. Nikoukhah,
/// M. Colom, J.-M. Morel, R. Grompone von Gioi, ZERO: a local JPEG grid origin detector, IPOL 12, 2022;
/// theirs counts vanishing coefficients instead, which costs a DCT a pixel), and is
/// held against that of windows elsewhere. So a page with two such parts is passed over.
///
/// A second grid over the whole page is noted (`second-grid`): a page that was cut out and saved again has
/// one. Works on pixels, so on any format.
#[derive(Clone, Copy, Debug, Default)]
pub struct BlockGrid;

/// Side of a cell in pixels: strips are summed up over cells.
const CELL: usize = 16;
/// Sides of windows in cells: 96 to 256 pixels.
const SIDES: [usize; 4] = [6, 8, 11, 16];
/// Larger steps than this, in levels, are print, not compression.
const LARGEST_STEP: i32 = 6;
/// A phase that wins more than this share of all strips of the page, where chance gives an eighth, is a
/// grid of the page.
const OF_PAGE: f64 = 0.22;
/// Phases that stay open, at the least.
const MIN_OPEN: usize = 4;

/// Sums of steps along one axis: of each line across it, over each cell along the line.
struct Steps {
    /// Lines (columns of pixels, or rows).
    lines: usize,
    /// Per cell all lines.
    sums: Vec<u16>,
}

/// The phases, 0 to 7, that belong to the page, along one axis.
type Phases = [bool; 8];

impl Check for BlockGrid {
    fn id(&self) -> &'static str {
        "jpeg.grid"
    }

    fn run(&self, page: &Page<'_>) -> Result<Finding, CheckError> {
        let luma = page.picture.luma();
        let (across, down) = (luma.width() as usize / CELL, luma.height() as usize / CELL);
        if across < 2 * SIDES[0] || down < 2 * SIDES[0] {
            return Ok(Finding::not_applicable("the picture is too small for windows"));
        }
        let steps = [column_steps(luma, down), row_steps(luma, across)];
        let own = own_phases(page);
        let (columns, second_x) = page_phases(&steps[0], (across, down), own.map(|own| own.0));
        let (rows, second_y) = page_phases(&steps[1], (down, across), own.map(|own| own.1));
        let mut windows = Vec::new();
        for side in SIDES {
            for top in (0..(down + 1).saturating_sub(side)).step_by(side / 3) {
                for left in (0..(across + 1).saturating_sub(side)).step_by(side / 3) {
                    let x = votes(&steps[0], left..left + side, top..top + side, columns);
                    let y = votes(&steps[1], top..top + side, left..left + side, rows);
                    windows.push(judged((left, top, side), &x, &y, (&columns, &rows)));
                }
            }
        }
        let best = outstanding(&mut windows);
        let mut found = finding("grid", &best, &Upright(luma.dimensions()));
        if second_x && second_y {
            found.evidence.push(Evidence::of("note").named("second-grid"));
        }
        Ok(found)
    }
}

/// Windows elsewhere by which the page's own agreement is measured.
const ELSEWHERE: usize = 8;

/// The window that agrees most, with log10 of the chance that it does so more than those elsewhere.
///
/// Print, patterns and the rests of an earlier grid make strips of honest pages agree, far more than a
/// binomial tail allows, but in many places. The highest values of many alike have exponential spacings
/// (A. Rényi, 1953): that of the best to the next is judged by those of the windows that follow.
fn outstanding(windows: &mut [(Window, f64)]) -> Vec<(Window, f64)> {
    windows.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut apart: Vec<(Window, f64)> = Vec::new();
    for &(window, alarms) in windows.iter() {
        if apart.len() < ELSEWHERE + 2 && !apart.iter().any(|(other, _)| other.overlaps(&window)) {
            apart.push((window, alarms));
        }
    }
    let [(best, first), rest @ ..] = apart.as_slice() else { return Vec::new() };
    let (Some(&(_, second)), Some(&(_, last))) = (rest.first(), rest.last()) else {
        return vec![(*best, 0.0)];
    };
    let used = rest.len() as f64;
    // The mean excess over the last is the scale of an exponential tail; a binomial's is that of e.
    let excess = rest.iter().map(|(_, alarms)| last - alarms).sum::<f64>() / used;
    let scale = excess.max(std::f64::consts::LOG10_E);
    // With the scale from so few spacings the tail is a power (an F distribution).
    let alarms = -used * (1.0 + (second - first) / (used * scale)).log10();
    vec![(*best, alarms)]
}

/// Blocks of the upright picture.
pub(super) struct Upright(pub(super) (u32, u32));

impl Placed for Upright {
    fn place(&self, column: usize, row: usize) -> (u32, u32) {
        let (width, height) = self.0;
        let at = |index: usize, side: u32| (index as u32 * 8 + 4).min(side.saturating_sub(1));
        (at(column, width), at(row, height))
    }

    fn upright_size(&self) -> (u32, u32) {
        self.0
    }
}

/// Where the first border between blocks of a JPEG file lies in the upright picture, modulo 8.
pub(super) fn own_phases(page: &Page<'_>) -> Option<(usize, usize)> {
    let facts = page.picture.facts();
    if facts.format != Format::Jpeg {
        return None;
    }
    // Orientations that mirror an axis count blocks from its far end (Exif 2.32, Orientation).
    let phase = |mirrored: bool, side: u32| if mirrored { side as usize % 8 } else { 0 };
    let turn = facts.exif_orientation;
    Some((
        phase(matches!(turn, 2 | 3 | 6 | 7), facts.width),
        phase(matches!(turn, 3 | 4 | 7 | 8), facts.height),
    ))
}

/// How far a step between two samples exceeds those beside it.
#[inline]
fn step([a, b, c, d]: [u8; 4]) -> u16 {
    let gap = |a: u8, b: u8| (i32::from(a) - i32::from(b)).abs();
    (2 * gap(b, c) - gap(a, b) - gap(c, d)).clamp(0, LARGEST_STEP) as u16
}

/// Steps between columns, summed up over cells of rows.
fn column_steps(luma: &GrayImage, cells: usize) -> Steps {
    let width = luma.width() as usize;
    let mut sums = vec![0; width * cells];
    for (band, sums) in luma.as_raw().chunks_exact(width * CELL).zip(sums.chunks_exact_mut(width)) {
        for line in band.chunks_exact(width) {
            let targets = sums.iter_mut().skip(2);
            for (sum, four) in targets.zip(line.array_windows::<4>()) {
                *sum += step(*four);
            }
        }
    }
    Steps { lines: width, sums }
}

/// Steps between rows, summed up over cells of columns.
fn row_steps(luma: &GrayImage, cells: usize) -> Steps {
    let (width, height) = (luma.width() as usize, luma.height() as usize);
    let mut sums = vec![0; height * cells];
    let rows: Vec<&[u8]> = luma.as_raw().chunks_exact(width.max(1)).collect();
    for (y, four) in (2..).zip(rows.array_windows::<4>()) {
        let [a, b, c, d] = four.map(|row| row.chunks_exact(CELL));
        for (cell, (((a, b), c), d)) in a.zip(b).zip(c).zip(d).enumerate() {
            let lines = a.iter().zip(b).zip(c.iter().zip(d));
            let sum = lines.map(|((&a, &b), (&c, &d))| step([a, b, c, d])).sum::<u16>();
            if let Some(target) = sums.get_mut(cell * height + y) {
                *target += sum;
            }
        }
    }
    Steps { lines: height, sums }
}

/// Votes of the strips of a window for each open phase. `lines` and `cells` are in cells.
fn votes(
    steps: &Steps,
    lines: std::ops::Range<usize>,
    cells: std::ops::Range<usize>,
    taken: Phases,
) -> [u32; 8] {
    let mut votes = [0; 8];
    for strip in lines.start * CELL / 8..lines.end * CELL / 8 {
        let mut sums = [0_u32; 8];
        for cell in cells.clone() {
            let start = cell * steps.lines + strip * 8;
            let values = steps.sums.get(start..start + 8).unwrap_or(&[]);
            sums.iter_mut().zip(values).for_each(|(sum, &value)| *sum += u32::from(value));
        }
        let open = sums.iter().zip(taken).map(|(&sum, taken)| if taken { 0 } else { sum });
        let most = open.clone().max().unwrap_or(0);
        let mut winners = open.enumerate().filter(|&(_, sum)| sum == most && most > 0);
        if let (Some((phase, _)), None) = (winners.next(), winners.next())
            && let Some(vote) = votes.get_mut(phase)
        {
            *vote += 1;
        }
    }
    votes
}

/// The phases of the page along an axis, and whether there is one beside that of the file.
fn page_phases(
    steps: &Steps,
    (lines, cells): (usize, usize),
    own: Option<usize>,
) -> (Phases, bool) {
    let mut taken: Phases = [false; 8];
    if let Some(taken) = own.and_then(|own| taken.get_mut(own)) {
        *taken = true;
    }
    let mut second = false;
    // Strips of 8 cells along: a page whose shade changes has no step over its whole length.
    while taken.iter().filter(|&&taken| !taken).count() > MIN_OPEN {
        let mut all = [0_u32; 8];
        for first in (0..cells).step_by(8) {
            let found = votes(steps, 0..lines, first..(first + 8).min(cells), taken);
            all.iter_mut().zip(found).for_each(|(sum, vote)| *sum += vote);
        }
        let sum = all.iter().sum::<u32>().max(1);
        let Some((phase, &most)) = all.iter().enumerate().max_by_key(|&(_, votes)| votes) else {
            break;
        };
        if f64::from(most) <= OF_PAGE * f64::from(sum) {
            break;
        }
        if let Some(taken) = taken.get_mut(phase) {
            *taken = true;
        }
        second |= own.is_some();
    }
    (taken, second)
}

/// A window, and log10 of the chance that its strips agree as well without a grid.
fn judged(
    (left, top, side): (usize, usize, usize),
    x: &[u32; 8],
    y: &[u32; 8],
    taken: (&Phases, &Phases),
) -> (Window, f64) {
    let along = |votes: &[u32; 8], taken: &Phases| {
        let open = taken.iter().filter(|&&taken| !taken).count().max(1) as f64;
        let (all, most) = (votes.iter().sum(), votes.iter().copied().max().unwrap_or(0));
        // Any of the open phases may win.
        log10_binomial_tail(all, most, 1.0 / open) + open.log10()
    };
    let (by_columns, by_rows) = (along(x, taken.0), along(y, taken.1));
    // Lines of print agree along one axis; a grid agrees along both.
    let alarms = 2.0 * by_columns.max(by_rows).min(0.0);
    let window = Window {
        left: left * CELL / 8,
        top: top * CELL / 8,
        width: side * CELL / 8,
        height: side * CELL / 8,
        deviations: 0.0,
        sum: -alarms,
    };
    (window, alarms)
}

/// log10 of the chance of at least `least` successes in `tries`, each with this chance.
fn log10_binomial_tail(tries: u32, least: u32, chance: f64) -> f64 {
    let mut term = f64::from(tries) * (1.0 - chance).ln();
    let odds = (chance / (1.0 - chance)).ln();
    let mut tail = if least == 0 { 1.0 } else { 0.0 };
    for count in 1..=tries {
        term += odds + (f64::from(tries - count + 1) / f64::from(count)).ln();
        if count >= least {
            tail += term.exp();
        }
    }
    tail.clamp(1e-300, 1.0).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_those_of_tables() {
        // 3 or more of 5 at ½: 16 of 32.
        assert!((log10_binomial_tail(5, 3, 0.5) - 0.5_f64.log10()).abs() < 1e-12);
        // All of 4 at 1/8.
        assert!((log10_binomial_tail(4, 4, 0.125) - 4.0 * 0.125_f64.log10()).abs() < 1e-12);
        assert!(log10_binomial_tail(7, 0, 0.1).abs() < 1e-12);
        assert!(log10_binomial_tail(0, 0, 0.1).abs() < 1e-12);
    }

    #[test]
    fn steps_stand_between_their_neighbours() {
        assert_eq!(step([10, 10, 13, 13]), 6);
        assert_eq!(step([10, 12, 14, 16]), 0);
        assert_eq!(step([10, 10, 200, 200]), LARGEST_STEP as u16);
    }
}
