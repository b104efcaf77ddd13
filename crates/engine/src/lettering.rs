//! Letters for legends: capitals, digits and a few signs of 5 × 7 dots, so that overlays need no font of
//! the machine's.

use bonafide_imaging::{Rgb, RgbImage};

/// Columns of a letter.
const COLUMNS: u32 = 5;
/// Rows of a letter.
pub(crate) const ROWS: u32 = 7;
/// Columns from one letter to the next.
const ADVANCE: u32 = COLUMNS + 1;

/// The rows of a letter from the top, the leftmost dot in the highest of five bits. What has no letter is
/// a blank.
fn rows(letter: char) -> [u8; 7] {
    match letter.to_ascii_uppercase() {
        'A' => [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
        'B' => [0b11110, 0b10001, 0b10001, 0b11110, 0b10001, 0b10001, 0b11110],
        'C' => [0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110],
        'D' => [0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110],
        'E' => [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
        'F' => [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b10000],
        'G' => [0b01110, 0b10001, 0b10000, 0b10111, 0b10001, 0b10001, 0b01110],
        'H' => [0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
        'I' => [0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
        'J' => [0b00111, 0b00010, 0b00010, 0b00010, 0b00010, 0b10010, 0b01100],
        'K' => [0b10001, 0b10010, 0b10100, 0b11000, 0b10100, 0b10010, 0b10001],
        'L' => [0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111],
        'M' => [0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001],
        'N' => [0b10001, 0b11001, 0b10101, 0b10011, 0b10001, 0b10001, 0b10001],
        'O' => [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
        'P' => [0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000],
        'Q' => [0b01110, 0b10001, 0b10001, 0b10001, 0b10101, 0b10010, 0b01101],
        'R' => [0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001],
        'S' => [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110],
        'T' => [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100],
        'U' => [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
        'V' => [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01010, 0b00100],
        'W' => [0b10001, 0b10001, 0b10001, 0b10101, 0b10101, 0b11011, 0b10001],
        'X' => [0b10001, 0b10001, 0b01010, 0b00100, 0b01010, 0b10001, 0b10001],
        'Y' => [0b10001, 0b10001, 0b01010, 0b00100, 0b00100, 0b00100, 0b00100],
        'Z' => [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b10000, 0b11111],
        '0' => [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
        '1' => [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
        '2' => [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
        '3' => [0b11110, 0b00001, 0b00001, 0b01110, 0b00001, 0b00001, 0b11110],
        '4' => [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
        '5' => [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
        '6' => [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
        '7' => [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
        '8' => [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
        '9' => [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
        '.' => [0, 0, 0, 0, 0, 0b01100, 0b01100],
        ',' => [0, 0, 0, 0, 0b01100, 0b00100, 0b01000],
        ':' => [0, 0b01100, 0b01100, 0, 0b01100, 0b01100, 0],
        '-' => [0, 0, 0, 0b11111, 0, 0, 0],
        '%' => [0b11000, 0b11001, 0b00010, 0b00100, 0b01000, 0b10011, 0b00011],
        _ => [0; 7],
    }
}

/// Columns that a text takes at this scale.
pub(crate) fn width(text: &str, scale: u32) -> u32 {
    (text.chars().count() as u32 * ADVANCE).saturating_sub(1) * scale
}

/// Writes a text, its upper left corner at `x` and `y`, each dot `scale` pixels wide. What lies outside
/// of the picture is left out.
pub(crate) fn write(onto: &mut RgbImage, (x, y): (u32, u32), text: &str, scale: u32, ink: Rgb<u8>) {
    for (place, letter) in text.chars().enumerate() {
        for (down, row) in (0..).zip(rows(letter)) {
            for right in (0..COLUMNS).filter(|right| row >> (COLUMNS - 1 - right) & 1 == 1) {
                let left = x + (place as u32 * ADVANCE + right) * scale;
                fill(onto, (left, y + down * scale), (scale, scale), ink);
            }
        }
    }
}

/// Fills a rectangle as far as it lies inside.
pub(crate) fn fill(
    onto: &mut RgbImage,
    (x, y): (u32, u32),
    (width, height): (u32, u32),
    ink: Rgb<u8>,
) {
    for row in y..y.saturating_add(height).min(onto.height()) {
        for column in x..x.saturating_add(width).min(onto.width()) {
            onto.put_pixel(column, row, ink);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_a_legend_has_dots_of_its_own() {
        let used: Vec<char> = ('A'..='Z').chain('0'..='9').chain(".,:-%".chars()).collect();
        for (at, a) in used.iter().enumerate() {
            assert!(rows(*a).iter().any(|row| *row != 0), "{a} is blank");
            for b in &used[at + 1..] {
                assert_ne!(rows(*a), rows(*b), "{a} looks like {b}");
            }
        }
    }

    #[test]
    fn letters_stand_where_they_are_written_and_nothing_goes_over_the_edge() {
        let mut sheet = RgbImage::new(20, 9);
        write(&mut sheet, (1, 1), "L8888", 1, Rgb([255; 3]));
        assert_eq!(sheet.get_pixel(1, 1).0, [255; 3]);
        assert_eq!(sheet.get_pixel(2, 1).0, [0; 3]);
        assert_eq!(sheet.get_pixel(5, 7).0, [255; 3]);
        assert_eq!(width("L8", 2), 22);
    }
}
