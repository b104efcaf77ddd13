//! Detectors by recipe, and the orientation in which a picture's faces stand upright.

use std::cell::OnceCell;

use bonafide_imaging::{Area, RgbImage, Wiped};
use bonafide_inference::Model;

use crate::blazeface::{self, Square};
use crate::detection::Detection;
use crate::yunet;
use crate::{FaceError, QuarterTurn, Turns};

/// From which score on something is a face where the manifest says nothing; BlazeFace's authors'.
const DEFAULT_THRESHOLD: f32 = 0.5;

/// Most faces of a picture, the largest: a group photograph has fewer, and a pattern that a network takes
/// for hundreds of faces must not cost hundreds of runs of the networks that follow.
pub(crate) const MOST_FACES: usize = 64;

/// A detector, open.
#[derive(Clone, Debug)]
pub(crate) struct Detector {
    pub model: Model,
    kind: Kind,
    threshold: f32,
}

/// How a detector is fed and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Yunet,
    Blazeface,
}

/// Height of a head, from the hairline to the chin, in sides of BlazeFace's square from the brows to the
/// chin, and how far its centre is above, in the same. Medians of YuNet's areas over BlazeFace's of 27
/// photographs of public persons (the pictures `deepface_*` of the measuring set; over its other 63
/// photographs 1.21 and 0.08). The width is kept: YuNet's is 0.9, but then the nose of a face that
/// looks aside would lie outside.
const HEAD_HEIGHT: f32 = 1.25;
const HEAD_RISE: f32 = 0.115;

impl Kind {
    /// The head that a detector's own area shows, upright: networks for liveness and people who look at
    /// portraits need one meaning of a face's area, that of YuNet.
    fn head(self, area: &Area) -> Area {
        match self {
            Self::Yunet => *area,
            Self::Blazeface => {
                let [x, y] = area.centre();
                around([x, y - area.height * HEAD_RISE], area.width, area.height * HEAD_HEIGHT)
            }
        }
    }

    /// The detector's own area of a head, upright.
    pub(crate) fn own(self, head: &Area) -> Area {
        match self {
            Self::Yunet => *head,
            Self::Blazeface => {
                let [x, y] = head.centre();
                let height = head.height / HEAD_HEIGHT;
                around([x, y + height * HEAD_RISE], head.width, height)
            }
        }
    }
}

fn around([x, y]: [f32; 2], width: f32, height: f32) -> Area {
    Area { x: x - width / 2.0, y: y - height / 2.0, width, height }
}

impl Detector {
    pub(crate) fn new(model: Model) -> Result<Self, FaceError> {
        let entry = model.entry();
        let kind = match entry.recipe.as_deref() {
            Some("yunet/1") => Kind::Yunet,
            Some("blazeface/1") => Kind::Blazeface,
            _ => return Err(FaceError::unknown_recipe(&model)),
        };
        let threshold = entry.threshold.as_ref().map_or(DEFAULT_THRESHOLD, |t| t.value);
        Ok(Self { model, kind, threshold })
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// The faces of a picture, in its pixels, and how it is turned for them to stand upright: one
    /// turn for all.
    pub(crate) fn find(
        &self,
        picture: &RgbImage,
        turns: Turns,
    ) -> Result<(QuarterTurn, Vec<Detection>), FaceError> {
        if picture.is_empty() {
            return Ok((QuarterTurn::None, Vec::new()));
        }
        let search = Search::new(self, picture);
        if turns == Turns::Upright {
            return Ok((QuarterTurn::None, search.faces(QuarterTurn::None)?));
        }
        let mut best = (QuarterTurn::None, Vec::new());
        let mut most = 0.0;
        for turn in QuarterTurn::ALL {
            let faces = search.faces(turn)?;
            let strength = strength(&faces, turn);
            if strength > most {
                (best, most) = ((turn, faces), strength);
            }
        }
        Ok(best)
    }
}

/// How much speaks for an orientation: of its strongest face, the fourth power of the score times the
/// side. The box of one face differs by up to a third between orientations and the score tells them apart,
/// so a tenth of it outweighs that; the side keeps a small false face from deciding. A face whose
/// eyes stand more than 45° from level in that orientation was found in spite of it and counts a
/// tenth, so that it serves only where no orientation fits better.
fn strength(faces: &[Detection], turn: QuarterTurn) -> f32 {
    let of = |face: &Detection| {
        let [right, left] = [0, 1].map(|eye| turn.forth(face.points[eye], (0.0, 0.0)));
        let level = left[0] - right[0] > (left[1] - right[1]).abs();
        face.score.powi(4) * face.area.side() * if level { 1.0 } else { 0.1 }
    };
    faces.iter().map(of).fold(0.0, f32::max)
}

/// A picture made ready once for all orientations.
struct Search<'a> {
    detector: &'a Detector,
    picture: &'a RgbImage,
    seen: Seen,
}

enum Seen {
    Yunet(Wiped<RgbImage>),
    Blazeface { plain: Square, padded: OnceCell<Square> },
}

impl<'a> Search<'a> {
    fn new(detector: &'a Detector, picture: &'a RgbImage) -> Self {
        let seen = match detector.kind {
            Kind::Yunet => Seen::Yunet(yunet::shrunk(picture)),
            Kind::Blazeface => {
                Seen::Blazeface { plain: Square::around(picture), padded: OnceCell::new() }
            }
        };
        Self { detector, picture, seen }
    }

    fn faces(&self, turn: QuarterTurn) -> Result<Vec<Detection>, FaceError> {
        Ok(largest(self.every_face(turn)?))
    }

    fn every_face(&self, turn: QuarterTurn) -> Result<Vec<Detection>, FaceError> {
        let Detector { model, threshold, .. } = self.detector;
        let (width, height) = (self.picture.width() as f32, self.picture.height() as f32);
        match &self.seen {
            Seen::Yunet(small) => {
                let (columns, rows) = (small.width() as f32, small.height() as f32);
                let faces = if turn == QuarterTurn::None {
                    yunet::detect(model, small, *threshold)?
                } else {
                    yunet::detect(model, &Wiped::new(turn.turned(small)), *threshold)?
                };
                let factor = [width / columns, height / rows];
                let back = |face: &Detection| {
                    face.turned_back(turn, (columns, rows)).placed(factor, [0.0; 2])
                };
                Ok(faces.iter().map(back).collect())
            }
            Seen::Blazeface { plain, padded } => {
                let found = blazeface::detect(model, plain, turn, *threshold)?;
                let mut faces = blazeface::with_padding(found, width.max(height), || {
                    let padded = padded.get_or_init(|| Square::padded(self.picture));
                    blazeface::detect(model, padded, turn, *threshold)
                })?;
                for face in &mut faces {
                    let upright = turn.area_forth(&face.area, (width, height));
                    let head = self.detector.kind.head(&upright);
                    face.area = turn.area_back(&head, (width, height));
                }
                Ok(faces)
            }
        }
    }
}

/// At most [`MOST_FACES`], the largest first; equal ones keep their order.
fn largest(mut faces: Vec<Detection>) -> Vec<Detection> {
    faces.sort_by(|a, b| b.area.size().total_cmp(&a.area.size()));
    faces.truncate(MOST_FACES);
    faces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detection::tests::at;

    #[test]
    fn the_larger_and_surer_face_decides_the_orientation() {
        let upright = [at(0.0, 0.0, 40.0, 0.9)];
        assert!(
            strength(&upright, QuarterTurn::None)
                > strength(&[at(0.0, 0.0, 40.0, 0.7)], QuarterTurn::None)
        );
        assert!(
            strength(&upright, QuarterTurn::None)
                > strength(&[at(0.0, 0.0, 20.0, 0.9)], QuarterTurn::None)
        );
        assert!(strength(&[], QuarterTurn::None) <= 0.0);
    }

    #[test]
    fn the_largest_of_too_many_faces_are_kept() {
        let many: Vec<Detection> =
            (1..=500_u16).map(|side| at(0.0, 0.0, f32::from(side), 0.9)).collect();
        let kept: Vec<f32> = largest(many).iter().map(|face| face.area.side()).collect();
        assert_eq!(kept, (437..=500_u16).rev().map(f32::from).collect::<Vec<_>>());
    }

    #[test]
    fn a_head_leads_back_to_the_detectors_own_area() {
        let own = Area { x: 10.0, y: 20.0, width: 40.0, height: 40.0 };
        let head = Kind::Blazeface.head(&own);
        assert!(head.y < own.y && head.height > own.height);
        let back = Kind::Blazeface.own(&head);
        assert!((back.x - own.x).abs() < 1e-4 && (back.y - own.y).abs() < 1e-4);
        assert!((back.width - own.width).abs() < 1e-4 && (back.height - own.height).abs() < 1e-4);
        assert_eq!(Kind::Yunet.own(&Kind::Yunet.head(&own)), own);
    }

    #[test]
    fn eyes_that_are_not_level_count_little() {
        let upright = [at(0.0, 0.0, 40.0, 0.9)];
        for turn in [QuarterTurn::Right, QuarterTurn::Half, QuarterTurn::Left] {
            assert!(strength(&upright, turn) < 0.2 * strength(&upright, QuarterTurn::None));
            let turned: Vec<Detection> =
                upright.iter().map(|face| face.turned_back(turn, (100.0, 80.0))).collect();
            let full = 0.9_f32.powi(4) * 40.0;
            assert!((strength(&turned, turn) - full).abs() < 1e-3, "{turn:?}");
        }
    }

    #[test]
    fn a_sure_face_outweighs_a_larger_box_of_a_doubtful_one() {
        let (sure, doubtful) = ([at(0.0, 0.0, 100.0, 0.94)], [at(0.0, 0.0, 120.0, 0.84)]);
        let of = |faces| strength(faces, QuarterTurn::None);
        assert!(of(&sure) > of(&doubtful));
    }
}
