//! The command line.

use std::path::PathBuf;

use bonafide::inference::{BackendChoice, Device};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// Identity document processing: folders of sessions in, explained verdicts out.
#[derive(Debug, Parser)]
#[command(name = "bonafide", version, about, arg_required_else_help = true)]
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
    /// personal is printed.
    Inspect(InspectArgs),
    /// Read the machine-readable zones of a picture, or parse one in a text: check digits explained.
    Mrz(MrzArgs),
    /// Read PDF417 symbols from a picture, or parse an AAMVA payload: symbol, elements, deviations and
    /// judgement explained.
    Barcode(ReadArgs),
    /// Compare the fields of two documents.
    Match(MatchArgs),
    /// Project a result to the shape of an API.
    Project(ProjectArgs),
    /// Decide a stored result again with other settings; no pictures needed.
    Rescore(RescoreArgs),
    /// Print the JSON schema of an input or output.
    Schema(SchemaArgs),
    /// Run a stage over a measuring set and write the rows its score script takes.
    Eval(EvalArgs),
    /// List the models that this build uses, or check their files.
    Models(ModelsArgs),
    /// Say what this build finds on this machine and what to do about what is missing.
    Doctor(DoctorArgs),
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
    /// The 27 numbers: a JSON object; those not given keep their default.
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
    /// Let sessions ask for a pretended reply of the registry (`settings.aamva_test_scenario`), marked as
    /// simulated. Not for real sessions; without it such a session is refused.
    #[arg(long)]
    pub test_mode: bool,
    /// Most pixels of one picture.
    #[arg(long, value_name = "N")]
    pub max_pixels: Option<u64>,
    /// Seconds of one session before it is given up; unlimited when not given.
    #[arg(long, value_name = "S")]
    pub timeout_per_session: Option<f64>,
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
    /// The ONNX Runtime library; looked for in the usual places when not given.
    #[arg(long, value_name = "FILE")]
    pub onnxruntime: Option<PathBuf>,
    /// Folder of models beside those that are part of the program.
    #[arg(long, value_name = "DIR")]
    pub models: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// Folder of session folders, or of loose pictures.
    pub input: PathBuf,
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
    /// Write pictures beside the results: none, or all (where zones and barcodes were read). They show personal data.
    #[arg(long, value_enum, default_value_t = Artifacts::None, value_name = "WHICH")]
    pub artifacts: Artifacts,
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Artifacts {
    None,
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
    pub runtime: RuntimeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// A picture, or `-` for standard input.
    pub input: PathBuf,
    /// Print JSON instead of an account in words.
    #[arg(long)]
    pub json: bool,
    /// Write the document, cut out and seen from straight above, as PNG. It shows personal data.
    #[arg(long, value_name = "PNG")]
    pub artifact: Option<PathBuf>,
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
    /// What is hidden.
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

#[derive(Debug, Args)]
pub(crate) struct RescoreArgs {
    /// A `result.json`, or `-` for standard input.
    pub result: PathBuf,
    /// The 27 numbers in place of the result's.
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
    /// Pictures of `cases.jsonl` through the search for a document's outline; the figures go to standard
    /// output.
    Quad,
}

#[derive(Debug, Args)]
pub(crate) struct ModelsArgs {
    /// What to do with them.
    #[arg(value_enum, default_value_t = ModelsWhat::List)]
    pub what: ModelsWhat,
    /// Folder of models that were installed or brought.
    #[arg(long, value_name = "DIR")]
    pub models: Option<PathBuf>,
    /// Print JSON lines instead of a table.
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModelsWhat {
    /// What is known of each.
    List,
    /// Compare each file with size and hash of the manifest.
    Verify,
    /// Licence, origin and training data of each.
    Licenses,
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    pub runtime: RuntimeArgs,
}
