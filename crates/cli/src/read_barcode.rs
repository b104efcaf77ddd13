//! `bonafide barcode`: the barcodes of a picture, or one payload, explained.

use std::fmt::Write as _;

use anyhow::Result;
use bonafide::aamva::{CheckResult, FileType, Judgement, Opinion};
use bonafide::barcode::{Options, read_pdf417};
use bonafide::barcode_report::{BarcodeReport, ElementReport, PayloadReport, SubfileReport};
use bonafide::imaging::{Limits, Picture, detect_format};
use bonafide::result::{SymbolFacts, wire_name};
use bonafide::types::FieldValue;
use jiff::civil::Date;

use crate::args::ReadArgs;
use crate::exit::Exit;
use crate::settings::today;
use crate::text::{print_json, print_line, read_input, say};

/// Explains the barcodes of a picture, or of a file that holds a payload.
pub(crate) fn barcode(args: &ReadArgs) -> Result<Exit> {
    let bytes = read_input(&args.input)?;
    let as_of = args.as_of.unwrap_or_else(today);
    let reports = if detect_format(&bytes).is_some() {
        of_picture(&bytes, as_of)?
    } else {
        vec![BarcodeReport::of_payload(&bytes, as_of)]
    };
    if reports.is_empty() {
        say("error: no PDF417 symbol was found in the picture");
        return Ok(Exit::SomeInError);
    }
    for (index, report) in reports.iter().enumerate() {
        if args.json {
            print_json(report)?;
        } else {
            let gap = if index > 0 { "\n" } else { "" };
            print_line(format!("{gap}{}", account(report)).trim_end_matches('\n'))?;
        }
        if let Some(why) = &report.not_aamva {
            tracing::warn!(bytes = report.bytes, "a payload is not AAMVA: {why}");
        }
    }
    let understood = reports.iter().all(|report| report.payload.is_some());
    Ok(if understood { Exit::Done } else { Exit::SomeInError })
}

fn of_picture(bytes: &[u8], as_of: Date) -> Result<Vec<BarcodeReport>> {
    let picture = Picture::decode(bytes, &Limits::default())?;
    let symbols = read_pdf417(picture.luma(), &Options::default());
    Ok(BarcodeReport::of_symbols(&symbols, as_of))
}

/// Lines of a name and what is to be said under it.
#[derive(Default)]
struct Account(String);

impl Account {
    fn line(&mut self, name: &str, what: &str) {
        let _ = writeln!(self.0, "{name:<17} {what}"); // writing to a String cannot fail
    }

    fn indented(&mut self, name: &str, what: &str) {
        let _ = writeln!(self.0, "  {name:<50} {what}");
    }
}

fn account(report: &BarcodeReport) -> String {
    let mut account = Account::default();
    if let Some(symbol) = &report.symbol {
        explain_symbol(&mut account, symbol);
    }
    if let Some(segment) = &report.macro_segment {
        let of = segment.count.map(|count| format!(" of {count}")).unwrap_or_default();
        account.line("part of a file", &format!("segment {}{of}", segment.index + 1));
    }
    if let Some(count) = report.joined {
        account.line("put together", &format!("of {count} symbols, of which this is one"));
    }
    account.line("payload", &format!("{} bytes", report.bytes));
    if let Some(why) = &report.not_aamva {
        account.line("not AAMVA", why);
    }
    if let Some(payload) = &report.payload {
        explain_header(&mut account, payload);
        payload.contents.iter().for_each(|subfile| explain_subfile(&mut account, subfile));
        explain_fields(&mut account, payload);
        explain_statements(&mut account, payload);
        explain_judgement(&mut account, &payload.judgement);
    }
    account.0
}

fn explain_symbol(account: &mut Account, symbol: &SymbolFacts) {
    let reader = if symbol.reader == "rxing" {
        "the fallback reader rxing, which does not tell the symbol's shape"
    } else {
        "bonafide's own reader"
    };
    account.line("read by", reader);
    if let (Some(rows), Some(columns)) = (symbol.rows, symbol.columns) {
        let kind = if symbol.compact == Some(true) { "compact PDF417" } else { "PDF417" };
        account.line("symbol", &format!("{kind}, {rows} rows × {columns} columns of codewords"));
    }
    if let Some(level) = symbol.ec_level {
        let codewords = 2_u32 << u32::from(level.min(8));
        account.line("error correction", &format!("level {level}, {codewords} codewords"));
    }
    if let (Some(corrected), Some(erased)) = (symbol.codewords_corrected, symbol.codewords_erased) {
        let words = match (corrected, erased) {
            (0, 0) => "every codeword was read right".to_owned(),
            _ => format!("{corrected} codewords corrected, {erased} unreadable ones restored"),
        };
        account.line("", &words);
    }
    if let Some(padding) = symbol.padding {
        account.line("padding", &format!("{padding} codewords"));
    }
    if let (Some(width), Some(height)) = (symbol.module_width, symbol.row_height) {
        account.line("size", &format!("modules {width:.2} px wide, rows {height:.2} px high"));
    }
    let mirrored = if symbol.mirrored { ", mirrored" } else { "" };
    let inverted = if symbol.inverted == Some(true) { ", light bars on dark" } else { "" };
    account.line("turned by", &format!("{:.1}°{mirrored}{inverted}", symbol.rotation));
    let corner = |[x, y]: [f64; 2]| format!("({x:.1}, {y:.1})");
    account.line("corners", &symbol.corners.map(corner).join(" "));
}

fn explain_header(account: &mut Account, payload: &PayloadReport) {
    let report = &payload.report;
    let file_type = match payload.file_type {
        FileType::Ansi => "ANSI",
        FileType::Aamva => "AAMVA, as in version 1",
        FileType::MagneticStripe => "magnetic stripe",
        _ => "missing",
    };
    account.line("standard", &wire_name(&report.standard));
    account.line("file type", file_type);
    let version = report.aamva_version.map_or("none stated".to_owned(), |v| v.to_string());
    let own = report.jurisdiction_version.map(|v| format!(", of the jurisdiction {v}"));
    account.line("version", &format!("{version}{}", own.unwrap_or_default()));
    if let Some(iin) = report.iin {
        let issuer =
            payload.issuer.as_ref().map_or("not in the table of issuers".to_owned(), |i| {
                let place = i.jurisdiction.map(|code| format!("{code}, ")).unwrap_or_default();
                format!("{} ({place}{})", i.name, i.country)
            });
        account.line("issuer", &format!("{iin} {issuer}"));
    }
}

fn explain_subfile(account: &mut Account, subfile: &SubfileReport) {
    let place = match (subfile.stated_offset, subfile.stated_length) {
        (Some(offset), Some(length)) => {
            format!(", by the header {length} bytes from byte {offset} on")
        }
        _ => ", not announced in the header".to_owned(),
    };
    account.line(
        "subfile",
        &format!("{} ({}){place}", printable(&subfile.designator), subfile.meaning),
    );
    for element in &subfile.elements {
        explain_element(account, element);
    }
}

fn explain_element(account: &mut Account, element: &ElementReport) {
    let meaning = element.meaning.unwrap_or(match element.id.as_bytes() {
        [b'Z', ..] => "(the issuer's own)",
        _ => "(in no version of the standard)",
    });
    let value = element.value.expose();
    let value = if value.is_empty() { "(blank)".to_owned() } else { printable(value) };
    let says = element.says.as_ref().map(|says| format!("  = {}", printable(says.expose())));
    let value = format!("{value}{}", says.unwrap_or_default());
    account.indented(&format!("{}  {meaning}", element.id), &value);
}

fn explain_fields(account: &mut Account, payload: &PayloadReport) {
    for (field, value) in &payload.fields {
        let shown = FieldValue::text(value).map_or("(none)".to_owned(), printable);
        let cut = if value.truncated == Some(true) { " (cut short)" } else { "" };
        account.line(field.name(), &format!("{shown}{cut}"));
    }
}

fn explain_statements(account: &mut Account, payload: &PayloadReport) {
    if payload.statements.is_empty() {
        account.line("deviations", "none");
    }
    for statement in &payload.statements {
        account.line(&wire_name(&statement.severity), &statement.words);
    }
}

fn explain_judgement(account: &mut Account, judgement: &Judgement) {
    let opinion = match judgement.opinion {
        Opinion::Consistent => "consistent: every check that could be made holds",
        Opinion::Review => "review: a person should look at it",
        Opinion::Suspicious => "suspicious: two of its parts exclude each other",
        _ => "of another kind",
    };
    account.line("judgement", opinion);
    account.line(
        "",
        &format!(
            "{} checks made: {} passed, {} with remarks, {} failed; {} could not be made",
            judgement.made(),
            judgement.count(CheckResult::Passed),
            judgement.count(CheckResult::Remarked),
            judgement.count(CheckResult::Failed),
            judgement.count(CheckResult::NotMade),
        ),
    );
    account.line("", "no check was measured on forged cards");
}

/// Text of a stranger's barcode without what would steer a terminal or turn the line around.
fn printable(text: &str) -> String {
    let shown = |c: char| {
        if c.is_control() || is_format(c) { c.escape_default().to_string() } else { c.to_string() }
    };
    text.chars().map(shown).collect()
}

/// Characters that have no shape but change how others are shown: marks and overrides of direction,
/// zero-width characters, line and paragraph separators, tags.
///
/// Source: Unicode Standard Annex #9, section 2, and the general categories Cf, Zl and Zp.
fn is_format(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_payload_steers_the_terminal() {
        assert_eq!(printable("A\u{202E}B\x1b[31m\u{2066}"), "A\\u{202e}B\\u{1b}[31m\\u{2066}");
        assert_eq!(printable("ÅSA ŁUKASZ O'NEIL"), "ÅSA ŁUKASZ O'NEIL");
    }
}
