//! The bytes of an index: mapped or held.

use std::fs;
use std::io;
use std::path::Path;

use mmap_io::MemoryMappedFile;

pub(super) enum Bytes {
    /// A file that the system pages in where it is looked at.
    Mapped(MemoryMappedFile),
    /// Memory of our own.
    Held(Vec<u8>),
}

impl Bytes {
    /// A pipe or a folder cannot be mapped, and opening a pipe would wait for its other end.
    pub(super) fn map(path: &Path) -> io::Result<Self> {
        let facts = fs::metadata(path)?;
        if !facts.is_file() || facts.len() == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file with content"));
        }
        MemoryMappedFile::open_ro(path).map(Self::Mapped).map_err(io::Error::other)
    }

    pub(super) fn all(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map.as_slice_bytes(0, map.len()).unwrap_or_default(),
            Self::Held(bytes) => bytes,
        }
    }
}
