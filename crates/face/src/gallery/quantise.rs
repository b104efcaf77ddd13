//! Encodings in eight bits a value, with what they lost.
//!
//! Sixteen encodings make a block: a scale `s` and codes `c` from −127 to 127 stand for `s·c`, and no
//! encoding `x` of the block is farther from what stands for it than the block's error `e`, measured
//! when it is written and again when the file is opened. By the triangle inequality no quantised
//! distance is off by more than the errors of both sides:
//!
//! ```text
//! |x − y| ≥ |s·c − t·d| − e − f      with the query y, its scale t, codes d and error f
//! ```
//!
//! so an encoding whose right side exceeds a limit cannot be within the limit, and is left out without
//! having been looked at. The query has sixteen bits a value up to 516 dimensions, and as many beyond as
//! keep a product within an `i32` (thirteen for 4096), which makes `f` a small share of `e`.
//!
//! Codes of the dimensions that were added to make their number a multiple of four are 0, and `|c|²` is
//! that of the codes which stand for values: what adds to the length without standing for anything would
//! make an encoding seem farther than it is.
//!
//! A block is 16 × u32 `|c|²`, then for each pair of dimensions the codes of the first encoding, of the
//! second, and so on: one multiply-and-add instruction takes a pair of eight encodings.

// What is not a number is refused; the negation says so.
#![allow(clippy::neg_cmp_op_on_partial_ord)]

use zeroize::Zeroizing;

use super::error::GalleryError;
use super::layout::{block_bytes, padded};

/// Encodings of a block.
pub(super) const LANES: usize = 16;
/// The largest magnitude of a value of an encoding. Encoders in use stay below 100.
pub(super) const MAX_VALUE: f32 = 65_536.0;
/// The smallest scale, far above the subnormal numbers, whose rounding is not relative.
const MIN_SCALE: f32 = 1e-30;
const MAX_CODE: f32 = 127.0;
/// Bytes of the squared lengths in front of a block's codes.
pub(super) const NORMS: usize = LANES * 4;

/// Scale and error of a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    /// What a code of 1 stands for.
    pub scale: f32,
    /// No encoding of the block lost more than this.
    pub error: f32,
}

impl Scale {
    pub(super) fn to_bytes(self) -> [u8; 8] {
        let mut bytes = [0; 8];
        bytes[..4].copy_from_slice(&self.scale.to_le_bytes());
        bytes[4..].copy_from_slice(&self.error.to_le_bytes());
        bytes
    }

    pub(super) fn from_bytes(bytes: [u8; 8]) -> Self {
        // The scale is in front, which is the low half.
        let both = u64::from_le_bytes(bytes);
        Self { scale: f32::from_bits(both as u32), error: f32::from_bits((both >> 32) as u32) }
    }
}

/// Refuses what is not a number or too large.
///
/// # Errors
/// [`GalleryError::Value`] with the first such value.
pub(super) fn check_values(values: &[f32]) -> Result<(), GalleryError> {
    // NaN is not smaller than anything.
    match values.iter().position(|value| !(value.abs() <= MAX_VALUE)) {
        Some(position) => Err(GalleryError::Value { position, limit: MAX_VALUE }),
        None => Ok(()),
    }
}

/// The block of at most 16 encodings that lie one behind the other.
pub(super) fn block(rows: &[f32], dimensions: usize) -> (Zeroizing<Vec<u8>>, Scale) {
    let largest = rows.iter().fold(0_f32, |most, value| most.max(value.abs()));
    let scale = (largest / MAX_CODE).max(MIN_SCALE);
    let mut bytes = Zeroizing::new(vec![0; block_bytes(dimensions)]);
    let (norms, codes) = bytes.split_at_mut(NORMS);
    for (lane, (row, norm)) in
        rows.chunks_exact(dimensions).zip(norms.as_chunks_mut::<4>().0).enumerate()
    {
        let mut square = 0_u32;
        for (at, value) in row.iter().enumerate() {
            let code = (value / scale).round().clamp(-MAX_CODE, MAX_CODE) as i8;
            square += u32::from(code.unsigned_abs()).pow(2);
            if let Some(place) = codes.get_mut(place(at, lane)) {
                *place = code.cast_unsigned();
            }
        }
        *norm = square.to_le_bytes();
    }
    let lost = losses(rows, dimensions, codes, scale).into_iter().fold(0.0, f64::max);
    // Rounded up: an error may be too large, never too small.
    (bytes, Scale { scale, error: (lost.sqrt() as f32).next_up() })
}

/// Whether a block says the truth of the encodings that it stands for, so that the bound holds.
///
/// # Errors
/// The lane at which it does not, and what is wrong.
pub(super) fn verify(
    rows: &[f32],
    dimensions: usize,
    block: &[u8],
    scale: Scale,
) -> Result<(), (usize, &'static str)> {
    let range = MIN_SCALE..=MAX_VALUE;
    if !range.contains(&scale.scale) || !(scale.error >= 0.0) || !scale.error.is_finite() {
        return Err((0, "the scale or the error is out of range"));
    }
    let (norms, codes) = block.split_at_checked(NORMS).unwrap_or_default();
    let squares = squares(codes);
    let most = f64::from(scale.error).powi(2);
    let losses = losses(rows, dimensions, codes, scale.scale);
    let lanes = rows.len() / dimensions;
    for (lane, ((norm, square), lost)) in
        norms.as_chunks::<4>().0.iter().zip(squares).zip(losses).take(lanes).enumerate()
    {
        if u32::from_le_bytes(*norm) != square {
            return Err((lane, "the length of the quantised encoding is wrong"));
        }
        if !(lost <= most) {
            return Err((lane, "the quantised encoding is farther off than its block says"));
        }
    }
    if codes.contains(&(i8::MIN.cast_unsigned())) {
        return Err((0, "a code is −128"));
    }
    for added in dimensions..padded(dimensions) {
        let is_code = |lane: &usize| codes.get(place(added, *lane)) != Some(&0);
        if let Some(lane) = (0..LANES).find(is_code) {
            return Err((lane, "there is a code behind the last dimension"));
        }
    }
    Ok(())
}

/// Where the code of a dimension of a lane is.
fn place(dimension: usize, lane: usize) -> usize {
    dimension / 2 * (2 * LANES) + lane * 2 + dimension % 2
}

/// Squared lengths of a block's lanes, in codes.
fn squares(codes: &[u8]) -> [u32; LANES] {
    let mut sums = [0; LANES];
    for pair in codes.as_chunks::<{ 2 * LANES }>().0 {
        for (sum, [a, b]) in sums.iter_mut().zip(pair.as_chunks::<2>().0) {
            let (a, b) = (a.cast_signed().unsigned_abs(), b.cast_signed().unsigned_abs());
            *sum += u32::from(a).pow(2) + u32::from(b).pow(2);
        }
    }
    sums
}

/// The squared distance of each lane from what stands for it. A difference of two `f32` and its square
/// are almost exact in `f64`; what the sum rounds is covered by rounding the error up.
fn losses(rows: &[f32], dimensions: usize, codes: &[u8], scale: f32) -> [f64; LANES] {
    let mut sums = [0.0; LANES];
    for (lane, (row, sum)) in rows.chunks_exact(dimensions).zip(&mut sums).enumerate() {
        let pairs = codes.as_chunks::<{ 2 * LANES }>().0;
        for (values, pair) in row.chunks(2).zip(pairs) {
            for (value, code) in values.iter().zip(pair.get(lane * 2..).unwrap_or_default()) {
                let stands = f64::from(scale) * f64::from(code.cast_signed());
                *sum += (f64::from(*value) - stands).powi(2);
            }
        }
    }
    sums
}

/// A query in sixteen bits a value.
#[derive(Clone)]
pub(super) struct QuantisedQuery {
    /// Two codes each: the even dimension low, the odd one high.
    pub pairs: Zeroizing<Vec<[i16; 2]>>,
    /// What a code of 1 stands for.
    pub scale: f64,
    /// Squared length of what stands for the query.
    pub square: f64,
    /// How far that is from the query.
    pub error: f64,
}

impl QuantisedQuery {
    pub(super) fn new(values: &[f32]) -> Self {
        let dimensions = padded(values.len());
        // A product with a block's codes must fit into an i32.
        let most = (f64::from(i32::MAX) / (f64::from(MAX_CODE) * dimensions as f64)).floor();
        let most = most.min(f64::from(i16::MAX));
        let largest = values.iter().fold(0_f32, |most, value| most.max(value.abs()));
        let scale = (f64::from(largest) / most).max(f64::from(MIN_SCALE));
        let mut pairs = Zeroizing::new(vec![[0; 2]; dimensions / 2]);
        let (mut square, mut lost) = (0.0, 0.0);
        for (value, code) in values.iter().zip(pairs.as_flattened_mut()) {
            *code = (f64::from(*value) / scale).round().clamp(-most, most) as i16;
            let stands = scale * f64::from(*code);
            square += stands.powi(2);
            lost += (f64::from(*value) - stands).powi(2);
        }
        // Rounded up by far more than the sum can have rounded down.
        Self { pairs, scale, square, error: lost.sqrt() * (1.0 + 1e-9) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    fn rows() -> impl Strategy<Value = (usize, Vec<f32>)> {
        (1_usize..9, 1_usize..=LANES, -20..16_i32).prop_flat_map(|(dimensions, count, power)| {
            let most = 2_f32.powi(power);
            (Just(dimensions), prop::collection::vec(-most..most, dimensions * count))
        })
    }

    proptest! {
        #[test]
        fn a_block_says_the_truth((dimensions, rows) in rows()) {
            let (bytes, scale) = block(&rows, dimensions);
            prop_assert_eq!(verify(&rows, dimensions, &bytes, scale), Ok(()));
            let largest = rows.iter().fold(0_f32, |a, b| a.max(b.abs()));
            // Half a step a dimension is all that rounding loses.
            let bound = f64::from(largest) / 254.0 * (dimensions as f64).sqrt();
            prop_assert!(f64::from(scale.error) <= bound * 1.001 + 1e-25);
            prop_assert_eq!(Scale::from_bytes(scale.to_bytes()), scale);
        }

        #[test]
        fn a_changed_block_is_found_out((dimensions, rows) in rows(), at in any::<prop::sample::Index>(), by in 1_u8..) {
            let (mut bytes, scale) = block(&rows, dimensions);
            let lanes = rows.len() / dimensions;
            let at = at.index(lanes * dimensions);
            let at = NORMS + place(at % dimensions, at / dimensions);
            bytes[at] = bytes[at].wrapping_add(by);
            // Only turning the sign of a code leaves the length as it was.
            let kept = bytes[at] == bytes[at].wrapping_sub(by).wrapping_neg();
            prop_assert!(kept || verify(&rows, dimensions, &bytes, scale).is_err());
        }

        /// Codes behind the last dimension, their squares added to the length so that all else is right.
        #[test]
        fn forged_padding_is_found_out((dimensions, rows) in rows(), at in any::<prop::sample::Index>(), code in 1_u8..=127) {
            let (mut bytes, scale) = block(&rows, dimensions);
            let added = padded(dimensions) - dimensions;
            prop_assume!(added > 0);
            let (lane, dimension) = (at.index(rows.len() / dimensions), dimensions + at.index(added));
            bytes[NORMS + place(dimension, lane)] = code;
            let norm = &mut bytes.as_chunks_mut::<4>().0[lane];
            *norm = (u32::from_le_bytes(*norm) + u32::from(code).pow(2)).to_le_bytes();
            prop_assert_eq!(
                verify(&rows, dimensions, &bytes, scale),
                Err((lane, "there is a code behind the last dimension"))
            );
        }
    }

    #[test]
    fn zeros_and_the_smallest_numbers_have_a_block() {
        for value in [0.0, 1e-40, -1e-40] {
            let (bytes, scale) = block(&[value; 32], 2);
            assert_eq!(verify(&[value; 32], 2, &bytes, scale), Ok(()));
            let query = QuantisedQuery::new(&[value; 2]);
            assert!(query.error >= f64::from(value.abs()));
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bad in [f32::NAN, f32::INFINITY, -70_000.0] {
            let refused = check_values(&[0.0, bad]).unwrap_err();
            assert!(matches!(refused, GalleryError::Value { position: 1, .. }));
        }
    }
}
