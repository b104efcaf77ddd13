//! A face that was found in a picture.

use std::fmt;

use bonafide_imaging::Area;
use bonafide_types::Score;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a picture is turned so that a face in it stands upright.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum QuarterTurn {
    /// As it is.
    #[default]
    None,
    /// Clockwise by 90°.
    Right,
    /// By 180°.
    Half,
    /// Clockwise by 270°.
    Left,
}

/// Where a head looks, in degrees; all 0 is straight into the camera.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Direction {
    /// Positive to the person's left, which is the right of the picture.
    pub yaw: f32,
    /// Positive up.
    pub pitch: f32,
    /// Positive when the head leans clockwise in the picture as it is turned for the face to stand upright
    /// ([`Face::turn`]), after the turns to the side and up.
    pub roll: f32,
}

/// A face that was found. Coordinates are pixels of the upright picture.
/// Landmarks are biometric data, so `Debug` leaves points out.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Face {
    /// Where the head is, from the hairline to the chin, whatever the detector.
    pub area: Area,
    /// How sure the detector is.
    pub score: Score,
    /// How the picture is turned for it to stand upright.
    pub turn: QuarterTurn,
    /// The person's right eye, left eye, tip of the nose, right and left corner of the mouth.
    pub points: [[f32; 2]; 5],
    /// 68 landmarks in the order of iBUG, where their network is installed.
    pub landmarks: Option<Box<[[f32; 2]; 68]>>,
    /// Where the head looks, where there are landmarks.
    pub direction: Option<Direction>,
}

impl Face {
    /// A face of which only the place is known.
    pub fn new(area: Area, score: Score) -> Self {
        Self {
            area,
            score,
            turn: QuarterTurn::None,
            points: [[0.0; 2]; 5],
            landmarks: None,
            direction: None,
        }
    }
}

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Face")
            .field("area", &self.area)
            .field("score", &self.score)
            .field("turn", &self.turn)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_point() {
        let mut face = Face::new(Area::default(), Score::ONE);
        face.points = [[0.8125; 2]; 5];
        face.landmarks = Some(Box::new([[0.4375; 2]; 68]));
        let shown = format!("{face:?}");
        assert!(!shown.contains("0.8125") && !shown.contains("0.4375"), "{shown}");
        assert!(shown.starts_with("Face { area: "), "{shown}");
    }
}
