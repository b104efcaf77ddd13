//! `bonafide report`: a result as a page.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use anyhow::{Context as _, Result};
use bonafide::result::SessionResult;
use bonafide_report::{Artifacts, LARGEST_PICTURE, Options, session_report};

use crate::args::ReportArgs;
use crate::exit::Exit;
use crate::one::stored_result;
use crate::output::write_whole;

pub(crate) fn report(args: &ReportArgs) -> Result<Exit> {
    let result = stored_result(&args.result)?;
    let files = beside(&args.result, &result);
    let artifacts: Artifacts<'_> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let options = Options::default().with_redact(args.redact.into());
    let page = session_report(&result, &artifacts, &options);
    match &args.output {
        Some(path) => write_whole(path, |out| out.write_all(page.as_bytes()))
            .with_context(|| format!("{} cannot be written", path.display()))?,
        None => io::stdout().write_all(page.as_bytes())?,
    }
    Ok(Exit::Done)
}

/// The artifacts that the result names, as far as they still lie beside it.
fn beside(stored: &Path, result: &SessionResult) -> BTreeMap<String, Vec<u8>> {
    let Some(folder) = stored.parent() else { return BTreeMap::new() };
    let read = |name: &str| {
        let file = File::open(folder.join("artifacts").join(file_name(name)?)).ok()?;
        let mut bytes = Vec::new();
        // One byte more than is shown, so that a picture is never shown in part.
        file.take(LARGEST_PICTURE as u64 + 1).read_to_end(&mut bytes).ok()?;
        Some((name.to_owned(), bytes))
    };
    result.artifacts.iter().filter_map(|artifact| read(&artifact.name)).collect()
}

/// The file of an artifact. A result may have been written by anyone: it must not name a file elsewhere.
fn file_name(artifact: &str) -> Option<&str> {
    let name = artifact.strip_prefix("artifacts/")?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    (name.bytes().all(plain) && !name.starts_with('.') && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn artifacts_lie_in_their_folder() {
        assert_eq!(file_name("artifacts/portrait.jpg"), Some("portrait.jpg"));
        for elsewhere in [
            "portrait.jpg",
            "artifacts/../x.png",
            "artifacts/a/b.png",
            "artifacts/",
            "artifacts/.x",
        ] {
            assert_eq!(file_name(elsewhere), None, "{elsewhere}");
        }
    }
}
