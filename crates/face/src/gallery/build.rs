//! Galleries are written row by row.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crc32fast::Hasher;
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use super::error::GalleryError;
use super::layout::{ALIGNMENT, HEADER, Header, MAX_ID};
use super::quantise::{self, LANES};
use crate::{EncoderId, EncoderMismatch, Encoding};

/// Writes a gallery, one encoding after the other: of a million it holds the last sixteen and 9 MB of
/// places. The file has its name only when it is whole; until then there is a temporary file beside it, which is
/// taken away when the builder is dropped unfinished. A process that is ended by a signal drops nothing: let
/// the signal raise a flag, as `bonafide gallery build` does. On Unix the files can be read by their owner alone.
///
/// ```
/// use bonafide_face::gallery::{Gallery, GalleryBuilder};
/// use bonafide_face::{EncoderId, Encoding};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("staff.bfg");
/// let encoder = EncoderId("an-encoder/1".to_owned());
/// let mut builder = GalleryBuilder::create(&path, &encoder, 2)?;
/// builder.push("anna", &Encoding::new(encoder.clone(), vec![0.6, 0.8])?)?;
/// builder.push("ben", &Encoding::new(encoder.clone(), vec![0.0, 1.0])?)?;
/// assert_eq!(builder.finish()?, 2);
/// assert_eq!(Gallery::open(&path)?.id(1), Some("ben"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct GalleryBuilder {
    path: PathBuf,
    header: Header,
    file: BufWriter<NamedTempFile>,
    encodings: Section,
    blocks: Spool,
    ids: Spool,
    scales: Vec<u8>,
    id_ends: Vec<u8>,
    pending: Zeroizing<Vec<f32>>,
}

impl GalleryBuilder {
    /// Begins a gallery of encodings of one encoder, each of `dimensions` values, 1 to 4096.
    ///
    /// # Errors
    /// When the folder cannot be written, or the header cannot say this.
    pub fn create(
        path: &Path,
        encoder: &EncoderId,
        dimensions: usize,
    ) -> Result<Self, GalleryError> {
        let header =
            Header { encoder: encoder.clone(), dimensions, count: 0, id_bytes: 0, body_crc: 0 };
        header.to_bytes()?;
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut file = BufWriter::new(NamedTempFile::new_in(folder)?);
        file.write_all(&[0; HEADER])?;
        Ok(Self {
            path: path.to_owned(),
            header,
            file,
            encodings: Section::default(),
            blocks: Spool::new_in(folder)?,
            ids: Spool::new_in(folder)?,
            scales: Vec::new(),
            id_ends: Vec::new(),
            pending: Zeroizing::new(Vec::with_capacity(LANES * dimensions)),
        })
    }

    /// Appends an encoding. Ids may be given more than once: a person has as many rows as pictures.
    ///
    /// # Errors
    /// When the encoding is of another encoder or length, a value is not within ±65,536, the id is empty or longer than 128 bytes, or writing fails. The gallery is then as it was, unless
    /// writing failed.
    pub fn push(&mut self, id: &str, encoding: &Encoding) -> Result<(), GalleryError> {
        if *encoding.encoder() != self.header.encoder {
            let a = self.header.encoder.clone();
            return Err(EncoderMismatch::Encoder { a, b: encoding.encoder().clone() }.into());
        }
        let (found, expected) = (encoding.values().len(), self.header.dimensions);
        if found != expected {
            return Err(GalleryError::Dimensions { found, expected });
        }
        quantise::check_values(encoding.values())?;
        if id.is_empty() || id.len() > MAX_ID {
            return Err(GalleryError::Id { found: id.len(), most: MAX_ID });
        }
        let row = encoding.values().iter().flat_map(|value| value.to_le_bytes());
        self.encodings.write(&mut self.file, &Zeroizing::new(row.collect::<Vec<u8>>()))?;
        self.ids.write(id.as_bytes())?;
        self.id_ends.extend_from_slice(&self.ids.section.length.to_le_bytes());
        self.pending.extend_from_slice(encoding.values());
        self.header.count += 1;
        if self.header.count.is_multiple_of(LANES) {
            self.write_block()?;
        }
        Ok(())
    }

    /// Puts the gallery in its place, instead of what may be there, and returns the count of its
    /// encodings. Whoever has the former file mapped keeps it.
    ///
    /// # Errors
    /// When writing fails, or there are too many encodings.
    pub fn finish(mut self) -> Result<usize, GalleryError> {
        if !self.pending.is_empty() {
            self.write_block()?;
        }
        self.header.id_bytes = self.ids.section.length;
        let mut crc = self.encodings.end(&mut self.file)?;
        crc.combine(&self.blocks.copy(&mut self.file)?);
        for bytes in [&self.scales, &self.id_ends] {
            let mut section = Section::default();
            section.write(&mut self.file, bytes)?;
            crc.combine(&section.end(&mut self.file)?);
        }
        crc.combine(&self.ids.copy(&mut self.file)?);
        self.header.body_crc = crc.finalize();
        let header = self.header.to_bytes()?;
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&header)?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(self.header.count)
    }

    fn write_block(&mut self) -> io::Result<()> {
        let (block, scale) = quantise::block(&self.pending, self.header.dimensions);
        self.blocks.write(&block)?;
        self.scales.extend_from_slice(&scale.to_bytes());
        // Not `clear`: what is behind the end would not be wiped.
        self.pending.fill(0.0);
        self.pending.clear();
        Ok(())
    }
}

/// Length and checksum of what was written of a section.
#[derive(Debug, Default)]
struct Section {
    length: u64,
    crc: Hasher,
}

impl Section {
    fn write(&mut self, to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len() as u64;
        self.crc.update(bytes);
        to.write_all(bytes)
    }

    /// Fills the section up.
    fn end(&mut self, to: &mut impl Write) -> io::Result<Hasher> {
        let missing = self.length.next_multiple_of(ALIGNMENT) - self.length;
        self.write(to, &[0; ALIGNMENT as usize][..missing as usize])?;
        Ok(self.crc.clone())
    }
}

/// A section that is written before its place is known; the file has no name and goes with the process.
#[derive(Debug)]
struct Spool {
    file: BufWriter<File>,
    section: Section,
}

impl Spool {
    fn new_in(folder: &Path) -> io::Result<Self> {
        let file = BufWriter::new(tempfile::tempfile_in(folder)?);
        Ok(Self { file, section: Section::default() })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.section.write(&mut self.file, bytes)
    }

    fn copy(&mut self, to: &mut impl Write) -> io::Result<Hasher> {
        self.file.flush()?;
        let mut from = BufReader::new(self.file.get_mut());
        from.seek(SeekFrom::Start(0))?;
        io::copy(&mut from.take(self.section.length), to)?;
        self.section.end(to)
    }
}
