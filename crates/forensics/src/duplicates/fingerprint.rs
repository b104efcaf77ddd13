//! What an index keeps of a picture.

use bonafide_imaging::Picture;

use super::Part;
use super::hash::{Orientation, Waves};
use super::signature::{BYTES, Signature};
use super::square::{Affine, SIDE, Square};
use crate::page::Known;

/// How far beyond the head a portrait's frame reaches, as a share of the head's sides: hair and
/// shoulders belong to the picture.
const AROUND_HEAD: f32 = 0.25;
/// A document whose corners are all this near to those of the picture, as a share of its sides, is the
/// picture.
const SAME_FRAME: f32 = 0.04;

/// What the bytes of a fingerprint begin with; the digit is the version.
const MAGIC: &[u8; 8] = b"BFDPRNT1";
/// Bytes of a frame: part, ratio, cells.
const FRAME_BYTES: usize = 1 + 8 + SIDE * SIDE;
const MOST_FRAMES: usize = 3;

/// What an index keeps of a picture: the hash of its bytes, and of up to three frames in it (the whole
/// picture, the document seen from above, the portrait) a perceptual hash and a signature.
///
/// A signature is a picture of 96 × 96 cells without lighting. People can be recognised by it: it is
/// personal data as the picture is.
#[derive(Clone, Debug, PartialEq)]
pub struct Fingerprint {
    pub(super) sha256: [u8; 32],
    pub(super) frames: Vec<Frame>,
}

/// A frame of a picture.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Frame {
    pub part: Part,
    pub ratio: f64,
    pub square: Square,
    pub hash: u64,
}

/// A frame as it is stored.
pub(super) struct Kept {
    pub part: Part,
    pub hash: u64,
    pub signature: [u8; BYTES],
}

impl Fingerprint {
    /// Takes a picture's fingerprint. A frame that is blank is left out.
    ///
    /// The result depends on the pixels, `sha256` (the SHA-256 of the file's bytes) and what is known of
    /// the page alone. Cost: about 4 ms a frame (docs/duplicates.md), once the picture's pyramid is there.
    pub fn of(sha256: [u8; 32], picture: &Picture, known: &Known) -> Self {
        let (width, height) = (picture.facts().width as f32, picture.facts().height as f32);
        let whole = [[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]];
        let mut frames = vec![(Part::Picture, whole)];
        if let Some(document) = &known.document {
            let near = |a: &[f32; 2], b: &[f32; 2]| {
                (a[0] - b[0]).abs() < SAME_FRAME * width
                    && (a[1] - b[1]).abs() < SAME_FRAME * height
            };
            let corners = &document.corners;
            if !corners.iter().all(|corner| whole.iter().any(|other| near(corner, other))) {
                frames.push((Part::Document, *corners));
            }
        }
        if let Some(head) = &known.portrait {
            let (dx, dy) = (head.width * AROUND_HEAD, head.height * AROUND_HEAD);
            let (left, right) = (head.x - dx, head.x + head.width + dx);
            let (top, bottom) = (head.y - dy, head.y + head.height + dy);
            frames.push((
                Part::Portrait,
                [[left, top], [right, top], [right, bottom], [left, bottom]],
            ));
        }
        let frames =
            frames.into_iter().filter_map(|(part, corners)| Frame::of(part, picture, &corners));
        Self { sha256, frames: frames.collect() }
    }

    /// The fingerprint as bytes: what [`Fingerprint::from_bytes`] reads, 36 KiB a frame.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&self.sha256);
        for frame in &self.frames {
            bytes.push(frame.part.code());
            bytes.extend_from_slice(&frame.ratio.to_le_bytes());
            bytes.extend_from_slice(&frame.square.to_luma8());
        }
        let crc = crc32fast::hash(&bytes);
        bytes.extend_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// Reads a fingerprint; `None` for what is none, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (body, crc) = bytes.split_last_chunk::<4>()?;
        if crc32fast::hash(body) != u32::from_le_bytes(*crc) {
            return None;
        }
        let (sha256, body) = body.strip_prefix(MAGIC)?.split_first_chunk::<32>()?;
        let frames = body.chunks_exact(FRAME_BYTES);
        if !frames.remainder().is_empty() || frames.len() > MOST_FRAMES {
            return None;
        }
        let frames: Option<Vec<Frame>> = frames.map(Frame::from_bytes).collect();
        Some(Self { sha256: *sha256, frames: frames? })
    }

    /// Whether it has a frame of this part.
    pub fn has(&self, part: Part) -> bool {
        self.frames.iter().any(|frame| frame.part == part)
    }

    pub(super) fn kept(&self) -> impl Iterator<Item = Kept> {
        self.frames.iter().map(|frame| Kept {
            part: frame.part,
            hash: frame.hash,
            signature: Signature::of(&frame.square).pack(),
        })
    }
}

impl Frame {
    fn of(part: Part, picture: &Picture, corners: &[[f32; 2]; 4]) -> Option<Self> {
        let square = Square::of(picture, corners)?;
        let [a, b, c, d] = *corners;
        let length = |p: [f32; 2], q: [f32; 2]| f64::from((p[0] - q[0]).hypot(p[1] - q[1]));
        let (across, down) = (length(a, b) + length(d, c), length(a, d) + length(b, c));
        Self::new(part, across / down.max(1e-6), square)
    }

    /// `None` for what is blank.
    fn new(part: Part, ratio: f64, square: Square) -> Option<Self> {
        let hash = Waves::of(&square, &Affine::IDENTITY)?.hash(Orientation::ALL[0]);
        Some(Self { part, ratio, square, hash })
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (part, bytes) = bytes.split_first()?;
        let (ratio, cells) = bytes.split_first_chunk::<8>()?;
        let ratio = f64::from_le_bytes(*ratio);
        let sound = ratio.is_finite() && ratio > 0.0;
        Self::new(Part::of_code(*part).filter(|_| sound)?, ratio, Square::from_luma8(cells)?)
    }
}
