//! The command line.

use std::path::PathBuf;

use bonafide::inference::{BackendChoice, Device};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::models_args::{InstallFirst, ModelsArgs};

/// What holds for every verb.
const AFTER_HELP: &str = "\
Models and ONNX Runtime are looked for in the folder BONAFIDE_HOME (absolute), else in `bonafide` in the folder of \
the user's data; `bonafide doctor` prints it.

Exit codes: 0 done; 1 some session or input is in error, the others are done, or nothing to read was found in it; 2 \
wrong usage or settings, or an input that cannot be read; 3 a model is missing or another; 4 the device or runtime is \
not there; 5 nothing to do; 10 not verified (--require-verified); 11 replay differs; 130 interrupted.";

/// Identity document processing: folders of sessions in, explained verdicts out.
#[derive(Debug, Parser)]
#[command(name = "bonafide", version, arg_required_else_help = true, after_help = AFTER_HELP)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub verb: Verb,
    /// How much is logged on standard error. Never personal data.
    #[arg(long, global = true, default_value = "warn", value_name = "LEVEL",
        value_parser = ["error", "warn", "info", "debug", "trace"])]
    pub log: String,
    /// Form of the log.
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text, value_name = "FORM")]
    pub log_format: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Evaluate every session folder under IN and write results under OUT.
    Run(RunArgs),
    /// Evaluate one session from loose files and print its result.
    One(OneArgs),
    /// Say what a picture is like: quality, the document's outline, format and orientation. Nothing
    /// personal is printed, unless what stands on the document is asked for (`--text`).
    Inspect(InspectArgs),
    /// Judge a picture as one side of a document: whether it is one, manipulation, photocopy, screen; with
    /// evidence.
    Tests(TestsArgs),
    /// Read the machine-readable zones of a picture, or parse one in a text: check digits explained.
    Mrz(MrzArgs),
    /// Read PDF417 symbols from a picture, or parse an AAMVA payload: symbol, elements, deviations and
    /// judgement explained.
    Barcode(ReadArgs),
    /// Compare the faces of two pictures.
    Face(FaceArgs),
    /// Tell live people from pictures of them, in one picture or in the steps of a plan; or make a plan.
    Liveness(LivenessArgs),
    /// Compare the fields of two documents.
    Match(MatchArgs),
    /// Project a result to the shape of an API.
    Project(ProjectArgs),
    /// Say in plain words what a stored result came to and why: what each test cost, what differs, what was not
    /// performed, what would have changed it.
    Explain(ExplainArgs),
    /// Write a result as one HTML page that needs nothing else: verdict and why, tests with their evidence,
    /// fields by source, faces, provenance. Masked unless told otherwise.
    Report(ReportArgs),
    /// Decide a stored result again with other settings; no pictures needed.
    Rescore(RescoreArgs),
    /// Evaluate the session of a stored result again and say whether the same comes out, and if not, what
    /// differs first.
    Replay(ReplayArgs),
    /// Write a copy that shows nobody: of a picture of a document, of a result, or of the text of a zone or
    /// barcode.
    Redact(RedactArgs),
    /// Print the JSON schema of an input or output.
    Schema(SchemaArgs),
    /// Screen a name, or the rows of a CSV, against a sanctions list.
    Screen(ScreenArgs),
    /// Make a sanctions list ready once, for many screenings.
    #[command(subcommand)]
    Sanctions(SanctionsVerb),
    /// Run a stage over a measuring set and write the rows its score script takes.
    Eval(EvalArgs),
    /// Build a gallery of faces, or search one for the nearest (1:N). Galleries are biometric data.
    #[command(subcommand)]
    Gallery(GalleryVerb),
    /// Build an index of pictures that were seen, or ask one whether a picture was. Indexes are personal
    /// data.
    #[command(subcommand)]
    Duplicates(DuplicatesVerb),
    /// Install models, list what is known of them, check their files.
    Models(ModelsArgs),
    /// Compose two sessions with faces out of sample pictures of an installed package, and run them.
    Demo(DemoArgs),
    /// Say what this build finds on this machine and what to do about what is missing.
    Doctor(DoctorArgs),
    /// Measure how fast this machine is: stages, sessions by threads, networks by runtime and batch.
    Bench(BenchArgs),
    /// Print a completion script.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff).
    Man,
}

/// Settings that several verbs take.
#[derive(Debug, Args)]
pub(crate) struct Settings {
    /// The date to judge by, YYYY-MM-DD; today when not given. The only clock of a verdict.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
    /// The 27 numbers: a JSON object with keys of `bonafide schema weights`; those not given keep their default.
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// A name for the numbers, echoed in results.
    #[arg(long, value_name = "ID")]
    pub weights_id: Option<String>,
    /// Rows of the requirements matrix: a JSON array; those not given keep their default.
    #[arg(long, value_name = "FILE")]
    pub requirements: Option<PathBuf>,
    /// The policy: a JSON object.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    #[command(flatten)]
    pub beside: Beside,
    /// Let sessions ask for a pretended reply of the registry (`settings.aamva_test_scenario`), marked as
    /// simulated. Not for real sessions; without it such a session is refused.
    #[arg(long)]
    pub test_mode: bool,
    /// Write face encodings into results, for a server that keeps them as references. Biometric data.
    #[arg(long)]
    pub include_encodings: bool,
    /// Seconds of one session before it is given up; unlimited when not given.
    #[arg(long, value_name = "S")]
    pub timeout_per_session: Option<f64>,
}

/// What sessions are judged with that results name and do not repeat.
#[derive(Debug, Args)]
pub(crate) struct Beside {
    /// The sanctions list that names are screened against: whatever `screen --list` takes.
    #[arg(long, value_name = "FILE")]
    pub sanctions: Option<PathBuf>,
    /// Words that documents should not show, beside the built-in ones: a JSON object with the lists
    /// `definite`, `inconclusive` and `ignored`.
    #[arg(long, value_name = "FILE")]
    pub words: Option<PathBuf>,
    /// An index of pictures that were seen before (`bonafide duplicates build`): documents and portraits
    /// in it are found again. Entries under the session's own id do not count.
    #[arg(long, value_name = "FILE")]
    pub duplicates: Option<PathBuf>,
    /// Most pixels of one picture.
    #[arg(long, value_name = "N")]
    pub max_pixels: Option<u64>,
    /// Look at faces only where `consent.biometric` is true; without it, unless it is false.
    #[arg(long)]
    pub require_consent: bool,
}

/// Where networks run, and which.
#[derive(Clone, Debug, Args)]
pub(crate) struct RuntimeArgs {
    /// Where networks run: auto, cpu or cuda:N. A device that is named and not there is an error.
    #[arg(long, value_name = "DEVICE", default_value_t = Device::Auto)]
    pub device: Device,
    /// What runs them: auto, rten (part of the program) or ort (ONNX Runtime, a library of the machine).
    #[arg(long, value_name = "RUNTIME", default_value_t = BackendChoice::Auto)]
    pub runtime: BackendChoice,
    /// Most inputs of a network that run together: of one picture on the processor, of all sessions on
    /// an accelerator.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub batch: Option<u16>,
    /// Most MiB of an accelerator's memory for the values of one network; unlimited when not given.
    #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u32).range(1..))]
    pub gpu_mem: Option<u32>,
    /// Let TensorRT run what it can of the networks on the device; an error where it does not work.
    #[arg(long)]
    pub tensorrt: bool,
    /// The ONNX Runtime library; looked for in the usual places when not given.
    #[arg(long, value_name = "FILE")]
    pub onnxruntime: Option<PathBuf>,
    /// Folder of models in place of the one in this program's home.
    #[arg(long, value_name = "DIR")]
    pub models: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// Folder of session folders, or of loose pictures.
    #[arg(value_name = "IN", required_unless_present = "files_from")]
    pub input: Option<PathBuf>,
    /// A list of session folders and loose pictures in place of IN, one a line or ended by NUL; `-` for
    /// standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "input")]
    pub files_from: Option<PathBuf>,
    /// Folder for the results; made when it is not there.
    #[arg(short, long, value_name = "OUT")]
    pub output: PathBuf,
    #[command(flatten)]
    pub settings: Settings,
    /// Threads; the number of cores when not given.
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Keep results that are already there and evaluate the rest.
    #[arg(long)]
    pub resume: bool,
    /// Evaluate the I-th of N shares of the sessions.
    #[arg(long, value_name = "I/N", value_parser = parse_shard)]
    pub shard: Option<Shard>,
    /// Show progress on standard error: on a terminal (auto), as JSON lines, or not at all.
    #[arg(long, value_enum, default_value_t = Progress::Auto, value_name = "FORM")]
    pub progress: Progress,
    /// Exit with 10 when a session is not verified.
    #[arg(long)]
    pub require_verified: bool,
    /// Write pictures beside the results: none, crops (the document's sides, the portrait), or all (also
    /// where zones and barcodes were read, and heat maps of manipulation). They show personal data.
    #[arg(long, value_enum, default_value_t = Artifacts::None, value_name = "WHICH")]
    pub artifacts: Artifacts,
    /// Write `report.html` beside each result and `index.html` over all. They show what is in the result;
    /// pictures of --artifacts too, with `--redact none`.
    #[arg(long)]
    pub html: bool,
    /// What the pages hide: every personal value and picture (default), their lengths too (all), or
    /// nothing (none).
    #[arg(long, value_enum, requires = "html", value_name = "WHAT")]
    pub redact: Option<Redact>,
    #[command(flatten)]
    pub first: InstallFirst,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Artifacts {
    None,
    Crops,
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Progress {
    Auto,
    Json,
    None,
}

/// One share of the sessions of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    /// From 1.
    pub index: u32,
    /// How many shares there are.
    pub count: u32,
}

fn parse_shard(text: &str) -> Result<Shard, String> {
    let parts = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
    match parts {
        Some((index, count)) if 1 <= index && index <= count => Ok(Shard { index, count }),
        _ => Err("expected I/N with 1 <= I <= N".to_owned()),
    }
}

#[derive(Debug, Args)]
pub(crate) struct OneArgs {
    /// Files named by slot (`driver_license_back.jpg`), `session.json`, `dmv.json`.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub settings: Settings,
    #[command(flatten)]
    pub first: InstallFirst,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// A picture, or `-` for standard input.
    pub input: PathBuf,
    /// Print JSON instead of an account in words.
    #[arg(long)]
    pub json: bool,
    /// Read what is printed on the document too: its fields, and words that should not be there. Personal
    /// data.
    #[arg(long)]
    pub text: bool,
    /// Which side it shows; of `--text`.
    #[arg(long, value_enum, default_value_t = SideOf::Front, value_name = "SIDE")]
    pub side: SideOf,
    /// Write the document, cut out and seen from straight above, as PNG. It shows personal data.
    #[arg(long, value_name = "PNG")]
    pub artifact: Option<PathBuf>,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct TestsArgs {
    /// A picture, or `-` for standard input.
    pub input: PathBuf,
    /// Which side it shows.
    #[arg(long, value_enum, default_value_t = SideOf::Front, value_name = "SIDE")]
    pub side: SideOf,
    /// Print JSON instead of an account in words.
    #[arg(long)]
    pub json: bool,
    /// Write the heat map of manipulation over the document, with its legend, as PNG. It shows personal
    /// data.
    #[arg(long, value_name = "PNG")]
    pub artifact: Option<PathBuf>,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SideOf {
    Front,
    Back,
}

#[derive(Debug, Args)]
pub(crate) struct MrzArgs {
    #[command(flatten)]
    pub read: ReadArgs,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ReadArgs {
    /// A picture, a text file, or `-` for standard input.
    pub input: PathBuf,
    /// Print JSON instead of an account in words.
    #[arg(long)]
    pub json: bool,
    /// The date that decides centuries and that a barcode is judged by, YYYY-MM-DD; today when not given.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
}

#[derive(Debug, Args)]
pub(crate) struct FaceArgs {
    /// A picture; of several faces the portrait counts, as on a document.
    pub a: PathBuf,
    /// Another picture.
    pub b: PathBuf,
    /// The greatest distance at which two faces are one person; the encoder's own when not given.
    #[arg(long, value_name = "DISTANCE")]
    pub tolerance: Option<f64>,
    /// Print JSON instead of an account in words.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub first: InstallFirst,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Folder for sessions and results; made when it is not there.
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// Look first in this folder for the package, by its hash.
    #[arg(long, value_name = "DIR")]
    pub from: Option<PathBuf>,
    #[command(flatten)]
    pub first: InstallFirst,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct LivenessArgs {
    /// Pictures, each judged alone; with --plan the passive picture, then one of every step.
    #[arg(value_name = "IMG", required_unless_present = "seed")]
    pub images: Vec<PathBuf>,
    /// What was asked for: a JSON array of steps, as --seed prints one.
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    /// Print the plan of this seed and end. A seed must be new for every session, and not to be guessed.
    #[arg(long, value_name = "N", conflicts_with_all = ["images", "plan"])]
    pub seed: Option<u64>,
    /// Steps of the plan to print, 1 to 4.
    #[arg(long, value_name = "K", default_value_t = 3, requires = "seed",
        value_parser = clap::value_parser!(u8).range(1..=4))]
    pub steps: u8,
    /// The 27 numbers: a JSON object with keys of `bonafide schema weights`; those not given keep their default.
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// Print JSON, one line a picture or plan, instead of an account in words.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct MatchArgs {
    /// The fields of the first document: a JSON object of texts.
    pub a: PathBuf,
    /// The fields of the second document.
    pub b: PathBuf,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A `result.json`, or `-` for standard input.
    pub result: PathBuf,
    /// Show personal values. Without it every character of them is a `*`; what differs is marked all the same.
    #[arg(long)]
    pub reveal: bool,
    /// Print JSON, sections with their lines, instead of text.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ProjectArgs {
    /// A `result.json`, or `-` for standard input.
    pub result: PathBuf,
    /// The shape.
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(
        bonafide::project::Shape::ALL.map(|(_, name)| name)))]
    pub shape: String,
    /// How a test that was not compared is written.
    #[arg(long, value_enum, default_value_t = NullAs::Null, value_name = "FORM")]
    pub null_as: NullAs,
    /// How dates are written; as the shape's documents do when not given.
    #[arg(long, value_enum, value_name = "FORM")]
    pub dates: Option<DateForm>,
    /// How scores are written.
    #[arg(long, value_enum, default_value_t = ScoreScale::Unit, value_name = "FORM")]
    pub score_scale: ScoreScale,
    /// What is hidden: the numbers of the document and the person (default), every personal value (all), or
    /// nothing (none). Unlike in `report`, names, addresses and dates show by default: a server asked for them.
    #[arg(long, value_enum, default_value_t = Redact::Default, value_name = "WHAT")]
    pub redact: Redact,
    /// Which source `idv-document` shows: barcode, mrz, front_ocr, user_input.
    #[arg(long, value_name = "SOURCE")]
    pub source: Option<String>,
    /// Session folder whose pictures are embedded where the shape has them.
    #[arg(long, value_name = "DIR")]
    pub images: Option<PathBuf>,
    /// Print each member with the JSON pointer of the result that it came from.
    #[arg(long)]
    pub explain: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum NullAs {
    Null,
    False,
    Omit,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum DateForm {
    Iso,
    Compact,
    DayMonthYear,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ScoreScale {
    Unit,
    Hundred,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Redact {
    None,
    Default,
    All,
}

impl From<Redact> for bonafide::project::Redact {
    fn from(what: Redact) -> Self {
        match what {
            Redact::None => Self::None,
            Redact::Default => Self::Default,
            Redact::All => Self::All,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// A `result.json`, or `-` for standard input. Its artifacts are looked for beside it.
    pub result: PathBuf,
    /// The page, replaced whole when it is there; standard output when not given.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What is hidden: every personal value and picture (default), their lengths too (all), or nothing
    /// (none).
    #[arg(long, value_enum, default_value_t = Redact::Default, value_name = "WHAT")]
    pub redact: Redact,
}

#[derive(Debug, Args)]
pub(crate) struct RescoreArgs {
    /// A `result.json`, or `-` for standard input.
    pub result: PathBuf,
    /// The 27 numbers in place of the result's: a JSON object with keys of `bonafide schema weights`; those not
    /// given take their default.
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// A name for the numbers.
    #[arg(long, value_name = "ID")]
    pub weights_id: Option<String>,
    /// Rows of the requirements matrix in place of the result's.
    #[arg(long, value_name = "FILE")]
    pub requirements: Option<PathBuf>,
    /// The policy in place of the result's.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    /// A `result.json`, or `-` for standard input.
    pub result: PathBuf,
    /// The folder of its session, or the folder in which that lies.
    #[arg(long, value_name = "DIR")]
    pub inputs: PathBuf,
    /// Print the two values that differ first, which may be personal, and not only their place.
    #[arg(long)]
    pub reveal: bool,
    /// Print JSON instead of words.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub beside: Beside,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RedactArgs {
    /// A picture, a `result.json`, or lines of a machine-readable zone or an AAMVA payload as text; `-` for
    /// standard input. The content decides which.
    pub input: PathBuf,
    /// The copy: PNG of a picture, JSON of a result, text of a text. Replaced whole when it is there.
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// What the schema is of.
    #[arg(value_enum, default_value_t = SchemaOf::Result)]
    pub of: SchemaOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    Result,
    Session,
    Barcode,
    Weights,
    Requirements,
    Policy,
    Words,
    Audit,
}

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// The stage.
    #[arg(value_enum)]
    pub kind: EvalKind,
    /// Folder of the set, with its case file.
    pub set: PathBuf,
    /// File for the rows.
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Of `aamva`: the date that payloads are judged by, YYYY-MM-DD; today when not given.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
    /// Of `barcode` over a set with `truth.jsonl`: a Markdown table by axis and level.
    #[arg(long, value_name = "FILE")]
    pub curves: Option<PathBuf>,
    /// Of `barcode` over a set with `truth.jsonl`: the curves as an SVG picture.
    #[arg(long, value_name = "FILE")]
    pub plot: Option<PathBuf>,
    /// Of `face`: the greatest distance at which two faces are one person; the encoder's own when not
    /// given.
    #[arg(long, value_name = "DISTANCE")]
    pub tolerance: Option<f64>,
    /// Of `sanctions`: use the birth date and the type of a query too; the name alone when not given.
    #[arg(long)]
    pub qualified: bool,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EvalKind {
    /// Strings of `parser_cases.jsonl` through the MRZ parser.
    MrzParser,
    /// Pictures of `cases.jsonl` through the MRZ reader; the figures go to standard output.
    Mrz,
    /// Pictures of `cases.jsonl`, or of `truth.jsonl` by axis and level, through the PDF417 reader;
    /// the figures go to standard output.
    Barcode,
    /// Payloads of `aamva_cases.jsonl` through the AAMVA parser and its judgement; the figures go to
    /// standard output.
    Aamva,
    /// Pictures of `cases.jsonl` through the networks for faces and liveness; the figures go to
    /// standard output.
    Face,
    /// Pictures of `cases.jsonl` through the search for a document's outline; the figures go to standard
    /// output.
    Quad,
    /// Pictures of `cases.jsonl` through the proofing tests, with heat maps beside the rows; the figures go
    /// to standard output.
    Forensics,
    /// Photographs of `cases.jsonl` through the reader of print, field by field; the figures go to standard
    /// output.
    Ocr,
    /// Pairs of `name_pairs.jsonl` through the comparison of names, one row a pair.
    Names,
    /// Pairs of `address_pairs.jsonl` through the comparison of addresses, one row a pair.
    Addresses,
    /// Pairs of `date_pairs.jsonl` through the comparison of dates, one row a pair.
    Dates,
    /// Queries of `sanctions_queries.jsonl` against `sanctions_list.jsonl`; times go to standard output.
    Sanctions,
    /// Pairs of `expected_scores.jsonl` as the Treasury's search scores them.
    Expected,
}

#[derive(Debug, Args)]
pub(crate) struct ScreenArgs {
    /// The whole name.
    #[arg(required_unless_present = "batch", conflicts_with = "batch")]
    pub name: Option<String>,
    /// The list: an index of `sanctions build`, a folder with OFAC's `sdn.csv` and what belongs to it,
    /// one of OFAC's XML files, or a list as JSON Lines or CSV.
    #[arg(long, value_name = "FILE")]
    pub list: PathBuf,
    /// The date of birth, YYYY-MM-DD, or YYYY.
    #[arg(long, value_name = "DATE")]
    pub dob: Option<String>,
    /// A country of citizenship, birth or address; may be given several times.
    #[arg(long, value_name = "COUNTRY")]
    pub country: Vec<String>,
    /// Look only at entries of this type: individual, entity, vessel or aircraft.
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// Least score of a hit.
    #[arg(long, value_name = "SCORE")]
    pub threshold: Option<f64>,
    /// Most entries to show.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub most: usize,
    /// Screen the rows of a CSV with a column `name` and, if known, `id`, `dob`, `country`, `type`.
    #[arg(long, value_name = "CSV", requires = "output")]
    pub batch: Option<PathBuf>,
    /// Of a batch: file for the results, one JSON object a row.
    #[arg(short, long, value_name = "FILE", requires = "batch")]
    pub output: Option<PathBuf>,
    /// Of a batch: threads; the number of cores when not given.
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Of a batch: show progress on a terminal (auto), as JSON lines, or not at all.
    #[arg(long, value_enum, default_value_t = Progress::Auto, value_name = "FORM")]
    pub progress: Progress,
    /// Print JSON instead of words.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SanctionsVerb {
    /// Read a list in any of the forms that `screen` takes and write an index.
    Build(SanctionsBuildArgs),
}

#[derive(Debug, Args)]
pub(crate) struct SanctionsBuildArgs {
    /// The list.
    pub source: PathBuf,
    /// The index, replaced whole when it is there.
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Its name in results; that of the file when not given.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The day it was published, where the file does not say so.
    #[arg(long, value_name = "DATE")]
    pub published: Option<Date>,
}

const CONSENT: &str = "Encodings of faces identify people: they are biometric data. Build and search galleries only with \
    the consent of the people in them or another basis that the law gives, keep the file where only those \
    who need it can read it, and delete it when its purpose ends. It is not encrypted.";

#[derive(Debug, Subcommand)]
pub(crate) enum GalleryVerb {
    /// Write a gallery from pictures (the largest face of each, under the name of its file; with several
    /// folders, under the path below the one they have in common) or from rows of encodings.
    #[command(after_help = CONSENT)]
    Build(GalleryBuildArgs),
    /// Find the nearest encodings of a gallery, exactly.
    #[command(after_help = CONSENT)]
    Search(GallerySearchArgs),
}

#[derive(Debug, Args)]
pub(crate) struct GalleryBuildArgs {
    /// Folders of pictures, pictures, or `.jsonl` files with a row `{"id", "encoder_id", "values"}` a line.
    #[arg(required = true)]
    pub inputs: Vec<PathBuf>,
    /// The gallery, replaced whole when it is there.
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Threads; the number of cores when not given.
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Print JSON instead of words.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct GallerySearchArgs {
    /// The gallery.
    pub gallery: PathBuf,
    /// A picture, of which the largest face is searched for, or `{"encoder_id", "values"}`; `-` for
    /// standard input.
    pub query: PathBuf,
    /// Most encodings to find.
    #[arg(short, value_name = "N", default_value_t = 10)]
    pub k: usize,
    /// Only encodings up to this distance; 0.6 is usual for the default encoder.
    #[arg(long, value_name = "DISTANCE")]
    pub tolerance: Option<f64>,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

const SEEN: &str = "An index holds small pictures without lighting, by which people and documents can be recognised: it \
    is personal data. Keep the file where only those who need it can read it, and delete it when its purpose \
    ends. It is not encrypted.";

#[derive(Debug, Subcommand)]
pub(crate) enum DuplicatesVerb {
    /// Write an index from folders of session folders or of loose pictures. An entry's id is that of the
    /// session: the name of its folder, or the stem of the loose picture.
    #[command(after_help = SEEN)]
    Build(DuplicatesBuildArgs),
    /// Find what an index holds that is like a picture.
    #[command(after_help = SEEN)]
    Query(DuplicatesQueryArgs),
}

#[derive(Debug, Args)]
pub(crate) struct DuplicatesBuildArgs {
    /// Folders of session folders or of loose pictures, or pictures; `-` for a list of those, one a line, from
    /// standard input.
    #[arg(required = true)]
    pub inputs: Vec<PathBuf>,
    /// The index, replaced whole when it is there.
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Threads; the number of cores when not given.
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Print JSON instead of words.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DuplicatesQueryArgs {
    /// The index.
    pub index: PathBuf,
    /// Pictures.
    #[arg(required = true, value_name = "IMG")]
    pub pictures: Vec<PathBuf>,
    /// Print JSON, one line a picture, instead of words.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// Folder of session folders, or of loose pictures: all are read into memory first.
    pub input: PathBuf,
    /// Least seconds for the stages, and for each number of threads; each goes over all sessions once at
    /// least, after one round to warm up.
    #[arg(long, value_name = "S", default_value_t = 20.0)]
    pub seconds: f64,
    /// Write the figures as JSON, for --compare on another machine.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The figures of another machine, shown beside with the ratio.
    #[arg(long, value_name = "FILE")]
    pub compare: Option<PathBuf>,
    /// Print JSON instead of tables.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub settings: Settings,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}
