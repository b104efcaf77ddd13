//! The segments of a JPEG file.
//!
//! Sources: ITU-T T.81 annex B; JFIF 1.02; CIPA DC-008 4.5.4 (Exif); Adobe Photoshop File Formats
//! Specification (image resources); ISO 19566-5 (JUMBF).

use super::{FileTraces, Software, tables, tiff};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const RESOURCES: &[u8] = b"Photoshop 3.0\0";

/// Reads all segments up to the end of the picture, and counts what lies behind it.
pub(super) fn read(bytes: &[u8], traces: &mut FileTraces) {
    let mut at = 2;
    let mut first = true;
    while let Some((marker, after)) = next_marker(bytes, at) {
        at = after;
        if marker == 0xD9 {
            let behind = bytes.get(at..).unwrap_or(&[]);
            traces.trailing = behind.iter().filter(|&&byte| byte != 0).count() as u64;
            return;
        }
        if matches!(marker, 0x01 | 0xD0..=0xD8) {
            continue;
        }
        let Some(segment) = segment_at(bytes, at) else { return };
        match marker {
            0xE1 if segment.starts_with(EXIF) => {
                traces.exif_first = Some(first);
                let base = at + 2 + EXIF.len();
                tiff::read(segment.get(EXIF.len()..).unwrap_or(&[]), base, traces);
            }
            0xE1 if segment.starts_with(XMP) => {
                traces.note_xmp(segment.get(XMP.len()..).unwrap_or(&[]));
            }
            0xEB if memchr::memmem::find(segment, b"jumb").is_some() => traces.provenance = true,
            0xED if segment.starts_with(RESOURCES) => {
                read_resources(segment.get(RESOURCES.len()..).unwrap_or(&[]), traces);
            }
            0xFE => traces.note_software(segment),
            0xDB if traces.tables.is_none() => {
                traces.tables = first_table(segment).map(|table| tables::origin(&table));
            }
            _ => {}
        }
        first = false;
        at += 2 + segment.len();
    }
}

/// The next marker at or after `at`, and the place behind it; stuffed bytes of data are stepped over.
fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        at += memchr::memchr(0xFF, bytes.get(at..)?)?;
        match *bytes.get(at + 1)? {
            0x00 => at += 2,
            0xFF => at += 1,
            marker => return Some((marker, at + 2)),
        }
    }
}

fn segment_at(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let length = usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
    bytes.get(at + 2..at + length)
}

/// The first 8-bit table of a DQT segment, in zig-zag order.
fn first_table(segment: &[u8]) -> Option<[u16; 64]> {
    let (&head, rest) = segment.split_first()?;
    let table: &[u8; 64] = rest.first_chunk().filter(|_| head == 0)?;
    Some(table.map(u16::from))
}

/// Image resources: the one with the quality setting of Photoshop (1030) is written by nothing else;
/// others, of captions, are written by cameras too.
fn read_resources(mut list: &[u8], traces: &mut FileTraces) {
    const QUALITY: u16 = 1030;
    while let Some(rest) = list.strip_prefix(b"8BIM") {
        let Some(&[high, low, name, ..]) = rest.first_chunk::<3>() else { return };
        if u16::from_be_bytes([high, low]) == QUALITY {
            traces.software.push(Software::Editor);
        }
        // The name and the data are padded to even lengths, the name with its length byte.
        let name = (usize::from(name) + 2) & !1;
        let Some(size) = rest.get(2 + name..).and_then(|rest| rest.first_chunk::<4>()) else {
            return;
        };
        let size = (u32::from_be_bytes(*size) as usize).saturating_add(1) & !1;
        list = rest.get((6 + name).saturating_add(size)..).unwrap_or(&[]);
    }
}
