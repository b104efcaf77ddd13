//! A photograph of twelve megapixels to encoding and liveness, on one thread: the whole way, and its
//! stages. The face comes from the set that `BONAFIDE_CORPUS` names; nothing of it is kept.
#![allow(missing_docs)] // criterion's macros write functions without documentation

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::PathBuf;

use bonafide::imaging::{Limits, Picture, encode_jpeg, resized_area_rgb8};
use bonafide_benches::{TWELVE_MEGAPIXELS, photo, runtimes, skipped};
use bonafide_face::{Choice, Face, Faces, Turns};
use bonafide_liveness::Liveness;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Longer side of the face's picture within the photograph, in pixels.
const FACE_SIDE: u32 = 2000;

/// The first picture of the set, by name, in which exactly one face is labelled.
fn face() -> Option<Picture> {
    let set = PathBuf::from(env::var_os("BONAFIDE_CORPUS")?).join("face");
    let cases = fs::read_to_string(set.join("cases.jsonl")).ok()?;
    let mut names: Vec<String> = cases
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|case| case["task"] == "detect" && case["faces"] == 1)
        .filter_map(|case| Some(case["image"].as_str()?.to_owned()))
        .collect();
    names.sort();
    names.into_iter().find_map(|name| {
        let bytes = fs::read(set.join("images").join(name)).ok()?;
        Picture::decode(&bytes, &Limits::default()).ok()
    })
}

/// The face in the middle of a large photograph.
fn photograph() -> Option<Vec<u8>> {
    let face = face()?;
    let (width, height) = face.rgb().dimensions();
    let side = |side: u32| (side * FACE_SIDE / width.max(height)).max(1);
    let face = resized_area_rgb8(face.rgb(), side(width), side(height));
    let mut large = photo(TWELVE_MEGAPIXELS);
    let corner = ((large.width() - face.width()) / 2, (large.height() - face.height()) / 2);
    for (x, y, pixel) in face.enumerate_pixels() {
        large.put_pixel(corner.0 + x, corner.1 + y, *pixel);
    }
    encode_jpeg(&large, 90).ok()
}

struct Networks {
    faces: Faces,
    liveness: Liveness,
}

impl Networks {
    fn whole(&self, file: &[u8]) -> Option<Face> {
        let picture = Picture::decode(file, &Limits::default()).ok()?;
        let face = self.faces.find(&picture, Turns::Upright).ok()?.into_iter().next()?;
        black_box(self.faces.encode(&picture, &face).ok()?);
        black_box(self.liveness.judge(&picture, face.area).ok()?);
        Some(face)
    }
}

fn end_to_end(c: &mut Criterion) {
    let Some(file) = photograph() else {
        return skipped("faces", &"BONAFIDE_CORPUS names no folder with a picture of one face");
    };
    let mut group = c.benchmark_group("faces");
    group.sample_size(10);
    group.throughput(Throughput::Elements(1));
    for (runtime, models) in runtimes() {
        let faces = match Faces::open(&models, &Choice::default()) {
            Ok(faces) => faces,
            Err(error) => {
                skipped(&runtime, &error);
                continue;
            }
        };
        let liveness = match Liveness::open(&models) {
            Ok(liveness) => liveness,
            Err(error) => {
                skipped(&runtime, &error);
                continue;
            }
        };
        let networks = Networks { faces, liveness };
        let Some(face) = networks.whole(&file) else {
            skipped(&runtime, &"no face was found in the photograph");
            continue;
        };
        stages(&mut group, &runtime, &networks, &file, &face);
    }
    group.finish();
}

fn stages(
    group: &mut criterion::BenchmarkGroup<'_, criterion::measurement::WallTime>,
    runtime: &str,
    networks: &Networks,
    file: &[u8],
    face: &Face,
) {
    let picture = Picture::decode(file, &Limits::default()).expect("it was decoded before");
    let mut bench = |stage: &str, work: &dyn Fn()| {
        group.bench_function(BenchmarkId::new(runtime, stage), |b| b.iter(work));
    };
    bench("12-megapixels", &|| {
        black_box(networks.whole(black_box(file)));
    });
    bench("decode", &|| {
        black_box(Picture::decode(black_box(file), &Limits::default()).ok());
    });
    bench("find", &|| {
        black_box(networks.faces.find(black_box(&picture), Turns::Upright).ok());
    });
    bench("encode", &|| {
        black_box(networks.faces.encode(black_box(&picture), face).ok());
    });
    bench("liveness", &|| {
        black_box(networks.liveness.judge(black_box(&picture), face.area).ok());
    });
}

criterion_group!(benches, end_to_end);
criterion_main!(benches);
