//! A document under way: the canvas, and a note of everything put on it.

use bonafide_types::Field;
use image::RgbImage;

use crate::canvas::{Canvas, Ink, TextStyle};
use crate::font::Fonts;
use crate::specimen::Specimen;
use crate::truth::{Quad, Region, RegionKind, Truth};

/// ID-1 and ID-3 sizes in millimetres (ISO/IEC 7810).
pub(crate) const ID_1: (f32, f32) = (85.6, 53.98);
pub(crate) const ID_3: (f32, f32) = (125.0, 88.0);

/// Radius of the corners, millimetres (ISO/IEC 7810).
const CORNER_MM: f32 = 3.18;

/// How a specimen says that it is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mark {
    /// SPECIMEN across the document, and the line of small print.
    #[default]
    Slanted,
    /// Only a line of small print that calls the issuer invented and the picture drawn; for tests
    /// of checks that must stay silent on a document without suspicious words.
    SmallPrint,
}

/// How a specimen is drawn.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct DrawOptions {
    /// Resolution in dots per inch; 300 unless told. An ID-1 card at 300 is 1012 × 638 pixels, an
    /// ID-3 page 1476 × 1040.
    pub dpi: u32,
    /// How the document is marked; slanted unless told.
    pub mark: Mark,
    /// Seed of everything that is not the holder's: the pattern, the signature.
    pub seed: u64,
}

impl Default for DrawOptions {
    fn default() -> Self {
        Self { dpi: 300, mark: Mark::Slanted, seed: 0 }
    }
}

impl DrawOptions {
    /// Sets the resolution, clamped to 72–1200 dots per inch.
    #[must_use]
    pub fn dpi(mut self, dpi: u32) -> Self {
        self.dpi = dpi.clamp(72, 1200);
        self
    }

    /// Sets the mark.
    #[must_use]
    pub fn mark(mut self, mark: Mark) -> Self {
        self.mark = mark;
        self
    }

    /// Sets the seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }
}

pub(crate) struct Sheet<'a> {
    pub(crate) canvas: Canvas,
    pub(crate) fonts: &'a Fonts,
    size: (f32, f32),
    regions: Vec<Region>,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(size: (f32, f32), dpi: u32, fonts: &'a Fonts) -> Self {
        Self { canvas: Canvas::new(size.0, size.1, dpi), fonts, size, regions: Vec::new() }
    }

    pub(crate) fn size(&self) -> (f32, f32) {
        self.size
    }

    /// Notes a rectangle in millimetres.
    pub(crate) fn note(&mut self, kind: RegionKind, name: &str, text: &str, mm: [f32; 4]) {
        let [left, top, width, height] = mm.map(|mm| mm * self.canvas.px_per_mm());
        let quad = Quad::upright(left, top, width, height);
        self.regions.push(Region { kind, name: name.to_owned(), text: text.to_owned(), quad });
    }

    pub(crate) fn note_quad(&mut self, kind: RegionKind, name: &str, text: &str, mm: Quad) {
        let scale = self.canvas.px_per_mm();
        let quad = mm.map(|[x, y]| [x * scale, y * scale]);
        self.regions.push(Region { kind, name: name.to_owned(), text: text.to_owned(), quad });
    }

    /// Prints a line; returns where it ends, in millimetres from the left.
    pub(crate) fn print(
        &mut self,
        name: &str,
        at: (f32, f32),
        text: &str,
        style: TextStyle<'_>,
    ) -> f32 {
        self.line(RegionKind::Print, name, at, text, style)
    }

    /// Prints a value of a field.
    pub(crate) fn value(
        &mut self,
        field: Field,
        at: (f32, f32),
        text: &str,
        style: TextStyle<'_>,
    ) -> f32 {
        self.line(RegionKind::Field, field.name(), at, text, style)
    }

    fn line(
        &mut self,
        kind: RegionKind,
        name: &str,
        at: (f32, f32),
        text: &str,
        style: TextStyle<'_>,
    ) -> f32 {
        let width = self.canvas.text(at, text, style);
        // Capitals reach three quarters of the em above the baseline, hardly anything below.
        let (above, below) = (style.size * 0.76, style.size * 0.16);
        self.note(kind, name, text, [at.0, at.1 - above, width, above + below]);
        at.0 + width
    }

    pub(crate) fn portrait(&mut self, at: (f32, f32), width: f32, picture: &RgbImage) {
        self.canvas.paste(at, picture, 1.0);
        self.note(RegionKind::Portrait, "portrait", "", [at.0, at.1, width, width * 1.25]);
    }

    pub(crate) fn ghost(&mut self, at: (f32, f32), width: f32, picture: &RgbImage, ink: Ink) {
        self.canvas.paste_ghost(at, picture, ink);
        self.note(RegionKind::GhostPortrait, "ghost", "", [at.0, at.1, width, width * 1.25]);
    }

    /// The slanted mark about a centre: `(length, em)` in millimetres, the baseline turned
    /// clockwise by `slant` turns.
    pub(crate) fn mark(
        &mut self,
        mark: Mark,
        centre: (f32, f32),
        (length, em): (f32, f32),
        slant: f32,
    ) {
        const WORD: &str = "SPECIMEN";
        if mark != Mark::Slanted {
            return;
        }
        let fonts = self.fonts;
        let ink = Ink::opaque([178, 24, 34]).alpha(0.26);
        let mut style = TextStyle::new(&fonts.bold, em, ink);
        style.squeeze *= length / style.width(WORD);
        let (cos, sin) = (crate::wave::cosine(slant), crate::wave::sine(slant));
        let rise = style.size * 0.36;
        let x = centre.0 - length / 2.0 * cos - rise * sin;
        let y = centre.1 - length / 2.0 * sin + rise * cos;
        self.canvas.turned_text((x, y), slant, WORD, style);
        let corner = |along: f32, up: f32| [x + along * cos + up * sin, y + along * sin - up * cos];
        let top = style.size * 0.74;
        let quad =
            Quad([corner(0.0, top), corner(length, top), corner(length, 0.0), corner(0.0, 0.0)]);
        self.note_quad(RegionKind::SpecimenMark, "mark", WORD, quad);
    }

    pub(crate) fn finish(self) -> Specimen {
        let corner_px = CORNER_MM * self.canvas.px_per_mm();
        let pixels = self.canvas.into_pixels();
        let (width, height) = pixels.dimensions();
        let document = Some(Quad::upright(0.0, 0.0, width as f32, height as f32));
        let truth = Truth { width, height, document, regions: self.regions, camera: None };
        Specimen { pixels, truth, corner_px }
    }
}
