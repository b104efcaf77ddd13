//! Points and quadrilaterals of a page.

use bonafide_imaging::{DocumentQuad, RgbImage};

/// Corners, clockwise as seen (y points down).
pub(crate) type Corners = [[f32; 2]; 4];

/// The four corners of a whole picture.
pub(crate) fn whole(picture: &RgbImage) -> Corners {
    let (right, bottom) = (picture.width() as f32, picture.height() as f32);
    [[0.0, 0.0], [right, 0.0], [right, bottom], [0.0, bottom]]
}

/// Outlines of a lower score are too often a part of the document, or of something else, to measure by: a
/// document with three clear sides of its four and the right shape has more.
const TRUSTED: f64 = 0.3;

/// The outline, if it is good enough to measure by.
pub(crate) fn trusted(document: Option<&DocumentQuad>) -> Option<&DocumentQuad> {
    document.filter(|quad| quad.score.get() >= TRUSTED)
}

/// The document's corners, or those of the picture where no outline is known well.
pub(crate) fn document_or_whole(document: Option<&DocumentQuad>, picture: &RgbImage) -> Corners {
    trusted(document).map_or_else(|| whole(picture), |quad| quad.corners)
}

/// Area of corners that go round clockwise, by the shoelace formula; square pixels.
pub(crate) fn area(corners: &Corners) -> f32 {
    let [a, b, c, d] = *corners;
    [(a, b), (b, c), (c, d), (d, a)].iter().map(|(a, b)| a[0] * b[1] - a[1] * b[0]).sum::<f32>()
        / 2.0
}
