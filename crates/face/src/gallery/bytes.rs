//! The bytes of a gallery: mapped, or held and wiped.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use mmap_io::MemoryMappedFile;
use zeroize::Zeroizing;

/// The bytes of a gallery, beginning at an address that suits an `f32`.
pub(super) enum Bytes {
    /// A file that the system pages in where it is looked at.
    Mapped(MemoryMappedFile),
    /// Memory of our own, in words so that it is aligned, with the count of its bytes.
    Held(Zeroizing<Vec<u64>>, usize),
}

impl Bytes {
    pub(super) fn map(path: &Path) -> io::Result<Self> {
        let facts = fs::metadata(path)?;
        // A pipe or a folder cannot be mapped, and opening a pipe would wait for its other end.
        if !facts.is_file() || facts.len() == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file with content"));
        }
        MemoryMappedFile::open_ro(path).map(Self::Mapped).map_err(io::Error::other)
    }

    /// Reads a file into memory of our own.
    pub(super) fn load(path: &Path) -> io::Result<Self> {
        let mut file = fs::File::open(path)?;
        let length = file.metadata()?.len();
        let length = usize::try_from(length).map_err(io::Error::other)?;
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
