//! How much each field counts in document agreement.

use bonafide_types::Field;

/// Weight φ of each field that is compared, by docs/scoring.md, section 3, in the order of a report.
pub const FIELD_WEIGHTS: &[(Field, f64)] = &[
    (Field::DocumentNumber, 3.0),
    (Field::BirthDate, 3.0),
    (Field::LastName, 3.0),
    (Field::FirstName, 3.0),
    (Field::ExpiresAt, 2.0),
    (Field::Street, 1.5),
    (Field::IssuedAt, 1.0),
    (Field::City, 1.0),
    (Field::PostalCode, 1.0),
    (Field::State, 1.0),
    (Field::IssuingState, 1.0),
    (Field::IssuingCountry, 1.0),
    (Field::Gender, 1.0),
    (Field::MiddleName, 0.5),
    (Field::NameSuffix, 0.5),
    (Field::Height, 0.5),
    (Field::EyeColor, 0.5),
    (Field::RefNumber, 0.5),
    (Field::Weight, 0.25),
    (Field::HairColor, 0.25),
    (Field::Class, 0.25),
    (Field::Restrictions, 0.25),
    (Field::Mentions, 0.25),
];

/// Returns the weight φ of a field; 0 if it takes no part in document agreement.
///
/// ```
/// use bonafide_matching::field_weight;
/// use bonafide_types::Field;
///
/// assert_eq!(field_weight(Field::DocumentNumber), 3.0);
/// assert_eq!(field_weight(Field::PlaceOfBirth), 0.0);
/// ```
pub fn field_weight(field: Field) -> f64 {
    FIELD_WEIGHTS.iter().find(|(known, _)| *known == field).map_or(0.0, |(_, phi)| *phi)
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // sums of quarters are exact
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_field_of_a_document_has_one_weight() {
        let fields: BTreeSet<Field> = FIELD_WEIGHTS.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields.len(), FIELD_WEIGHTS.len());
        assert_eq!(fields.len(), 23); // the 25 of the requirements without raw barcode and face
        assert_eq!(FIELD_WEIGHTS.iter().map(|(_, phi)| phi).sum::<f64>(), 26.25);
    }
}
