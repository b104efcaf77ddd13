//! A single change, in the words that stand in a result and as what they mean.

use std::fmt;

/// What would have been otherwise; names are those of the result.
///
/// Its words are part of a result and do not change; [`Change::parse`] reads them again, so that whoever says
/// them in other words need not know how they are put together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change<'a> {
    /// Everything that is required is given.
    AllGiven,
    /// The sources agree on a field.
    Agrees(&'a str),
    /// A component reaches this score.
    ScoreAtLeast(&'a str, f64),
    /// The best hit of a component is no higher than this.
    BestHitAtMost(&'a str, f64),
    /// A component is performed, if it was not, and earns full credit.
    FullCredit(&'a str),
    /// A gate holds.
    GateHolds(&'a str),
    /// A test whose failure decides by itself does not fail; its error code.
    Without(&'a str),
}

const ALL_GIVEN: &str = "everything required is given";
const AGREES: &str = " agrees";
const SCORE_AT_LEAST: &str = " score >= ";
const BEST_HIT_AT_MOST: &str = " best hit <= ";
const FULL_CREDIT: &str = " performed with full credit";
const GATE: &str = "gate ";
const HOLDS: &str = " holds";
const WITHOUT: &str = "without ";

impl fmt::Display for Change<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AllGiven => f.write_str(ALL_GIVEN),
            Self::Agrees(field) => write!(f, "{field}{AGREES}"),
            Self::ScoreAtLeast(component, limit) => {
                write!(f, "{component}{SCORE_AT_LEAST}{limit:.4}")
            }
            Self::BestHitAtMost(component, limit) => {
                write!(f, "{component}{BEST_HIT_AT_MOST}{limit:.4}")
            }
            Self::FullCredit(component) => write!(f, "{component}{FULL_CREDIT}"),
            Self::GateHolds(gate) => write!(f, "{GATE}{gate}{HOLDS}"),
            Self::Without(code) => write!(f, "{WITHOUT}{code}"),
        }
    }
}

impl<'a> Change<'a> {
    /// The change that these words stand for; `None` for words of another version.
    pub fn parse(words: &'a str) -> Option<Self> {
        let limited = |between| {
            let (component, limit) = words.split_once(between)?;
            Some((component, limit.parse().ok()?))
        };
        if words == ALL_GIVEN {
            Some(Self::AllGiven)
        } else if let Some(code) = words.strip_prefix(WITHOUT) {
            Some(Self::Without(code))
        } else if let Some(gate) = words.strip_prefix(GATE).and_then(|w| w.strip_suffix(HOLDS)) {
            Some(Self::GateHolds(gate))
        } else if let Some(field) = words.strip_suffix(AGREES) {
            Some(Self::Agrees(field))
        } else if let Some(component) = words.strip_suffix(FULL_CREDIT) {
            Some(Self::FullCredit(component))
        } else if let Some((component, limit)) = limited(SCORE_AT_LEAST) {
            Some(Self::ScoreAtLeast(component, limit))
        } else {
            limited(BEST_HIT_AT_MOST)
                .map(|(component, limit)| Self::BestHitAtMost(component, limit))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_were_written() {
        let all = [
            Change::AllGiven,
            Change::Agrees("document_number"),
            Change::ScoreAtLeast("driver_license_fuzzy_match", 0.85),
            Change::BestHitAtMost("ofac_fuzzy_match", 0.7),
            Change::FullCredit("suspicious_words"),
            Change::GateHolds("face_match"),
            Change::Without("OFAC_FUZZY_MATCH_FAILED"),
        ];
        for change in all {
            assert_eq!(Change::parse(&change.to_string()), Some(change));
        }
        assert_eq!(all[2].to_string(), "driver_license_fuzzy_match score >= 0.8500");
        assert_eq!(Change::parse("the moon is full"), None);
    }
}
