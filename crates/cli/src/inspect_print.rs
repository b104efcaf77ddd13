//! What is printed on a document, as `bonafide inspect` tells it.

use std::fmt::Write as _;

use anyhow::Result;
use bonafide::input::{ImageInput, SessionId, SessionInput};
use bonafide::result::{PrintOutcome, SessionResult, TestResult, wire_name};
use bonafide::types::{DataSource, DocumentType, Evidence, Fields, Slot, TestId};
use bonafide::{Context, Engine, Proofing};
use serde::Serialize;

use crate::args::{InspectArgs, RuntimeArgs, SideOf};
use crate::{models, settings};

/// The print of one side.
#[derive(Serialize)]
pub(crate) struct PrintAccount {
    /// What reading it came to.
    outcome: Option<PrintOutcome>,
    /// What the print says the document is.
    document_type: DocumentType,
    fields: Fields,
    suspicious_words: Option<TestResult>,
}

/// Reads a picture as one side of a document.
pub(crate) fn read(args: &InspectArgs, bytes: Vec<u8>) -> Result<PrintAccount> {
    let (slot, source, test) = match args.side {
        SideOf::Front => (Slot::IdCardFront, DataSource::FrontOcr, TestId::DocFrontSuspiciousWords),
        SideOf::Back => (Slot::IdCardBack, DataSource::BackOcr, TestId::DocBackSuspiciousWords),
    };
    let result = side_read(&reading_engine(&args.runtime)?, slot, bytes)?;
    Ok(PrintAccount::of(&result, source, test))
}

/// An engine that reads, and judges no picture.
pub(crate) fn reading_engine(args: &RuntimeArgs) -> Result<Engine> {
    let models = models::open(args)?;
    Ok(Engine::builder().threads(1).models(models).proofing(Proofing::Off).build()?)
}

/// A session of that picture alone.
pub(crate) fn side_read(engine: &Engine, slot: Slot, bytes: Vec<u8>) -> Result<SessionResult> {
    let mut session = SessionInput::new(SessionId::new("picture")?);
    session.images.push(ImageInput::new(slot, bytes));
    session.settings.perform_liveness_test = false;
    Ok(engine.evaluate(&session, &Context::on(settings::today())))
}

impl PrintAccount {
    fn of(result: &SessionResult, source: DataSource, test: TestId) -> Self {
        let document = result.document(source).map(|found| &found.document);
        Self {
            outcome: result.inputs.first().and_then(|input| input.print),
            document_type: document.map(|d| d.type_e).unwrap_or_default(),
            fields: document.map(|d| d.fields.clone()).unwrap_or_default(),
            suspicious_words: result.tests.get(&test).cloned(),
        }
    }

    /// A line per field and suspicious word, each with the picture's name for it before.
    pub(crate) fn lines(&self) -> String {
        let mut text = String::new();
        let mut line = |name: &str, what: &str| {
            let _ = writeln!(text, "{name:<17} {what}"); // writing to a String cannot fail
        };
        match self.outcome {
            Some(PrintOutcome::Read) => {}
            Some(PrintOutcome::NoPrint) => line("print", "none was made out"),
            Some(PrintOutcome::Failed) => line("print", "a network that reads it did not run"),
            _ => {
                line("print", "not read: its networks are not installed (bonafide models install)");
            }
        }
        if self.document_type != DocumentType::Unknown {
            line("document type", self.document_type.name());
        }
        for (field, value) in &self.fields {
            let shown = value.text().unwrap_or("none, and says so");
            line(field.name(), &format!("{shown}  ({:.2})", value.confidence.get()));
        }
        if let Some(test) = self.suspicious_words.as_ref().filter(|_| self.is_read()) {
            line("suspicious words", &wire_name(&test.verdict));
            test.evidence.iter().for_each(|word| line("", &word_of(word)));
        }
        text
    }

    fn is_read(&self) -> bool {
        self.outcome == Some(PrintOutcome::Read)
    }
}

fn word_of(word: &Evidence) -> String {
    let value = |name: &str| word.values.get(name).map_or("", |value| value.expose().as_str());
    let mut text = format!("{} ({})", word.name.as_deref().unwrap_or_default(), value("list"));
    if let Some(place) = word.bounds {
        let [left, top, right, bottom] = <[u32; 4]>::from(place);
        let _ = write!(text, " at ({left}, {top}) to ({right}, {bottom})");
    }
    text
}
