//! `bonafide inspect`: what a picture is like, and what is printed on the document in it.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use bonafide::imaging::{
    CaptureQuality, DocumentQuad, FileFacts, Limits, LocateOptions, Picture, encode_png, locate,
    quality, rectify,
};
use bonafide::result::wire_name;
use serde::Serialize;

use crate::args::InspectArgs;
use crate::eval::cannot_write;
use crate::exit::Exit;
use crate::inspect_print::{self, PrintAccount};
use crate::text::{print_json, print_line, read_input};

/// Widest artifact, in pixels: ID-1 at 380 dots per inch; one is never wider than the document in the
/// picture.
const WIDEST_ARTIFACT: f32 = 1280.0;
/// Below this turn a document lies upright, in degrees: the guides of a camera are followed so well.
const UPRIGHT: f32 = 10.0;

/// What is said of a picture.
#[derive(Serialize)]
struct Inspection<'a> {
    file: &'a FileFacts,
    quality: CaptureQuality,
    /// Best first.
    documents: Vec<DocumentQuad>,
    /// How far the first is turned in the picture, in degrees clockwise; content may say that it is half
    /// a turn more.
    rotation_degrees: Option<f32>,
    /// None where it was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    print: Option<PrintAccount>,
}

/// Explains a picture: file, quality, where the document lies, what shape it has, how it is turned, and
/// what is printed on it.
pub(crate) fn inspect(args: &InspectArgs) -> Result<Exit> {
    let bytes = read_input(&args.input)?;
    let picture = Picture::decode(&bytes, &Limits::default())?;
    let documents = locate(&picture, &LocateOptions::default());
    let inspection = Inspection {
        file: picture.facts(),
        quality: quality(&picture),
        rotation_degrees: documents.first().map(rotation),
        documents,
        print: args.text.then(|| inspect_print::read(args, bytes)).transpose()?,
    };
    if let Some(path) = &args.artifact {
        write_artifact(&picture, inspection.documents.first(), path)?;
    }
    if args.json {
        print_json(&inspection)?;
    } else {
        print_line(account(&inspection).trim_end())?;
        if let Some(print) = &inspection.print {
            print_line(print.lines().trim_end())?;
        }
    }
    Ok(Exit::Done)
}

fn write_artifact(picture: &Picture, document: Option<&DocumentQuad>, path: &Path) -> Result<()> {
    let document = document.context("no document was found, so there is nothing to cut out")?;
    let [a, b, c, d] = document.corners;
    let side = |a: [f32; 2], b: [f32; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
    let width = side(a, b).max(side(d, c)).clamp(1.0, WIDEST_ARTIFACT);
    let crop = rectify(picture, document, width.round() as u32);
    std::fs::write(path, encode_png(&crop)?).with_context(|| cannot_write(path))
}

/// How far the upper side is turned from level, clockwise, −180 to 180.
fn rotation(document: &DocumentQuad) -> f32 {
    let [a, b, c, d] = document.corners;
    let (dx, dy) = (b[0] - a[0] + c[0] - d[0], b[1] - a[1] + c[1] - d[1]);
    dy.atan2(dx).to_degrees()
}

fn account(inspection: &Inspection<'_>) -> String {
    let mut text = String::new();
    let mut line = |name: &str, what: &str| {
        let _ = writeln!(text, "{name:<17} {what}"); // writing to a String cannot fail
    };
    let file = inspection.file;
    line(
        "picture",
        &format!("{} × {} pixels, {}", file.width, file.height, wire_name(&file.format)),
    );
    let issues: Vec<String> = inspection.quality.issues.iter().map(wire_name).collect();
    line("quality", &if issues.is_empty() { "no issue".to_owned() } else { issues.join(", ") });
    let Some(document) = inspection.documents.first() else {
        line("document", "no outline of one was found");
        return text;
    };
    line("document", document.format.meaning());
    line(
        "",
        &format!("score {:.2}, sides as {:.3} to 1", document.score.get(), document.evidence.ratio),
    );
    // Zero is added so that what rounds to none has no sign.
    let tenth = |at: f32| (at * 10.0).round() / 10.0 + 0.0;
    let corner = |[x, y]: [f32; 2]| format!("({:.1}, {:.1})", tenth(x), tenth(y));
    line("corners", &document.corners.map(corner).join(" "));
    line("orientation", &orientation(inspection.rotation_degrees.unwrap_or(0.0)));
    if document.cut_off {
        line("cut off", "a part of it is outside the picture");
    }
    if document.occluded {
        line("covered", "something lies across one of its sides");
    }
    for (name, side) in ["top", "right", "bottom", "left"].iter().zip(document.evidence.sides) {
        let edge = format!("{:.0} % edge, contrast {:.0}", 100.0 * side.support, side.contrast);
        let what = if side.at_border { "the border of the picture".to_owned() } else { edge };
        line(&format!("  {name}"), &what);
    }
    let others = inspection.documents.len() - 1;
    if others > 0 {
        let best = inspection.documents[1].score.get();
        line("other outlines", &format!("{others}, the best with score {best:.2}"));
    }
    text
}

fn orientation(degrees: f32) -> String {
    let turned = format!("turned by {degrees:.1}° clockwise, or half a turn more");
    if degrees.abs() < UPRIGHT { format!("level ({turned})") } else { turned }
}
