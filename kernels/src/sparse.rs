//! The loop's weights W_r ⊙ M, stored by what exists of them, so that a loop of half the connections costs half.
//!
//! Target neurons stand in panels of [`PANEL`]. A panel holds, for every presynaptic neuron that reaches into it, one row of weights; where
//! none of a row exists, it is neither stored nor computed with nor learnt. Masks whose connections exist in blocks of neighbouring targets
//! (setting `loop_block`) leave no holes inside rows; any other mask can be stored, too, and then its holes are zeros that are kept.
#![allow(clippy::inline_always, reason = "parts of kernels, which builds for size would call")]

/// Target neurons of a panel: as many sums as stand in registers.
pub const PANEL: usize = 32;

/// Presynaptic neurons of one word of a bit set.
const WORD: usize = 64;

/// Words of a bit set over `n` neurons.
#[must_use]
pub fn words(n: usize) -> usize {
    n.div_ceil(WORD)
}

/// Positions of the bits that are set, ascending.
#[inline]
pub fn ones(bits: &[u64]) -> impl Iterator<Item = usize> {
    bits.iter().enumerate().flat_map(|(w, &bits)| {
        let mut left = bits;
        std::iter::from_fn(move || {
            (left != 0).then(|| {
                let bit = left.trailing_zeros() as usize;
                left &= left - 1;
                w * WORD + bit
            })
        })
    })
}

/// Bits of the eight cells of vector `k`.
#[inline(always)]
#[must_use]
pub fn byte(bits: &[u64], k: usize) -> u8 {
    (bits[k / 8] >> (k % 8 * 8)) as u8
}

/// 64 presynaptic neurons of a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Word {
    /// Which of them reach into the panel.
    pub(crate) bits: u64,
    /// Where the row of the first of them begins in the values.
    pub(crate) at: u32,
}

impl Word {
    /// Where the row of neuron `bit` of this word begins; rows are `width` long.
    #[inline(always)]
    #[cfg_attr(all(target_arch = "wasm32", not(target_feature = "simd128")), allow(dead_code, reason = "for the fast kernels"))]
    pub(crate) fn row(self, bit: u32, width: usize) -> usize {
        let before = self.bits & ((1u64 << bit) - 1);
        self.at as usize + before.count_ones() as usize * width
    }
}

/// Some neighbouring target neurons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Panel {
    /// The first of them.
    pub(crate) first: usize,
    /// How many.
    pub(crate) width: usize,
    /// Which presynaptic neurons reach them, and where their rows are.
    pub(crate) words: Vec<Word>,
}

/// One stored row: the weights from one neuron to some neighbouring ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The presynaptic neuron.
    pub from: usize,
    /// The first target.
    pub to: usize,
    /// Targets.
    pub width: usize,
    /// Where its weights begin in [`SparseLoop::values`].
    pub at: usize,
}

/// W_r ⊙ M of a layer; empty without a loop.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SparseLoop {
    neurons: usize,
    panels: Vec<Panel>,
    /// The stored weights, row after row; those that do not exist are 0.
    pub values: Vec<f32>,
    /// M of the stored weights, 0 or 1; empty where all of them exist.
    mask: Vec<u8>,
    /// How many weights the panels' rows have.
    stored: usize,
}

impl SparseLoop {
    /// Stores what exists of `weights`.
    ///
    /// # Shapes
    /// `weights`, `mask`: `[neurons before, neurons after]`, row-major.
    #[must_use]
    pub fn new(neurons: usize, weights: &[f32], mask: &[u8]) -> Self {
        let (mut panels, mut values, mut exists) = (Vec::new(), Vec::new(), Vec::new());
        for first in (0..neurons).step_by(PANEL) {
            let width = PANEL.min(neurons - first);
            let mut panel = Panel { first, width, words: vec![Word::default(); words(neurons)] };
            for (w, word) in panel.words.iter_mut().enumerate() {
                word.at = values.len() as u32;
                for from in w * WORD..neurons.min((w + 1) * WORD) {
                    let row = from * neurons + first..from * neurons + first + width;
                    let (Some(weights), Some(mask)) = (weights.get(row.clone()), mask.get(row)) else { continue };
                    if mask.contains(&1) {
                        word.bits |= 1 << (from % WORD);
                        values.extend(weights.iter().zip(mask).map(|(w, m)| if *m == 1 { *w } else { 0.0 }));
                        exists.extend_from_slice(mask);
                    }
                }
            }
            panels.push(panel);
        }
        if exists.iter().all(|m| *m == 1) {
            exists = Vec::new();
        }
        let stored = values.len();
        Self { neurons, panels, values, mask: exists, stored }
    }

    /// Whether there is no loop.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.neurons == 0
    }

    /// Neurons of the layer.
    #[must_use]
    pub fn neurons(&self) -> usize {
        self.neurons
    }

    /// Whether there are as many values as the panels' rows have: always, unless they were exchanged from outside.
    #[cfg_attr(all(target_arch = "wasm32", not(target_feature = "simd128")), allow(dead_code, reason = "for the fast kernels"))]
    pub(crate) fn is_sound(&self) -> bool {
        self.values.len() == self.stored
    }

    #[cfg_attr(all(target_arch = "wasm32", not(target_feature = "simd128")), allow(dead_code, reason = "for the fast kernels"))]
    pub(crate) fn panels(&self) -> &[Panel] {
        &self.panels
    }

    /// Every stored row, in the order of the values.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        self.panels.iter().flat_map(|panel| {
            panel.words.iter().enumerate().flat_map(move |(w, word)| {
                let stored = ones(std::slice::from_ref(&word.bits)).enumerate();
                let &Panel { first, width, .. } = panel;
                stored.map(move |(r, bit)| Row { from: w * WORD + bit, to: first, width, at: word.at as usize + r * width })
            })
        })
    }

    /// Whether the stored weight at `at` exists.
    #[must_use]
    pub fn exists(&self, at: usize) -> bool {
        self.mask.get(at).is_none_or(|m| *m == 1)
    }

    /// M of the stored weights; empty where all of them exist.
    #[must_use]
    pub fn mask(&self) -> &[u8] {
        &self.mask
    }

    /// Connections that exist.
    #[must_use]
    pub fn count(&self) -> usize {
        if self.mask.is_empty() { self.values.len() } else { self.mask.iter().map(|&m| usize::from(m)).sum() }
    }

    /// Share of all possible connections that exist; none without a loop.
    #[must_use]
    pub fn density(&self) -> Option<f64> {
        (!self.is_empty()).then(|| self.count() as f64 / (self.neurons * self.neurons) as f64)
    }

    /// Connections that leave each neuron.
    #[must_use]
    pub fn links(&self) -> Vec<u32> {
        let mut links = vec![0; self.neurons];
        for row in self.rows() {
            if let Some(n) = links.get_mut(row.from) {
                *n += (row.at..row.at + row.width).filter(|&at| self.exists(at)).count() as u32;
            }
        }
        links
    }

    /// All weights, shape `[neurons before, neurons after]`: those that do not exist are 0.
    #[must_use]
    pub fn dense(&self) -> Vec<f32> {
        self.spread(&self.values)
    }

    /// All of M, shape `[neurons before, neurons after]`.
    #[must_use]
    pub fn dense_mask(&self) -> Vec<u8> {
        let ones = vec![1; self.values.len()];
        self.spread(if self.mask.is_empty() { &ones } else { &self.mask })
    }

    /// What belongs to the stored weights, as a matrix of shape `[neurons before, neurons after]`.
    #[must_use]
    pub fn spread<T: Copy + Default>(&self, stored: &[T]) -> Vec<T> {
        let mut out = vec![T::default(); self.neurons * self.neurons];
        for row in self.rows() {
            let to = row.from * self.neurons + row.to;
            if let (Some(out), Some(stored)) = (out.get_mut(to..to + row.width), stored.get(row.at..row.at + row.width)) {
                out.copy_from_slice(stored);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_spreads_back() {
        let n = 70;
        // Neuron 3 reaches no one in the first panel; some others have holes.
        let mask: Vec<u8> = (0..n * n).map(|at| u8::from(!(at / n == 3 && at % n < PANEL) && at % 5 != 0)).collect();
        let weights: Vec<f32> = mask.iter().enumerate().map(|(at, &m)| f32::from(m) * (at as f32 + 1.0)).collect();
        let stored = SparseLoop::new(n, &weights, &mask);
        assert_eq!((stored.dense(), stored.dense_mask()), (weights, mask.clone()));
        assert_eq!(stored.values.len(), n * n - PANEL);
        assert_eq!(stored.count(), mask.iter().map(|&m| usize::from(m)).sum::<usize>());
        let links: Vec<u32> = mask.chunks(n).map(|row| row.iter().map(|&m| u32::from(m)).sum()).collect();
        assert_eq!(stored.links(), links);
        assert!(stored.rows().map(|r| r.at).is_sorted());
    }

    #[test]
    fn whole_blocks_need_no_mask() {
        let n = 2 * PANEL;
        let mask: Vec<u8> = (0..n * n).map(|at| u8::from((at / n + at % n / PANEL).is_multiple_of(2))).collect();
        let stored = SparseLoop::new(n, &vec![1.0; n * n], &mask);
        assert!(stored.mask().is_empty());
        assert_eq!((stored.values.len(), stored.density()), (n * n / 2, Some(0.5)));
        assert!(SparseLoop::default().is_empty() && SparseLoop::default().density().is_none());
    }

    #[test]
    fn bits_are_found_in_order() {
        assert_eq!(ones(&[0b101, 0, 1 << 63]).collect::<Vec<_>>(), [0, 2, 191]);
    }
}
