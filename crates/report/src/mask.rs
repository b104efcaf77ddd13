//! What a page shows of personal values.

use bonafide::project::Redact;
use bonafide_types::Slot;
use bonafide_types::sensitive::Mask as _;

use crate::difference::{Run, runs};

/// Stands for a character.
const DOT: char = '•';

/// Stands for a value of which not even the length is shown.
const WHOLE: &str = "•••";

/// Longest value shown, in characters; what comes after is cut off. The matcher compares no more than
/// this either.
const LONGEST: usize = 256;

/// Hides what must not be shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mask(pub(crate) Redact);

impl Mask {
    /// Whether values and pictures are shown in clear.
    pub(crate) fn clear(self) -> bool {
        self.0 == Redact::None
    }

    /// Whether not even lengths and places of differences are shown.
    pub(crate) fn whole(self) -> bool {
        !matches!(self.0, Redact::None | Redact::Default)
    }

    /// A personal value: letters and digits become dots, the separators between them stay.
    pub(crate) fn value(self, text: &str) -> String {
        if self.whole() {
            return WHOLE.to_owned();
        }
        let short = text.chars().take(LONGEST).map(|c| self.character(c));
        let rest = if text.chars().nth(LONGEST).is_some() { "…" } else { "" };
        short.chain(rest.chars()).collect()
    }

    /// One character of a personal value.
    pub(crate) fn character(self, c: char) -> char {
        if self.clear() || c.mask() == c { c } else { DOT }
    }

    /// A personal value in runs, with the characters marked that differ from another value.
    pub(crate) fn against(self, text: &str, other: &str) -> Vec<Run> {
        if self.whole() {
            return vec![Run { text: WHOLE.to_owned(), differs: false }];
        }
        let cut = |text: &str| text.chars().take(LONGEST).collect::<Vec<char>>();
        let mut runs = runs(&cut(text), &cut(other));
        for run in &mut runs {
            run.text = run.text.chars().map(|c| self.character(c)).collect();
        }
        runs
    }

    /// A personal value in one run, nothing marked.
    pub(crate) fn plain(self, text: &str) -> Vec<Run> {
        vec![Run { text: self.value(text), differs: false }]
    }

    /// A file name: people name files after themselves, so only one that is a slot's name is shown.
    pub(crate) fn file_name(self, name: &str) -> String {
        if self.clear() || Slot::is_whole_name(name) { name.to_owned() } else { self.value(name) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_length_and_separators() {
        let mask = Mask(Redact::Default);
        assert_eq!(mask.value("D123-45 <é"), "••••-•• <•");
        assert_eq!(Mask(Redact::None).value("D123"), "D123");
        assert_eq!(Mask(Redact::All).value("D123"), "•••");
        assert_eq!(mask.value(&"x".repeat(300)).chars().count(), 257);
    }

    #[test]
    fn differences_are_marked_without_being_told() {
        let runs = Mask(Redact::Default).against("D123", "D1Z3");
        let shown: Vec<(&str, bool)> = runs.iter().map(|r| (r.text.as_str(), r.differs)).collect();
        assert_eq!(shown, [("••", false), ("•", true), ("•", false)]);
        assert!(Mask(Redact::All).against("D123", "D1Z3").iter().all(|run| !run.differs));
    }

    #[test]
    fn file_names_are_shown_only_where_they_name_a_slot() {
        let mask = Mask(Redact::Default);
        assert_eq!(mask.file_name("selfie.2.JPG"), "selfie.2.JPG");
        assert_eq!(mask.file_name("JANE.jpg"), "••••.•••");
        assert_eq!(mask.file_name("selfie.JANE.jpg"), "••••••.••••.•••");
    }
}
