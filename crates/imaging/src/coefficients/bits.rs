//! Bits of entropy-coded data.

/// Reads bits, the highest first, from entropy-coded data without its markers; behind the end come
/// zeros. Source: ITU-T T.81, F.2.2.5 and B.1.1.5 (a byte `FF` is followed by a stuffed `00`).
pub(super) struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    /// The next bits, from the top.
    buffer: u64,
    /// How many of them are there.
    count: u32,
    /// How many of those that were ever put in come from behind the end of the data.
    padding: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, buffer: 0, count: 0, padding: 0 }
    }

    /// Makes at least 32 bits ready: a code of 16 and a value of 15 bits.
    #[inline]
    pub(super) fn refill(&mut self) {
        if self.count > 32 {
            return;
        }
        let next = self.data.get(self.at..self.at + 4).and_then(|next| next.try_into().ok());
        if let Some(next) = next.map(u32::from_be_bytes)
            && !has_ff(next)
        {
            self.buffer |= u64::from(next) << (32 - self.count);
            self.count += 32;
            self.at += 4;
            return;
        }
        self.refill_by_bytes();
    }

    #[cold]
    fn refill_by_bytes(&mut self) {
        while self.count <= 56 {
            let byte = match self.data.get(self.at) {
                Some(0xFF) if self.data.get(self.at + 1) == Some(&0) => {
                    self.at += 2;
                    0xFF
                }
                Some(&byte) if byte != 0xFF => {
                    self.at += 1;
                    byte
                }
                _ => {
                    // Saturates long after the caller has noticed.
                    self.padding = self.padding.saturating_add(8);
                    0
                }
            };
            self.buffer |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    /// The next bits, not yet taken; 1 to 32, of those that [`Self::refill`] made ready.
    #[inline]
    pub(super) fn peek(&self, bits: u32) -> u32 {
        (self.buffer >> (64 - bits)) as u32
    }

    /// Takes bits that were made ready.
    #[inline]
    pub(super) fn take(&mut self, bits: u32) {
        self.buffer <<= bits;
        self.count = self.count.saturating_sub(bits);
    }

    /// The next bits as a number; 0 to 16 bits.
    #[inline]
    pub(super) fn number(&mut self, bits: u32) -> u32 {
        if bits == 0 {
            return 0;
        }
        self.refill();
        let number = self.peek(bits);
        self.take(bits);
        number
    }

    /// The signed value of a category: `bits` bits, those with a leading 0 negative (T.81, F.2.2.1,
    /// EXTEND). Only of bits that were made ready; 0 to 15.
    #[inline]
    pub(super) fn signed(&mut self, bits: u32) -> i32 {
        if bits == 0 {
            return 0;
        }
        let number = self.peek(bits).cast_signed();
        self.take(bits);
        if number < 1 << (bits - 1) { number - (1 << bits) + 1 } else { number }
    }

    /// Whether bits were taken that the data does not have.
    #[inline]
    pub(super) fn overrun(&self) -> bool {
        self.padding > self.count
    }
}

/// Whether one of four bytes is `FF` (the usual test for a zero byte, of the complement).
#[inline]
fn has_ff(word: u32) -> bool {
    let inverse = !word;
    inverse.wrapping_sub(0x0101_0101) & word & 0x8080_8080 != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_in_order_and_stuffing_goes() {
        let mut bits = Bits::new(&[0b1010_0101, 0xFF, 0x00, 0x12, 0x34, 0x56, 0x78, 0x9A]);
        assert_eq!(bits.number(4), 0b1010);
        assert_eq!(bits.number(12), 0x5FF);
        assert_eq!(bits.number(16), 0x1234);
        assert_eq!(bits.number(16), 0x5678);
        assert!(!bits.overrun());
        assert_eq!(bits.number(8), 0x9A);
        assert!(!bits.overrun());
        assert_eq!(bits.number(1), 0);
        assert!(bits.overrun());
    }

    #[test]
    fn values_are_extended_as_in_the_standard() {
        // Category 3: 000 is -7, 011 is -4, 100 is 4, 111 is 7 (T.81, table F.1).
        let mut bits = Bits::new(&[0b0000_1110, 0b0111_0000]);
        bits.refill();
        assert_eq!([(); 4].map(|()| bits.signed(3)), [-7, -4, 4, 7]);
    }

    #[test]
    fn bytes_of_ones_are_seen() {
        for place in 0..4 {
            assert!(has_ff(0x1234_5678 | 0xFF << (8 * place)));
        }
        assert!(!has_ff(0x00FE_7F80) && !has_ff(0xFEFE_FEFE) && !has_ff(0x0100_0100));
    }
}
