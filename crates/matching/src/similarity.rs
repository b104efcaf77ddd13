//! Similarities of plain texts, as when one of them had been read from pixels.

use bonafide_types::Similarity;

use crate::comparison::Operand;
use crate::{compare_addresses, compare_dates, compare_names};

/// Returns the similarity of two whole names; see [`compare_names`].
///
/// ```
/// use bonafide_matching::name_similarity;
///
/// assert_eq!(name_similarity("Jürgen Groß", "GROSS, JUERGEN").get(), 1.0);
/// ```
pub fn name_similarity(a: &str, b: &str) -> Similarity {
    compare_names(Operand::from_pixels(a), Operand::from_pixels(b)).score
}

/// Returns the similarity of two whole addresses; see [`compare_addresses`].
///
/// ```
/// use bonafide_matching::address_similarity;
///
/// assert_eq!(address_similarity("1 Elm St #2, Troy, NY", "1 ELM STREET APT 2, TROY, NY").get(), 1.0);
/// ```
pub fn address_similarity(a: &str, b: &str) -> Similarity {
    compare_addresses(Operand::from_pixels(a), Operand::from_pixels(b)).score
}

/// Returns the similarity of two dates in any usual form; see [`compare_dates`].
///
/// ```
/// use bonafide_matching::date_similarity;
///
/// assert_eq!(date_similarity("1974-08-12", "740812").get(), 1.0);
/// ```
pub fn date_similarity(a: &str, b: &str) -> Similarity {
    compare_dates(Operand::from_pixels(a), Operand::from_pixels(b)).score
}
