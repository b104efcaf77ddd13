//! Pages that are and are none.

use bonafide_imaging::{Area, Limits, LocateOptions, Picture, Rgb, RgbImage, encode_png, locate};
use proptest::prelude::*;

use super::*;
use crate::page::Known;

/// A light card on a dark ground, with so many lines of print.
fn card(lines: u32) -> Picture {
    let mut state = 5_u32;
    let drawn = RgbImage::from_fn(1000, 750, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (state >> 28) as u8;
        if !(100..900).contains(&x) || !(120..624).contains(&y) {
            return Rgb([50 + noise, 60 + noise, 55 + noise]);
        }
        let (row, within) = ((y - 120) / 45, (y - 120) % 45);
        let stroke = row < lines && within < 16 && (420..820 - 20 * row).contains(&x) && x % 8 < 4;
        if stroke { Rgb([30, 30, 40]) } else { Rgb([170 + noise, 200 + noise, 215 + noise]) }
    });
    Picture::decode(&encode_png(&drawn).unwrap(), &Limits::default()).unwrap()
}

fn said(picture: &Picture, face: Option<Area>, zone: bool) -> Finding {
    let document = locate(picture, &LocateOptions::default()).into_iter().next();
    assert!(document.is_some());
    let zone_lines = if zone {
        vec![[[150.0, 550.0], [850.0, 550.0], [850.0, 570.0], [150.0, 570.0]]]
    } else {
        vec![]
    };
    let known = Known { document, zone_lines, portrait: face, ..Known::default() };
    identity_document(&Page::new(&[], picture).with(known), &IdentityEvidence::default())
}

const PORTRAIT: Area = Area { x: 180.0, y: 230.0, width: 140.0, height: 180.0 };

#[test]
fn a_card_with_portrait_and_print_is_one_and_a_blank_one_is_none() {
    assert_eq!(identity_verdict(&said(&card(10), Some(PORTRAIT), true)), Verdict::Pass);
    assert_eq!(identity_verdict(&said(&card(10), Some(PORTRAIT), false)), Verdict::Pass);
    let blank = said(&card(0), None, false);
    assert_eq!(identity_verdict(&blank), Verdict::NotAnId);
    let missing: Vec<&str> = blank
        .evidence
        .iter()
        .filter(|evidence| evidence.kind == "missing")
        .filter_map(|evidence| evidence.name.as_deref())
        .collect();
    assert!(missing.contains(&"portrait") && missing.contains(&"zone"), "{missing:?}");
}

#[test]
fn a_zone_speaks_for_and_a_face_that_fills_the_picture_against() {
    let probability = |finding: &Finding| finding.score().unwrap().get();
    let (with, without) = (said(&card(10), None, true), said(&card(10), None, false));
    assert!(probability(&with) > probability(&without));
    let large = Area { x: 120.0, y: 130.0, width: 500.0, height: 480.0 };
    let selfie = said(&card(0), Some(large), false);
    assert!(probability(&selfie) <= probability(&said(&card(0), None, false)) + 0.05);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_page_is_survived(
        width in 1u32..300, height in 1u32..300, seed in any::<u32>(),
        x in -1e4f32..1e4, y in -1e4f32..1e4, side in 0f32..1e4,
    ) {
        let drawn = RgbImage::from_fn(width, height, |x, y| {
            Rgb([(x.wrapping_mul(seed) >> 7) as u8, (y.wrapping_mul(seed) >> 9) as u8, seed as u8])
        });
        let picture = Picture::decode(&encode_png(&drawn).unwrap(), &Limits::default()).unwrap();
        let face = Area { x, y, width: side, height: side };
        let known = Known { portrait: Some(face), zone_lines: vec![[[x, y]; 4]], portrait_up: Some([x, y]), ..Known::default() };
        let page = Page::new(&[], &picture).with(known);
        let evidence = IdentityEvidence { faces: vec![face], licence_payload: seed % 2 == 0 };
        let finding = identity_document(&page, &evidence);
        prop_assert!(finding.score().is_some());
        crate::recapture::screen(&page);
        crate::recapture::photocopy(&page);
        let turn = upright(&page);
        prop_assert!((0.0..=1.0).contains(&turn.confidence.get()));
    }
}
