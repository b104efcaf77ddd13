//! Draws specimens and session folders.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use bonafide_synth::{
    AS_OF, CardKind, DrawOptions, Encoding, Fonts, Issuer, Licence, Manipulation, Mark, RegionKind,
    Severity, Shot, Specimen, TravelDocument, TravelKind, Truth, attack_family, attack_plan,
    barcode_payload, card_back, card_front, expectations, identity_card_back, identity_card_front,
    mrz_lines, passport_page, photograph, selfie, sessions,
};
use bonafide_types::{Field, FieldValue};
use clap::{Parser, Subcommand, ValueEnum};
use serde_json::json;

/// Specimen documents of invented issuers.
#[derive(Parser)]
#[command(name = "synth", version)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Write the session folders, and what each must come to into FOLDER.expected.json.
    Sessions {
        /// Where to; session folders of the same names are replaced.
        folder: PathBuf,
    },
    /// Draw one specimen: its pictures, and the truth about each as JSON.
    Card(CardArguments),
    /// Write pictures of documents, tampered with and not, with masks and what was done to each.
    Attacks(AttackArguments),
    /// Write photographs of fronts, and what is printed on each, field by field: a set for `bonafide eval
    /// ocr`. Other faces than the usual ones are taken from the folders in `BONAFIDE_FONTS`.
    Prints(PrintArguments),
}

#[derive(clap::Args)]
struct PrintArguments {
    /// Where to put cases.jsonl and img/.
    out: PathBuf,
    /// How many pictures: four kinds of documents in turn, each under three severities.
    #[arg(short = 'n', long, default_value_t = 60)]
    count: u32,
    /// The seed of the first; same seed, same fonts, same bytes.
    #[arg(short, long, default_value_t = 1)]
    seed: u64,
}

#[derive(clap::Args)]
struct AttackArguments {
    /// Where to put cases.jsonl, img/ and mask/.
    out: PathBuf,
    /// How many pictures, at least; a tampered picture comes with its twin.
    #[arg(short = 'n', long, default_value_t = 100)]
    count: u32,
    /// The seed: same seed, same fonts, same bytes.
    #[arg(short, long, default_value_t = 1)]
    seed: u64,
    /// Kinds of manipulation by name, separated by commas; all when not given.
    #[arg(long, value_delimiter = ',', value_parser = manipulation)]
    kinds: Vec<Manipulation>,
}

fn manipulation(name: &str) -> Result<Manipulation, String> {
    Manipulation::named(name).ok_or_else(|| {
        let names: Vec<&str> = Manipulation::ALL.iter().map(|kind| kind.name()).collect();
        format!("the kinds are {}", names.join(", "))
    })
}

#[derive(clap::Args)]
struct CardArguments {
    /// What to draw.
    kind: Kind,
    /// Where to put the pictures.
    #[arg(short, long, default_value = ".")]
    out: PathBuf,
    /// The seed: same seed, same fonts, same bytes.
    #[arg(short, long, default_value_t = 1)]
    seed: u64,
    /// Invented state, by name or code.
    #[arg(long, default_value = "FRANKLIN")]
    issuer: String,
    /// Resolution in dots per inch, 72 to 1200.
    #[arg(long, default_value_t = 300)]
    dpi: u32,
    /// Leave the slanted SPECIMEN out; the small print stays.
    #[arg(long)]
    small_print_only: bool,
    /// Photograph the document: 1 careful, 2 casual, 3 bad.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=3))]
    camera: Option<u8>,
    /// JPEG quality, 1 to 100; PNG when not given.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=100))]
    jpeg: Option<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// A driver licence, both sides.
    Licence,
    /// An identification card, both sides.
    StateId,
    /// A passport's data page.
    Passport,
    /// An identity card, both sides.
    IdentityCard,
    /// A passport card, both sides.
    PassportCard,
    /// A selfie of a licence's holder.
    Selfie,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let fonts = Fonts::load()?;
    match arguments.verb {
        Verb::Sessions { folder } => write_sessions(&folder, &fonts),
        Verb::Card(arguments) => write_card(&arguments, &fonts),
        Verb::Attacks(arguments) => write_attacks(&arguments, &fonts),
        Verb::Prints(arguments) => write_prints(&arguments, &fonts),
    }
}

fn write_sessions(folder: &Path, fonts: &Fonts) -> Result<()> {
    let sessions = sessions(fonts)?;
    let mut total = 0;
    for session in &sessions {
        let place = folder.join(session.id);
        if place.exists() {
            fs::remove_dir_all(&place).with_context(|| format!("{}", place.display()))?;
        }
        fs::create_dir_all(&place).with_context(|| format!("{}", place.display()))?;
        for (name, bytes) in &session.files {
            write(&place.join(name), bytes)?;
            total += bytes.len();
        }
    }
    let Some(name) = folder.file_name() else { bail!("{} has no name", folder.display()) };
    let mut beside = name.to_owned();
    beside.push(".expected.json");
    write(&folder.with_file_name(beside), &expectations(&sessions)?)?;
    let fingerprint = fonts.fingerprint();
    writeln!(io::stdout(), "{} sessions, {total} bytes, fonts {fingerprint:016x}", sessions.len())?;
    Ok(())
}

fn write_attacks(arguments: &AttackArguments, fonts: &Fonts) -> Result<()> {
    let kinds: &[Manipulation] =
        if arguments.kinds.is_empty() { &Manipulation::ALL } else { &arguments.kinds };
    for folder in ["img", "mask"] {
        fs::create_dir_all(arguments.out.join(folder))?;
    }
    let cases = arguments.out.join("cases.jsonl");
    let file = fs::File::create(&cases).with_context(|| format!("{}", cases.display()))?;
    let mut lines = io::BufWriter::new(file);
    let mut pictures = 0;
    for (index, (kind, number)) in (0..).zip(attack_plan(kinds, arguments.count)) {
        for case in attack_family(kind, arguments.seed, (index, number), fonts)? {
            write(&arguments.out.join(&case.record.file), &case.picture)?;
            if let (Some(name), Some(mask)) = (&case.record.mask, &case.mask) {
                write(&arguments.out.join(name), mask)?;
            }
            serde_json::to_writer(&mut lines, &case.record)?;
            writeln!(lines)?;
            pictures += 1;
        }
    }
    lines.flush()?;
    writeln!(io::stdout(), "{pictures} pictures, fonts {:016x}", fonts.fingerprint())?;
    Ok(())
}

/// Kinds whose fronts are read, with the code of the invented state of each round.
const PRINTED: [Kind; 4] = [Kind::Licence, Kind::Passport, Kind::StateId, Kind::IdentityCard];
const STATES: [&str; 4] = ["FK", "JF", "AQ", "SU"];

fn write_prints(arguments: &PrintArguments, fonts: &Fonts) -> Result<()> {
    fs::create_dir_all(arguments.out.join("img"))?;
    let mut cases = Vec::new();
    for at in 0..arguments.count {
        let kind = PRINTED[at as usize % PRINTED.len()];
        let level = 1 + (at as usize / PRINTED.len() % 3) as u8;
        let seed = arguments.seed + u64::from(at);
        let card = CardArguments {
            kind,
            out: PathBuf::new(),
            seed,
            issuer: STATES[at as usize / 12 % STATES.len()].to_owned(),
            dpi: 300,
            small_print_only: true,
            camera: Some(level),
            jpeg: Some(90),
        };
        let (_, front) = draw(&card, fonts)?.swap_remove(0);
        let severity = Severity::from_level(level).context("severities are 1 to 3")?;
        let picture = photograph(&front, Shot::new(severity, seed))?;
        let name = format!("img/{at:04}.jpg");
        write(&arguments.out.join(&name), &picture.encode(Encoding::Jpeg(90))?)?;
        let case = json!({
            "file": name,
            "severity": level,
            "kind": kind.to_possible_value().map(|value| value.get_name().to_owned()),
            "fields": printed(&card, picture.truth())?,
        });
        writeln!(cases, "{case}")?;
    }
    write(&arguments.out.join("cases.jsonl"), &cases)?;
    writeln!(io::stdout(), "{} pictures, fonts {:016x}", arguments.count, fonts.fingerprint())?;
    Ok(())
}

/// The values of the fields that the front shows, in canonical form: document numbers have no spaces. Travel
/// documents print all given names as one field.
fn printed(arguments: &CardArguments, truth: &Truth) -> Result<BTreeMap<&'static str, String>> {
    let mut fields = match arguments.kind {
        Kind::Licence => card_of(arguments, CardKind::DriverLicense)?.fields(),
        Kind::StateId => card_of(arguments, CardKind::IdentificationCard)?.fields(),
        Kind::Passport => {
            TravelDocument::draw(TravelKind::Passport, arguments.seed, AS_OF).fields()
        }
        _ => TravelDocument::draw(TravelKind::IdentityCard, arguments.seed, AS_OF).fields(),
    };
    if matches!(arguments.kind, Kind::Passport | Kind::IdentityCard)
        && let Some(middle) = fields.remove(&Field::MiddleName)
        && let Some(first) = fields.get_mut(&Field::FirstName)
    {
        let names = [&*first, &middle].map(|name| name.text().unwrap_or_default().to_owned());
        *first = FieldValue::read(names.join(" "), first.confidence);
    }
    let is_shown = |field: Field| truth.region(RegionKind::Field, field.name()).is_some();
    let shown = fields.iter().filter(|(field, _)| is_shown(**field));
    let canonical = |field: Field, text: &str| match field {
        Field::DocumentNumber => text.replace(' ', ""),
        _ => text.to_owned(),
    };
    let values =
        shown.filter_map(|(field, value)| Some((field.name(), canonical(*field, value.text()?))));
    Ok(values.collect())
}

fn write_card(arguments: &CardArguments, fonts: &Fonts) -> Result<()> {
    fs::create_dir_all(&arguments.out)?;
    for (name, specimen) in draw(arguments, fonts)? {
        let specimen = match arguments.camera.and_then(Severity::from_level) {
            Some(severity) => photograph(&specimen, Shot::new(severity, arguments.seed))?,
            None => specimen,
        };
        let (encoding, extension) = match arguments.jpeg {
            Some(quality) => (Encoding::Jpeg(quality), "jpg"),
            None => (Encoding::Png, "png"),
        };
        let picture = arguments.out.join(format!("{name}.{extension}"));
        write(&picture, &specimen.encode(encoding)?)?;
        let truth = serde_json::to_vec_pretty(specimen.truth())?;
        write(&arguments.out.join(format!("{name}.truth.json")), &truth)?;
        writeln!(io::stdout(), "{}", picture.display())?;
    }
    Ok(())
}

fn draw(arguments: &CardArguments, fonts: &Fonts) -> Result<Vec<(&'static str, Specimen)>> {
    let mark = if arguments.small_print_only { Mark::SmallPrint } else { Mark::Slanted };
    let options = DrawOptions::default().dpi(arguments.dpi).mark(mark).seed(arguments.seed);
    Ok(match arguments.kind {
        Kind::Licence => licence(arguments, CardKind::DriverLicense, fonts, options)?,
        Kind::StateId => licence(arguments, CardKind::IdentificationCard, fonts, options)?,
        Kind::Passport => {
            let passport = TravelDocument::draw(TravelKind::Passport, arguments.seed, AS_OF);
            let lines = mrz_lines(&passport)?;
            vec![("passport_front", passport_page(&passport, &lines, fonts, options))]
        }
        Kind::IdentityCard => travel_card(arguments, TravelKind::IdentityCard, fonts, options)?,
        Kind::PassportCard => travel_card(arguments, TravelKind::PassportCard, fonts, options)?,
        Kind::Selfie => {
            let card = card_of(arguments, CardKind::DriverLicense)?;
            vec![("selfie", selfie(&card.holder, 960, arguments.seed))]
        }
    })
}

fn card_of(arguments: &CardArguments, kind: CardKind) -> Result<Licence> {
    let Some(issuer) = Issuer::named(&arguments.issuer) else {
        bail!("no invented state is named {}", arguments.issuer)
    };
    Ok(Licence::draw(kind, issuer, arguments.seed, AS_OF))
}

fn licence(
    arguments: &CardArguments,
    kind: CardKind,
    fonts: &Fonts,
    options: DrawOptions,
) -> Result<Vec<(&'static str, Specimen)>> {
    let card = card_of(arguments, kind)?;
    let names = match kind {
        CardKind::IdentificationCard => ("state_id_card_front", "state_id_card_back"),
        _ => ("driver_license_front", "driver_license_back"),
    };
    Ok(vec![
        (names.0, card_front(&card, fonts, options)),
        (names.1, card_back(&card, &barcode_payload(&card)?, fonts, options)?),
    ])
}

fn travel_card(
    arguments: &CardArguments,
    kind: TravelKind,
    fonts: &Fonts,
    options: DrawOptions,
) -> Result<Vec<(&'static str, Specimen)>> {
    let card = TravelDocument::draw(kind, arguments.seed, AS_OF);
    let names = match kind {
        TravelKind::PassportCard => ("passport_card_front", "passport_card_back"),
        _ => ("id_card_front", "id_card_back"),
    };
    Ok(vec![
        (names.0, identity_card_front(&card, fonts, options)),
        (names.1, identity_card_back(&card, &mrz_lines(&card)?, fonts, options)),
    ])
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("{}", path.display()))
}
