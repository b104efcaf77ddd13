//! Words of pages: how things stand, changes as sentences.

use bonafide::decision::{Action, Change, Counterfactual};
use bonafide_types::{Outcome, Verdict};

pub(crate) use bonafide::wording::{in_words, title};

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

/// A number with four decimals, as scores are shown.
pub(crate) fn four(value: f64) -> String {
    format!("{value:.4}")
}

/// One and many.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What a single change would have led to, as a sentence.
pub(crate) fn counterfactual(
    change: &Counterfactual,
    was_performed: impl Fn(&str) -> bool,
) -> String {
    let score = change.score.map(|s| format!("the score would be {} and ", four(s.get())));
    let verb = if change.flips { "the outcome" } else { "the outcome still" };
    let led_to = change.action.name();
    let condition = condition(&change.change, was_performed);
    format!("If {condition}, {}{verb} {led_to}.", score.unwrap_or_default())
}

/// The condition of a change; the words of the result where it is of no known form.
fn condition(change: &str, was_performed: impl Fn(&str) -> bool) -> String {
    match Change::parse(change) {
        Some(Change::Agrees(field)) => format!("the sources agreed on the {}", in_words(field)),
        Some(Change::ScoreAtLeast(name, limit)) => {
            format!("“{}” reached {}", in_words(name), four(limit))
        }
        Some(Change::BestHitAtMost(_, limit)) => {
            format!("the best hit on the sanctions list were at most {}", four(limit))
        }
        Some(Change::FullCredit(name)) if was_performed(name) => {
            format!("“{}” earned full credit", in_words(name))
        }
        Some(Change::FullCredit(name)) => {
            format!("“{}” were performed and earned full credit", in_words(name))
        }
        Some(Change::GateHolds(gate)) => format!("the gate “{}” held", in_words(gate)),
        Some(Change::Without(code)) => format!("it were not for “{code}”"),
        Some(Change::AllGiven) => "everything that is required were given".to_owned(),
        None => format!("this were so: {change}"),
    }
}

#[cfg(test)]
mod tests {
    use bonafide_types::Score;

    use super::*;

    #[test]
    fn changes_are_sentences() {
        let said = |change: &str, flips| {
            let (action, score) = (Action::Pass, Some(Score::ONE));
            counterfactual(
                &Counterfactual { change: change.to_owned(), score, action, flips },
                |_| false,
            )
        };
        assert_eq!(
            said("document_number agrees", true),
            "If the sources agreed on the document number, the score would be 1.0000 and the outcome PASS."
        );
        assert!(
            said("age performed with full credit", true).starts_with("If “age” were performed")
        );
        assert!(said("gate liveness holds", false).starts_with("If the gate “liveness” held, "));
        assert!(said("something new", true).starts_with("If this were so: something new, "));
    }
}
