//! What a result says about a zone.

use bonafide_types::{Score, Sensitive, sensitive::exposed};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::Check;
use crate::format::Format;
use crate::repair::{Correction, Repaired};
use crate::zone::{Mrz, parse};

/// A zone as it goes into a result: its lines as they were read, its checks, what was corrected.
///
/// `Debug` does not print the lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MrzReport {
    /// The layout; `None` if the lines fit none.
    pub format: Option<Format>,
    /// The lines as they stand, whatever their length.
    #[serde(serialize_with = "exposed")]
    pub lines: Vec<Sensitive<String>>,
    /// Every check digit; none if the lines fit no layout.
    pub checks: Vec<Check>,
    /// Whether the lines fit a layout and every check digit agrees.
    pub valid: bool,
    /// The reader's lowest confidence in a character; `None` for lines that no reader read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub char_confidence_min: Option<Score>,
    /// Every character that was changed after reading.
    #[serde(default)]
    pub corrections: Vec<Correction>,
}

impl MrzReport {
    /// Reports lines as they are, whether they read as a zone or not.
    ///
    /// ```
    /// // 40 characters where a passport has 44: kept, not valid, not repaired.
    /// let lines = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<"];
    /// let report = bonafide_mrz::MrzReport::of_lines(&lines);
    /// assert_eq!(report.format, None);
    /// assert!(!report.valid);
    /// assert_eq!(report.lines[0].expose(), lines[0]);
    /// ```
    pub fn of_lines(lines: &[&str]) -> Self {
        let lines_as_given = || lines.iter().map(|&line| Sensitive::from(line)).collect();
        match parse(lines) {
            Ok(mrz) => Self::from(&mrz),
            Err(_) => Self {
                format: None,
                lines: lines_as_given(),
                checks: Vec::new(),
                valid: false,
                char_confidence_min: None,
                corrections: Vec::new(),
            },
        }
    }

    /// Adds the reader's lowest confidence in a character.
    #[must_use]
    pub fn with_char_confidence_min(mut self, confidence: Score) -> Self {
        self.char_confidence_min = Some(confidence);
        self
    }
}

impl From<&Mrz> for MrzReport {
    fn from(mrz: &Mrz) -> Self {
        Self {
            format: Some(mrz.format()),
            lines: mrz.lines().map(Sensitive::from).collect(),
            checks: mrz.checks().to_vec(),
            valid: mrz.is_valid(),
            char_confidence_min: None,
            corrections: Vec::new(),
        }
    }
}

impl From<&Repaired> for MrzReport {
    fn from(repaired: &Repaired) -> Self {
        Self { corrections: repaired.corrections.clone(), ..Self::from(&repaired.mrz) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_and_keeps_silent() {
        let lines = [
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159<<<<<<<<<<<<<<<8",
        ];
        let report = MrzReport::of_lines(&lines).with_char_confidence_min(Score::clamped(0.94));
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["format"], "TD3");
        assert_eq!(json["lines"], serde_json::json!(lines));
        let personal = serde_json::json!(
            {"group": "personal_number", "given": "<", "computed": "0", "ok": true}
        );
        assert_eq!(json["checks"][3], personal);
        assert_eq!(json["valid"], true);
        assert_eq!(json["corrections"], serde_json::json!([]));
        assert_eq!(serde_json::from_value::<MrzReport>(json).unwrap(), report);
        let schema = schemars::schema_for!(MrzReport);
        let properties = schema.get("properties").and_then(|p| p.as_object()).unwrap();
        assert_eq!(properties.len(), 6);
        let debug = format!("{report:?}");
        assert!(!debug.contains("ERIKSSON") && !debug.contains("L898902C3"));
    }

    #[test]
    fn corrections_keep_silent() {
        let lines = [
            "P<UT0ERIK55ON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO74O8122F12O4159ZE184226B<<<<<10",
        ];
        let repaired = crate::repair(&lines).unwrap();
        assert_eq!(repaired.corrections.len(), 5);
        let debug = format!("{:?}", MrzReport::from(&repaired).corrections);
        let first = "Correction { line: 1, column: 5, group: None, probability: None, .. }";
        assert!(debug.contains(first), "{debug}");
        assert!(!debug.contains('\''), "a character: {debug}");
    }
}
