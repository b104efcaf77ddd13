//! The networks for faces, and what is done with them.

use bonafide_imaging::{Picture, RgbImage, Wiped};
use bonafide_inference::{Model, Models};
use bonafide_types::{Distance, Score};

use crate::detection::Detection;
use crate::detector::{Detector, Kind};
use crate::encoder::Encoder;
use crate::estimators::Estimators;
use crate::landmarks::{self, Landmarks, Square};
use crate::pixels::crop_tensor;
use crate::{EncoderId, Encoding, Estimates, Face, FaceError, FaceQuality, QuarterTurn};
use crate::{portrait, pose, quality};

/// Which models to take where several are there; by default the first of each stage.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Choice {
    /// Id of the detector.
    pub detector: Option<String>,
    /// Id of the encoder.
    pub encoder: Option<String>,
}

/// In which orientations faces are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turns {
    /// As the picture stands: selfies.
    #[default]
    Upright,
    /// In four, the best taken: documents, which are photographed lying.
    Four,
}

/// The networks for faces, open. Clones share them, and threads may use them at the same time.
#[derive(Clone, Debug)]
pub struct Faces {
    detector: Detector,
    landmarks: Option<Model>,
    encoder: Encoder,
    estimators: Estimators,
}

impl Faces {
    /// Opens detector, landmarks and encoder, and the estimates where they are there.
    ///
    /// # Errors
    /// [`FaceError::Absent`] when a detector, landmarks that the encoder needs, or an encoder is not
    /// installed; else when a network does not open.
    pub fn open(models: &Models, choice: &Choice) -> Result<Self, FaceError> {
        let needed = |stage, id: &Option<String>| match opened(models, stage, id.as_deref(), &[]) {
            Ok(None) => Err(FaceError::Absent { stage, remedy: models.remedy_for(stage) }),
            Ok(Some(model)) => Ok(model),
            Err(error) => Err(error),
        };
        let detector = Detector::new(needed("face_detector", &choice.detector)?)?;
        let landmarks = opened(models, "face_landmarks", None, &["landmarks68/1"])?;
        let encoder = needed("face_encoder", &choice.encoder)?;
        let encoder = Encoder::new(encoder, &detector, landmarks.as_ref())?;
        Ok(Self { detector, landmarks, encoder, estimators: Estimators::open(models)? })
    }

    /// What makes the encodings.
    pub fn encoder_id(&self) -> &EncoderId {
        self.encoder.id()
    }

    /// The distance up to which two faces are one person, by the encoder's manifest entry.
    pub fn tolerance(&self) -> Distance {
        self.encoder.tolerance()
    }

    /// Every model that takes part.
    pub fn models(&self) -> Vec<&Model> {
        let Estimators { age_gender, expression } = &self.estimators;
        let optional = [&self.landmarks, age_gender, expression].into_iter().flatten();
        [&self.detector.model, &self.encoder.model].into_iter().chain(optional).collect()
    }

    /// Every face, the largest first; of more than 64, the 64 largest.
    ///
    /// # Errors
    /// When a network does not run.
    pub fn find(&self, picture: &Picture, turns: Turns) -> Result<Vec<Face>, FaceError> {
        let rgb = picture.rgb();
        let (turn, found) = self.detector.find(rgb, turns)?;
        let landmarks = self.landmarks_of(rgb, &found, turn)?;
        let size = (rgb.width() as f32, rgb.height() as f32);
        let face = |(detection, landmarks): (Detection, Option<Box<Landmarks>>)| {
            let upright = landmarks.as_deref().map(|points| points.map(|p| turn.forth(p, size)));
            let points = match (&landmarks, self.detector.kind()) {
                // This detector gives no corners of the mouth.
                (Some(landmarks), Kind::Blazeface) => landmarks::five(landmarks),
                _ => detection.points,
            };
            Face {
                area: detection.area,
                score: Score::clamped(f64::from(detection.score)),
                turn,
                points,
                direction: upright.as_ref().and_then(pose::direction),
                landmarks,
            }
        };
        let mut faces: Vec<Face> = found.into_iter().zip(landmarks).map(face).collect();
        faces.sort_by(|a, b| b.area.size().total_cmp(&a.area.size()));
        Ok(faces)
    }

    /// Per detection its landmarks, where their network is installed.
    fn landmarks_of(
        &self,
        rgb: &RgbImage,
        found: &[Detection],
        turn: QuarterTurn,
    ) -> Result<Vec<Option<Box<Landmarks>>>, FaceError> {
        let Some(model) = &self.landmarks else {
            return Ok(vec![None; found.len()]);
        };
        let (size, kind) = (rgb.dimensions(), self.detector.kind());
        let squares: Vec<Square> =
            found.iter().map(|face| Square::around(&face.area, turn, size, kind)).collect();
        Ok(landmarks::place(model, rgb, &squares)?.into_iter().map(Box::new).map(Some).collect())
    }

    /// The encoding of a face of this picture.
    ///
    /// # Errors
    /// When a network does not run.
    pub fn encode(&self, picture: &Picture, face: &Face) -> Result<Encoding, FaceError> {
        let mut encodings = self.encode_all(picture, std::slice::from_ref(face))?;
        encodings.pop().ok_or_else(|| {
            FaceError::output(&self.encoder.model, "it gives no encoding".to_owned())
        })
    }

    /// The encodings of faces of this picture, in their order, in one run of the network. They differ
    /// from those of [`Faces::encode`] by rounding alone.
    ///
    /// # Errors
    /// When a network does not run.
    pub fn encode_all(
        &self,
        picture: &Picture,
        faces: &[Face],
    ) -> Result<Vec<Encoding>, FaceError> {
        let crops: Result<Vec<_>, _> =
            faces.iter().map(|face| self.encoder.crop(picture.rgb(), face)).collect();
        self.encoder.encode(&crops?)
    }

    /// The encoding of a crop that is aligned already, as the encoder's recipe says: for comparison
    /// with other implementations.
    ///
    /// # Errors
    /// When the crop has another size than the network takes, or it does not run.
    pub fn encode_aligned(&self, crop: &RgbImage) -> Result<Encoding, FaceError> {
        let mut encodings = self.encoder.encode(&[Wiped::new(crop.clone())])?;
        encodings.pop().ok_or_else(|| {
            FaceError::output(&self.encoder.model, "it gives no encoding".to_owned())
        })
    }

    /// Age, gender and expression, as far as their networks are installed. Ask only with consent.
    ///
    /// # Errors
    /// When a network does not run.
    pub fn estimate(&self, picture: &Picture, face: &Face) -> Result<Estimates, FaceError> {
        let rgb = picture.rgb();
        let kind = self.detector.kind();
        let square = Square::around(&face.area, face.turn, rgb.dimensions(), kind);
        self.estimators.estimate(&crop_tensor(&square.crop(rgb))?)
    }

    /// As [`Faces::estimate`], of a crop of 112 × 112 pixels that is made already.
    ///
    /// # Errors
    /// When the crop has another size, or a network does not run.
    pub fn estimate_crop(&self, crop: &RgbImage) -> Result<Estimates, FaceError> {
        self.estimators.estimate(&crop_tensor(crop)?)
    }

    /// Landmarks of a crop of 112 × 112 pixels that is made already, in shares of its side; `None`
    /// where their network is not installed.
    ///
    /// # Errors
    /// When the crop has another size, or the network does not run.
    pub fn landmarks_of_crop(
        &self,
        crop: &RgbImage,
    ) -> Result<Option<Box<[[f32; 2]; 68]>>, FaceError> {
        let Some(model) = &self.landmarks else { return Ok(None) };
        landmarks::in_crop(model, crop).map(Box::new).map(Some)
    }

    /// Size, sharpness, light, pose and cover.
    pub fn quality(&self, picture: &Picture, face: &Face) -> FaceQuality {
        quality::measured(picture.rgb(), face)
    }

    /// The face with its surroundings, upright, at most `side` pixels high: for people to look at.
    pub fn portrait_crop(&self, picture: &Picture, face: &Face, side: u32) -> Wiped<RgbImage> {
        portrait::crop(picture, face, side)
    }
}

/// The model of this id, or the first of a stage; `None` where there is none.
///
/// # Errors
/// When it does not open, or its recipe is none of those given (any, where none is given).
pub(crate) fn opened(
    models: &Models,
    stage: &str,
    id: Option<&str>,
    recipes: &[&str],
) -> Result<Option<Model>, FaceError> {
    let entries = models.serving(stage);
    let entry = match id {
        Some(id) => entries.into_iter().find(|entry| entry.id == id),
        None => entries.into_iter().next(),
    };
    // A model that was asked for by name and is not there: the error of opening it says why.
    let Some(id) = entry.map(|entry| entry.id.as_str()).or(id) else { return Ok(None) };
    let model = models.open(id)?;
    let known = |recipe: &str| recipes.is_empty() || recipes.contains(&recipe);
    match model.entry().recipe.as_deref() {
        Some(recipe) if known(recipe) => Ok(Some(model)),
        _ => Err(FaceError::unknown_recipe(&model)),
    }
}
