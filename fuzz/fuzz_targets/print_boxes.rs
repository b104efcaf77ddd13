//! Any bytes as the answer of the network that marks lines of print: a map of probabilities, whose
//! first byte is the width.
#![no_main]

use bonafide_fuzz::seeds;
use bonafide_ocr::lines_of_map;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::plant(seeds::print_boxes), |bytes: &[u8]| {
    let Some((&width, pixels)) = bytes.split_first() else { return };
    // The last codes are what no probability is: beyond 1, infinite, no number.
    let value = |byte: &u8| match byte {
        253 => 3.0e38,
        254 => f32::INFINITY,
        255 => f32::NAN,
        byte => f32::from(*byte) / 252.0,
    };
    let values: Vec<f32> = pixels.iter().map(value).collect();
    let found = lines_of_map(&values, usize::from(width));
    assert!(found.len() <= 400);
    for line in &found {
        assert!((0.0..=1.0).contains(&line.score));
        for corner in line.rectangle.corners() {
            assert!(corner.x.is_finite() && corner.y.is_finite());
        }
    }
    assert_eq!(lines_of_map(&values, usize::from(width)), found, "equal maps, equal lines");
});
