//! The figures of `bonafide bench` as Markdown tables.

use std::fmt::Write as _;

use crate::bench::{AtThreads, Figures};

/// Tables of a machine, with the other machine's figures and the ratio beside where there is one.
pub(crate) fn table(own: &Figures, other: Option<&Figures>) -> String {
    let mut text = String::new();
    let mut line = |what: String| {
        text.push_str(&what);
        text.push('\n');
    };
    line(machine(own));
    line(material(own));
    if let Some(other) = other {
        line(format!("compared with: {}", machine(other)));
        if other.material != own.material {
            line("NOT THE SAME PICTURES: ratios of stages and sessions mean nothing".to_owned());
        }
    }
    line(String::new());
    stages(&mut line, own, other);
    threads(&mut line, own, other);
    networks(&mut line, own, other);
    models(&mut line, own);
    text
}

fn machine(of: &Figures) -> String {
    let memory = of.machine.memory_mib.map_or(String::new(), |mib| format!(", {} GiB", mib / 1024));
    format!(
        "{}, {} cores{memory}, {}; bonafide {}, {} on {}",
        of.machine.processor,
        of.machine.cores,
        of.machine.system,
        of.program,
        of.runtime.as_deref().unwrap_or("no network"),
        of.device,
    )
}

fn material(of: &Figures) -> String {
    format!("{} sessions with {} pictures, {}", of.sessions, of.pictures, of.material)
}

fn stages(line: &mut impl FnMut(String), own: &Figures, other: Option<&Figures>) {
    line(heading(&["stage, one thread", "p50 ms", "p95 ms", "mean ms"], other.is_some()));
    for (stage, spread) in &own.stages_ms {
        let theirs = other.and_then(|other| other.stages_ms.get(stage)).map(|there| there.mean);
        let (p50, p95, mean) = (spread.p50, spread.p95, spread.mean);
        let cells = format!("| {stage} | {p50:.1} | {p95:.1} | {mean:.1} |");
        line(cells + &beside(mean, theirs, other.is_some(), 1));
    }
    line(String::new());
}

fn threads(line: &mut impl FnMut(String), own: &Figures, other: Option<&Figures>) {
    let columns = ["threads", "sessions/s", "speed-up", "CPU s/session", "peak MiB"];
    line(heading(&columns, other.is_some()));
    let one = own.threads.first().map_or(1.0, |at| at.sessions_per_second);
    let shown = |value: Option<f64>, places: usize| {
        value.map_or("?".to_owned(), |value| format!("{value:.places$}"))
    };
    for at in &own.threads {
        let rate = |there: &AtThreads| there.sessions_per_second;
        let theirs = other.and_then(|other| {
            other.threads.iter().find(|there| there.threads == at.threads).map(rate)
        });
        let cells = format!(
            "| {} | {:.2} | {:.2} | {} | {} |",
            at.threads,
            at.sessions_per_second,
            at.sessions_per_second / one,
            shown(at.cpu_seconds, 3),
            shown(at.peak_mib, 0),
        );
        line(cells + &beside(at.sessions_per_second, theirs, other.is_some(), 2));
    }
    line(String::new());
}

fn networks(line: &mut impl FnMut(String), own: &Figures, other: Option<&Figures>) {
    line(heading(&["network", "runtime", "batch", "items/s"], other.is_some()));
    for network in &own.networks {
        let theirs = other.and_then(|other| {
            let same = |there: &&crate::bench::Network| {
                (&there.id, &there.runtime, there.batch)
                    == (&network.id, &network.runtime, network.batch)
            };
            other.networks.iter().find(same).map(|there| there.items_per_second)
        });
        let rate = network.items_per_second;
        let on = format!("{}, {}", network.runtime, network.device);
        let cells = format!("| {} | {on} | {} | {rate:.1} |", network.id, network.batch);
        line(cells + &beside(rate, theirs, other.is_some(), 1));
    }
    line(String::new());
}

fn models(line: &mut impl FnMut(String), own: &Figures) {
    line(heading(&["model", "version", "hash"], false));
    for model in &own.models {
        line(format!("| {} | {} | {} |", model.id, model.version, model.sha256));
    }
}

fn heading(columns: &[&str], compares: bool) -> String {
    let mut columns = columns.to_vec();
    if compares {
        columns.extend(["there", "here ÷ there"]);
    }
    let mut text = String::from("|");
    for column in &columns {
        let _ = write!(text, " {column} |"); // writing to a String cannot fail
    }
    text + "\n|" + &" --- |".repeat(columns.len())
}

/// The two cells of a comparison.
fn beside(own: f64, theirs: Option<f64>, compares: bool, places: usize) -> String {
    match theirs {
        Some(theirs) => format!(" {theirs:.places$} | {:.2} |", own / theirs),
        None if compares => " | |".to_owned(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_adds_two_cells() {
        assert_eq!(beside(3.0, Some(1.5), true, 1), " 1.5 | 2.00 |");
        assert_eq!(beside(3.0, None, true, 1), " | |");
        assert_eq!(beside(3.0, None, false, 1), "");
        assert_eq!(heading(&["a"], true), "| a | there | here ÷ there |\n| --- | --- | --- |");
    }
}
