//! What is known beside the payload.

use jiff::civil::Date;

/// What the PDF417 symbol itself was like, as its reader tells it: of the one symbol that holds
/// the whole payload. Leave it out where a payload was joined from several symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SymbolShape {
    /// Rows; ISO/IEC 15438 has 3 to 90.
    pub rows: u8,
    /// Columns of data and error correction codewords; ISO/IEC 15438 has 1 to 30.
    pub columns: u8,
    /// Error correction level; ISO/IEC 15438 has 0 to 8.
    pub ec_level: u8,
    /// Whether the symbol has no right row indicators (Compact PDF417).
    pub compact: bool,
    /// Codewords of padding (900) at the end of the data.
    pub padding: u16,
}

/// What a payload is judged against, beside the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Context {
    /// The day on which the payload is judged.
    pub as_of: Date,
    /// The symbol it was read from, if known.
    pub symbol: Option<SymbolShape>,
}

impl Context {
    /// Returns a context without a symbol.
    pub fn new(as_of: Date) -> Self {
        Self { as_of, symbol: None }
    }

    /// Adds what is known of the symbol.
    #[must_use]
    pub fn with_symbol(mut self, symbol: SymbolShape) -> Self {
        self.symbol = Some(symbol);
        self
    }
}
