//! `bonafide`: folders of sessions in, explained verdicts out.
//!
//! Data goes to standard output, everything else to standard error, and neither logs nor errors hold
//! personal data.

mod args;
mod barcode_figures;
mod bench;
mod bench_table;
mod curves_plot;
mod demo;
mod demo_pictures;
mod doctor;
mod duplicates;
mod eval;
mod eval_aamva;
mod eval_barcode;
mod eval_face;
mod eval_forensics;
mod eval_matching;
mod eval_mrz;
mod eval_ocr;
mod eval_quad;
mod eval_sanctions;
mod exit;
mod explain;
mod face;
mod face_figures;
mod folder;
mod forensics_figures;
mod gallery;
mod home;
mod inspect;
mod inspect_print;
mod interrupt;
mod liveness;
mod machine;
mod matching;
mod models;
mod models_args;
mod models_install;
mod mrz_figures;
mod one;
mod output;
#[cfg(feature = "parquet")]
mod parquet_list;
mod picture_tests;
mod progress;
mod project;
mod read_barcode;
mod read_mrz;
mod redact;
mod replay;
mod report;
mod rescore;
mod reuse;
mod run;
mod sanctions_list;
mod schema;
mod screen;
mod settings;
mod share;
mod text;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::Result;
use clap::{CommandFactory, Parser};
use tracing_subscriber::EnvFilter;

use crate::args::{Cli, LogFormat, Verb};
use crate::exit::Exit;

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Err(error) = log_to_stderr(&cli) {
        return refuse(&error);
    }
    quiet_panics();
    match dispatch(cli.verb) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(error) if is_closed_pipe(&error) => ExitCode::from(Exit::Done.code()),
        Err(error) => refuse(&error),
    }
}

fn dispatch(verb: Verb) -> Result<Exit> {
    match verb {
        Verb::Run(args) => run::run(&args),
        Verb::One(args) => one::one(&args),
        Verb::Inspect(args) => inspect::inspect(&args),
        Verb::Tests(args) => picture_tests::tests(&args),
        Verb::Mrz(args) => read_mrz::mrz(&args),
        Verb::Barcode(args) => read_barcode::barcode(&args),
        Verb::Face(args) => face::face(&args),
        Verb::Demo(args) => demo::demo(&args),
        Verb::Liveness(args) => liveness::liveness(&args),
        Verb::Match(args) => matching::compare(&args),
        Verb::Project(args) => project::project(&args),
        Verb::Report(args) => report::report(&args),
        Verb::Rescore(args) => rescore::rescore(&args),
        Verb::Replay(args) => replay::replay(&args),
        Verb::Redact(args) => redact::redact(&args),
        Verb::Explain(args) => explain::explain(&args),
        Verb::Schema(args) => schema::schema(&args),
        Verb::Eval(args) => eval::eval(&args),
        Verb::Screen(args) => screen::screen(&args),
        Verb::Sanctions(verb) => screen::sanctions(&verb),
        Verb::Gallery(verb) => gallery::gallery(&verb),
        Verb::Duplicates(verb) => duplicates::duplicates(&verb),
        Verb::Models(args) => models::models(&args),
        Verb::Bench(args) => bench::bench(&args),
        Verb::Doctor(args) => doctor::doctor(&args),
        Verb::Completions { shell } => {
            // The generator panics on a closed pipe, so it writes to memory.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "bonafide", &mut script);
            io::stdout().write_all(&script)?;
            Ok(Exit::Done)
        }
        Verb::Man => {
            clap_mangen::Man::new(Cli::command()).render(&mut io::stdout())?;
            Ok(Exit::Done)
        }
    }
}

fn log_to_stderr(cli: &Cli) -> Result<()> {
    let filter = EnvFilter::try_new(&cli.log)?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    match cli.log_format {
        LogFormat::Text => builder.init(),
        LogFormat::Json => builder.json().init(),
    }
    Ok(())
}

/// A panic's message may quote what it tripped over; only its place in the code is logged.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
    }));
}

/// Someone who reads only the first lines has not found an error.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
            || cause
                .downcast_ref::<serde_json::Error>()
                .is_some_and(|e| e.io_error_kind() == Some(io::ErrorKind::BrokenPipe))
    })
}

fn refuse(error: &anyhow::Error) -> ExitCode {
    text::say(&format!("error: {error:#}"));
    ExitCode::from(Exit::of_error(error).code())
}
