//! What a person merely states is compared with the document, and proves nothing by itself.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use bonafide::input::{SessionId, SessionInput};
use bonafide::session_file::SessionFile;
use bonafide::types::{TestId, Verdict};
use bonafide::{Context, Engine};
use jiff::civil::date;

#[test]
fn stated_dates_show_neither_age_nor_validity() {
    let file = br#"{
        "document_type_e": "driver_license",
        "claims": {"first_name": "ASA", "last_name": "NYSTROM", "birth_date": "1970-01-01",
                   "expires_at": "2039-01-01"},
        "policy": {"minimum_age": 21}
    }"#;
    let mut session = SessionInput::new(SessionId::new("stated").unwrap());
    SessionFile::from_bytes(file).unwrap().apply(&mut session);
    let engine = Engine::builder().threads(1).build().unwrap();
    let result = engine.evaluate(&session, &Context::on(date(2026, 6, 1)));
    let gate = |name| result.decision.gates.iter().find(|gate| gate.name == name).unwrap();
    assert_eq!(gate("minimum_age").passed, None);
    assert_eq!(gate("document_not_expired").passed, None);
    assert_eq!(result.tests[&TestId::DocFrontExpiry].verdict, Verdict::NotPerformed);
    assert_eq!(result.tests[&TestId::DocFrontDateLogic].verdict, Verdict::NotPerformed);
}
