//! Why bytes are not an AAMVA payload.

/// Why a payload could not be read at all. Damage that can be read through is a
/// [`Deviation`](crate::Deviation) instead. Carries no part of the payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// No bytes, or only white space.
    #[error("the payload is empty")]
    Empty,
    /// More bytes than any symbol or set of symbols holds.
    #[error("the payload has {found} bytes, at most {limit} are read")]
    TooLong {
        /// Bytes given.
        found: usize,
        /// Most bytes read, [`MAX_PAYLOAD_BYTES`](crate::MAX_PAYLOAD_BYTES).
        limit: usize,
    },
    /// Neither a header, nor magnetic-stripe tracks, nor a run of data elements.
    #[error("the payload has no AAMVA header, no magnetic-stripe tracks and no data elements")]
    NotAamva,
    /// A header without a single readable data element.
    #[error("the payload has an AAMVA header but no data elements")]
    NoElements,
}

/// Why an identifier of the standard is refused. Carries no part of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// Not a data element identifier: three characters, two letters and a letter or digit.
    #[error("an element identifier is two capital letters and a capital letter or digit")]
    Element,
    /// Not a subfile designator: two characters, a letter and a letter or digit.
    #[error("a subfile designator is a capital letter and a capital letter or digit")]
    Designator,
    /// Not an issuer identification number: six digits.
    #[error("an issuer identification number is six digits")]
    Iin,
}
