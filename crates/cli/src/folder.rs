//! The folder convention: one folder is one session, the file stem is the slot.
//!
//! Nothing here trusts a name: links that lead out of the folder are refused, counts and sizes are
//! looked at before a byte is read, and what is not understood is listed, never guessed.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bonafide::aamva::dldv::RegistryReply;
use bonafide::error::{ErrorCode, SessionError};
use bonafide::input::{FaceEncoding, ImageInput, Kind, SessionId, SessionInput};
use bonafide::session_file::{LARGEST_SESSION_FILE, SessionFile};
use bonafide::types::{PICTURE_EXTENSIONS, Slot};

/// What a session says about itself.
const SESSION_FILE: &str = "session.json";
/// What the registry answered.
const REGISTRY_FILE: &str = "dmv.json";
/// Most files that one session folder may hold.
pub(crate) const MOST_FILES: usize = 64;
/// Most bytes of all pictures of one session: forty of the size that a good phone makes.
const MOST_SESSION_BYTES: u64 = 256 << 20;

/// A session that is waiting to be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    /// Its id: the folder name, or one derived from it.
    pub id: SessionId,
    /// Where it is.
    pub path: PathBuf,
}

/// Lists the sessions under a folder, sorted by id: its sub-folders, and each loose picture as a
/// session of its own.
///
/// # Errors
/// When the folder cannot be read, or is a session itself: its pictures would be taken for a session each.
pub(crate) fn discover(root: &Path) -> io::Result<Vec<Found>> {
    if let Some(file) =
        [SESSION_FILE, REGISTRY_FILE].into_iter().find(|file| root.join(file).is_file())
    {
        let advice = "give the folder above it, or its files to `bonafide one`";
        return Err(io::Error::other(format!("it holds {file}, so it is one session: {advice}")));
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        if is_clutter(name) || !(path.is_dir() || is_picture(&path)) {
            continue;
        }
        // A folder goes by its whole name, a loose picture by its stem.
        let shown = if path.is_dir() { name } else { path.file_stem().unwrap_or(name) };
        found.push(Found { id: session_id(shown, name), path });
    }
    found.sort();
    Ok(distinct(found))
}

/// The sessions of a list: folders and loose pictures, one a line, or each ended by a NUL byte where there is
/// one. Sorted by id; what is there twice counts once. A path that does not exist becomes a session with an
/// error, so that a list never loses one.
pub(crate) fn listed(list: &[u8]) -> Vec<Found> {
    let end = if list.contains(&0) { 0 } else { b'\n' };
    let paths = list.split(|&byte| byte == end).map(|path| match end {
        0 => path,
        _ => path.strip_suffix(b"\r").unwrap_or(path),
    });
    let mut found: Vec<Found> = paths
        .filter(|path| !path.is_empty())
        .map(|path| {
            let path = path_of(path);
            let name = path.file_name().unwrap_or(path.as_os_str());
            let shown = if is_picture(&path) { path.file_stem().unwrap_or(name) } else { name };
            Found { id: session_id(shown, name), path }
        })
        .collect();
    found.sort();
    found.dedup();
    distinct(found)
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// A loose picture as a session, wherever it is.
pub(crate) fn loose(path: &Path) -> Found {
    let name = path.file_name().unwrap_or_default();
    Found { id: session_id(path.file_stem().unwrap_or(name), name), path: path.to_owned() }
}

fn session_id(shown: &OsStr, whole: &OsStr) -> SessionId {
    shown
        .to_str()
        .filter(|name| !is_list(name))
        .and_then(|name| SessionId::new(name).ok())
        .unwrap_or_else(|| SessionId::derived(whole.as_encoded_bytes()))
}

/// The names of the files that a run writes beside the sessions.
fn is_list(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let lists = ["results.", "audit.", "summary.", "index."];
    name == "run.json" || lists.iter().any(|list| name.starts_with(list))
}

/// Loose pictures `a.jpg` and `a.png` have one stem; the later ones go by the hash of the whole name.
fn distinct(found: Vec<Found>) -> Vec<Found> {
    let mut named: BTreeMap<SessionId, PathBuf> = BTreeMap::new();
    for Found { mut id, path } in found {
        let mut key = path.file_name().unwrap_or_default().as_encoded_bytes().to_vec();
        while named.contains_key(&id) {
            id = SessionId::derived(&key);
            key.push(0);
        }
        named.insert(id, path);
    }
    named.into_iter().map(|(id, path)| Found { id, path }).collect()
}

/// Reads one session. What is wrong with it is said in the session, not as an error here.
pub(crate) fn read(found: &Found, max_bytes: u64) -> SessionInput {
    let mut input = SessionInput::new(found.id.clone());
    let outcome = if found.path.is_symlink() && found.path.is_dir() {
        Err(unreadable("the session folder is a symbolic link"))
    } else if found.path.is_dir() {
        read_folder(&found.path, max_bytes, &mut input)
    } else if !found.path.is_file() {
        Err(unreadable("neither a session folder nor a file"))
    } else {
        let slot = slot_of(&found.path).map_or(Slot::Unknown, |(slot, _)| slot);
        let parent = found.path.parent().unwrap_or(Path::new("."));
        input.images.push(picture(Some(parent), &found.path, slot, max_bytes));
        Ok(())
    };
    input.refused = outcome.err();
    input
}

fn read_folder(
    folder: &Path,
    max_bytes: u64,
    input: &mut SessionInput,
) -> Result<(), SessionError> {
    read_files(files_of(folder)?, Some(folder), max_bytes, input)
}

/// Reads one session from loose files, wherever they are.
pub(crate) fn read_loose(files: &[PathBuf], max_bytes: u64) -> SessionInput {
    let mut input = SessionInput::new(SessionId::derived(b"loose files"));
    let outcome = read_files(files.to_vec(), None, max_bytes, &mut input);
    input.refused = outcome.err();
    input
}

/// Takes files by their names; `folder` is the place that links must not lead out of.
fn read_files(
    files: Vec<PathBuf>,
    folder: Option<&Path>,
    max_bytes: u64,
    input: &mut SessionInput,
) -> Result<(), SessionError> {
    let mut taken: BTreeMap<(Slot, Option<u32>), String> = BTreeMap::new();
    let mut bytes_left = MOST_SESSION_BYTES;
    let mut files = files;
    // First what the session says about itself, so that it holds even where another file is refused.
    files.sort_by_key(|path| path.file_name() != Some(OsStr::new(SESSION_FILE)));
    for path in files {
        let name = path.file_name().unwrap_or_default();
        let shown = name.to_string_lossy().into_owned();
        match name.to_str() {
            Some(SESSION_FILE) => {
                let bytes = small_file(folder, &path, LARGEST_SESSION_FILE)?;
                let file = SessionFile::from_bytes(&bytes).map_err(|e| invalid(&e.to_string()))?;
                file.apply(input);
            }
            Some(REGISTRY_FILE) => input.registry = Some(registry(folder, &path)?),
            Some("reference.enc.json") => input.reference = Some(reference(folder, &path)?),
            Some(_) if is_picture(&path) => match slot_of(&path) {
                Some(place) => {
                    if let Some(other) = taken.insert(place, shown.clone()) {
                        return Err(duplicate(place.0, &other, &shown));
                    }
                    let image = picture(folder, &path, place.0, max_bytes.min(bytes_left));
                    bytes_left =
                        bytes_left.saturating_sub(image.bytes().map_or(0, <[u8]>::len) as u64);
                    input.images.push(image);
                }
                None => input.unassigned.push(shown),
            },
            _ => input.unassigned.push(shown),
        }
    }
    if input.kind == Kind::Ida && input.reference.is_none() {
        return Err(invalid("an authentication session needs reference.enc.json"));
    }
    Ok(())
}

/// The files of a session folder, sorted by name, without clutter and sub-folders.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>, SessionError> {
    let entries = fs::read_dir(folder).map_err(|e| unreadable(&kind_of(&e)))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| unreadable(&kind_of(&e)))?.path();
        let is_dir = path.is_dir() && !path.is_symlink();
        if is_dir || path.file_name().is_none_or(is_clutter) {
            continue;
        }
        files.push(path);
        if files.len() > MOST_FILES {
            return Err(unreadable(&format!("the folder has more than {MOST_FILES} files")));
        }
    }
    files.sort();
    Ok(files)
}

/// The slot and number of a picture's name: `driver_license_front.2.jpg` is the second shot.
fn slot_of(path: &Path) -> Option<(Slot, Option<u32>)> {
    let stem = path.file_stem()?.to_str()?;
    match stem.rsplit_once('.') {
        Some((stem, number)) => Some((Slot::from_stem(stem)?, Some(number.parse().ok()?))),
        None => Some((Slot::from_stem(stem)?, None)),
    }
}

fn picture(folder: Option<&Path>, path: &Path, slot: Slot, max_bytes: u64) -> ImageInput {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let read = inside(folder, path).and_then(|real| {
        let bytes = fs::metadata(&real).map_err(|e| kind_of(&e))?.len();
        if bytes > max_bytes {
            return Ok(Err(format!("the file has {bytes} bytes, the limit is {max_bytes}")));
        }
        fs::read(&real).map(Ok).map_err(|e| kind_of(&e))
    });
    match read {
        Ok(Ok(bytes)) => ImageInput::new(slot, bytes),
        Ok(Err(too_large)) => ImageInput::refused(slot, ErrorCode::ImageTooLarge, too_large),
        Err(why) => ImageInput::refused(slot, ErrorCode::FileUnreadable, why),
    }
    .named(name)
}

/// Follows links, and refuses what lies outside the session folder.
fn inside(folder: Option<&Path>, path: &Path) -> Result<PathBuf, String> {
    let real = path.canonicalize().map_err(|e| kind_of(&e))?;
    if let Some(folder) = folder {
        let root = folder.canonicalize().map_err(|e| kind_of(&e))?;
        if !real.starts_with(&root) {
            return Err("the file is a symbolic link out of the session folder".to_owned());
        }
    }
    if real.is_file() { Ok(real) } else { Err("not a regular file".to_owned()) }
}

fn small_file(folder: Option<&Path>, path: &Path, limit: usize) -> Result<Vec<u8>, SessionError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let real = inside(folder, path).map_err(|why| unreadable(&format!("{name}: {why}")))?;
    let size = fs::metadata(&real).map_err(|e| unreadable(&kind_of(&e)))?.len();
    if size > limit as u64 {
        return Err(invalid(&format!("{name} has {size} bytes, the limit is {limit}")));
    }
    fs::read(&real).map_err(|e| unreadable(&kind_of(&e)))
}

fn registry(folder: Option<&Path>, path: &Path) -> Result<RegistryReply, SessionError> {
    let bytes = small_file(folder, path, LARGEST_SESSION_FILE)?;
    bonafide::session_file::registry_from_bytes(&bytes).map_err(|e| invalid(&e.to_string()))
}

fn reference(folder: Option<&Path>, path: &Path) -> Result<FaceEncoding, SessionError> {
    let bytes = small_file(folder, path, LARGEST_SESSION_FILE)?;
    bonafide::session_file::reference_from_bytes(&bytes).map_err(|e| invalid(&e.to_string()))
}

fn is_picture(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    PICTURE_EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// Hidden files and what desktops leave behind.
fn is_clutter(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
        || ["Thumbs.db", "desktop.ini", "__MACOSX"].iter().any(|clutter| name == *clutter)
}

fn duplicate(slot: Slot, one: &str, other: &str) -> SessionError {
    let message = format!("{one} and {other} claim one slot; number them to hand in alternates");
    SessionError::of_file(ErrorCode::SlotDuplicate, "intake", slot, message)
}

fn invalid(message: &str) -> SessionError {
    SessionError::of_session(ErrorCode::ConfigInvalid, "intake", message)
}

fn unreadable(message: &str) -> SessionError {
    SessionError::of_session(ErrorCode::FileUnreadable, "intake", message)
}

/// The kind of an I/O error without the path, which may hold a person's name.
fn kind_of(error: &io::Error) -> String {
    error.kind().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            fs::write(dir.path().join(file), b"x").unwrap();
        }
        dir
    }

    #[test]
    fn lists_have_lines_or_nul_bytes() {
        let ids = |list: &[u8]| -> Vec<String> {
            listed(list).into_iter().map(|found| found.id.to_string()).collect()
        };
        assert_eq!(ids(b"in/b\nin/a.jpg\r\n\nin/b\n"), ["a", "b"]);
        assert_eq!(ids(b"in/b\0in/with\nbreak\0").len(), 2);
        let twins = ids(b"x/a\ny/a\n");
        assert!(twins.contains(&"a".to_owned()) && twins.len() == 2, "{twins:?}");
        let absent = read(&listed(b"/nowhere/at-all")[0], 1 << 20);
        assert_eq!(absent.refused.unwrap().code, ErrorCode::FileUnreadable);
    }

    fn read_it(dir: &Path) -> SessionInput {
        let found = Found { id: SessionId::new("s").unwrap(), path: dir.to_owned() };
        read(&found, 1 << 20)
    }

    #[test]
    fn stems_are_slots_without_regard_to_case() {
        let dir =
            folder_with(&["Driver_License_FRONT.JPG", "selfie.png", "holiday.jpg", ".hidden"]);
        let input = read_it(dir.path());
        let slots: Vec<Slot> = input.images.iter().map(|image| image.slot).collect();
        assert_eq!(slots, [Slot::DriverLicenseFront, Slot::Selfie]);
        assert_eq!(input.unassigned, ["holiday.jpg"]);
    }

    #[test]
    fn two_files_for_one_slot_need_numbers() {
        let dir = folder_with(&["selfie.jpg", "selfie.png"]);
        assert_eq!(read_it(dir.path()).refused.unwrap().code, ErrorCode::SlotDuplicate);
        let dir = folder_with(&["selfie.jpg", "selfie.2.jpg"]);
        let input = read_it(dir.path());
        assert!(input.refused.is_none());
        assert_eq!(input.images.len(), 2);
    }

    #[test]
    fn too_many_files_and_too_many_bytes_are_refused_unread() {
        let names: Vec<String> = (0..=MOST_FILES).map(|i| format!("f{i}.jpg")).collect();
        let dir = folder_with(&names.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(read_it(dir.path()).refused.unwrap().code, ErrorCode::FileUnreadable);
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("selfie.jpg"), vec![0; (1 << 20) + 1]).unwrap();
        let input = read_it(dir.path());
        assert!(format!("{:?}", input.images[0]).contains("ImageTooLarge"));
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_folder_are_refused() {
        let outside = folder_with(&["secret.jpg"]);
        let dir = folder_with(&["selfie.2.jpg"]);
        let link = dir.path().join("selfie.jpg");
        std::os::unix::fs::symlink(outside.path().join("secret.jpg"), &link).unwrap();
        std::os::unix::fs::symlink(
            dir.path().join("selfie.2.jpg"),
            dir.path().join("selfie.3.jpg"),
        )
        .unwrap();
        let input = read_it(dir.path());
        let shown: Vec<String> = input.images.iter().map(|image| format!("{image:?}")).collect();
        assert!(shown.iter().any(|s| s.contains("\"selfie.jpg\"") && s.contains("FileUnreadable")));
        assert!(shown.iter().any(|s| s.contains("\"selfie.3.jpg\"") && s.contains("1 bytes")));
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_ids_or_no_text_get_derived_ids() {
        use std::os::unix::ffi::OsStrExt;
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(OsStr::from_bytes(b"bad\xffname"))).unwrap();
        fs::create_dir(dir.path().join("with space")).unwrap();
        fs::write(dir.path().join("loose.jpg"), b"x").unwrap();
        fs::write(dir.path().join("loose.png"), b"x").unwrap();
        let found = discover(dir.path()).unwrap();
        let derived = found.iter().filter(|f| f.id.as_str().starts_with("s-")).count();
        assert_eq!((found.len(), derived), (4, 3));
    }
}
