//! Symbols under one kind of damage at a time: of each kind at least so many are read, and none
//! is read wrong.
#![allow(clippy::unwrap_used)]

mod drawing;

use bonafide_barcode::{Options, Reader, read_pdf417};
use bonafide_imaging::{GrayImage, Luma};
use drawing::{Modules, Placing, draw};

/// Pictures of each kind.
const PICTURES: usize = 6;

/// A repeatable number below `limit`, different for each `index` and `salt`.
fn random(index: usize, salt: u32, limit: f32) -> f32 {
    let mut state = (index as u32 + 1).wrapping_mul(2_654_435_761).wrapping_add(salt);
    for _ in 0..3 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state ^= state >> 15;
    }
    (state >> 8) as f32 / (1 << 24) as f32 * limit
}

fn payload(index: usize) -> Vec<u8> {
    format!(
        "@\n\u{1e}\rANSI 636000100001DL00310150DLDAQT{:08}\nDCSSPECIMEN\nDDEN\nDACNUMBER\nDDFN\n\
         DADNONE\nDDGN\nDCAD\nDCBNONE\nDCDNONE\nDBD01012024\nDBB0203{}\nDBA02032032\nDBC1\n\
         DAU070 in\nDAYBRO\nDAG{} EXAMPLE STREET\nDAIANYTOWN\nDAJVA\nDAK221140000  \r",
        12_345_678 + 7_919 * index,
        1960 + 5 * index,
        100 + 37 * index,
    )
    .into_bytes()
}

fn symbol(index: usize) -> Modules {
    let columns = [10, 13, 15][index % 3];
    Modules::encode(&payload(index), columns, [24, 20, 18][index % 3])
}

/// A symbol at an angle on a desk that has room for it, its modules off the pixel grid.
fn placed(modules: &Modules, module: f32, angle: f32, index: usize) -> GrayImage {
    let module = module * (0.97 + random(index, 1, 0.06));
    let (width, height) = (modules.width as f32 * module, modules.rows as f32 * 3.0 * module);
    let (sin, cos) = angle.to_radians().sin_cos();
    let room = |a: f32, b: f32| (a * cos.abs() + b * sin.abs() + 60.0).ceil();
    let (across, down) = (room(width, height), room(height, width));
    let center = (across / 2.0 + random(index, 2, 1.0), down / 2.0 + random(index, 3, 1.0));
    draw(across as u32, down as u32, &[(modules, Placing { center, module, angle })])
}

fn changed(picture: &GrayImage, change: impl Fn(u32, u32, f32) -> f32) -> GrayImage {
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        Luma([change(x, y, f32::from(picture[(x, y)].0[0])).clamp(0.0, 255.0) as u8])
    })
}

fn noisy(picture: &GrayImage, amount: f32, index: usize) -> GrayImage {
    let width = picture.width();
    changed(picture, |x, y, value| {
        // The sum of three even ones is near to a normal distribution.
        let at = index * 31 + (y * width + x) as usize;
        let grain: f32 = (0..3).map(|salt| random(at, 100 + salt, 2.0) - 1.0).sum();
        value + amount * grain
    })
}

fn blurred(picture: &GrayImage, sigma: f32) -> GrayImage {
    let reach = (3.0 * sigma).ceil() as i64;
    let kernel: Vec<f32> =
        (-reach..=reach).map(|i| (-0.5 * (i as f32 / sigma).powi(2)).exp()).collect();
    let total: f32 = kernel.iter().sum();
    let pass = |source: &GrayImage, dx: i64, dy: i64| {
        GrayImage::from_fn(source.width(), source.height(), |x, y| {
            let sum: f32 = (-reach..=reach)
                .zip(&kernel)
                .map(|(i, weight)| {
                    let at = |c: u32, d: i64, size: u32| {
                        (i64::from(c) + i * d).clamp(0, i64::from(size) - 1) as u32
                    };
                    let (x, y) = (at(x, dx, source.width()), at(y, dy, source.height()));
                    weight * f32::from(source[(x, y)].0[0])
                })
                .sum();
            Luma([(sum / total + 0.5) as u8])
        })
    };
    pass(&pass(picture, 1, 0), 0, 1)
}

/// One side nearer than the other: lines above and below shrink towards the right.
fn in_perspective(picture: &GrayImage, strength: f32) -> GrayImage {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let depth = 1.0 - strength * x as f32 / width;
        let across =
            x as f32 / (1.0 - strength + strength * (1.0 - x as f32 / width)) * (1.0 - strength);
        let down = (y as f32 - height / 2.0) / depth + height / 2.0;
        let outside = !(0.0..height - 1.0).contains(&down) || !(0.0..width - 1.0).contains(&across);
        if outside { Luma([140]) } else { Luma([between(picture, across, down)]) }
    })
}

fn between(picture: &GrayImage, x: f32, y: f32) -> u8 {
    let (left, top) = (x as u32, y as u32);
    let (dx, dy) = (x - left as f32, y - top as f32);
    let level = |x: u32, y: u32| f32::from(picture[(x, y)].0[0]);
    let upper = level(left, top) * (1.0 - dx) + level(left + 1, top) * dx;
    let lower = level(left, top + 1) * (1.0 - dx) + level(left + 1, top + 1) * dx;
    (upper * (1.0 - dy) + lower * dy) as u8
}

/// Columns of modules made light, counted from an end.
fn torn(mut modules: Modules, from_start: usize, from_stop: usize) -> Modules {
    let width = modules.width;
    for row in modules.dark.chunks_exact_mut(width) {
        row[..from_start].fill(false);
        row[width - from_stop..].fill(false);
    }
    modules
}

/// Light patches over a share of the symbol, elsewhere than its guard patterns.
fn patched(index: usize, share: f32) -> GrayImage {
    let picture = placed(&symbol(index), 3.0, 0.0, index);
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let side = (share * width * height / 3.0).sqrt();
    let patches: Vec<(f32, f32)> = (0..3)
        .map(|i| {
            let x = 150.0 + random(index, 10 + i, width - 300.0 - side);
            (x, 30.0 + random(index, 20 + i, (height - 60.0 - side).max(1.0)))
        })
        .collect();
    changed(&picture, |x, y, value| {
        let inside = |(left, top): &(f32, f32)| {
            (*left..left + side).contains(&(x as f32)) && (*top..top + side).contains(&(y as f32))
        };
        if patches.iter().any(inside) { 250.0 } else { value }
    })
}

/// Reads `PICTURES` of a kind and holds the count against the least that is asked for.
fn holds(kind: &str, least: usize, picture: impl Fn(usize) -> GrayImage) {
    let mut options = Options::default();
    options.fallback = false;
    let mut read = 0;
    for index in 0..PICTURES {
        for found in read_pdf417(&picture(index), &options) {
            assert_eq!(found.payload.expose(), &payload(index), "{kind}: picture {index} misread");
            assert_eq!(found.reader, Reader::Bonafide);
            read += 1;
        }
    }
    assert!(read >= least, "{kind}: {read} of {PICTURES} read, not {least}");
}

/// The corners of a symbol at an angle lie within two modules of where it was drawn.
fn corners_are_right(angle: f32) {
    let modules = symbol(0);
    let picture =
        draw(1100, 1100, &[(&modules, Placing { center: (550.0, 550.0), module: 3.0, angle })]);
    let found = read_pdf417(&picture, &Options::default());
    let (sin, cos) = angle.to_radians().sin_cos();
    let (u, v) = (modules.width as f32 * 1.5, modules.rows as f32 * 4.5);
    let drawn = [(-u, -v), (u, -v), (u, v), (-u, v)]
        .map(|(u, v)| (550.0 + u * cos - v * sin, 550.0 + u * sin + v * cos));
    for (corner, (x, y)) in found[0].corners.iter().zip(drawn) {
        let off = (corner.x - x).hypot(corner.y - y);
        assert!(off < 6.0, "{angle}°: {corner:?} is {off} pixels off");
    }
    let matrix = found[0].matrix.as_ref().unwrap();
    assert!(!matrix.compact && !found[0].mirrored);
}

#[test]
fn any_rotation() {
    for angle in [1.0, 2.0, 3.0, 5.0, 10.0, 15.0, 30.0, 45.0, 60.0, 90.0, 135.0, 180.0, 265.0] {
        holds(&format!("{angle}°"), 6, |i| placed(&symbol(i), 3.0, angle + random(i, 4, 0.5), i));
        corners_are_right(angle);
    }
}

#[test]
fn small_modules() {
    for (module, least) in [(1.5, 5), (1.75, 6), (2.0, 6), (4.5, 6), (7.0, 6)] {
        holds(&format!("{module} pixels"), least, |i| placed(&symbol(i), module, 0.0, i));
    }
}

#[test]
fn mirrored_and_inverted() {
    for angle in [0.0, 12.0] {
        holds("mirrored", 6, |i| {
            let picture = placed(&symbol(i), 3.0, angle, i);
            GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
                picture[(picture.width() - 1 - x, y)]
            })
        });
        holds("inverted", 6, |i| {
            changed(&placed(&symbol(i), 3.0, angle, i), |_, _, value| 255.0 - value)
        });
    }
}

#[test]
fn perspective() {
    for strength in [0.05, 0.1, 0.2] {
        holds(&format!("perspective {strength}"), 6, |i| {
            in_perspective(&placed(&symbol(i), 3.5, 0.0, i), strength)
        });
    }
}

#[test]
fn noise_blur_and_little_contrast() {
    for (noise, least) in [(10.0, 6), (25.0, 6), (40.0, 5)] {
        holds(&format!("noise {noise}"), least, |i| {
            noisy(&placed(&symbol(i), 3.0, 0.0, i), noise, i)
        });
    }
    for (sigma, least) in [(1.0, 6), (1.5, 6), (1.8, 5)] {
        holds(&format!("blur {sigma}"), least, |i| {
            blurred(&placed(&symbol(i), 3.0, 0.0, i), sigma)
        });
    }
    for share in [0.3, 0.1] {
        holds(&format!("contrast {share}"), 6, |i| {
            let faint = |_: u32, _: u32, value: f32| 128.0 + (value - 128.0) * share;
            noisy(&changed(&placed(&symbol(i), 3.0, 0.0, i), faint), 2.0, i)
        });
    }
    holds("shade", 6, |i| {
        let picture = placed(&symbol(i), 3.0, 0.0, i);
        let width = picture.width() as f32;
        changed(&picture, |x, _, value| value * (1.0 - 0.75 * x as f32 / width))
    });
}

#[test]
fn torn_guard_patterns() {
    for (kind, start, stop) in [
        ("start", 17, 0),
        ("stop", 0, 18),
        ("start and left indicators", 34, 0),
        ("stop and right indicators", 0, 35),
        ("both", 17, 18),
    ] {
        holds(kind, 6, |i| placed(&torn(symbol(i), start, stop), 3.0, 0.0, i));
    }
}

#[test]
fn patches_within_the_capacity() {
    holds("patches", 6, |i| patched(i, 0.02));
}
