//! The figures of a reader of machine-readable zones over a measuring set.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bonafide::mrz;
use bonafide::result::Provenance;

use crate::eval_mrz::Case;
use crate::share::Share;

/// Probabilities from which on it is told how many characters are right.
const LEVELS: [f64; 6] = [0.999, 0.99, 0.95, 0.9, 0.5, 0.0];

/// What was read in one picture.
#[derive(Default)]
pub(crate) struct Reading {
    /// None when nothing was read.
    pub lines: Vec<String>,
    /// The probability of each character, by lines.
    pub probabilities: Vec<Vec<f64>>,
    /// The product of all of them.
    pub confidence: f64,
    /// Milliseconds without decoding the file.
    pub ms: f64,
    /// Wall time of decoding the file, milliseconds.
    pub decode_ms: f64,
    /// The Exif orientation of the file, 1 to 8.
    pub exif_orientation: u8,
}

/// Sums over the pictures of a set.
#[derive(Default)]
pub(crate) struct Figures {
    with_zone: Share,
    /// By width, format and orientation: how many are exact.
    groups: BTreeMap<String, Share>,
    /// Edits and characters of the truth; what was not read is all wrong.
    characters: Share,
    right_digits: usize,
    /// Every check digit agrees and yet the text is another one.
    right_digits_wrong_text: usize,
    /// The digits that were read agree, those that are printed do not.
    repaired: usize,
    nothing_read: usize,
    /// Of pictures without a zone: in how many one was read.
    negatives: Share,
    ms: Vec<f64>,
    /// For each of [`LEVELS`]: how many characters are right.
    calibration: [Share; LEVELS.len()],
}

impl Figures {
    pub(crate) fn add(&mut self, case: &Case, reading: &Reading) {
        self.ms.push(reading.ms);
        if case.mrz.is_empty() {
            self.negatives.add(!reading.lines.is_empty());
            return;
        }
        let exact = reading.lines == case.mrz;
        self.with_zone.add(exact);
        for group in groups_of(case, reading.exif_orientation) {
            self.groups.entry(group).or_default().add(exact);
        }
        let truth = case.mrz.join("\n");
        let length = truth.chars().count();
        self.characters.of += length;
        if reading.lines.is_empty() {
            self.nothing_read += 1;
            self.characters.count += length;
            return;
        }
        self.characters.count += edits(&reading.lines.join("\n"), &truth).min(length);
        let lines: Vec<&str> = reading.lines.iter().map(String::as_str).collect();
        let digits = mrz::parse(&lines).is_ok_and(|z| !z.checks().is_empty() && z.is_valid());
        self.right_digits += usize::from(digits);
        self.right_digits_wrong_text += usize::from(digits && !exact);
        let printed_wrong = case.all_check_digits_pass == Some(false);
        self.repaired += usize::from(digits && !exact && printed_wrong);
        self.calibrate(case, reading);
    }

    /// Compares character by character where all lines have the length of the truth.
    fn calibrate(&mut self, case: &Case, reading: &Reading) {
        let length = |line: &String| line.chars().count();
        let lengths = |lines: &[String]| lines.iter().map(length).collect::<Vec<_>>();
        if lengths(&reading.lines) != lengths(&case.mrz) {
            return;
        }
        let read = reading.lines.iter().flat_map(|line| line.chars());
        let printed = case.mrz.iter().flat_map(|line| line.chars());
        for ((read, printed), p) in read.zip(printed).zip(reading.probabilities.iter().flatten()) {
            for (share, level) in self.calibration.iter_mut().zip(LEVELS) {
                if *p >= level {
                    share.add(read == printed);
                }
            }
        }
    }

    /// The figures in words and numbers, with what ran the networks.
    pub(crate) fn table(&self, provenance: &Provenance) -> String {
        let mut table = String::new();
        let mut row = |name: &str, figure: String| {
            let _ = writeln!(table, "{name:<34} {figure}"); // writing to a String cannot fail
        };
        let with_zone = self.with_zone.of;
        row("whole zone exact", self.with_zone.to_string());
        for (name, share) in &self.groups {
            row(&format!("  {name}"), share.to_string());
        }
        row("character errors, unread all wrong", format!("{:.2} %", self.characters.per_cent()));
        let of_zones = |count| Share { count, of: with_zone }.to_string();
        row("all check digits right", of_zones(self.right_digits));
        row("digits right, text wrong", of_zones(self.right_digits_wrong_text));
        row("  of these printed with wrong ones", of_zones(self.repaired));
        row("nothing read", of_zones(self.nothing_read));
        row("read where there is no zone", self.negatives.to_string());
        let mut ms = self.ms.clone();
        ms.sort_by(f64::total_cmp);
        let at = |index: usize| ms.get(index.min(ms.len().saturating_sub(1))).copied();
        let (median, p95) = (at(ms.len() / 2), at(ms.len() * 95 / 100));
        let (median, p95) = (median.unwrap_or_default(), p95.unwrap_or_default());
        row("time without decoding the file", format!("median {median:.1} ms, p95 {p95:.1} ms"));
        for (share, level) in self.calibration.iter().zip(LEVELS) {
            let share = format!("{share:.3}");
            row(&format!("right of characters with p >= {level}"), share);
        }
        let runtime = provenance.execution_provider.as_deref().unwrap_or("none");
        row("run by", format!("{runtime} on {}, one thread", provenance.device));
        table.truncate(table.trim_end().len());
        table
    }
}

/// Width, format and orientation of a case, in the words of the set's own script.
fn groups_of(case: &Case, exif_orientation: u8) -> [String; 3] {
    let width = if case.width >= 400 { ">=400" } else { "<400" };
    let format = case.format.as_deref().unwrap_or("unknown");
    [
        format!("width:{width}"),
        format!("format:{format}"),
        format!("orientation:{}", orientation(case, exif_orientation)),
    ]
}

/// How a picture is turned, as far as its name, its note and its Exif tag tell.
fn orientation(case: &Case, exif_orientation: u8) -> &'static str {
    let name = case.file.rsplit('/').next().unwrap_or_default().to_lowercase();
    let note = case.note.as_deref().unwrap_or_default().to_lowercase();
    let followed_by = |word: &str, fits: fn(&str) -> bool| {
        name.match_indices(word).any(|(at, _)| fits(&name[at + word.len()..]))
    };
    let says = |word: &str| name.contains(word) || note.contains(word);
    if followed_by("orient", |rest| rest.starts_with(|c| ('1'..='8').contains(&c))) {
        "exif_orient"
    } else if followed_by("rotate", |rest| {
        let unsigned = rest.strip_prefix(['-', '+', '_']).unwrap_or(rest);
        unsigned.starts_with(|c: char| c.is_ascii_digit())
    }) {
        "exif_wrong_tag"
    } else if says("tilt") || says("vertical") {
        "tilted"
    } else if exif_orientation > 1 {
        "exif_tag"
    } else if name.contains("rotated") {
        "rotated_name"
    } else {
        "plain"
    }
}

/// The least number of characters to insert, delete or replace that makes one text the other
/// (Levenshtein). What is printed may hold other characters than those of a zone.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSPORT: [&str; 2] = [
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ];

    fn case(file: &str, mrz: &[&str]) -> Case {
        let mrz = mrz.iter().map(|&line| line.to_owned()).collect();
        Case {
            file: file.to_owned(),
            mrz,
            width: 500,
            format: None,
            note: None,
            all_check_digits_pass: None,
        }
    }

    fn read(lines: &[&str], p: f64) -> Reading {
        Reading {
            lines: lines.iter().map(|&line| line.to_owned()).collect(),
            probabilities: lines.iter().map(|line| vec![p; line.len()]).collect(),
            ms: 2.0,
            ..Reading::default()
        }
    }

    #[test]
    fn edits_are_those_of_levenshtein() {
        for (a, b, distance) in [("KITTEN", "SITTING", 3), ("", "ABC", 3), ("N<", "Ñ<", 1)] {
            assert_eq!(edits(a, b), distance, "{a} {b}");
            assert_eq!(edits(b, a), distance, "{b} {a}");
        }
    }

    #[test]
    fn sums_are_those_of_the_pictures() {
        let mut figures = Figures::default();
        figures.add(&case("a.png", &PASSPORT), &read(&PASSPORT, 0.995));
        // A name, which no digit covers, with one wrong letter.
        let wrong = [PASSPORT[0].replace("ANNA", "ANMA"), PASSPORT[1].to_owned()];
        let wrong: Vec<&str> = wrong.iter().map(String::as_str).collect();
        figures.add(&case("b.png", &PASSPORT), &read(&wrong, 0.7));
        figures.add(&case("c.png", &PASSPORT), &Reading::default());
        figures.add(&case("d.png", &[]), &read(&PASSPORT, 0.9));
        let table = figures.table(&Provenance::default());
        for line in [
            "whole zone exact                   1 of 3 (33.3 %)",
            "  width:>=400                      1 of 3 (33.3 %)",
            // One of 89 and all 89 of three times 89, the line end counted.
            "character errors, unread all wrong 33.71 %",
            "digits right, text wrong           1 of 3 (33.3 %)",
            "read where there is no zone        1 of 1 (100.0 %)",
            "right of characters with p >= 0.99 88 of 88 (100.000 %)",
            "right of characters with p >= 0.5  175 of 176 (99.432 %)",
            "time without decoding the file     median 2.0 ms, p95 2.0 ms",
        ] {
            assert!(table.contains(line), "{line}\n{table}");
        }
    }

    #[test]
    fn orientation_is_read_off_name_note_and_tag() {
        let of = |file, tag| orientation(&case(file, &[]), tag);
        assert_eq!(of("images/x-orient6.jpg", 6), "exif_orient");
        assert_eq!(of("images/x_rotate-90.jpg", 6), "exif_wrong_tag");
        assert_eq!(of("images/tilted.png", 1), "tilted");
        assert_eq!(of("images/x.jpg", 3), "exif_tag");
        assert_eq!(of("images/x_rotated.png", 1), "rotated_name");
        assert_eq!(of("images/x.png", 1), "plain");
    }
}
