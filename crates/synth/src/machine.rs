//! What machines read: the payload of a card's barcode, the lines of a travel document.

use bonafide_aamva::{Card, Designator};
use bonafide_mrz::{Content, Format};
use jiff::civil::Date;

use crate::error::SynthError;
use crate::licence::{CardKind, Licence};
use crate::travel::{TravelDocument, TravelKind};

/// Edition of the AAMVA card design standard that the payloads follow: 10 is that of 2020.
const AAMVA_VERSION: u8 = 10;

/// Writes the PDF417 payload of a card (AAMVA DL/ID Card Design Standard 2020, annex D).
///
/// # Errors
/// [`SynthError::Payload`] if the issuer's number or an element's name is malformed.
pub fn barcode_payload(card: &Licence) -> Result<Vec<u8>, SynthError> {
    let designator = match card.kind {
        CardKind::DriverLicense => Designator::DL,
        CardKind::IdentificationCard => Designator::ID,
    };
    let written =
        Card::from_fields(&card.fields(), AAMVA_VERSION, card.issuer.iin.parse()?, designator)
            .jurisdiction_version(1)
            .element("DDA", "N")?
            .element("DDB", "01152020")?;
    Ok(bonafide_aamva::write(&written))
}

/// Writes the machine-readable lines of a travel document, check digits included
/// (ICAO Doc 9303 Parts 4 and 5).
///
/// # Errors
/// [`SynthError::Zone`] if a value does not fit its field.
pub fn mrz_lines(document: &TravelDocument) -> Result<Vec<String>, SynthError> {
    let format = match document.kind {
        TravelKind::Passport => Format::Td3,
        TravelKind::IdentityCard | TravelKind::PassportCard => Format::Td1,
    };
    let mut content = Content::new(format);
    let person = &document.holder;
    document.kind.code().clone_into(&mut content.document_code);
    "UTO".clone_into(&mut content.issuing);
    content.document_number.clone_from(&document.document_number);
    "UTO".clone_into(&mut content.nationality);
    content.birth_date = six_digits(person.birth_date);
    content.sex = if person.sex_letter() == "F" { 'F' } else { 'M' };
    content.expiry_date = six_digits(document.expires);
    content.surname.clone_from(&person.last_name);
    content.given_names = person.given_names();
    content.optional[0].clone_from(&document.national_id);
    Ok(bonafide_mrz::write(&content)?)
}

/// Replaces the check digit of the document number by the next one, which cannot be right.
///
/// The composite digit stays as it was, so that it too disagrees.
pub fn with_wrong_check_digit(kind: TravelKind, mut lines: Vec<String>) -> Vec<String> {
    // The digit follows the nine characters of the number: line 2 of TD3, line 1 of TD1.
    let (line, column) = if kind == TravelKind::Passport { (1, 9) } else { (0, 14) };
    if let Some(text) = lines.get_mut(line) {
        *text = text
            .chars()
            .enumerate()
            .map(|(index, character)| match character.to_digit(10) {
                Some(digit) if index == column => {
                    char::from_digit((digit + 1) % 10, 10).unwrap_or(character)
                }
                _ => character,
            })
            .collect();
    }
    lines
}

/// Damages the header of a payload the way careless encoders do: the record separator is missing,
/// so every offset is one too high. The elements themselves stay whole.
pub fn with_damaged_header(payload: &[u8]) -> Vec<u8> {
    payload.iter().copied().filter(|&byte| byte != 0x1e).collect()
}

/// `YYMMDD`.
fn six_digits(date: Date) -> String {
    format!("{:02}{:02}{:02}", date.year().rem_euclid(100), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use bonafide_types::Field;
    use jiff::civil::date;

    use super::{barcode_payload, mrz_lines, with_damaged_header, with_wrong_check_digit};
    use crate::issuer::ISSUERS;
    use crate::licence::{CardKind, Licence};
    use crate::travel::{TravelDocument, TravelKind};

    fn valid(lines: &[String]) -> bool {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        bonafide_mrz::parse(&lines).unwrap().is_valid()
    }

    #[test]
    fn payloads_say_what_the_card_says() {
        for seed in 0..40 {
            let kind =
                if seed % 3 == 0 { CardKind::IdentificationCard } else { CardKind::DriverLicense };
            let card = Licence::draw(kind, &ISSUERS[seed as usize % 4], seed, date(2026, 6, 1));
            let payload = barcode_payload(&card).unwrap();
            for payload in [payload.clone(), with_damaged_header(&payload)] {
                let read = bonafide_aamva::parse(&payload).unwrap().to_fields();
                for field in [Field::LastName, Field::BirthDate, Field::ExpiresAt, Field::Street] {
                    let (drawn, read) = (&card.fields()[&field], &read[&field]);
                    assert_eq!(drawn.text(), read.text(), "{seed} {field:?}");
                }
            }
        }
    }

    #[test]
    fn no_issuer_number_is_assigned() {
        for issuer in ISSUERS {
            let iin: bonafide_aamva::Iin = issuer.iin.parse().unwrap();
            assert!(iin.issuer().is_none(), "{iin}");
        }
    }

    #[test]
    fn zones_hold_together_and_wrong_digits_do_not() {
        for (seed, kind) in
            [TravelKind::Passport, TravelKind::IdentityCard, TravelKind::PassportCard]
                .into_iter()
                .enumerate()
        {
            let document = TravelDocument::draw(kind, seed as u64, date(2026, 6, 1));
            let lines = mrz_lines(&document).unwrap();
            assert!(valid(&lines), "{kind:?}");
            let wrong = with_wrong_check_digit(kind, lines.clone());
            assert_ne!(wrong, lines);
            assert!(!valid(&wrong), "{kind:?}");
        }
    }
}
