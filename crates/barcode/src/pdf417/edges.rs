//! Edges between bars and spaces along a line, to a fraction of a sample.

/// The edges of one line: they alternate, so that the elements between them are bars and spaces
/// in turn.
#[derive(Clone, Debug, Default)]
pub(crate) struct Edges {
    /// Ascending positions, in samples from the outer edge of the first one.
    pub(crate) positions: Vec<f32>,
    /// Whether a bar begins at the first edge.
    pub(crate) first_begins_bar: bool,
}

impl Edges {
    /// Whether a bar begins at this edge.
    pub(crate) fn begins_bar(&self, index: usize) -> bool {
        index.is_multiple_of(2) == self.first_begins_bar
    }

    /// The edge nearest to `position` of those where a bar begins.
    pub(crate) fn nearest_bar(&self, position: f32) -> Option<usize> {
        let after = self.positions.partition_point(|edge| *edge < position);
        let distance = |index: usize| (self.positions[index] - position).abs();
        (after.saturating_sub(2)..(after + 2).min(self.positions.len()))
            .filter(|index| self.begins_bar(*index))
            .min_by(|a, b| distance(*a).total_cmp(&distance(*b)))
    }

    /// Finds the edges of `samples`: between neighbouring extremes that differ by at least
    /// `contrast`, where the line crosses the middle between them. So an edge needs no threshold
    /// for the whole line, and shading does not move it.
    pub(crate) fn find(&mut self, samples: &[f32], contrast: f32) {
        self.positions.clear();
        let Some(&first) = samples.first() else { return };
        // Until the line has risen or fallen for the first time both extremes are open.
        let (mut low, mut high) = ((0, first), (0, first));
        let mut rises: Option<bool> = None;
        for (index, &value) in samples.iter().enumerate() {
            if rises != Some(false) {
                if value > high.1 {
                    high = (index, value);
                } else if high.1 - value >= contrast {
                    if rises.is_some() {
                        self.cross(samples, low.0, high.0, false);
                    }
                    rises = Some(false);
                    low = (index, value);
                    continue;
                }
            }
            if rises != Some(true) {
                if value < low.1 {
                    low = (index, value);
                } else if value - low.1 >= contrast {
                    if rises.is_some() {
                        self.cross(samples, high.0, low.0, true);
                    }
                    rises = Some(true);
                    high = (index, value);
                }
            }
        }
        match rises {
            Some(true) => self.cross(samples, low.0, high.0, false),
            Some(false) => self.cross(samples, high.0, low.0, true),
            None => {}
        }
    }

    /// Adds the edge between two extremes.
    fn cross(&mut self, samples: &[f32], from: usize, to: usize, begins_bar: bool) {
        let middle = (samples[from] + samples[to]) / 2.0;
        let mut before = samples[from] - middle;
        for (offset, value) in samples[from..=to].iter().enumerate().skip(1) {
            let here = value - middle;
            if here == 0.0 || (here > 0.0) != (before > 0.0) {
                if self.positions.is_empty() {
                    self.first_begins_bar = begins_bar;
                }
                // The middle of sample i is at i + 0.5.
                let fraction = before / (before - here);
                self.positions.push((from + offset) as f32 - 0.5 + fraction);
                return;
            }
            before = here;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn edges(samples: &[f32]) -> Edges {
        let mut edges = Edges::default();
        edges.find(samples, 20.0);
        edges
    }

    #[test]
    fn edges_lie_between_samples() {
        let found = edges(&[200.0, 200.0, 20.0, 20.0, 110.0, 200.0, 200.0, 190.0]);
        assert!(found.first_begins_bar);
        assert_eq!(found.positions, [2.0, 4.5]);
        assert!(found.begins_bar(0) && !found.begins_bar(1));
        assert_eq!(found.nearest_bar(4.4), Some(0));
    }

    #[test]
    fn shading_does_not_hide_edges() {
        let shaded: Vec<f32> = (0..80)
            .map(|i| (if i / 8 % 2 == 0 { 200.0 } else { 60.0 }) * (1.0 - i as f32 / 100.0))
            .collect();
        assert_eq!(edges(&shaded).positions.len(), 9);
    }

    #[test]
    fn flat_lines_have_none() {
        assert!(edges(&[]).positions.is_empty());
        assert!(edges(&[7.0; 30]).positions.is_empty());
    }

    proptest! {
        #[test]
        fn edges_ascend_and_stay_inside(
            samples in prop::collection::vec(0.0_f32..255.0, 0..200), contrast in 1.0_f32..60.0,
        ) {
            let mut found = Edges::default();
            found.find(&samples, contrast);
            prop_assert!(found.positions.is_sorted());
            prop_assert!(found.positions.iter().all(|p| (0.0..=samples.len() as f32).contains(p)));
        }
    }
}
