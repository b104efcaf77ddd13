//! A place in a picture.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A place in the upright picture, in pixels from the outer edge of its top left pixel; it may lie
/// a little outside.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

impl Point {
    /// From the other point to this one.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y }
    }

    /// This point moved `factor` times along `direction`.
    #[must_use]
    pub fn moved(self, direction: Self, factor: f32) -> Self {
        Self { x: self.x + direction.x * factor, y: self.y + direction.y * factor }
    }

    /// The scalar product with another.
    pub fn dot(self, other: Self) -> f32 {
        self.x * other.x + self.y * other.y
    }

    /// Distance from the origin.
    pub fn length(self) -> f32 {
        self.x.hypot(self.y)
    }

    /// From this point (0) to `other` (1).
    #[must_use]
    pub fn lerp(self, other: Self, share: f32) -> Self {
        self.moved(other.minus(self), share)
    }
}

impl From<Point> for [f32; 2] {
    fn from(point: Point) -> Self {
        [point.x, point.y]
    }
}
