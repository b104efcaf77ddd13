//! The stages of a session that look at the pictures of its document by themselves: outlines, duplicates,
//! proofing.

use bonafide_types::DocumentType;
use jiff::civil::Date;

use crate::context::{Context, Stopwatch};
use crate::document_pictures::{self, DocumentFindings};
use crate::duplication::{self, Fingerprints};
use crate::equipment::Equipment;
use crate::error::SessionError;
use crate::faces::FaceFindings;
use crate::input::{Kind, SessionInput};
use crate::intake::Intake;
use crate::outline::{self, Outlines};
use crate::prints::{self, PrintFindings};
use crate::result::SourceDocument;
use crate::sides;
use crate::sources;
use crate::timings::Timings;

/// Whether fingerprints are taken where no index asks for them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Result,
    Fingerprints,
}

/// What is looked at, and what was read of it.
pub(crate) struct Shown<'a> {
    pub intake: &'a Intake,
    pub documents: &'a [SourceDocument],
    /// What the document is taken for.
    pub document_type: DocumentType,
    pub faces: &'a FaceFindings,
    pub as_of: Date,
}

/// What the pictures of the document gave.
pub(crate) struct Findings {
    pub fingerprints: Fingerprints,
    pub seen: DocumentFindings,
    pub prints: PrintFindings,
}

/// Looks at the document. To authenticate a known person none is looked at. Fails only where the session's
/// time is used up.
pub(crate) fn look(
    input: &SessionInput,
    cx: &Context,
    equipment: &Equipment,
    wanted: Wanted,
    shown: &Shown<'_>,
    (watch, timings): (&Stopwatch<'_>, &mut Timings),
) -> Result<Findings, SessionError> {
    let compares = cx.duplicates.is_some() || wanted == Wanted::Fingerprints;
    let examiner = equipment.pages.as_deref().filter(|_| input.kind == Kind::Idv);
    let reader = equipment.prints.reader();
    let looks = input.kind == Kind::Idv && (examiner.is_some() || reader.is_ok());
    let outlines = if compares || looks {
        timings.measure("rectify", || outline::find(shown.intake))
    } else {
        Outlines::new()
    };
    let known = sides::Knowledge {
        intake: shown.intake,
        outlines: &outlines,
        document_type: shown.document_type,
        documents: shown.documents,
        faces: shown.faces,
    };
    let mut sides =
        if looks { timings.measure("rectify", || sides::of(input, &known)) } else { Vec::new() };
    watch.check("rectify")?;
    let prints = timings.measure("ocr", || {
        let declared = sources::declared(input, shown.intake);
        let search = prints::Search {
            document_type: shown.document_type,
            declared,
            as_of: shown.as_of,
            words: &cx.words,
        };
        prints::find(reader, &mut sides, &search)
    });
    watch.check("ocr")?;
    let fingerprints = if compares {
        timings.measure("duplicates", || {
            duplication::of_session(shown.intake, &outlines, &shown.faces.result)
        })
    } else {
        Fingerprints::new()
    };
    let reuse = duplication::tests(cx.duplicates.as_deref(), &fingerprints, &input.id);
    watch.check("duplicates")?;
    let mut seen = examiner.map_or_else(DocumentFindings::default, |examiner| {
        let search = document_pictures::Search {
            sides: &sides,
            document_type: shown.document_type,
            documents: shown.documents,
            manipulation: input.settings.perform_image_manipulation_test,
            artifacts: cx.artifacts,
        };
        timings.measure("proofing", || document_pictures::find(examiner, &search))
    });
    watch.check("proofing")?;
    seen.tests.extend(reuse);
    Ok(Findings { fingerprints, seen, prints })
}
