//! Files with known hashes: checking, finding and writing them.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::error::InstallError;

/// Most files of a folder that are looked at.
const MAX_FILES: usize = 10_000;

/// How the names of files start that are not complete.
const PART: &str = ".part-";

/// After how long something that is not complete was left by a program that was ended.
const LEFT: Duration = Duration::from_hours(24);

/// Size and SHA-256 of a file that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Identity<'a> {
    pub bytes: u64,
    /// In lower-case hexadecimal.
    pub sha256: &'a str,
}

impl Identity<'_> {
    /// Whether there is a file at the path, and it is this one.
    pub(crate) fn is_at(&self, path: &Path) -> bool {
        self.check("", path).is_ok()
    }

    /// Compares a file, of which no more is read than one byte beyond what it should have.
    pub(crate) fn check(&self, what: &str, path: &Path) -> Result<(), InstallError> {
        let file = File::open(path).map_err(InstallError::file(path))?;
        let found_bytes = file.metadata().map_err(InstallError::file(path))?.len();
        let mut limited = file.take(self.bytes.saturating_add(1));
        let found = sha256_of(&mut limited).map_err(InstallError::file(path))?;
        self.compare(what, found_bytes, found)
    }

    /// Compares bytes.
    pub(crate) fn check_bytes(&self, what: &str, bytes: &[u8]) -> Result<(), InstallError> {
        self.compare(what, bytes.len() as u64, hexadecimal(&Sha256::digest(bytes)))
    }

    fn compare(&self, what: &str, found_bytes: u64, found: String) -> Result<(), InstallError> {
        if found_bytes == self.bytes && found == self.sha256 {
            return Ok(());
        }
        Err(InstallError::Mismatch {
            what: what.to_owned(),
            expected_bytes: self.bytes,
            found_bytes,
            expected: self.sha256.to_owned(),
            found,
        })
    }

    /// The file in a folder, whatever its name. Only files of the right size are read.
    pub(crate) fn find_in(&self, folder: &Path) -> Result<Option<PathBuf>, InstallError> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).map_err(InstallError::file(folder))?.take(MAX_FILES) {
            let path = entry.map_err(InstallError::file(folder))?.path();
            if fs::metadata(&path).is_ok_and(|m| m.is_file() && m.len() == self.bytes) {
                files.push(path);
            }
        }
        files.sort();
        Ok(files.into_iter().find(|path| self.is_at(path)))
    }
}

fn sha256_of(reader: &mut impl Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(hexadecimal(&hash.finalize())),
            Ok(count) => hash.update(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}

/// Writes a file so that nobody ever sees half of it: beside it first, then under its name.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), InstallError> {
    let mut file = beside(path)?;
    file.write_all(bytes).map_err(InstallError::file(path))?;
    keep(file, path)
}

/// A new file in the folder of `path`, which is made where it is missing.
pub(crate) fn beside(path: &Path) -> Result<NamedTempFile, InstallError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    sweep(folder, PART);
    NamedTempFile::with_prefix_in(PART, folder).map_err(InstallError::file(folder))
}

/// Gives a file that is complete its name.
pub(crate) fn keep(file: NamedTempFile, path: &Path) -> Result<(), InstallError> {
    readable_by_all(file.as_file()).map_err(InstallError::file(path))?;
    file.as_file().sync_all().map_err(InstallError::file(path))?;
    file.persist(path).map(drop).map_err(|error| InstallError::file(path)(error.error))
}

/// Files that are made beside others are for their owner only; models are for everyone.
#[cfg(unix)]
fn readable_by_all(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &File) -> io::Result<()> {
    Ok(())
}

/// Removes what programs that were ended left in a folder under names that start so. What cannot be
/// removed stays: it is in nobody's way.
pub(crate) fn sweep(folder: &Path, prefix: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten().take(MAX_FILES) {
        let Ok(metadata) = entry.metadata() else { continue };
        let age = metadata.modified().ok().and_then(|time| time.elapsed().ok());
        let is_left = entry.file_name().as_encoded_bytes().starts_with(prefix.as_bytes());
        if is_left && age.is_some_and(|age| age > LEFT) {
            let path = entry.path();
            let _ =
                if metadata.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }
}

pub(crate) fn make_folder(folder: &Path) -> Result<(), InstallError> {
    fs::create_dir_all(folder).map_err(InstallError::file(folder))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// SHA-256 of "abc": FIPS 180-2, appendix B.1.
    const ABC: Identity<'_> = Identity {
        bytes: 3,
        sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    };

    #[test]
    fn a_file_is_known_by_size_and_hash() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep").join("file");
        assert!(!ABC.is_at(&path));
        for (bytes, right) in [(&b"abc"[..], true), (b"abd", false), (b"abcd", false), (b"", false)]
        {
            write_atomically(&path, bytes).unwrap();
            assert_eq!(ABC.is_at(&path), right);
            assert_eq!(ABC.check_bytes("x", bytes).is_ok(), right);
        }
        let names: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
        assert_eq!(names.len(), 1, "nothing is left beside the file");
    }

    #[test]
    #[cfg(unix)] // a folder can be opened as a file there, and its time set
    fn what_was_left_long_ago_is_swept_away() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let long_ago = std::time::SystemTime::now() - 2 * LEFT;
        for (name, is_old) in [(".part-old", true), (".part-new", false), ("model.onnx", true)] {
            fs::write(at(name), "x").unwrap();
            if is_old {
                File::options().write(true).open(at(name)).unwrap().set_modified(long_ago).unwrap();
            }
        }
        fs::create_dir(at(".part-folder")).unwrap();
        fs::write(at(".part-folder").join("x"), "x").unwrap();
        File::open(at(".part-folder")).unwrap().set_modified(long_ago).unwrap();
        write_atomically(&at("another.onnx"), b"abc").unwrap();
        let mut names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, [".part-new", "another.onnx", "model.onnx"]);
    }

    #[test]
    fn a_file_is_found_under_any_name() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(ABC.find_in(folder.path()).unwrap(), None);
        fs::write(folder.path().join("a"), "abd").unwrap();
        fs::create_dir(folder.path().join("b")).unwrap();
        fs::write(folder.path().join("c"), "abc").unwrap();
        assert_eq!(ABC.find_in(folder.path()).unwrap(), Some(folder.path().join("c")));
        assert!(ABC.find_in(&folder.path().join("nowhere")).is_err());
    }
}
