//! Scenarios of the registry's structured test.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

macro_rules! scenarios {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// A scenario of the structured test of the Driver's License Data Verification service, under
        /// the name that its public test suites use: the registry answers as in that test.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        pub enum TestScenario {
            $($(#[$doc])* $variant,)+
        }

        impl TestScenario {
            /// Every scenario, in order.
            pub const ALL: &[TestScenario] = &[$(Self::$variant,)+];

            /// The name on the wire, for example `TestCase01`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }

        /// Every name, each with a comma behind it. Put together by the compiler's front end: joined in
        /// code, the strings known beforehand cost its optimiser (LLVM 22) more than ten minutes.
        const KNOWN: &str = concat!($($name, ", "),+);
    };
}

scenarios! {
    /// Number, names and birth date match; nothing else is compared.
    Case01 = "TestCase01",
    /// Everything matches.
    Case02 = "TestCase02",
    /// All but the date of expiry.
    Case03 = "TestCase03",
    /// A family name of the greatest length.
    Case04 = "TestCase04",
    /// The record is another kind of card and person: names and number match.
    Case05 = "TestCase05",
    /// With a name suffix.
    Case06 = "TestCase06",
    /// A permit under another name.
    Case07 = "TestCase07",
    /// An identification card with another street and other dates.
    Case08 = "TestCase08",
    /// An identification card: first name and birth date differ.
    Case09 = "TestCase09",
    /// No record under the number.
    Case10 = "TestCase10",
    /// The holder is reported deceased: all but the number match.
    Case11 = "TestCase11",
    /// The record lacks what the card shows.
    Case12 = "TestCase12",
    /// No name matches, nor sounds alike.
    Case13 = "TestCase13",
    /// Family and middle name, suffix and birth date differ.
    Case14 = "TestCase14",
    /// City and dates differ.
    Case15 = "TestCase15",
    /// The first name only sounds alike.
    Case16 = "TestCase16",
    /// The middle name only sounds alike.
    Case17 = "TestCase17",
    /// The family name only sounds alike.
    Case18 = "TestCase18",
    /// The first of two addresses on record.
    Case19A = "TestCase19A",
    /// The other address: state, street and postal code differ.
    Case19B = "TestCase19B",
    /// The request lacks number, names and birth date.
    Case20 = "TestCase20",
    /// No record, and nothing of the person is compared.
    Case21 = "TestCase21",
}

/// A name that no scenario has. The message names those that exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no registry scenario is called `{name}`; there are {}", KNOWN.trim_end_matches(", "))]
pub struct UnknownScenario {
    /// The name, cut at 64 characters.
    name: String,
}

impl std::str::FromStr for TestScenario {
    type Err = UnknownScenario;
    fn from_str(name: &str) -> Result<Self, UnknownScenario> {
        let found = Self::ALL.iter().find(|scenario| scenario.name() == name);
        found.copied().ok_or_else(|| UnknownScenario { name: name.chars().take(64).collect() })
    }
}

impl TryFrom<String> for TestScenario {
    type Error = UnknownScenario;
    fn try_from(name: String) -> Result<Self, UnknownScenario> {
        name.parse()
    }
}

impl From<TestScenario> for &'static str {
    fn from(scenario: TestScenario) -> Self {
        scenario.name()
    }
}

impl JsonSchema for TestScenario {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TestScenario".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = Self::ALL.iter().map(|scenario| scenario.name()).collect();
        json_schema!({"type": "string", "enum": names})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_there_and_back() {
        for scenario in TestScenario::ALL {
            let json = serde_json::to_string(scenario).unwrap();
            assert_eq!(json, format!("\"{}\"", scenario.name()));
            assert_eq!(serde_json::from_str::<TestScenario>(&json).unwrap(), *scenario);
        }
        assert_eq!(TestScenario::ALL.len(), 22);
    }

    #[test]
    fn an_unknown_name_is_refused_with_those_that_exist() {
        let error =
            serde_json::from_str::<TestScenario>(r#""TestCase99""#).unwrap_err().to_string();
        assert!(error.contains("TestCase99") && error.contains("TestCase01"), "{error}");
        assert!(error.contains("TestCase19B") && error.contains("TestCase21"), "{error}");
        let long = "x".repeat(5000).parse::<TestScenario>().unwrap_err().to_string();
        assert!(long.len() < 500, "{} characters", long.len());
    }
}
