//! Error correction: Reed–Solomon codes over the integers modulo 929, errors and erasures.
//!
//! Source: ISO/IEC 15438:2015, error detection and correction; the key equation is solved by the extended
//! Euclidean algorithm (Y. Sugiyama et al., "A method for solving key equation for decoding Goppa
//! codes", Information and Control 27, 1975), with the syndromes multiplied by the erasure locator
//! first (R. Blahut, "Algebraic codes for data transmission", 2003, section 7.4).

/// Order of the field.
const P: u32 = 929;
/// A primitive element of the field.
const ALPHA: u32 = 3;
/// Correction codewords that are left to detect what cannot be corrected, of `check`: with none left
/// any received word decodes to something, with each the chance falls to a 929th. Small symbols have
/// no more than two to spare.
const fn reserve(check: usize) -> usize {
    if check < 8 { 2 } else { 3 }
}

/// Most codewords that can be unread, or twice those that can be wrong, out of `check` correction
/// codewords.
pub(crate) fn capacity(check: usize) -> usize {
    check.saturating_sub(reserve(check))
}

/// What correction did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Corrected {
    /// Codewords that were wrong.
    pub(crate) errors: usize,
    /// Codewords that were marked as unread, whatever they turned out to be.
    pub(crate) erasures: usize,
}

/// Corrects `codewords` in place, the last `check` of which are for correction and of which those
/// at `erased` (ascending, without repetition) are unread.
///
/// `None` leaves them as they were: more is wrong than can be corrected with some correction
/// codewords in reserve.
pub(crate) fn correct(codewords: &mut [u16], check: usize, erased: &[usize]) -> Option<Corrected> {
    let capacity = capacity(check);
    if erased.len() > capacity || codewords.len() >= P as usize || codewords.len() <= check {
        return None;
    }
    let mut repaired = codewords.to_vec();
    for &position in erased {
        *repaired.get_mut(position)? = 0;
    }
    let syndromes = syndromes(&repaired, check);
    if is_zero(&syndromes) {
        codewords.copy_from_slice(&repaired);
        return Some(Corrected { errors: 0, erasures: erased.len() });
    }
    let locators = Locators::new(codewords.len());
    let erasure_locator = erased
        .iter()
        .fold(vec![1], |product, &position| times_root(&product, locators.of(position)));
    let modified = product(&syndromes, &erasure_locator, check);
    let error_locator = error_locator(modified, check, erased.len())?;
    let errors = error_locator.len() - 1;
    if 2 * errors + erased.len() > capacity {
        return None;
    }
    let errata_locator = product(&error_locator, &erasure_locator, usize::MAX);
    let evaluator = product(&syndromes, &errata_locator, check);
    let magnitudes = magnitudes(&locators, &errata_locator, &evaluator)?;
    for (position, magnitude) in magnitudes {
        let value = repaired.get_mut(position)?;
        *value = ((u32::from(*value) + P - magnitude) % P) as u16;
    }
    // The proof of the pudding: what comes out is a codeword of the code.
    if syndromes_are_zero(&repaired, check) {
        codewords.copy_from_slice(&repaired);
        return Some(Corrected { errors, erasures: erased.len() });
    }
    None
}

fn syndromes(codewords: &[u16], check: usize) -> Vec<u32> {
    let mut root = 1;
    (0..check)
        .map(|_| {
            root = root * ALPHA % P;
            codewords.iter().fold(0, |sum, value| (sum * root + u32::from(*value)) % P)
        })
        .collect()
}

fn syndromes_are_zero(codewords: &[u16], check: usize) -> bool {
    syndromes(codewords, check).iter().all(|s| *s == 0)
}

/// α to the power that belongs to each position: the first codeword has the highest.
struct Locators {
    powers: Vec<u32>,
}

impl Locators {
    fn new(length: usize) -> Self {
        let mut powers: Vec<u32> =
            std::iter::successors(Some(1), |power| Some(power * ALPHA % P)).take(length).collect();
        powers.reverse();
        Self { powers }
    }

    fn of(&self, position: usize) -> u32 {
        self.powers.get(position).copied().unwrap_or(1)
    }
}

/// `polynomial × (1 − root x)`; coefficients from the constant one upwards, as everywhere here.
fn times_root(polynomial: &[u32], root: u32) -> Vec<u32> {
    let mut result = polynomial.to_vec();
    result.push(0);
    for (power, coefficient) in polynomial.iter().enumerate() {
        result[power + 1] = (result[power + 1] + (P - root) * coefficient) % P;
    }
    result
}

/// `a × b` modulo `x^limit`, without leading zeros.
fn product(a: &[u32], b: &[u32], limit: usize) -> Vec<u32> {
    let length = (a.len() + b.len()).saturating_sub(1).min(limit);
    let mut result = vec![0; length];
    for (i, x) in a.iter().enumerate().take(length) {
        for (sum, y) in result[i..].iter_mut().zip(b) {
            *sum = (*sum + x * y) % P;
        }
    }
    trimmed(result)
}

fn trimmed(mut polynomial: Vec<u32>) -> Vec<u32> {
    while polynomial.len() > 1 && polynomial.last() == Some(&0) {
        polynomial.pop();
    }
    polynomial
}

fn is_zero(polynomial: &[u32]) -> bool {
    polynomial.iter().all(|c| *c == 0)
}

/// The polynomial of least degree whose roots are the inverse locators of the errors, with
/// constant coefficient one: Euclid's algorithm on `x^check` and the modified syndromes until the
/// remainder's degree is below `(check + erasures) / 2`.
fn error_locator(modified: Vec<u32>, check: usize, erasures: usize) -> Option<Vec<u32>> {
    let mut before = vec![0; check + 1];
    before[check] = 1;
    let mut remainder = trimmed(modified);
    let (mut factor_before, mut factor) = (vec![0], vec![1]);
    while 2 * (remainder.len() - 1) >= check + erasures && !is_zero(&remainder) {
        let (quotient, rest) = divided(before, &remainder)?;
        let next = difference(&factor_before, &product(&quotient, &factor, usize::MAX));
        before = std::mem::replace(&mut remainder, rest);
        factor_before = std::mem::replace(&mut factor, next);
    }
    let scale = inverse(*factor.first()?)?;
    Some(trimmed(factor.into_iter().map(|c| c * scale % P).collect()))
}

/// Quotient and remainder.
fn divided(mut dividend: Vec<u32>, divisor: &[u32]) -> Option<(Vec<u32>, Vec<u32>)> {
    let scale = inverse(*divisor.last()?)?;
    let steps = (dividend.len() + 1).saturating_sub(divisor.len());
    let mut quotient = vec![0; steps.max(1)];
    for shift in (0..steps).rev() {
        let factor = dividend[shift + divisor.len() - 1] * scale % P;
        quotient[shift] = factor;
        for (value, coefficient) in dividend[shift..].iter_mut().zip(divisor) {
            *value = (*value + (P - factor) * coefficient) % P;
        }
    }
    Some((trimmed(quotient), trimmed(dividend)))
}

fn difference(a: &[u32], b: &[u32]) -> Vec<u32> {
    let at = |p: &[u32], power: usize| p.get(power).copied().unwrap_or(0);
    trimmed((0..a.len().max(b.len())).map(|i| (at(a, i) + P - at(b, i)) % P).collect())
}

/// The inverse by Fermat's little theorem; zero has none.
fn inverse(value: u32) -> Option<u32> {
    (!value.is_multiple_of(P)).then(|| power(value, P - 2))
}

fn power(base: u32, exponent: u32) -> u32 {
    let (mut result, mut square, mut left) = (1, base % P, exponent);
    while left > 0 {
        if left & 1 == 1 {
            result = result * square % P;
        }
        square = square * square % P;
        left >>= 1;
    }
    result
}

fn value_at(polynomial: &[u32], x: u32) -> u32 {
    polynomial.iter().rev().fold(0, |sum, coefficient| (sum * x + coefficient) % P)
}

/// Position and magnitude of each errata (Forney's formula); `None` if the locator does not have
/// as many roots among the positions as its degree says, so that more is wrong than it can tell.
fn magnitudes(
    locators: &Locators,
    errata_locator: &[u32],
    evaluator: &[u32],
) -> Option<Vec<(usize, u32)>> {
    let derivative: Vec<u32> = errata_locator
        .iter()
        .enumerate()
        .skip(1)
        .map(|(power, coefficient)| power as u32 * coefficient % P)
        .collect();
    let mut found = Vec::with_capacity(errata_locator.len());
    for (position, locator) in locators.powers.iter().enumerate() {
        let root = inverse(*locator)?;
        if value_at(errata_locator, root) == 0 {
            let slope = inverse(value_at(&derivative, root))?;
            found.push((position, (P - value_at(evaluator, root)) * slope % P));
        }
    }
    (found.len() == errata_locator.len() - 1).then_some(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    /// Appends correction codewords by long division.
    fn protected(data: &[u16], check: usize) -> Vec<u16> {
        let mut root = 1;
        // Highest power first here.
        let mut generator = vec![0_u32; check + 1];
        generator[0] = 1;
        for degree in 1..=check {
            root = root * ALPHA % P;
            for i in (1..=degree).rev() {
                generator[i] = (generator[i] + (P - root) * generator[i - 1]) % P;
            }
        }
        let mut rest: Vec<u32> = data.iter().map(|v| u32::from(*v)).collect();
        rest.resize(data.len() + check, 0);
        for i in 0..data.len() {
            let factor = rest[i];
            for (offset, g) in generator.iter().enumerate() {
                rest[i + offset] = (rest[i + offset] + (P - factor) * g) % P;
            }
        }
        let checks = rest[data.len()..].iter().map(|v| ((P - v) % P) as u16);
        data.iter().copied().chain(checks).collect()
    }

    proptest! {
        #[test]
        fn what_is_within_capacity_comes_back(
            data in prop::collection::vec(0_u16..929, 1..400),
            level in 0_u32..9,
            damage in prop::collection::vec((any::<prop::sample::Index>(), 1_u16..929), 0..200),
            errors in 0_usize..100,
        ) {
            let check = 2_usize << level;
            let truth = protected(&data, check);
            let mut read = truth.clone();
            let (mut erased, mut wrong) = (Vec::new(), 0);
            let mut seen = std::collections::BTreeSet::new();
            for (place, shift) in damage {
                let position = place.index(read.len());
                let cost = if wrong < errors { 2 } else { 1 };
                if 2 * wrong + erased.len() + cost > capacity(check) || !seen.insert(position) {
                    continue;
                }
                read[position] = (read[position] + shift) % 929;
                if cost == 2 { wrong += 1 } else { erased.push(position) }
            }
            erased.sort_unstable();
            let found = correct(&mut read, check, &erased);
            prop_assert_eq!(found, Some(Corrected { errors: wrong, erasures: erased.len() }));
            prop_assert_eq!(read, truth);
        }

        #[test]
        fn what_is_not_a_codeword_is_left_alone(
            read in prop::collection::vec(0_u16..929, 1..400), level in 1_u32..6,
            erased in prop::collection::btree_set(0_usize..420, 0..20),
        ) {
            let check = 2_usize << level;
            let mut corrected = read.clone();
            let erased: Vec<usize> = erased.into_iter().collect();
            match correct(&mut corrected, check, &erased) {
                Some(_) => prop_assert!(syndromes_are_zero(&corrected, check)),
                None => prop_assert_eq!(corrected, read),
            }
        }
    }

    #[test]
    fn nothing_is_corrected_without_reserve() {
        let truth = protected(&[5, 453, 178, 121, 239], 4);
        assert_eq!(truth.len(), 9);
        let mut two_errors = truth.clone();
        two_errors[1] = 7;
        two_errors[3] = 9;
        assert_eq!(correct(&mut two_errors, 4, &[]), None);
        let mut three_erased = truth.clone();
        assert_eq!(correct(&mut three_erased, 4, &[0, 1, 2]), None);
    }

    /// The worked example of the standard: "PDF417" at level 1.
    #[test]
    fn the_standards_example() {
        let mut printed = [5, 453, 178, 121, 239, 452, 327, 657, 619];
        assert_eq!(protected(&printed[..5], 4), printed);
        printed[2] = 0;
        let found = correct(&mut printed, 4, &[]);
        assert_eq!(found, Some(Corrected { errors: 1, erasures: 0 }));
        assert_eq!(printed[2], 178);
    }
}
