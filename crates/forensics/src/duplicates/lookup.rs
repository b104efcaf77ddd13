//! Whose hash is within so many bits, exactly, without looking at all of them.
//!
//! A hash of 64 bits is cut in three. Of two hashes that differ by at most `r` bits, at least one of the
//! three parts differs by at most `⌊r / 3⌋`; more exactly, with `a = r mod 3`, one of the first `a + 1`
//! parts differs by at most `⌊r / 3⌋` or one of the others by at most one less (Norouzi, Punjani, Fleet,
//! "Fast search in Hamming space with multi-index hashing", CVPR 2012, sections 2 and 2.1). So every key
//! within that distance is looked at in the part's table, and what is found there is measured in full. A
//! key is the lowest bits of its part, as many as suit the number of hashes: where the part is near, they
//! are.

use std::collections::BinaryHeap;

use super::layout::key_bits_for;

/// Parts of a hash.
pub(super) const TABLES: usize = 3;
/// Where each part begins; they have 21, 21 and 22 bits.
const STARTS: [u32; TABLES] = [0, 21, 42];

/// A frame that was found: ordered by distance, then by place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Near {
    pub distance: u32,
    pub frame: u32,
}

/// Bytes of a table's row.
pub(super) const ROW: usize = 12;

/// A hash and its frame, as they stand in a table: what lies near to each other is looked at together, so
/// that a key costs one place in memory.
pub(super) type Row = [u8; ROW];

/// Where the rows of a key begin, and the rows by key, then by frame.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    pub starts: &'a [[u8; 4]],
    pub rows: &'a [Row],
}

/// The tables of some hashes.
#[derive(Clone, Copy)]
pub(super) struct Lookup<'a> {
    pub key_bits: u32,
    pub tables: [Table<'a>; TABLES],
}

/// Hashes of 64 bits in memory, searched exactly: what an index does with those in its file.
///
/// ```
/// use bonafide_forensics::duplicates::Hashes;
/// let hashes = Hashes::new(&[0b1011, u64::MAX, 0b0011]);
/// assert_eq!(hashes.within(0b0011, 8, 9), [(0, 2), (1, 0)]); // distance and place
/// ```
#[derive(Clone, Debug)]
pub struct Hashes {
    key_bits: u32,
    tables: [(Vec<[u8; 4]>, Vec<Row>); TABLES],
}

impl Hashes {
    /// Takes hashes in, at most 2³²: about 48 bytes a hash.
    pub fn new(hashes: &[u64]) -> Self {
        let key_bits = key_bits_for(hashes.len());
        Self { key_bits, tables: [0, 1, 2].map(|table| table_of(hashes, table, key_bits)) }
    }

    /// Distance and place of the `most` hashes within `radius` bits that are nearest, the nearest first;
    /// of two that are as far, the earlier.
    pub fn within(&self, hash: u64, radius: u32, most: usize) -> Vec<(u32, usize)> {
        let tables = self.tables.each_ref().map(|(starts, rows)| Table { starts, rows });
        let lookup = Lookup { key_bits: self.key_bits, tables };
        let found = lookup.within(hash, radius, most);
        found.into_iter().map(|near| (near.distance, near.frame as usize)).collect()
    }
}

/// The key of a hash in a table.
pub(super) fn key_of(hash: u64, table: usize, key_bits: u32) -> u32 {
    let start = STARTS.get(table).copied().unwrap_or(0);
    (hash >> start) as u32 & ((1 << key_bits) - 1)
}

/// How far keys of each table are looked at for hashes within `radius`; `None` for not at all.
fn reaches(radius: u32) -> [Option<u32>; TABLES] {
    let (whole, rest) = (radius / TABLES as u32, radius % TABLES as u32);
    [0, 1, 2].map(|table| if table <= rest { Some(whole) } else { whole.checked_sub(1) })
}

impl Lookup<'_> {
    /// The `most` hashes within `radius` bits that are nearest, the nearest first; of two that are as far,
    /// the earlier.
    pub(super) fn within(&self, hash: u64, radius: u32, most: usize) -> Vec<Near> {
        if most == 0 {
            return Vec::new();
        }
        let reaches = reaches(radius);
        let mut kept: BinaryHeap<Near> = BinaryHeap::new();
        for (table, rows) in self.rows_near(hash, &reaches) {
            for (other, frame) in rows.iter().map(parts_of) {
                let distance = (hash ^ other).count_ones();
                if distance > radius || self.was_seen(hash ^ other, table, &reaches) {
                    continue;
                }
                let near = Near { distance, frame };
                if kept.len() < most {
                    kept.push(near);
                } else if kept.peek().is_some_and(|worst| near < *worst) {
                    kept.pop();
                    kept.push(near);
                }
            }
        }
        kept.into_sorted_vec()
    }

    /// The rows of all keys that are near enough, each with the number of its table.
    ///
    /// Each step looks at every key before the next step looks at any, without a branch that depends on what
    /// is seen: so memory is asked for many places at a time, and not for one after the other.
    fn rows_near(&self, hash: u64, reaches: &[Option<u32>; TABLES]) -> Vec<(usize, &[Row])> {
        let mut keys = Vec::new();
        for (table, reach) in reaches.iter().enumerate() {
            let Some(reach) = *reach else { continue };
            let own = key_of(hash, table, self.key_bits);
            each_near(own, self.key_bits, reach, &mut |key| keys.push((table, key)));
        }
        let found: Vec<_> =
            keys.into_iter().map(|(table, key)| (table, self.rows_of(table, key))).collect();
        let touched = found.iter().fold(0, |all, (_, rows)| {
            let first = |row: Option<&Row>| row.map_or(0, |row| row[0]);
            all ^ first(rows.first()) ^ first(rows.last())
        });
        std::hint::black_box(touched);
        found
    }

    /// Whether an earlier table has shown it.
    fn was_seen(&self, difference: u64, table: usize, reaches: &[Option<u32>; TABLES]) -> bool {
        reaches.iter().enumerate().take(table).any(|(earlier, reach)| {
            reach.is_some_and(|reach| {
                key_of(difference, earlier, self.key_bits).count_ones() <= reach
            })
        })
    }

    fn rows_of(&self, table: usize, key: u32) -> &[Row] {
        let Some(Table { starts, rows }) = self.tables.get(table) else { return &[] };
        let at =
            |key: u32| starts.get(key as usize).map(|bytes| u32::from_le_bytes(*bytes) as usize);
        match (at(key), at(key + 1)) {
            (Some(start), Some(end)) => rows.get(start..end).unwrap_or_default(),
            _ => &[],
        }
    }
}

fn row_of(hash: u64, frame: u32) -> Row {
    let mut row = [0; ROW];
    let (first, last) = row.split_at_mut(8);
    first.copy_from_slice(&hash.to_le_bytes());
    last.copy_from_slice(&frame.to_le_bytes());
    row
}

/// The hash and the frame of a row.
pub(super) fn parts_of(row: &Row) -> (u64, u32) {
    let [a, b, c, d, e, f, g, h, frame @ ..] = *row;
    (u64::from_le_bytes([a, b, c, d, e, f, g, h]), u32::from_le_bytes(frame))
}

/// Every key within `reach` bits of one.
fn each_near(key: u32, bits: u32, reach: u32, look: &mut impl FnMut(u32)) {
    look(key);
    flip_from(key, 0, bits, reach, look);
}

fn flip_from(key: u32, first: u32, bits: u32, left: u32, look: &mut impl FnMut(u32)) {
    if left == 0 {
        return;
    }
    for bit in first..bits {
        let other = key ^ 1 << bit;
        look(other);
        flip_from(other, bit + 1, bits, left - 1, look);
    }
}

/// The two arrays of a table: where the rows of a key begin, and the rows by key, then by frame.
pub(super) fn table_of(hashes: &[u64], table: usize, key_bits: u32) -> (Vec<[u8; 4]>, Vec<Row>) {
    let mut starts = vec![0_u32; (1 << key_bits) + 1];
    for &hash in hashes {
        if let Some(count) = starts.get_mut(key_of(hash, table, key_bits) as usize + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let bytes = starts.iter().map(|start| start.to_le_bytes()).collect();
    let mut rows = vec![[0; ROW]; hashes.len()];
    for (frame, &hash) in hashes.iter().enumerate() {
        let Some(at) = starts.get_mut(key_of(hash, table, key_bits) as usize) else { continue };
        if let Some(place) = rows.get_mut(*at as usize) {
            *place = row_of(hash, frame as u32);
        }
        *at += 1;
    }
    (bytes, rows)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn searched(hashes: &[u64], key_bits: u32, query: u64, radius: u32, most: usize) -> Vec<Near> {
        let made = [0, 1, 2].map(|table| table_of(hashes, table, key_bits));
        let tables = made.each_ref().map(|(starts, rows)| Table { starts, rows });
        Lookup { key_bits, tables }.within(query, radius, most)
    }

    fn linear(hashes: &[u64], query: u64, radius: u32, most: usize) -> Vec<Near> {
        let mut all: Vec<Near> = hashes
            .iter()
            .zip(0..)
            .map(|(hash, frame)| Near { distance: (hash ^ query).count_ones(), frame })
            .filter(|near| near.distance <= radius)
            .collect();
        all.sort();
        all.truncate(most);
        all
    }

    proptest! {
        #[test]
        fn every_hash_within_the_radius_is_found_once(
            seeds in prop::collection::vec((any::<u64>(), any::<u64>(), any::<u64>(), any::<u64>()), 1..40),
            query in any::<u64>(),
            key_bits in 4_u32..=12,
            radius in 0_u32..=14,
            most in 0_usize..50,
        ) {
            // Far ones, and near ones whose differences are sparse or gathered in one part.
            let hashes: Vec<u64> = seeds
                .iter()
                .flat_map(|&(a, b, c, d)| [a, query ^ (a & b & c & d), query ^ (b & c & 0x7ff), query, query ^ (a & d & c) << 42])
                .collect();
            prop_assert_eq!(searched(&hashes, key_bits, query, radius, most), linear(&hashes, query, radius, most));
        }
    }

    #[test]
    fn all_bits_of_the_hash_count() {
        for bit in 0..64 {
            let hashes = [1_u64 << bit];
            for key_bits in [4, 12] {
                assert_eq!(searched(&hashes, key_bits, 0, 0, 9), []);
                assert_eq!(searched(&hashes, key_bits, 0, 1, 9), [Near { distance: 1, frame: 0 }]);
            }
        }
    }
}
