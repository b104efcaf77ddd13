//! Age and gender as networks estimate them, against what the document says: docs/scoring.md, section 2, rows
//! 22, 23, 25 and 26. Estimates are biased by their training data, so they weigh little and are
//! made only where they are asked for and the person agreed.

use bonafide_face::{Estimates, Gender};
use bonafide_types::date::{PartialDate, age_range_on};
use bonafide_types::number::Years;
use bonafide_types::{Score, Settings, Sex, Tolerance, Verdict, Weights};
use jiff::civil::Date;

use crate::face_result::{AgeTest, Attributes, GenderTest};

/// Half of the credit passes. Source: docs/scoring.md, section 6.
const HALF: f64 = 0.5;

/// What the document says of the person.
#[derive(Clone, Copy)]
pub(crate) struct Stated {
    pub birth_date: Option<PartialDate>,
    pub sex: Option<Sex>,
    pub as_of: Date,
}

/// The measurements of what was asked for; none where nothing was. Nothing is judged yet.
pub(crate) fn measured(
    estimates: &Estimates,
    switches: &Settings,
    absent: &str,
) -> Option<Attributes> {
    let reason = |is_there: bool| (!is_there).then(|| absent.to_owned());
    let age = estimates.age.map(|age| (age * 10.0).round() / 10.0).filter(|age| age.is_finite());
    let age = AgeTest {
        estimate: age,
        document_age: None,
        delta: None,
        tolerance: Years::ZERO,
        credit: None,
        verdict: Verdict::NotPerformed,
        reason: reason(age.is_some()),
    };
    let gender = GenderTest {
        estimate: estimates.gender.map(|estimate| estimate.gender),
        probability: estimates.gender.map(|estimate| estimate.probability.rounded()),
        tolerance: Tolerance::ZERO,
        credit: None,
        verdict: Verdict::NotPerformed,
        reason: reason(estimates.gender.is_some()),
    };
    let (asks_age, asks_gender) = (switches.perform_age_test, switches.perform_gender_test);
    (asks_age || asks_gender)
        .then(|| Attributes { age: asks_age.then_some(age), gender: asks_gender.then_some(gender) })
}

/// Holds the estimates against the document.
pub(crate) fn judge(attributes: Attributes, stated: Stated, weights: &Weights) -> Attributes {
    Attributes {
        age: attributes.age.map(|test| judge_age(test, stated, weights.age_tolerance())),
        gender: attributes
            .gender
            .map(|test| judge_gender(test, stated.sex, weights.gender_probability_tolerance())),
    }
}

fn judge_age(test: AgeTest, stated: Stated, tolerance: Years) -> AgeTest {
    let Some(estimate) = test.estimate else { return AgeTest { tolerance, ..test } };
    let range = stated.birth_date.and_then(|birth| age_range_on(birth, stated.as_of));
    let Some((youngest, oldest)) = range else {
        return AgeTest {
            tolerance,
            document_age: None,
            delta: None,
            credit: None,
            verdict: Verdict::NotPerformed,
            reason: Some("no date of birth was read".to_owned()),
            ..test
        };
    };
    let (low, high) = (f64::from(youngest), f64::from(oldest));
    let delta = (estimate - estimate.clamp(low, high)).abs();
    let delta = (delta * 10.0).round() / 10.0;
    let credit = age_credit(delta, tolerance);
    AgeTest {
        tolerance,
        document_age: (youngest == oldest).then_some(youngest),
        delta: Some(delta),
        credit: Some(credit),
        verdict: verdict(credit),
        reason: None,
        ..test
    }
}

/// Full within the tolerance, none from twice of it on, linear between.
fn age_credit(delta: f64, tolerance: Years) -> Score {
    let years = tolerance.get();
    if delta <= years {
        Score::ONE
    } else if years == 0.0 {
        Score::ZERO
    } else {
        Score::clamped(2.0 - delta / years).rounded()
    }
}

fn judge_gender(test: GenderTest, sex: Option<Sex>, tolerance: Tolerance) -> GenderTest {
    let (Some(estimate), Some(probability)) = (test.estimate, test.probability) else {
        return GenderTest { tolerance, ..test };
    };
    let not_performed = |test: GenderTest, reason: &str| GenderTest {
        tolerance,
        credit: None,
        verdict: Verdict::NotPerformed,
        reason: Some(reason.to_owned()),
        ..test
    };
    let same = match (sex, estimate) {
        (Some(Sex::Male), estimate) => estimate == Gender::Male,
        (Some(Sex::Female), estimate) => estimate == Gender::Female,
        (Some(_), _) => return not_performed(test, "the document states neither male nor female"),
        (None, _) => return not_performed(test, "no gender was read"),
    };
    if probability.get() < tolerance.get() {
        return not_performed(test, "the estimate is below gender_probability_tolerance");
    }
    let credit = if same { probability.get() } else { 1.0 - probability.get() };
    let credit = Score::clamped(credit).rounded();
    GenderTest { tolerance, credit: Some(credit), verdict: verdict(credit), reason: None, ..test }
}

fn verdict(credit: Score) -> Verdict {
    if credit.get() >= HALF { Verdict::Pass } else { Verdict::Fail }
}

/// Issue codes of estimates that differ from the document.
pub(crate) fn notes(attributes: Option<&Attributes>) -> Vec<String> {
    let failed = |verdict: Option<Verdict>| verdict == Some(Verdict::Fail);
    let age = failed(attributes.and_then(|a| a.age.as_ref()).map(|test| test.verdict));
    let gender = failed(attributes.and_then(|a| a.gender.as_ref()).map(|test| test.verdict));
    [(age, "ESTIMATED AGE DIFFERS"), (gender, "ESTIMATED GENDER DIFFERS")]
        .into_iter()
        .filter(|(differs, _)| *differs)
        .map(|(_, code)| code.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use bonafide_face::GenderEstimate;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn of(age: f64, gender: Gender, probability: f64) -> Attributes {
        let mut estimates = Estimates::default();
        estimates.age = Some(age);
        let probability = Score::clamped(probability);
        estimates.gender = Some(GenderEstimate { gender, probability });
        let mut switches = Settings::default();
        switches.perform_age_test = true;
        switches.perform_gender_test = true;
        measured(&estimates, &switches, "nothing was estimated").unwrap()
    }

    fn judged(
        age: f64,
        gender: Gender,
        probability: f64,
        birth: &str,
        sex: Option<Sex>,
    ) -> Attributes {
        let stated = Stated { birth_date: birth.parse().ok(), sex, as_of: date(2026, 6, 1) };
        judge(of(age, gender, probability), stated, &Weights::default())
    }

    fn age(estimate: f64, birth: &str) -> (Option<f64>, Verdict) {
        let test = judged(estimate, Gender::Male, 0.99, birth, None).age.unwrap();
        (test.credit.map(Score::get), test.verdict)
    }

    #[test]
    fn age_earns_full_credit_within_ten_years_and_none_from_twenty_on() {
        assert_eq!(age(36.0, "1990-01-01"), (Some(1.0), Verdict::Pass));
        assert_eq!(age(46.0, "1990-01-01"), (Some(1.0), Verdict::Pass));
        assert_eq!(age(51.0, "1990-01-01"), (Some(0.5), Verdict::Pass));
        assert_eq!(age(20.9, "1990-01-01"), (Some(0.49), Verdict::Fail));
        assert_eq!(age(60.0, "1990-01-01"), (Some(0.0), Verdict::Fail));
        assert_eq!(age(36.0, ""), (None, Verdict::NotPerformed));
        // Born in any month of 1990: 35 or 36.
        assert_eq!(age(45.5, "1990-XX-XX"), (Some(1.0), Verdict::Pass));
    }

    fn gender(probability: f64, sex: Option<Sex>) -> (Option<f64>, Verdict) {
        let test = judged(30.0, Gender::Female, probability, "", sex).gender.unwrap();
        (test.credit.map(Score::get), test.verdict)
    }

    #[test]
    fn gender_earns_its_probability_and_only_where_the_estimate_is_sure() {
        assert_eq!(gender(0.95, Some(Sex::Female)), (Some(0.95), Verdict::Pass));
        assert_eq!(gender(0.95, Some(Sex::Male)), (Some(0.05), Verdict::Fail));
        assert_eq!(gender(0.9, Some(Sex::Female)), (Some(0.9), Verdict::Pass));
        assert_eq!(gender(0.8999, Some(Sex::Male)), (None, Verdict::NotPerformed));
        assert_eq!(gender(0.99, Some(Sex::Unspecified)), (None, Verdict::NotPerformed));
        assert_eq!(gender(0.99, None), (None, Verdict::NotPerformed));
    }

    #[test]
    fn nothing_is_there_that_was_not_asked_for() {
        assert_eq!(measured(&Estimates::default(), &Settings::default(), "x"), None);
        let mut switches = Settings::default();
        switches.perform_age_test = true;
        let attributes = measured(&Estimates::default(), &switches, "no network").unwrap();
        assert!(attributes.gender.is_none());
        assert_eq!(attributes.age.unwrap().reason.as_deref(), Some("no network"));
    }

    proptest! {
        #[test]
        fn judging_again_changes_nothing(estimate in 0.0..110.0_f64, p in 0.5..1.0_f64, male in any::<bool>()) {
            let stated = Stated {
                birth_date: "1980-05-05".parse().ok(), sex: Some(Sex::Male), as_of: date(2026, 6, 1),
            };
            let gender = if male { Gender::Male } else { Gender::Female };
            let once = judge(of(estimate, gender, p), stated, &Weights::default());
            prop_assert_eq!(judge(once.clone(), stated, &Weights::default()), once);
        }
    }
}
