//! Symbols drawn at sizes and angles, alone, in pairs, dirty, and not at all.
#![allow(clippy::unwrap_used)]

mod drawing;

use bonafide_barcode::{Options, Reader, Symbol, join_segments, read_pdf417, scan_pdf417};
use bonafide_imaging::{GrayImage, Luma};
use drawing::{Modules, Placing, draw};

const TEXT: &[u8] = b"@\n\x1e\rSPECIMEN 636000100002DL00410278\nDAQT64235789\nDCSSAMPLE\nDDEN";

fn placing(angle: f32) -> Placing {
    Placing { center: (350.0, 300.0), module: 2.4, angle }
}

fn read(picture: &GrayImage) -> Vec<Symbol> {
    read_pdf417(picture, &Options::default())
}

fn payloads(symbols: &[Symbol]) -> Vec<&[u8]> {
    symbols.iter().map(|symbol| symbol.payload.expose().as_slice()).collect()
}

/// A repeatable picture of noise: a linear congruential generator.
fn noise(width: u32, height: u32) -> GrayImage {
    let mut state = 417_u32;
    GrayImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Luma([(state >> 24) as u8])
    })
}

#[test]
fn four_right_angles_with_corners_and_level() {
    let modules = Modules::encode(TEXT, 6, 18);
    let (half_width, half_height) = (modules.width as f32 * 1.2, 18.0 * 3.0 * 1.2);
    for (angle, (first_x, first_y)) in [
        (0.0, (-half_width, -half_height)),
        (90.0, (half_height, -half_width)),
        (180.0, (half_width, half_height)),
        (270.0, (-half_height, half_width)),
    ] {
        let symbols = read(&draw(700, 600, &[(&modules, placing(angle))]));
        assert_eq!(payloads(&symbols), [TEXT], "{angle}");
        let symbol = &symbols[0];
        assert_eq!(symbol.text.expose().as_bytes(), TEXT);
        assert_eq!((symbol.ec_level, symbol.reader), (Some(modules.level), Reader::Bonafide));
        let matrix = symbol.matrix.as_ref().unwrap();
        assert_eq!((matrix.rows, matrix.columns), (18, 6));
        assert_eq!((matrix.corrected, matrix.erased), (0, 0));
        assert_eq!(matrix.codewords.expose().len(), 18 * 6);
        assert!((matrix.module - 2.4).abs() < 0.05, "{}", matrix.module);
        assert!((matrix.row_height - 7.2).abs() < 0.4, "{}", matrix.row_height);
        assert!(!matrix.compact && !matrix.inverted);
        assert!(symbol.macro_segment.is_none() && !symbol.mirrored);
        let off = (symbol.rotation - angle + 180.0).rem_euclid(360.0) - 180.0;
        assert!(off.abs() < 1.0, "{angle}: {}", symbol.rotation);
        let corner = symbol.corners[0];
        let distance = (corner.x - 350.0 - first_x).hypot(corner.y - 300.0 - first_y);
        assert!(distance < 8.0, "{angle}: {corner:?} is {distance} pixels off");
        let opposite = symbol.corners[2];
        let distance = (opposite.x - 350.0 + first_x).hypot(opposite.y - 300.0 + first_y);
        assert!(distance < 8.0, "{angle}: {opposite:?} is {distance} pixels off");
    }
}

#[test]
fn tilted_symbols() {
    let modules = Modules::encode(TEXT, 6, 18);
    for angle in [3.0, 8.0, 15.0, 30.0, 45.0, 60.0, 120.0, 200.0, -25.0] {
        let symbols = read(&draw(700, 600, &[(&modules, placing(angle))]));
        assert_eq!(payloads(&symbols), [TEXT], "{angle}");
        let off = (symbols[0].rotation - angle + 180.0).rem_euclid(360.0) - 180.0;
        assert!(off.abs() < 3.0, "{angle}: {}", symbols[0].rotation);
    }
}

#[test]
fn sizes_from_under_two_to_eighteen_pixels_a_module() {
    let modules = Modules::encode(b"SIZE MATTERS LITTLE", 2, 12);
    for module in [1.7_f32, 2.0, 3.3, 6.0, 11.0, 18.0] {
        let (width, height) = (modules.width as f32 * module, 36.0 * module);
        let center = (width / 2.0 + 100.0, height / 2.0 + 100.0);
        let placing = Placing { center, module, angle: 0.0 };
        let picture = draw((width + 200.0) as u32, (height + 200.0) as u32, &[(&modules, placing)]);
        assert_eq!(payloads(&read(&picture)), [b"SIZE MATTERS LITTLE"], "{module}");
    }
}

#[test]
fn two_symbols_come_from_top_to_bottom() {
    let (first, second) = (Modules::encode(b"FIRST", 3, 8), Modules::encode(b"SECOND", 3, 8));
    let at = |x, y| Placing { center: (x, y), module: 2.5, angle: 0.0 };
    let picture = draw(800, 500, &[(&second, at(260.0, 380.0)), (&first, at(500.0, 120.0))]);
    assert_eq!(payloads(&read(&picture)), [&b"FIRST"[..], b"SECOND"]);
    // Side by side, and one of them upside down.
    let turned = Placing { angle: 180.0, ..at(580.0, 250.0) };
    let picture = draw(800, 500, &[(&second, at(200.0, 249.0)), (&first, turned)]);
    let symbols = read(&picture);
    let mut found = payloads(&symbols);
    found.sort_unstable();
    assert_eq!(found, [&b"FIRST"[..], b"SECOND"]);
}

#[test]
fn symbols_at_different_angles() {
    let (first, second) = (Modules::encode(b"FIRST", 3, 8), Modules::encode(b"SECOND", 3, 8));
    let level = Placing { center: (200.0, 120.0), module: 2.5, angle: 0.0 };
    for angle in [25.0, 90.0, 200.0] {
        let turned = Placing { center: (560.0, 320.0), module: 2.5, angle };
        let symbols = read(&draw(800, 560, &[(&first, level), (&second, turned)]));
        assert_eq!(payloads(&symbols), [&b"FIRST"[..], b"SECOND"], "{angle}");
    }
}

#[test]
fn the_same_payload_twice_is_one_symbol() {
    let modules = Modules::encode(b"TWICE", 3, 8);
    let at = |y| Placing { center: (300.0, y), module: 2.5, angle: 0.0 };
    let picture = draw(600, 500, &[(&modules, at(120.0)), (&modules, at(360.0))]);
    assert_eq!(payloads(&read(&picture)), [b"TWICE"]);
}

#[test]
fn binary_payloads_come_back_byte_for_byte() {
    let bytes: Vec<u8> = (0..=255).collect();
    let modules = Modules::encode(&bytes, 10, 32);
    let placing = Placing { center: (350.0, 220.0), module: 2.0, angle: 0.0 };
    assert_eq!(payloads(&read(&draw(700, 440, &[(&modules, placing)]))), [&bytes[..]]);
}

#[test]
fn a_segment_of_a_divided_file_says_so() {
    // Macro control block (ISO/IEC 15438 annex H): 928, segment index 1 as "100001" in base 900
    // (111, 101), file identifier 017 053, and 922 for the last segment.
    // The block ends the data, so padding (900) goes before it.
    let block = [928, 111, 101, 17, 53, 922];
    let modules = Modules::of(4, 14, |mut encoder| {
        encoder = encoder.append_ascii("PART");
        while encoder.available(2) > block.len() {
            encoder = encoder.append_codeword(900);
        }
        encoder.append_raw(&block)
    });
    let symbols = read(&draw(700, 600, &[(&modules, placing(0.0))]));
    assert_eq!(payloads(&symbols), [b"PART"]);
    let segment = symbols[0].macro_segment.as_ref().unwrap();
    assert_eq!((segment.index, segment.count, segment.last), (1, None, true));
    assert_eq!(segment.file_id, "017053");
}

#[test]
fn light_on_dark_and_mirrored() {
    let modules = Modules::encode(TEXT, 6, 18);
    for angle in [0.0, 20.0] {
        let picture = draw(700, 600, &[(&modules, placing(angle))]);
        let inverted = GrayImage::from_fn(700, 600, |x, y| Luma([255 - picture[(x, y)].0[0]]));
        assert_eq!(payloads(&read(&inverted)), [TEXT], "{angle}");
        let mirrored = GrayImage::from_fn(700, 600, |x, y| picture[(699 - x, y)]);
        let symbols = read(&mirrored);
        assert_eq!(payloads(&symbols), [TEXT], "{angle}");
        assert!(symbols[0].mirrored);
        // The left end of the symbol is on the right of the mirrored picture.
        assert!(symbols[0].corners[0].x > symbols[0].corners[1].x);
    }
}

#[test]
fn noise_is_put_up_with() {
    let modules = Modules::encode(TEXT, 6, 18);
    let grain = noise(700, 600);
    let mut picture = draw(700, 600, &[(&modules, placing(0.0))]);
    for (sample, grain) in picture.iter_mut().zip(grain.iter()) {
        let shift = (f32::from(*grain) - 127.5) * 0.4;
        *sample = (f32::from(*sample) + shift).clamp(0.0, 255.0) as u8;
    }
    assert_eq!(payloads(&read(&picture)), [TEXT]);
}

#[test]
fn nothing_is_read_where_nothing_is() {
    assert!(read(&noise(900, 700)).is_empty());
    for (width, height) in [(0, 0), (0, 9), (1, 1), (3, 900), (640, 480)] {
        let found = scan_pdf417(&GrayImage::new(width, height), &Options::default());
        assert!(found.symbols.is_empty(), "{width} x {height}");
    }
    let text = GrayImage::from_fn(900, 600, |x, y| {
        Luma([if y % 30 < 18 && (x * 7 / 5 + y / 30 * 13) % 11 < 4 { 20 } else { 230 }])
    });
    assert!(read(&text).is_empty());
}

#[test]
fn the_same_picture_gives_the_same_answer() {
    let (first, second) = (Modules::encode(TEXT, 6, 18), Modules::encode(b"SECOND", 3, 8));
    let at = |x, y| Placing { center: (x, y), module: 2.0, angle: 4.0 };
    let mut picture = draw(900, 500, &[(&second, at(200.0, 380.0)), (&first, at(560.0, 140.0))]);
    // So much grain that codewords are doubtful.
    for (sample, grain) in picture.iter_mut().zip(noise(900, 500).iter()) {
        *sample = (f32::from(*sample) + (f32::from(*grain) - 127.5) * 0.5).clamp(0.0, 255.0) as u8;
    }
    let once = scan_pdf417(&picture, &Options::default());
    assert!(!once.symbols.is_empty());
    for _ in 0..100 {
        assert_eq!(scan_pdf417(&picture, &Options::default()), once);
    }
}

#[test]
fn work_is_bounded_by_the_options() {
    let modules = Modules::encode(TEXT, 6, 18);
    let picture = draw(700, 600, &[(&modules, placing(10.0))]);
    let mut options = Options::default();
    options.fallback = false;
    options.budget_ms = 0;
    let none = scan_pdf417(&picture, &options);
    assert!(none.symbols.is_empty() && none.spent && none.frames == 0);
    options.budget_ms = 50;
    let all = scan_pdf417(&picture, &options);
    assert!(all.symbols.len() == 1 && !all.spent && all.frames == 1);
    assert!(serde_json::from_str::<Options>(r#"{"budget": 3}"#).is_err());
}

#[test]
fn a_symbol_that_fills_the_picture_needs_no_quiet_zone() {
    let modules = Modules::encode(TEXT, 6, 18);
    let (width, height) = (modules.width as u32 * 3, 18 * 9);
    let center = (width as f32 / 2.0, height as f32 / 2.0);
    let picture = draw(width, height, &[(&modules, Placing { center, module: 3.0, angle: 0.0 })]);
    assert_eq!(payloads(&read(&picture)), [TEXT]);
}

#[test]
fn compact_symbols_say_so() {
    let modules = Modules::encode(TEXT, 6, 18).compact();
    for (angle, mirror) in [(0.0, false), (7.0, false), (90.0, false), (0.0, true)] {
        let drawn = draw(700, 600, &[(&modules, placing(angle))]);
        let picture =
            GrayImage::from_fn(700, 600, |x, y| drawn[(if mirror { 699 - x } else { x }, y)]);
        let symbols = read(&picture);
        assert_eq!(payloads(&symbols), [TEXT], "{angle}");
        let matrix = symbols[0].matrix.as_ref().unwrap();
        assert!(matrix.compact && symbols[0].mirrored == mirror, "{angle}");
        let [left, right, ..] = symbols[0].corners;
        let length = (right.x - left.x).hypot(right.y - left.y);
        assert!((length - modules.width as f32 * 2.4).abs() < 8.0, "{angle}: {length}");
    }
}

#[test]
fn damage_is_counted() {
    let modules = Modules::encode(TEXT, 6, 18);
    let mut picture = draw(700, 600, &[(&modules, placing(0.0))]);
    // White paint over two codewords' width and two rows' height.
    for y in 290..304 {
        for x in 340..420 {
            picture.put_pixel(x, y, Luma([255]));
        }
    }
    let symbols = read(&picture);
    assert_eq!(payloads(&symbols), [TEXT]);
    let matrix = symbols[0].matrix.as_ref().unwrap();
    assert!((2..=12).contains(&(matrix.corrected + matrix.erased)), "{matrix:?}");
}

#[test]
fn segments_of_a_divided_file_are_joined() {
    let segment = |text: &str, index: u16, last: bool| {
        // The index as "100000" and following in base 900, the file identifier 017.
        let mut block = vec![928, 111, 100 + index, 17];
        block.extend(last.then_some(922));
        Modules::of(4, 14, |mut encoder| {
            encoder = encoder.append_ascii(text);
            while encoder.available(2) > block.len() {
                encoder = encoder.append_codeword(900);
            }
            encoder.append_raw(&block)
        })
    };
    let (first, second) = (segment("FIRST HALF ", 0, false), segment("AND SECOND", 1, true));
    let at = |y| Placing { center: (300.0, y), module: 2.5, angle: 0.0 };
    // The second one above the first.
    let picture = draw(600, 500, &[(&second, at(120.0)), (&first, at(360.0))]);
    let files = join_segments(&read(&picture));
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].payload.expose(), b"FIRST HALF AND SECOND");
    assert_eq!(files[0].text.expose(), "FIRST HALF AND SECOND");
    assert!(files[0].complete && files[0].segments == [0, 1] && files[0].file_id == "017");
    let alone = join_segments(&read(&draw(600, 500, &[(&second, at(120.0))])));
    assert!(!alone[0].complete);
}
