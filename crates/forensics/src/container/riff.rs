//! The chunks of a WebP file. Source: RFC 9649, 2.3 and 2.7.

use super::{FileTraces, tiff};

/// Reads all chunks, and counts what lies behind the container.
pub(super) fn read(bytes: &[u8], traces: &mut FileTraces) {
    let long = |at: usize| {
        let quad = bytes.get(at..).and_then(|rest| rest.first_chunk::<4>())?;
        usize::try_from(u32::from_le_bytes(*quad)).ok()
    };
    let end = long(4).unwrap_or(0).saturating_add(8);
    let behind = bytes.get(end..).unwrap_or(&[]);
    traces.trailing = behind.iter().filter(|&&byte| byte != 0).count() as u64;
    let mut at = 12;
    while let (Some(kind), Some(length)) = (bytes.get(at..at + 4), long(at + 4)) {
        let start = at + 8;
        let Some(data) = start.checked_add(length).and_then(|to| bytes.get(start..to)) else {
            return;
        };
        match kind {
            b"EXIF" => {
                let prefix = if data.starts_with(b"Exif\0\0") { 6 } else { 0 };
                tiff::read(data.get(prefix..).unwrap_or(&[]), start + prefix, traces);
            }
            b"XMP " => traces.note_xmp(data),
            b"C2PA" => traces.provenance = true,
            _ => {}
        }
        at = start + length + (length & 1);
    }
}
