//! The fonts of Debian's packages, found and read when a drawing begins.

use std::path::PathBuf;

use ab_glyph::{Font as _, FontArc, OutlineCurve, Point};
use ab_glyph_rasterizer::point;

use crate::error::SynthError;
use crate::path::{Affine, Path, Segment};

/// Folders in which Debian, Ubuntu and Fedora packages put these fonts.
const FOLDERS: &[&str] = &[
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/opentype/ocr-b",
    "/usr/share/fonts/dejavu-sans-fonts",
    "/usr/share/fonts/TTF",
    "/usr/local/share/fonts",
];

/// Start of an FNV-1a hash.
const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

/// One typeface: outlines and advances in parts of the em square.
#[derive(Clone, Debug)]
pub(crate) struct Face {
    font: FontArc,
    per_em: f32,
}

impl Face {
    fn load(
        file: &'static str,
        package: &'static str,
        fingerprint: &mut u64,
    ) -> Result<Self, SynthError> {
        let bytes = folders()
            .iter()
            .find_map(|folder| std::fs::read(folder.join(file)).ok())
            .ok_or(SynthError::FontMissing { file, package })?;
        for byte in &bytes {
            *fingerprint = (*fingerprint ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let font = FontArc::try_from_vec(bytes)
            .map_err(|source| SynthError::FontDamaged { file, source })?;
        let per_em = font.units_per_em().unwrap_or(1000.0);
        Ok(Self { font, per_em })
    }

    /// Advance of one character, in ems.
    pub(crate) fn advance_of(&self, character: char) -> f32 {
        self.font.h_advance_unscaled(self.font.glyph_id(character)) / self.per_em
    }

    /// Advance of a line, in ems; kerning is left out, as on card printers.
    pub(crate) fn advance(&self, text: &str) -> f32 {
        text.chars().map(|character| self.advance_of(character)).sum()
    }

    /// The outline of a character with its baseline origin at `at`; `size` is the em square's
    /// width and height in millimetres. Empty for a space.
    pub(crate) fn outline(&self, character: char, size: (f32, f32), at: Point) -> Path {
        let glyph = self.font.glyph_id(character);
        let Some(outline) = self.font.outline(glyph) else { return Path::new() };
        let mut path = Path::new();
        path.segments.extend(outline.curves.into_iter().map(|curve| match curve {
            OutlineCurve::Line(a, b) => Segment::Line(a, b),
            OutlineCurve::Quad(a, b, c) => Segment::Quad(a, b, c),
            OutlineCurve::Cubic(a, b, c, d) => Segment::Cubic(a, b, c, d),
        }));
        let (x, y) = (size.0 / self.per_em, -size.1 / self.per_em);
        path.transformed(Affine::scale_then_move(x, y, point(at.x, at.y)))
    }
}

/// The typefaces a specimen needs.
///
/// They come from the Debian packages `fonts-dejavu-core` and `fonts-ocr-b` and are looked for in
/// the folders named by the environment variable `BONAFIDE_FONTS` (separated as in `PATH`), then
/// in the usual places. Two runs with the same font files draw the same bytes.
#[derive(Clone, Debug)]
pub struct Fonts {
    pub(crate) sans: Face,
    pub(crate) bold: Face,
    pub(crate) serif: Face,
    pub(crate) mono: Face,
    pub(crate) ocr_b: Face,
    fingerprint: u64,
}

impl Fonts {
    /// Reads all the typefaces.
    ///
    /// # Errors
    /// [`SynthError::FontMissing`] names the file that was not found and the package that brings
    /// it; [`SynthError::FontDamaged`] names a file that is not a font.
    pub fn load() -> Result<Self, SynthError> {
        const DEJAVU: &str = "fonts-dejavu-core";
        let mut fingerprint = FNV_START;
        let mut load = |file, package| Face::load(file, package, &mut fingerprint);
        Ok(Self {
            sans: load("DejaVuSans.ttf", DEJAVU)?,
            bold: load("DejaVuSans-Bold.ttf", DEJAVU)?,
            serif: load("DejaVuSerif-Bold.ttf", DEJAVU)?,
            mono: load("DejaVuSansMono.ttf", DEJAVU)?,
            ocr_b: load("OCRB.otf", "fonts-ocr-b")?,
            fingerprint,
        })
    }

    /// A number (FNV-1a, 64 bits) that is the same exactly where the font files are the same, and
    /// with them every drawing.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }
}

fn folders() -> Vec<PathBuf> {
    let named = std::env::var_os("BONAFIDE_FONTS").unwrap_or_default();
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share/fonts"));
    std::env::split_paths(&named)
        .chain(FOLDERS.iter().map(PathBuf::from))
        .chain(home)
        .filter(|folder| !folder.as_os_str().is_empty())
        .collect()
}
