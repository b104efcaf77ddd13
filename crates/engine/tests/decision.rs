//! Properties of docs/scoring.md over generated sessions: sections 1 to 6 and 8.
#![allow(clippy::unwrap_used)]

mod case;
mod generated;

use bonafide::decision::{Action, Change, Component, Decision, RuleId};
use bonafide::matching::FIELD_WEIGHTS;
use bonafide::result::OfacStatus;
use bonafide::types::{DocumentType, Field, Outcome, Score, TestId, Verdict};
use case::{
    Case, IMAGE_TESTS, agreement, attributes, component, face, liveness, registry, sanctions,
};
use generated::cases;
use proptest::prelude::*;

/// Slack of a sum of a dozen products.
const TINY: f64 = 1e-9;

/// docs/scoring.md, sections 1, 2 and 6, written down a second time: weight, credit (none if not performed)
/// and whether it was asked for, per test.
fn by_the_book(case: &Case) -> Vec<(TestId, f64, Option<f64>, bool)> {
    let number = |key: &str| case.weights.entries().iter().find(|(k, _)| *k == key).unwrap().1;
    let four = |x: f64| (x * 1e4).round() / 1e4;
    let credit = |s: f64, tau: f64| {
        if s >= tau {
            1.0
        } else if tau >= 1.0 {
            0.0
        } else {
            ((s - (2.0 * tau - 1.0)) / (1.0 - tau)).clamp(0.0, 1.0)
        }
    };
    let inverted = |h: f64, tau: f64| {
        if h >= tau {
            0.0
        } else if tau >= 1.0 {
            1.0
        } else {
            ((tau - h) / (1.0 - tau)).clamp(0.0, 1.0)
        }
    };
    let prefix = match case.document_type {
        DocumentType::IdentificationCard => "state_id",
        DocumentType::Passport => "passport",
        DocumentType::PassportCard => "passport_card",
        _ => "driver_license",
    };
    let tau = number(&format!("{prefix}_fuzzy_match_tolerance"));
    let weight = number(&format!("{prefix}_fuzzy_match_weight"));
    let agreed = case.agreement.score.map(|score| credit(four(score.get()), tau));
    let mut book = vec![(TestId::DocumentFuzzyMatch, weight, agreed, true)];
    for (test, sides) in IMAGE_TESTS {
        let worst = sides
            .iter()
            .filter_map(|side| {
                let found = &case.tests[side];
                let score = found.score.map(Score::get);
                match found.verdict {
                    Verdict::NotPerformed => None,
                    Verdict::Inconclusive => Some(0.5),
                    _ if test == TestId::IsIdentityDocument => score,
                    _ => score.map(|risk| 1.0 - risk),
                }
            })
            .min_by(f64::total_cmp);
        let on = test != TestId::ImageManipulation || case.settings.perform_image_manipulation_test;
        let weight = number(&format!("{}_weight", test.name()));
        book.push((test, weight, worst.filter(|_| on), on));
    }
    if matches!(case.document_type, DocumentType::DriverLicense | DocumentType::IdentificationCard)
    {
        let ratio = case.registry.ratio.map(|r| credit(r.get(), number("aamva_match_tolerance")));
        let on = case.settings.perform_aamva_test;
        book.push((TestId::AamvaMatch, number("aamva_match_weight"), ratio.filter(|_| on), on));
    }
    let hit = case
        .sanctions
        .best
        .as_ref()
        .map(|h| inverted(h.similarity.get(), number("ofac_fuzzy_match_tolerance")));
    let on = case.settings.perform_ofac_test;
    book.push((TestId::OfacFuzzyMatch, number("ofac_fuzzy_match_weight"), hit.filter(|_| on), on));
    let estimates = case.face.attributes.as_ref();
    let earned = |credit: Option<Score>, on: bool| credit.map(Score::get).filter(|_| on);
    let (of_gender, of_age) = (case.settings.perform_gender_test, case.settings.perform_age_test);
    let gender = estimates.and_then(|e| e.gender.as_ref()?.credit);
    let age = estimates.and_then(|e| e.age.as_ref()?.credit);
    book.push((TestId::Gender, number("gender_weight"), earned(gender, of_gender), of_gender));
    book.push((TestId::Age, number("age_weight"), earned(age, of_age), of_age));
    book
}

/// `S` of the book; none when nothing that weighs was performed.
fn score_by_the_book(case: &Case) -> Option<f64> {
    let (mut sum, mut total) = (0.0, 0.0);
    for (_, weight, credit, _) in by_the_book(case) {
        if let Some(credit) = credit {
            sum += weight * credit;
            total += weight;
        }
    }
    (total > 0.0).then(|| sum / total)
}

fn sum(decision: &Decision, of: impl Fn(&Component) -> f64) -> f64 {
    decision.components.iter().map(of).sum()
}

fn shown(score: Option<Score>) -> f64 {
    score.map_or(0.0, Score::get)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_score_is_the_one_of_the_book(case in cases()) {
        let decision = case.decide();
        let expected = score_by_the_book(&case);
        let contributions = sum(&decision, |c| c.contribution.get());
        prop_assert!((contributions - expected.unwrap_or(0.0)).abs() < TINY);
        prop_assert_eq!(decision.score.is_some(), expected.is_some());
        // What is shown has four decimals.
        prop_assert!((shown(decision.score) - expected.unwrap_or(0.0)).abs() <= 0.5e-4 + TINY);
        for (test, weight, credit, requested) in by_the_book(&case) {
            let component = component(&decision, test);
            prop_assert_eq!(component.requested, requested, "{:?}", test);
            prop_assert_eq!(component.counted, credit.is_some(), "{:?}", test);
            prop_assert!((component.weight.get() - weight).abs() < TINY);
            let given = component.credit.map(Score::get);
            prop_assert_eq!(given.is_some(), credit.is_some());
            prop_assert!((given.unwrap_or(0.0) - credit.unwrap_or(0.0)).abs() < TINY, "{:?}", test);
        }
        prop_assert_eq!(decision.components.len(), by_the_book(&case).len());
    }

    #[test]
    fn normalised_weights_sum_to_one(case in cases()) {
        let decision = case.decide();
        let total = sum(&decision, |c| c.normalised_weight.get());
        let expected = if decision.score.is_some() { 1.0 } else { 0.0 };
        prop_assert!((total - expected).abs() < TINY, "{}", total);
        for component in decision.components.iter().filter(|c| !c.counted) {
            prop_assert_eq!(component.contribution, Score::ZERO);
            prop_assert_eq!(component.outcome, Outcome::NotPerformed);
            prop_assert!(component.reason.as_ref().is_some_and(|reason| !reason.is_empty()));
        }
    }

    #[test]
    fn coverage_is_the_performed_share_of_what_was_asked_for(case in cases()) {
        let book = by_the_book(&case);
        let requested: f64 = book.iter().filter(|row| row.3).map(|row| row.1).sum();
        let performed: f64 = book.iter().filter(|row| row.2.is_some()).map(|row| row.1).sum();
        let expected = if requested > 0.0 { performed / requested } else { 0.0 };
        let decision = case.decide();
        prop_assert!((decision.coverage.get() - expected).abs() <= 0.5e-4 + TINY);
        if decision.verified {
            prop_assert!(expected + TINY >= 0.5);
        }
    }

    #[test]
    fn verified_means_pass_and_one_rule_decided(case in cases()) {
        let decision = case.decide();
        prop_assert_eq!(decision.verified, decision.action == Action::Pass);
        let first = decision.rules.iter().position(|rule| rule.applies).unwrap();
        let fired: Vec<usize> =
            (0..decision.rules.len()).filter(|index| decision.rules[*index].fired).collect();
        prop_assert_eq!(&fired, &vec![first]);
        prop_assert_eq!(decision.rules[first].rule, decision.rule);
        prop_assert_eq!(decision.rules[first].action, decision.action);
        if decision.verified {
            let reached = score_by_the_book(&case).unwrap() + TINY >= decision.threshold.get();
            prop_assert!(reached && !case.refused && case.requirements.by_source.is_empty());
            prop_assert!(!case.sanctions.on_sanction_list);
        }
    }

    #[test]
    fn issues_are_sorted_codes_each_once(case in cases()) {
        let issues = case.decide().issues;
        let mut sorted = issues.clone();
        sorted.sort();
        sorted.dedup();
        prop_assert_eq!(&issues, &sorted);
        prop_assert!(issues.iter().all(|issue| *issue == issue.to_uppercase()));
    }

    /// Missing is not zero, and not full marks either: without the test the session scores no
    /// better than with the test passed, and covers less.
    #[test]
    fn a_test_not_performed_never_counts_as_passed(case in cases(), index in 0..4_usize) {
        let (test, sides) = IMAGE_TESTS[index];
        let (mut passed, mut without) = (case.clone(), case);
        for side in sides {
            passed.image(side, Some(0.0));
            without.image(side, None);
        }
        let (passed, without) = (passed.decide(), without.decide());
        prop_assert!(shown(without.score) <= shown(passed.score) + 1e-4);
        let weight = component(&passed, test).weight.get();
        if component(&passed, test).requested && weight > 1e-3 {
            prop_assert!(without.coverage < passed.coverage);
        }
        prop_assert!(passed.verified || !without.verified);
    }

    /// Taking a reply away can lift a score that it weighed down; then the coverage says so, unless
    /// the caller gave the reply no weight.
    #[test]
    fn a_reply_kept_back_shows_in_the_coverage(case in cases()) {
        let mut without = case.clone();
        without.registry = registry(None);
        without.sanctions = sanctions(None);
        let (with, without) = (case.decide(), without.decide());
        let weighs = |c: &&Component| c.counted && c.weight.get() > 1e-3;
        let is_reply = |c: &&Component| matches!(c.test, TestId::AamvaMatch | TestId::OfacFuzzyMatch);
        let weighed = with.components.iter().filter(is_reply).any(|c| weighs(&c));
        if without.verified && !with.verified && weighed {
            prop_assert!(without.coverage < with.coverage);
        }
    }

    /// A switched-off test is not asked for, and the result says by which switch.
    #[test]
    fn a_test_switched_off_says_so(case in cases(), which in 0..3_usize) {
        let mut off = case.clone();
        let (test, switch) = match which {
            0 => (TestId::OfacFuzzyMatch, "perform_ofac_test"),
            1 => (TestId::ImageManipulation, "perform_image_manipulation_test"),
            _ => (TestId::AamvaMatch, "perform_aamva_test"),
        };
        off.document_type = DocumentType::DriverLicense;
        off.settings.perform_ofac_test &= which != 0;
        off.settings.perform_image_manipulation_test &= which != 1;
        off.settings.perform_aamva_test &= which != 2;
        let decision = off.decide();
        let component = component(&decision, test);
        prop_assert_eq!(component.outcome, Outcome::NotPerformed);
        prop_assert!(!component.counted && !component.requested);
        prop_assert_eq!(component.reason.as_deref(), Some(&*format!("switched off by {switch}")));
    }

    /// Whatever is switched off: a session that passes for it says which test was not asked for, or which
    /// condition was not needed, and why.
    #[test]
    fn nothing_is_switched_off_unseen(case in cases(), which in 0..6_usize) {
        let mut off = case.clone();
        let switch = match which {
            0 => &mut off.settings.perform_ofac_test,
            1 => &mut off.settings.perform_image_manipulation_test,
            2 => &mut off.settings.perform_aamva_test,
            3 => &mut off.settings.perform_age_test,
            4 => &mut off.settings.perform_gender_test,
            _ => &mut off.settings.perform_liveness_test,
        };
        // What is off cannot be switched off, and what was measured all the same stays.
        prop_assume!(*switch);
        *switch = false;
        if which == 5 {
            off.liveness = liveness(None);
        }
        let (with, without) = (case.decide(), off.decide());
        if without.verified && !with.verified {
            let fewer = without.not_requested.len() > with.not_requested.len();
            let unneeded = |d: &Decision| d.gates.iter().filter(|g| !g.needed).count();
            prop_assert!(fewer || unneeded(&without) > unneeded(&with));
            for component in without.components.iter().filter(|c| !c.requested) {
                prop_assert!(component.reason.as_ref().is_some_and(|reason| !reason.is_empty()));
            }
        }
    }

    #[test]
    fn an_agreeing_field_never_lowers_the_score(case in cases(), extra in 0..23_usize) {
        let mut fields: Vec<(Field, f64)> =
            case.agreement.fields.iter().map(|f| (f.field, f.score.get())).collect();
        if fields.is_empty() {
            return Ok(()); // one agreeing field is then a new test, not a field more
        }
        let absent: Vec<Field> = FIELD_WEIGHTS
            .iter()
            .map(|(field, _)| *field)
            .filter(|field| fields.iter().all(|(known, _)| known != field))
            .collect();
        let field = absent[extra % absent.len()];
        fields.push((field, 1.0));
        let mut more = case.clone();
        more.agreement = agreement(&fields);
        let (before, after) = (case.decide(), more.decide());
        prop_assert!(shown(after.score) >= shown(before.score));
        prop_assert!(after.verified || !before.verified);
    }

    /// Each counterfactual is a claim about another session: make that session and look.
    #[test]
    fn counterfactuals_hold(case in cases()) {
        let decision = case.decide();
        for claim in &decision.counterfactuals {
            let Some(changed) = apply(&case, &decision, &claim.change) else { continue };
            let other = changed.decide();
            prop_assert_eq!(other.score, claim.score, "{}", claim.change);
            prop_assert_eq!(other.action, claim.action, "{}", claim.change);
            prop_assert_eq!(claim.flips, other.action != decision.action);
            prop_assert!(claim.flips || shown(claim.score) > shown(decision.score));
        }
        prop_assert!(!case.refused || decision.counterfactuals.is_empty());
        let flips: Vec<bool> = decision.counterfactuals.iter().map(|c| c.flips).collect();
        prop_assert!(flips.is_sorted_by(|a, b| a >= b), "those that flip come first");
    }
}

/// The session in which a counterfactual's change came true; none for changes that no input of this
/// generator expresses.
fn apply(case: &Case, decision: &Decision, change: &str) -> Option<Case> {
    let mut changed = case.clone();
    let component = match Change::parse(change)? {
        Change::Agrees(name) => {
            let score = |f: &bonafide::matching::FieldComparison| {
                (f.field, if f.field.name() == name { 1.0 } else { f.score.get() })
            };
            let fields: Vec<(Field, f64)> = case.agreement.fields.iter().map(score).collect();
            changed.agreement = agreement(&fields);
            return Some(changed);
        }
        Change::AllGiven => {
            changed.requirements.by_source.clear();
            return Some(changed);
        }
        Change::GateHolds(gate) => {
            match gate {
                "face_match" => {
                    let attributes = changed.face.attributes.take();
                    changed.face = face(Some(0.0));
                    changed.face.attributes = attributes;
                }
                "liveness" => changed.liveness = liveness(Some(1.0)),
                "document_not_expired" => changed.expires_at = "2040-01-01".parse().ok(),
                other => panic!("no such gate: {other}"),
            }
            return Some(changed);
        }
        Change::Without(code) => {
            let name = code.strip_prefix("FAILED ")?.to_lowercase().replace(' ', "_");
            changed.policy.fail_on.remove(&TestId::from_name(&name).unwrap());
            return Some(changed);
        }
        Change::ScoreAtLeast(component, _)
        | Change::BestHitAtMost(component, _)
        | Change::FullCredit(component) => component,
    };
    let test = decision.components.iter().find(|other| other.name == component)?.test;
    match test {
        TestId::DocumentFuzzyMatch => {
            changed.agreement = agreement(&[(Field::LastName, 1.0)]);
        }
        TestId::AamvaMatch => changed.registry = registry(Some(1.0)),
        TestId::OfacFuzzyMatch => changed.sanctions = sanctions(Some(0.0)),
        TestId::Age | TestId::Gender => {
            let estimated = changed.face.attributes.as_mut()?;
            let full = attributes(Some(1.0), Some(1.0));
            match test {
                TestId::Age => estimated.age = full.age,
                _ => estimated.gender = full.gender,
            }
        }
        image => {
            for side in IMAGE_TESTS.iter().find(|(test, _)| *test == image).unwrap().1 {
                changed.image(side, Some(0.0));
            }
        }
    }
    Some(changed)
}

#[test]
fn the_generator_reaches_every_rule() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = Vec::new();
    for _ in 0..3000 {
        let rule = cases().new_tree(&mut runner).unwrap().current().decide().rule;
        if !seen.contains(&rule) {
            seen.push(rule);
        }
    }
    for rule in [
        RuleId::SessionError,
        RuleId::RequiredInformation,
        RuleId::FailOn,
        RuleId::SanctionsMatch,
        RuleId::GateFailed,
        RuleId::GateNotPerformed,
        RuleId::LowCoverage,
        RuleId::Review,
        RuleId::ScoreReached,
        RuleId::ScoreBelowLimit,
    ] {
        assert!(seen.contains(&rule), "{rule:?} never decided");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Of a known person only face and liveness decide: what a document would show changes nothing.
    #[test]
    fn authentication_is_decided_by_gates_alone(case in cases()) {
        let mut case = case;
        case.kind = bonafide::input::Kind::Ida;
        for pair in &mut case.face.comparisons {
            pair.a = "reference".to_owned();
        }
        let decision = case.decide();
        let of_document =
            |c: &&Component| !matches!(c.test, TestId::Age | TestId::Gender) && c.requested;
        prop_assert_eq!(decision.components.iter().filter(of_document).count(), 0);
        let low = [RuleId::LowCoverage, RuleId::Review, RuleId::ScoreBelowLimit];
        prop_assert!(!low.contains(&decision.rule) || case.sanctions.ofac_status_e != OfacStatus::Clear);
        if decision.verified {
            let passed = |name| decision.gates.iter().any(|g| g.name == name && g.passed == Some(true));
            prop_assert!(passed("face_match") || !case.face_requested);
            prop_assert!(passed("liveness") || !case.settings.perform_liveness_test);
        }
    }
}
