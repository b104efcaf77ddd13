//! A street line taken apart after USPS Publication 28, sections 21 to 29.

use super::tables;
use crate::confusable;

/// Most words of a line that are looked at.
const MOST_WORDS: usize = 32;

/// The parts of a street line, upper case ASCII, each in its standard abbreviation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Street {
    /// House number with its fraction, or the number of a post office box or route.
    pub(super) number: Option<String>,
    /// Directional before or after the name.
    pub(super) direction: Option<&'static str>,
    /// Words of the name; `PO BOX`, `RR` and the like for what is not a street.
    pub(super) name: Vec<String>,
    /// Street suffix.
    pub(super) suffix: Option<&'static str>,
    /// Identifiers of units, without their designators.
    pub(super) unit: Vec<String>,
}

impl Street {
    /// Takes a line apart; `from_pixels` reads digits inside words as letters where that makes
    /// a word of the tables.
    pub(super) fn parse(line: &str, from_pixels: bool) -> Street {
        let mut words = words(line, from_pixels);
        if let Some(street) = box_or_route(&words) {
            return street;
        }
        let mut street = Street { unit: take_units(&mut words), ..Street::default() };
        street.number = take_number(&mut words);
        if words.len() > 1 && !only_suffix_follows(&words) {
            street.direction = words.first().and_then(|word| tables::direction(word));
            if street.direction.is_some() {
                words.remove(0);
            }
        }
        take_trailing_unit(&mut words, &mut street.unit);
        if words.len() > 1 && street.direction.is_none() {
            street.direction = words.last().and_then(|word| tables::direction(word));
            if street.direction.is_some() {
                words.pop();
            }
        }
        if words.len() > 1 {
            street.suffix = words.last().and_then(|word| tables::suffix(word));
            if street.suffix.is_some() {
                words.pop();
            }
        }
        if street.suffix.is_none() {
            street.suffix = take_french_type(&mut words);
        }
        street.name = name_words(&words);
        street
    }

    /// Takes the unit out of a number in the Canadian form: `10-123` is unit 10 in house 123.
    pub(super) fn with_unit_before_number(mut self) -> Street {
        let split = self.number.as_deref().and_then(|number| number.split_once('-'));
        if let Some((unit, number)) = split.filter(|_| self.unit.is_empty()) {
            let (unit, number) = (unit.to_owned(), number.to_owned());
            self.unit.push(unit);
            self.number = Some(number);
        }
        self
    }

    /// Returns the line in the order of Publication 28.
    pub(super) fn spelled(&self) -> String {
        let mut words: Vec<&str> = Vec::new();
        words.extend(self.number.as_deref());
        words.extend(self.direction);
        words.extend(self.name.iter().map(String::as_str));
        words.extend(self.suffix);
        if !self.unit.is_empty() {
            words.push("#");
        }
        words.extend(self.unit.iter().map(String::as_str));
        words.join(" ")
    }

    pub(super) fn is_empty(&self) -> bool {
        self.number.is_none() && self.name.is_empty()
    }
}

/// Splits a line into words; `#` is a word, periods vanish, hyphens stay inside numbers.
pub(super) fn words(line: &str, from_pixels: bool) -> Vec<String> {
    let upper = any_ascii::any_ascii(line).to_ascii_uppercase().replace('#', " # ");
    let upper = spaced_after_direction(&without_remarks(&upper));
    let kept: String = upper.chars().filter(|c| !matches!(c, '.' | '\'' | '`' | '"')).collect();
    let is_mark = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '#' | '/' | '-'));
    let pieces = kept.split(is_mark).filter(|w| !w.is_empty()).take(MOST_WORDS);
    let mut words = Vec::new();
    for piece in pieces {
        if piece.starts_with(|c: char| c.is_ascii_digit()) || !piece.contains('-') {
            words.push(piece.trim_matches('-').to_owned());
        } else {
            words.extend(piece.split('-').map(str::to_owned));
        }
    }
    words.retain(|word| !word.is_empty());
    if from_pixels {
        for word in &mut words {
            reread(word);
        }
    }
    words
}

/// Leaves out what stands in parentheses that close.
fn without_remarks(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, remark)) = rest.split_once('(') {
        let Some((_, after)) = remark.split_once(')') else { break };
        kept.push_str(before);
        kept.push(' ');
        rest = after;
    }
    kept + rest
}

/// Sets a space after an abbreviated directional that a word follows at once (`S.DEARBORN`).
fn spaced_after_direction(line: &str) -> String {
    let mut spaced = String::with_capacity(line.len() + 4);
    for (index, word) in line.split(' ').enumerate() {
        if index > 0 {
            spaced.push(' ');
        }
        match word.split_once('.') {
            Some((direction, name))
                if name.len() > 2
                    && !name.contains('.')
                    && tables::direction(direction).is_some() =>
            {
                spaced.extend([direction, " ", name]);
            }
            _ => spaced.push_str(word),
        }
    }
    spaced
}

/// Replaces a word that mixes letters and look-alike digits by what it was meant to be.
fn reread(word: &mut String) {
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    if letters == 0 || digits == 0 || tables::numeric_ordinal(word).is_some() {
        return;
    }
    let as_letters = confusable::letters(word);
    let as_digits = confusable::digits(word);
    let known = tables::suffix(&as_letters).is_some() || tables::direction(&as_letters).is_some();
    if known || (letters > digits && as_letters.bytes().all(|b| b.is_ascii_alphabetic())) {
        *word = as_letters;
    } else if digits > letters && as_digits.bytes().all(|b| b.is_ascii_digit()) {
        *word = as_digits;
    }
}

/// First words of what is not a street (Publication 28, sections 24, 25 and 28), and its kind.
/// The longer of two that fit comes first.
const BOXES_AND_ROUTES: &[(&[&str], &str)] = &[
    (&["PO", "BOX"], "PO BOX"),
    (&["P", "O", "BOX"], "PO BOX"),
    (&["POST", "OFFICE", "BOX"], "PO BOX"),
    (&["CASE", "POSTALE"], "PO BOX"),
    (&["C", "P"], "PO BOX"),
    (&["CP"], "PO BOX"),
    (&["POBOX"], "PO BOX"),
    (&["POB"], "PO BOX"),
    (&["BOX"], "PO BOX"),
    (&["RURAL", "ROUTE"], "RR"),
    (&["RR"], "RR"),
    (&["RFD"], "RR"),
    (&["HC"], "HC"),
    (&["PSC"], "PSC"),
    (&["CMR"], "CMR"),
];

/// Reads post office boxes, rural and highway contract routes and military units.
fn box_or_route(words: &[String]) -> Option<Street> {
    let (prefix, kind) = BOXES_AND_ROUTES.iter().find(|(prefix, _)| {
        let begins = words.iter().zip(prefix.iter()).all(|(word, part)| word == part);
        begins && words.len() > prefix.len()
    })?;
    let at = prefix.len();
    let number = words.get(at).filter(|w| w.bytes().any(|b| b.is_ascii_digit()))?;
    let rest = words.get(at + 1..).unwrap_or_default();
    let unit = rest.iter().filter(|word| !matches!(word.as_str(), "BOX" | "#")).cloned().collect();
    let name = kind.split(' ').map(str::to_owned).collect();
    Some(Street { number: Some(number.clone()), name, unit, ..Street::default() })
}

/// Removes unit designators and their identifiers and returns the identifiers.
fn take_units(words: &mut Vec<String>) -> Vec<String> {
    let mut units = Vec::new();
    // "1ST FLOOR": the ordinal stands before the designator.
    if let [.., ordinal, floor] = words.as_slice()
        && tables::unit_with_id(floor) == Some("FL")
        && let Some(number) = tables::numeric_ordinal(ordinal)
        && words.len() > 3
    {
        units.push(number.to_owned());
        words.truncate(words.len() - 2);
    }
    let mut index = 1; // a line does not begin with its unit, but may with a name like one
    while let Some(word) = words.get(index) {
        let next = words.get(index + 1).filter(|next| *next != "#" || word == "#");
        let is_id =
            |id: &&String| id.len() == 1 || id.bytes().any(|b| b.is_ascii_digit()) || word == "#";
        let after_sign = words.get(index + 1).is_some_and(|next| next == "#");
        if tables::unit_with_id(word).is_some() && after_sign && word != "#" {
            words.remove(index); // "APT # 5": the sign takes the identifier
        } else if tables::unit_with_id(word).is_some() && next.as_ref().is_some_and(is_id) {
            words.remove(index);
            units.push(words.remove(index));
        } else if let Some(alone) =
            tables::unit_alone(word).filter(|_| index + 1 == words.len() && index > 1)
        {
            words.remove(index);
            units.push(alone.to_owned());
        } else {
            index += 1;
        }
    }
    units
}

/// Removes and returns the house number, with a following fraction.
fn take_number(words: &mut Vec<String>) -> Option<String> {
    let first = words.first()?;
    let is_number = first.starts_with(|c: char| c.is_ascii_digit())
        && (tables::numeric_ordinal(first).is_none() || words.len() == 1);
    let plain = first.bytes().all(|b| b.is_ascii_digit());
    if !is_number || (words.len() == 1 && !plain) {
        return None;
    }
    let mut number = words.remove(0);
    take_end_of_range(words, &number);
    if words.len() > 1 && words.first().is_some_and(|word| word.contains('/')) {
        number.push(' ');
        number.push_str(&words.remove(0));
    }
    Some(number)
}

/// Removes the end of a range that a space or a mark sets off: `3012 16 E 92ND ST`.
fn take_end_of_range(words: &mut Vec<String>, number: &str) {
    let is_end = words.len() > 2
        && words.first().is_some_and(|word| {
            let digits = word.bytes().all(|b| b.is_ascii_digit());
            digits && word.len() < number.len() && word.len() > 1
        })
        && words.get(1).is_some_and(|word| tables::direction(word).is_some());
    if is_end {
        words.remove(0);
    }
}

/// Whether the first word is all that the street has for a name (`N AVE`).
fn only_suffix_follows(words: &[String]) -> bool {
    words.len() == 2 && words.get(1).is_some_and(|word| tables::suffix(word).is_some())
}

/// Removes a street type before the name (`RUE DE LA MONTAGNE`), with what joins it to the name.
fn take_french_type(words: &mut Vec<String>) -> Option<&'static str> {
    let first = words.first().filter(|word| words.len() > 1 && tables::is_french_type(word))?;
    let kind = tables::suffix(first)?;
    words.remove(0);
    while words.len() > 1 && words.first().is_some_and(|word| tables::is_french_joint(word)) {
        words.remove(0);
    }
    Some(kind)
}

/// Takes what follows the street suffix for a unit if it holds a digit (`MAIN ST 4B`).
fn take_trailing_unit(words: &mut Vec<String>, units: &mut Vec<String>) {
    let Some(last) = words.last() else { return };
    let before = words.len().checked_sub(2).and_then(|i| words.get(i));
    let after_suffix = before.is_some_and(|word| {
        tables::suffix(word).is_some()
            && !matches!(
                word.as_str(),
                "HWY" | "HIGHWAY" | "ROUTE" | "RTE" | "ROAD" | "RD" | "LOOP"
            )
    });
    if words.len() > 2 && after_suffix && last.bytes().any(|b| b.is_ascii_digit()) {
        units.extend(words.pop());
    }
}

/// Writes the words of a name in one way: ordinals as digits, usual abbreviations.
fn name_words(words: &[String]) -> Vec<String> {
    let mut name = Vec::new();
    let mut index = 0;
    while let Some(word) = words.get(index) {
        if let Some((number, taken)) =
            tables::spelled_ordinal(word, words.get(index + 1).map(String::as_str))
        {
            name.push(number.to_string());
            index += taken;
            continue;
        }
        let short = tables::numeric_ordinal(word).unwrap_or_else(|| tables::name_word(word));
        name.push(short.to_owned());
        index += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(line: &str) -> String {
        Street::parse(line, false).spelled()
    }

    #[test]
    fn lines_have_one_standard_form() {
        for (line, standard) in [
            ("123 Main Street", "123 MAIN ST"),
            ("123 N. Main St., Apt. 4-B", "123 N MAIN ST # 4-B"),
            ("123 North Main St #4", "123 N MAIN ST # 4"),
            ("123 MAIN ST APT # 4", "123 MAIN ST # 4"),
            ("123 MAIN ST 4B", "123 MAIN ST # 4B"),
            ("5 North Avenue", "5 N AVE"),
            ("5 West North Avenue", "5 W N AVE"),
            ("120 E Ninety-Sixth St", "120 E 96 ST"),
            ("120 E 96th St", "120 E 96 ST"),
            ("77 Saint Louis Ave", "77 ST LOUIS AVE"),
            ("12 1/2 Oak Ln SW", "12 1/2 SW OAK LN"),
            ("12-34 Elm Rd", "12-34 ELM RD"),
            ("P.O. Box 512", "512 PO BOX"),
            ("Post Office Box 512", "512 PO BOX"),
            ("RR 2 Box 18", "2 RR # 18"),
            ("PSC 4 Box 77", "4 PSC # 77"),
            ("1 Lake Street Rear", "1 LAKE ST # REAR"),
            ("900 Highway 12", "900 HIGHWAY 12"),
            ("Broadway", "BROADWAY"),
            ("", ""),
        ] {
            assert_eq!(spelled(line), standard, "{line}");
        }
    }

    #[test]
    fn misread_words_are_reread_only_from_pixels() {
        assert_eq!(Street::parse("222 E 87TH 5T", true).suffix, Some("ST"));
        assert_eq!(Street::parse("222 E 87TH 5T", false).suffix, None);
        assert_eq!(Street::parse("I2345 OAK AVE", true).number.as_deref(), Some("12345"));
    }
}
