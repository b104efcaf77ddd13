//! Which characters of two values differ.

use bonafide::matching::aligned;

/// Characters that stand side by side and are alike in whether they differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// The characters.
    pub(crate) text: String,
    /// Whether the other value lacks them or has others in their place.
    pub(crate) differs: bool,
}

/// The first value in runs, aligned with the second ([`aligned`]) without regard to case. Callers bound the
/// lengths.
pub(crate) fn runs(text: &[char], other: &[char]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (ours, theirs) in aligned(text, other, same) {
        let Some(c) = ours else { continue };
        let differs = !theirs.is_some_and(|theirs| same(c, theirs));
        match runs.last_mut() {
            Some(run) if run.differs == differs => run.text.push(c),
            _ => runs.push(Run { text: c.to_string(), differs }),
        }
    }
    runs
}

fn same(a: char, b: char) -> bool {
    a == b || a.to_lowercase().eq(b.to_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(a: &str, b: &str) -> String {
        let chars = |text: &str| text.chars().collect::<Vec<char>>();
        let show = |run: Run| if run.differs { format!("[{}]", run.text) } else { run.text };
        runs(&chars(a), &chars(b)).into_iter().map(show).collect()
    }

    #[test]
    fn substitutions_insertions_and_case() {
        assert_eq!(marked("D1234S67", "D1234567"), "D1234[S]67");
        assert_eq!(marked("MUELLER", "MULLER"), "MU[E]LLER");
        assert_eq!(marked("MULLER", "MUELLER"), "MULLER");
        assert_eq!(marked("John", "JOHN"), "John");
        assert_eq!(marked("", "X"), "");
        assert_eq!(marked("X", ""), "[X]");
    }

    proptest! {
        /// What is not marked is a common subsequence, so both sides leave the same.
        #[test]
        fn both_sides_share_what_is_not_marked(a in "[abc]{0,12}", b in "[abc]{0,12}") {
            let plain = |a: &str, b: &str| {
                let chars = |text: &str| text.chars().collect::<Vec<char>>();
                let runs = runs(&chars(a), &chars(b));
                prop_assert_eq!(runs.iter().map(|r| r.text.as_str()).collect::<String>(), a);
                Ok(runs.into_iter().filter(|r| !r.differs).map(|r| r.text).collect::<String>())
            };
            prop_assert_eq!(plain(&a, &b)?.len(), plain(&b, &a)?.len());
        }
    }
}
