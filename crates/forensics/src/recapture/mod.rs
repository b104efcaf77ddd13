//! Whether a page was photographed off a screen or off a copy.
//!
//! Both leave something that runs through the whole document, its portrait and its blank parts too: the
//! grid of a display, or the dots of a print. What is printed on a genuine card repeats as well, guilloches
//! and fine lines, but in a part of it and at frequencies that change; so a wave counts by the share of the
//! document that it crosses, not by its strength.

mod photocopy;
mod screen;
mod waves;

pub use photocopy::photocopy;
pub use screen::screen;

use bonafide_imaging::{RgbImage, Wiped, view_area_rgb8};
use bonafide_types::Verdict;

use self::waves::Waves;
use crate::check::Finding;
use crate::page::Page;
use crate::plane::{Corners, document_or_whole};

/// Risk from which a page is flagged.
pub const FLAGGED: f64 = 0.5;
/// Risk from which nothing is said either way.
pub const DOUBTFUL: f64 = 0.4;

/// The word for a finding: `flag` from a risk of 0.5 up, inconclusive from 0.4 up.
pub fn verdict(finding: &Finding, flag: Verdict) -> Verdict {
    match finding.score().map(bonafide_types::Score::get) {
        None => Verdict::NotPerformed,
        Some(risk) if risk >= FLAGGED => flag,
        Some(risk) if risk >= DOUBTFUL => Verdict::Inconclusive,
        Some(_) => Verdict::Pass,
    }
}

/// [`screen`] and [`photocopy`] for the cost of one: the waves are looked for once.
pub fn screen_and_photocopy(page: &Page<'_>) -> (Finding, Finding) {
    let sizes = Sizes::of(page);
    (screen::from_waves(page, &sizes), photocopy::from_waves(page, &sizes))
}

/// Waves in a page at full size and at half of it.
struct Sizes {
    waves: [Waves; 2],
    /// Upper left pixel of the half, in the picture.
    origin: [u32; 2],
}

impl Sizes {
    fn of(page: &Page<'_>) -> Self {
        let source = page.picture.rgb();
        let corners = document_or_whole(page.known.document.as_ref(), source);
        let (half, origin) = halved(source, &corners);
        let local = |axis: usize, at: f32| (at - origin[axis] as f32) / 2.0;
        let halves = corners.map(|[x, y]| [local(0, x), local(1, y)]);
        Self { waves: [Waves::of(source, &corners), Waves::of(&half, &halves)], origin }
    }

    /// A pixel of one of the sizes, in the picture.
    fn placed(&self, size: usize, [x, y]: [u32; 2]) -> [u32; 2] {
        if size == 0 { [x, y] } else { [self.origin[0] + 2 * x, self.origin[1] + 2 * y] }
    }
}

/// The part of the picture around the corners at half size, and its upper left pixel.
fn halved(source: &RgbImage, corners: &Corners) -> (Wiped<RgbImage>, [u32; 2]) {
    let ends = |axis: usize, limit: u32| {
        let all = || corners.iter().map(|corner| corner[axis]);
        let from = all().fold(f32::MAX, f32::min).clamp(0.0, limit as f32) as u32;
        let to = all().fold(f32::MIN, f32::max).clamp(0.0, limit as f32) as u32;
        (from, to.saturating_sub(from) / 2 * 2)
    };
    let ((x, width), (y, height)) = (ends(0, source.width()), ends(1, source.height()));
    let view = bonafide_imaging::View { x: x.into(), y: y.into(), width, height };
    (Wiped::new(view_area_rgb8(source, view, width / 2, height / 2)), [x, y])
}
