//! Upright rectangles in pixels.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An upright rectangle in pixels of the upright picture; it may reach beyond the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// The left edge.
    pub x: f32,
    /// The upper edge.
    pub y: f32,
    /// From left to right; not negative.
    pub width: f32,
    /// From top to bottom; not negative.
    pub height: f32,
}

impl Area {
    /// The point in the middle, as x and y.
    pub fn centre(&self) -> [f32; 2] {
        [self.x + self.width / 2.0, self.y + self.height / 2.0]
    }

    /// The longer side.
    pub fn side(&self) -> f32 {
        self.width.max(self.height)
    }

    /// Square pixels.
    pub fn size(&self) -> f32 {
        self.width * self.height
    }

    /// Square pixels of the part that two areas share.
    pub fn shared(&self, other: &Self) -> f32 {
        let span = |a: f32, b: f32, c: f32, d: f32| ((a + b).min(c + d) - a.max(c)).max(0.0);
        span(self.x, self.width, other.x, other.width)
            * span(self.y, self.height, other.y, other.height)
    }

    /// Shared part of two areas, over the part that at least one covers; 0 to 1.
    pub fn overlap(&self, other: &Self) -> f32 {
        let shared = self.shared(other);
        let covered = self.size() + other.size() - shared;
        if covered > 0.0 { shared / covered } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_is_one_for_the_same_and_zero_apart() {
        let area = Area { x: 1.0, y: 2.0, width: 4.0, height: 6.0 };
        assert!((area.overlap(&area) - 1.0).abs() < 1e-6);
        assert!(area.overlap(&Area { x: 5.0, ..area }).abs() < 1e-6);
        assert!((area.shared(&Area { x: 3.0, ..area }) - 12.0).abs() < 1e-6);
        let half = area.overlap(&Area { x: 3.0, ..area });
        assert!((half - 1.0 / 3.0).abs() < 1e-6, "{half}");
        assert!(Area::default().overlap(&Area::default()).abs() < 1e-6);
    }
}
