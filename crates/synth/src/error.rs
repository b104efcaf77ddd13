//! What can go wrong while drawing.

/// Why a specimen could not be drawn.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SynthError {
    /// A font file is not where Debian's packages put it, nor in `BONAFIDE_FONTS`.
    #[error(
        "the font file {file} was not found; install it with `apt-get install {package}`, or set \
         BONAFIDE_FONTS to a folder that holds it"
    )]
    FontMissing {
        /// Name of the font file.
        file: &'static str,
        /// Debian package that brings it.
        package: &'static str,
    },
    /// A font file was found, but it is not a font.
    #[error("the font file {file} is damaged")]
    FontDamaged {
        /// Name of the font file.
        file: &'static str,
        /// What the font reader says.
        #[source]
        source: ab_glyph::InvalidFont,
    },
    /// The barcode's payload could not be written.
    #[error("the payload of the barcode could not be written")]
    Payload(#[from] bonafide_aamva::NameError),
    /// The machine-readable zone could not be written.
    #[error("the machine-readable zone could not be written")]
    Zone(#[from] bonafide_mrz::WriteError),
    /// A JSON file of a session could not be written.
    #[error("a session file could not be written")]
    Json(#[from] serde_json::Error),
    /// The payload does not fit a PDF417 symbol of this width.
    #[error("a payload of {bytes} bytes does not fit a symbol of {columns} columns")]
    PayloadTooLong {
        /// Length of the payload.
        bytes: usize,
        /// Data columns asked for.
        columns: u8,
    },
    /// The picture could not be compressed.
    #[error("the picture could not be encoded")]
    Encode(#[from] image::ImageError),
    /// The picture could not be stored with subsampled colour.
    #[error("the picture could not be encoded as a JPEG")]
    Jpeg(#[from] jpeg_encoder::EncodingError),
    /// The mask of a manipulation could not be stored.
    #[error("the mask could not be encoded")]
    Mask(#[from] png::EncodingError),
    /// The four corners given do not span a quadrilateral.
    #[error("the four corners do not span a quadrilateral")]
    Corners,
}
