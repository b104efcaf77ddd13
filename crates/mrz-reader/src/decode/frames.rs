//! The recogniser's answer for one line, as probabilities a frame.

/// Classes of the recogniser: blank, `0`–`9`, `A`–`Z`, `<`.
pub(crate) const CLASSES: usize = 38;

/// Characters of a zone, in the recogniser's order: `0`–`9`, `A`–`Z`, `<`.
pub(crate) const SYMBOLS: usize = 37;

/// The index of `<` among the characters.
pub(crate) const FILLER: usize = 36;

/// [`SYMBOLS`] rounded up to whole vectors of four; what is beyond is zero.
pub(crate) const WIDTH: usize = 40;

/// The most frames of a line that are looked at. Lines of a zone have about 200.
pub(crate) const MAX_FRAMES: usize = 1024;

/// The share of a frame that is spread evenly over all classes: no single frame speaks against a
/// character with more than `-ln(1e-4 / 38)`, about 13 nats. Networks are surer of themselves than
/// that on frames which they get wrong.
const SPREAD: f32 = 1e-4;

/// What character a symbol is.
pub(crate) fn character(symbol: usize) -> char {
    const TEXT: &[u8; SYMBOLS] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";
    char::from(TEXT[symbol.min(FILLER)])
}

/// The symbol of an MRZ character; everything else is taken for `<`.
pub(crate) fn symbol(byte: u8) -> usize {
    match byte {
        b'0'..=b'9' => usize::from(byte - b'0'),
        b'A'..=b'Z' => usize::from(byte - b'A') + 10,
        _ => FILLER,
    }
}

/// Probabilities a frame: each frame's blank and characters add up to 1.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    pub(crate) blank: Vec<f32>,
    pub(crate) symbols: Vec<[f32; WIDTH]>,
}

impl Frames {
    /// Softmax of the logits (`[frames, 38]`, row-major; a last row that is not whole is left out)
    /// divided by the temperature. A value that is not finite counts as the
    /// nearest that is, and NaN as the lowest.
    pub(crate) fn new(logits: &[f32], temperature: f32) -> Self {
        let count = (logits.len() / CLASSES).min(MAX_FRAMES);
        let mut frames =
            Self { blank: Vec::with_capacity(count), symbols: Vec::with_capacity(count) };
        for row in logits.chunks_exact(CLASSES).take(count) {
            frames.push(row, temperature);
        }
        frames
    }

    pub(crate) fn len(&self) -> usize {
        self.blank.len()
    }

    fn push(&mut self, row: &[f32], temperature: f32) {
        /// Beyond this a softmax is decided anyhow.
        const FAR: f32 = 1e4;
        let bounded = |x: f32| if x.is_nan() { -FAR } else { x.clamp(-FAR, FAR) };
        let top = row.iter().map(|&x| bounded(x)).fold(-FAR, f32::max);
        let mut powers = [0.0; CLASSES];
        for (power, &x) in powers.iter_mut().zip(row) {
            *power = ((bounded(x) - top) / temperature).exp();
        }
        let scale = (1.0 - SPREAD) / powers.iter().sum::<f32>();
        let floor = SPREAD / CLASSES as f32;
        let mut symbols = [0.0; WIDTH];
        for (symbol, power) in symbols.iter_mut().zip(&powers[1..]) {
            *symbol = power * scale + floor;
        }
        self.blank.push(powers[0] * scale + floor);
        self.symbols.push(symbols);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_add_up_whatever_the_logits() {
        let mut values = vec![0.0; CLASSES * 3];
        values[3] = f32::NAN;
        values[CLASSES] = f32::INFINITY;
        values[CLASSES * 2..].fill(f32::NEG_INFINITY);
        values.push(1.0);
        let frames = Frames::new(&values, 1.3);
        assert_eq!(frames.len(), 3);
        for (blank, symbols) in frames.blank.iter().zip(&frames.symbols) {
            assert!((blank + symbols.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        }
        assert!(frames.blank[1] > 0.999);
        assert_eq!((character(symbol(b'Q')), character(symbol(b'7'))), ('Q', '7'));
    }
}
