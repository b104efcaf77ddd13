//! Names as a zone holds them.

use std::fmt;

/// An identifier of the name field: components parted by fillers. `Display` writes them with
/// single spaces; `Debug` writes nothing of them.
///
/// ```
/// # let mrz = bonafide_mrz::parse(&[
/// #     "P<UTOVAN<DER<MUELLEN<<HENDRIK<<<<<<<<<<<<<<<",
/// #     "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
/// # ])?;
/// assert_eq!(mrz.surname().components().collect::<Vec<_>>(), ["VAN", "DER", "MUELLEN"]);
/// assert_eq!(mrz.surname().to_string(), "VAN DER MUELLEN");
/// # Ok::<(), bonafide_mrz::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Name<'a> {
    raw: &'a str,
}

impl<'a> Name<'a> {
    pub(crate) fn new(raw: &'a str) -> Self {
        Self { raw: raw.trim_matches('<') }
    }

    /// The characters as they stand in the zone, fillers between components included.
    pub fn raw(self) -> &'a str {
        self.raw
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.raw.is_empty()
    }

    /// The components in order. More than one filler between two of them counts as one.
    pub fn components(self) -> impl Iterator<Item = &'a str> {
        self.raw.split('<').filter(|component| !component.is_empty())
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, component) in self.components().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(component)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
