//! Any bytes as a stored result: told, masked, decided again, projected and shown as a page.
#![no_main]

use bonafide::audit::AuditRecord;
use bonafide::explain::{Values, explain};
use bonafide::project::{Options, Shape, project};
use bonafide::result::SessionResult;
use bonafide::{Changes, redacted, rescore};
use bonafide_fuzz::seeds;
use bonafide_report::{Artifacts, session_report};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::plant(seeds::result_json), |bytes: &[u8]| {
    let Ok(result) = serde_json::from_slice::<SessionResult>(bytes) else { return };
    for values in [Values::Masked, Values::Shown] {
        let _ = explain(&result, values).to_string();
    }
    let page = session_report(&result, &Artifacts::none(), &bonafide_report::Options::default());
    assert!(page.starts_with("<!DOCTYPE html>"));
    for (shape, _) in Shape::ALL {
        let _ = project(&result, shape, &Options::default());
    }
    let _ = AuditRecord::of(&result);
    let masked = redacted(&result).expect("what was read can be masked");
    let again = rescore(masked, Changes::default());
    assert!(again.decision.score.is_none_or(|score| (0.0..=1.0).contains(&score.get())));
});
