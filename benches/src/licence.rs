//! A licence of the invented kind: its payload, and a session with a photograph of its back.

use bonafide::aamva::{Card, Designator, write};
use bonafide::imaging::{RgbImage, encode_jpeg};
use bonafide::input::{ImageInput, SessionId, SessionInput};
use bonafide::session_file::{SessionFile, registry_from_bytes};
use bonafide::types::Slot;

use crate::photo::photo;
use crate::symbol::{Placing, Symbol, place};

/// Thirty elements as issuers of the 2020 edition fill them.
const ELEMENTS: [(&str, &str); 30] = [
    ("DAQ", "N00771234"),
    ("DCS", "NYSTROM"),
    ("DDE", "N"),
    ("DAC", "ASA"),
    ("DDF", "N"),
    ("DAD", "MARIA"),
    ("DDG", "N"),
    ("DCA", "C"),
    ("DCB", "NONE"),
    ("DCD", "NONE"),
    ("DBD", "06302021"),
    ("DBB", "06301980"),
    ("DBA", "06302029"),
    ("DBC", "2"),
    ("DAU", "066 in"),
    ("DAY", "HAZ"),
    ("DAG", "9 LINDEN WAY"),
    ("DAI", "OSLO"),
    ("DAJ", "MN"),
    ("DAK", "561441234  "),
    ("DCF", "00000000771234"),
    ("DCG", "USA"),
    ("DAW", "141"),
    ("DAZ", "BRO"),
    ("DCK", "N00771234000000000001"),
    ("DDA", "F"),
    ("DDB", "01012020"),
    ("DDD", "0"),
    ("DDK", "1"),
    ("DDL", "0"),
];

/// What the person of [`payload`] states, and what may be asked of a session that shows one side.
const SESSION: &[u8] = br#"{"document_type_e": "driver_license",
"claims": {"first_name": "Asa", "last_name": "Nystrom", "birth_date": "1980-06-30",
"document_number": "N00771234", "street": "9 Linden Way", "city": "Oslo", "postal_code": "56144"},
"settings": {"perform_liveness_test": false, "perform_ofac_test": false},
"requirements": [{"type_e": "driver_license", "data_source_e": "front_ocr"}]}"#;

/// What its registry answers.
const REGISTRY: &[u8] = br#"{"indicators": {"driverLicenseNumber": true, "personBirthDate": true,
"personLastNameExact": true, "personFirstNameExact": true, "driverLicenseExpirationDate": true}}"#;

/// The payload of the licence's symbol, version 10, about 300 bytes.
///
/// # Panics
/// Never: the names and numbers are those of the standard.
pub fn payload() -> Vec<u8> {
    let iin = "636038".parse().expect("six digits");
    let card = ELEMENTS.iter().fold(Card::new(10, iin, Designator::DL), |card, (name, value)| {
        card.element(name, value).expect("the names of the standard")
    });
    let card = card.subfile("ZM".parse().expect("a designator"));
    write(&card.element("ZMA", "01").expect("a jurisdiction's name"))
}

/// A photograph of a licence's back: the symbol of [`payload`] at three pixels a module, upright.
fn licence_back(size: (u32, u32)) -> RgbImage {
    let text = String::from_utf8(payload()).expect("the payload is ASCII");
    let mut desk = photo(size);
    let mut luma = bonafide::imaging::GrayImage::from_fn(size.0, size.1, |x, y| {
        bonafide::imaging::Luma([desk.get_pixel(x, y).0[1]])
    });
    let center = (size.0 as f32 / 2.0, size.1 as f32 / 2.0);
    place(&mut luma, &Symbol::encode(&text, 13, 24), Placing { center, module: 3.0, angle: 0.0 });
    for (colour, gray) in desk.pixels_mut().zip(luma.pixels()) {
        if colour.0[1] != gray.0[0] {
            colour.0 = [gray.0[0]; 3];
        }
    }
    desk
}

/// A session with such a photograph, claims and a registry's reply.
///
/// # Panics
/// Never: its parts are written down here.
pub fn licence_session(size: (u32, u32)) -> SessionInput {
    let mut session = SessionInput::new(SessionId::new("licence").expect("a name"));
    SessionFile::from_bytes(SESSION).expect("a session file").apply(&mut session);
    session.registry = Some(registry_from_bytes(REGISTRY).expect("a reply"));
    let file = encode_jpeg(&licence_back(size), 90).expect("a picture with pixels");
    session.images.push(ImageInput::new(Slot::DriverLicenseBack, file));
    session
}

#[cfg(test)]
mod tests {
    use bonafide::types::DataSource;
    use bonafide::{Context, Engine, Proofing};

    use super::*;

    #[test]
    fn the_session_is_read_through() {
        let engine = Engine::builder().threads(1).proofing(Proofing::Off).build().unwrap();
        let cx = Context::on(jiff::civil::date(2026, 6, 1));
        let result = engine.evaluate(&licence_session((1200, 900)), &cx);
        assert!(result.error.is_none());
        assert!(result.document(DataSource::Barcode).is_some());
        assert!(result.decision.verified, "{:?}", result.decision.issues);
    }
}
