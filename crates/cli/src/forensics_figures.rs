//! The figures of the proofing tests over a measuring set.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bonafide::result::SessionResult;
use bonafide::types::{TestId, Verdict};

use crate::barcode_figures::median_p95;
use crate::eval_forensics::Case;
use crate::share::Share;

/// Share of untouched pictures at whose cost detection is told.
const FALSE_ALARMS: f64 = 0.05;

/// What became of one picture.
pub(crate) struct Judged {
    /// None where nothing could be said.
    risk: Option<f64>,
    manipulated: bool,
    no_document: bool,
    screen: bool,
    photocopy: bool,
    ms: Option<f64>,
}

impl Judged {
    pub(crate) fn of(result: &SessionResult) -> Self {
        let came_to = |id, verdict| result.tests.get(&id).is_some_and(|t| t.verdict == verdict);
        let manipulation = result.tests.get(&TestId::DocFrontImageManipulation);
        Self {
            risk: manipulation.and_then(|test| test.score).map(bonafide::types::Score::get),
            manipulated: came_to(
                TestId::DocFrontImageManipulation,
                Verdict::PossibleImageManipulation,
            ),
            no_document: came_to(TestId::DocFrontIsIdentityDocument, Verdict::NotAnId),
            screen: came_to(TestId::DocFrontScreenRecapture, Verdict::PossibleScreenRecapture),
            photocopy: came_to(TestId::DocFrontPhotocopy, Verdict::PossiblePhotocopy),
            ms: result.timings_ms.get("proofing").copied(),
        }
    }
}

/// Every picture of a set.
#[derive(Default)]
pub(crate) struct Figures {
    judged: Vec<(usize, Case, Judged)>,
}

impl Figures {
    pub(crate) fn add(&mut self, index: usize, case: Case, judged: Judged) {
        self.judged.push((index, case, judged));
    }

    pub(crate) fn table(&self) -> String {
        let mut table = String::new();
        self.write(&mut table).expect("writing to a String cannot fail");
        table
    }

    fn write(&self, table: &mut String) -> std::fmt::Result {
        let untouched = self.risks(|case| case.label.starts_with("authentic"), 1.0);
        let tampered = self.risks(|case| case.label == "tampered", 0.0);
        if !untouched.is_empty() && !tampered.is_empty() {
            writeln!(
                table,
                "tampered against untouched: AUC {:.3}, {:.1} % found at {:.0} % false alarms, {} above their twins",
                area_under_curve(&tampered, &untouched),
                100.0 * found_at(&tampered, &untouched, FALSE_ALARMS),
                100.0 * FALSE_ALARMS,
                self.above_twins(),
            )?;
            for kind in self.kinds() {
                let of_kind = |case: &Case| case.label == "tampered" && case.manipulation == kind;
                let area = area_under_curve(&self.risks(of_kind, 0.0), &untouched);
                writeln!(table, "  {kind}: AUC {area:.3}")?;
            }
        }
        for (group, shares) in self.verdicts() {
            let [manipulated, no_document, screen, photocopy] = shares;
            writeln!(
                table,
                "{group}: manipulated {manipulated}; no document {no_document}; screen {screen}; photocopy {photocopy}"
            )?;
        }
        let times: Vec<f64> = self.judged.iter().filter_map(|(_, _, judged)| judged.ms).collect();
        let (median, p95) = median_p95(&times);
        writeln!(table, "a picture, decoded: median {median:.0} ms, 95 % within {p95:.0} ms")
    }

    /// Risks of some pictures; where nothing could be said the one that speaks against the detectors.
    fn risks(&self, counts: impl Fn(&Case) -> bool, missing: f64) -> Vec<f64> {
        let of = self.judged.iter().filter(|(_, case, _)| counts(case));
        of.map(|(_, _, judged)| judged.risk.unwrap_or(missing)).collect()
    }

    fn kinds(&self) -> Vec<String> {
        let tampered = self.judged.iter().filter(|(_, case, _)| case.label == "tampered");
        let mut kinds: Vec<String> =
            tampered.map(|(_, case, _)| case.manipulation.clone()).collect();
        kinds.sort();
        kinds.dedup();
        kinds
    }

    /// Tampered pictures with a higher risk than the untouched picture that was saved alike.
    fn above_twins(&self) -> Share {
        let mut share = Share::default();
        for (_, case, twin) in &self.judged {
            let of = |index: usize| self.judged.iter().find(|(at, ..)| *at == index);
            if let Some((_, _, tampered)) = case.twin_of.and_then(of) {
                share.add(tampered.risk > twin.risk);
            }
        }
        share
    }

    /// Verdicts by label, and of tampered and processed pictures by what was done.
    fn verdicts(&self) -> BTreeMap<String, [Share; 4]> {
        let mut groups: BTreeMap<String, [Share; 4]> = BTreeMap::new();
        for (_, case, judged) in &self.judged {
            let group = match case.label.as_str() {
                "authentic_twin" | "authentic" => case.label.clone(),
                label => format!("{label} {}", case.manipulation),
            };
            let shares = groups.entry(group).or_default();
            let verdicts =
                [judged.manipulated, judged.no_document, judged.screen, judged.photocopy];
            shares.iter_mut().zip(verdicts).for_each(|(share, verdict)| share.add(verdict));
        }
        groups
    }
}

/// The probability that one of `high` is above one of `low`; ties count half.
fn area_under_curve(high: &[f64], low: &[f64]) -> f64 {
    let above = |a: &f64, b: &f64| match a.total_cmp(b) {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Less => 0.0,
    };
    let sum: f64 = high.iter().flat_map(|a| low.iter().map(move |b| above(a, b))).sum();
    sum / (high.len() * low.len()).max(1) as f64
}

/// The share of `high` above a limit that at most this share of `low` exceeds.
fn found_at(high: &[f64], low: &[f64], false_alarms: f64) -> f64 {
    let mut sorted = low.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let allowed = (false_alarms * low.len() as f64).floor() as usize;
    let limit = sorted.get(allowed).copied().unwrap_or(f64::NEG_INFINITY);
    high.iter().filter(|&&risk| risk > limit).count() as f64 / high.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn area_and_share_of_small_samples() {
        let (high, low) = ([0.9, 0.5, 0.4], [0.5, 0.1, 0.2, 0.3]);
        // 4 + 3.5 + 3 of 12.
        assert!((area_under_curve(&high, &low) - 10.5 / 12.0).abs() < 1e-12);
        assert!((found_at(&high, &low, 0.05) - 1.0 / 3.0).abs() < 1e-12);
        assert!((found_at(&high, &low, 0.25) - 1.0).abs() < 1e-12);
    }
}
