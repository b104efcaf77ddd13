//! What the text of an element says: placeholders, indicators, codes, measures.

use bonafide_types::{Country, EyeColor, HairColor, Height, Subdivision, Weight};

/// Words that stand for "there is none" or "not known" in a mandatory element.
///
/// Source: AAMVA DL/ID Card Design Standard, table D.3 (`NONE`, `UNAVL`, `UNK`), and the
/// conventions of name records: `NFN`, `NMN`, `NMI`, `NLN` (no first, middle name or initial, last name), `FNU`, `MNU`,
/// `LNU` (first, middle, last name unknown).
const PLACEHOLDERS: [&str; 16] = [
    "NONE",
    "UNAVL",
    "UNAVAIL",
    "UNAVAILABLE",
    "UNK",
    "UNKN",
    "UNKNOWN",
    "NFN",
    "NMN",
    "NLN",
    "FNU",
    "MNU",
    "LNU",
    "N/A",
    "NMI",
    "NOT AVAILABLE",
];

/// Whether text says that there is no value: blank, a placeholder word, or fill characters alone.
///
/// ```
/// use bonafide_aamva::is_placeholder;
/// assert!(is_placeholder("NMN") && is_placeholder("  ") && is_placeholder("----"));
/// assert!(!is_placeholder("NA") && !is_placeholder("NONESUCH"));
/// ```
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 13 && PLACEHOLDERS.iter().any(|word| text.eq_ignore_ascii_case(word))
        || !text.chars().any(char::is_alphanumeric)
}

/// Returns text in capitals with single spaces, without the padding and delimiters at its ends.
pub(crate) fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        if word.is_ascii() {
            tidy.extend(word.chars().map(|c| c.to_ascii_uppercase()));
        } else {
            tidy.extend(word.chars().flat_map(char::to_uppercase));
        }
    }
    let end = tidy.trim_end_matches([' ', ',']).len();
    tidy.truncate(end);
    let lead = tidy.len() - tidy.trim_start_matches([' ', ',']).len();
    tidy.drain(..lead);
    tidy
}

/// Returns what an indicator says; `None` if it says neither.
pub(crate) fn indicator(text: &str) -> Option<bool> {
    match text.trim().as_bytes() {
        [b'1' | b'Y' | b'y' | b'T' | b't', ..] => Some(true),
        [b'D' | b'd', ..] if text.trim().get(..5)?.eq_ignore_ascii_case("donor") => Some(true),
        [b'V' | b'v', ..] if text.trim().eq_ignore_ascii_case("veteran") => Some(true),
        [b'0' | b'2' | b'N' | b'n' | b'F' | b'f', ..] => Some(false),
        _ => None,
    }
}

/// A value in canonical form and whether it stood in the form of the standard.
pub(crate) struct Canonical {
    pub(crate) text: String,
    pub(crate) standard: bool,
}

impl Canonical {
    fn standard(text: impl Into<String>) -> Self {
        Self { text: text.into(), standard: true }
    }

    fn odd(text: impl Into<String>) -> Self {
        Self { text: text.into(), standard: false }
    }
}

/// Returns the three-letter code of an eye colour; text that names none stays as it is.
pub(crate) fn eye_colour(text: &str) -> Canonical {
    if let Some(colour) = EyeColor::from_code(text) {
        return Canonical::standard(colour.code());
    }
    // Cards of West Virginia write BN; the other abbreviations and words are in the code table.
    let text = if text.trim().eq_ignore_ascii_case("BN") { "BRN" } else { text };
    Canonical::odd(EyeColor::from_word(text).map_or_else(|| tidy(text), |c| c.code().to_owned()))
}

/// Returns the three-letter code of a hair colour; text that names none stays as it is.
pub(crate) fn hair_colour(text: &str) -> Canonical {
    if let Some(colour) = HairColor::from_code(text) {
        return Canonical::standard(colour.code());
    }
    let text = if text.trim().eq_ignore_ascii_case("BN") { "BRN" } else { text };
    Canonical::odd(HairColor::from_word(text).map_or_else(|| tidy(text), |c| c.code().to_owned()))
}

/// Returns the code of a state or province; text that names none stays as it is.
pub(crate) fn state(text: &str) -> Canonical {
    let text = text.trim();
    match Subdivision::from_code(text) {
        Some(found) if found.code().eq_ignore_ascii_case(text) => Canonical::standard(found.code()),
        Some(found) => Canonical::odd(found.code()),
        None => Canonical::odd(
            Subdivision::from_name(text).map_or_else(|| tidy(text), |s| s.code().to_owned()),
        ),
    }
}

/// Returns the alpha-3 code of a country, if text names one.
pub(crate) fn country(text: &str) -> Option<Canonical> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("USA") {
        return Some(Canonical::standard("USA"));
    }
    if let Some(country) = Country::from_alpha3(text) {
        return Some(Canonical::standard(country.alpha3()));
    }
    let country = Country::from_alpha2(text).or_else(|| Country::from_name(text))?;
    Some(Canonical::odd(country.alpha3()))
}

/// Returns a postal code: `10001`, `10001-1234`, `K1A 0B1`; other text stays as it is.
///
/// Source: Card Design Standard, element DAK: eleven characters, US codes nine digits with zeros
/// where the last four are not known.
pub(crate) fn postal_code(text: &str) -> Canonical {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let plain: Vec<u8> = text.bytes().filter(u8::is_ascii_alphanumeric).collect();
    let upper = String::from_utf8(plain.to_ascii_uppercase()).unwrap_or_default();
    if digits == plain.len() && digits >= 5 {
        let (zip, rest) = upper.split_at(5);
        // Some issuers fill the eleven characters of the element with zeros instead of blanks.
        if rest.bytes().all(|b| b == b'0') && (rest.len() <= 4 || rest.len() == 6) {
            let standard = matches!(rest.len(), 0 | 4);
            return Canonical { text: zip.to_owned(), standard };
        }
        if rest.len() == 4 {
            return Canonical::standard(format!("{zip}-{rest}"));
        }
        return Canonical::odd(tidy(text));
    }
    if let [a, b, c, d, e, f] = *upper.as_bytes() {
        let letters = [a, c, e].iter().all(u8::is_ascii_uppercase);
        if letters && [b, d, f].iter().all(u8::is_ascii_digit) {
            let (area, unit) = upper.split_at(3);
            return Canonical::standard(format!("{area} {unit}"));
        }
    }
    Canonical::odd(tidy(text))
}

/// Returns a height as `72 in` or `178 cm`, or `None` if it is none.
///
/// Source: Card Design Standard, element DAU (`073 in`, `181 cm`); DL/ID-2000, element DAU (feet
/// and inches, `601`), which later issuers kept writing. `metric` says that a bare number is in
/// centimetres, as on Canadian cards.
pub(crate) fn height(text: &str, metric: bool) -> Option<Canonical> {
    let text = text.trim().trim_end_matches('.').trim_end();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    let unit = unit.trim();
    if digits > 0 && digits <= 3 && unit.is_empty() && metric {
        let number: u16 = number.parse().ok()?;
        if (30..=275).contains(&number) {
            return Some(Canonical::odd(Height::centimetres(number).to_string()));
        }
    }
    let height: Height = text.parse().ok()?;
    let words = unit.eq_ignore_ascii_case("in") || unit.eq_ignore_ascii_case("cm");
    Some(Canonical { text: height.to_string(), standard: digits == 3 && words })
}

/// Returns a weight as `180 lb` or `82 kg`, or `None` if it is none; `metric` says that a bare
/// number is in kilograms.
pub(crate) fn weight(text: &str, metric: bool) -> Option<Canonical> {
    let text = text.trim().trim_end_matches('.').trim_end();
    let bare = text.bytes().all(|b| b.is_ascii_digit());
    if bare && text.bytes().all(|b| b == b'0') {
        return None;
    }
    if bare && metric {
        let number = text.parse().ok().filter(|n| (5..=454).contains(n))?;
        return Some(Canonical::standard(Weight::kilograms(number).to_string()));
    }
    let weight: Weight = text.parse().ok()?;
    Some(Canonical { text: weight.to_string(), standard: bare })
}

/// Returns a weight range as `161-190 lb`, or `None` if it is no range code.
pub(crate) fn weight_range(text: &str) -> Option<Canonical> {
    match text.trim().as_bytes() {
        [code @ b'0'..=b'9'] => {
            let range = Weight::from_range_code(code - b'0').ok()?;
            Some(Canonical::standard(range.to_string()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_words_not_prefixes() {
        for text in ["NONE", "none ", "UNAVL", "LNU", "", "   ", "***"] {
            assert!(is_placeholder(text), "{text:?}");
        }
        for text in ["NON", "NA", "UNKEL", "LNUX", "X"] {
            assert!(!is_placeholder(text), "{text:?}");
        }
    }

    #[test]
    fn tidying_keeps_the_words() {
        assert_eq!(tidy("  Nyström,   Åsa ,"), "NYSTRÖM, ÅSA");
        assert_eq!(tidy(", ,"), "");
        assert_eq!(tidy("ABC,"), "ABC");
    }

    #[test]
    fn postal_codes_lose_only_what_is_fill() {
        let cases = [
            ("100010000  ", "10001", true),
            ("10001      ", "10001", true),
            ("10001     0", "10001", false),
            ("100011234  ", "10001-1234", true),
            ("10001 1234 ", "10001-1234", true),
            ("k1a0b1", "K1A 0B1", true),
            ("1234", "1234", false),
            ("1000100000", "1000100000", false),
        ];
        for (text, expected, standard) in cases {
            let code = postal_code(text);
            assert_eq!((code.text.as_str(), code.standard), (expected, standard), "{text:?}");
        }
    }

    #[test]
    fn heights_of_all_editions() {
        let cases = [
            ("073 in", false, "73 in"),
            ("073 IN", false, "73 in"),
            ("601", false, "73 in"),
            ("6'-01\"", false, "73 in"),
            ("181 cm", false, "181 cm"),
            ("181", true, "181 cm"),
            ("509.  ", false, "69 in"),
        ];
        for (text, metric, expected) in cases {
            assert_eq!(height(text, metric).map(|h| h.text).as_deref(), Some(expected), "{text}");
        }
        assert!(height("tall", false).is_none() && height("", false).is_none());
    }

    #[test]
    fn weights_and_ranges() {
        assert_eq!(weight("185", false).map(|w| w.text).as_deref(), Some("185 lb"));
        assert_eq!(weight("084", true).map(|w| w.text).as_deref(), Some("84 kg"));
        assert_eq!(weight("84 KG", false).map(|w| w.text).as_deref(), Some("84 kg"));
        assert!(weight("000", false).is_none());
        assert_eq!(weight_range("4").map(|w| w.text).as_deref(), Some("161-190 lb"));
        assert!(weight_range("44").is_none());
    }

    #[test]
    fn indicators_of_all_editions() {
        for (text, expected) in [
            ("1", Some(true)),
            ("Y", Some(true)),
            ("DONOR  ", Some(true)),
            ("N", Some(false)),
            ("", None),
            ("?", None),
        ] {
            assert_eq!(indicator(text), expected, "{text:?}");
        }
    }
}
