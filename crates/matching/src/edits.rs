//! Optimal string alignment distance of short words: insertions, deletions, substitutions and exchanges of neighbours,
//! none of them edited twice.

/// Bytes of a word that are looked at at most: those of a machine word.
const LONGEST: usize = 64;

/// A word made ready for counting edits to others.
///
/// Bit-parallel after Hyyrö, *A bit-vector algorithm for computing Levenshtein and Damerau edit distances* (Nordic
/// Journal of Computing 10, 2003): one machine word holds a column of the table.
pub(crate) struct Pattern {
    places: [u64; 64],
    length: usize,
}

impl Pattern {
    /// Of the first 64 bytes.
    pub(crate) fn new(word: &[u8]) -> Self {
        let mut places = [0; 64];
        for (index, &byte) in word.iter().take(LONGEST).enumerate() {
            places[slot(byte)] |= 1 << index;
        }
        Self { places, length: word.len().min(LONGEST) }
    }

    /// How many edits the bytes of another word are away.
    pub(crate) fn edits(&self, other: impl Iterator<Item = u8>) -> usize {
        if self.length == 0 {
            return other.count();
        }
        let last = 1_u64 << (self.length - 1);
        let (mut up, mut down) = (u64::MAX, 0);
        let (mut diagonal, mut before) = (0_u64, 0);
        let mut edits = self.length;
        for byte in other {
            let here = self.places[slot(byte)];
            let exchanged = ((!diagonal & here) << 1) & before;
            diagonal = ((here & up).wrapping_add(up) ^ up) | here | down | exchanged;
            let (mut more, less) = (down | !(diagonal | up), diagonal & up);
            edits += usize::from(more & last != 0);
            edits -= usize::from(less & last != 0);
            more = (more << 1) | 1;
            up = (less << 1) | !(diagonal | more);
            down = more & diagonal;
            before = here;
        }
        edits
    }
}

/// Place of a letter or digit in the table; other bytes share the places that are left.
pub(crate) fn slot(byte: u8) -> usize {
    usize::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'0'..=b'9' => byte - b'0' + 26,
        other => 36 + other % 28,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn distance(a: &str, b: &str) -> usize {
        Pattern::new(a.as_bytes()).edits(b.bytes())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn distance_is_that_of_strsim_and_rapidfuzz(a in "[A-D0-2]{0,64}", b in "[A-D0-2]{0,70}") {
            prop_assert_eq!(distance(&a, &b), strsim::osa_distance(&a, &b));
            let batch = rapidfuzz::distance::osa::BatchComparator::new(a.chars());
            prop_assert_eq!(distance(&a, &b), batch.distance(b.chars()));
        }
    }

    #[test]
    fn empty_words_are_as_far_as_the_other_is_long() {
        assert_eq!((distance("", "ABC"), distance("ABC", ""), distance("", "")), (3, 3, 0));
    }
}
