//! Outlines in millimetres: built, transformed, stroked.

use ab_glyph_rasterizer::{Point, point};

use crate::wave;

/// One piece of an outline, from its first point to its last.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Segment {
    Line(Point, Point),
    Quad(Point, Point, Point),
    Cubic(Point, Point, Point, Point),
}

/// Closed outlines in millimetres, filled together (overlaps count once).
#[derive(Clone, Debug, Default)]
pub(crate) struct Path {
    pub(crate) segments: Vec<Segment>,
    start: Point,
    current: Point,
}

/// A linear map with a shift: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Affine {
    a: f32,
    b: f32,
    c: f32,
    d: f32,
    e: f32,
    f: f32,
}

impl Affine {
    /// Scales about the origin, then moves the origin to `at`.
    pub(crate) fn scale_then_move(x: f32, y: f32, at: Point) -> Self {
        Self { a: x, b: 0.0, c: 0.0, d: y, e: at.x, f: at.y }
    }

    /// Turns clockwise (as seen on the page) about the origin, then moves the origin to `at`.
    pub(crate) fn turn_then_move(turns: f32, at: Point) -> Self {
        let (sin, cos) = (wave::sine(turns), wave::cosine(turns));
        Self { a: cos, b: sin, c: -sin, d: cos, e: at.x, f: at.y }
    }

    pub(crate) fn apply(&self, p: Point) -> Point {
        point(self.a * p.x + self.c * p.y + self.e, self.b * p.x + self.d * p.y + self.f)
    }
}

impl Segment {
    pub(crate) fn map(self, place: impl Fn(Point) -> Point) -> Self {
        match self {
            Self::Line(a, b) => Self::Line(place(a), place(b)),
            Self::Quad(a, b, c) => Self::Quad(place(a), place(b), place(c)),
            Self::Cubic(a, b, c, d) => Self::Cubic(place(a), place(b), place(c), place(d)),
        }
    }

    fn points(&self) -> [Point; 4] {
        match *self {
            Self::Line(a, b) => [a, a, b, b],
            Self::Quad(a, b, c) => [a, b, b, c],
            Self::Cubic(a, b, c, d) => [a, b, c, d],
        }
    }
}

impl Path {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn move_to(mut self, x: f32, y: f32) -> Self {
        self.start = point(x, y);
        self.current = self.start;
        self
    }

    pub(crate) fn line_to(mut self, x: f32, y: f32) -> Self {
        let to = point(x, y);
        self.segments.push(Segment::Line(self.current, to));
        self.current = to;
        self
    }

    pub(crate) fn cubic_to(mut self, a: (f32, f32), b: (f32, f32), to: (f32, f32)) -> Self {
        let to = point(to.0, to.1);
        self.segments.push(Segment::Cubic(self.current, point(a.0, a.1), point(b.0, b.1), to));
        self.current = to;
        self
    }

    pub(crate) fn close(self) -> Self {
        let start = self.start;
        self.line_to(start.x, start.y)
    }

    pub(crate) fn rect(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self::polygon(&[(x, y), (x + width, y), (x + width, y + height), (x, y + height)])
    }

    pub(crate) fn polygon(corners: &[(f32, f32)]) -> Self {
        let Some((&(x, y), rest)) = corners.split_first() else { return Self::new() };
        rest.iter().fold(Self::new().move_to(x, y), |path, &(x, y)| path.line_to(x, y)).close()
    }

    /// An ellipse of four cubic arcs (0.5523 is the usual circle constant).
    pub(crate) fn ellipse(cx: f32, cy: f32, rx: f32, ry: f32) -> Self {
        let (kx, ky) = (rx * 0.5523, ry * 0.5523);
        Self::new()
            .move_to(cx + rx, cy)
            .cubic_to((cx + rx, cy + ky), (cx + kx, cy + ry), (cx, cy + ry))
            .cubic_to((cx - kx, cy + ry), (cx - rx, cy + ky), (cx - rx, cy))
            .cubic_to((cx - rx, cy - ky), (cx - kx, cy - ry), (cx, cy - ry))
            .cubic_to((cx + kx, cy - ry), (cx + rx, cy - ky), (cx + rx, cy))
    }

    /// The outline of a line of the given width through the points: one side out, the other back,
    /// so that no joint is inked twice.
    pub(crate) fn stroke(points: &[Point], width: f32) -> Self {
        if points.len() < 2 {
            return Self::new();
        }
        let sides: Vec<(Point, Point)> = (0..points.len())
            .map(|i| {
                let before = points[i.saturating_sub(1)];
                let after = points[(i + 1).min(points.len() - 1)];
                let (dx, dy) = (after.x - before.x, after.y - before.y);
                let half = 0.5 * width / wave::length(dx, dy).max(1e-6);
                let (nx, ny) = (-dy * half, dx * half);
                (
                    point(points[i].x + nx, points[i].y + ny),
                    point(points[i].x - nx, points[i].y - ny),
                )
            })
            .collect();
        let outline: Vec<(f32, f32)> = sides
            .iter()
            .map(|(left, _)| (left.x, left.y))
            .chain(sides.iter().rev().map(|(_, right)| (right.x, right.y)))
            .collect();
        Self::polygon(&outline)
    }

    /// A stroked cubic curve.
    pub(crate) fn stroke_cubic(
        from: (f32, f32),
        a: (f32, f32),
        b: (f32, f32),
        to: (f32, f32),
        width: f32,
    ) -> Self {
        const STEPS: u8 = 16;
        let points: Vec<Point> = (0..=STEPS)
            .map(|step| {
                let t = f32::from(step) / f32::from(STEPS);
                let s = 1.0 - t;
                let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
                let corners = [from, a, b, to];
                let sum = |axis: fn(&(f32, f32)) -> f32| {
                    weights.iter().zip(&corners).map(|(w, corner)| w * axis(corner)).sum()
                };
                point(sum(|p| p.0), sum(|p| p.1))
            })
            .collect();
        Self::stroke(&points, width)
    }

    /// A stroked ellipse, as a ring.
    pub(crate) fn ring(cx: f32, cy: f32, rx: f32, ry: f32, width: f32) -> Self {
        let half = width / 2.0;
        let mut outer = Self::ellipse(cx, cy, rx + half, ry + half);
        // The inner outline runs the other way round, which leaves a hole.
        let inner = Self::ellipse(cx, cy, (rx - half).max(0.0), -(ry - half).max(0.0));
        outer.segments.extend(inner.segments);
        outer
    }

    pub(crate) fn transformed(&self, by: Affine) -> Self {
        let segments = self.segments.iter().map(|s| s.map(|p| by.apply(p))).collect();
        Self { segments, start: by.apply(self.start), current: by.apply(self.current) }
    }

    /// Lowest and highest corner over all control points; `None` without segments.
    pub(crate) fn bounds(&self) -> Option<(Point, Point)> {
        let mut points = self.segments.iter().flat_map(Segment::points);
        let first = points.next()?;
        Some(points.fold((first, first), |(low, high), p| {
            (point(low.x.min(p.x), low.y.min(p.y)), point(high.x.max(p.x), high.y.max(p.y)))
        }))
    }
}
