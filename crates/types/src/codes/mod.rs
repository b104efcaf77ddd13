//! Code tables of identity documents: countries, subdivisions, sex, colours, height, weight.
//!
//! Every table turns what a document says, in any of its usual forms, into one value with one
//! wire form, and back into the forms that other systems want. Reading is lenient about case,
//! accents and punctuation and strict about everything else: an unknown code is `None`.

mod colour;
mod country;
mod country_names;
mod height;
mod sex;
mod subdivision;
mod weight;

pub use colour::{EyeColor, HairColor};
pub use country::Country;
pub use height::{Height, HeightError};
pub use sex::Sex;
pub use subdivision::Subdivision;
pub use weight::{Weight, WeightError};

/// Longest name looked up, in bytes; longer text matches nothing and costs nothing.
const LONGEST_NAME: usize = 96;

/// Returns the comparison key of a name: ASCII lower case letters and digits only, `&` as `and`.
fn name_key(name: &str) -> Option<String> {
    let short = name.len() <= LONGEST_NAME;
    let key: String = key_chars(if short { name } else { "" }).collect();
    (!key.is_empty()).then_some(key)
}

/// Returns whether a name of a table has this key; allocates nothing and stops early.
fn has_key(name: &str, key: &str) -> bool {
    key_chars(name).eq(key.chars())
}

fn key_chars(name: &str) -> impl Iterator<Item = char> {
    let spelled = name.chars().flat_map(|c| match c {
        '&' => "and".chars(),
        other => any_ascii::any_ascii_char(other).chars(),
    });
    spelled.filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase())
}
