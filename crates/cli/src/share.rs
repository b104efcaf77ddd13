//! Counts out of counts, for figures.

use std::fmt;

/// So many of so many; written with one digit of the percentage behind the point, or as many as the
/// format's precision says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub count: usize,
    pub of: usize,
}

impl Share {
    pub(crate) fn add(&mut self, counts: bool) {
        self.count += usize::from(counts);
        self.of += 1;
    }

    /// 0 where there is nothing to count.
    pub(crate) fn per_cent(self) -> f64 {
        100.0 * self.count as f64 / self.of.max(1) as f64
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(1);
        write!(f, "{} of {} ({:.digits$} %)", self.count, self.of, self.per_cent())
    }
}
