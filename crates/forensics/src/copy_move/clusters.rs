//! Pairs of one shift that lie together.

use super::pairs::Pair;

/// Pairs nearer than this belong together: about two letters of print.
const REACH: i32 = 40;

/// Patches whose middles are this far apart, half a side, are counted as two.
const DISTINCT: i32 = 8;

/// Distinct patches that a region needs.
pub(super) const LEAST_PATCHES: usize = 3;

/// Pairs of one shift that are looked at.
const MOST_TOGETHER: usize = 256;

/// A part of the page and how it is repeated at one shift.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cluster {
    pub(super) shift: [i32; 2],
    /// Left, top, right and bottom of the first place; the last two exclusive.
    pub(super) bounds: [i32; 4],
    /// Middles of patches that are counted.
    pub(super) patches: Vec<[i32; 2]>,
    /// Root mean square of how far the patches are off the whole shift, pixels.
    pub(super) off: f64,
}

/// Regions of at least [`LEAST_PATCHES`] distinct patches, from pairs in the order of their shifts.
pub(super) fn clusters(pairs: &[Pair]) -> Vec<Cluster> {
    let same = pairs.chunk_by(|a, b| a.shift == b.shift);
    let mut found = Vec::new();
    for pairs in same.filter(|pairs| pairs.len() >= LEAST_PATCHES) {
        let mut rest: Vec<&Pair> = pairs.iter().take(MOST_TOGETHER).collect();
        while let Some(first) = rest.pop() {
            let members = connected(first, &mut rest);
            found.extend(cluster(&members));
        }
    }
    found
}

/// Takes all that hang together with `first` out of `rest`.
fn connected<'a>(first: &'a Pair, rest: &mut Vec<&'a Pair>) -> Vec<&'a Pair> {
    let mut members = vec![first];
    let mut next = 0;
    while let Some(&member) = members.get(next) {
        next += 1;
        let (near, far) = rest.iter().partition(|pair| apart(pair.at, member.at) <= REACH);
        *rest = far;
        let near: Vec<&Pair> = near;
        members.extend(near);
    }
    members
}

fn apart(a: [i32; 2], b: [i32; 2]) -> i32 {
    (a[0] - b[0]).abs().max((a[1] - b[1]).abs())
}

fn cluster(members: &[&Pair]) -> Option<Cluster> {
    let mut members = members.to_vec();
    members.sort_by_key(|pair| pair.at);
    let mut patches: Vec<&Pair> = Vec::new();
    for pair in members {
        if patches.iter().all(|kept| apart(kept.at, pair.at) >= DISTINCT) {
            patches.push(pair);
        }
    }
    if patches.len() < LEAST_PATCHES {
        return None;
    }
    let squares: f64 =
        patches.iter().map(|pair| pair.rest.iter().map(|r| r * r).sum::<f64>()).sum();
    let n = patches.len() as f64;
    let half = DISTINCT;
    let mut bounds = [i32::MAX, i32::MAX, i32::MIN, i32::MIN];
    for [x, y] in patches.iter().map(|pair| pair.at) {
        bounds = [
            bounds[0].min(x - half),
            bounds[1].min(y - half),
            bounds[2].max(x + half),
            bounds[3].max(y + half),
        ];
    }
    Some(Cluster {
        shift: patches[0].shift,
        bounds,
        off: (squares / n).sqrt(),
        patches: patches.iter().map(|pair| pair.at).collect(),
    })
}
