//! The weighed tests: what was measured, what credit it earns, what it contributes.

use bonafide_types::number::TestWeight;
use bonafide_types::{DocumentType, Outcome, Score, TestId, Tolerance, Verdict, Weights};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Facts;
use crate::input::Kind;
use crate::result::TestResult;

/// One weighed test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Component {
    /// The wire name, for example `driver_license_fuzzy_match`.
    pub name: String,
    /// The test.
    pub test: TestId,
    /// What became of it.
    pub outcome: Outcome,
    /// What was measured: a similarity, a share, a probability; for image tests `1 − risk`.
    pub score: Option<Score>,
    /// The tolerance that the measure is held against, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<Tolerance>,
    /// The rule in words and numbers: `score 0.9123 >= 0.8500`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The credit that the measure earns.
    pub credit: Option<Score>,
    /// The weight as set.
    pub weight: TestWeight,
    /// The weight's share among the performed tests.
    pub normalised_weight: Score,
    /// Whether the session asked for the test; what was not asked for does not count in the coverage.
    pub requested: bool,
    /// Whether it was performed and so counts.
    pub counted: bool,
    /// `normalised weight × credit`; the contributions add up to the score.
    pub contribution: Score,
    /// Why it was not performed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The credit of a similarity `s` under a tolerance `τ`: full within the tolerance, none beyond twice
/// the tolerated difference, linear between.
///
/// `c = clamp((s − (2τ − 1)) / (1 − τ), 0, 1)`; for `τ = 1`, 1 when `s = 1` and else 0.
/// Source: docs/scoring.md, section 1.
///
/// ```
/// use bonafide::decision::credit;
/// use bonafide::types::{Score, Tolerance};
/// let tolerance = Tolerance::new(0.85)?;
/// assert_eq!(credit(Score::new(0.85)?, tolerance).get(), 1.0);
/// assert!((credit(Score::new(0.8132)?, tolerance).get() - 0.7547).abs() < 1e-4);
/// assert_eq!(credit(Score::new(0.70)?, tolerance).get(), 0.0);
/// # Ok::<(), bonafide::types::OutOfRange>(())
/// ```
pub fn credit(score: Score, tolerance: Tolerance) -> Score {
    let (s, tau) = (score.get(), tolerance.get());
    if s >= tau {
        return Score::ONE;
    }
    // Below the tolerance never full; for τ = 1 the slope is infinite and nothing is earned.
    let earned = (s - (2.0 * tau - 1.0)) / (1.0 - tau);
    if tau >= 1.0 { Score::ZERO } else { dusted(earned.min(1.0 - 1e-12)) }
}

/// Twelve decimals: far finer than the 1e-9 within which contributions add up to the score, and
/// without the binary dust (`0.7100000000000002`) that a reader would stumble over.
fn dusted(x: f64) -> Score {
    Score::clamped((x * 1e12).round() / 1e12)
}

/// The credit of a best sanctions hit `h`: none at or above the tolerance, full at `2τ − 1` and below.
/// Source: docs/scoring.md, section 2, rows 11 and 12.
fn inverted_credit(hit: Score, tolerance: Tolerance) -> Score {
    let (h, tau) = (hit.get(), tolerance.get());
    if h >= tau {
        Score::ZERO
    } else if tau >= 1.0 {
        Score::ONE
    } else {
        dusted((tau - h) / (1.0 - tau))
    }
}

impl Component {
    fn not_performed(test: TestId, name: &str, weight: TestWeight, reason: String) -> Self {
        Self {
            name: name.to_owned(),
            test,
            outcome: Outcome::NotPerformed,
            score: None,
            tolerance: None,
            rule: None,
            credit: None,
            weight,
            normalised_weight: Score::ZERO,
            requested: true,
            counted: false,
            contribution: Score::ZERO,
            reason: Some(reason),
        }
    }

    fn measured(
        test: TestId,
        name: &str,
        weight: TestWeight,
        score: Score,
        tolerance: Tolerance,
    ) -> Self {
        let credit = credit(score, tolerance);
        let sign = if score.get() >= tolerance.get() { ">=" } else { "<" };
        let passed = score.get() >= tolerance.get();
        Self {
            outcome: if passed { Outcome::Pass } else { Outcome::Fail },
            score: Some(score),
            tolerance: Some(tolerance),
            rule: Some(format!("score {:.4} {sign} {:.4}", score.get(), tolerance.get())),
            credit: Some(credit),
            counted: true,
            reason: None,
            ..Self::not_performed(test, name, weight, String::new())
        }
    }

    /// The credit, 0 where there is none.
    pub(crate) fn credit_or_zero(&self) -> f64 {
        self.credit.map_or(0.0, Score::get)
    }

    /// This component as if it had earned full credit.
    pub(crate) fn with_full_credit(mut self) -> Self {
        self.credit = Some(Score::ONE);
        self.outcome = Outcome::Pass;
        self.counted = true;
        self
    }

    /// This component as if something else had been measured.
    pub(crate) fn with_score(self, score: Score) -> Self {
        match self.tolerance {
            Some(tolerance) => Self::measured(self.test, &self.name, self.weight, score, tolerance),
            None => self,
        }
    }

    fn not_requested(mut self, reason: &str) -> Self {
        self.requested = false;
        self.counted = false;
        self.credit = None;
        self.outcome = Outcome::NotPerformed;
        self.reason = Some(reason.to_owned());
        self
    }

    /// Of a known person neither document nor registry nor lists are asked for anew.
    fn not_of_authentication(self) -> Self {
        self.not_requested("not asked for to authenticate a known person")
    }

    pub(super) fn weighed(mut self, performed: f64) -> Self {
        if self.counted && performed > 0.0 {
            let share = self.weight.get() / performed;
            self.normalised_weight = dusted(share);
            self.contribution = dusted(share * self.credit_or_zero());
        }
        self
    }
}

/// The weighed tests that apply to a document type, in the order of the result.
pub(super) fn all(facts: &Facts<'_>, weights: &Weights) -> Vec<Component> {
    let mut components = vec![
        agreement(facts, weights),
        image_test(
            facts,
            TestId::SuspiciousWords,
            [TestId::DocFrontSuspiciousWords, TestId::DocBackSuspiciousWords],
            weights.suspicious_words_weight(),
        ),
        image_manipulation(facts, weights),
        image_test(
            facts,
            TestId::OnlineDuplication,
            [TestId::DocFrontOnlineDuplication, TestId::DocBackOnlineDuplication],
            weights.online_duplication_weight(),
        ),
        image_test(
            facts,
            TestId::IsIdentityDocument,
            [TestId::DocFrontIsIdentityDocument, TestId::DocBackIsIdentityDocument],
            weights.is_identity_document_weight(),
        ),
    ];
    components.extend(registry(facts, weights));
    components.push(sanctions(facts, weights));
    if facts.kind == Kind::Ida {
        components = components.into_iter().map(Component::not_of_authentication).collect();
    }
    components.push(gender(facts, weights));
    components.push(age(facts, weights));
    components
}

fn agreement(facts: &Facts<'_>, weights: &Weights) -> Component {
    let (tolerance, weight) = weights.document_match(facts.document_type);
    let prefix = facts.document_type.weights_prefix().unwrap_or(DocumentType::DriverLicense.name());
    let name = format!("{prefix}_fuzzy_match");
    match facts.agreement.score {
        Some(score) => Component::measured(
            TestId::DocumentFuzzyMatch,
            &name,
            weight,
            Score::clamped(score.get()).rounded(),
            tolerance,
        ),
        None => Component::not_performed(
            TestId::DocumentFuzzyMatch,
            &name,
            weight,
            "no field was read from two sources".to_owned(),
        ),
    }
}

fn registry(facts: &Facts<'_>, weights: &Weights) -> Option<Component> {
    if !facts.document_type.has_registry() {
        return None;
    }
    let (id, weight) = (TestId::AamvaMatch, weights.aamva_match_weight());
    let component = match facts.registry.ratio {
        Some(ratio) => {
            let tolerance = weights.aamva_match_tolerance();
            Component::measured(id, id.name(), weight, ratio.rounded(), tolerance)
        }
        None => {
            let reason = facts.registry.reason.clone().unwrap_or_default();
            Component::not_performed(id, id.name(), weight, reason)
        }
    };
    Some(if facts.settings.perform_aamva_test {
        component
    } else {
        component.not_requested("switched off by perform_aamva_test")
    })
}

fn sanctions(facts: &Facts<'_>, weights: &Weights) -> Component {
    let (id, weight) = (TestId::OfacFuzzyMatch, weights.ofac_fuzzy_match_weight());
    let component = match &facts.sanctions.best {
        Some(hit) => {
            let (hit, tolerance) = (
                Score::clamped(hit.similarity.get()).rounded(),
                weights.ofac_fuzzy_match_tolerance(),
            );
            let sign = if hit.get() >= tolerance.get() { ">=" } else { "<" };
            let mut component = Component::measured(id, id.name(), weight, hit, tolerance);
            let credit = inverted_credit(hit, tolerance);
            component.credit = Some(credit);
            component.outcome =
                if hit.get() >= tolerance.get() { Outcome::Fail } else { Outcome::Pass };
            component.rule =
                Some(format!("best hit {:.4} {sign} {:.4}", hit.get(), tolerance.get()));
            component
        }
        None => {
            let reason = facts.sanctions.reason.clone().unwrap_or_default();
            Component::not_performed(id, id.name(), weight, reason)
        }
    };
    if facts.settings.perform_ofac_test {
        component
    } else {
        component.not_requested("switched off by perform_ofac_test")
    }
}

fn image_manipulation(facts: &Facts<'_>, weights: &Weights) -> Component {
    let sides = [TestId::DocFrontImageManipulation, TestId::DocBackImageManipulation];
    let component =
        image_test(facts, TestId::ImageManipulation, sides, weights.image_manipulation_weight());
    // A simulated failure counts even where the test is switched off: that is what it is for.
    let simulated = sides.iter().any(|id| facts.tests.get(id).is_some_and(|t| t.simulated));
    if facts.settings.perform_image_manipulation_test || simulated {
        component
    } else {
        component.not_requested("switched off by perform_image_manipulation_test")
    }
}

/// An image test over both sides: the worst side counts (docs/scoring.md, section 2).
fn image_test(facts: &Facts<'_>, id: TestId, sides: [TestId; 2], weight: TestWeight) -> Component {
    let tests = sides.map(|side| facts.tests.get(&side));
    let worst = tests
        .into_iter()
        .flatten()
        .filter_map(|test| side_credit(id, test).map(|credit| (credit, test)))
        .min_by(|a, b| a.0.get().total_cmp(&b.0.get()));
    let Some((credit, test)) = worst else {
        let reason = tests
            .into_iter()
            .flatten()
            .find_map(|t| t.detail.clone())
            .unwrap_or_else(|| "no picture of a side was given".to_owned());
        return Component::not_performed(id, id.name(), weight, reason);
    };
    let outcome = match test.verdict {
        Verdict::Inconclusive => Outcome::Inconclusive,
        _ if credit.get() >= 0.5 => Outcome::Pass,
        _ => Outcome::Fail,
    };
    Component {
        outcome,
        score: Some(credit),
        rule: Some(format!("worst side {:.4}, passes from 0.5", credit.get())),
        credit: Some(credit),
        counted: true,
        reason: None,
        ..Component::not_performed(id, id.name(), weight, String::new())
    }
}

/// What one side earns: `1 − risk`, the probability of being a document, or 0.5 when inconclusive.
fn side_credit(id: TestId, test: &TestResult) -> Option<Score> {
    if test.verdict.outcome() == Outcome::Inconclusive {
        return Some(Score::clamped(0.5));
    }
    let score = test.score.filter(|_| test.verdict.outcome() != Outcome::NotPerformed)?.rounded();
    Some(if id == TestId::IsIdentityDocument { score } else { Score::clamped(1.0 - score.get()) })
}

/// What an attribute earned, or why nothing.
struct Estimated<'a> {
    credit: Option<Score>,
    rule: String,
    reason: Option<&'a str>,
}

fn age(facts: &Facts<'_>, weights: &Weights) -> Component {
    let test = facts.face.attributes.as_ref().and_then(|attributes| attributes.age.as_ref());
    let estimated = test.map(|test| {
        let (years, delta) = (test.tolerance.get(), test.delta.unwrap_or_default());
        let rule = format!(
            "estimated age differs by {delta:.1} years, full credit up to {years:.1}, none from {:.1}",
            2.0 * years
        );
        Estimated { credit: test.credit, rule, reason: test.reason.as_deref() }
    });
    let requested = facts.settings.perform_age_test;
    attribute(TestId::Age, weights.age_weight(), requested, estimated)
}

fn gender(facts: &Facts<'_>, weights: &Weights) -> Component {
    let test = facts.face.attributes.as_ref().and_then(|attributes| attributes.gender.as_ref());
    let estimated = test.map(|test| Estimated {
        credit: test.credit,
        rule: "probability of the document's gender, passes from 0.5".to_owned(),
        reason: test.reason.as_deref(),
    });
    let requested = facts.settings.perform_gender_test;
    attribute(TestId::Gender, weights.gender_weight(), requested, estimated)
}

/// Age and gender, estimated from the selfie.
fn attribute(
    id: TestId,
    weight: TestWeight,
    requested: bool,
    estimated: Option<Estimated<'_>>,
) -> Component {
    let reason = estimated.as_ref().and_then(|estimated| estimated.reason);
    let reason = reason.unwrap_or("nothing was estimated from a selfie").to_owned();
    let component = Component::not_performed(id, id.name(), weight, reason);
    if !requested {
        return component.not_requested(&format!("not asked for by perform_{}_test", id.name()));
    }
    let Some((credit, rule)) = estimated.and_then(|e| Some((e.credit?, e.rule))) else {
        return component;
    };
    Component {
        outcome: if credit.get() >= 0.5 { Outcome::Pass } else { Outcome::Fail },
        score: Some(credit),
        rule: Some(rule),
        credit: Some(credit),
        counted: true,
        reason: None,
        ..component
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn credit_is_full_exactly_within_tolerance(s in 0.0..=1.0f64, tau in 0.0..=1.0f64) {
            let (score, tolerance) = (Score::clamped(s), Tolerance::clamped(tau));
            prop_assert_eq!(s >= tau, credit(score, tolerance) == Score::ONE);
        }

        #[test]
        fn credit_never_falls_as_the_score_rises(a in 0.0..=1.0f64, b in 0.0..=1.0f64, tau in 0.0..=1.0f64) {
            let tolerance = Tolerance::clamped(tau);
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(credit(Score::clamped(low), tolerance) <= credit(Score::clamped(high), tolerance));
            prop_assert!(inverted_credit(Score::clamped(low), tolerance) >= inverted_credit(Score::clamped(high), tolerance));
        }
    }

    #[test]
    fn a_tolerance_of_one_asks_for_identity() {
        assert_eq!(credit(Score::ONE, Tolerance::ONE), Score::ONE);
        assert_eq!(credit(Score::clamped(0.9999), Tolerance::ONE), Score::ZERO);
    }

    #[test]
    fn a_sanctions_hit_costs_from_two_tau_minus_one_on() {
        let tau = Tolerance::clamped(0.85);
        assert_eq!(inverted_credit(Score::clamped(0.85), tau), Score::ZERO);
        assert_eq!(inverted_credit(Score::clamped(0.70), tau), Score::ONE);
        let half = inverted_credit(Score::clamped(0.775), tau).get();
        assert!((half - 0.5).abs() < 1e-9);
    }
}
