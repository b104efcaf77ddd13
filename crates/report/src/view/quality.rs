//! Quality of each picture that was used.

use bonafide::result::{PictureQuality, SessionResult, wire_name};
use bonafide_types::Slot;

use crate::words::{Badge, in_words, title};

pub(crate) struct QualityRow {
    pub(crate) picture: String,
    pub(crate) badge: Badge,
    pub(crate) said: String,
}

/// A row per picture.
pub(crate) fn rows(result: &SessionResult) -> Vec<QualityRow> {
    result.quality.iter().map(|(slot, quality)| row(*slot, quality)).collect()
}

fn row(slot: Slot, quality: &PictureQuality) -> QualityRow {
    let capture = &quality.capture;
    let mut issues: Vec<String> =
        capture.issues.iter().map(|issue| in_words(&wire_name(issue))).collect();
    let face = quality.face.as_ref();
    issues.extend(face.iter().flat_map(|face| face.issues.iter().map(|code| in_words(code))));
    let document = quality.document.as_ref();
    issues.extend(document.filter(|d| d.cut_off).map(|_| "document cut off".to_owned()));
    issues.extend(document.filter(|d| d.occluded).map(|_| "document covered in part".to_owned()));
    let badge = match (capture.usable, issues.is_empty()) {
        (false, _) => Badge::new(Some(false), "not usable"),
        (true, true) => Badge::new(Some(true), "usable"),
        (true, false) => Badge::new(bonafide_types::Outcome::Inconclusive, "usable"),
    };
    let mut said = vec![format!("{} × {} px", capture.width, capture.height)];
    said.extend(document.and_then(|d| d.dpi).map(|dpi| format!("{dpi} dpi")));
    said.push(format!("blur {:.2}", capture.blur.get()));
    said.push(format!("glare {:.1} %", capture.glare_fraction.get() * 100.0));
    said.extend(capture.jpeg_quality.map(|quality| format!("JPEG quality {quality}")));
    said.extend(capture.grayscale.then(|| "no colour".to_owned()));
    said.extend(face.map(|face| format!("{:.0} px between the eyes", face.inter_eye_px)));
    if !issues.is_empty() {
        said.push(format!("noticed: {}", issues.join(", ")));
    }
    QualityRow { picture: title(slot.name()), badge, said: said.join(", ") }
}
