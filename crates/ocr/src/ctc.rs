//! Characters out of a recogniser's answer: the likeliest class of every frame, repeats taken
//! together and blanks left out.
//!
//! Source: Graves et al., "Connectionist Temporal Classification", ICML 2006, best path decoding.

use crate::alphabet::Alphabet;

/// The class that separates characters.
const BLANK: usize = 0;

/// A character of a strip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Letter {
    /// What it is; a space between words.
    pub(crate) character: char,
    /// Its probability among all classes in the frame that shows it best, in [0, 1].
    pub(crate) probability: f32,
    /// The middle of the frames that show it, in frames from the left edge of the strip.
    pub(crate) middle: f32,
    /// The greatest probability of a space in the frames since the character before, in [0, 1].
    pub(crate) space_before: f32,
}

/// The characters of a strip. `frames` are probabilities, one row of all classes a frame. The class of
/// all characters that the alphabet lacks is not read, but takes its share of probability, so that what
/// is of another script reads as doubtful.
pub(crate) fn letters(frames: &[f32], alphabet: &Alphabet) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    let (mut last, mut first_frame, mut space) = (BLANK, 0, 0.0_f32);
    let space_of = |row: &[f32]| alphabet.space().and_then(|class| row.get(class)).copied();
    for (frame, row) in frames.chunks_exact(alphabet.classes()).enumerate() {
        let (class, character, probability) = best(row, alphabet);
        space = space.max(space_of(row).unwrap_or(0.0).clamp(0.0, 1.0));
        match letters.last_mut() {
            Some(letter) if class == last && class != BLANK => {
                letter.probability = letter.probability.max(probability);
                letter.middle = (first_frame + frame + 1) as f32 / 2.0;
            }
            _ if class != BLANK => {
                first_frame = frame;
                let middle = frame as f32 + 0.5;
                letters.push(Letter { character, probability, middle, space_before: space });
                space = 0.0;
            }
            _ => {}
        }
        last = class;
    }
    letters
}

/// The likeliest class of a frame among the blank and the letters.
fn best(row: &[f32], alphabet: &Alphabet) -> (usize, char, f32) {
    let mut best = (BLANK, ' ', row.get(BLANK).copied().unwrap_or(0.0));
    for (class, &value) in row.iter().enumerate() {
        match alphabet.letter(class) {
            Some(letter) if value > best.2 => best = (class, letter, value),
            _ => {}
        }
    }
    (best.0, best.1, best.2.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Blank, A, B, space, all others.
    fn alphabet() -> Alphabet {
        Alphabet::listed("AB ")
    }

    /// Frames in which one class has that probability, and the blank the rest.
    fn frames(shown: &[(usize, f32)]) -> Vec<f32> {
        let mut frames = vec![0.0; 5 * shown.len()];
        for (row, &(class, probability)) in frames.chunks_exact_mut(5).zip(shown) {
            row[0] = 1.0 - probability;
            row[class] = probability;
        }
        frames
    }

    #[test]
    fn repeats_are_one_and_blanks_separate() {
        let shown = [(1, 0.6), (1, 0.9), (0, 1.0), (1, 0.8), (2, 0.7), (0, 1.0)];
        let read = letters(&frames(&shown), &alphabet());
        let text: String = read.iter().map(|letter| letter.character).collect();
        assert_eq!(text, "AAB");
        let probabilities: Vec<f32> = read.iter().map(|letter| letter.probability).collect();
        assert_eq!(probabilities, [0.9, 0.8, 0.7]);
        let middles: Vec<f32> = read.iter().map(|letter| letter.middle).collect();
        assert_eq!(middles, [1.0, 3.5, 4.5]);
    }

    #[test]
    fn other_characters_are_passed_over_and_keep_their_share() {
        let mut frame = frames(&[(4, 0.7)]);
        frame[0] = 0.1;
        frame[1] = 0.2;
        let read = letters(&frame, &alphabet());
        assert!(read.len() == 1 && read[0].character == 'A');
        assert!((read[0].probability - 0.2).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn any_frames_are_read(values in prop::collection::vec(any::<f32>(), 0..200)) {
            for letter in letters(&values, &alphabet()) {
                prop_assert!((0.0..=1.0).contains(&letter.probability));
                prop_assert!(letter.middle > 0.0 && letter.middle < 40.0);
            }
        }
    }
}
