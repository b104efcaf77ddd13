//! What the options of a projection change, and where each projected member says it came from.
#![allow(clippy::unwrap_used)]

mod specimen;

use bonafide::input::{ImageInput, SessionInput};
use bonafide::project::{DateForm, NullAs, Options, Redact, ScoreScale, Shape, project};
use bonafide::result::SessionResult;
use bonafide::types::{DataSource, Field, Slot};
use serde_json::{Value, json};
use specimen::{
    CARD, back_png, evaluate, everything, fields, json as json_of, payload, rich, rich_input,
};

fn shape(result: &SessionResult, shape: Shape) -> Value {
    project(result, shape, &Options::default()).value
}

fn with(change: impl FnOnce(&mut Options)) -> Options {
    let mut options = Options::default();
    change(&mut options);
    options
}

#[test]
fn s_tests_that_were_not_compared_are_written_as_asked() {
    let written = |null_as| project(&rich(), Shape::IdvTests, &with(|o| o.null_as = null_as)).value;
    assert_eq!(written(NullAs::Null)["dmv_suffix_name_match"], Value::Null);
    assert_eq!(written(NullAs::False)["dmv_suffix_name_match"], json!(false));
    assert_eq!(written(NullAs::Omit).get("dmv_suffix_name_match"), None);
    // What was compared is the same in every form.
    assert_eq!(written(NullAs::Omit)["dmv_weight_match"], json!(false));
}

/// Trap 11: each shape has its form, and an option overrides it everywhere.
#[test]
fn dates_are_written_as_asked() {
    let read = |shape, dates| project(&rich(), shape, &with(|o| o.dates = dates)).value;
    for (form, text) in [
        (DateForm::Iso, "1990-01-01"),
        (DateForm::Compact, "19900101"),
        (DateForm::DayMonthYear, "01/01/1990"),
    ] {
        let form = Some(form);
        assert_eq!(read(Shape::Vx, form)["dcams_plus"]["document_data"]["DateOfBirth"], text);
        assert_eq!(read(Shape::UserDocs, form)["documents"][0]["dateOfBirth"], text);
        assert_eq!(read(Shape::IdvDocument, form)["birth_date"], text);
        assert_eq!(read(Shape::IdvSession, form)["birth_date"], text);
    }
}

/// A date with unknown parts has a place only in ISO 8601-2; elsewhere it is null or missing.
#[test]
fn dates_with_unknown_parts_are_never_guessed() {
    let mut result = rich();
    result.fields.get_mut(&Field::BirthDate).unwrap().chosen = "1990-XX-XX".into();
    assert_eq!(shape(&result, Shape::IdvSession)["birth_date"], "1990-XX-XX");
    let vx = shape(&result, Shape::Vx);
    assert_eq!(vx["dcams_plus"]["document_data"]["DateOfBirth"], Value::Null);
    assert_eq!(shape(&result, Shape::UserDocs)["documents"][0].get("dateOfBirth"), None);
}

#[test]
fn scores_are_written_as_asked() {
    let mut result = rich();
    result.decision.score = bonafide::types::Score::new(0.8765).ok();
    let read = |scale| project(&result, Shape::IdvSession, &with(|o| o.score_scale = scale)).value;
    assert_eq!(read(ScoreScale::Unit)["score"], json!(0.8765));
    assert_eq!(read(ScoreScale::Hundred)["score"], json!(88));
}

/// Trap 16: values are hidden, keys stay, and only in the projection.
#[test]
fn redaction_hides_values_and_keeps_keys() {
    let read = |redact| project(&everything(), Shape::Vx, &with(|o| o.redact = redact)).value;
    let data = |redact| read(redact)["dcams_plus"]["document_data"].clone();
    let plain = data(Redact::None);
    assert_eq!(plain["DocumentNumber"], "D1234567");
    assert_eq!(plain["NationalID"], "NAT-55-1122");
    let all = data(Redact::All);
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&plain), keys(&all));
    assert_eq!(all["FullAddress"], "<REDACTED>");
    // What the document is, is not the person's.
    assert_eq!(all["DocumentType"], "DRIVERS LICENSE");
}

#[test]
fn nothing_personal_is_left_when_everything_is_hidden() {
    let result = everything();
    let options = with(|o| {
        o.redact = Redact::All;
        for (slot, _) in Slot::ALL {
            o.images.insert(slot, b"pixels".to_vec());
        }
    });
    let sources = DataSource::ALL.into_iter().map(Some).chain([None]);
    let all: String = sources
        .flat_map(|source| {
            let options = {
                let mut o = options.clone();
                o.source = source;
                o
            };
            Shape::ALL.map(|(shape, _)| project(&result, shape, &options).value.to_string())
        })
        .collect();
    let personal = result
        .documents
        .iter()
        .flat_map(|d| d.document.fields.iter())
        .filter_map(|(field, value)| Some((*field, value.text()?.to_owned())))
        // Two letters and a word such as NONE turn up in other words.
        .filter(|(_, text)| text.len() > 4 && text != "Driver License");
    for (field, text) in personal {
        assert!(!all.contains(&text), "{} is left", field.name());
    }
    for marker in ["ERIKSSON", "19900101", "01/01/1990", "Main Street", "cGl4ZWxz", "6'0"] {
        assert!(!all.contains(marker), "{marker}");
    }
    assert!(all.contains("<REDACTED>"));
}

/// `--explain`: every value says where in the result it came from; a constant says nothing.
#[test]
fn every_origin_resolves_in_the_result() {
    let mut refused: SessionInput = rich_input("refused");
    refused.images = vec![ImageInput::new(Slot::DriverLicenseBack, b"?".to_vec())];
    refused.claims = None;
    let mut town_only = rich_input("town-only");
    let without_street: Vec<(Field, &str)> =
        CARD.into_iter().filter(|(field, _)| *field != Field::Street).collect();
    let back = back_png(&payload(&fields(&without_street)));
    town_only.images = vec![ImageInput::new(Slot::DriverLicenseBack, back)];
    town_only.claims = None;
    let results = [rich(), everything(), evaluate(&refused), evaluate(&town_only)];
    let line = &shape(&results[3], Shape::Vx)["dcams_plus"]["document_data"]["FullAddress"];
    assert_eq!(line, "New York, NY 10001");
    let forms = [NullAs::Null, NullAs::False, NullAs::Omit];
    for (result, null_as) in results.iter().flat_map(|r| forms.map(|form| (r, form))) {
        let json = json_of(result);
        for (shape, name) in Shape::ALL {
            let projection = project(result, shape, &with(|o| o.null_as = null_as));
            for (member, origin) in &projection.origins {
                let value = projection.value.pointer(member);
                let value = value.unwrap_or_else(|| panic!("{name}: no member {member}"));
                let missing = !origin.is_empty() && json.pointer(origin).is_none();
                assert!(!missing || value.is_null(), "{name}: {member} comes from {origin}");
            }
        }
    }
}

/// Every leaf has an origin, its own or that of the member it stands in.
#[test]
fn every_member_has_an_origin() {
    fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(members) if !members.is_empty() => {
                members.iter().for_each(|(key, v)| leaves(v, &format!("{at}/{key}"), found));
            }
            Value::Array(items) if !items.is_empty() => {
                items.iter().enumerate().for_each(|(i, v)| leaves(v, &format!("{at}/{i}"), found));
            }
            _ => found.push(at.to_owned()),
        }
    }
    for (shape, name) in Shape::ALL {
        let projection = project(&everything(), shape, &Options::default());
        let mut members = Vec::new();
        leaves(&projection.value, "", &mut members);
        for member in members {
            let known = projection.origins.keys().any(|o| {
                member == *o || member.strip_prefix(o.as_str()).is_some_and(|r| r.starts_with('/'))
            });
            assert!(known, "{name}: {member}");
        }
        let documents = projection.value.get("documents").is_some_and(Value::is_array);
        assert_eq!(documents, projection.origins.contains_key("/documents/0/stepId"), "{name}");
    }
}
