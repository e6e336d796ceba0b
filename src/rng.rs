//! Random numbers: one named `ChaCha8` stream per purpose, so that adding a draw in one place never shifts another.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// What a stream of random numbers is for. Each purpose has its own stream of the same seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Initial weights of a layer (index: layer).
    Weights,
    /// The 0/1 mask of a sparse loop (index: layer).
    Mask,
    /// The fixed random feedback matrix (index: layer).
    Feedback,
    /// Order of the utterances (index: epoch).
    Shuffle,
    /// Random split of a data set.
    Split,
    /// Spike encoding of the input (index: utterance).
    Encoding,
    /// Part of the training set kept aside for validation.
    Validation,
    /// Noise on the input cells (index: utterance).
    Noise,
    /// Random weights of the way back (index: layer).
    Back,
    /// Training of the self-organising map.
    Map,
    /// Variations of the training utterances (index: utterance and epoch).
    Augment,
}

/// A stream of random numbers for one purpose.
#[derive(Debug, Clone)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of `seed` for `purpose`; `index` tells layers, epochs or utterances apart.
    #[must_use]
    pub fn new(seed: u64, purpose: Purpose, index: u64) -> Self {
        let mut key = [0u8; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&index.to_le_bytes());
        key[16] = purpose as u8;
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A uniform draw from [0, 1) with 24 random bits: exact in `f32`.
    pub fn uniform(&mut self) -> f32 {
        (self.0.next_u32() >> 8) as f32 * (1.0 / 16_777_216.0)
    }

    /// A uniform draw from [low, high).
    pub fn range(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.uniform()
    }

    /// A draw with mean 0 and deviation 1 that is normal to within 0.3 % in its distribution function: the sum of twelve uniform draws
    /// less 6 (Irwin and Hall), so that no logarithm or cosine is needed.
    pub fn normal(&mut self) -> f32 {
        (0..12).fold(-6.0, |sum, _| sum + self.uniform())
    }

    /// A whole number below `n` (0 for n = 0), without modulo bias that matters: 32 random bits are scaled.
    pub fn below(&mut self, n: usize) -> usize {
        ((u64::from(self.0.next_u32()) * n as u64) >> 32) as usize
    }

    /// Shuffles in place (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.below(i + 1);
            items.swap(i, j);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_of_different_purpose_or_index_differ_and_repeat() {
        let draw = |p, i| {
            let mut s = Stream::new(7, p, i);
            [s.uniform(), s.uniform()]
        };
        assert_eq!(draw(Purpose::Weights, 0), draw(Purpose::Weights, 0));
        assert_ne!(draw(Purpose::Weights, 0), draw(Purpose::Weights, 1));
        assert_ne!(draw(Purpose::Weights, 0), draw(Purpose::Mask, 0));
    }

    #[test]
    fn shuffle_keeps_every_item() {
        let mut v: Vec<usize> = (0..100).collect();
        Stream::new(1, Purpose::Shuffle, 0).shuffle(&mut v);
        assert_ne!(v, (0..100).collect::<Vec<_>>());
        v.sort_unstable();
        assert_eq!(v, (0..100).collect::<Vec<_>>());
    }
}
