//! Huffman codes.

use super::bits::Bits;

/// Codes up to this length are found in one look; 9 bits cover more than 99 of 100 codes of a
/// photograph and fit the first-level cache for all tables of a file.
const LOOK: u32 = 9;

/// A table of codes. Source: ITU-T T.81, annex C and F.2.2.3.
pub(super) struct Table {
    /// Length and symbol by the next [`LOOK`] bits; length 0 where the code is longer.
    look: Box<[(u8, u8); 1 << LOOK]>,
    /// For each length 1–16: first code that is longer than it, in the upper bits of 16.
    beyond: [u32; 17],
    /// For each length: what to add to a code of it for its place in `symbols`.
    offset: [i32; 17],
    symbols: Vec<u8>,
}

impl Table {
    /// From the number of codes of each length, 1 to 16, and their symbols. `None` if these are no
    /// prefix code.
    pub(super) fn new(counts: &[u8; 16], symbols: &[u8]) -> Option<Self> {
        let total: usize = counts.iter().map(|&count| usize::from(count)).sum();
        if total > 256 || symbols.len() < total {
            return None;
        }
        let mut table = Self {
            look: Box::new([(0, 0); 1 << LOOK]),
            beyond: [0; 17],
            offset: [0; 17],
            symbols: symbols.get(..total)?.to_vec(),
        };
        let (mut code, mut index) = (0_u32, 0_u32);
        for (length, &count) in (1_u32..).zip(counts) {
            let count = u32::from(count);
            *table.offset.get_mut(length as usize)? = index.cast_signed() - code.cast_signed();
            let these = symbols.get(index as usize..(index + count) as usize)?;
            table.fill_look(code, length, these);
            code += count;
            index += count;
            if code > 1 << length {
                return None;
            }
            *table.beyond.get_mut(length as usize)? = code << (16 - length);
            code <<= 1;
        }
        Some(table)
    }

    fn fill_look(&mut self, first: u32, length: u32, symbols: &[u8]) {
        if length > LOOK {
            return;
        }
        for (code, &symbol) in (first..).zip(symbols) {
            let span = 1 << (LOOK - length);
            let start = code as usize * span;
            // Codes that overflow their length are refused by the caller right after.
            if let Some(entries) = self.look.get_mut(start..start + span) {
                entries.fill((length as u8, symbol));
            }
        }
    }

    /// The next symbol, of bits that were made ready. `None` if no code fits.
    #[inline]
    pub(super) fn symbol(&self, bits: &mut Bits<'_>) -> Option<u8> {
        let (length, symbol) = self.look[(bits.peek(LOOK) as usize) & ((1 << LOOK) - 1)];
        if length == 0 {
            return self.long_symbol(bits);
        }
        bits.take(u32::from(length));
        Some(symbol)
    }

    #[cold]
    fn long_symbol(&self, bits: &mut Bits<'_>) -> Option<u8> {
        let next = bits.peek(16);
        let lengths = LOOK as usize + 1..=16;
        let length = lengths.into_iter().find(|&length| next < self.beyond[length])?;
        let code = (next >> (16 - length)).cast_signed();
        bits.take(length as u32);
        self.symbols.get(usize::try_from(code + self.offset[length]).ok()?).copied()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Codes 0, 10, and 1100 0000 0000 (12 bits).
    fn table() -> Table {
        let mut counts = [0; 16];
        (counts[0], counts[1], counts[11]) = (1, 1, 1);
        Table::new(&counts, &[7, 8, 9]).unwrap()
    }

    #[test]
    fn short_and_long_codes_are_read() {
        let mut bits = Bits::new(&[0b0101_1000, 0, 0b1111_1110]);
        let mut next = || {
            bits.refill();
            table().symbol(&mut bits)
        };
        assert_eq!(
            [next(), next(), next(), next(), next()],
            [Some(7), Some(8), Some(9), Some(7), None]
        );
    }

    #[test]
    fn too_many_codes_are_refused() {
        let mut counts = [0; 16];
        counts[0] = 3;
        assert!(Table::new(&counts, &[1, 2, 3]).is_none());
        assert!(Table::new(&[255; 16], &[0; 16 * 255]).is_none());
        counts[0] = 1;
        assert!(Table::new(&counts, &[]).is_none());
        assert!(Table::new(&[0; 16], &[]).is_some());
    }
}
