//! Laying one frame over another.

use super::square::{Affine, Square};

/// Steps on what is blurred, and then on what is not.
const STEPS: [(usize, usize); 2] = [(3, 8), (0, 6)];
/// Of how many cells along an axis one is looked at.
const STRIDE: usize = 2;
/// A step that changes the map by less than this share of the frame is the last: a tenth of a cell.
const STILL: f64 = 1e-3;
/// A map that moves a corner farther than this share of the frame from where it was guessed is wrong.
const FARTHEST: f64 = 0.12;

/// The affine map from `stored` to `seen` (both without lighting, `seen` at twice as many cells) under
/// which they differ least, near to the guess.
///
/// Source: Baker, Matthews, "Lucas-Kanade 20 years on: a unifying framework", IJCV 56(3), 2004, section
/// 2 (forwards additive, Gauss-Newton).
pub(super) fn aligned(stored: &Square, seen: &Square, guess: &Affine) -> Affine {
    let mut map = *guess;
    for (reach, steps) in STEPS {
        let smooth = |square: &Square, reach: usize| {
            if reach == 0 { square.clone() } else { square.blurred(reach).blurred(reach) }
        };
        let (stored, seen) = (smooth(stored, reach), smooth(seen, (2 * reach).max(1)));
        let slopes = slopes(&seen);
        for _ in 0..steps {
            let Some(step) = step(&stored, &seen, &slopes, &map) else { return *guess };
            let moved: f64 = step.iter().flatten().map(|by| by.abs()).sum();
            for (row, by) in map.0.iter_mut().zip(step) {
                for (value, by) in row.iter_mut().zip(by) {
                    *value += by;
                }
            }
            if moved < STILL {
                break;
            }
        }
    }
    if is_near(&map, guess) { map } else { *guess }
}

fn is_near(map: &Affine, guess: &Affine) -> bool {
    [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]].iter().all(|corner| {
        let (a, b) = (map.apply(*corner), guess.apply(*corner));
        (a[0] - b[0]).hypot(a[1] - b[1]) <= FARTHEST
    })
}

/// Differences along x and y, per unit of the frame.
fn slopes(square: &Square) -> [Square; 2] {
    let side = square.side;
    let value = |column: usize, row: usize| {
        square.values.get(row * side + column).copied().unwrap_or_default()
    };
    let scale = side as f32 / 2.0;
    let of = |difference: &dyn Fn(usize, usize) -> f32| {
        let values = (0..side * side).map(|i| difference(i % side, i / side) * scale).collect();
        Square { side, values }
    };
    let (before, after) = (|at: usize| at.saturating_sub(1), |at: usize| (at + 1).min(side - 1));
    [
        of(&|x, y| value(after(x), y) - value(before(x), y)),
        of(&|x, y| value(x, after(y)) - value(x, before(y))),
    ]
}

/// One step of Gauss-Newton; `None` where nothing tells a direction.
fn step(
    stored: &Square,
    seen: &Square,
    slopes: &[Square; 2],
    map: &Affine,
) -> Option<[[f64; 3]; 2]> {
    let side = stored.side;
    let mut normal = [[0.0; 7]; 6];
    let places =
        (0..side).step_by(STRIDE).flat_map(|y| (0..side).step_by(STRIDE).map(move |x| (x, y)));
    for (column, line) in places {
        let wanted = stored.values.get(line * side + column).copied().unwrap_or_default();
        let [x, y] = [column, line].map(|at| (at as f64 + 0.5) / side as f64);
        let place = map.apply([x, y]);
        if !place.iter().all(|at| (0.0..=1.0).contains(at)) {
            continue;
        }
        let error = f64::from(wanted - seen.at(place));
        let [down_x, down_y] = [0, 1].map(|k| f64::from(slopes[k].at(place)));
        let row = [down_x * x, down_x * y, down_x, down_y * x, down_y * y, down_y, error];
        for (i, line) in normal.iter_mut().enumerate() {
            for (sum, value) in line.iter_mut().zip(&row) {
                *sum += row[i] * value;
            }
        }
    }
    let [a, b, c, d, e, f] = solved(normal)?;
    Some([[a, b, c], [d, e, f]])
}

/// Gauss elimination with pivots.
fn solved(mut rows: [[f64; 7]; 6]) -> Option<[f64; 6]> {
    for column in 0..6 {
        let pivot =
            (column..6).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        rows.swap(column, pivot);
        let top = rows[column];
        if top[column].abs() < 1e-9 {
            return None;
        }
        for (index, row) in rows.iter_mut().enumerate() {
            if index != column {
                let share = row[column] / top[column];
                for (value, above) in row.iter_mut().zip(&top) {
                    *value -= share * above;
                }
            }
        }
    }
    Some([0, 1, 2, 3, 4, 5].map(|k| rows[k][6] / rows[k][k]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_movement_is_found() {
        let draw = |side: usize, map: &Affine| {
            let values = (0..side * side).map(|i| {
                let [x, y] = [i % side, i / side].map(|at| (at as f64 + 0.5) / side as f64);
                let [x, y] = map.apply([x, y]);
                ((19.0 * x + 4.0 * y).sin() + (13.0 * y - 7.0 * x * x).cos()) as f32
            });
            Square { side, values: values.collect() }
        };
        let moved = Affine([[1.03, 0.02, -0.02], [-0.03, 0.98, 0.025]]);
        // Stored shows at p what is seen at moved(p).
        let (stored, seen) = (draw(96, &moved), draw(192, &Affine::IDENTITY));
        let found = aligned(&stored, &seen, &Affine::IDENTITY);
        for corner in [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9]] {
            let (a, b) = (found.apply(corner), moved.apply(corner));
            assert!((a[0] - b[0]).hypot(a[1] - b[1]) < 0.004, "{found:?}");
        }
    }
}
