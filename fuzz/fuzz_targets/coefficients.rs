//! Any bytes as a JPEG file: its coefficients are read within the limits, or refused.
#![no_main]

use bonafide::imaging::{Coefficients, Limits};
use bonafide_fuzz::seeds;
use libfuzzer_sys::fuzz_target;

const MAX_PIXELS: u64 = 1 << 20;

fuzz_target!(init: seeds::plant(seeds::coefficients), |bytes: &[u8]| {
    let mut limits = Limits::default();
    limits.max_bytes = 1 << 16;
    limits.max_pixels = MAX_PIXELS;
    limits.max_alloc_bytes = 64 << 20;
    let Ok(read) = Coefficients::read(bytes, &limits) else { return };
    let (width, height) = read.dimensions();
    assert!(u64::from(width) * u64::from(height) <= MAX_PIXELS);
    for component in read.components() {
        assert!(component.block(component.columns() - 1, component.rows() - 1).is_some());
        assert!(component.block(component.columns(), 0).is_none());
        assert_eq!(component.row(component.rows() - 1).len(), component.columns());
    }
    for orientation in 0..=9 {
        let (x, y) = read.upright(orientation, width - 1, height / 2);
        assert!(x < width.max(height) && y < width.max(height));
    }
});
