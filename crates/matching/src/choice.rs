//! Which source's value stands for a field.

use std::collections::BTreeMap;

use bonafide_types::sensitive::exposed;
use bonafide_types::{DataSource, Field, Sensitive, Similarity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::phi::field_weight;
use crate::source::{Prepared, SourceFields};

/// Order in which sources are trusted; the registry never supplies.
const ORDER: [DataSource; 5] = [
    DataSource::Barcode,
    DataSource::Mrz,
    DataSource::FrontOcr,
    DataSource::BackOcr,
    DataSource::UserInput,
];

/// The value chosen for a field and how the others compare with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Choice {
    /// The chosen value; personal data.
    #[serde(serialize_with = "exposed")]
    pub chosen: Sensitive<String>,
    /// The source that it is from.
    pub chosen_source: DataSource,
    /// The lowest similarity of another source's value to it; none if it stands alone.
    pub similarity: Option<Similarity>,
    /// Weight φ of the field in document agreement.
    pub weight: f64,
    /// Every value of the field, most trusted source first.
    pub candidates: Vec<Candidate>,
}

/// One source's value for a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Candidate {
    /// The source.
    pub source: DataSource,
    /// Its value; personal data.
    #[serde(serialize_with = "exposed")]
    pub value: Sensitive<String>,
    /// Similarity to the chosen value, 1 for the chosen one itself.
    pub similarity: Similarity,
}

/// Returns the value of every field that a source states: the first of barcode, MRZ, front text,
/// back text, user input.
///
/// Values that their source doubts (an MRZ check digit that fails) come after all others; names
/// that the issuer cut short come after names that are whole.
///
/// ```
/// use bonafide_matching::{SourceFields, choose};
/// use bonafide_types::{DataSource, Field, FieldValue, Fields, Score};
///
/// let read = |text| Fields::from([(Field::FirstName, FieldValue::read(text, Score::ONE))]);
/// let (user, barcode) = (read("John"), read("JOHN"));
/// let choices = choose(&[
///     SourceFields::new(DataSource::UserInput, &user),
///     SourceFields::new(DataSource::Barcode, &barcode),
/// ]);
/// let first = &choices[&Field::FirstName];
/// assert_eq!(first.chosen.expose(), "JOHN");
/// assert_eq!(first.similarity.unwrap().get(), 1.0);
/// ```
pub fn choose(sources: &[SourceFields<'_>]) -> BTreeMap<Field, Choice> {
    let prepared = Prepared::all(sources);
    let fields = Field::ALL.into_iter().map(|(field, _)| field);
    fields.filter_map(|field| Some((field, choose_field(&prepared, field)?))).collect()
}

fn choose_field(prepared: &[Prepared<'_>], field: Field) -> Option<Choice> {
    let mut ranked: Vec<(&Prepared<'_>, &str)> =
        prepared.iter().filter_map(|p| Some((p, own_value(p, field)?))).collect();
    ranked.sort_by_key(|(p, _)| rank(p, field));
    let &(best, chosen) = ranked.first()?;
    let candidate = |&(p, value): &(&Prepared<'_>, &str)| {
        let similarity = best.compare(p, field).map_or(Similarity::ZERO, |c| c.score);
        Candidate { source: p.source(), value: Sensitive::new(value.to_owned()), similarity }
    };
    let mut candidates: Vec<Candidate> = ranked.iter().map(candidate).collect();
    if let Some(first) = candidates.first_mut() {
        first.similarity = Similarity::ONE;
    }
    let others = candidates.iter().skip(1).map(|c| c.similarity);
    Some(Choice {
        chosen: Sensitive::new(chosen.to_owned()),
        chosen_source: best.source(),
        similarity: others.min_by(|a, b| a.get().total_cmp(&b.get())),
        weight: field_weight(field),
        candidates,
    })
}

/// Returns the value in the source's own field; a suffix inside a surname stays there.
fn own_value<'a>(prepared: &Prepared<'a>, field: Field) -> Option<&'a str> {
    prepared.stated(field)?;
    prepared.from.value(field)?.text()
}

/// Sort key of a candidate, lowest first.
fn rank(prepared: &Prepared<'_>, field: Field) -> (bool, bool, usize) {
    let is_name = matches!(field, Field::FirstName | Field::MiddleName | Field::LastName);
    let truncated = prepared.from.value(field).is_some_and(|v| v.truncated == Some(true));
    let place = ORDER.iter().position(|source| *source == prepared.source());
    (prepared.from.doubts(field), is_name && truncated, place.unwrap_or(ORDER.len()))
}
