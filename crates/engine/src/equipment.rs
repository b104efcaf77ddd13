//! What an engine opens once and all sessions use: the networks and the readers on top of them.

use std::fmt;
use std::sync::Arc;

use bonafide_inference::{Entry, InferenceError, Model, Models};
use bonafide_mrz_reader::{ReadError, Reader};

use crate::error::BuildError;
use crate::result::{ModelFacts, Provenance};
use crate::zones::ReadZones;

/// What was opened.
#[derive(Default)]
pub(crate) struct Equipment {
    /// The reader of machine-readable zones; none where its networks are not installed.
    pub zones: Option<Arc<dyn ReadZones>>,
    /// What the reader's networks are and what runs them.
    pub zone_origin: Provenance,
}

impl Equipment {
    /// Opens the networks of every reader. One whose networks are not installed is left out, and
    /// results say so; any other fault is an error.
    pub(crate) fn open(models: &Models) -> Result<Self, BuildError> {
        let reader = match Reader::new(models) {
            Ok(reader) => reader,
            Err(ReadError::Network { source, .. }) if is_absent(&source) => {
                tracing::warn!("no reader of machine-readable zones: {source}");
                return Ok(Self::default());
            }
            Err(source) => return Err(BuildError::ZoneReader(source)),
        };
        Ok(Self { zone_origin: provenance(reader.models()), zones: Some(Arc::new(reader)) })
    }
}

impl fmt::Debug for Equipment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Equipment").field("zone_origin", &self.zone_origin).finish_non_exhaustive()
    }
}

fn is_absent(error: &InferenceError) -> bool {
    matches!(error, InferenceError::ModelMissing { .. } | InferenceError::UnknownModel { .. })
}

/// What the networks are, and what runs them: both the same, since they were opened together.
fn provenance(models: [&Model; 2]) -> Provenance {
    Provenance {
        device: models[0].device().to_string(),
        execution_provider: Some(models[0].backend().to_string()),
        models: models.map(Model::entry).into_iter().map(facts).collect(),
    }
}

fn facts(entry: &Entry) -> ModelFacts {
    ModelFacts {
        id: entry.id.clone(),
        version: entry.version.clone(),
        sha256: format!("sha256:{}", entry.sha256),
        license: entry.licence.clone(),
    }
}
