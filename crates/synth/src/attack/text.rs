//! A field covered with background and set anew.

use ab_glyph_rasterizer::{Point, Rasterizer, point};

use super::inpaint::{Fill, cover, part};
use super::planes;
use super::splice::fields;
use super::stamp::{Forgery, Rect, grown, luma};
use crate::font::{Face, Fonts};
use crate::path::Segment;
use crate::rng::Rng;
use crate::truth::{Quad, Truth};
use crate::wave::length;

/// Capitals and what hangs below them, as shares of the em: the height of a field's region.
const ASCENT: f32 = 0.76;
const DESCENT: f32 = 0.16;

/// Replaces the text of a field, or its end; `false` if there is no field.
pub(super) fn replace(forgery: &mut Forgery, truth: &Truth, fonts: &Fonts, rng: &mut Rng) -> bool {
    let fields = fields(truth);
    if fields.is_empty() {
        return false;
    }
    let region = rng.pick(&fields);
    let (text, count) = (other_text(&region.text, rng), region.text.chars().count());
    // The whole, or the last characters.
    let kept = if count > 5 && rng.chance(0.4) { rng.below(count as u32 - 3) as usize } else { 0 };
    let quad = part(region.quad, kept as f32 / count.max(1) as f32, 1.0);
    let text: String = text.chars().skip(kept).collect();
    let Some(rect) = Rect::around(quad, 0.0, forgery.size()) else { return false };
    let ink = ink(forgery, rect);
    let grain = grain(forgery, rect);
    let fill = rng.pick(&Fill::ALL);
    let soft = if rng.chance(0.5) { 0.0 } else { 2.0 };
    cover(forgery, grown(quad, rng.between(1.0, 4.0)), fill, soft, rng);
    let faces = [&fonts.bold, &fonts.bold, &fonts.sans, &fonts.mono, &fonts.serif];
    let line = Line { quad, text: &text, face: rng.pick(&faces) };
    let blur = if rng.chance(0.5) { rng.between(0.4, 1.3) } else { 0.0 };
    let noise = if rng.chance(0.5) { grain * rng.between(0.6, 1.2) } else { 0.0 };
    line.print(forgery, ink, blur, noise, rng);
    true
}

/// The same form with other letters and digits.
fn other_text(text: &str, rng: &mut Rng) -> String {
    text.chars()
        .map(|character| match character {
            '0'..='9' => char::from(b'0' + rng.below(10) as u8),
            'A'..='Z' => rng.pick(&['A', 'E', 'I', 'L', 'N', 'O', 'R', 'S', 'T', 'D', 'M']),
            'a'..='z' => rng.pick(&['a', 'e', 'i', 'l', 'n', 'o', 'r', 's', 't']),
            other => other,
        })
        .collect()
}

/// The colour of the text: mean of the darkest twentieth.
fn ink(forgery: &Forgery, rect: Rect) -> [f32; 3] {
    let mut colours = Vec::new();
    for y in rect.top..rect.top + rect.height {
        for x in rect.left..rect.left + rect.width {
            colours.push(forgery.at(i64::from(x), i64::from(y)));
        }
    }
    colours.sort_by(|a, b| luma(*a).total_cmp(&luma(*b)));
    colours.truncate(colours.len() / 20 + 1);
    let count = colours.len() as f32;
    let mut mean = [0.0; 3];
    for colour in colours {
        mean.iter_mut().zip(colour).for_each(|(sum, value)| *sum += value / count);
    }
    mean
}

/// A forger's eye for noise: the median step of brightness between neighbours, as a deviation.
fn grain(forgery: &Forgery, rect: Rect) -> f32 {
    let mut steps = Vec::new();
    for y in rect.top..rect.top + rect.height {
        for x in rect.left..rect.left + rect.width - 1 {
            let (x, y) = (i64::from(x), i64::from(y));
            steps.push((luma(forgery.at(x, y)) - luma(forgery.at(x + 1, y))).abs());
        }
    }
    steps.sort_by(f32::total_cmp);
    // The median of |a − b| of two normal values is 0.954 deviations.
    steps.get(steps.len() / 2).copied().unwrap_or_default() / 0.954
}

/// A line of text over a quadrilateral.
struct Line<'a> {
    quad: Quad,
    text: &'a str,
    face: &'a Face,
}

impl Line<'_> {
    fn print(&self, forgery: &mut Forgery, ink: [f32; 3], blur: f32, noise: f32, rng: &mut Rng) {
        let Some(rect) = Rect::around(grown(self.quad, 3.0), 0.0, forgery.size()) else { return };
        let width = rect.width as usize;
        let mut coverage = self.coverage(rect);
        planes::blur(&mut coverage, width, blur);
        for y in 0..rect.height {
            for x in 0..rect.width {
                let share = coverage.get(y as usize * width + x as usize).copied().unwrap_or(0.0);
                let grain = noise * rng.noise();
                forgery.touch(rect.left + x, rect.top + y, ink.map(|value| value + grain), share);
            }
        }
        if noise > 0.0 {
            sprinkle(forgery, rect, noise, rng);
        }
    }

    /// Ink cover of each pixel of the rectangle.
    fn coverage(&self, rect: Rect) -> Vec<f32> {
        let (width, height) = (rect.width as usize, rect.height as usize);
        let mut raster = Rasterizer::new(width, height);
        let bounds = point(width as f32, height as f32);
        let baseline = self.baseline(rect);
        let mut pen = 0.0;
        for character in self.text.chars() {
            let outline = self.face.outline(character, (1.0, 1.0), point(pen, 0.0));
            for segment in &outline.segments {
                draw(&mut raster, segment.map(|p| baseline.place(p)), bounds);
            }
            pen += self.face.advance_of(character);
        }
        let mut coverage = vec![0.0; width * height];
        raster.for_each_pixel(|index, value| {
            if let Some(cover) = coverage.get_mut(index) {
                *cover = value.abs().min(1.0);
            }
        });
        coverage
    }

    fn baseline(&self, rect: Rect) -> Baseline {
        let [start, end, _, foot] = self.quad.0;
        let along = (end[0] - start[0], end[1] - start[1]);
        let down = (foot[0] - start[0], foot[1] - start[1]);
        let (reach, high) = (length(along.0, along.1), length(down.0, down.1));
        let em = high / (ASCENT + DESCENT);
        let natural = self.face.advance(self.text) * em;
        let squeeze = (reach / natural.max(1e-3)).clamp(0.7, 1.1);
        Baseline {
            start: (start[0] - rect.left as f32, start[1] - rect.top as f32),
            along: (along.0 / reach.max(1e-3), along.1 / reach.max(1e-3)),
            down: (down.0 / high.max(1e-3), down.1 / high.max(1e-3)),
            em: (em * squeeze, em),
        }
    }
}

/// Where em squares come to lie: the top left corner of the first, the two directions, the size of
/// the em square along them in pixels.
#[derive(Clone, Copy)]
struct Baseline {
    start: (f32, f32),
    along: (f32, f32),
    down: (f32, f32),
    em: (f32, f32),
}

impl Baseline {
    fn place(&self, at: Point) -> Point {
        let (right, down) = (at.x * self.em.0, (at.y + ASCENT) * self.em.1);
        let x = self.start.0 + right * self.along.0 + down * self.down.0;
        let y = self.start.1 + right * self.along.1 + down * self.down.1;
        point(x, y)
    }
}

/// Noise over the filled background, so that it is not smoother than what is around it.
fn sprinkle(forgery: &mut Forgery, rect: Rect, noise: f32, rng: &mut Rng) {
    for y in rect.top..rect.top + rect.height {
        for x in rect.left..rect.left + rect.width {
            if forgery.mask.get_pixel(x, y).0[0] == 0 {
                continue;
            }
            let grain = noise * rng.noise();
            let rgb = forgery.at(i64::from(x), i64::from(y)).map(|value| value + grain);
            forgery.touch(x, y, rgb, 1.0);
        }
    }
}

/// Draws a piece of an outline, held inside the raster: what is outside is folded onto its border.
fn draw(raster: &mut Rasterizer, segment: Segment, bounds: Point) {
    let hold = |p: Point| point(p.x.clamp(0.0, bounds.x), p.y.clamp(0.0, bounds.y));
    match segment.map(hold) {
        Segment::Line(a, b) => raster.draw_line(a, b),
        Segment::Quad(a, b, c) => raster.draw_quad(a, b, c),
        Segment::Cubic(a, b, c, d) => raster.draw_cubic(a, b, c, d),
    }
}
