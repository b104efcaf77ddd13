//! Matching: one pair of names, one pair of addresses, one whole document.
#![allow(missing_docs)] // criterion's macros write functions without documentation

use std::hint::black_box;
use std::time::{Duration, Instant};

use bonafide_matching::{
    CompareOptions, Operand, PreparedName, SourceFields, choose, compare, compare_addresses,
    compare_dates, compare_names, compare_numbers, crosscheck,
};
use bonafide_types::{DataSource, Field, FieldValue, Fields, Score, Similarity};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rapidfuzz::distance::jaro_winkler;

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

/// Given and family names that are combined to a list of every two.
const GIVEN: [&str; 24] = [
    "Anna Maria",
    "John",
    "Mohammed",
    "Aleksandr Ivanovich",
    "Christopher",
    "Jane",
    "José Ángel",
    "Li",
    "William",
    "Noëlle",
    "Sergey",
    "Fatima",
    "Patryk Szymon",
    "Karen",
    "Abdul Rahman",
    "Zoe",
    "Hector",
    "Cynthia J.",
    "Omisha",
    "Evan",
    "Théodore",
    "Kim Jong",
    "Gary Laura",
    "Ingrid",
];
const FAMILY: [&str; 24] = [
    "Eriksson",
    "Smith",
    "al-Kahlout",
    "Shoigu",
    "van den Berg",
    "O'Neil",
    "García Márquez",
    "Wei",
    "Müller",
    "Kuijpers",
    "Ivanov",
    "Haddad",
    "Pyszka",
    "Carroll",
    "Wahab",
    "Fitzpatrick",
    "Moore Jr",
    "Webb",
    "Kadakia",
    "Howard",
    "Louis",
    "Il",
    "Abreu",
    "Lindqvist",
];

/// One name against a list, as in screening: whole strings by `strsim` and by the batch comparator of
/// `rapidfuzz`, aligned words by ours. A score of 0.85 is asked for where a cutoff can be given.
fn list(c: &mut Criterion) {
    let names: Vec<String> =
        GIVEN.iter().flat_map(|g| FAMILY.iter().map(move |f| format!("{g} {f}"))).collect();
    let asked = "KUIPERS, Noelle";
    let mut group = c.benchmark_group("matching/names");
    group.throughput(Throughput::Elements(names.len() as u64));
    group.bench_function("strsim/jaro_winkler", |b| {
        b.iter(|| {
            names.iter().filter(|n| strsim::jaro_winkler(black_box(asked), n) >= 0.85).count()
        });
    });
    group.bench_function("rapidfuzz/jaro_winkler", |b| {
        let scorer = jaro_winkler::BatchComparator::new(asked.chars());
        let args = jaro_winkler::Args::default().score_cutoff(0.85);
        b.iter(|| {
            let hit =
                |n: &&String| scorer.similarity_with_args(black_box(n).chars(), &args).is_some();
            names.iter().filter(hit).count()
        });
    });
    let prepared: Vec<PreparedName> = names.iter().map(|name| PreparedName::new(name)).collect();
    let query = PreparedName::new(asked);
    let cutoff = Similarity::clamped(0.85);
    group.bench_function("ours/cutoff", |b| {
        let hit = |n: &&PreparedName| black_box(&query).similarity_from(n, cutoff).is_some();
        b.iter(|| prepared.iter().filter(hit).count());
    });
    group.bench_function("ours/no_cutoff", |b| {
        let hit = |n: &&PreparedName| black_box(&query).similarity(n) >= cutoff;
        b.iter(|| prepared.iter().filter(hit).count());
    });
    group.bench_function("ours/prepare", |b| {
        b.iter(|| {
            names
                .iter()
                .map(|name| PreparedName::new(black_box(name)).words().count())
                .sum::<usize>()
        });
    });
    group.finish();
}

/// Pairs a second of one core over every two of 24 × 576 names, in one run: whole strings by `strsim` and
/// `rapidfuzz`, aligned words by ours, and what ours is as a part of theirs.
#[allow(clippy::print_stderr)] // beside what criterion prints
fn ratio(_: &mut Criterion) {
    let names: Vec<String> =
        GIVEN.iter().flat_map(|g| FAMILY.iter().map(move |f| format!("{g} {f}"))).collect();
    let asked: Vec<&String> = names.iter().step_by(FAMILY.len() + 1).collect();
    let prepared: Vec<PreparedName> = names.iter().map(|name| PreparedName::new(name)).collect();
    let queries: Vec<&PreparedName> = prepared.iter().step_by(FAMILY.len() + 1).collect();
    let (cutoff, least) = (Similarity::clamped(0.85), 0.85);
    let args = jaro_winkler::Args::default().score_cutoff(least);
    let strings = || {
        let near = |a: &str| names.iter().filter(|b| strsim::jaro_winkler(a, b) >= least).count();
        asked.iter().map(|a| near(a)).sum::<usize>()
    };
    let batches = || {
        let near = |a: &str| {
            let scorer = jaro_winkler::BatchComparator::new(a.chars());
            let hit = |b: &&String| scorer.similarity_with_args(b.chars(), &args).is_some();
            names.iter().filter(hit).count()
        };
        asked.iter().map(|a| near(a)).sum::<usize>()
    };
    let aligned_from = || {
        let near = |a: &PreparedName| {
            prepared.iter().filter(|b| a.similarity_from(b, cutoff).is_some()).count()
        };
        queries.iter().map(|a| near(a)).sum::<usize>()
    };
    let aligned = || {
        let near = |a: &PreparedName| prepared.iter().filter(|b| a.similarity(b) >= cutoff).count();
        queries.iter().map(|a| near(a)).sum::<usize>()
    };
    let pairs = asked.len() * names.len();
    let rates = [
        ("strsim jaro_winkler", rate(pairs, strings)),
        ("rapidfuzz jaro_winkler, cutoff 0.85", rate(pairs, batches)),
        ("ours, aligned words, cutoff 0.85", rate(pairs, aligned_from)),
        ("ours, aligned words, no cutoff", rate(pairs, aligned)),
    ];
    for (name, pairs) in rates {
        let (of_strsim, of_rapidfuzz) = (pairs / rates[0].1, pairs / rates[1].1);
        eprintln!(
            "matching/ratio {name:<36} {:>7.2} M pairs/s, {of_strsim:.2} x strsim, {of_rapidfuzz:.2} x rapidfuzz",
            pairs / 1e6
        );
    }
}

/// Pairs a second, the best of rounds of at least half a second together.
fn rate(pairs: usize, mut round: impl FnMut() -> usize) -> f64 {
    let (started, mut best) = (Instant::now(), Duration::MAX);
    while started.elapsed() < Duration::from_millis(500) {
        let begun = Instant::now();
        black_box(round());
        best = best.min(begun.elapsed());
    }
    pairs as f64 / best.as_secs_f64()
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

criterion_group!(benches, pairs, list, ratio, document);
criterion_main!(benches);
