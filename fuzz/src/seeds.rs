//! First inputs of each target, made here: specimens of the standards and drawings, nobody's data.

use std::io::{Cursor, Write};
use std::path::Path;

use bonafide::aamva::{Card, Designator, write};
use bonafide::forensics::Known;
use bonafide::forensics::duplicates::{Fingerprint, IndexBuilder, IndexError};
use bonafide::imaging::{Limits, Picture};
use bonafide::input::{SessionId, SessionInput};
use bonafide::session_file::{SessionFile, registry_from_bytes};
use bonafide::{Context, Engine};
use bonafide_face::gallery::{GalleryBuilder, GalleryError};
use bonafide_face::{EncoderId, Encoding};
use image::{ImageFormat, Rgb, RgbImage};
use pdf417::{PDF417, PDF417Encoder};

/// A seed: file name and content.
pub type Seed = (&'static str, Vec<u8>);

/// Writes the seeds into the folder that the variable `FUZZ_SEEDS` names, if there is one. Targets
/// call it before libFuzzer reads its corpus.
///
/// # Panics
/// If a seed cannot be made or written.
pub fn plant(seeds: fn() -> Vec<Seed>) {
    let Some(folder) = std::env::var_os("FUZZ_SEEDS") else { return };
    for (name, content) in seeds() {
        std::fs::write(Path::new(&folder).join(name), content).expect("the folder can be written");
    }
}

/// A small drawing in every format, and a JPEG that says it lies on its side.
pub fn decode() -> Vec<Seed> {
    let drawn = RgbImage::from_fn(24, 16, |x, y| Rgb([(x * 10) as u8, (y * 15) as u8, 90]));
    let gray = image::DynamicImage::ImageLuma8(image::imageops::grayscale(&drawn));
    let rgb = image::DynamicImage::ImageRgb8(drawn);
    let file = |picture: &image::DynamicImage, format| {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("small pictures can be encoded");
        bytes.into_inner()
    };
    let jpeg = file(&rgb, ImageFormat::Jpeg);
    vec![
        ("drawn.png", file(&rgb, ImageFormat::Png)),
        ("gray.png", file(&gray, ImageFormat::Png)),
        ("turned.jpg", with_orientation(&jpeg, 6)),
        ("drawn.jpg", jpeg),
        ("gray.jpg", file(&gray, ImageFormat::Jpeg)),
        ("drawn.webp", file(&rgb, ImageFormat::WebP)),
        ("drawn.tiff", file(&rgb, ImageFormat::Tiff)),
        ("drawn.bmp", file(&rgb, ImageFormat::Bmp)),
    ]
}

/// The files of [`decode`], and a JPEG file with a thumbnail in its Exif block and a byte behind its end.
pub fn container() -> Vec<Seed> {
    let mut seeds = decode();
    let jpeg = seeds.iter().find(|(name, _)| *name == "drawn.jpg").map(|(_, bytes)| bytes.clone());
    seeds.extend(jpeg.map(|jpeg| ("thumbnail.jpg", with_thumbnail(&jpeg))));
    seeds
}

/// The file with itself as its thumbnail (CIPA DC-008 4.6: the second directory of the Exif block).
fn with_thumbnail(jpeg: &[u8]) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\0\0\x0e\0\0\0\x02\0".to_vec();
    let place = 16 + 2 * 12 + 4;
    for (tag, value) in [(0x0201_u16, place), (0x0202, jpeg.len() as u32)] {
        tiff.extend(tag.to_le_bytes());
        tiff.extend([4, 0, 1, 0, 0, 0]);
        tiff.extend(value.to_le_bytes());
    }
    tiff.extend([0; 4]);
    tiff.extend(jpeg);
    let length = (2 + 6 + tiff.len()) as u16;
    let mut file = jpeg.get(..2).unwrap_or_default().to_vec();
    file.extend([0xff, 0xe1]);
    file.extend(length.to_be_bytes());
    file.extend(b"Exif\0\0");
    file.extend(tiff);
    file.extend(jpeg.get(2..).unwrap_or_default());
    file.push(b'!');
    file
}

/// A map with two lines, one of them slanted, and one where everything is a line.
pub fn print_boxes() -> Vec<Seed> {
    let map = |is_marked: fn(i32, i32) -> bool| {
        let mut bytes = vec![60];
        bytes.extend((0..60 * 40).map(|i| if is_marked(i % 60, i / 60) { 230 } else { 3 }));
        bytes
    };
    vec![
        (
            "lines.map",
            map(|x, y| (4..8).contains(&y) && x > 5 || (x - 2 * y + 30).abs() < 8 && y > 12),
        ),
        ("full.map", map(|_, _| true)),
    ]
}

/// The JPEG files of [`decode`], and a progressive one of two scans, of one gray block: its mean, then a
/// band without anything (ITU-T T.81, annexes B and G).
pub fn coefficients() -> Vec<Seed> {
    let mut seeds = decode();
    seeds.retain(|(name, _)| name.ends_with(".jpg"));
    let mut file = vec![0xff, 0xd8, 0xff, 0xdb, 0, 67, 0];
    file.extend([1; 64]);
    file.extend([0xff, 0xc2, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
    for class in [0x00, 0x10] {
        file.extend([0xff, 0xc4, 0, 20, class, 1]);
        file.extend([0; 16]);
    }
    file.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0x01, 0x7f]);
    file.extend([0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0x00, 0x7f, 0xff, 0xd9]);
    seeds.push(("progressive.jpg", file));
    seeds
}

/// An EXIF segment with tag 0x0112 behind the start of the image (CIPA DC-008, 4.5.4 and 4.6.4).
fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
    let length = 2 + 6 + tiff.len() as u16;
    let mut out = jpeg[..2].to_vec();
    out.extend_from_slice(&[0xff, 0xe1]);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(b"Exif\0\0");
    out.extend_from_slice(&tiff);
    out.extend_from_slice(&jpeg[2..]);
    out
}

/// Rows of strokes like two lines of print, the width in front.
pub fn mrz_reader() -> Vec<Seed> {
    let (width, height) = (200_u8, 60_u8);
    let stroke = |x: u8, y: u8| matches!(y, 20..30 | 40..50) && (x % 5 < 2 || (x + y) % 7 == 0);
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let luma = pixels.map(|(x, y)| if stroke(x, y) { 20 } else { 230 });
    vec![("strokes", [0, width - 1].into_iter().chain(luma).collect())]
}

/// The specimens of ICAO Doc 9303, parts 4 to 7, and one with misread characters.
pub fn mrz() -> Vec<Seed> {
    let text = |lines: &[&str]| lines.join("\n").into_bytes();
    vec![
        (
            "td3",
            text(&[
                "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
                "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
            ]),
        ),
        (
            "td3-misread",
            text(&[
                "P<UT0ERIK55ON<<ANNA<MAR1A<<<<<<<<<<<<<<<<<<<",
                "L8989O2C36UTO74O8122F12O4159ZE184226B<<<<<10",
            ]),
        ),
        (
            "td1",
            text(&[
                "I<UTOD231458907<<<<<<<<<<<<<<<",
                "7408122F1204159UTO<<<<<<<<<<<6",
                "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
            ]),
        ),
        (
            "td1-long-number",
            text(&[
                "I<UTOD23145890<7349<<<<<<<<<<<",
                "3407127M9507122UTO<<<<<<<<<<<2",
                "STEVENSON<<PETER<JOHN<<<<<<<<<",
            ]),
        ),
        (
            "td2",
            text(&["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"]),
        ),
        (
            "mrva",
            text(&[
                "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
                "L8988901C4XXX4009078F96121096ZE184226B<<<<<<",
            ]),
        ),
        (
            "page",
            b"REPUBLIC OF UTOPIA\nPASSPORT\n\nP<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n\
              L898902C36UTO7408122F1204159ZE184226B<<<<<10\n"
                .to_vec(),
        ),
    ]
}

/// Payloads written by our own writer, a stripe, and one without separators.
pub fn aamva() -> Vec<Seed> {
    let modern = licence(10, "636000", "2");
    let run_together =
        modern.iter().map(|b| if b.is_ascii_control() { b' ' } else { *b }).collect();
    let stripe = b"%WYLARAMIE^NYSTROM$ASA$MARIA^9 LINDEN WAY^?;63606012345678=300219850214?\
        %1082070      C NONE          2506141BROHAZ                    ?";
    vec![
        ("v10", modern),
        ("v1", licence(1, "636000", "F")),
        ("v8-canada", licence(8, "636012", "2")),
        ("run-together", run_together),
        ("stripe", stripe.to_vec()),
    ]
}

fn licence(version: u8, iin: &str, sex: &str) -> Vec<u8> {
    let elements = [
        ("DAQ", "V64700019"),
        ("DCS", "NYSTROM"),
        ("DDE", "N"),
        ("DAC", "ASA"),
        ("DDF", "T"),
        ("DAD", "NONE"),
        ("DCA", "C"),
        ("DBD", "06302021"),
        ("DBB", "06301980"),
        ("DBA", "06302029"),
        ("DBC", sex),
        ("DAU", "5'-06\""),
        ("DAW", "141"),
        ("DAY", "HAZ"),
        ("DAG", "9 LINDEN WAY"),
        ("DAI", "OSLO"),
        ("DAJ", "MN"),
        ("DAK", "561441234  "),
        ("DCG", "USA"),
    ];
    let mut card = Card::new(version, iin.parse().expect("six digits"), Designator::DL);
    for (name, value) in elements {
        card = card.element(name, value).expect("the names of the standard");
    }
    let card = card.subfile("ZV".parse().expect("a designator"));
    write(&card.element("ZVA", "01").expect("a jurisdiction's name"))
}

/// Small symbols, black on white and white on black, at one and two pixels a module.
pub fn barcode() -> Vec<Seed> {
    vec![
        ("one-pixel", symbol_picture(1, 3, false)),
        ("two-pixels", symbol_picture(2, 6, false)),
        ("inverted", symbol_picture(1, 3, true)),
    ]
}

fn symbol_picture(module: usize, row_height: usize, inverted: bool) -> Vec<u8> {
    const COLUMNS: u8 = 2;
    const ROWS: u8 = 8;
    const LEVEL: u8 = 2;
    const MODULES: usize = (COLUMNS as usize + 4) * 17 + 1;
    const QUIET: usize = 4;
    let mut codewords = [0_u16; COLUMNS as usize * ROWS as usize];
    let sealed = PDF417Encoder::new(&mut codewords, false).append_ascii("UTOPIA 7").seal(LEVEL);
    let mut modules = [false; MODULES * ROWS as usize];
    PDF417::new(sealed, ROWS, COLUMNS, LEVEL).render(&mut modules[..]);
    let (width, height) =
        (MODULES * module + 2 * QUIET, usize::from(ROWS) * row_height + 2 * QUIET);
    let dark = |x: usize, y: usize| {
        let (column, row) = (x.checked_sub(QUIET)? / module, y.checked_sub(QUIET)? / row_height);
        let inside = column < MODULES && row < usize::from(ROWS);
        inside.then(|| modules[row * MODULES + column])
    };
    let mut bytes = vec![width as u8];
    for at in 0..width * height {
        let black = dark(at % width, at / width).unwrap_or(false);
        bytes.push(if black == inverted { 250 } else { 5 });
    }
    bytes
}

/// A session file with every member, replies of a registry, a face vector.
pub fn session_json() -> Vec<Seed> {
    let session = br#"{"kind": "idv", "document_type_e": "driver_license", "as_of": "2026-06-01",
"claims": {"first_name": "Anna", "last_name": "Eriksson", "birth_date": "1974-08-12",
"issued_at": "2020-01-01", "street": "9 Linden Way", "height": "72 in", "gender_e": "female"},
"settings": {"perform_liveness_test": false, "perform_ofac_test": false},
"weights": {"age_tolerance": 5, "idv_session_tolerance": 0.8}, "weights_id": "w",
"requirements": [{"type_e": "driver_license", "data_source_e": "front_ocr"}],
"policy": {"fail_on": ["name_crosscheck"], "minimum_age": 21, "allow_expired_days": 3},
"simulate": {"ocr_name_match_fail": true}, "consent": {"biometric": true},
"metadata": {"anything": [1, 2.5e3, null, "\u00e9"]}}"#;
    let indicators = br#"{"indicators": {"driverLicenseNumber": true, "personBirthDate": false,
"personLastNameExact": true, "personFirstNameFuzzyPrimary": true, "addressZIP5": null}}"#;
    let record = br#"{"record": {"document_number": "V64700019", "birth_date": "1980-06-30",
"last_name": "NYSTROM", "middle_name": null, "height": "66 in"}}"#;
    let reference = br#"{"encoder_id": "e", "values": [0.6, -0.8]}"#;
    vec![
        ("session", session.to_vec()),
        ("empty", b"{}".to_vec()),
        ("indicators", indicators.to_vec()),
        ("record", record.to_vec()),
        ("unavailable", br#"{"unavailable": "timeout"}"#.to_vec()),
        ("reference", reference.to_vec()),
    ]
}

/// The results of the sessions that [`session_json`] states.
///
/// # Panics
/// If no thread can be started.
pub fn result_json() -> Vec<Seed> {
    let engine = Engine::builder().threads(1).build().expect("a thread");
    let names = ["session", "empty", "indicators"];
    let of = |(name, bytes): Seed| {
        let name = names.into_iter().find(|known| *known == name)?;
        let mut session = SessionInput::new(SessionId::derived(name.as_bytes()));
        if let Ok(file) = SessionFile::from_bytes(&bytes) {
            file.apply(&mut session);
        }
        session.registry = registry_from_bytes(&bytes).ok();
        let result = engine.evaluate(&session, &Context::on(jiff::civil::date(2026, 6, 1)));
        Some((name, serde_json::to_vec(&result).ok()?))
    };
    session_json().into_iter().filter_map(of).collect()
}

/// A list of sanctions in each of its forms, the byte of the form in front.
pub fn sanctions() -> Vec<Seed> {
    let forms: [(&str, u8, &str); 5] = [
        (
            "csv",
            0,
            "7,\"DOE, John\",\"individual\",\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB circa 1962; a.k.a. 'JD'.\"",
        ),
        (
            "xml",
            1,
            "<sdnList><sdnEntry><uid>7</uid><lastName>DOE</lastName><sdnType>Individual</sdnType></sdnEntry></sdnList>",
        ),
        (
            "jsonl",
            2,
            r#"{"id":"7","name":"DOE, John","aliases":["DO, Jon"],"birth_dates":["1962 to 1964"]}"#,
        ),
        ("plain", 3, "id,name,kind,weak_aliases\n7,\"DOE, John\",individual,JD;J D\n"),
        (
            "index",
            4,
            r#"{"format":"bonafide.sanctions/1","name":"x","sha256":"","entries":0,"body_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}"#,
        ),
    ];
    forms.map(|(name, form, text)| (name, [form].into_iter().chain(text.bytes()).collect())).into()
}

/// Galleries without an encoding, with one and with more than a block of them, a byte in front.
pub fn gallery() -> Vec<Seed> {
    [("none", 0), ("one", 1), ("twenty", 20)]
        .map(|(name, count)| {
            let file = gallery_of(count).expect("a temporary folder can be written");
            (name, [0].into_iter().chain(file).collect())
        })
        .into()
}

fn gallery_of(count: u8) -> Result<Vec<u8>, GalleryError> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("gallery");
    let encoder = EncoderId("seed/1".to_owned());
    let mut builder = GalleryBuilder::create(&path, &encoder, 3)?;
    for row in 0..count {
        let values = [1.0, -0.5, 0.125].map(|value| value * f32::from(row + 1)).to_vec();
        let encoding = Encoding::new(encoder.clone(), values).expect("it has a length");
        builder.push(&format!("n{row}"), &encoding)?;
    }
    builder.finish()?;
    Ok(std::fs::read(path)?)
}

/// Writes the checksums that the content of a gallery file asks for (docs/gallery.md has the places).
pub fn seal_gallery(file: &mut [u8]) {
    let Some((header, body)) = file.split_at_mut_checked(512) else { return };
    header[32..36].copy_from_slice(&crc32fast::hash(body).to_le_bytes());
    header[36..40].fill(0);
    let crc = crc32fast::hash(header);
    header[36..40].copy_from_slice(&crc.to_le_bytes());
}

/// Indexes without a picture, with one and with three, a byte in front.
pub fn duplicates() -> Vec<Seed> {
    [("none", 0), ("one", 1), ("three", 3)]
        .map(|(name, count)| {
            let file = index_of(count).expect("a temporary folder can be written");
            (name, [0].into_iter().chain(file).collect())
        })
        .into()
}

fn index_of(count: u8) -> Result<Vec<u8>, IndexError> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("index");
    let mut builder = IndexBuilder::create(&path)?;
    for number in 0..count {
        builder.push(&format!("n{number}"), &fingerprint(number))?;
    }
    builder.finish()?;
    Ok(std::fs::read(path)?)
}

/// The fingerprint of a small drawing.
///
/// # Panics
/// If the drawing cannot be encoded.
pub fn fingerprint(number: u8) -> Fingerprint {
    let drawn = RgbImage::from_fn(48, 32, |x, y| {
        let of = |k: u32| (x * (7 + k) + y * y * (3 + u32::from(number))) as u8;
        Rgb([of(0), of(1), of(2)])
    });
    let mut bytes = Cursor::new(Vec::new());
    drawn.write_to(&mut bytes, ImageFormat::Png).expect("small pictures can be encoded");
    let picture = Picture::decode(&bytes.into_inner(), &Limits::default()).expect("it is a PNG");
    Fingerprint::of([number; 32], &picture, &Known::default())
}

/// Writes the checksums that the content of an index asks for (docs/duplicates.md has the places).
pub fn seal_duplicates(file: &mut [u8]) {
    let frames =
        file.get(24..28).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes);
    let signatures = file.len().saturating_sub(frames as usize * 4608);
    let Some((header, body)) = file.split_at_mut_checked(64) else { return };
    let body = body.get(..signatures.saturating_sub(64)).unwrap_or_default();
    header[40..44].copy_from_slice(&crc32fast::hash(body).to_le_bytes());
    header[44..48].fill(0);
    let crc = crc32fast::hash(header);
    header[44..48].copy_from_slice(&crc.to_le_bytes());
}

/// The pickles of a checkpoint with one tensor of no network, a list of one weight, a graph of a few
/// steps, and the last layer of a recogniser.
pub fn convert() -> Vec<Seed> {
    let mut checkpoint =
        b"\0\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}.".to_vec();
    checkpoint.extend(b"\x80\x02ccollections\nOrderedDict\n)R(X\x01\0\0\0a");
    checkpoint
        .extend(b"ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\n");
    checkpoint.extend(b"X\x01\0\0\x000X\x03\0\0\0cpuK\x01NtQK\0K\x01\x85K\x01\x85\x89");
    checkpoint.extend(b"ccollections\nOrderedDict\n)RtRu.\x80\x02](X\x01\0\0\x000e.");
    checkpoint.extend(1_u64.to_le_bytes());
    checkpoint.extend(1.5_f32.to_le_bytes());
    let weights = r#"[{"paths": ["w.bin"], "weights": [
        {"name": "dense0/conv0/filters", "shape": [1, 1, 3, 1], "dtype": "float32",
         "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1.0}},
        {"name": "i", "shape": [1], "dtype": "int32"}]}]"#;
    let list = [b"\x01", weights.as_bytes(), &[0, 1, 2, 3, 7, 0, 0, 0]].concat();
    let steps = r#"{"modelTopology": {"node": [{"name": "input", "op": "Placeholder"},
        {"name": "c", "op": "_FusedConv2D", "input": ["input", "dense0/conv0/filters", "i"],
         "attr": {"strides": {"list": {"i": ["1", "2", "2", "1"]}}, "padding": {"s": "U0FNRQ=="}}},
        {"name": "m", "op": "MaxPool", "input": ["input"], "attr": {"padding": {"s": "VkFMSUQ="},
         "ksize": {"list": {"i": ["1", "2", "2", "1"]}},
         "strides": {"list": {"i": ["1", "2", "2", "1"]}}}},
        {"name": "r", "op": "Relu", "input": ["m"]},
        {"name": "s", "op": "AddV2", "input": ["m", "r"]}]}, "weightsManifest": "#;
    let values = &[0, 1, 2, 3, 7, 0, 0, 0];
    let graph = [b"\x02", steps.as_bytes(), weights.as_bytes(), b"}", values].concat();
    let recogniser = [b"\x03", &recogniser()[..]].concat();
    vec![("checkpoint", checkpoint), ("list", list), ("graph", graph), ("recogniser", recogniser)]
}

/// An ONNX file with the last layer of a recogniser of the blank, `A` and the space.
fn recogniser() -> Vec<u8> {
    let field = |number: u8, inner: &[u8]| [&[number << 3 | 2, inner.len() as u8], inner].concat();
    let node = |operator: &[u8], inputs: &[&[u8]], output: &[u8]| {
        let inputs = inputs.iter().flat_map(|input| field(1, input)).collect();
        field(1, &[inputs, field(2, output), field(4, operator)].concat())
    };
    let constant =
        |name: &[u8]| field(5, &[&[16, 1][..], &field(8, name), &field(9, &[0; 12])].concat());
    let graph = [
        node(b"MatMul", &[b"f", b"w"], b"p"),
        node(b"Add", &[b"p", b"b"], b"s"),
        node(b"Softmax", &[b"s"], b"y"),
        constant(b"w"),
        constant(b"b"),
        field(12, &field(1, b"y")),
    ];
    let listed = [field(1, b"character"), field(2, b"A")].concat();
    [field(7, &graph.concat()), field(14, &listed)].concat()
}

/// An archive as npm packs it, before it is compressed: a member behind a long name of PAX.
///
/// # Panics
/// If it cannot be written.
pub fn archive() -> Vec<Seed> {
    let mut builder = tar::Builder::new(vec![0]);
    for (name, kind, bytes) in [
        ("p", tar::EntryType::Directory, &b""[..]),
        ("header", tar::EntryType::XHeader, b"12 path=p/a\n"),
        ("p/short", tar::EntryType::Regular, b"one"),
        ("header", tar::EntryType::GNULongName, b"p/b\0"),
        ("p/short", tar::EntryType::Regular, b"two"),
    ] {
        let mut header = tar::Header::new_ustar();
        header.set_path(name).expect("a short name");
        header.set_entry_type(kind);
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, bytes).expect("memory can be written");
    }
    vec![("npm", builder.into_inner().expect("memory can be written"))]
}

/// The bytes as gzip has them.
///
/// # Panics
/// If memory cannot be written.
pub fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).expect("memory can be written");
    writer.finish().expect("memory can be written")
}

/// Prints of an American licence, a passport page and a European licence, all invented.
pub fn print_fields() -> Vec<Seed> {
    let licence = "60 20 44 0 OREGON\n420 30 26 0 DRIVER LICENSE\n860 30 26 0 USA\n360 110 24 0 4d DLN A8271163\n\
        360 150 24 0 3DOB 03/09/1988\n700 150 24 0 4bEXP03/09/2031\n360 200 26 0 1 QUENNELL JR\n360 236 26 0 2 MARLOWE EDGAR\n\
        360 280 22 0 8 4410 SW HARROW LN\n384 310 22 0 TIGARD, OR 97223\n360 350 20 0 15 SEX M 16 HGT 5'-11\" 18 EYES HAZ\n\
        360 446 20 0 4a ISS 03/10/2023\n200 300 80 -25 SPECIMEN\n";
    let passport = "60 56 24 0 PASSPORT\n340 146 13 0 Surname / Nom\n340 162 22 0 CASTLEMAINE\n340 192 13 0 Given names / Pr\u{e9}noms\n\
        340 208 22 0 ROWENA PEARL\n340 284 13 0 Date of birth / Date de naissance\n340 300 22 0 04 MAR/MARS 1980\n800 330 13 0 Sex / Sexe\n\
        800 346 22 0 F\n40 520 30 0 P<UTOCASTLEMAINE<<ROWENA<PEARL<<<<<<<<<<<<<<<\n";
    let european = "300 20 30 0 F\u{dc}HRERSCHEIN\n340 110 24 0 1. Brandwasser\n340 145 24 0 2. Ulrike\n340 180 24 0 3. 13.02.62 N\u{fc}rnberg\n\
        340 215 24 0 4a. 01.03.13 4c. Landratsamt\n340 250 24 0 4b. 28.02.28\n340 285 24 0 5. J430A1RRI11\n340 500 24 0 9. AM/B/L\n";
    [("licence.txt", licence), ("passport.txt", passport), ("european.txt", european)]
        .map(|(name, text)| (name, text.as_bytes().to_vec()))
        .to_vec()
}
