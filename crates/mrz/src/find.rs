//! Machine-readable zones in the middle of other text.

use std::fmt;

use crate::error::ParseError;
use crate::zone::{Mrz, parse};

/// The longest text that is searched, in bytes; what follows is not looked at. A page of text has
/// a few thousand.
pub const MAX_TEXT: usize = 1 << 20;

/// The shortest run of MRZ characters with a filler that is taken for a line of a broken zone.
const MIN_LINE: usize = 24;

/// The longest line that any reader would print for one line of a zone, before all lines of it
/// have been run together.
const MAX_LINE: usize = 96;

/// Lines of text that are, or were meant to be, a machine-readable zone.
#[derive(Clone)]
#[non_exhaustive]
pub struct Found {
    /// The first line of the text that belongs to it, from 1.
    pub first_line: usize,
    /// The lines as they stand in the text, surrounding white space excepted.
    pub verbatim: Vec<String>,
    /// The same lines in the alphabet of the zone: upper case, without spaces, with `<` for the
    /// signs that readers print for it (`«`, `‹`, `＜`, `&lt;`).
    pub lines: Vec<String>,
    /// What they read as. An error if their lengths fit no layout; the lines are kept all the same.
    pub read: Result<Mrz, ParseError>,
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found")
            .field("first_line", &self.first_line)
            .field("read", &self.read)
            .finish_non_exhaustive()
    }
}

/// A line of the text that has only characters of the zone once folded.
struct Candidate<'a> {
    number: usize,
    verbatim: &'a str,
    folded: String,
}

/// Finds the machine-readable zones in a text, in the order of the text.
///
/// Empty lines between the lines of a zone are skipped; a zone on a single line (its lines run
/// together) is found too. Where lines look like a zone but their lengths fit no layout, they are
/// returned with the error of [`parse`], never changed to fit.
///
/// ```
/// let text = "Scan of page 2\n\
///     I<UTOD231458907 <<<<<<<<<<<<<<<\n\n\
///     7408122F1204159UTO<<<<<<<<<<<6\n\
///     ERIKSSON«ANNA<MARIA<<<<<<<<<<\n\
///     end of scan";
/// let found = bonafide_mrz::find(text);
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].first_line, 2);
/// assert!(found[0].read.as_ref().is_ok_and(|mrz| mrz.is_valid()));
/// ```
pub fn find(text: &str) -> Vec<Found> {
    let candidates = candidates(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < candidates.len() {
        if let Some(zone) = run_together(&candidates[at]) {
            found.push(zone);
            at += 1;
        } else if let Some((zone, lines)) = stacked(&candidates[at..]) {
            found.push(zone);
            at += lines;
        } else if let Some((zone, lines)) = broken(&candidates[at..]) {
            found.push(zone);
            at += lines;
        } else {
            at += 1;
        }
    }
    found
}

/// The lines of the text that may belong to a zone.
fn candidates(text: &str) -> Vec<Candidate<'_>> {
    let mut end = text.len().min(MAX_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end]
        .lines()
        .enumerate()
        .filter_map(|(index, line)| {
            let verbatim = line.trim();
            let folded = fold(verbatim)?;
            Some(Candidate { number: index + 1, verbatim, folded })
        })
        .collect()
}

/// Brings a line into the alphabet of the zone; `None` if it has other characters or a length that
/// no line of a zone has.
fn fold(line: &str) -> Option<String> {
    if line.len() > 4 * MAX_LINE {
        return None;
    }
    let mut folded = String::with_capacity(line.len());
    for c in line.replace("&lt;", "<").chars() {
        match c {
            'A'..='Z' | '0'..='9' | '<' => folded.push(c),
            'a'..='z' => folded.push(c.to_ascii_uppercase()),
            '«' | '≪' => folded.push_str("<<"),
            '‹' | '＜' | '〈' | '❮' => folded.push('<'),
            c if c.is_whitespace() => {}
            _ => return None,
        }
    }
    (9..=MAX_LINE).contains(&folded.len()).then_some(folded)
}

/// Reads a line that holds all lines of a zone.
fn run_together(candidate: &Candidate<'_>) -> Option<Found> {
    let folded = candidate.folded.as_str();
    let lengths: &[&[usize]] = match folded.len() {
        90 => &[&[30, 30, 30]],
        88 => &[&[44, 44]],
        72 => &[&[36, 36]],
        69 => &[&[9, 30, 30]],
        _ => return None,
    };
    let mut rest = folded;
    let lines: Vec<&str> = lengths[0]
        .iter()
        .map(|length| {
            let (line, after) = rest.split_at(*length);
            rest = after;
            line
        })
        .collect();
    let mrz = parse(&lines).ok().filter(|mrz| mrz.is_valid() || folded.contains("<<"))?;
    Some(Found {
        first_line: candidate.number,
        verbatim: vec![candidate.verbatim.to_owned()],
        lines: lines.into_iter().map(str::to_owned).collect(),
        read: Ok(mrz),
    })
}

/// Reads a zone from the lines that stand first, the tallest that fits.
fn stacked(candidates: &[Candidate<'_>]) -> Option<(Found, usize)> {
    [3, 2, 1].into_iter().find_map(|count| {
        let block = candidates.get(..count)?;
        let lines: Vec<&str> = block.iter().map(|c| c.folded.as_str()).collect();
        let mrz = parse(&lines).ok()?;
        // Thirty characters and a D are too little to go by without the digit.
        (count > 1 || mrz.is_valid()).then(|| (gather(block, Ok(mrz)), count))
    })
}

/// Keeps lines that look like a zone of a shape that does not exist: two or three neighbouring
/// lines of MRZ characters, at least one of them with a run of fillers.
fn broken(candidates: &[Candidate<'_>]) -> Option<(Found, usize)> {
    let like = |c: &&Candidate<'_>| c.folded.len() >= MIN_LINE && !c.verbatim.contains(' ');
    let count = candidates.iter().take(3).take_while(like).count();
    let block = candidates.get(..count).filter(|block| block.len() > 1)?;
    if !block.iter().any(|c| c.folded.contains("<<")) {
        return None;
    }
    let lines: Vec<&str> = block.iter().map(|c| c.folded.as_str()).collect();
    let read = parse(&lines);
    Some((gather(block, read), count))
}

fn gather(block: &[Candidate<'_>], read: Result<Mrz, ParseError>) -> Found {
    Found {
        first_line: block.first().map_or(1, |c| c.number),
        verbatim: block.iter().map(|c| c.verbatim.to_owned()).collect(),
        lines: block.iter().map(|c| c.folded.clone()).collect(),
        read,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Format;

    const PASSPORT: [&str; 2] = [
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ];

    #[test]
    fn finds_a_zone_run_together_on_one_line() {
        let found = find(&format!("x?\n{}\n", PASSPORT.concat()));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].lines, PASSPORT);
        assert!(found[0].read.as_ref().is_ok_and(|mrz| mrz.format() == Format::Td3));
    }

    #[test]
    fn keeps_a_zone_of_impossible_lengths_as_it_stands() {
        let text =
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<";
        let found = find(text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].verbatim.join("\n"), text);
        assert_eq!(found[0].read, Err(ParseError::LineLength { line: 1, found: 40 }));
    }

    #[test]
    fn finds_two_zones_and_no_prose() {
        let text = format!("{}\n\nplain words\n{}", PASSPORT.join("\n"), PASSPORT.join("\r\n"));
        let lines: Vec<usize> = find(&text).iter().map(|found| found.first_line).collect();
        assert_eq!(lines, [1, 5]);
        assert!(find("THE QUICK BROWN FOX JUMPS OVER\nTHE LAZY DOG AND BACK AGAIN").is_empty());
    }
}
