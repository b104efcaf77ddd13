//! What elements and departures say, in words for a person.

use std::fmt::Display;

use bonafide_types::codes::{EyeColor, HairColor};
use bonafide_types::{Country, Height, Sensitive, Sex, Subdivision, Weight};

use crate::aamva::Aamva;
use crate::date::{self, Order};
use crate::deviation::{Deviation, DeviationKind};
use crate::element::{Designator, Element};
use crate::header::FileType;
use crate::sentence::Sentence;
use crate::value::{self, is_placeholder};

impl Element {
    /// Says in words what the value stands for: `1` of the sex is `male`, `BRO` of the eye colour is
    /// `brown`, a date is in ISO form with the form it had. `None` where the value speaks for
    /// itself, as names and numbers do, or cannot be made out.
    ///
    /// `payload` is the payload that the element is of: its country decides between pounds and
    /// kilograms, inches and centimetres.
    ///
    /// Source: AAMVA DL/ID Card Design Standard, Annex D, table D.3, D.4 and D.5.
    ///
    /// ```
    /// let payload = bonafide_aamva::parse(
    ///     b"@\n\x1e\rANSI 636000100001DL00310029DLDAQV64\nDBC1\nDBB01311990\r",
    /// )?;
    /// let says = |name| payload.element(name).and_then(|e| e.in_words(&payload));
    /// assert_eq!(says("DBC").unwrap().expose(), "male");
    /// assert_eq!(says("DBB").unwrap().expose(), "1990-01-31, written month, day, year");
    /// assert_eq!(says("DAQ"), None);
    /// # Ok::<(), bonafide_aamva::ParseError>(())
    /// ```
    pub fn in_words(&self, payload: &Aamva) -> Option<Sensitive<String>> {
        let text = self.text();
        let id = self.id();
        let words = match id.as_str() {
            "DBA" | "DBB" | "DBD" | "DBL" | "DDB" | "DDC" | "DDH" | "DDI" | "DDJ" => {
                day(text, payload)
            }
            _ if is_placeholder(text) => (!self.is_blank()).then(|| "there is none".to_owned()),
            "DBC" => Sex::from_aamva(text).map(|sex| sex.word().to_owned()),
            "DAY" => EyeColor::from_code(&value::eye_colour(text).text)
                .map(|colour| colour.word().to_lowercase()),
            "DAZ" => HairColor::from_code(&value::hair_colour(text).text)
                .map(|colour| colour.word().to_lowercase()),
            "DAU" | "DAV" => height(text, id.as_str() == "DAV" || is_metric(payload)),
            "DAW" => weight(value::weight(text, is_metric(payload))),
            "DAX" => weight(value::weight(text, true)),
            "DCE" => weight(value::weight_range(text)),
            "DAJ" | "DAO" => Subdivision::from_code(text).map(|s| s.name().to_owned()),
            "DCG" => value::country(text)
                .and_then(|code| Country::from_alpha3(&code.text))
                .map(|country| country.name().to_owned()),
            "DAK" | "DAP" => Some(value::postal_code(text).text).filter(|code| code != text),
            "DDE" | "DDF" | "DDG" => truncation(text).map(str::to_owned),
            "DDA" => compliance(text).map(str::to_owned),
            "DBH" | "DBI" | "DDD" | "DDK" | "DDL" | "DDM" | "DDN" | "DDO" | "DDP" => {
                value::indicator(text).map(|yes| if yes { "yes" } else { "no" }.to_owned())
            }
            _ => None,
        };
        words.map(Sensitive::new)
    }
}

/// Whether a bare number is metric, as in Canada.
fn is_metric(payload: &Aamva) -> bool {
    let country = bonafide_types::Field::IssuingCountry;
    payload.fields().get(&country).and_then(|c| c.text()) == Some("CAN")
}

fn day(text: &str, payload: &Aamva) -> Option<String> {
    if payload.header().file_type == FileType::MagneticStripe {
        return None;
    }
    let reading = date::read(text, Order::MonthFirst);
    let none = reading.date.is_none() && reading.deviation.is_none();
    let Some(date) = reading.date else { return none.then(|| "there is none".to_owned()) };
    // Text is a date in one order only.
    let order = match reading.deviation {
        Some(DeviationKind::DateOrder) => "year, month, day",
        _ => "month, day, year",
    };
    Some(format!("{date}, written {order}"))
}

fn height(text: &str, metric: bool) -> Option<String> {
    let height: Height = value::height(text, metric)?.text.parse().ok()?;
    let feet = height.feet_inches();
    Some(if height.is_metric() {
        format!("{height} ({feet})")
    } else {
        format!("{height} ({feet}, {} cm)", height.to_centimetres())
    })
}

fn weight(canonical: Option<value::Canonical>) -> Option<String> {
    let text = canonical?.text;
    let weight: Weight = text.parse().ok()?;
    let other = if text.ends_with("kg") {
        weight.to_pounds().map(|pounds| format!("{pounds} lb"))
    } else {
        weight.to_kilograms().map(|kilograms| format!("{kilograms} kg"))
    };
    // A range has no one value in the other unit.
    Some(other.map_or_else(|| weight.to_string(), |other| format!("{weight} ({other})")))
}

fn truncation(text: &str) -> Option<&'static str> {
    match text {
        "T" => Some("it was cut short"),
        "N" => Some("it was not cut short"),
        "U" => Some("the issuer does not know whether it was cut short"),
        _ => None,
    }
}

fn compliance(text: &str) -> Option<&'static str> {
    match text {
        "F" => Some("fully compliant"),
        "M" => Some("materially compliant"),
        "N" => Some("not compliant"),
        _ => None,
    }
}

impl Designator {
    /// Says in words what a subfile of this designator holds.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::DL => "driver licence",
            Self::ID => "identification card",
            Self::EN => "enhanced credential",
            _ if self.is_jurisdiction() => "the jurisdiction's own elements",
            _ => "not a subfile of the standard",
        }
    }
}

impl Deviation {
    /// Says in one sentence what departs and where, without personal values.
    ///
    /// ```
    /// let payload = bonafide_aamva::parse(
    ///     b"@\n\x1e\rANSI 636000100001DL00310019DLDAQV64\nDBB31121990\r",
    /// )?;
    /// let said: Vec<String> = payload.deviations().iter().map(|d| d.in_words()).collect();
    /// let impossible = "A date is none that the calendar has (element DBB, date of birth).";
    /// assert!(said.iter().any(|sentence| sentence == impossible), "{said:?}");
    /// # Ok::<(), bonafide_aamva::ParseError>(())
    /// ```
    pub fn in_words(&self) -> String {
        let sentence = Sentence {
            clause: self.kind.words(),
            subfile: self.subfile,
            element: self.element,
            offset: self.offset,
            expected: self.expected.as_ref().map(|count| count as &dyn Display),
            found: self.found.as_ref().map(|count| count as &dyn Display),
        };
        sentence.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;
    use crate::{Card, parse, write};

    fn says(iin: &str, name: &str, value: &str) -> Option<String> {
        let card = Card::new(10, iin.parse().unwrap(), Designator::DL)
            .element("DAQ", "V64")
            .unwrap()
            .element(name, value)
            .unwrap();
        let payload = parse(&write(&card)).unwrap();
        payload.element(name)?.in_words(&payload).map(|w| w.expose().clone())
    }

    #[test]
    fn values_are_said_in_words() {
        let (us, canada) = ("636000", "636012");
        for (iin, name, value, words) in [
            (us, "DBC", "1", Some("male")),
            (us, "DBC", "2", Some("female")),
            (us, "DBC", "7", None),
            (us, "DAY", "HAZ", Some("hazel")),
            (us, "DAY", "GREEN", Some("green")),
            (us, "DAY", "QQQ", None),
            (us, "DAZ", "BLK", Some("black")),
            (us, "DBA", "12312030", Some("2030-12-31, written month, day, year")),
            (us, "DBA", "20301231", Some("2030-12-31, written year, month, day")),
            (us, "DBA", "99999999", Some("there is none")),
            (us, "DBA", "31312030", None),
            (us, "DAU", "072 in", Some("72 in (6'0\", 183 cm)")),
            (canada, "DAU", "181", Some("181 cm (5'11\")")),
            (us, "DAW", "180", Some("180 lb (82 kg)")),
            (us, "DCE", "4", Some("161-190 lb")),
            (us, "DAJ", "VA", Some("Virginia")),
            (us, "DCG", "USA", Some("United States")),
            (us, "DAK", "222030000  ", Some("22203")),
            (us, "DDF", "T", Some("it was cut short")),
            (us, "DDA", "F", Some("fully compliant")),
            (us, "DDK", "1", Some("yes")),
            (us, "DAD", "NONE", Some("there is none")),
            (us, "DAC", "STEVEN", None),
        ] {
            assert_eq!(says(iin, name, value).as_deref(), words, "{name} {value}");
        }
    }

    proptest! {
        #[test]
        fn no_value_makes_it_panic(name in "D[A-D][A-Z]", value in "[ -~]{0,40}") {
            let _ = says("636000", &name, &value);
        }

        #[test]
        fn every_departure_is_a_sentence(payload in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut bytes = b"@\n\x1e\rANSI 636000".to_vec();
            bytes.extend(payload);
            for deviation in parse(&bytes).iter().flat_map(Aamva::deviations) {
                let words = deviation.in_words();
                prop_assert!(words.ends_with('.') && words.len() > 10, "{words}");
            }
        }
    }
}
