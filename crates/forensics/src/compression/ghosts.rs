//! Parts of a page that were compressed at another quality before.

use super::blocks::{FREQUENCIES, LumaBlocks};
use super::model::{Model, Ratios};
use super::windows::{Field, Window, finding, strongest};
use crate::check::{Check, CheckError, Finding};
use crate::page::Page;

/// The check `jpeg.ghosts`: parts whose coefficients look as if they had been compressed before, on the
/// same grid, at one of the usual qualities, more than the rest of the page does.
///
/// The idea is that of H. Farid, Exposing digital forgeries from JPEG ghosts, IEEE TIFS 4(1), 2009; instead
/// of the error of compressing once more, which follows texture, the likelihood of the coefficients under
/// both histories is compared, and windows with windows. Says nothing of parts that were coarser on another
/// grid, or finer than the page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ghosts;

/// Settings of a first compression that are tried; steps of their tables differ by at least one.
const QUALITIES: [u32; 7] = [50, 60, 70, 77, 83, 88, 93];

/// Lowest frequencies of the luminance table of ITU-T T.81 annex K.1 in zig-zag order, without the mean.
const ANNEX_K: [u32; FREQUENCIES] = [11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40];

impl Check for Ghosts {
    fn id(&self) -> &'static str {
        "jpeg.ghosts"
    }

    fn run(&self, page: &Page<'_>) -> Result<Finding, CheckError> {
        let luma = match LumaBlocks::of(page) {
            Ok(luma) => luma,
            Err(reason) => return Ok(Finding::not_applicable(reason)),
        };
        let Some(model) = page.compression() else {
            return Ok(Finding::not_applicable("the picture has too few blocks"));
        };
        let first = QUALITIES.map(|quality| steps_at(quality, model));
        let coarser =
            first.iter().filter(|steps| steps.iter().flatten().count() >= FREQUENCIES / 2);
        let ratios: Vec<Ratios> = coarser.map(|steps| Ratios::of(model, steps)).collect();
        let mut windows: Vec<(Window, f64)> = Vec::new();
        for field in before(&luma, &ratios) {
            let tests = (field.columns * field.rows) as f64 / 16.0 * QUALITIES.len() as f64;
            for window in strongest(&field) {
                // A likelihood ratio exceeds its value with at most the chance 1 over it.
                let by_likelihood = tests.log10() - window.sum / std::f64::consts::LN_10;
                windows.push((window, window.log10_false_alarms(tests).max(by_likelihood)));
            }
        }
        if windows.is_empty() {
            return Ok(Finding::not_applicable("the last compression was coarser than any before"));
        }
        windows.sort_by(|a, b| a.1.total_cmp(&b.1));
        windows.truncate(6);
        Ok(finding("earlier-quality", &windows, &luma))
    }
}

/// The steps of a quality where they are coarser than those of the page, so that they leave a comb.
fn steps_at(quality: u32, model: &Model) -> Vec<Option<i32>> {
    let scale = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
    let step = |base: u32| ((base * scale + 50) / 100).clamp(1, 255).cast_signed();
    let steps = ANNEX_K.iter().map(|&base| step(base)).enumerate();
    steps.map(|(frequency, first)| (first > model.step(frequency)).then_some(first)).collect()
}

/// The evidence of each block for each earlier compression. A page's blocks are more than a cache holds, so each is
/// looked at once for all.
fn before(luma: &LumaBlocks<'_>, ratios: &[Ratios]) -> Vec<Field> {
    let (columns, rows) = luma.size();
    let empty = || Field { columns, rows, values: Vec::new(), weights: Vec::new() };
    let mut fields: Vec<Field> = ratios.iter().map(|_| empty()).collect();
    for block in luma.all() {
        for (ratios, field) in ratios.iter().zip(&mut fields) {
            let (ratio, moving) = ratios.of_block(block);
            field.values.push(ratio);
            field.weights.push(if moving >= 2 { 1.0 } else { 0.0 });
        }
    }
    fields
}
