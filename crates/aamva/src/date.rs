//! Dates in the order of either country, whatever the country.

use bonafide_types::PartialDate;

use crate::deviation::DeviationKind;

/// The earliest year a card can speak of; a reading before it is in the wrong order.
const EARLIEST_YEAR: i16 = 1850;

/// Which way round a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// MMDDCCYY: United States, version 2 and later.
    MonthFirst,
    /// CCYYMMDD: Canada, and everyone in version 1.
    YearFirst,
}

impl Order {
    /// Returns the order of a version and country.
    ///
    /// Source: DL/ID-2000, Annex E (CCYYMMDD); Card Design Standard, table D.3 (MMDDCCYY for the
    /// U.S., CCYYMMDD for Canada).
    pub(crate) fn of(version: u8, country: &str) -> Self {
        if version <= 1 || country == "CAN" { Self::YearFirst } else { Self::MonthFirst }
    }

    fn other(self) -> Self {
        match self {
            Self::MonthFirst => Self::YearFirst,
            Self::YearFirst => Self::MonthFirst,
        }
    }
}

/// A date as read: `date` is `None` if the element says that there is none, or if it has to be
/// given up, which `deviation` then says.
pub(crate) struct DateReading {
    pub(crate) date: Option<PartialDate>,
    pub(crate) deviation: Option<DeviationKind>,
}

/// Reads a date. No text of eight digits is a date in both orders: a year from 1850 on has no
/// month in its first two digits, so the order is never a guess.
pub(crate) fn read(text: &str, order: Order) -> DateReading {
    let none = DateReading { date: None, deviation: None };
    let text = text.trim();
    if crate::value::is_placeholder(text) || says_never(text) {
        return none;
    }
    let Some((digits, form)) = eight_digits(text) else {
        return DateReading { deviation: Some(DeviationKind::DateImpossible), ..none };
    };
    // No expiry, no endorsement: nothing but zeros or nines.
    if digits.iter().all(|d| *d == 0) || digits.iter().all(|d| *d == 9) {
        return none;
    }
    if let Some(date) = in_order(digits, order) {
        return DateReading { date: Some(date), deviation: form };
    }
    match in_order(digits, order.other()) {
        Some(date) => DateReading { date: Some(date), deviation: Some(DeviationKind::DateOrder) },
        None => DateReading { deviation: Some(DeviationKind::DateImpossible), ..none },
    }
}

/// Words for a document that does not expire (Card Design Standard, element DBA).
fn says_never(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    ["NON-EXPIRING", "NON EXPIRING", "NONEXPIRING", "UNEXPIRING", "INDEF", "NEVER", "PERM"]
        .iter()
        .any(|word| upper.starts_with(word))
}

/// Returns the eight digits of a date and how they depart from plain `12312030`.
fn eight_digits(text: &str) -> Option<([u8; 8], Option<DeviationKind>)> {
    let mut digits = [0; 8];
    let mut count = 0;
    let mut form = None;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' if count < 8 => {
                digits[count] = byte - b'0';
                count += 1;
            }
            _ if count == 8 => {
                form = form.or(Some(DeviationKind::TrailingText));
                break;
            }
            b'/' | b'-' | b'.' | b' ' => form = Some(DeviationKind::DateForm),
            _ => return None,
        }
    }
    (count == 8).then_some((digits, form))
}

fn in_order(digits: [u8; 8], order: Order) -> Option<PartialDate> {
    let pair = |at: usize| i16::from(digits[at]) * 10 + i16::from(digits[at + 1]);
    let (year, month, day) = match order {
        Order::MonthFirst => (pair(4) * 100 + pair(6), pair(0), pair(2)),
        Order::YearFirst => (pair(0) * 100 + pair(2), pair(4), pair(6)),
    };
    if year < EARLIEST_YEAR {
        return None;
    }
    let known = |part: i16| if part == 0 { Ok(None) } else { i8::try_from(part).map(Some) };
    PartialDate::new(Some(year), known(month).ok()?, known(day).ok()?).ok()
}

/// Reads the expiry of track 2 of a magnetic stripe, `YYMM`, with the birth date it refers to.
///
/// Source: Card Design Standard, Annex F, track 2: month 77 is "does not expire"; 88 is the last
/// day of the birth month in the year after `YY`; 99 is the birthday in `YY`. Otherwise the day is
/// not given. Years are of this century: the format is younger than the last one's cards.
pub(crate) fn read_stripe_expiry(text: &str, birth: Option<PartialDate>) -> DateReading {
    let impossible = DateReading { date: None, deviation: Some(DeviationKind::DateImpossible) };
    let &[a, b, c, d] = text.trim().as_bytes() else { return impossible };
    if ![a, b, c, d].iter().all(u8::is_ascii_digit) {
        return impossible;
    }
    let two = |tens: u8, ones: u8| (tens - b'0') * 10 + (ones - b'0');
    let (year, month) = (2000 + i16::from(two(a, b)), two(c, d));
    let birth_month = birth.and_then(PartialDate::month);
    let date = match month {
        77 => return DateReading { date: None, deviation: None },
        88 => PartialDate::new(Some(year + 1), birth_month, None)
            .ok()
            .and_then(PartialDate::latest)
            .map(PartialDate::from_date),
        // A 29 February that the year has not leaves the month.
        99 => PartialDate::new(Some(year), birth_month, birth.and_then(PartialDate::day))
            .or_else(|_| PartialDate::new(Some(year), birth_month, None))
            .ok(),
        month => PartialDate::new(Some(year), i8::try_from(month).ok(), None).ok(),
    };
    date.map_or(impossible, |date| DateReading { date: Some(date), deviation: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str, order: Order) -> (String, Option<DeviationKind>) {
        let reading = read(text, order);
        (reading.date.map(|d| d.to_string()).unwrap_or_default(), reading.deviation)
    }

    #[test]
    fn each_order_and_the_other() {
        use DeviationKind as K;
        use Order::{MonthFirst, YearFirst};
        let cases = [
            ("12312030", MonthFirst, "2030-12-31", None),
            ("20301231", YearFirst, "2030-12-31", None),
            ("20301231", MonthFirst, "2030-12-31", Some(K::DateOrder)),
            ("12312030", YearFirst, "2030-12-31", Some(K::DateOrder)),
            ("12/31/2030", MonthFirst, "2030-12-31", Some(K::DateForm)),
            ("12312030M", MonthFirst, "2030-12-31", Some(K::TrailingText)),
            ("02302030", MonthFirst, "", Some(K::DateImpossible)),
            ("MMDDCCYY", MonthFirst, "", Some(K::DateImpossible)),
            ("1231", MonthFirst, "", Some(K::DateImpossible)),
            ("19870000", YearFirst, "1987-XX-XX", None),
            ("00000000", MonthFirst, "", None),
            ("NON-EXPIRING", MonthFirst, "", None),
            ("UNAVL", MonthFirst, "", None),
        ];
        for (text, order, date, deviation) in cases {
            assert_eq!(show(text, order), (date.to_owned(), deviation), "{text}");
        }
    }

    #[test]
    fn no_date_reads_both_ways() {
        for month in 1..=12 {
            for day in 1..=31 {
                for year in [1850, 1899, 1900, 1912, 1999, 2000, 2012, 2112] {
                    let text = format!("{month:02}{day:02}{year}");
                    let Some((digits, _)) = eight_digits(&text) else { panic!("eight digits") };
                    let both = [Order::MonthFirst, Order::YearFirst].map(|o| in_order(digits, o));
                    assert!(both[0].is_none() || both[1].is_none(), "{text}");
                }
            }
        }
    }

    #[test]
    fn the_stripe_refers_to_the_birth_date() {
        let birth = PartialDate::ymd(1990, 2, 14).ok();
        let show = |text| read_stripe_expiry(text, birth).date.map(|d| d.to_string());
        assert_eq!(show("2608").as_deref(), Some("2026-08-XX"));
        assert_eq!(show("2677"), None);
        assert_eq!(show("2788").as_deref(), Some("2028-02-29"));
        assert_eq!(show("2799").as_deref(), Some("2027-02-14"));
        let bad = read_stripe_expiry("2613", birth);
        assert_eq!(bad.deviation, Some(DeviationKind::DateImpossible));
    }
}
