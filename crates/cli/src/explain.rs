//! `bonafide explain`: a stored result in plain words.

use anyhow::Result;
use bonafide::explain::{Values, explain as account};

use crate::args::ExplainArgs;
use crate::exit::Exit;
use crate::one::stored_result;
use crate::text;

pub(crate) fn explain(args: &ExplainArgs) -> Result<Exit> {
    let result = stored_result(&args.result)?;
    let values = if args.reveal { Values::Shown } else { Values::Masked };
    let account = account(&result, values);
    if args.json {
        text::print_json(&account)?;
    } else {
        text::print_text(&account)?;
    }
    Ok(Exit::Done)
}
