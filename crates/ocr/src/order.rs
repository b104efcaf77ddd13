//! The order in which lines are read.

use bonafide_imaging::Point;

use crate::print::Line;

/// Lines whose middles differ in height by less than this share of the lower one's height stand in
/// one row.
const SAME_ROW: f32 = 0.5;

/// Lines from top to bottom, those of one row from left to right, top and left being those of the
/// direction in which most of the print runs.
pub(crate) fn in_reading_order(lines: Vec<Line>) -> Vec<Line> {
    let along = common_direction(&lines);
    let mut places: Vec<(Placed, Line)> =
        lines.into_iter().map(|line| (Placed::of(&line, along), line)).collect();
    places.sort_by(|(a, _), (b, _)| a.down.total_cmp(&b.down).then(a.right.total_cmp(&b.right)));
    let mut ordered: Vec<Line> = Vec::with_capacity(places.len());
    let mut row: Vec<(Placed, Line)> = Vec::new();
    for (place, line) in places {
        if row.first().is_some_and(|(first, _)| !place.is_beside(first)) {
            flush(&mut row, &mut ordered);
        }
        row.push((place, line));
    }
    flush(&mut row, &mut ordered);
    ordered
}

fn flush(row: &mut Vec<(Placed, Line)>, ordered: &mut Vec<Line>) {
    row.sort_by(|(a, _), (b, _)| a.right.total_cmp(&b.right));
    ordered.extend(row.drain(..).map(|(_, line)| line));
}

/// Where the middle of a line is in the direction of the print, and how high the line is.
#[derive(Clone, Copy)]
struct Placed {
    right: f32,
    down: f32,
    height: f32,
}

impl Placed {
    fn of(line: &Line, along: Point) -> Self {
        let [first, _, opposite, below] = line.corners;
        let (x, y) = ((first.x + opposite.x) / 2.0, (first.y + opposite.y) / 2.0);
        Self {
            right: x * along.x + y * along.y,
            down: y * along.x - x * along.y,
            height: (below.x - first.x).hypot(below.y - first.y),
        }
    }

    fn is_beside(&self, other: &Self) -> bool {
        (self.down - other.down).abs() < SAME_ROW * self.height.min(other.height)
    }
}

/// The direction in which the print runs: the sum of the upper edges of its lines.
fn common_direction(lines: &[Line]) -> Point {
    let (mut x, mut y) = (0.0_f32, 0.0_f32);
    for line in lines {
        let [a, b, ..] = line.corners;
        (x, y) = (x + b.x - a.x, y + b.y - a.y);
    }
    let length = x.hypot(y);
    if length > 0.0 { Point { x: x / length, y: y / length } } else { Point { x: 1.0, y: 0.0 } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rectangle::Rectangle;

    fn line(x: f32, y: f32, along: (f32, f32)) -> Line {
        let along = Point { x: along.0, y: along.1 };
        let place = Rectangle { center: Point { x, y }, along, length: 80.0, height: 20.0 };
        Line { corners: place.corners(), words: Vec::new() }
    }

    fn middles(lines: &[Line]) -> Vec<(i32, i32)> {
        let middle = |line: &Line| {
            let [a, _, c, _] = line.corners;
            (((a.x + c.x) / 2.0).round() as i32, ((a.y + c.y) / 2.0).round() as i32)
        };
        lines.iter().map(middle).collect()
    }

    #[test]
    fn rows_are_read_from_left_to_right() {
        let places = [(300.0, 52.0), (100.0, 100.0), (100.0, 55.0), (200.0, 48.0)];
        let lines = places.map(|(x, y)| line(x, y, (1.0, 0.0))).to_vec();
        let found = middles(&in_reading_order(lines));
        assert_eq!(found, [(100, 55), (200, 48), (300, 52), (100, 100)]);
    }

    #[test]
    fn print_upside_down_is_read_from_its_own_top() {
        let places = [(100.0, 50.0), (300.0, 50.0), (100.0, 100.0)];
        let lines = places.map(|(x, y)| line(x, y, (-1.0, 0.0))).to_vec();
        assert_eq!(middles(&in_reading_order(lines)), [(100, 100), (300, 50), (100, 50)]);
        assert!(in_reading_order(Vec::new()).is_empty());
    }
}
