//! From tests to a verdict: the pure decision, and a stored result decided again.
#![allow(missing_docs)] // criterion's macros write functions without documentation

use std::hint::black_box;

use bonafide::decision::{Facts, decide};
use bonafide::result::SessionResult;
use bonafide::types::{Field, PartialDate};
use bonafide::{Changes, Context, Engine, rescore};
use bonafide_benches::licence_session;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil::date;

/// The facts of a result, as the engine gathered them.
fn facts(result: &SessionResult) -> Facts<'_> {
    let chosen = |field| result.chosen(field).and_then(|text| text.parse::<PartialDate>().ok());
    Facts {
        kind: result.kind,
        document_type: result.document_type_e,
        as_of: result.as_of,
        settings: &result.settings.switches,
        face_requested: false,
        tests: &result.tests,
        agreement: &result.agreement,
        requirements: &result.requirements,
        registry: &result.registry,
        sanctions: &result.sanctions,
        face: &result.face,
        liveness: &result.liveness,
        zone: None,
        expires_at: chosen(Field::ExpiresAt),
        birth_date: chosen(Field::BirthDate),
        notes: &result.notes,
        refused: false,
    }
}

fn decision(c: &mut Criterion) {
    let engine = Engine::builder().threads(1).build().expect("a thread");
    let result = engine.evaluate(&licence_session((1200, 900)), &Context::on(date(2026, 6, 1)));
    assert!(result.decision.score.is_some(), "a decision over nothing is no measure");
    let facts = facts(&result);
    let settings = &result.settings;
    let mut group = c.benchmark_group("decision");
    group.throughput(Throughput::Elements(1));
    group.bench_function("decide", |b| {
        b.iter(|| decide(black_box(&facts), &settings.weights, &settings.policy));
    });
    group.bench_function("rescore", |b| {
        b.iter_batched(
            || result.clone(),
            |stored| rescore(stored, Changes::default()),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, decision);
criterion_main!(benches);
