//! What was read in a picture.

use bonafide_imaging::Point;
use bonafide_types::{Score, Sensitive};

use crate::order::in_reading_order;

/// Everything printed that was read in one picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Print {
    /// Width and height of the picture in pixels.
    pub frame: (u32, u32),
    /// The lines, from top to bottom, those of one height from left to right.
    pub lines: Vec<Line>,
    /// What was read of large words that lie over the print (SPECIMEN, VOID), in views of the page that show
    /// little else. What else stands here is noise: only the search for suspicious words looks at it.
    pub marks: Vec<Line>,
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

impl Print {
    /// Quarters by which the picture has to be turned clockwise for most of the print to stand upright,
    /// 0 to 3; lines count by their length. 0 without lines.
    pub fn quarters_to_upright(&self) -> u8 {
        let mut lengths = [0.0_f32; 4];
        for line in &self.lines {
            let [from, to, ..] = line.corners;
            let (x, y) = (to.x - from.x, to.y - from.y);
            let quarters = match (x.abs() >= y.abs(), x >= 0.0, y >= 0.0) {
                (true, true, _) => 0,
                (true, false, _) => 2,
                (false, _, true) => 3,
                (false, _, false) => 1,
            };
            lengths[quarters] += x.hypot(y);
        }
        (0..4_u8)
            .max_by(|a, b| {
                lengths[usize::from(*a)].total_cmp(&lengths[usize::from(*b)]).then(b.cmp(a))
            })
            .unwrap_or(0)
    }

    /// The same print in the picture turned clockwise by so many quarters, in reading order.
    #[must_use]
    pub fn turned(mut self, quarters: u8) -> Self {
        for _ in 0..quarters % 4 {
            let (width, height) = self.frame;
            let turn = |point: &mut Point| {
                *point = Point { x: height as f32 - point.y, y: point.x };
            };
            for line in self.lines.iter_mut().chain(&mut self.marks) {
                line.corners.iter_mut().for_each(turn);
                line.words.iter_mut().flat_map(|word| &mut word.corners).for_each(turn);
            }
            self.frame = (height, width);
        }
        self.lines = in_reading_order(self.lines);
        self
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A line with one word in the box.
    fn line(left: f32, top: f32, right: f32, bottom: f32) -> Line {
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
            .map(|(x, y)| Point { x, y });
        let word = Word {
            text: Sensitive::new("WORD".to_owned()),
            probabilities: vec![Score::ONE; 4],
            corners,
        };
        Line { corners, words: vec![word] }
    }

    #[test]
    fn print_is_turned_until_it_stands_upright() {
        let lines = vec![line(10.0, 20.0, 110.0, 40.0), line(10.0, 60.0, 80.0, 80.0)];
        let print = Print { frame: (200, 100), lines, marks: vec![line(0.0, 0.0, 90.0, 30.0)] };
        assert_eq!(print.quarters_to_upright(), 0);
        for quarters in 1..4 {
            let turned = print.clone().turned(quarters);
            assert_eq!(turned.quarters_to_upright(), (4 - quarters) % 4);
            assert_eq!(turned.clone().turned(4 - quarters), print);
        }
        assert_eq!(print.clone().turned(1).frame, (100, 200));
        assert_eq!(print.turned(1).lines[1].corners[0], Point { x: 40.0, y: 10.0 });
        assert_eq!(Print::default().quarters_to_upright(), 0);
    }
}
