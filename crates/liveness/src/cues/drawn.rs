//! Pictures for the tests: skin-like noise, waves, dots, frames.

#![allow(clippy::unwrap_used)]

use std::f32::consts::TAU;

use bonafide_imaging::{Area, Limits, Picture, Rgb, RgbImage, encode_png};

use crate::Cue;

/// Side of the drawn pictures, and the face in the middle of them.
pub(super) const SIDE: u32 = 720;
pub(super) const FACE: Area = Area { x: 180.0, y: 180.0, width: 360.0, height: 360.0 };

/// Numbers from 0 to 1, the same for the same seed and place.
pub(super) fn random(seed: u64, x: u32, y: u32) -> f32 {
    let mut bits = seed
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(u64::from(x) << 32 | u64::from(y))
        .wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((bits ^ (bits >> 32)) >> 40) as f32 / (1 << 24) as f32
}

/// Texture at several sizes, with colours and shading: no period, no edge.
pub(super) fn skin(seed: u64) -> impl Fn(u32, u32) -> [f32; 3] {
    move |x, y| {
        let mut level = 0.0;
        for (step, height) in [(1, 6.0), (3, 8.0), (9, 10.0), (27, 14.0)] {
            let (left, top) = (x / step, y / step);
            let part = |at: u32| (at % step) as f32 / step as f32;
            let (across, down) = (part(x), part(y));
            let at = |dx, dy| random(seed + u64::from(step), left + dx, top + dy) - 0.5;
            let high = at(0, 0) + (at(1, 0) - at(0, 0)) * across;
            let low = at(0, 1) + (at(1, 1) - at(0, 1)) * across;
            level += height * (high + (low - high) * down);
        }
        let shade = 40.0 * ((x as f32 / 150.0).sin() + (y as f32 / 170.0).cos());
        let redness = 12.0 * (x as f32 / 60.0).sin();
        [170.0 + level + shade + redness, 130.0 + level + shade, 110.0 + level + shade - redness]
    }
}

pub(super) fn picture(pixel: impl Fn(u32, u32) -> [f32; 3]) -> Picture {
    let drawn = RgbImage::from_fn(SIDE, SIDE, |x, y| {
        Rgb(pixel(x, y).map(|level| level.round().clamp(0.0, 255.0) as u8))
    });
    Picture::decode(&encode_png(&drawn).unwrap(), &Limits::default()).unwrap()
}

/// A wave of this period in pixels, at degrees against the rows; 1 to -1.
pub(super) fn wave(period: f32, degrees: f32) -> impl Fn(u32, u32) -> f32 {
    let (sine, cosine) = degrees.to_radians().sin_cos();
    move |x, y| (TAU * (x as f32 * cosine + y as f32 * sine) / period).cos()
}

/// The cue of this name.
pub(super) fn named(cues: &[Cue], name: &str) -> Option<Cue> {
    cues.iter().find(|cue| cue.name == name).cloned()
}
