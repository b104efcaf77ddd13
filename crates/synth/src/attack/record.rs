//! What is written about each picture of a set.

use serde::{Deserialize, Serialize};

use super::kind::AttackLabel;
use crate::truth::{Quad, Region};

/// What takes the pictures. The names are those of kinds of devices, not of products.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum CaptureDevice {
    /// A flat-bed scanner: no perspective, even light, little noise.
    Scanner,
    /// A phone in good light: little noise, mild processing.
    PhoneGood,
    /// A phone in poor light: strong noise reduction and sharpening.
    PhoneDenoised,
    /// An old webcam: blur, noise, soft colours.
    Webcam,
}

impl CaptureDevice {
    /// All devices.
    pub const ALL: [Self; 4] = [Self::Scanner, Self::PhoneGood, Self::PhoneDenoised, Self::Webcam];
}

/// One line of `cases.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AttackRecord {
    /// Path of the picture in the set, `img/NNNN_label_manipulation.jpg`.
    pub file: String,
    /// What it counts as.
    pub label: AttackLabel,
    /// What was done; the twin of a tampered picture bears the tampered one's.
    pub manipulation: String,
    /// Path of the mask, a PNG of one bit a pixel, white = changed; of tampered pictures only.
    pub mask: Option<String>,
    /// Where the picture comes from.
    pub source: String,
    /// Under what licence.
    pub licence: String,
    /// The document; pictures that share it belong into one fold.
    pub base: String,
    /// What took the picture.
    pub kind: CaptureDevice,
    /// Seed of the set and number of the family in it.
    pub seed: [u64; 2],
    /// How it is stored, for example `q87-420` or `png`.
    pub save: String,
    /// How the capture was stored before the manipulation; absent if it was not.
    pub first_save: Option<String>,
    /// The document's corners in pixels, clockwise from its top left; absent where none is fair.
    pub quad: Option<Quad>,
    /// Number of the tampered picture that this one is the twin of.
    pub twin_of: Option<u32>,
    /// Pixels cut off left and above before the last compression.
    pub crop: Option<[u32; 2]>,
    /// Whether the file names a program that edits pictures.
    pub exif_software: bool,
    /// What was drawn where in the capture; after a manipulation the places remain, the texts may
    /// not.
    pub regions: Vec<Region>,
}
