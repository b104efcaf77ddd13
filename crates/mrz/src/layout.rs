//! Where each layout keeps its fields. Offsets count through all lines, from 0.

use crate::check::Group;
use crate::format::Format;

/// The most characters any layout has (TD1: three lines of 30).
pub(crate) const MAX_CHARS: usize = 90;

/// A run of characters of a zone; empty where the layout has no such field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Span {
    pub(crate) const NONE: Span = Span { start: 0, end: 0 };

    pub(crate) fn is_none(self) -> bool {
        self.start == self.end
    }

    pub(crate) fn len(self) -> usize {
        self.end - self.start
    }

    pub(crate) fn range(self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

const fn span(start: usize, end: usize) -> Span {
    Span { start, end }
}

/// Where a check digit stands and what it covers.
#[derive(Debug)]
pub(crate) struct CheckPlace {
    pub(crate) group: Group,
    pub(crate) covers: &'static [Span],
    pub(crate) at: usize,
    /// Whether `<` is right when all that it covers is `<`.
    pub(crate) may_be_blank: bool,
}

/// A layout: line lengths, fields, check digits.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) format: Format,
    pub(crate) lines: &'static [usize],
    pub(crate) document_code: Span,
    pub(crate) issuing: Span,
    pub(crate) number: Span,
    pub(crate) nationality: Span,
    pub(crate) birth_date: Span,
    pub(crate) sex: Span,
    pub(crate) expiry_date: Span,
    /// The name field, or the surname alone where the given names have their own.
    pub(crate) names: Span,
    pub(crate) given_names: Span,
    /// Optional data; a document number of more than nine characters runs over into the first.
    pub(crate) optional: [Span; 2],
    /// Whether a `<` for the number's check digit announces a number that runs over.
    pub(crate) number_may_run_over: bool,
    pub(crate) checks: &'static [CheckPlace],
}

impl Layout {
    /// How many characters the layout has.
    pub(crate) fn len(&self) -> usize {
        self.lines.iter().sum()
    }

    /// The line and the column, both from 1, of an offset.
    pub(crate) fn position(&self, offset: usize) -> (usize, usize) {
        let mut start = 0;
        for (index, length) in self.lines.iter().enumerate() {
            if offset < start + length {
                return (index + 1, offset - start + 1);
            }
            start += length;
        }
        (self.lines.len(), offset - start + 1)
    }
}

const fn check(group: Group, covers: &'static [Span], at: usize) -> CheckPlace {
    let may_be_blank =
        matches!(group, Group::BirthDate | Group::ExpiryDate | Group::PersonalNumber);
    CheckPlace { group, covers, at, may_be_blank }
}

/// The layout of a format.
pub(crate) fn of(format: Format) -> &'static Layout {
    match format {
        Format::Td1 => &TD1,
        Format::Td2 => &TD2,
        Format::Td3 => &TD3,
        Format::MrvA => &MRV_A,
        Format::MrvB => &MRV_B,
        Format::FrenchId => &FRENCH_ID,
        Format::DrivingLicence => &DRIVING_LICENCE,
        Format::FrenchDrivingLicence => &FRENCH_DRIVING_LICENCE,
        Format::SwissDrivingLicence => &SWISS_DRIVING_LICENCE,
    }
}

/// ICAO Doc 9303 Part 5, section 4.2.2.
static TD1: Layout = Layout {
    format: Format::Td1,
    lines: &[30, 30, 30],
    document_code: span(0, 2),
    issuing: span(2, 5),
    number: span(5, 14),
    optional: [span(15, 30), span(48, 59)],
    birth_date: span(30, 36),
    sex: span(37, 38),
    expiry_date: span(38, 44),
    nationality: span(45, 48),
    names: span(60, 90),
    given_names: Span::NONE,
    number_may_run_over: true,
    checks: &[
        check(Group::DocumentNumber, &[span(5, 14)], 14),
        check(Group::BirthDate, &[span(30, 36)], 36),
        check(Group::ExpiryDate, &[span(38, 44)], 44),
        check(Group::Composite, &[span(5, 37), span(38, 45), span(48, 59)], 59),
    ],
};

/// ICAO Doc 9303 Part 6, section 4.2.2.
static TD2: Layout = Layout {
    format: Format::Td2,
    lines: &[36, 36],
    document_code: span(0, 2),
    issuing: span(2, 5),
    names: span(5, 36),
    given_names: Span::NONE,
    number: span(36, 45),
    nationality: span(46, 49),
    birth_date: span(49, 55),
    sex: span(56, 57),
    expiry_date: span(57, 63),
    optional: [span(64, 71), Span::NONE],
    number_may_run_over: true,
    checks: &[
        check(Group::DocumentNumber, &[span(36, 45)], 45),
        check(Group::BirthDate, &[span(49, 55)], 55),
        check(Group::ExpiryDate, &[span(57, 63)], 63),
        check(Group::Composite, &[span(36, 46), span(49, 56), span(57, 71)], 71),
    ],
};

/// ICAO Doc 9303 Part 4, section 4.2.2.
static TD3: Layout = Layout {
    format: Format::Td3,
    lines: &[44, 44],
    document_code: span(0, 2),
    issuing: span(2, 5),
    names: span(5, 44),
    given_names: Span::NONE,
    number: span(44, 53),
    nationality: span(54, 57),
    birth_date: span(57, 63),
    sex: span(64, 65),
    expiry_date: span(65, 71),
    optional: [span(72, 86), Span::NONE],
    number_may_run_over: false,
    checks: &[
        check(Group::DocumentNumber, &[span(44, 53)], 53),
        check(Group::BirthDate, &[span(57, 63)], 63),
        check(Group::ExpiryDate, &[span(65, 71)], 71),
        check(Group::PersonalNumber, &[span(72, 86)], 86),
        check(Group::Composite, &[span(44, 54), span(57, 64), span(65, 87)], 87),
    ],
};

/// ICAO Doc 9303 Part 7, section 4.2.2 (format A).
static MRV_A: Layout = Layout {
    format: Format::MrvA,
    lines: &[44, 44],
    document_code: span(0, 2),
    issuing: span(2, 5),
    names: span(5, 44),
    given_names: Span::NONE,
    number: span(44, 53),
    nationality: span(54, 57),
    birth_date: span(57, 63),
    sex: span(64, 65),
    expiry_date: span(65, 71),
    optional: [span(72, 88), Span::NONE],
    number_may_run_over: false,
    checks: &[
        check(Group::DocumentNumber, &[span(44, 53)], 53),
        check(Group::BirthDate, &[span(57, 63)], 63),
        check(Group::ExpiryDate, &[span(65, 71)], 71),
    ],
};

/// ICAO Doc 9303 Part 7, section 5.2.2 (format B).
static MRV_B: Layout = Layout {
    format: Format::MrvB,
    lines: &[36, 36],
    document_code: span(0, 2),
    issuing: span(2, 5),
    names: span(5, 36),
    given_names: Span::NONE,
    number: span(36, 45),
    nationality: span(46, 49),
    birth_date: span(49, 55),
    sex: span(56, 57),
    expiry_date: span(57, 63),
    optional: [span(64, 72), Span::NONE],
    number_may_run_over: false,
    checks: &[
        check(Group::DocumentNumber, &[span(36, 45)], 45),
        check(Group::BirthDate, &[span(49, 55)], 55),
        check(Group::ExpiryDate, &[span(57, 63)], 63),
    ],
};

/// The French identity card of 1988 to 2021: surname, then département and office; number with
/// year and month of issue, given names, birth, sex. There is no expiry and no nationality.
static FRENCH_ID: Layout = Layout {
    format: Format::FrenchId,
    lines: &[36, 36],
    document_code: span(0, 2),
    issuing: span(2, 5),
    names: span(5, 30),
    optional: [span(30, 36), Span::NONE],
    number: span(36, 48),
    given_names: span(49, 63),
    birth_date: span(63, 69),
    sex: span(70, 71),
    nationality: Span::NONE,
    expiry_date: Span::NONE,
    number_may_run_over: false,
    checks: &[
        check(Group::DocumentNumber, &[span(36, 48)], 48),
        check(Group::BirthDate, &[span(63, 69)], 69),
        check(Group::Composite, &[span(0, 71)], 71),
    ],
};

/// ISO/IEC 18013-3 Annex on the machine-readable text of basic access protection: `D`, the
/// configuration, 27 characters of the issuer, check digit. Regulation (EU) No 383/2012 puts the
/// state into the first three of the 27. Dutch practice: a version digit, the ten digits of the
/// licence number, thirteen random characters.
static DRIVING_LICENCE: Layout = Layout {
    format: Format::DrivingLicence,
    lines: &[30],
    document_code: span(0, 2),
    issuing: span(2, 5),
    number: Span::NONE,
    optional: [span(5, 29), Span::NONE],
    names: Span::NONE,
    given_names: Span::NONE,
    nationality: Span::NONE,
    birth_date: Span::NONE,
    sex: Span::NONE,
    expiry_date: Span::NONE,
    number_may_run_over: false,
    checks: &[check(Group::Composite, &[span(0, 29)], 29)],
};

/// The Dutch variant of [`DRIVING_LICENCE`]; its version digit is the second optional field.
static DUTCH_DRIVING_LICENCE: Layout = Layout {
    format: Format::DrivingLicence,
    lines: &[30],
    document_code: span(0, 2),
    issuing: span(2, 5),
    number: span(6, 16),
    optional: [span(16, 29), span(5, 6)],
    names: Span::NONE,
    given_names: Span::NONE,
    nationality: Span::NONE,
    birth_date: Span::NONE,
    sex: Span::NONE,
    expiry_date: Span::NONE,
    number_may_run_over: false,
    checks: &[check(Group::Composite, &[span(0, 29)], 29)],
};

/// French driving licences since 2013: number with a digit over everything before it, expiry,
/// the first eight characters of the surname.
static FRENCH_DRIVING_LICENCE: Layout = Layout {
    format: Format::FrenchDrivingLicence,
    lines: &[30],
    document_code: span(0, 2),
    issuing: span(2, 5),
    number: span(5, 14),
    expiry_date: span(15, 21),
    names: span(21, 29),
    given_names: Span::NONE,
    nationality: Span::NONE,
    birth_date: Span::NONE,
    sex: Span::NONE,
    optional: [Span::NONE, Span::NONE],
    number_may_run_over: false,
    checks: &[
        check(Group::DocumentNumber, &[span(0, 14)], 14),
        check(Group::Composite, &[span(0, 29)], 29),
    ],
};

/// Swiss driving licences in card form: blank number and language; `FACHE`, personal number
/// (PIN), version, birth; names. No check digit anywhere.
static SWISS_DRIVING_LICENCE: Layout = Layout {
    format: Format::SwissDrivingLicence,
    lines: &[9, 30, 30],
    number: span(0, 9),
    document_code: span(9, 11),
    issuing: span(11, 14),
    optional: [span(14, 23), span(23, 26)],
    birth_date: span(28, 34),
    names: span(39, 69),
    given_names: Span::NONE,
    nationality: Span::NONE,
    sex: Span::NONE,
    expiry_date: Span::NONE,
    number_may_run_over: false,
    checks: &[],
};

/// Chooses the layout of lines whose lengths and characters were seen to fit some layout.
pub(crate) fn recognise(lengths: &[usize], text: &[u8; MAX_CHARS]) -> Option<&'static Layout> {
    match lengths {
        [30, 30, 30] => Some(&TD1),
        [44, 44] if text[0] == b'V' => Some(&MRV_A),
        [44, 44] => Some(&TD3),
        [36, 36] if text.starts_with(b"IDFRA") && !is_french_td2(text) => Some(&FRENCH_ID),
        [36, 36] if text[0] == b'V' => Some(&MRV_B),
        [36, 36] => Some(&TD2),
        [30] if text.starts_with(b"D1FRA") => Some(&FRENCH_DRIVING_LICENCE),
        [30] if text[0] == b'D' && text[2..5] == *b"NLD" => Some(&DUTCH_DRIVING_LICENCE),
        [30] if text[0] == b'D' => Some(&DRIVING_LICENCE),
        [9, 30, 30] if text[9..14] == *b"FACHE" => Some(&SWISS_DRIVING_LICENCE),
        _ => None,
    }
}

/// Whether lines that begin with `IDFRA` have nationality and sex where TD2 has them.
fn is_french_td2(text: &[u8; MAX_CHARS]) -> bool {
    text[TD2.nationality.range()] == *b"FRA" && matches!(text[TD2.sex.start], b'M' | b'F' | b'X')
}
