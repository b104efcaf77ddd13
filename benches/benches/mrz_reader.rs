//! Machine-readable zones out of pictures: a scan, a card, a small document in a large photograph,
//! and none at all; on every runtime that is there, decoding of the file left out.
#![allow(missing_docs)] // criterion's macros write functions without documentation

use std::fs;
use std::hint::black_box;
use std::path::Path;

use bonafide::imaging::{Limits, Picture, RgbImage, encode_jpeg};
use bonafide::inference::{Backend, BackendChoice, Models, RuntimeOptions};
use bonafide::mrz_reader::Reader;
use bonafide_benches::{TWELVE_MEGAPIXELS, photo};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// A reader for every runtime of this machine, with the runtime's name.
fn readers() -> Vec<(String, Reader)> {
    [Backend::Rten, Backend::OnnxRuntime]
        .into_iter()
        .filter_map(|backend| {
            let mut options = RuntimeOptions::default();
            options.backend = BackendChoice::Only(backend);
            let models = Models::builder().options(options).build().ok()?;
            Some((backend.to_string(), Reader::new(&models).ok()?))
        })
        .collect()
}

/// A picture of a sample session.
fn sample(file: &str) -> Picture {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/sessions").join(file);
    let bytes = fs::read(path).expect("the sample sessions belong to the repository");
    decoded(&bytes)
}

fn decoded(bytes: &[u8]) -> Picture {
    let picture = Picture::decode(bytes, &Limits::default()).expect("a picture");
    // The pyramid is shared by all stages of a session; its price is the imaging bench's.
    let _ = picture.pyramid();
    picture
}

/// A document on a desk that it fills by a third, photographed with twelve megapixels.
fn on_a_desk(document: &Picture) -> Picture {
    let mut desk = photo(TWELVE_MEGAPIXELS);
    let page = document.rgb();
    let place = ((desk.width() - page.width()) / 2, (desk.height() - page.height()) / 2);
    for (x, y, pixel) in page.enumerate_pixels() {
        desk.put_pixel(place.0 + x, place.1 + y, *pixel);
    }
    written(&desk)
}

fn written(picture: &RgbImage) -> Picture {
    decoded(&encode_jpeg(picture, 90).expect("a picture can be written"))
}

fn read(c: &mut Criterion) {
    let passport = sample("passport-good/passport_front.jpg");
    let cases = [
        ("photo-12-megapixels/passport", on_a_desk(&passport)),
        ("photo-12-megapixels/no-zone", written(&photo(TWELVE_MEGAPIXELS))),
        ("scan/card", sample("identity-card/id_card_back.jpg")),
        ("scan/passport", passport),
    ];
    let mut group = c.benchmark_group("mrz_reader/read");
    group.sample_size(20);
    for (runtime, reader) in readers() {
        for (name, picture) in &cases {
            let found = reader.read(picture).expect("the networks run");
            note(name, &runtime, found.zones.len());
            group.throughput(Throughput::Elements(1));
            group.bench_with_input(BenchmarkId::new(runtime.as_str(), name), picture, |b, p| {
                b.iter(|| reader.read(black_box(p)));
            });
        }
    }
    group.finish();
}

#[allow(clippy::print_stderr)] // beside criterion's own lines
fn note(name: &str, runtime: &str, zones: usize) {
    eprintln!("note: {runtime}/{name}: {zones} zones were read");
}

criterion_group!(benches, read);
criterion_main!(benches);
