//! Forensics asked about a page, its findings in the words of the tests.

use bonafide_forensics::{
    CHECKS, CheckError, Finding, Outcome, Page, identity_document, identity_verdict, manipulation,
    recapture,
};
use bonafide_types::{Evidence, Score, Verdict};

use crate::document_pictures::{Asked, Examination, ExaminePages, Manipulation};
use crate::result::TestResult;

/// From which risk on a page is flagged: above, as a credit of one half still passes (docs/scoring.md, section 6).
const LIMIT: f64 = 0.5;

/// All of `bonafide-forensics`; it needs no network.
pub(crate) struct Examiner;

impl ExaminePages for Examiner {
    fn examine(&self, page: &Page<'_>, asked: Asked<'_>) -> Examination {
        let identity = identity_document(page, asked.identity);
        let (screen, photocopy) = recapture::screen_and_photocopy(page);
        let verdict = identity_verdict(&identity);
        Examination {
            identity_document: told(identity, |_| verdict),
            manipulation: asked.manipulation.then(|| look_for_manipulation(page)),
            photocopy: copy(photocopy, Verdict::PossiblePhotocopy),
            screen_recapture: copy(screen, Verdict::PossibleScreenRecapture),
        }
    }
}

fn copy(finding: Finding, flag: Verdict) -> TestResult {
    let verdict = recapture::verdict(&finding, flag);
    told(finding, |_| verdict)
}

/// A finding as a test; one that says nothing is not performed, for its reason.
fn told(finding: Finding, verdict: impl Fn(Score) -> Verdict) -> TestResult {
    match finding.outcome {
        Outcome::Scored(score) => {
            let score = score.rounded();
            TestResult {
                score: Some(score),
                evidence: finding.evidence.into_iter().map(rounded).collect(),
                ..TestResult::of(verdict(score))
            }
        }
        Outcome::NotApplicable(reason) => TestResult::not_performed(reason),
    }
}

fn look_for_manipulation(page: &Page<'_>) -> Manipulation {
    match manipulation(page, &CHECKS) {
        Ok(found) => {
            let detectors: Vec<(String, Score)> = found
                .findings
                .iter()
                .filter_map(|(id, finding)| Some(((*id).to_owned(), finding.score()?.rounded())))
                .collect();
            Manipulation { test: manipulation_test(&found), heat: Some(found.heat), detectors }
        }
        Err(error) => Manipulation { test: not_run(&error), heat: None, detectors: Vec::new() },
    }
}

fn not_run(error: &CheckError) -> TestResult {
    TestResult { detail: Some(error.to_string()), ..TestResult::of(Verdict::Error) }
}

/// Each detector with its score, then what it rests on; what applies to no page of this kind says why.
fn manipulation_test(found: &bonafide_forensics::Manipulation) -> TestResult {
    let Some(risk) = found.risk else {
        let reasons = found.findings.iter().find_map(|(_, finding)| match finding.outcome {
            Outcome::NotApplicable(reason) => Some(reason),
            Outcome::Scored(_) => None,
        });
        return TestResult::not_performed(reasons.unwrap_or("no check applies to this picture"));
    };
    let risk = risk.rounded();
    let flagged = risk.get() > LIMIT;
    let evidence = found.findings.iter().flat_map(|(id, finding)| of_detector(id, finding));
    TestResult {
        score: Some(risk),
        evidence: evidence.collect(),
        ..TestResult::of(if flagged { Verdict::PossibleImageManipulation } else { Verdict::Pass })
    }
}

fn of_detector(id: &str, finding: &Finding) -> Vec<Evidence> {
    let mut detector = Evidence::of("detector").named(id);
    match finding.outcome {
        Outcome::Scored(score) => detector = detector.scored(score.rounded()),
        Outcome::NotApplicable(reason) => detector = detector.with("not_applicable", reason),
    }
    if let Some(log) = finding.log10_false_alarms {
        detector = detector.with("log10_false_alarms", format!("{log:.1}"));
    }
    std::iter::once(detector).chain(finding.evidence.iter().cloned().map(rounded)).collect()
}

/// Four places, as all scores of a result have.
fn rounded(mut evidence: Evidence) -> Evidence {
    evidence.score = evidence.score.map(Score::rounded);
    evidence
}
