//! Random numbers: one named `ChaCha8` stream per purpose, so that adding a draw in one place never shifts another.
//!
//! The generator is the one of `rand_chacha`, against which a test holds it, in a tenth of the code: that crate's is unrolled for vector
//! units that the download cannot count on.

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
pub struct Stream(ChaCha8);

impl Stream {
    /// The stream of `seed` for `purpose`; `index` tells layers, epochs or utterances apart.
    #[must_use]
    pub fn new(seed: u64, purpose: Purpose, index: u64) -> Self {
        let words = |x: u64| [x as u32, (x >> 32) as u32];
        let ([a, b], [c, d]) = (words(seed), words(index));
        Self(ChaCha8::new([[a, b, c, d], [purpose as u32, 0, 0, 0]]))
    }

    /// A uniform draw from [0, 1) with 24 random bits: exact in `f32`.
    pub fn uniform(&mut self) -> f32 {
        (self.0.next() >> 8) as f32 * (1.0 / 16_777_216.0)
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
        ((u64::from(self.0.next()) * n as u64) >> 32) as usize
    }

    /// Shuffles in place (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.below(i + 1);
            items.swap(i, j);
        }
    }
}

/// Four words that are computed alike.
type Row = [u32; 4];

/// Bernstein's `ChaCha` with eight rounds and a block counter of 64 bits, as a generator of words.
#[derive(Debug, Clone)]
struct ChaCha8 {
    key: [Row; 2],
    /// Number of the next block.
    block: u64,
    words: [Row; 4],
    /// Words of the block that were given out.
    taken: usize,
}

impl ChaCha8 {
    fn new(key: [Row; 2]) -> Self {
        Self { key, block: 0, words: [[0; 4]; 4], taken: 16 }
    }

    fn next(&mut self) -> u32 {
        if self.taken == 16 {
            self.refill();
            self.taken = 0;
        }
        self.taken += 1;
        self.words.as_flattened()[self.taken - 1]
    }

    fn refill(&mut self) {
        // "expand 32-byte k"
        const CONSTANTS: Row = [0x6170_7865, 0x3320_646E, 0x7962_2D32, 0x6B20_6574];
        let start = [CONSTANTS, self.key[0], self.key[1], [self.block as u32, (self.block >> 32) as u32, 0, 0]];
        let mut rows = start;
        for _ in 0..4 {
            // The columns, then the diagonals: the columns of the rows turned.
            for turn in [1, 3] {
                quarter_rounds(&mut rows);
                for (row, by) in rows.iter_mut().zip([0, turn, 2, 4 - turn]) {
                    row.rotate_left(by);
                }
            }
        }
        for (row, from) in rows.iter_mut().zip(&start) {
            add(row, from);
        }
        self.words = rows;
        self.block += 1;
    }
}

/// Four quarter rounds side by side.
fn quarter_rounds([a, b, c, d]: &mut [Row; 4]) {
    for [wide, narrow] in [[16, 12], [8, 7]] {
        add(a, b);
        mix(d, a, wide);
        add(c, d);
        mix(b, c, narrow);
    }
}

fn add(row: &mut Row, other: &Row) {
    for (x, y) in row.iter_mut().zip(other) {
        *x = x.wrapping_add(*y);
    }
}

fn mix(row: &mut Row, other: &Row, by: u32) {
    for (x, y) in row.iter_mut().zip(other) {
        *x = (*x ^ y).rotate_left(by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(not(target_arch = "wasm32"))]
    fn words_are_those_of_rand_chacha() {
        use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
        for (seed, purpose, index) in [(0, Purpose::Weights, 0u64), (7, Purpose::Augment, 3), (u64::MAX - 1, Purpose::Noise, 1 << 40)] {
            let mut key = [0u8; 32];
            key[..8].copy_from_slice(&seed.to_le_bytes());
            key[8..16].copy_from_slice(&index.to_le_bytes());
            key[16] = purpose as u8;
            let mut oracle = rand_chacha::ChaCha8Rng::from_seed(key);
            let mut own = Stream::new(seed, purpose, index);
            for at in 0..1000 {
                assert_eq!(own.0.next(), oracle.next_u32(), "word {at} of seed {seed}");
            }
        }
    }

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
