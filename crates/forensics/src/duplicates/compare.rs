//! Two fingerprints.

use super::Part;
use super::fingerprint::{Fingerprint, Frame};
use super::hash::{Orientation, Waves, variants};
use super::signature::{BYTES, Signature};
use super::square::Affine;

/// Most bits by which the hash of a frame differs that was compressed, resized or made gray, or moved by
/// up to half the step between variants.
const FAR: u32 = 8;
/// Most bits where an orientation or a variant undoes what was done.
const NEAR: u32 = 6;
/// Most bits where both do: they are asked for three times as often, and a lookup of five bits costs a third of
/// one of six.
const NEAREST: u32 = 5;

/// What is asked of an index on behalf of a frame: whose hash is within so many bits, and how that frame
/// would lie in this one.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub hash: u64,
    pub radius: u32,
    pub map: Affine,
}

/// How alike a part of two pictures is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// The part.
    pub part: Part,
    /// Bits of 64 by which the hashes differ, under the change that fits best.
    pub distance: u32,
    /// 0 to 1.
    pub similarity: f64,
}

impl Frame {
    /// The questions in the order in which they are asked: the frame as it is in eight orientations, then
    /// trimmed and turned in four.
    pub(super) fn questions(&self) -> Vec<Question> {
        let mut questions = Vec::new();
        for (index, variant) in variants(self.ratio).iter().enumerate() {
            let Some(waves) = Waves::of(&self.square, variant) else { continue };
            let ways = if index == 0 { Orientation::ALL.len() } else { Orientation::TURNS };
            for (turn, way) in Orientation::ALL.iter().take(ways).enumerate() {
                let radius = match (index, turn) {
                    (0, 0) => FAR,
                    (0, _) | (_, 0) => NEAR,
                    _ => NEAREST,
                };
                let map = variant.after(&way.map());
                questions.push(Question { hash: waves.hash(*way), radius, map });
            }
        }
        questions
    }

    /// How alike a stored frame is that a question has found.
    pub(super) fn likeness(&self, signature: &[u8], map: &Affine) -> f64 {
        Signature::unpack(signature).map_or(0.0, |stored| stored.likeness(&self.square, map))
    }
}

/// How alike the parts of a picture and of an earlier one are; those whose hashes are near enough to ask.
pub fn compared(query: &Fingerprint, earlier: &Fingerprint) -> Vec<Likeness> {
    let mut found = Vec::new();
    for kept in earlier.kept() {
        let Some(frame) = query.frames.iter().find(|frame| frame.part == kept.part) else {
            continue;
        };
        let signature: &[u8; BYTES] = &kept.signature;
        let questions = frame.questions();
        let nearest = questions
            .iter()
            .map(|question| ((question.hash ^ kept.hash).count_ones(), question))
            .filter(|(distance, question)| *distance <= question.radius)
            .min_by_key(|(distance, _)| *distance);
        if let Some((distance, question)) = nearest {
            let similarity = frame.likeness(signature, &question.map);
            found.push(Likeness { part: kept.part, distance, similarity });
        }
    }
    found
}
