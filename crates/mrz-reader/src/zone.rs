//! Lines that belong to one zone.

use std::ops::Range;

use bonafide_imaging::Point;

use crate::strand::Strand;

/// Lines of a zone are this far apart, in capital heights (Doc 9303: 2.65 for passports; cards and
/// copies vary).
const SPACING: Range<f32> = 1.15..4.2;
/// How far apart the lines of a passport are, in capital heights (Doc 9303 Part 3: 6.35 mm where
/// capitals have 2.4 mm).
const USUAL_SPACING: f32 = 2.65;
/// Where cells agree on the direction by more than this, 0 being not at all and 1 fully, it is not
/// doubted.
const SURE_WAY: f32 = 0.5;
/// How much longer a line is taken to be at either end where it does not read.
const MORE_LENGTH: f32 = 0.3;
/// The longest line of a zone is at least this long, in capital heights: half a line of a card.
const LEAST_LENGTH: f32 = 14.0;
/// Lines of cards (30 characters, the shortest) are at least this long, in capital heights.
const WHOLE_LENGTH: f32 = 24.0;
/// The locator is sure of a line whose cells have this mean probability.
const LIKELY: f32 = 0.7;
/// Zones kept of one view.
const MOST_ZONES: usize = 8;
/// Lines kept of one zone; more than three are kept since ordinary print may stand above a zone.
const MOST_LINES: usize = 5;

/// Lines that run side by side, the uppermost (in their own reading direction) first, all over the
/// same stretch of the first line's axis.
#[derive(Clone, Debug)]
pub(crate) struct Zone {
    pub(crate) lines: Vec<Strand>,
    /// Whether there is no doubt which way it reads.
    pub(crate) is_way_sure: bool,
}

/// Sorts lines into zones, those of most print first.
pub(crate) fn zones(strands: &[Strand]) -> Vec<Zone> {
    let mut zones: Vec<Vec<Strand>> = Vec::new();
    for strand in strands {
        // A line between two others brings them together.
        let (home, apart): (Vec<_>, Vec<_>) =
            zones.into_iter().partition(|zone| zone.iter().any(|line| neighbours(line, strand)));
        let mut joined = home.into_iter().fold(vec![*strand], |mut all, zone| {
            all.extend(zone);
            all
        });
        joined.sort_by(|a, b| b.length().total_cmp(&a.length()));
        joined.truncate(MOST_LINES);
        zones = apart;
        zones.push(joined);
    }
    zones.retain(|zone| zone.iter().any(|l| l.length() >= LEAST_LENGTH * l.capital[0]));
    let mut zones: Vec<Zone> = zones.into_iter().map(Zone::of).collect();
    let print = |zone: &Zone| zone.lines.iter().map(|l| l.length() * l.sure).sum::<f32>();
    zones.sort_by(|a, b| print(b).total_cmp(&print(a)));
    zones.truncate(MOST_ZONES);
    zones
}

/// Whether two lines are neighbours in one zone: parallel, alike in size, one above the other.
fn neighbours(a: &Strand, b: &Strand) -> bool {
    let alike = dot(a, b).abs();
    let size = b.capital[0] / a.capital[0];
    let (s, beside) = a.place_of(b.at(0.0));
    let shared = (s + b.length() / 2.0).min(a.to) - (s - b.length() / 2.0).max(a.from);
    let spacing = beside.abs() / ((a.capital[0] + b.capital[0]) / 2.0);
    alike > 0.97
        && (0.55..1.8).contains(&size)
        && SPACING.contains(&spacing)
        && shared > 0.4 * a.length().min(b.length())
}

fn dot(a: &Strand, b: &Strand) -> f32 {
    a.along.0 * b.along.0 + a.along.1 * b.along.1
}

impl Zone {
    fn of(mut lines: Vec<Strand>) -> Self {
        // All lines of a zone read the same way: the one for which most speaks.
        let votes: f32 =
            lines.iter().map(|l| l.vote * l.length() * dot(&lines[0], l).signum()).sum();
        let reference = if votes < 0.0 { lines[0].reversed() } else { lines[0] };
        for line in &mut lines {
            if dot(&reference, line) < 0.0 {
                *line = line.reversed();
            }
        }
        let height = |line: &Strand| reference.place_of(line.at(0.0)).1;
        lines.sort_by(|a, b| height(a).total_cmp(&height(b)));
        let length: f32 = lines.iter().map(Strand::length).sum();
        let mut zone = Self { lines, is_way_sure: votes.abs() > SURE_WAY * length };
        zone.level();
        zone
    }

    /// Stretches every line to where the longest of them reach: lines of a zone are equally long,
    /// and what the locator missed of one it mostly saw of another.
    fn level(&mut self) {
        let reference = self.lines[0];
        let ends = |line: &Strand| [line.from, line.to].map(|s| reference.place_of(line.at(s)).0);
        let from = self.lines.iter().map(|l| ends(l)[0]).fold(f32::INFINITY, f32::min);
        let to = self.lines.iter().map(|l| ends(l)[1]).fold(f32::NEG_INFINITY, f32::max);
        for line in &mut self.lines {
            let middle = reference.place_of(line.at(0.0)).0;
            let longest = line.length();
            // Not beyond twice what was seen of it: a stray line must not reach across the page.
            line.from = (from - middle).clamp(line.from - longest, line.from);
            line.to = (to - middle).clamp(line.to, line.to + longest);
        }
    }

    /// Some of its lines.
    pub(crate) fn part(&self, lines: Range<usize>) -> Self {
        Self { lines: self.lines[lines].to_vec(), ..*self }
    }

    /// Whether this looks like a zone to the locator: a line as long as those of cards, that it is
    /// sure of.
    pub(crate) fn is_likely(&self) -> bool {
        let is_long = |line: &Strand| line.length() >= WHOLE_LENGTH * line.capital[0];
        self.lines.iter().any(|line| is_long(line) && line.sure > LIKELY)
    }

    /// Whether this may be what the locator saw of a larger zone.
    pub(crate) fn may_lack_lines(&self) -> bool {
        self.lines.len() < 3
    }

    /// The same zone with what the locator may have missed of it: lines reach further to both ends,
    /// and there is a line above and one below. Nothing vouches for those: they are `sure` by 0.
    pub(crate) fn guessed(&self) -> Self {
        let mut lines = self.lines.clone();
        for line in &mut lines {
            let more = line.length() * MORE_LENGTH;
            (line.from, line.to) = (line.from - more, line.to + more);
        }
        if lines.len() < 3 {
            let spacing = self.spacing();
            let (above, below) =
                (lines[0].beside(-spacing), lines[lines.len() - 1].beside(spacing));
            lines.insert(0, above);
            lines.push(below);
        }
        Self { lines, ..*self }
    }

    /// From line to line, in pixels.
    fn spacing(&self) -> f32 {
        match self.lines.as_slice() {
            [first, .., last] => {
                first.place_of(last.at(0.0)).1.abs() / (self.lines.len() - 1) as f32
            }
            _ => USUAL_SPACING * self.lines[0].capital[0],
        }
    }

    /// Corners of all its lines together: top left, top right, bottom right, bottom left.
    pub(crate) fn corners(&self) -> [Point; 4] {
        let (first, last) = (&self.lines[0], &self.lines[self.lines.len() - 1]);
        let (upper, lower) =
            (first.corners(first.from, first.to), last.corners(last.from, last.to));
        [upper[0], upper[1], lower[2], lower[3]]
    }

    /// The same zone read upside down.
    pub(crate) fn reversed(&self) -> Self {
        Self { lines: self.lines.iter().rev().map(Strand::reversed).collect(), ..*self }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn line(x: f32, y: f32, half: f32) -> Strand {
        Strand {
            origin: Point { x, y },
            along: (1.0, 0.0),
            from: -half,
            to: half,
            bend: [0.0; 3],
            capital: [10.0, 0.0],
            sure: 0.9,
            vote: 0.9,
        }
    }

    #[test]
    fn two_documents_are_two_zones_and_lines_come_from_top_to_bottom() {
        let found = zones(&[
            line(300.0, 525.0, 200.0),
            line(300.0, 500.0, 200.0),
            line(320.0, 100.0, 150.0),
            line(320.0, 125.0, 150.0),
            line(320.0, 75.0, 150.0),
        ]);
        let heights: Vec<Vec<f32>> =
            found.iter().map(|z| z.lines.iter().map(|l| l.origin.y).collect()).collect();
        assert_eq!(heights, [vec![75.0, 100.0, 125.0], vec![500.0, 525.0]]);
    }

    #[test]
    fn what_was_missed_of_a_line_is_known_from_its_neighbour() {
        let found = zones(&[line(300.0, 500.0, 200.0), line(250.0, 525.0, 150.0)]);
        let [upper, lower] = [found[0].lines[0], found[0].lines[1]];
        assert!((upper.at(upper.to).x - lower.at(lower.to).x).abs() < 1e-3);
        assert!((upper.at(upper.from).x - lower.at(lower.from).x).abs() < 1e-3);
    }

    #[test]
    fn a_line_that_points_the_other_way_is_turned_to_the_rest() {
        let mut astray = line(300.0, 525.0, 200.0).reversed();
        astray.vote = 0.2;
        let found = zones(&[astray, line(300.0, 500.0, 200.0)]);
        assert_eq!(found.len(), 1);
        assert!(found[0].lines.iter().all(|l| l.along.0 > 0.0));
        assert!(found[0].lines[0].origin.y < found[0].lines[1].origin.y);
    }

    #[test]
    fn guesses_stand_where_lines_would() {
        let guessed = zones(&[line(300.0, 500.0, 200.0), line(300.0, 525.0, 200.0)])[0].guessed();
        let heights: Vec<f32> = guessed.lines.iter().map(|l| l.at(0.0).y).collect();
        assert_eq!(heights, [475.0, 500.0, 525.0, 550.0]);
        assert!(guessed.lines[0].sure < 0.1 && guessed.lines[1].sure > 0.8);
        assert!(guessed.lines[1].length() > 500.0);
    }

    #[test]
    fn upside_down_the_last_line_is_the_first() {
        let zone = zones(&[line(300.0, 500.0, 200.0), line(300.0, 525.0, 200.0)])[0].reversed();
        assert!(zone.lines[0].origin.y > zone.lines[1].origin.y);
        assert!(zone.lines[0].along.0 < 0.0);
    }
}
