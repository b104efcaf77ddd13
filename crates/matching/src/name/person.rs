//! Names of one source by role, and their comparison role by role.

use bonafide_types::{Field, FieldValue, Fields};

use super::align::{Alignment, Words, align};
use super::token::{Rules, Token, tokens};
use super::{comparison_of, is_placeholder, suffix};
use crate::comparison::{Comparison, FieldEvidence, How, Operand, cut};

/// Agreement of the whole names from which a difference of roles is taken for an exchange.
const SWAP_AGREEMENT: f64 = 0.9;
/// What an exchange of roles leaves of the agreement of the whole names.
const SWAP_FACTOR: f64 = 0.95;

/// The name fields of one source, split into words.
pub(crate) struct PersonName<'a> {
    first: Role,
    middle: Role,
    last: Role,
    suffix: Option<&'a str>,
    from_pixels: bool,
}

#[derive(Default)]
struct Role {
    tokens: Vec<Token>,
    truncated: bool,
}

impl Role {
    fn words(&self) -> Words<'_> {
        Words { tokens: &self.tokens, truncated: self.truncated }
    }
}

impl<'a> PersonName<'a> {
    /// Takes the names out of a source's fields; a suffix at the end of the surname becomes one.
    pub(crate) fn of(fields: &'a Fields, from_pixels: bool) -> PersonName<'a> {
        let mut last = role(fields.get(&Field::LastName));
        let stated = text(fields.get(&Field::NameSuffix));
        let trailing = last.tokens.last().and_then(|w| suffix::canonical_within_name(&w.text));
        let trailing = trailing.filter(|_| last.tokens.len() > 1);
        if trailing.is_some() {
            last.tokens.pop();
        }
        PersonName {
            first: role(fields.get(&Field::FirstName)),
            middle: role(fields.get(&Field::MiddleName)),
            last,
            suffix: stated.or(trailing),
            from_pixels,
        }
    }

    /// Returns whether the source states this name field.
    pub(crate) fn states(&self, field: Field) -> bool {
        match field {
            Field::FirstName => !self.first.tokens.is_empty(),
            Field::MiddleName => !self.middle.tokens.is_empty(),
            Field::LastName => !self.last.tokens.is_empty(),
            Field::NameSuffix => self.suffix.is_some(),
            _ => false,
        }
    }

    /// Returns the suffix, wherever it was stated.
    pub(crate) fn suffix(&self) -> Option<&'a str> {
        self.suffix
    }

    /// Compares one name field of two sources.
    ///
    /// Middle names may be written with the given or the family name of the other side; if the
    /// roles disagree but the whole names agree, given and family names were exchanged.
    pub(crate) fn compare(&self, other: &PersonName<'_>, field: Field) -> Comparison {
        let rules = Rules { look_alikes: self.from_pixels || other.from_pixels, initials: true };
        let (mine, theirs) = match field {
            Field::NameSuffix => return self.compare_suffix(other),
            Field::MiddleName => (&self.middle, &other.middle),
            Field::LastName => (&self.last, &other.last),
            _ => (&self.first, &other.first),
        };
        let mut best = align(mine.words(), theirs.words(), rules);
        if field != Field::MiddleName {
            let mut consider = |candidate: Alignment| {
                if candidate.score > best.score {
                    best = candidate;
                }
            };
            let wider = with_free(mine, &self.middle);
            consider(align(wider.words(), theirs.words(), rules));
            let wider = with_free(theirs, &other.middle);
            consider(align(mine.words(), wider.words(), rules));
            if let Some(swapped) = self.exchanged(mine, other, theirs, rules) {
                consider(swapped);
            }
        }
        comparison_of(&mine.tokens, &theirs.tokens, best)
    }

    fn compare_suffix(&self, other: &PersonName<'_>) -> Comparison {
        let side = |name: &PersonName<'a>| Operand {
            text: name.suffix.unwrap_or_default(),
            from_pixels: name.from_pixels,
            truncated: false,
        };
        let theirs = Operand {
            text: other.suffix.unwrap_or_default(),
            from_pixels: other.from_pixels,
            truncated: false,
        };
        suffix::compare_suffixes(side(self), theirs)
    }

    /// Returns the agreement of the whole names, lowered, if it is high. The words of the role in
    /// question must be found on the other side themselves: the rest of a long name must not outvote
    /// them.
    fn exchanged(
        &self,
        mine: &Role,
        other: &PersonName<'_>,
        theirs: &Role,
        rules: Rules,
    ) -> Option<Alignment> {
        let (all_mine, all_theirs) = (self.whole(), other.whole());
        let mut whole = align(all_mine.words(), all_theirs.words(), rules);
        if whole.score < SWAP_AGREEMENT {
            return None;
        }
        let nothing = Role::default();
        let here = align(mine.words(), with_free(&nothing, &all_theirs).words(), rules).score;
        let there = align(with_free(&nothing, &all_mine).words(), theirs.words(), rules).score;
        whole.score = whole.score.min(here).min(there) * SWAP_FACTOR;
        whole.evidence.push(FieldEvidence::new(None, None, How::RoleSwap, SWAP_FACTOR));
        Some(whole)
    }

    fn whole(&self) -> Role {
        let parts = [&self.first, &self.middle, &self.last];
        Role {
            tokens: parts.iter().flat_map(|part| part.tokens.iter().cloned()).collect(),
            truncated: parts.iter().any(|part| part.truncated),
        }
    }
}

/// Returns the words of `role` followed by those of `middle`, which may be missing elsewhere.
fn with_free(role: &Role, middle: &Role) -> Role {
    let free = middle.tokens.iter().map(Token::freed);
    Role {
        tokens: role.tokens.iter().cloned().chain(free).collect(),
        truncated: role.truncated || middle.truncated,
    }
}

fn role(value: Option<&FieldValue>) -> Role {
    let truncated = value.is_some_and(|v| v.truncated == Some(true));
    Role { tokens: text(value).map(tokens).unwrap_or_default(), truncated }
}

fn text(value: Option<&FieldValue>) -> Option<&str> {
    value.and_then(FieldValue::text).map(cut).filter(|text| !is_placeholder(text))
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // the scores are exact by construction
mod tests {
    use bonafide_types::Score;

    use super::*;

    fn fields(parts: &[(Field, &str)]) -> Fields {
        parts.iter().map(|(field, text)| (*field, FieldValue::read(*text, Score::ONE))).collect()
    }

    fn score(a: &Fields, b: &Fields, field: Field) -> f64 {
        let (a, b) = (PersonName::of(a, false), PersonName::of(b, false));
        let there = a.compare(&b, field).score;
        assert_eq!(there, b.compare(&a, field).score);
        there.get()
    }

    #[test]
    fn combined_given_names_are_read_with_the_middle_name() {
        let combined = fields(&[(Field::FirstName, "ANNA MARIA"), (Field::LastName, "ERIKSSON")]);
        let apart = fields(&[
            (Field::FirstName, "ANNA"),
            (Field::MiddleName, "MARIA"),
            (Field::LastName, "ERIKSSON"),
        ]);
        assert_eq!(score(&combined, &apart, Field::FirstName), 1.0);
        let other = fields(&[
            (Field::FirstName, "KARIN"),
            (Field::MiddleName, "MARIA"),
            (Field::LastName, "ERIKSSON"),
        ]);
        assert!(score(&combined, &other, Field::FirstName) < 0.85);
    }

    #[test]
    fn exchanged_roles_are_seen() {
        let right = fields(&[(Field::FirstName, "ANNA"), (Field::LastName, "ERIKSSON")]);
        let swapped = fields(&[(Field::FirstName, "ERIKSSON"), (Field::LastName, "ANNA")]);
        assert_eq!(score(&right, &swapped, Field::FirstName), SWAP_FACTOR);
        assert_eq!(score(&right, &swapped, Field::LastName), SWAP_FACTOR);
        let other = fields(&[(Field::FirstName, "ERIKSSON"), (Field::LastName, "KARIN")]);
        assert_eq!(score(&right, &other, Field::LastName), 0.0);
    }

    #[test]
    fn a_suffix_inside_the_surname_counts_as_one() {
        let inside = fields(&[(Field::LastName, "DOE JR")]);
        let apart = fields(&[(Field::LastName, "DOE"), (Field::NameSuffix, "Junior")]);
        assert_eq!(score(&inside, &apart, Field::LastName), 1.0);
        assert_eq!(score(&inside, &apart, Field::NameSuffix), 1.0);
    }

    #[test]
    fn placeholders_state_nothing() {
        let fields = fields(&[(Field::MiddleName, "NMN"), (Field::FirstName, "FNU")]);
        let name = PersonName::of(&fields, false);
        assert!(!name.states(Field::MiddleName) && !name.states(Field::FirstName));
    }
}
