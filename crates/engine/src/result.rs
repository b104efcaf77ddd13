//! What comes out: one result, from which every shape is projected.

use std::collections::BTreeMap;
use std::fmt;

use bonafide_aamva::dldv::Status as DmvStatus;
use bonafide_imaging::{CaptureQuality, Format};
use bonafide_matching::sanctions::Hit;
use bonafide_matching::{Choice, MatchReport};
use bonafide_types::number::Score;
use bonafide_types::settings::{Consent, Policy, Requirements, Simulate, TestScenario};
use bonafide_types::{
    DataSource, DocumentType, Evidence, Field, Settings, Similarity, Slot, TestId, Verdict, Weights,
};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::decision::Decision;
use crate::error::SessionError;
pub use crate::face_result::{
    AgeTest, Attributes, EncoderFacts, EncodingFacts, FaceComparison, FaceFacts, FaceQualityFacts,
    FaceResult, GenderTest,
};
use crate::input::{FileName, Kind, SessionId};
pub use crate::liveness_result::{
    ActiveFacts, FrameFacts, LivenessResult, PassiveFacts, StepFacts,
};
pub use crate::outline::OutlineFacts;
pub use crate::provenance::{Artifact, ArtifactKind, EngineFacts, ModelFacts, Provenance};
pub use crate::source_document::{
    BarcodeFacts, BarcodeJudgement, Corners, MrzFacts, PrintOutcome, SourceDocument, SymbolFacts,
    ZoneOutcome,
};

/// The schema that results of this version follow. It grows by addition only.
pub const SCHEMA: &str = "bonafide.result/1";

/// One evaluated session.
///
/// `Debug` prints the verdict and the hash; everything else is for `Serialize`, which is how personal
/// data leaves a result.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SessionResult {
    /// [`SCHEMA`].
    pub schema: String,
    /// The session.
    pub session_id: SessionId,
    /// What it was for.
    pub kind: Kind,
    /// The date it was judged by.
    #[schemars(with = "String")]
    pub as_of: Date,
    /// What the document is taken for.
    pub document_type_e: DocumentType,
    /// Whether any failure or the registry's reply was pretended.
    pub simulated: bool,
    /// The verdict and why.
    pub decision: Decision,
    /// The pictures.
    pub inputs: Vec<InputFacts>,
    /// Files that were not taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unassigned: Vec<String>,
    /// Quality of the picture used, per slot.
    pub quality: BTreeMap<Slot, PictureQuality>,
    /// What each source says.
    pub documents: Vec<SourceDocument>,
    /// Issue codes of what was noticed while reading.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Per field, the value chosen among the sources.
    pub fields: BTreeMap<Field, Choice>,
    /// How well the sources agree.
    pub agreement: MatchReport,
    /// What was required of each source.
    pub requirements: RequirementsResult,
    /// Every test, also those not performed.
    pub tests: BTreeMap<TestId, TestResult>,
    /// Faces.
    pub face: FaceResult,
    /// Liveness.
    pub liveness: LivenessResult,
    /// What the registry said.
    pub registry: RegistryResult,
    /// Sanctions screening.
    pub sanctions: SanctionsResult,
    /// The settings in force, so that a verdict can be made again from the result alone.
    pub settings: SettingsInForce,
    /// What produced this result.
    pub engine: EngineFacts,
    /// Pictures made beside the result, where they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub artifacts: Vec<Artifact>,
    /// The first error, if anything went wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<SessionError>,
    /// Milliseconds per stage; not part of the hash.
    pub timings_ms: BTreeMap<String, f64>,
    /// SHA-256 over everything but the timings.
    pub result_hash: String,
}

impl SessionResult {
    /// The document of a source.
    pub fn document(&self, source: DataSource) -> Option<&SourceDocument> {
        self.documents.iter().find(|d| d.document.data_source_e == source)
    }

    /// The chosen value of a field in clear.
    pub fn chosen(&self, field: Field) -> Option<&str> {
        self.fields.get(&field).map(|choice| choice.chosen.expose().as_str())
    }

    /// Computes `result_hash` anew.
    pub(crate) fn seal(mut self) -> Self {
        let json = serde_json::to_value(&self).unwrap_or_default();
        self.result_hash = crate::seal::result_hash(&json);
        self
    }
}

impl fmt::Debug for SessionResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionResult")
            .field("session_id", &self.session_id)
            .field("kind", &self.kind)
            .field("as_of", &self.as_of)
            .field("document_type_e", &self.document_type_e)
            .field("action", &self.decision.action)
            .field("rule", &self.decision.rule)
            .field("issues", &self.decision.issues)
            .field("score", &self.decision.score)
            .field("inputs", &self.inputs)
            .field("error", &self.error)
            .field("result_hash", &self.result_hash)
            .finish_non_exhaustive()
    }
}

/// One picture as it was handed in.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InputFacts {
    /// What the picture is: the slot; its `storage_file_type_e` is the same name or `unknown`.
    pub storage_file_type_e: Slot,
    /// The file name.
    pub file: String,
    /// SHA-256 of the bytes; none when they were not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The format of the bytes, whatever the name says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// Width of the upright picture in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height of the upright picture in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// The EXIF orientation that was applied, 1 to 8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exif_orientation_applied: Option<u8>,
    /// Whether this is the picture used for its slot.
    pub used: bool,
    /// What looking for a machine-readable zone came to; none where none was looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mrz: Option<ZoneOutcome>,
    /// What reading the print came to; none where none was looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub print: Option<PrintOutcome>,
    /// Remarks: a wrong extension, an alternate passed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Why it could not be decoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<SessionError>,
}

impl fmt::Debug for InputFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InputFacts")
            .field("storage_file_type_e", &self.storage_file_type_e)
            .field("file", &FileName(&self.file))
            .field("format", &self.format)
            .field("used", &self.used)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

/// Quality of a picture: of the capture, and of the face in it where one was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PictureQuality {
    /// The capture.
    #[serde(flatten)]
    pub capture: CaptureQuality,
    /// The face that counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub face: Option<FaceQualityFacts>,
    /// Where the document lies; none where none was looked for or no outline was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<OutlineFacts>,
}

/// What was required and what is missing, per source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementsResult {
    /// The document type whose requirements were applied.
    pub type_e: DocumentType,
    /// Per source.
    pub by_source: BTreeMap<DataSource, SourceRequirements>,
}

/// What one source was required to give.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceRequirements {
    /// Whether nothing is missing.
    pub satisfied: bool,
    /// What is missing, by name.
    pub missing: Vec<String>,
    /// Why the whole source is missing, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// One test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TestResult {
    /// The word on the wire.
    pub verdict: Verdict,
    /// A risk (0 clean, 1 certain), except for is-document, where it is the probability of being one.
    #[serde(default)]
    pub score: Option<Score>,
    /// The three-state value of registry and crosscheck tests.
    #[serde(default, rename = "match", skip_serializing_if = "Option::is_none")]
    pub matched: Option<bool>,
    /// Why it was not performed, or what it found, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// The sources compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<DataSource>,
    /// The lowest similarity among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub similarity: Option<Similarity>,
    /// Whether it was pretended.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub simulated: bool,
}

impl TestResult {
    /// A test with a verdict and nothing else said yet.
    pub fn of(verdict: Verdict) -> Self {
        Self {
            verdict,
            score: None,
            matched: None,
            detail: None,
            evidence: Vec::new(),
            sources: Vec::new(),
            similarity: None,
            simulated: false,
        }
    }

    /// A test that did not run, and why.
    pub fn not_performed(reason: impl Into<String>) -> Self {
        Self { detail: Some(reason.into()), ..Self::of(Verdict::NotPerformed) }
    }

    /// A three-state comparison; `None` is not performed.
    pub fn of_match(matched: Option<bool>) -> Self {
        let verdict = match matched {
            Some(true) => Verdict::Match,
            Some(false) => Verdict::NoMatch,
            None => Verdict::NotPerformed,
        };
        Self { matched, ..Self::of(verdict) }
    }
}

/// What the registry said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RegistryResult {
    /// The summary word.
    pub dmv_status_e: DmvStatus,
    /// Indicators that were returned.
    pub compared: usize,
    /// Those that are true.
    pub matched: usize,
    /// Their weighted share; none when nothing was returned.
    pub ratio: Option<Score>,
    /// Indicators that were not returned.
    pub not_returned: Vec<String>,
    /// Why there is no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The reply was pretended: that of this scenario of the structured test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<TestScenario>,
}

/// What sanctions screening found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SanctionsResult {
    /// The summary word.
    pub ofac_status_e: OfacStatus,
    /// Whether the person is on a list.
    pub on_sanction_list: bool,
    /// The list that was screened against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<SanctionsList>,
    /// What hits were held against: `ofac_fuzzy_match_tolerance`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Similarity>,
    /// The best hit; of similarity 0 where nothing on the list is like the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<BestHit>,
    /// What on the list is like the names, best first, also below the threshold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hits: Vec<Hit>,
    /// Why it was not performed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The list that names were screened against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SanctionsList {
    /// Its name.
    pub name: String,
    /// The day it was published, where the list or the caller says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Hash of its sources.
    pub sha256: String,
    /// How many entries it has.
    pub entries: usize,
}

/// The hit that counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BestHit {
    /// The name score after qualification by birth date and quality of the alias.
    pub similarity: Similarity,
    /// The list's number of the entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_id: Option<String>,
    /// Whether it reaches the threshold.
    pub reported: bool,
}

/// `ofac_status_e`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum OfacStatus {
    /// Screened, nothing found.
    Clear,
    /// A candidate that a person must look at.
    PossibleMatch,
    /// On a list.
    Match,
    /// Not screened.
    NotPerformed,
    /// Nothing is known.
    Unknown,
}

/// The settings in force, in full: a result can be decided again from itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SettingsInForce {
    /// The 27 numbers.
    pub weights: Weights,
    /// Their name, given by the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights_id: Option<String>,
    /// What was required of each source.
    pub requirements: Requirements,
    /// The caller's rules.
    pub policy: Policy,
    /// What was pretended.
    pub simulate: Simulate,
    /// The switches.
    pub switches: Settings,
    /// What the person agreed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
}

/// The word that an enumeration value has on the wire, for example `decode_failed`; empty for what is
/// no word.
pub fn wire_name(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
