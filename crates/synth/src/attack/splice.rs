//! Pieces from elsewhere: portraits of others, texts of other places and cards, recompressed parts.

use image::RgbImage;

use super::document::stranger;
use super::planes::Planes;
use super::scene::sample;
use super::sensor::Sensor;
use super::stamp::{Forgery, Rect, colour_at, depth, grown, luma};
use super::storage::{Encoder, Jpeg, Subsampling};
use super::tone::Tone;
use crate::camera::Homography;
use crate::error::SynthError;
use crate::portrait::{Pose, portrait};
use crate::rng::Rng;
use crate::truth::{Quad, Region, RegionKind, Truth};
use crate::wave::length;

/// The fields of a picture that are large enough to be worth changing.
pub(super) fn fields(truth: &Truth) -> Vec<&Region> {
    let size = (truth.width, truth.height);
    let usable = |region: &&Region| {
        region.kind == RegionKind::Field
            && Rect::around(region.quad, 0.0, size).is_some_and(|r| r.width >= 28 && r.height >= 9)
    };
    truth.regions.iter().filter(usable).collect()
}

/// Lays another person's portrait over the one in the picture; `false` if there is none.
pub(super) fn portrait_of_another(
    forgery: &mut Forgery,
    truth: &Truth,
    blended: bool,
    sensor: Sensor,
    tone: &Tone,
    rng: &mut Rng,
) -> Result<bool, SynthError> {
    let Some(region) = truth.regions.iter().find(|r| r.kind == RegionKind::Portrait) else {
        return Ok(false);
    };
    let quad = grown(region.quad, rng.between(-2.0, 2.0));
    let face = foreign_face(quad, sensor, tone, rng)?;
    let (width, height) = face.dimensions();
    let flat = Quad::upright(0.0, 0.0, width as f32, height as f32);
    let back = Homography::between(quad, flat).ok_or(SynthError::Corners)?;
    let picture = |x: u32, y: u32| {
        let [u, v] = back.map([x as f32 + 0.5, y as f32 + 0.5]);
        sample(&face, (u, v), tone).map(|light| 255.0 * tone.code(light))
    };
    let (gain, shift) = if blended || rng.chance(0.4) {
        matched(forgery, quad, &picture)
    } else {
        ([1.0; 3], [0.0; 3])
    };
    let feather = if blended { rng.between(3.0, 14.0) } else { 0.0 };
    forgery.lay(quad, feather, |x, y| {
        let mut rgb = picture(x, y);
        for (channel, value) in rgb.iter_mut().enumerate() {
            *value = *value * gain[channel] + shift[channel];
        }
        (rgb, 1.0)
    });
    Ok(true)
}

/// A portrait of a stranger with a past of its own: plain, captured, or compressed before.
fn foreign_face(
    quad: Quad,
    sensor: Sensor,
    tone: &Tone,
    rng: &mut Rng,
) -> Result<RgbImage, SynthError> {
    let person = stranger(rng.next_u64());
    let ([x0, y0], [x1, y1]) = (quad.0[0], quad.0[1]);
    let scale = rng.between(0.8, 1.6);
    let width = (length(x1 - x0, y1 - y0) * scale).clamp(40.0, 900.0);
    // A millimetre is ten pixels at 254 dots per inch.
    let shade = rng.between(0.75, 1.0);
    let background = [[226, 234, 242], [216, 226, 236], [198, 210, 224]]
        .map(|rgb: [u8; 3]| rgb.map(|value| (f32::from(value) * shade) as u8));
    let pose = Pose { background, tilt: rng.around(0.01), smile: rng.unit(), ..Pose::DOCUMENT };
    let mut face = portrait(&person.look, pose, width / 10.0, 254);
    if rng.chance(0.65) {
        let light = Planes::paint(face.dimensions(), |x, y| {
            face.get_pixel(x, y).0.map(|code| tone.light(code))
        });
        face = sensor.expose(light, tone, rng);
    }
    if rng.chance(0.5) {
        face = Jpeg::draw(45, 92, rng).round_trip(&face)?;
    }
    Ok(face)
}

/// Gain and shift for each channel that give the new content the mean and spread of the old.
fn matched(
    forgery: &Forgery,
    quad: Quad,
    picture: &impl Fn(u32, u32) -> [f32; 3],
) -> ([f32; 3], [f32; 3]) {
    let (mut gain, mut shift) = ([1.0; 3], [0.0; 3]);
    let Some(rect) = Rect::around(quad, 0.0, forgery.size()) else { return (gain, shift) };
    let (mut old, mut new) = ([[0.0_f64; 2]; 3], [[0.0_f64; 2]; 3]);
    let mut count = 0.0_f64;
    for y in (rect.top..rect.top + rect.height).step_by(3) {
        for x in (rect.left..rect.left + rect.width).step_by(3) {
            let was = forgery.at(i64::from(x), i64::from(y));
            for (channel, (before, after)) in was.into_iter().zip(picture(x, y)).enumerate() {
                let (before, after) = (f64::from(before), f64::from(after));
                old[channel][0] += before;
                old[channel][1] += before * before;
                new[channel][0] += after;
                new[channel][1] += after * after;
            }
            count += 1.0;
        }
    }
    for channel in 0..3 {
        let moments = |[sum, squares]: [f64; 2]| {
            let mean = sum / count;
            (mean, (squares / count - mean * mean).max(1.0).sqrt())
        };
        let ((old_mean, old_spread), (new_mean, new_spread)) =
            (moments(old[channel]), moments(new[channel]));
        let ratio = (old_spread / new_spread).clamp(0.6, 1.5);
        gain[channel] = ratio as f32;
        shift[channel] = (old_mean - ratio * new_mean) as f32;
    }
    (gain, shift)
}

/// Copies a piece of one field over another, moved by whole pixels; `false` if there are not two.
pub(super) fn copy_text(forgery: &mut Forgery, truth: &Truth, rng: &mut Rng) -> bool {
    let size = forgery.size();
    let fields = fields(truth);
    let pad = rng.between(0.0, 4.0);
    let rects: Vec<Rect> =
        fields.iter().filter_map(|region| Rect::around(region.quad, pad, size)).collect();
    let mut pairs = Vec::new();
    for &from in &rects {
        for &to in &rects {
            let alike = from.height * 2 >= to.height && to.height * 2 >= from.height;
            if !from.meets(to) && alike {
                pairs.push((from, to));
            }
        }
    }
    if pairs.is_empty() {
        return false;
    }
    let (from, to) = rng.pick(&pairs);
    // The whole text, or some letters of it.
    let share = if rng.chance(0.6) { 1.0 } else { rng.between(0.3, 0.8) };
    let width = ((from.width as f32 * share) as u32).max(16).min(size.0 - to.left).min(from.width);
    let height = from.height.min(size.1 - to.top);
    let start = from.left + rng.below(from.width - width + 1);
    let source = forgery.pixels.clone();
    let target = Rect { width, height, ..to };
    let feather = if rng.chance(0.5) { 0.0 } else { rng.between(1.0, 3.0) };
    forgery.lay(target.quad(), feather, |x, y| {
        let (dx, dy) = (x - to.left, y - to.top);
        (colour_at(&source, i64::from(start + dx), i64::from(from.top + dy)), 1.0)
    });
    true
}

/// Copies a field from a capture of another card of the same design; `false` if there is none.
pub(super) fn foreign_field(
    forgery: &mut Forgery,
    truth: &Truth,
    other: &RgbImage,
    other_truth: &Truth,
    rng: &mut Rng,
) -> bool {
    let mut pairs = Vec::new();
    for region in fields(truth) {
        if let Some(theirs) = other_truth.region(RegionKind::Field, &region.name) {
            pairs.push((region.quad, theirs.quad));
        }
    }
    if pairs.is_empty() {
        return false;
    }
    for _ in 0..rng.whole(1, 2) {
        let (mine, theirs) = rng.pick(&pairs);
        // Wide enough for both texts, which begin at the same place.
        let wider = if reach(theirs) > reach(mine) { theirs } else { mine };
        let quad = grown(wider, rng.between(1.0, 4.0));
        let shift = (i64::from(rng.whole(0, 2)) - 1, i64::from(rng.whole(0, 2)) - 1);
        let feather = if rng.chance(0.5) { 0.0 } else { rng.between(1.0, 4.0) };
        let level = if rng.chance(0.5) { level(forgery, other, quad) } else { [0.0; 3] };
        forgery.lay(quad, feather, |x, y| {
            let mut rgb = colour_at(other, i64::from(x) + shift.0, i64::from(y) + shift.1);
            rgb.iter_mut().zip(level).for_each(|(value, level)| *value += level);
            (rgb, 1.0)
        });
    }
    true
}

fn reach(quad: Quad) -> f32 {
    let ([x0, y0], [x1, y1]) = (quad.0[0], quad.0[1]);
    length(x1 - x0, y1 - y0)
}

/// What must be added to the other picture to have the same background: the difference of the
/// mean colours of the brighter half.
fn level(forgery: &Forgery, other: &RgbImage, quad: Quad) -> [f32; 3] {
    let bright = |pixels: &RgbImage| {
        let Some(rect) = Rect::around(quad, 0.0, pixels.dimensions()) else { return [0.0; 3] };
        let mut colours = Vec::new();
        for y in rect.top..rect.top + rect.height {
            for x in rect.left..rect.left + rect.width {
                colours.push(colour_at(pixels, i64::from(x), i64::from(y)));
            }
        }
        colours.sort_by(|a, b| luma(*b).total_cmp(&luma(*a)));
        colours.truncate(colours.len() / 2 + 1);
        let count = colours.len() as f32;
        let mut mean = [0.0; 3];
        for colour in colours {
            mean.iter_mut().zip(colour).for_each(|(sum, value)| *sum += value / count);
        }
        mean
    };
    let (mut mine, theirs) = (bright(&forgery.pixels), bright(other));
    mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine -= theirs);
    mine
}

/// Replaces a region by itself, moved off the grid of blocks, compressed and moved back.
pub(super) fn recompressed(
    forgery: &mut Forgery,
    truth: &Truth,
    rng: &mut Rng,
) -> Result<(), SynthError> {
    let size = forgery.size();
    let quad = target_region(truth, size, rng);
    let (dx, dy) = (rng.whole(1, 7), rng.whole(1, 7));
    let (width, height) = (size.0.saturating_sub(dx).max(1), size.1.saturating_sub(dy).max(1));
    let shifted = RgbImage::from_fn(width, height, |x, y| {
        *forgery.pixels.get_pixel((x + dx).min(size.0 - 1), (y + dy).min(size.1 - 1))
    });
    let jpeg = Jpeg { quality: rng.whole(35, 78) as u8, ..Jpeg::draw(40, 78, rng) };
    let encoder = Encoder::Tuned { optimised: false };
    let jpeg = Jpeg { subsampling: Subsampling::Quarter, encoder, ..jpeg };
    let stored = jpeg.round_trip(&shifted)?;
    forgery.lay(quad, 0.0, |x, y| {
        (colour_at(&stored, i64::from(x) - i64::from(dx), i64::from(y) - i64::from(dy)), 1.0)
    });
    Ok(())
}

/// A portrait, a field with its surroundings, or any rectangle on the document.
fn target_region(truth: &Truth, size: (u32, u32), rng: &mut Rng) -> Quad {
    let portrait = truth.regions.iter().find(|r| r.kind == RegionKind::Portrait);
    let fields = fields(truth);
    match (rng.below(3), portrait) {
        (0, Some(region)) => region.quad,
        (1, _) if !fields.is_empty() => grown(rng.pick(&fields).quad, rng.between(6.0, 30.0)),
        _ => {
            let (w, h) = (size.0 as f32, size.1 as f32);
            let (width, height) = (w * rng.between(0.12, 0.35), h * rng.between(0.12, 0.35));
            let inside =
                |x: f32, y: f32| truth.document.is_none_or(|document| depth(document, x, y) > 0.0);
            for _ in 0..20 {
                let (x, y) = (rng.unit() * (w - width), rng.unit() * (h - height));
                if inside(x, y) && inside(x + width, y + height) {
                    return Quad::upright(x, y, width, height);
                }
            }
            Quad::upright((w - width) / 2.0, (h - height) / 2.0, width, height)
        }
    }
}
