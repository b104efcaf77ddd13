//! Documents told by their words.

mod layout;

use bonafide_ocr::{Says, classify};
use bonafide_types::{DocumentType, Side};
use layout::{Row, page};

/// Lines, type, issuing country, issuing state.
type Case = (&'static [Row], DocumentType, Option<&'static str>, Option<&'static str>);

#[test]
fn types_countries_and_states() {
    use DocumentType::{DriverLicense, IdentificationCard, Passport, PassportCard, Unknown};
    let cases: &[Case] = &[
        (
            &[
                (60.0, 20.0, 44.0, "TEXAS"),
                (420.0, 30.0, 26.0, "DRIVER LICENSE"),
                (860.0, 30.0, 26.0, "USA"),
            ],
            DriverLicense,
            Some("USA"),
            Some("TX"),
        ),
        (
            &[
                (60.0, 20.0, 44.0, "NEW YORK STATE"),
                (420.0, 30.0, 26.0, "ID CARD"),
                (860.0, 30.0, 26.0, "USA"),
            ],
            IdentificationCard,
            Some("USA"),
            Some("NY"),
        ),
        (
            &[(60.0, 20.0, 44.0, "Ontario, Canada"), (420.0, 60.0, 26.0, "Photo Card")],
            IdentificationCard,
            Some("CAN"),
            Some("ON"),
        ),
        (
            &[
                (60.0, 20.0, 30.0, "REISEPASS PASSPORT PASSEPORT"),
                (60.0, 60.0, 30.0, "BUNDESREPUBLIK DEUTSCHLAND"),
            ],
            Passport,
            Some("DEU"),
            None,
        ),
        (
            &[(60.0, 20.0, 30.0, "UNITED STATES OF AMERICA"), (60.0, 60.0, 30.0, "PASSPORT CARD")],
            PassportCard,
            Some("USA"),
            None,
        ),
        (
            &[(60.0, 20.0, 30.0, "PERMISO DE CONDUCCION"), (60.0, 60.0, 30.0, "REINO DE ESPAÑA")],
            DriverLicense,
            Some("ESP"),
            None,
        ),
        (&[(60.0, 20.0, 30.0, "PATENTE DI GUIDA REPUBBLICA ITALIANA")], DriverLicense, None, None),
        (
            &[
                (60.0, 20.0, 30.0, "CARTE NATIONALE D'IDENTITE"),
                (60.0, 60.0, 30.0, "REPUBLIQUE FRANCAISE"),
            ],
            IdentificationCard,
            Some("FRA"),
            None,
        ),
        (&[(60.0, 20.0, 30.0, "DR1VER L1CENSE")], DriverLicense, None, None),
        (&[(60.0, 20.0, 30.0, "LIBRARY CARD")], Unknown, None, None),
        // A person, an address and a label are no headings.
        (
            &[
                (340.0, 300.0, 20.0, "GEORGIA"),
                (340.0, 330.0, 20.0, "12 VIRGINIA AVE"),
                (340.0, 360.0, 20.0, "Passport No."),
            ],
            Unknown,
            None,
            None,
        ),
    ];
    for (rows, document_type, country, state) in cases {
        let read = classify(&page(rows));
        let name = rows[0].3;
        assert_eq!(read.document_type, *document_type, "{name}");
        let value = |v: &Option<bonafide_types::FieldValue>| {
            v.as_ref().and_then(|v| v.text().map(str::to_owned))
        };
        assert_eq!(value(&read.issuing_country).as_deref(), *country, "{name}");
        assert_eq!(value(&read.issuing_state).as_deref(), *state, "{name}");
    }
}

#[test]
fn the_phrase_is_given_as_printed() {
    let title = |text: &'static str| {
        let read = classify(&page(&[(60.0, 20.0, 30.0, text)]));
        read.source_document_type.and_then(|v| v.text().map(str::to_owned))
    };
    assert_eq!(title("Driver's License").as_deref(), Some("Driver's License"));
    assert_eq!(title("DRIVERLICENSE").as_deref(), Some("DRIVER LICENSE"));
    assert_eq!(title("PASSPORT").as_deref(), Some("PASSPORT"));
}

#[test]
fn a_phrase_may_stand_in_two_boxes() {
    for rows in [
        [(60.0, 20.0, 30.0, "DRIVER"), (60.0, 56.0, 30.0, "LICENSE")],
        [(60.0, 20.0, 30.0, "DRIVER"), (190.0, 20.0, 30.0, "LICENSE")],
    ] {
        let read = classify(&page(&rows));
        assert_eq!(read.document_type, DocumentType::DriverLicense);
        let title = read.source_document_type.and_then(|v| v.text().map(str::to_owned));
        assert_eq!(title.as_deref(), Some("DRIVER LICENSE"));
    }
    let apart = classify(&page(&[(60.0, 20.0, 30.0, "DRIVER"), (60.0, 400.0, 30.0, "LICENSE")]));
    assert_eq!(apart.document_type, DocumentType::Unknown);
}

#[test]
fn a_zone_tells_type_and_side_but_no_field() {
    let read = classify(&page(&[
        (40.0, 440.0, 34.0, "I<UTOD231458907<<<<<<<<<<<<<<<"),
        (40.0, 500.0, 34.0, "7408122F1204159UTO<<<<<<<<<<<6"),
        (40.0, 560.0, 34.0, "ASHGROVE<<HELEN<MAY<<<<<<<<<<<"),
    ]));
    assert_eq!(
        (read.document_type, read.side),
        (DocumentType::IdentificationCard, Some(Side::Back))
    );
    assert_eq!(read.country().as_deref(), Some("UTO"));
    assert!(read.issuing_country.is_none());
    assert!(read.clues.iter().any(|c| matches!(&c.says, Says::Country(code) if code == "UTO")));
}
