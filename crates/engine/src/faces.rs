//! Faces of a session: which pictures are looked at, which face of each counts, and the distances
//! between them.

use std::collections::BTreeMap;

use bonafide_face::{
    Encoding, Estimates, Face, FaceError, FaceQuality, Faces, Turns, portrait as choose_portrait,
};
use bonafide_imaging::{Picture, RgbImage, Wiped, encode_jpeg};
use bonafide_types::evidence::PixelBox;
use bonafide_types::{DocumentType, Sensitive, Side, Slot};

use crate::context::{Artifacts, Encodings};
use crate::error::{ErrorCode, SessionError};
use crate::face_result::{
    EncoderFacts, EncodingFacts, FaceComparison, FaceFacts, FaceQualityFacts, FaceResult, PORTRAIT,
    REFERENCE,
};
use crate::input::Kind;
use crate::intake::Intake;
use crate::result::{Artifact, ArtifactKind};
use crate::seal::sha256_id;

/// Most faces of one picture that are counted and looked at; a session is about one person.
pub(crate) const MOST_FACES: usize = 16;

/// Height of the portrait that is cut out, in pixels at most.
const PORTRAIT_SIDE: u32 = 480;
/// JPEG quality of that portrait: no loss that a person sees.
const PORTRAIT_QUALITY: u8 = 92;

/// What the engine needs of the networks for faces, so that sessions are evaluated in tests without
/// them.
pub(crate) trait ReadFaces: Send + Sync {
    fn encoder(&self) -> EncoderFacts;
    fn find(&self, picture: &Picture, turns: Turns) -> Result<Vec<Face>, FaceError>;
    fn encode(&self, picture: &Picture, face: &Face) -> Result<Encoding, FaceError>;
    fn estimate(&self, picture: &Picture, face: &Face) -> Result<Estimates, FaceError>;
    fn quality(&self, picture: &Picture, face: &Face) -> FaceQuality;
    fn crop(&self, picture: &Picture, face: &Face, side: u32) -> Wiped<RgbImage>;
}

impl ReadFaces for Faces {
    fn encoder(&self) -> EncoderFacts {
        EncoderFacts { id: self.encoder_id().to_string(), tolerance: self.tolerance().rounded() }
    }

    fn find(&self, picture: &Picture, turns: Turns) -> Result<Vec<Face>, FaceError> {
        Self::find(self, picture, turns)
    }

    fn encode(&self, picture: &Picture, face: &Face) -> Result<Encoding, FaceError> {
        Self::encode(self, picture, face)
    }

    fn estimate(&self, picture: &Picture, face: &Face) -> Result<Estimates, FaceError> {
        Self::estimate(self, picture, face)
    }

    fn quality(&self, picture: &Picture, face: &Face) -> FaceQuality {
        Self::quality(self, picture, face)
    }

    fn crop(&self, picture: &Picture, face: &Face, side: u32) -> Wiped<RgbImage> {
        self.portrait_crop(picture, face, side)
    }
}

/// What faces are looked for with.
pub(crate) struct Search<'a> {
    pub kind: Kind,
    /// What the document is taken for: of several fronts, whose portrait counts.
    pub document_type: DocumentType,
    pub reference: Option<&'a Encoding>,
    /// The pictures for liveness that are looked at.
    pub frames: &'a [Slot],
    /// Whether age or gender of the person is estimated.
    pub estimate_person: bool,
    /// The frames of which the expression is estimated.
    pub expressive: &'a [Slot],
    pub encodings: Encodings,
    pub artifacts: Artifacts,
}

/// A picture that was looked at.
pub(crate) struct Look {
    /// Faces that may be the one in question: the largest, and those of nearly its size.
    pub rivals: usize,
    /// The face that counts; none where there is none, or no telling which.
    pub seen: Option<Seen>,
}

/// A face that was looked at.
pub(crate) struct Seen {
    pub face: Face,
    pub encoding: Encoding,
    pub quality: FaceQualityFacts,
    pub estimates: Estimates,
}

/// What the pictures of a session gave.
#[derive(Default)]
pub(crate) struct FaceFindings {
    /// Measurements; nothing is judged yet.
    pub result: FaceResult,
    /// What the networks estimate of the person.
    pub estimates: Estimates,
    pub looks: BTreeMap<Slot, Look>,
    /// Issue codes.
    pub notes: Vec<String>,
    pub artifacts: Vec<Artifact>,
    /// The first failure of a network, or a picture without a usable face.
    pub error: Option<SessionError>,
}

impl FaceFindings {
    fn not_performed(reason: impl Into<String>) -> Self {
        Self { result: FaceResult::not_performed(reason), ..Self::default() }
    }

    /// Whether a network looked at any picture.
    pub(crate) fn used_models(&self) -> bool {
        self.result.encoder.is_some()
    }

    /// The face that counts in a picture.
    pub(crate) fn portrait_in(&self, slot: Slot) -> Option<&Face> {
        Some(&self.looks.get(&slot)?.seen.as_ref()?.face)
    }

    /// The quality of every face that counts.
    pub(crate) fn qualities(&self) -> impl Iterator<Item = (Slot, &FaceQualityFacts)> {
        self.looks.iter().filter_map(|(slot, look)| Some((*slot, &look.seen.as_ref()?.quality)))
    }
}

/// Why faces are not compared where nobody shows one.
pub(crate) const NO_SELFIE: &str = "no selfie was given";

/// Looks at the pictures that should show a face. It may be done, or why not; the reader is there, or
/// why not. That the person gave no picture is said before what the engine lacks.
pub(crate) fn find(
    may: Result<(), &str>,
    reader: Result<&dyn ReadFaces, &str>,
    intake: &Intake,
    search: &Search<'_>,
) -> FaceFindings {
    let lacking = |absent| if search.shows_person(intake) { absent } else { NO_SELFIE };
    let reader = match may.and_then(|()| reader.map_err(lacking)) {
        Ok(reader) => reader,
        Err(reason) => return FaceFindings::not_performed(reason),
    };
    let front = front(intake, search).filter(|_| search.kind == Kind::Idv);
    let people = [Slot::Selfie].iter().chain(search.frames).copied();
    let slots: Vec<Slot> =
        front.into_iter().chain(people).filter(|slot| intake.pages.contains_key(slot)).collect();
    if slots.is_empty() {
        return FaceFindings::not_performed("no picture that should show a face was given");
    }
    let mut findings = FaceFindings::default();
    findings.result.encoder = Some(reader.encoder());
    for slot in slots {
        let picture = &intake.pages[&slot];
        match look(reader, picture, Role::of(slot), search.estimates(slot)) {
            Ok(look) => findings.take(slot, look, search.encodings),
            Err(error) => findings.fail(slot, &error),
        }
    }
    if search.artifacts.crops() {
        findings.cut_portrait(reader, intake);
    }
    findings.compare(search);
    findings
}

impl Search<'_> {
    /// Whether a picture that should show the person was given.
    fn shows_person(&self, intake: &Intake) -> bool {
        let mut people = [Slot::Selfie].iter().chain(self.frames);
        // Pixels are kept only where networks will look at them; quality is told of every picture.
        people.any(|slot| intake.quality.contains_key(slot))
    }

    fn estimates(&self, slot: Slot) -> bool {
        self.expressive.contains(&slot) || (self.estimate_person && slot == Slot::Selfie)
    }
}

/// The front of the document: the first one of the session's type, else the first.
fn front(intake: &Intake, search: &Search<'_>) -> Option<Slot> {
    let is_front = |slot: &&Slot| slot.is_document_side(Side::Front);
    let is_of_type = |slot: &&Slot| slot.document_type() == Some(search.document_type);
    let fronts = || intake.pages.keys().filter(is_front);
    fronts().find(is_of_type).or_else(|| fronts().next()).copied()
}

/// Whose face a picture should show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Document,
    Person,
}

impl Role {
    fn of(slot: Slot) -> Self {
        if slot.is_document_side(Side::Front) { Self::Document } else { Self::Person }
    }
}

fn look(
    reader: &dyn ReadFaces,
    picture: &Picture,
    role: Role,
    estimates: bool,
) -> Result<Look, FaceError> {
    let turns = if role == Role::Document { Turns::Four } else { Turns::Upright };
    let mut faces = reader.find(picture, turns)?;
    faces.truncate(MOST_FACES);
    let largest = faces.iter().map(|face| face.area.size()).fold(0.0, f32::max);
    let rivals = bonafide_liveness::rivals(faces.iter().map(|face| face.area));
    let chosen = match role {
        Role::Document => choose_portrait(&faces),
        Role::Person if rivals == 1 => faces.iter().position(|face| face.area.size() >= largest),
        Role::Person => None,
    };
    let count = faces.len();
    let Some(face) = chosen.and_then(|index| faces.into_iter().nth(index)) else {
        return Ok(Look { rivals, seen: None });
    };
    let quality = FaceQualityFacts::of(&face, reader.quality(picture, &face), count);
    let encoding = reader.encode(picture, &face)?;
    let estimates = if estimates { reader.estimate(picture, &face)? } else { Estimates::default() };
    Ok(Look { rivals, seen: Some(Seen { face, encoding, quality, estimates }) })
}

impl FaceFindings {
    fn fail(&mut self, slot: Slot, error: &FaceError) {
        // Looked at in vain: no other picture takes its place.
        self.looks.insert(slot, Look { rivals: 0, seen: None });
        self.stop(SessionError::of_file(ErrorCode::Internal, "face", slot, error.to_string()));
    }

    fn stop(&mut self, error: SessionError) {
        self.result.reason.get_or_insert_with(|| error.message.clone());
        self.error.get_or_insert(error);
    }

    /// Takes in what a picture showed, and what a person should know of it.
    fn take(&mut self, slot: Slot, look: Look, encodings: Encodings) {
        match &look.seen {
            Some(seen) => {
                self.remark(slot, &seen.quality);
                self.place(slot, facts(slot, seen, encodings));
            }
            None => self.miss(slot, look.rivals),
        }
        self.looks.insert(slot, look);
    }

    fn remark(&mut self, slot: Slot, quality: &FaceQualityFacts) {
        if slot != Slot::Selfie {
            return; // a portrait is small and printed; its quality stands beside it
        }
        self.notes.extend(quality.issues.iter().map(|issue| format!("SELFIE {issue}")));
        if quality.face_count > 1 {
            self.notes.push("SEVERAL FACES IN SELFIE".to_owned());
        }
    }

    fn place(&mut self, slot: Slot, facts: FaceFacts) {
        match (Role::of(slot), slot) {
            (Role::Document, _) => self.result.portrait = Some(facts),
            (_, Slot::Selfie) => self.result.selfie = Some(facts),
            _ => _ = self.result.frames.insert(slot, facts),
        }
    }

    /// A picture without a face that can be told to be the one in question.
    fn miss(&mut self, slot: Slot, rivals: usize) {
        let name = slot.name();
        let (code, words) = match (rivals, Role::of(slot)) {
            (0, Role::Document) => {
                // Not every document has a portrait; where one is required its absence counts.
                self.notes.push("NO FACE ON DOCUMENT".to_owned());
                self.result.reason.get_or_insert("no face was found on the document".to_owned());
                return;
            }
            (0, Role::Person) => (ErrorCode::NoFace, format!("no face was found in {name}")),
            _ => {
                let words = format!("several faces of the same size were found in {name}");
                (ErrorCode::MultipleFaces, words)
            }
        };
        let issue = if rivals == 0 { "NO FACE IN" } else { "SEVERAL FACES IN" };
        self.notes.push(format!("{issue} {}", name.to_uppercase().replace('_', " ")));
        // Frames of active steps have faults of their own.
        if slot.active_step().is_none() {
            self.stop(SessionError::of_file(code, "face", slot, words));
        }
    }

    fn cut_portrait(&mut self, reader: &dyn ReadFaces, intake: &Intake) {
        let Some(facts) = &mut self.result.portrait else { return };
        let seen = self.looks.get(&facts.source).and_then(|look| look.seen.as_ref());
        let Some(seen) = seen else { return };
        let picture = &intake.pages[&facts.source];
        let crop = reader.crop(picture, &seen.face, PORTRAIT_SIDE);
        let Ok(bytes) = encode_jpeg(&crop, PORTRAIT_QUALITY) else { return };
        let name = "artifacts/portrait.jpg";
        facts.artifact = Some(name.to_owned());
        self.artifacts.push(Artifact {
            name: name.to_owned(),
            kind: ArtifactKind::Portrait,
            storage_file_type_e: facts.source,
            content: Sensitive::new(bytes),
        });
    }

    /// The person: of the selfie, or of the passive picture where no selfie was handed in.
    fn person(&self) -> Option<(Slot, &Seen)> {
        let slot = [Slot::Selfie, Slot::LivenessPassive]
            .into_iter()
            .find(|slot| self.looks.contains_key(slot))?;
        Some((slot, self.looks.get(&slot)?.seen.as_ref()?))
    }

    /// The distances that matter: of document or stored encoding to the person, of the person to each
    /// picture for liveness.
    fn compare(&mut self, search: &Search<'_>) {
        if let Some(reference) = search.reference {
            self.result.reference = Some(encoding_facts(reference, search.encodings));
        }
        let mut comparisons = Vec::new();
        let mut reason = None;
        if let Some((slot, person)) = self.person() {
            match self.known(search) {
                Some((name, known)) => {
                    comparisons.extend(comparison((name, known), (slot.name(), &person.encoding)));
                }
                None => reason = Some(nothing_known(search.kind)),
            }
            for (frame, look) in &self.looks {
                let is_frame = search.frames.contains(frame) && *frame != slot;
                let seen = look.seen.as_ref().filter(|_| is_frame);
                let encoding = seen.map(|seen| &seen.encoding);
                comparisons.extend(encoding.and_then(|encoding| {
                    comparison((slot.name(), &person.encoding), (frame.name(), encoding))
                }));
            }
            self.estimates = person.estimates.clone();
        } else {
            reason = Some(NO_SELFIE.to_owned());
        }
        self.result.comparisons = comparisons;
        if self.result.decisive(search.kind).is_none() {
            let reason = reason.unwrap_or_else(|| "the faces cannot be compared".to_owned());
            self.result.reason.get_or_insert(reason);
        } else {
            self.result.reason = None;
        }
    }

    /// The face that the person must have.
    fn known<'a>(&'a self, search: &'a Search<'_>) -> Option<(&'static str, &'a Encoding)> {
        match search.kind {
            Kind::Ida => search.reference.map(|reference| (REFERENCE, reference)),
            Kind::Idv => {
                let source = self.result.portrait.as_ref()?.source;
                let seen = self.looks.get(&source)?.seen.as_ref()?;
                Some((PORTRAIT, &seen.encoding))
            }
        }
    }
}

fn nothing_known(kind: Kind) -> String {
    match kind {
        Kind::Idv => "no picture of the front of a document was given",
        Kind::Ida => "no stored encoding was given",
    }
    .to_owned()
}

/// None of different encoders; a session whose stored encoding is of another one is refused before.
fn comparison(a: (&str, &Encoding), b: (&str, &Encoding)) -> Option<FaceComparison> {
    let distance = a.1.distance(b.1).ok()?;
    Some(FaceComparison::measured(a.0, b.0, distance))
}

/// Where a face is, in whole pixels.
pub(crate) fn bounds(face: &Face) -> PixelBox {
    let area = face.area;
    // Conversion saturates, so that no face reaches out of the first pixel.
    let at = |value: f32| value.round() as u32;
    PixelBox {
        left: at(area.x),
        top: at(area.y),
        right: at(area.x + area.width),
        bottom: at(area.y + area.height),
    }
}

fn facts(slot: Slot, seen: &Seen, encodings: Encodings) -> FaceFacts {
    FaceFacts {
        source: slot,
        bounds: bounds(&seen.face),
        score: seen.face.score.rounded(),
        turn: seen.face.turn,
        encoding: encoding_facts(&seen.encoding, encodings),
        artifact: None,
    }
}

fn encoding_facts(encoding: &Encoding, encodings: Encodings) -> EncodingFacts {
    let values = encoding.values();
    let encoder = encoding.encoder().0.as_bytes();
    let mut bytes = Wiped::new(Vec::with_capacity(encoder.len() + 1 + 4 * values.len()));
    bytes.extend_from_slice(encoder);
    bytes.push(0);
    bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    EncodingFacts {
        encoding_dim: values.len(),
        encoding_id: sha256_id(&bytes),
        encoding: encodings.included().then(|| Sensitive::new(values.to_vec())),
    }
}
