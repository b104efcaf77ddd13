//! Print out of pictures of documents: a licence, an identity card and a passport as they are when
//! rectified; on every runtime that is there, decoding of the file left out.
#![allow(missing_docs)] // criterion's macros write functions without documentation

use std::fs;
use std::hint::black_box;
use std::path::Path;

use bonafide::imaging::{Limits, Picture};
use bonafide_benches::{runtimes, skipped};
use bonafide_ocr::Reader;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// A picture of a sample session.
fn sample(file: &str) -> Picture {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/sessions").join(file);
    let bytes = fs::read(path).expect("the sample sessions belong to the repository");
    let picture = Picture::decode(&bytes, &Limits::default()).expect("a picture");
    let _ = picture.rgb();
    picture
}

fn read(c: &mut Criterion) {
    let cases = [
        ("licence-front", sample("licence-good/driver_license_front.jpg")),
        ("licence-back", sample("licence-good/driver_license_back.jpg")),
        ("identity-card-front", sample("identity-card/id_card_front.jpg")),
        ("passport", sample("passport-good/passport_front.jpg")),
    ];
    let mut group = c.benchmark_group("ocr/read");
    group.sample_size(10);
    for (runtime, models) in runtimes() {
        let reader = match Reader::new(&models) {
            Ok(reader) => reader,
            Err(error) => {
                skipped(&format!("{runtime}: reading print"), &error);
                continue;
            }
        };
        for (name, picture) in &cases {
            let print = reader.read(picture).expect("the networks run");
            note(name, &runtime, picture, print.lines.len());
            group.throughput(Throughput::Elements(1));
            group.bench_with_input(BenchmarkId::new(runtime.as_str(), name), picture, |b, p| {
                b.iter(|| reader.read(black_box(p)));
            });
        }
    }
    group.finish();
}

#[allow(clippy::print_stderr)] // beside criterion's own lines
fn note(name: &str, runtime: &str, picture: &Picture, lines: usize) {
    let (width, height) = picture.rgb().dimensions();
    eprintln!("note: {runtime}/{name}: {lines} lines in {width} x {height} pixels");
}

criterion_group!(benches, read);
criterion_main!(benches);
