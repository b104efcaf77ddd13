//! Text as a reader may have seen it: case, accents and confusable shapes folded away.

/// Cost of reading one character for another that looks alike (`0` for `O`).
pub(crate) const LOOKALIKE: u32 = 1;
/// Cost of any other wrong, missing or surplus character.
pub(crate) const EDIT: u32 = 4;

/// Capital ASCII letters and digits of a text, each with the place it came from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Key {
    /// `A`–`Z` and `0`–`9`.
    pub(crate) symbols: Vec<u8>,
    /// Index of the character in the text, one for each symbol.
    pub(crate) from: Vec<usize>,
}

impl Key {
    /// Folds case and accents; what is neither letter nor digit has no symbol. Marks that readers
    /// give for strokes (`|`, `!`, `$`) count as the letter that they resemble, and the raised `o` of
    /// `N°` as the letter.
    pub(crate) fn of(text: impl Iterator<Item = char>) -> Self {
        let mut key = Self::default();
        for (index, c) in text.enumerate() {
            for symbol in symbols_of(c) {
                key.symbols.push(symbol);
                key.from.push(index);
            }
        }
        key
    }
}

/// The symbols of a text as a string: `Prénoms` is `PRENOMS`.
pub(crate) fn folded(text: &str) -> String {
    text.chars().flat_map(symbols_of).map(char::from).collect()
}

fn symbols_of(c: char) -> impl Iterator<Item = u8> {
    let spelled: &'static str = match c {
        '°' | 'º' | 'ª' => "O",
        '|' | '!' | '¦' => "I",
        '$' => "S",
        // `any_ascii` spells ISO-style; issuers and Doc 9303 write two letters, readers see one.
        'ß' => "B",
        _ => any_ascii::any_ascii_char(c),
    };
    spelled.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_uppercase())
}

/// The class of symbols that readers mix up: `O0Q`, `I1L`, `S5`, `B8`, `Z2`, `G6`; else itself.
pub(crate) fn shape(symbol: u8) -> u8 {
    match symbol {
        b'0' | b'Q' | b'D' => b'O',
        b'1' | b'L' => b'I',
        b'5' => b'S',
        b'8' => b'B',
        b'2' => b'Z',
        b'6' => b'G',
        other => other,
    }
}

fn substitution(a: u8, b: u8) -> u32 {
    if a == b {
        0
    } else if shape(a) == shape(b) {
        LOOKALIKE
    } else {
        EDIT
    }
}

/// The cost of turning `word` into `other`, if it is at most `limit`.
pub(crate) fn distance(word: &[u8], other: &[u8], limit: u32) -> Option<u32> {
    let surplus = u32::try_from(word.len().abs_diff(other.len())).ok()?;
    if surplus.saturating_mul(EDIT) > limit {
        return None;
    }
    let costs = last_row(word, other, limit)?;
    costs.last().copied().filter(|&cost| cost <= limit)
}

/// The cheapest reading of `word` at the beginning of `text`: its cost and how many symbols of the
/// text it takes, if the cost is at most `limit`. Of equal costs the length nearest to the word's.
pub(crate) fn prefix_distance(word: &[u8], text: &[u8], limit: u32) -> Option<(u32, usize)> {
    let slack = usize::try_from(limit / EDIT).unwrap_or(0);
    let window = text.get(..(word.len() + slack).min(text.len()))?;
    let costs = last_row(word, window, limit)?;
    costs
        .into_iter()
        .enumerate()
        .filter(|(_, cost)| *cost <= limit)
        .min_by_key(|(taken, cost)| (*cost, taken.abs_diff(word.len())))
        .map(|(taken, cost)| (cost, taken))
}

/// The last row of the edit matrix: costs of `word` against each beginning of `text`.
fn last_row(word: &[u8], text: &[u8], limit: u32) -> Option<Vec<u32>> {
    let mut row: Vec<u32> = (0..=text.len()).map(cost_of).collect();
    for (i, &a) in word.iter().enumerate() {
        let mut diagonal = std::mem::replace(row.first_mut()?, cost_of(i + 1));
        let mut left = cost_of(i + 1);
        let mut least = left;
        for (cell, &b) in row.iter_mut().skip(1).zip(text) {
            let up = *cell;
            left = (diagonal + substitution(a, b)).min(up + EDIT).min(left + EDIT);
            diagonal = up;
            *cell = left;
            least = least.min(left);
        }
        if least > limit {
            return None;
        }
    }
    Some(row)
}

fn cost_of(edits: usize) -> u32 {
    u32::try_from(edits).unwrap_or(u32::MAX / 8).saturating_mul(EDIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_accents_and_marks() {
        assert_eq!(folded("Prénoms"), "PRENOMS");
        assert_eq!(folded("N° de passeport"), "NODEPASSEPORT");
        assert_eq!(folded("SPEC|MEN"), "SPECIMEN");
    }

    #[test]
    fn lookalikes_cost_less_than_edits() {
        assert_eq!(distance(b"DOB", b"D0B", 8), Some(LOOKALIKE));
        assert_eq!(distance(b"DOB", b"DOX", 8), Some(EDIT));
        assert_eq!(distance(b"SURNAME", b"SURNAE", 8), Some(EDIT));
        assert_eq!(distance(b"SURNAME", b"NOM", 8), None);
    }

    #[test]
    fn finds_where_a_prefix_ends() {
        assert_eq!(prefix_distance(b"SURNAME", b"SURNAMEDOE", 4), Some((0, 7)));
        assert_eq!(prefix_distance(b"SURNAME", b"SURNMEDOE", 4), Some((EDIT, 6)));
        assert_eq!(prefix_distance(b"SURNAME", b"GIVEN", 4), None);
    }
}
