//! The assignment of rows to columns with the greatest sum of weights.

/// Returns for each row the column that it is given, so that no column is given twice and the sum
/// of weights is greatest; a row gets none where every weight left to it is 0.
///
/// `weights[row][column]` in `[0, ∞)`; rows shorter than the longest count as 0 beyond their end.
/// Time grows with rows² × columns (Kuhn 1955, Munkres 1957, in the form with potentials).
pub(crate) fn assign(weights: &[Vec<f32>]) -> Vec<Option<usize>> {
    let rows = weights.len();
    // As many columns that are worth nothing as rows, so that each row can go without.
    let real = weights.iter().map(Vec::len).max().unwrap_or(0);
    let columns = real + rows;
    let cost = |row: usize, column: usize| -> f64 {
        -f64::from(weights.get(row).and_then(|r| r.get(column)).copied().unwrap_or(0.0))
    };
    let mut state = State {
        row_potential: vec![0.0; rows + 1],
        column_potential: vec![0.0; columns + 1],
        row_of: vec![0; columns + 1],
    };
    for row in 1..=rows {
        state.add_row(row, columns, cost);
    }
    let mut given = vec![None; rows];
    for (column, &row) in state.row_of.iter().enumerate().skip(1) {
        let worth = row >= 1 && column <= real && cost(row - 1, column - 1) < 0.0;
        if let Some(cell) = row.checked_sub(1).and_then(|r| given.get_mut(r)).filter(|_| worth) {
            *cell = Some(column - 1);
        }
    }
    given
}

/// Potentials and the matching so far; row 0 and column 0 stand for "none".
struct State {
    row_potential: Vec<f64>,
    column_potential: Vec<f64>,
    row_of: Vec<usize>,
}

impl State {
    /// Adds a row by the shortest augmenting path.
    fn add_row(&mut self, row: usize, columns: usize, cost: impl Fn(usize, usize) -> f64) {
        let mut least = vec![f64::INFINITY; columns + 1];
        let mut used = vec![false; columns + 1];
        let mut way = vec![0_usize; columns + 1];
        let mut at = 0;
        self.row_of[0] = row;
        loop {
            used[at] = true;
            let from = self.row_of[at];
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for column in 1..=columns {
                if used[column] {
                    continue;
                }
                let reduced = cost(from - 1, column - 1)
                    - self.row_potential[from]
                    - self.column_potential[column];
                if reduced < least[column] {
                    least[column] = reduced;
                    way[column] = at;
                }
                if least[column] < delta {
                    delta = least[column];
                    next = column;
                }
            }
            for column in 0..=columns {
                if used[column] {
                    self.row_potential[self.row_of[column]] += delta;
                    self.column_potential[column] -= delta;
                } else {
                    least[column] -= delta;
                }
            }
            at = next;
            if self.row_of[at] == 0 {
                break;
            }
        }
        while at != 0 {
            self.row_of[at] = self.row_of[way[at]];
            at = way[at];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn gives_up_the_first_choice_for_a_better_sum() {
        let weights = vec![vec![0.9, 0.8], vec![0.9, 0.0]];
        assert_eq!(assign(&weights), [Some(1), Some(0)]);
    }

    #[test]
    fn worthless_columns_are_not_given() {
        assert_eq!(assign(&[vec![0.0, 0.0], vec![0.0]]), [None, None]);
        assert!(assign(&[]).is_empty());
    }

    /// The greatest sum by trying everything.
    fn brute(weights: &[Vec<f32>], used: u32) -> f32 {
        let Some((first, rest)) = weights.split_first() else { return 0.0 };
        let mut best = brute(rest, used);
        for (column, weight) in first.iter().enumerate() {
            if used & (1 << column) == 0 {
                best = best.max(weight + brute(rest, used | (1 << column)));
            }
        }
        best
    }

    proptest! {
        #[test]
        fn is_as_good_as_trying_everything(
            weights in prop::collection::vec(prop::collection::vec(0.0_f32..1.0, 0..5), 0..5)
        ) {
            let given = assign(&weights);
            let mut sum = 0.0;
            let mut seen = std::collections::BTreeSet::new();
            for (row, column) in given.iter().enumerate() {
                if let Some(column) = column {
                    prop_assert!(seen.insert(*column));
                    sum += weights[row][*column];
                }
            }
            prop_assert!((sum - brute(&weights, 0)).abs() < 1e-4);
        }
    }
}
