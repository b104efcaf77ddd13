//! The seeded random numbers behind every drawing.

/// SplitMix64: a small, fast generator whose whole state is one word.
///
/// Source: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators",
/// OOPSLA 2014. Written here so that a seed means the same picture whatever version of a random
/// number crate is in the tree.
///
/// ```
/// use bonafide_synth::Rng;
/// let mut rng = Rng::new(1_234_567);
/// assert_eq!(rng.next_u64(), 6_457_827_717_110_365_317);
/// assert_eq!(rng.next_u64(), 3_203_168_211_198_807_973);
/// ```
#[derive(Clone, Debug)]
pub struct Rng {
    state: u64,
}

impl Rng {
    /// Starts the sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Starts an independent sequence for one purpose, so that drawing one thing more does not
    /// move everything drawn after it.
    pub fn for_purpose(seed: u64, purpose: &str) -> Self {
        // FNV-1a over the purpose's name.
        let hash = purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut rng = Self::new(seed ^ hash);
        rng.next_u64();
        rng
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `[0, 1)` with 24 random bits.
    pub fn unit(&mut self) -> f32 {
        (self.next_u64() >> 40) as f32 / 16_777_216.0
    }

    /// A number in `[low, high)`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// A number in `[-reach, reach)`.
    pub fn around(&mut self, reach: f32) -> f32 {
        self.between(-reach, reach)
    }

    /// A whole number in `[0, bound)`; 0 when `bound` is 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        let product = (self.next_u64() >> 32) * u64::from(bound);
        (product >> 32) as u32
    }

    /// A whole number in `[low, high]`.
    pub fn whole(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True with the given probability.
    pub fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// One of the choices, all equally likely.
    ///
    /// # Panics
    /// If there is nothing to choose from.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u32) as usize]
    }

    /// Nearly normal noise with mean 0 and standard deviation 1: the sum of four uniform numbers
    /// (it never exceeds ±3.5, which a sensor's clipping would not show anyway).
    pub fn noise(&mut self) -> f32 {
        let bits = self.next_u64();
        let sum = (0..4).map(|part| ((bits >> (16 * part)) & 0xffff) as f32).sum::<f32>();
        // Four uniforms of width 65536: mean 131070, standard deviation 65536 / sqrt(3).
        (sum - 131_070.0) / 37_837.2
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn ranges_are_kept_and_filled() {
        let mut rng = Rng::new(7);
        let mut seen = [0_u32; 6];
        for _ in 0..6000 {
            seen[rng.below(6) as usize] += 1;
            assert!((-2.0..2.0).contains(&rng.around(2.0)));
            assert!((3..=5).contains(&rng.whole(3, 5)));
        }
        assert!(seen.iter().all(|&count| (850..1150).contains(&count)), "{seen:?}");
    }

    #[test]
    fn noise_has_mean_zero_and_deviation_one() {
        let mut rng = Rng::new(11);
        let drawn: Vec<f32> = (0..20_000).map(|_| rng.noise()).collect();
        let mean = drawn.iter().sum::<f32>() / 20_000.0;
        let variance = drawn.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / 20_000.0;
        assert!(mean.abs() < 0.03, "{mean}");
        assert!((variance - 1.0).abs() < 0.05, "{variance}");
    }

    #[test]
    fn purposes_do_not_share_a_sequence() {
        let (mut face, mut card) = (Rng::for_purpose(1, "face"), Rng::for_purpose(1, "card"));
        assert_ne!(face.next_u64(), card.next_u64());
    }
}
