//! A bounded walk through the directories of a TIFF structure, which Exif is.
//!
//! Source: TIFF 6.0 (1992), section 2; CIPA DC-008 (Exif 2.32), 4.6.

use super::FileTraces;

/// Directories that are looked at: the main one, that of the thumbnail and their Exif directories.
const MAX_DIRECTORIES: usize = 8;
/// Entries of a directory that are looked at; cameras write some 60.
const MAX_ENTRIES: usize = 256;

const MAKE: u16 = 0x010F;
const MODEL: u16 = 0x0110;
const SOFTWARE: u16 = 0x0131;
const HOST: u16 = 0x013C;
const XMP: u16 = 0x02BC;
const THUMBNAIL_OFFSET: u16 = 0x0201;
const THUMBNAIL_LENGTH: u16 = 0x0202;
const EXIF_DIRECTORY: u16 = 0x8769;
const USER_COMMENT: u16 = 0x9286;

/// Numbers of a TIFF structure in its byte order.
struct Tiff<'a> {
    bytes: &'a [u8],
    big: bool,
}

/// One entry of a directory.
struct Entry {
    tag: u16,
    /// Bytes of the value.
    size: usize,
    /// Where the value lies.
    at: usize,
}

impl<'a> Tiff<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let big = match bytes.get(..4)? {
            b"II*\0" => false,
            b"MM\0*" => true,
            _ => return None,
        };
        Some(Self { bytes, big })
    }

    fn short(&self, at: usize) -> Option<u16> {
        let pair = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    }

    fn long(&self, at: usize) -> Option<usize> {
        let quad = *self.bytes.get(at..)?.first_chunk()?;
        let value = if self.big { u32::from_be_bytes(quad) } else { u32::from_le_bytes(quad) };
        usize::try_from(value).ok()
    }

    /// Entry `index` of the directory at `directory`.
    fn entry(&self, directory: usize, index: usize) -> Option<Entry> {
        let at = directory.checked_add(2 + index * 12)?;
        let unit = match self.short(at + 2)? {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            _ => return None,
        };
        let size = self.long(at + 4)?.checked_mul(unit)?;
        let place = if size <= 4 { at + 8 } else { self.long(at + 8)? };
        Some(Entry { tag: self.short(at)?, size, at: place })
    }

    fn value(&self, entry: &Entry) -> &'a [u8] {
        let end = entry.at.saturating_add(entry.size).min(self.bytes.len());
        self.bytes.get(entry.at..end).unwrap_or(&[])
    }
}

/// Reads the directories of a TIFF structure that begins `base` bytes into the file.
pub(super) fn read(bytes: &[u8], base: usize, traces: &mut FileTraces) {
    let Some(tiff) = Tiff::new(bytes) else { return };
    traces.exif = true;
    let (mut offset, mut length) = (None, None);
    let mut waiting = vec![tiff.long(4).unwrap_or(0)];
    for _ in 0..MAX_DIRECTORIES {
        let Some(directory) = waiting.pop().filter(|&at| at != 0) else { break };
        let count = usize::from(tiff.short(directory).unwrap_or(0)).min(MAX_ENTRIES);
        for entry in (0..count).filter_map(|index| tiff.entry(directory, index)) {
            let value = tiff.value(&entry);
            match entry.tag {
                MAKE | MODEL => traces.camera |= value.iter().any(u8::is_ascii_alphanumeric),
                SOFTWARE | HOST | USER_COMMENT => traces.note_software(value),
                XMP => traces.note_xmp(value),
                EXIF_DIRECTORY => waiting.extend(tiff.long(entry.at)),
                THUMBNAIL_OFFSET => offset = tiff.long(entry.at),
                THUMBNAIL_LENGTH => length = tiff.long(entry.at),
                _ => {}
            }
        }
        let next = directory.checked_add(2 + count * 12).and_then(|at| tiff.long(at));
        // The one that follows is looked at before the Exif directory: it holds the thumbnail.
        waiting.extend(next.filter(|&at| at != 0));
    }
    if let (Some(offset), Some(length)) = (offset, length) {
        traces.thumbnail = base.checked_add(offset).map(|start| (start, length));
    }
}
