//! How long lookups take: `duplicate_lookup [HASHES]`, 10 million unless told.
#![allow(clippy::print_stdout)]

use std::time::Instant;

use bonafide_forensics::duplicates::Hashes;

/// How many times each is timed.
const TIMES: usize = 2000;
/// What a query asks on behalf of a frame: so many bits, so many times.
const QUERY: [(u32, usize); 3] = [(8, 1), (6, 27), (5, 60)];
/// Nearest hashes that a lookup brings.
const MOST: usize = 16;

fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(10_000_000);
    let hashes: Vec<u64> = numbers(1).take(count).collect();
    let started = Instant::now();
    let index = Hashes::new(&hashes);
    println!("{count} hashes taken in in {:.1} s", started.elapsed().as_secs_f64());
    for radius in [4, 5, 6, 8] {
        timed(&format!("radius {radius}"), &hashes, |hash| {
            usize::from(!index.within(hash, radius, MOST).is_empty())
        });
    }
    timed("whole query", &hashes, |hash| {
        let asked = QUERY.iter().flat_map(|&(radius, times)| std::iter::repeat_n(radius, times));
        // The first is of the frame as it is, the others are of what it might have been.
        let questions = std::iter::once(hash).chain(numbers(hash)).zip(asked);
        questions.map(|(hash, radius)| index.within(hash, radius, MOST).len()).sum::<usize>().min(1)
    });
}

/// Looks stored hashes up of which two bits are changed.
fn timed(name: &str, hashes: &[u64], look: impl Fn(u64) -> usize) {
    let mut times: Vec<f64> = Vec::with_capacity(TIMES);
    let mut found = 0;
    for (query, flips) in numbers(2).zip(numbers(3)).take(TIMES) {
        let stored = hashes.get(query as usize % hashes.len().max(1)).copied().unwrap_or_default();
        let changed = stored ^ (1 << (flips & 63)) ^ (1 << (flips >> 58));
        let started = Instant::now();
        found += look(changed);
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((share * TIMES as f64) as usize).copied().unwrap_or_default();
    let (median, last) = (at(0.5), at(0.99));
    println!("{name}: median {median:.4} ms, 99 % {last:.4} ms; {found} of {TIMES} found");
}

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
fn numbers(mut state: u64) -> impl Iterator<Item = u64> {
    std::iter::repeat_with(move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    })
}
