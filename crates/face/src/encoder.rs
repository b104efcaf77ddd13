//! Encoders by recipe.

use bonafide_imaging::{RgbImage, Wiped};
use bonafide_inference::Model;
use bonafide_types::Distance;

use crate::detector::{Detector, Kind};
use crate::pixels::crop_tensor;
use crate::{EncoderId, Encoding, Face, FaceError, align, landmarks};

/// The distance up to which two faces are one person where the manifest says nothing: dlib's
/// published operating point.
const DEFAULT_TOLERANCE: f64 = 0.6;
/// So many digits of a model's hash tell it from every other.
const HASH_DIGITS: usize = 16;

/// An encoder, open.
#[derive(Clone, Debug)]
pub(crate) struct Encoder {
    pub model: Model,
    id: EncoderId,
    alignment: Alignment,
}

/// What a face is aligned by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alignment {
    /// ArcFace's template, by the detector's five points.
    FivePoints,
    /// ArcFace's template, by five points taken from landmarks.
    FiveOfLandmarks,
    /// dlib's chip, by landmarks.
    Chip,
}

impl Encoder {
    /// # Errors
    /// When the recipe is not known, or needs landmarks that are not there.
    pub(crate) fn new(
        model: Model,
        detector: &Detector,
        landmarks: Option<&Model>,
    ) -> Result<Self, FaceError> {
        let alignment = match (model.entry().recipe.as_deref(), detector.kind()) {
            (Some("arcface112/1"), Kind::Yunet) => Alignment::FivePoints,
            (Some("arcface112/1"), Kind::Blazeface) => Alignment::FiveOfLandmarks,
            (Some("dlib_chip150/1"), _) => Alignment::Chip,
            _ => return Err(FaceError::unknown_recipe(&model)),
        };
        let aligned_by = match (alignment, landmarks) {
            (Alignment::FivePoints, _) => None,
            (_, Some(landmarks)) => Some(landmarks),
            (_, None) => return Err(FaceError::needs_landmarks(&model)),
        };
        let id = encoder_id(&model, &detector.model, aligned_by);
        Ok(Self { model, id, alignment })
    }

    pub(crate) fn id(&self) -> &EncoderId {
        &self.id
    }

    pub(crate) fn tolerance(&self) -> Distance {
        let threshold = self.model.entry().threshold.as_ref();
        // The manifest's number is decimal: 0.6 as `f32` is no 0.6 as `f64`.
        let decimal = |value: f32| value.to_string().parse().unwrap_or(DEFAULT_TOLERANCE);
        Distance::clamped(threshold.map_or(DEFAULT_TOLERANCE, |t| decimal(t.value)))
    }

    /// The face as the network takes it.
    ///
    /// # Errors
    /// When it has no landmarks and the recipe needs them.
    pub(crate) fn crop(
        &self,
        picture: &RgbImage,
        face: &Face,
    ) -> Result<Wiped<RgbImage>, FaceError> {
        let landmarks = || face.landmarks.as_deref().ok_or(FaceError::needs_landmarks(&self.model));
        Ok(match self.alignment {
            Alignment::FivePoints => align::arcface(picture, &face.points),
            Alignment::FiveOfLandmarks => align::arcface(picture, &landmarks::five(landmarks()?)),
            Alignment::Chip => align::chip(picture, landmarks()?),
        })
    }

    /// The encodings of crops, in their order.
    pub(crate) fn encode(&self, crops: &[Wiped<RgbImage>]) -> Result<Vec<Encoding>, FaceError> {
        let inputs: Result<Vec<_>, _> = crops.iter().map(|crop| crop_tensor(crop)).collect();
        let outputs = self.model.run_batch(&inputs?)?;
        outputs.into_iter().map(|outputs| self.encoding(outputs)).collect()
    }

    fn encoding(&self, outputs: Vec<bonafide_inference::Tensor>) -> Result<Encoding, FaceError> {
        let output = outputs.into_iter().next();
        let values = output.map(bonafide_inference::Tensor::into_values).unwrap_or_default();
        Encoding::new(self.id.clone(), values)
            .map_err(|error| FaceError::output(&self.model, error.to_string()))
    }
}

fn encoder_id(model: &Model, detector: &Model, landmarks: Option<&Model>) -> EncoderId {
    let entry = model.entry();
    let hash = entry.sha256.get(..HASH_DIGITS).unwrap_or(&entry.sha256);
    let recipes = [Some(model), Some(detector), landmarks];
    let recipes = recipes.into_iter().flatten().filter_map(|model| model.entry().recipe.as_deref());
    let parts: Vec<&str> = [entry.id.as_str(), hash].into_iter().chain(recipes).collect();
    EncoderId(parts.join(":"))
}
