//! The two scans. Both only leave out what cannot be a result; whatever is left is measured by
//! [`euclidean`], in `f64` and in one order of summation, so that neither the scan, nor the width of the
//! machine's vectors, nor the number of threads shows in a result.
//!
//! Reading memory is what a scan waits for. Four places are read in turn, a quarter of the range apart:
//! a processor fetches ahead for several streams at once, and has more in flight than for one: that took a
//! sixth off a scan of a million × 128 f32 when both were tried on one machine. docs/gallery.md has the times
//! of what is here.

// What is not inlined is compiled without the vector instructions of its caller.
#![allow(clippy::inline_always)]
// What is not a number leaves nothing out; the negation says so.
#![allow(clippy::neg_cmp_op_on_partial_ord)]

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::best::{Best, Ranked};
use super::layout::{block_bytes, padded};
use super::quantise::{LANES, NORMS, QuantisedQuery, Scale};
use crate::encoding::euclidean;

/// Places that are read in turn.
const STREAMS: usize = 4;

/// What a scan reads.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub dimensions: usize,
    pub count: usize,
    /// Row by row.
    pub encodings: &'a [f32],
    /// One behind the other.
    pub blocks: &'a [u8],
    /// Of each block.
    pub scales: &'a [[u8; 8]],
}

impl<'a> View<'a> {
    pub(super) fn row(&self, index: usize) -> Option<&'a [f32]> {
        let start = index.checked_mul(self.dimensions)?;
        self.encodings.get(start..start.checked_add(self.dimensions)?)
    }

    /// The encodings that a block stands for.
    pub(super) fn rows_of_block(&self, block: usize) -> &'a [f32] {
        let start = block.saturating_mul(LANES * self.dimensions);
        let end = start.saturating_add(LANES * self.dimensions).min(self.encodings.len());
        self.encodings.get(start..end).unwrap_or_default()
    }

    pub(super) fn block(&self, index: usize) -> Option<(&'a [u8], Scale)> {
        let size = block_bytes(self.dimensions);
        let start = index.checked_mul(size)?;
        let bytes = self.blocks.get(start..start.checked_add(size)?)?;
        Some((bytes, Scale::from_bytes(*self.scales.get(index)?)))
    }

    fn measure(&self, index: usize, query: &[f32], best: &mut Best) {
        if let Some(row) = self.row(index) {
            best.offer(Ranked { distance: euclidean(row, query), index });
        }
    }
}

/// A range that is read at [`STREAMS`] places in turn.
struct InTurn {
    range: Range<usize>,
    step: usize,
}

impl InTurn {
    fn new(range: Range<usize>) -> Self {
        let step = range.len().div_ceil(STREAMS);
        Self { range, step }
    }

    /// The position at which a stream is in a round; `None` when it has reached the end.
    #[inline(always)]
    fn at(&self, round: usize, stream: usize) -> Option<usize> {
        let at = self.range.start + stream * self.step + round;
        (at < self.range.end).then_some(at)
    }
}

/// Scans rows as they are.
pub(super) fn float(view: View<'_>, query: &[f32], rows: Range<usize>, best: &mut Best) {
    Arch::new().dispatch(FloatScan { view, query, rows, best });
}

struct FloatScan<'a> {
    view: View<'a>,
    query: &'a [f32],
    rows: Range<usize>,
    best: &'a mut Best,
}

impl WithSimd for FloatScan<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let mut limit = float_limit(self.best.limit(), self.query.len());
        let turns = InTurn::new(self.rows);
        for round in 0..turns.step {
            for stream in 0..STREAMS {
                let Some(index) = turns.at(round, stream) else { break };
                let Some(row) = self.view.row(index) else { break };
                if square_distance(simd, row, self.query) <= limit {
                    self.view.measure(index, self.query, self.best);
                    limit = float_limit(self.best.limit(), self.query.len());
                }
            }
        }
    }
}

/// What a squared distance in `f32` has to exceed for the distance to exceed `limit`. A sum of n
/// rounded squares of rounded differences is at most a share of (n + 3) · 2⁻²⁴ too large (Higham,
/// Accuracy and Stability of Numerical Algorithms, section 3.1); four times that is allowed for.
fn float_limit(limit: f64, dimensions: usize) -> f32 {
    let rounding = (dimensions + 3) as f64 / f64::from(1 << 22);
    ((limit * limit * (1.0 + rounding)) as f32).next_up() + f32::MIN_POSITIVE
}

#[inline(always)]
fn square_distance<S: Simd>(simd: S, a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (S::as_simd_f32s(a), S::as_simd_f32s(b));
    // Two sums, so that one addition need not wait for the other.
    let mut sums = [simd.splat_f32s(0.0); 2];
    let (pairs_a, last_a) = a.as_chunks::<2>();
    let (pairs_b, last_b) = b.as_chunks::<2>();
    for (a, b) in pairs_a.iter().zip(pairs_b) {
        for ((a, b), sum) in a.iter().zip(b).zip(&mut sums) {
            let difference = simd.sub_f32s(*a, *b);
            *sum = simd.mul_add_f32s(difference, difference, *sum);
        }
    }
    let [mut sum, other] = sums;
    for (a, b) in last_a.iter().zip(last_b) {
        let difference = simd.sub_f32s(*a, *b);
        sum = simd.mul_add_f32s(difference, difference, sum);
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| (a - b) * (a - b)).sum();
    simd.reduce_sum_f32s(simd.add_f32s(sum, other)) + rest
}

/// Scans quantised encodings.
pub(super) fn int8(
    view: View<'_>,
    query: &[f32],
    quantised: &QuantisedQuery,
    blocks: Range<usize>,
    best: &mut Best,
) {
    let scan = BlockScan { view, query, quantised, blocks };
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    if let Some(avx2) = pulp::x86::V3::try_new() {
        return avx2.vectorize(With(scan, best, avx2));
    }
    Arch::new().dispatch(With(scan, best, Portable));
}

struct BlockScan<'a> {
    view: View<'a>,
    query: &'a [f32],
    quantised: &'a QuantisedQuery,
    blocks: Range<usize>,
}

/// A scan, what it finds, and what it multiplies with.
struct With<'a, D>(BlockScan<'a>, &'a mut Best, D);

impl<D: Dots> pulp::NullaryFnOnce for With<'_, D> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self(scan, best, dots) = self;
        scan.run(dots, best);
    }
}

impl BlockScan<'_> {
    #[inline(always)]
    fn run<D: Dots>(self, dots: D, best: &mut Best) {
        let turns = InTurn::new(self.blocks.clone());
        let mut limit = best.limit();
        for round in 0..turns.step {
            for stream in 0..STREAMS {
                let Some(index) = turns.at(round, stream) else { break };
                let Some((block, scale)) = self.view.block(index) else { break };
                let Some((norms, codes)) = block.split_at_checked(NORMS) else { break };
                let products = dots.dots(codes, &self.quantised.pairs);
                let most = block_limit(limit, scale, self.quantised, self.view.dimensions);
                let factor = (2.0 * self.quantised.scale) as f32;
                let mut near = [false; LANES];
                for ((near, norm), product) in
                    near.iter_mut().zip(norms.as_chunks::<4>().0).zip(products)
                {
                    let square = scale.scale * u32::from_le_bytes(*norm) as f32;
                    // A limit that is not a number leaves nothing out.
                    *near = !(square - factor * product as f32 > most);
                }
                if near.iter().fold(false, |any, near| any | near) {
                    self.measure(index, near, best);
                    limit = best.limit();
                }
            }
        }
    }

    /// Measures the encodings of a block that may be results.
    #[inline(never)]
    fn measure(&self, block: usize, near: [bool; LANES], best: &mut Best) {
        for (lane, near) in near.into_iter().enumerate() {
            let index = block * LANES + lane;
            if near && index < self.view.count {
                self.view.measure(index, self.query, best);
            }
        }
    }
}

/// What `s·|c|² − 2t·c·d` has to exceed for `|s·c − t·d|` to exceed the limit and both errors, which is
/// the bound of [`super::quantise`], multiplied out and divided by `s`.
///
/// Both terms are rounded in `f32`, each at most three times, and so is their difference: they are off
/// by less than 8 · 2⁻²⁴ of `s·|c|² + |t·d|²/s`, of which twice as much is added here.
#[inline(always)]
fn block_limit(limit: f64, scale: Scale, query: &QuantisedQuery, dimensions: usize) -> f32 {
    const ROUNDING: f64 = 1.0 / (1 << 20) as f64;
    let step = f64::from(scale.scale);
    let reach = (limit + f64::from(scale.error) + query.error) * (1.0 + ROUNDING * ROUNDING);
    let longest = step * 127.0 * 127.0 * padded(dimensions) as f64;
    let inverse = 1.0 / step;
    let other = query.square * inverse;
    let rounding = ROUNDING * (longest + other);
    ((reach * reach - query.square) * inverse + rounding) as f32
}

/// Products of a block's sixteen encodings with a query.
trait Dots: Copy {
    fn dots(self, codes: &[u8], query: &[[i16; 2]]) -> [i32; LANES];
}

/// What the compiler makes of it.
#[derive(Clone, Copy)]
struct Portable;

impl Dots for Portable {
    #[inline(always)]
    fn dots(self, codes: &[u8], query: &[[i16; 2]]) -> [i32; LANES] {
        let mut sums = [0; LANES];
        for (pair, [even, odd]) in codes.as_chunks::<{ 2 * LANES }>().0.iter().zip(query) {
            let (even, odd) = (i32::from(*even), i32::from(*odd));
            for (sum, [a, b]) in sums.iter_mut().zip(pair.as_chunks::<2>().0) {
                *sum += i32::from(a.cast_signed()) * even + i32::from(b.cast_signed()) * odd;
            }
        }
        sums
    }
}

/// `vpmaddwd` on eight encodings at a time: about a fourth of the portable code's time, where both were tried
/// on codes in memory.
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
impl Dots for pulp::x86::V3 {
    #[inline(always)]
    fn dots(self, codes: &[u8], query: &[[i16; 2]]) -> [i32; LANES] {
        let mut sums = [self.avx._mm256_setzero_si256(); 2];
        for (pair, query) in codes.as_chunks::<{ 2 * LANES }>().0.iter().zip(query) {
            let query = self.avx._mm256_set1_epi32(pulp::cast(*query));
            for (sum, half) in sums.iter_mut().zip(pair.as_chunks::<LANES>().0) {
                let wide = self.avx2._mm256_cvtepi8_epi16(pulp::cast(*half));
                *sum = self.avx2._mm256_add_epi32(*sum, self.avx2._mm256_madd_epi16(wide, query));
            }
        }
        pulp::cast(sums)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::gallery::quantise;

    #[test]
    fn every_position_has_its_turn() {
        for length in 0..40 {
            let turns = InTurn::new(7..7 + length);
            let rounds =
                (0..turns.step).flat_map(|round| (0..STREAMS).map(move |stream| (round, stream)));
            let mut seen: Vec<usize> =
                rounds.filter_map(|(round, stream)| turns.at(round, stream)).collect();
            seen.sort_unstable();
            assert_eq!(seen, (7..7 + length).collect::<Vec<_>>());
        }
    }

    proptest! {
        /// The vector unit multiplies as the portable code does, also at the largest codes.
        #[test]
        fn products_agree(codes in prop::collection::vec(-127..=127_i8, 2 * LANES * 6), query in prop::collection::vec(any::<[i16; 2]>(), 6)) {
            let codes: Vec<u8> = codes.into_iter().map(i8::cast_unsigned).collect();
            let portable = Portable.dots(&codes, &query);
            #[cfg(target_arch = "x86_64")]
            if let Some(avx2) = pulp::x86::V3::try_new() {
                prop_assert_eq!(avx2.dots(&codes, &query), portable);
            }
            let by_hand: i32 = (0..6).map(|pair| {
                let code = |odd: usize| i32::from(codes[pair * 2 * LANES + 6 + odd].cast_signed());
                code(0) * i32::from(query[pair][0]) + code(1) * i32::from(query[pair][1])
            }).sum();
            prop_assert_eq!(portable[3], by_hand);
        }

        /// No encoding is left out at its own distance: the bound holds for near and far, large and small.
        #[test]
        fn the_bound_holds(dimensions in 1..10_usize, rows in prop::collection::vec(-1_f32..1.0, 16 * 9), query in prop::collection::vec(-1_f32..1.0, 9), power in -30..15_i32, near in prop::bool::ANY) {
            let (rows, query) = (&rows[..16 * dimensions], &query[..dimensions]);
            let unit = 2_f32.powi(power);
            let rows: Vec<f32> = rows.iter().map(|v| v * unit).collect();
            let query: Vec<f32> = if near {
                rows[..dimensions].iter().zip(query).map(|(row, q)| row + q * unit * 1e-4).collect()
            } else {
                query.iter().map(|q| q * unit).collect()
            };
            let (blocks, scale) = quantise::block(&rows, dimensions);
            let scales = [scale.to_bytes()];
            let view = View { dimensions, count: 16, encodings: &rows, blocks: &blocks, scales: &scales };
            let quantised = QuantisedQuery::new(&query);
            for index in 0..16 {
                let row = &rows[index * dimensions..][..dimensions];
                let radius = euclidean(row, &query);
                for portable in [false, true] {
                    let mut best = Best::new(16, radius);
                    let scan = BlockScan { view, query: &query, quantised: &quantised, blocks: 0..1 };
                    if portable { scan.run(Portable, &mut best) } else { int8(view, &query, &quantised, 0..1, &mut best) }
                    prop_assert!(best.into_sorted().iter().any(|one| one.index == index));
                }
                let mut best = Best::new(16, radius);
                float(view, &query, 0..16, &mut best);
                prop_assert!(best.into_sorted().iter().any(|one| one.index == index));
            }
        }
    }
}
