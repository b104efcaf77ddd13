//! The chunks of a PNG file. Source: ISO/IEC 15948 (third edition, 2025), 4.8 and 11.3.

use super::{FileTraces, tiff};

/// Widths of the screens of telephones, in pixels; heights are 16/9 to 22/9 of them.
const TELEPHONES: [u32; 16] =
    [640, 720, 750, 828, 1080, 1125, 1170, 1179, 1206, 1220, 1242, 1260, 1284, 1290, 1320, 1440];
/// Sizes of the screens of computers and tablets, in pixels.
const COMPUTERS: [(u32, u32); 14] = [
    (1280, 800),
    (1366, 768),
    (1440, 900),
    (1536, 864),
    (1600, 900),
    (1680, 1050),
    (1920, 1080),
    (1920, 1200),
    (2560, 1440),
    (2560, 1600),
    (2880, 1800),
    (3024, 1964),
    (3840, 2160),
    (2048, 1536),
];

/// Reads all chunks up to the end of the picture, and counts what lies behind it.
pub(super) fn read(bytes: &[u8], traces: &mut FileTraces) {
    let mut at = 8;
    while let Some(head) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let &[a, b, c, d, kind @ ..] = head;
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        let start = at + 8;
        let Some(data) = start.checked_add(length).and_then(|end| bytes.get(start..end)) else {
            return;
        };
        match &kind {
            b"IHDR" => traces.screen = is_screen(data),
            b"eXIf" => tiff::read(data, start, traces),
            b"tEXt" | b"iTXt" => read_text(data, traces),
            b"caBX" => traces.provenance = true,
            b"IEND" => {
                let behind = bytes.get(start + length + 4..).unwrap_or(&[]);
                traces.trailing = behind.iter().filter(|&&byte| byte != 0).count() as u64;
                return;
            }
            _ => {}
        }
        at = start + length + 4;
    }
}

/// Text whose keyword says who made the picture, or holds an XMP packet. Compressed text is not read.
fn read_text(data: &[u8], traces: &mut FileTraces) {
    let keyword = data.split(|&byte| byte == 0).next().unwrap_or(&[]);
    let text = data.get(keyword.len()..).unwrap_or(&[]);
    match keyword {
        b"XML:com.adobe.xmp" => traces.note_xmp(text),
        b"Software" | b"Comment" | b"Source" | b"Description" => traces.note_software(text),
        // Generators keep their settings under these names.
        b"parameters" | b"prompt" | b"workflow" => traces.software.push(super::Software::Generator),
        _ => {}
    }
}

fn is_screen(header: &[u8]) -> bool {
    let side = |at: usize| {
        let quad = header.get(at..).and_then(|rest| rest.first_chunk::<4>())?;
        Some(u32::from_be_bytes(*quad))
    };
    let (Some(width), Some(height)) = (side(0), side(4)) else { return false };
    let (short, long) = (width.min(height), width.max(height));
    let ratio = f64::from(long) / f64::from(short.max(1));
    TELEPHONES.contains(&short) && (16.0 / 9.0..=22.0 / 9.0).contains(&ratio)
        || COMPUTERS.contains(&(long, short))
}
