//! Optical confusions put right where grammar or a check digit asks for it: a step of its own,
//! every change reported, nothing changed that could be two things.

use std::fmt;

use arrayvec::ArrayVec;
use bonafide_types::{Country, Score};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::Group;
use crate::confusable::{Class, alternatives, forced};
use crate::error::ParseError;
use crate::layout::{self, Layout, MAX_CHARS, Span};
use crate::zone::{Mrz, parse};

type Text = [u8; MAX_CHARS];

/// One character that was changed.
///
/// `Debug` does not print the characters.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Correction {
    /// The line, from 1.
    pub line: u8,
    /// The place in the line, from 1.
    pub column: u8,
    /// What stood there.
    pub before: char,
    /// What stands there now.
    pub after: char,
    /// The check digit that asked for it; `None` where the field takes no other kind of character
    /// and no digit covers it (names, states).
    pub group: Option<Group>,
    /// The probability of what stands there now; `None` where text alone was repaired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<Score>,
}

impl fmt::Debug for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Correction")
            .field("line", &self.line)
            .field("column", &self.column)
            .field("group", &self.group)
            .field("probability", &self.probability)
            .finish_non_exhaustive()
    }
}

/// A zone after [`repair`], and what was done to it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Repaired {
    /// The zone as it reads now.
    pub mrz: Mrz,
    /// Every change, in the order of the zone. Empty if nothing was changed.
    pub corrections: Vec<Correction>,
    /// Groups whose digit is wrong and for which more than one change would put it right. None of
    /// them was made.
    pub ambiguous: Vec<Group>,
    /// Groups whose digit is wrong and that no single confusion explains.
    pub unresolved: Vec<Group>,
}

/// Puts right what an optical reader confuses (`O` and `0`, `I` and `1`, `B` and `8`, `S` and `5`,
/// `Z` and `2`, `G` and `6`, `D` or `Q` and `0`), where that can be only one thing.
///
/// A letter among the digits of a date and a digit among the letters of a name or state cannot be
/// what was printed; such a character is changed if the check digit that covers it agrees then.
/// Where letters and digits may both stand (numbers, optional data), a wrong check digit is put
/// right by one change of a character that stands alone among the other kind, if exactly one such
/// change does it and the composite digit agrees. Where the composite agreed with what another
/// digit asks to change, both keep what they were given. Fillers are never changed, nor digits into
/// other digits: such misreadings leave a wrong digit, as they should. Digits in names of Russian
/// internal passports (`PNRUS`) are letters of that transliteration and stay.
///
/// A zone that holds a repair is not a clean read: [`Repaired::corrections`] goes with it.
///
/// # Errors
/// As [`parse`].
///
/// ```
/// let repaired = bonafide_mrz::repair(&[
///     "P<UT0ERIK55ON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
///     "L898902C36UTO74O8122F12O4159ZE184226B<<<<<10",
/// ])?;
/// assert!(repaired.mrz.is_valid());
/// assert_eq!(repaired.mrz.lines().next(), Some("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"));
/// assert_eq!(repaired.corrections.len(), 5);
/// assert_eq!((repaired.corrections[0].line, repaired.corrections[0].column), (1, 5));
/// assert_eq!((repaired.corrections[0].before, repaired.corrections[0].after), ('0', 'O'));
/// # Ok::<(), bonafide_mrz::ParseError>(())
/// ```
pub fn repair(lines: &[&str]) -> Result<Repaired, ParseError> {
    let given = parse(lines)?;
    let mut bench = Bench::new(&given);
    bench.force_classes();
    let mut ambiguous = Vec::new();
    for group in [
        Group::DocumentNumber,
        Group::BirthDate,
        Group::ExpiryDate,
        Group::PersonalNumber,
        Group::Composite,
    ] {
        if !bench.holds(group) && bench.settle(group) > 1 {
            ambiguous.push(group);
        }
    }
    if !bench.holds(Group::Composite) {
        bench.withdraw_guesses();
    }
    let mrz = bench.zone();
    let wrong = mrz.checks().iter().filter(|check| !check.ok).map(|check| check.group);
    let mut unresolved: Vec<Group> = wrong.filter(|group| !ambiguous.contains(group)).collect();
    unresolved.sort_unstable();
    Ok(Repaired { corrections: bench.corrections(), mrz, ambiguous, unresolved })
}

/// One change that would put a digit right.
#[derive(Clone, Copy)]
struct Edit {
    at: usize,
    to: u8,
}

/// The zone under repair beside the zone as it was given.
struct Bench {
    original: Text,
    text: Text,
    layout: &'static Layout,
    /// Changes made on the word of a check digit alone, not because of the kind of character.
    guessed: ArrayVec<(usize, Group), 8>,
}

impl Bench {
    fn new(given: &Mrz) -> Self {
        let original = *given.text();
        let mut text = original;
        let layout = given.layout();
        // Code and state decide between layouts (`IDFRA`, `D1NLD`), so they come first.
        if text[0] == b'1' {
            text[0] = b'I';
        }
        force_state(&mut text, layout.issuing);
        let layout = layout::recognise(layout.lines, &text).unwrap_or(layout);
        Self { original, text, layout, guessed: ArrayVec::new() }
    }

    fn zone(&self) -> Mrz {
        Mrz::read(self.text, self.layout)
    }

    /// Whether a group's digit agrees as the text stands; a layout without it has none to disagree.
    fn holds(&self, group: Group) -> bool {
        self.zone().check(group).is_none_or(|check| check.ok)
    }

    /// Whether a group's digit agreed before anything but code and state was changed.
    fn held_as_given(&self, group: Group) -> bool {
        let mut text = self.original;
        for span in self.fixed() {
            text[span.range()].copy_from_slice(&self.text[span.range()]);
        }
        Mrz::read(text, self.layout).check(group).is_some_and(|check| check.ok)
    }

    /// Code and state say which layout it is; they are not for a sum to decide.
    fn fixed(&self) -> [Span; 2] {
        [self.layout.document_code, self.layout.issuing]
    }

    /// Changes every character that is of the wrong kind for its field.
    fn force_classes(&mut self) {
        force_state(&mut self.text, self.layout.nationality);
        for (span, class) in classes(self.layout) {
            let is_name = span == self.layout.names || span == self.layout.given_names;
            if is_name && self.text.starts_with(b"PNRUS") {
                continue;
            }
            for byte in &mut self.text[span.range()] {
                *byte = forced(*byte, class).unwrap_or(*byte);
            }
        }
    }

    /// Makes the one change with which the group's digit agrees, and returns how many there are. Of
    /// several none is made, and the group gets back what stood there.
    fn settle(&mut self, group: Group) -> usize {
        if self.held_as_given(group) {
            self.give_back(group);
            return 0;
        }
        let places = self.places(group);
        let edits = self.edits(group, &places);
        if let [edit] = edits[..] {
            self.text[edit.at] = edit.to;
            self.guessed.push((edit.at, group));
        } else {
            self.restore_group(group, &places);
        }
        edits.len()
    }

    /// Gives a group back the characters that its digit was made for, of the wrong kind or not. A
    /// composite takes back what other digits asked for: where two digits contradict each other,
    /// neither is to be trusted.
    fn give_back(&mut self, group: Group) {
        if group == Group::Composite {
            self.withdraw_guesses();
            if self.holds(group) {
                return;
            }
        }
        self.restore(&self.covered(group));
    }

    /// The single changes that make the group's digit agree; of several, those with which the
    /// composite agrees as well, if there are such. Three are as good as a hundred.
    fn edits(&self, group: Group, places: &[usize]) -> ArrayVec<Edit, 3> {
        let mut fitting = ArrayVec::<Edit, 3>::new();
        let mut confirmed = ArrayVec::<Edit, 3>::new();
        for &at in places {
            for to in alternatives(self.text[at]) {
                if !self.class_at(at).allows(to) || !self.is_odd_one_out(at, to, places) {
                    continue;
                }
                let mut text = self.text;
                text[at] = to;
                let tried = Mrz::read(text, self.layout);
                if tried.check(group).is_some_and(|check| check.ok) {
                    let _ = fitting.try_push(Edit { at, to });
                    if tried.is_valid() {
                        let _ = confirmed.try_push(Edit { at, to });
                    }
                }
            }
        }
        if confirmed.is_empty() { fitting } else { confirmed }
    }

    /// Whether a field that takes letters and digits has `to`'s kind on both sides of the place; a
    /// digit may also stand at the end of a run. Numbers are made of runs: a letter among letters
    /// that would have to be a digit is no confusion but a coincidence of the sum.
    fn is_odd_one_out(&self, at: usize, to: u8, places: &[usize]) -> bool {
        let beside: ArrayVec<u8, 2> = [at.checked_sub(1), at.checked_add(1)]
            .into_iter()
            .flatten()
            .filter(|beside| places.contains(beside) && self.class_at(*beside) == Class::Any)
            .map(|beside| self.text[beside])
            .filter(|&byte| byte != b'<')
            .collect();
        let needed = if to.is_ascii_digit() { 1 } else { 2 };
        beside.len() >= needed && beside.iter().all(|b| b.is_ascii_digit() == to.is_ascii_digit())
    }

    /// The places where a group's digit may ask for a change. The composite is only asked about
    /// places that no other digit covers.
    fn places(&self, group: Group) -> ArrayVec<usize, MAX_CHARS> {
        let mut places = self.covered(group);
        if group == Group::Composite {
            for check in self.layout.checks.iter().filter(|check| check.group != group) {
                let covered = self.covered(check.group);
                places.retain(|at| !covered.contains(at));
            }
        }
        places
    }

    /// The places that a group's digit speaks of, its own included.
    fn covered(&self, group: Group) -> ArrayVec<usize, MAX_CHARS> {
        let mut places = ArrayVec::new();
        for check in self.layout.checks.iter().filter(|check| check.group == group) {
            places.extend(check.covers.iter().flat_map(|span| span.range()));
            places.push(check.at);
        }
        if group == Group::DocumentNumber && self.runs_over() {
            let run = self.layout.optional[0].range().take_while(|&at| self.text[at] != b'<');
            places.extend(run);
        }
        places.retain(|at| !self.fixed().iter().any(|span| span.range().contains(at)));
        places
    }

    /// Whether `<` stands for the number's check digit and the optional data follows at once.
    fn runs_over(&self) -> bool {
        self.layout.number_may_run_over
            && self.text[self.layout.number.end] == b'<'
            && self.text[self.layout.number.end - 1] != b'<'
            && self.text[self.layout.optional[0].start] != b'<'
    }

    /// The kind of character that a place takes.
    fn class_at(&self, at: usize) -> Class {
        classes(self.layout)
            .into_iter()
            .find(|(span, _)| span.range().contains(&at))
            .map_or(Class::Any, |(_, class)| class)
    }

    /// Takes back every change at these places.
    fn restore(&mut self, places: &[usize]) {
        for &at in places {
            self.text[at] = self.original[at];
        }
    }

    /// Takes back what was changed in a group whose digit still does not agree. Of the composite
    /// that is its digit only: what it covers has had its own say.
    fn restore_group(&mut self, group: Group, places: &[usize]) {
        if group != Group::Composite {
            return self.restore(places);
        }
        for check in self.layout.checks.iter().filter(|check| check.group == group) {
            self.text[check.at] = self.original[check.at];
        }
    }

    /// Takes back the changes that rest on one digit alone.
    fn withdraw_guesses(&mut self) {
        for (at, _) in self.guessed.take() {
            self.text[at] = self.original[at];
        }
    }

    /// What differs from the zone as given.
    fn corrections(&self) -> Vec<Correction> {
        (0..self.layout.len())
            .filter(|&at| self.text[at] != self.original[at])
            .map(|at| {
                let (line, column) = self.layout.position(at);
                Correction {
                    line: line as u8,
                    column: column as u8,
                    before: self.original[at].into(),
                    after: self.text[at].into(),
                    group: self.group_at(at),
                    probability: None,
                }
            })
            .collect()
    }

    /// The narrowest digit that covers a place.
    fn group_at(&self, at: usize) -> Option<Group> {
        let covering = |check: &&layout::CheckPlace| {
            check.at == at || check.covers.iter().any(|span| span.range().contains(&at))
        };
        let guessed = self.guessed.iter().find(|(place, _)| *place == at).map(|(_, group)| *group);
        guessed.or_else(|| self.layout.checks.iter().find(covering).map(|check| check.group))
    }
}

/// The fields of a layout that take one kind of character only, and its check digits.
fn classes(layout: &'static Layout) -> ArrayVec<(Span, Class), 16> {
    let mut classes = ArrayVec::new();
    for span in [layout.birth_date, layout.expiry_date] {
        classes.push((span, Class::Digits));
    }
    for span in [layout.names, layout.given_names] {
        classes.push((span, Class::Letters));
    }
    if layout.checks.is_empty() {
        // The Swiss licence has digits for optional data.
        classes.extend(layout.optional.map(|span| (span, Class::Digits)));
    }
    for check in layout.checks {
        classes.push((Span { start: check.at, end: check.at + 1 }, Class::Digits));
    }
    classes
}

/// Changes digits of a state's code to letters, if exactly one reading is a code that exists.
fn force_state(text: &mut Text, place: Span) {
    let code = &mut text[place.range()];
    let Some(at) = code.iter().position(u8::is_ascii_digit) else { return };
    let mut readings = ArrayVec::<[u8; 3], 2>::new();
    for letter in alternatives(code[at]) {
        let Ok(mut reading) = <[u8; 3]>::try_from(&*code) else { return };
        reading[at] = letter;
        for byte in &mut reading {
            *byte = forced(*byte, Class::Letters).unwrap_or(*byte);
        }
        if std::str::from_utf8(&reading).ok().and_then(Country::from_mrz).is_some() {
            let _ = readings.try_push(reading);
        }
    }
    if let [reading] = readings[..] {
        code.copy_from_slice(&reading);
    }
}
