//! Names of the wire in words.

use bonafide::decision::{Action, Counterfactual};
use bonafide_types::{Outcome, Verdict};

/// How something stands, so that colour, symbol and word always go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Good,
    Bad,
    Doubt,
    Off,
}

impl Tone {
    /// The class of the style.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Doubt => "doubt",
            Self::Off => "off",
        }
    }

    /// The sign beside the word.
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Bad => "✗",
            Self::Doubt => "!",
            Self::Off => "–",
        }
    }
}

impl From<Action> for Tone {
    fn from(action: Action) -> Self {
        match action {
            Action::Pass => Self::Good,
            Action::Fail => Self::Bad,
            Action::Review => Self::Doubt,
            Action::Pending => Self::Off,
        }
    }
}

impl From<Outcome> for Tone {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Pass => Self::Good,
            Outcome::Fail => Self::Bad,
            Outcome::NotPerformed => Self::Off,
            _ => Self::Doubt,
        }
    }
}

impl From<Verdict> for Tone {
    fn from(verdict: Verdict) -> Self {
        if verdict == Verdict::Error { Self::Doubt } else { verdict.outcome().into() }
    }
}

impl From<Option<bool>> for Tone {
    fn from(holds: Option<bool>) -> Self {
        match holds {
            Some(true) => Self::Good,
            Some(false) => Self::Bad,
            None => Self::Off,
        }
    }
}

/// A word with the way it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Badge {
    pub(crate) tone: Tone,
    pub(crate) word: String,
}

impl Badge {
    pub(crate) fn new(tone: impl Into<Tone>, word: impl Into<String>) -> Self {
        Self { tone: tone.into(), word: word.into() }
    }

    /// A verdict with its word on the wire.
    pub(crate) fn of(verdict: Verdict) -> Self {
        Self::new(verdict, in_words(&bonafide::result::wire_name(&verdict)))
    }

    /// Whether something holds: yes, no, not performed.
    pub(crate) fn holding(holds: Option<bool>, [yes, no]: [&str; 2]) -> Self {
        let word = match holds {
            Some(true) => yes,
            Some(false) => no,
            None => "not performed",
        };
        Self::new(holds, word)
    }
}

/// Words that are not written as other words are.
const SPECIAL: [(&str, &str); 12] = [
    ("mrz", "MRZ"),
    ("ocr", "text"),
    ("id", "ID"),
    ("e", ""),
    ("dmv", "registry"),
    ("aamva", "registry"),
    ("ofac", "sanctions"),
    ("doc", ""),
    ("idv", "identity verification"),
    ("ida", "authentication"),
    ("url", "URL"),
    ("dpi", "dpi"),
];

/// A name of the wire in words: `doc_front_image_manipulation` as `front image manipulation`.
pub(crate) fn in_words(name: &str) -> String {
    let word = |part: &str| {
        let lower = part.to_lowercase();
        let special = SPECIAL.iter().find(|(wire, _)| *wire == lower);
        special.map_or(lower, |(_, words)| (*words).to_owned())
    };
    let words: Vec<String> = name.split(['_', ' ']).map(word).filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

/// The same with a capital letter.
pub(crate) fn title(name: &str) -> String {
    let words = in_words(name);
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A number with four decimals, as scores are shown.
pub(crate) fn four(value: f64) -> String {
    format!("{value:.4}")
}

/// One and many.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What a single change would have led to, as a sentence.
pub(crate) fn counterfactual(change: &Counterfactual) -> String {
    let score = change.score.map(|s| format!("the score would be {} and ", four(s.get())));
    let verb = if change.flips { "the outcome" } else { "the outcome still" };
    let led_to = change.action.name();
    format!("If {}, {}{verb} {led_to}.", condition(&change.change), score.unwrap_or_default())
}

/// The condition of a change; the words of the result where it is of no known form.
fn condition(change: &str) -> String {
    if let Some(field) = change.strip_suffix(" agrees") {
        format!("the sources agreed on the {}", in_words(field))
    } else if let Some((name, limit)) = change.split_once(" score >= ") {
        format!("“{}” reached {limit}", in_words(name))
    } else if let Some((_, limit)) = change.split_once(" best hit <= ") {
        format!("the best hit on the sanctions list were at most {limit}")
    } else if let Some(name) = change.strip_suffix(" performed with full credit") {
        format!("“{}” were performed and earned full credit", in_words(name))
    } else if let Some(gate) = change.strip_prefix("gate ").and_then(|c| c.strip_suffix(" holds")) {
        format!("the gate “{}” held", in_words(gate))
    } else if let Some(code) = change.strip_prefix("without ") {
        format!("it were not for “{code}”")
    } else if change == "everything required is given" {
        "everything that is required were given".to_owned()
    } else {
        format!("this were so: {change}")
    }
}

#[cfg(test)]
mod tests {
    use bonafide_types::Score;

    use super::*;

    #[test]
    fn names_are_words() {
        assert_eq!(title("doc_front_image_manipulation"), "Front image manipulation");
        assert_eq!(title("mrz"), "MRZ");
        assert_eq!(title("front_ocr"), "Front text");
        assert_eq!(title("gender_e"), "Gender");
        assert_eq!(title("NOT_AN_ID"), "Not an ID");
    }

    #[test]
    fn changes_are_sentences() {
        let said = |change: &str, flips| {
            let (action, score) = (Action::Pass, Some(Score::ONE));
            counterfactual(&Counterfactual { change: change.to_owned(), score, action, flips })
        };
        assert_eq!(
            said("document_number agrees", true),
            "If the sources agreed on the document number, the score would be 1.0000 and the outcome PASS."
        );
        assert!(said("gate liveness holds", false).starts_with("If the gate “liveness” held, "));
        assert!(said("something new", true).starts_with("If this were so: something new, "));
    }
}
