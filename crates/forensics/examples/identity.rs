//! Prints one JSON line per picture: identity document, recapture, copy, and which way up.
//!
//! `identity < KNOWN.jsonl`, a line per picture: `{"file": "x.jpg"}`, and where known `"faces": [[x, y,
//! width, height]]`, `"portrait_up": [x, y]`, `"zone_lines"` and `"barcodes"` as lists of four corners,
//! `"licence_payload": true`. With `--identity` nothing else is measured.

use std::io::{BufRead as _, Write as _};
use std::time::Instant;

use bonafide_forensics::{
    IdentityEvidence, Known, Page, identity_document, identity_verdict, recapture, upright,
};
use bonafide_imaging::{Area, Limits, LocateOptions, Picture, locate};
use bonafide_types::{Score, Verdict};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let mut said: Value = serde_json::from_str(&line?)?;
        let bytes = std::fs::read(said["file"].as_str().unwrap_or_default())?;
        let Ok(picture) = Picture::decode(&bytes, &Limits::default()) else { continue };
        let found = looked_at(&bytes, &picture, &said)?;
        if let (Some(said), Value::Object(found)) = (said.as_object_mut(), found) {
            said.extend(found);
        }
        writeln!(out, "{said}")?;
    }
    Ok(())
}

fn looked_at(bytes: &[u8], picture: &Picture, said: &Value) -> Result<Value, serde_json::Error> {
    let faces: Vec<Area> = serde_json::from_value::<Option<Vec<[f32; 4]>>>(said["faces"].clone())?
        .unwrap_or_default()
        .into_iter()
        .map(|[x, y, width, height]| Area { x, y, width, height })
        .collect();
    let corners = |name: &str| serde_json::from_value::<Option<_>>(said[name].clone());
    let known = Known {
        document: locate(picture, &LocateOptions::default()).into_iter().next(),
        portrait: faces.first().copied(),
        portrait_up: serde_json::from_value(said["portrait_up"].clone())?,
        zone_lines: corners("zone_lines")?.unwrap_or_default(),
        barcodes: corners("barcodes")?.unwrap_or_default(),
        fields: Vec::new(),
    };
    let licence_payload = said["licence_payload"] == true;
    let page = Page::new(bytes, picture).with(known);
    let start = Instant::now();
    let identity = identity_document(&page, &IdentityEvidence { faces, licence_payload });
    let identity_ms = start.elapsed().as_secs_f64() * 1e3;
    let features: Vec<f64> = identity
        .evidence
        .iter()
        .filter(|evidence| evidence.kind == "feature")
        .filter_map(|evidence| evidence.score.map(Score::get))
        .collect();
    if std::env::args().any(|argument| argument == "--identity") {
        return Ok(
            json!({ "p": identity.score(), "features": features, "upright": upright(&page) }),
        );
    }
    let (screen, copy) = recapture::screen_and_photocopy(&page);
    let ms = start.elapsed().as_secs_f64() * 1e3;
    Ok(json!({
        "p": identity.score(), "verdict": identity_verdict(&identity), "features": features,
        "screen": screen.score(), "screen_evidence": screen.evidence,
        "screen_verdict": recapture::verdict(&screen, Verdict::PossibleScreenRecapture),
        "copy": copy.score(), "copy_evidence": copy.evidence,
        "copy_verdict": recapture::verdict(&copy, Verdict::PossiblePhotocopy),
        "upright": upright(&page), "document": page.known.document.map(|quad| quad.corners),
        "identity_ms": identity_ms, "ms": ms,
    }))
}
