//! The bytes of a gallery: mapped, or held and wiped.

use std::fs;
use std::io::{self, Read, Seek};
use std::path::Path;

use mmap_io::MemoryMappedFile;
use zeroize::Zeroizing;

use super::error::GalleryError;
use super::layout::{HEADER, Header};

/// The bytes of a gallery, beginning at an address that suits an `f32`.
pub(super) enum Bytes {
    /// A file that the system pages in where it is looked at.
    Mapped(MemoryMappedFile),
    /// Memory of our own, in words so that it is aligned, with the count of its bytes.
    Held(Zeroizing<Vec<u64>>, usize),
}

/// A pipe or a folder cannot be mapped, and opening a pipe would wait for its other end.
fn check_kind(facts: &fs::Metadata) -> io::Result<()> {
    if facts.is_file() && facts.len() > 0 {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file with content"))
}

impl Bytes {
    pub(super) fn map(path: &Path) -> io::Result<Self> {
        check_kind(&fs::metadata(path)?)?;
        MemoryMappedFile::open_ro(path).map(Self::Mapped).map_err(io::Error::other)
    }

    /// Reads a file into memory of our own, which is asked for when the header has shown that the file
    /// is as long as it says.
    pub(super) fn load(path: &Path) -> Result<Self, GalleryError> {
        check_kind(&fs::metadata(path)?)?;
        let mut file = fs::File::open(path)?;
        let facts = file.metadata()?;
        check_kind(&facts)?;
        if facts.len() < HEADER as u64 {
            return Err(GalleryError::NotAGallery);
        }
        let mut header = [0; HEADER];
        file.read_exact(&mut header)?;
        let length = Header::parse(&header)?.sections_of(facts.len())?.end;
        file.rewind()?;
        let mut words = Zeroizing::new(Vec::new());
        // A length that no memory holds is an error, not an abort.
        words.try_reserve_exact(length.div_ceil(8)).map_err(io::Error::other)?;
        words.resize(length.div_ceil(8), 0_u64);
        if let Some(bytes) = bytemuck::cast_slice_mut::<u64, u8>(&mut words).get_mut(..length) {
            file.read_exact(bytes)?;
        }
        Ok(Self::Held(words, length))
    }

    pub(super) fn hold(bytes: &[u8]) -> Self {
        let mut words = Zeroizing::new(vec![0_u64; bytes.len().div_ceil(8)]);
        for (to, from) in bytemuck::cast_slice_mut::<u64, u8>(&mut words).iter_mut().zip(bytes) {
            *to = *from;
        }
        Self::Held(words, bytes.len())
    }

    pub(super) fn all(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map.as_slice_bytes(0, map.len()).unwrap_or_default(),
            Self::Held(words, length) => {
                bytemuck::cast_slice::<u64, u8>(words).get(..*length).unwrap_or_default()
            }
        }
    }
}
