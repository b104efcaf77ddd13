//! The page of one session.

use askama::Template;
use bonafide::project::Redact;
use bonafide::result::{ArtifactKind, SessionResult};

use crate::artifacts::Artifacts;
use crate::mask::Mask;
use crate::page::{policy, style};
use crate::view::Picture;
use crate::view::barcode::{Barcode, barcodes};
use crate::view::faces::Faces;
use crate::view::header::Header;
use crate::view::liveness::Liveness;
use crate::view::matrix::Matrix;
use crate::view::provenance::Provenance;
use crate::view::quality::{self, QualityRow};
use crate::view::score::Why;
use crate::view::test_table::{Group, groups};
use crate::view::zone::{Zone, overlays, zones};

/// How a page is made.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// What is hidden of the person; by default every personal value and every picture, with lengths
    /// and places of differences shown. [`Redact::All`] hides those too; [`Redact::None`] hides
    /// nothing.
    pub redact: Redact,
}

impl Options {
    /// Options with another choice of what is hidden.
    #[must_use]
    pub fn with_redact(self, redact: Redact) -> Self {
        Self { redact }
    }
}

#[derive(Template)]
#[template(path = "session.html")]
struct Page {
    policy: String,
    style: String,
    masked: Option<&'static str>,
    header: Header,
    why: Why,
    groups: Vec<Group>,
    quality: Vec<QualityRow>,
    matrix: Matrix,
    zones: Vec<Zone>,
    barcodes: Vec<Barcode>,
    crops: Vec<Picture>,
    faces: Faces,
    liveness: Liveness,
    provenance: Provenance,
}

/// What the page says about what it hides.
fn masked(redact: Redact) -> Option<&'static str> {
    match redact {
        Redact::None => None,
        Redact::Default => {
            Some("Personal values are masked: a dot for each character. Pictures are left out.")
        }
        _ => Some("Personal values and pictures are left out."),
    }
}

/// What the picture of a side shows.
const CROP: &str = "The document, cut out and seen from straight above";

/// The page of a session: verdict and why, tests with their evidence, fields by source, zones and
/// barcodes, faces, provenance (`docs/report.md`).
///
/// One HTML document of UTF-8 text without scripts and references; pictures are within it as `data:`
/// URIs, and only with [`Redact::None`], except for heat maps without the document beneath them. The
/// same result gives the same page. Cost: a few milliseconds, and the base64 of the pictures.
pub fn session_report(
    result: &SessionResult,
    artifacts: &Artifacts<'_>,
    options: &Options,
) -> String {
    let mask = Mask(options.redact);
    let style = style();
    let page = Page {
        policy: policy(&style, None),
        style,
        masked: masked(options.redact),
        header: Header::of(result, mask),
        why: Why::of(result),
        groups: groups(result, artifacts, mask),
        quality: quality::rows(result),
        matrix: Matrix::of(result, mask),
        zones: zones(result, artifacts, mask),
        barcodes: barcodes(result, artifacts, mask),
        crops: overlays(result, ArtifactKind::DocumentCrop, CROP, artifacts, mask).collect(),
        faces: Faces::of(result, artifacts, mask),
        liveness: Liveness::of(result),
        provenance: Provenance::of(result, mask),
    };
    page.render().expect("writing to a string does not fail")
}
