//! PDF417 symbols: payload in, modules out.

use pdf417::{PDF417, PDF417Encoder, ecc::ecc_count};

use crate::error::SynthError;

/// Most codewords that a symbol holds, error correction included (ISO/IEC 15438).
const MAX_CODEWORDS: usize = 928;

/// Longest payload tried: at one codeword per byte it already overflows at level 5.
const MAX_PAYLOAD: usize = 1100;

/// A symbol as black and white modules, row by row; every row of codewords is one row here.
#[derive(Clone, Debug)]
pub(crate) struct Symbol {
    pub(crate) modules_wide: usize,
    pub(crate) rows: usize,
    modules: Vec<bool>,
}

impl Symbol {
    /// Encodes a payload over the given number of data columns.
    ///
    /// ASCII goes through text and numeric compaction, as issuers' encoders do; anything else is
    /// byte compaction throughout.
    pub(crate) fn encode(payload: &[u8], columns: u8, level: u8) -> Result<Self, SynthError> {
        let too_long = || SynthError::PayloadTooLong { bytes: payload.len(), columns };
        if payload.len() > MAX_PAYLOAD {
            return Err(too_long());
        }
        let mut scratch = [0_u16; 4 * MAX_PAYLOAD];
        let data = append(PDF417Encoder::new(&mut scratch, false), payload).count();
        let rows = (data + ecc_count(level)).div_ceil(usize::from(columns)).max(3);
        let codewords = rows * usize::from(columns);
        if rows > 90 || codewords > MAX_CODEWORDS {
            return Err(too_long());
        }
        let mut storage = vec![0_u16; codewords];
        let sealed = append(PDF417Encoder::new(&mut storage, false), payload).seal(level);
        let modules_wide = (usize::from(columns) + 4) * 17 + 1;
        let mut modules = vec![false; modules_wide * rows];
        PDF417::new(sealed, rows as u8, columns, level).render(&mut modules[..]);
        Ok(Self { modules_wide, rows, modules })
    }

    /// Runs of black in one row: first module and length.
    pub(crate) fn bars(&self, row: usize) -> Vec<(usize, usize)> {
        let line = &self.modules[row * self.modules_wide..(row + 1) * self.modules_wide];
        let mut bars = Vec::new();
        let mut start = None;
        for (module, &black) in line.iter().chain(std::iter::once(&false)).enumerate() {
            match (black, start) {
                (true, None) => start = Some(module),
                (false, Some(first)) => {
                    bars.push((first, module - first));
                    start = None;
                }
                _ => {}
            }
        }
        bars
    }
}

fn append<'a>(encoder: PDF417Encoder<'a>, payload: &[u8]) -> PDF417Encoder<'a> {
    match std::str::from_utf8(payload) {
        Ok(text) if text.is_ascii() => encoder.append_ascii(text),
        _ => encoder.append_bytes(payload),
    }
}

#[cfg(test)]
mod tests {
    use super::Symbol;

    #[test]
    fn every_row_starts_and_stops_as_the_standard_says() {
        let symbol = Symbol::encode(b"@\n\x1e\rANSI 636901100001", 6, 5).expect("fits");
        assert_eq!(symbol.modules_wide, 171);
        for row in 0..symbol.rows {
            let bars = symbol.bars(row);
            // ISO/IEC 15438: start 81111113, stop 711311121.
            let widths: Vec<usize> = bars.iter().map(|bar| bar.1).collect();
            assert_eq!(widths[..4], [8, 1, 1, 1]);
            assert_eq!(widths[widths.len() - 5..], [7, 1, 1, 1, 1]);
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(Symbol::encode(&[b'x'; 1101], 13, 5).is_err());
        assert!(Symbol::encode(&[0xff; 1090], 13, 5).is_err());
        assert!(Symbol::encode(&[b'A'; 1000], 13, 5).is_ok());
    }
}
