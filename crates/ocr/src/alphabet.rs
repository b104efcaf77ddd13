//! The characters that a recogniser reads, out of its own file.

use bonafide_inference::Model;

use crate::error::OcrError;

/// Under which key the file of a recogniser lists its characters, one a line.
const KEY: &str = "character";

/// The classes of a recogniser that count: the blank, and the characters that documents in Latin
/// script print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Alphabet {
    /// All classes of the recogniser.
    pub(crate) classes: usize,
    /// Index and character of those that count, in the order of the classes.
    pub(crate) letters: Vec<(usize, char)>,
}

impl Alphabet {
    /// The class of the space.
    pub(crate) fn space(&self) -> Option<usize> {
        self.letters.iter().find(|(_, character)| *character == ' ').map(|(class, _)| *class)
    }

    /// The alphabet of a recogniser with that many classes.
    pub(crate) fn of(model: &Model, id: &'static str, classes: usize) -> Result<Self, OcrError> {
        Self::listed(model.metadata(KEY).unwrap_or_default(), classes).map_err(|found| {
            OcrError::Characters { model: id, expected: classes.saturating_sub(2), found }
        })
    }

    /// Class 0 is the blank, those that follow are the lines of the list, the last one is the space.
    /// The number of characters where it is another.
    fn listed(list: &str, classes: usize) -> Result<Self, usize> {
        let listed: Vec<&str> = list.split('\n').collect();
        if listed.len() + 2 != classes {
            return Err(listed.len());
        }
        let letter = |(index, text): (usize, &str)| {
            let mut characters = text.trim_end_matches('\r').chars();
            let character = characters.next()?;
            (characters.next().is_none() && is_latin(character)).then_some((index + 1, character))
        };
        let mut letters: Vec<(usize, char)> =
            listed.into_iter().enumerate().filter_map(letter).collect();
        letters.push((classes - 1, ' '));
        Ok(Self { classes, letters })
    }
}

/// Whether documents in Latin script print a character: letters of Latin script with all their marks,
/// digits, and the punctuation and signs of its languages. Source: blocks of Unicode 16.
fn is_latin(character: char) -> bool {
    const SIGNS: &str = "–—‘’‚“”„†‡•…‰‹›€№™";
    match character {
        // Latin-1, Latin Extended-A and -B; not the soft hyphen. Latin Extended Additional.
        '!'..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => true,
        _ => SIGNS.contains(character),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn letters_keep_their_classes() {
        let alphabet = Alphabet::listed("A\n中\nß\nab\nж\n’", 8).unwrap();
        assert_eq!(alphabet.letters, [(1, 'A'), (3, 'ß'), (6, '’'), (7, ' ')]);
    }

    #[test]
    fn a_list_of_another_length_is_refused() {
        assert_eq!(Alphabet::listed("A\nB", 5), Err(2));
        assert_eq!(Alphabet::listed("", 0), Err(1));
    }
}
