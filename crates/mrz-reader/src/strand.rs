//! Lines of print as curves in the picture: the cells that the locator marks, joined and measured.

use bonafide_imaging::Point;

use crate::locate::{Maps, STRIDE};

/// Cells surer than this belong to a line. Of 136 rendered zones (`training/mrz/write_set.py`, seed
/// 90001) 117, 120 and 119 are read with 0.25, 0.4 and 0.55.
const CORE: f32 = 0.4;
/// Cells to either side along the reading direction whose mean must hold too: what joins two lines
/// that stand close together is a cell or two wide.
const REACH: i32 = 4;
/// The least mean. A line's own end has five of nine.
const CORE_ALONG: f32 = 0.45;
/// Of cells side by side across the reading direction, only those are kept whose mean is at least
/// this share of the greatest up to two cells away: lines of cards stand five cells apart.
const RIDGE: f32 = 0.75;
const RIDGE_REACH: i32 = 2;
/// Marks that lie further from their centre line than this, in capital heights (root mean square),
/// are of more than one line; the core of one spreads over 0.2.
const MOST_SPREAD: f32 = 0.5;
/// Three lines are taken apart in two steps.
const MOST_SPLITS: usize = 2;
/// The mean along the line does not see its last cells: so many belong to it at either end.
const END_CELLS: f32 = 1.5;
/// Fewer cells than this are no line.
const LEAST_CELLS: usize = 8;
/// A line is at least this many capital heights long (six characters).
const LEAST_LENGTH: f32 = 7.0;
/// Lines that bow by less than this many capital heights are taken for straight.
const LEAST_BOW: f32 = 0.35;
/// Lines looked at in one view of a picture.
const MOST_STRANDS: usize = 24;

/// A line of print: a gently bent curve with a height, in pixels of the upright picture.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Strand {
    /// The middle of the line.
    pub(crate) origin: Point,
    /// Unit vector of the reading direction.
    pub(crate) along: (f32, f32),
    /// How far the line reaches before and after the origin, `from < 0 < to`.
    pub(crate) from: f32,
    pub(crate) to: f32,
    /// The centre line lies `bend[0] + bend[1]·s + bend[2]·s²` beside the axis at `s` along it,
    /// to the right of the reading direction (downwards for upright text).
    pub(crate) bend: [f32; 3],
    /// Capital height `capital[0] + capital[1]·s`.
    pub(crate) capital: [f32; 2],
    /// Mean probability of its cells.
    pub(crate) sure: f32,
    /// How well its cells agree on the reading direction: 0 not at all, 1 fully.
    pub(crate) vote: f32,
}

impl Strand {
    /// The centre line at `s`.
    pub(crate) fn at(&self, s: f32) -> Point {
        self.point(s, self.center(s))
    }

    /// How far the centre line lies beside the axis at `s`.
    fn center(&self, s: f32) -> f32 {
        self.bend[0] + (self.bend[1] + self.bend[2] * s) * s
    }

    /// The point at `s` along the axis and `t` to its right.
    fn point(&self, s: f32, t: f32) -> Point {
        let (u, v) = self.along;
        Point { x: self.origin.x + u * s - v * t, y: self.origin.y + v * s + u * t }
    }

    /// A line that runs beside this one, `distance` to its right, for which nothing speaks yet.
    pub(crate) fn beside(&self, distance: f32) -> Self {
        let (across, origin) = (self.across(0.0), self.origin);
        let origin = Point { x: origin.x + across.0 * distance, y: origin.y + across.1 * distance };
        Self { origin, sure: 0.0, vote: 0.0, ..*self }
    }

    /// Unit vector to the right of the reading direction at `s`.
    pub(crate) fn across(&self, s: f32) -> (f32, f32) {
        let slope = self.bend[1] + 2.0 * self.bend[2] * s;
        let (u, v) = (self.along.0 - self.along.1 * slope, self.along.1 + self.along.0 * slope);
        let length = u.hypot(v).max(f32::MIN_POSITIVE);
        (-v / length, u / length)
    }

    /// Capital height at `s`, never less than a third of the mean.
    pub(crate) fn capital_at(&self, s: f32) -> f32 {
        (self.capital[0] + self.capital[1] * s).max(self.capital[0] / 3.0)
    }

    /// Length along the axis.
    pub(crate) fn length(&self) -> f32 {
        self.to - self.from
    }

    /// Where a point of the picture lies: along the axis, and beside the centre line.
    pub(crate) fn place_of(&self, point: Point) -> (f32, f32) {
        let (dx, dy) = (point.x - self.origin.x, point.y - self.origin.y);
        let s = dx * self.along.0 + dy * self.along.1;
        let beside = dy * self.along.0 - dx * self.along.1;
        (s, beside - self.center(s))
    }

    /// The same line read from its other end.
    pub(crate) fn reversed(&self) -> Self {
        Self {
            along: (-self.along.0, -self.along.1),
            from: -self.to,
            to: -self.from,
            bend: [-self.bend[0], self.bend[1], -self.bend[2]],
            capital: [self.capital[0], -self.capital[1]],
            ..*self
        }
    }

    /// Corners of the line from `from` to `to`: top left, top right, bottom right, bottom left in
    /// reading direction.
    pub(crate) fn corners(&self, from: f32, to: f32) -> [Point; 4] {
        let corner = |s: f32, side: f32| {
            let (center, across) = (self.at(s), self.across(s));
            let reach = side * self.capital_at(s) / 2.0;
            Point { x: center.x + across.0 * reach, y: center.y + across.1 * reach }
        };
        [corner(from, -1.0), corner(to, -1.0), corner(to, 1.0), corner(from, 1.0)]
    }
}

/// A marked cell in picture pixels.
#[derive(Clone, Copy)]
struct Mark {
    /// The side of the cell.
    side: f32,
    x: f32,
    y: f32,
    weight: f32,
    direction: (f32, f32),
    capital: f32,
}

/// The lines that the maps show, the longest first.
pub(crate) fn strands(maps: &Maps) -> Vec<Strand> {
    let mut strands = joined(components(maps));
    strands.retain(|strand| strand.length() >= LEAST_LENGTH * strand.capital[0]);
    strands.sort_by(|a, b| (b.length() * b.sure).total_cmp(&(a.length() * a.sure)));
    strands.truncate(MOST_STRANDS);
    strands
}

/// Marked cells that touch, also by corners.
fn components(maps: &Maps) -> Vec<Vec<Mark>> {
    touching(maps).into_iter().flat_map(|marks| apart(marks, MOST_SPLITS)).collect()
}

fn touching(maps: &Maps) -> Vec<Vec<Mark>> {
    let (columns, rows) = (maps.columns, maps.rows);
    let mut seen: Vec<bool> = on_lines(maps).iter().map(|on| !on).collect();
    let mut found = Vec::new();
    for start in 0..columns * rows {
        if seen[start] {
            continue;
        }
        seen[start] = true;
        let mut members = vec![start];
        let mut next = 0;
        while next < members.len() {
            let (x, y) = (members[next] % columns, members[next] / columns);
            next += 1;
            for ny in y.saturating_sub(1)..(y + 2).min(rows) {
                for nx in x.saturating_sub(1)..(x + 2).min(columns) {
                    let index = ny * columns + nx;
                    if !seen[index] {
                        seen[index] = true;
                        members.push(index);
                    }
                }
            }
        }
        if members.len() >= LEAST_CELLS {
            found.push(members.iter().map(|&index| mark(maps, index)).collect());
        }
    }
    found
}

/// Takes lines apart that touch in places: marks of one line lie close to its centre line.
fn apart(marks: Vec<Mark>, splits: usize) -> Vec<Vec<Mark>> {
    let Some(strand) = measured(&marks).filter(|_| splits > 0) else { return vec![marks] };
    let beside: Vec<f32> =
        marks.iter().map(|m| strand.place_of(Point { x: m.x, y: m.y }).1).collect();
    let spread = (beside.iter().map(|t| t * t).sum::<f32>() / beside.len() as f32).sqrt();
    if spread < MOST_SPREAD * strand.capital[0] {
        return vec![marks];
    }
    let Some(middle) = between(&beside) else { return vec![marks] };
    let (mut upper, mut lower) = (Vec::new(), Vec::new());
    for (mark, t) in marks.into_iter().zip(beside) {
        if t < middle { upper.push(mark) } else { lower.push(mark) }
    }
    [upper, lower].into_iter().flat_map(|half| apart(half, splits - 1)).collect()
}

/// The value that parts others into two groups of least variance (Otsu 1979); `None` for equals.
fn between(values: &[f32]) -> Option<f32> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    let total: f32 = sorted.iter().sum();
    let (mut best, mut at, mut below) = (0.0, None, 0.0);
    for (count, pair) in sorted.windows(2).enumerate() {
        below += pair[0];
        let (few, rest) = ((count + 1) as f32, (sorted.len() - count - 1) as f32);
        let distance = below / few - (total - below) / rest;
        let variance = few * rest * distance * distance;
        if variance > best {
            (best, at) = (variance, Some((pair[0] + pair[1]) / 2.0));
        }
    }
    at
}

/// Which cells lie on a line: marked themselves, marked along the reading direction, and on the
/// ridge across it.
fn on_lines(maps: &Maps) -> Vec<bool> {
    let core: Vec<f32> = (0..maps.columns * maps.rows).map(|index| maps.core(index)).collect();
    let means: Vec<f32> = (0..core.len())
        .map(|index| if core[index] > CORE / 4.0 { mean_along(maps, &core, index) } else { 0.0 })
        .collect();
    (0..core.len())
        .map(|index| {
            let is_marked = core[index] >= CORE && means[index] >= CORE_ALONG;
            is_marked && means[index] >= RIDGE * greatest_across(maps, &means, index)
        })
        .collect()
}

/// The mean probability of a cell and its neighbours along the reading direction.
fn mean_along(maps: &Maps, core: &[f32], index: usize) -> f32 {
    let along = direction(maps, index);
    let sum: f32 = (-REACH..=REACH).map(|step| near(maps, core, index, along, step)).sum();
    sum / (2 * REACH + 1) as f32
}

/// The greatest mean beside a cell across the reading direction.
fn greatest_across(maps: &Maps, means: &[f32], index: usize) -> f32 {
    let (u, v) = direction(maps, index);
    (-RIDGE_REACH..=RIDGE_REACH)
        .map(|step| near(maps, means, index, (-v, u), step))
        .fold(0.0, f32::max)
}

fn direction(maps: &Maps, index: usize) -> (f32, f32) {
    let (u, v) = maps.cell(index).direction;
    let length = u.hypot(v).max(f32::MIN_POSITIVE);
    (u / length, v / length)
}

/// The value `step` cells away in a direction, 0 outside.
fn near(maps: &Maps, values: &[f32], index: usize, (u, v): (f32, f32), step: i32) -> f32 {
    let x = (index % maps.columns) as f32 + u * step as f32;
    let y = (index / maps.columns) as f32 + v * step as f32;
    let (x, y) = (x.round(), y.round());
    let inside = x >= 0.0 && y >= 0.0 && x < maps.columns as f32 && y < maps.rows as f32;
    if inside { values[y as usize * maps.columns + x as usize] } else { 0.0 }
}

fn mark(maps: &Maps, index: usize) -> Mark {
    let cell = maps.cell(index);
    let center = |at: usize, scale: f32| ((at * STRIDE) as f32 + STRIDE as f32 / 2.0) * scale;
    Mark {
        x: center(index % maps.columns, maps.scale.0),
        y: center(index / maps.columns, maps.scale.1),
        side: STRIDE as f32 * (maps.scale.0 + maps.scale.1) / 2.0,
        weight: maps.core(index),
        direction: cell.direction,
        capital: cell.capital * (maps.scale.0 + maps.scale.1) / 2.0,
    }
}

/// Fits axis, bend and height to the marks of one line.
fn measured(marks: &[Mark]) -> Option<Strand> {
    let total: f32 = marks.iter().map(|m| m.weight).sum();
    let mean = |value: &dyn Fn(&Mark) -> f32| {
        marks.iter().map(|m| m.weight * value(m)).sum::<f32>() / total
    };
    let origin = Point { x: mean(&|m| m.x), y: mean(&|m| m.y) };
    let pointed = (mean(&|m| m.direction.0), mean(&|m| m.direction.1));
    let along = axis(marks, origin, pointed)?;
    let capital = mean(&|m| m.capital.ln()).exp();
    if !(origin.x.is_finite() && origin.y.is_finite() && capital.is_finite()) {
        return None;
    }
    let placed: Vec<[f32; 4]> = marks
        .iter()
        .map(|m| {
            let (dx, dy) = (m.x - origin.x, m.y - origin.y);
            let (s, t) = (dx * along.0 + dy * along.1, dy * along.0 - dx * along.1);
            [s, t, m.capital, m.weight]
        })
        .collect();
    let more = marks.iter().map(|m| m.side).fold(0.0, f32::max) * END_CELLS;
    let from = placed.iter().map(|p| p[0]).fold(f32::INFINITY, f32::min) - more;
    let to = placed.iter().map(|p| p[0]).fold(f32::NEG_INFINITY, f32::max) + more;
    let long = to - from > 12.0 * capital;
    let bend = bend(&placed, if long { (to - from) / 2.0 } else { 0.0 }, capital);
    let slope = if long { fitted(&placed, 2, 2)[1] } else { 0.0 };
    // Heights change by perspective alone: by half over a line at the very most.
    let steepest = 0.5 * capital / (to - from).max(1.0);
    let capital = [capital, slope.clamp(-steepest, steepest)];
    let sure = total / marks.len() as f32;
    let vote = (pointed.0 * along.0 + pointed.1 * along.1).clamp(0.0, 1.0);
    let strand = Strand { origin, along, from, to, bend, capital, sure, vote };
    let finite = [origin.x, origin.y, along.0, along.1, from, to, capital[0]]
        .iter()
        .chain(&bend)
        .all(|value| value.is_finite());
    (finite && strand.length() > 0.0).then_some(strand)
}

/// The centre line beside the axis: straight, unless it bows by more than the cells' own coarseness
/// would make it over half the length `half`.
fn bend(placed: &[[f32; 4]], half: f32, capital: f32) -> [f32; 3] {
    let curved = fitted(placed, 1, 3);
    if curved[2].abs() * half * half > LEAST_BOW * capital {
        return curved;
    }
    fitted(placed, 1, 2)
}

/// The main axis of the marks, turned to where their directions point.
fn axis(marks: &[Mark], origin: Point, pointed: (f32, f32)) -> Option<(f32, f32)> {
    let (mut xx, mut xy, mut yy) = (0.0_f32, 0.0_f32, 0.0_f32);
    for m in marks {
        let (dx, dy) = (m.x - origin.x, m.y - origin.y);
        xx += m.weight * dx * dx;
        xy += m.weight * dx * dy;
        yy += m.weight * dy * dy;
    }
    let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
    let (u, v) = (angle.cos(), angle.sin());
    let spread = (((xx - yy) / 2.0).hypot(xy), (xx + yy) / 2.0);
    let slender = spread.0 > 0.6 * spread.1;
    let length = pointed.0.hypot(pointed.1);
    if !slender {
        // A stub or a blot: only the network's word tells where it runs.
        return (length > 0.3).then(|| (pointed.0 / length, pointed.1 / length));
    }
    Some(if u * pointed.0 + v * pointed.1 < 0.0 { (-u, -v) } else { (u, v) })
}

/// Least squares of column `of` as a polynomial of column 0 with that many terms (2 or 3),
/// weighted by column 3; coefficients from the constant up.
fn fitted(rows: &[[f32; 4]], of: usize, terms: usize) -> [f32; 3] {
    let reach = rows.iter().map(|r| r[0].abs()).fold(1.0, f32::max);
    let mut normal = [[0.0_f64; 4]; 3];
    for row in rows {
        let s = f64::from(row[0] / reach);
        let powers = [1.0, s, s * s];
        for (i, line) in normal.iter_mut().enumerate().take(terms) {
            for (j, cell) in line.iter_mut().enumerate().take(terms) {
                *cell += f64::from(row[3]) * powers[i] * powers[j];
            }
            line[3] += f64::from(row[3]) * powers[i] * f64::from(row[of]);
        }
    }
    let solution = solved(normal, terms);
    let reach = f64::from(reach);
    [solution[0] as f32, (solution[1] / reach) as f32, (solution[2] / (reach * reach)) as f32]
}

/// Gaussian elimination of a positive definite system; zeros where it is singular.
fn solved(mut system: [[f64; 4]; 3], terms: usize) -> [f64; 3] {
    for pivot in 0..terms {
        let lead = system[pivot][pivot];
        if lead.abs() < 1e-9 {
            return [0.0; 3];
        }
        for row in 0..terms {
            if row != pivot {
                let factor = system[row][pivot] / lead;
                let lead = system[pivot];
                for (cell, above) in system[row].iter_mut().zip(lead) {
                    *cell -= factor * above;
                }
            }
        }
    }
    let mut solution = [0.0; 3];
    for (index, value) in solution.iter_mut().enumerate().take(terms) {
        *value = system[index][3] / system[index][index];
    }
    solution
}

/// Parts of one line that glare or a stamp tore apart are put together; the longest come first.
fn joined(parts: Vec<Vec<Mark>>) -> Vec<Strand> {
    let mut parts: Vec<(Vec<Mark>, Strand)> =
        parts.into_iter().filter_map(|marks| measured(&marks).map(|s| (marks, s))).collect();
    parts.sort_by(|a, b| b.1.length().total_cmp(&a.1.length()));
    let mut whole: Vec<(Vec<Mark>, Strand)> = Vec::new();
    for (marks, strand) in parts {
        match whole.iter_mut().find(|(_, other)| continues(other, &strand)) {
            Some((all, other)) => {
                all.extend(marks);
                *other = measured(all).unwrap_or(*other);
            }
            None => whole.push((marks, strand)),
        }
    }
    whole.into_iter().map(|(_, strand)| strand).collect()
}

/// Whether `part` lies on the line of `line`, beyond one of its ends, and not far from it.
fn continues(line: &Strand, part: &Strand) -> bool {
    // Which way it reads is settled by all parts together.
    let alike = (line.along.0 * part.along.0 + line.along.1 * part.along.1).abs();
    let size = part.capital[0] / line.capital[0];
    // A short part has no direction of its own to speak of.
    let needed = if part.length() < 6.0 * part.capital[0] { 0.7 } else { 0.95 };
    if alike < needed || !(0.6..1.7).contains(&size) {
        return false;
    }
    let (s, beside) = line.place_of(part.at(0.0));
    let gap = (s - line.to).max(line.from - s) - part.length() / 2.0;
    beside.abs() < 0.6 * line.capital[0] && gap < 10.0 * line.capital[0]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    // x, y, s, t, u, v are what geometry calls them.
    #![allow(clippy::many_single_char_names)]
    use super::*;

    const COLUMNS: usize = 120;
    const ROWS: usize = 90;

    /// Maps with lines drawn: (x, y) of both ends and the capital height, in input pixels.
    fn drawn(lines: &[([f32; 2], [f32; 2], f32)]) -> Maps {
        let plane = COLUMNS * ROWS;
        let mut values = vec![0.0; 4 * plane];
        values[..plane].fill(-6.0);
        for (from, to, capital) in lines {
            let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
            let length = dx.hypot(dy);
            let (u, v) = (dx / length, dy / length);
            for index in 0..plane {
                let x = (index % COLUMNS * STRIDE + 2) as f32 - from[0];
                let y = (index / COLUMNS * STRIDE + 2) as f32 - from[1];
                let (s, t) = (x * u + y * v, y * u - x * v);
                if (0.0..=length).contains(&s) && t.abs() <= (0.3 * capital).max(2.0) {
                    values[index] = 4.0;
                    values[plane + index] = u;
                    values[2 * plane + index] = v;
                    values[3 * plane + index] = (capital / 8.0).ln();
                }
            }
        }
        Maps::drawn(COLUMNS, ROWS, values)
    }

    #[test]
    fn measures_place_direction_and_height_at_any_angle() {
        for degrees in (0..360).step_by(15) {
            let (v, u) = (degrees as f32).to_radians().sin_cos();
            let from = [240.0 - 150.0 * u, 180.0 - 150.0 * v];
            let to = [240.0 + 150.0 * u, 180.0 + 150.0 * v];
            let found = strands(&drawn(&[(from, to, 12.0)]));
            assert_eq!(found.len(), 1, "{degrees}°");
            let strand = found[0];
            assert!(strand.along.0 * u + strand.along.1 * v > 0.999, "{degrees}°: {strand:?}");
            assert!((strand.capital[0] - 12.0).abs() < 0.1);
            assert!((strand.length() - 300.0).abs() < 18.0, "{degrees}°: {}", strand.length());
            let (s, t) = strand.place_of(Point { x: to[0], y: to[1] });
            assert!((s - strand.to).abs() < 11.0 && t.abs() < 2.0, "{degrees}°: {s} {t}");
        }
    }

    #[test]
    fn a_line_that_glare_tore_apart_is_one() {
        let maps =
            drawn(&[([40.0, 100.0], [160.0, 106.0], 10.0), ([210.0, 108.5], [400.0, 118.0], 10.0)]);
        let found = strands(&maps);
        assert_eq!(found.len(), 1);
        assert!((found[0].length() - 360.0).abs() < 20.0);
    }

    #[test]
    fn lines_one_above_the_other_stay_two_and_stubs_are_none() {
        let maps = drawn(&[
            ([40.0, 100.0], [400.0, 100.0], 10.0),
            ([40.0, 125.0], [400.0, 125.0], 10.0),
            ([40.0, 220.0], [80.0, 220.0], 10.0),
        ]);
        assert_eq!(strands(&maps).len(), 2);
    }

    #[test]
    fn a_rule_across_lines_does_not_join_them() {
        let maps =
            drawn(&[([40.0, 100.0], [400.0, 100.0], 10.0), ([40.0, 118.0], [400.0, 118.0], 10.0)]);
        let mut bridged = maps;
        for row in 22..32 {
            for column in (20..90).step_by(7).chain(40..52) {
                bridged.mark_for_test(row * COLUMNS + column);
            }
        }
        assert_eq!(strands(&bridged).len(), 2);
    }

    #[test]
    fn reading_from_the_other_end_turns_everything() {
        let mut strand = strands(&drawn(&[([40.0, 100.0], [400.0, 140.0], 10.0)]))[0];
        strand.bend[2] = 1e-4;
        let turned = strand.reversed();
        for s in [strand.from, 0.0, 37.0, strand.to] {
            let (there, back) = (strand.at(s), turned.at(-s));
            assert!((there.x - back.x).abs() < 1e-3 && (there.y - back.y).abs() < 1e-3);
            let (a, b) = (strand.across(s), turned.across(-s));
            assert!((a.0 + b.0).abs() < 1e-4 && (a.1 + b.1).abs() < 1e-4);
        }
        let corners = strand.corners(strand.from, strand.to);
        let mirrored = turned.corners(turned.from, turned.to);
        assert!((corners[0].x - mirrored[2].x).abs() < 1e-2);
        assert!((corners[0].y - mirrored[2].y).abs() < 1e-2);
    }

    #[test]
    fn maps_of_nonsense_give_no_line_that_is_not_finite() {
        let plane = COLUMNS * ROWS;
        let mut found = 0;
        for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e38, -1e38] {
            for channel in 0..4 {
                for step in [1, 7] {
                    let mut maps = drawn(&[([40.0, 100.0], [400.0, 140.0], 10.0)]);
                    for cell in (0..plane).step_by(step) {
                        maps.poison_for_test(channel * plane + cell, value);
                    }
                    for strand in strands(&maps) {
                        found += 1;
                        let corners = strand.corners(strand.from, strand.to);
                        assert!(corners.iter().all(|p| p.x.is_finite() && p.y.is_finite()));
                        assert!(strand.capital[0].is_finite() && strand.length().is_finite());
                    }
                }
            }
        }
        assert!(found > 0, "some of these leave a line to be found");
    }
}
