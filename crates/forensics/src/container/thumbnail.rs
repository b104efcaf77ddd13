//! The thumbnail that a camera puts into Exif, beside the picture: programs that change the picture
//! often leave it as it was.

use bonafide_imaging::{GrayImage, Limits, Picture};
use bonafide_types::PixelBox;

/// How a thumbnail and its picture agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// Within what compression changes.
    Same,
    /// The thumbnail shows another frame: the picture was cropped or turned, or it is another one.
    OtherFrame,
    /// It shows the same frame, but something else here.
    Differs(PixelBox),
    /// It cannot be told: no picture, or one without contrast.
    Unknown,
}

/// Cells along the longer side: each is 6 pixels of the usual 160, enough that JPEG's error of some 5
/// levels a pixel averages out.
const CELLS: u32 = 24;
/// Less than this correlation of the cells that agree best is another frame. A shift by one cell of pictures of documents
/// gives some 0.8; compression, sharpening and a curve of tones leave more than 0.97.
const SAME_FRAME: f64 = 0.96;
/// A cell differs by more than this many levels, a third of the contrast of print to paper …
const LEVELS: f64 = 28.0;
/// … and by this many robust deviations of all cells.
const DEVIATIONS: f64 = 8.0;
/// More than this share of differing cells is no place, but another way of developing.
const MOST_CELLS: f64 = 0.3;

/// The cells that differ fill at least this share of the box around them: those of a frame that lies a
/// little otherwise are strewn along its edges.
const FILLED: f64 = 0.4;

/// The part of a thumbnail that is compared: shifted by pixels, and a share of both sides.
#[derive(Clone, Copy)]
struct Frame {
    shift: (f64, f64),
    part: f64,
}

const WHOLE: Frame = Frame { shift: (0.0, 0.0), part: 1.0 };

/// The whole, a pixel more to each side, and the middle alone.
const FRAMES: [Frame; 10] = [
    WHOLE,
    Frame { shift: (1.0, 0.0), ..WHOLE },
    Frame { shift: (-1.0, 0.0), ..WHOLE },
    Frame { shift: (0.0, 1.0), ..WHOLE },
    Frame { shift: (0.0, -1.0), ..WHOLE },
    Frame { part: 0.97, ..WHOLE },
    Frame { part: 0.94, ..WHOLE },
    Frame { part: 0.91, ..WHOLE },
    Frame { part: 0.88, ..WHOLE },
    Frame { part: 0.85, ..WHOLE },
];

/// Cells of a picture, row by row.
struct Cells {
    columns: u32,
    rows: u32,
    levels: Vec<f64>,
}

/// Compares the file of a thumbnail with the picture.
pub(super) fn compare(file: &[u8], picture: &Picture) -> Likeness {
    let mut limits = Limits::default();
    limits.max_bytes = 1 << 17;
    limits.max_pixels = 1 << 20;
    let Ok(thumbnail) = Picture::decode(file, &limits) else { return Likeness::Unknown };
    let (width, height) = picture.luma().dimensions();
    let (columns, rows) = if width >= height {
        (CELLS, (CELLS * height / width.max(1)).max(1))
    } else {
        ((CELLS * width / height.max(1)).max(1), CELLS)
    };
    if rows < 4 || columns < 4 || thumbnail.luma().width().min(thumbnail.luma().height()) < 24 {
        return Likeness::Unknown;
    }
    let shown = cells_of(picture.luma(), 1, (columns, rows), WHOLE);
    let turn = picture.facts().exif_orientation;
    let fit = |frame| {
        let cells = cells_of(thumbnail.luma(), turn, (columns, rows), frame);
        Some((frame, Fit::of(&cells, &shown)?))
    };
    let fits = FRAMES.into_iter().filter_map(fit);
    let Some((frame, best)) = fits.max_by(|a, b| a.1.likeness.total_cmp(&b.1.likeness)) else {
        return Likeness::Unknown;
    };
    // What was cropped is another frame, even if a crop that is not tried would fit better yet.
    if best.likeness < SAME_FRAME || frame.part < 1.0 {
        return Likeness::OtherFrame;
    }
    best.differing(&shown, (width, height)).map_or(Likeness::Same, Likeness::Differs)
}

/// Means of the cells of an upright picture, taken from a thumbnail that lies as stored; it may have
/// bars at two sides to suit another shape.
fn cells_of(thumbnail: &GrayImage, turn: u8, (columns, rows): (u32, u32), frame: Frame) -> Cells {
    let (wide, high) = (f64::from(thumbnail.width()), f64::from(thumbnail.height()));
    let ratio = f64::from(columns) / f64::from(rows);
    let ratio = if turn >= 5 { 1.0 / ratio } else { ratio };
    // The shape of cells is rounded; bars are thicker than that.
    let content = if (wide / high / ratio - 1.0).abs() < 0.06 {
        (wide, high)
    } else {
        (wide.min(high * ratio), high.min(wide / ratio))
    };
    let content = (content.0 * frame.part, content.1 * frame.part);
    let (right, down) = frame.shift;
    let origin = ((wide - content.0) / 2.0 + right, (high - content.1) / 2.0 + down);
    let place = |x: f64, y: f64| {
        let (x, y) = stored(turn, x, y);
        (origin.0 + x * content.0, origin.1 + y * content.1)
    };
    let mut levels = Vec::with_capacity((columns * rows) as usize);
    for row in 0..rows {
        for column in 0..columns {
            let edge = |at: u32, of: u32| f64::from(at) / f64::from(of);
            let a = place(edge(column, columns), edge(row, rows));
            let b = place(edge(column + 1, columns), edge(row + 1, rows));
            levels.push(mean(thumbnail, a, b));
        }
    }
    Cells { columns, rows, levels }
}

/// Where a point of the upright picture lies as stored, both from 0 to 1 (Exif 2.32, Orientation).
fn stored(turn: u8, x: f64, y: f64) -> (f64, f64) {
    match turn {
        2 => (1.0 - x, y),
        3 => (1.0 - x, 1.0 - y),
        4 => (x, 1.0 - y),
        5 => (y, x),
        6 => (y, 1.0 - x),
        7 => (1.0 - y, 1.0 - x),
        8 => (1.0 - y, x),
        _ => (x, y),
    }
}

/// Mean level of the pixels whose middles lie between two corners.
fn mean(picture: &GrayImage, a: (f64, f64), b: (f64, f64)) -> f64 {
    let span = |a: f64, b: f64, side: u32| {
        let from = a.min(b).round().clamp(0.0, f64::from(side.saturating_sub(1))) as u32;
        let to = (a.max(b).round().clamp(0.0, f64::from(side)) as u32).max(from + 1);
        from..to
    };
    let (mut sum, mut count) = (0.0, 0.0);
    for y in span(a.1, b.1, picture.height()) {
        for x in span(a.0, b.0, picture.width()) {
            if let Some(level) = picture.get_pixel_checked(x, y) {
                sum += f64::from(level.0[0]);
                count += 1.0;
            }
        }
    }
    sum / f64::max(count, 1.0)
}

/// A thumbnail with the brightness and contrast of its picture.
struct Fit {
    /// Absolute differences of all cells, in levels.
    rest: Vec<f64>,
    /// Correlation of the cells that agree best.
    likeness: f64,
}

impl Fit {
    /// Least squares over the cells that agree best, three times; at first brightness alone is matched.
    /// `None` where these are flat (a deviation of less than 4 levels).
    fn of(thumbnail: &Cells, shown: &Cells) -> Option<Self> {
        let mut gaps: Vec<f64> =
            thumbnail.levels.iter().zip(&shown.levels).map(|(a, b)| b - a).collect();
        gaps.sort_by(f64::total_cmp);
        let (mut gain, mut offset) = (1.0, *gaps.get(gaps.len() / 2)?);
        let mut likeness = f64::NAN;
        for _ in 0..3 {
            let rest = differences(thumbnail, shown, gain, offset);
            let mut sorted = rest.clone();
            sorted.sort_by(f64::total_cmp);
            let limit = *sorted.get((sorted.len() as f64 * (1.0 - MOST_CELLS)) as usize)?;
            let pairs = thumbnail.levels.iter().zip(&shown.levels).zip(&rest);
            let kept: Vec<_> =
                pairs.filter(|&(_, &rest)| rest <= limit).map(|((&a, &b), _)| (a, b)).collect();
            let found = Moments::of(&kept);
            if found.var_a < 16.0 || found.var_b < 16.0 {
                return None;
            }
            gain = found.covariance / found.var_a;
            offset = found.mean_b - gain * found.mean_a;
            likeness = found.covariance / (found.var_a * found.var_b).sqrt();
        }
        Some(Self { rest: differences(thumbnail, shown, gain, offset), likeness })
    }

    /// The box of the cells that differ, in pixels of a picture of this size.
    fn differing(&self, shown: &Cells, (width, height): (u32, u32)) -> Option<PixelBox> {
        let mut sorted = self.rest.clone();
        sorted.sort_by(f64::total_cmp);
        // 1.4826 turns the median of absolute deviations into a standard deviation.
        let limit = (DEVIATIONS * 1.4826 * sorted.get(sorted.len() / 2)?).max(LEVELS);
        let mut found: Option<PixelBox> = None;
        let mut count = 0;
        for (index, _) in (0_u32..).zip(&self.rest).filter(|&(_, &rest)| rest > limit) {
            let (column, row) = (index % shown.columns, index / shown.columns);
            let here = PixelBox {
                left: column * width / shown.columns,
                top: row * height / shown.rows,
                right: (column + 1) * width / shown.columns,
                bottom: (row + 1) * height / shown.rows,
            };
            count += 1;
            found = Some(found.map_or(here, |all| PixelBox {
                left: all.left.min(here.left),
                top: all.top.min(here.top),
                right: all.right.max(here.right),
                bottom: all.bottom.max(here.bottom),
            }));
        }
        let cell = f64::from(width / shown.columns) * f64::from(height / shown.rows);
        found.filter(|all| {
            let around = f64::from(all.right - all.left) * f64::from(all.bottom - all.top);
            f64::from(count) <= MOST_CELLS * self.rest.len() as f64
                && f64::from(count) * cell >= FILLED * around
        })
    }
}

fn differences(thumbnail: &Cells, shown: &Cells, gain: f64, offset: f64) -> Vec<f64> {
    let pairs = thumbnail.levels.iter().zip(&shown.levels);
    pairs.map(|(thumb, shown)| (shown - offset - gain * thumb).abs()).collect()
}

struct Moments {
    mean_a: f64,
    mean_b: f64,
    var_a: f64,
    var_b: f64,
    covariance: f64,
}

impl Moments {
    fn of(pairs: &[(f64, f64)]) -> Self {
        let count = pairs.len().max(1) as f64;
        let mean_a = pairs.iter().map(|pair| pair.0).sum::<f64>() / count;
        let mean_b = pairs.iter().map(|pair| pair.1).sum::<f64>() / count;
        let (mut var_a, mut var_b, mut covariance) = (0.0, 0.0, 0.0);
        for (a, b) in pairs {
            var_a += (a - mean_a).powi(2) / count;
            var_b += (b - mean_b).powi(2) / count;
            covariance += (a - mean_a) * (b - mean_b) / count;
        }
        Self { mean_a, mean_b, var_a, var_b, covariance }
    }
}
