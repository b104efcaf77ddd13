//! What a frame shows, small and without its lighting: the second look at what a hash has found.

use super::align::aligned;
use super::square::{Affine, Square};

/// Cells a side.
pub(super) const SIDE: usize = 96;
/// Bytes of a packed signature: four bits a cell.
pub(super) const BYTES: usize = SIDE * SIDE / 2;
/// Neighbours that a cell is compared with, to each side.
const REACH: usize = 10;
/// Contrast, in levels, that is taken for noise: fainter patterns do not survive compression.
const NOISE: f32 = 8.0;
/// Values are kept up to this many times the contrast around them.
const MOST: f32 = 2.0;
/// Side of the windows that must agree, in cells, and how far apart they begin.
const WINDOW: usize = 8;
const STEP: usize = 4;
/// The share of all detail that decides: the windows that agree least. The lines that hold a name and a
/// number take about that much of a card.
const WORST: f64 = 0.08;
/// Least variance of a window with detail, in squares of the contrast around it: a contrast of six levels.
const DETAIL: f64 = 0.2;
/// Least share of windows that both frames show.
const SHARED: f64 = 0.6;
/// Least share of windows with detail; of less nothing can be told.
const DETAILED: f64 = 0.05;

/// A cell's luma over the mean around it, by the contrast around it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Signature(pub(super) Square);

impl Signature {
    pub(super) fn of(frame: &Square) -> Self {
        Self(normalised(&frame.seen_through(&Affine::IDENTITY, SIDE), REACH))
    }

    /// Four bits a cell, the first in the lower half of a byte.
    pub(super) fn pack(&self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        let (pairs, _) = self.0.values.as_chunks::<2>();
        for (byte, pair) in bytes.iter_mut().zip(pairs) {
            let [low, high] = pair.map(|value| {
                ((value.clamp(-MOST, MOST) + MOST) / (2.0 * MOST) * 15.0).round() as u8
            });
            *byte = low | high << 4;
        }
        bytes
    }

    /// `None` unless there are as many bytes as a signature has.
    pub(super) fn unpack(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != BYTES {
            return None;
        }
        let value = |four: u8| f32::from(four) / 15.0 * 2.0 * MOST - MOST;
        let values = bytes.iter().flat_map(|byte| [value(byte & 15), value(byte >> 4)]).collect();
        Some(Self(Square { side: SIDE, values }))
    }

    /// How alike the frame that this was made of and another are, 0 to 1; `guess` leads from a place in
    /// the former to about where it is in the latter.
    ///
    /// The frames are laid over each other as closely as an affine map can, then compared window by
    /// window. What counts are those windows that agree least, 8 % of all detail: two cards of one
    /// template agree nearly everywhere, but not where the person's data stand.
    pub(super) fn likeness(&self, frame: &Square, guess: &Affine) -> f64 {
        let map = aligned(&self.0, &normalised(frame, 2 * REACH + 1), guess);
        // Where the guess was exact, as it is for what was only compressed, it may be the closer one.
        self.agreement(frame, guess).max(self.agreement(frame, &map))
    }

    /// How alike they are when laid over each other as the map says.
    fn agreement(&self, frame: &Square, map: &Affine) -> f64 {
        let seen = normalised(&frame.seen_through(map, SIDE), REACH);
        let mut windows = Vec::new();
        let (mut shared, mut detailed, mut all) = (0, 0, 0);
        for top in (0..=SIDE - WINDOW).step_by(STEP) {
            for left in (0..=SIDE - WINDOW).step_by(STEP) {
                all += 1;
                if !is_inside(map, left, top) {
                    continue;
                }
                shared += 1;
                let (agreement, detail) = compared(&self.0, &seen, left, top);
                if detail >= DETAIL {
                    detailed += 1;
                    windows.push((agreement, detail));
                }
            }
        }
        let all = f64::from(all);
        if f64::from(shared) < SHARED * all || f64::from(detailed) < DETAILED * all {
            return 0.0;
        }
        mean_of_worst(windows).clamp(0.0, 1.0)
    }
}

/// The mean agreement of the windows that agree least, up to a share of all detail.
fn mean_of_worst(mut windows: Vec<(f64, f64)>) -> f64 {
    windows.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let share = WORST * windows.iter().map(|(_, detail)| detail).sum::<f64>();
    let (mut sum, mut taken) = (0.0, 0.0);
    for (agreement, detail) in windows {
        let weight = detail.min(share - taken);
        sum += agreement * weight;
        taken += weight;
        if taken >= share {
            break;
        }
    }
    if taken > 0.0 { sum / taken } else { 0.0 }
}

/// Whether a window lies inside the other frame.
fn is_inside(map: &Affine, left: usize, top: usize) -> bool {
    let unit = |cell: usize| cell as f64 / SIDE as f64;
    let (left, top, right, bottom) =
        (unit(left), unit(top), unit(left + WINDOW), unit(top + WINDOW));
    [[left, top], [right, top], [right, bottom], [left, bottom]]
        .iter()
        .all(|corner| map.apply(*corner).iter().all(|at| (-1e-3..=1.001).contains(at)))
}

/// Normalised correlation of a window, and the greater of its variances.
fn compared(a: &Square, b: &Square, left: usize, top: usize) -> (f64, f64) {
    let cells = (top..top + WINDOW).flat_map(|row| {
        let start = row * SIDE + left;
        let part = |of: &Square| of.values.get(start..start + WINDOW).unwrap_or_default().to_vec();
        part(a).into_iter().zip(part(b))
    });
    let (mut n, mut sums, mut squares, mut product) = (0.0, [0.0; 2], [0.0; 2], 0.0);
    for (x, y) in cells {
        let (x, y) = (f64::from(x), f64::from(y));
        n += 1.0;
        sums = [sums[0] + x, sums[1] + y];
        squares = [squares[0] + x * x, squares[1] + y * y];
        product += x * y;
    }
    let variance = |k: usize| (squares[k] / n - (sums[k] / n).powi(2)).max(0.0);
    let (one, two) = (variance(0), variance(1));
    let covariance = product / n - sums[0] / n * sums[1] / n;
    let below = (one * two).sqrt();
    (if below > 1e-9 { covariance / below } else { 0.0 }, one.max(two))
}

fn normalised(square: &Square, reach: usize) -> Square {
    let mean = square.blurred(reach);
    let squares = Square {
        side: square.side,
        values: square.values.iter().map(|value| value * value).collect(),
    };
    let squares = squares.blurred(reach);
    let values = square.values.iter().zip(&mean.values).zip(&squares.values);
    let values = values.map(|((value, mean), square)| {
        (value - mean) / ((square - mean * mean).max(0.0).sqrt() + NOISE)
    });
    Square { side: square.side, values: values.collect() }
}
