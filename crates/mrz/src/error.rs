//! Why lines could not be read at all.

/// The lines do not have the shape of a machine-readable zone. Lines and columns count from 1.
///
/// A wrong check digit is not among these: it is data, see [`crate::Check`]. Messages carry
/// positions and lengths only, never characters of the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// No layout has this many lines.
    #[error("expected 1 to 3 lines, found {0}")]
    LineCount(usize),
    /// No layout with this many lines has a line of this length.
    #[error("line {line}: no layout has {found} characters here")]
    LineLength {
        /// The line, from 1.
        line: usize,
        /// Its characters.
        found: usize,
    },
    /// A character outside `A`–`Z`, `0`–`9` and `<`.
    #[error("line {line}, column {column}: not an MRZ character")]
    Character {
        /// The line, from 1.
        line: usize,
        /// The character's place in the line, from 1.
        column: usize,
    },
    /// The lengths fit, but the document code is not one of that layout (a line of 30 that does
    /// not begin with `D`, three lines of 9, 30 and 30 that are no Swiss driving licence).
    #[error("line {line}: the document code does not belong to this layout")]
    DocumentCode {
        /// The line that should begin with the code, from 1.
        line: usize,
    },
}

/// The content cannot be written in the layout asked for. Messages name the field, never its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The layout has no place for this field.
    #[error("{0}: the layout has no such field")]
    NoSuchField(&'static str),
    /// The value has more characters than the layout has room for.
    #[error("{field}: {found} characters, room for {room}")]
    TooLong {
        /// The field.
        field: &'static str,
        /// Characters that it needs.
        found: usize,
        /// Characters that it may have.
        room: usize,
    },
    /// The value has a character that the field does not take.
    #[error("{field}, character {column}: not allowed in this field")]
    Character {
        /// The field.
        field: &'static str,
        /// The character's place in the value, from 1.
        column: usize,
    },
}
