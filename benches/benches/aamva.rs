//! AAMVA payloads: parse, judge and write.
#![allow(missing_docs)] // the macros make public items

use std::hint::black_box;

use bonafide_aamva::{Aamva, Context, SymbolShape, parse, validate, write};
use bonafide_benches::payload;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// A payload as a reader that loses separators hands it over.
fn run_together(payload: &[u8]) -> Vec<u8> {
    let space = |b: &u8| if matches!(b, b'\n' | b'\r') { b' ' } else { *b };
    payload.iter().map(space).collect()
}

const STRIPE: &[u8] = b"%WYLARAMIE^NYSTROM$ASA$MARIA^9 LINDEN WAY^?;63606012345678=300219850214?\
    %1082070      C NONE          2506141BROHAZ                    ?";

fn aamva(c: &mut Criterion) {
    let whole = payload();
    let card = parse(&whole).ok().and_then(|read| read.to_card()).expect("a card was written");
    let damaged = run_together(&whole);
    let mut group = c.benchmark_group("aamva/parse");
    for (name, payload) in [("v10", &whole[..]), ("run-together", &damaged), ("stripe", STRIPE)] {
        assert!(parse(payload).as_ref().is_ok_and(Aamva::identifies_holder));
        group.throughput(Throughput::Bytes(payload.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), payload, |b, payload| {
            b.iter(|| parse(black_box(payload)));
        });
    }
    group.finish();
    let symbol = SymbolShape { rows: 30, columns: 17, ec_level: 5, compact: false, padding: 4 };
    let context = Context::new(jiff::civil::date(2026, 1, 1)).with_symbol(symbol);
    let mut group = c.benchmark_group("aamva/validate");
    for (name, payload) in [("v10", &whole[..]), ("run-together", &damaged), ("stripe", STRIPE)] {
        let read = parse(payload).expect("asserted above");
        group.throughput(Throughput::Bytes(payload.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), payload, |b, payload| {
            b.iter(|| validate(black_box(&read), black_box(payload), &context));
        });
    }
    group.finish();
    let mut group = c.benchmark_group("aamva/write");
    group.throughput(Throughput::Bytes(whole.len() as u64));
    group.bench_function("v10", |b| b.iter(|| write(black_box(&card))));
    group.finish();
}

criterion_group!(benches, aamva);
criterion_main!(benches);
