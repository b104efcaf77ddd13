//! Smooth random textures: paper, cloth, wood, holograms.

use crate::rng::Rng;

/// Value noise: random numbers on a lattice, blended between; 64 × 64 cells, then it repeats.
pub(super) struct Lattice(Vec<f32>);

const SIDE: i64 = 64;

impl Lattice {
    pub(super) fn draw(rng: &mut Rng) -> Self {
        Self((0..SIDE * SIDE).map(|_| rng.around(1.0)).collect())
    }

    /// The value at a place, in `[-1, 1]`; one cell is one unit.
    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
        let (left, top) = (x.floor(), y.floor());
        let smooth = |t: f32| t * t * (3.0 - 2.0 * t);
        let (tx, ty) = (smooth(x - left), smooth(y - top));
        let value = |dx: i64, dy: i64| {
            let column = (left as i64 + dx).rem_euclid(SIDE);
            let row = (top as i64 + dy).rem_euclid(SIDE);
            self.0[(row * SIDE + column) as usize]
        };
        let above = value(0, 0) + (value(1, 0) - value(0, 0)) * tx;
        let below = value(0, 1) + (value(1, 1) - value(0, 1)) * tx;
        above + (below - above) * ty
    }
}
