//! Pictures with the texture of photographs: what a codec has to work on.

use bonafide::imaging::{Rgb, RgbImage};

/// A picture of a video call or an old phone, in pixels.
pub const TWO_MEGAPIXELS: (u32, u32) = (1920, 1080);
/// The picture of a phone's main camera, in pixels.
pub const TWELVE_MEGAPIXELS: (u32, u32) = (4032, 3024);

/// A light card with lines of dark marks on a grained table, under light that falls off to one side.
pub fn photo((width, height): (u32, u32)) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (u, v) = (x as f32 / width as f32, y as f32 / height as f32);
        let light = 0.75 + 0.25 * u;
        let grain = noise(x, y) * 12.0 - 6.0;
        let base = if on_card(u, v) { card(x, y, width) } else { table(u, v) };
        Rgb(base.map(|channel| (channel * light + grain).clamp(0.0, 255.0) as u8))
    })
}

fn on_card(u: f32, v: f32) -> bool {
    (0.15..0.85).contains(&u) && (0.2..0.8).contains(&v)
}

/// Marks of a tenth of a percent of the width, in lines: as fine as print on a card.
fn card(x: u32, y: u32, width: u32) -> [f32; 3] {
    let unit = (width / 1000).max(1);
    let (column, row) = (x / unit, y / (4 * unit));
    let printed = row % 6 < 2 && noise(column, row) > 0.55;
    if printed { [40.0, 45.0, 70.0] } else { [225.0, 228.0, 215.0] }
}

fn table(u: f32, v: f32) -> [f32; 3] {
    let wave = 20.0 * ((u * 9.0 + v * 3.0).sin() + (v * 40.0).sin() * 0.3);
    [120.0 + wave, 85.0 + wave, 55.0 + wave]
}

/// In `[0, 1)`, from the place alone. Source of the constants: splitmix64 (Steele, Lea, Flood 2014).
fn noise(x: u32, y: u32) -> f32 {
    let mut z = (u64::from(x) << 32 | u64::from(y)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 40) as f32 / (1_u32 << 24) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_the_same_each_time_and_not_flat() {
        let one = photo((200, 120));
        assert_eq!(one, photo((200, 120)));
        let distinct: std::collections::BTreeSet<[u8; 3]> = one.pixels().map(|p| p.0).collect();
        assert!(distinct.len() > 1000, "{}", distinct.len());
    }
}
