//! Any bytes as `session.json`, `dmv.json` and `reference.enc.json`, and the verdict they lead to.
#![no_main]

use std::sync::OnceLock;

use bonafide::input::{SessionId, SessionInput};
use bonafide::session_file::{SessionFile, reference_from_bytes, registry_from_bytes};
use bonafide::{Context, Engine};
use bonafide_fuzz::seeds;
use jiff::civil::date;
use libfuzzer_sys::fuzz_target;

static ENGINE: OnceLock<Engine> = OnceLock::new();

fuzz_target!(init: seeds::plant(seeds::session_json), |bytes: &[u8]| {
    let mut session = SessionInput::new(SessionId::derived(b"fuzz"));
    let mut taken = false;
    if let Ok(file) = SessionFile::from_bytes(bytes) {
        file.apply(&mut session);
        taken = true;
    }
    if let Ok(reply) = registry_from_bytes(bytes) {
        session.registry = Some(reply);
        taken = true;
    }
    if let Ok(reference) = reference_from_bytes(bytes) {
        session.reference = Some(reference);
        taken = true;
    }
    if taken {
        let engine = ENGINE.get_or_init(|| Engine::builder().threads(1).build().expect("a thread"));
        let result = engine.evaluate(&session, &Context::on(date(2026, 6, 1)));
        assert!(!result.decision.verified, "nothing was shown");
    }
});
