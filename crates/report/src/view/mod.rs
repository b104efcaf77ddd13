//! What a page shows, made from a result before any markup: texts that are already masked, lengths
//! that are already rounded. Templates only place and escape them.

pub(crate) mod barcode;
pub(crate) mod evidence;
pub(crate) mod faces;
pub(crate) mod header;
pub(crate) mod liveness;
pub(crate) mod matrix;
pub(crate) mod provenance;
pub(crate) mod quality;
pub(crate) mod score;
pub(crate) mod test_table;
pub(crate) mod zone;

/// A label with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) text: String,
}

impl Fact {
    pub(crate) fn new(label: &str, text: impl Into<String>) -> Self {
        Self { label: label.to_owned(), text: text.into() }
    }
}

/// A picture with what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) uri: String,
    pub(crate) caption: String,
}
