//! Distance of two short words.

use super::fold::LONGEST_WORD;

/// Returns the optimal string alignment distance of two words: insertions, deletions,
/// substitutions and exchanges of neighbours, none of them edited twice.
///
/// Bytes are compared; what lies beyond [`LONGEST_WORD`] bytes is not looked at. Bit-parallel
/// after Hyyrö, *A bit-vector algorithm for computing Levenshtein and Damerau edit distances*
/// (2003), which is why a word must fit a machine word.
pub(super) fn distance(a: &str, b: &str) -> usize {
    distance_to(a, b.bytes())
}

/// As [`distance`], with the letters of the second word one by one.
pub(super) fn distance_to(a: &str, b: impl Iterator<Item = u8>) -> usize {
    let a = a.as_bytes().get(..LONGEST_WORD).unwrap_or(a.as_bytes());
    let b = b.take(LONGEST_WORD);
    if a.is_empty() {
        return b.count();
    }
    let mut places = [0u32; 64];
    for (index, &letter) in a.iter().enumerate() {
        places[slot(letter)] |= 1 << index;
    }
    let last = 1u32 << (a.len() - 1);
    let (mut up, mut down) = (u32::MAX, 0u32);
    let (mut diagonal, mut before) = (0u32, 0u32);
    let mut edits = a.len();
    for letter in b {
        let here = places[slot(letter)];
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

/// Place of a letter or digit in the table; other bytes share the places that are left.
fn slot(byte: u8) -> usize {
    usize::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'0'..=b'9' => byte - b'0' + 26,
        other => 36 + other % 28,
    })
}

/// Returns a set of the letters and digits of a word; two words are at least half the size of the
/// symmetric difference of their sets apart.
pub(super) fn letters(word: &str) -> u64 {
    word.bytes().take(LONGEST_WORD).fold(0, |set, byte| set | 1 << slot(byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn distance_is_that_of_strsim_and_rapidfuzz(a in "[A-D0-2]{0,32}", b in "[A-D0-2]{0,32}") {
            prop_assert_eq!(distance(&a, &b), strsim::osa_distance(&a, &b));
            let batch = rapidfuzz::distance::osa::BatchComparator::new(a.chars());
            prop_assert_eq!(distance(&a, &b), batch.distance(b.chars()));
            prop_assert_eq!(distance(&a, &b), distance(&b, &a));
            let apart = (letters(&a) ^ letters(&b)).count_ones() as usize;
            prop_assert!(apart.div_ceil(2) <= distance(&a, &b));
        }
    }

    #[test]
    fn long_words_are_cut() {
        let (a, b) = ("A".repeat(500), "A".repeat(40));
        assert_eq!(distance(&a, &b), 0);
        assert_eq!(distance("", "ABC"), 3);
        assert_eq!(distance("ABC", ""), 3);
    }
}
