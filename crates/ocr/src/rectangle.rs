//! Rectangles that may be turned, and the smallest one around points.

use bonafide_imaging::Point;

/// A rectangle in any direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rectangle {
    /// Its middle.
    pub center: Point,
    /// The direction along which [`Rectangle::length`] runs: unit length, x to the right, y downwards.
    pub along: Point,
    /// Extent along that direction.
    pub length: f32,
    /// Extent across it.
    pub height: f32,
}

impl Rectangle {
    /// The direction across: a quarter turn clockwise as seen, downwards for one that runs to the
    /// right.
    pub fn across(&self) -> Point {
        Point { x: -self.along.y, y: self.along.x }
    }

    /// The place `s` along and `t` across from the middle.
    pub fn at(&self, s: f32, t: f32) -> Point {
        let across = self.across();
        Point {
            x: self.center.x + s * self.along.x + t * across.x,
            y: self.center.y + s * self.along.y + t * across.y,
        }
    }

    /// The corners of the part from `from` to `to` along: first and last of the upper edge, last and
    /// first of the lower.
    pub fn part(&self, from: f32, to: f32) -> [Point; 4] {
        let half = self.height / 2.0;
        [self.at(from, -half), self.at(to, -half), self.at(to, half), self.at(from, half)]
    }

    /// The corners: top left, top right, bottom right, bottom left in the direction along.
    pub fn corners(&self) -> [Point; 4] {
        self.part(-self.length / 2.0, self.length / 2.0)
    }

    /// Larger by a margin on every side.
    #[must_use]
    pub fn grown(&self, margin: f32) -> Self {
        Self { length: self.length + 2.0 * margin, height: self.height + 2.0 * margin, ..*self }
    }

    /// The same place read from the other end.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self { along: Point { x: -self.along.x, y: -self.along.y }, ..*self }
    }

    /// The same place with the direction a quarter turn anticlockwise: what ran to the right runs up.
    #[must_use]
    pub(crate) fn quarter_turned(&self) -> Self {
        Self {
            along: Point { x: self.along.y, y: -self.along.x },
            length: self.height,
            height: self.length,
            ..*self
        }
    }

    /// In a picture that is wider by `x` and higher by `y`: the direction of the sides along is
    /// scaled, those across stay at right angles to it.
    pub(crate) fn scaled(&self, x: f32, y: f32) -> Self {
        let across = self.across();
        let stretch = |direction: Point| (direction.x * x).hypot(direction.y * y);
        let (along_by, across_by) = (stretch(self.along), stretch(across));
        let unit = if along_by > 0.0 { along_by } else { 1.0 };
        Self {
            center: Point { x: self.center.x * x, y: self.center.y * y },
            along: Point { x: self.along.x * x / unit, y: self.along.y * y / unit },
            length: self.length * along_by,
            height: self.height * across_by,
        }
    }
}

/// The rectangle of least area around points; `None` for no points.
///
/// One of its sides lies on a side of the convex hull. Source: Freeman and Shapira, "Determining the
/// minimum-area encasing rectangle for an arbitrary closed curve", CACM 18(7), 1975.
pub(crate) fn smallest_around(points: &[Point]) -> Option<Rectangle> {
    let hull = convex_hull(points);
    let first = *hull.first()?;
    let level = Point { x: 1.0, y: 0.0 };
    let edges = hull.iter().zip(hull.iter().cycle().skip(1)).filter_map(|(a, b)| unit(*a, *b));
    let mut best: Option<Rectangle> = None;
    for along in std::iter::once(level).chain(edges) {
        let found = encasing(&hull, first, along);
        let area = |rectangle: &Rectangle| rectangle.length * rectangle.height;
        if best.as_ref().is_none_or(|best| area(&found) < area(best)) {
            best = Some(found);
        }
    }
    best
}

fn unit(a: Point, b: Point) -> Option<Point> {
    let (x, y) = (b.x - a.x, b.y - a.y);
    let length = x.hypot(y);
    (length > 0.0).then(|| Point { x: x / length, y: y / length })
}

/// The rectangle in a direction around points, places counted from `origin` to lose no precision.
fn encasing(hull: &[Point], origin: Point, along: Point) -> Rectangle {
    let (mut s, mut t) = ((0.0_f32, 0.0_f32), (0.0_f32, 0.0_f32));
    for point in hull {
        let (x, y) = (point.x - origin.x, point.y - origin.y);
        let (here, off) = (x * along.x + y * along.y, y * along.x - x * along.y);
        s = (s.0.min(here), s.1.max(here));
        t = (t.0.min(off), t.1.max(off));
    }
    let (middle_s, middle_t) = ((s.0 + s.1) / 2.0, (t.0 + t.1) / 2.0);
    let center = Point {
        x: origin.x + middle_s * along.x - middle_t * along.y,
        y: origin.y + middle_s * along.y + middle_t * along.x,
    };
    Rectangle { center, along, length: s.1 - s.0, height: t.1 - t.0 }
}

/// The corners of the convex hull in order. Source: Andrew, "Another efficient algorithm for convex
/// hulls in two dimensions", Information Processing Letters 9(5), 1979.
fn convex_hull(points: &[Point]) -> Vec<Point> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let mut hull = chain(sorted.iter());
    let mut back = chain(sorted.iter().rev());
    hull.pop();
    back.pop();
    hull.extend(back);
    hull
}

/// One side of the hull, from the first point to the last.
fn chain<'a>(points: impl Iterator<Item = &'a Point>) -> Vec<Point> {
    let mut chain: Vec<Point> = Vec::new();
    for &point in points {
        while let [.., a, b] = chain.as_slice()
            && (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) <= 0.0
        {
            chain.pop();
        }
        chain.push(point);
    }
    chain
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rectangle(degrees: f32, length: f32, height: f32) -> Rectangle {
        let (y, x) = degrees.to_radians().sin_cos();
        Rectangle { center: Point { x: 50.0, y: 40.0 }, along: Point { x, y }, length, height }
    }

    #[test]
    fn the_smallest_rectangle_around_corners_is_the_rectangle() {
        for degrees in [0.0, 7.0, 30.0, 45.0, 89.0, 133.0] {
            let drawn = rectangle(degrees, 60.0, 12.0);
            let found = smallest_around(&drawn.corners()).unwrap();
            let (long, short) = (found.length.max(found.height), found.length.min(found.height));
            assert!((long - 60.0).abs() < 0.01 && (short - 12.0).abs() < 0.01, "{degrees}");
            assert!((found.center.x - 50.0).hypot(found.center.y - 40.0) < 0.01, "{degrees}");
        }
    }

    #[test]
    fn corners_go_around_from_the_top_left() {
        let upright = rectangle(0.0, 60.0, 12.0);
        let [a, b, c, d] = upright.corners().map(|p| (p.x, p.y));
        assert_eq!([a, b, c, d], [(20.0, 34.0), (80.0, 34.0), (80.0, 46.0), (20.0, 46.0)]);
        let up = rectangle(90.0, 60.0, 12.0).reversed();
        let [a, b, ..] = up.corners();
        assert!((a.x - 44.0).abs() < 0.01 && (a.y - 70.0).abs() < 0.01, "{a:?}");
        assert!((b.x - 44.0).abs() < 0.01 && (b.y - 10.0).abs() < 0.01, "{b:?}");
        let turned = upright.quarter_turned();
        assert!((turned.along.y + 1.0).abs() < 1e-6 && (turned.length - 12.0).abs() < 1e-6);
    }

    #[test]
    fn scaling_keeps_directions_where_both_axes_grow_alike() {
        let found = rectangle(30.0, 60.0, 12.0).scaled(2.0, 2.0);
        assert!((found.length - 120.0).abs() < 1e-3 && (found.height - 24.0).abs() < 1e-3);
        assert!((found.along.y - 0.5).abs() < 1e-6 && (found.center.x - 100.0).abs() < 1e-3);
    }

    #[test]
    fn few_points_are_no_trouble() {
        assert_eq!(smallest_around(&[]), None);
        let one = smallest_around(&[Point { x: 3.0, y: 4.0 }; 5]).unwrap();
        assert_eq!((one.length, one.height, one.center), (0.0, 0.0, Point { x: 3.0, y: 4.0 }));
    }

    proptest! {
        #[test]
        fn every_point_is_inside(points in prop::collection::vec((0..200_u16, 0..200_u16), 1..40)) {
            let points: Vec<Point> = points
                .into_iter()
                .map(|(x, y)| Point { x: f32::from(x), y: f32::from(y) })
                .collect();
            let found = smallest_around(&points).unwrap().grown(0.01);
            for point in points {
                let (x, y) = (point.x - found.center.x, point.y - found.center.y);
                let s = x * found.along.x + y * found.along.y;
                let t = y * found.along.x - x * found.along.y;
                prop_assert!(s.abs() <= found.length / 2.0 && t.abs() <= found.height / 2.0);
            }
        }
    }
}
