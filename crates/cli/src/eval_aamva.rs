//! `bonafide eval aamva`: payloads of a measuring set through the AAMVA parser and the judgement.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context as _, Result};
use bonafide::aamva::{self, Context, Opinion};
use bonafide::result::wire_name;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::args::EvalArgs;
use crate::barcode_figures::median_p95;
use crate::eval::rows_of;
use crate::eval_barcode::bytes_of_hex;
use crate::exit::Exit;
use crate::settings::today;
use crate::text::print_line;

/// Parses a payload this often to time it; one takes microseconds.
const REPEATS: u32 = 20;

/// Fields that the set states as a card does, by the set's name and ours. Codes, units and flags,
/// which sources write in many ways, are for the set's own script.
const PLAIN: [(&str, &str); 9] = [
    ("document_number", "document_number"),
    ("document_discriminator", "ref_number"),
    ("last_name", "last_name"),
    ("first_name", "first_name"),
    ("middle_name", "middle_name"),
    ("date_of_birth", "birth_date"),
    ("issue_date", "issued_at"),
    ("expiration_date", "expires_at"),
    ("city", "city"),
];

/// A payload and what its source says of it. Further members are the set's own business.
#[derive(Deserialize)]
struct Case {
    payload_hex: String,
    #[serde(default)]
    expected: Map<String, Value>,
}

pub(crate) fn eval(args: &EvalArgs) -> Result<Exit> {
    let mut figures = Figures::on(args.as_of.unwrap_or_else(today));
    rows_of(args, "aamva_cases.jsonl", |index, line| figures.read(index, line).map(Some))?;
    print_line(figures.table().trim_end())?;
    Ok(Exit::Done)
}

/// Sums over the payloads of a set.
struct Figures {
    /// The day on which they are judged.
    as_of: Date,
    payloads: usize,
    parsed: usize,
    identified: usize,
    /// Per field: how many agree, of how many.
    fields: BTreeMap<&'static str, (usize, usize)>,
    opinions: BTreeMap<Opinion, usize>,
    microseconds: Vec<f64>,
}

impl Figures {
    fn on(as_of: Date) -> Self {
        Self {
            as_of,
            payloads: 0,
            parsed: 0,
            identified: 0,
            fields: BTreeMap::new(),
            opinions: BTreeMap::new(),
            microseconds: Vec::new(),
        }
    }

    fn read(&mut self, index: usize, line: &str) -> Result<Value> {
        let case: Case = serde_json::from_str(line)?;
        let payload = bytes_of_hex(&case.payload_hex).context("payload_hex")?;
        self.payloads += 1;
        self.time(&payload);
        let parsed = match aamva::parse(&payload) {
            Ok(parsed) => parsed,
            Err(error) => {
                return Ok(json!({"index": index, "ok": false, "error": error.to_string()}));
            }
        };
        let fields = serde_json::to_value(parsed.flat_fields())?;
        let opinion = aamva::validate(&parsed, &payload, &Context::new(self.as_of)).opinion;
        self.parsed += 1;
        self.identified += usize::from(parsed.identifies_holder());
        *self.opinions.entry(opinion).or_default() += 1;
        self.compare(&case.expected, &fields);
        Ok(json!({
            "index": index, "ok": parsed.identifies_holder(), "fields": fields, "opinion": opinion,
        }))
    }

    fn time(&mut self, payload: &[u8]) {
        let started = Instant::now();
        for _ in 0..REPEATS {
            let _ = black_box(aamva::parse(black_box(payload)));
        }
        self.microseconds.push(started.elapsed().as_secs_f64() * 1e6 / f64::from(REPEATS));
    }

    fn compare(&mut self, expected: &Map<String, Value>, fields: &Value) {
        for (theirs, ours) in PLAIN {
            let Some(truth) = expected.get(theirs).and_then(Value::as_str) else { continue };
            let read = fields.get(ours).and_then(Value::as_str).unwrap_or_default();
            let (agree, of) = self.fields.entry(ours).or_default();
            *agree += usize::from(folded(truth) == folded(read));
            *of += 1;
        }
    }

    fn table(&self) -> String {
        let mut table = String::new();
        let mut row = |name: &str, figure: String| {
            let _ = writeln!(table, "{name:<34} {figure}"); // writing to a String cannot fail
        };
        row("parsed", in_words(self.parsed, self.payloads));
        row("name and number were read", in_words(self.identified, self.payloads));
        let (agree, of) =
            self.fields.values().fold((0, 0), |(a, b), (agree, of)| (a + agree, b + of));
        row("plain fields agree", in_words(agree, of));
        for (name, (agree, of)) in &self.fields {
            row(&format!("  {name}"), in_words(*agree, *of));
        }
        row("judged on", self.as_of.to_string());
        for (opinion, count) in &self.opinions {
            row(&format!("judged {}", wire_name(opinion)), in_words(*count, self.parsed));
        }
        let (median, p95) = median_p95(&self.microseconds);
        row("time of parsing", format!("median {median:.1} µs, p95 {p95:.1} µs"));
        row("codes, units and flags", "are compared by the set's own script".to_owned());
        table
    }
}

fn in_words(count: usize, of: usize) -> String {
    format!("{count} of {of} ({:.1} %)", 100.0 * count as f64 / of.max(1) as f64)
}

/// Letters and digits in capitals: sources differ in case, spaces and punctuation. Words that stand
/// for nothing are nothing.
fn folded(text: &str) -> String {
    if aamva::is_placeholder(text) {
        return String::new();
    }
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use bonafide::seal::hex_of_bytes;

    #[test]
    fn the_day_decides() {
        let elements = "DAQN123456789012 DCSNYSTROM DDEN DACASA DDFN DADMARIA DDGN DCAD DCBNONE \
            DCDNONE DBD06302025 DBB02211980 DBA02212029 DBC2 DAU066_in DAYHAZ DAG9_LINDEN_WAY \
            DAIOSLO DAJMN DAK561441234__ DCFDD77001 DCGUSA";
        let mut card = aamva::Card::new(10, "636038".parse().unwrap(), aamva::Designator::DL);
        for element in elements.split_whitespace() {
            card = card.element(&element[..3], &element[3..].replace('_', " ")).unwrap();
        }
        let case = json!({"payload_hex": hex_of_bytes(&aamva::write(&card))}).to_string();
        let judged = |year| {
            let mut figures = Figures::on(jiff::civil::date(year, 1, 1));
            figures.read(0, &case).unwrap()["opinion"].clone()
        };
        assert_eq!((judged(2025), judged(2026)), ("review".into(), "consistent".into()));
    }

    #[test]
    fn agreement_is_counted_by_field() {
        let payload =
            b"@\n\x1e\rANSI 636000100001DL00310044DLDAQV64700\nDCSNYSTROM\nDACASA\nDBB01311990\r";
        let hex = hex_of_bytes(payload);
        let mut figures = Figures::on(jiff::civil::date(2026, 1, 1));
        let case = json!({"payload_hex": hex, "expected": {
            "last_name": "Nystrom", "first_name": "OTHER", "middle_name": "NONE",
            "date_of_birth": "1990-01-31", "eye_color": "Blue"}});
        let row = figures.read(0, &case.to_string()).unwrap();
        assert_eq!((&row["ok"], &row["fields"]["last_name"]), (&true.into(), &"NYSTROM".into()));
        figures.read(1, r#"{"payload_hex": "00"}"#).unwrap();
        let table = figures.table();
        for line in [
            "parsed                             1 of 2 (50.0 %)",
            "judged on                          2026-01-01",
            "plain fields agree                 3 of 4 (75.0 %)",
            "  first_name                       0 of 1 (0.0 %)",
            "  middle_name                      1 of 1 (100.0 %)",
        ] {
            assert!(table.contains(line), "{line}\n{table}");
        }
        assert!(figures.read(2, r#"{"payload_hex": "0"}"#).is_err());
    }
}
