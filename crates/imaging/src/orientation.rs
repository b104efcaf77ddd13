//! Turning stored pixels upright.

/// How a picture lies in its file: the Exif orientation tag 0x0112, 1–8.
///
/// Source: Exif 2.32 (CIPA DC-008), section 4.6.4, tag Orientation; TIFF 6.0, section 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Orientation(u8);

impl Orientation {
    pub(crate) const UPRIGHT: Self = Self(1);

    /// `None` outside 1–8.
    pub(crate) fn from_exif(value: u8) -> Option<Self> {
        (1..=8).contains(&value).then_some(Self(value))
    }

    pub(crate) fn exif(self) -> u8 {
        self.0
    }

    /// Whether width and height change places.
    pub(crate) fn swaps_sides(self) -> bool {
        self.0 >= 5
    }

    /// Where the upright pixel (x, y) lies in the file, whose stored size is `width × height`.
    fn stored(self, x: usize, y: usize, width: usize, height: usize) -> (usize, usize) {
        match self.0 {
            2 => (width - 1 - x, y),
            3 => (width - 1 - x, height - 1 - y),
            4 => (x, height - 1 - y),
            5 => (y, x),
            6 => (y, height - 1 - x),
            7 => (width - 1 - y, height - 1 - x),
            8 => (width - 1 - y, x),
            _ => (x, y),
        }
    }

    /// Where the pixel (x, y) of the file, whose stored size is `width × height`, lies in the upright
    /// picture; the inverse of [`Self::stored`]. Only of pixels of the file.
    pub(crate) fn upright_from_stored(self, x: u32, y: u32, width: u32, height: u32) -> (u32, u32) {
        let (right, bottom) = (width.saturating_sub(x + 1), height.saturating_sub(y + 1));
        match self.0 {
            2 => (right, y),
            3 => (right, bottom),
            4 => (x, bottom),
            5 => (y, x),
            6 => (bottom, x),
            7 => (bottom, right),
            8 => (y, right),
            _ => (x, y),
        }
    }
}

/// Pixels are moved in squares of this side so that both the row read and the column written stay
/// in the first-level cache.
const BLOCK: usize = 64;

/// Copies `pixels` (stored size `width × height`) into upright order.
pub(crate) fn upright<const CHANNELS: usize>(
    pixels: &[u8],
    width: usize,
    height: usize,
    orientation: Orientation,
) -> Vec<u8> {
    let (source, _) = pixels.as_chunks::<CHANNELS>();
    let (columns, rows) = if orientation.swaps_sides() { (height, width) } else { (width, height) };
    let mut output = vec![0; pixels.len()];
    let (target, _) = output.as_chunks_mut::<CHANNELS>();
    for top in (0..rows).step_by(BLOCK) {
        for left in (0..columns).step_by(BLOCK) {
            for y in top..(top + BLOCK).min(rows) {
                for x in left..(left + BLOCK).min(columns) {
                    let (from_x, from_y) = orientation.stored(x, y, width, height);
                    target[y * columns + x] = source[from_y * width + from_x];
                }
            }
        }
    }
    output
}

/// Reads the orientation from an Exif block, with or without its `Exif\0\0` prefix (WebP writers
/// differ). `None` if it has no valid one.
pub(crate) fn from_exif_block(block: &[u8]) -> Option<Orientation> {
    let block = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    let found = image::metadata::Orientation::from_exif_chunk(block)?;
    Orientation::from_exif(found.to_exif())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The letter-like picture `1 2 / 3 4 / 5 6` (2 wide, 3 high) as each orientation stores it,
    /// worked out from the tag's definition (which side of the scene row 0 and column 0 show).
    #[test]
    fn all_eight_come_out_upright() {
        let upright_pixels = [1, 2, 3, 4, 5, 6];
        let stored: [(u8, usize, usize, [u8; 6]); 8] = [
            (1, 2, 3, [1, 2, 3, 4, 5, 6]), // row 0 is the top, column 0 the left
            (2, 2, 3, [2, 1, 4, 3, 6, 5]), // top, right
            (3, 2, 3, [6, 5, 4, 3, 2, 1]), // bottom, right
            (4, 2, 3, [5, 6, 3, 4, 1, 2]), // bottom, left
            (5, 3, 2, [1, 3, 5, 2, 4, 6]), // left, top
            (6, 3, 2, [2, 4, 6, 1, 3, 5]), // right, top
            (7, 3, 2, [6, 4, 2, 5, 3, 1]), // right, bottom
            (8, 3, 2, [5, 3, 1, 6, 4, 2]), // left, bottom
        ];
        for (exif, width, height, pixels) in stored {
            let orientation = Orientation::from_exif(exif).unwrap();
            assert_eq!(upright::<1>(&pixels, width, height, orientation), upright_pixels, "{exif}");
        }
        for exif in 1..=8 {
            let orientation = Orientation::from_exif(exif).unwrap();
            for (x, y) in [(0, 0), (1, 0), (2, 1), (0, 1)] {
                let (up_x, up_y) = orientation.upright_from_stored(x, y, 3, 2);
                let back = orientation.stored(up_x as usize, up_y as usize, 3, 2);
                assert_eq!(back, (x as usize, y as usize), "{exif}");
            }
        }
        assert!(Orientation::from_exif(0).is_none() && Orientation::from_exif(9).is_none());
    }
}
