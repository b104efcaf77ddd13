//! Shapes as a manifest states them: fixed lengths, and named ones within bounds.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The length along one axis of an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Axis {
    /// Always this.
    Fixed(usize),
    /// Anything within bounds.
    Free(FreeAxis),
}

/// A length that may vary within bounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreeAxis {
    /// What it is called; axes of one name have one length.
    pub name: String,
    /// The least length.
    pub min: usize,
    /// The greatest length.
    pub max: usize,
    /// What the length is a multiple of.
    #[serde(default = "one")]
    pub multiple_of: usize,
}

fn one() -> usize {
    1
}

impl Axis {
    /// Whether this length may stand here.
    pub fn takes(&self, length: usize) -> bool {
        match self {
            Self::Fixed(fixed) => *fixed == length,
            Self::Free(free) => {
                (free.min..=free.max).contains(&length)
                    && length.checked_rem(free.multiple_of) == Some(0)
            }
        }
    }

    /// What is wrong with the bounds.
    pub(crate) fn fault(&self) -> Option<String> {
        match self {
            Self::Fixed(0) => Some("an axis has the length 0".to_owned()),
            Self::Fixed(_) => None,
            Self::Free(free) => {
                let bounded = 1 <= free.min && free.min <= free.max;
                let steps = free.multiple_of >= 1
                    && free.min.checked_rem(free.multiple_of) == Some(0)
                    && free.max.checked_rem(free.multiple_of) == Some(0);
                (!bounded || !steps || !is_name(&free.name))
                    .then(|| format!("the bounds of axis {:?} make no sense", free.name))
            }
        }
    }
}

impl fmt::Display for Axis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(length) => length.fmt(f),
            Self::Free(free) => {
                write!(f, "{} {}..={}", free.name, free.min, free.max)?;
                if free.multiple_of > 1 {
                    write!(f, " in steps of {}", free.multiple_of)?;
                }
                Ok(())
            }
        }
    }
}

/// The length along one axis of an output: a number, the name of an input's axis, such a name
/// divided (`"height/4"`), or a name that no input has, which may be of any length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum OutputAxis {
    /// Always this.
    Fixed(usize),
    /// By name.
    Named(String),
}

impl OutputAxis {
    /// The name and what it is divided by; `None` when the text has another form.
    pub(crate) fn parts(&self) -> Option<(&str, usize)> {
        match self {
            Self::Fixed(_) => None,
            Self::Named(text) => {
                let (name, divisor) = match text.split_once('/') {
                    Some((name, divisor)) => (name, divisor.parse().ok().filter(|&d| d > 0)?),
                    None => (text.as_str(), 1),
                };
                is_name(name).then_some((name, divisor))
            }
        }
    }

    /// Whether this length may stand here, `length_of` telling the length of an input's axis.
    pub(crate) fn takes(&self, found: usize, length_of: impl Fn(&str) -> Option<usize>) -> bool {
        match self {
            Self::Fixed(fixed) => *fixed == found,
            Self::Named(_) => self.parts().is_some_and(|(name, divisor)| {
                length_of(name).is_none_or(|length| length / divisor == found)
            }),
        }
    }
}

impl fmt::Display for OutputAxis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(length) => length.fmt(f),
            Self::Named(text) => f.write_str(text),
        }
    }
}

/// Whether a text can name an axis, an input or an output: letters, digits, `_`, `.` and `-`.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
}

/// The axes in words: `[1, 1, height 16..=4096 in steps of 16]`.
pub(crate) fn in_words<T: fmt::Display>(axes: &[T]) -> String {
    let words: Vec<String> = axes.iter().map(T::to_string).collect();
    format!("[{}]", words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free(min: usize, max: usize, multiple_of: usize) -> Axis {
        Axis::Free(FreeAxis { name: "width".to_owned(), min, max, multiple_of })
    }

    #[test]
    fn an_axis_takes_what_is_within_its_bounds() {
        let axis = free(16, 64, 16);
        let taken: Vec<usize> = (0..100).filter(|&length| axis.takes(length)).collect();
        assert_eq!(taken, [16, 32, 48, 64]);
        assert!(Axis::Fixed(3).takes(3) && !Axis::Fixed(3).takes(4));
    }

    #[test]
    fn senseless_bounds_are_faults() {
        assert_eq!(free(16, 64, 16).fault(), None);
        for axis in [free(0, 4, 1), free(5, 4, 1), free(4, 8, 0), free(6, 8, 4), Axis::Fixed(0)] {
            assert!(axis.fault().is_some(), "{axis:?}");
        }
    }

    #[test]
    fn output_axes_follow_input_axes() {
        let length_of = |name: &str| (name == "height").then_some(64);
        let named = |text: &str| OutputAxis::Named(text.to_owned());
        assert!(named("height/4").takes(16, length_of));
        assert!(!named("height/4").takes(17, length_of));
        assert!(named("cells").takes(1234, length_of));
        assert!(OutputAxis::Fixed(4).takes(4, length_of));
        for text in ["", "height/0", "height/x", "a b", "/2"] {
            assert_eq!(named(text).parts(), None, "{text}");
        }
    }
}
