//! Fields read from prints of many layouts. All persons, numbers and issuers are invented.

mod layout;

use bonafide_ocr::{Basis, Extraction, Hints, Relation, read_fields};
use bonafide_types::Field;
use layout::{Row, page, page_of};

fn hints() -> Hints {
    let mut hints = Hints::default();
    hints.as_of = Some(jiff::civil::date(2026, 6, 1));
    hints
}

/// The fields of a print, one `name=value` per line.
fn listing(extraction: &Extraction) -> Vec<String> {
    let values = extraction.fields.iter();
    values.map(|(f, v)| format!("{}={}", f.name(), v.text().unwrap_or("-"))).collect()
}

fn expect(name: &str, rows: &[Row], expected: &[(Field, &str)]) {
    expect_with(name, rows, &hints(), expected);
}

fn expect_with(name: &str, rows: &[Row], hints: &Hints, expected: &[(Field, &str)]) {
    let read = read_fields(&page(rows), hints);
    let listed = listing(&read);
    for (field, value) in expected {
        let found = read.fields.get(field).and_then(|v| v.text());
        assert_eq!(found, Some(*value), "{name}: {}\n{listed:#?}", field.name());
    }
    // Nothing else is claimed, so that a wrong field cannot hide.
    for field in read.fields.keys() {
        let known = expected.iter().any(|(f, _)| f == field);
        assert!(known, "{name}: surplus {}\n{listed:#?}", field.name());
    }
}

use Field::{
    BirthDate, City, Class, DocumentNumber, ExpiresAt, EyeColor, FirstName, Gender, HairColor,
    Height, IssuedAt, IssuingAuthority, IssuingCountry, IssuingState, LastName, Mentions,
    MiddleName, NameSuffix, NationalId, Nationality, PlaceOfBirth, PostalCode, RefNumber,
    Restrictions, SourceDocumentType, State, Street, Weight,
};

#[test]
fn a_number_that_begins_like_the_end_of_a_label_keeps_its_letter() {
    for (text, number) in [
        ("4d DLN D4483917", "D4483917"),
        ("4d DLN 04483917", "04483917"),
        ("4d DL NO4483917", "4483917"),
    ] {
        let rows = [(40.0, 20.0, 30.0, "DRIVER LICENSE"), (400.0, 80.0, 24.0, text)];
        expect(text, &rows, &[(DocumentNumber, number), (SourceDocumentType, "DRIVER LICENSE")]);
    }
}

#[test]
fn a_numbered_american_licence() {
    expect(
        "numbers and words",
        &[
            (60.0, 20.0, 44.0, "OREGON"),
            (420.0, 30.0, 26.0, "DRIVER LICENSE"),
            (860.0, 30.0, 26.0, "USA"),
            (360.0, 110.0, 24.0, "4d DL NO. A8271163"),
            (760.0, 112.0, 20.0, "9 CLASS C"),
            (360.0, 150.0, 24.0, "3 DOB 03/09/1988"),
            (700.0, 150.0, 24.0, "4b EXP 03/09/2031"),
            (360.0, 200.0, 26.0, "1 QUENNELL JR"),
            (360.0, 236.0, 26.0, "2 MARLOWE EDGAR"),
            (360.0, 280.0, 22.0, "8 4410 SW HARROW LN APT 2"),
            (384.0, 310.0, 22.0, "TIGARD, OR 97223-4410"),
            (360.0, 350.0, 20.0, "15 SEX M\t16 HGT 5'-11\""),
            (360.0, 382.0, 20.0, "17 WGT 175 lb\t18 EYES HAZ"),
            (360.0, 414.0, 20.0, "19 HAIR BRO\t12 REST B"),
            (360.0, 446.0, 20.0, "9a END M\t4a ISS 03/10/2023"),
            (360.0, 478.0, 20.0, "5 DD AB7716620931"),
        ],
        &[
            (DocumentNumber, "A8271163"),
            (Class, "C"),
            (BirthDate, "1988-03-09"),
            (ExpiresAt, "2031-03-09"),
            (IssuedAt, "2023-03-10"),
            (LastName, "QUENNELL"),
            (NameSuffix, "JR"),
            (FirstName, "MARLOWE"),
            (MiddleName, "EDGAR"),
            (Street, "4410 SW HARROW LN APT 2"),
            (City, "TIGARD"),
            (State, "OR"),
            (PostalCode, "97223-4410"),
            (Gender, "male"),
            (Height, "71 in"),
            (Weight, "175 lb"),
            (EyeColor, "HAZ"),
            (HairColor, "BRO"),
            (Restrictions, "B"),
            (Mentions, "M"),
            (RefNumber, "AB7716620931"),
            (IssuingCountry, "USA"),
            (IssuingState, "OR"),
            (SourceDocumentType, "DRIVER LICENSE"),
        ],
    );
}

#[test]
fn a_licence_with_glued_labels_and_lost_spaces() {
    expect(
        "glued",
        &[
            (60.0, 20.0, 44.0, "COLORADO"),
            (420.0, 30.0, 26.0, "DRIVERLICENSE"),
            (860.0, 30.0, 26.0, "USA"),
            (360.0, 110.0, 24.0, "4dDLN12-345-7716"),
            (760.0, 112.0, 20.0, "9CLASSR"),
            (360.0, 150.0, 24.0, "3DOB11/23/1979"),
            (700.0, 150.0, 24.0, "4bEXP11/23/2029"),
            (360.0, 200.0, 26.0, "1HOLLINGSTEAD"),
            (360.0, 236.0, 26.0, "2PETRA"),
            (360.0, 280.0, 22.0, "8 771 ASPEN RIDGE RD"),
            (384.0, 310.0, 22.0, "BOULDER,CO80301"),
            (360.0, 350.0, 20.0, "15SEXF"),
            (560.0, 350.0, 20.0, "16HGT5'-04\""),
            (360.0, 382.0, 20.0, "18EYESGRN"),
            (560.0, 382.0, 20.0, "17WGT130Ib"),
            (360.0, 414.0, 20.0, "12RESTNONE"),
            (360.0, 446.0, 20.0, "9aENDNONE"),
            (560.0, 446.0, 20.0, "4aISS11/20/2024"),
            (360.0, 478.0, 20.0, "5DD0048291773"),
        ],
        &[
            (DocumentNumber, "12-345-7716"),
            (Class, "R"),
            (BirthDate, "1979-11-23"),
            (ExpiresAt, "2029-11-23"),
            (IssuedAt, "2024-11-20"),
            (LastName, "HOLLINGSTEAD"),
            (FirstName, "PETRA"),
            (Street, "771 ASPEN RIDGE RD"),
            (City, "BOULDER"),
            (State, "CO"),
            (PostalCode, "80301"),
            (Gender, "female"),
            (Height, "64 in"),
            (Weight, "130 lb"),
            (EyeColor, "GRN"),
            (Restrictions, "NONE"),
            (Mentions, "NONE"),
            (RefNumber, "0048291773"),
            (IssuingCountry, "USA"),
            (IssuingState, "CO"),
            (SourceDocumentType, "DRIVER LICENSE"),
        ],
    );
}

#[test]
fn a_licence_with_abbreviations_above_values() {
    expect(
        "labels above values, no numbers",
        &[
            (60.0, 20.0, 44.0, "IDAHO"),
            (420.0, 30.0, 26.0, "Driver's License"),
            (340.0, 100.0, 14.0, "DLN"),
            (340.0, 118.0, 24.0, "QX402771K"),
            (640.0, 100.0, 14.0, "EXP"),
            (640.0, 118.0, 24.0, "05/14/2030"),
            (340.0, 150.0, 14.0, "LN"),
            (340.0, 168.0, 24.0, "ABERNATHY"),
            (340.0, 200.0, 14.0, "FN"),
            (340.0, 218.0, 24.0, "CLAUDE VINCENT"),
            (340.0, 250.0, 14.0, "ADDRESS"),
            (340.0, 268.0, 22.0, "PO BOX 771"),
            (340.0, 294.0, 22.0, "BOISE ID 83702"),
            (340.0, 330.0, 14.0, "DOB"),
            (340.0, 348.0, 24.0, "05/14/1961"),
            (560.0, 330.0, 14.0, "SEX"),
            (560.0, 348.0, 22.0, "M"),
            (640.0, 330.0, 14.0, "HT"),
            (640.0, 348.0, 22.0, "6-01"),
            (740.0, 330.0, 14.0, "EYES"),
            (740.0, 348.0, 22.0, "BLU"),
            (340.0, 380.0, 14.0, "ISS"),
            (340.0, 398.0, 22.0, "05/02/2022"),
            (560.0, 380.0, 14.0, "CLASS"),
            (560.0, 398.0, 22.0, "D"),
        ],
        &[
            (DocumentNumber, "QX402771K"),
            (ExpiresAt, "2030-05-14"),
            (BirthDate, "1961-05-14"),
            (IssuedAt, "2022-05-02"),
            (LastName, "ABERNATHY"),
            (FirstName, "CLAUDE"),
            (MiddleName, "VINCENT"),
            (Street, "PO BOX 771"),
            (City, "BOISE"),
            (State, "ID"),
            (PostalCode, "83702"),
            (Gender, "male"),
            (Height, "73 in"),
            (EyeColor, "BLU"),
            (Class, "D"),
            (IssuingCountry, "USA"),
            (IssuingState, "ID"),
            (SourceDocumentType, "Driver's License"),
        ],
    );
}

#[test]
fn names_and_address_without_their_numbers() {
    expect(
        "the small 1, 2 and 8 were not seen",
        &[
            (60.0, 20.0, 44.0, "NEVADA"),
            (420.0, 30.0, 26.0, "IDENTIFICATION CARD"),
            (860.0, 30.0, 26.0, "USA"),
            (360.0, 110.0, 20.0, "4d ID"),
            (430.0, 108.0, 26.0, "1402291877"),
            (360.0, 150.0, 20.0, "3 DOB"),
            (440.0, 148.0, 24.0, "12/31/1999"),
            (700.0, 150.0, 20.0, "4b EXP"),
            (780.0, 148.0, 24.0, "12/31/2028"),
            (384.0, 200.0, 26.0, "OYELARAN"),
            (384.0, 236.0, 26.0, "FOLASADE RUTH"),
            (384.0, 280.0, 22.0, "90 W SAHARA AVE"),
            (384.0, 310.0, 22.0, "LAS VEGAS, NV 89102"),
            (360.0, 350.0, 20.0, "15 SEX F"),
            (360.0, 446.0, 20.0, "4a ISS 01/04/2021"),
        ],
        &[
            (DocumentNumber, "1402291877"),
            (BirthDate, "1999-12-31"),
            (ExpiresAt, "2028-12-31"),
            (IssuedAt, "2021-01-04"),
            (LastName, "OYELARAN"),
            (FirstName, "FOLASADE"),
            (MiddleName, "RUTH"),
            (Street, "90 W SAHARA AVE"),
            (City, "LAS VEGAS"),
            (State, "NV"),
            (PostalCode, "89102"),
            (Gender, "female"),
            (IssuingCountry, "USA"),
            (IssuingState, "NV"),
            (SourceDocumentType, "IDENTIFICATION CARD"),
        ],
    );
}

#[test]
fn a_family_name_whose_number_alone_was_not_seen() {
    expect(
        "the small 1 was not seen",
        &[
            (60.0, 20.0, 44.0, "NEVADA"),
            (420.0, 30.0, 26.0, "IDENTIFICATION CARD"),
            (360.0, 110.0, 20.0, "4d ID"),
            (430.0, 108.0, 26.0, "1402291877"),
            (360.0, 150.0, 20.0, "3 DOB"),
            (440.0, 148.0, 24.0, "12/31/1999"),
            (384.0, 200.0, 26.0, "OYELARAN"),
            (360.0, 238.0, 20.0, "2"),
            (384.0, 236.0, 26.0, "FOLASADE RUTH"),
            (360.0, 282.0, 20.0, "8"),
            (384.0, 280.0, 22.0, "90 W SAHARA AVE"),
            (384.0, 310.0, 22.0, "LAS VEGAS, NV 89102"),
        ],
        &[
            (DocumentNumber, "1402291877"),
            (BirthDate, "1999-12-31"),
            (LastName, "OYELARAN"),
            (FirstName, "FOLASADE"),
            (MiddleName, "RUTH"),
            (Street, "90 W SAHARA AVE"),
            (City, "LAS VEGAS"),
            (State, "NV"),
            (PostalCode, "89102"),
            (IssuingCountry, "USA"),
            (IssuingState, "NV"),
            (SourceDocumentType, "IDENTIFICATION CARD"),
        ],
    );
}

#[test]
fn a_bilingual_canadian_licence() {
    expect(
        "Ontario",
        &[
            (60.0, 16.0, 36.0, "Ontario"),
            (420.0, 20.0, 24.0, "DRIVER'S LICENCE"),
            (420.0, 50.0, 24.0, "PERMIS DE CONDUIRE"),
            (360.0, 110.0, 16.0, "1,2 NAME/NOM"),
            (360.0, 130.0, 24.0, "TREMBLETT,"),
            (360.0, 158.0, 24.0, "ISABELLE, ANNE"),
            (360.0, 196.0, 16.0, "8 ADDRESS/ADRESSE"),
            (360.0, 216.0, 22.0, "1182 QUARRY RD"),
            (360.0, 242.0, 22.0, "SUDBURY, ON, P3A 1B2"),
            (360.0, 284.0, 16.0, "4d NUMBER/NUMÉRO"),
            (360.0, 304.0, 24.0, "T7316-40019-65402"),
            (360.0, 340.0, 16.0, "4a ISS/DÉL"),
            (360.0, 358.0, 22.0, "2022/04/02"),
            (600.0, 340.0, 16.0, "4b EXP/EXP"),
            (600.0, 358.0, 22.0, "2027/04/02"),
            (360.0, 390.0, 16.0, "3 DOB/DDN"),
            (360.0, 408.0, 22.0, "1996/04/02"),
            (600.0, 390.0, 16.0, "5 DD/RÉF"),
            (600.0, 408.0, 22.0, "DX7718820"),
            (360.0, 440.0, 16.0, "16 HGT/HAUT"),
            (360.0, 458.0, 22.0, "168 cm"),
            (520.0, 440.0, 16.0, "15 SEX/SEXE"),
            (520.0, 458.0, 22.0, "F"),
            (680.0, 440.0, 16.0, "9 CLASS/CATÉG"),
            (680.0, 458.0, 22.0, "G"),
        ],
        &[
            (LastName, "TREMBLETT"),
            (FirstName, "ISABELLE"),
            (MiddleName, "ANNE"),
            (Street, "1182 QUARRY RD"),
            (City, "SUDBURY"),
            (State, "ON"),
            (PostalCode, "P3A 1B2"),
            (DocumentNumber, "T7316-40019-65402"),
            (IssuedAt, "2022-04-02"),
            (ExpiresAt, "2027-04-02"),
            (BirthDate, "1996-04-02"),
            (RefNumber, "DX7718820"),
            (Height, "168 cm"),
            (Gender, "female"),
            (Class, "G"),
            (IssuingCountry, "CAN"),
            (IssuingState, "ON"),
            (SourceDocumentType, "DRIVER'S LICENCE"),
        ],
    );
}

#[test]
fn a_european_licence_with_bare_numbers() {
    let mut with_country = hints();
    with_country.country = Some("DEU".to_owned());
    expect_with(
        "EU numbering",
        &[
            (300.0, 20.0, 30.0, "FÜHRERSCHEIN"),
            (620.0, 20.0, 22.0, "BUNDESREPUBLIK DEUTSCHLAND"),
            (340.0, 110.0, 24.0, "1. Brandwasser"),
            (340.0, 145.0, 24.0, "2. Ulrike Sofie"),
            (340.0, 180.0, 24.0, "3. 13.02.62 Nürnberg"),
            (340.0, 215.0, 24.0, "4a. 01.03.13\t4c. Landratsamt Fürth"),
            (340.0, 250.0, 24.0, "4b. 28.02.28"),
            (340.0, 285.0, 24.0, "5. J430A1RRI11"),
            (340.0, 500.0, 24.0, "9. AM/B/L"),
        ],
        &with_country,
        &[
            (LastName, "BRANDWASSER"),
            (FirstName, "ULRIKE SOFIE"),
            (BirthDate, "1962-02-13"),
            (PlaceOfBirth, "NÜRNBERG"),
            (IssuedAt, "2013-03-01"),
            (IssuingAuthority, "LANDRATSAMT FÜRTH"),
            (ExpiresAt, "2028-02-28"),
            (DocumentNumber, "J430A1RRI11"),
            (Class, "AM/B/L"),
            (IssuingCountry, "DEU"),
            (SourceDocumentType, "FÜHRERSCHEIN"),
        ],
    );
}

#[test]
fn a_british_licence() {
    expect(
        "United Kingdom",
        &[
            (300.0, 20.0, 30.0, "DRIVING LICENCE"),
            (700.0, 24.0, 18.0, "UNITED KINGDOM"),
            (340.0, 100.0, 24.0, "1. ASHGROVE"),
            (340.0, 132.0, 24.0, "2. MISS HELEN MAY"),
            (340.0, 164.0, 22.0, "3. 11.03.1976 UNITED KINGDOM"),
            (340.0, 196.0, 22.0, "4a. 19.01.2023\t4c. DVLA"),
            (340.0, 228.0, 22.0, "4b. 18.01.2033"),
            (340.0, 260.0, 22.0, "5. ASHGR753116HM9IJ 35"),
            (340.0, 330.0, 20.0, "8. 122 BURNS CRESCENT,"),
            (364.0, 356.0, 20.0, "EDINBURGH, EH1 9GP"),
            (340.0, 400.0, 20.0, "9. AM/A/B1/B/f/k/l/n/p/q"),
        ],
        &[
            (LastName, "ASHGROVE"),
            (FirstName, "HELEN MAY"),
            (BirthDate, "1976-03-11"),
            (PlaceOfBirth, "UNITED KINGDOM"),
            (IssuedAt, "2023-01-19"),
            (IssuingAuthority, "DVLA"),
            (ExpiresAt, "2033-01-18"),
            (DocumentNumber, "ASHGR753116HM9IJ35"),
            (Street, "122 BURNS CRESCENT"),
            (City, "EDINBURGH"),
            (PostalCode, "EH1 9GP"),
            (Class, "AM/A/B1/B/F/K/L/N/P/Q"),
            (IssuingCountry, "GBR"),
            (SourceDocumentType, "DRIVING LICENCE"),
        ],
    );
}

#[test]
fn a_german_identity_card() {
    expect(
        "front",
        &[
            (60.0, 20.0, 26.0, "BUNDESREPUBLIK DEUTSCHLAND"),
            (60.0, 52.0, 18.0, "PERSONALAUSWEIS"),
            (760.0, 52.0, 24.0, "LZ6311T47"),
            (340.0, 110.0, 13.0, "(a) Name/Surname/Nom"),
            (340.0, 128.0, 22.0, "KESSELBRINK"),
            (340.0, 170.0, 13.0, "Vornamen/Given names/Prénoms"),
            (340.0, 188.0, 22.0, "JONAS FRIEDEMANN"),
            (340.0, 230.0, 13.0, "Geburtstag/Date of birth/Date de naissance"),
            (340.0, 248.0, 22.0, "12.08.1983"),
            (640.0, 230.0, 13.0, "Staatsangehörigkeit/Nationality/Nationalité"),
            (640.0, 248.0, 22.0, "DEUTSCH"),
            (340.0, 290.0, 13.0, "Geburtsort/Place of birth/Lieu de naissance"),
            (340.0, 308.0, 22.0, "BERLIN"),
            (340.0, 350.0, 13.0, "Gültig bis/Date of expiry/Date d'expiration"),
            (340.0, 368.0, 22.0, "01.08.2031"),
        ],
        &[
            (LastName, "KESSELBRINK"),
            (FirstName, "JONAS FRIEDEMANN"),
            (BirthDate, "1983-08-12"),
            (Nationality, "DEU"),
            (PlaceOfBirth, "BERLIN"),
            (ExpiresAt, "2031-08-01"),
            (DocumentNumber, "LZ6311T47"),
            (IssuingCountry, "DEU"),
            (SourceDocumentType, "PERSONALAUSWEIS"),
        ],
    );
    expect(
        "back",
        &[
            (60.0, 30.0, 13.0, "Augenfarbe/Colour of eyes/Couleur des yeux"),
            (60.0, 48.0, 22.0, "BRAUN"),
            (60.0, 90.0, 13.0, "Größe/Height/Taille"),
            (60.0, 108.0, 22.0, "178 cm"),
            (60.0, 150.0, 13.0, "Datum/Date/Date"),
            (60.0, 168.0, 22.0, "02.08.2021"),
            (60.0, 210.0, 13.0, "Behörde/Authority/Autorité"),
            (60.0, 228.0, 22.0, "STADT KÖLN"),
            (520.0, 30.0, 13.0, "Anschrift/Address/Adresse"),
            (520.0, 48.0, 22.0, "51147 KÖLN"),
            (520.0, 74.0, 22.0, "HEIDESTRASSE 17"),
            (40.0, 440.0, 34.0, "IDD<<LZ6311T475<<<<<<<<<<<<<<<"),
            (40.0, 500.0, 34.0, "8308126<3108011D<<2108<<<<<<<6"),
            (40.0, 560.0, 34.0, "KESSELBRINK<<JONAS<FRIEDEMANN<"),
        ],
        &[
            (EyeColor, "BRO"),
            (Height, "178 cm"),
            (IssuedAt, "2021-08-02"),
            (IssuingAuthority, "STADT KÖLN"),
            (Street, "HEIDESTRASSE 17"),
            (City, "KÖLN"),
            (PostalCode, "51147"),
        ],
    );
}

#[test]
fn a_french_identity_card() {
    expect(
        "French",
        &[
            (60.0, 20.0, 26.0, "RÉPUBLIQUE FRANÇAISE"),
            (480.0, 24.0, 22.0, "CARTE NATIONALE D'IDENTITÉ / IDENTITY CARD"),
            (340.0, 110.0, 13.0, "NOM / Surname"),
            (340.0, 128.0, 22.0, "VAUCLAIRE"),
            (340.0, 170.0, 13.0, "PRÉNOMS / Given names"),
            (340.0, 188.0, 22.0, "Maëlys-Gaëlle, Marie"),
            (340.0, 230.0, 13.0, "SEXE / Sex"),
            (340.0, 248.0, 22.0, "F"),
            (440.0, 230.0, 13.0, "NATIONALITÉ / Nationality"),
            (440.0, 248.0, 22.0, "FRA"),
            (700.0, 230.0, 13.0, "DATE DE NAISS. / Date of birth"),
            (700.0, 248.0, 22.0, "13 07 1990"),
            (340.0, 290.0, 13.0, "LIEU DE NAISSANCE / Place of birth"),
            (340.0, 308.0, 22.0, "PARIS"),
            (340.0, 350.0, 13.0, "N° DU DOCUMENT / Document No"),
            (340.0, 368.0, 22.0, "T7X62TZ79"),
            (640.0, 350.0, 13.0, "DATE D'EXPIR. / Expiry date"),
            (640.0, 368.0, 22.0, "27 01 2031"),
        ],
        &[
            (LastName, "VAUCLAIRE"),
            (FirstName, "MAËLYS-GAËLLE, MARIE"),
            (Gender, "female"),
            (Nationality, "FRA"),
            (BirthDate, "1990-07-13"),
            (PlaceOfBirth, "PARIS"),
            (DocumentNumber, "T7X62TZ79"),
            (ExpiresAt, "2031-01-27"),
            (IssuingCountry, "FRA"),
            (SourceDocumentType, "CARTE NATIONALE D'IDENTITÉ"),
        ],
    );
}

#[test]
fn a_spanish_identity_card() {
    expect(
        "Spanish",
        &[
            (60.0, 16.0, 24.0, "ESPAÑA"),
            (240.0, 20.0, 20.0, "DOCUMENTO NACIONAL DE IDENTIDAD"),
            (340.0, 70.0, 20.0, "DNI 99999018D"),
            (340.0, 110.0, 13.0, "APELLIDOS"),
            (340.0, 126.0, 22.0, "VALDERRÁBANO"),
            (340.0, 152.0, 22.0, "PEÑALVER"),
            (340.0, 190.0, 13.0, "NOMBRE"),
            (340.0, 206.0, 22.0, "LUCÍA"),
            (340.0, 250.0, 13.0, "SEXO"),
            (340.0, 266.0, 22.0, "F"),
            (440.0, 250.0, 13.0, "NACIONALIDAD"),
            (440.0, 266.0, 22.0, "ESP"),
            (640.0, 250.0, 13.0, "FECHA DE NACIMIENTO"),
            (640.0, 266.0, 22.0, "01 01 1980"),
            (340.0, 310.0, 13.0, "EMISIÓN"),
            (340.0, 326.0, 22.0, "02 06 2021"),
            (560.0, 310.0, 13.0, "VALIDEZ"),
            (560.0, 326.0, 22.0, "02 06 2031"),
            (340.0, 370.0, 13.0, "NUM SOPORTE"),
            (340.0, 386.0, 22.0, "CAA000418"),
        ],
        &[
            (NationalId, "99999018D"),
            (LastName, "VALDERRÁBANO PEÑALVER"),
            (FirstName, "LUCÍA"),
            (Gender, "female"),
            (Nationality, "ESP"),
            (BirthDate, "1980-01-01"),
            (IssuedAt, "2021-06-02"),
            (ExpiresAt, "2031-06-02"),
            (DocumentNumber, "CAA000418"),
            (IssuingCountry, "ESP"),
            (SourceDocumentType, "DOCUMENTO NACIONAL DE IDENTIDAD"),
        ],
    );
}

#[test]
fn an_italian_identity_card() {
    expect(
        "Italian",
        &[
            (60.0, 16.0, 24.0, "REPUBBLICA ITALIANA"),
            (60.0, 50.0, 20.0, "CARTA DI IDENTITÀ / IDENTITY CARD"),
            (780.0, 50.0, 24.0, "CA61927AA"),
            (340.0, 110.0, 13.0, "COGNOME / SURNAME"),
            (340.0, 126.0, 22.0, "BRAMBATI"),
            (340.0, 160.0, 13.0, "NOME / NAME"),
            (340.0, 176.0, 22.0, "ORNELLA"),
            (340.0, 210.0, 13.0, "LUOGO E DATA DI NASCITA / PLACE AND DATE OF BIRTH"),
            (340.0, 226.0, 22.0, "BERGAMO (BG) 30.12.1964"),
            (340.0, 260.0, 13.0, "SESSO / SEX"),
            (340.0, 276.0, 22.0, "F"),
            (480.0, 260.0, 13.0, "STATURA / HEIGHT"),
            (480.0, 276.0, 22.0, "160"),
            (640.0, 260.0, 13.0, "CITTADINANZA / NATIONALITY"),
            (640.0, 276.0, 22.0, "ITA"),
            (340.0, 310.0, 13.0, "EMISSIONE / ISSUING"),
            (340.0, 326.0, 22.0, "20.05.2021"),
            (640.0, 310.0, 13.0, "SCADENZA / EXPIRY"),
            (640.0, 326.0, 22.0, "30.12.2031"),
        ],
        &[
            (LastName, "BRAMBATI"),
            (FirstName, "ORNELLA"),
            (PlaceOfBirth, "BERGAMO (BG)"),
            (BirthDate, "1964-12-30"),
            (Gender, "female"),
            (Height, "160 cm"),
            (Nationality, "ITA"),
            (IssuedAt, "2021-05-20"),
            (ExpiresAt, "2031-12-30"),
            (DocumentNumber, "CA61927AA"),
            (IssuingCountry, "ITA"),
            (SourceDocumentType, "CARTA DI IDENTITÀ"),
        ],
    );
}

#[test]
fn a_licence_with_words_only_in_rows() {
    expect(
        "as California prints",
        &[
            (60.0, 20.0, 40.0, "CALIFORNIA"),
            (420.0, 20.0, 24.0, "DRIVER LICENSE"),
            (860.0, 20.0, 24.0, "USA"),
            (340.0, 90.0, 24.0, "DL F4417028"),
            (340.0, 126.0, 22.0, "EXP 08/31/2029"),
            (700.0, 126.0, 18.0, "CLASS C"),
            (700.0, 150.0, 18.0, "END NONE"),
            (340.0, 156.0, 22.0, "LN PELLETIERI"),
            (340.0, 184.0, 22.0, "FN ROSALIND JOYCE"),
            (340.0, 212.0, 18.0, "2570 24TH STREET"),
            (340.0, 234.0, 18.0, "SACRAMENTO, CA 95818"),
            (340.0, 264.0, 22.0, "DOB 08/31/1977"),
            (340.0, 292.0, 18.0, "RSTR NONE"),
            (340.0, 380.0, 18.0, "SEX F\tHAIR BRN\tEYES BRN"),
            (340.0, 404.0, 18.0, "HGT 5'-05\"\tWGT 125 lb\tISS"),
            (740.0, 424.0, 18.0, "08/31/2024"),
            (340.0, 450.0, 16.0, "DD 08/31/2024659A1/BBFD/29"),
        ],
        &[
            (DocumentNumber, "F4417028"),
            (ExpiresAt, "2029-08-31"),
            (Class, "C"),
            (Mentions, "NONE"),
            (LastName, "PELLETIERI"),
            (FirstName, "ROSALIND"),
            (MiddleName, "JOYCE"),
            (Street, "2570 24TH STREET"),
            (City, "SACRAMENTO"),
            (State, "CA"),
            (PostalCode, "95818"),
            (BirthDate, "1977-08-31"),
            (Restrictions, "NONE"),
            (Gender, "female"),
            (HairColor, "BRO"),
            (EyeColor, "BRO"),
            (Height, "65 in"),
            (Weight, "125 lb"),
            (IssuedAt, "2024-08-31"),
            (RefNumber, "08/31/2024659A1/BBFD/29"),
            (IssuingCountry, "USA"),
            (IssuingState, "CA"),
            (SourceDocumentType, "DRIVER LICENSE"),
        ],
    );
}

#[test]
fn a_licence_with_colons() {
    expect(
        "as Texas prints",
        &[
            (60.0, 20.0, 40.0, "TEXAS"),
            (60.0, 66.0, 14.0, "DEPARTMENT OF PUBLIC SAFETY"),
            (420.0, 20.0, 24.0, "DRIVER LICENSE"),
            (340.0, 110.0, 20.0, "4d. DL: 40120183"),
            (640.0, 110.0, 20.0, "9. Class: C"),
            (340.0, 138.0, 20.0, "4a. Iss: 02/11/2022"),
            (640.0, 138.0, 20.0, "4b. Exp: 03/19/2030"),
            (340.0, 166.0, 20.0, "3. DOB: 03/19/1993"),
            (340.0, 196.0, 22.0, "1. THIBODEAUX"),
            (340.0, 224.0, 22.0, "2. MARCUS ANTOINE"),
            (340.0, 252.0, 20.0, "8. 901 BRAZOS BEND DR"),
            (366.0, 276.0, 20.0, "AUSTIN TX 78701-0000"),
            (340.0, 306.0, 18.0, "12. Restrictions: A"),
            (560.0, 306.0, 18.0, "9a. End: NONE"),
            (340.0, 332.0, 18.0, "16. Hgt: 6'-02\""),
            (560.0, 332.0, 18.0, "15. Sex: M"),
            (720.0, 332.0, 18.0, "18. Eyes: BRO"),
            (340.0, 360.0, 18.0, "5. DD: 12345678900987654321"),
        ],
        &[
            (DocumentNumber, "40120183"),
            (Class, "C"),
            (IssuedAt, "2022-02-11"),
            (ExpiresAt, "2030-03-19"),
            (BirthDate, "1993-03-19"),
            (LastName, "THIBODEAUX"),
            (FirstName, "MARCUS"),
            (MiddleName, "ANTOINE"),
            (Street, "901 BRAZOS BEND DR"),
            (City, "AUSTIN"),
            (State, "TX"),
            (PostalCode, "78701-0000"),
            (Restrictions, "A"),
            (Mentions, "NONE"),
            (Height, "74 in"),
            (Gender, "male"),
            (EyeColor, "BRO"),
            (RefNumber, "12345678900987654321"),
            (IssuingCountry, "USA"),
            (IssuingState, "TX"),
            (SourceDocumentType, "DRIVER LICENSE"),
        ],
    );
}

#[test]
fn a_card_with_spaced_number_and_names_alone() {
    expect(
        "as New York prints",
        &[
            (60.0, 20.0, 40.0, "NEW YORK STATE"),
            (60.0, 66.0, 24.0, "DRIVER LICENSE"),
            (860.0, 20.0, 24.0, "USA"),
            (340.0, 110.0, 24.0, "ID 402 118 936"),
            (700.0, 112.0, 20.0, "CLASS D"),
            (340.0, 146.0, 22.0, "VANDERHOEK"),
            (340.0, 174.0, 22.0, "WILHELMINA, T"),
            (340.0, 204.0, 18.0, "42 TULIP PL APT 6B"),
            (340.0, 226.0, 18.0, "ALBANY, NY 12203"),
            (340.0, 260.0, 20.0, "Sex F\tHeight 5'-09\"\tEyes GRY"),
            (340.0, 290.0, 20.0, "DOB 10/30/1966"),
            (340.0, 320.0, 20.0, "Expires 10/30/2028"),
            (340.0, 350.0, 20.0, "Issued 10/02/2020"),
            (340.0, 380.0, 18.0, "E NONE"),
            (340.0, 404.0, 18.0, "R NONE"),
        ],
        &[
            (DocumentNumber, "402118936"),
            (Class, "D"),
            (LastName, "VANDERHOEK"),
            (FirstName, "WILHELMINA"),
            (MiddleName, "T"),
            (Street, "42 TULIP PL APT 6B"),
            (City, "ALBANY"),
            (State, "NY"),
            (PostalCode, "12203"),
            (Gender, "female"),
            (Height, "69 in"),
            (EyeColor, "GRY"),
            (BirthDate, "1966-10-30"),
            (ExpiresAt, "2028-10-30"),
            (IssuedAt, "2020-10-02"),
            (IssuingCountry, "USA"),
            (IssuingState, "NY"),
            (SourceDocumentType, "DRIVER LICENSE"),
        ],
    );
}

#[test]
fn a_portuguese_card_and_a_dutch_licence() {
    expect(
        "Portuguese",
        &[
            (60.0, 16.0, 24.0, "REPÚBLICA PORTUGUESA"),
            (60.0, 46.0, 20.0, "CARTÃO DE CIDADÃO CITIZEN CARD"),
            (340.0, 90.0, 13.0, "APELIDO[S] / SURNAME"),
            (340.0, 106.0, 22.0, "MONTEVERDE FALCÃO"),
            (340.0, 140.0, 13.0, "NOME[S] / GIVEN NAME[S]"),
            (340.0, 156.0, 22.0, "INÊS BEATRIZ"),
            (340.0, 190.0, 13.0, "SEXO / SEX"),
            (340.0, 206.0, 22.0, "F"),
            (440.0, 190.0, 13.0, "ALTURA / HEIGHT"),
            (440.0, 206.0, 22.0, "1,65"),
            (600.0, 190.0, 13.0, "NACIONALIDADE / NATIONALITY"),
            (600.0, 206.0, 22.0, "PRT"),
            (600.0, 240.0, 13.0, "DATA DE NASCIMENTO / DATE OF BIRTH"),
            (600.0, 256.0, 22.0, "10 10 1981"),
            (340.0, 290.0, 13.0, "N.º DOCUMENTO / DOCUMENT No."),
            (340.0, 306.0, 22.0, "30027183 7 ZZ4"),
            (600.0, 290.0, 13.0, "DATA DE VALIDADE / EXPIRY DATE"),
            (600.0, 306.0, 22.0, "14 06 2031"),
        ],
        &[
            (LastName, "MONTEVERDE FALCÃO"),
            (FirstName, "INÊS BEATRIZ"),
            (Gender, "female"),
            (Height, "165 cm"),
            (Nationality, "PRT"),
            (BirthDate, "1981-10-10"),
            (DocumentNumber, "300271837ZZ4"),
            (ExpiresAt, "2031-06-14"),
            (IssuingCountry, "PRT"),
            (SourceDocumentType, "CARTÃO DE CIDADÃO"),
        ],
    );
    expect(
        "Dutch",
        &[
            (60.0, 16.0, 24.0, "RIJBEWIJS"),
            (400.0, 16.0, 20.0, "KONINKRIJK DER NEDERLANDEN"),
            (340.0, 90.0, 22.0, "1. Van Steenhoven"),
            (340.0, 120.0, 22.0, "2. Femke Margriet"),
            (340.0, 150.0, 22.0, "3. 14.03.1987 Zwolle"),
            (340.0, 180.0, 22.0, "4a. 01.02.2024\t4b. 01.02.2034"),
            (340.0, 210.0, 22.0, "4c. Gemeente Zwolle"),
            (340.0, 240.0, 22.0, "5. 5338 2919 04"),
            (340.0, 400.0, 22.0, "9. AM B"),
        ],
        &[
            (LastName, "VAN STEENHOVEN"),
            (FirstName, "FEMKE MARGRIET"),
            (BirthDate, "1987-03-14"),
            (PlaceOfBirth, "ZWOLLE"),
            (IssuedAt, "2024-02-01"),
            (ExpiresAt, "2034-02-01"),
            (IssuingAuthority, "GEMEENTE ZWOLLE"),
            (DocumentNumber, "5338291904"),
            (Class, "AM B"),
            (IssuingCountry, "NLD"),
            (SourceDocumentType, "RIJBEWIJS"),
        ],
    );
}

#[test]
fn a_legend_on_a_back_states_nothing_of_the_holder() {
    expect(
        "back",
        &[
            (60.0, 40.0, 22.0, "FRANKLIN BUREAU OF ROADS"),
            (640.0, 40.0, 18.0, "TW202170515"),
            (
                60.0,
                76.0,
                16.0,
                "CLASS: C light vehicles. D vehicles below 26,001 lb. M motorcycles.",
            ),
            (60.0, 100.0, 16.0, "RESTRICTIONS: B corrective lenses.\tENDORSEMENTS: M motorcycle."),
            (60.0, 124.0, 16.0, "Report a change of address within 30 days."),
        ],
        &[],
    );
}

#[test]
fn a_passport_with_numbers_of_its_own() {
    expect(
        "numbers that are none of the card standards",
        &[
            (60.0, 16.0, 24.0, "REISEPASS"),
            (60.0, 46.0, 18.0, "BUNDESREPUBLIK DEUTSCHLAND"),
            (340.0, 90.0, 13.0, "1. Name / Surname / Nom"),
            (340.0, 106.0, 22.0, "OSTERWALD"),
            (340.0, 140.0, 13.0, "2. Vornamen / Given names / Prénoms"),
            (340.0, 156.0, 22.0, "LEONHARD"),
            (340.0, 190.0, 13.0, "4. Staatsangehörigkeit / Nationality / Nationalité"),
            (340.0, 206.0, 22.0, "DEUTSCH"),
            (700.0, 140.0, 13.0, "3. Geburtstag / Date of birth"),
            (700.0, 156.0, 22.0, "22.11.1958"),
            (700.0, 240.0, 13.0, "(5) Sex"),
            (700.0, 256.0, 22.0, "M"),
            (340.0, 240.0, 13.0, "6. Geburtsort / Place of birth"),
            (340.0, 256.0, 22.0, "BAD HERSFELD"),
            (340.0, 290.0, 13.0, "7. Ausstellungsdatum / Date of issue"),
            (340.0, 306.0, 22.0, "08.05.2019"),
            (340.0, 340.0, 13.0, "8. Gültig bis / Date of expiry"),
            (340.0, 356.0, 22.0, "07.05.2029"),
            (700.0, 340.0, 13.0, "9. Behörde / Authority"),
            (700.0, 356.0, 22.0, "STADT KASSEL"),
        ],
        &[
            (LastName, "OSTERWALD"),
            (FirstName, "LEONHARD"),
            (Nationality, "DEU"),
            (BirthDate, "1958-11-22"),
            (Gender, "male"),
            (PlaceOfBirth, "BAD HERSFELD"),
            (IssuedAt, "2019-05-08"),
            (ExpiresAt, "2029-05-07"),
            (IssuingAuthority, "STADT KASSEL"),
            (IssuingCountry, "DEU"),
            (SourceDocumentType, "REISEPASS"),
        ],
    );
}

const PASSPORT: &[Row] = &[
    (60.0, 16.0, 30.0, "UNITED STATES OF AMERICA"),
    (60.0, 56.0, 24.0, "PASSPORT"),
    (340.0, 100.0, 13.0, "Type / Type"),
    (340.0, 116.0, 22.0, "P"),
    (440.0, 100.0, 13.0, "Code / Code"),
    (440.0, 116.0, 22.0, "USA"),
    (700.0, 100.0, 13.0, "Passport No. / No. de Passeport"),
    (700.0, 116.0, 22.0, "910231947"),
    (340.0, 146.0, 13.0, "Surname / Nom / Apellidos"),
    (340.0, 162.0, 22.0, "CASTLEMAINE"),
    (340.0, 192.0, 13.0, "Given Names / Prénoms / Nombres"),
    (340.0, 208.0, 22.0, "ROWENA PEARL"),
    (340.0, 238.0, 13.0, "Nationality / Nationalité / Nacionalidad"),
    (340.0, 254.0, 22.0, "UNITED STATES OF AMERICA"),
    (340.0, 284.0, 13.0, "Date of birth / Date de naissance / Fecha de nacimiento"),
    (340.0, 300.0, 22.0, "04 Mar 1980"),
    (340.0, 330.0, 13.0, "Place of birth / Lieu de naissance / Lugar de nacimiento"),
    (340.0, 346.0, 22.0, "VERMONT, U.S.A."),
    (800.0, 330.0, 13.0, "Sex / Sexe / Sexo"),
    (800.0, 346.0, 22.0, "F"),
    (340.0, 376.0, 13.0, "Date of issue / Date de délivrance / Fecha de expedición"),
    (340.0, 392.0, 22.0, "11 Dec 2021"),
    (700.0, 376.0, 13.0, "Authority / Autorité / Autoridad"),
    (700.0, 392.0, 22.0, "United States"),
    (700.0, 414.0, 22.0, "Department of State"),
    (340.0, 422.0, 13.0, "Date of expiration / Date d'expiration / Fecha de caducidad"),
    (340.0, 438.0, 22.0, "10 Dec 2031"),
    (40.0, 520.0, 30.0, "P<USACASTLEMAINE<<ROWENA<PEARL<<<<<<<<<<<<<<<"),
    (40.0, 570.0, 30.0, "9102319474USA8003044F3112105<<<<<<<<<<<<<<<6"),
];

const PASSPORT_FIELDS: &[(Field, &str)] = &[
    (DocumentNumber, "910231947"),
    (LastName, "CASTLEMAINE"),
    (FirstName, "ROWENA PEARL"),
    (Nationality, "USA"),
    (BirthDate, "1980-03-04"),
    (PlaceOfBirth, "VERMONT, U.S.A."),
    (Gender, "female"),
    (IssuedAt, "2021-12-11"),
    (ExpiresAt, "2031-12-10"),
    (IssuingAuthority, "UNITED STATES DEPARTMENT OF STATE"),
    (IssuingCountry, "USA"),
    (SourceDocumentType, "PASSPORT"),
];

#[test]
fn a_trilingual_passport_page() {
    expect("passport", PASSPORT, PASSPORT_FIELDS);
}

#[test]
fn a_tilted_page_reads_the_same() {
    let straight = read_fields(&page(PASSPORT), &hints());
    for degrees in [-4.0, -1.5, 2.0, 5.0] {
        let tilted = read_fields(&page_of(PASSPORT, degrees, 0.99), &hints());
        assert_eq!(listing(&tilted), listing(&straight), "{degrees}°");
    }
}

#[test]
fn a_value_knows_its_place_and_its_doubt() {
    let rows: &[Row] = &[(100.0, 100.0, 20.0, "DOB"), (160.0, 100.0, 20.0, "07/28/1989")];
    let sure = read_fields(&page(rows), &hints());
    let birth = &sure.fields[&BirthDate];
    assert_eq!(birth.raw.as_ref().map(|r| r.expose().as_str()), Some("07/28/1989"));
    let bounds = birth.bounds.map(<[u32; 4]>::from);
    assert_eq!(bounds, Some([160, 100, 270, 120]));
    assert_eq!(sure.basis[&BirthDate], Basis::Label(Relation::Right));
    let doubtful = read_fields(&page_of(rows, 0.0, 0.9), &hints());
    assert!(doubtful.fields[&BirthDate].confidence < birth.confidence);
}

#[test]
fn an_unsettled_order_of_day_and_month_is_doubtful() {
    let rows: &[Row] = &[(100.0, 100.0, 20.0, "Date of birth 04/05/1990")];
    let open = read_fields(&page(rows), &hints());
    let mut known = hints();
    known.country = Some("USA".to_owned());
    let american = read_fields(&page(rows), &known);
    known.country = Some("FRA".to_owned());
    let french = read_fields(&page(rows), &known);
    assert_eq!(american.fields[&BirthDate].text(), Some("1990-04-05"));
    assert_eq!(french.fields[&BirthDate].text(), Some("1990-05-04"));
    assert!(open.fields[&BirthDate].confidence < french.fields[&BirthDate].confidence);
}

#[test]
fn debug_output_holds_no_values() {
    let read = read_fields(&page(PASSPORT), &hints());
    let debug = format!("{read:?}");
    for value in ["CASTLEMAINE", "ROWENA", "910231947", "1980", "VERMONT"] {
        assert!(!debug.contains(value));
    }
}
