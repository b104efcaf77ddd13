//! Words that should not stand on a document: marks of specimens, statements that it is none, names
//! of template sites, placeholder persons and numbers.

mod broken;
mod lists;
mod persons;
mod spot;

pub(crate) use lists::definite_marks;
pub(crate) use spot::budget;

use bonafide_types::{Field, PixelBox, Score, Sensitive};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fields::{Extraction, Hints, read_fields};
use crate::print::Print;

/// How much a listed word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// A genuine document does not carry it.
    Definite,
    /// A genuine document may carry it; a person should look.
    Inconclusive,
}

impl List {
    /// 1 for definite, 0.5 for inconclusive: the test's credit is 1 less the worst.
    pub fn severity(self) -> Score {
        match self {
            Self::Definite => Score::ONE,
            Self::Inconclusive => Score::clamped(0.5),
        }
    }
}

/// What sort of word it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A mark over the document: specimen, sample, void.
    Mark,
    /// A statement that it is no document.
    Statement,
    /// A site or program that offers pictures or templates of documents.
    Template,
    /// An invented place.
    Place,
    /// Text of a template that was never filled in.
    PlaceholderText,
    /// A person that stands for any person.
    PlaceholderPerson,
    /// A number that is no document's: `123456789`.
    PlaceholderNumber,
    /// A word of the user's own lists.
    User,
}

/// Why a definite word counts as inconclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// It stands where a name of the holder stands: Sample and Copy are surnames.
    Name,
    /// It stands in an address or another value: Void is a place.
    Value,
    /// It stands within a sentence of small print.
    Sentence,
    /// Only a part of it was read.
    Fragment,
}

/// A word that should not stand on a document.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SuspiciousWord {
    /// The word as listed.
    pub word: String,
    /// What sort of word.
    pub kind: Kind,
    /// Its language (ISO 639-1); `None` for words of none and of the user's lists.
    pub language: Option<&'static str>,
    /// The list that it counts for here.
    pub list: List,
    /// Why it counts for less than its own list.
    pub doubt: Option<Doubt>,
    /// What was read.
    pub text: Sensitive<String>,
    /// Where, in pixels of the picture.
    pub bounds: Option<PixelBox>,
}

impl SuspiciousWord {
    /// Severity of its list.
    pub fn severity(&self) -> Score {
        self.list.severity()
    }
}

/// Lists of the user, beside the built-in ones. Words and phrases of 3 letters or digits and more,
/// in any case and with or without accents; at most [`WordLists::MOST`] of each list are used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WordLists {
    /// Words that a genuine document does not carry.
    pub definite: Vec<String>,
    /// Words that a person should look at.
    pub inconclusive: Vec<String>,
    /// Words of the built-in lists that do not count here.
    pub ignored: Vec<String>,
}

impl WordLists {
    /// Entries of each list that are used.
    pub const MOST: usize = 1000;
}

/// Finds the words of a print that should not stand on a document, worst first, then from top to bottom.
///
/// Text is matched after folding of case, accents and shapes that readers mix up, with an edit or two
/// for long words; a mark may lean across the page, be broken over two boxes, or have letters
/// spaced out. A listed word that stands as the holder's name or in a sentence is inconclusive, and
/// one in an ordinary phrase (`VOID IF ALTERED`) is none.
///
/// ```
/// use bonafide_ocr::{Print, WordLists, suspicious_words};
///
/// assert!(suspicious_words(&Print::default(), &WordLists::default()).is_empty());
/// ```
pub fn suspicious_words(print: &Print, lists: &WordLists) -> Vec<SuspiciousWord> {
    suspicious_words_among(print, lists, &read_fields(print, &Hints::default()))
}

/// [`suspicious_words`] where the fields of the print were read before.
pub fn suspicious_words_among(
    print: &Print,
    lists: &WordLists,
    extraction: &Extraction,
) -> Vec<SuspiciousWord> {
    let strips = crate::straight::straighten(print.lines.iter().chain(&print.marks));
    let entries = spot::entries(lists);
    let mut found = spot::words(&strips, &entries, print.frame, extraction);
    found.extend(broken::words(&strips, &entries, print.frame));
    found.extend(placeholders(extraction));
    found.retain(|word| {
        let key = crate::fold::folded(&word.word);
        lists.ignored.iter().take(WordLists::MOST).all(|w| crate::fold::folded(w) != key)
    });
    found.sort_by_key(|word| {
        let place = word.bounds.map_or((u32::MAX, u32::MAX), |b| (b.top, b.left));
        (word.list, place, word.word.clone())
    });
    without_repeats(found)
}

/// Of words found in one place the first, which is the worst.
fn without_repeats(found: Vec<SuspiciousWord>) -> Vec<SuspiciousWord> {
    let mut kept: Vec<SuspiciousWord> = Vec::new();
    for word in found {
        let again = kept.iter().any(|k| {
            let inside = k.bounds.zip(word.bounds).is_some_and(|(a, b)| overlap(a, b) > 0.6);
            inside && k.kind != Kind::PlaceholderPerson && word.kind != Kind::PlaceholderPerson
        });
        if !again {
            kept.push(word);
        }
    }
    kept
}

/// The shared area of two boxes as a part of the smaller one's.
pub(crate) fn overlap(a: PixelBox, b: PixelBox) -> f64 {
    let area = |b: PixelBox| {
        f64::from(b.right.saturating_sub(b.left)) * f64::from(b.bottom.saturating_sub(b.top))
    };
    let shared = PixelBox {
        left: a.left.max(b.left),
        top: a.top.max(b.top),
        right: a.right.min(b.right),
        bottom: a.bottom.min(b.bottom),
    };
    let smaller = area(a).min(area(b));
    if smaller > 0.0 { area(shared) / smaller } else { 0.0 }
}

/// Placeholder persons and numbers among the fields.
fn placeholders(extraction: &Extraction) -> Vec<SuspiciousWord> {
    let value = |field: Field| extraction.fields.get(&field);
    let text = |field: Field| value(field).and_then(|v| v.text()).unwrap_or_default();
    let mut found = Vec::new();
    let given = format!("{} {}", text(Field::FirstName), text(Field::MiddleName));
    if let Some((word, list)) = persons::person(text(Field::LastName), &given) {
        found.push(SuspiciousWord {
            word,
            kind: Kind::PlaceholderPerson,
            language: None,
            list,
            doubt: None,
            text: Sensitive::new(format!("{} {}", text(Field::LastName), given.trim())),
            bounds: value(Field::LastName).and_then(|v| v.bounds),
        });
    }
    for field in [Field::DocumentNumber, Field::NationalId, Field::RefNumber] {
        if let Some(word) = persons::number(text(field)) {
            found.push(SuspiciousWord {
                word: word.to_owned(),
                kind: Kind::PlaceholderNumber,
                language: None,
                list: List::Inconclusive,
                doubt: None,
                text: Sensitive::new(text(field).to_owned()),
                bounds: value(field).and_then(|v| v.bounds),
            });
        }
    }
    found
}
