//! Finding symbols by their guard patterns.

use bonafide_imaging::GrayImage;

use super::edges::Edges;
use super::frame::Frame;
use super::guard::{Axis, Guard, Hit, Kind, guards, hits};

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

/// Guard patterns seen on horizontal and vertical lines `stride` pixels apart.
pub(crate) fn find(picture: &GrayImage, stride: u32, contrast: f32) -> Vec<Guard> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let samples = picture.as_raw();
    let mut found = along(height, stride, contrast, Axis::Horizontal, |y, line| {
        line.extend(samples[y * width..][..width].iter().map(|v| f32::from(*v)));
    });
    found.extend(along(width, stride, contrast, Axis::Vertical, |x, line| {
        line.extend(samples[x..].iter().step_by(width).map(|v| f32::from(*v)));
    }));
    found
}

fn along(
    lines: usize,
    stride: u32,
    contrast: f32,
    axis: Axis,
    take: impl Fn(usize, &mut Vec<f32>),
) -> Vec<Guard> {
    let mut found: Vec<Hit> = Vec::new();
    let (mut line, mut edges) = (Vec::new(), Edges::default());
    for index in (stride as usize / 2..lines).step_by(stride as usize) {
        line.clear();
        line.push(0.0);
        take(index, &mut line);
        line.push(0.0);
        surround(&mut line);
        edges.find(&line, contrast);
        edges.positions.iter_mut().for_each(|position| *position -= 1.0);
        hits(&edges, index as f32 + 0.5, &mut found);
    }
    guards(&found, axis, stride as f32)
}

/// Frames that guard patterns may belong to, the likeliest first: pairs, then single ones.
pub(crate) fn frames(guards: &[Guard], picture: &GrayImage) -> Vec<Frame> {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
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
    let alike = (start.inverted, start.axis, start.reversed)
        == (stop.inverted, stop.axis, stop.reversed);
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
    (modules > 25.0 && aside < start.height().max(stop.height()))
        .then_some(modules / 500.0 + aside / start.height() + (start.height() / stop.height()).ln().abs())
}
