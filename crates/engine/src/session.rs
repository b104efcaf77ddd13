//! One session from bytes to verdict: pictures in, sources read, compared, tested, decided, sealed.

use std::collections::BTreeMap;

use bonafide_types::{
    DataSource, Document, DocumentType, Field, PartialDate, Score, Sex, Simulate, Slot, TestId,
    Verdict,
};
use jiff::civil::Date;

use crate::attributes::{self, Stated};
use crate::consent::permission;
use crate::context::{Context, Stopwatch, TestMode};
use crate::decision::{Decision, Facts, decide};
use crate::document::Wanted;
use crate::document_pictures::DocumentFindings;
use crate::duplication::Fingerprints;
use crate::engine::Engine;
use crate::equipment::Equipment;
use crate::error::{ErrorCode, SessionError};
use crate::input::{Kind, SessionId, SessionInput};
use crate::intake::{Intake, People, take_in};
use crate::result::{
    Artifact, EngineFacts, FaceResult, InputFacts, LivenessResult, PictureQuality, Provenance,
    RegistryResult, RequirementsResult, SCHEMA, SanctionsResult, SessionResult, SettingsInForce,
    SourceDocument, TestResult,
};
use crate::seal::json_hash;
use crate::timings::Timings;
use crate::zones::Search;
use crate::{
    agreement, barcodes, document, face_match, live_person, notes, person, proofing, registry,
    requirements, sanctions, sources, zones,
};

/// Evaluates a session.
pub(crate) fn evaluate(input: &SessionInput, cx: &Context, equipment: &Equipment) -> SessionResult {
    evaluated(input, cx, equipment, Wanted::Result).0
}

/// Evaluates a session and takes its pictures' fingerprints.
pub(crate) fn evaluate_and_fingerprint(
    input: &SessionInput,
    cx: &Context,
    equipment: &Equipment,
) -> (SessionResult, Fingerprints) {
    evaluated(input, cx, equipment, Wanted::Fingerprints)
}

fn evaluated(
    input: &SessionInput,
    cx: &Context,
    equipment: &Equipment,
    wanted: Wanted,
) -> (SessionResult, Fingerprints) {
    let none = Fingerprints::new;
    if let Some(error) = input.refused.clone().or_else(|| unusable_setting(input, cx, equipment)) {
        return (refused(input, cx, error), none());
    }
    let mut timings = Timings::default();
    let (mut gathered, fingerprints) = match gather(input, cx, equipment, wanted, &mut timings) {
        Ok(gathered) => gathered,
        Err(error) => return (refused(input, cx, error), none()),
    };
    let settings = in_force(input, cx);
    let documents: Vec<&Document> = gathered.documents.iter().map(|d| &d.document).collect();
    let (registry, tests) = registry::judge(input.registry.as_ref(), &settings, &documents);
    gathered.registry = registry;
    gathered.tests.extend(tests);
    gathered.sanctions = timings.measure("sanctions", || {
        let (weights, switches) = (&settings.weights, &settings.switches);
        sanctions::screen(cx.sanctions.as_deref(), &gathered.documents, weights, switches)
    });
    (gathered.conclude(settings, timings), fingerprints)
}

/// Reads the pictures. Fails only where the session's time is used up.
fn gather(
    input: &SessionInput,
    cx: &Context,
    equipment: &Equipment,
    wanted: Wanted,
    timings: &mut Timings,
) -> Result<(Gathered, Fingerprints), SessionError> {
    let watch = Stopwatch::start(&cx.budget);
    let as_of = as_of(input, cx);
    let may = permission(input.consent, cx.consent);
    let looks = may.compare.is_ok() && equipment.faces.reader().is_ok();
    let people = if looks { People::LookedAt } else { People::Ignored };
    let mut intake =
        timings.measure("decode", || take_in(&input.images, &cx.budget.picture, people));
    watch.check("decode")?;
    let barcode = timings.measure("barcode", || barcodes::find(&intake, as_of, cx.artifacts));
    watch.check("barcode")?;
    let search = Search {
        declared: sources::declared(input, &intake),
        barcode: barcode.document.as_ref().and_then(|document| document.barcode.as_ref()),
        as_of,
        artifacts: cx.artifacts,
    };
    let reader = equipment.zones.as_deref();
    let zones = timings.measure("mrz", || zones::find(reader, &intake, &search));
    watch.check("mrz")?;
    intake.looked_for_zones(&zones.outcomes);
    intake.read_by_fallback(&barcode.by_fallback);
    let mut origin = Provenance::default();
    if zones.used_models() {
        origin = origin.and(&equipment.zone_origin);
    }
    let mut read = sources::gather(input, &intake, barcode, zones);
    let pictures = person::Pictures { intake: &intake, document_type: read.document_type };
    let person = person::look(input, cx, equipment, &pictures, (&watch, timings))?;
    let shown = document::Shown {
        intake: &intake,
        documents: &read.documents,
        document_type: read.document_type,
        faces: &person.faces,
        as_of,
    };
    let document = document::look(input, cx, equipment, wanted, &shown, (&watch, timings))?;
    let used_print = document.prints.used_models();
    read.add(document.prints, &mut intake);
    let mut gathered = Gathered::of(input, cx, intake, read);
    gathered.origin = origin.and(&person.origin);
    if used_print {
        gathered.origin = gathered.origin.and(&equipment.prints.origin);
    }
    gathered.add(person);
    gathered.add_document(document.seen);
    Ok((gathered, document.fingerprints))
}

/// A session that cannot be evaluated: pending, with the error, and nothing performed.
pub(crate) fn refused(input: &SessionInput, cx: &Context, error: SessionError) -> SessionResult {
    let read = sources::Read {
        document_type: input.document_type.unwrap_or_default(),
        ..sources::Read::default()
    };
    let mut gathered = Gathered::of(input, cx, Intake::default(), read);
    gathered.error = Some(error);
    gathered.refused = true;
    gathered.conclude(in_force(input, cx), Timings::default())
}

/// Decides a stored result again under other settings. Pictures are not needed: what was read is in
/// the result.
pub(crate) fn again(result: SessionResult, settings: SettingsInForce) -> SessionResult {
    let gathered = Gathered {
        id: result.session_id,
        kind: result.kind,
        as_of: result.as_of,
        document_type: result.document_type_e,
        inputs: result.inputs,
        unassigned: result.unassigned,
        quality: result.quality,
        documents: result.documents,
        notes: result.notes,
        artifacts: result.artifacts,
        origin: Provenance {
            device: result.engine.device,
            execution_provider: result.engine.execution_provider,
            models: result.engine.models,
        },
        error: result.error,
        refused: result.decision.rule == crate::decision::RuleId::SessionError,
        registry: result.registry,
        tests: result.tests.into_iter().filter(|(id, _)| is_measured(*id)).collect(),
        face: result.face,
        liveness: result.liveness,
        sanctions: result.sanctions,
    };
    gathered.conclude(settings, Timings::default())
}

/// The day that a session is judged by.
fn as_of(input: &SessionInput, cx: &Context) -> Date {
    input.overrides.as_of.unwrap_or(cx.as_of)
}

/// A setting that this run cannot follow.
fn unusable_setting(
    input: &SessionInput,
    cx: &Context,
    equipment: &Equipment,
) -> Option<SessionError> {
    encoder_mismatch(input, equipment).or_else(|| pretended_outside_a_test(input, cx))
}

/// A pretended reply could verify whom the registry does not know.
fn pretended_outside_a_test(input: &SessionInput, cx: &Context) -> Option<SessionError> {
    let asked = input.settings.aamva_test_scenario.is_some();
    (asked && cx.test_mode == TestMode::Off).then(|| {
        let message = "settings.aamva_test_scenario needs the operator's test mode (--test-mode)";
        SessionError::of_session(ErrorCode::ConfigInvalid, "registry", message)
    })
}

/// A tolerance chosen for one encoder means nothing for another, and neither does an encoding: those
/// of the settings, of the stored encoding and of the engine must be one.
fn encoder_mismatch(input: &SessionInput, equipment: &Equipment) -> Option<SessionError> {
    let stored = input.reference.as_ref().map(|reference| reference.encoder().0.as_str());
    let named = input.settings.face_encoder_id.as_deref();
    let own = equipment.faces.reader().ok().map(|reader| reader.encoder().id);
    let differ = |a: Option<&str>, b: Option<&str>| a.zip(b).is_some_and(|(a, b)| a != b);
    let message = if differ(stored, named) {
        "the stored encoding comes from another encoder than settings.face_encoder_id".to_owned()
    } else if differ(named, own.as_deref()) {
        format!("settings.face_encoder_id is not the engine's encoder {}", own.unwrap_or_default())
    } else if differ(stored, own.as_deref()) {
        let own = own.unwrap_or_default();
        format!("the stored encoding comes from another encoder than the engine's {own}")
    } else {
        return None;
    };
    Some(SessionError::of_session(ErrorCode::EncoderMismatch, "face", message))
}

/// The context's settings with the session's own in their place.
fn in_force(input: &SessionInput, cx: &Context) -> SettingsInForce {
    let own = &input.overrides;
    SettingsInForce {
        weights: own.weights.as_ref().unwrap_or(&cx.weights).as_ref().clone(),
        // Other numbers are not those of the run's name.
        weights_id: own
            .weights_id
            .clone()
            .or_else(|| cx.weights_id.clone().filter(|_| own.weights.is_none())),
        requirements: cx.requirements.as_ref().clone().with_rows(own.requirements.clone()),
        policy: own.policy.as_ref().unwrap_or(&cx.policy).as_ref().clone(),
        simulate: input.simulate.clone(),
        switches: input.settings.clone(),
        consent: input.consent,
    }
}

/// Everything that was read of a session; with the settings it makes a result.
struct Gathered {
    id: SessionId,
    kind: Kind,
    as_of: Date,
    document_type: DocumentType,
    inputs: Vec<InputFacts>,
    unassigned: Vec<String>,
    quality: BTreeMap<Slot, PictureQuality>,
    documents: Vec<SourceDocument>,
    notes: Vec<String>,
    artifacts: Vec<Artifact>,
    origin: Provenance,
    error: Option<SessionError>,
    refused: bool,
    registry: RegistryResult,
    /// The registry's tests and those of pictures; all others follow from the rest.
    tests: BTreeMap<TestId, TestResult>,
    /// Measurements; what they come to follows from the numbers in force.
    face: FaceResult,
    /// Measurements likewise.
    liveness: LivenessResult,
    /// Hits likewise.
    sanctions: SanctionsResult,
}

/// What follows from what was read under the settings in force.
struct Judged {
    settings: SettingsInForce,
    agreed: agreement::Agreement,
    tests: BTreeMap<TestId, TestResult>,
    requirements: RequirementsResult,
    face: FaceResult,
    liveness: LivenessResult,
    sanctions: SanctionsResult,
}

impl Gathered {
    fn of(input: &SessionInput, cx: &Context, intake: Intake, read: sources::Read) -> Self {
        let (registry, mut tests) = registry::unanswered(&input.settings);
        tests.extend(read.tests);
        Self {
            id: input.id.clone(),
            kind: input.kind,
            as_of: as_of(input, cx),
            document_type: read.document_type,
            error: intake.first_error().or(read.error),
            inputs: intake.inputs,
            unassigned: input.unassigned.clone(),
            quality: intake.quality,
            documents: read.documents,
            notes: read.notes,
            artifacts: read.artifacts,
            origin: Provenance::default(),
            refused: false,
            registry,
            tests,
            face: FaceResult::not_performed("the session was not evaluated"),
            liveness: LivenessResult::not_performed(
                input.settings.liveness_mode,
                "the session was not evaluated",
            ),
            sanctions: sanctions::not_performed("the session was not evaluated"),
        }
    }

    /// Takes in what was found of the person.
    fn add(&mut self, person: person::Findings) {
        let person::Findings { faces, liveness, .. } = person;
        for (slot, face) in faces.qualities() {
            if let Some(quality) = self.quality.get_mut(&slot) {
                quality.face = Some(face.clone());
            }
        }
        self.error = self.error.take().or(faces.error).or(liveness.error);
        self.notes.extend(faces.notes);
        self.artifacts.extend(faces.artifacts);
        self.face = faces.result;
        self.liveness = liveness.result;
    }

    /// Takes in what was found on the pictures of the document.
    fn add_document(&mut self, seen: DocumentFindings) {
        for (slot, outline) in seen.outlines {
            if let Some(quality) = self.quality.get_mut(&slot) {
                quality.document = Some(outline);
            }
        }
        self.tests.extend(seen.tests);
        self.artifacts.extend(seen.artifacts);
    }

    /// From what was read to the sealed result.
    fn conclude(self, settings: SettingsInForce, mut timings: Timings) -> SessionResult {
        let judged = self.judge(settings, &mut timings);
        let decision = timings.measure("decision", || self.decide(&judged));
        let pretended = judged.tests.values().any(|test| test.simulated);
        SessionResult {
            schema: SCHEMA.to_owned(),
            session_id: self.id,
            kind: self.kind,
            as_of: self.as_of,
            document_type_e: self.document_type,
            simulated: pretended || self.registry.scenario.is_some(),
            decision,
            inputs: self.inputs,
            unassigned: self.unassigned,
            quality: self.quality,
            documents: self.documents,
            notes: self.notes,
            fields: judged.agreed.fields,
            agreement: judged.agreed.report,
            requirements: judged.requirements,
            tests: judged.tests,
            face: judged.face,
            liveness: judged.liveness,
            registry: self.registry,
            sanctions: judged.sanctions,
            engine: engine_facts(&judged.settings, self.origin),
            artifacts: self.artifacts,
            settings: judged.settings,
            error: self.error,
            timings_ms: timings.finish(),
            result_hash: String::new(),
        }
        .seal()
    }

    /// Compares the sources and makes the tests.
    fn judge(&self, settings: SettingsInForce, timings: &mut Timings) -> Judged {
        let agreed = timings.measure("match", || {
            agreement::compare(&self.documents, self.document_type, &settings.weights)
        });
        let mut tests = self.tests.clone();
        tests.extend(agreed.crosschecks.clone());
        for (id, test) in proofing::tests(&self.inputs, &agreed, &settings, self.as_of) {
            tests.entry(id).or_insert(test);
        }
        simulate(&mut tests, &settings.simulate);
        let requirements = requirements::check(
            &settings.requirements,
            self.document_type,
            &requirements::Given {
                documents: &self.documents,
                inputs: &self.inputs,
                portrait: self.face.portrait.as_ref(),
            },
            self.kind,
        );
        let mut face = face_match::judge(self.face.clone(), self.kind, &settings);
        let stated = self.stated(&agreed);
        let weights = &settings.weights;
        face.attributes = face.attributes.map(|a| attributes::judge(a, stated, weights));
        let liveness = live_person::judge(self.liveness.clone(), &face, self.kind, weights);
        Judged {
            agreed,
            tests,
            requirements,
            face,
            liveness,
            sanctions: sanctions::judge(self.sanctions.clone(), &settings),
            settings,
        }
    }

    /// What the document says of the person. Of a known person, whom a session only authenticates,
    /// it is the caller that states it.
    fn stated(&self, agreed: &agreement::Agreement) -> Stated {
        let counts = |source| source != DataSource::UserInput || self.kind == Kind::Ida;
        let chosen = |field| {
            let choice = agreed.fields.get(&field).filter(|choice| counts(choice.chosen_source))?;
            Some(choice.chosen.expose().as_str())
        };
        Stated {
            birth_date: chosen(Field::BirthDate).and_then(|text| text.parse::<PartialDate>().ok()),
            sex: chosen(Field::Gender).and_then(Sex::from_word),
            as_of: self.as_of,
        }
    }

    fn decide(&self, judged: &Judged) -> Decision {
        let mut notes = self.notes.clone();
        notes.extend(face_match::notes(&judged.face));
        notes.extend(attributes::notes(judged.face.attributes.as_ref()));
        notes.extend(notes::of_tests(&judged.tests));
        notes.extend(notes::of_registry(&self.registry));
        let facts = Facts {
            kind: self.kind,
            document_type: self.document_type,
            as_of: self.as_of,
            settings: &judged.settings.switches,
            face_requested: self.needs_face(),
            tests: &judged.tests,
            agreement: &judged.agreed.report,
            requirements: &judged.requirements,
            registry: &self.registry,
            sanctions: &judged.sanctions,
            face: &judged.face,
            liveness: &judged.liveness,
            zone: self.documents.iter().find_map(|d| d.mrz.as_ref()),
            expires_at: judged.agreed.date(Field::ExpiresAt),
            birth_date: judged.agreed.date(Field::BirthDate),
            notes: &notes,
            refused: self.refused,
        };
        decide(&facts, &judged.settings.weights, &judged.settings.policy)
    }

    /// A face is compared where one was handed in to be, and always to authenticate. Who shows a live
    /// face must show whose it is.
    fn needs_face(&self) -> bool {
        let shows_person = |i: &InputFacts| {
            let slot = i.storage_file_type_e;
            matches!(slot, Slot::Selfie | Slot::LivenessPassive) || slot.active_step().is_some()
        };
        self.kind == Kind::Ida || self.inputs.iter().any(shows_person)
    }
}

/// Whether a stored result keeps the test as it is: the registry is not asked and no picture looked at
/// again. Tests of dates follow from what was read.
fn is_measured(id: TestId) -> bool {
    let of_dates = [TestId::DocFrontExpiry, TestId::DocFrontDateLogic].contains(&id);
    id.is_registry() || (id.side().is_some() && !of_dates)
}

/// Makes tests come out failed and marks them.
fn simulate(tests: &mut BTreeMap<TestId, TestResult>, simulate: &Simulate) {
    for (id, test) in tests.iter_mut().filter(|(id, _)| simulate.fails(**id)) {
        let verdict = Verdict::of_failed(*id);
        // Image tests carry a risk, is-document a probability, the crosschecks a three-state value.
        let score = if verdict == Verdict::NotAnId { Score::ZERO } else { Score::ONE };
        *test = TestResult {
            score: id.side().map(|_| score),
            matched: id.side().is_none().then_some(false),
            detail: Some("simulated".to_owned()),
            simulated: true,
            ..TestResult::of(verdict)
        };
    }
}

fn engine_facts(settings: &SettingsInForce, origin: Provenance) -> EngineFacts {
    EngineFacts {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        models_hash: origin.models_hash(),
        device: origin.device,
        execution_provider: origin.execution_provider,
        components: Engine::components(),
        weights_id: settings.weights_id.clone(),
        weights_hash: json_hash(&settings.weights),
        config_hash: json_hash(settings),
        models: origin.models,
    }
}
