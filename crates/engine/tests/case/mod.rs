//! Facts of a session that can be changed one by one, and the decision on them.
#![allow(dead_code, clippy::unwrap_used)] // each test takes what it needs

use std::collections::BTreeMap;

use bonafide::aamva::dldv::Status;
use bonafide::decision::{Component, Decision, Facts, decide};
use bonafide::input::Kind;
use bonafide::matching::{Comparator, FIELD_WEIGHTS, FieldComparison, MatchReport};
use bonafide::result::{
    AgeTest, Attributes, BestHit, FaceComparison, FaceResult, GenderTest, LivenessResult, MrzFacts,
    OfacStatus, RegistryResult, RequirementsResult, SanctionsResult, SourceRequirements,
    TestResult,
};
use bonafide::types::number::Years;
use bonafide::types::settings::LivenessMode;
use bonafide::types::{
    DataSource, Distance, DocumentType, Field, PartialDate, Policy, Score, Settings, Similarity,
    TestId, Tolerance, Verdict, Weights,
};
use jiff::civil::{Date, date};

/// The eight image tests, front and back of each.
pub(crate) const IMAGE_TESTS: [(TestId, [TestId; 2]); 4] = [
    (TestId::SuspiciousWords, [TestId::DocFrontSuspiciousWords, TestId::DocBackSuspiciousWords]),
    (
        TestId::ImageManipulation,
        [TestId::DocFrontImageManipulation, TestId::DocBackImageManipulation],
    ),
    (
        TestId::OnlineDuplication,
        [TestId::DocFrontOnlineDuplication, TestId::DocBackOnlineDuplication],
    ),
    (
        TestId::IsIdentityDocument,
        [TestId::DocFrontIsIdentityDocument, TestId::DocBackIsIdentityDocument],
    ),
];

/// Everything that a decision is made from, owned.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) kind: Kind,
    pub(crate) document_type: DocumentType,
    pub(crate) as_of: Date,
    pub(crate) settings: Settings,
    pub(crate) face_requested: bool,
    pub(crate) tests: BTreeMap<TestId, TestResult>,
    pub(crate) agreement: MatchReport,
    pub(crate) requirements: RequirementsResult,
    pub(crate) registry: RegistryResult,
    pub(crate) sanctions: SanctionsResult,
    pub(crate) face: FaceResult,
    pub(crate) liveness: LivenessResult,
    pub(crate) zone: Option<MrzFacts>,
    pub(crate) expires_at: Option<PartialDate>,
    pub(crate) birth_date: Option<PartialDate>,
    pub(crate) notes: Vec<String>,
    pub(crate) refused: bool,
    pub(crate) weights: Weights,
    pub(crate) policy: Policy,
}

impl Case {
    /// A licence session in which every test was performed and came out well.
    pub(crate) fn clean() -> Self {
        let mut case = Self {
            kind: Kind::Idv,
            document_type: DocumentType::DriverLicense,
            as_of: date(2026, 6, 1),
            settings: Settings::default(),
            face_requested: true,
            tests: BTreeMap::new(),
            agreement: agreement(&[(Field::LastName, 1.0), (Field::BirthDate, 1.0)]),
            requirements: RequirementsResult::default(),
            registry: registry(Some(1.0)),
            sanctions: sanctions(Some(0.0)),
            face: face(Some(0.3)),
            liveness: liveness(Some(0.95)),
            zone: None,
            expires_at: "2030-01-01".parse().ok(),
            birth_date: "1990-01-01".parse().ok(),
            notes: Vec::new(),
            refused: false,
            weights: Weights::default(),
            policy: Policy::default(),
        };
        for (_, sides) in IMAGE_TESTS {
            for side in sides {
                case.image(side, Some(0.0));
            }
        }
        case
    }

    pub(crate) fn decide(&self) -> Decision {
        let facts = Facts {
            kind: self.kind,
            document_type: self.document_type,
            as_of: self.as_of,
            settings: &self.settings,
            face_requested: self.face_requested,
            tests: &self.tests,
            agreement: &self.agreement,
            requirements: &self.requirements,
            registry: &self.registry,
            sanctions: &self.sanctions,
            face: &self.face,
            liveness: &self.liveness,
            zone: self.zone.as_ref(),
            expires_at: self.expires_at,
            birth_date: self.birth_date,
            notes: &self.notes,
            refused: self.refused,
        };
        decide(&facts, &self.weights, &self.policy)
    }

    /// Sets one of the 27 numbers.
    pub(crate) fn number(&mut self, key: &str, value: f64) -> &mut Self {
        self.weights = self.weights.clone().with(key, value).unwrap();
        self
    }

    /// Sets the risk that an image test found; none for a test that was not performed. For
    /// is-document the score on the wire is the probability of being one.
    pub(crate) fn image(&mut self, side: TestId, risk: Option<f64>) -> &mut Self {
        let test = risk.map_or_else(
            || TestResult::not_performed("not looked at"),
            |risk| {
                let failed = risk > 0.5;
                let verdict = if failed { Verdict::of_failed(side) } else { Verdict::Pass };
                let is_probability = Verdict::of_failed(side) == Verdict::NotAnId;
                let score = if is_probability { 1.0 - risk } else { risk };
                TestResult { score: Score::new(score).ok(), ..TestResult::of(verdict) }
            },
        );
        self.tests.insert(side, test);
        self
    }

    /// Sets the agreement of the sources to the scores of these fields.
    pub(crate) fn agree(&mut self, fields: &[(Field, f64)]) -> &mut Self {
        self.agreement = agreement(fields);
        self
    }

    /// Lets a required value of the barcode be missing.
    pub(crate) fn missing(&mut self, name: &str) -> &mut Self {
        let missing =
            SourceRequirements { satisfied: false, missing: vec![name.to_owned()], reason: None };
        self.requirements.by_source.insert(DataSource::Barcode, missing);
        self
    }
}

/// A report of these fields' scores, of barcode and claims.
pub(crate) fn agreement(fields: &[(Field, f64)]) -> MatchReport {
    let sources = [DataSource::Barcode, DataSource::UserInput];
    let threshold = Tolerance::clamped(0.85);
    let of = |&(field, score): &(Field, f64)| FieldComparison {
        field,
        phi: phi(field),
        limiting_pair: sources,
        values: ["a".into(), "b".into()],
        normalised: ["a".into(), "b".into()],
        comparator: Comparator::NameTokens,
        score: Similarity::new(score).unwrap(),
        threshold,
        contribution: Score::ZERO,
        evidence: Vec::new(),
        notes: Vec::new(),
        pairs: Vec::new(),
        absent: Vec::new(),
    };
    let total: f64 = fields.iter().map(|(field, _)| phi(*field)).sum();
    let sum: f64 = fields.iter().map(|(field, score)| phi(*field) * score / total).sum();
    MatchReport {
        score: (total > 0.0).then(|| Similarity::clamped(sum)),
        threshold,
        sources: sources.to_vec(),
        fields: fields.iter().map(of).collect(),
        not_compared: Vec::new(),
    }
}

pub(crate) fn phi(field: Field) -> f64 {
    FIELD_WEIGHTS.iter().find(|(known, _)| *known == field).map_or(0.0, |(_, phi)| *phi)
}

pub(crate) fn registry(ratio: Option<f64>) -> RegistryResult {
    RegistryResult {
        dmv_status_e: ratio.map_or(Status::NotPerformed, |_| Status::PartialMatch),
        compared: 0,
        matched: 0,
        ratio: ratio.map(|r| Score::new(r).unwrap()),
        not_returned: Vec::new(),
        reason: ratio.is_none().then(|| "no registry reply was given".to_owned()),
        scenario: None,
    }
}

pub(crate) fn sanctions(best: Option<f64>) -> SanctionsResult {
    SanctionsResult {
        ofac_status_e: best.map_or(OfacStatus::NotPerformed, |_| OfacStatus::Clear),
        on_sanction_list: false,
        list: None,
        threshold: None,
        best: best.map(|b| BestHit {
            similarity: Similarity::new(b).unwrap(),
            entry_id: None,
            reported: false,
        }),
        hits: Vec::new(),
        reason: best.is_none().then(|| "no list was given".to_owned()),
    }
}

pub(crate) fn face(distance: Option<f64>) -> FaceResult {
    let comparisons = distance.into_iter().map(|d| {
        let pair = FaceComparison::measured("portrait", "selfie", Distance::new(d).unwrap());
        FaceComparison { tolerance: Some(Distance::clamped(0.6)), ..pair }
    });
    let reason = distance.is_none().then(|| "no face was found".to_owned());
    FaceResult { comparisons: comparisons.collect(), reason, ..FaceResult::default() }
}

/// Estimates of age and gender that earned these credits.
pub(crate) fn attributes(age: Option<f64>, gender: Option<f64>) -> Attributes {
    let verdict = |credit: Option<f64>| match credit {
        Some(credit) if credit >= 0.5 => Verdict::Pass,
        Some(_) => Verdict::Fail,
        None => Verdict::NotPerformed,
    };
    let reason = |credit: Option<f64>| credit.is_none().then(|| "nothing to tell".to_owned());
    Attributes {
        age: Some(AgeTest {
            estimate: None,
            document_age: None,
            delta: None,
            tolerance: Years::clamped(10.0),
            credit: age.map(Score::clamped),
            verdict: verdict(age),
            reason: reason(age),
        }),
        gender: Some(GenderTest {
            estimate: None,
            probability: None,
            tolerance: Tolerance::clamped(0.9),
            credit: gender.map(Score::clamped),
            verdict: verdict(gender),
            reason: reason(gender),
        }),
    }
}

pub(crate) fn liveness(score: Option<f64>) -> LivenessResult {
    let not_judged = LivenessResult::not_performed(LivenessMode::Passive, "no frame was given");
    let Some(score) = score else { return not_judged };
    LivenessResult {
        verdict: Verdict::Pass,
        liveness_detected: true,
        score: Some(Score::new(score).unwrap()),
        reason: None,
        ..not_judged
    }
}

pub(crate) fn component(decision: &Decision, test: TestId) -> &Component {
    decision.components.iter().find(|component| component.test == test).unwrap()
}
