//! Address lines: street, city, state, postal code.

use bonafide_types::codes::Subdivision;

use super::value::upper;

/// The parts of an address, each as it goes into its field.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Address {
    pub(crate) street: Option<String>,
    pub(crate) city: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) postal_code: Option<String>,
    /// How much the last line looks like one, in `[0, 1]`.
    pub(crate) form: f32,
}

/// The form of a last line whose city, state and ZIP code are one word: a street must stand above it.
pub(crate) const GLUED: f32 = 0.7;

/// Reads lines of print as an address.
pub(crate) fn parse_lines(lines: &[String]) -> Option<Address> {
    let lines: Vec<String> = lines.iter().map(|line| upper(line)).collect();
    let last_line = |line: &String| city_line(line).or_else(|| single_line(line));
    let found = lines.iter().enumerate().rev().find_map(|(i, line)| Some((i, last_line(line)?)));
    match found {
        Some((index, mut address)) => {
            let above: Vec<&str> = lines.iter().take(index).map(String::as_str).collect();
            let below: Vec<&str> = lines.iter().skip(index + 1).map(String::as_str).collect();
            // German cards print the city above the street.
            let street = if above.is_empty() { below } else { above };
            if address.street.is_none() && !street.is_empty() {
                address.street = Some(tidy(&street.join(" ")));
            }
            Some(address)
        }
        None => without_code(&lines),
    }
}

/// An address without a postal code: `C. REAL 12`, `MADRID`.
fn without_code(lines: &[String]) -> Option<Address> {
    let first = lines.first().filter(|line| line.chars().any(char::is_alphabetic))?;
    let mut address = Address { form: 0.45, ..Address::default() };
    match (lines.split_last(), first.rsplit_once(',')) {
        (Some((last, rest)), _) if !rest.is_empty() && !has_digit(last) => {
            address.street = Some(tidy(&rest.join(" ")));
            address.city = Some(tidy(last));
        }
        (_, Some((street, city)))
            if has_digit(street) && !has_digit(city) && !city.trim().is_empty() =>
        {
            address.street = Some(tidy(street));
            address.city = Some(tidy(city));
        }
        _ => address.street = Some(tidy(&lines.join(" "))),
    }
    Some(address)
}

fn has_digit(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
}

/// Single spaces, no marks at the ends, a space between a house number and the word glued to it.
fn tidy(text: &str) -> String {
    let trimmed = text.trim_matches(|c: char| " ,;.".contains(c));
    let digits = trimmed.chars().take_while(char::is_ascii_digit).count();
    let (number, rest) = trimmed.split_at(digits);
    let letters = rest.chars().take_while(|c| c.is_alphabetic()).count();
    // `1ST` and `12B` are one word, `2672CEDAR` is not.
    if digits > 0 && letters >= 3 { upper(&format!("{number} {rest}")) } else { upper(trimmed) }
}

/// Street and city in one line, with commas: `12 MAIN ST, SPRINGFIELD, IL 62701`.
fn single_line(line: &str) -> Option<Address> {
    let (street, rest) = line.split_once(',')?;
    let mut address = city_line(rest.trim()).or_else(|| single_line(rest.trim()))?;
    let street = match address.street.take() {
        Some(more) => format!("{street}, {more}"),
        None => street.to_owned(),
    };
    address.street = Some(tidy(&street));
    Some(address)
}

/// The line with the city: American, Canadian, British, European.
pub(crate) fn city_line(line: &str) -> Option<Address> {
    let line = line.trim_matches(|c: char| " ,;.".contains(c));
    if line.len() > 80 {
        return None;
    }
    let line = line
        .strip_suffix("USA")
        .or_else(|| line.strip_suffix("CANADA"))
        .map_or(line, |l| l.trim_end_matches([' ', ',']));
    american(line).or_else(|| canadian(line)).or_else(|| european(line)).or_else(|| british(line))
}

/// `CITY, ST 12345`, `CITY ST 12345-6789`, marks and spaces lost as readers lose them.
fn american(line: &str) -> Option<Address> {
    let (rest, zip) = split_zip(line)?;
    let rest = rest.trim_end_matches([' ', ',', '.', '-']);
    let (city, state, known) = split_state(rest)?;
    let comma = city.trim_end().ends_with([',', '.']);
    let apart = city.ends_with([' ', ',', '.']);
    let city = tidy(city);
    let proper = !city.is_empty() && !has_digit(&city) && city.chars().any(char::is_alphabetic);
    proper.then_some(Address {
        street: None,
        city: Some(city),
        state: Some(state),
        postal_code: Some(zip),
        form: match (known, comma, apart) {
            (true, _, true) => 1.0,
            (_, true, _) => 0.9,
            (_, _, true) => 0.75,
            (..) => GLUED,
        },
    })
}

/// The ZIP code at the end of a line, letters read for digits put right.
fn split_zip(line: &str) -> Option<(&str, String)> {
    let tail_start = line
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_ascii_digit() || "-OISB".contains(*c))
        .last()
        .map(|(i, _)| i)?;
    // Letters at the front of the tail belong to the state: `IL` has none of them, `OH` begins with one.
    let first_digit = line.get(tail_start..)?.find(|c: char| c.is_ascii_digit())? + tail_start;
    let tail = line.get(first_digit..)?;
    let digits: String = tail
        .chars()
        .map(|c| match c {
            'O' => '0',
            'I' => '1',
            'S' => '5',
            'B' => '8',
            other => other,
        })
        .collect();
    let digits = digits.trim_end_matches('-');
    let plain: String = digits.chars().filter(char::is_ascii_digit).collect();
    let zip = match (plain.len(), digits.find('-')) {
        (5, None) => plain,
        (9, None | Some(5)) => format!("{}-{}", plain.get(..5)?, plain.get(5..)?),
        _ => return None,
    };
    Some((line.get(..first_digit)?, zip))
}

/// The state at the end of a text: two letters behind a space or a mark, or a name; at the end of a long
/// word where the reader lost the space.
fn split_state(text: &str) -> Option<(&str, String, bool)> {
    let split = text.char_indices().rev().nth(1).map(|(i, _)| i)?;
    let (before, code) = text.split_at(split);
    let known = Subdivision::from_code(code).filter(|s| s.code().len() == 2);
    if code.chars().all(|c| c.is_ascii_alphabetic()) {
        let apart = before.ends_with([' ', ',', '.']);
        let long = before.chars().filter(|c| c.is_alphabetic()).count() >= 4;
        if apart || (long && !text.contains([' ', ','])) {
            let code = known.map_or(code.to_owned(), |s| s.code().to_owned());
            return Some((before, code, known.is_some()));
        }
    }
    let (before, name) = text.rsplit_once(',')?;
    let state = Subdivision::from_name(name).filter(|s| s.code().len() == 2)?;
    Some((before, state.code().to_owned(), true))
}

/// `TORONTO, ON M5V 2T6`, the code with or without its space.
fn canadian(line: &str) -> Option<Address> {
    let (rest, code) = split_canadian_code(line)?;
    let rest = rest.trim_end_matches([' ', ',', '.', '-']);
    let (city, state, known) = split_state(rest)?;
    let city = tidy(city);
    (known && !city.is_empty()).then_some(Address {
        street: None,
        city: Some(city),
        state: Some(state),
        postal_code: Some(code),
        form: 1.0,
    })
}

fn split_canadian_code(line: &str) -> Option<(&str, String)> {
    let mut code = String::new();
    let mut start = line.len();
    for (i, c) in line.char_indices().rev() {
        if c.is_ascii_alphanumeric() {
            code.insert(0, c);
        } else if !(c == ' ' || c == '-') || code.len() != 3 {
            return None;
        }
        start = i;
        if code.len() == 6 {
            break;
        }
    }
    let chars: Vec<char> = code.chars().collect();
    let put_right: Option<String> = chars
        .iter()
        .enumerate()
        .map(|(i, &c)| match (i % 2 == 0, c) {
            (true, c) if c.is_ascii_alphabetic() => Some(c),
            (true, '0') => Some('O'),
            (true, '5') => Some('S'),
            (true, '8') => Some('B'),
            (false, c) if c.is_ascii_digit() => Some(c),
            (false, 'O') => Some('0'),
            (false, 'I' | 'L') => Some('1'),
            (false, 'S') => Some('5'),
            (false, 'B') => Some('8'),
            (false, 'Z') => Some('2'),
            _ => None,
        })
        .collect();
    let code = put_right.filter(|code| code.len() == 6)?;
    Some((line.get(..start)?, format!("{} {}", code.get(..3)?, code.get(3..)?)))
}

/// `12345 CITY`, `D-12345 CITY`, `1234 AB CITY`, `1234-567 CITY`.
fn european(line: &str) -> Option<Address> {
    let line = line
        .strip_prefix(|c: char| c.is_ascii_alphabetic())
        .and_then(|rest| rest.strip_prefix('-'))
        .unwrap_or(line);
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    if !(4..=5).contains(&digits) {
        return None;
    }
    let (code, rest) = line.split_at_checked(digits)?;
    let mut code = code.to_owned();
    let mut rest = rest;
    if digits == 4 {
        if let Some(after) = rest.strip_prefix('-') {
            let more = after.chars().take_while(char::is_ascii_digit).count();
            if more == 3 {
                code = format!("{code}-{}", after.get(..3)?);
                rest = after.get(3..)?;
            }
        } else if let Some((letters, city)) = dutch_letters(rest) {
            code = format!("{code} {letters}");
            rest = city;
        }
    }
    let city = rest.strip_prefix([' ', ',', '-']).map_or(rest, str::trim_start);
    let letters = city.chars().filter(|c| c.is_alphabetic()).count();
    let digits_left = city.chars().filter(char::is_ascii_digit).count();
    // A house number and its street look alike: a city has no digits and few words, and no word of streets.
    let proper = letters >= 2
        && digits_left == 0
        && city.split_whitespace().count() <= 5
        && !city.split_whitespace().any(is_street_word);
    proper.then(|| Address {
        street: None,
        city: Some(tidy(city)),
        state: None,
        postal_code: Some(code),
        form: 0.85,
    })
}

fn dutch_letters(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.trim_start();
    let (letters, city) = rest.split_at_checked(2)?;
    let both = letters.chars().all(|c| c.is_ascii_uppercase());
    (both && city.starts_with(' ')).then_some((letters, city.trim_start()))
}

/// `LONDON SW1A 1AA`: one or two letters, one or two figures, a space, a digit and two letters.
fn british(line: &str) -> Option<Address> {
    let mut words = line.rsplit(' ');
    let (inward, outward) = (words.next()?, words.next()?);
    let bytes = inward.as_bytes();
    let is_inward = bytes.len() == 3
        && bytes.first().is_some_and(u8::is_ascii_digit)
        && bytes.iter().skip(1).all(u8::is_ascii_alphabetic);
    let is_outward = (2..=4).contains(&outward.len())
        && outward.starts_with(|c: char| c.is_ascii_alphabetic())
        && outward.chars().all(|c| c.is_ascii_alphanumeric())
        && has_digit(outward);
    let rest = line.get(..line.len().checked_sub(inward.len() + outward.len() + 1)?)?;
    let (street, city) = match rest.trim_end_matches([' ', ',']).rsplit_once(',') {
        Some((street, city)) => (Some(tidy(street)), tidy(city)),
        None => (None, tidy(rest)),
    };
    (is_inward && is_outward && !city.is_empty()).then(|| Address {
        street,
        city: Some(city),
        state: None,
        postal_code: Some(format!("{outward} {inward}")),
        form: 0.9,
    })
}

/// Words that end or begin the names of streets (USPS Publication 28, appendix C1, the commonest).
fn is_street_word(word: &str) -> bool {
    matches!(
        word.trim_end_matches(['.', ',']),
        "ST" | "STREET"
            | "AVE"
            | "AVENUE"
            | "RD"
            | "ROAD"
            | "DR"
            | "DRIVE"
            | "LN"
            | "LANE"
            | "BLVD"
            | "CT"
            | "COURT"
            | "PL"
            | "WAY"
            | "CIR"
            | "TER"
            | "TRL"
            | "PKWY"
            | "HWY"
            | "LOOP"
            | "PIKE"
            | "APT"
            | "UNIT"
            | "RUE"
            | "STRASSE"
            | "STR"
            | "CALLE"
            | "VIA"
            | "RUA"
            | "STRAAT"
            | "WEG"
            | "PLATZ"
    )
}

/// Whether a text may be the street line of an address: letters and a number, or a box.
pub(crate) fn is_street(text: &str) -> bool {
    let text = upper(text);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let starts = text.starts_with(|c: char| c.is_ascii_digit());
    let boxed = ["PO BOX", "P.O.", "POBOX", "RR ", "HC "].iter().any(|b| text.starts_with(b));
    letters >= 2
        && (boxed || (has_digit(&text) && (starts || text.split_whitespace().any(is_street_word))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(lines: &[&str]) -> [Option<String>; 4] {
        let lines: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
        let address = parse_lines(&lines).unwrap_or_default();
        [address.street, address.city, address.state, address.postal_code]
    }

    fn expect(lines: &[&str], expected: [&str; 4]) {
        let expected = expected.map(|part| Some(part.to_owned()).filter(|p| !p.is_empty()));
        assert_eq!(parts(lines), expected, "{lines:?}");
    }

    #[test]
    fn reads_the_forms_of_several_countries() {
        expect(
            &["2672 CEDAR HOLLOW CT", "YREKA BEND, JF 88631"],
            ["2672 CEDAR HOLLOW CT", "YREKA BEND", "JF", "88631"],
        );
        expect(
            &["12 Main St Apt 3", "Springfield IL 62701-1234"],
            ["12 MAIN ST APT 3", "SPRINGFIELD", "IL", "62701-1234"],
        );
        expect(
            &["12 MAIN ST", "APT 3", "COLUMBUS,OH43004"],
            ["12 MAIN ST APT 3", "COLUMBUS", "OH", "43004"],
        );
        expect(
            &["12 MAIN ST, SPRINGFIELD, IL 62701"],
            ["12 MAIN ST", "SPRINGFIELD", "IL", "62701"],
        );
        expect(
            &["3268 SIGNALHILLST", "MARQUETTEBAYSU69811"],
            ["3268 SIGNALHILLST", "MARQUETTEBAY", "SU", "69811"],
        );
        expect(
            &["240 BLOOR ST W", "TORONTO, ON M5S 1T8"],
            ["240 BLOOR ST W", "TORONTO", "ON", "M5S 1T8"],
        );
        expect(
            &["240 BLOOR ST W", "TORONTO ON M5S1T8"],
            ["240 BLOOR ST W", "TORONTO", "ON", "M5S 1T8"],
        );
        expect(&["51147 KÖLN", "HEIDESTRASSE 17"], ["HEIDESTRASSE 17", "KÖLN", "", "51147"]);
        expect(&["Damrak 1", "1012 LG AMSTERDAM"], ["DAMRAK 1", "AMSTERDAM", "", "1012 LG"]);
        expect(&["Rua Augusta 1", "1100-048 LISBOA"], ["RUA AUGUSTA 1", "LISBOA", "", "1100-048"]);
        expect(&["C. REAL 12", "MADRID"], ["C. REAL 12", "MADRID", "", ""]);
        expect(
            &["122 BURNS CRESCENT, EDINBURGH EH1 9GP"],
            ["122 BURNS CRESCENT", "EDINBURGH", "", "EH1 9GP"],
        );
    }
}
