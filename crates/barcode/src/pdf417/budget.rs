//! How much work a picture may cost.

/// Work that is left, in nominal nanoseconds.
///
/// Work is counted, not clocked, so that the same picture gives the same answer on every machine
/// and under any load. The prices are what the steps took on one core at 2.5 GHz or so.
#[derive(Debug)]
pub(crate) struct Budget {
    left: u64,
}

/// A sample of a line: taken out of the picture and searched for edges.
pub(crate) const SAMPLE: u64 = 15;
/// A pixel of an area that is turned level.
pub(crate) const CUT: u64 = 8;
/// A pixel added to a line that stands for several.
pub(crate) const PIXEL: u64 = 2;
/// A cell compared with all codewords of its cluster.
pub(crate) const COMPARISON: u64 = 25_000;
/// A codeword and a syndrome, of one attempt to correct.
pub(crate) const SYNDROME: u64 = 12;

impl Budget {
    pub(crate) fn of_ms(ms: u32) -> Self {
        Self { left: u64::from(ms) * 1_000_000 }
    }

    /// Pays for `count` steps; false, and nothing is left, if that is more than there is.
    pub(crate) fn pay(&mut self, count: usize, price: u64) -> bool {
        let left = self.left.checked_sub((count as u64).saturating_mul(price));
        self.left = left.unwrap_or(0);
        left.is_some()
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.left == 0
    }
}
