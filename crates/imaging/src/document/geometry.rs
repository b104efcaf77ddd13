//! Points and quadrilaterals in the plane.

/// A point or a vector, x to the right and y down.
pub(super) type Point = [f32; 2];

/// Four corners in order around, clockwise as seen (y points down).
pub(super) type Corners = [Point; 4];

pub(super) fn minus(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1]]
}

/// Positive when `b` lies clockwise of `a` as seen.
pub(super) fn cross(a: Point, b: Point) -> f32 {
    a[0] * b[1] - a[1] * b[0]
}

pub(super) fn distance(a: Point, b: Point) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// The point that far from `a` on the way to `b`: 0 is `a`, 1 is `b`.
pub(super) fn between(a: Point, b: Point, share: f32) -> Point {
    [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
}

/// Where the corners lead from each to the next: top, right, bottom, left when the first is top left.
pub(super) fn sides(corners: &Corners) -> [(Point, Point); 4] {
    let [a, b, c, d] = *corners;
    [(a, b), (b, c), (c, d), (d, a)]
}

/// Area, positive for corners that go round clockwise as seen.
pub(super) fn area(corners: &Corners) -> f32 {
    sides(corners).iter().map(|&(a, b)| cross(a, b)).sum::<f32>() / 2.0
}

/// Whether every corner turns clockwise by 40° to 140°: what a rectangle becomes in a photograph
/// that anyone would take of it.
pub(super) fn is_plausible(corners: &Corners) -> bool {
    const LEAST_SINE: f32 = 0.64;
    (0..4).all(|k| {
        let before = minus(corners[k], corners[(k + 3) % 4]);
        let after = minus(corners[(k + 1) % 4], corners[k]);
        let lengths = before[0].hypot(before[1]) * after[0].hypot(after[1]);
        lengths > 0.0 && cross(before, after) >= LEAST_SINE * lengths
    })
}

/// Whether a point lies in a convex quadrilateral or on its sides, whichever way round its corners run.
pub fn encloses(corners: &[[f32; 2]; 4], point: [f32; 2]) -> bool {
    let of_side = sides(corners).map(|(a, b)| cross(minus(b, a), minus(point, a)));
    of_side.iter().all(|side| *side >= 0.0) || of_side.iter().all(|side| *side <= 0.0)
}

/// The largest distance between corners of two quadrilaterals that go round the same way, whichever
/// corner each begins with.
pub(super) fn furthest(a: &Corners, b: &Corners) -> f32 {
    let turned =
        |turn: usize| (0..4).map(|k| distance(a[(k + turn) % 4], b[k])).fold(0.0, f32::max);
    (0..4).map(turned).fold(f32::MAX, f32::min)
}

/// The part from `a` to `b` that lies in a picture of that size, as shares of the way; `None` when no
/// part does.
///
/// Source: Liang and Barsky, "A new concept and method for line clipping", ACM TOG 3(1), 1984.
pub(super) fn clipped(a: Point, b: Point, size: Point) -> Option<(f32, f32)> {
    let (mut from, mut to) = (0.0_f32, 1.0_f32);
    for axis in 0..2 {
        let way = b[axis] - a[axis];
        let (low, high) = (-a[axis], size[axis] - a[axis]);
        if way == 0.0 {
            if low > 0.0 || high < 0.0 {
                return None;
            }
            continue;
        }
        let (first, last) =
            if way > 0.0 { (low / way, high / way) } else { (high / way, low / way) };
        from = from.max(first);
        to = to.min(last);
    }
    (from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: Corners = [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]];

    #[test]
    fn clockwise_squares_are_plausible_and_have_an_area() {
        assert!((area(&SQUARE) - 4.0).abs() < 1e-6);
        assert!(is_plausible(&SQUARE));
        let [a, b, c, d] = SQUARE;
        assert!(!is_plausible(&[d, c, b, a]), "the other way round");
        assert!(!is_plausible(&[a, c, b, d]), "crossed");
        assert!(!is_plausible(&[a, b, c, [1.9, 0.1]]), "bent in");
        let [a, b, c, d] = SQUARE;
        for corners in [SQUARE, [a, d, c, b]] {
            assert!(encloses(&corners, [1.0, 1.9]) && !encloses(&corners, [1.0, 2.1]));
        }
    }

    #[test]
    fn clipping_keeps_what_is_inside() {
        assert_eq!(clipped([-1.0, 1.0], [3.0, 1.0], [2.0, 2.0]), Some((0.25, 0.75)));
        assert_eq!(clipped([0.5, 0.5], [1.5, 1.0], [2.0, 2.0]), Some((0.0, 1.0)));
        assert_eq!(clipped([-1.0, 3.0], [3.0, 3.0], [2.0, 2.0]), None);
    }
}
