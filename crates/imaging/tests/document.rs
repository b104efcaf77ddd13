//! Documents in drawn pictures: found where they were drawn, and told when they are not whole.
#![allow(missing_docs, clippy::unwrap_used)]

mod scene;

use bonafide_imaging::{
    DocumentFormat, DocumentQuad, LocateOptions, Rgb, RgbImage, locate, rectify,
};
use proptest::prelude::*;
use scene::{Corners, Pose, SIZE, contains, drawn, overlap, picture};

const LEVEL: Pose = Pose { yaw: 0.1, pitch: -0.15, roll: 0.1, size: 0.6, middle: [0.5, 0.5] };

fn best(image: &RgbImage) -> Option<DocumentQuad> {
    locate(&picture(image), &LocateOptions::default()).into_iter().next()
}

/// The largest distance between corners, whichever is the first.
fn off(found: &Corners, truth: &Corners) -> f32 {
    (0..4)
        .map(|turn| {
            (0..4)
                .map(|k| {
                    let (a, b) = (found[(k + turn) % 4], truth[k]);
                    (a[0] - b[0]).hypot(a[1] - b[1])
                })
                .fold(0.0, f32::max)
        })
        .fold(f32::MAX, f32::min)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_card_is_found_however_it_is_turned(
        yaw in -0.4_f32..0.4,
        pitch in -0.4_f32..0.4,
        roll in -std::f32::consts::PI..std::f32::consts::PI,
        size in 0.35_f32..0.6,
        seed: u32,
    ) {
        let pose = Pose { yaw, pitch, roll, size, ..LEVEL };
        let truth = pose.corners();
        let found = best(&drawn(&pose, seed)).unwrap();
        prop_assert!(off(&found.corners, &truth) < 2.0, "{:?} {truth:?}", found.corners);
        // Which format it is cannot be told from every pose: the focal length is not known.
        prop_assert!(found.evidence.shape_fit > 0.9, "{}", found.evidence.shape_fit);
        prop_assert!(!found.cut_off && !found.occluded);
        // Its first side is a long one, and the upper of the two.
        let [a, b, c, d] = found.corners;
        prop_assert!(overlap(&found.corners, &truth) > 0.97);
        prop_assert!((b[0] - a[0]).hypot(b[1] - a[1]) > (d[0] - a[0]).hypot(d[1] - a[1]) * 0.95);
        prop_assert!(a[0] + d[0] <= b[0] + c[0] + 40.0);
    }

    #[test]
    fn nothing_panics_on_any_little_picture(
        width in 1_u32..70,
        height in 1_u32..70,
        samples in prop::collection::vec(any::<u8>(), 64),
    ) {
        let image = RgbImage::from_fn(width, height, |x, y| {
            Rgb([0, 1, 2].map(|k| samples[((x / 7 * 13 + y / 5 * 31) as usize + k) % 64]))
        });
        let picture = picture(&image);
        for quad in locate(&picture, &LocateOptions::default()) {
            prop_assert!(quad.corners.as_flattened().iter().all(|value| value.is_finite()));
            let _ = rectify(&picture, &quad, 40);
        }
    }
}

#[test]
fn a_card_on_its_end_is_turned_clockwise() {
    let pose = Pose { roll: std::f32::consts::FRAC_PI_2, size: 0.5, ..LEVEL };
    let found = best(&drawn(&pose, 5)).unwrap();
    let [a, b, ..] = found.corners;
    assert!(b[1] - a[1] > 300.0, "the upper side runs down the right side: {:?}", found.corners);
    assert!(off(&found.corners, &pose.corners()) < 2.0);
}

/// Two outlines came out of this one, of which the other has a side with a quarter of it off the edge.
#[test]
fn of_one_outline_seen_twice_the_one_on_the_edges_is_taken() {
    let pose = Pose { yaw: -0.221_633_5, pitch: 0.151_311_16, roll: -0.021_148_354, ..LEVEL };
    let pose = Pose { size: 0.352_510_63, ..pose };
    let found = best(&drawn(&pose, 3_454_933_876)).unwrap();
    assert!(off(&found.corners, &pose.corners()) < 0.5, "{:?}", found.corners);
}

#[test]
fn a_card_that_leaves_the_picture_is_cut_off() {
    for (middle, size) in [([0.2, 0.5], 0.6), ([0.82, 0.5], 0.55)] {
        let pose = Pose { middle, size, roll: 0.03, yaw: 0.0, pitch: 0.0 };
        let found = best(&drawn(&pose, 9)).unwrap();
        assert!(found.cut_off, "{middle:?}");
        // What is seen of it, as far as the hypothesis goes.
        let frame = [[0.0, 0.0], [800.0, 0.0], [800.0, 600.0], [0.0, 600.0]];
        let truth = pose.corners();
        let inside = |corners: &Corners, x: u32, y: u32| {
            let at = [x as f32, y as f32];
            contains(corners, at) && contains(&frame, at)
        };
        let (mut both, mut either) = (0, 0);
        for y in (0..SIZE[1]).step_by(4) {
            for x in (0..SIZE[0]).step_by(4) {
                let (one, two) = (inside(&found.corners, x, y), inside(&truth, x, y));
                both += u32::from(one && two);
                either += u32::from(one || two);
            }
        }
        assert!(both as f32 > 0.93 * either as f32, "{middle:?} {both} {either} {found:?}");
    }
}

#[test]
fn a_thumb_across_a_side_is_told() {
    let mut image = drawn(&LEVEL, 3);
    assert!(!best(&image).unwrap().occluded);
    let [x, y] = LEVEL.seen(0.2, 1.0);
    for (column, row, pixel) in image.enumerate_pixels_mut() {
        let (dx, dy) = ((column as f32 - x) / 50.0, (row as f32 - y) / 60.0);
        if dx * dx + dy * dy < 1.0 {
            *pixel = Rgb([215, 160, 135]);
        }
    }
    let found = best(&image).unwrap();
    assert!(found.occluded, "{:?}", found.evidence);
    assert!(off(&found.corners, &LEVEL.corners()) < 3.0);
}

#[test]
fn a_scan_without_margin_is_all_document() {
    let card = drawn(&LEVEL, 4);
    let quad = best(&card).unwrap();
    let crop = rectify(&picture(&card), &quad, 760);
    assert_eq!(crop.dimensions(), (760, 479));
    let found = best(&crop).unwrap();
    let whole = [[0.0, 0.0], [760.0, 0.0], [760.0, 479.0], [0.0, 479.0]];
    assert!(off(&found.corners, &whole) < 8.0, "{:?}", found.corners);
    assert!(!found.cut_off && !found.occluded);
    assert_eq!(found.format, DocumentFormat::Id1);
}

#[test]
fn the_crop_shows_the_card_from_above() {
    let card = drawn(&LEVEL, 4);
    let quad = best(&card).unwrap();
    let crop = rectify(&picture(&card), &quad, 400);
    // Paper, panel and print lie where they were drawn on the card.
    for (u, v, colour) in
        [(-0.95, -0.9, [205, 200, 190]), (-0.65, 0.05, [90, 70, 60]), (0.0, -0.465, [40, 40, 50])]
    {
        let at = |share: f32, size: u32| (((share + 1.0) / 2.0) * size as f32) as u32;
        let pixel = crop.get_pixel(at(u, crop.width()), at(v, crop.height())).0;
        let apart =
            pixel.iter().zip(colour).map(|(&a, b): (_, i32)| (i32::from(a) - b).abs()).max();
        assert!(apart < Some(25), "{u} {v} {pixel:?}");
    }
}

#[test]
fn nothing_is_found_where_nothing_is() {
    assert_eq!(best(&RgbImage::from_pixel(800, 600, Rgb([120, 130, 90]))), None);
    assert_eq!(best(&RgbImage::new(20, 3000)), None);
    let ground = Pose { middle: [9.0, 9.0], ..LEVEL };
    assert!(best(&drawn(&ground, 1)).is_none_or(|quad| quad.score.get() < 0.3));
}

#[test]
fn the_same_picture_gives_the_same_outlines() {
    let card = picture(&drawn(&LEVEL, 8));
    let mut options = LocateOptions::default();
    let first = locate(&card, &options);
    assert_eq!(first, locate(&card, &options));
    assert!(first.windows(2).all(|two| two[0].score.get() >= two[1].score.get()));
    options.max_hypotheses = 1;
    assert_eq!(locate(&card, &options), first[..1]);
}
