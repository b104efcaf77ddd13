//! Recogniser's answers made up for a text.

use super::frames::{CLASSES, symbol};

/// A small generator of its own, so that tests do not hang on another's sequence (xorshift64*).
pub(super) struct Noise(u64);

impl Noise {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number in [0, 1).
    pub(super) fn uniform(&mut self) -> f32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 40) as f32 / (1u64 << 24) as f32
    }

    /// Mean 0, deviation 1 (sum of twelve).
    pub(super) fn normal(&mut self) -> f32 {
        (0..12).map(|_| self.uniform()).sum::<f32>() - 6.0
    }
}

/// How a line is answered.
#[derive(Clone)]
pub(super) struct Answer {
    /// How far the right class stands out at a peak, in logits.
    pub(super) peak: f32,
    /// Deviation of the noise on every logit.
    pub(super) noise: f32,
    /// Frames a character, less or more by jitter.
    pub(super) pitch: f32,
    /// Characters that look like another: place, the other, by how many logits it is ahead.
    pub(super) alike: Vec<(usize, u8, f32)>,
}

impl Default for Answer {
    fn default() -> Self {
        Self { peak: 9.0, noise: 0.7, pitch: 4.2, alike: Vec::new() }
    }
}

impl Answer {
    /// `[frames, 38]` logits of a text.
    pub(super) fn to(&self, text: &str, noise: &mut Noise) -> Vec<f32> {
        let frames = (self.pitch * (text.len() as f32 + 2.0)).ceil() as usize;
        let mut values = vec![0.0; frames * CLASSES];
        for row in values.chunks_exact_mut(CLASSES) {
            row[0] = self.peak;
        }
        for (at, byte) in text.bytes().enumerate() {
            let middle = self.pitch * (at as f32 + 1.5) + (noise.uniform() - 0.5) * 0.9;
            let middle = (middle as usize).min(frames - 1);
            let wide = usize::from(noise.uniform() < 0.4);
            for frame in middle..=(middle + wide).min(frames - 1) {
                let row = &mut values[frame * CLASSES..][..CLASSES];
                row[0] = 0.0;
                row[symbol(byte) + 1] = self.peak;
                for &(_, other, ahead) in self.alike.iter().filter(|(place, ..)| *place == at) {
                    row[symbol(other) + 1] = self.peak + ahead;
                }
            }
        }
        for value in &mut values {
            *value += self.noise * noise.normal();
        }
        values
    }
}
