//! The figures of the networks for faces and liveness over a measuring set.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bonafide::face::EncoderId;
use bonafide::imaging::Area;
use bonafide::liveness::PassiveOutcome;
use bonafide::types::Distance;

use crate::barcode_figures::median_p95;
use crate::eval_face::{Case, Reading, file_name};
use crate::share::Share;

/// From which score on a face counts as live.
const LIVE: f64 = 0.7;

/// What was found, by picture.
pub(crate) struct Figures {
    tolerance: Distance,
    readings: BTreeMap<String, Reading>,
}

impl Figures {
    pub(crate) fn new(tolerance: Distance) -> Self {
        Self { tolerance, readings: BTreeMap::new() }
    }

    pub(crate) fn add(&mut self, image: &str, reading: Reading) {
        self.readings.insert(image.to_owned(), reading);
    }

    fn reading(&self, name: Option<&String>) -> Option<&Reading> {
        self.readings.get(file_name(name?))
    }

    pub(crate) fn table(&self, cases: &[Case], encoder: &EncoderId) -> String {
        let mut table = format!("encoder {encoder}, tolerance {}\n", self.tolerance.get());
        self.write(cases, &mut table).expect("writing to a String cannot fail");
        table
    }

    fn write(&self, cases: &[Case], table: &mut String) -> std::fmt::Result {
        let Detection { found, exact } = self.detection(cases);
        writeln!(table, "labelled faces found   {found:.2}")?;
        writeln!(table, "exact counts           {exact:.2}")?;
        let [matched, missed] = self.pairs(cases);
        writeln!(table, "false matches          {matched:.2}")?;
        writeln!(table, "false non-matches      {missed:.2}")?;
        for (kind, Judged { passed, refused, missing }) in self.liveness(cases) {
            writeln!(
                table,
                "passed, {kind}: {passed:.2}; too little around the face: {refused}; no score: {missing}"
            )?;
        }
        let ms: Vec<f64> = self.readings.values().map(|reading| reading.ms).collect();
        let (median, p95) = median_p95(&ms);
        writeln!(table, "a picture, decoded: median {median:.1} ms, 95 % within {p95:.1} ms")
    }

    fn detection(&self, cases: &[Case]) -> Detection {
        let mut figures = Detection::default();
        for case in cases.iter().filter(|case| case.task == "detect") {
            let reading = self.reading(case.image.as_ref());
            let areas: Vec<Area> = reading
                .map(|reading| reading.faces.iter().map(|face| face.area).collect())
                .unwrap_or_default();
            let centre = |[x, y, width, height]: [f32; 4]| [x + width / 2.0, y + height / 2.0];
            match (&case.noses, &case.boxes_min) {
                (Some(noses), _) => figures.add(noses, &areas, true),
                (None, Some(boxes)) => {
                    let centres: Vec<[f32; 2]> = boxes.iter().map(|&area| centre(area)).collect();
                    figures.add(&centres, &areas, false);
                }
                (None, None) => {}
            }
        }
        figures
    }

    /// False matches and false non-matches; a pair without two encodings is wrong.
    fn pairs(&self, cases: &[Case]) -> [Share; 2] {
        let [mut matched, mut missed] = [Share::default(); 2];
        for case in cases.iter().filter(|case| case.task == "pair") {
            let encoding = |name: &Option<String>| self.reading(name.as_ref())?.encodings.first();
            let distance = encoding(&case.a)
                .zip(encoding(&case.b))
                .and_then(|(a, b)| a.distance(b).ok())
                .map(|distance| distance <= self.tolerance);
            match case.same {
                Some(true) => missed.add(distance != Some(true)),
                _ => matched.add(distance != Some(false)),
            }
        }
        [matched, missed]
    }

    /// By kind, how many passed, were refused, and have no score.
    fn liveness(&self, cases: &[Case]) -> BTreeMap<String, Judged> {
        let mut kinds: BTreeMap<String, Judged> = BTreeMap::new();
        for case in cases.iter().filter(|case| case.task == "liveness") {
            let outcome = self.reading(case.image.as_ref()).and_then(|r| r.liveness.as_ref());
            let judged = kinds.entry(case.kind.clone().unwrap_or_default()).or_default();
            judged.add(outcome, case.label.as_deref() == Some("live"));
        }
        kinds
    }
}

/// What became of the pictures of one kind.
#[derive(Debug, Default, PartialEq, Eq)]
struct Judged {
    passed: Share,
    refused: usize,
    missing: usize,
}

impl Judged {
    /// What has no score, because there is no face, counts against the networks, as the set's own scorer
    /// has it: a live person is not passed, anything else is.
    fn add(&mut self, outcome: Option<&PassiveOutcome>, live: bool) {
        let passed = match outcome {
            Some(PassiveOutcome::Scored { score }) => score.get() >= LIVE,
            Some(PassiveOutcome::InsufficientContext { .. }) => false,
            None => !live,
        };
        self.passed.add(passed);
        let refused = matches!(outcome, Some(PassiveOutcome::InsufficientContext { .. }));
        self.refused += usize::from(refused);
        self.missing += usize::from(outcome.is_none());
    }
}

#[derive(Default)]
struct Detection {
    found: Share,
    exact: Share,
}

impl Detection {
    /// Points that faces have, each in an area of its own, that with the nearest centre; whether they are
    /// all of the faces.
    fn add(&mut self, points: &[[f32; 2]], areas: &[Area], all: bool) {
        let mut free: Vec<&Area> = areas.iter().collect();
        let mut hits = 0;
        for &[x, y] in points {
            let inside = |area: &Area| {
                (area.x..=area.x + area.width).contains(&x)
                    && (area.y..=area.y + area.height).contains(&y)
            };
            let off = |area: &Area| {
                let [u, v] = area.centre();
                (u - x).hypot(v - y)
            };
            let near = free.iter().enumerate().filter(|(_, area)| inside(area));
            let hit = near.min_by(|(_, a), (_, b)| off(a).total_cmp(&off(b))).map(|(at, _)| at);
            if let Some(index) = hit {
                free.remove(index);
                hits += 1;
            }
            self.found.add(hit.is_some());
        }
        if all {
            self.exact.add(hits == points.len() && free.is_empty());
        }
    }
}

#[cfg(test)]
mod tests {
    use bonafide::types::Score;

    use super::*;

    #[test]
    fn a_face_counts_once() {
        let area = Area { x: 10.0, y: 10.0, width: 20.0, height: 20.0 };
        let mut figures = Detection::default();
        figures.add(&[[15.0, 15.0], [16.0, 16.0]], &[area], true);
        assert_eq!(
            (figures.found, figures.exact),
            (Share { count: 1, of: 2 }, Share { count: 0, of: 1 })
        );
        figures.add(&[[15.0, 15.0]], &[area], true);
        figures.add(&[[15.0, 15.0]], &[area, area], false);
        assert_eq!((figures.found.count, figures.exact), (3, Share { count: 1, of: 2 }));
    }

    /// The first of two overlapping areas holds both points; it is the nearer one's that must go.
    #[test]
    fn a_point_takes_the_nearest_face() {
        let wide = Area { x: 0.0, y: 0.0, width: 100.0, height: 100.0 };
        let right = Area { x: 60.0, y: 40.0, width: 40.0, height: 20.0 };
        let mut figures = Detection::default();
        figures.add(&[[75.0, 50.0], [30.0, 50.0]], &[wide, right], true);
        assert_eq!(figures.found, Share { count: 2, of: 2 });
        assert_eq!(figures.exact, Share { count: 1, of: 1 });
    }

    #[test]
    fn what_has_no_score_counts_against_the_networks() {
        let judged = |outcome: Option<PassiveOutcome>, live| {
            let mut judged = Judged::default();
            judged.add(outcome.as_ref(), live);
            (judged.passed.count, judged.passed.of, judged.refused, judged.missing)
        };
        assert_eq!(judged(None, true), (0, 1, 0, 1));
        assert_eq!(judged(None, false), (1, 1, 0, 1));
        let refused = PassiveOutcome::InsufficientContext { scale: 1.5 };
        assert_eq!(judged(Some(refused), false), (0, 1, 1, 0));
        let scored = |score| Some(PassiveOutcome::Scored { score: Score::clamped(score) });
        assert_eq!(judged(scored(0.7), true), (1, 1, 0, 0));
        assert_eq!(judged(scored(0.69), true), (0, 1, 0, 0));
    }
}
