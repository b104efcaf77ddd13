//! What was read in a picture.

use bonafide_types::{Score, Sensitive};

/// A place in the picture that was read, in pixels, the origin at the top left corner, y downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// Everything printed that was read in one picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Print {
    /// Width and height of the picture in pixels.
    pub frame: (u32, u32),
    /// The lines, from top to bottom, those of one height from left to right.
    pub lines: Vec<Line>,
}

/// Words that stand in one row, near to each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Corners: top left, top right, bottom right, bottom left in reading direction.
    pub corners: [Point; 4],
    /// The words in reading order, at least one.
    pub words: Vec<Word>,
}

/// One word. `Debug` does not print its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// What it says; no white space.
    pub text: Sensitive<String>,
    /// The probability of each character of the text being what is printed.
    pub probabilities: Vec<Score>,
    /// Corners: top left, top right, bottom right, bottom left in reading direction.
    pub corners: [Point; 4],
}

impl Line {
    /// The words with one space between each.
    pub fn text(&self) -> Sensitive<String> {
        let words: Vec<&str> = self.words.iter().map(|word| word.text.expose().as_str()).collect();
        Sensitive::new(words.join(" "))
    }
}

impl Word {
    /// The probability that every character is right (product over characters); 1 for no characters.
    pub fn confidence(&self) -> Score {
        let product: f64 = self.probabilities.iter().map(|p| p.get()).product();
        Score::new(product).unwrap_or(Score::ZERO)
    }
}
