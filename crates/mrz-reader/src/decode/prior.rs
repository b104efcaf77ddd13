//! What is likely to stand where before anything was read.
//!
//! Weights are 1 for what the standard has and less for what it has not, never 0: documents
//! deviate, and a character that was read sharply outweighs any of these. Where nothing else is
//! said a weight is the share of documents that have it, to the nearest power of ten, as far as
//! Doc 9303 and the issuers' own descriptions let it be told.

use std::sync::LazyLock;

use bonafide_mrz::{Cell, CheckRule, Format, Grammar, Kind, Role};
use bonafide_types::codes::Country;

use super::ctc::Weights;
use super::frames::{FILLER, SYMBOLS, WIDTH, symbol};

/// A letter in a date, for a check digit; a layout whose code is another's.
const NEVER: f32 = 1e-4;

/// A digit in a name or state (Russian internal passports have them), an unheard-of sex.
const ALMOST_NEVER: f32 = 1e-3;

/// A document code that Doc 9303 does not have, a `<` where a digit belongs.
const SELDOM: f32 = 1e-2;

/// `<` in a date: unknown parts (Doc 9303 Part 3, section 4.8). A month above 19, a day above 39.
const UNKNOWN: f32 = 0.05;

/// A `<` in place of the number's digit: the number runs over.
const RUNS_OVER: f32 = 0.1;

/// A state's code that is in no table, against one that is: specimens and issuers deviate.
const UNLISTED: f64 = 0.02;

/// An O or I in a document number: most issuers leave both out, for they look like 0 and 1.
const LOOKALIKE: f32 = 0.05;

/// How often each layout occurs among documents that are photographed, as a logarithm.
pub(crate) fn ln_format(format: Format) -> f64 {
    match format {
        Format::Td1 | Format::Td3 => 0.0,
        Format::Td2 | Format::MrvA | Format::MrvB | Format::FrenchId => -1.5,
        _ => -3.0,
    }
}

/// The characters with which every zone of the layout begins.
fn prefix(format: Format) -> &'static [u8] {
    match format {
        Format::MrvA | Format::MrvB => b"V",
        Format::FrenchId => b"IDFRA",
        Format::DrivingLicence => b"D",
        Format::FrenchDrivingLicence => b"D1FRA",
        Format::SwissDrivingLicence => b"FACHE",
        _ => b"",
    }
}

/// How readily each place of a layout takes each character.
pub(crate) fn weights(grammar: &Grammar) -> Vec<Weights> {
    let first = grammar.cells.iter().position(|cell| cell.role == Role::DocumentCode);
    let first = first.unwrap_or(0);
    let prefix = prefix(grammar.format);
    let runs_over = grammar.run_overs().first().map(|way| way.fillers[0]);
    let mut weights: Vec<Weights> = Vec::with_capacity(grammar.cells.len());
    for (at, cell) in grammar.cells.iter().enumerate() {
        let fixed = at.checked_sub(first).and_then(|place| prefix.get(place));
        let rule = grammar.checks.iter().find(|rule| rule.at == at);
        let mut place = match (fixed, cell.role) {
            (Some(&byte), _) => only(&[byte], NEVER),
            (None, Role::DocumentCode) => code(grammar.format, cell.index),
            (None, Role::Sex) => only(b"MF<X", ALMOST_NEVER),
            (None, Role::BirthDate | Role::ExpiryDate) => date(cell.index),
            (None, Role::CheckDigit) => digit(rule),
            (None, Role::Number) if matches!(cell.kind, Kind::Any) => number(),
            _ => kind(cell),
        };
        if Some(at) == runs_over {
            place[FILLER] = RUNS_OVER;
        }
        weights.push(place);
    }
    weights
}

/// Weight 1 for the characters named, another for all the rest.
fn only(characters: &[u8], rest: f32) -> Weights {
    let mut place = spread(|_| rest);
    for &byte in characters {
        place[symbol(byte)] = 1.0;
    }
    place
}

fn spread(weight: impl Fn(usize) -> f32) -> Weights {
    let mut place = [0.0; WIDTH];
    for (at, cell) in place[..SYMBOLS].iter_mut().enumerate() {
        *cell = weight(at);
    }
    place
}

/// Whether a symbol is a digit; its value is the symbol then.
fn is_digit(symbol: usize) -> bool {
    symbol < 10
}

/// Doc 9303 Part 4 has `P`, Parts 5 and 6 `I`, `A` and `C` and cards that are passports; `V` is for
/// visas alone (Part 7).
fn code(format: Format, index: usize) -> Weights {
    if index > 0 {
        return spread(|symbol| if is_digit(symbol) { SELDOM } else { 1.0 });
    }
    let mut place = match format {
        Format::Td3 => only(b"P", SELDOM),
        _ => only(b"IAC", SELDOM),
    };
    if format != Format::Td3 {
        place[symbol(b'P')] = 0.1;
    }
    place[symbol(b'V')] = NEVER;
    place[FILLER] = NEVER;
    place
}

fn date(index: usize) -> Weights {
    let highest = match index {
        2 => 1, // tens of the month
        4 => 3, // tens of the day
        _ => 9,
    };
    spread(|symbol| match symbol {
        FILLER => UNKNOWN,
        _ if !is_digit(symbol) => NEVER,
        _ if symbol > highest => UNKNOWN,
        _ => 1.0,
    })
}

fn digit(rule: Option<&CheckRule>) -> Weights {
    let filler = if rule.is_some_and(|rule| rule.may_be_blank) { RUNS_OVER } else { SELDOM };
    spread(|symbol| match symbol {
        FILLER => filler,
        _ if is_digit(symbol) => 1.0,
        _ => NEVER,
    })
}

fn number() -> Weights {
    let mut place = spread(|_| 1.0);
    place[symbol(b'O')] = LOOKALIKE;
    place[symbol(b'I')] = LOOKALIKE;
    place
}

fn kind(cell: &Cell) -> Weights {
    match cell.kind {
        Kind::Letters if cell.index == 0 => spread(|symbol| match symbol {
            FILLER => SELDOM,
            _ if is_digit(symbol) => ALMOST_NEVER,
            _ => 1.0,
        }),
        Kind::Letters => spread(|symbol| if is_digit(symbol) { ALMOST_NEVER } else { 1.0 }),
        Kind::Digits => {
            spread(|symbol| if is_digit(symbol) || symbol == FILLER { 1.0 } else { ALMOST_NEVER })
        }
        Kind::Filler => only(b"<", ALMOST_NEVER),
        _ => spread(|_| 1.0),
    }
}

/// How fillers fall within a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Surname, `<<`, given names, fillers to the end (Doc 9303 Part 3, section 4.6).
    Names,
    /// Given names parted by one or two fillers, fillers to the end.
    GivenNames,
    /// Left-aligned, fillers to the end.
    Left,
    /// Optional data: mostly left-aligned.
    Optional,
    /// Nothing to say.
    Free,
}

/// How many states a shape has at most.
pub(crate) const SHAPE_STATES: usize = 6;

impl Shape {
    pub(crate) fn of(role: Role) -> Self {
        match role {
            Role::Names => Self::Names,
            Role::GivenNames => Self::GivenNames,
            Role::Number | Role::Issuing | Role::Nationality => Self::Left,
            Role::Optional => Self::Optional,
            _ => Self::Free,
        }
    }

    /// The state behind a character, and how readily it stands there. A field begins in state 0.
    ///
    /// Names: 0 in the surname, 1 and 2 behind its first and second filler, 3 in the given names,
    /// 4 behind their filler, 5 in the fillers to the end. Others: how many fillers were before.
    pub(crate) fn next(self, state: usize, is_filler: bool) -> (usize, f64) {
        match (self, state, is_filler) {
            (Self::Names, 0, true) => (1, 1.0),
            (Self::Names, 1, true) => (2, 1.0),
            (Self::Names, 3, true) => (4, 1.0),
            (Self::Names, _, true) => (5, 1.0),
            (Self::Names, 0 | 1, false) | (Self::Free, ..) => (0, 1.0),
            (Self::Names, 5, false) => (3, 1e-3),
            (Self::Names, _, false) => (3, 1.0),
            (_, _, true) => ((state + 1).min(3), 1.0),
            (_, 0, false) | (Self::GivenNames, 1 | 2, false) => (0, 1.0),
            (Self::GivenNames, ..) => (0, 1e-3),
            (Self::Left, ..) => (0, 0.02),
            (Self::Optional, 1, false) => (0, 0.3),
            (Self::Optional, ..) => (0, 0.05),
        }
    }
}

/// The codes that a state's field may have, as symbols.
pub(crate) struct States(Vec<[usize; 3]>);

impl States {
    /// The table, made once.
    pub(crate) fn table() -> &'static Self {
        static TABLE: LazyLock<States> = LazyLock::new(States::new);
        &TABLE
    }

    fn new() -> Self {
        let code = |country: Country| {
            let mut symbols = [FILLER; 3];
            for (at, byte) in symbols.iter_mut().zip(country.mrz_code().bytes()) {
                *at = symbol(byte);
            }
            symbols
        };
        Self(Country::all().map(code).collect())
    }

    /// Weighs a field's three places by the table, and returns the log of what that leaves.
    pub(crate) fn weigh(&self, places: &mut [[f64; SYMBOLS]]) -> f64 {
        let [first, second, third] = places else { return 0.0 };
        let mut listed = [[0.0; SYMBOLS]; 3];
        let mut sum = UNLISTED;
        for code in &self.0 {
            let p = first[code[0]] * second[code[1]] * third[code[2]];
            for (place, &symbol) in listed.iter_mut().zip(code) {
                place[symbol] += p;
            }
            sum += p;
        }
        for (place, listed) in [first, second, third].into_iter().zip(&listed) {
            for (p, listed) in place.iter_mut().zip(listed) {
                *p = (*p * UNLISTED + listed) / sum;
            }
        }
        sum.ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubtful_state_is_one_that_exists_and_a_sharp_one_stays() {
        let states = States::table();
        let place = |likely: &[(u8, f64)]| {
            let mut place = [1e-7; SYMBOLS];
            for &(byte, p) in likely {
                place[symbol(byte)] = p;
            }
            place
        };
        let mut doubtful =
            [place(&[(b'F', 1.0)]), place(&[(b'P', 0.7), (b'R', 0.3)]), place(&[(b'A', 1.0)])];
        states.weigh(&mut doubtful);
        assert!(doubtful[1][symbol(b'R')] > 0.95);
        let mut sharp = [place(&[(b'X', 1.0)]), place(&[(b'Q', 1.0)]), place(&[(b'Z', 1.0)])];
        states.weigh(&mut sharp);
        assert!(sharp[1][symbol(b'Q')] > 0.98);
    }

    #[test]
    fn every_place_takes_something_fully() {
        for format in Format::ALL {
            for place in weights(&format.grammar()) {
                assert!(place.iter().any(|&w| w > 0.99) && place[SYMBOLS..] == [0.0; 3]);
            }
        }
    }
}
