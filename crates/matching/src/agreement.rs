//! Agreement of the sources of a document, field by field.

use bonafide_types::sensitive::exposed;
use bonafide_types::{DataSource, Field, Score, Sensitive, Similarity, Tolerance};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::comparison::{Comparison, FieldEvidence};
use crate::phi::FIELD_WEIGHTS;
use crate::source::{Prepared, SourceFields};
use crate::versions::Comparator;

/// Tolerance of document agreement for driver licences (docs/scoring.md, section 2).
const DEFAULT_THRESHOLD: f64 = 0.85;

/// How documents are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct CompareOptions {
    /// Similarity, in `[0, 1]`, from which two values agree; 0.85 unless set. It decides the
    /// crosschecks and is stated beside each field; scores do not depend on it.
    pub threshold: Tolerance,
}

impl Default for CompareOptions {
    fn default() -> CompareOptions {
        CompareOptions { threshold: Tolerance::clamped(DEFAULT_THRESHOLD) }
    }
}

impl CompareOptions {
    /// Returns the options with another threshold.
    #[must_use]
    pub fn with_threshold(self, threshold: Tolerance) -> CompareOptions {
        CompareOptions { threshold }
    }
}

/// How far the sources of a document agree, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MatchReport {
    /// Σ φ·score ÷ Σ φ over the compared fields; none if no field has two sources.
    pub score: Option<Similarity>,
    /// Similarity from which a value counts as agreeing.
    pub threshold: Tolerance,
    /// The sources that took part.
    pub sources: Vec<DataSource>,
    /// Every compared field.
    pub fields: Vec<FieldComparison>,
    /// Every field that could not be compared, with the reason.
    pub not_compared: Vec<NotCompared>,
}

/// The agreement of one field. Scores can be recomputed from what is in here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FieldComparison {
    /// Which field.
    pub field: Field,
    /// Its weight φ in the score of the document.
    pub phi: f64,
    /// The two sources that agree least; the rest of the record is about them.
    pub limiting_pair: [DataSource; 2],
    /// Their values as read; personal data.
    #[serde(serialize_with = "exposed")]
    pub values: [Sensitive<String>; 2],
    /// Their values in the form that was compared; personal data.
    #[serde(serialize_with = "exposed")]
    pub normalised: [Sensitive<String>; 2],
    /// The rule that compared them.
    pub comparator: Comparator,
    /// The lowest similarity of any two sources.
    pub score: Similarity,
    /// Similarity from which the values agree.
    pub threshold: Tolerance,
    /// φ·score ÷ Σ φ: the part of the document's score that comes from this field.
    pub contribution: Score,
    /// Every difference found; personal data within.
    #[serde(default)]
    pub evidence: Vec<FieldEvidence>,
    /// Remarks for a reader; no personal data.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The similarity of every two sources that state the field.
    pub pairs: Vec<PairScore>,
    /// Sources that took part and do not state the field: what was compared is less for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<DataSource>,
}

/// The similarity of one field in two sources.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PairScore {
    /// The two sources.
    pub sources: [DataSource; 2],
    /// Their similarity.
    pub score: Similarity,
}

/// A field without two values to compare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotCompared {
    /// Which field.
    pub field: Field,
    /// Which sources lack it: `absent: front_ocr`, `none: barcode`.
    pub reason: String,
}

/// Returns how far the sources of a document agree (docs/scoring.md, section 3).
///
/// Each field that at least two sources state is scored for every two of them; the lowest
/// score counts. The registry takes no part. The order of the sources does not matter.
///
/// ```
/// use bonafide_matching::{CompareOptions, SourceFields, compare};
/// use bonafide_types::{DataSource, Field, FieldValue, Fields, Score};
///
/// let read = |text| FieldValue::read(text, Score::ONE);
/// let front = Fields::from([
///     (Field::DocumentNumber, read("D1234S67")),
///     (Field::LastName, read("MULLER")),
/// ]);
/// let barcode = Fields::from([
///     (Field::DocumentNumber, read("D1234567")),
///     (Field::LastName, read("MUELLER")),
/// ]);
/// let report = compare(
///     &[
///         SourceFields::new(DataSource::FrontOcr, &front),
///         SourceFields::new(DataSource::Barcode, &barcode),
///     ],
///     &CompareOptions::default(),
/// );
/// // Number: 1.0 (S and 5 look alike), surname: 0.97 (ICAO 9303), both with φ = 3.
/// assert!((report.score.unwrap().get() - 0.985).abs() < 1e-9);
/// ```
pub fn compare(sources: &[SourceFields<'_>], options: &CompareOptions) -> MatchReport {
    let prepared = Prepared::all(sources);
    let mut fields = Vec::new();
    let mut not_compared = Vec::new();
    for &(field, phi) in FIELD_WEIGHTS {
        match compare_field(&prepared, field, phi, options.threshold) {
            Some(comparison) => fields.push(comparison),
            None => not_compared.push(NotCompared { field, reason: reason(&prepared, field) }),
        }
    }
    let total: f64 = fields.iter().map(|f| f.phi).sum();
    let mut sum = 0.0;
    for field in &mut fields {
        let contribution = field.phi * field.score.get() / total;
        field.contribution = Score::clamped(contribution);
        sum += contribution;
    }
    MatchReport {
        score: (total > 0.0).then(|| Similarity::clamped(sum)),
        threshold: options.threshold,
        sources: prepared.iter().map(Prepared::source).collect(),
        fields,
        not_compared,
    }
}

/// Compares a field over every two sources; the contribution is left open.
fn compare_field(
    prepared: &[Prepared<'_>],
    field: Field,
    phi: f64,
    threshold: Tolerance,
) -> Option<FieldComparison> {
    let mut pairs = Vec::new();
    let mut limiting: Option<(&Prepared<'_>, &Prepared<'_>, Comparison)> = None;
    for (a, b) in each_two(prepared) {
        let Some(comparison) = a.compare(b, field) else { continue };
        pairs.push(PairScore { sources: [a.source(), b.source()], score: comparison.score });
        if limiting.as_ref().is_none_or(|(_, _, least)| comparison.score < least.score) {
            limiting = Some((a, b, comparison));
        }
    }
    let (a, b, comparison) = limiting?;
    let value =
        |side: &Prepared<'_>| Sensitive::new(side.stated(field).unwrap_or_default().to_owned());
    Some(FieldComparison {
        field,
        phi,
        limiting_pair: [a.source(), b.source()],
        values: [value(a), value(b)],
        normalised: comparison.normalised,
        comparator: comparison.comparator,
        score: comparison.score,
        threshold,
        contribution: Score::ZERO,
        evidence: comparison.evidence,
        notes: comparison.notes,
        pairs,
        absent: prepared
            .iter()
            .filter(|side| side.stated(field).is_none())
            .map(Prepared::source)
            .collect(),
    })
}

/// Returns every two elements, in order.
pub(crate) fn each_two<T>(items: &[T]) -> impl Iterator<Item = (&T, &T)> {
    let rest = |i: usize| items.get(i + 1..).unwrap_or_default().iter();
    items.iter().enumerate().flat_map(move |(i, a)| rest(i).map(move |b| (a, b)))
}

fn reason(prepared: &[Prepared<'_>], field: Field) -> String {
    let names = |keep: &dyn Fn(&Prepared<'_>) -> bool| {
        let names: Vec<&str> =
            prepared.iter().filter(|p| keep(p)).map(|p| p.source().name()).collect();
        names.join(", ")
    };
    let absent = names(&|p| p.stated(field).is_none() && !p.states_none(field));
    let none = names(&|p| p.states_none(field));
    match (absent.as_str(), none.as_str()) {
        ("", "") => "only one source".to_owned(),
        (absent, "") => format!("absent: {absent}"),
        ("", none) => format!("none: {none}"),
        (absent, none) => format!("absent: {absent}; none: {none}"),
    }
}
