//! The sample sessions of the repository.

use std::fs;
use std::path::Path;

use bonafide::input::{ImageInput, SessionId, SessionInput};
use bonafide::session_file::{SessionFile, registry_from_bytes};
use bonafide::types::Slot;

/// The sessions of `testdata/sessions` in the order of their names; none where the folder is absent.
///
/// Reads what the command line reads from a well-formed folder; what is malformed is left out, as
/// the engine would refuse it before any work.
pub fn sample_sessions() -> Vec<SessionInput> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/sessions");
    let Ok(entries) = fs::read_dir(root) else { return Vec::new() };
    let mut folders: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.sort();
    folders.iter().filter(|path| path.is_dir()).filter_map(|path| read(path)).collect()
}

fn read(folder: &Path) -> Option<SessionInput> {
    let mut session = SessionInput::new(SessionId::new(folder.file_name()?.to_str()?).ok()?);
    let mut files: Vec<_> =
        fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    for file in files {
        let bytes = fs::read(&file).ok()?;
        match file.file_name()?.to_str()? {
            "session.json" => SessionFile::from_bytes(&bytes).ok()?.apply(&mut session),
            "dmv.json" => session.registry = registry_from_bytes(&bytes).ok(),
            _ => {
                let slot = file.file_stem().and_then(|stem| Slot::from_stem(stem.to_str()?));
                session.images.extend(slot.map(|slot| ImageInput::new(slot, bytes)));
            }
        }
    }
    Some(session)
}
