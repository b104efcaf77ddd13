//! Which characters of two values differ.

/// Characters that stand side by side and are alike in whether they differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// The characters.
    pub(crate) text: String,
    /// Whether the other value lacks them or has others in their place.
    pub(crate) differs: bool,
}

/// The first value in runs, aligned with the second by the fewest insertions, deletions and
/// substitutions (Wagner and Fischer, 1974) and, of equally few, with the most equal characters, so
/// that both sides tell the same; without regard to case. Time and memory are the product of both
/// lengths, so callers bound them.
pub(crate) fn runs(text: &[char], other: &[char]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (c, differs) in text.iter().zip(differing(text, other)) {
        match runs.last_mut() {
            Some(run) if run.differs == differs => run.text.push(*c),
            _ => runs.push(Run { text: c.to_string(), differs }),
        }
    }
    runs
}

/// For each character of `a` whether it has no equal in the alignment with `b`.
fn differing(a: &[char], b: &[char]) -> Vec<bool> {
    let width = b.len() + 1;
    let costs = costs(a, b);
    let cost = |row: usize, column: usize| costs.get(row * width + column).copied().unwrap_or(0);
    let mut differs = vec![true; a.len()];
    let (mut row, mut column) = (a.len(), b.len());
    while row > 0 && column > 0 {
        let equal = a.get(row - 1).zip(b.get(column - 1)).is_some_and(|(x, y)| same(*x, *y));
        let here = cost(row, column);
        if here == cost(row - 1, column - 1) + pair_cost(equal) {
            if let Some(mark) = differs.get_mut(row - 1) {
                *mark = !equal;
            }
            (row, column) = (row - 1, column - 1);
        } else if here == cost(row - 1, column) + EDIT {
            row -= 1;
        } else {
            column -= 1;
        }
    }
    differs
}

/// What an insertion, deletion or substitution costs. An equal pair earns 1, so the fewest edits decide
/// as long as fewer characters are compared.
const EDIT: i64 = 1 << 32;

/// What two characters side by side cost.
fn pair_cost(equal: bool) -> i64 {
    if equal { -1 } else { EDIT }
}

/// The least cost of every two beginnings, row by row.
fn costs(a: &[char], b: &[char]) -> Vec<i64> {
    let mut above: Vec<i64> = (0..=b.len()).zip(0..).map(|(_, column)| column * EDIT).collect();
    let mut all = above.clone();
    for (x, edits) in a.iter().zip(1..) {
        let mut left = edits * EDIT;
        let mut row = vec![left];
        for (y, pair) in b.iter().zip(above.windows(2)) {
            let (diagonal, up) = (pair.first().copied(), pair.last().copied());
            let paired = diagonal.unwrap_or(0) + pair_cost(same(*x, *y));
            left = paired.min(up.unwrap_or(0) + EDIT).min(left + EDIT);
            row.push(left);
        }
        all.extend_from_slice(&row);
        above = row;
    }
    all
}

fn same(a: char, b: char) -> bool {
    a == b || a.to_lowercase().eq(b.to_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(a: &str, b: &str) -> String {
        let chars = |text: &str| text.chars().collect::<Vec<char>>();
        let show = |run: Run| if run.differs { format!("[{}]", run.text) } else { run.text };
        runs(&chars(a), &chars(b)).into_iter().map(show).collect()
    }

    #[test]
    fn substitutions_insertions_and_case() {
        assert_eq!(marked("D1234S67", "D1234567"), "D1234[S]67");
        assert_eq!(marked("MUELLER", "MULLER"), "MU[E]LLER");
        assert_eq!(marked("MULLER", "MUELLER"), "MULLER");
        assert_eq!(marked("John", "JOHN"), "John");
        assert_eq!(marked("", "X"), "");
        assert_eq!(marked("X", ""), "[X]");
    }

    proptest! {
        /// What is not marked is a common subsequence, so both sides leave the same.
        #[test]
        fn both_sides_share_what_is_not_marked(a in "[abc]{0,12}", b in "[abc]{0,12}") {
            let plain = |a: &str, b: &str| {
                let chars = |text: &str| text.chars().collect::<Vec<char>>();
                let runs = runs(&chars(a), &chars(b));
                prop_assert_eq!(runs.iter().map(|r| r.text.as_str()).collect::<String>(), a);
                Ok(runs.into_iter().filter(|r| !r.differs).map(|r| r.text).collect::<String>())
            };
            prop_assert_eq!(plain(&a, &b)?.len(), plain(&b, &a)?.len());
        }
    }
}
