//! Checks of a page: manipulation check by check and all together, screens and copies, is-document.
//! One thread unless the group says otherwise.
#![allow(missing_docs)] // criterion's macros write functions without documentation

use std::hint::black_box;

use bonafide::forensics::{
    CHECKS, Check, IdentityEvidence, Known, NoiseOutliers, Page, PixelOutliers, identity_document,
    manipulation, recapture, upright,
};
use bonafide::imaging::{Limits, LocateOptions, Picture, encode_jpeg, locate};
use bonafide_benches::{TWO_MEGAPIXELS, photo};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn pages(c: &mut Criterion) {
    let bytes = encode_jpeg(&photo(TWO_MEGAPIXELS), 90).expect("a picture with pixels");
    let picture = Picture::decode(&bytes, &Limits::default()).expect("a file just written");
    let (rgb, _) = (picture.rgb(), picture.luma());
    let pixels = u64::from(rgb.width()) * u64::from(rgb.height());
    let document = locate(&picture, &LocateOptions::default()).into_iter().next();
    let known = Known { document, ..Known::default() };
    let page = Page::new(&bytes, &picture).with(known);

    let mut group = c.benchmark_group("forensics/check");
    group.sample_size(10).throughput(Throughput::Elements(pixels));
    let of_pixels: [&dyn Check; 2] = [&NoiseOutliers, &PixelOutliers];
    for check in of_pixels.iter().chain(&CHECKS) {
        group.bench_function(BenchmarkId::new(check.id(), "2 MP"), |b| {
            b.iter(|| black_box(check.run(&page)));
        });
    }
    group.finish();

    let mut group = c.benchmark_group("forensics/page");
    group.sample_size(10).throughput(Throughput::Elements(pixels));
    group.bench_function("manipulation/2 MP", |b| {
        b.iter(|| black_box(manipulation(&page, &CHECKS)));
    });
    group.bench_function("screen and photocopy/2 MP", |b| {
        b.iter(|| black_box(recapture::screen_and_photocopy(&page)));
    });
    group.bench_function("is-document/2 MP", |b| {
        b.iter(|| black_box(identity_document(&page, &IdentityEvidence::default())));
    });
    group.bench_function("upright/2 MP", |b| b.iter(|| black_box(upright(&page))));
    group.finish();
}

criterion_group!(benches, pages);
criterion_main!(benches);
