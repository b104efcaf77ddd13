//! The networks for faces, and what is done with them.

use bonafide_imaging::{Picture, RgbImage, Wiped};
use bonafide_inference::{Model, Models};
use bonafide_types::Distance;

use crate::{EncoderId, Encoding, Estimates, Face, FaceError, FaceQuality};

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

/// The networks for faces, open.
#[derive(Clone, Debug)]
pub struct Faces {}

#[allow(unused_variables, clippy::unused_self)]
impl Faces {
    /// Opens detector, landmarks and encoder, and the estimates where they are there.
    ///
    /// # Errors
    /// [`FaceError::Absent`] when a detector, landmarks that the encoder needs, or an encoder is not
    /// installed; else when a network does not open.
    pub fn open(models: &Models, choice: &Choice) -> Result<Self, FaceError> {
        unimplemented!()
    }

    /// What makes the encodings.
    pub fn encoder_id(&self) -> &EncoderId {
        unimplemented!()
    }

    /// The distance up to which two faces are one person, by the encoder's manifest entry.
    pub fn tolerance(&self) -> Distance {
        unimplemented!()
    }

    /// Every model that takes part.
    pub fn models(&self) -> Vec<&Model> {
        unimplemented!()
    }

    /// Every face, the largest first.
    ///
    /// # Errors
    /// When a network does not run.
    pub fn find(&self, picture: &Picture, turns: Turns) -> Result<Vec<Face>, FaceError> {
        unimplemented!()
    }

    /// The encoding of a face of this picture.
    ///
    /// # Errors
    /// When a network does not run.
    pub fn encode(&self, picture: &Picture, face: &Face) -> Result<Encoding, FaceError> {
        unimplemented!()
    }

    /// Age, gender and expression, as far as their networks are installed. Ask only with consent.
    ///
    /// # Errors
    /// When a network does not run.
    pub fn estimate(&self, picture: &Picture, face: &Face) -> Result<Estimates, FaceError> {
        unimplemented!()
    }

    /// Size, sharpness, light, pose and cover.
    pub fn quality(&self, picture: &Picture, face: &Face) -> FaceQuality {
        unimplemented!()
    }

    /// The face with its surroundings, upright, at most `side` pixels high: for people to look at.
    pub fn portrait_crop(&self, picture: &Picture, face: &Face, side: u32) -> Wiped<RgbImage> {
        unimplemented!()
    }
}
