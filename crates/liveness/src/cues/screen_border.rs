//! The border of a screen or of a sheet: long straight edges that frame the face.
//!
//! Source: Desolneux, Moisan and Morel, "Meaningful Alignments", IJCV 40(1), 2000.

use bonafide_imaging::{
    Area, Picture, false_alarm_strength as strength, ln_binomial_tail, luma_of,
};

use super::view::Part;
use crate::Cue;

/// How many times the face is looked at.
const SURROUNDINGS: f32 = 4.0;
/// Longer side of the reduced copy.
const REDUCED: u32 = 192;
/// Gradients within 22.5° of the normal of an edge are aligned with it: 1 in 8 by chance, its sense
/// counted.
const ALIGNED: f32 = 0.923_88;
const BY_CHANCE: f64 = 0.125;
/// Gradients below this many levels a pixel have no direction: rounding alone makes 1.
const LEAST: f32 = 2.0;
/// Least share of an edge that is aligned: a border goes on without gaps, but for fingers that hold it.
const UNBROKEN: f64 = 0.6;
/// How far an edge goes on above and below the face, in heights of it: a frame is larger than what it
/// frames, and the sides of a head are not.
const BEYOND: f32 = 0.35;
/// Most pixels that an edge leaves the upright along its length, in the reduced copy: some 6°.
const LEANING: i32 = 10;

/// Edges that frame the face on two opposite sides or more.
pub(super) fn cue(picture: &Picture, area: Area) -> Option<Cue> {
    let part = Part::of(picture.rgb(), area, SURROUNDINGS)?;
    let small = part.sampled(picture.rgb(), REDUCED);
    let scale = small.width() as f32 / part.width as f32;
    let gradients = Gradients::of(&small);
    let face = Area {
        x: (area.x - part.x as f32) * scale,
        y: (area.y - part.y as f32) * scale,
        width: area.width * scale,
        height: area.height * scale,
    };
    let turned = gradients.transposed();
    let across = Area { x: face.y, y: face.x, width: face.height, height: face.width };
    let sides = [
        ("left", gradients.edge(face, Side::Before)),
        ("right", gradients.edge(face, Side::After)),
        ("above", turned.edge(across, Side::Before)),
        ("below", turned.edge(across, Side::After)),
    ];
    let seen = sides.map(|(_, ln_nfa)| strength(ln_nfa));
    let names: Vec<&str> =
        sides.iter().zip(seen).filter(|(_, seen)| *seen > 0.0).map(|(side, _)| side.0).collect();
    // Opposite edges are told by the weaker one; a third and a fourth add to it.
    let pairs = [seen[0].min(seen[1]), seen[2].min(seen[3])];
    let (most, least) = (pairs[0].max(pairs[1]), pairs[0].min(pairs[1]));
    let third = if pairs[0] >= pairs[1] { seen[2].max(seen[3]) } else { seen[0].max(seen[1]) };
    let framed = if most > 0.0 { 0.4 * most + 0.3 * third + 0.3 * least } else { 0.0 };
    let detail = format!("long straight edges frame the face: {}", names.join(", "));
    super::cue("screen_border", framed, detail)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// Direction of the change of luma as a unit vector, right and down positive, row by row; 0 where there is
/// none.
struct Gradients {
    width: i32,
    height: i32,
    values: Vec<(f32, f32)>,
}

fn direction(across: f32, down: f32) -> (f32, f32) {
    let size = across.hypot(down);
    if size < LEAST { (0.0, 0.0) } else { (across / size, down / size) }
}

impl Gradients {
    /// Differences over squares of 2 × 2 pixels, as the paper takes them.
    fn of(picture: &bonafide_imaging::RgbImage) -> Self {
        let luma = |x: u32, y: u32| luma_of(picture.get_pixel(x, y).0.map(f32::from));
        let (width, height) = (picture.width().max(1) - 1, picture.height().max(1) - 1);
        let mut values = Vec::with_capacity((width * height) as usize);
        for y in 0..height {
            for x in 0..width {
                let (a, b, c, d) = (luma(x, y), luma(x + 1, y), luma(x, y + 1), luma(x + 1, y + 1));
                values.push(direction((b + d - a - c) / 2.0, (c + d - a - b) / 2.0));
            }
        }
        Self { width: width.cast_signed(), height: height.cast_signed(), values }
    }

    fn transposed(&self) -> Self {
        let at = |x: i32, y: i32| self.values[(y * self.width + x) as usize];
        let columns = 0..self.width;
        let values = columns
            .flat_map(|x| (0..self.height).map(move |y| at(x, y)))
            .map(|(across, down)| (down, across))
            .collect();
        Self { width: self.height, height: self.width, values }
    }

    /// Logarithm of the expected number of edges by chance that are as straight as the straightest upright
    /// one beside the face, longer than the face is high; 0 where there is none.
    fn edge(&self, face: Area, side: Side) -> f64 {
        // The edge of the picture itself is no edge in it.
        const MARGIN: i32 = 2;
        // A strip may be reduced to a pixel or none between its margins.
        if self.width <= 2 * MARGIN || self.height <= 2 * MARGIN {
            return 0.0;
        }
        let (top, bottom) = (
            ((face.y - BEYOND * face.height) as i32).clamp(MARGIN, self.height),
            ((face.y + (1.0 + BEYOND) * face.height) as i32).min(self.height - MARGIN),
        );
        let (from, to) = match side {
            Side::Before => (MARGIN, face.x as i32),
            Side::After => ((face.x + face.width) as i32, self.width - MARGIN),
        };
        let (from, to) = (from.clamp(0, self.width), to.clamp(0, self.width));
        if bottom - top < 16 || to <= from {
            return 0.0;
        }
        let candidates = (from..to).flat_map(|x| (-LEANING..=LEANING).map(move |lean| (x, lean)));
        let best =
            candidates.map(|(x, lean)| self.ln_chance(x, lean, top, bottom)).fold(0.0, f64::min);
        // Every pair of ends on every side, light to dark and dark to light.
        let tests = f64::from(to - from) * f64::from(2 * LEANING + 1) * 8.0;
        best + tests.ln()
    }

    /// The chance of the gradients along a line, every second one, in the likelier of the two senses.
    fn ln_chance(&self, x: i32, lean: i32, top: i32, bottom: i32) -> f64 {
        let length = bottom - top;
        let normal = (length as f32, -lean as f32);
        let scale = normal.0.hypot(normal.1);
        let (mut trials, mut brighter, mut darker) = (0, 0, 0);
        for y in (top..bottom).step_by(2) {
            let place = x + (lean * (y - top)) / length;
            if !(0..self.width).contains(&place) {
                return 0.0;
            }
            let (across, down) = self.values[(y * self.width + place) as usize];
            trials += 1;
            let along = (across * normal.0 + down * normal.1) / scale;
            brighter += u32::from(along >= ALIGNED);
            darker += u32::from(along <= -ALIGNED);
        }
        let aligned = brighter.max(darker);
        if f64::from(aligned) < UNBROKEN * f64::from(trials) {
            return 0.0;
        }
        ln_binomial_tail(aligned, trials, BY_CHANCE)
    }
}
