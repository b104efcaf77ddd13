//! Whether memory stays flat: the resident size of this process while one network, or one session with
//! a picture, is evaluated again and again on the processor.
//!
//! `cargo run --release -p bonafide-benches --example soak -- network|session rten|ort [COUNT]`
#![allow(clippy::print_stdout)] // the figures are this program's output

use std::error::Error;
use std::fs;
use std::time::Instant;

use bonafide::inference::{Axis, Device, Entry, Models, RuntimeOptions, Tensor};
use bonafide::{Context, Engine};
use bonafide_benches::sample_sessions;
use jiff::civil::date;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, runtime, rest @ ..] = arguments.as_slice() else {
        return Err("expected: network|session rten|ort [COUNT]".into());
    };
    let count = rest.first().map_or(Ok(10_000), |count| count.parse())?;
    let mut options = RuntimeOptions::default();
    (options.device, options.backend) = (Device::Cpu, runtime.parse()?);
    let models = Models::builder().options(options).build()?;
    println!("{what}, {} {}", models.runtime().backend(), models.runtime().version());
    match what.as_str() {
        "network" => networks(&models, count),
        "session" => sessions(models, count),
        _ => Err("expected network or session".into()),
    }
}

/// Every network of the binary in turn.
fn networks(models: &Models, count: usize) -> Outcome<()> {
    for id in ["mrz_locator", "mrz_ocr"] {
        let model = models.open(id)?;
        let input = middling(model.entry())?;
        println!("{id} {:?}", input.shape());
        watch(count, || {
            model.run(std::slice::from_ref(&input))?;
            Ok(())
        })?;
    }
    Ok(())
}

/// The first sample session that has a picture: an identity card with a zone.
fn sessions(models: Models, count: usize) -> Outcome<()> {
    let engine = Engine::builder().threads(1).models(models).build()?;
    let cx = Context::on(date(2026, 6, 1));
    let samples = sample_sessions();
    let session = samples
        .iter()
        .find(|session| !session.images.is_empty())
        .ok_or("no sample with a picture")?;
    watch(count, || {
        drop(engine.evaluate(session, &cx));
        Ok(())
    })
}

/// An input of least lengths, all values in the middle of their range.
fn middling(entry: &Entry) -> Outcome<Tensor> {
    let input = entry.inputs.first().ok_or("a network without input")?;
    let lengths = input.shape.iter().map(|axis| match axis {
        Axis::Fixed(length) => Ok(*length),
        Axis::Free(free) => Ok(free.min),
        _ => Err("an axis of an unknown kind"),
    });
    let shape = lengths.collect::<Result<Vec<_>, _>>()?;
    let values = vec![f32::midpoint(input.range[0], input.range[1]); shape.iter().product()];
    Ok(Tensor::new(shape, values)?)
}

fn watch(count: usize, mut work: impl FnMut() -> Outcome<()>) -> Outcome<()> {
    let started = Instant::now();
    tell(0, started)?;
    for done in 1..=count {
        work()?;
        if [1, 10, 100, 1000, count / 2, count].contains(&done) {
            tell(done, started)?;
        }
    }
    Ok(())
}

fn tell(done: usize, started: Instant) -> Outcome<()> {
    let kib = resident_kib().ok_or("this system does not tell the resident size")?;
    let seconds = started.elapsed().as_secs_f64();
    println!("{done:>8} done {seconds:>8.1} s {:>8.1} MiB resident", kib as f64 / 1024.0);
    Ok(())
}

/// The resident size by `/proc` (Linux).
fn resident_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
