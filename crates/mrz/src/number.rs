//! The document number, which may run over into the optional data.

use std::fmt;

use crate::check::{Check, Group, Sum};
use crate::layout::{Layout, MAX_CHARS};

/// Where the document number stands and how its check digit was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NumberForm {
    /// In its own field, with its check digit behind it.
    Within,
    /// The rest of the number and its check digit stand in the optional data (Doc 9303 Part 5,
    /// section 4.2.2.3, note j; Part 6 likewise).
    RunsOver,
    /// As [`Self::RunsOver`], but the issuer counted the `<` between the two pieces when it
    /// computed the digit (seen on Belgian and Portuguese cards).
    RunsOverFillerCounted,
}

/// How a document number of more than nine characters runs over into the optional data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Overflow {
    /// Characters of the number in the optional data, the check digit not counted.
    pub(crate) length: usize,
    pub(crate) form: NumberForm,
}

impl Overflow {
    /// Returns how the number runs over, if `<` stands for its check digit and one of the two
    /// conventions verifies. A run that verifies under neither is left as optional data: nothing
    /// says then that it belongs to the number.
    pub(crate) fn find(text: &[u8; MAX_CHARS], layout: &Layout) -> Option<Self> {
        // Only a number that fills its field runs over (Doc 9303 Part 5).
        if !layout.number_may_run_over
            || text[layout.number.end] != b'<'
            || text[layout.number.end - 1] == b'<'
        {
            return None;
        }
        let run = text[layout.optional[0].range()].split(|&byte| byte == b'<').next()?;
        let (digit, tail) = run.split_last()?;
        [NumberForm::RunsOver, NumberForm::RunsOverFillerCounted]
            .into_iter()
            .find(|&form| form.digit(&text[layout.number.range()], tail) == *digit)
            .map(|form| Self { length: tail.len(), form })
    }

    /// Reports the check of the whole number.
    pub(crate) fn check(self, text: &[u8; MAX_CHARS], layout: &Layout) -> Check {
        let start = layout.optional[0].start;
        let end = start + self.length;
        let computed = self.form.digit(&text[layout.number.range()], &text[start..end]);
        let given = text[end];
        Check {
            group: Group::DocumentNumber,
            given: given.into(),
            computed: computed.into(),
            ok: given == computed,
        }
    }
}

impl NumberForm {
    /// The check digit over a number in two pieces.
    pub(crate) fn digit(self, head: &[u8], tail: &[u8]) -> u8 {
        let mut sum = Sum::default();
        sum.extend(head);
        if self == Self::RunsOverFillerCounted {
            sum.push(b'<');
        }
        sum.extend(tail);
        sum.digit()
    }
}

/// A document number, in one piece or two. `Display` writes it whole.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DocumentNumber<'a> {
    head: &'a str,
    tail: &'a str,
}

impl<'a> DocumentNumber<'a> {
    pub(crate) fn new(head: &'a str, tail: &'a str) -> Self {
        Self { head, tail }
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.head.is_empty() && self.tail.is_empty()
    }
}

impl PartialEq<&str> for DocumentNumber<'_> {
    fn eq(&self, other: &&str) -> bool {
        other.strip_prefix(self.head) == Some(self.tail)
    }
}

impl fmt::Display for DocumentNumber<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.head)?;
        f.write_str(self.tail)
    }
}

impl fmt::Debug for DocumentNumber<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
