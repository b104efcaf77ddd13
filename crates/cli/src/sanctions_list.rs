//! Lists of sanctions from files: an index, OFAC's own forms, or the plain forms.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use bonafide::matching::sanctions::{
    ListFacts, OfacCsv, ParsedList, SanctionsIndex, parse_csv, parse_jsonl, parse_ofac_csv,
    parse_ofac_xml, sources_sha256,
};

use crate::text::{read_input, say};

/// What OFAC calls the four files of a list; the consolidated list has other names.
const OFAC_FILES: [[&str; 4]; 2] = [
    ["sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"],
    ["cons_prim.csv", "cons_alt.csv", "cons_add.csv", "cons_comments.csv"],
];

/// What the caller says of a list; what is not given follows from the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stated {
    pub name: Option<String>,
    pub published: Option<String>,
}

/// A list ready for screening, and how many rows were left out.
pub(crate) struct Loaded {
    pub index: SanctionsIndex,
    pub bad_rows: usize,
}

/// Opens an index, or reads a list and makes one.
pub(crate) fn load(path: &Path, stated: &Stated) -> Result<Loaded> {
    let unusable = || format!("{} cannot be used as a sanctions list", path.display());
    if path.is_dir() {
        return folder(path, stated).with_context(unusable);
    }
    let bytes = read_input(path)?;
    if SanctionsIndex::is_index(&bytes) {
        let index = SanctionsIndex::from_bytes(&bytes).with_context(unusable)?;
        return Ok(Loaded { index, bad_rows: 0 });
    }
    if let Some(files) = ofac_files(path) {
        return ofac(&files, stated).with_context(unusable);
    }
    let parsed = parse(path, &bytes).with_context(unusable)?;
    Ok(made(path, parsed, &[&bytes], stated))
}

/// Reads bytes by what they begin with.
fn parse(path: &Path, bytes: &[u8]) -> Result<ParsedList> {
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf));
    Ok(match first {
        Some(b'<') => parse_ofac_xml(bytes)?,
        Some(b'{') => parse_jsonl(bytes)?,
        _ if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) => {
            // A list of OFAC under another name has no header.
            parse_csv(bytes).or_else(|_| parse_ofac_csv(&OfacCsv::new(bytes)))?
        }
        _ => bail!("neither an index, nor XML, nor JSON Lines, nor .csv"),
    })
}

fn folder(path: &Path, stated: &Stated) -> Result<Loaded> {
    let found = OFAC_FILES.iter().find_map(|[first, ..]| entry(path, first));
    if let Some(files) = found.as_deref().and_then(ofac_files) {
        return ofac(&files, stated);
    }
    let xml = ["sdn.xml", "sdn_advanced.xml", "consolidated.xml"];
    match xml.iter().find_map(|name| entry(path, name)) {
        Some(file) => load(&file, stated),
        None => bail!("there is no sdn.csv and no sdn.xml in the folder"),
    }
}

/// A file of a folder, whatever the case of its name.
fn entry(folder: &Path, name: &str) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?;
    let mut found: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    found.sort();
    found.into_iter().find(|path| {
        path.file_name().is_some_and(|n| n.to_string_lossy().eq_ignore_ascii_case(name))
    })
}

/// The four files of the list whose first one this is.
fn ofac_files(first: &Path) -> Option<[Option<PathBuf>; 4]> {
    let name = first.file_name()?.to_string_lossy().to_ascii_lowercase();
    let names = OFAC_FILES.iter().find(|names| names[0] == name)?;
    let folder = first.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let [_, alt, add, comments] = names;
    let beside = |name: &str| entry(folder, name);
    Some([Some(first.to_owned()), beside(alt), beside(add), beside(comments)])
}

fn ofac(files: &[Option<PathBuf>; 4], stated: &Stated) -> Result<Loaded> {
    let mut bytes: [Option<Vec<u8>>; 4] = Default::default();
    for (bytes, file) in bytes.iter_mut().zip(files) {
        *bytes = file.as_deref().map(read_input).transpose()?;
    }
    let sources: Vec<&[u8]> = bytes.iter().flatten().map(Vec::as_slice).collect();
    let mut csv = OfacCsv::new(bytes[0].as_deref().unwrap_or_default());
    csv.alt = bytes[1].as_deref();
    csv.add = bytes[2].as_deref();
    csv.comments = bytes[3].as_deref();
    let parsed = parse_ofac_csv(&csv)?;
    let path = files[0].as_deref().unwrap_or(Path::new("sdn"));
    Ok(made(path, parsed, &sources, stated))
}

fn made(path: &Path, parsed: ParsedList, sources: &[&[u8]], stated: &Stated) -> Loaded {
    let bad_rows = parsed.bad_rows.len();
    if let Some(first) = parsed.bad_rows.first() {
        let (file, line, reason) = (first.file, first.line, first.reason);
        say(&format!(
            "{bad_rows} rows of the list are left out; first {file}, row {line}: {reason}"
        ));
    }
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_ascii_lowercase());
    let mut facts = ListFacts::default();
    facts.name = stated.name.clone().or(stem).unwrap_or_default();
    facts.published = stated.published.clone().or(parsed.published);
    facts.sha256 = sources_sha256(sources);
    Loaded { index: SanctionsIndex::build(facts, parsed.entities), bad_rows }
}
