//! The order in which a picture is tried.

use bonafide_imaging::{GrayImage, Wiped, halved_luma8};

use crate::locate::areas;
use crate::options::Options;
use crate::rxing_reader::{Positions, read};
use crate::symbol::Symbol;
use crate::view::{Affine, Area, View};

/// Symbols of one picture, and what finding them took.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Scan {
    /// Each payload once, from top to bottom, then from left to right by its topmost corner.
    pub symbols: Vec<Symbol>,
    /// Views that were searched.
    pub views: u32,
    /// Candidates that were handed to the decoder.
    pub candidates: u32,
    /// Times that the decoder panicked on this picture. Such a candidate counts as not read; the
    /// panic's message still goes through the process's panic hook.
    pub panics: u32,
}

/// Reads the PDF417 symbols of a picture; none is an empty list.
///
/// `luma` is 8-bit gray of any size, upright or not. The symbols come from top to bottom. Cost, in
/// release: 10 to 20 ms a megapixel for a level symbol, up to 0.2 s for a tilted one, and for a
/// 12-megapixel photo 0.3 s, or a second where nothing can be read.
///
/// ```
/// use bonafide_barcode::{Options, read_pdf417};
/// use bonafide_imaging::{GrayImage, Luma};
/// use pdf417::{PDF417, PDF417Encoder, pdf417_height, pdf417_width};
///
/// let mut codewords = [0; 40];
/// let (level, sealed) =
///     PDF417Encoder::new(&mut codewords, false).append_ascii("Hello").fit_seal().unwrap();
/// let mut modules = [false; pdf417_width!(4) * pdf417_height!(10)];
/// PDF417::new(sealed, 10, 4, level).render(&mut modules[..]);
/// let width = pdf417_width!(4);
/// // Three pixels a module, rows three modules high, a quiet zone around.
/// let picture = GrayImage::from_fn(3 * width as u32 + 60, 150, |x, y| {
///     let (column, row) = ((x.wrapping_sub(30) / 3) as usize, (y.wrapping_sub(30) / 9) as usize);
///     Luma([if column < width && row < 10 && modules[row * width + column] { 0 } else { 255 }])
/// });
/// let symbols = read_pdf417(&picture, &Options::default());
/// assert_eq!(symbols.len(), 1);
/// assert_eq!(symbols[0].payload.expose(), b"Hello");
/// ```
pub fn read_pdf417(luma: &GrayImage, options: &Options) -> Vec<Symbol> {
    scan_pdf417(luma, options).symbols
}

/// As [`read_pdf417`], with counts of the work.
pub fn scan_pdf417(luma: &GrayImage, options: &Options) -> Scan {
    let mut search = Search { options, scan: Scan::default() };
    let whole = whole_view(luma, options);
    search.look(&whole, Positions::All);
    for reduced in reductions(&whole) {
        if search.is_done() {
            break;
        }
        search.look(&reduced, Positions::All);
    }
    if search.is_done() {
        return search.finish();
    }
    let areas = located(luma, options);
    for variant in [Variant::Plain, Variant::Enlarged, Variant::Inverted, Variant::Mirrored] {
        if search.is_done() {
            break;
        }
        search.look_at_areas(luma, &areas, variant);
        if search.is_done() {
            break;
        }
        match variant {
            Variant::Plain | Variant::Enlarged => {}
            Variant::Inverted => search.look(&whole.inverted(), Positions::All),
            Variant::Mirrored => search.look(&whole.flipped(), Positions::All),
        }
    }
    search.finish()
}

/// What is done to an area before it is searched, likelier causes first.
#[derive(Clone, Copy)]
enum Variant {
    /// Turned level.
    Plain,
    /// And enlarged: modules of less than two pixels are then told apart.
    Enlarged,
    /// Light bars on dark.
    Inverted,
    /// Taken through the back or by a front camera that mirrors.
    Mirrored,
}

/// Enlargement of [`Variant::Enlarged`].
const ENLARGED: f32 = 2.0;

struct Search<'a> {
    options: &'a Options,
    scan: Scan,
}

impl Search<'_> {
    /// Whether anything was read or the work allowed is spent.
    fn is_done(&self) -> bool {
        !self.scan.symbols.is_empty() || self.is_spent()
    }

    fn is_spent(&self) -> bool {
        self.scan.views >= self.options.max_views
            || self.scan.candidates >= self.options.max_candidates
    }

    fn look(&mut self, view: &View, positions: Positions) {
        if self.is_spent() {
            return;
        }
        let allowed = self.options.max_candidates - self.scan.candidates;
        let found = read(view, positions, allowed);
        self.scan.views += 1;
        self.scan.candidates += found.candidates;
        self.scan.panics += found.panics;
        for symbol in found.symbols {
            if self.scan.symbols.iter().all(|known| known.payload != symbol.payload) {
                self.scan.symbols.push(symbol);
            }
        }
    }

    fn look_at_areas(&mut self, luma: &GrayImage, areas: &[Area], variant: Variant) {
        let scale = if matches!(variant, Variant::Enlarged) { ENLARGED } else { 1.0 };
        for area in areas {
            let Some(view) = area.cut(luma, scale, self.options.max_view_pixels) else { continue };
            let view = match variant {
                Variant::Plain | Variant::Enlarged => view,
                Variant::Inverted => view.inverted(),
                Variant::Mirrored => view.flipped(),
            };
            self.look(&view, Positions::Level);
        }
    }

    fn finish(mut self) -> Scan {
        let key = |symbol: &Symbol| {
            let top = symbol.corners.iter().map(|corner| corner.y).fold(f32::MAX, f32::min);
            let left = symbol.corners.iter().map(|corner| corner.x).fold(f32::MAX, f32::min);
            (top, left)
        };
        self.scan.symbols.sort_by(|a, b| {
            let ((top_a, left_a), (top_b, left_b)) = (key(a), key(b));
            top_a
                .total_cmp(&top_b)
                .then(left_a.total_cmp(&left_b))
                .then_with(|| a.payload.cmp(&b.payload))
        });
        self.scan
    }
}

/// The whole picture, halved until it fits.
fn whole_view(luma: &GrayImage, options: &Options) -> View {
    let (halvings, pixels) = halved_until(luma, |level| {
        u64::from(level.width()) * u64::from(level.height()) <= u64::from(options.max_view_pixels)
    });
    let factor = (1_u32 << halvings) as f32;
    View { pixels, to_picture: Affine::scaling(factor), mirrored: false }
}

/// Reductions shorter than this along their shorter side, in pixels, are not tried: no symbol whose
/// modules are too large at the next larger size fits in.
const SMALLEST_REDUCTION: u32 = 300;
/// At most this many reductions: modules of 3 to 20 pixels come to 1 to 5 somewhere.
const REDUCTIONS: usize = 2;

/// The view at half, then a quarter of its size, for modules of many pixels: binarisation looks at
/// surroundings of 40 pixels, and noise and print texture average out.
fn reductions(view: &View) -> impl Iterator<Item = View> {
    let first = half_of(view);
    std::iter::successors(first, half_of).take(REDUCTIONS)
}

fn half_of(view: &View) -> Option<View> {
    if view.pixels.width().min(view.pixels.height()) < 2 * SMALLEST_REDUCTION {
        return None;
    }
    Some(View {
        pixels: Wiped::new(halved_luma8(&view.pixels)),
        to_picture: view.to_picture.after(&Affine::scaling(2.0)),
        mirrored: view.mirrored,
    })
}

/// Areas are located where the longer side has at most this many pixels. Measured on drawn
/// 12-megapixel photos with modules of 3 pixels, tilted by 10°: all read, none at 1000.
const LOCATE_SIDE: u32 = 2000;

fn located(luma: &GrayImage, options: &Options) -> Vec<Area> {
    let (halvings, level) =
        halved_until(luma, |level| level.width().max(level.height()) <= LOCATE_SIDE);
    let factor = (1_u32 << halvings) as f32;
    let mut found = areas(&level, options.max_areas as usize);
    for area in &mut found {
        area.center.x *= factor;
        area.center.y *= factor;
        area.length *= factor;
        area.depth *= factor;
    }
    found
}

fn halved_until(luma: &GrayImage, fits: impl Fn(&GrayImage) -> bool) -> (u32, Wiped<GrayImage>) {
    let mut level = Wiped::new(luma.clone());
    let mut halvings = 0;
    // A picture of one pixel cannot be halved further, whatever is allowed.
    while !fits(&level) && level.width().max(level.height()) > 1 {
        level = Wiped::new(halved_luma8(&level));
        halvings += 1;
    }
    (halvings, level)
}
