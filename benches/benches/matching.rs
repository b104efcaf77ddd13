//! Matching: one pair of names, one pair of addresses, one whole document.
#![allow(missing_docs)] // criterion's macros write functions without documentation

use std::hint::black_box;

use bonafide_matching::{
    CompareOptions, Operand, SourceFields, choose, compare, compare_addresses, compare_dates,
    compare_names, compare_numbers, crosscheck,
};
use bonafide_types::{DataSource, Field, FieldValue, Fields, Score};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn pairs(c: &mut Criterion) {
    let mut group = c.benchmark_group("matching/pair");
    group.throughput(Throughput::Elements(1));
    let exact = Operand::exact;
    let read = Operand::from_pixels;
    group.bench_function("name/equal", |b| {
        b.iter(|| {
            compare_names(black_box(exact("ANNA MARIA ERIKSSON")), exact("ERIKSSON, Anna Maria"))
        });
    });
    group.bench_function("name/other", |b| {
        b.iter(|| {
            compare_names(black_box(exact("JOHN QUINCY PUBLIC")), exact("Margaret van der Berg"))
        });
    });
    group.bench_function("address", |b| {
        let a = "123 North Main Street, Apartment 4, Springfield, Illinois 62701";
        b.iter(|| {
            compare_addresses(
                black_box(exact(a)),
                exact("123 N MAIN ST #4, SPRINGFIELD, IL 62701-1234"),
            )
        });
    });
    group.bench_function("number", |b| {
        b.iter(|| compare_numbers(black_box(read("D1234S67")), exact("D1234567")));
    });
    group.bench_function("date", |b| {
        b.iter(|| compare_dates(black_box(exact("1990-01-31")), exact("1990-01-30")));
    });
    group.finish();
}

fn document(c: &mut Criterion) {
    let fields = |parts: &[(Field, &str)]| -> Fields {
        parts.iter().map(|(field, text)| (*field, FieldValue::read(*text, Score::ONE))).collect()
    };
    let card = [
        (Field::DocumentNumber, "D1234567"),
        (Field::FirstName, "JOHN"),
        (Field::MiddleName, "QUINCY"),
        (Field::LastName, "DOE"),
        (Field::BirthDate, "1990-01-31"),
        (Field::IssuedAt, "2020-01-01"),
        (Field::ExpiresAt, "2030-01-01"),
        (Field::IssuingCountry, "USA"),
        (Field::IssuingState, "NY"),
        (Field::Street, "123 MAIN STREET"),
        (Field::City, "NEW YORK"),
        (Field::State, "NY"),
        (Field::PostalCode, "100010000"),
        (Field::Gender, "male"),
        (Field::Height, "72 in"),
        (Field::Weight, "180 lb"),
        (Field::EyeColor, "BRO"),
        (Field::Class, "D"),
        (Field::Restrictions, "NONE"),
    ];
    let barcode = fields(&card);
    let front = fields(&card[..17]);
    let user = fields(&[
        (Field::FirstName, "John"),
        (Field::LastName, "Doe"),
        (Field::BirthDate, "1990-01-31"),
        (Field::Street, "123 Main St"),
        (Field::City, "New York"),
        (Field::State, "NY"),
        (Field::PostalCode, "10001"),
    ]);
    let sources = [
        SourceFields::new(DataSource::FrontOcr, &front),
        SourceFields::new(DataSource::Barcode, &barcode),
        SourceFields::new(DataSource::UserInput, &user),
    ];
    let options = CompareOptions::default();
    let mut group = c.benchmark_group("matching/document");
    group.throughput(Throughput::Elements(1));
    group.bench_function("compare", |b| b.iter(|| compare(black_box(&sources), &options)));
    group.bench_function("crosscheck", |b| b.iter(|| crosscheck(black_box(&sources), &options)));
    group.bench_function("choose", |b| b.iter(|| choose(black_box(&sources))));
    group.finish();
}

criterion_group!(benches, pairs, document);
criterion_main!(benches);
