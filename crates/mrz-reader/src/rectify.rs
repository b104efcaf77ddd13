//! Lines cut out of the picture, straight and at the size that the recogniser reads.

use bonafide_imaging::{GrayImage, Picture};

use crate::strand::Strand;

/// Rows of a cut line.
pub(crate) const HEIGHT: usize = 32;
/// Capital height in a cut line, in pixels.
pub(crate) const CAPITAL: f32 = 20.0;
/// Widths are multiples of this.
const MULTIPLE: usize = 4;
/// The longest line cut out, pixels: three times that of a passport.
const WIDEST: usize = 3072;
/// Paper kept before and after a line, in capital heights.
const MARGIN: f32 = 2.3;
/// Capitals of at most this height are sampled point by point; larger ones on a smaller level.
const FINEST: f32 = 28.0;

/// A line on its own, with the way back to the picture.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    pub(crate) strand: Strand,
    pub(crate) width: usize,
    /// 32 rows of `width` pixels of luma, 0 to 255.
    pub(crate) luma: Vec<f32>,
    /// Where along the strand every column lies.
    pub(crate) stations: Vec<f32>,
}

/// Cuts one line out. Its height is taken as `grow` times what was measured.
pub(crate) fn cut(picture: &Picture, strand: &Strand, grow: f32) -> Cut {
    let mut strand = *strand;
    strand.capital = strand.capital.map(|c| c * grow);
    let stations = stations(&strand);
    let width = stations.len();
    let pyramid = picture.pyramid();
    let mut level = 0;
    while level + 1 < pyramid.depth() && strand.capital[0] > FINEST * (1_u32 << level) as f32 {
        level += 1;
    }
    let source = pyramid.level(level).unwrap_or(picture.luma());
    let shrink = 1.0 / (1_u32 << level) as f32;
    let mut luma = vec![0.0; HEIGHT * width];
    for (column, &s) in stations.iter().enumerate() {
        let (center, across) = (strand.at(s), strand.across(s));
        let step = strand.capital_at(s) / CAPITAL;
        for row in 0..HEIGHT {
            let reach = (row as f32 - (HEIGHT as f32 - 1.0) / 2.0) * step;
            // Pixel centres lie at halves; a level's pixel covers `1 / shrink` of the picture's.
            let x = (center.x + across.0 * reach) * shrink - 0.5;
            let y = (center.y + across.1 * reach) * shrink - 0.5;
            luma[row * width + column] = sampled(source, x, y);
        }
    }
    Cut { strand, width, luma, stations }
}

/// Steps along the strand, each a twentieth of the capital height there.
fn stations(strand: &Strand) -> Vec<f32> {
    let mut s = strand.from - MARGIN * strand.capital_at(strand.from);
    let end = strand.to + MARGIN * strand.capital_at(strand.to);
    let mut stations = Vec::new();
    while (s < end && stations.len() < WIDEST)
        || stations.len() < 64
        || stations.len() % MULTIPLE != 0
    {
        stations.push(s);
        s += (strand.capital_at(s) / CAPITAL).max(1e-3);
    }
    stations
}

/// Bilinear interpolation; beyond the edge the edge goes on.
fn sampled(image: &GrayImage, x: f32, y: f32) -> f32 {
    let (width, height) = image.dimensions();
    let (x, y) = (x.clamp(0.0, (width - 1) as f32), y.clamp(0.0, (height - 1) as f32));
    let (x0, y0) = (x as u32, y as u32);
    let (x1, y1) = ((x0 + 1).min(width - 1), (y0 + 1).min(height - 1));
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let samples = image.as_raw();
    let at = |x: u32, y: u32| f32::from(samples[(y * width + x) as usize]);
    let upper = at(x0, y0) + (at(x1, y0) - at(x0, y0)) * fx;
    let lower = at(x0, y1) + (at(x1, y1) - at(x0, y1)) * fx;
    upper + (lower - upper) * fy
}

impl Cut {
    /// The recogniser's input: zero mean, contrast one, within ±3.
    pub(crate) fn normalised(&self) -> Vec<f32> {
        let count = self.luma.len().max(1) as f32;
        let mean = self.luma.iter().sum::<f32>() / count;
        let deviation =
            (self.luma.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>() / count).sqrt();
        self.luma.iter().map(|v| ((v - mean) / (deviation + 8.0)).clamp(-3.0, 3.0)).collect()
    }

    /// Where along the strand a place in the recogniser's answer lies, `frame` counted from 0.
    pub(crate) fn station(&self, frame: f32) -> f32 {
        let column = (frame * MULTIPLE as f32 + 1.5).clamp(0.0, self.width as f32 - 1.0);
        let (left, rest) = (column as usize, column.fract());
        let right = (left + 1).min(self.width - 1);
        self.stations[left] + (self.stations[right] - self.stations[left]) * rest
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use bonafide_imaging::Point;
    use bonafide_imaging::{Limits, Luma, encode_png_luma8};

    /// A picture whose luma is its column.
    fn ramp() -> Picture {
        let image = GrayImage::from_fn(250, 120, |x, _| Luma([x as u8]));
        Picture::decode(&encode_png_luma8(&image).unwrap(), &Limits::default()).unwrap()
    }

    fn strand(along: (f32, f32)) -> Strand {
        Strand {
            origin: Point { x: 125.0, y: 60.0 },
            along,
            from: -40.0,
            to: 40.0,
            bend: [0.0; 3],
            capital: [10.0, 0.0],
            sure: 1.0,
            vote: 1.0,
        }
    }

    #[test]
    fn columns_come_from_their_stations() {
        let cut = cut(&ramp(), &strand((1.0, 0.0)), 1.0);
        assert_eq!(cut.width % 4, 0);
        for (column, &s) in cut.stations.iter().enumerate() {
            let expected = 125.0 + s - 0.5;
            assert!((cut.luma[16 * cut.width + column] - expected).abs() < 0.01, "{column}");
        }
        // A frame is four columns; its middle lies between the second and the third.
        let middle = (cut.stations[41] + cut.stations[42]) / 2.0;
        assert!((cut.station(10.0) - middle).abs() < 1e-4);
    }

    #[test]
    fn upright_text_keeps_its_top_and_text_on_its_side_is_turned() {
        let down = cut(&ramp(), &strand((0.0, 1.0)), 1.0);
        // Reading downwards, what is to the right of the picture is above the line.
        let (top, bottom) = (down.luma[20], down.luma[31 * down.width + 20]);
        assert!(top > bottom, "{top} {bottom}");
        assert!((top - bottom - 31.0 / 2.0).abs() < 0.1);
    }

    #[test]
    fn beyond_the_edge_the_edge_goes_on_and_width_is_bounded() {
        let mut far = strand((1.0, 0.0));
        (far.from, far.to) = (-1e6, 1e6);
        let cut = cut(&ramp(), &far, 1.0);
        assert!(cut.width <= WIDEST + MULTIPLE);
        assert!(cut.luma.iter().all(|v| (0.0..=255.0).contains(v)));
        assert!(cut.normalised().iter().all(|v| v.abs() <= 3.0));
    }
}
