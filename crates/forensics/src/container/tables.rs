//! Where quantisation tables come from.

/// Where the quantisation tables of a JPEG file come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableOrigin {
    /// The tables of ITU-T T.81 annex K, scaled as the Independent JPEG Group does at this setting,
    /// 1–100: libraries, many programs and some phones.
    Standard(u8),
    /// Tables of its own: most cameras, Photoshop, some phones.
    Own,
}

/// Luminance table of T.81 annex K.1 in zig-zag order.
const LUMINANCE: [u32; 64] = [
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37,
    29, 40, 58, 51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81,
    87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
];

/// The origin of a luminance table in zig-zag order.
pub(super) fn origin(table: &[u16; 64]) -> TableOrigin {
    let exact = (1..=100_u32).rev().find(|&quality| {
        let scale = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
        LUMINANCE
            .iter()
            .zip(table)
            .all(|(&base, &step)| ((base * scale + 50) / 100).clamp(1, 255) == u32::from(step))
    });
    exact.map_or(TableOrigin::Own, |quality| TableOrigin::Standard(quality as u8))
}
