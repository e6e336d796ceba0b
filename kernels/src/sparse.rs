//! The loop's weights W_r ⊙ M, stored by what exists of them, so that a loop of half the connections costs half.
//!
//! Target neurons stand in panels of [`PANEL`]. A presynaptic neuron has one row of weights for every panel that it reaches into, its rows
//! one after another; where none of a row exists, it is neither stored nor computed with nor learnt. Masks whose connections exist in blocks
//! of neighbouring targets (setting `loop_block`) leave no holes inside rows; any other mask can be stored, too, and then its holes are
//! zeros that are kept. The last panel is filled up with targets that do not exist: what leads to them is 0 and stays so.
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

/// `n`, up to the end of the last panel.
#[inline]
#[must_use]
pub fn padded(n: usize) -> usize {
    n.next_multiple_of(PANEL)
}

/// One stored row: the weights from one neuron to some neighbouring ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The presynaptic neuron.
    pub from: usize,
    /// The first target.
    pub to: usize,
    /// Targets that exist.
    pub width: usize,
    /// Where its weights begin in [`SparseLoop::values`].
    pub at: usize,
}

/// W_r ⊙ M of a layer; empty without a loop.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SparseLoop {
    neurons: usize,
    /// Which row is the first of each neuron, and where the last one's end, shape `[neurons + 1]`.
    first: Vec<u32>,
    /// The first target of each row.
    targets: Vec<u32>,
    /// Every row as its neuron and its number, panel by panel.
    by_panel: Vec<[u32; 2]>,
    /// Where each panel begins in `by_panel`, and where the last one ends.
    panels: Vec<u32>,
    /// The stored weights, shape `[rows, PANEL]`; those that do not exist are 0.
    pub values: Vec<f32>,
    /// M of the stored weights, 0 or 1; empty where there are no holes in rows.
    mask: Vec<u8>,
}

impl SparseLoop {
    /// Stores what exists of `weights`.
    ///
    /// # Shapes
    /// `weights`, `mask`: `[neurons before, neurons after]`, row-major.
    #[must_use]
    pub fn new(neurons: usize, weights: &[f32], mask: &[u8]) -> Self {
        let mut out = Self { neurons, ..Self::default() };
        let mut holes = false;
        for from in 0..neurons {
            out.first.push(out.targets.len() as u32);
            for to in (0..neurons).step_by(PANEL) {
                let row = from * neurons + to..from * neurons + neurons.min(to + PANEL);
                let (Some(weights), Some(mask)) = (weights.get(row.clone()), mask.get(row)) else { continue };
                if mask.contains(&1) {
                    out.targets.push(to as u32);
                    out.values.extend(weights.iter().zip(mask).map(|(w, m)| if *m == 1 { *w } else { 0.0 }));
                    out.mask.extend_from_slice(mask);
                    holes |= mask.contains(&0);
                    out.values.resize(out.targets.len() * PANEL, 0.0);
                    out.mask.resize(out.values.len(), 0);
                }
            }
        }
        out.first.push(out.targets.len() as u32);
        if !holes {
            out.mask = Vec::new();
        }
        for to in (0..neurons).step_by(PANEL) {
            out.panels.push(out.by_panel.len() as u32);
            for from in 0..neurons {
                let rows = out.rows_of(from);
                out.by_panel.extend(rows.filter(|&row| out.targets[row] as usize == to).map(|row| [from as u32, row as u32]));
            }
        }
        out.panels.push(out.by_panel.len() as u32);
        out
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

    /// Whether there are as many values as there are rows: always, unless they were exchanged from outside.
    #[cfg_attr(all(target_arch = "wasm32", not(target_feature = "simd128")), allow(dead_code, reason = "for the fast kernels"))]
    pub(crate) fn is_sound(&self) -> bool {
        self.values.len() == self.targets.len() * PANEL
    }

    /// Numbers of the rows of neuron `from`.
    #[inline(always)]
    pub(crate) fn rows_of(&self, from: usize) -> std::ops::Range<usize> {
        self.first[from] as usize..self.first[from + 1] as usize
    }

    /// The first target of each row.
    #[cfg_attr(all(target_arch = "wasm32", not(target_feature = "simd128")), allow(dead_code, reason = "for the fast kernels"))]
    #[inline(always)]
    pub(crate) fn targets(&self) -> &[u32] {
        &self.targets
    }

    /// Neuron and number of each row that leads into panel `p`.
    #[cfg_attr(all(target_arch = "wasm32", not(target_feature = "simd128")), allow(dead_code, reason = "for the fast kernels"))]
    #[inline(always)]
    pub(crate) fn panel(&self, p: usize) -> &[[u32; 2]] {
        &self.by_panel[self.panels[p] as usize..self.panels[p + 1] as usize]
    }

    /// Every stored row, in the order of the values.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        (0..self.neurons).flat_map(move |from| {
            self.rows_of(from).map(move |row| {
                let to = self.targets[row] as usize;
                Row { from, to, width: PANEL.min(self.neurons - to), at: row * PANEL }
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
        if self.mask.is_empty() { self.rows().map(|row| row.width).sum() } else { self.mask.iter().map(|&m| usize::from(m)).sum() }
    }

    /// Share of all possible connections that exist; none without a loop.
    #[must_use]
    pub fn density(&self) -> Option<f64> {
        (!self.is_empty()).then(|| self.count() as f64 / (self.neurons * self.neurons) as f64)
    }

    /// Bytes that the loop holds: its weights, the mask, and where everything stands.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let words = self.values.capacity() + self.first.capacity() + self.targets.capacity() + self.panels.capacity();
        words * size_of::<u32>() + self.by_panel.capacity() * size_of::<[u32; 2]>() + self.mask.capacity()
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
        assert_eq!(stored.values.len(), n * padded(n) - PANEL);
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
