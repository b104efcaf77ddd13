//! Two values with what differs in brackets.

use bonafide_matching::aligned;
use bonafide_types::sensitive::Mask;

use super::Values;

/// Characters of a value that are looked at: as many as comparators look at.
const MOST: usize = 256;

/// Two values with every run of characters that the other lacks in brackets, by an alignment with the
/// fewest edits. `MULLER` and `MUELLER` are `MU[]LLER` and `MU[E]LLER`.
pub(super) fn marked(a: &str, b: &str, values: Values) -> [String; 2] {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().take(MOST).collect(), b.chars().take(MOST).collect());
    let mut sides = [Side::default(), Side::default()];
    for (x, y) in aligned(&a, &b, |x, y| x == y) {
        let differs = x != y;
        for (side, c) in sides.iter_mut().zip([x, y]) {
            side.push(c, differs, values);
        }
    }
    sides.map(Side::finish)
}

/// A value as it may be shown.
pub(super) fn shown(value: &str, values: Values) -> String {
    value.chars().take(MOST).flat_map(|c| character(c, values)).collect()
}

/// One side as it is written.
#[derive(Default)]
struct Side {
    text: String,
    open: bool,
}

impl Side {
    fn push(&mut self, c: Option<char>, differs: bool, values: Values) {
        if differs != self.open {
            self.text.push(if differs { '[' } else { ']' });
            self.open = differs;
        }
        self.text.extend(c.into_iter().flat_map(|c| character(c, values)));
    }

    fn finish(mut self) -> String {
        if self.open {
            self.text.push(']');
        }
        self.text
    }
}

/// A line in which characters that would steer a terminal are written out.
pub(super) fn harmless(line: &str) -> String {
    line.chars().flat_map(|c| character(c, Values::Shown)).collect()
}

/// What a character is written as. Separators tell the form of a value and nothing of the person; what
/// would steer a terminal is never written as it is.
fn character(c: char, values: Values) -> impl Iterator<Item = char> {
    let kept = match values {
        Values::Masked => Some(c.mask()),
        Values::Shown => (!steers(c)).then_some(c),
    };
    let escaped = kept.is_none().then(|| c.escape_default());
    kept.into_iter().chain(escaped.into_iter().flatten())
}

/// Control characters, and the invisible ones that hide text or turn its direction.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_differs_stands_in_brackets() {
        for (a, b, x, y) in [
            ("MULLER", "MUELLER", "MU[]LLER", "MU[E]LLER"),
            ("D1234S67", "D1234567", "D1234[S]67", "D1234[5]67"),
            ("DOE", "DOE", "DOE", "DOE"),
            ("", "DOE", "[]", "[DOE]"),
            ("ANNA", "MARIA", "[AN]N[]A", "[MA]R[I]A"),
        ] {
            let found = marked(a, b, Values::Shown);
            let plain = |text: &str| text.replace(['[', ']'], "");
            assert_eq!([plain(&found[0]), plain(&found[1])], [a, b]);
            if a != "ANNA" {
                assert_eq!(found, [x, y]);
            }
        }
    }

    #[test]
    fn masks_keep_length_and_form_and_no_character() {
        let [a, b] = marked("1990-01-31", "1990-02-31", Values::Masked);
        assert_eq!((a.as_str(), b.as_str()), ("****-*[*]-**", "****-*[*]-**"));
        assert_eq!(shown("Anna-Maria", Values::Masked), "****-*****");
        assert_eq!(shown("a\u{1b}[31m", Values::Shown), "a\\u{1b}[31m");
    }

    proptest! {
        #[test]
        fn both_values_stay_whole(a in "[A-E ]{0,12}", b in "[A-E ]{0,12}") {
            let found = marked(&a, &b, Values::Shown);
            let plain = |text: &str| text.replace(['[', ']'], "");
            prop_assert_eq!(plain(&found[0]), a.clone());
            prop_assert_eq!(plain(&found[1]), b.clone());
            prop_assert_eq!(a == b, found[0] == a);
            let runs = |text: &str| text.matches('[').count();
            prop_assert_eq!(runs(&found[0]), runs(&found[1]));
        }

        #[test]
        fn any_text_is_shown(a in any::<String>(), b in any::<String>()) {
            for side in marked(&a, &b, Values::Shown) {
                let steered = side.contains(steers);
                prop_assert!(!steered);
            }
            for side in marked(&a, &b, Values::Masked) {
                let masked = side.chars().all(|c| "*[] -/.,<'".contains(c));
                prop_assert!(masked);
            }
        }
    }
}
