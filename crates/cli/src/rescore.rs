//! `bonafide rescore`: a new decision from a stored result.

use anyhow::Result;

use crate::args::RescoreArgs;
use crate::exit::Exit;
use crate::one::stored_result;
use crate::{settings, text};

pub(crate) fn rescore(args: &RescoreArgs) -> Result<Exit> {
    let changes = settings::changes(args)?;
    let result = stored_result(&args.result)?;
    text::print_json(&bonafide::rescore(result, changes))?;
    Ok(Exit::Done)
}
