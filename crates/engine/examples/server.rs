//! What a server does with a session: `cargo run --release -p bonafide --example server`. Build the engine once,
//! share it between threads, ask it once per session.
#![allow(clippy::print_stdout)]

use bonafide::input::{ImageInput, SessionId, SessionInput};
use bonafide::types::Slot;
use bonafide::{Context, Engine};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let models = std::env::var("BONAFIDE_HOME").unwrap_or_default() + "/models";
    let engine = Engine::builder().models_folder(models).build()?;
    let mut session = SessionInput::new(SessionId::new("visitor-17")?);
    let back = std::fs::read("testdata/sessions/licence-good/driver_license_back.jpg")?;
    session.images.push(ImageInput::new(Slot::DriverLicenseBack, back));
    let result = engine.evaluate(&session, &Context::on(jiff::civil::date(2026, 6, 1)));
    println!("{}: {}", result.decision.action.name(), result.decision.detail);
    println!("{}", serde_json::to_string_pretty(&result)?);
    Ok(())
}
