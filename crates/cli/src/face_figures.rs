//! The figures of the networks for faces and liveness over a measuring set.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bonafide::imaging::Area;
use bonafide::types::Distance;
use bonafide_face::EncoderId;
use bonafide_liveness::PassiveOutcome;

use crate::barcode_figures::median_p95;
use crate::eval_face::{Case, Reading, file_name};

/// From which score on a face counts as live.
const LIVE: f64 = 0.7;

/// What was found, by picture.
pub(crate) struct Figures {
    tolerance: Distance,
    readings: BTreeMap<String, Reading>,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Share {
    count: usize,
    of: usize,
}

impl Share {
    fn add(&mut self, counts: bool) {
        self.count += usize::from(counts);
        self.of += 1;
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let percent = 100.0 * self.count as f64 / self.of.max(1) as f64;
        write!(f, "{} of {} ({percent:.2} %)", self.count, self.of)
    }
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
        writeln!(table, "labelled faces found   {found}")?;
        writeln!(table, "exact counts           {exact}")?;
        let [matched, missed] = self.pairs(cases);
        writeln!(table, "false matches          {matched}")?;
        writeln!(table, "false non-matches      {missed}")?;
        for (kind, [live, refused]) in self.liveness(cases) {
            writeln!(table, "live, {kind}: {live}; too little around the face: {}", refused.count)?;
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

    /// By kind, how many are live, and how many are refused.
    fn liveness(&self, cases: &[Case]) -> BTreeMap<String, [Share; 2]> {
        let mut kinds: BTreeMap<String, [Share; 2]> = BTreeMap::new();
        for case in cases.iter().filter(|case| case.task == "liveness") {
            let outcome = self.reading(case.image.as_ref()).and_then(|r| r.liveness.as_ref());
            let Some(outcome) = outcome else { continue };
            let [live, refused] = kinds.entry(case.kind.clone().unwrap_or_default()).or_default();
            let is_live =
                matches!(outcome, PassiveOutcome::Scored { score } if score.get() >= LIVE);
            live.add(is_live);
            refused.add(matches!(outcome, PassiveOutcome::InsufficientContext { .. }));
        }
        kinds
    }
}

#[derive(Default)]
struct Detection {
    found: Share,
    exact: Share,
}

impl Detection {
    /// Points that faces have, each in an area of its own; whether they are all of the faces.
    fn add(&mut self, points: &[[f32; 2]], areas: &[Area], all: bool) {
        let mut free: Vec<&Area> = areas.iter().collect();
        let mut hits = 0;
        for &[x, y] in points {
            let inside = |area: &&Area| {
                (area.x..=area.x + area.width).contains(&x)
                    && (area.y..=area.y + area.height).contains(&y)
            };
            let hit = free.iter().position(inside);
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
}
