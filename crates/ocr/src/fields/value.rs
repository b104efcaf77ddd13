//! What a value of each field looks like, and its canonical form.

use bonafide_types::codes::{EyeColor, HairColor, Height, Sex, Subdivision, Weight};
use bonafide_types::{Country, Field};

use super::words;
use crate::fold::folded;

/// A text read as the value of a field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parsed {
    /// The canonical form; `None` where the print says that there is none.
    pub(crate) value: Option<String>,
    /// How much the text looks like the field, in `[0, 1]`.
    pub(crate) form: f32,
}

fn parsed(value: impl Into<String>, form: f32) -> Option<Parsed> {
    Some(Parsed { value: Some(value.into()), form })
}

/// Longest value of any field, in characters: AAMVA names and addresses have up to 40, two lines of
/// a long address fewer than this.
const LONGEST: usize = 120;

/// Reads a text as the value of a field other than a date.
pub(crate) fn parse(field: Field, text: &str) -> Option<Parsed> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    match field {
        Field::DocumentNumber | Field::NationalId => number(text, 4, 20),
        Field::RefNumber => number(text, 4, 32),
        Field::LastName | Field::FirstName | Field::MiddleName | Field::NameSuffix => {
            name(field, text)
        }
        Field::Gender => sex(text).and_then(|sex| parsed(sex.word(), 1.0)),
        Field::Height => height(text),
        Field::Weight => weight(text),
        Field::EyeColor => eyes(text).and_then(|c| parsed(c.code(), 1.0)),
        Field::HairColor => hair(text).and_then(|c| parsed(c.code(), 1.0)),
        Field::Class | Field::Mentions | Field::Restrictions => codes(field, text),
        Field::IssuingCountry => country(text),
        Field::Nationality => nationality(text),
        Field::IssuingState | Field::State => state(text),
        Field::PostalCode => postal_code(text),
        Field::City | Field::PlaceOfBirth => place(text),
        Field::IssuingAuthority => authority(text),
        Field::Street => (text.len() >= 4).then(|| parsed(upper(text), 0.7)).flatten(),
        _ => None,
    }
}

/// Capitals with single spaces; accents stay.
pub(crate) fn upper(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_uppercase).collect();
    words.join(" ")
}

/// Letters and digits with marks between; at least two digits or half of it. Spaces go, since
/// readers lose and invent them; hyphens stay as printed.
fn number(text: &str, shortest: usize, longest: usize) -> Option<Parsed> {
    let is_number = |c: char| c.is_ascii_alphanumeric() || "-./*".contains(c);
    let kept: String = text.chars().filter(|c| *c != ' ').collect();
    let kept = kept.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '*');
    let digits = kept.chars().filter(char::is_ascii_digit).count();
    let letters = kept.chars().filter(char::is_ascii_alphabetic).count();
    let count = digits + letters;
    let fits = (shortest..=longest).contains(&count)
        && kept.chars().all(is_number)
        && digits >= 2
        && !text.split(' ').any(is_long_word);
    if !fits {
        return None;
    }
    let share = digits as f32 / count as f32;
    // Numbers are mostly digits; few words in it, since a number is not a sentence.
    let form = 0.55 + 0.3 * share.min(0.9) + 0.15 * f32::from(count >= 6);
    parsed(kept.to_uppercase(), form)
}

/// A run of five letters or more is a word.
fn is_long_word(word: &str) -> bool {
    word.len() >= 5 && word.chars().all(|c| c.is_ascii_alphabetic())
}

/// A name: letters with hyphens, apostrophes, points and commas; digits read for letters put right.
fn name(field: Field, text: &str) -> Option<Parsed> {
    let cleaned = name_text(text)?;
    if words::is_none(&cleaned) {
        let may_lack = field != Field::LastName;
        return may_lack.then_some(Parsed { value: None, form: 0.9 });
    }
    let suffix = words::suffix(&cleaned).is_some();
    if (field == Field::NameSuffix) != suffix && field == Field::NameSuffix {
        return None;
    }
    let repaired = text.chars().filter(char::is_ascii_digit).count();
    let letters = cleaned.chars().filter(|c| c.is_alphabetic()).count();
    let lower = text.chars().filter(|c| c.is_lowercase()).count();
    let mut form = 0.9 - 0.15 * repaired as f32;
    if letters == 1 && field != Field::MiddleName {
        form -= 0.4;
    }
    // Labels and small print are in lower case where names are in capitals.
    if lower * 2 > letters {
        form -= 0.1;
    }
    if words::is_no_name(&folded(&cleaned)) {
        form -= 0.45;
    }
    parsed(cleaned, form.max(0.05))
}

/// The text as a name in capitals, or `None` if it is none.
pub(crate) fn name_text(text: &str) -> Option<String> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let others =
        text.chars().filter(|c| !c.is_alphanumeric() && !" -'’`´.,()".contains(*c)).count();
    if letters == 0 || digits * 3 > letters || others > 0 || text.split_whitespace().count() > 7 {
        return None;
    }
    let repaired: String = text
        .chars()
        .map(|c| match c {
            '0' => 'O',
            '1' => 'I',
            '5' => 'S',
            '8' => 'B',
            '2' => 'Z',
            '6' => 'G',
            '’' | '`' | '´' => '\'',
            other => other,
        })
        .collect();
    if repaired.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let trimmed = repaired.trim_matches(|c: char| !c.is_alphabetic() && c != '.');
    Some(upper(trimmed.trim_start_matches('.'))).filter(|name| !name.is_empty())
}

/// Sex by letter or word, in the languages of the labels. A second letter after a stroke is the same
/// in another language (`V/F`, `M/M`).
fn sex(text: &str) -> Option<Sex> {
    let key = folded(text.split(['/', '|']).next()?);
    Some(match key.as_str() {
        "M" | "MALE" | "MASCULIN" | "MASCULINO" | "MASCHILE" | "MAENNLICH" | "MANNLICH" | "MAN"
        | "HOMME" | "HOMBRE" | "UOMO" | "MASC" => Sex::Male,
        "F" | "FEMALE" | "W" | "V" | "FEMININ" | "FEMENINO" | "FEMININO" | "FEMMINILE"
        | "WEIBLICH" | "FEMME" | "MUJER" | "DONNA" | "VROUW" | "FEM" | "K" => Sex::Female,
        "X" | "NONBINARY" | "DIVERS" | "UNSPECIFIED" => Sex::Unspecified,
        _ => return None,
    })
}

/// Heights of people on documents, centimetres.
const STATURE: std::ops::RangeInclusive<u16> = 60..=240;

fn height(text: &str) -> Option<Parsed> {
    let plain = digits_put_right(text);
    let bare: String =
        plain.chars().map(|c| if c == '.' || c == ',' || c == ';' { '.' } else { c }).collect();
    let exact = |t: &str| t.parse::<Height>().ok();
    let swapped = bare.replace(".\"", "\"").replace("'.", "'").replace('*', "\"");
    let metres = metres(&bare);
    let spaced = feet_with_space(&bare);
    let found = metres
        .or_else(|| exact(&bare))
        .or_else(|| exact(&swapped))
        .or_else(|| spaced.as_deref().and_then(exact))?;
    if !STATURE.contains(&found.to_centimetres()) {
        return None;
    }
    let marked = bare.contains(['\'', '"', '-', 'c', 'C', 'm', 'f', 'i']);
    parsed(found.to_string(), if marked { 1.0 } else { 0.75 })
}

/// `1.78 m`, `1,78m`, `1.78`.
fn metres(text: &str) -> Option<Height> {
    let lower = text.to_ascii_lowercase();
    let number = lower.trim_end_matches('m').trim_end();
    let (whole, cents) = number.split_once('.')?;
    let all_digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if whole.len() != 1 || cents.len() != 2 || !all_digits(whole) || !all_digits(cents) {
        return None;
    }
    let metres: u16 = whole.parse().ok()?;
    let cents: u16 = cents.parse().ok()?;
    Some(Height::centimetres(metres * 100 + cents))
}

/// `5 07` and `5' 07"` with marks lost: one digit, then two, as feet and inches.
fn feet_with_space(text: &str) -> Option<String> {
    let runs: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    let [feet, inches] = runs.as_slice() else { return None };
    let letters = text.chars().any(char::is_alphabetic);
    (feet.len() == 1 && inches.len() <= 2 && !letters).then(|| format!("{feet}'-{inches}\""))
}

fn weight(text: &str) -> Option<Parsed> {
    let plain = digits_put_right(text).to_ascii_lowercase();
    // Lower-case `l` reads as `1`, `I` or a stroke: `180Ib`, `1801b`.
    let unit = ["1bs", "ibs", "|bs", "1b", "ib", "|b", "lbs", "lb"];
    let (number, pounds) = match unit.iter().find_map(|u| plain.strip_suffix(u)) {
        Some(number) => (number.trim(), true),
        None => (plain.as_str(), false),
    };
    let text = if pounds { format!("{number} lb") } else { number.to_owned() };
    let weight: Weight = text.parse().ok()?;
    let marked = pounds || plain.ends_with('g') || plain.contains('-');
    let (low, _) = weight.pound_bounds();
    ((20.0..=700.0).contains(&low) || plain.contains(['-', '+']))
        .then(|| parsed(weight.to_string(), if marked { 1.0 } else { 0.75 }))
        .flatten()
}

/// Letters that touch digits read as the digits that they look like.
fn digits_put_right(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let near_digit = |i: usize| {
        let digit = |j: Option<usize>| {
            j.and_then(|j| chars.get(j)).is_some_and(|c| c.is_ascii_digit() || "'\"-".contains(*c))
        };
        digit(i.checked_sub(1)) || digit(i.checked_add(1))
    };
    chars
        .iter()
        .enumerate()
        .map(|(i, &c)| match c {
            'O' | 'o' if near_digit(i) => '0',
            'S' if near_digit(i) => '5',
            other => other,
        })
        .collect()
}

fn eyes(text: &str) -> Option<EyeColor> {
    let key = colour_key(text);
    EyeColor::from_code(&key)
        .or_else(|| EyeColor::from_word(&key))
        .or_else(|| words::eye_word(&key))
}

fn hair(text: &str) -> Option<HairColor> {
    let key = colour_key(text);
    HairColor::from_code(&key)
        .or_else(|| HairColor::from_word(&key))
        .or_else(|| words::hair_word(&key))
}

/// Letters of the first of several words, digits read as letters: `8LU` is `BLU`.
fn colour_key(text: &str) -> String {
    let first = text.split(['/', '|', ',']).next().unwrap_or(text);
    let letters = folded(first).replace('0', "O").replace('8', "B").replace('1', "L");
    letters.replace('6', "G").replace('2', "Z")
}

/// Vehicle classes, endorsements, restrictions: short codes, or `NONE`.
fn codes(field: Field, text: &str) -> Option<Parsed> {
    let text = upper(text.trim_matches(|c: char| ":.;-".contains(c)));
    if words::is_none(&text) {
        return parsed("NONE", 1.0);
    }
    let parts: Vec<&str> =
        text.split([' ', ',', '/', '-', '.', ';']).filter(|part| !part.is_empty()).collect();
    let longest = if field == Field::Class { 4 } else { 3 };
    let is_code =
        |part: &&str| part.len() <= longest && part.chars().all(|c| c.is_ascii_alphanumeric());
    if parts.is_empty() || parts.len() > 14 || !parts.iter().all(is_code) {
        // A word such as `CORRECTIVE LENSES` stands for a code.
        let word = text.len() <= 40 && text.chars().all(|c| c.is_ascii_alphabetic() || c == ' ');
        return (word && field != Field::Class).then(|| parsed(text, 0.35)).flatten();
    }
    let digits_only = parts.iter().all(|p| p.chars().all(|c| c.is_ascii_digit()));
    let form = match field {
        Field::Class if digits_only && text.len() > 2 => return None,
        Field::Class if digits_only => 0.6,
        Field::Restrictions if digits_only => 0.7,
        _ => 0.9,
    };
    parsed(text, form)
}

/// A country by code, or by name.
pub(crate) fn country(text: &str) -> Option<Parsed> {
    let trimmed = text.trim_matches(|c: char| !c.is_alphanumeric());
    let key = folded(trimmed);
    let by_code = (key.len() == 3).then(|| Country::from_alpha3(&key)).flatten();
    if let Some(country) = by_code {
        return parsed(country.alpha3(), 1.0);
    }
    if key == "D" {
        return parsed("DEU", 0.7);
    }
    if key.len() < 4 {
        return None;
    }
    words::country_name(trimmed).map(|c| Parsed { value: Some(c.alpha3().to_owned()), form: 0.9 })
}

/// A nationality by country code, country name or adjective.
fn nationality(text: &str) -> Option<Parsed> {
    let by_word =
        words::nationality(text).map(|code| Parsed { value: Some(code.to_owned()), form: 1.0 });
    let parts = || text.split(['/', '|', ',', '(', ')']);
    by_word.or_else(|| country(text)).or_else(|| {
        parts().find_map(|p| {
            country(p).or_else(|| {
                words::nationality(p)
                    .map(|code| Parsed { value: Some(code.to_owned()), form: 0.95 })
            })
        })
    })
}

/// A state or province: two letters, or its name.
pub(crate) fn state(text: &str) -> Option<Parsed> {
    let trimmed = text.trim_matches(|c: char| !c.is_alphanumeric());
    if trimmed.len() == 2 && trimmed.chars().all(|c| c.is_ascii_alphabetic()) {
        let code = trimmed.to_ascii_uppercase();
        let known = Subdivision::from_code(&code);
        return parsed(known.map_or(code.clone(), |s| s.code().to_owned()), 0.9);
    }
    let found = (trimmed.len() >= 4).then(|| Subdivision::from_name(trimmed)).flatten()?;
    (found.code().len() == 2).then(|| parsed(found.code(), 0.95)).flatten()
}

fn postal_code(text: &str) -> Option<Parsed> {
    let text = upper(text);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let fits = (3..=10).contains(&text.len())
        && digits >= 3
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == ' ');
    fits.then(|| parsed(text, 0.9)).flatten()
}

fn place(text: &str) -> Option<Parsed> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let known_marks = text.chars().all(|c| c.is_alphanumeric() || " -'’.,()/".contains(c));
    (letters >= 2 && digits * 3 <= letters && known_marks)
        .then(|| parsed(upper(text), 0.8))
        .flatten()
}

fn authority(text: &str) -> Option<Parsed> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (letters + digits >= 2 && text.chars().count() <= 80)
        .then(|| parsed(upper(text), if letters >= 2 { 0.8 } else { 0.5 }))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(field: Field, text: &str) -> Option<String> {
        parse(field, text).and_then(|p| p.value)
    }

    #[test]
    fn brings_values_into_canonical_form() {
        for (field, text, expected) in [
            (Field::Height, "5'-07\"", Some("67 in")),
            (Field::Height, "5'O7\"", Some("67 in")),
            (Field::Height, "5-07", Some("67 in")),
            (Field::Height, "178 cm", Some("178 cm")),
            (Field::Height, "1,78 m", Some("178 cm")),
            (Field::Weight, "180Ib", Some("180 lb")),
            (Field::Weight, "82 kg", Some("82 kg")),
            (Field::EyeColor, "8LU", Some("BLU")),
            (Field::EyeColor, "BRAUN", Some("BRO")),
            (Field::Gender, "W", Some("female")),
            (Field::Gender, "M/M", Some("male")),
            (Field::Nationality, "UTOPIAN", Some("UTO")),
            (Field::Nationality, "DEUTSCH", Some("DEU")),
            (Field::State, "Ontario", Some("ON")),
            (Field::LastName, "O'NEILL", Some("O'NEILL")),
            (Field::LastName, "M0RALES", Some("MORALES")),
            (Field::FirstName, "Zoë", Some("ZOË")),
            (Field::DocumentNumber, "D123-4567 8901", Some("D123-45678901")),
            (Field::DocumentNumber, "SURNAME", None),
            (Field::Class, "AM/B1/B", Some("AM/B1/B")),
            (Field::Restrictions, "none", Some("NONE")),
            (Field::Gender, "EYES", None),
        ] {
            assert_eq!(value(field, text).as_deref(), expected, "{}", field.name());
        }
    }
}
