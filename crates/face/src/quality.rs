//! Quality of a face, as far as it can honestly be computed.

use bonafide_types::Score;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Quality of a face in the terms of ISO/IEC 29794-5:2025. What is absent was not measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct FaceQuality {
    /// Between the centres of the eyes, in pixels.
    pub inter_eye_px: f32,
    /// Sharpness of the face at the size of the encoder's input, 0 to 1.
    pub sharpness: Score,
    /// Mean luma of the face, 0 black to 1 white.
    pub mean_luma: Score,
    /// Share of the face that is almost black or almost white.
    pub clipped: Score,
    /// How far the halves of the face differ in mean luma, 0 to 1.
    pub uneven_light: Score,
    /// How much of the lower face or the eyes seems covered, 0 to 1; a proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occlusion: Option<Score>,
    /// Openness of the eyes, 0 closed to 1 open; absent without landmarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eyes_open: Option<Score>,
    /// Closedness of the mouth, 0 open to 1 closed; absent without landmarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mouth_closed: Option<Score>,
    /// What is wrong, as codes: `FACE TOO SMALL`, `FACE BLURRED` …
    pub issues: Vec<String>,
}
