//! Which character may stand where in a layout, for whoever reads characters with probabilities.

use std::ops::Range;

use crate::check::Group;
use crate::format::Format;
use crate::layout::{self, CheckPlace, Layout};
use crate::number::NumberForm;

/// The field that a character belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// The document code.
    DocumentCode,
    /// The issuing state or organisation.
    Issuing,
    /// The document number.
    Number,
    /// The nationality.
    Nationality,
    /// The date of birth, `YYMMDD`.
    BirthDate,
    /// The sex.
    Sex,
    /// The date of expiry, `YYMMDD`.
    ExpiryDate,
    /// Primary and secondary identifier, or the primary alone where the secondary has its own field.
    Names,
    /// The secondary identifier, where it has its own field.
    GivenNames,
    /// Optional data.
    Optional,
    /// A check digit.
    CheckDigit,
    /// A place that no field takes.
    Unused,
}

/// The kinds of character that a place takes. Issuers deviate, but for fillers in dates seldom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// `A`–`Z` and `<`.
    Letters,
    /// `0`–`9` and `<`.
    Digits,
    /// A digit; `<` too where [`CheckRule::may_be_blank`] or a number runs over.
    CheckDigit,
    /// `A`–`Z`, `0`–`9` and `<`.
    Any,
    /// `<`.
    Filler,
}

/// One place of a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cell {
    /// The field.
    pub role: Role,
    /// The place within the field, from 0.
    pub index: usize,
    /// What may stand there.
    pub kind: Kind,
}

/// A check digit: where it stands and what it covers. Offsets count through all lines, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckRule {
    /// What it covers, by name.
    pub group: Group,
    /// Where it stands.
    pub at: usize,
    /// The offsets that it covers, in the order in which they are weighed (7, 3, 1, 7, …).
    pub covers: Vec<usize>,
    /// Whether `<` is right when all that it covers is `<`.
    pub may_be_blank: bool,
}

/// A document number of more than nine characters, whose rest and check digit stand in the optional
/// data (ICAO Doc 9303 Part 5, section 4.2.2.3, note j; Part 6 likewise).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunOver {
    /// What takes the place of the number's own rule.
    pub rule: CheckRule,
    /// Where `<` must stand: in the place of the number's digit, and behind the rest.
    pub fillers: Vec<usize>,
    /// Where anything but `<` must stand: the number's last place, the rest and its digit.
    pub filled: Vec<usize>,
}

/// Where the fields and check digits of a layout stand.
///
/// ```
/// use bonafide_mrz::{Format, Group, Kind, Role};
///
/// let passport = Format::Td3.grammar();
/// assert_eq!(passport.cells.len(), 88);
/// // Doc 9303 Part 4, section 4.2.2.2: the second line has the number in positions 1 to 9.
/// assert_eq!((passport.cells[44].role, passport.cells[44].kind), (Role::Number, Kind::Any));
/// assert_eq!(passport.cells[53].kind, Kind::CheckDigit);
/// let composite = passport.checks.last().map(|rule| (rule.group, rule.at, rule.covers.len()));
/// assert_eq!(composite, Some((Group::Composite, 87, 39)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Grammar {
    /// The layout.
    pub format: Format,
    /// What stands where, through all lines.
    pub cells: Vec<Cell>,
    /// The check digits in the order of [`crate::Mrz::checks`], the composite last.
    pub checks: Vec<CheckRule>,
}

impl Format {
    /// Where the fields and check digits of the layout stand.
    pub fn grammar(self) -> Grammar {
        let layout = layout::of(self);
        Grammar {
            format: self,
            cells: cells(layout),
            checks: layout.checks.iter().map(rule).collect(),
        }
    }
}

impl Grammar {
    /// The ways in which a long document number may run over into the optional data; none where
    /// the layout does not have that.
    ///
    /// ```
    /// use bonafide_mrz::Format;
    /// // Up to 14 further characters in the 15 places, in two conventions.
    /// assert_eq!(Format::Td1.grammar().run_overs().len(), 30);
    /// assert!(Format::Td3.grammar().run_overs().is_empty());
    /// ```
    pub fn run_overs(&self) -> Vec<RunOver> {
        let layout = layout::of(self.format);
        if !layout.number_may_run_over {
            return Vec::new();
        }
        let forms = [NumberForm::RunsOver, NumberForm::RunsOverFillerCounted];
        let room = layout.optional[0].len();
        (0..room).flat_map(|tail| forms.map(|form| run_over(layout, tail, form))).collect()
    }
}

/// The rule of a number with `tail` characters in the optional data.
fn run_over(layout: &Layout, tail: usize, form: NumberForm) -> RunOver {
    let (number, optional) = (layout.number, layout.optional[0]);
    let at = optional.start + tail;
    let between = number.end..number.end + usize::from(form == NumberForm::RunsOverFillerCounted);
    let covers = number.range().chain(between).chain(optional.start..at).collect();
    let mut fillers = vec![number.end];
    fillers.extend((at + 1 < optional.end).then_some(at + 1));
    RunOver {
        rule: CheckRule { group: Group::DocumentNumber, at, covers, may_be_blank: false },
        fillers,
        filled: std::iter::once(number.end - 1).chain(optional.start..=at).collect(),
    }
}

fn rule(place: &CheckPlace) -> CheckRule {
    CheckRule {
        group: place.group,
        at: place.at,
        covers: place.covers.iter().flat_map(|span| span.range()).collect(),
        may_be_blank: place.may_be_blank,
    }
}

fn cells(layout: &Layout) -> Vec<Cell> {
    let unused = Cell { role: Role::Unused, index: 0, kind: Kind::Filler };
    let mut cells = vec![unused; layout.len()];
    let mut put = |range: Range<usize>, role, kind| {
        for (index, at) in range.enumerate() {
            cells[at] = Cell { role, index, kind };
        }
    };
    // The Swiss licence has digits for optional data.
    let optional = if layout.checks.is_empty() { Kind::Digits } else { Kind::Any };
    put(layout.document_code.range(), Role::DocumentCode, Kind::Any);
    put(layout.issuing.range(), Role::Issuing, Kind::Letters);
    put(layout.number.range(), Role::Number, Kind::Any);
    put(layout.nationality.range(), Role::Nationality, Kind::Letters);
    put(layout.birth_date.range(), Role::BirthDate, Kind::Digits);
    put(layout.sex.range(), Role::Sex, Kind::Letters);
    put(layout.expiry_date.range(), Role::ExpiryDate, Kind::Digits);
    put(layout.names.range(), Role::Names, Kind::Letters);
    put(layout.given_names.range(), Role::GivenNames, Kind::Letters);
    for span in layout.optional {
        put(span.range(), Role::Optional, optional);
    }
    for check in layout.checks {
        put(check.at..check.at + 1, Role::CheckDigit, Kind::CheckDigit);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check_digit;
    use crate::zone::parse;

    /// ICAO Doc 9303 Part 5, appendix B: a number that runs over.
    const CARD: [&str; 3] = [
        "I<UTOD23145890<7349<<<<<<<<<<<",
        "3407127M9507122UTO<<<<<<<<<<<2",
        "STEVENSON<<PETER<JOHN<<<<<<<<<",
    ];

    fn holds(rule: &CheckRule, text: &[u8]) -> bool {
        let covered: Vec<u8> = rule.covers.iter().map(|&at| text[at]).collect();
        check_digit(&covered) == Some(text[rule.at])
    }

    #[test]
    fn rules_are_those_that_parsing_follows() {
        for format in Format::ALL {
            let grammar = format.grammar();
            assert_eq!(grammar.cells.len(), format.line_lengths().iter().sum::<usize>());
            for rule in &grammar.checks {
                assert_eq!(grammar.cells[rule.at].role, Role::CheckDigit);
                assert!(!rule.covers.contains(&rule.at));
            }
        }
        let text = [
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ];
        let bytes = text.concat().into_bytes();
        let ours: Vec<bool> =
            Format::Td3.grammar().checks.iter().map(|rule| holds(rule, &bytes)).collect();
        let theirs = parse(&text).map(|mrz| mrz.checks().iter().map(|check| check.ok).collect());
        assert_eq!(theirs, Ok(ours));
    }

    #[test]
    fn one_length_fits_the_specimen_that_runs_over() {
        let bytes = CARD.concat().into_bytes();
        let fits = |way: &&RunOver| {
            way.fillers.iter().all(|&at| bytes[at] == b'<')
                && way.filled.iter().all(|&at| bytes[at] != b'<')
                && holds(&way.rule, &bytes)
        };
        let ways = Format::Td1.grammar().run_overs();
        let fitting: Vec<&RunOver> = ways.iter().filter(fits).collect();
        // Its digit happens to be the same in both conventions.
        let found: Vec<_> = fitting.iter().map(|w| (w.rule.at, w.rule.covers.len())).collect();
        assert_eq!(found, [(18, 12), (18, 13)]);
    }
}
