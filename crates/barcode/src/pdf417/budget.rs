//! How much work a picture may cost.

/// Work that is left, in nominal nanoseconds.
///
/// Work is counted, not clocked, so that the same picture gives the same answer on every machine
/// and under any load. The prices are what the steps took on one core at 2.5 GHz or so.
#[derive(Debug)]
pub(crate) struct Budget {
    left: u64,
    refused: bool,
}

/// A sample of a line: taken out of the picture, searched for edges, its codewords put in place.
pub(crate) const SAMPLE: u64 = 18;
/// A pixel that is searched for areas.
pub(crate) const LOCATION: u64 = 15;
/// A pixel of an area that is turned level.
pub(crate) const CUT: u64 = 8;
/// A pixel added to a line that stands for several.
pub(crate) const PIXEL: u64 = 2;
/// A cell compared with all codewords of its cluster.
pub(crate) const COMPARISON: u64 = 25_000;
/// What is measured before cells are compared.
pub(crate) const MEASUREMENT: u64 = 1_000_000;
/// A codeword of a line whose rows are spread evenly.
pub(crate) const SPREAD: u64 = 1_000;
/// A codeword and a syndrome, of one attempt to correct.
pub(crate) const SYNDROME: u64 = 12;
/// With less than this left nothing is begun.
const LEAST: u64 = 100_000;

impl Budget {
    pub(crate) fn of_ms(ms: u32) -> Self {
        Self { left: u64::from(ms) * 1_000_000, refused: false }
    }

    /// Pays for `count` steps; false if that is more than there is.
    pub(crate) fn pay(&mut self, count: usize, price: u64) -> bool {
        let left = self.left.checked_sub((count as u64).saturating_mul(price));
        self.left = left.unwrap_or(self.left);
        self.refused |= left.is_none();
        left.is_some()
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.left < LEAST
    }

    /// Whether anything was left out because it was too dear.
    pub(crate) fn refused(&self) -> bool {
        self.refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_dear_costs_nothing() {
        let mut budget = Budget::of_ms(1);
        assert!(!budget.pay(usize::MAX, COMPARISON));
        assert!(budget.refused() && !budget.is_spent());
        assert!(budget.pay(40, COMPARISON));
        assert!(budget.is_spent() && !budget.pay(1, COMPARISON));
    }
}
