//! Machine-readable zones: parse, repair, find and write, beside crate `mrz` in the same run.
#![allow(missing_docs)] // criterion's macros write functions without documentation

use std::hint::black_box;

use bonafide_mrz::{Content, find, parse, repair, write};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// ICAO Doc 9303 Part 4, appendix B.
const TD3: [&str; 2] = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
];

/// ICAO Doc 9303 Part 5, appendix B.
const TD1: [&str; 3] = [
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
];

/// [`TD3`] as a reader may misread it: seven characters in state, name, number and dates.
const MISREAD: [&str; 2] = [
    "P<UT0ERIK55ON<<ANNA<MAR1A<<<<<<<<<<<<<<<<<<<",
    "L8989O2C36UTO74O8122F12O4159ZE184226B<<<<<10",
];

fn parsing(c: &mut Criterion) {
    let mut group = c.benchmark_group("mrz/parse");
    group.throughput(Throughput::Elements(1));
    group
        .bench_function(BenchmarkId::new("bonafide", "TD3"), |b| b.iter(|| parse(black_box(&TD3))));
    group
        .bench_function(BenchmarkId::new("bonafide", "TD1"), |b| b.iter(|| parse(black_box(&TD1))));
    group.bench_function(BenchmarkId::new("crate-mrz", "TD3"), |b| {
        b.iter(|| mrz::parse_td3(black_box(TD3[0]), black_box(TD3[1])));
    });
    group.bench_function(BenchmarkId::new("crate-mrz", "TD1"), |b| {
        b.iter(|| mrz::parse_td1(black_box(TD1[0]), black_box(TD1[1]), black_box(TD1[2])));
    });
    group.finish();
}

fn repairing(c: &mut Criterion) {
    let mut group = c.benchmark_group("mrz/repair");
    group.throughput(Throughput::Elements(1));
    let text = MISREAD.join("\n");
    group.bench_function(BenchmarkId::new("bonafide", "misread"), |b| {
        b.iter(|| repair(black_box(&MISREAD)));
    });
    group.bench_function(BenchmarkId::new("bonafide", "clean"), |b| {
        b.iter(|| repair(black_box(&TD3)));
    });
    group.bench_function(BenchmarkId::new("crate-mrz", "misread"), |b| {
        b.iter(|| mrz::find_and_parse(black_box(&text)));
    });
    group.finish();
}

fn around(c: &mut Criterion) {
    let mut group = c.benchmark_group("mrz/text");
    let page = format!("{}\n{}\n", "some printed words of a page\n".repeat(40), TD3.join("\n"));
    group.throughput(Throughput::Bytes(page.len() as u64));
    group.bench_function("find", |b| b.iter(|| find(black_box(&page))));
    group.finish();

    let mut group = c.benchmark_group("mrz/write");
    if let Ok(content) = parse(&TD3).map(|mrz| Content::from(&mrz)) {
        group.throughput(Throughput::Elements(1));
        group.bench_function("TD3", |b| b.iter(|| write(black_box(&content))));
    }
    group.finish();
}

criterion_group!(benches, parsing, repairing, around);
criterion_main!(benches);
