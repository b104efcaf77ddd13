//! `bonafide schema`: the JSON schemas of inputs and outputs.

use anyhow::Result;
use bonafide::audit::AuditRecord;
use bonafide::barcode_report::BarcodeReport;
use bonafide::ocr::WordLists;
use bonafide::result::SessionResult;
use bonafide::session_file::SessionFile;
use bonafide::types::{Policy, Requirements, Weights};
use schemars::schema_for;

use crate::args::{SchemaArgs, SchemaOf};
use crate::exit::Exit;
use crate::text;

pub(crate) fn schema(args: &SchemaArgs) -> Result<Exit> {
    let schema = match args.of {
        SchemaOf::Result => schema_for!(SessionResult),
        SchemaOf::Session => schema_for!(SessionFile),
        SchemaOf::Barcode => schema_for!(BarcodeReport),
        SchemaOf::Weights => schema_for!(Weights),
        SchemaOf::Requirements => schema_for!(Requirements),
        SchemaOf::Policy => schema_for!(Policy),
        SchemaOf::Words => schema_for!(WordLists),
        SchemaOf::Audit => schema_for!(AuditRecord),
    };
    text::print_json(&schema)?;
    Ok(Exit::Done)
}
