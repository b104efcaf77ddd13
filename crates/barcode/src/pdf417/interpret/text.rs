//! Text compaction: two characters a codeword, in four sub-modes (5.4.2).

/// A sub-mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Submode {
    #[default]
    Alpha,
    Lower,
    Mixed,
    Punctuation,
}

/// Where text compaction stands between two codewords; it outlasts a change of character set, and
/// but for a shift of one character a byte between.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TextState {
    latched: Submode,
    /// For one character.
    shifted: Option<Submode>,
}

const MIXED: &[u8; 25] = b"0123456789&\r\t,:#-.$/+%*=^";
const PUNCTUATION: &[u8; 29] = b";<>@[\\]_`~!\r\t,:\n-.$/\"|*()?{}'";

impl TextState {
    /// Forgets a shift that no character has used.
    pub(super) fn end_shift(&mut self) {
        self.shifted = None;
    }

    pub(super) fn read(&mut self, values: &[u16], bytes: &mut Vec<u8>) {
        for value in values {
            for half in [value / 30, value % 30] {
                bytes.extend(self.next(half as u8));
            }
        }
    }

    /// The character of a value below 30, or none if it changes the sub-mode.
    fn next(&mut self, value: u8) -> Option<u8> {
        let submode = self.shifted.take().unwrap_or(self.latched);
        match (submode, value) {
            (Submode::Alpha, 0..26) => Some(b'A' + value),
            (Submode::Lower, 0..26) => Some(b'a' + value),
            (Submode::Mixed, 0..25) => MIXED.get(usize::from(value)).copied(),
            (Submode::Punctuation, 0..29) => PUNCTUATION.get(usize::from(value)).copied(),
            (Submode::Alpha | Submode::Lower | Submode::Mixed, 26) => Some(b' '),
            (Submode::Lower, 27) => self.shift(Submode::Alpha),
            (Submode::Alpha | Submode::Mixed, 27) => self.latch(Submode::Lower),
            (Submode::Mixed, 28) | (Submode::Punctuation, _) => self.latch(Submode::Alpha),
            (Submode::Alpha | Submode::Lower, 28) => self.latch(Submode::Mixed),
            (Submode::Mixed, 25) => self.latch(Submode::Punctuation),
            (Submode::Alpha | Submode::Lower | Submode::Mixed, _) => {
                self.shift(Submode::Punctuation)
            }
        }
    }

    fn latch(&mut self, submode: Submode) -> Option<u8> {
        self.latched = submode;
        None
    }

    fn shift(&mut self, submode: Submode) -> Option<u8> {
        self.shifted = Some(submode);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(values: &[u16]) -> Vec<u8> {
        let mut bytes = Vec::new();
        TextState::default().read(values, &mut bytes);
        bytes
    }

    #[test]
    fn submodes_latch_and_shift() {
        // A, latch lower, b, shift alpha, C, d, latch mixed, 7, latch punctuation, !, latch alpha, E
        let halves = [0, 27, 1, 27, 2, 3, 28, 7, 25, 10, 29, 4];
        let values: Vec<u16> = halves.chunks(2).map(|pair| pair[0] * 30 + pair[1]).collect();
        assert_eq!(text(&values), b"AbCd7!E");
        // A shift lasts one character.
        assert_eq!(text(&[29 * 30 + 10, 5]), b"!AF");
    }

    #[test]
    fn every_character_of_the_tables() {
        // Latched to mixed, then to punctuation: all characters in the order of their values.
        let halves = |submode: &[u16], count: u16| -> Vec<u16> {
            let mut halves: Vec<u16> = submode.iter().copied().chain(0..count).collect();
            if !halves.len().is_multiple_of(2) {
                halves.push(29);
            }
            halves.chunks(2).map(|pair| pair[0] * 30 + pair[1]).collect()
        };
        assert_eq!(text(&halves(&[28], 25)), b"0123456789&\r\t,:#-.$/+%*=^");
        assert_eq!(text(&halves(&[28, 25], 29)), b";<>@[\\]_`~!\r\t,:\n-.$/\"|*()?{}'");
    }
}
