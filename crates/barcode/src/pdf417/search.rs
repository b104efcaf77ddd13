//! Finding symbols by their guard patterns.

use bonafide_imaging::GrayImage;

use super::budget::{Budget, PIXEL, SAMPLE};
use super::edges::Edges;
use super::frame::Frame;
use super::guard::{Axis, Guard, Hit, Kind, codeword_hits, guards, hits};
use super::treatment::{Treatment, extent};

/// Pixels at both ends of a line among which the lightest stands for paper.
const PAPER: usize = 100;

/// Puts paper around a line, in place of its first and last sample: a symbol may fill the picture,
/// and its quiet zone is then outside.
fn surround(line: &mut [f32]) {
    let lightest = |samples: &[f32]| samples.iter().copied().fold(0.0, f32::max);
    let near = PAPER.min(line.len());
    let (first, last) = (lightest(&line[..near]), lightest(&line[line.len() - near..]));
    if let [begin, .., end] = line {
        (*begin, *end) = (first, last);
    }
}

/// How lines are looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// Neighbouring lines whose mean is one.
    pub(crate) together: usize,
    /// Difference of luma between a bar and a space from which on an edge is one.
    pub(crate) contrast: f32,
    /// Whether narrow bars are raised, against blur.
    pub(crate) sharp: bool,
}

/// From the plain picture to faint, noisy and blurred ones.
pub(crate) const LOOKS: [Look; 4] = [
    Look { together: 1, contrast: 24.0, sharp: false },
    Look { together: 5, contrast: 7.0, sharp: false },
    Look { together: 9, contrast: 60.0, sharp: false },
    Look { together: 7, contrast: 12.0, sharp: true },
];

/// Lines are this many pixels apart at most, and so few that a symbol of a sixty-fourth of the
/// picture is crossed by several.
const STRIDE: usize = 8;

/// Guard patterns seen on horizontal and vertical lines, the most seen first; nothing where the
/// budget does not reach.
pub(crate) fn find(picture: &GrayImage, look: &Look, budget: &mut Budget) -> Vec<Guard> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let stride = (width.min(height) / 64).clamp(1, STRIDE);
    let samples_of_lines = 2 * width * height / stride;
    if !budget.pay(samples_of_lines, SAMPLE + look.together as u64 * PIXEL) {
        return Vec::new();
    }
    let samples = picture.as_raw();
    let rows =
        |y: usize| y.saturating_sub(look.together / 2)..(y + look.together.div_ceil(2)).min(height);
    let mut found = along(height, stride, look, Axis::Horizontal, |y, line| {
        line.resize(width + 2, 0.0);
        for y in rows(y) {
            let row = &samples[y * width..][..width];
            line[1..].iter_mut().zip(row).for_each(|(sum, value)| *sum += f32::from(*value));
        }
    });
    found.extend(along(width, stride, look, Axis::Vertical, |x, line| {
        line.resize(height + 2, 0.0);
        let low = x.saturating_sub(look.together / 2);
        let high = (x + look.together.div_ceil(2)).min(width);
        for (sum, row) in line[1..].iter_mut().zip(samples.chunks_exact(width)) {
            *sum = row[low..high].iter().map(|value| f32::from(*value)).sum();
        }
    }));
    found
}

fn along(
    lines: usize,
    stride: usize,
    look: &Look,
    axis: Axis,
    sum: impl Fn(usize, &mut Vec<f32>),
) -> Vec<Guard> {
    let mut found: Vec<Hit> = Vec::new();
    let (mut line, mut edges) = (Vec::new(), Edges::default());
    for index in (stride / 2..lines).step_by(stride) {
        line.clear();
        sum(index, &mut line);
        let low = index.saturating_sub(look.together / 2);
        let count = (index + look.together.div_ceil(2)).min(lines) - low;
        for sum in &mut line {
            *sum /= count as f32;
        }
        surround(&mut line);
        if look.sharp {
            edges.find(&Treatment::Sharp.of(&line, extent(&line)), look.contrast);
        } else {
            edges.find(&line, look.contrast);
        }
        edges.positions.iter_mut().for_each(|position| *position -= 1.0);
        hits(&edges, index as f32 + 0.5, &mut found);
    }
    guards(&found, axis, stride as f32)
}

/// Lines on which the clearest side without a guard pattern should be seen; half of them do for the
/// others.
const SIDE_SEEN: usize = 10;

/// Frames of symbols without guard patterns whose rows are level: between the outermost columns of
/// codewords that are seen on at least half as many lines as the clearest one.
pub(crate) fn unguarded(picture: &GrayImage, budget: &mut Budget) -> Vec<Frame> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let stride = (height / 128).clamp(1, STRIDE);
    if !budget.pay(width * height / stride, 4 * SAMPLE) {
        return Vec::new();
    }
    let (mut line, mut edges, mut found) = (Vec::new(), Edges::default(), Vec::new());
    for (y, row) in picture.as_raw().chunks_exact(width.max(1)).enumerate().step_by(stride) {
        line.clear();
        line.extend(row.iter().map(|value| f32::from(*value)));
        edges.find(&line, LOOKS[0].contrast);
        codeword_hits(&edges, y as f32 + 0.5, &mut found);
    }
    let sides = guards(&found, Axis::Horizontal, stride as f32);
    let mut frames = Vec::new();
    for (reversed, inverted) in [(false, false), (true, false), (false, true), (true, true)] {
        let same = |side: &&Guard| (side.reversed, side.inverted) == (reversed, inverted);
        let Some(clearest) = sides.iter().find(same) else { continue };
        let clear = |side: &&Guard| same(side) && 2 * side.seen >= clearest.seen.max(SIDE_SEEN);
        let along = |side: &Guard| if reversed { -side.middle().x } else { side.middle().x };
        let outermost = |kind: Kind, sign: f32| {
            let of_kind = sides.iter().filter(clear).filter(|side| side.kind == kind);
            of_kind.min_by(|a, b| (sign * along(a)).total_cmp(&(sign * along(b))))
        };
        if let (Some(start), Some(stop)) =
            (outermost(Kind::Start, 1.0), outermost(Kind::Stop, -1.0))
            && misfit(start, stop).is_some()
        {
            frames.push(Frame { stop_seen: false, ..Frame::between(start, stop) });
        }
    }
    frames.sort_by_key(|frame| std::cmp::Reverse(frame.seen));
    frames
}

/// Most guard patterns that are paired, those seen on most lines.
const MOST_GUARDS: usize = 64;

/// Frames that guard patterns may belong to, the likeliest first: pairs, then single ones.
/// `width` and `height` are those of the picture that they were seen on.
pub(crate) fn frames(guards: &[Guard], width: f32, height: f32) -> Vec<Frame> {
    let guards = &guards[..guards.len().min(MOST_GUARDS)];
    let mut pairs = Vec::new();
    let mut single = Vec::new();
    for start in guards.iter().filter(|guard| guard.kind == Kind::Start) {
        let best = guards
            .iter()
            .filter_map(|stop| Some((misfit(start, stop)?, stop)))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, stop)) = best {
            pairs.push(Frame::between(start, stop));
        }
        single.push(Frame::beside(start, width, height));
    }
    for stop in guards.iter().filter(|guard| guard.kind == Kind::Stop) {
        single.push(Frame::beside(stop, width, height));
    }
    pairs.extend(single);
    pairs
}

/// How badly a stop pattern fits a start pattern; `None` if not at all.
fn misfit(start: &Guard, stop: &Guard) -> Option<f32> {
    let alike =
        (start.inverted, start.axis, start.reversed) == (stop.inverted, stop.axis, stop.reversed);
    let ratio = stop.module / start.module;
    if stop.kind != Kind::Stop || !alike || !(0.5..2.0).contains(&ratio) {
        return None;
    }
    let to_stop = stop.middle().minus(start.middle());
    let reading = start.reading().moved(stop.reading(), 1.0);
    let unit = 1.0 / reading.length().max(1e-3);
    let along = to_stop.dot(reading) * unit;
    let aside = (to_stop.x * reading.y - to_stop.y * reading.x).abs() * unit;
    let modules = along / start.module.max(stop.module);
    // At least two codewords, and no further aside than the pattern is high.
    (modules > 25.0 && aside < start.height().max(stop.height())).then_some(
        modules / 500.0 + aside / start.height() + (start.height() / stop.height()).ln().abs(),
    )
}
