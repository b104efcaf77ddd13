//! What produced a result, and what it left beside it.

use std::collections::BTreeMap;

use bonafide_types::{Sensitive, Slot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What produced a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EngineFacts {
    /// The engine's version.
    pub version: String,
    /// `cpu`, or the accelerator: `cuda:0`.
    pub device: String,
    /// What ran the models on it: `rten` or `ort`; none where no model took part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_provider: Option<String>,
    /// Comparators and readers with their versions.
    pub components: BTreeMap<String, String>,
    /// The numbers' name.
    pub weights_id: Option<String>,
    /// SHA-256 of the numbers.
    pub weights_hash: String,
    /// SHA-256 of all settings in force.
    pub config_hash: String,
    /// The models that took part.
    pub models: Vec<ModelFacts>,
    /// SHA-256 of that list; none where it is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub models_hash: Option<String>,
}

/// A picture made beside a result, to be looked at by a person. It may show personal data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Artifact {
    /// Where it belongs, below the session's folder: `artifacts/passport_front_mrz.png`.
    pub name: String,
    /// What it shows.
    pub kind: ArtifactKind,
    /// The picture that it was made from.
    pub storage_file_type_e: Slot,
    /// The file. It leaves the engine here and never as a part of the JSON.
    #[serde(skip)]
    pub content: Sensitive<Vec<u8>>,
}

/// What an artifact shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum ArtifactKind {
    /// The picture with zone, lines and the probability of each character drawn in (PNG).
    MrzOverlay,
    /// The picture with outline, rows, columns and reading direction of each barcode drawn in (PNG).
    BarcodeOverlay,
    /// The portrait of the document, upright (JPEG).
    Portrait,
    /// A side of the document, cut out and seen from straight above (JPEG).
    DocumentCrop,
    /// The same in gray with what was found of manipulation laid over it, and a legend (PNG).
    ManipulationHeatMap,
    /// What was found of manipulation in the picture as it was handed in, upright: one sample per cell, 0
    /// nothing to 255 certain (PNG, gray).
    ManipulationMap,
}

/// Which models take part in something, and what runs them where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Provenance {
    /// `cpu`, or the accelerator: `cuda:0`.
    pub device: String,
    /// `rten` or `ort`; none where there is no model.
    pub execution_provider: Option<String>,
    /// The models.
    pub models: Vec<ModelFacts>,
}

impl Default for Provenance {
    /// The processor and no model.
    fn default() -> Self {
        Self { device: "cpu".to_owned(), execution_provider: None, models: Vec::new() }
    }
}

impl Provenance {
    /// What took part in either; each model once.
    pub(crate) fn and(mut self, other: &Self) -> Self {
        if self.models.is_empty() {
            return other.clone();
        }
        let known = |facts: &&ModelFacts| !self.models.contains(facts);
        let new: Vec<ModelFacts> = other.models.iter().filter(known).cloned().collect();
        self.models.extend(new);
        self
    }

    /// SHA-256 of the list of models; none where it is empty.
    pub fn models_hash(&self) -> Option<String> {
        (!self.models.is_empty()).then(|| crate::seal::json_hash(&self.models))
    }
}

/// A model that took part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ModelFacts {
    /// Its name in the manifest.
    pub id: String,
    /// The version of its weights.
    #[serde(default)]
    pub version: String,
    /// SHA-256 of its file.
    pub sha256: String,
    /// Its licence.
    pub license: String,
}
