//! Parts of a page that were not compressed as often as the rest.

use bonafide_types::{Evidence, Score};

use super::blocks::{FREQUENCIES, LumaBlocks};
use super::model::{Chances, Model, Ratios, histograms};
use super::windows::{Field, Window, finding, strongest};
use crate::check::{Check, CheckError, Finding};
use crate::page::Page;

/// The check `jpeg.double-compression`: aligned double quantisation.
///
/// Where the page as a whole was compressed twice on one grid, its coefficients have a comb, and parts
/// that were put in between lack it (Lin, He, Tang, Tang, Pattern Recognition 42, 2009; Bianchi, Piva,
/// IEEE TIFS 7(3), 2012). Of a page without a comb it says nothing: `jpeg.ghosts` looks for parts with one.
///
/// Nor can it where the last compression was the coarser one, as after a save for the web: it erases the
/// first comb; and where both used the same table. A page that was compressed twice is noted (`compressed-twice`), never held against it.
#[derive(Clone, Copy, Debug, Default)]
pub struct DoubleCompression;

/// The steps of a first compression are believed where they explain each value that is not zero better by
/// this many nats in the mean; misfit of the model explains up to 0.02 of pages that were compressed once.
const GAIN: f64 = 0.05;
/// Share of values that are taken to have the comb when its steps are looked for.
const SHARE: f64 = 0.9;
/// Steps of a first compression that are tried.
const LARGEST_STEP: i32 = 40;
/// Frequencies whose comb must be found before the page is taken to have been compressed twice.
const MIN_FREQUENCIES: usize = 3;
impl Check for DoubleCompression {
    fn id(&self) -> &'static str {
        "jpeg.double-compression"
    }

    fn run(&self, page: &Page<'_>) -> Result<Finding, CheckError> {
        let luma = match LumaBlocks::of(page) {
            Ok(luma) => luma,
            Err(reason) => return Ok(Finding::not_applicable(reason)),
        };
        let Some(model) = page.compression() else {
            return Ok(Finding::not_applicable("the picture has too few blocks"));
        };
        let first = first_steps(model, &histograms(&luma));
        let known = first.iter().flatten().count();
        if known < MIN_FREQUENCIES {
            return Ok(Finding::not_applicable("the page has no comb of an earlier compression"));
        }
        let windows = judged(&without_comb(&luma, &Ratios::of(model, &first)));
        let mut found = finding("once-compressed", &windows, &luma);
        let share = known as f64 / FREQUENCIES as f64;
        let note = Evidence::of("note").named("compressed-twice");
        found.evidence.push(note.scored(Score::clamped(share)));
        Ok(found)
    }
}

/// The windows of a field with their numbers of false alarms.
fn judged(field: &Field) -> Vec<(Window, f64)> {
    let tests = (field.columns * field.rows) as f64 / 16.0;
    strongest(field).into_iter().map(|window| (window, window.log10_false_alarms(tests))).collect()
}

/// For each frequency the step of a first compression that explains its values best, if one does.
fn first_steps(model: &Model, counts: &[Chances]) -> Vec<Option<i32>> {
    let steps = counts.iter().enumerate().map(|(frequency, counts)| {
        let once = model.once(frequency);
        let zero = counts[counts.len() / 2];
        let moving = counts.iter().sum::<f64>() - zero;
        if moving < 200.0 {
            return None;
        }
        let gain = |first: i32| {
            let twice = model.twice(frequency, first);
            let each = counts.iter().zip(once.iter().zip(&twice));
            each.map(|(count, (once, twice))| count * (SHARE * twice / once + (1.0 - SHARE)).ln())
                .sum::<f64>()
                / moving
        };
        let candidates = (2..=LARGEST_STEP).filter(|&first| first != model.step(frequency));
        let best = candidates.map(|first| (first, gain(first))).max_by(|a, b| a.1.total_cmp(&b.1));
        best.filter(|&(_, gain)| gain > GAIN).map(|(first, _)| first)
    });
    steps.collect()
}

/// The evidence of each block against the comb of the page.
fn without_comb(luma: &LumaBlocks<'_>, ratios: &Ratios) -> Field {
    let (columns, rows) = luma.size();
    let (mut values, mut weights) = (Vec::new(), Vec::new());
    for block in luma.all() {
        let (ratio, moving) = ratios.of_block(block);
        values.push(-ratio);
        weights.push(if moving >= 2 { 1.0 } else { 0.0 });
    }
    Field { columns, rows, values, weights }
}
