//! Indexes are written fingerprint by fingerprint.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crc32fast::Hasher;
use tempfile::NamedTempFile;

use super::error::IndexError;
use super::fingerprint::Fingerprint;
use super::layout::{ALIGNMENT, HEADER, Header, MAX_ID, key_bits_for};
use super::lookup::{TABLES, table_of};

/// Writes an index. Signatures are spooled to a file without a name beside the target, the rest is held:
/// about 100 bytes an entry and its id, and one table at the end. The file has its name only when it is whole, in the place of a
/// former one; whoever has that mapped keeps it. On Unix it can be read by its owner alone.
///
/// ```
/// use bonafide_forensics::Known;
/// use bonafide_forensics::duplicates::{DuplicateIndex, Fingerprint, IndexBuilder};
/// use bonafide_imaging::{Limits, Picture, Rgb, RgbImage, encode_png};
///
/// let drawn = RgbImage::from_fn(90, 60, |x, y| Rgb([(x * y % 251) as u8, 90, 30]));
/// let picture = Picture::decode(&encode_png(&drawn)?, &Limits::default())?;
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("seen.bfd");
/// let mut builder = IndexBuilder::create(&path)?;
/// builder.push("case 7", &Fingerprint::of([7; 32], &picture, &Known::default()))?;
/// assert_eq!(builder.finish()?, 1);
/// assert_eq!(DuplicateIndex::open(&path)?.id(0), Some("case 7"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct IndexBuilder {
    path: PathBuf,
    folder: PathBuf,
    files: Vec<[u8; 32]>,
    ids: Vec<u8>,
    id_ends: Vec<u64>,
    hashes: Vec<u64>,
    owners: Vec<u32>,
    parts: Vec<u8>,
    checksums: Vec<u32>,
    signatures: BufWriter<File>,
}

impl IndexBuilder {
    /// Begins an index.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn create(path: &Path) -> Result<Self, IndexError> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        Ok(Self {
            path: path.to_owned(),
            folder: folder.to_owned(),
            files: Vec::new(),
            ids: Vec::new(),
            id_ends: Vec::new(),
            hashes: Vec::new(),
            owners: Vec::new(),
            parts: Vec::new(),
            checksums: Vec::new(),
            signatures: BufWriter::new(tempfile::tempfile_in(folder)?),
        })
    }

    /// Adds a picture under an id of 1 to 256 bytes. Several pictures may share one, as those of a session
    /// do.
    ///
    /// # Errors
    /// When the id is empty or too long, there are too many entries, or writing fails.
    pub fn push(&mut self, id: &str, fingerprint: &Fingerprint) -> Result<(), IndexError> {
        if id.is_empty() || id.len() > MAX_ID {
            return Err(IndexError::Id { found: id.len(), most: MAX_ID });
        }
        let owner = u32::try_from(self.files.len()).map_err(io::Error::other)?;
        for kept in fingerprint.kept() {
            self.signatures.write_all(&kept.signature)?;
            self.checksums.push(crc32fast::hash(&kept.signature));
            self.hashes.push(kept.hash);
            self.owners.push(owner);
            self.parts.push(kept.part.code());
        }
        self.files.push(fingerprint.sha256);
        self.ids.extend_from_slice(id.as_bytes());
        self.id_ends.push(self.ids.len() as u64);
        Ok(())
    }

    /// Puts the index in its place and returns the count of its entries.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(mut self) -> Result<usize, IndexError> {
        let mut header = Header {
            key_bits: key_bits_for(self.hashes.len()),
            entries: self.files.len(),
            frames: self.hashes.len(),
            id_bytes: self.ids.len() as u64,
            body_crc: 0,
        };
        header.to_bytes()?;
        let mut file = BufWriter::new(NamedTempFile::new_in(&self.folder)?);
        file.write_all(&[0; HEADER])?;
        let mut body = Body { to: &mut file, crc: Hasher::new() };
        self.write_body(&mut body, header.key_bits)?;
        header.body_crc = body.crc.finalize();
        self.signatures.flush()?;
        let mut spooled = BufReader::new(self.signatures.get_mut());
        spooled.seek(SeekFrom::Start(0))?;
        let length = io::copy(&mut spooled, &mut file)?;
        let missing = length.next_multiple_of(ALIGNMENT) - length;
        io::copy(&mut io::repeat(0).take(missing), &mut file)?;
        let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&header.to_bytes()?)?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(header.entries)
    }

    fn write_body<W: Write>(&self, body: &mut Body<'_, W>, key_bits: u32) -> io::Result<()> {
        let mut order: Vec<u32> = (0..self.files.len() as u32).collect();
        order.sort_by_key(|&entry| (self.files.get(entry as usize), entry));
        body.section(self.files.as_flattened())?;
        body.section(&four(&order))?;
        body.section(&eight(&self.id_ends))?;
        body.section(&self.ids)?;
        body.section(&eight(&self.hashes))?;
        body.section(&four(&self.owners))?;
        body.section(&self.parts)?;
        body.section(&four(&self.checksums))?;
        for table in 0..TABLES {
            let (starts, rows) = table_of(&self.hashes, table, key_bits);
            body.section(starts.as_flattened())?;
            body.section(rows.as_flattened())?;
        }
        Ok(())
    }
}

fn four(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn eight(values: &[u64]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// What the body's checksum is of.
struct Body<'a, W> {
    to: &'a mut W,
    crc: Hasher,
}

impl<W: Write> Body<'_, W> {
    /// A section, filled up.
    fn section(&mut self, bytes: &[u8]) -> io::Result<()> {
        let length = bytes.len() as u64;
        let missing = (length.next_multiple_of(ALIGNMENT) - length) as usize;
        for part in [bytes, &[0; ALIGNMENT as usize][..missing]] {
            self.crc.update(part);
            self.to.write_all(part)?;
        }
        Ok(())
    }
}
