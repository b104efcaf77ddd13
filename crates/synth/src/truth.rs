//! What was drawn where: the ground truth that comes with every picture.

use serde::{Deserialize, Serialize};

/// Four corners in pixels of the finished picture, clockwise from the document's top left;
/// `x` runs right, `y` down, and the centre of the first pixel is (0.5, 0.5).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quad(pub [[f32; 2]; 4]);

impl Quad {
    /// The corners of an upright rectangle.
    pub fn upright(left: f32, top: f32, width: f32, height: f32) -> Self {
        let (right, bottom) = (left + width, top + height);
        Self([[left, top], [right, top], [right, bottom], [left, bottom]])
    }

    /// Moves every corner.
    #[must_use]
    pub fn map(self, f: impl Fn([f32; 2]) -> [f32; 2]) -> Self {
        Self(self.0.map(f))
    }

    /// Area in square pixels (shoelace formula); positive for corners in clockwise order.
    pub fn area(&self) -> f32 {
        let corners = &self.0;
        let twice: f32 = (0..4)
            .map(|i| {
                let ([x0, y0], [x1, y1]) = (corners[i], corners[(i + 1) % 4]);
                x0 * y1 - x1 * y0
            })
            .sum();
        twice / 2.0
    }
}

/// What a region of a picture holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum RegionKind {
    /// A printed value of a field; the region's name is the field's wire name.
    Field,
    /// Other print: headers, titles, small print.
    Print,
    /// One machine-readable line; the name is its number from 1.
    MrzLine,
    /// A PDF417 symbol without its quiet zone; the text is the payload, byte for code point.
    Barcode,
    /// The portrait.
    Portrait,
    /// The second, fainter portrait.
    GhostPortrait,
    /// The slanted mark.
    SpecimenMark,
}

/// One thing that was drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// What it is.
    pub kind: RegionKind,
    /// Which one it is, for example `birth_date`.
    pub name: String,
    /// The characters, exactly as drawn.
    pub text: String,
    /// Where it is.
    pub quad: Quad,
}

/// What a camera did to a picture, in the units of the picture it made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CameraTruth {
    /// How bad the shot is meant to be.
    pub severity: crate::camera::Severity,
    /// Turn of the document in the picture, degrees, clockwise.
    pub rotation_degrees: f32,
    /// Radius of the defocus blur, pixels.
    pub defocus_px: f32,
    /// Length of the motion blur, pixels.
    pub motion_px: f32,
    /// Standard deviation of the noise at middle gray, in 1/255.
    pub noise: f32,
    /// Brightest cover of the glare spot, in `[0, 1]`; 0 without one.
    pub glare: f32,
}

/// Everything known about a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Corners of the document (without regard to its rounding); absent in a selfie.
    pub document: Option<Quad>,
    /// What was drawn, in the order of drawing.
    pub regions: Vec<Region>,
    /// What the camera did; absent in a picture straight from the drawing board.
    pub camera: Option<CameraTruth>,
}

impl Truth {
    /// The first region of a kind and name.
    pub fn region(&self, kind: RegionKind, name: &str) -> Option<&Region> {
        self.regions.iter().find(|region| region.kind == kind && region.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::Quad;

    #[test]
    fn area_of_a_rectangle() {
        let area = Quad::upright(3.0, 4.0, 10.0, 5.0).area();
        assert!((area - 50.0).abs() < 1e-4, "{area}");
    }
}
