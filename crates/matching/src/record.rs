//! A registry's record against the fields of the card.

use bonafide_types::{DataSource, Field, Fields, Similarity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::agreement::CompareOptions;
use crate::phi::FIELD_WEIGHTS;
use crate::source::{Prepared, SourceFields};

/// Whether the registry's value of a field is the card's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecordMatch {
    /// Which field.
    pub field: Field,
    /// Whether they agree.
    #[serde(rename = "match")]
    pub matched: bool,
    /// Their similarity.
    pub similarity: Similarity,
}

/// Returns, for every field that both state, whether a registry record agrees with a card.
///
/// Names and addresses agree from the threshold on; numbers, dates and codes only wholly.
///
/// ```
/// use bonafide_matching::{CompareOptions, SourceFields, compare_record};
/// use bonafide_types::{DataSource, Field, FieldValue, Fields, Score};
///
/// let read = |text| FieldValue::read(text, Score::ONE);
/// let record = Fields::from([
///     (Field::LastName, read("DOE")),
///     (Field::BirthDate, read("1990-01-02")),
/// ]);
/// let card = Fields::from([
///     (Field::LastName, read("Doe")),
///     (Field::BirthDate, read("1990-02-01")),
///     (Field::Height, read("72 in")),
/// ]);
/// let card = SourceFields::new(DataSource::Barcode, &card);
/// let found = compare_record(&record, &card, &CompareOptions::default());
/// let flags: Vec<_> = found.iter().map(|m| (m.field, m.matched)).collect();
/// assert_eq!(flags, [(Field::BirthDate, false), (Field::LastName, true)]);
/// ```
pub fn compare_record(
    record: &Fields,
    card: &SourceFields<'_>,
    options: &CompareOptions,
) -> Vec<RecordMatch> {
    let record = SourceFields::new(DataSource::Dmv, record);
    let (record, card) = (Prepared::new(&record), Prepared::new(card));
    let judge = |&(field, _): &(Field, f64)| {
        let similarity = record.compare(&card, field)?.score;
        let needed = if is_text(field) { options.threshold.get() } else { 1.0 };
        Some(RecordMatch { field, matched: similarity.get() >= needed, similarity })
    };
    FIELD_WEIGHTS.iter().filter_map(judge).collect()
}

fn is_text(field: Field) -> bool {
    matches!(
        field,
        Field::FirstName | Field::MiddleName | Field::LastName | Field::Street | Field::City
    )
}
