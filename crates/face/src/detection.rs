//! What a detector finds, and which of its overlapping finds are one face.

use bonafide_imaging::Area;

use crate::QuarterTurn;

/// A face as a detector gives it, in pixels of the picture that it was shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Detection {
    pub area: Area,
    /// 0 to 1.
    pub score: f32,
    /// The right eye, the left eye, the tip of the nose, the right and the left corner of the mouth,
    /// sides being the person's own.
    pub points: [[f32; 2]; 5],
}

impl Detection {
    /// In the picture that was shrunk to the one that was seen: places are multiplied by `factor`,
    /// then moved by `shift`.
    pub(crate) fn placed(&self, factor: [f32; 2], shift: [f32; 2]) -> Self {
        let place = |[x, y]: [f32; 2]| [x * factor[0] + shift[0], y * factor[1] + shift[1]];
        let [x, y] = place([self.area.x, self.area.y]);
        let area =
            Area { x, y, width: self.area.width * factor[0], height: self.area.height * factor[1] };
        Self { area, score: self.score, points: self.points.map(place) }
    }

    /// In the picture of this size, which was turned to be the one that was seen.
    pub(crate) fn turned_back(&self, turn: QuarterTurn, size: (f32, f32)) -> Self {
        Self {
            area: turn.area_back(&self.area, size),
            score: self.score,
            points: self.points.map(|point| turn.back(point, size)),
        }
    }

    /// Whether every number is one, and the area has an extent.
    pub(crate) fn is_sound(&self) -> bool {
        let Area { x, y, width, height } = self.area;
        let numbers = [x, y, width, height, self.score];
        numbers.iter().chain(self.points.as_flattened()).all(|number| number.is_finite())
            && width > 0.0
            && height > 0.0
    }
}

/// The indices of detections that are no second find of a better one, the best first. Equal scores
/// keep their order.
pub(crate) fn suppressed(detections: &[Detection], overlap: f32) -> Vec<usize> {
    let mut order: Vec<usize> = (0..detections.len()).collect();
    order.sort_by(|&a, &b| detections[b].score.total_cmp(&detections[a].score));
    let mut kept: Vec<usize> = Vec::new();
    for index in order {
        let area = &detections[index].area;
        if kept.iter().all(|&better| detections[better].area.overlap(area) <= overlap) {
            kept.push(index);
        }
    }
    kept
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(crate) fn at(x: f32, y: f32, side: f32, score: f32) -> Detection {
        let area = Area { x, y, width: side, height: side };
        let point = |u: f32, v: f32| [x + u * side, y + v * side];
        let points =
            [point(0.3, 0.4), point(0.7, 0.4), point(0.5, 0.6), point(0.35, 0.8), point(0.65, 0.8)];
        Detection { area, score, points }
    }

    #[test]
    fn the_best_of_overlapping_finds_stays() {
        let finds = [at(0.0, 0.0, 10.0, 0.7), at(1.0, 0.0, 10.0, 0.9), at(40.0, 0.0, 10.0, 0.8)];
        assert_eq!(suppressed(&finds, 0.3), [1, 2]);
        assert_eq!(suppressed(&finds, 0.99), [1, 2, 0]);
        assert!(suppressed(&[], 0.3).is_empty());
    }

    #[test]
    fn what_is_no_number_is_not_sound() {
        assert!(at(0.0, 0.0, 4.0, 0.5).is_sound());
        assert!(!at(f32::NAN, 0.0, 4.0, 0.5).is_sound());
        assert!(!at(0.0, 0.0, f32::INFINITY, 0.5).is_sound());
        assert!(!at(0.0, 0.0, 0.0, 0.5).is_sound());
    }

    proptest! {
        #[test]
        fn what_stays_does_not_overlap(finds in prop::collection::vec((0f32..50.0, 0f32..50.0, 1f32..30.0, 0f32..1.0), 0..30)) {
            let finds: Vec<Detection> = finds.into_iter().map(|(x, y, side, score)| at(x, y, side, score)).collect();
            let kept = suppressed(&finds, 0.3);
            for (index, &a) in kept.iter().enumerate() {
                for &b in &kept[index + 1..] {
                    prop_assert!(finds[a].area.overlap(&finds[b].area) <= 0.3);
                    prop_assert!(finds[a].score >= finds[b].score);
                }
            }
        }
    }
}
