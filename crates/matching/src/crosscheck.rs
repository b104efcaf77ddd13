//! The three crosschecks between the sources of a document.

use bonafide_types::{DataSource, Field, Similarity, Tolerance};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::agreement::{CompareOptions, each_two};
use crate::number::differ_by_one_confusable;
use crate::source::{Prepared, SourceFields};

/// Fields that a name is made of.
const NAME_FIELDS: [Field; 4] =
    [Field::FirstName, Field::MiddleName, Field::LastName, Field::NameSuffix];

/// Whether all sources agree on one thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Crosscheck {
    /// True or false; none with fewer than two sources, never false for want of one.
    #[serde(rename = "match")]
    pub matched: Option<bool>,
    /// The sources that were compared.
    pub sources: Vec<DataSource>,
    /// The lowest similarity of any two of them.
    pub similarity: Option<Similarity>,
    /// The two sources with that similarity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limiting_pair: Option<[DataSource; 2]>,
    /// The field with that similarity, where several were compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limiting_field: Option<Field>,
    /// Remarks for a reader; no personal data.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// The crosschecks of a document (docs/scoring.md, section 3).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Crosschecks {
    /// Every two document numbers are equal, or differ by one look-alike character.
    pub document_number: Crosscheck,
    /// Every name field of every two sources reaches the threshold.
    pub name: Crosscheck,
    /// The addresses of every two sources reach the threshold.
    pub address: Crosscheck,
}

/// Returns the crosschecks of the sources of a document.
///
/// ```
/// use bonafide_matching::{CompareOptions, SourceFields, crosscheck};
/// use bonafide_types::{DataSource, Field, FieldValue, Fields, Score};
///
/// let number = |text| Fields::from([(Field::DocumentNumber, FieldValue::read(text, Score::ONE))]);
/// let (front, barcode) = (number("D1234S67"), number("D1234567"));
/// let checks = crosscheck(
///     &[
///         SourceFields::new(DataSource::FrontOcr, &front),
///         SourceFields::new(DataSource::Barcode, &barcode),
///     ],
///     &CompareOptions::default(),
/// );
/// assert_eq!(checks.document_number.matched, Some(true));
/// assert_eq!(checks.name.matched, None);
/// ```
pub fn crosscheck(sources: &[SourceFields<'_>], options: &CompareOptions) -> Crosschecks {
    let prepared = Prepared::all(sources);
    Crosschecks {
        document_number: document_number(&prepared),
        name: name(&prepared, options.threshold),
        address: address(&prepared, options.threshold),
    }
}

impl Crosscheck {
    /// Takes in the comparison of two sources.
    fn add(&mut self, pair: [DataSource; 2], field: Field, score: Similarity, agrees: bool) {
        self.matched = Some(self.matched != Some(false) && agrees);
        if self.similarity.is_none_or(|least| score < least) {
            self.similarity = Some(score);
            self.limiting_pair = Some(pair);
            self.limiting_field = Some(field);
        }
        for source in pair {
            if !self.sources.contains(&source) {
                self.sources.push(source);
            }
        }
        self.sources.sort();
    }

    fn note(&mut self, notes: impl IntoIterator<Item = String>) {
        for note in notes {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }
}

fn document_number(prepared: &[Prepared<'_>]) -> Crosscheck {
    let field = Field::DocumentNumber;
    let mut check = Crosscheck::default();
    for (a, b) in each_two(prepared) {
        let Some(comparison) = a.compare(b, field) else { continue };
        let (Some(x), Some(y)) = (a.stated(field), b.stated(field)) else { continue };
        let agrees = comparison.score >= Similarity::ONE || differ_by_one_confusable(x, y);
        check.add([a.source(), b.source()], field, comparison.score, agrees);
        check.note(comparison.notes);
    }
    check
}

fn name(prepared: &[Prepared<'_>], threshold: Tolerance) -> Crosscheck {
    let mut check = Crosscheck::default();
    for (a, b) in each_two(prepared) {
        for field in NAME_FIELDS {
            let Some(comparison) = a.compare(b, field) else { continue };
            let agrees = comparison.score.get() >= threshold.get();
            check.add([a.source(), b.source()], field, comparison.score, agrees);
            check.note(comparison.notes);
        }
    }
    check
}

fn address(prepared: &[Prepared<'_>], threshold: Tolerance) -> Crosscheck {
    let mut check = Crosscheck::default();
    for (a, b) in each_two(prepared) {
        let pixels = a.pixels || b.pixels;
        let (Some(x), Some(y)) = (a.address(pixels), b.address(pixels)) else { continue };
        let comparison = x.compare(&y, pixels);
        let agrees = comparison.score.get() >= threshold.get();
        check.add([a.source(), b.source()], Field::Street, comparison.score, agrees);
        check.note(comparison.notes);
    }
    check
}
