//! What can be wrong with a list.

/// Why a list cannot be used. Holds no part of its text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SanctionsError {
    /// Nothing in the bytes is an entry.
    #[error("{0}: no entry was found")]
    Empty(&'static str),
    /// The bytes are larger than any list.
    #[error("{0}: larger than {1} MiB")]
    TooLarge(&'static str, usize),
    /// The XML ends or breaks before its end, or a tag has more in it or around it than the forms have.
    #[error("{form}: broken at byte {at}")]
    Broken {
        /// The form that was read.
        form: &'static str,
        /// Where.
        at: u64,
    },
    /// The file is no index, or one of another version.
    #[error("not an index of this version: expected {0}")]
    NotAnIndex(&'static str),
    /// The index was changed or cut short after it was written.
    #[error("the index is damaged: its entries are not those of its checksum")]
    Damaged,
}

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct BadRow {
    /// The file or form.
    pub file: &'static str,
    /// From 1.
    pub line: usize,
    /// Why.
    pub reason: &'static str,
}

/// Entries of a list and what had to be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParsedList {
    /// In the list's order.
    pub entities: Vec<super::Entity>,
    /// Rows that were left out; one bad row costs one row.
    pub bad_rows: Vec<BadRow>,
    /// The list's own date, `YYYY-MM-DD`, where it states one.
    pub published: Option<String>,
}

/// Most bytes of one file of a list; OFAC's largest has 120 MB.
pub(super) const MOST_BYTES: usize = 512 << 20;

pub(super) fn sized<'a>(form: &'static str, bytes: &'a [u8]) -> Result<&'a [u8], SanctionsError> {
    if bytes.len() > MOST_BYTES {
        return Err(SanctionsError::TooLarge(form, MOST_BYTES >> 20));
    }
    Ok(bytes)
}

/// The bytes as text: UTF-8, or else Latin-1, which older files of OFAC are in.
pub(super) fn text_of(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => bytes.iter().map(|b| char::from(*b)).collect::<String>().into(),
    }
}
