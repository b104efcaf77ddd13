//! What an engine opens once and all sessions use: the networks and the readers on top of them.

use std::fmt;
use std::sync::Arc;

use bonafide_face::{Choice, FaceError, Faces};
use bonafide_inference::{Entry, InferenceError, Model, Models};
use bonafide_liveness::{Liveness, LivenessError};
use bonafide_mrz_reader::{ReadError, Reader};
use bonafide_ocr::{OcrError, Reader as PrintReader};

use crate::document_pictures::ExaminePages;
use crate::error::BuildError;
use crate::examiner::Examiner;
use crate::faces::ReadFaces;
use crate::live_person::JudgeLiveness;
use crate::prints::ReadPrint;
use crate::result::{ModelFacts, Provenance};
use crate::zones::ReadZones;

/// What was opened.
#[derive(Default)]
pub(crate) struct Equipment {
    /// The reader of machine-readable zones; none where its networks are not installed.
    pub zones: Option<Arc<dyn ReadZones>>,
    /// What the reader's networks are and what runs them.
    pub zone_origin: Provenance,
    /// The networks for faces.
    pub faces: Outfit<dyn ReadFaces>,
    /// The networks for liveness.
    pub liveness: Outfit<dyn JudgeLiveness>,
    /// The networks that read print.
    pub prints: Outfit<dyn ReadPrint>,
    /// What judges pictures of documents; it needs no network.
    pub pages: Option<Arc<dyn ExaminePages>>,
}

/// The networks of a stage, or why there are none.
pub(crate) struct Outfit<T: ?Sized> {
    reader: Result<Arc<T>, String>,
    /// What the networks are and what runs them.
    pub origin: Provenance,
}

impl<T: ?Sized> Default for Outfit<T> {
    fn default() -> Self {
        Self::absent("its networks are not installed".to_owned())
    }
}

impl<T: ?Sized> Outfit<T> {
    pub(crate) fn of(reader: Arc<T>, origin: Provenance) -> Self {
        Self { reader: Ok(reader), origin }
    }

    fn absent(reason: String) -> Self {
        Self { reader: Err(reason), origin: Provenance::default() }
    }

    /// What works with the networks, or why there are none and what to do.
    pub(crate) fn reader(&self) -> Result<&T, &str> {
        self.reader.as_deref().map_err(String::as_str)
    }
}

impl Equipment {
    /// Opens the networks of every reader. One whose networks are not installed is left out, and
    /// results say so; any other fault is an error.
    pub(crate) fn open(models: &Models) -> Result<Self, BuildError> {
        let (zones, zone_origin) = match Reader::new(models) {
            Ok(reader) => {
                let origin = provenance(&reader.models());
                (Some(Arc::new(reader) as Arc<dyn ReadZones>), origin)
            }
            Err(ReadError::Network { source, .. }) if is_absent(&source) => {
                tracing::warn!("no reader of machine-readable zones: {source}");
                (None, Provenance::default())
            }
            Err(source) => return Err(BuildError::ZoneReader(source)),
        };
        Ok(Self {
            zones,
            zone_origin,
            faces: faces(models)?,
            liveness: liveness(models)?,
            prints: prints(models)?,
            pages: Some(Arc::new(Examiner)),
        })
    }

    /// What is not looked at, because its networks are not installed.
    pub(crate) fn lacking(&self) -> Vec<&'static str> {
        let there = [
            ("zones", self.zones.is_some()),
            ("faces", self.faces.reader().is_ok()),
            ("liveness", self.liveness.reader().is_ok()),
            ("print", self.prints.reader().is_ok()),
        ];
        there.into_iter().filter(|(_, there)| !there).map(|(what, _)| what).collect()
    }

    /// Every network that is installed, and what runs them.
    pub(crate) fn provenance(&self) -> Provenance {
        self.zone_origin
            .clone()
            .and(&self.faces.origin)
            .and(&self.liveness.origin)
            .and(&self.prints.origin)
    }
}

fn faces(models: &Models) -> Result<Outfit<dyn ReadFaces>, BuildError> {
    match Faces::open(models, &Choice::default()) {
        Ok(faces) => {
            let origin = provenance(&faces.models());
            Ok(Outfit::of(Arc::new(faces), origin))
        }
        Err(absent @ FaceError::Absent { .. }) => Ok(Outfit::absent(absent.to_string())),
        Err(source) => Err(BuildError::Faces(source)),
    }
}

fn liveness(models: &Models) -> Result<Outfit<dyn JudgeLiveness>, BuildError> {
    match Liveness::open(models) {
        Ok(liveness) => {
            let origin = provenance(&liveness.models());
            Ok(Outfit::of(Arc::new(liveness), origin))
        }
        Err(absent @ LivenessError::Absent { .. }) => Ok(Outfit::absent(absent.to_string())),
        Err(source) => Err(BuildError::Liveness(source)),
    }
}

fn prints(models: &Models) -> Result<Outfit<dyn ReadPrint>, BuildError> {
    match PrintReader::new(models) {
        Ok(reader) => {
            let origin = provenance(&reader.models());
            Ok(Outfit::of(Arc::new(reader), origin))
        }
        Err(OcrError::Network { source, .. }) if is_absent(&source) => {
            Ok(Outfit::absent(format!("the networks that read print are not installed: {source}")))
        }
        Err(source) => Err(BuildError::Prints(source)),
    }
}

impl fmt::Debug for Equipment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Equipment")
            .field("zone_origin", &self.zone_origin)
            .field("face_origin", &self.faces.origin)
            .field("liveness_origin", &self.liveness.origin)
            .field("print_origin", &self.prints.origin)
            .finish_non_exhaustive()
    }
}

fn is_absent(error: &InferenceError) -> bool {
    matches!(error, InferenceError::ModelMissing { .. } | InferenceError::UnknownModel { .. })
}

/// What networks are, and what runs them: all the same, since they were opened together.
fn provenance(models: &[&Model]) -> Provenance {
    let Some(first) = models.first() else { return Provenance::default() };
    Provenance {
        device: first.device().to_string(),
        execution_provider: Some(first.backend().to_string()),
        models: models.iter().map(|model| facts(model.entry())).collect(),
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
