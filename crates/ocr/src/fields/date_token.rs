//! A line as numbers, words and marks, for dates.

use std::ops::Range;

/// A run of characters of one kind.
#[derive(Clone, Debug)]
pub(crate) enum Token {
    /// Digits, and how many of them are letters that look like digits.
    Number {
        /// `0`–`9`.
        digits: Vec<u8>,
        /// How many were letters.
        repaired: usize,
    },
    /// Letters.
    Letters(String),
    /// Anything else.
    Mark(char),
}

/// How letters that look like digits are taken.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Digits {
    /// As the letters that they are.
    Printed,
    /// As digits, among digits.
    Repaired,
}

/// Cuts a line into tokens with their places.
pub(crate) fn tokens(chars: &[char], digits: Digits) -> Vec<(Range<usize>, Token)> {
    let mut tokens: Vec<(Range<usize>, Token)> = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if c == ' ' {
            at += 1;
            continue;
        }
        let start = at;
        if is_october(chars, at) {
            at += 3;
            tokens.push((start..at, Token::Letters("OCT".to_owned())));
        } else if let Some((digits, repaired, end)) = number(chars, at, digits) {
            at = end;
            tokens.push((start..at, Token::Number { digits, repaired }));
        } else if c.is_alphabetic() {
            while chars.get(at).is_some_and(|c| c.is_alphabetic()) {
                at += 1;
            }
            let word: String = chars.get(start..at).unwrap_or_default().iter().collect();
            tokens.push((start..at, Token::Letters(word)));
        } else {
            at += 1;
            tokens.push((start..at, Token::Mark(c)));
        }
    }
    tokens
}

/// A letter of one stroke or ring, which is read for `1` or `0` more often than for itself between digits.
pub(crate) fn is_stroke(c: char) -> bool {
    matches!(c, 'O' | 'o' | 'I' | 'l' | '|' | '!')
}

/// The digit that a character is or looks like.
fn digit_of(c: char) -> Option<u8> {
    Some(match c {
        '0'..='9' => c as u8,
        'O' | 'o' | 'Q' | 'D' => b'0',
        'I' | 'l' | '|' | '!' => b'1',
        'Z' => b'2',
        'S' => b'5',
        'B' => b'8',
        _ => return None,
    })
}

/// `0CT`: the month whose first letter reads as a digit, and so as a part of the day.
fn is_october(chars: &[char], at: usize) -> bool {
    let next =
        chars.get(at..at + 3).map(|c| c.iter().map(char::to_ascii_uppercase).collect::<String>());
    next.is_some_and(|c| c == "0CT") && !chars.get(at + 3).is_some_and(|c| c.is_alphabetic())
}

/// A run of digits, letters read for digits among them where they may be (`0l/O2/199O`), with how many
/// those were. A run must have more digits than such letters, and letters may not touch other letters.
fn number(chars: &[char], start: usize, mode: Digits) -> Option<(Vec<u8>, usize, usize)> {
    if mode == Digits::Repaired
        && let Some(found) = repaired_number(chars, start)
    {
        return Some(found);
    }
    let mut end = start;
    while chars.get(end).is_some_and(char::is_ascii_digit) && !is_october(chars, end) {
        end += 1;
    }
    let digits: Vec<u8> = chars.get(start..end)?.iter().map(|c| *c as u8).collect();
    (!digits.is_empty() && digits.len() <= 24).then_some((digits, 0, end))
}

fn repaired_number(chars: &[char], start: usize) -> Option<(Vec<u8>, usize, usize)> {
    let mut digits = Vec::new();
    let mut repaired = 0;
    let mut end = start;
    while let Some(digit) = chars.get(end).and_then(|c| digit_of(*c)) {
        let letter = |i: usize| chars.get(i).is_some_and(|c| !c.is_ascii_digit());
        // Two letters in a row are no digits: `1SS12/04/2022` begins with a label.
        if is_october(chars, end) || (letter(end) && end > start && letter(end - 1)) {
            break;
        }
        repaired += usize::from(letter(end));
        digits.push(digit);
        end += 1;
    }
    let touches = chars.get(end).is_some_and(|c| c.is_alphabetic());
    let pair = digits.len() == 2 && chars.get(start).is_some_and(|c| is_stroke(*c));
    let few = repaired * 2 < digits.len() || (pair && repaired == 1);
    let sound = !touches && few && digits.len() <= 24;
    sound.then_some((digits, repaired, end))
}
