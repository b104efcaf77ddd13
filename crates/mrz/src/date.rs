//! Dates of two-digit years: unknown parts and the choice of the century.

use bonafide_types::PartialDate;
use jiff::civil::Date;

use crate::format::Format;
use crate::zone::Mrz;

/// How many years after `as_of` a date of expiry may lie before it is taken for one of the past
/// century. Machine-readable documents go back to the 1980s; permanent cards look half a century
/// ahead, so a window of a hundred years that ends here tells both.
const EXPIRY_YEARS_AHEAD: i16 = 50;

/// The expiry that Spain writes on a permanent identity card (1 January 9999 in print).
const SPANISH_PERMANENT: &str = "990101";

/// `YYMMDD` taken apart; a part that is not known is `None`.
#[derive(Clone, Copy)]
struct Parts {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
}

impl Parts {
    /// Reads six characters. `<<` is an unknown part (Doc 9303 Part 3, section 4.8), and so is
    /// `00` for a month or a day; `000000` is a date left open altogether. `None` if a part is
    /// neither digits nor fillers.
    fn read(raw: &str) -> Option<Self> {
        if raw == "000000" {
            return Some(Self { year: None, month: None, day: None });
        }
        let two = |at: usize| -> Option<Option<i8>> {
            match raw.as_bytes().get(at..at + 2)? {
                b"<<" => Some(None),
                [tens @ b'0'..=b'9', units @ b'0'..=b'9'] => {
                    Some(Some((tens - b'0').cast_signed() * 10 + (units - b'0').cast_signed()))
                }
                _ => None,
            }
        };
        Some(Self {
            year: two(0)?.map(i16::from),
            month: two(2)?.filter(|&month| month != 0),
            day: two(4)?.filter(|&day| day != 0),
        })
    }

    /// The date in the century that begins with `century` (1900, 2000).
    fn in_century(self, century: i16) -> Option<PartialDate> {
        PartialDate::new(self.year.map(|year| century + year), self.month, self.day).ok()
    }
}

/// Reads a date of birth: the latest date with these two digits that is not after `as_of`.
///
/// A birth can only be in the past, so two digits that would be in the future belong to the century
/// before. A person of a hundred years or more comes out a century too young; nothing in the zone
/// can tell. With unknown parts the earliest day that fits decides. `None` if the six characters
/// are no date.
///
/// ```
/// use bonafide_mrz::birth_date_on;
/// use jiff::civil::date;
/// let on = |raw, as_of| birth_date_on(raw, as_of).map(|date| date.to_string());
/// assert_eq!(on("740812", date(2024, 1, 1)).as_deref(), Some("1974-08-12"));
/// assert_eq!(on("240101", date(2024, 1, 1)).as_deref(), Some("2024-01-01"));
/// assert_eq!(on("240102", date(2024, 1, 1)).as_deref(), Some("1924-01-02"));
/// assert_eq!(on("40<<<<", date(2024, 1, 1)).as_deref(), Some("1940-XX-XX"));
/// assert_eq!(on("741312", date(2024, 1, 1)), None);
/// ```
pub fn birth_date_on(raw: &str, as_of: Date) -> Option<PartialDate> {
    let parts = Parts::read(raw)?;
    let this_century = as_of.year() - as_of.year().rem_euclid(100);
    if parts.year.is_none() {
        return parts.in_century(this_century);
    }
    // 29 February may exist in one of the two centuries only.
    [this_century, this_century - 100]
        .into_iter()
        .filter_map(|century| parts.in_century(century))
        .find(|date| date.earliest().is_some_and(|day| day <= as_of))
}

/// Reads a date of expiry: the year with these two digits from 49 years before `as_of` to 50 years
/// after it. `None` if the six characters are no date.
///
/// ```
/// use bonafide_mrz::expiry_date_on;
/// use jiff::civil::date;
/// let on = |raw| expiry_date_on(raw, date(2024, 6, 1)).map(|date| date.to_string());
/// assert_eq!(on("120415").as_deref(), Some("2012-04-15"));
/// assert_eq!(on("950712").as_deref(), Some("1995-07-12"));
/// assert_eq!(on("741231").as_deref(), Some("2074-12-31"));
/// assert_eq!(on("751231").as_deref(), Some("1975-12-31"));
/// assert_eq!(on("<<<<<<").as_deref(), Some("XXXX-XX-XX"));
/// ```
pub fn expiry_date_on(raw: &str, as_of: Date) -> Option<PartialDate> {
    let parts = Parts::read(raw)?;
    let latest = as_of.year() + EXPIRY_YEARS_AHEAD;
    let Some(year) = parts.year else { return parts.in_century(0) };
    let back = (latest - year).rem_euclid(100);
    PartialDate::new(Some(latest - back), parts.month, parts.day).ok()
}

impl Mrz {
    /// The date of birth as of a day; see [`birth_date_on`]. `None` if the layout has none or the
    /// characters are no date.
    pub fn birth_date_on(&self, as_of: Date) -> Option<PartialDate> {
        birth_date_on(self.birth_date(), as_of)
    }

    /// The date of expiry as of a day; see [`expiry_date_on`]. `None` if the layout has none or the
    /// characters are no date. `990101` on a Spanish card means that it does not expire and comes
    /// out as 1 January 9999, as it is printed on the card.
    pub fn expiry_date_on(&self, as_of: Date) -> Option<PartialDate> {
        let raw = self.expiry_date();
        if raw == SPANISH_PERMANENT && self.format() == Format::Td1 && self.issuing() == "ESP" {
            return PartialDate::ymd(9999, 1, 1).ok();
        }
        expiry_date_on(raw, as_of)
    }
}
