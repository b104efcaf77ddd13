//! What the row indicators say: size of the symbol, its level, and the number of each row.
//!
//! Source: ISO/IEC 15438:2015, 5.11.3.

use std::collections::BTreeMap;

use super::rows::{Grid, Rows};

/// Size and level of a symbol, and how its rows and columns are counted in the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) rows: usize,
    /// Columns of data.
    pub(crate) columns: usize,
    pub(crate) level: u8,
    /// To be added to the rows as followed.
    pub(crate) offset: i32,
    /// The grid's column of the first data codeword; the left indicator is before it. Negative
    /// where the grid begins later.
    pub(crate) first: isize,
}

impl Layout {
    pub(crate) fn codewords(&self) -> usize {
        self.rows * self.columns
    }

    /// Codewords of error correction.
    pub(crate) fn check(&self) -> usize {
        2 << self.level
    }

    /// The row indicator of a row.
    pub(crate) fn indicator(&self, row: usize, side: Side) -> u16 {
        let kind = match side {
            Side::Left => row % 3,
            Side::Right => (row + 2) % 3,
        };
        let told = match kind {
            0 => (self.rows - 1) / 3,
            1 => 3 * usize::from(self.level) + (self.rows - 1) % 3,
            _ => self.columns - 1,
        };
        (row / 3 * 30 + told) as u16
    }

    fn is_possible(&self) -> bool {
        (3..=90).contains(&self.rows)
            && (1..=30).contains(&self.columns)
            && self.level <= 8
            && self.codewords() <= 928
            && self.check() < self.codewords()
    }
}

/// The side of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

/// Where the ends of the rows are in the grid, as far as is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anchors {
    /// The column of the left indicators.
    pub(crate) left: Option<usize>,
    /// The column of the right indicators.
    pub(crate) right: Option<usize>,
}

/// Votes by weight; ties go to the least.
#[derive(Default)]
struct Votes<T>(BTreeMap<T, f32>);

impl<T: Ord + Copy> Votes<T> {
    fn add(&mut self, what: T, weight: f32) {
        *self.0.entry(what).or_default() += weight;
    }

    fn best(&self) -> Option<(T, f32)> {
        let mut best: Option<(T, f32)> = None;
        for (what, weight) in &self.0 {
            if best.is_none_or(|(_, most)| *weight > most) {
                best = Some((*what, *weight));
            }
        }
        best
    }
}

/// Votes of indicators.
#[derive(Default)]
struct Told {
    offset: Votes<i32>,
    /// (rows − 1) / 3.
    thirds: Votes<u16>,
    /// 3 × level + (rows − 1) mod 3.
    level: Votes<u16>,
    /// Columns − 1.
    columns: Votes<u16>,
}

impl Told {
    /// Adds the votes of a column as if it held indicators.
    fn listen(&mut self, grid: &Grid, rows: &Rows, column: usize, side: Side) {
        for line in 0..grid.lines() {
            let Some((seen, row)) = rows.seen(grid, line, column) else { continue };
            let number = i32::from(seen.value / 30 * 3) + i32::from(seen.cluster);
            self.offset.add(number - row, seen.weight);
            let kind = match side {
                Side::Left => seen.cluster,
                // The right indicators say in one row what the left ones say in the next.
                Side::Right => (seen.cluster + 2) % 3,
            };
            let votes = match kind {
                0 => &mut self.thirds,
                1 => &mut self.level,
                _ => &mut self.columns,
            };
            votes.add(seen.value % 30, seen.weight);
        }
    }

    fn layout(&self, first: impl Fn(usize) -> isize) -> Option<Layout> {
        let (offset, _) = self.offset.best()?;
        let (thirds, _) = self.thirds.best()?;
        let (level, _) = self.level.best()?;
        let columns = usize::from(self.columns.best()?.0) + 1;
        let layout = Layout {
            rows: usize::from(3 * thirds + level % 3) + 1,
            columns,
            level: (level / 3) as u8,
            offset,
            first: first(columns),
        };
        layout.is_possible().then_some(layout)
    }
}

/// The layouts that the indicators speak for, the likeliest first.
pub(crate) fn layouts(grid: &Grid, rows: &Rows, anchors: Anchors) -> Vec<Layout> {
    let mut found: Vec<Layout> = Vec::new();
    let mut add = |layout: Option<Layout>| {
        if let Some(layout) = layout.filter(|layout| !found.contains(layout)) {
            found.push(layout);
        }
    };
    let mut both = Told::default();
    let (mut left, mut right) = (Told::default(), Told::default());
    if let Some(column) = anchors.left {
        both.listen(grid, rows, column, Side::Left);
        left.listen(grid, rows, column, Side::Left);
    }
    if let Some(column) = anchors.right {
        both.listen(grid, rows, column, Side::Right);
        right.listen(grid, rows, column, Side::Right);
    }
    let from_left = |column: usize| move |_: usize| column.cast_signed() + 1;
    let from_right =
        |column: usize| move |columns: usize| column.cast_signed() - columns.cast_signed();
    if let Some(column) = anchors.left {
        add(both.layout(from_left(column)));
        add(left.layout(from_left(column)));
    }
    if let Some(column) = anchors.right {
        add(both.layout(from_right(column)));
        add(right.layout(from_right(column)));
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::rows::follow;
    use super::super::walk::Observation;
    use super::*;

    const LAYOUT: Layout = Layout { rows: 20, columns: 7, level: 4, offset: 0, first: 1 };

    /// Two lines a row; `wrong` of ten indicators say something else.
    fn seen(wrong: usize, side: Option<Side>) -> (Grid, Rows) {
        let cell = |line: usize, column: usize| {
            let row = line / 2;
            let here = match column {
                0 => Some(Side::Left),
                8 => Some(Side::Right),
                _ => None,
            };
            if side.is_some() && here.is_some() && side != here {
                return None;
            }
            let mut value = here.map_or(500, |side| LAYOUT.indicator(row, side));
            if line * 7 % 10 < wrong {
                value = (value + 97) % 929;
            }
            let cluster = (row % 3) as u8;
            Some(Observation { cluster, value, weight: 0.7, begin: 0.0, end: 51.0 })
        };
        let cells = (0..40 * 9).map(|i| cell(i / 9, i % 9)).collect();
        let mut grid = Grid { columns: 9, cells };
        let rows = follow(&mut grid).unwrap();
        (grid, rows)
    }

    #[test]
    fn indicators_tell_the_layout() {
        for side in [None, Some(Side::Left), Some(Side::Right)] {
            let (grid, rows) = seen(3, side);
            let anchors = Anchors { left: Some(0), right: Some(8) };
            let found = layouts(&grid, &rows, anchors)[0];
            let told = Layout { offset: found.offset, ..LAYOUT };
            assert_eq!(found, told);
            let first = rows.assigned[10].unwrap();
            assert_eq!(first + found.offset, 0);
        }
    }

    #[test]
    fn the_right_side_alone_tells_where_the_data_begins() {
        let (grid, rows) = seen(0, Some(Side::Right));
        let found = layouts(&grid, &rows, Anchors { left: None, right: Some(8) });
        assert_eq!((found[0].first, found[0].columns), (1, 7));
    }

    #[test]
    fn without_indicators_there_is_no_layout() {
        let (grid, rows) = seen(0, None);
        assert!(layouts(&grid, &rows, Anchors { left: None, right: None }).is_empty());
        assert!(layouts(&grid, &rows, Anchors { left: Some(4), right: None }).is_empty());
    }
}
