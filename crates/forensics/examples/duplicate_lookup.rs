//! How long a lookup of one hash takes: `duplicate_lookup [HASHES]`, 10 million unless told.
#![allow(clippy::print_stdout)]

use std::time::Instant;

use bonafide_forensics::duplicates::Hashes;

/// Lookups of each radius that are timed.
const LOOKUPS: usize = 2000;

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
fn numbers(mut state: u64) -> impl Iterator<Item = u64> {
    std::iter::repeat_with(move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    })
}

fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(10_000_000);
    let hashes: Vec<u64> = numbers(1).take(count).collect();
    let started = Instant::now();
    let index = Hashes::new(&hashes);
    println!("{count} hashes taken in in {:.1} s", started.elapsed().as_secs_f64());
    for radius in [4, 8, 10] {
        let mut times: Vec<f64> = Vec::with_capacity(LOOKUPS);
        let mut found = 0;
        for (query, flips) in numbers(2).zip(numbers(3)).take(LOOKUPS) {
            // A stored hash with two bits changed.
            let stored = hashes.get(query as usize % count.max(1)).copied().unwrap_or_default();
            let changed = stored ^ (1 << (flips & 63)) ^ (1 << (flips >> 58));
            let started = Instant::now();
            found += usize::from(!index.within(changed, radius, 16).is_empty());
            times.push(started.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        let at =
            |share: f64| times.get((share * LOOKUPS as f64) as usize).copied().unwrap_or_default();
        println!(
            "radius {radius}: median {:.4} ms, 99 % {:.4} ms; {found} of {LOOKUPS} found",
            at(0.5),
            at(0.99)
        );
    }
}
