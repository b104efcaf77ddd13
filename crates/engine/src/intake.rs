//! Pictures in: each file decoded once, the best of several shots of one slot kept.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_imaging::{CaptureQuality, DecodeError, Limits, Picture, quality};
use bonafide_types::Slot;

use crate::error::{ErrorCode, SessionError};
use crate::input::{ImageInput, ImageSource};
use crate::result::{InputFacts, PictureQuality, PrintOutcome, ZoneOutcome};
use crate::seal::sha256_id;

/// Pixels of all pictures that a session keeps, as a multiple of the limit of one picture. Two of the
/// largest, or ten pictures of documents and people at twenty megapixels each.
const SESSION_PICTURES: u64 = 2;

/// The pictures of a session after decoding.
#[derive(Default)]
pub(crate) struct Intake {
    /// One entry per file handed in, in slot order.
    pub inputs: Vec<InputFacts>,
    /// The picture used for each slot that a later stage reads.
    pub pages: BTreeMap<Slot, Picture>,
    /// Its capture quality.
    pub quality: BTreeMap<Slot, PictureQuality>,
}

impl Intake {
    /// The first file error, in slot order.
    pub(crate) fn first_error(&self) -> Option<SessionError> {
        self.inputs.iter().find_map(|input| input.error.clone())
    }

    /// Notes what looking for a machine-readable zone came to, beside the pictures that were used.
    pub(crate) fn looked_for_zones(&mut self, outcomes: &BTreeMap<Slot, ZoneOutcome>) {
        for input in self.inputs.iter_mut().filter(|input| input.used) {
            input.mrz = outcomes.get(&input.storage_file_type_e).copied();
        }
    }

    /// Notes what reading the print came to, beside the pictures that were used.
    pub(crate) fn read_print(&mut self, outcomes: &BTreeMap<Slot, PrintOutcome>) {
        for input in self.inputs.iter_mut().filter(|input| input.used) {
            input.print = outcomes.get(&input.storage_file_type_e).copied();
        }
    }

    /// Notes in which of the pictures that were used a barcode was left to the fallback reader.
    pub(crate) fn read_by_fallback(&mut self, slots: &BTreeSet<Slot>) {
        for input in self.inputs.iter_mut().filter(|input| input.used) {
            if slots.contains(&input.storage_file_type_e) {
                input.notes.push("a barcode was read by the fallback reader".to_owned());
            }
        }
    }
}

/// Decodes every picture; a file that cannot be decoded costs only itself.
pub(crate) fn take_in(images: &[ImageInput], limits: &Limits, people: People) -> Intake {
    let mut intake = Intake::default();
    let mut order: Vec<&ImageInput> = images.iter().collect();
    order.sort_by(|a, b| a.slot.cmp(&b.slot).then_with(|| a.file.cmp(&b.file)));
    let mut best: BTreeMap<Slot, usize> = BTreeMap::new();
    let mut pixels_left = limits.max_pixels.saturating_mul(SESSION_PICTURES);
    for image in order {
        let bytes = match &image.source {
            ImageSource::Bytes(bytes) => bytes.expose(),
            ImageSource::Refused(code, why) => {
                intake.inputs.push(unread(image, *code, why));
                continue;
            }
        };
        let mut own = *limits;
        own.max_pixels = own.max_pixels.min(pixels_left);
        match Picture::decode(bytes, &own) {
            Ok(picture) => {
                let capture = quality(&picture);
                let kept = intake.quality.get(&image.slot);
                if kept.is_none_or(|kept| is_better(&capture, &kept.capture)) {
                    best.insert(image.slot, intake.inputs.len());
                    intake
                        .quality
                        .insert(image.slot, PictureQuality { capture, face: None, document: None });
                    if is_read_later(image.slot, people) {
                        pixels_left = pixels_left.saturating_sub(pixels_of(&picture));
                        let passed_over = intake.pages.insert(image.slot, picture.clone());
                        pixels_left += passed_over.as_ref().map_or(0, pixels_of);
                    }
                }
                intake.inputs.push(described(image, &picture));
            }
            Err(error) => intake.inputs.push(refused(image, bytes, &error)),
        }
    }
    for (slot, index) in best {
        intake.inputs[index].used = true;
        mark_alternates(&mut intake.inputs, slot);
    }
    intake
}

/// Whether pictures of people are looked at later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum People {
    /// Only their quality is told.
    Ignored,
    /// They are searched for faces.
    LookedAt,
}

/// Documents and pictures that may show one are searched for barcodes, machine-readable zones and
/// portraits, selfies and liveness pictures for faces; of the others only the quality is told.
fn is_read_later(slot: Slot, people: People) -> bool {
    let shows_person =
        matches!(slot, Slot::Selfie | Slot::LivenessPassive) || slot.active_step().is_some();
    slot == Slot::Unknown
        || slot.document_type().is_some()
        || (shows_person && people == People::LookedAt)
}

fn pixels_of(picture: &Picture) -> u64 {
    u64::from(picture.facts().width) * u64::from(picture.facts().height)
}

/// Usable before unusable, then the sharper one; the earlier of equals stays.
fn is_better(new: &CaptureQuality, kept: &CaptureQuality) -> bool {
    (new.usable, -new.blur.get()) > (kept.usable, -kept.blur.get())
}

fn mark_alternates(inputs: &mut [InputFacts], slot: Slot) {
    for input in inputs {
        if input.storage_file_type_e == slot && !input.used && input.error.is_none() {
            input.notes.push("another shot of this slot is better".to_owned());
        }
    }
}

fn described(image: &ImageInput, picture: &Picture) -> InputFacts {
    let facts = picture.facts();
    let extension = image.file.rsplit_once('.').map(|(_, extension)| extension);
    let wrong = extension.is_some_and(|extension| !facts.format.suits_extension(extension));
    let notes = if wrong {
        vec![format!("the content is {}, whatever the extension says", facts.format.name())]
    } else {
        Vec::new()
    };
    InputFacts {
        sha256: Some(facts.sha256.clone()),
        format: Some(facts.format),
        width: Some(facts.width),
        height: Some(facts.height),
        exif_orientation_applied: Some(facts.exif_orientation),
        notes,
        ..named(image)
    }
}

fn refused(image: &ImageInput, bytes: &[u8], error: &DecodeError) -> InputFacts {
    let code = ErrorCode::from(error);
    InputFacts {
        sha256: Some(sha256_id(bytes)),
        format: bonafide_imaging::detect_format(bytes),
        error: Some(SessionError::of_file(code, "decode", image.slot, error.to_string())),
        ..named(image)
    }
}

fn unread(image: &ImageInput, code: ErrorCode, why: &str) -> InputFacts {
    let error = Some(SessionError::of_file(code, "intake", image.slot, why));
    InputFacts { error, ..named(image) }
}

/// A file of which nothing but the name is known.
fn named(image: &ImageInput) -> InputFacts {
    InputFacts {
        storage_file_type_e: image.slot,
        file: image.file.clone(),
        sha256: None,
        format: None,
        width: None,
        height: None,
        exif_orientation_applied: None,
        used: false,
        mrz: None,
        print: None,
        notes: Vec::new(),
        error: None,
    }
}
