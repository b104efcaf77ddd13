//! Smooth random textures: paper, cloth, wood, holograms.

use crate::rng::Rng;

/// Value noise: random numbers on a lattice, blended between; 64 × 64 cells, then it repeats.
pub(super) struct Lattice(Vec<f32>);

/// A power of two, so that the repeat is a mask.
const SIDE: i64 = 64;

impl Lattice {
    pub(super) fn draw(rng: &mut Rng) -> Self {
        Self((0..SIDE * SIDE).map(|_| rng.around(1.0)).collect())
    }

    /// The value at a place, in `[-1, 1]`; one cell is one unit.
    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
        let (left, top) = (floor(x), floor(y));
        let smooth = |t: f32| t * t * (3.0 - 2.0 * t);
        let (tx, ty) = (smooth(x - left as f32), smooth(y - top as f32));
        let value = |dx: i64, dy: i64| {
            let (column, row) = ((left + dx) & (SIDE - 1), (top + dy) & (SIDE - 1));
            self.0[(row * SIDE + column) as usize]
        };
        let above = value(0, 0) + (value(1, 0) - value(0, 0)) * tx;
        let below = value(0, 1) + (value(1, 1) - value(0, 1)) * tx;
        above + (below - above) * ty
    }
}

/// The whole number at or below; without a call into the mathematics library.
pub(super) fn floor(x: f32) -> i64 {
    let whole = x as i64;
    if (whole as f32) > x { whole - 1 } else { whole }
}

#[cfg(test)]
mod tests {
    use super::{Lattice, floor};
    use crate::rng::Rng;

    #[test]
    fn floors_go_down() {
        assert_eq!([-1.5_f32, -1.0, -0.1, 0.0, 0.9, 2.0].map(floor), [-2, -1, -1, 0, 0, 2]);
    }

    #[test]
    fn the_texture_is_smooth_and_bounded() {
        let lattice = Lattice::draw(&mut Rng::new(4));
        let mut last = lattice.at(-3.0, 1.3);
        for step in 1..4000_u16 {
            let value = lattice.at(f32::from(step) * 0.01 - 3.0, 1.3);
            assert!((-1.0..=1.0).contains(&value) && (value - last).abs() < 0.06, "{step}");
            last = value;
        }
    }
}
