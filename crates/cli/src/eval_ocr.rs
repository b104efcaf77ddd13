//! `bonafide eval ocr`: photographs of documents through the reader of print, each field held against what is
//! printed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, Result, bail};
use bonafide::result::{PrintOutcome, SessionResult};
use bonafide::types::{DataSource, Field, Slot, TestId, Verdict};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::args::EvalArgs;
use crate::eval::rows_of;
use crate::exit::Exit;
use crate::inspect_print::{reading_engine, side_read};
use crate::text::print_line;

/// A line of `cases.jsonl`.
#[derive(Deserialize)]
struct Case {
    file: String,
    /// How bad the photograph is, 1 to 3.
    #[serde(default)]
    severity: u8,
    #[serde(default)]
    kind: String,
    /// Values in canonical form, by the wire names of fields.
    fields: BTreeMap<String, String>,
}

/// How many of the values were read exactly, and how many otherwise.
#[derive(Clone, Copy, Default)]
struct Count {
    values: u32,
    exact: u32,
    wrong: u32,
}

#[derive(Default)]
struct Figures {
    by_field: BTreeMap<(u8, String), Count>,
    by_severity: BTreeMap<u8, Count>,
    flagged: u32,
    pictures: u32,
    ms: Vec<f64>,
}

pub(crate) fn eval(args: &EvalArgs) -> Result<Exit> {
    let engine = reading_engine(&args.runtime)?;
    let mut figures = Figures::default();
    rows_of(args, "cases.jsonl", |_, line| {
        let case: Case = serde_json::from_str(line)?;
        let bytes = fs::read(args.set.join(&case.file)).context("the picture cannot be read")?;
        let result = side_read(&engine, Slot::IdCardFront, bytes)?;
        if result.inputs.first().and_then(|input| input.print) == Some(PrintOutcome::NoReader) {
            bail!("the networks that read print are not installed (bonafide models install)");
        }
        Ok(Some(figures.add(&case, &result)))
    })?;
    print_line(figures.table().trim_end())?;
    Ok(Exit::Done)
}

impl Figures {
    fn add(&mut self, case: &Case, result: &SessionResult) -> Value {
        let fields = result.document(DataSource::FrontOcr).map(|found| &found.document.fields);
        let mut read = BTreeMap::new();
        for (name, printed) in &case.fields {
            let value = Field::from_name(name)
                .and_then(|field| fields?.get(&field)?.text().map(str::to_owned));
            let exact = value.as_deref().is_some_and(|value| plain(value) == plain(printed));
            let both = [
                self.by_field.entry((case.severity, name.clone())).or_default(),
                self.by_severity.entry(case.severity).or_default(),
            ];
            for count in both {
                count.values += 1;
                count.exact += u32::from(exact);
                count.wrong += u32::from(!exact && value.is_some());
            }
            read.insert(name.clone(), json!({"exact": exact, "value": value}));
        }
        let words = result.tests.get(&TestId::DocFrontSuspiciousWords);
        let flagged = words.is_some_and(|test| test.verdict == Verdict::SuspiciousWordsFound);
        self.flagged += u32::from(flagged);
        self.pictures += 1;
        let ms = result.timings_ms.get("ocr").copied();
        self.ms.extend(ms);
        json!({"file": case.file, "severity": case.severity, "kind": case.kind, "fields": read,
               "suspicious_words": words.map(|test| test.verdict), "ms": ms})
    }

    fn table(mut self) -> String {
        let mut text = String::new();
        let share = |count: &Count| 100.0 * f64::from(count.exact) / f64::from(count.values.max(1));
        // Writing to a String cannot fail.
        for (severity, count) in &self.by_severity {
            let Count { values, exact, wrong } = count;
            let _ = writeln!(
                text,
                "severity {severity}: {exact} of {values} exact ({:.1} %), {wrong} read otherwise",
                share(count)
            );
        }
        for ((severity, name), count) in &self.by_field {
            let _ = writeln!(
                text,
                "  {severity} {name:<18} {} of {} ({:.1} %)",
                count.exact,
                count.values,
                share(count)
            );
        }
        let _ = writeln!(text, "suspicious words on {} of {}", self.flagged, self.pictures);
        self.ms.sort_by(f64::total_cmp);
        if let Some(median) = self.ms.get(self.ms.len() / 2) {
            let _ = writeln!(text, "a side: median {median:.0} ms");
        }
        text
    }
}

/// A value without what does not count: case, full stops, commas and hyphens, and how wide a space is.
fn plain(value: &str) -> String {
    let kept = value.chars().filter(|c| !matches!(c, '.' | ',' | '-'));
    let text: String = kept.flat_map(char::to_uppercase).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
