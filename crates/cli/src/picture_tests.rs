//! `bonafide tests`: the proofing tests of one picture of a document, with evidence.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};
use bonafide::input::{ImageInput, SessionId, SessionInput};
use bonafide::result::{
    Artifact, ArtifactKind, OutlineFacts, SessionResult, TestResult, wire_name,
};
use bonafide::types::{Evidence, Side, Slot, TestId, Verdict};
use bonafide::{Artifacts, Context};
use serde::Serialize;

use crate::args::TestsArgs;
use crate::eval::cannot_write;
use crate::exit::Exit;
use crate::settings;
use crate::text::{print_json, print_line, read_input};

/// What is said of a picture.
#[derive(Serialize)]
struct Report<'a> {
    /// Where the document lies; none where no outline was found.
    document: Option<&'a OutlineFacts>,
    tests: BTreeMap<TestId, &'a TestResult>,
}

/// Judges a picture as one side of a document.
pub(crate) fn tests(args: &TestsArgs) -> Result<Exit> {
    let (side, slot) = match args.side {
        crate::args::SideOf::Front => (Side::Front, Slot::IdCardFront),
        crate::args::SideOf::Back => (Side::Back, Slot::IdCardBack),
    };
    let mut session = SessionInput::new(SessionId::new("picture")?);
    session.images.push(ImageInput::new(slot, read_input(&args.input)?));
    let mut cx = Context::on(settings::today());
    cx.artifacts = Artifacts::All;
    let result = settings::engine(&args.runtime, 1)?.evaluate(&session, &cx);
    if let Some(error) = result.inputs.iter().find_map(|input| input.error.as_ref()) {
        bail!("{}", error.message);
    }
    if let Some(path) = &args.artifact {
        let map = heat_map(&result.artifacts).context("there is no heat map of this picture")?;
        std::fs::write(path, map.content.expose()).with_context(|| cannot_write(path))?;
    }
    let report = Report::of(&result, side, slot);
    if args.json {
        print_json(&report)?;
    } else {
        print_line(report.account().trim_end())?;
    }
    Ok(Exit::Done)
}

fn heat_map(artifacts: &[Artifact]) -> Option<&Artifact> {
    artifacts.iter().find(|artifact| artifact.kind == ArtifactKind::ManipulationHeatMap)
}

impl<'a> Report<'a> {
    fn of(result: &'a SessionResult, side: Side, slot: Slot) -> Self {
        let of_side = |id: &TestId| id.side() == Some(side) && is_of_pictures(*id);
        Self {
            document: result.quality.get(&slot).and_then(|quality| quality.document.as_ref()),
            tests: result
                .tests
                .iter()
                .filter(|(id, _)| of_side(id))
                .map(|(id, test)| (*id, test))
                .collect(),
        }
    }

    fn account(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = match self.document {
            Some(outline) => writeln!(
                text,
                "document: {}, outline score {:.2}{}{}",
                outline.format.meaning(),
                outline.score.get(),
                if outline.cut_off { ", a part is outside the picture" } else { "" },
                if outline.occluded { ", something lies across a side" } else { "" },
            ),
            None => writeln!(text, "document: no outline of one was found"),
        };
        for (id, test) in &self.tests {
            let _ = writeln!(text, "{}: {}", id.name(), verdict(*id, test));
            for evidence in &test.evidence {
                let _ = writeln!(text, "    {}", line_of(evidence));
            }
        }
        text
    }
}

/// Tests of dates look at no picture.
fn is_of_pictures(id: TestId) -> bool {
    !matches!(id, TestId::DocFrontExpiry | TestId::DocFrontDateLogic)
}

fn verdict(id: TestId, test: &TestResult) -> String {
    let mut text = wire_name(&test.verdict);
    if let Some(score) = test.score.filter(|_| test.verdict != Verdict::NotPerformed) {
        let is_probability = TestId::IsIdentityDocument.covers(id);
        let what = if is_probability { "probability" } else { "risk" };
        let _ = write!(text, ", {what} {:.2}", score.get());
    }
    if let Some(detail) = &test.detail {
        let _ = write!(text, " ({detail})");
    }
    text
}

/// The value of a detector's evidence that says why it has no score; it holds no personal data.
const NOT_APPLICABLE: &str = "not_applicable";

fn line_of(evidence: &Evidence) -> String {
    let mut text = evidence.kind.clone();
    if let Some(name) = &evidence.name {
        let _ = write!(text, " {name}");
    }
    if let Some(score) = evidence.score {
        let _ = write!(text, " {:.2}", score.get());
    }
    if let Some(reason) = evidence.values.get(NOT_APPLICABLE) {
        let _ = write!(text, ": says nothing of this picture, {}", reason.expose());
    }
    if let Some(holds) = evidence.holds {
        text.push_str(if holds { ": yes" } else { ": no" });
    }
    if let Some(place) = evidence.bounds {
        let [left, top, right, bottom] = <[u32; 4]>::from(place);
        let _ = write!(text, " at ({left}, {top}) to ({right}, {bottom})");
    }
    text
}
