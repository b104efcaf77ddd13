//! Parsing: lines in, a zone whose fields and check digits can be asked for out.

use std::fmt;

use arrayvec::ArrayVec;
use bonafide_types::{DocumentType, Sensitive};

use crate::check::{Check, Group, Sum, value};
use crate::error::ParseError;
use crate::format::Format;
use crate::layout::{self, CheckPlace, Layout, MAX_CHARS, Span};
use crate::name::Name;
use crate::number::{DocumentNumber, NumberForm, Overflow};

/// The line lengths of all layouts, those of more lines last.
const SHAPES: [&[usize]; 5] = [&[30], &[36, 36], &[44, 44], &[30, 30, 30], &[9, 30, 30]];

/// The most check digits a layout has (TD3).
const MAX_CHECKS: usize = 5;

/// A machine-readable zone that has been read: its characters, its layout and its check digits.
///
/// Everything is kept inline; reading one allocates nothing. `Debug` prints the layout and whether
/// the digits agree, never a character, and the characters are wiped on drop.
#[derive(Clone)]
pub struct Mrz {
    text: Sensitive<[u8; MAX_CHARS]>,
    layout: &'static Layout,
    checks: ArrayVec<Check, MAX_CHECKS>,
    overflow: Option<Overflow>,
}

/// Reads the lines of a machine-readable zone.
///
/// Lines are taken as they are: nothing is trimmed, folded or corrected (see [`crate::find`] and
/// [`crate::repair`] for that). A wrong check digit is no error but an entry of [`Mrz::checks`].
///
/// # Errors
/// When number, length or characters of the lines fit no layout.
///
/// ```
/// // ICAO Doc 9303 Part 4, appendix B.
/// let mrz = bonafide_mrz::parse(&[
///     "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
///     "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
/// ])?;
/// assert!(mrz.is_valid());
/// assert_eq!(mrz.document_number().to_string(), "L898902C3");
/// assert_eq!(mrz.surname().to_string(), "ERIKSSON");
/// assert_eq!(mrz.given_names().to_string(), "ANNA MARIA");
/// assert_eq!(mrz.personal_number(), "ZE184226B");
/// # Ok::<(), bonafide_mrz::ParseError>(())
/// ```
pub fn parse(lines: &[&str]) -> Result<Mrz, ParseError> {
    check_shape(lines)?;
    let mut text = [b'<'; MAX_CHARS];
    let mut lengths = ArrayVec::<usize, 3>::new();
    let mut start = 0;
    for (index, line) in lines.iter().enumerate() {
        if let Some(column) = line.bytes().position(|byte| value(byte).is_none()) {
            let column = line.char_indices().take_while(|(at, _)| *at < column).count() + 1;
            return Err(ParseError::Character { line: index + 1, column });
        }
        text[start..start + line.len()].copy_from_slice(line.as_bytes());
        start += line.len();
        lengths.push(line.len());
    }
    let Some(layout) = layout::recognise(&lengths, &text) else {
        return Err(ParseError::DocumentCode { line: if lengths[0] == 9 { 2 } else { 1 } });
    };
    Ok(Mrz::read(text, layout))
}

/// Sees to it that number and lengths of the lines are those of some layout.
fn check_shape(lines: &[&str]) -> Result<(), ParseError> {
    if lines.is_empty() || lines.len() > 3 {
        return Err(ParseError::LineCount(lines.len()));
    }
    let mut fits = SHAPES.map(|shape| shape.len() == lines.len());
    for (index, line) in lines.iter().enumerate() {
        for (fit, shape) in fits.iter_mut().zip(SHAPES) {
            *fit = *fit && shape[index] == line.len();
        }
        if !fits.contains(&true) {
            let found = line.chars().count();
            return Err(match line.chars().position(|c| !c.is_ascii()) {
                Some(column)
                    if found != line.len() && SHAPES.iter().any(|s| s.contains(&found)) =>
                {
                    ParseError::Character { line: index + 1, column: column + 1 }
                }
                _ => ParseError::LineLength { line: index + 1, found },
            });
        }
    }
    Ok(())
}

impl Mrz {
    /// Reads characters that are known to be MRZ characters in a layout.
    pub(crate) fn read(text: [u8; MAX_CHARS], layout: &'static Layout) -> Self {
        let overflow = Overflow::find(&text, layout);
        let mut checks = ArrayVec::new();
        for place in layout.checks {
            checks.push(match overflow {
                Some(overflow) if place.group == Group::DocumentNumber => {
                    overflow.check(&text, layout)
                }
                _ => check_place(&text, place),
            });
        }
        Self { text: Sensitive::new(text), layout, checks, overflow }
    }

    /// The layout.
    pub fn format(&self) -> Format {
        self.layout.format
    }

    /// Every check digit of the zone, in the order of the layout's fields, the composite last.
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// The check of one group, if the layout has it.
    pub fn check(&self, group: Group) -> Option<Check> {
        self.checks.iter().find(|check| check.group == group).copied()
    }

    /// Whether every check digit agrees. A layout without any ([`Format::SwissDrivingLicence`])
    /// is valid if the characters that it fixes stand where they should; [`Mrz::checks`] is empty
    /// then, so that nobody takes it for verified.
    pub fn is_valid(&self) -> bool {
        if self.checks.is_empty() {
            return self.fixed_characters_hold();
        }
        self.checks.iter().all(|check| check.ok)
    }

    /// Whether the fillers and digits that the Swiss layout fixes are there.
    fn fixed_characters_hold(&self) -> bool {
        let text = self.text.expose();
        let [pin, version] = self.layout.optional;
        let digits = [pin, version, self.layout.birth_date];
        let fillers = [version.end..self.layout.birth_date.start, self.layout.birth_date.end..39];
        digits.iter().all(|span| text[span.range()].iter().all(u8::is_ascii_digit))
            && fillers.into_iter().all(|range| text[range].iter().all(|&byte| byte == b'<'))
    }

    /// The lines, as they were given.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = &str> {
        let mut start = 0;
        self.layout.lines.iter().map(move |length| {
            let line = Span { start, end: start + length };
            start += length;
            self.slice(line)
        })
    }

    /// The document code, one or two characters: `P`, `ID`, `V`, `D1`.
    pub fn document_code(&self) -> &str {
        self.field(self.layout.document_code)
    }

    /// The issuing state or organisation as it stands there, without fillers: `UTO`, `D`.
    pub fn issuing(&self) -> &str {
        self.field(self.layout.issuing)
    }

    /// The document number; both pieces of it when it runs over into the optional data. Empty
    /// where the layout has none that is known.
    pub fn document_number(&self) -> DocumentNumber<'_> {
        let overflow = self.overflow.map_or(0, |overflow| overflow.length);
        let start = self.layout.optional[0].start;
        let tail = self.slice(Span { start, end: start + overflow });
        DocumentNumber::new(self.field(self.layout.number), tail)
    }

    /// Where the document number stands and how its digit was computed.
    pub fn number_form(&self) -> NumberForm {
        self.overflow.map_or(NumberForm::Within, |overflow| overflow.form)
    }

    /// The nationality as it stands there, without fillers. Empty where the layout has none.
    pub fn nationality(&self) -> &str {
        self.field(self.layout.nationality)
    }

    /// The six characters of the date of birth, `YYMMDD`, or nothing where the layout has none.
    pub fn birth_date(&self) -> &str {
        self.slice(self.layout.birth_date)
    }

    /// The six characters of the date of expiry, `YYMMDD`, or nothing where the layout has none.
    pub fn expiry_date(&self) -> &str {
        self.slice(self.layout.expiry_date)
    }

    /// The character for the sex (`M`, `F`, `X` or `<`), if the layout has it.
    pub fn sex(&self) -> Option<char> {
        let place = self.layout.sex;
        (!place.is_none()).then(|| char::from(self.text.expose()[place.start]))
    }

    /// The primary identifier. Empty if the name field begins with `<<`.
    pub fn surname(&self) -> Name<'_> {
        Name::new(self.split_names().0)
    }

    /// The secondary identifier. Empty for a person with a single name (Doc 9303 Part 3,
    /// section 4.6: the whole name is then the primary identifier).
    pub fn given_names(&self) -> Name<'_> {
        Name::new(self.split_names().1)
    }

    /// Whether the last place of a name field holds a letter: the issuer may then have cut the
    /// name short (Doc 9303 Part 4, section 4.2.3).
    pub fn names_may_be_truncated(&self) -> bool {
        [self.layout.names, self.layout.given_names]
            .iter()
            .any(|place| !place.is_none() && self.text.expose()[place.end - 1] != b'<')
    }

    /// Optional data, 0 for the first field and 1 for the second (TD1 has two), without trailing
    /// fillers and without the part of a document number that ran over into it.
    pub fn optional(&self, index: usize) -> &str {
        let Some(&place) = self.layout.optional.get(index) else { return "" };
        let start = match self.overflow {
            Some(overflow) if index == 0 => (place.start + overflow.length + 2).min(place.end),
            _ => place.start,
        };
        self.slice(Span { start, end: place.end }).trim_end_matches('<')
    }

    /// The personal number of a passport (TD3), or the PIN of a Swiss driving licence; otherwise
    /// nothing.
    pub fn personal_number(&self) -> &str {
        match self.format() {
            Format::Td3 | Format::SwissDrivingLicence => self.optional(0),
            _ => "",
        }
    }

    /// What the document code says the document is.
    ///
    /// `P` is a passport, on a card (TD1) and in `IP` a passport card; `I`, `A` and `C` are
    /// identification cards (Doc 9303 Part 5, section 4.2.2.3, note k), `D` and the Swiss `FA` driving
    /// licences. Visas and everything else are unknown to [`DocumentType`].
    ///
    /// ```
    /// use bonafide_types::DocumentType;
    /// let card = bonafide_mrz::parse(&[
    ///     "I<UTOD231458907<<<<<<<<<<<<<<<",
    ///     "7408122F1204159UTO<<<<<<<<<<<6",
    ///     "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    /// ])?;
    /// assert_eq!(card.document_type(), DocumentType::IdentificationCard);
    /// # Ok::<(), bonafide_mrz::ParseError>(())
    /// ```
    pub fn document_type(&self) -> DocumentType {
        let code = self.document_code().as_bytes();
        match (self.format(), code) {
            (Format::MrvA | Format::MrvB, _) => DocumentType::Unknown,
            (Format::SwissDrivingLicence, _) | (_, [b'D', ..]) => DocumentType::DriverLicense,
            (Format::Td1, [b'P', ..]) | (_, b"IP") => DocumentType::PassportCard,
            (_, [b'P', ..]) => DocumentType::Passport,
            (_, [b'I' | b'A' | b'C', ..]) => DocumentType::IdentificationCard,
            _ => DocumentType::Unknown,
        }
    }

    pub(crate) fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// Characters of the document number that stand in the optional data, its digit not counted.
    pub(crate) fn run_over_length(&self) -> usize {
        self.overflow.map_or(0, |overflow| overflow.length)
    }

    pub(crate) fn text(&self) -> &[u8; MAX_CHARS] {
        self.text.expose()
    }

    /// The characters of a run as they stand.
    pub(crate) fn slice(&self, place: Span) -> &str {
        // Every byte was seen to be an MRZ character, so this is ASCII.
        std::str::from_utf8(&self.text.expose()[place.range()]).unwrap_or_default()
    }

    /// The characters of a field without trailing fillers.
    fn field(&self, place: Span) -> &str {
        self.slice(place).trim_end_matches('<')
    }

    /// Primary and secondary identifier, still with fillers.
    fn split_names(&self) -> (&str, &str) {
        let names = self.slice(self.layout.names);
        if !self.layout.given_names.is_none() {
            return (names, self.slice(self.layout.given_names));
        }
        names.split_once("<<").unwrap_or((names, ""))
    }
}

impl PartialEq for Mrz {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.layout, other.layout) && self.text == other.text
    }
}

impl Eq for Mrz {}

impl fmt::Debug for Mrz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mrz")
            .field("format", &self.layout.format)
            .field("valid", &self.is_valid())
            .finish_non_exhaustive()
    }
}

/// Reports the check digit at one place.
fn check_place(text: &[u8; MAX_CHARS], place: &CheckPlace) -> Check {
    let mut sum = Sum::default();
    for span in place.covers {
        sum.extend(&text[span.range()]);
    }
    let (given, computed) = (text[place.at], sum.digit());
    let blank = || {
        place.may_be_blank
            && given == b'<'
            && place.covers.iter().all(|span| text[span.range()].iter().all(|&byte| byte == b'<'))
    };
    Check {
        group: place.group,
        given: given.into(),
        computed: computed.into(),
        ok: given == computed || blank(),
    }
}
