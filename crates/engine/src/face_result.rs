//! What a result says of faces: measurements, and what they come to under the numbers in force.

use std::collections::BTreeMap;
use std::fmt;

use bonafide_face::{Direction, Face, FaceQuality, Gender};
use bonafide_types::evidence::PixelBox;
use bonafide_types::number::Years;
use bonafide_types::sensitive::exposed;
use bonafide_types::{Distance, Score, Sensitive, Similarity, Slot, Tolerance, Verdict};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::input::Kind;

/// Faces of a session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FaceResult {
    /// What makes the encodings; none where no network for faces is installed or none took part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoder: Option<EncoderFacts>,
    /// The portrait of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portrait: Option<FaceFacts>,
    /// The face of the selfie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selfie: Option<FaceFacts>,
    /// The faces of the pictures for liveness.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub frames: BTreeMap<Slot, FaceFacts>,
    /// The stored encoding of an authentication session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<EncodingFacts>,
    /// Distances between faces.
    pub comparisons: Vec<FaceComparison>,
    /// What networks estimate of the person, where it was asked for; estimates, not facts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
    /// Why the comparison that decides is not there, or why it decides nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl FaceResult {
    /// Nothing was compared, and why.
    pub fn not_performed(reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..Self::default() }
    }

    /// The comparison that the gate looks at: of the document's portrait with the person, or of the
    /// stored encoding with the person.
    pub fn decisive(&self, kind: Kind) -> Option<&FaceComparison> {
        let first = match kind {
            Kind::Idv => PORTRAIT,
            Kind::Ida => REFERENCE,
        };
        self.comparisons.iter().find(|comparison| comparison.a == first)
    }

    /// The comparison of two faces by their names.
    pub fn comparison(&self, a: &str, b: &str) -> Option<&FaceComparison> {
        self.comparisons.iter().find(|comparison| comparison.a == a && comparison.b == b)
    }
}

/// The name of the document's portrait in comparisons.
pub(crate) const PORTRAIT: &str = "portrait";
/// The name of the stored encoding in comparisons.
pub(crate) const REFERENCE: &str = "reference";

/// What makes encodings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EncoderFacts {
    /// The model with its hash, and the recipes of detection and alignment.
    pub id: String,
    /// The distance up to which two faces are one person, by the encoder's own manifest entry.
    pub tolerance: Distance,
}

/// A face that was found and encoded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FaceFacts {
    /// The picture.
    pub source: Slot,
    /// Where, in pixels of the upright picture.
    #[serde(rename = "box")]
    pub bounds: PixelBox,
    /// How sure the detector is.
    pub score: Score,
    /// Its encoding.
    #[serde(flatten)]
    pub encoding: EncodingFacts,
    /// The picture of it that was made beside the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact: Option<String>,
}

/// An encoding, told by its hash; the vector itself only where it was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EncodingFacts {
    /// Length of the vector.
    pub encoding_dim: usize,
    /// SHA-256 over the encoder's id, a zero byte and the vector as little-endian `f32`.
    pub encoding_id: String,
    /// The vector: biometric data, only with `include_encodings`.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "exposed")]
    pub encoding: Option<Sensitive<Vec<f32>>>,
}

/// The distance between two faces.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FaceComparison {
    /// The first face: `portrait`, `selfie`, `reference` or the slot of a liveness picture.
    pub a: String,
    /// The second face.
    pub b: String,
    /// `l2`: Euclidean distance of the encodings.
    #[serde(default = "l2")]
    pub metric: String,
    /// The distance, four decimals.
    pub distance: Distance,
    /// The greatest distance of one person, as set; none where the number in force was not chosen for
    /// this encoder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<Distance>,
    /// Whether the distance is within the tolerance.
    #[serde(default, rename = "match", skip_serializing_if = "Option::is_none")]
    pub matched: Option<bool>,
    /// 1 at distance 0, 0.5 at the tolerance, 0 at twice the tolerance, linear between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub similarity: Option<Similarity>,
    /// Tenths of the similarity, rounded down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub match_level: Option<u8>,
}

fn l2() -> String {
    "l2".to_owned()
}

impl FaceComparison {
    /// Two faces and their distance; nothing is judged yet.
    pub fn measured(a: &str, b: &str, distance: Distance) -> Self {
        Self {
            a: a.to_owned(),
            b: b.to_owned(),
            metric: l2(),
            distance: distance.rounded(),
            tolerance: None,
            matched: None,
            similarity: None,
            match_level: None,
        }
    }

    /// Holds the distance against a tolerance; with none nothing is judged.
    pub(crate) fn judged(self, tolerance: Option<Distance>) -> Self {
        let similarity = tolerance.map(|limit| bonafide_face::similarity(self.distance, limit));
        Self {
            tolerance,
            matched: tolerance.map(|limit| self.distance <= limit),
            similarity: similarity.map(Similarity::rounded),
            match_level: similarity.map(bonafide_face::match_level),
            ..self
        }
    }
}

/// What networks estimate of the person of the selfie, against the document.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Attributes {
    /// Age, where `perform_age_test` asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<AgeTest>,
    /// Gender, where `perform_gender_test` asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<GenderTest>,
}

impl fmt::Debug for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attributes").finish_non_exhaustive()
    }
}

/// The estimated age against the document's.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgeTest {
    /// Years, one decimal; an estimate.
    pub estimate: Option<f64>,
    /// Completed years on the day that is judged by; none where the date of birth leaves two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_age: Option<i16>,
    /// How far apart the two are, in years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delta: Option<f64>,
    /// `age_tolerance`: full credit up to here, none from twice of it on.
    pub tolerance: Years,
    /// What it earns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Score>,
    /// `PASS` from a credit of one half on.
    pub verdict: Verdict,
    /// Why it was not performed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The estimated gender against the document's.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GenderTest {
    /// The likelier of two; an estimate.
    pub estimate: Option<Gender>,
    /// How likely, 0.5 to 1.
    pub probability: Option<Score>,
    /// `gender_probability_tolerance`: with less the test is not performed.
    pub tolerance: Tolerance,
    /// What it earns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Score>,
    /// `PASS` from a credit of one half on.
    pub verdict: Verdict,
    /// Why it was not performed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Quality of the face that was taken of a picture, in the terms of ISO/IEC 29794-5:2025.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FaceQualityFacts {
    /// Faces in the picture, counted up to 16.
    pub face_count: usize,
    /// Between the centres of the eyes, in pixels, to a tenth.
    pub inter_eye_px: f64,
    /// Degrees to a tenth, positive to the person's left; absent without landmarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yaw: Option<f64>,
    /// Degrees to a tenth, positive up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pitch: Option<f64>,
    /// Degrees to a tenth, positive when the head leans clockwise in the picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll: Option<f64>,
    /// Sharpness at the size of the encoder's input.
    pub sharpness: Score,
    /// Mean luma of the face.
    pub mean_luma: Score,
    /// Share of the face that is almost black or almost white.
    pub clipped: Score,
    /// How far the halves of the face differ in mean luma.
    pub uneven_light: Score,
    /// How much of the face seems covered; a proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occlusion: Option<Score>,
    /// Openness of the eyes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eyes_open: Option<Score>,
    /// Closedness of the mouth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mouth_closed: Option<Score>,
    /// What is wrong, as codes: `FACE TOO SMALL`, `FACE BLURRED` …
    pub issues: Vec<String>,
}

impl FaceQualityFacts {
    pub(crate) fn of(face: &Face, quality: FaceQuality, face_count: usize) -> Self {
        let angle = |of: fn(Direction) -> f32| face.direction.map(|d| tenth(of(d)));
        Self {
            face_count,
            inter_eye_px: tenth(quality.inter_eye_px),
            yaw: angle(|d| d.yaw),
            pitch: angle(|d| d.pitch),
            roll: angle(|d| d.roll),
            sharpness: quality.sharpness.rounded(),
            mean_luma: quality.mean_luma.rounded(),
            clipped: quality.clipped.rounded(),
            uneven_light: quality.uneven_light.rounded(),
            occlusion: quality.occlusion.map(Score::rounded),
            eyes_open: quality.eyes_open.map(Score::rounded),
            mouth_closed: quality.mouth_closed.map(Score::rounded),
            issues: quality.issues,
        }
    }
}

/// More digits would only vary between machines. What is no number becomes 0, which JSON can hold.
pub(crate) fn tenth(value: f32) -> f64 {
    let rounded = (f64::from(value) * 10.0).round() / 10.0;
    if rounded.is_finite() { rounded + 0.0 } else { 0.0 }
}
