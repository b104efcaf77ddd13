//! The rules of docs/scoring.md, section 6 one by one, and what each rule of the caller changes.
#![allow(clippy::unwrap_used)]

mod case;
mod specimen;

use bonafide::decision::{Action, Decision, RuleId};
use bonafide::result::OfacStatus;
use bonafide::types::settings::{AamvaRetry, Retry};
use bonafide::types::{DocumentType, Field, Outcome, Score, TestId, Verdict};
use case::{Case, component, face, liveness, registry, sanctions};
use specimen::{evaluate, rich_input};

fn assert_decided(decision: &Decision, rule: RuleId, action: Action, detail: &str, issue: &str) {
    assert_eq!((decision.rule, decision.action), (rule, action), "{:?}", decision.issues);
    assert_eq!(decision.detail, detail);
    let listed = issue.is_empty() || decision.issues.iter().any(|i| i == issue);
    assert!(listed, "{issue} is not among {:?}", decision.issues);
}

#[test]
fn a_clean_session_passes_all_checks() {
    let decision = Case::clean().decide();
    assert_decided(&decision, RuleId::ScoreReached, Action::Pass, "ALL CHECKS PASSED", "");
    assert!(decision.verified && decision.issues.is_empty());
    assert_eq!((decision.score, decision.coverage), (Some(Score::ONE), Score::ONE));
}

/// Everything wrong at once: taken away from the first rule on, each next rule decides in turn, and
/// all that is left stays listed.
#[test]
fn rules_decide_in_order() {
    let mut case = Case::clean();
    case.refused = true;
    case.missing("birth_date");
    case.image(TestId::DocFrontSuspiciousWords, Some(1.0));
    case.policy.fail_on = [TestId::DocFrontSuspiciousWords].into();
    case.sanctions = sanctions(Some(0.95));
    case.sanctions.ofac_status_e = OfacStatus::PossibleMatch;
    case.sanctions.on_sanction_list = true;
    case.expires_at = "2020-01-01".parse().ok();
    case.face = face(None);
    case.agree(&[]);
    case.registry = registry(None);
    for side in [TestId::DocFrontImageManipulation, TestId::DocBackImageManipulation] {
        case.image(side, None);
    }

    let detail = "SESSION COULD NOT BE EVALUATED";
    let first = case.decide();
    assert_decided(&first, RuleId::SessionError, Action::Pending, detail, "SESSION ERROR");
    for issue in [
        "BARCODE MISSING BIRTH DATE",
        "FAILED DOC FRONT SUSPICIOUS WORDS",
        "SANCTIONS MATCH",
        "DOCUMENT EXPIRED",
        "FACE MATCH NOT PERFORMED",
        "LOW COVERAGE",
        "POTENTIAL SANCTIONS MATCH",
        "SCORE BELOW LIMIT",
    ] {
        assert!(first.issues.iter().any(|i| i == issue), "{issue}: {:?}", first.issues);
    }
    case.refused = false;
    let detail = "MORE INFORMATION IS REQUIRED";
    let issue = "BARCODE MISSING BIRTH DATE";
    assert_decided(&case.decide(), RuleId::RequiredInformation, Action::Pending, detail, issue);
    case.requirements.by_source.clear();
    let (detail, issue) = ("A DECIDING TEST FAILED", "FAILED DOC FRONT SUSPICIOUS WORDS");
    assert_decided(&case.decide(), RuleId::FailOn, Action::Fail, detail, issue);
    case.policy.fail_on.clear();
    let (detail, issue) = ("PERSON IS ON A SANCTIONS LIST", "SANCTIONS MATCH");
    assert_decided(&case.decide(), RuleId::SanctionsMatch, Action::Fail, detail, issue);
    case.sanctions.on_sanction_list = false;
    let issue = "DOCUMENT EXPIRED";
    assert_decided(&case.decide(), RuleId::GateFailed, Action::Fail, issue, issue);
    case.expires_at = "2030-01-01".parse().ok();
    let (detail, issue) = ("A REQUIRED CHECK WAS NOT PERFORMED", "FACE MATCH NOT PERFORMED");
    assert_decided(&case.decide(), RuleId::GateNotPerformed, Action::Pending, detail, issue);
    case.face = face(Some(0.1));
    let detail = "TOO FEW CHECKS WERE PERFORMED";
    assert_decided(&case.decide(), RuleId::LowCoverage, Action::Pending, detail, "LOW COVERAGE");
    case.agree(&[(Field::LastName, 0.0)]);
    let (detail, issue) = ("MANUAL REVIEW IS REQUIRED", "POTENTIAL SANCTIONS MATCH");
    assert_decided(&case.decide(), RuleId::Review, Action::Review, detail, issue);
    case.sanctions = sanctions(Some(0.0));
    let (detail, issue) = ("SCORE IS BELOW THE LIMIT", "SCORE BELOW LIMIT");
    assert_decided(&case.decide(), RuleId::ScoreBelowLimit, Action::Fail, detail, issue);
    case.agree(&[(Field::LastName, 1.0)]);
    case.image(TestId::DocFrontSuspiciousWords, Some(0.0));
    case.notes = vec!["BARCODE IS NOT AAMVA".to_owned()];
    let (detail, issue) = ("CHECKS PASSED WITH NOTES", "BARCODE IS NOT AAMVA");
    assert_decided(&case.decide(), RuleId::ScoreReached, Action::Pass, detail, issue);
    case.notes.clear();
    assert_eq!(case.decide().detail, "ALL CHECKS PASSED");
}

#[test]
fn a_score_just_below_the_limit_goes_to_a_person() {
    // Agreement 0.7625 earns half its credit of 0.30: S = 0.85 / 1.00 without age and gender 0.96.
    let mut case = Case::clean();
    case.agree(&[(Field::LastName, 0.7625)]);
    let score = case.decide().score.unwrap().get();
    case.number("idv_session_tolerance", score - 0.0001);
    assert_eq!(case.decide().rule, RuleId::ScoreReached);
    case.number("idv_session_tolerance", score + 0.0999);
    let decision = case.decide();
    let (detail, issue) = ("MANUAL REVIEW IS REQUIRED", "SCORE NEAR LIMIT");
    assert_decided(&decision, RuleId::Review, Action::Review, detail, issue);
    case.number("idv_session_tolerance", score + 0.1001);
    assert_eq!(case.decide().rule, RuleId::ScoreBelowLimit);
}

#[test]
fn each_gate_fails_with_its_reason() {
    let gate = |change: &dyn Fn(&mut Case)| {
        let mut case = Case::clean();
        change(&mut case);
        let decision = case.decide();
        assert_eq!(decision.rule, RuleId::GateFailed, "{:?}", decision.issues);
        decision.detail
    };
    assert_eq!(gate(&|c| c.face = face(Some(0.61))), "FACE DOES NOT MATCH");
    assert_eq!(gate(&|c| c.liveness = liveness(Some(0.49))), "LIVENESS NOT SHOWN");
    let not_detected = |c: &mut Case| c.liveness.liveness_detected = false;
    assert_eq!(gate(&not_detected), "LIVENESS NOT SHOWN");
    assert_eq!(gate(&|c| c.expires_at = "2026-05-31".parse().ok()), "DOCUMENT EXPIRED");
    assert_eq!(gate(&|c| c.policy.minimum_age = Some(37)), "BELOW MINIMUM AGE");
}

/// A gate that the session needs and that could not be looked at keeps it from passing.
#[test]
fn a_needed_gate_not_looked_at_is_pending() {
    for (change, issue) in [
        ((|c| c.face = face(None)) as fn(&mut Case), "FACE MATCH NOT PERFORMED"),
        (|c| c.liveness = liveness(None), "LIVENESS NOT PERFORMED"),
        (
            |c| {
                c.policy.minimum_age = Some(18);
                c.birth_date = "1990-XX-XX".parse().ok();
            },
            "MINIMUM AGE NOT PERFORMED",
        ),
    ] {
        let mut case = Case::clean();
        change(&mut case);
        let detail = "A REQUIRED CHECK WAS NOT PERFORMED";
        assert_decided(&case.decide(), RuleId::GateNotPerformed, Action::Pending, detail, issue);
    }
    let mut case = Case::clean();
    (case.face, case.face_requested) = (face(None), false);
    (case.liveness, case.settings.perform_liveness_test) = (liveness(None), false);
    assert!(case.decide().verified, "what was not asked for need not be there");
}

#[test]
fn a_document_is_good_through_its_last_day_and_the_days_of_grace() {
    let verified = |expires: &str, days: u16| {
        let mut case = Case::clean();
        case.expires_at = expires.parse().ok();
        case.policy.allow_expired_days = days;
        case.decide().verified
    };
    assert!(verified("2026-06-01", 0));
    assert!(!verified("2026-05-31", 0));
    assert!(verified("2026-05-31", 1));
    assert!(!verified("2026-05-30", 1));
    assert!(verified("2026-06-XX", 0), "the benefit of an unknown day");
    assert!(verified("2026-06-01", u16::MAX));
}

#[test]
fn the_minimum_age_is_in_completed_years() {
    for (birth, verified) in [("2005-06-01", true), ("2005-06-02", false), ("2004-02-29", true)] {
        let mut case = Case::clean();
        case.policy.minimum_age = Some(21);
        case.birth_date = birth.parse().ok();
        assert_eq!(case.decide().verified, verified, "{birth}");
    }
}

#[test]
fn a_missing_value_fails_when_no_retry_is_left() {
    let mut case = Case::clean();
    case.missing("expires_at");
    assert_eq!(case.decide().action, Action::Pending);
    case.policy.retry = Retry::Exhausted;
    let (detail, issue) = ("REQUIRED INFORMATION IS MISSING", "BARCODE MISSING EXPIRES AT");
    assert_decided(&case.decide(), RuleId::RequiredInformation, Action::Fail, detail, issue);
}

#[test]
fn a_registry_that_is_waited_for_is_a_missing_value() {
    let mut case = Case::clean();
    case.registry = registry(None);
    assert!(case.decide().verified, "skipped: left out of the score");
    case.settings.aamva_retry_e = AamvaRetry::Retry;
    let (detail, issue) = ("MORE INFORMATION IS REQUIRED", "REGISTRY REPLY MISSING");
    assert_decided(&case.decide(), RuleId::RequiredInformation, Action::Pending, detail, issue);
    case.document_type = DocumentType::Passport;
    assert!(case.decide().verified, "no registry knows passports");
}

/// `not_performed` does not trigger `policy.fail_on`, `fail` does, whatever the score.
#[test]
fn fail_on_takes_failures_only() {
    let mut case = Case::clean();
    case.policy.fail_on = [TestId::DmvWeightMatch, TestId::DocBackSuspiciousWords].into();
    assert!(case.decide().verified, "one is not there, the other passed");
    case.tests.insert(TestId::DmvWeightMatch, bonafide::result::TestResult::of(Verdict::NoMatch));
    let decision = case.decide();
    assert_eq!(decision.score, Some(Score::ONE), "overrides never change S");
    let (detail, issue) = ("A DECIDING TEST FAILED", "FAILED DMV WEIGHT MATCH");
    assert_decided(&decision, RuleId::FailOn, Action::Fail, detail, issue);
    let change = &decision.counterfactuals[0];
    assert_eq!(change.change, "without FAILED DMV WEIGHT MATCH");
    assert_eq!((change.action, change.flips), (Action::Pass, true));
}

/// A counterfactual knows that what no longer fails no longer decides.
#[test]
fn raising_a_deciding_test_lifts_its_veto() {
    let mut case = Case::clean();
    case.agree(&[(Field::LastName, 0.0), (Field::BirthDate, 1.0)]);
    case.policy.fail_on = [TestId::DocumentFuzzyMatch].into();
    let decision = case.decide();
    assert_eq!(decision.rule, RuleId::FailOn);
    for change in ["driver_license_fuzzy_match score >= 0.8500", "last_name agrees"] {
        let claim = decision.counterfactuals.iter().find(|c| c.change == change).unwrap();
        assert_eq!((claim.action, claim.flips), (Action::Pass, true), "{change}");
    }
}

/// No one is below a tolerance that every name reaches, so nothing is promised.
#[test]
fn a_counterfactual_never_promises_the_impossible() {
    let promises = |tolerance| {
        let mut case = Case::clean();
        case.sanctions = sanctions(Some(0.9));
        let decision = case.number("ofac_fuzzy_match_tolerance", tolerance).decide();
        decision.counterfactuals.iter().any(|c| c.change.starts_with("ofac_fuzzy_match best hit"))
    };
    assert!(promises(0.85));
    assert!(!promises(0.4));
}

#[test]
fn the_worst_side_of_an_image_test_counts() {
    let mut case = Case::clean();
    case.image(TestId::DocFrontSuspiciousWords, Some(0.2));
    case.image(TestId::DocBackSuspiciousWords, Some(0.8));
    let decision = case.decide();
    let words = component(&decision, TestId::SuspiciousWords);
    assert!((words.credit.unwrap().get() - 0.2).abs() < 1e-9);
    assert_eq!(words.outcome, Outcome::Fail);
    case.image(TestId::DocBackSuspiciousWords, None);
    let decision = case.decide();
    let words = component(&decision, TestId::SuspiciousWords);
    assert!((words.credit.unwrap().get() - 0.8).abs() < 1e-9);
    assert_eq!(words.outcome, Outcome::Pass);
}

#[test]
fn an_inconclusive_image_test_counts_half() {
    let mut case = Case::clean();
    case.tests.get_mut(&TestId::DocFrontSuspiciousWords).unwrap().verdict = Verdict::Inconclusive;
    let decision = case.decide();
    let words = component(&decision, TestId::SuspiciousWords);
    assert_eq!((words.credit.unwrap().get(), words.outcome), (0.5, Outcome::Inconclusive));
}

/// Each component states its rule in words that its own numbers bear out.
#[test]
fn rules_are_stated_in_words() {
    let mut case = Case::clean();
    case.agree(&[(Field::LastName, 0.8132)]);
    let decision = case.decide();
    let agreement = component(&decision, TestId::DocumentFuzzyMatch);
    assert_eq!(agreement.name, "driver_license_fuzzy_match");
    assert_eq!(agreement.rule.as_deref(), Some("score 0.8132 < 0.8500"));
    assert!((agreement.credit.unwrap().get() - 0.7547).abs() < 1e-4);
    let registry = component(&decision, TestId::AamvaMatch);
    assert_eq!(registry.rule.as_deref(), Some("score 1.0000 >= 0.8000"));
    let sanctions = component(&decision, TestId::OfacFuzzyMatch);
    assert_eq!(sanctions.rule.as_deref(), Some("best hit 0.0000 < 0.8500"));
}

/// A simulated failure is marked in its test and in the result, and counts like a real one.
#[test]
fn simulated_failures_are_marked() {
    for (flag, test) in bonafide::types::Simulate::flags() {
        let mut input = rich_input("simulated");
        let given = std::collections::BTreeMap::from([(flag.to_owned(), true)]);
        input.simulate = given.try_into().unwrap();
        let result = evaluate(&input);
        assert!(result.simulated, "{flag}");
        let marked: Vec<TestId> =
            result.tests.iter().filter(|(_, t)| t.simulated).map(|(id, _)| *id).collect();
        assert_eq!(marked, [test], "{flag}");
        assert_eq!(result.tests[&test].verdict, Verdict::of_failed(test), "{flag}");
        assert_eq!(result.tests[&test].verdict.outcome(), Outcome::Fail, "{flag}");
    }
    assert!(!specimen::rich().simulated);
}

/// Fields left out of a claim are named as not compared; they do not vanish.
#[test]
fn a_field_taken_away_is_named_as_not_compared() {
    let mut input = rich_input("shorter");
    input.claims.as_mut().unwrap().remove(&Field::LastName);
    let result = evaluate(&input);
    let gone = result.agreement.not_compared.iter().find(|n| n.field == Field::LastName).unwrap();
    assert_eq!(gone.reason, "absent: user_input");
    // The surname is required of a claim, so that leaving out one that differs gains nothing.
    assert_eq!(result.decision.action, Action::Pending);
    assert!(result.decision.issues.contains(&"USER INPUT MISSING LAST NAME".to_owned()));
}

/// With everything switched off there is no score, and nothing to pass with.
#[test]
fn nothing_performed_is_never_a_pass() {
    let mut case = Case::clean();
    case.tests.clear();
    case.agree(&[]);
    (case.registry, case.sanctions) = (registry(None), sanctions(None));
    for on in [true, false] {
        case.settings.perform_aamva_test = on;
        case.settings.perform_ofac_test = on;
        case.settings.perform_image_manipulation_test = on;
        case.number("idv_session_tolerance", 0.0);
        let decision = case.decide();
        assert_eq!((decision.score, decision.rule), (None, RuleId::LowCoverage));
        assert_eq!(decision.coverage, Score::ZERO);
    }
}
