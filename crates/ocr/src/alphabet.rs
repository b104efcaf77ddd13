//! The characters that a recogniser reads, out of its own file.

use bonafide_inference::Model;

use crate::error::OcrError;

/// Under which key the file of a recogniser lists its letters, one after the other.
const KEY: &str = "letters";

/// The classes of a recogniser: the blank, its letters, and all other characters together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Alphabet {
    letters: Vec<char>,
}

impl Alphabet {
    /// The alphabet of a recogniser with that many classes.
    pub(crate) fn of(model: &Model, id: &'static str, classes: usize) -> Result<Self, OcrError> {
        let alphabet = Self::listed(model.metadata(KEY).unwrap_or_default());
        if alphabet.classes() == classes {
            return Ok(alphabet);
        }
        let (expected, found) = (classes.saturating_sub(2), alphabet.letters.len());
        Err(OcrError::Characters { model: id, expected, found })
    }

    pub(crate) fn listed(letters: &str) -> Self {
        Self { letters: letters.chars().collect() }
    }

    /// How many classes there are.
    pub(crate) fn classes(&self) -> usize {
        self.letters.len() + 2
    }

    /// The letter of a class; `None` for the blank and for all other characters.
    pub(crate) fn letter(&self, class: usize) -> Option<char> {
        self.letters.get(class.checked_sub(1)?).copied()
    }

    /// The class of the space.
    pub(crate) fn space(&self) -> Option<usize> {
        self.letters.iter().position(|letter| *letter == ' ').map(|index| index + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_the_classes_between_the_blank_and_the_others() {
        let alphabet = Alphabet::listed("Aß ’");
        let letters: Vec<Option<char>> = (0..7).map(|class| alphabet.letter(class)).collect();
        assert_eq!(letters, [None, Some('A'), Some('ß'), Some(' '), Some('’'), None, None]);
        assert_eq!((alphabet.classes(), alphabet.space()), (6, Some(3)));
        assert_eq!(Alphabet::listed("A").space(), None);
    }
}
