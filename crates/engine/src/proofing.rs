//! The proofing tests: of dates by what was read, of pictures by what was measured, else why not.

use std::collections::BTreeMap;

use bonafide_types::{Evidence, Field, PartialDate, Side, TestId, Verdict};
use jiff::civil::Date;

use crate::agreement::Agreement;
use crate::requirements::{no_picture, no_print};
use crate::result::{InputFacts, SettingsInForce, TestResult};

/// The tests of pictures, with what is said of one that was not performed though its picture is there.
const OF_PICTURES: [(TestId, &str); 10] = [
    (TestId::DocFrontImageManipulation, NOT_LOOKED_AT),
    (TestId::DocFrontIsIdentityDocument, NOT_LOOKED_AT),
    (TestId::DocFrontOnlineDuplication, "no duplicate index was supplied"),
    (TestId::DocFrontPhotocopy, NOT_LOOKED_AT),
    (TestId::DocFrontScreenRecapture, NOT_LOOKED_AT),
    (TestId::DocBackImageManipulation, NOT_LOOKED_AT),
    (TestId::DocBackIsIdentityDocument, NOT_LOOKED_AT),
    (TestId::DocBackOnlineDuplication, "no duplicate index was supplied"),
    (TestId::DocBackPhotocopy, NOT_LOOKED_AT),
    (TestId::DocBackScreenRecapture, NOT_LOOKED_AT),
];

/// The tests of print, with its side.
const OF_PRINT: [(TestId, Side); 2] =
    [(TestId::DocFrontSuspiciousWords, Side::Front), (TestId::DocBackSuspiciousWords, Side::Back)];

/// A picture that decodes is looked at, unless the session was refused or only authenticates.
const NOT_LOOKED_AT: &str = "the pictures of the document were not looked at";

/// Every proofing test of a session; those of pictures as not performed, where nothing was measured.
pub(crate) fn tests(
    inputs: &[InputFacts],
    agreed: &Agreement,
    settings: &SettingsInForce,
    as_of: Date,
) -> BTreeMap<TestId, TestResult> {
    let of_print = OF_PRINT.map(|(id, side)| (id, no_print(inputs, side)));
    let mut tests: BTreeMap<TestId, TestResult> = OF_PICTURES
        .into_iter()
        .chain(of_print)
        .map(|(id, reason)| (id, not_performed(id, reason, inputs, settings)))
        .collect();
    let grace_days = settings.policy.allow_expired_days;
    tests.insert(TestId::DocFrontExpiry, expiry(agreed, as_of, grace_days));
    tests.insert(TestId::DocFrontDateLogic, date_logic(agreed));
    tests
}

fn not_performed(
    id: TestId,
    reason: &str,
    inputs: &[InputFacts],
    settings: &SettingsInForce,
) -> TestResult {
    let side = id.side().unwrap_or(Side::Front);
    let of_side = inputs.iter().filter(|i| i.storage_file_type_e.is_document_side(side));
    let looks_for_manipulation = settings.switches.perform_image_manipulation_test;
    TestResult::not_performed(if let Some(reason) = no_picture(of_side, side) {
        reason
    } else if TestId::ImageManipulation.covers(id) && !looks_for_manipulation {
        "switched off by perform_image_manipulation_test".to_owned()
    } else {
        reason.to_owned()
    })
}

/// Whether the document is still good on the day it is judged by.
fn expiry(agreed: &Agreement, as_of: Date, allow_expired_days: u16) -> TestResult {
    let Some(expires) = agreed.date(Field::ExpiresAt) else {
        return TestResult::not_performed("no date of expiry was read");
    };
    let Some(last_day) = expires.latest() else {
        return TestResult::not_performed("the year of expiry is not known");
    };
    let grace = jiff::Span::new().days(i64::from(allow_expired_days));
    let good = as_of <= last_day.saturating_add(grace);
    let evidence = Evidence::of("date")
        .with("expires_at", expires.to_string())
        .with("as_of", as_of.to_string());
    TestResult {
        evidence: vec![evidence],
        ..TestResult::of(if good { Verdict::Pass } else { Verdict::Expired })
    }
}

/// Whether birth, issue and expiry follow each other. Unknown parts get the benefit of the doubt.
fn date_logic(agreed: &Agreement) -> TestResult {
    let dates: Vec<(Field, PartialDate)> = [Field::BirthDate, Field::IssuedAt, Field::ExpiresAt]
        .into_iter()
        .filter_map(|field| Some((field, agreed.date(field)?)))
        .collect();
    if dates.len() < 2 {
        return TestResult::not_performed("fewer than two dates were read");
    }
    let evidence: Vec<Evidence> = dates
        .windows(2)
        .map(|pair| {
            let (before, after) = (pair[0], pair[1]);
            let holds = match (before.1.earliest(), after.1.latest()) {
                (Some(earliest), Some(latest)) => earliest < latest,
                _ => true,
            };
            let name = format!("{} < {}", before.0.name(), after.0.name());
            Evidence::of("rule").named(&name).holding(holds)
        })
        .collect();
    let logical = evidence.iter().all(|rule| rule.holds == Some(true));
    let verdict = if logical { Verdict::Pass } else { Verdict::DatesIllogical };
    TestResult { evidence, ..TestResult::of(verdict) }
}
