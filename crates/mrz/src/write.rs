//! Writing: content in, the lines of a zone out, with every check digit computed.

use std::fmt;

use crate::check::{Group, Sum};
use crate::error::WriteError;
use crate::format::Format;
use crate::layout::{self, Layout, MAX_CHARS, Span};
use crate::number::NumberForm;
use crate::transliterate::{Language, transliterate};
use crate::zone::Mrz;

/// What goes into a zone. Dates are `YYMMDD`, `<` for what is not known, or empty; fields that the
/// layout does not have stay empty.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Content {
    /// The layout.
    pub format: Format,
    /// One or two characters: `P`, `I`, `V`, `D1`.
    pub document_code: String,
    /// One to three letters: `UTO`, `D`.
    pub issuing: String,
    /// The number. More than nine characters run over into the optional data of TD1 and TD2.
    pub document_number: String,
    /// Whether the digit of a number that runs over counts the filler between its pieces.
    pub number_form: NumberForm,
    /// One to three letters.
    pub nationality: String,
    /// `YYMMDD`.
    pub birth_date: String,
    /// `M`, `F`, `X` or `<`.
    pub sex: char,
    /// `YYMMDD`.
    pub expiry_date: String,
    /// The primary identifier in any script that Doc 9303 has a table for.
    pub surname: String,
    /// The secondary identifier.
    pub given_names: String,
    /// Optional data: see [`Mrz::optional`].
    pub optional: [String; 2],
    /// The language of the names, where Cyrillic letters hang on it.
    pub language: Language,
}

impl Content {
    /// Empty content for a layout.
    pub fn new(format: Format) -> Self {
        Self {
            format,
            document_code: String::new(),
            issuing: String::new(),
            document_number: String::new(),
            number_form: NumberForm::Within,
            nationality: String::new(),
            birth_date: String::new(),
            sex: '<',
            expiry_date: String::new(),
            surname: String::new(),
            given_names: String::new(),
            optional: [String::new(), String::new()],
            language: Language::Any,
        }
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content").field("format", &self.format).finish_non_exhaustive()
    }
}

impl From<&Mrz> for Content {
    fn from(mrz: &Mrz) -> Self {
        Self {
            format: mrz.format(),
            document_code: mrz.document_code().to_owned(),
            issuing: mrz.issuing().to_owned(),
            document_number: mrz.document_number().to_string(),
            number_form: mrz.number_form(),
            nationality: mrz.nationality().to_owned(),
            birth_date: mrz.birth_date().to_owned(),
            sex: mrz.sex().unwrap_or('<'),
            expiry_date: mrz.expiry_date().to_owned(),
            surname: mrz.surname().to_string(),
            given_names: mrz.given_names().to_string(),
            optional: [mrz.optional(0).to_owned(), mrz.optional(1).to_owned()],
            language: Language::Any,
        }
    }
}

/// Writes the lines of a zone.
///
/// Names are transliterated ([`transliterate`]) and cut to the field so that its last place holds
/// a letter, which is how Doc 9303 marks a name that may be truncated (Part 4, section 4.2.3): the
/// secondary identifier gives way first, down to one letter.
///
/// # Errors
/// When the layout lacks a field, has not the room for it, or the field does not take a character.
///
/// ```
/// use bonafide_mrz::{Content, Format, write};
/// let mut content = Content::new(Format::Td3);
/// content.document_code = "P".into();
/// content.issuing = "UTO".into();
/// content.document_number = "L898902C3".into();
/// content.nationality = "UTO".into();
/// content.birth_date = "740812".into();
/// content.sex = 'F';
/// content.expiry_date = "120415".into();
/// content.surname = "Eriksson".into();
/// content.given_names = "Anna Maria".into();
/// content.optional[0] = "ZE184226B".into();
/// assert_eq!(write(&content)?, [
///     "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
///     "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
/// ]);
/// # Ok::<(), bonafide_mrz::WriteError>(())
/// ```
pub fn write(content: &Content) -> Result<Vec<String>, WriteError> {
    let layout = choose_layout(content);
    let mut sheet = Sheet { text: [b'<'; MAX_CHARS], layout, runs_over: false };
    sheet.put("document_code", layout.document_code, &content.document_code)?;
    sheet.put("issuing", layout.issuing, &content.issuing)?;
    sheet.put("nationality", layout.nationality, &content.nationality)?;
    sheet.put_date("birth_date", layout.birth_date, &content.birth_date)?;
    sheet.put_date("expiry_date", layout.expiry_date, &content.expiry_date)?;
    sheet.put_sex(content.sex)?;
    sheet.put_names(content)?;
    sheet.put_number_and_optional(content)?;
    sheet.put_digits();
    match layout::recognise(layout.lines, &sheet.text) {
        Some(read) if std::ptr::eq(read, layout) => Ok(sheet.lines()),
        // The code or the state belongs to another layout of the same size.
        _ => Err(WriteError::Character { field: "document_code", column: 1 }),
    }
}

/// The layout of the content; that of Dutch driving licences is a variant.
fn choose_layout(content: &Content) -> &'static Layout {
    let mut probe = [b'<'; MAX_CHARS];
    if content.format == Format::DrivingLicence && content.issuing == "NLD" {
        probe[..5].copy_from_slice(b"D<NLD");
    }
    let variant = (probe[0] == b'D').then(|| layout::recognise(&[30], &probe)).flatten();
    variant.unwrap_or_else(|| layout::of(content.format))
}

/// The zone while it is being written.
struct Sheet {
    text: [u8; MAX_CHARS],
    layout: &'static Layout,
    /// Whether the number has run over into the optional data.
    runs_over: bool,
}

impl Sheet {
    /// Puts a value at the beginning of a field. Spaces and hyphens become fillers.
    fn put(&mut self, field: &'static str, place: Span, value: &str) -> Result<(), WriteError> {
        if value.is_empty() {
            return Ok(());
        }
        if place.is_none() {
            return Err(WriteError::NoSuchField(field));
        }
        let found = value.chars().count();
        if found > place.len() {
            return Err(WriteError::TooLong { field, found, room: place.len() });
        }
        for (index, c) in value.chars().enumerate() {
            self.text[place.start + index] = match c {
                'A'..='Z' | '0'..='9' | '<' => c as u8,
                ' ' | '-' => b'<',
                _ => return Err(WriteError::Character { field, column: index + 1 }),
            };
        }
        Ok(())
    }

    fn put_date(
        &mut self,
        field: &'static str,
        place: Span,
        value: &str,
    ) -> Result<(), WriteError> {
        if let Some(at) = value.bytes().position(|byte| !(byte.is_ascii_digit() || byte == b'<')) {
            return Err(WriteError::Character { field, column: at + 1 });
        }
        self.put(field, place, value)
    }

    fn put_sex(&mut self, sex: char) -> Result<(), WriteError> {
        match (sex, self.layout.sex) {
            ('<', place) if place.is_none() => Ok(()),
            ('M' | 'F' | 'X' | '<', place) => self.put("sex", place, sex.encode_utf8(&mut [0; 4])),
            _ => Err(WriteError::Character { field: "sex", column: 1 }),
        }
    }

    fn put_names(&mut self, content: &Content) -> Result<(), WriteError> {
        let Layout { names, given_names, .. } = *self.layout;
        let surname = transliterate(&content.surname, content.language)?;
        let given = transliterate(&content.given_names, content.language)?;
        if names.is_none() && !(surname.is_empty() && given.is_empty()) {
            return Err(WriteError::NoSuchField("surname"));
        }
        if given_names.is_none() {
            return self.put("surname", names, &fit_names(&surname, &given, names.len()));
        }
        self.put("surname", names, &cut(&surname, names.len()))?;
        self.put("given_names", given_names, &cut(&given, given_names.len()))
    }

    /// Puts the number and what is left of the optional data behind it.
    fn put_number_and_optional(&mut self, content: &Content) -> Result<(), WriteError> {
        let layout = self.layout;
        let number = content.document_number.as_str();
        let room = layout.number.len();
        let [first, second] = layout.optional;
        self.put("optional2", second, &content.optional[1])?;
        let runs_over = number.len() > room || content.number_form != NumberForm::Within;
        if !(runs_over && layout.number_may_run_over) {
            self.put("document_number", layout.number, number)?;
            return self.put("optional1", first, &content.optional[0]);
        }
        let field = "document_number";
        let Some((head, tail)) = number.split_at_checked(room) else {
            return Err(WriteError::TooLong { field, found: number.len(), room });
        };
        self.put(field, layout.number, head)?;
        if let Some(at) = tail.bytes().position(|byte| !byte.is_ascii_alphanumeric()) {
            return Err(WriteError::Character { field, column: room + at + 1 });
        }
        let end = first.start + tail.len();
        if end >= first.end {
            return Err(WriteError::TooLong {
                field,
                found: number.len(),
                room: room + first.len() - 1,
            });
        }
        self.put(field, Span { start: first.start, end }, tail)?;
        self.runs_over = true;
        self.text[end] = content.number_form.digit(head.as_bytes(), tail.as_bytes());
        let rest = Span { start: (end + 2).min(first.end), end: first.end };
        if rest.is_none() && !content.optional[0].is_empty() {
            let found = content.optional[0].len();
            return Err(WriteError::TooLong { field: "optional1", found, room: 0 });
        }
        self.put("optional1", rest, &content.optional[0])
    }

    /// Computes the digits, the composite last. A number that runs over keeps its `<`; an empty
    /// personal number gets one (Doc 9303 Part 4, section 4.2.2.2).
    fn put_digits(&mut self) {
        for check in self.layout.checks {
            let mut sum = Sum::default();
            for span in check.covers {
                sum.extend(&self.text[span.range()]);
            }
            let blank = check
                .covers
                .iter()
                .all(|span| self.text[span.range()].iter().all(|&byte| byte == b'<'));
            let stays = match check.group {
                Group::PersonalNumber => blank,
                Group::DocumentNumber => self.runs_over,
                _ => false,
            };
            if !stays {
                self.text[check.at] = sum.digit();
            }
        }
    }

    fn lines(&self) -> Vec<String> {
        let mut rest = &self.text[..];
        let line = |length: &usize| {
            let (line, after) = rest.split_at(*length);
            rest = after;
            line.iter().map(|&byte| char::from(byte)).collect()
        };
        self.layout.lines.iter().map(line).collect()
    }
}

/// Both identifiers in a field of their own, `<<` between them.
fn fit_names(surname: &str, given: &str, room: usize) -> String {
    if given.is_empty() {
        return cut(surname, room);
    }
    let whole = surname.len() + 2 + given.len();
    if whole <= room {
        return format!("{surname}<<{given}");
    }
    let surname = surname[..surname.len().min(room - 3)].trim_end_matches('<');
    format!("{surname}<<{}", cut(given, room - 2 - surname.len()))
}

/// Cuts a name to the room there is, with a letter in the last place: where the cut would leave a
/// filler there, the last component of more than one letter before it gives one up. A name that
/// begins with single letters may have none to give; its cut does not show then.
fn cut(name: &str, room: usize) -> String {
    let kept = &name[..name.len().min(room)];
    if kept.len() == name.len() || !kept.ends_with('<') {
        return kept.to_owned();
    }
    let letters = kept.as_bytes();
    let spare = (1..letters.len()).rfind(|&at| letters[at] != b'<' && letters[at - 1] != b'<');
    match spare {
        Some(at) => format!("{}{}", &name[..at], &name[at + 1..=room]),
        None => kept.trim_end_matches('<').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_name_ends_in_a_letter() {
        assert_eq!(cut("ANNA<MARIA", 12), "ANNA<MARIA");
        assert_eq!(cut("ANNA<MARIA", 7), "ANNA<MA");
        assert_eq!(cut("ANNA<MARIA", 5), "ANN<M");
        assert_eq!(cut("AB<C<DE", 5), "A<C<D");
        assert_eq!(cut("A<B<CD", 4), "A<B");
    }

    #[test]
    fn the_given_names_give_way_first() {
        let surname = "PAPANDROPOULOUS";
        assert_eq!(fit_names(surname, "JONATHON<ALEC", 30), "PAPANDROPOULOUS<<JONATHON<ALEC");
        assert_eq!(fit_names(surname, "JONATHON<ALEC", 29), "PAPANDROPOULOUS<<JONATHON<ALE");
        assert_eq!(fit_names(surname, "JONATHON<ALEC", 26), "PAPANDROPOULOUS<<JONATHO<A");
        assert_eq!(fit_names(surname, "JONATHON", 14), "PAPANDROPOU<<J");
        assert_eq!(fit_names(surname, "", 14), "PAPANDROPOULOU");
    }
}
