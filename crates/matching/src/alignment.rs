//! Two texts side by side, character by character.

/// A character of each text; `None` where one lacks what the other has.
pub type Pair = (Option<char>, Option<char>);

/// Two texts aligned by the fewest insertions, deletions and substitutions (Wagner and Fischer, 1974) and, of
/// equally few, with the fewest gaps: unlike numbers stand place by place, and both sides tell the same
/// whichever comes first. What is the same is the caller's to say. Time and memory are the product of both
/// lengths, so callers bound them.
///
/// ```
/// use bonafide_matching::aligned;
///
/// let chars = |text: &str| text.chars().collect::<Vec<char>>();
/// let pairs = aligned(&chars("MULLER"), &chars("MUELLER"), |a, b| a == b);
/// assert_eq!(pairs[2], (None, Some('E')));
/// ```
pub fn aligned(a: &[char], b: &[char], same: impl Fn(char, char) -> bool) -> Vec<Pair> {
    let width = b.len() + 1;
    let costs = costs(a, b, &same);
    let cost = |row: usize, column: usize| costs.get(row * width + column).copied().unwrap_or(0);
    let (mut row, mut column) = (a.len(), b.len());
    let mut pairs = Vec::with_capacity(row.max(column));
    while row > 0 || column > 0 {
        let ours = row.checked_sub(1).and_then(|at| a.get(at).copied());
        let theirs = column.checked_sub(1).and_then(|at| b.get(at).copied());
        let here = cost(row, column);
        let pair = match (ours, theirs) {
            (Some(x), Some(y)) if here == cost(row - 1, column - 1) + pair_cost(same(x, y)) => {
                (ours, theirs)
            }
            (Some(_), _) if column == 0 || here == cost(row - 1, column) + GAP => (ours, None),
            _ => (None, theirs),
        };
        row -= usize::from(pair.0.is_some());
        column -= usize::from(pair.1.is_some());
        pairs.push(pair);
    }
    pairs.reverse();
    pairs
}

/// What a substitution costs.
const EDIT: u64 = 1 << 32;

/// What an insertion or deletion costs: a little more, so that gaps decide between equally few edits only.
const GAP: u64 = EDIT + 1;

/// What two characters side by side cost.
fn pair_cost(equal: bool) -> u64 {
    if equal { 0 } else { EDIT }
}

/// The least cost of every two beginnings, row by row.
fn costs(a: &[char], b: &[char], same: &impl Fn(char, char) -> bool) -> Vec<u64> {
    let mut above: Vec<u64> = (0..).take(b.len() + 1).map(|column| column * GAP).collect();
    let mut all = above.clone();
    for (x, edits) in a.iter().zip(1..) {
        let mut left = edits * GAP;
        let mut row = vec![left];
        for (y, pair) in b.iter().zip(above.windows(2)) {
            let (diagonal, up) = (pair.first().copied(), pair.last().copied());
            let paired = diagonal.unwrap_or(0) + pair_cost(same(*x, *y));
            left = paired.min(up.unwrap_or(0) + GAP).min(left + GAP);
            row.push(left);
        }
        all.extend_from_slice(&row);
        above = row;
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pairs(a: &str, b: &str) -> Vec<Pair> {
        let chars = |text: &str| text.chars().collect::<Vec<char>>();
        aligned(&chars(a), &chars(b), |x, y| x == y)
    }

    #[test]
    fn substitutions_and_insertions() {
        assert_eq!(pairs("D1S", "D15")[2], (Some('S'), Some('5')));
        assert_eq!(pairs("12", "21"), [(Some('1'), Some('2')), (Some('2'), Some('1'))]);
        assert_eq!(pairs("", "X"), [(None, Some('X'))]);
        assert_eq!(pairs("X", ""), [(Some('X'), None)]);
        assert!(pairs("", "").is_empty());
    }

    proptest! {
        #[test]
        fn both_texts_stay_whole_and_share_as_much_either_way(a in "[abc]{0,12}", b in "[abc]{0,12}") {
            let found = pairs(&a, &b);
            prop_assert_eq!(found.iter().filter_map(|pair| pair.0).collect::<String>(), a.clone());
            prop_assert_eq!(found.iter().filter_map(|pair| pair.1).collect::<String>(), b.clone());
            let equal = |pairs: &[Pair]| pairs.iter().filter(|(x, y)| x == y).count();
            prop_assert_eq!(equal(&found), equal(&pairs(&b, &a)));
        }
    }
}
