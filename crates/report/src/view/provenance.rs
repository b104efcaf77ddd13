//! What went in, what made the result, and how long it took.

use bonafide::result::{SessionResult, wire_name};

use super::Fact;
use crate::mask::Mask;
use crate::page::percentages;
use crate::words::{in_words, title};

pub(crate) struct Provenance {
    pub(crate) inputs: Vec<Input>,
    pub(crate) unassigned: Option<String>,
    pub(crate) engine: Vec<Fact>,
    pub(crate) models: Vec<Model>,
    pub(crate) stages: Vec<Stage>,
    pub(crate) total: String,
    pub(crate) result_hash: String,
}

pub(crate) struct Input {
    pub(crate) slot: String,
    pub(crate) file: String,
    pub(crate) said: String,
    pub(crate) sha256: String,
}

pub(crate) struct Model {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) license: String,
    pub(crate) sha256: String,
}

/// A stage's part of the strip.
pub(crate) struct Stage {
    pub(crate) name: String,
    pub(crate) ms: String,
    pub(crate) percent: u8,
    pub(crate) color: usize,
}

/// Colours of the strip, used in turn.
const COLORS: usize = 6;

impl Provenance {
    pub(crate) fn of(result: &SessionResult, mask: Mask) -> Self {
        let total = result.timings_ms.get("total").copied();
        let stray: Vec<String> = result.unassigned.iter().map(|f| mask.file_name(f)).collect();
        Self {
            inputs: inputs(result, mask),
            unassigned: (!stray.is_empty()).then(|| stray.join(", ")),
            engine: engine(result),
            models: models(result),
            stages: stages(result),
            total: total.map(milliseconds).unwrap_or_default(),
            result_hash: result.result_hash.clone(),
        }
    }
}

fn inputs(result: &SessionResult, mask: Mask) -> Vec<Input> {
    let input = |input: &bonafide::result::InputFacts| {
        let mut said: Vec<String> = Vec::new();
        said.extend(input.format.map(|format| wire_name(&format).to_uppercase()));
        said.extend(input.width.zip(input.height).map(|(w, h)| format!("{w} × {h} px")));
        said.extend((!input.used).then(|| "not used".to_owned()));
        said.extend(input.notes.iter().cloned());
        said.extend(input.error.as_ref().map(|e| in_words(&wire_name(&e.code))));
        Input {
            slot: title(input.storage_file_type_e.name()),
            file: mask.file_name(&input.file),
            said: said.join(", "),
            sha256: input.sha256.clone().unwrap_or_else(|| "not read".to_owned()),
        }
    };
    result.inputs.iter().map(input).collect()
}

fn engine(result: &SessionResult) -> Vec<Fact> {
    let engine = &result.engine;
    let provider = engine.execution_provider.as_deref().unwrap_or("no model took part");
    let components = engine.components.iter().map(|(name, version)| format!("{name} {version}"));
    let absent = || "none".to_owned();
    vec![
        Fact::new("Engine", format!("bonafide {}", engine.version)),
        Fact::new("Device", format!("{}, {provider}", engine.device)),
        Fact::new("Parts", components.collect::<Vec<String>>().join(", ")),
        Fact::new(
            "Weights",
            engine.weights_id.clone().unwrap_or_else(|| "without a name".to_owned()),
        ),
        Fact::new("Hash of the weights", engine.weights_hash.clone()),
        Fact::new("Hash of all settings", engine.config_hash.clone()),
        Fact::new("Hash of the models", engine.models_hash.clone().unwrap_or_else(absent)),
    ]
}

fn models(result: &SessionResult) -> Vec<Model> {
    let model = |model: &bonafide::result::ModelFacts| Model {
        id: model.id.clone(),
        version: model.version.clone(),
        license: model.license.clone(),
        sha256: model.sha256.clone(),
    };
    result.engine.models.iter().map(model).collect()
}

/// The stages, longest first.
fn stages(result: &SessionResult) -> Vec<Stage> {
    let mut named: Vec<(&String, f64)> =
        result.timings_ms.iter().filter(|(n, _)| *n != "total").map(|(n, ms)| (n, *ms)).collect();
    named.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let shares = percentages(&named.iter().map(|(_, ms)| *ms).collect::<Vec<f64>>());
    let stage = |(index, ((name, ms), percent)): (usize, (&(&String, f64), u8))| Stage {
        name: title(name),
        ms: milliseconds(*ms),
        percent,
        color: index % COLORS,
    };
    named.iter().zip(shares).enumerate().map(stage).collect()
}

/// A time with a unit.
pub(crate) fn milliseconds(ms: f64) -> String {
    if ms >= 1000.0 { format!("{:.2} s", ms / 1000.0) } else { format!("{ms:.1} ms") }
}
