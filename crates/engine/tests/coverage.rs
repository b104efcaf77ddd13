//! `docs/coverage.md` against the code: nothing is emitted that it does not list, and what it calls
//! done is there.
#![allow(clippy::unwrap_used)]

mod specimen;

use std::collections::{BTreeMap, BTreeSet};

use bonafide::project::{Options, Shape, project};
use bonafide::types::settings::Requirement;
use bonafide::types::{Simulate, Slot, TestId, Weights};
use serde_json::Value;
use specimen::{everything, json, rich};

const TABLE: &str = include_str!("../../../docs/coverage.md");

const STATUSES: [&str; 3] = ["done", "server's", "open"];

/// One row of the table.
#[derive(Debug)]
struct Row {
    /// `3.1` to `3.6`.
    section: String,
    /// The names of its first column, without those in brackets (values and parts).
    names: Vec<String>,
    /// Every backticked text of its first column.
    literals: Vec<String>,
    /// Pointers into the result.
    pointers: Vec<String>,
    shapes: Vec<String>,
    status: String,
}

fn rows() -> Vec<Row> {
    let mut section = String::new();
    let mut rows = Vec::new();
    for line in TABLE.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            heading.split(' ').next().unwrap_or_default().clone_into(&mut section);
        }
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        if !line.starts_with("| ") || matches!(cells[0], "field" | "---") {
            continue;
        }
        let &[field, here, shape, status] = &cells[..] else { panic!("not four cells: {line}") };
        let pointers = ticked(here).into_iter().filter(|text| text.starts_with('/')).collect();
        rows.push(Row {
            section: section.clone(),
            names: ticked(&outside_brackets(field)).iter().map(|name| last_part(name)).collect(),
            literals: ticked(field).iter().map(|name| last_part(name)).collect(),
            pointers,
            shapes: ticked(shape),
            status: status.to_owned(),
        });
    }
    rows
}

/// The texts between backticks.
fn ticked(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn outside_brackets(cell: &str) -> String {
    let mut depth = 0_i32;
    cell.chars()
        .filter(|c| {
            depth += i32::from(*c == '(');
            let outside = depth == 0;
            depth -= i32::from(*c == ')');
            outside
        })
        .collect()
}

fn last_part(name: &str) -> String {
    name.rsplit('.').next().unwrap_or_default().to_owned()
}

/// Every member name that a shape emits, at any depth.
fn emitted() -> BTreeMap<&'static str, BTreeSet<String>> {
    fn members(value: &Value, names: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) => object.iter().for_each(|(name, inner)| {
                names.insert(name.clone());
                members(inner, names);
            }),
            Value::Array(items) => items.iter().for_each(|item| members(item, names)),
            _ => {}
        }
    }
    let result = everything();
    Shape::ALL
        .into_iter()
        .map(|(shape, name)| {
            let mut names = BTreeSet::new();
            members(&project(&result, shape, &Options::default()).value, &mut names);
            (name, names)
        })
        .collect()
}

fn section_of(shape: &str) -> &'static [&'static str] {
    match shape {
        "vx" => &["3.1"],
        "user" | "user-docs" => &["3.2"],
        _ => &["3.3", "3.4", "3.5"],
    }
}

#[test]
fn every_status_is_one_of_the_few() {
    let rows = rows();
    assert!(rows.len() > 120, "{} rows", rows.len());
    let sections: BTreeSet<&str> = rows.iter().map(|row| &*row.section).collect();
    assert_eq!(sections, BTreeSet::from(["3.1", "3.2", "3.3", "3.4", "3.5", "3.6"]));
    for row in &rows {
        assert!(STATUSES.contains(&&*row.status), "{row:?}");
        let known = |shape: &String| Shape::from_name(shape).is_some();
        assert!(row.shapes.iter().all(known), "{row:?}");
    }
}

#[test]
fn every_emitted_member_is_listed_with_its_shape() {
    let rows = rows();
    for (shape, names) in emitted() {
        for name in names {
            let listed = rows.iter().any(|row| {
                section_of(shape).contains(&&*row.section)
                    && row.names.contains(&name)
                    && row.shapes.iter().any(|s| s == shape)
            });
            assert!(listed, "{shape} emits `{name}`, which docs/coverage.md does not list");
        }
    }
}

#[test]
fn every_listed_member_is_emitted() {
    let emitted = emitted();
    // A zone of three lines is a card's; the rich session has a passport's two.
    let elsewhere = ["mrzLine3"];
    for row in rows() {
        for (shape, name) in row.shapes.iter().flat_map(|s| row.names.iter().map(move |n| (s, n))) {
            let there = emitted[&**shape].contains(name) || elsewhere.contains(&&**name);
            assert!(there, "{shape} does not emit `{name}`: {row:?}");
        }
    }
}

/// Where a row is done, its places in the result exist.
#[test]
fn pointers_of_done_rows_resolve() {
    fn resolves(value: &Value, steps: &[&str]) -> bool {
        let Some((step, rest)) = steps.split_first() else { return true };
        match (value, *step) {
            (Value::Array(items), "*") => items.iter().any(|item| resolves(item, rest)),
            (Value::Object(members), "*") => members.values().any(|member| resolves(member, rest)),
            _ => value.pointer(&format!("/{step}")).is_some_and(|inner| resolves(inner, rest)),
        }
    }
    let mut result = json(&everything());
    // The passing session has no error and no missing requirement to point at.
    result["error"] = serde_json::json!({"code": "internal"});
    for row in rows().iter().filter(|row| row.status == "done") {
        for pointer in &row.pointers {
            let steps: Vec<&str> = pointer.split('/').skip(1).collect();
            assert!(resolves(&result, &steps), "{pointer}: {row:?}");
        }
    }
}

/// A value that is done is there in the rich session; a test that waits says that it did not run.
#[test]
fn done_values_are_there_and_waiting_tests_are_not_performed() {
    let result = rich();
    let of = |shape| project(&result, shape, &Options::default()).value;
    let tests = of(Shape::IdvTests);
    let objects = [
        (Shape::IdvDocument, of(Shape::IdvDocument)),
        (Shape::IdvSession, of(Shape::IdvSession)),
        (Shape::Vx, of(Shape::Vx)["dcams_plus"]["document_data"].clone()),
        (Shape::UserDocs, of(Shape::UserDocs)["documents"][0].clone()),
    ];
    // The registry did not compare the suffix, and the card has none; the pictures are stand-ins that no test
    // of pictures looks at.
    let absent = [
        "dmv_suffix_name_match",
        "name_suffix",
        "doc_front_image_manipulation",
        "doc_back_image_manipulation",
        "doc_front_is_identity_document",
        "doc_back_is_identity_document",
        "doc_front_online_duplication",
        "doc_back_online_duplication",
        "doc_front_suspicious_words",
        "doc_back_suspicious_words",
    ];
    let name_of = |shape| Shape::ALL.iter().find(|(s, _)| *s == shape).unwrap().1;
    for row in rows() {
        let emits = |shape| row.shapes.iter().any(|s| s == name_of(shape));
        for name in row.names.iter().filter(|name| !absent.contains(&&***name)) {
            if emits(Shape::IdvTests) {
                let ran =
                    tests[name.as_str()] != "NOT_PERFORMED" && !tests[name.as_str()].is_null();
                assert_eq!(ran, row.status == "done", "{name}");
            }
            for (shape, object) in &objects {
                if row.status == "done" && emits(*shape) {
                    let empty = object.get(name).is_some_and(Value::is_null);
                    assert!(!empty, "{name} of {} is null", name_of(*shape));
                }
            }
        }
    }
}

#[test]
fn every_literal_of_the_settings_is_spelled() {
    let spelled: BTreeSet<String> = rows().into_iter().flat_map(|row| row.literals).collect();
    let storage = Slot::ALL.into_iter().filter(|(slot, name)| slot.storage_file_type() == *name);
    let names = Weights::TABLE
        .iter()
        .map(|row| row.0)
        .chain(Requirement::all().map(|(_, key)| key))
        .chain(Simulate::flags().map(|(flag, _)| flag))
        .chain(storage.map(|(_, name)| name))
        .chain(TestId::session_tests().map(TestId::name));
    let mut count = 0;
    for name in names {
        assert!(spelled.contains(name), "{name}");
        count += 1;
    }
    assert_eq!(count, 27 + 25 + 11 + 14 + 28);
}
