//! The decoder of one symbol.
//!
//! Source of all of it: ISO/IEC 15438:2015.

pub(crate) mod cells;
pub(crate) mod correction;
pub(crate) mod decode;
pub(crate) mod edges;
pub(crate) mod frame;
pub(crate) mod guard;
pub(crate) mod interpret;
pub(crate) mod layout;
pub(crate) mod least_squares;
pub(crate) mod mesh;
pub(crate) mod patterns;
pub(crate) mod refit;
pub(crate) mod rows;
pub(crate) mod search;
pub(crate) mod treatment;
pub(crate) mod walk;

use bonafide_imaging::{GrayImage, Wiped, halved_luma8};
use bonafide_types::Sensitive;

use crate::symbol::{Matrix, Point, Reader, Symbol};
use decode::{Decoded, decode};
use frame::Frame;

/// Reads the symbols of a picture.
pub(crate) fn read(picture: &GrayImage) -> Vec<Symbol> {
    let mut found: Vec<Symbol> = Vec::new();
    let stride = (picture.height().min(picture.width()) / 64).clamp(1, 8) as usize;
    for look in [
        search::Look { together: 1, contrast: 24.0, sharp: false },
        search::Look { together: 5, contrast: 7.0, sharp: false },
        search::Look { together: 9, contrast: 60.0, sharp: false },
        search::Look { together: 7, contrast: 12.0, sharp: true },
    ] {
        if !found.is_empty() { break; }
    let guards = search::find(picture, stride, &look);
    if std::env::var("DBG").is_ok() { for g in &guards { eprintln!("{g:?}"); } }
    for frame in search::frames(&guards, picture) {
        let middle = frame.left[0].lerp(frame.left[1], 0.5).lerp(frame.right[0].lerp(frame.right[1], 0.5), if frame.has_start {0.05} else {0.95});
        if found.iter().any(|s| inside(&s.corners, middle)) { continue; }
        if let Some(symbol) = read_frame(picture, &frame) { found.push(symbol); }
    }
    }
    found
}

fn inside(c: &[Point; 4], p: Point) -> bool {
    let side = |a: Point, b: Point| (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
    let s: Vec<f32> = (0..4).map(|i| side(c[i], c[(i + 1) % 4])).collect();
    s.iter().all(|v| *v >= 0.0) || s.iter().all(|v| *v <= 0.0)
}

fn read_frame(picture: &GrayImage, frame: &Frame) -> Option<Symbol> {
    let mut level: Option<Wiped<GrayImage>> = None;
    let mut scale = 1.0;
    let mut local = *frame;
    while local.module >= 6.0 {
        level = Some(Wiped::new(halved_luma8(level.as_deref().unwrap_or(picture))));
        scale *= 2.0;
        let half = |p: Point| Point { x: p.x / 2.0, y: p.y / 2.0 };
        local = Frame { left: local.left.map(half), right: local.right.map(half), module: local.module / 2.0, ..local };
    }
    let source = level.as_deref().unwrap_or(picture);
    let d = decode(source, &local)?;
    let f = d.frame;
    Some(symbol(d, &f, scale))
}

fn symbol(decoded: Decoded, frame: &Frame, scale: f32) -> Symbol {
    let up = |p: Point| Point { x: p.x * scale, y: p.y * scale };
    let corners = [frame.left[0], frame.right[0], frame.right[1], frame.left[1]].map(up);
    let along = corners[1].minus(corners[0]);
    let l = decoded.layout;
    Symbol {
        payload: Sensitive::new(decoded.message.bytes),
        text: Sensitive::new(decoded.message.text),
        corners,
        rotation: along.y.atan2(along.x).to_degrees().rem_euclid(360.0),
        mirrored: frame.mirrored,
        matrix: Some(Matrix {
            rows: l.rows as u8, columns: l.columns as u8, ec_level: l.level,
            codewords: Sensitive::new(decoded.codewords),
            corrected: decoded.corrected.errors as u16, erased: decoded.corrected.erasures as u16,
            padding: decoded.message.padding as u16, module: frame.module * scale, row_height: 0.0, compact: false, inverted: frame.inverted,
        }),
        ec_level: Some(l.level),
        macro_segment: decoded.message.segment,
        reader: Reader::Bonafide,
    }
}
