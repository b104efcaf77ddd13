//! Small gray pictures of a face and what is around it, by which a picture that was handed in again is
//! noticed.

use bonafide_imaging::{Area, Picture, Rgb, View, Wiped, luma_of, view_area_rgb8};
use zeroize::Zeroizing;

/// Two thumbnails that differ by less than this are of one picture; see [`crate::Frame::difference`].
///
/// Set on drawn heads (the tests of this module), between two sides: copies (JPEG of quality 30 to 90,
/// cropped, resized to 0.6, brighter, darker, mirrored) whose box was found up to 8 % of the face elsewhere and
/// 6 % larger or smaller differ by at most 0.14; another frame of the same head before the same room, in
/// which it smiles, turns by 15° or moves by 6 % of its width, differs by 0.24 and more. This is the middle of
/// both by their logarithms.
pub const SAME_PICTURE: f64 = 0.18;

/// Columns and rows of a thumbnail.
const SIDE: u32 = 32;

/// Sides of the face that a thumbnail spans: what a copy shares with its original is seen around the face
/// too, and a box that lies a little otherwise cuts off little.
const SPAN: f32 = 2.0;

/// A face and its surroundings, a square of twice the longer side of the box around its centre, as 32 × 32
/// means of luma from 1 on, row by row; 0 outside of the picture. Empty for an area that is none or is out of
/// all proportion to the picture.
pub fn thumbnail(picture: &Picture, area: Area) -> Wiped<Vec<u8>> {
    let pixels = picture.rgb();
    let most = 10.0 * pixels.width().max(pixels.height()) as f32;
    let whole = [area.x, area.y, area.width, area.height].iter().all(|side| side.is_finite());
    if !whole || area.width < 1.0 || area.height < 1.0 || area.side() > most {
        return Wiped::default();
    }
    let side = (SPAN * area.side()).ceil();
    let [x, y] = area.centre().map(|middle| (middle - side / 2.0).round() as i64);
    let view = View { x, y, width: side as u32, height: side as u32 };
    let small = Wiped::new(view_area_rgb8(pixels, view, SIDE, SIDE));
    let luma = |pixel: [u8; 3]| ((luma_of(pixel.map(f32::from)) + 0.5) as u8).max(1);
    let cell = side / SIDE as f32;
    let outside = |start: i64, index: u32, length: u32| {
        let from = start as f32 + cell * index as f32;
        from < 0.0 || from + cell > length as f32
    };
    let level = |(across, down, pixel): (u32, u32, &Rgb<u8>)| {
        let beyond = outside(x, across, pixels.width()) || outside(y, down, pixels.height());
        if beyond { 0 } else { luma(pixel.0) }
    };
    Wiped::new(small.enumerate_pixels().map(level).collect())
}

/// Cells of a side that are compared: the middle of one thumbnail, which is looked for in the other.
const WINDOW: usize = 24;

/// Cells along a side of a block; where two pictures differ most is told by blocks.
const BLOCK: usize = 4;

/// Least standard deviation of a window that can be compared, in levels: with less it holds nothing but
/// rounding.
const CONTRAST: f32 = 2.0;

/// Least share of a window that must lie inside of both pictures: somewhat more than a face takes up.
const SHARED: f32 = 0.4;

/// A window of a thumbnail; not a number where it reaches out of the picture.
type Window = Zeroizing<Vec<f32>>;

/// How one picture lies in the other.
#[derive(Clone, Copy)]
struct Place {
    /// Cells to the right and down.
    shift: [f32; 2],
    /// Cells of the other for one of this.
    scale: f32,
    mirrored: bool,
}

/// How much two thumbnails differ in the block where they differ most (root mean square, in standard
/// deviations of the window), at the place where they differ least on the whole. Only what lies inside of
/// both pictures counts.
pub(crate) fn difference(a: &[u8], b: &[u8]) -> Option<f64> {
    let (a, b) = (smoothed(a)?, smoothed(b)?);
    let sought = window(&a, Place { shift: [0.0; 2], scale: 1.0, mirrored: false });
    let best = [false, true].into_iter().filter_map(|mirrored| placed(&sought, &b, mirrored));
    let (_, place) = best.min_by(|a, b| a.0.total_cmp(&b.0))?;
    let found = window(&b, place);
    Some(worst_block(&sought, &found, Levelled::of(&sought, &found)?).into())
}

/// Where a window lies in a thumbnail, and how much it differs there: every shift by whole cells at
/// five sizes, then finer steps around the best.
fn placed(sought: &[f32], thumbnail: &[f32], mirrored: bool) -> Option<(f32, Place)> {
    let tried = |place: Place| Some((apart(sought, &window(thumbnail, place))?, place));
    let least = |places: Vec<Place>| {
        places.into_iter().filter_map(tried).min_by(|a, b| a.0.total_cmp(&b.0))
    };
    let middle = Place { shift: [0.0; 2], scale: 1.0, mirrored };
    let mut best = least(around(middle, 1.0, 3, 0.04, 2))?;
    for halvings in 1..=3 {
        let step = 0.5_f32.powi(halvings);
        best = least(around(best.1, step, 1, 0.04 * step, 1))?;
    }
    Some(best)
}

/// Places around one, itself among them: `reach` steps of `step` cells each way, `sizes` steps of `growth`.
fn around(place: Place, step: f32, reach: i8, growth: f32, sizes: i8) -> Vec<Place> {
    let [x, y] = place.shift;
    let moved = |size: i8, down: i8, right: i8| Place {
        shift: [x + step * f32::from(right), y + step * f32::from(down)],
        scale: place.scale + growth * f32::from(size),
        ..place
    };
    let rows = (-sizes..=sizes).flat_map(|size| (-reach..=reach).map(move |down| (size, down)));
    rows.flat_map(|(size, down)| (-reach..=reach).map(move |right| moved(size, down, right)))
        .collect()
}

/// The thumbnail under a binomial filter of 3 × 3, so that moving it by parts of a cell changes little
/// else; `None` for what is no thumbnail.
fn smoothed(levels: &[u8]) -> Option<Zeroizing<Vec<f32>>> {
    let side = SIDE as usize;
    if levels.len() != side * side {
        return None;
    }
    let at = |x: usize, y: usize| match levels.get(y * side + x) {
        Some(&level) if level > 0 => f32::from(level),
        _ => f32::NAN,
    };
    let row = |x: usize, y: usize| {
        at(x.saturating_sub(1), y) + 2.0 * at(x, y) + at((x + 1).min(side - 1), y)
    };
    let cell = |x: usize, y: usize| {
        (row(x, y.saturating_sub(1)) + 2.0 * row(x, y) + row(x, (y + 1).min(side - 1))) / 16.0
    };
    let mut cells = Zeroizing::new(Vec::with_capacity(side * side));
    (0..side).for_each(|y| cells.extend((0..side).map(|x| cell(x, y))));
    Some(cells)
}

/// The window at a place, between the cells interpolated.
fn window(thumbnail: &[f32], place: Place) -> Window {
    let middle = (SIDE as f32 - 1.0) / 2.0;
    let along = |index: usize| place.scale * (index as f32 - (WINDOW as f32 - 1.0) / 2.0);
    let mut cells = Zeroizing::new(Vec::with_capacity(WINDOW * WINDOW));
    for row in 0..WINDOW {
        for column in 0..WINDOW {
            let across = if place.mirrored { -along(column) } else { along(column) };
            let [right, down] = place.shift;
            cells.push(between(thumbnail, middle + across + right, middle + along(row) + down));
        }
    }
    cells
}

/// Bilinear, the outer cells going on for ever.
fn between(thumbnail: &[f32], x: f32, y: f32) -> f32 {
    let last = SIDE as f32 - 1.0;
    let (x, y) = (x.clamp(0.0, last), y.clamp(0.0, last));
    let (left, top) = (x.floor().min(last - 1.0), y.floor().min(last - 1.0));
    let (right, down) = (x - left, y - top);
    let first = top as usize * SIDE as usize + left as usize;
    let at = |index: usize| thumbnail.get(index).copied().unwrap_or_default();
    let row = |first: usize| at(first) + right * (at(first + 1) - at(first));
    let (above, below) = (row(first), row(first + SIDE as usize));
    above + down * (below - above)
}

/// Mean and deviation of two windows where both are inside of their pictures.
#[derive(Clone, Copy)]
struct Levelled {
    means: [f32; 2],
    deviations: [f32; 2],
    /// Correlation of the two.
    alike: f32,
}

impl Levelled {
    /// `None` where they share too little, or one has no contrast there.
    fn of(a: &[f32], b: &[f32]) -> Option<Self> {
        let shared = || a.iter().zip(b).filter(|(a, b)| !a.is_nan() && !b.is_nan());
        let (mut count, mut sums) = (0.0_f32, [0.0_f32; 2]);
        for (a, b) in shared() {
            count += 1.0;
            sums = [sums[0] + a, sums[1] + b];
        }
        if count < SHARED * a.len() as f32 {
            return None;
        }
        let means = sums.map(|sum| sum / count);
        let (mut squares, mut product) = ([0.0_f32; 2], 0.0_f32);
        for (a, b) in shared() {
            let (a, b) = (a - means[0], b - means[1]);
            squares = [squares[0] + a * a, squares[1] + b * b];
            product += a * b;
        }
        let deviations = squares.map(|sum| (sum / count).sqrt());
        let alike = product / count / (deviations[0] * deviations[1]);
        let contrast = deviations.iter().all(|&deviation| deviation >= CONTRAST);
        contrast.then_some(Self { means, deviations, alike })
    }
}

/// Mean square of the difference of what two windows share, at mean 0 and deviation 1.
fn apart(a: &[f32], b: &[f32]) -> Option<f32> {
    Levelled::of(a, b).map(|levelled| 2.0 * (1.0 - levelled.alike))
}

/// Root mean square of the difference in the block where it is greatest, of those that lie inside of both
/// pictures for the most part.
fn worst_block(a: &[f32], b: &[f32], levelled: Levelled) -> f32 {
    const BLOCKS: usize = WINDOW / BLOCK;
    let Levelled { means, deviations, .. } = levelled;
    let mut blocks = [[(0.0_f32, 0.0_f32); BLOCKS]; BLOCKS];
    for (index, (a, b)) in a.iter().zip(b).enumerate() {
        let apart = (a - means[0]) / deviations[0] - (b - means[1]) / deviations[1];
        let (row, column) = (index / WINDOW / BLOCK, index % WINDOW / BLOCK);
        if let Some((sum, count)) = blocks.get_mut(row).and_then(|row| row.get_mut(column))
            && !apart.is_nan()
        {
            *sum += apart * apart;
            *count += 1.0;
        }
    }
    let whole = (BLOCK * BLOCK) as f32;
    let seen = blocks.iter().flatten().filter(|(_, count)| 2.0 * count > whole);
    seen.map(|(sum, count)| (sum / count).sqrt()).fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use bonafide_imaging::{
        Limits, RgbImage, cropped_rgb8, encode_jpeg, encode_png, resized_area_rgb8,
    };
    use proptest::prelude::*;

    use super::*;

    /// The box of the drawn face.
    const FACE: Area = Area { x: 120.0, y: 90.0, width: 140.0, height: 180.0 };

    /// How a head is held, and what it does.
    #[derive(Clone, Copy, Debug, Default)]
    struct Pose {
        /// Pixels to the right.
        moved: f32,
        /// 0 to 1.
        smile: f32,
        /// Degrees: what is on the head moves by the sine of them.
        turned: f32,
    }

    /// A room, and a head with eyes, brows, nose and mouth in it.
    fn drawn(person: f32, pose: Pose) -> RgbImage {
        RgbImage::from_fn(380, 380, |x, y| {
            let (x, y) = (x as f32, y as f32);
            let room = 110.0
                + 45.0 * (x / 37.0 + person).sin() * (y / 29.0).cos()
                + 25.0 * (x / 11.0).cos()
                + if (x as i32 / 60 + y as i32 / 80) % 2 == 0 { 20.0 } else { 0.0 };
            // In halves of the face from its middle.
            let (u, v) = ((x - 190.0 - pose.moved) / 70.0, (y - 180.0) / 90.0);
            if u * u + v * v > 1.0 {
                return Rgb([room as u8; 3]);
            }
            let on = u + 0.8 * pose.turned.to_radians().sin();
            let blob = |at: [f32; 2], size: [f32; 2]| {
                (-((on - at[0]) / size[0]).powi(2) - ((v - at[1]) / size[1]).powi(2)).exp()
            };
            let eye = |side: f32| {
                90.0 * blob([side * 0.4, -0.2], [0.16, 0.06])
                    + 60.0 * blob([side * 0.42, -0.4 - 0.03 * person], [0.25, 0.05])
            };
            let wide = 0.28 + 0.14 * pose.smile;
            let mouth = 80.0 * blob([0.0, 0.5], [wide, 0.06])
                - 130.0 * pose.smile * blob([0.0, 0.5], [0.8 * wide, 0.05]);
            let nose = 30.0 * blob([0.05, 0.15], [0.1, 0.1]);
            let skin = 190.0 - 40.0 * u * u - eye(1.0) - eye(-1.0) - mouth - nose;
            Rgb([skin.clamp(0.0, 255.0) as u8; 3])
        })
    }

    fn seen(bytes: &[u8], area: Area) -> Wiped<Vec<u8>> {
        thumbnail(&Picture::decode(bytes, &Limits::default()).unwrap(), area)
    }

    fn shown(picture: &RgbImage) -> Wiped<Vec<u8>> {
        seen(&encode_png(picture).unwrap(), FACE)
    }

    /// The box found again, off by shares of its size.
    fn found_again([right, down, larger]: [f32; 3]) -> Area {
        let [x, y] = FACE.centre();
        let (width, height) = (FACE.width * (1.0 + larger), FACE.height * (1.0 + larger));
        Area {
            x: x + right * FACE.width - width / 2.0,
            y: y + down * FACE.height - height / 2.0,
            width,
            height,
        }
    }

    fn mirrored(picture: &RgbImage) -> RgbImage {
        let last = picture.width() - 1;
        RgbImage::from_fn(picture.width(), picture.height(), |x, y| *picture.get_pixel(last - x, y))
    }

    /// The same picture in other bytes, with the face where it is in them.
    fn copies(picture: &RgbImage) -> Vec<(&'static str, Vec<u8>, Area)> {
        let gain = |times: f32| {
            let level = |level: u8| (f32::from(level) * times).min(255.0) as u8;
            RgbImage::from_fn(380, 380, |x, y| Rgb(picture.get_pixel(x, y).0.map(level)))
        };
        let at = |x: f32, scale: f32| Area {
            x: x * scale,
            y: FACE.y * scale,
            width: FACE.width * scale,
            height: FACE.height * scale,
        };
        vec![
            ("jpeg 90", encode_jpeg(picture, 90).unwrap(), FACE),
            ("jpeg 50", encode_jpeg(picture, 50).unwrap(), FACE),
            ("jpeg 30", encode_jpeg(picture, 30).unwrap(), FACE),
            (
                "cropped",
                encode_png(&cropped_rgb8(picture, 1, 0, 379, 380)).unwrap(),
                at(FACE.x - 1.0, 1.0),
            ),
            (
                // Close to the head: what was around it is gone.
                "cropped close",
                encode_jpeg(&cropped_rgb8(picture, 80, 50, 220, 260), 80).unwrap(),
                Area { x: FACE.x - 80.0, y: FACE.y - 50.0, ..FACE },
            ),
            (
                "resized",
                encode_jpeg(&resized_area_rgb8(picture, 228, 228), 80).unwrap(),
                at(FACE.x, 0.6),
            ),
            ("brighter", encode_png(&gain(1.1)).unwrap(), FACE),
            ("darker", encode_png(&gain(0.6)).unwrap(), FACE),
            (
                "mirrored",
                encode_jpeg(&mirrored(picture), 70).unwrap(),
                at(380.0 - FACE.x - FACE.width, 1.0),
            ),
        ]
    }

    /// A box within a box that was scaled and moved as the face of the copy was.
    fn within(face: Area, again: Area) -> Area {
        let (wide, high) = (face.width / FACE.width, face.height / FACE.height);
        Area {
            x: face.x + (again.x - FACE.x) * wide,
            y: face.y + (again.y - FACE.y) * high,
            width: again.width * wide,
            height: again.height * high,
        }
    }

    #[test]
    fn copies_repeat_wherever_their_box_was_found() {
        for person in [0.0, 1.0, 2.0] {
            let original = drawn(person, Pose::default());
            let first = shown(&original);
            for (name, bytes, face) in copies(&original) {
                for off in OFF {
                    let again = seen(&bytes, within(face, found_again(off)));
                    let apart = difference(&again, &first).unwrap();
                    assert!(apart < SAME_PICTURE, "{person} {name} {off:?}: {apart}");
                    let turned_about = difference(&first, &again).unwrap();
                    assert!(turned_about < SAME_PICTURE, "{person} {name} {off:?}: {turned_about}");
                }
            }
        }
    }

    #[test]
    fn the_same_head_that_does_something_is_another_picture() {
        let still = Pose::default();
        for person in [0.0, 1.0, 2.0] {
            let first = shown(&drawn(person, still));
            for pose in [
                Pose { smile: 1.0, ..still },
                Pose { moved: 8.0, ..still },
                Pose { turned: 15.0, ..still },
                Pose { turned: -15.0, ..still },
            ] {
                let apart = difference(&shown(&drawn(person, pose)), &first).unwrap();
                assert!(apart >= SAME_PICTURE, "{person} {pose:?}: {apart}");
            }
            // A turn to one side is not the mirror image of a turn to the other: the room is not.
            let turned = |turned| shown(&drawn(person, Pose { turned, ..still }));
            assert!(difference(&turned(20.0), &turned(-20.0)).unwrap() >= SAME_PICTURE);
            let other = shown(&drawn(person + 1.0, still));
            assert!(difference(&other, &first).unwrap() >= SAME_PICTURE);
        }
    }

    #[test]
    fn what_is_no_area_has_no_thumbnail() {
        let bytes = encode_png(&drawn(0.0, Pose::default())).unwrap();
        for side in [0.0, f32::NAN, f32::INFINITY, 1e9] {
            assert!(seen(&bytes, Area { x: 0.0, y: 0.0, width: side, height: 9.0 }).is_empty());
        }
        let outside = Area { x: -1e9, y: 1e9, width: 9.0, height: 9.0 };
        assert_eq!(seen(&bytes, outside).len(), 32 * 32);
        assert_eq!(
            difference(&seen(&bytes, outside), &seen(&bytes, FACE)),
            None,
            "nothing is seen"
        );
        let plain = Wiped::new(vec![99; 32 * 32]);
        assert_eq!(difference(&plain, &seen(&bytes, FACE)), None, "no contrast");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn any_levels_are_compared(
            a in prop::collection::vec(any::<u8>(), 1024),
            b in prop::collection::vec(any::<u8>(), 1024),
            short in prop::collection::vec(any::<u8>(), 0..40),
        ) {
            prop_assert!(difference(&a, &a).is_none_or(|apart| apart < 1e-6));
            prop_assert!(difference(&a, &b).is_none_or(f64::is_finite));
            prop_assert_eq!(difference(&a, &short), None);
        }
    }

    /// Boxes found again: right, down and larger by shares of the face.
    const OFF: [[f32; 3]; 5] = [
        [0.0; 3],
        [0.03, -0.02, 0.0],
        [-0.05, 0.04, 0.03],
        [0.02, 0.06, -0.06],
        [0.08, -0.08, 0.05],
    ];
}
