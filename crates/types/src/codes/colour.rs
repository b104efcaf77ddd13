//! Eye and hair colours: the three-letter codes of ANSI D-20 that AAMVA cards carry.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Declares a colour enum whose wire name is its ANSI D-20 code.
macro_rules! colour_codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $code:literal $word:literal),+ $(,)? }
     aliases $aliases:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(Serialize, Deserialize, JsonSchema)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every colour of the table, in its order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// Returns the colour of a three-letter code; case and surrounding spaces are ignored.
            pub fn from_code(code: &str) -> Option<$name> {
                let code = code.trim();
                $name::ALL.iter().copied().find(|c| c.code().eq_ignore_ascii_case(code))
            }

            /// Returns the colour of an English word or of an abbreviation outside the standard;
            /// case and surrounding spaces are ignored.
            pub fn from_word(word: &str) -> Option<$name> {
                let word = word.trim();
                let alias = $aliases.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(word));
                alias.map(|(_, colour)| *colour).or_else(|| {
                    $name::ALL.iter().copied().find(|c| c.word().eq_ignore_ascii_case(word))
                })
            }

            /// Returns the three-letter code of ANSI D-20.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            /// Returns the English word, capitalised.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }
    };
}

colour_codes! {
    /// Eye colour: AAMVA element DAY (card design standard, annex D; ANSI D-20).
    ///
    /// ```
    /// use bonafide_types::codes::EyeColor;
    ///
    /// assert_eq!(EyeColor::from_code("BRO").map(EyeColor::word), Some("Brown"));
    /// assert_eq!(EyeColor::from_word("Grey").map(EyeColor::code), Some("GRY"));
    /// ```
    EyeColor {
        /// Black.
        Black "BLK" "Black",
        /// Blue.
        Blue "BLU" "Blue",
        /// Brown.
        Brown "BRO" "Brown",
        /// Gray.
        Gray "GRY" "Gray",
        /// Green.
        Green "GRN" "Green",
        /// Hazel.
        Hazel "HAZ" "Hazel",
        /// Maroon.
        Maroon "MAR" "Maroon",
        /// Pink.
        Pink "PNK" "Pink",
        /// Eyes of different colours.
        Dichromatic "DIC" "Dichromatic",
        /// Not known.
        Unknown "UNK" "Unknown",
    }
    aliases EYE_ALIASES
}

/// Words and abbreviations of eye colours printed on cards though the standard has others.
const EYE_ALIASES: &[(&str, EyeColor)] = &[
    ("Grey", EyeColor::Gray),
    ("GRA", EyeColor::Gray),
    ("BRN", EyeColor::Brown),
    ("BR", EyeColor::Brown),
    ("BL", EyeColor::Blue),
    ("GR", EyeColor::Green),
    ("GRE", EyeColor::Green),
    ("HZL", EyeColor::Hazel),
    ("HZ", EyeColor::Hazel),
    ("MUL", EyeColor::Dichromatic),
    ("Multicolor", EyeColor::Dichromatic),
    ("Multicolored", EyeColor::Dichromatic),
];

colour_codes! {
    /// Hair colour: AAMVA element DAZ (card design standard, annex D; ANSI D-20).
    ///
    /// ```
    /// use bonafide_types::codes::HairColor;
    ///
    /// assert_eq!(HairColor::from_code("SDY").map(HairColor::word), Some("Sandy"));
    /// assert_eq!(HairColor::from_word("Blonde").map(HairColor::code), Some("BLN"));
    /// ```
    HairColor {
        /// Bald.
        Bald "BAL" "Bald",
        /// Black.
        Black "BLK" "Black",
        /// Blond.
        Blond "BLN" "Blond",
        /// Brown.
        Brown "BRO" "Brown",
        /// Gray.
        Gray "GRY" "Gray",
        /// Red or auburn.
        Red "RED" "Red",
        /// Sandy.
        Sandy "SDY" "Sandy",
        /// White.
        White "WHI" "White",
        /// Not known.
        Unknown "UNK" "Unknown",
    }
    aliases HAIR_ALIASES
}

/// Words and abbreviations of hair colours printed on cards though the standard has others.
const HAIR_ALIASES: &[(&str, HairColor)] = &[
    ("Auburn", HairColor::Red),
    ("Red/Auburn", HairColor::Red),
    ("BLD", HairColor::Bald),
    ("Blonde", HairColor::Blond),
    ("BLO", HairColor::Blond),
    ("BRN", HairColor::Brown),
    ("BR", HairColor::Brown),
    ("GRA", HairColor::Gray),
    ("Grey", HairColor::Gray),
    ("SAN", HairColor::Sandy),
    ("WHT", HairColor::White),
];

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a failed unwrap is the failed test
mod tests {
    use super::*;

    #[test]
    fn eye_codes_words_and_wire_names_round_trip() {
        for &eye in EyeColor::ALL {
            assert_eq!(EyeColor::from_code(eye.code()), Some(eye));
            assert_eq!(EyeColor::from_word(&eye.word().to_uppercase()), Some(eye));
            let json = serde_json::to_string(&eye).unwrap();
            assert_eq!(json, format!("\"{}\"", eye.code()));
            assert_eq!(serde_json::from_str::<EyeColor>(&json).unwrap(), eye);
        }
        assert_eq!(EyeColor::ALL.len(), 10);
    }

    #[test]
    fn hair_codes_words_and_wire_names_round_trip() {
        for &hair in HairColor::ALL {
            assert_eq!(HairColor::from_code(hair.code()), Some(hair));
            assert_eq!(HairColor::from_word(hair.word()), Some(hair));
            let json = serde_json::to_string(&hair).unwrap();
            assert_eq!(serde_json::from_str::<HairColor>(&json).unwrap(), hair);
        }
        assert_eq!(HairColor::ALL.len(), 9);
    }

    #[test]
    fn foreign_codes_are_unknown() {
        assert_eq!(EyeColor::from_code("BAL"), None);
        assert_eq!(HairColor::from_code("HAZ"), None);
        assert_eq!(EyeColor::from_code("BRN"), None);
        assert_eq!(EyeColor::from_word("BRN"), Some(EyeColor::Brown));
        assert_eq!(EyeColor::from_word(""), None);
    }
}
