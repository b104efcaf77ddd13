//! PDF417 symbols out of pictures: upright, turned, small in a large photograph, and none at all.
#![allow(missing_docs)] // criterion's macros write functions without documentation

use std::hint::black_box;

use bonafide::barcode::{Options, read_pdf417};
use bonafide::imaging::{GrayImage, Luma};
use bonafide_benches::{
    Placing, Symbol, TWELVE_MEGAPIXELS, TWO_MEGAPIXELS, payload, photo, place, white,
};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// A licence's symbol on a sheet or a desk.
fn picture(mut under: GrayImage, module: f32, angle: f32) -> GrayImage {
    let text = String::from_utf8(payload()).expect("the payload is ASCII");
    let center = (under.width() as f32 / 2.0, under.height() as f32 / 2.0);
    place(&mut under, &Symbol::encode(&text, 13, 24), Placing { center, module, angle });
    under
}

fn desk(size: (u32, u32)) -> GrayImage {
    let photo = photo(size);
    GrayImage::from_fn(size.0, size.1, |x, y| Luma([photo.get_pixel(x, y).0[1]]))
}

fn read(c: &mut Criterion) {
    let scan = (900, 500);
    let cases = [
        ("scan/upright", picture(white(scan), 2.0, 0.0), true),
        ("scan/3-degrees", picture(white(scan), 2.0, 3.0), true),
        ("photo-2-megapixels/upright", picture(desk(TWO_MEGAPIXELS), 3.0, 0.0), true),
        ("photo-12-megapixels/upright", picture(desk(TWELVE_MEGAPIXELS), 5.0, 0.0), true),
        ("photo-12-megapixels/10-degrees", picture(desk(TWELVE_MEGAPIXELS), 5.0, 10.0), true),
        ("photo-12-megapixels/no-symbol", desk(TWELVE_MEGAPIXELS), false),
    ];
    let options = Options::default();
    let mut group = c.benchmark_group("barcode/read");
    group.sample_size(10);
    for (name, luma, readable) in cases {
        let found = read_pdf417(&luma, &options);
        if found.len() != usize::from(readable) {
            // The figure would be the price of another outcome; say so beside it.
            note(name, found.len());
        }
        group.throughput(Throughput::Elements(u64::from(luma.width()) * u64::from(luma.height())));
        group.bench_with_input(BenchmarkId::from_parameter(name), &luma, |b, luma| {
            b.iter(|| read_pdf417(black_box(luma), &options));
        });
    }
    group.finish();
}

#[allow(clippy::print_stderr)] // beside criterion's own lines
fn note(name: &str, found: usize) {
    eprintln!("note: {name}: {found} symbols were read");
}

criterion_group!(benches, read);
criterion_main!(benches);
