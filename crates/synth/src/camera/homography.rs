//! The projective map between two quadrilaterals.

use crate::truth::Quad;

/// A projective map of the plane; the ninth coefficient is 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Homography([f64; 8]);

impl Homography {
    /// The map that takes the corners of one quadrilateral to those of another; `None` if three
    /// corners lie on a line.
    ///
    /// Solved here in plain `f64` by elimination with pivoting: a general solver picks its
    /// instructions by the processor, and then the last bits differ between machines.
    pub(crate) fn between(from: Quad, to: Quad) -> Option<Self> {
        let mut rows = [[0.0_f64; 9]; 8];
        for corner in 0..4 {
            let ([x, y], [u, v]) = (from.0[corner].map(f64::from), to.0[corner].map(f64::from));
            rows[2 * corner] = [x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u];
            rows[2 * corner + 1] = [0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v];
        }
        solve(&mut rows).map(Self)
    }

    pub(crate) fn map(self, [x, y]: [f32; 2]) -> [f32; 2] {
        let (x, y) = (f64::from(x), f64::from(y));
        let h = &self.0;
        let w = h[6] * x + h[7] * y + 1.0;
        [((h[0] * x + h[1] * y + h[2]) / w) as f32, ((h[3] * x + h[4] * y + h[5]) / w) as f32]
    }
}

fn solve(rows: &mut [[f64; 9]; 8]) -> Option<[f64; 8]> {
    for column in 0..8 {
        let pivot =
            (column..8).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        if rows[pivot][column].abs() < 1e-9 {
            return None;
        }
        rows.swap(column, pivot);
        let lead = rows[column];
        for (index, row) in rows.iter_mut().enumerate() {
            if index != column {
                let factor = row[column] / lead[column];
                for (value, lead) in row.iter_mut().zip(lead) {
                    *value -= factor * lead;
                }
            }
        }
    }
    let mut solution = [0.0; 8];
    for (index, value) in solution.iter_mut().enumerate() {
        *value = rows[index][8] / rows[index][index];
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::Homography;
    use crate::truth::Quad;

    #[test]
    fn corners_go_to_corners_and_back() {
        let flat = Quad::upright(0.0, 0.0, 1012.0, 638.0);
        let seen = Quad([[120.0, 90.0], [1100.0, 140.0], [1060.0, 760.0], [150.0, 720.0]]);
        let there = Homography::between(flat, seen).expect("a quadrilateral");
        let back = Homography::between(seen, flat).expect("a quadrilateral");
        for corner in 0..4 {
            let mapped = there.map(flat.0[corner]);
            let returned = back.map(mapped);
            for axis in 0..2 {
                assert!((mapped[axis] - seen.0[corner][axis]).abs() < 1e-2);
                assert!((returned[axis] - flat.0[corner][axis]).abs() < 1e-2);
            }
        }
    }

    #[test]
    fn a_line_is_no_quadrilateral() {
        let flat = Quad::upright(0.0, 0.0, 10.0, 10.0);
        let line = Quad([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]);
        assert!(Homography::between(line, flat).is_none());
    }
}
