//! What checks look at.

use std::sync::OnceLock;

use bonafide_imaging::{Area, Coefficients, DocumentQuad, Format, Limits, Picture};

use crate::compression::Model;
use crate::flat::Flat;
use crate::noise::Traces;

/// One side of a document as it was handed in.
pub struct Page<'a> {
    /// The bytes of the file.
    pub bytes: &'a [u8],
    /// Its pixels, upright.
    pub picture: &'a Picture,
    /// What other stages know of the page.
    pub known: Known,
    /// Read at most once, by the check that asks first.
    coefficients: OnceLock<Result<Coefficients, &'static str>>,
    /// Taken from the pixels at most once, for the checks of earlier compressions.
    compression: OnceLock<Option<Model>>,
    /// Cut out at most once, by the outline that is known then.
    flat: OnceLock<Flat>,
    /// Measured at most once; they do not depend on what is known.
    traces: OnceLock<Option<Traces>>,
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
    /// The corners of printed lines that were read, clockwise; empty where nothing was read.
    pub fields: Vec<[[f32; 2]; 4]>,
}

impl<'a> Page<'a> {
    /// A page of which nothing else is known.
    pub fn new(bytes: &'a [u8], picture: &'a Picture) -> Self {
        Self {
            bytes,
            picture,
            known: Known::default(),
            coefficients: OnceLock::new(),
            compression: OnceLock::new(),
            flat: OnceLock::new(),
            traces: OnceLock::new(),
        }
    }

    /// The same page with what other stages know of it.
    #[must_use]
    pub fn with(mut self, known: Known) -> Self {
        self.known = known;
        self.flat = OnceLock::new();
        self
    }

    /// The document as it lies flat, for all that look at it.
    pub(crate) fn flat(&self) -> &Flat {
        self.flat.get_or_init(|| Flat::of(self))
    }

    /// Energies of fine detail; `None` where the page is too small for them.
    pub(crate) fn traces(&self) -> Option<&Traces> {
        self.traces.get_or_init(|| Traces::of(self.picture.rgb())).as_ref()
    }

    /// How the page's coefficients were distributed before compression; `None` of what is no JPEG file or has few
    /// blocks.
    pub(crate) fn compression(&self) -> Option<&Model> {
        self.compression.get_or_init(|| Model::of(self)).as_ref()
    }

    /// The quantised coefficients of a JPEG file, or why there are none.
    pub(crate) fn coefficients(&self) -> Result<&Coefficients, &'static str> {
        let read = || {
            if self.picture.facts().format != Format::Jpeg {
                return Err("the file is no JPEG: it holds no coefficients");
            }
            Coefficients::read(self.bytes, &Limits::default())
                .map_err(|_| "the coefficients of the file cannot be read")
        };
        self.coefficients.get_or_init(read).as_ref().map_err(|&reason| reason)
    }
}
