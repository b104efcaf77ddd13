#![allow(clippy::unwrap_used)]
use super::*;

/// Blocks whose mean is a level each: 3 × 2 blocks, gray, by the encoder of another crate.
fn levels() -> Vec<u8> {
    let mut file = Vec::new();
    let samples: Vec<u8> =
        (0..16).flat_map(|y| (0..24).map(move |x| (x / 8 * 30 + y / 8 * 100) as u8)).collect();
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, 90);
    encoder.set_restart_interval(2);
    encoder.encode(&samples, 24, 16, jpeg_encoder::ColorType::Luma).unwrap();
    file
}

#[test]
fn blocks_lie_where_their_pixels_do() {
    let read = Coefficients::read(&levels(), &Limits::default()).unwrap();
    let only = read.component(0).unwrap();
    assert_eq!((read.components().len(), only.columns(), only.rows()), (1, 3, 2));
    let step = f32::from(only.quantisation()[0]);
    for row in 0..2 {
        assert_eq!(only.row(row).len(), 3);
        for column in 0..3 {
            let block = only.block(column, row).unwrap();
            let level = f32::from(block[0]) * step / 8.0 + 128.0;
            assert!((level - (column * 30 + row * 100) as f32).abs() < 1.0, "{level}");
            assert!(block.iter().skip(1).all(|&value| value == 0));
        }
    }
    assert!(only.block(3, 0).is_none() && only.block(0, 2).is_none());
    assert_eq!(only.row(2).len(), 0);
}

#[test]
fn limits_hold() {
    let file = levels();
    let with = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        Coefficients::read(&file, &limits).err()
    };
    assert!(matches!(
        with(|limits| limits.max_bytes = 20),
        Some(CoefficientError::TooManyBytes { limit: 20, .. })
    ));
    assert!(matches!(
        with(|limits| limits.max_pixels = 383),
        Some(CoefficientError::TooLarge { width: 24, height: 16, limit: 383 })
    ));
    let Some(CoefficientError::TooMuchMemory { needed: 768, limit: 767 }) =
        with(|limits| limits.max_alloc_bytes = 767)
    else {
        panic!("six blocks of 128 bytes")
    };
}

#[test]
fn a_turned_picture_shows_its_blocks_elsewhere() {
    let read = Coefficients::read(&levels(), &Limits::default()).unwrap();
    assert_eq!(read.upright(1, 4, 5), (4, 5));
    assert_eq!(read.upright(6, 0, 0), (15, 0));
    assert_eq!(read.upright(3, 0, 0), (23, 15));
    assert_eq!(read.upright(8, 23, 0), (0, 0));
    assert_eq!(read.upright(0, 99, 99), (23, 15));
}
