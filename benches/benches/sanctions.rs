//! Sanctions: an index of 20,000 names built and opened, one name screened.
#![allow(missing_docs)] // criterion's macros write functions without documentation

use std::hint::black_box;
use std::time::{Duration, Instant};

use bonafide_matching::sanctions::{
    Entity, EntityKind, ListFacts, OfacCsv, Query, SanctionsIndex, ScreenOptions, parse_ofac_csv,
};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Names on the made list, about as many as OFAC's had in 2021.
const NAMES: usize = 20_000;

/// What the made names are made of.
const SYLLABLES: [&str; 24] = [
    "MO", "HAM", "MED", "AL", "KHA", "LID", "SER", "GEY", "VICH", "RAM", "IREZ", "GAR", "CIA",
    "KIM", "JONG", "ABD", "UL", "RAH", "MAN", "PET", "ROV", "YUS", "SEF", "ZAD",
];

/// The list of the folder that `BONAFIDE_SANCTIONS` names (OFAC's CSV files), or a made one of syllables.
fn list() -> Vec<Entity> {
    let file = |name: &str| {
        let folder = std::env::var_os("BONAFIDE_SANCTIONS")?;
        std::fs::read(std::path::Path::new(&folder).join(name)).ok()
    };
    if let Some(sdn) = file("sdn.csv") {
        let (alt, add) = (file("alt.csv"), file("add.csv"));
        let mut files = OfacCsv::new(&sdn);
        files.alt = alt.as_deref();
        files.add = add.as_deref();
        if let Ok(parsed) = parse_ofac_csv(&files) {
            return parsed.entities;
        }
    }
    let mut state = 7_u64;
    let mut next = |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % most
    };
    let mut word = move || {
        let count = 2 + next(2);
        (0..count).map(|_| SYLLABLES[next(SYLLABLES.len())]).collect::<String>()
    };
    let entity = |at: usize| {
        let name = format!("{}, {} {}", word(), word(), word());
        Entity::new(at.to_string(), EntityKind::Individual, name)
    };
    (0..NAMES).map(entity).collect()
}

/// Names that are asked for: the queries of the set below `BONAFIDE_CORPUS`, or every eighth name of the list
/// with two letters exchanged.
fn asked(entities: &[Entity]) -> Vec<String> {
    let corpus = std::env::var_os("BONAFIDE_CORPUS").and_then(|folder| {
        let file = std::path::Path::new(&folder).join("matching/sanctions_queries.jsonl");
        std::fs::read_to_string(file).ok()
    });
    let of_row = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).ok()?;
        row["query"].as_str().map(str::to_owned)
    };
    if let Some(rows) = corpus {
        return rows.lines().filter_map(of_row).collect();
    }
    let slipped = |entity: &Entity| {
        let mut letters: Vec<char> =
            entity.names.first().map_or("", |name| name.text.as_str()).chars().collect();
        if letters.len() > 3 {
            letters.swap(1, 2);
        }
        letters.into_iter().collect()
    };
    entities.iter().step_by(8).map(slipped).collect()
}

/// How long one query takes, the best of five: what half and all but one in a hundred of them take.
#[allow(clippy::print_stderr)] // beside what criterion prints
fn quantiles(_: &mut Criterion) {
    let entities = list();
    let asked = asked(&entities);
    let started = Instant::now();
    let index = SanctionsIndex::build(ListFacts::default(), entities);
    let built = started.elapsed();
    let options = ScreenOptions::default();
    let once = |name: &String| {
        let started = Instant::now();
        black_box(index.screen(&Query::new(black_box(name)), &options));
        started.elapsed()
    };
    let best = |name: &String| (0..5).map(|_| once(name)).min().unwrap_or_default();
    let mut times: Vec<Duration> = asked.iter().map(best).collect();
    times.sort();
    let at = |part: f64| {
        let index = ((times.len() as f64 * part) as usize).min(times.len().saturating_sub(1));
        times.get(index).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    };
    eprintln!(
        "sanctions/quantiles {} names, built in {:.0} ms; {} queries: p50 {:.3} ms, p99 {:.3} ms, slowest {:.3} ms",
        index.names(),
        built.as_secs_f64() * 1e3,
        times.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

fn sanctions(c: &mut Criterion) {
    let entities = list();
    let index = SanctionsIndex::build(ListFacts::default(), entities.clone());
    let mut group = c.benchmark_group("sanctions");
    group.throughput(Throughput::Elements(index.names() as u64));
    group.sample_size(20);
    group.bench_function("build", |b| {
        b.iter_batched(
            || entities.clone(),
            |entities| SanctionsIndex::build(ListFacts::default(), entities),
            criterion::BatchSize::LargeInput,
        );
    });
    let file = index.to_bytes();
    group.bench_function("open", |b| b.iter(|| SanctionsIndex::from_bytes(black_box(&file))));
    let options = ScreenOptions::default();
    for name in ["Margaret Thompson", "Sergey Petrovich Ramirov", "Abdul Rahman Mohammed al Khalid"]
    {
        group.bench_with_input(BenchmarkId::new("screen", name), name, |b, name| {
            b.iter(|| index.screen(&Query::new(black_box(name)), &options));
        });
    }
    group.finish();
}

criterion_group!(benches, quantiles, sanctions);
criterion_main!(benches);
