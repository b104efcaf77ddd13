//! Where a document lies in a picture, and what it looks like from straight above.
//!
//! [`locate`] works on the picture reduced to about 640 pixels: colour edges, straight lines by an
//! oriented Hough transform, quadrilaterals from two pairs of opposing lines (the borders of the
//! picture are lines too: a document may be cut off, or fill the picture), each judged by what an
//! outline must have: edges along its sides that end at its corners, different colours on both
//! sides, the shape of a known document under some camera, and the picture's content inside. The
//! best are measured again at full size. [`rectify`] cuts one out, seen from above.

#![allow(clippy::many_single_char_names)] // points, corners and coordinates have no longer names

mod camera;
mod edges;
mod evidence;
mod format;
mod geometry;
mod hough;
mod hypotheses;
mod line;
mod locate;
mod plane;
mod quad;
mod rectify;
mod refine;

pub use format::DocumentFormat;
pub use geometry::encloses;
pub use locate::{LocateOptions, locate};
pub use quad::{DocumentQuad, QuadEvidence, SideEvidence};
pub use rectify::{Perspective, rectify};
