//! Which rule compared two values: every rule with its version, in one place.
//!
//! A version is part of a rule's id (`name_tokens/2`). A change of a rule that can change a score is a new
//! version, with a row in `docs/matching.md`; the older one stays here so that stored results can be read.
//! Whoever decides such a result again compares by the rules of today.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The rule by which names are compared with a sanctions list ([`crate::sanctions`]).
pub const RARE_WORDS: &str = "rare_words/2";

macro_rules! comparators {
    (
        current { $($(#[$doc:meta])* $name:ident = $id:literal,)+ }
        former { $($(#[$old_doc:meta])* $old:ident = $old_id:literal,)+ }
    ) => {
        /// Which rule compared two values, with the version of the rule.
        ///
        /// ```
        /// use bonafide_matching::Comparator;
        ///
        /// assert_eq!(Comparator::NameTokens.id(), "name_tokens/2");
        /// assert_eq!(Comparator::CURRENT.len(), 11);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[non_exhaustive]
        pub enum Comparator {
            $($(#[$doc])* #[serde(rename = $id)] $name,)+
            $($(#[$old_doc])* #[serde(rename = $old_id)] $old,)+
        }

        impl Comparator {
            /// The rules in force; every other one is of results that were made before.
            pub const CURRENT: &'static [Self] = &[$(Self::$name),+];

            /// Name and version, as they stand in results: `name_tokens/2`.
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)+
                    $(Self::$old => $old_id,)+
                }
            }
        }
    };
}

comparators! {
    current {
        /// Document and reference numbers.
        IdConfusable = "id_confusable/1",
        /// Calendar dates.
        DateLadder = "date_ladder/2",
        /// Names of persons, token by token.
        NameTokens = "name_tokens/2",
        /// Suffixes of names.
        NameSuffix = "name_suffix/1",
        /// Street lines and whole addresses.
        AddressPub28 = "address_pub28/2",
        /// Names of places and authorities.
        PlaceTokens = "place_tokens/2",
        /// Postal codes.
        PostalCode = "postal_code/1",
        /// Countries, states, sex, colours.
        CodeTable = "code_table/1",
        /// Heights, within one inch.
        HeightInch = "height_inch/1",
        /// Weights, within ten pounds or by range.
        WeightRange = "weight_range/1",
        /// Lists of issuer codes as sets.
        CodeSet = "code_set/1",
    }
    former {
        /// Dates without exchanged digits and without days that no calendar has.
        DateLadder1 = "date_ladder/1",
        /// Names by edits of letters alone: without sounds, cut-off words and the larger table of given
        /// names.
        NameTokens1 = "name_tokens/1",
        /// Addresses without the forms of Canada Post, slips of a suffix or a space, and ranges of
        /// houses; a contradicting suffix had the factor 0.75.
        AddressPub281 = "address_pub28/1",
        /// Places whose words lost what they differ by, letter for letter.
        PlaceTokens1 = "place_tokens/1",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_id_is_its_own_and_stands_on_the_wire() {
        let ids: BTreeSet<&str> = Comparator::CURRENT.iter().map(|c| c.id()).collect();
        assert_eq!(ids.len(), Comparator::CURRENT.len());
        for comparator in Comparator::CURRENT {
            assert_eq!(serde_json::to_value(comparator).ok(), Some(comparator.id().into()));
        }
    }

    /// A result of an earlier version can be read, and says by which rule it was made.
    #[test]
    fn former_versions_can_be_read() {
        for id in ["date_ladder/1", "name_tokens/1", "address_pub28/1", "place_tokens/1"] {
            let read: Comparator = serde_json::from_value(id.into()).expect("a former version");
            assert_eq!(read.id(), id);
            assert!(!Comparator::CURRENT.contains(&read));
        }
    }

    /// The table of the documentation is this one.
    #[test]
    fn versions_are_documented() {
        let page = include_str!("../../../docs/matching.md");
        let all = Comparator::CURRENT.iter().map(|c| c.id()).chain([RARE_WORDS]);
        for id in all {
            assert!(page.contains(&format!("`{id}`")), "{id} is not in docs/matching.md");
        }
    }
}
