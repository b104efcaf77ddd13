//! What the markers of a JPEG file say, read without decoding a pixel.
//!
//! Source: ITU-T T.81 (1992), annex B.

/// What a scan over all markers of a JPEG file found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Markers {
    /// Bits per sample from the frame header.
    pub(crate) precision: u8,
    /// Number of components from the frame header.
    pub(crate) components: u8,
    /// Whether the frame is progressive (SOF2, SOF6, SOF10, SOF14).
    pub(crate) progressive: bool,
    /// The colour transform of Adobe's APP14 segment, if there is one.
    pub(crate) adobe_transform: Option<u8>,
    /// The quantisation table of the first component, in zig-zag order.
    pub(crate) luminance_table: Option<[u16; 64]>,
    /// Whether a frame header was met.
    pub(crate) has_frame: bool,
    /// Whether a scan was met.
    pub(crate) has_scan: bool,
    /// Whether the end-of-image marker was met.
    pub(crate) complete: bool,
}

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const DQT: u8 = 0xDB;
const APP14: u8 = 0xEE;

/// Walks all markers of the first image in `bytes`. Never fails: what is missing stays unset.
pub(crate) fn scan(bytes: &[u8]) -> Markers {
    let mut found = Markers::default();
    let mut tables: [Option<[u16; 64]>; 4] = [None; 4];
    let mut table_of_first = 0;
    let mut position = 0;
    while let Some((marker, after)) = next_marker(bytes, position) {
        position = after;
        match marker {
            EOI => {
                found.complete = true;
                break;
            }
            SOI | 0x01 | 0xD0..=0xD7 => continue,
            _ => {}
        }
        let Some(segment) = segment_at(bytes, position) else { break };
        position += 2 + segment.len();
        match marker {
            // All start-of-frame markers; C4, C8 and CC are Huffman tables, reserved, arithmetic.
            // An image has one frame (B.2.1): what follows the first is damage.
            0xC0..=0xCF if !found.has_frame && !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                read_frame(marker, segment, &mut found);
                table_of_first = usize::from(segment.get(8).copied().unwrap_or(0) & 3);
            }
            DQT => read_tables(segment, &mut tables),
            APP14 if segment.starts_with(b"Adobe") => {
                found.adobe_transform = segment.get(11).copied();
            }
            SOS => {
                // The first scan decides: tables may be redefined between scans.
                if !found.has_scan {
                    found.luminance_table = tables[table_of_first];
                }
                found.has_scan = true;
            }
            _ => {}
        }
    }
    found
}

/// The next marker at or after `position`, and the position behind it. Entropy-coded data is
/// stepped over: there `FF 00` is a stuffed byte and `FF FF` is fill.
pub(crate) fn next_marker(bytes: &[u8], position: usize) -> Option<(u8, usize)> {
    let mut at = position;
    loop {
        at += memchr::memchr(0xFF, bytes.get(at..)?)?;
        match *bytes.get(at + 1)? {
            0x00 => at += 2,
            0xFF => at += 1,
            marker => return Some((marker, at + 2)),
        }
    }
}

/// The content of the segment whose length stands at `position`.
pub(crate) fn segment_at(bytes: &[u8], position: usize) -> Option<&[u8]> {
    let length = bytes.get(position..position + 2)?;
    let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
    bytes.get(position + 2..position + length)
}

fn read_frame(marker: u8, segment: &[u8], found: &mut Markers) {
    if let &[precision, _, _, _, _, components, ..] = segment {
        found.has_frame = true;
        found.precision = precision;
        found.components = components;
        found.progressive = matches!(marker, 0xC2 | 0xC6 | 0xCA | 0xCE);
    }
}

/// Reads the tables of a DQT segment (B.2.4.1), in zig-zag order.
pub(crate) fn read_tables(mut segment: &[u8], tables: &mut [Option<[u16; 64]>; 4]) {
    while let Some((&head, rest)) = segment.split_first() {
        let wide = head >> 4 != 0;
        let size = if wide { 128 } else { 64 };
        let Some(values) = rest.get(..size) else { return };
        let mut table = [0; 64];
        for (i, value) in table.iter_mut().enumerate() {
            *value = if wide {
                u16::from_be_bytes([values[2 * i], values[2 * i + 1]])
            } else {
                u16::from(values[i])
            };
        }
        tables[usize::from(head & 3)] = Some(table);
        segment = &rest[size..];
    }
}

/// Example luminance table of ITU-T T.81 annex K.1, in the order in which files store it (zig-zag).
const ANNEX_K_LUMINANCE: [u32; 64] = [
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37,
    29, 40, 58, 51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81,
    87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
];

/// The quality setting, 1–100, whose scaled annex K table is nearest to `table` (sum of absolute
/// differences; the higher setting on a tie).
///
/// The Independent JPEG Group's encoder and most others scale the table of annex K by
/// `5000 / q` per cent below 50 and `200 - 2q` per cent from 50 on (libjpeg, `jcparam.c`); for
/// their files the estimate is the setting itself. Encoders with tables of their own get the
/// nearest setting.
pub(crate) fn estimated_quality(table: &[u16; 64]) -> u8 {
    (1..=100_u8).rev().min_by_key(|&quality| distance(table, quality)).unwrap_or(100)
}

fn distance(table: &[u16; 64], quality: u8) -> u32 {
    let quality = u32::from(quality);
    let scale = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
    ANNEX_K_LUMINANCE
        .iter()
        .zip(table)
        .map(|(&base, &value)| {
            let scaled = ((base * scale + 50) / 100).clamp(1, 255);
            scaled.abs_diff(u32::from(value))
        })
        .sum()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{RgbImage, encode_jpeg};

    #[test]
    fn quality_of_an_ijg_table_is_found_back() {
        let drawn = RgbImage::from_fn(16, 16, |x, y| image::Rgb([x as u8 * 9, y as u8 * 9, 3]));
        for quality in [10, 35, 50, 70, 75, 85, 91, 95, 100] {
            let found = scan(&encode_jpeg(&drawn, quality).unwrap());
            let table = found.luminance_table.unwrap();
            assert_eq!(estimated_quality(&table), quality);
            assert!(found.complete && found.has_frame && !found.progressive);
            assert_eq!((found.precision, found.components), (8, 3));
        }
    }

    #[test]
    fn a_flat_table_of_ones_is_quality_100() {
        assert_eq!(estimated_quality(&[1; 64]), 100);
        assert_eq!(estimated_quality(&[255; 64]), 1);
    }

    #[test]
    fn sixteen_bit_tables_are_read() {
        let mut segment = vec![0x11];
        segment.extend((0..64_u16).flat_map(|i| (i * 5).to_be_bytes()));
        let mut tables = [None; 4];
        read_tables(&segment, &mut tables);
        assert_eq!(tables[1].unwrap()[63], 315);
        assert!(tables[0].is_none());
    }

    #[test]
    fn the_first_of_two_frames_stands() {
        let frame = |marker, components| {
            [0xFF, marker, 0x00, 0x0B, 8, 0, 16, 0, 24, components, 1, 0x11, 0]
        };
        let file = [&[0xFF, SOI], &frame(0xC0, 3)[..], &frame(0xC5, 4), &[0xFF, EOI]].concat();
        let found = scan(&file);
        assert_eq!((found.components, found.progressive, found.complete), (3, false, true));
    }

    #[test]
    fn missing_pieces_stay_unset() {
        assert_eq!(scan(&[]), Markers::default());
        assert_eq!(scan(&[0xFF, 0xD8, 0xFF, 0xDB, 0x00]), Markers::default());
        assert_eq!(scan(&[0xFF; 9]), Markers::default());
    }
}
