//! Civil dates as documents state them: any part may be unknown.
//!
//! An MRZ may leave the day, the month or both of a birth date open (ICAO Doc 9303 Part 3,
//! section 4.8), and some cards print a year alone. [`PartialDate`] keeps what is known and says
//! what is not, in the notation of ISO 8601-2 (EDTF): `1990-XX-XX`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a date could not be built. Carries no part of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DateError {
    /// The year is outside 1 to 9999.
    #[error("year is outside 1 to 9999")]
    Year,
    /// The month is outside 1 to 12.
    #[error("month is outside 1 to 12")]
    Month,
    /// The day is outside 1 to 31, or the month (of that year) is shorter.
    #[error("day does not exist in that month")]
    Day,
    /// The text is neither `YYYY-MM-DD`, `YYYY-MM`, `YYYY` nor `YYYYMMDD`, with `X` for unknown digits.
    #[error("expected YYYY-MM-DD with XX for unknown parts")]
    Form,
}

/// A calendar date of which any part may be unknown, years 1 to 9999 (proleptic Gregorian).
///
/// Its text form, used by serde as well, is the EDTF profile of ISO 8601-2: ten characters with
/// `XXXX` or `XX` for an unknown part.
///
/// Dates order by year, then month, then day; an unknown part sorts before any known one.
///
/// ```
/// use bonafide_types::date::PartialDate;
///
/// let known: PartialDate = "1974-08-12".parse()?;
/// assert_eq!((known.year(), known.month(), known.day()), (Some(1974), Some(8), Some(12)));
///
/// // Doc 9303 Part 3, section 4.8: month and day unknown.
/// let partial = PartialDate::new(Some(1974), None, None)?;
/// assert_eq!(partial.to_string(), "1974-XX-XX");
/// assert_eq!(partial.to_date(), None);
/// # Ok::<(), bonafide_types::date::DateError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
}

impl PartialDate {
    /// Returns the date made of the parts that are known.
    ///
    /// # Errors
    /// When a known part is out of range, or when no year, or not the given one, has that day in
    /// that month (29 February needs a leap year or an unknown one).
    pub fn new(
        year: Option<i16>,
        month: Option<i8>,
        day: Option<i8>,
    ) -> Result<PartialDate, DateError> {
        if year.is_some_and(|y| !(1..=9999).contains(&y)) {
            return Err(DateError::Year);
        }
        if month.is_some_and(|m| !(1..=12).contains(&m)) {
            return Err(DateError::Month);
        }
        if day.is_some_and(|d| d < 1 || d > longest_month(year, month)) {
            return Err(DateError::Day);
        }
        Ok(PartialDate { year, month, day })
    }

    /// Returns the fully known date `year`-`month`-`day`.
    ///
    /// # Errors
    /// When that day does not exist.
    ///
    /// ```
    /// use bonafide_types::date::{DateError, PartialDate};
    ///
    /// assert!(PartialDate::ymd(2000, 2, 29).is_ok());
    /// assert_eq!(PartialDate::ymd(1900, 2, 29), Err(DateError::Day));
    /// ```
    pub fn ymd(year: i16, month: i8, day: i8) -> Result<PartialDate, DateError> {
        PartialDate::new(Some(year), Some(month), Some(day))
    }

    /// Returns `date` with every part known; years before 1 are clamped to 1.
    pub fn from_date(date: Date) -> PartialDate {
        PartialDate {
            year: Some(date.year().max(1)),
            month: Some(date.month()),
            day: Some(date.day()),
        }
    }

    /// Returns the year, 1 to 9999, if known.
    pub fn year(self) -> Option<i16> {
        self.year
    }

    /// Returns the month, 1 to 12, if known.
    pub fn month(self) -> Option<i8> {
        self.month
    }

    /// Returns the day of the month, 1 to 31, if known.
    pub fn day(self) -> Option<i8> {
        self.day
    }

    /// Returns whether year, month and day are all known.
    pub fn is_complete(self) -> bool {
        self.year.is_some() && self.month.is_some() && self.day.is_some()
    }

    /// Returns the calendar date, if every part is known.
    pub fn to_date(self) -> Option<Date> {
        Date::new(self.year?, self.month?, self.day?).ok()
    }

    /// Returns the first day that fits what is known, or `None` without a year.
    ///
    /// ```
    /// use bonafide_types::date::PartialDate;
    ///
    /// let date: PartialDate = "1990-02-XX".parse()?;
    /// assert_eq!(date.earliest().map(|d| d.to_string()).as_deref(), Some("1990-02-01"));
    /// assert_eq!(date.latest().map(|d| d.to_string()).as_deref(), Some("1990-02-28"));
    /// # Ok::<(), bonafide_types::date::DateError>(())
    /// ```
    pub fn earliest(self) -> Option<Date> {
        let year = self.year?;
        let day = self.day.unwrap_or(1);
        match self.month {
            Some(month) => Date::new(year, month, day).ok(),
            None => (1..=12).find_map(|month| Date::new(year, month, day).ok()),
        }
    }

    /// Returns the last day that fits what is known, or `None` without a year.
    pub fn latest(self) -> Option<Date> {
        let year = self.year?;
        let last_day = |month| self.day.unwrap_or_else(|| longest_month(Some(year), Some(month)));
        match self.month {
            Some(month) => Date::new(year, month, last_day(month)).ok(),
            None => (1..=12).rev().find_map(|month| Date::new(year, month, last_day(month)).ok()),
        }
    }
}

/// Returns how many days the month has at most, given what is known of it.
fn longest_month(year: Option<i16>, month: Option<i8>) -> i8 {
    match month {
        Some(2) => match year {
            Some(y) if (y % 4 == 0 && y % 100 != 0) || y % 400 == 0 => 29,
            Some(_) => 28,
            None => 29,
        },
        Some(4 | 6 | 9 | 11) => 30,
        _ => 31,
    }
}

/// Returns the completed years from `birth` to `as_of`, if what is known of `birth` settles it.
///
/// Someone born on 29 February completes a year on 1 March of a common year. `None` for a birth
/// after `as_of`, or when unknown parts leave two answers: see [`age_range_on`].
///
/// ```
/// use bonafide_types::date::{PartialDate, age_on};
/// use jiff::civil::date;
///
/// let birth = PartialDate::ymd(1990, 1, 1)?;
/// assert_eq!(age_on(birth, date(2024, 8, 12)), Some(34));
/// let leapling = PartialDate::ymd(2004, 2, 29)?;
/// assert_eq!(age_on(leapling, date(2025, 2, 28)), Some(20));
/// assert_eq!(age_on(leapling, date(2025, 3, 1)), Some(21));
/// # Ok::<(), bonafide_types::date::DateError>(())
/// ```
pub fn age_on(birth: PartialDate, as_of: Date) -> Option<i16> {
    let (youngest, oldest) = age_range_on(birth, as_of)?;
    (youngest == oldest).then_some(youngest)
}

/// Returns the youngest and the oldest age, in completed years, that `birth` allows on `as_of`.
///
/// `None` without a year, or when even the earliest possible birth lies after `as_of`.
///
/// ```
/// use bonafide_types::date::{PartialDate, age_range_on};
/// use jiff::civil::date;
///
/// let birth = PartialDate::new(Some(1990), None, None)?;
/// assert_eq!(age_range_on(birth, date(2011, 6, 1)), Some((20, 21)));
/// # Ok::<(), bonafide_types::date::DateError>(())
/// ```
pub fn age_range_on(birth: PartialDate, as_of: Date) -> Option<(i16, i16)> {
    let oldest = completed_years(birth.earliest()?, as_of);
    let youngest = completed_years(birth.latest()?, as_of).max(0);
    (oldest >= 0).then_some((youngest, oldest))
}

fn completed_years(birth: Date, as_of: Date) -> i16 {
    let before_birthday = (as_of.month(), as_of.day()) < (birth.month(), birth.day());
    as_of.year() - birth.year() - i16::from(before_birthday)
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) => write!(f, "{year:04}")?,
            None => f.write_str("XXXX")?,
        }
        for part in [self.month, self.day] {
            match part {
                Some(number) => write!(f, "-{number:02}")?,
                None => f.write_str("-XX")?,
            }
        }
        Ok(())
    }
}

/// Debug output prints nothing of the date: dates of birth are personal data.
impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PartialDate(***)")
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    /// Reads `YYYY-MM-DD`, `YYYY-MM`, `YYYY` (EDTF, `XX` or `XXXX` for an unknown part) and the
    /// basic form `YYYYMMDD`; surrounding spaces are ignored.
    fn from_str(text: &str) -> Result<PartialDate, DateError> {
        let text = text.trim();
        if text.len() > 10 || !text.is_ascii() {
            return Err(DateError::Form);
        }
        let (year, month, day) = if text.len() == 8 {
            (text.get(..4), text.get(4..6), text.get(6..))
        } else {
            let mut parts = text.split('-');
            let split = (parts.next(), parts.next(), parts.next());
            if parts.next().is_some() {
                return Err(DateError::Form);
            }
            split
        };
        let year = part::<i16>(year, 4)?;
        let month = part::<i8>(month, 2)?;
        let day = part::<i8>(day, 2)?;
        PartialDate::new(year, month, day)
    }
}

/// Reads one part of exactly `width` characters: digits, all `X`, or absent.
fn part<N: FromStr>(text: Option<&str>, width: usize) -> Result<Option<N>, DateError> {
    let Some(text) = text else { return Ok(None) };
    if text.len() != width {
        return Err(DateError::Form);
    }
    if text.bytes().all(|b| b == b'X') {
        return Ok(None);
    }
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DateError::Form);
    }
    text.parse().map(Some).map_err(|_| DateError::Form)
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PartialDate, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for PartialDate {
    fn schema_name() -> Cow<'static, str> {
        "PartialDate".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "ISO 8601-2 (EDTF) date with XX for unknown parts",
            "pattern": r"^([0-9]{4}|XXXX)-([0-9]{2}|XX)-([0-9]{2}|XX)$",
            "examples": ["1990-01-01", "1990-XX-XX"],
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a failed unwrap is the failed test
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn text_forms_are_read() {
        for (text, canonical) in [
            ("1990-01-31", "1990-01-31"),
            ("19900131", "1990-01-31"),
            (" 1990-01-31 ", "1990-01-31"),
            ("1990-01", "1990-01-XX"),
            ("1990", "1990-XX-XX"),
            ("1990-XX-31", "1990-XX-31"),
            ("XXXX-02-29", "XXXX-02-29"),
            ("XXXX-XX-XX", "XXXX-XX-XX"),
            ("2024XXXX", "2024-XX-XX"),
        ] {
            assert_eq!(parsed(text).to_string(), canonical, "{text}");
        }
    }

    #[test]
    fn wrong_text_is_refused_with_its_kind() {
        for (text, error) in [
            ("", DateError::Form),
            ("1990-1-1", DateError::Form),
            ("01/02/1990", DateError::Form),
            ("1990-01-01T00", DateError::Form),
            ("199X-01-01", DateError::Form),
            ("1990-01-01-", DateError::Form),
            ("１９９０", DateError::Form),
            ("-990-1-1", DateError::Form),
            ("+990-01-01", DateError::Form),
            ("0000-01-01", DateError::Year),
            ("1990-13-01", DateError::Month),
            ("1990-00-01", DateError::Month),
            ("1990-02-29", DateError::Day),
            ("1990-04-31", DateError::Day),
            ("1990-01-00", DateError::Day),
        ] {
            assert_eq!(text.parse::<PartialDate>(), Err(error), "{text}");
        }
    }

    #[test]
    fn bounds_follow_from_what_is_known() {
        for (text, earliest, latest) in [
            ("1990-XX-XX", date(1990, 1, 1), date(1990, 12, 31)),
            ("2000-02-XX", date(2000, 2, 1), date(2000, 2, 29)),
            ("1990-XX-31", date(1990, 1, 31), date(1990, 12, 31)),
            ("1990-06-15", date(1990, 6, 15), date(1990, 6, 15)),
        ] {
            assert_eq!(parsed(text).earliest(), Some(earliest), "{text}");
            assert_eq!(parsed(text).latest(), Some(latest), "{text}");
        }
        assert_eq!(parsed("XXXX-01-01").earliest(), None);
    }

    #[test]
    fn age_counts_completed_years() {
        assert_eq!(age_on(parsed("2000-05-10"), date(2021, 5, 9)), Some(20));
        assert_eq!(age_on(parsed("2000-05-10"), date(2021, 5, 10)), Some(21));
        assert_eq!(age_on(parsed("2000-05-10"), date(2000, 5, 9)), None);
        assert_eq!(age_on(parsed("2000-XX-XX"), date(2020, 12, 31)), Some(20));
        assert_eq!(age_on(parsed("2000-XX-XX"), date(2020, 12, 30)), None);
        assert_eq!(age_on(parsed("XXXX-01-01"), date(2020, 1, 1)), None);
        assert_eq!(age_range_on(parsed("2020-XX-XX"), date(2020, 6, 1)), Some((0, 0)));
    }

    #[test]
    fn debug_output_is_masked_and_errors_are_silent() {
        assert!(!format!("{:?}", parsed("1990-01-31")).contains("1990"));
        assert!(!"1990-02-30".parse::<PartialDate>().unwrap_err().to_string().contains("1990"));
    }

    proptest! {
        #[test]
        fn text_round_trips(y in proptest::option::of(1i16..=9999),
                            m in proptest::option::of(1i8..=12),
                            d in proptest::option::of(1i8..=28)) {
            let date = PartialDate::new(y, m, d).unwrap();
            prop_assert_eq!(date.to_string().parse::<PartialDate>().unwrap(), date);
            let json = serde_json::to_string(&date).unwrap();
            prop_assert_eq!(serde_json::from_str::<PartialDate>(&json).unwrap(), date);
            if let (Some(first), Some(last)) = (date.earliest(), date.latest()) {
                prop_assert!(first <= last);
            }
        }

        #[test]
        fn any_text_parses_or_errs(text in ".{0,16}") {
            let _ = text.parse::<PartialDate>();
        }
    }
}
