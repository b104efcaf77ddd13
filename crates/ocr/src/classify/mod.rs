//! What a document is, from its words.

mod find;
mod phrases;
mod places;
mod score;

use bonafide_types::{DocumentType, Field, FieldValue, PixelBox, Score, Sensitive, Side};

use crate::print::Print;

pub(crate) use find::Folded;

/// What one find on the page speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Says {
    /// A document type.
    Type(DocumentType),
    /// An issuing country, alpha-3.
    Country(String),
    /// An issuing state or province, two letters.
    State(String),
    /// A side.
    Side(Side),
}

/// A word or phrase that a classification rests on.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Clue {
    /// What stands there.
    pub text: Sensitive<String>,
    /// Where, in pixels of the picture.
    pub bounds: Option<PixelBox>,
    /// What it speaks for.
    pub says: Says,
    /// How strongly, as log-odds.
    pub weight: f64,
    /// Language of the phrase (ISO 639-1), if it has one.
    pub language: Option<&'static str>,
}

/// What a document is.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Classification {
    /// The likeliest type; `Unknown` where no type has more than even odds against none.
    pub document_type: DocumentType,
    /// The probability of it among all types and none, as far as weights of clues are odds.
    pub type_score: Score,
    /// The likelier side, if there are clues.
    pub side: Option<Side>,
    /// The probability of it.
    pub side_score: Score,
    /// The issuing country as the print tells it (not its machine-readable zone).
    pub issuing_country: Option<FieldValue>,
    /// The issuing state or province.
    pub issuing_state: Option<FieldValue>,
    /// The issuer's phrase for the type, as printed.
    pub source_document_type: Option<FieldValue>,
    /// What it rests on, strongest first.
    pub clues: Vec<Clue>,
}

impl Classification {
    /// The issuing country that the clues speak for most, alpha-3; a machine-readable zone counts.
    pub fn country(&self) -> Option<String> {
        score::strongest(&self.clues, |says| match says {
            Says::Country(code) => Some(code.clone()),
            _ => None,
        })
        .map(|(code, _)| code)
    }

    /// The fields that phrases tell.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (Field, FieldValue)> + '_ {
        [
            (Field::IssuingCountry, &self.issuing_country),
            (Field::IssuingState, &self.issuing_state),
            (Field::SourceDocumentType, &self.source_document_type),
        ]
        .into_iter()
        .filter_map(|(field, value)| value.clone().map(|value| (field, value)))
    }
}

/// Classifies a document by its words: type, side, issuing country and state.
///
/// Clues are phrases of document types in the languages of documents, names of countries and of
/// American states and Canadian provinces where they stand as a heading, words that stand on one
/// side only, and the form of a machine-readable zone. Weights are log-odds set by judgement, not
/// fitted; the scores order documents, they are no calibrated probabilities.
///
/// ```
/// use bonafide_ocr::{Print, classify};
/// use bonafide_types::DocumentType;
///
/// assert_eq!(classify(&Print::default()).document_type, DocumentType::Unknown);
/// ```
pub fn classify(print: &Print) -> Classification {
    let strips = crate::straight::straighten(&print.lines);
    let pieces = crate::fields::piece::cut(&strips);
    let mut clues = score::line_clues(&strips, print.frame);
    clues.extend(places::clues(&strips, &pieces, print.frame));
    clues.extend(score::label_clues(&pieces));
    score::judge(clues, print.frame, &strips)
}
