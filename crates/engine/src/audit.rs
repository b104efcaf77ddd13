//! A record of a decision that may outlive the personal data it was made of.

use std::collections::BTreeMap;

use bonafide_types::{DocumentType, Score, Slot, TestId, Verdict};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::decision::{Action, RuleId};
use crate::error::ErrorCode;
use crate::input::{Kind, SessionId};
use crate::result::{EngineFacts, SessionResult};

/// The schema that audit records of this version follow. It grows by addition only.
pub const SCHEMA: &str = "bonafide.audit/1";

/// What was judged, by what and how it came out: hashes, versions, verdicts and codes, no value that was
/// read, stated or measured of a person. The session's id is the caller's and stands as it was given.
///
/// ```
/// use bonafide::audit::AuditRecord;
/// use bonafide::input::{SessionId, SessionInput};
/// use bonafide::{Context, Engine};
///
/// let engine = Engine::builder().threads(1).build()?;
/// let session = SessionInput::new(SessionId::new("empty")?);
/// let result = engine.evaluate(&session, &Context::on(jiff::civil::date(2026, 6, 1)));
/// let record = AuditRecord::of(&result);
/// assert_eq!(record.result_hash, result.result_hash);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditRecord {
    /// [`SCHEMA`].
    pub schema: String,
    /// The session.
    pub session_id: SessionId,
    /// What it was for.
    pub kind: Kind,
    /// The date it was judged by.
    #[schemars(with = "String")]
    pub as_of: Date,
    /// What the document was taken for.
    pub document_type_e: DocumentType,
    /// Whether anything was pretended.
    pub simulated: bool,
    /// The pictures.
    pub inputs: Vec<AuditedInput>,
    /// Engine, models, and hashes of the settings.
    pub engine: EngineFacts,
    /// The verdict of every test.
    pub verdicts: BTreeMap<TestId, Verdict>,
    /// Whether the person is verified.
    pub verified: bool,
    /// What is to be done.
    pub action: Action,
    /// The rule that decided.
    pub rule: RuleId,
    /// What was noticed, as codes.
    pub issues: Vec<String>,
    /// The score, where there is one.
    pub score: Option<Score>,
    /// The share of the weight asked for that was performed.
    pub coverage: Score,
    /// The first error, if anything went wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorCode>,
    /// The hash of the whole result.
    pub result_hash: String,
}

/// A picture, told by its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditedInput {
    /// The slot.
    pub storage_file_type_e: Slot,
    /// SHA-256 of the bytes; none when they were not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Whether this is the picture used for its slot.
    pub used: bool,
}

impl AuditRecord {
    /// The record of a result.
    pub fn of(result: &SessionResult) -> Self {
        let decision = &result.decision;
        let input = |input: &crate::result::InputFacts| AuditedInput {
            storage_file_type_e: input.storage_file_type_e,
            sha256: input.sha256.clone(),
            used: input.used,
        };
        Self {
            schema: SCHEMA.to_owned(),
            session_id: result.session_id.clone(),
            kind: result.kind,
            as_of: result.as_of,
            document_type_e: result.document_type_e,
            simulated: result.simulated,
            inputs: result.inputs.iter().map(input).collect(),
            engine: result.engine.clone(),
            verdicts: result.tests.iter().map(|(id, test)| (*id, test.verdict)).collect(),
            verified: decision.verified,
            action: decision.action,
            rule: decision.rule,
            issues: decision.issues.clone(),
            score: decision.score,
            coverage: decision.coverage,
            error: result.error.as_ref().map(|error| error.code),
            result_hash: result.result_hash.clone(),
        }
    }
}
