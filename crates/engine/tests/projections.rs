//! Every member of every shape, against the shapes that `docs/coverage.md` lists.
#![allow(clippy::unwrap_used)]

mod specimen;

use bonafide::input::ImageInput;
use bonafide::project::{Options, Shape, project};
use bonafide::result::{FaceComparison, SessionResult};
use bonafide::types::{DataSource, Distance, DocumentType, Field, Fields, Slot, TestId};
use serde_json::{Value, json};
use specimen::{PASSPORT, blank_png, evaluate, everything, rich, rich_input, zone};

fn shape(result: &SessionResult, shape: Shape) -> Value {
    project(result, shape, &Options::default()).value
}

fn with(change: impl FnOnce(&mut Options)) -> Options {
    let mut options = Options::default();
    change(&mut options);
    options
}

#[test]
fn the_rich_session_passes_with_one_note() {
    let decision = rich().decision;
    assert_eq!(decision.detail, "CHECKS PASSED WITH NOTES", "{decision:#?}");
    assert_eq!(decision.issues, ["DMV WEIGHT NOT MATCHED"]);
}

#[test]
fn v_session_result() {
    let expected = json!({
        "status": "PASS",
        "dcams_plus": {
            "document_data": {
                "FirstName": "John", "LastName": "Doe", "MiddleName": "Quincy",
                "Address": "123 Main Street", "City": "New York", "State": "NY", "Zip": "10001",
                "CountryCode": "US", "FullAddress": "123 Main Street, New York, NY 10001",
                "DateOfBirth": "19900101", "Height": "6'0\"", "Sex": "M", "EyeColor": "Brown",
                "DocumentNumber": "<REDACTED>", "DocumentType": "DRIVERS LICENSE",
                "SourceDocumentType": "Driver License", "NationalID": "<REDACTED>",
                "IssueDate": "20200101", "ExpirationDate": "20300101",
            },
            "output": {"vpin": {}},
            "api_processing_error": false,
            "action": "PASS",
            "detail": "CHECKS PASSED WITH NOTES",
            "issues": ["DMV WEIGHT NOT MATCHED"],
        },
        "journey": {"stops": [{
            "type": "SDK_Scan", "status": "PASS", "action": "PASS",
            "detail": "CHECKS PASSED WITH NOTES",
        }]},
        "documents": null,
    });
    assert_eq!(shape(&rich(), Shape::Vx), expected);
}

/// Trap 14: a session that saw no document has `{}`, claims or not.
#[test]
fn v_document_data_is_empty_without_a_document() {
    let mut input = rich_input("claims-only");
    input.images.clear();
    let value = shape(&evaluate(&input), Shape::Vx);
    assert_eq!(value["dcams_plus"]["document_data"], json!({}));
    assert_eq!(value["status"], "PENDING");
}

/// Trap 15: the country has two letters whatever the carrier gives; one that has none stays null.
#[test]
fn v_country_has_two_letters_or_none() {
    for (alpha3, alpha2) in [("USA", json!("US")), ("DEU", json!("DE")), ("UTO", Value::Null)] {
        let mut result = rich();
        result.fields.get_mut(&Field::IssuingCountry).unwrap().chosen = alpha3.into();
        let value = shape(&result, Shape::Vx);
        assert_eq!(value["dcams_plus"]["document_data"]["CountryCode"], alpha2, "{alpha3}");
    }
}

/// A failed check is no processing error; an engine fault is.
#[test]
fn v_processing_error_is_the_engines() {
    let mut input = rich_input("broken");
    input.images = vec![ImageInput::new(Slot::DriverLicenseBack, b"GIF?".to_vec())];
    let result = evaluate(&input);
    assert!(result.error.is_some());
    assert_eq!(shape(&result, Shape::Vx)["dcams_plus"]["api_processing_error"], json!(false));
    let mut context = bonafide::Context::on(specimen::AS_OF);
    context.budget.time = Some(std::time::Duration::ZERO);
    let result = specimen::engine().evaluate(&rich_input("late"), &context);
    assert_eq!(shape(&result, Shape::Vx)["dcams_plus"]["api_processing_error"], json!(true));
}

#[test]
fn u_user() {
    let value = shape(&rich(), Shape::User);
    assert_eq!(value["status"], "successful");
    let documents = shape(&rich(), Shape::UserDocs);
    assert_eq!(value["documents"], documents["documents"]);
    assert_eq!(documents.as_object().unwrap().len(), 1, "no selfie was handed in");
}

/// Trap 13: the enumeration's step id; missing keys stay missing; crops that are not cut are `""`.
#[test]
fn u_user_documents_of_a_licence() {
    let mut options = Options::default();
    options.images.insert(Slot::DriverLicenseBack, b"back".to_vec());
    let value = project(&rich(), Shape::UserDocs, &options).value;
    let expected = json!([{
        "stepId": "DRIVING_LICENSE", "type": "Driver License",
        "front": "", "frontCropped": "", "back": "YmFjaw==", "backCropped": "",
        "firstName": "JOHN", "lastName": "DOE",
        "dateOfBirth": "01/01/1990", "dateOfIssue": "01/01/2020", "dateOfExpiration": "01/01/2030",
        "address1": "123 MAIN STREET, NEW YORK", "sex": "M",
        "issuingAuthority": "DEPARTMENT OF MOTOR VEHICLES", "placeOfBirth": "ALBANY",
        "idNumber": "D1234567",
    }]);
    assert_eq!(value["documents"], expected);
}

#[test]
fn u_user_documents_with_zone_and_selfie() {
    let mut options = Options::default();
    options.images.insert(Slot::Selfie, blank_png());
    let value = project(&everything(), Shape::UserDocs, &options).value;
    // Encoded anew, so that nothing of its file but the pixels is left.
    assert!(value["selfie"].as_str().unwrap().starts_with("/9j/"));
    let document = &value["documents"][0];
    assert_eq!(document["mrzLine1"], PASSPORT[0]);
    assert_eq!(document["mrzLine2"], PASSPORT[1]);
    assert_eq!(document["matchLevel"], 7);
}

/// Trap 12: 40 and 39 characters, names in the wrong order: carried as they stand, never repaired.
#[test]
fn u_lines_that_are_no_zone_are_carried_verbatim() {
    let lines =
        ["P<UTOANNA<<ERIKSSON<<<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159<<<<<<<<<<<"];
    assert_eq!(lines.map(str::len), [40, 39]);
    let mut result = rich();
    result.documents.push(zone(&lines, Fields::new()));
    let document = &shape(&result, Shape::UserDocs)["documents"][0];
    assert_eq!([&document["mrzLine1"], &document["mrzLine2"]], lines);
    assert_eq!(document.get("mrzLine3"), None);
}

#[test]
fn u_match_level_is_the_one_of_portrait_and_selfie() {
    let mut result = everything();
    result.face.comparisons.insert(
        0,
        FaceComparison::measured("selfie", "liveness_passive", Distance::new(0.1).unwrap()),
    );
    assert_eq!(shape(&result, Shape::UserDocs)["documents"][0]["matchLevel"], 7);
    result.face.comparisons.pop();
    assert_eq!(shape(&result, Shape::UserDocs)["documents"][0].get("matchLevel"), None);
}

#[test]
fn u_step_ids() {
    for (slot, kind, step) in [
        (Slot::PassportFront, Some(DocumentType::Passport), "ID_DOCUMENT"),
        (Slot::StateIdCardFront, None, "ID_DOCUMENT"),
        (Slot::DriverLicenseFront, None, "DRIVING_LICENSE"),
        (Slot::CarRegistrationFront, None, "CAR_REGISTRATION_DOCUMENT"),
        (Slot::AddressProof, None, "ADDRESS_PROOF"),
    ] {
        let mut input = rich_input("step");
        input.claims = None;
        input.document_type = kind;
        input.images = vec![ImageInput::new(slot, blank_png())];
        let options = with(|o| drop(o.images.insert(slot, b"page".to_vec())));
        let value = project(&evaluate(&input), Shape::UserDocs, &options).value;
        assert_eq!(value["documents"][0]["stepId"], step, "{slot}");
        assert_eq!(value["documents"][0]["front"], "cGFnZQ==", "{slot}");
    }
}

/// Trap 6: strings for the eight `doc_*` tests, three-state booleans for the twenty others.
#[test]
fn s_session_tests_have_28_keys() {
    let not_performed = "NOT_PERFORMED";
    let expected = [
        ("doc_front_image_manipulation", json!(not_performed)),
        ("doc_front_is_identity_document", json!(not_performed)),
        ("doc_front_online_duplication", json!(not_performed)),
        ("doc_front_suspicious_words", json!(not_performed)),
        ("doc_back_image_manipulation", json!(not_performed)),
        ("doc_back_is_identity_document", json!(not_performed)),
        ("doc_back_online_duplication", json!(not_performed)),
        ("doc_back_suspicious_words", json!(not_performed)),
        ("dmv_document_number_match", json!(true)),
        ("dmv_document_expiration_match", json!(true)),
        ("dmv_document_issue_match", json!(true)),
        ("dmv_document_category_match", json!(true)),
        ("dmv_birth_date_match", json!(true)),
        ("dmv_sex_match", json!(true)),
        ("dmv_eye_color_match", json!(true)),
        ("dmv_height_match", json!(true)),
        ("dmv_weight_match", json!(false)),
        ("dmv_first_name_match", json!(true)),
        ("dmv_middle_name_match", json!(true)),
        ("dmv_last_name_match", json!(true)),
        ("dmv_suffix_name_match", Value::Null),
        ("dmv_street_match", json!(true)),
        ("dmv_city_match", json!(true)),
        ("dmv_state_match", json!(true)),
        ("dmv_postal_code_match", json!(true)),
        ("document_number_crosscheck", json!(true)),
        ("name_crosscheck", json!(true)),
        ("address_crosscheck", json!(true)),
    ];
    let order: Vec<&str> = TestId::session_tests().map(TestId::name).collect();
    assert_eq!(order, expected.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    let value = shape(&rich(), Shape::IdvTests);
    let object = value.as_object().unwrap();
    assert_eq!(object.len(), 28);
    for (name, expected) in &expected {
        assert_eq!(&object[*name], expected, "{name}");
    }
}

/// Traps 1 and 4: the names of a document read; no `mentions`, `raw_barcode` or `face_encoding`.
#[test]
fn s_document_of_the_barcode() {
    let expected = json!({
        "session_id": "visitor-17", "document_id": "d-barcode", "type_e": "driver_license",
        "data_source_e": "barcode", "document_number": "D1234567", "ref_number": "AB12CD34EF",
        "issued_at": "2020-01-01", "expires_at": "2030-01-01", "issuing_country": "USA",
        "issuing_state": "NY", "first_name": "JOHN", "middle_name": "QUINCY", "last_name": "DOE",
        "name_suffix": null, "street": "123 MAIN STREET", "city": "NEW YORK", "state": "NY",
        "postal_code": "10001", "birth_date": "1990-01-01", "gender_e": "male", "height": "72 in",
        "weight": "180 lb", "eye_color": "BRO", "hair_color": "BLK", "class": "D",
        "restrictions": "NONE",
    });
    assert_eq!(shape(&rich(), Shape::IdvDocument), expected);
}

#[test]
fn s_document_of_another_source() {
    let of = |source| {
        let options = with(|o| o.source = Some(source));
        project(&everything(), Shape::IdvDocument, &options).value
    };
    let stated = of(DataSource::UserInput);
    assert_eq!(stated["document_id"], "d-claims");
    assert_eq!(stated["first_name"], "John");
    assert_eq!(stated["name_suffix"], "JR");
    assert_eq!(stated["class"], Value::Null);
    assert_eq!(of(DataSource::Mrz)["last_name"], "ERIKSSON");
    assert_eq!(of(DataSource::FrontOcr), json!({}), "a source that gave nothing");
}

#[test]
fn s_session() {
    let expected = json!({
        "idv_weights_id": "w-2026", "document_type_e": "driver_license", "first_name": "JOHN",
        "middle_name": "QUINCY", "last_name": "DOE", "suffix_name": "JR", "gender_e": "male",
        "birth_date": "1990-01-01", "document_front_given": true, "document_back_given": true,
        "selfie_given": false, "liveness_detected": false, "dmv_status_e": "partial_match",
        "ofac_status_e": "not_performed", "verified": true, "score": 1.0, "status_e": "complete",
    });
    assert_eq!(shape(&rich(), Shape::IdvSession), expected);
}

/// A file that cannot be decoded was not given.
#[test]
fn s_a_picture_that_cannot_be_decoded_was_not_given() {
    let mut input = rich_input("undecodable");
    input.images.push(ImageInput::new(Slot::Selfie, b"not a picture".to_vec()));
    let value = shape(&evaluate(&input), Shape::IdvSession);
    assert_eq!(value["selfie_given"], false);
    assert_eq!(value["document_back_given"], true);
    let value = shape(&everything(), Shape::IdaSession);
    assert_eq!(value["selfie_given"], true);
}

#[test]
fn s_finalisation_and_authentication() {
    let result = rich();
    let finalised = json!({"verified": true, "on_sanction_list": false});
    assert_eq!(shape(&result, Shape::IdvFinal), finalised);
    let mut listed = rich();
    listed.sanctions.on_sanction_list = true;
    assert_eq!(shape(&listed, Shape::IdvFinal)["on_sanction_list"], true);
    let read = json!({"authenticated": true, "liveness_detected": false, "selfie_given": false});
    assert_eq!(shape(&result, Shape::IdaSession), read);
}

/// Trap 17 is the engine's: a stored encoding of another encoder is an error of the session.
#[test]
fn an_encoding_of_another_encoder_is_refused() {
    let mut input = rich_input("other-encoder");
    input.settings.face_encoder_id = Some("encoder-a".to_owned());
    let reference = br#"{"encoder_id": "encoder-b", "values": [0.6, 0.8]}"#;
    input.reference = Some(bonafide::session_file::reference_from_bytes(reference).unwrap());
    let result = evaluate(&input);
    let code = result.error.as_ref().map(|error| error.code);
    assert_eq!(code, Some(bonafide::error::ErrorCode::EncoderMismatch));
    assert_eq!(shape(&result, Shape::IdvSession)["verified"], false);
}
