//! Fields against sources.

use bonafide::result::{SessionResult, SourceDocument};
use bonafide_types::{Field, Similarity};

use crate::difference::Run;
use crate::mask::Mask;
use crate::words::{Badge, Tone, four, title};

pub(crate) struct Matrix {
    pub(crate) sources: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

pub(crate) struct Row {
    pub(crate) field: String,
    pub(crate) cells: Vec<Cell>,
    pub(crate) agreement: Badge,
}

/// What one source says of a field.
pub(crate) struct Cell {
    pub(crate) runs: Vec<Run>,
    pub(crate) tone: Option<Tone>,
    pub(crate) chosen: bool,
    pub(crate) note: String,
}

impl Matrix {
    pub(crate) fn of(result: &SessionResult, mask: Mask) -> Self {
        let documents = &result.documents;
        let stated =
            |field: &Field| documents.iter().any(|d| d.document.fields.contains_key(field));
        let fields = Field::ALL.into_iter().map(|(field, _)| field).filter(stated);
        Self {
            sources: documents.iter().map(|d| title(d.document.data_source_e.name())).collect(),
            rows: fields.map(|field| row(result, field, mask)).collect(),
        }
    }
}

fn row(result: &SessionResult, field: Field, mask: Mask) -> Row {
    let compared = result.agreement.fields.iter().find(|c| c.field == field);
    let agreement = match compared {
        Some(compared) => {
            let agrees = compared.score.get() >= compared.threshold.get();
            let word = if agrees { "agree" } else { "differ" };
            Badge::new(Some(agrees), format!("{word} {}", four(compared.score.get())))
        }
        None => Badge::new(Tone::Off, "not compared"),
    };
    let cells = result.documents.iter().map(|document| cell(result, document, field, mask));
    Row { field: title(field.name()), cells: cells.collect(), agreement }
}

fn cell(result: &SessionResult, document: &SourceDocument, field: Field, mask: Mask) -> Cell {
    let silent =
        |note: &str| Cell { runs: Vec::new(), tone: None, chosen: false, note: note.to_owned() };
    let Some(value) = document.document.fields.get(&field) else { return silent("not stated") };
    let Some(text) = value.text() else { return silent("stated as none") };
    let source = document.document.data_source_e;
    let choice = result.fields.get(&field);
    let candidate = choice.and_then(|c| c.candidates.iter().find(|c| c.source == source));
    let chosen = choice.is_some_and(|choice| choice.chosen_source == source);
    let similarity = candidate.map(|candidate| candidate.similarity).filter(|_| !chosen);
    // What is equal by the rules of its kind (`John`, `JOHN`) is not marked.
    let differs = similarity.is_some_and(|s| s < Similarity::ONE);
    let runs = match choice.filter(|_| differs) {
        Some(choice) => mask.against(text, choice.chosen.expose()),
        None => mask.plain(text),
    };
    let alone = choice.is_some_and(|choice| choice.candidates.len() < 2);
    let limit = result.agreement.threshold.get();
    Cell {
        runs,
        tone: similarity.map(|s| Tone::from(Some(s.get() >= limit))),
        chosen: chosen && !alone,
        note: similarity
            .filter(|s| *s < Similarity::ONE)
            .map(|s| format!("similarity {}", four(s.get())))
            .unwrap_or_default(),
    }
}
