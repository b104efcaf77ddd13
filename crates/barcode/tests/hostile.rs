//! Pictures made to upset a reader.
#![allow(clippy::unwrap_used)]

mod drawing;

use bonafide_barcode::{Options, scan_pdf417};
use bonafide_imaging::{GrayImage, Luma};
use drawing::{Modules, Placing, draw};
use proptest::prelude::*;

fn small_options() -> Options {
    let mut options = Options::default();
    options.budget_ms = 30;
    options
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_pixels_are_answered(
        width in 1_u32..90,
        samples in prop::collection::vec(any::<u8>(), 1..6000),
    ) {
        let height = samples.len() as u32 / width;
        let picture = GrayImage::from_fn(width, height, |x, y| {
            Luma([samples[(y * width + x) as usize]])
        });
        let found = scan_pdf417(&picture, &small_options());
        prop_assert!(found.symbols.is_empty());
    }

    /// Rows of guard patterns of any module width, start and stop in any order: these reach the
    /// decoder, which has to do without a symbol.
    #[test]
    fn guard_patterns_without_a_symbol_are_answered(
        module in 1_u32..5,
        rows in prop::collection::vec(prop::collection::vec(0_usize..3, 1..6), 1..5),
        height in 4_u32..60,
    ) {
        const PATTERNS: [&[u32]; 3] = [
            &[8, 1, 1, 1, 1, 1, 1, 3], // start
            &[7, 1, 1, 3, 1, 1, 1, 2, 1, 1], // stop and a light module
            &[5, 1, 1, 1, 1, 2, 2, 4], // something like a codeword
        ];
        let dark: Vec<Vec<bool>> = rows
            .iter()
            .map(|row| {
                let widths = row.iter().flat_map(|&pattern| PATTERNS[pattern].iter().enumerate());
                widths.flat_map(|(i, &n)| vec![i % 2 == 0; (n * module) as usize]).collect()
            })
            .collect();
        let picture = GrayImage::from_fn(460, height * rows.len() as u32 + 40, |x, y| {
            let row = &dark[(y.saturating_sub(20) / height).min(rows.len() as u32 - 1) as usize];
            let inside = y >= 20 && x >= 20;
            let on = inside && row.get(x as usize - 20).copied().unwrap_or(false);
            Luma([if on { 10 } else { 240 }])
        });
        let found = scan_pdf417(&picture, &small_options());
        prop_assert!(found.symbols.is_empty());
    }

    /// Guard patterns without end, as wide as the picture: work stays within what is allowed.
    #[test]
    fn many_guard_patterns_cost_little(height in 24_u32..60, module in 1_u32..3) {
        const START: [u32; 8] = [8, 1, 1, 1, 1, 1, 1, 3];
        let row: Vec<bool> = START
            .iter()
            .enumerate()
            .flat_map(|(i, width)| vec![i % 2 == 0; (width * module) as usize])
            .collect();
        let picture = GrayImage::from_fn(2400, 600, |x, y| {
            let on = y / height % 2 == 0 && row[x as usize % row.len()];
            Luma([if on { 10 } else { 240 }])
        });
        let found = scan_pdf417(&picture, &small_options());
        prop_assert!(found.symbols.is_empty());
        prop_assert!(found.frames <= 500, "{} frames", found.frames);
    }

    /// A symbol with squares of it painted over: read right or not at all.
    #[test]
    fn damaged_symbols_are_read_right_or_not(
        spots in prop::collection::vec((0_u32..300, 0_u32..160, 1_u32..50, any::<u8>()), 0..8),
    ) {
        let modules = Modules::encode(b"DAMAGED BUT NOT DECEIVED 0123456789", 4, 14);
        let placing = Placing { center: (150.0, 80.0), module: 2.0, angle: 0.0 };
        let mut picture = draw(300, 160, &[(&modules, placing)]);
        for (left, top, side, value) in spots {
            for y in top..(top + side).min(160) {
                for x in left..(left + side).min(300) {
                    picture.put_pixel(x, y, Luma([value]));
                }
            }
        }
        for symbol in scan_pdf417(&picture, &small_options()).symbols {
            prop_assert_eq!(symbol.payload.expose(), b"DAMAGED BUT NOT DECEIVED 0123456789");
        }
    }
}
