//! Parts whose coefficients vanish more, or less, than elsewhere on like ground.

use super::blocks::{LumaBlocks, natural};
use super::windows::{Field, finding, strongest};
use crate::check::{Check, CheckError, Finding};
use crate::page::Page;

/// The check `jpeg.zeros`: how many coefficients are not zero, beside blocks as bright and as busy.
///
/// Noise of the camera keeps some small coefficients from vanishing all over the page; what was painted,
/// smoothed, filled in or taken from another picture has another share of them. Blocks are compared with
/// those of the same brightness and the same strength of the lowest frequencies. Both more and less count.
///
/// It sees noise, so flat print and out-of-focus parts of honest pages stand out as well; its figure of
/// false alarms takes a long tail for them.
#[derive(Clone, Copy, Debug, Default)]
pub struct ZeroCounts;

/// Places of the zig-zag order below this are the strength of a block, those from it on are counted.
const LOWEST: usize = 4;
/// Steps of brightness, by the mean of a block (−1024 to 1023).
const LEVELS: usize = 12;
/// Steps of strength, each twice the one before.
const STRENGTHS: usize = 8;
/// A block of a kind with fewer than this many others is not judged.
const MIN_KIND: f64 = 40.0;
/// Stronger blocks are print and edges: their zeros tell of shapes.
const BUSY: usize = 6;

impl Check for ZeroCounts {
    fn id(&self) -> &'static str {
        "jpeg.zeros"
    }

    fn run(&self, page: &Page<'_>) -> Result<Finding, CheckError> {
        let luma = match LumaBlocks::of(page) {
            Ok(luma) => luma,
            Err(reason) => return Ok(Finding::not_applicable(reason)),
        };
        let mut field = residuals(&luma);
        let tests = (field.columns * field.rows) as f64 / 16.0 * 2.0;
        let mut windows = strongest(&field);
        field.values.iter_mut().for_each(|value| *value = -*value);
        windows.extend(strongest(&field));
        if windows.is_empty() {
            return Ok(Finding::not_applicable("the picture has too few blocks of one kind"));
        }
        windows.sort_by(|a, b| b.deviations.total_cmp(&a.deviations));
        windows.truncate(6);
        let judged: Vec<_> =
            windows.into_iter().map(|window| (window, window.log10_false_alarms(tests))).collect();
        Ok(finding("zeros", &judged, &luma))
    }
}

/// Count of a block, its kind, and whether it is judged at all.
struct Counted {
    kind: usize,
    count: f64,
    judged: bool,
}

/// For each block, the root of its count against the mean of its kind, in deviations of the kind.
fn residuals(luma: &LumaBlocks<'_>) -> Field {
    let (columns, rows) = luma.size();
    let counted: Vec<Counted> = luma.all().map(|block| counted(block, luma)).collect();
    let mut sums = vec![(0.0_f64, 0.0_f64, 0.0_f64); LEVELS * STRENGTHS];
    for block in counted.iter().filter(|block| block.judged) {
        if let Some((number, sum, squares)) = sums.get_mut(block.kind) {
            *number += 1.0;
            *sum += block.count;
            *squares += block.count * block.count;
        }
    }
    let (mut values, mut weights) = (Vec::new(), Vec::new());
    for block in &counted {
        let (number, sum, squares) = sums.get(block.kind).copied().unwrap_or_default();
        let mean = sum / number.max(1.0);
        let deviation = (squares / number.max(1.0) - mean * mean).max(0.0).sqrt();
        let judged = block.judged && number >= MIN_KIND && deviation > 1e-3;
        values.push(if judged { (block.count - mean) / deviation } else { 0.0 });
        weights.push(if judged { 1.0 } else { 0.0 });
    }
    Field { columns, rows, values, weights }
}

fn counted(block: &[i16; 64], luma: &LumaBlocks<'_>) -> Counted {
    let mean = f64::from(block[0]) * f64::from(luma.step(0));
    let strength: f64 = (1..LOWEST)
        .map(|zigzag| {
            f64::from(block[natural(zigzag)].unsigned_abs()) * f64::from(luma.step(zigzag))
        })
        .sum();
    let strength = (strength / 4.0 + 1.0).log2() as usize;
    let level = ((mean + 1024.0) / 2048.0 * LEVELS as f64).clamp(0.0, LEVELS as f64 - 1.0) as usize;
    let nonzero = (LOWEST..64).filter(|&zigzag| block[natural(zigzag)] != 0).count();
    Counted {
        kind: level * STRENGTHS + strength.min(STRENGTHS - 1),
        // The root makes the spread of counts alike.
        count: (nonzero as f64).sqrt(),
        // Blocks at the ends of the scale are clipped: their noise is gone.
        judged: strength < BUSY && mean.abs() < 970.0,
    }
}
