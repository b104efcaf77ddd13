//! What was measured in the frame of a step.

use bonafide_imaging::{Area, Wiped};
use bonafide_types::{Distance, Score};

use crate::thumbnail::{SAME_PICTURE, difference};

/// What was measured in the frame of a step.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Frame {
    /// SHA-256 of the file: the same bytes twice are no two pictures.
    pub sha256: String,
    /// How many faces there are that may be the person's, as [`rivals`] counts them.
    pub faces: usize,
    /// Degrees, positive to the person's left; absent without landmarks.
    pub yaw: Option<f32>,
    /// Degrees, positive up; absent without landmarks.
    pub pitch: Option<f32>,
    /// Probability of a smile.
    pub happy: Option<Score>,
    /// Probability of a neutral face.
    pub neutral: Option<Score>,
    /// Closedness of the mouth, 0 open to 1 closed.
    pub mouth_closed: Option<Score>,
    /// Distance to the face that the steps must belong to.
    pub person_distance: Option<Distance>,
    /// A small gray picture of the face and what is around it, to notice a frame that was handed in
    /// again, as [`thumbnail`](crate::thumbnail) makes it. Empty where there is no face.
    pub thumbnail: Wiped<Vec<u8>>,
}

/// Another face counts as much as the largest when it covers at least this share of its area: two people
/// side by side. Smaller ones are in the background, or on a card that is held up.
pub const RIVAL_AREA: f32 = 0.5;

/// How many of the faces of a picture may be the person's, who must be alone: those at least
/// [`RIVAL_AREA`] as large as the largest. The areas are the detector's boxes.
pub fn rivals(areas: impl IntoIterator<Item = Area>) -> usize {
    let sizes: Vec<f32> = areas.into_iter().map(|area| area.size()).collect();
    let largest = sizes.iter().copied().fold(0.0, f32::max);
    sizes.into_iter().filter(|&size| size >= RIVAL_AREA * largest).count()
}

impl Frame {
    /// Whether the other is the same file, or the same picture saved again, cropped, resized, made
    /// brighter or mirrored: thumbnails that differ by less than [`SAME_PICTURE`].
    pub fn repeats(&self, other: &Self) -> bool {
        let same_file = !self.sha256.is_empty() && self.sha256 == other.sha256;
        same_file || self.difference(other).is_some_and(|apart| apart < SAME_PICTURE)
    }

    /// How much the thumbnails of both differ where they differ most, at the place, size and side at which
    /// they differ least: in standard deviations of the picture, 0 for the same one. `None` where there is
    /// no thumbnail, or one without contrast.
    pub fn difference(&self, other: &Self) -> Option<f64> {
        difference(&self.thumbnail, &other.thumbnail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faces_in_the_background_are_no_rivals() {
        let face = |side: f32| Area { x: 0.0, y: 0.0, width: side, height: side };
        let count = |sides: &[f32]| rivals(sides.iter().map(|&side| face(side)));
        assert_eq!(count(&[]), 0);
        assert_eq!(count(&[100.0, 70.0, 5.0]), 1);
        assert_eq!(count(&[71.0, 100.0, 70.0]), 2);
    }

    #[test]
    fn the_same_bytes_repeat() {
        let named = |sha256: &str| Frame { sha256: sha256.to_owned(), ..Frame::default() };
        assert!(named("ab").repeats(&named("ab")));
        assert!(!named("ab").repeats(&named("cd")));
        // Nothing is known of either.
        assert!(!Frame::default().repeats(&Frame::default()));
    }
}
