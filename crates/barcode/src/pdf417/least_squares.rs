//! Linear least squares of a few unknowns.

/// Weighted sums of the normal equations for `N` unknowns.
#[derive(Clone, Copy)]
pub(crate) struct LeastSquares<const N: usize> {
    products: [[f64; N]; N],
    right: [f64; N],
}

impl<const N: usize> LeastSquares<N> {
    pub(crate) fn new() -> Self {
        Self { products: [[0.0; N]; N], right: [0.0; N] }
    }

    /// Adds an equation `Σ terms · unknowns = value`.
    pub(crate) fn add(&mut self, terms: [f64; N], value: f64, weight: f64) {
        for (i, term) in terms.iter().enumerate() {
            // The products are symmetric; the other half is put in before solving.
            let weighted = weight * term;
            for (sum, other) in self.products[i][i..].iter_mut().zip(&terms[i..]) {
                *sum += weighted * other;
            }
            self.right[i] += weighted * value;
        }
    }

    /// Makes the unknowns small where the equations say little: `strength` is the weight of one
    /// equation that says zero.
    pub(crate) fn damp(&mut self, strength: [f64; N]) {
        for (i, weight) in strength.into_iter().enumerate() {
            self.products[i][i] += weight;
        }
    }

    /// The unknowns, by elimination with pivots; `None` where the equations do not determine them.
    pub(crate) fn solve(mut self) -> Option<[f64; N]> {
        for i in 0..N {
            for j in 0..i {
                self.products[i][j] = self.products[j][i];
            }
        }
        for pivot in 0..N {
            let size = |row: &usize| self.products[*row][pivot].abs();
            let best = (pivot..N).max_by(|a, b| size(a).total_cmp(&size(b)))?;
            self.products.swap(pivot, best);
            self.right.swap(pivot, best);
            let head = self.products[pivot];
            if head[pivot].abs() < 1e-9 {
                return None;
            }
            for other in (0..N).filter(|other| *other != pivot) {
                let factor = self.products[other][pivot] / head[pivot];
                for (value, above) in self.products[other].iter_mut().zip(head).skip(pivot) {
                    *value -= factor * above;
                }
                self.right[other] -= factor * self.right[pivot];
            }
        }
        Some(std::array::from_fn(|i| self.right[i] / self.products[i][i]))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_parabola_comes_back() {
        let mut squares = LeastSquares::<3>::new();
        for i in -4..5 {
            let x = f64::from(i);
            squares.add([1.0, x, x * x], 3.0 - 2.0 * x + 0.5 * x * x, 1.0);
        }
        let found = squares.solve().unwrap();
        for (value, expected) in found.into_iter().zip([3.0, -2.0, 0.5]) {
            assert!((value - expected).abs() < 1e-9);
        }
    }

    #[test]
    fn what_is_not_determined_is_not_answered() {
        let mut squares = LeastSquares::<2>::new();
        squares.add([1.0, 2.0], 3.0, 1.0);
        squares.add([2.0, 4.0], 6.0, 1.0);
        assert_eq!(squares.solve(), None);
    }
}
