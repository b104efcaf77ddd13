//! Members of packages: `.tgz` of npm, `.whl` (zip) of PyPI.
//!
//! Members are taken by their exact name and never written under it, so no name in an archive leads
//! anywhere. An archive that holds links, devices, or names that leave their folder is refused all
//! the same: no package of these registries has them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::path::{Component, Path};

use flate2::read::GzDecoder;
use tar::EntryType;

use crate::error::InstallError;

/// Most members of an archive. The largest one here has 600.
const MAX_MEMBERS: usize = 20_000;

/// Most bytes of a header that only names the member behind it. Members here have names of up to
/// 120 bytes.
const MAX_NAMING: u64 = 16 << 10;

/// Most bytes that an archive unpacks to. The largest one here, ONNX Runtime for graphics
/// processors, comes to 376 MiB.
const MAX_UNPACKED: u64 = 2 << 30;

/// Takes one member: its name and its bytes.
pub(crate) type Take<'a> = dyn FnMut(&str, &mut dyn Read) -> Result<(), InstallError> + 'a;

/// Gives the wanted members of an archive to `take`, each at most `limit` bytes long, in the order
/// of the archive.
///
/// # Errors
/// When one is missing or there twice, and what else is wrong with the archive.
pub(crate) fn members(
    package: &str,
    path: &Path,
    wanted: &[&str],
    limit: u64,
    take: &mut Take<'_>,
) -> Result<(), InstallError> {
    let archive = Archive { package, wanted, limit };
    archive.read(BufReader::new(File::open(path).map_err(InstallError::file(path))?), take)
}

/// The wanted members of an archive in memory, `.tgz` or zip: each at most `limit` bytes long, in the
/// order of the archive, with their names.
///
/// # Errors
/// When one is missing or there twice, the archive is damaged or unpacks to more than it may, or it
/// holds what no package has to hold: links, devices, names that leave their folder.
pub fn unpack(
    bytes: &[u8],
    wanted: &[&str],
    limit: u64,
) -> Result<Vec<(String, Vec<u8>)>, InstallError> {
    let mut found = Vec::new();
    let archive = Archive { package: "archive", wanted, limit };
    archive.read(Cursor::new(bytes), &mut |name, member| {
        let mut all = Vec::new();
        member.read_to_end(&mut all).map_err(InstallError::file(name))?;
        found.push((name.to_owned(), all));
        Ok(())
    })?;
    Ok(found)
}

struct Archive<'a> {
    package: &'a str,
    wanted: &'a [&'a str],
    limit: u64,
}

impl Archive<'_> {
    fn fault(&self, member: &str, problem: impl Into<String>) -> InstallError {
        let (package, member) = (self.package.to_owned(), member.to_owned());
        InstallError::Archive { package, member, problem: problem.into() }
    }

    fn read(&self, mut file: impl BufRead + Seek, take: &mut Take<'_>) -> Result<(), InstallError> {
        let start = file.fill_buf().map_err(InstallError::file(self.package))?;
        if start.starts_with(b"PK") { self.zip(file, take) } else { self.tar(file, take) }
    }

    fn tar(&self, file: impl BufRead, take: &mut Take<'_>) -> Result<(), InstallError> {
        let unreadable = |error: io::Error| self.fault("", format!("cannot be read: {error}"));
        let unpacked = Bounded { inner: GzDecoder::new(file), left: MAX_UNPACKED };
        let mut archive = tar::Archive::new(unpacked);
        let (mut seen, mut named) = (Vec::new(), None);
        // Raw, because the reader would take headers of any size into memory.
        for (number, entry) in archive.entries().map_err(unreadable)?.raw(true).enumerate() {
            let mut entry = entry.map_err(unreadable)?;
            if number >= MAX_MEMBERS {
                return Err(self.fault("", format!("more than {MAX_MEMBERS} members")));
            }
            let kind = entry.header().entry_type();
            if matches!(kind, EntryType::XHeader | EntryType::GNULongName) {
                named = self.long_name(&mut entry)?.or(named);
                continue;
            }
            let short = || entry.path().map(|path| path.to_string_lossy().into_owned());
            let name = named.take().map_or_else(short, Ok).map_err(unreadable)?;
            let plain = match kind {
                EntryType::Regular | EntryType::Continuous => true,
                EntryType::Directory | EntryType::XGlobalHeader => false,
                _ => return Err(self.fault(&name, "neither file nor folder")),
            };
            self.check_name(&name)?;
            if plain && self.wanted.contains(&name.as_str()) {
                self.give(&name, entry.size(), &mut entry, &mut seen, take)?;
            }
        }
        // To the end, where the checksum stands.
        io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(unreadable)?;
        self.check_all(&seen)
    }

    /// The name that a header gives to the member behind it: of GNU as it is, of PAX as `path`.
    fn long_name<R: Read>(
        &self,
        header: &mut tar::Entry<'_, R>,
    ) -> Result<Option<String>, InstallError> {
        let unreadable = |error: io::Error| self.fault("", format!("cannot be read: {error}"));
        if header.size() > MAX_NAMING {
            return Err(self.fault("", format!("a header of more than {MAX_NAMING} bytes")));
        }
        if header.header().entry_type() == EntryType::GNULongName {
            let mut name = Vec::new();
            header.read_to_end(&mut name).map_err(unreadable)?;
            let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
            return Ok(name.get(..end).map(|name| String::from_utf8_lossy(name).into_owned()));
        }
        let mut name = None;
        for record in header.pax_extensions().map_err(unreadable)?.into_iter().flatten() {
            let record = record.map_err(unreadable)?;
            match record.key_bytes() {
                b"path" => name = Some(String::from_utf8_lossy(record.value_bytes()).into_owned()),
                // Would move all that comes behind; members are far below the 8 GiB that take it.
                b"size" => return Err(self.fault("", "a size outside of its header")),
                _ => {}
            }
        }
        Ok(name)
    }

    fn zip(&self, file: impl Read + Seek, take: &mut Take<'_>) -> Result<(), InstallError> {
        let unreadable =
            |error: zip::result::ZipError| self.fault("", format!("cannot be read: {error}"));
        let mut archive = zip::ZipArchive::new(file).map_err(unreadable)?;
        if archive.len() > MAX_MEMBERS {
            return Err(self.fault("", format!("more than {MAX_MEMBERS} members")));
        }
        let (mut seen, mut unpacked) = (Vec::new(), 0_u64);
        for number in 0..archive.len() {
            let mut entry = archive.by_index(number).map_err(unreadable)?;
            let name = entry.name().map_err(unreadable)?.into_owned();
            self.check_name(&name)?;
            // As stated: nothing but wanted members is unpacked, and each of them is held to it.
            unpacked = unpacked.saturating_add(entry.size());
            if unpacked > MAX_UNPACKED {
                return Err(self.fault("", "unpacks to more than it may"));
            }
            if entry.is_symlink() {
                return Err(self.fault(&name, "neither file nor folder"));
            }
            if entry.is_file() && self.wanted.contains(&name.as_str()) {
                let size = entry.size();
                self.give(&name, size, &mut entry, &mut seen, take)?;
            }
        }
        self.check_all(&seen)
    }

    /// Hands out a member, whose bytes end at the size that the archive states, within the limit.
    fn give(
        &self,
        name: &str,
        size: u64,
        bytes: &mut dyn Read,
        seen: &mut Vec<String>,
        take: &mut Take<'_>,
    ) -> Result<(), InstallError> {
        if size > self.limit {
            return Err(self.fault(name, format!("larger than {} bytes", self.limit)));
        }
        if seen.iter().any(|earlier| earlier == name) {
            return Err(self.fault(name, "there twice"));
        }
        seen.push(name.to_owned());
        take(name, &mut Bounded { inner: bytes, left: size })
    }

    fn check_name(&self, name: &str) -> Result<(), InstallError> {
        let inside = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
        let leads_out = name.contains(['\\', '\0']) || !Path::new(name).components().all(inside);
        if leads_out { Err(self.fault(name, "a name that leaves its folder")) } else { Ok(()) }
    }

    fn check_all(&self, seen: &[String]) -> Result<(), InstallError> {
        let missing = self.wanted.iter().find(|name| !seen.iter().any(|s| s == *name));
        missing.map_or(Ok(()), |name| Err(self.fault(name, "missing")))
    }
}

/// A reader that fails when it would give more than it may.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => {
                self.left = left;
                Ok(count)
            }
            None => Err(io::Error::other("it unpacks to more than it may")),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Write;
    use std::path::PathBuf;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use tempfile::TempDir;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// A `.tgz` of members: name, kind, bytes. Names are written as they are.
    fn tgz(members: &[(&str, EntryType, &[u8])]) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tgz");
        let mut builder =
            tar::Builder::new(GzEncoder::new(File::create(&path).unwrap(), Compression::fast()));
        for (name, kind, bytes) in members {
            let mut header = tar::Header::new_ustar();
            header.as_ustar_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_entry_type(*kind);
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append(&header, *bytes).unwrap();
        }
        builder.into_inner().unwrap().finish().unwrap();
        (folder, path)
    }

    fn whl(members: &[(&str, &[u8])]) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.whl");
        let mut writer = zip::ZipWriter::new(File::create(&path).unwrap());
        for (name, bytes) in members {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap();
        (folder, path)
    }

    fn read(path: &Path, wanted: &[&str], limit: u64) -> Result<Vec<(String, Vec<u8>)>, String> {
        let mut found = Vec::new();
        let mut take = |name: &str, bytes: &mut dyn Read| {
            let mut all = Vec::new();
            bytes.read_to_end(&mut all).map_err(InstallError::file("member"))?;
            found.push((name.to_owned(), all));
            Ok(())
        };
        let done = members("p@1", path, wanted, limit, &mut take);
        done.map(|()| found).map_err(|error| error.to_string())
    }

    const FILE: EntryType = EntryType::Regular;

    #[test]
    fn only_wanted_members_are_taken() {
        let (_folder, path) =
            tgz(&[("p/", EntryType::Directory, b""), ("p/a", FILE, b"one"), ("p/b", FILE, b"two")]);
        assert_eq!(read(&path, &["p/b"], 3).unwrap(), [("p/b".to_owned(), b"two".to_vec())]);
        let (_folder, path) = whl(&[("p/a", b"one"), ("p/b", b"two")]);
        assert_eq!(read(&path, &["p/b"], 3).unwrap(), [("p/b".to_owned(), b"two".to_vec())]);
        assert!(read(&path, &["p/c"], 3).unwrap_err().contains("\"p/c\": missing"));
    }

    #[test]
    fn hostile_archives_are_refused() {
        for (name, kind, says) in [
            ("../a", FILE, "leaves its folder"),
            ("/a", FILE, "leaves its folder"),
            ("p/../../a", FILE, "leaves its folder"),
            ("p/l", EntryType::Symlink, "neither file nor folder"),
            ("p/l", EntryType::Link, "neither file nor folder"),
            ("p/l", EntryType::Char, "neither file nor folder"),
            ("p/a", FILE, "there twice"),
        ] {
            let (_folder, path) = tgz(&[("p/a", FILE, b"one"), (name, kind, b"")]);
            let error = read(&path, &["p/a"], 3).unwrap_err();
            assert!(error.contains(says), "{name}: {error}");
        }
        let (_folder, path) = tgz(&[("p/a", FILE, b"four")]);
        assert!(read(&path, &["p/a"], 3).unwrap_err().contains("larger than 3 bytes"));
        let (_folder, path) = whl(&[("../a", b"one"), ("p/a", b"one")]);
        assert!(read(&path, &["p/a"], 3).unwrap_err().contains("leaves its folder"));
        let (_folder, path) = whl(&[("p/a", &vec![0; 1 << 20])]);
        assert!(read(&path, &["p/a"], 1000).unwrap_err().contains("larger than 1000 bytes"));
    }

    /// A `.tgz` of one member behind a header that names it.
    fn named(kind: EntryType, header_bytes: &[u8]) -> (TempDir, PathBuf) {
        tgz(&[("header", kind, header_bytes), ("p/short", FILE, b"one")])
    }

    #[test]
    fn long_names_are_read_and_bounded() {
        let long = format!("p/{}", "n".repeat(200));
        let record = |key: &str, value: &str| {
            let length = key.len() + value.len() + 6; // with three digits, a space, =, a line feed
            format!("{length} {key}={value}\n").into_bytes()
        };
        let gnu = [long.as_bytes(), b"\0"].concat();
        for (kind, bytes) in
            [(EntryType::GNULongName, gnu), (EntryType::XHeader, record("path", &long))]
        {
            let (_folder, path) = named(kind, &bytes);
            assert_eq!(read(&path, &[&long], 3).unwrap(), [(long.clone(), b"one".to_vec())]);
            let (_folder, path) = named(kind, &vec![b'n'; (MAX_NAMING + 1) as usize]);
            assert!(read(&path, &["p/short"], 3).unwrap_err().contains("a header of more"));
        }
        let (_folder, path) = named(EntryType::XHeader, &record("size", &"0".repeat(100)));
        assert!(read(&path, &["p/short"], 3).unwrap_err().contains("a size outside"));
        let (_folder, path) = named(EntryType::GNULongName, b"../p");
        assert!(read(&path, &["p/short"], 3).unwrap_err().contains("leaves its folder"));
        let (_folder, path) = named(EntryType::GNULongLink, b"p");
        assert!(read(&path, &["p/short"], 3).unwrap_err().contains("neither file nor folder"));
    }

    #[test]
    fn a_zip_that_states_too_much_is_refused() {
        let (_folder, path) = whl(&[("p/a", b"one"), ("p/b", b"two"), ("p/c", b"three")]);
        let mut bytes = std::fs::read(&path).unwrap();
        // The uncompressed sizes, 24 bytes into each record of the central directory.
        let records: Vec<usize> =
            (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02")).collect();
        for record in &records[1..] {
            bytes[record + 24..record + 28].copy_from_slice(&0x7fff_ffff_u32.to_le_bytes());
        }
        std::fs::write(&path, bytes).unwrap();
        assert!(read(&path, &["p/a"], 3).unwrap_err().contains("more than it may"));
    }

    #[test]
    fn damaged_archives_are_refused() {
        for (make, name) in
            [(tgz(&[("p/a", FILE, &[7; 5000])]), "tgz"), (whl(&[("p/a", &[7; 5000])]), "whl")]
        {
            let (folder, path) = make;
            let whole = std::fs::read(&path).unwrap();
            for length in (0..whole.len()).step_by(7) {
                let cut = folder.path().join(format!("cut.{name}"));
                std::fs::write(&cut, &whole[..length]).unwrap();
                assert!(read(&cut, &["p/a"], 5000).is_err(), "{name} of {length} bytes");
            }
        }
    }

    #[test]
    fn a_bomb_ends_at_the_limit() {
        let mut bounded = Bounded { inner: io::repeat(0), left: 1000 };
        assert!(bounded.read_to_end(&mut Vec::new()).is_err());
    }
}
