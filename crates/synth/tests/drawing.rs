//! What is drawn is what the truth says, and a seed is a picture.
//!
//! Drawing needs the fonts of Debian's packages; without them these tests say so and stop.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;

use bonafide_synth::{
    AS_OF, CardKind, DrawOptions, Encoding, ISSUERS, Licence, Mark, Quad, RegionKind, Severity,
    Shot, Specimen, TravelDocument, TravelKind, barcode_payload, card_back, card_front, mrz_lines,
    passport_page, photograph, selfie,
};
use support::fonts;

fn options() -> DrawOptions {
    DrawOptions::default().dpi(110)
}

fn licence(seed: u64) -> Licence {
    Licence::draw(CardKind::DriverLicense, &ISSUERS[0], seed, AS_OF)
}

/// Mean luma inside the quad's bounding box.
fn darkness(picture: &Specimen, quad: Quad) -> f32 {
    let (width, _) = picture.dimensions();
    let axis = |index: usize| quad.0.map(|corner| corner[index]);
    let low = |values: [f32; 4]| values.into_iter().fold(f32::MAX, f32::min) as usize;
    let high = |values: [f32; 4]| values.into_iter().fold(0.0, f32::max) as usize;
    let (mut sum, mut count) = (0.0, 0.0);
    for y in low(axis(1))..high(axis(1)) {
        for x in low(axis(0))..high(axis(0)) {
            let at = 3 * (y * width as usize + x);
            sum += picture.rgb8()[at..at + 3].iter().map(|&c| f32::from(c)).sum::<f32>() / 3.0;
            count += 1.0;
        }
    }
    255.0 - sum / count
}

#[test]
fn sizes_at_300_dots_per_inch() {
    let Some(fonts) = fonts() else { return };
    let card = card_front(&licence(1), &fonts, DrawOptions::default());
    assert_eq!(card.dimensions(), (1012, 638));
    let passport = TravelDocument::draw(TravelKind::Passport, 1, AS_OF);
    let lines = mrz_lines(&passport).unwrap();
    let page = passport_page(&passport, &lines, &fonts, DrawOptions::default());
    assert_eq!(page.dimensions(), (1476, 1040));
}

#[test]
fn a_seed_is_a_picture_for_any_number_of_threads() {
    let Some(fonts) = fonts() else { return };
    let draw = || {
        let card = card_front(&licence(4), &fonts, options().seed(9));
        let shot = Shot::new(Severity::Severe, 3);
        photograph(&card, shot).unwrap().encode(Encoding::Jpeg(80)).unwrap()
    };
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let (one, four) = (pool(1).install(draw), pool(4).install(draw));
    assert!(one == four, "the photographs differ");
    let other = card_front(&licence(4), &fonts, options().seed(10));
    assert_ne!(other.rgb8(), card_front(&licence(4), &fonts, options().seed(9)).rgb8());
}

#[test]
fn the_truth_names_every_field_inside_the_card() {
    let Some(fonts) = fonts() else { return };
    for seed in 0..8 {
        let card = licence(seed);
        let drawn = card_front(&card, &fonts, options());
        let truth = drawn.truth();
        let fields = truth.regions.iter().filter(|region| region.kind == RegionKind::Field);
        let names: BTreeSet<&str> = fields.map(|region| region.name.as_str()).collect();
        for field in ["document_number", "birth_date", "last_name", "first_name", "street"] {
            assert!(names.contains(field), "{field}");
        }
        let number = truth.region(RegionKind::Field, "document_number").unwrap();
        assert_eq!(number.text, card.document_number);
        for region in &truth.regions {
            for [x, y] in region.quad.0 {
                let inside = (0.0..=truth.width as f32).contains(&x)
                    && (0.0..=truth.height as f32).contains(&y);
                assert!(inside, "seed {seed}: {} {} at {x} {y}", region.name, region.text);
            }
        }
    }
}

#[test]
fn fields_do_not_run_into_each_other() {
    let Some(fonts) = fonts() else { return };
    for seed in 0..60 {
        let issuer = &ISSUERS[seed as usize % ISSUERS.len()];
        let card = Licence::draw(CardKind::DriverLicense, issuer, seed, AS_OF);
        let drawn = card_front(&card, &fonts, DrawOptions::default().dpi(72));
        let print: Vec<_> = drawn
            .truth()
            .regions
            .iter()
            .filter(|region| matches!(region.kind, RegionKind::Field | RegionKind::Print))
            .collect();
        for (index, one) in print.iter().enumerate() {
            for other in &print[index + 1..] {
                let ([l0, t0], [r0, b0]) = (one.quad.0[0], one.quad.0[2]);
                let ([l1, t1], [r1, b1]) = (other.quad.0[0], other.quad.0[2]);
                let apart = r0 <= l1 + 0.5 || r1 <= l0 + 0.5 || b0 <= t1 + 0.5 || b1 <= t0 + 0.5;
                assert!(apart, "seed {seed}: {:?} over {:?}", one.text, other.text);
            }
        }
    }
}

#[test]
fn the_truth_moves_with_the_camera() {
    let Some(fonts) = fonts() else { return };
    let card = licence(2);
    let payload = barcode_payload(&card).unwrap();
    let flat = card_back(&card, &payload, &fonts, options()).unwrap();
    let symbol = |picture: &Specimen| {
        let region = picture.truth().region(RegionKind::Barcode, "pdf417").unwrap();
        (region.quad, region.text.clone())
    };
    let (flat_quad, text) = symbol(&flat);
    assert_eq!(text.chars().map(|c| c as u8).collect::<Vec<_>>(), payload);
    for severity in [Severity::Mild, Severity::Moderate, Severity::Severe] {
        for quarters in 0..4 {
            let shot = Shot::new(severity, 7).quarter_turns(quarters).tilt(0.0);
            let seen = photograph(&flat, shot).unwrap();
            let (width, height) = seen.dimensions();
            for [x, y] in seen.truth().document.unwrap().0 {
                assert!((0.0..width as f32).contains(&x) && (0.0..height as f32).contains(&y));
            }
            let (quad, _) = symbol(&seen);
            let share = quad.area() / flat_quad.area();
            assert!((0.7..1.4).contains(&share), "{severity:?} {quarters}: {share}");
            // Half of a symbol is bars: far darker than the card around it.
            let (inside, document) = (darkness(&seen, quad), seen.truth().document.unwrap());
            assert!(inside > darkness(&seen, document), "{severity:?} {quarters}: {inside}");
        }
    }
}

#[test]
fn the_slanted_mark_is_an_option_and_the_small_print_is_not() {
    let Some(fonts) = fonts() else { return };
    let card = licence(3);
    for (mark, slanted) in [(Mark::Slanted, true), (Mark::SmallPrint, false)] {
        let drawn = card_front(&card, &fonts, options().mark(mark));
        let truth = drawn.truth();
        assert_eq!(truth.region(RegionKind::SpecimenMark, "mark").is_some(), slanted);
        let small = truth.region(RegionKind::Print, "small_print").unwrap();
        assert!(small.text.contains("invented"), "{}", small.text);
    }
}

#[test]
fn a_selfie_is_a_portrait_without_a_document() {
    let person = licence(5).holder;
    let (one, again) = (selfie(&person, 200, 1), selfie(&person, 200, 1));
    assert_eq!(one.rgb8(), again.rgb8());
    assert_eq!(one.dimensions(), (200, 250));
    assert!(one.truth().document.is_none());
    assert_ne!(one.rgb8(), selfie(&person, 200, 2).rgb8());
}
