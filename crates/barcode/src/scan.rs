//! The order in which a picture is tried.

use bonafide_imaging::{GrayImage, Wiped, halved_luma8};

use crate::locate::areas;
use crate::options::Options;
use crate::pdf417::{
    Budget, CUT, Frame, Guard, LOCATION, LOOKS, Look, Patience, decode, find, frames, unguarded,
};
use crate::rxing_reader;
use crate::symbol::Symbol;
use crate::view::{Affine, Area, View};

/// Symbols of one picture, and what finding them took.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Scan {
    /// Each payload once, from top to bottom, then from left to right by its topmost corner.
    pub symbols: Vec<Symbol>,
    /// Places between or beside guard patterns that were tried.
    pub frames: u32,
    /// Whether the work allowed was spent before everything was tried.
    pub spent: bool,
    /// Times that the fallback panicked on this picture. Such a candidate counts as not read; the
    /// panic's message still goes through the process's panic hook.
    pub panics: u32,
}

/// Reads the PDF417 symbols of a picture; none is an empty list.
///
/// `luma` is 8-bit gray of any size, upright or not. The symbols come from top to bottom.
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
    let mut search = Search {
        levels: Levels { full: luma, halves: Vec::new() },
        budget: Budget::of_ms(options.budget_ms),
        scan: Scan::default(),
        unread: Vec::new(),
    };
    let [plain, stubborn @ ..] = LOOKS;
    search.look_at_all(&plain);
    if search.is_missing_something() {
        let areas = search.located(options);
        let views = search.views_of(&areas);
        for look in LOOKS {
            for view in &views {
                search.look(&view.pixels, &view.to_picture, &look);
            }
        }
        for view in &views {
            search.look_without_guards(view);
        }
        for look in &stubborn {
            search.look_at_all(look);
        }
    }
    if options.fallback && search.scan.symbols.is_empty() {
        search.fall_back();
    }
    search.finish()
}

/// Frames without a symbol whose guard patterns were seen on fewer lines than this are taken for
/// something else once a symbol was read.
const CLEARLY_SEEN: usize = 8;

struct Search<'a> {
    levels: Levels<'a>,
    budget: Budget,
    scan: Scan,
    /// What could not be read, in pixels of the picture.
    unread: Vec<Frame>,
}

impl Search<'_> {
    /// Whether nothing was read yet, or clear guard patterns belong to nothing that was read.
    fn is_missing_something(&self) -> bool {
        !self.budget.is_spent()
            && (self.scan.symbols.is_empty()
                || self
                    .unread
                    .iter()
                    .any(|frame| frame.seen >= CLEARLY_SEEN && !self.is_explained(frame)))
    }

    fn is_explained(&self, frame: &Frame) -> bool {
        self.scan.symbols.iter().any(|symbol| symbol.encloses(frame.anchor()))
    }

    fn look_at_all(&mut self, look: &Look) {
        let fits = |w: u32, h: u32| u64::from(w) * u64::from(h) <= SEARCHED;
        let (level, factor) = self.levels.at_most(fits);
        if self.is_missing_something() {
            let pixels = self.levels.get(level);
            let (size, guards) = (level_size(pixels), find(pixels, look, &mut self.budget));
            self.try_guards(&guards, size, &Affine::scaling(factor));
        }
    }

    /// Tries every frame that is seen on `pixels`, a part of the picture.
    fn look(&mut self, pixels: &GrayImage, to_picture: &Affine, look: &Look) {
        if !self.is_missing_something() {
            return;
        }
        let guards = find(pixels, look, &mut self.budget);
        self.try_guards(&guards, level_size(pixels), to_picture);
    }

    fn try_guards(&mut self, guards: &[Guard], (width, height): (f32, f32), to_picture: &Affine) {
        self.try_all(frames(guards, width, height), to_picture, Patience::Long);
    }

    /// Tries what may be a symbol with both guard patterns torn off.
    fn look_without_guards(&mut self, view: &View) {
        if self.is_missing_something() {
            let frames = unguarded(&view.pixels, &mut self.budget);
            // Other print looks like this too, so that little is spent on it.
            self.try_all(frames, &view.to_picture, Patience::Fair);
        }
    }

    /// Tries frames that were not tried before: all of them briefly, then each at length.
    fn try_all(&mut self, mut frames: Vec<Frame>, to_picture: &Affine, longest: Patience) {
        for frame in &mut frames {
            *frame = frame.map(|point| to_picture.apply(point));
        }
        frames.retain(|frame| !self.unread.iter().any(|known| known.is_like(frame)));
        for frame in &frames {
            self.try_frame(frame, Patience::Short);
        }
        for frame in &frames {
            self.try_frame(frame, longest);
        }
    }

    fn try_frame(&mut self, frame: &Frame, patience: Patience) {
        if self.budget.is_spent() || self.is_explained(frame) {
            return;
        }
        self.scan.frames += u32::from(patience == Patience::Short);
        match self.levels.decode(frame, patience, &mut self.budget) {
            Some(symbol) => self.add(symbol),
            None if patience == Patience::Short => {}
            None => self.unread.push(*frame),
        }
    }

    /// Areas that look like bars, in pixels of the picture.
    fn located(&mut self, options: &Options) -> Vec<Area> {
        let (level, factor) = self.levels.at_most(|w, h| w.max(h) <= LOCATE_SIDE);
        let pixels = self.levels.get(level);
        let count = pixels.width() as usize * pixels.height() as usize;
        if !self.budget.pay(count, LOCATION) {
            return Vec::new();
        }
        let found = areas(pixels, options.max_areas as usize);
        found.into_iter().map(|area| area.scaled(factor)).collect()
    }

    /// Areas turned level.
    fn views_of(&mut self, areas: &[Area]) -> Vec<View> {
        let luma = self.levels.full;
        let cut = |area: &Area| {
            let pixels = area.length * area.depth;
            let paid = pixels <= MAX_AREA_PIXELS as f32 && self.budget.pay(pixels as usize, CUT);
            paid.then(|| area.cut(luma, 1.0, MAX_AREA_PIXELS)).flatten()
        };
        areas.iter().filter_map(cut).collect()
    }

    fn add(&mut self, symbol: Symbol) {
        let same = |known: &Symbol| {
            (&known.payload, &known.macro_segment) == (&symbol.payload, &symbol.macro_segment)
        };
        if !self.scan.symbols.iter().any(same) {
            self.scan.symbols.push(symbol);
        }
    }

    /// Asks `rxing` about small pictures and about what was seen and could not be read.
    fn fall_back(&mut self) {
        let luma = self.levels.full;
        let whole = (u64::from(luma.width()) * u64::from(luma.height()) <= SMALL)
            .then(|| View { pixels: Wiped::new(luma.clone()), to_picture: Affine::scaling(1.0) });
        let unread = std::mem::take(&mut self.unread);
        let parts = unread.iter().take(FALLBACK_VIEWS).map(|frame| frame.area(FALLBACK_MARGIN));
        let parts = parts.filter_map(|area| area.cut(luma, 1.0, MAX_AREA_PIXELS));
        for view in whole.into_iter().chain(parts) {
            let found = rxing_reader::read(&view, FALLBACK_CANDIDATES);
            self.scan.panics += found.panics;
            if !found.symbols.is_empty() {
                // Where its votes tie, it decides by chance: what does not come twice is left out.
                let again = rxing_reader::read(&view, FALLBACK_CANDIDATES).symbols;
                let twice = found.symbols.into_iter().filter(|symbol| again.contains(symbol));
                twice.for_each(|symbol| self.add(symbol));
            }
            if !self.scan.symbols.is_empty() {
                return;
            }
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
        self.scan.spent = self.budget.refused() || self.budget.is_spent();
        self.scan
    }
}

fn level_size(pixels: &GrayImage) -> (f32, f32) {
    (pixels.width() as f32, pixels.height() as f32)
}

/// Most pixels of an area that is cut out.
const MAX_AREA_PIXELS: u32 = 4_000_000;
/// Pictures of at most this many pixels are shown to the fallback whole.
const SMALL: u64 = 250_000;
/// Most parts of a picture that are shown to the fallback.
const FALLBACK_VIEWS: usize = 2;
/// Modules around a frame that the fallback sees.
const FALLBACK_MARGIN: f32 = 24.0;
/// Most candidates of a view that the fallback decodes; a hopeless one costs up to a few
/// milliseconds.
const FALLBACK_CANDIDATES: u32 = 8;

/// The picture and its halves, made when they are needed.
struct Levels<'a> {
    full: &'a GrayImage,
    halves: Vec<Wiped<GrayImage>>,
}

/// From this many pixels a module on, the picture is halved: more tell no more.
const WIDE_MODULE: f32 = 6.0;

/// Guard patterns are looked for where the picture has at most this many pixels; on a larger one
/// modules of two pixels are lost, which such cameras do not make of a card.
const SEARCHED: u64 = 16_000_000;

impl Levels<'_> {
    /// The number of halvings after which the picture fits, and by how much it is then smaller.
    fn at_most(&mut self, fits: impl Fn(u32, u32) -> bool) -> (usize, f32) {
        let (mut level, mut factor) = (0, 1.0);
        loop {
            let pixels = self.get(level);
            let (width, height) = pixels.dimensions();
            // A picture of one pixel cannot be halved further.
            if fits(width, height) || width.max(height) <= 1 {
                return (level, factor);
            }
            level += 1;
            factor *= 2.0;
        }
    }

    /// The picture halved `level` times.
    fn get(&mut self, level: usize) -> &GrayImage {
        while self.halves.len() < level {
            let next = halved_luma8(self.halves.last().map_or(self.full, |half| half));
            self.halves.push(Wiped::new(next));
        }
        level.checked_sub(1).map_or(self.full, |index| &self.halves[index])
    }

    fn decode(&mut self, frame: &Frame, patience: Patience, budget: &mut Budget) -> Option<Symbol> {
        let (mut level, mut factor) = (0, 1.0);
        while frame.module / factor >= WIDE_MODULE {
            level += 1;
            factor *= 2.0;
        }
        let decoded = decode(self.get(level), &frame.scaled(1.0 / factor), patience, budget)?;
        Some(Symbol::of(decoded, factor))
    }
}

/// Areas are located where the longer side has at most this many pixels: in a photo of 12 megapixels
/// modules of three pixels are then one and a half wide.
const LOCATE_SIDE: u32 = 2000;
