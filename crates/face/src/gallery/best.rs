//! The nearest so far.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// An encoding of the gallery and how far it is. Ordered by distance, then by index, which is the order
/// of results.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranked {
    pub distance: f64,
    pub index: usize,
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.distance.total_cmp(&other.distance).then(self.index.cmp(&other.index))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

/// At most `most` encodings within `radius`, the farthest on top.
#[derive(Clone, Debug)]
pub(super) struct Best {
    most: usize,
    radius: f64,
    heap: BinaryHeap<Ranked>,
}

impl Best {
    pub(super) fn new(most: usize, radius: f64) -> Self {
        Self { most, radius, heap: BinaryHeap::new() }
    }

    /// What is farther than this changes nothing any more; what is as far may, by its index.
    pub(super) fn limit(&self) -> f64 {
        match self.heap.peek() {
            Some(farthest) if self.heap.len() >= self.most => farthest.distance,
            _ => self.radius,
        }
    }

    pub(super) fn offer(&mut self, one: Ranked) {
        if one.distance > self.radius || self.most == 0 {
            return;
        }
        if self.heap.len() < self.most {
            self.heap.push(one);
        } else if let Some(mut farthest) = self.heap.peek_mut()
            && one < *farthest
        {
            *farthest = one;
        }
    }

    pub(super) fn merge(mut self, other: Self) -> Self {
        for one in other.heap {
            self.offer(one);
        }
        self
    }

    /// From the nearest on.
    pub(super) fn into_sorted(self) -> Vec<Ranked> {
        self.heap.into_sorted_vec()
    }
}
