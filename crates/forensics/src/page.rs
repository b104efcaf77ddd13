//! What checks look at.

use bonafide_imaging::{Area, DocumentQuad, Picture};

/// One side of a document as it was handed in.
pub struct Page<'a> {
    /// The bytes of the file.
    pub bytes: &'a [u8],
    /// Its pixels, upright.
    pub picture: &'a Picture,
    /// What other stages know of the page.
    pub known: Known,
}

/// What other stages know of a page, in pixels of the upright picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Where the document lies; `None` where no outline was found.
    pub document: Option<DocumentQuad>,
    /// The head of the portrait, from the hairline to the chin.
    pub portrait: Option<Area>,
    /// Where the top of that head is, as a direction in the picture (y points down); `None` where it is
    /// not known.
    pub portrait_up: Option<[f32; 2]>,
    /// The corners of the lines of a machine-readable zone that was read, clockwise.
    pub zone_lines: Vec<[[f32; 2]; 4]>,
    /// The corners of barcodes that were read, clockwise.
    pub barcodes: Vec<[[f32; 2]; 4]>,
}

impl<'a> Page<'a> {
    /// A page of which nothing else is known.
    pub fn new(bytes: &'a [u8], picture: &'a Picture) -> Self {
        Self { bytes, picture, known: Known::default() }
    }

    /// The same page with what other stages know of it.
    #[must_use]
    pub fn with(mut self, known: Known) -> Self {
        self.known = known;
        self
    }
}
