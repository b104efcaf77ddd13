//! Fields of one card beside each other.
//!
//! All print of a document was made by one printer and seen by one camera, so between the strokes of its
//! lines lies the same noise, and their sides are as steep. A line that was typed in later, or taken from
//! another picture, differs in one of them; so may the portrait in noise.

mod compare;
mod measures;
mod portrait;
mod regions;
#[cfg(test)]
mod tests;

use bonafide_imaging::encloses;
use bonafide_types::{Evidence, PixelBox};

use self::compare::{LEAST_LINES, Sample, compared};
use self::measures::{Measure, Measured, measured};
use self::regions::{Region, regions};
use crate::check::{Check, CheckError, Finding, suspicion};
use crate::compression::vanishing;
use crate::heat_map::HeatMap;
use crate::noise::median;
use crate::page::Page;
use crate::plane::{Corners, document_or_whole};

/// Side of a cell of the heat map, in pixels.
const CELL: u32 = 8;
/// Lines that are more times as high as the middle one, or as low, are not compared: the sides of titles and of
/// small print are others.
const ALIKE: f64 = 1.7;
/// Regions reported at most.
const REPORTED: usize = 4;

/// Compares the printed lines of a card with each other, and its portrait with the card (`fields.outliers`).
///
/// Of each line: noise and colour noise of the ground between the strokes, noise within them, how steep
/// their sides are, and in JPEG files how many coefficients vanish. Each value is held against what the
/// other lines let expect of one as high, of this contrast, on ground as bright and as structured; what
/// is left is a Student's t. The number of false alarms counts every line and value as a test, and leaves half of
/// the alarms to the portrait.
///
/// Lines are [`Known::fields`](crate::Known::fields), or where nothing was read, what looks like lines by its
/// strokes. Fewer than eight lines of like height, nine pixels and more, are not compared. Copied text is no outlier: it has
/// the page's own noise and sides.
///
/// Cost: about 20 ms for two megapixels beside what other checks measure too.
///
/// Source: field-wise comparison is an examiner's procedure; false alarms after Desolneux, Moisan and
/// Morel, "Meaningful alignments", IJCV 40(1), 2000.
#[derive(Clone, Copy, Debug, Default)]
pub struct FieldOutliers;

impl Check for FieldOutliers {
    fn id(&self) -> &'static str {
        "fields.outliers"
    }

    fn run(&self, page: &Page<'_>) -> Result<Finding, CheckError> {
        let (lines, portrait) = (of_lines(page), of_portrait(page));
        let mut outliers: Vec<Outlier> = [lines, portrait].into_iter().flat_map(counted).collect();
        if outliers.is_empty() {
            return Ok(Finding::not_applicable("the page has too few lines of print to compare"));
        }
        outliers.sort_by(|a, b| a.log10_false_alarms.total_cmp(&b.log10_false_alarms));
        Ok(told(page, &outliers))
    }
}

/// A region by one of its measures.
struct Outlier {
    name: &'static str,
    corners: Corners,
    bounds: PixelBox,
    measure: Measure,
    deviations: f64,
    log10_false_alarms: f64,
}

/// Chances turned to numbers of false alarms: half of them are left to the lines, half to the portrait.
fn counted(mut outliers: Vec<Outlier>) -> Vec<Outlier> {
    let tests = (2.0 * outliers.len() as f64).log10();
    for outlier in &mut outliers {
        outlier.log10_false_alarms += tests;
    }
    outliers
}

/// Every line by every measure, `log10_false_alarms` yet the chance of one test.
fn of_lines(page: &Page<'_>) -> Vec<Outlier> {
    let picture = page.picture.rgb();
    let all = regions(page).into_iter();
    let mut lines: Vec<(Region, Measured)> =
        all.filter_map(|region| Some((region, measured(picture, &region)?))).collect();
    let height = f64::from(median(lines.iter().map(|(_, line)| line.height as f32).collect()));
    lines.retain(|(_, line)| (line.height - height).abs() <= ALIKE.ln());
    if lines.len() < LEAST_LINES {
        return Vec::new();
    }
    count_zeros(page, &mut lines);
    Measure::ALL.into_iter().flat_map(|measure| by_measure(&lines, measure)).collect()
}

fn by_measure(lines: &[(Region, Measured)], measure: Measure) -> Vec<Outlier> {
    let (regions, samples): (Vec<Region>, Vec<Sample>) =
        lines.iter().filter_map(|(region, line)| Some((*region, sample(line, measure)?))).unzip();
    let outlier = |(region, (deviations, chance)): (Region, (f64, f64))| Outlier {
        name: "text-field",
        corners: region.corners,
        bounds: region.bounds,
        measure,
        deviations,
        log10_false_alarms: chance,
    };
    regions.into_iter().zip(compared(&samples, measure.least_spread())).map(outlier).collect()
}

fn sample(line: &Measured, measure: Measure) -> Option<Sample> {
    let (value, samples) = line.value(measure)?;
    let beneath = if measure.follows_ground() { line.structure } else { line.ink };
    // The reach of print over its sides goes with the inverse of contrast; 20 levels is the least.
    Some(Sample {
        terms: [1.0, line.height, 20.0 / line.contrast, line.level, beneath],
        value,
        variance: measure.variance(samples),
    })
}

/// How many coefficients of the blocks of each line do not vanish, as the logarithm of their mean.
fn count_zeros(page: &Page<'_>, lines: &mut [(Region, Measured)]) {
    let Ok(blocks) = vanishing(page) else { return };
    for (region, line) in lines {
        let (mut sum, mut count) = (0, 0_usize);
        for &([x, y], zeros) in &blocks {
            let PixelBox { left, top, right, bottom } = region.bounds;
            let in_box = (left..right).contains(&x) && (top..bottom).contains(&y);
            if in_box && encloses(&region.corners, [x as f32, y as f32]) {
                sum += 63 - zeros.min(63);
                count += 1;
            }
        }
        let mean = f64::from(sum) / count.max(1) as f64;
        line.set(Measure::Zeros, (mean + 0.5).ln(), count);
    }
}

fn of_portrait(page: &Page<'_>) -> Vec<Outlier> {
    let (Some(area), Some(traces)) = (page.known.portrait, page.traces()) else {
        return Vec::new();
    };
    let picture = page.picture.rgb();
    let document = document_or_whole(page.known.document.as_ref(), picture);
    let (right, bottom) = (area.x + area.width, area.y + area.height);
    let corners = [[area.x, area.y], [right, area.y], [right, bottom], [area.x, bottom]];
    let pixel = |at: f32, side: u32| at.clamp(0.0, side as f32) as u32;
    let bounds = PixelBox {
        left: pixel(area.x, picture.width()),
        top: pixel(area.y, picture.height()),
        right: pixel(right, picture.width()),
        bottom: pixel(bottom, picture.height()),
    };
    let outlier = |(measure, deviations, chance)| Outlier {
        name: "portrait",
        corners,
        bounds,
        measure,
        deviations,
        log10_false_alarms: chance,
    };
    portrait::compared(traces, &area, &document).into_iter().map(outlier).collect()
}

fn told(page: &Page<'_>, outliers: &[Outlier]) -> Finding {
    let picture = page.picture.rgb();
    let lowest = outliers.first().map_or(0.0, |outlier| outlier.log10_false_alarms.min(0.0));
    let mut heat = HeatMap::cold(picture.width(), picture.height(), CELL);
    let mut finding = Finding::scored(suspicion(lowest));
    for outlier in outliers.iter().filter(|outlier| outlier.log10_false_alarms < 0.0) {
        warm(&mut heat, outlier);
        let is_new = |evidence: &Evidence| evidence.bounds != Some(outlier.bounds);
        if finding.evidence.len() < REPORTED && finding.evidence.iter().all(is_new) {
            finding.evidence.push(outlier.evidence());
        }
    }
    finding.log10_false_alarms = Some(lowest);
    finding.heat = Some(heat);
    finding
}

/// Raises the cells whose middle is in the region.
fn warm(heat: &mut HeatMap, outlier: &Outlier) {
    let shade = suspicion(outlier.log10_false_alarms).get() as f32;
    let PixelBox { left, top, right, bottom } = outlier.bounds;
    for row in top / CELL..bottom.div_ceil(CELL) {
        for column in left / CELL..right.div_ceil(CELL) {
            let middle = [column, row].map(|at| (at * CELL + CELL / 2) as f32);
            if encloses(&outlier.corners, middle) {
                heat.raise(column, row, shade);
            }
        }
    }
}

impl Outlier {
    fn evidence(&self) -> Evidence {
        let mut evidence = Evidence::of("region")
            .named(self.name)
            .scored(suspicion(self.log10_false_alarms))
            .with("measure", self.measure.name())
            .with("deviations", format!("{:+.1}", self.deviations))
            .with("log10_false_alarms", format!("{:.1}", self.log10_false_alarms));
        evidence.bounds = Some(self.bounds);
        evidence
    }
}
