//! Sums of weight changes, shaped as the weights they belong to.

use super::Scratch;
use crate::snn::field::{Below, accumulate, accumulate_bias};
use crate::snn::kernels::{Rows, add, clear, loop_gradient};
use crate::snn::{LayerTape, LayerWeights, Network};

/// Gradient of one layer.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerGradients {
    /// By W_f, shape `[frames · cells, channels]`.
    pub w_ff: Vec<f32>,
    /// By b, shape `[channels]`.
    pub bias: Vec<f32>,
    /// By the stored weights of W_r, in their order; empty without a loop. Masked entries are cleared by [`Gradients::finish`].
    pub w_rec: Vec<f32>,
}

impl LayerGradients {
    /// Adds Σ_t X\[t\] ⊗ dV_f\[t\], Σ_t dV_f\[t\] and Σ_t S\[t−1\] ⊗ dV_r\[t\] of one utterance, or a piece of one, for the first `columns`
    /// neurons; only rows of active presynaptic neurons are touched.
    pub fn accumulate<'a>(
        &mut self,
        layer: &LayerWeights,
        tape: &LayerTape,
        below: impl Iterator<Item = Below<'a>>,
        columns: usize,
        scratch: &mut Scratch,
    ) {
        let n = layer.neurons();
        let dv = &scratch.dv;
        let rows = |data| Rows { data, stride: dv.width };
        accumulate_bias(&layer.field, &mut self.bias, rows(&dv.ff));
        for below in below {
            accumulate(&layer.field, &mut self.w_ff, below, rows(&dv.ff), &dv.live, columns, &mut scratch.lists);
        }
        if !self.w_rec.is_empty() {
            let active = tape.bits(tape.history - 1);
            scratch.lists.of_columns(Rows { data: tape.before(), stride: n }, Some(active), 0, n, &dv.live_rec);
            loop_gradient(&mut self.w_rec, &layer.w_rec, columns, &scratch.lists, rows(&dv.rec));
        }
    }
}

/// Gradient of a whole network, summed over utterances.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradients {
    /// One per layer, the readout last.
    pub layers: Vec<LayerGradients>,
}

impl Gradients {
    /// Zeros shaped as `net`'s weights.
    #[must_use]
    pub fn zeros(net: &Network) -> Self {
        let zeros = |v: &Vec<f32>| vec![0.0; v.len()];
        let layers = net
            .layers
            .iter()
            .map(|l| LayerGradients { w_ff: zeros(&l.w_ff), bias: zeros(&l.bias), w_rec: zeros(&l.w_rec.values) })
            .collect();
        Self { layers }
    }

    /// Sets every entry to zero.
    pub fn clear(&mut self) {
        for l in &mut self.layers {
            for v in [&mut l.w_ff, &mut l.bias, &mut l.w_rec] {
                clear(v);
            }
        }
    }

    /// Adds another gradient of the same shape.
    pub fn add(&mut self, other: &Self) {
        for (a, b) in self.layers.iter_mut().zip(&other.layers) {
            add(&mut a.w_ff, &b.w_ff);
            add(&mut a.bias, &b.bias);
            add(&mut a.w_rec, &b.w_rec);
        }
    }

    /// Multiplies every entry by `factor` and clears the loops' masked entries: a masked weight is never updated.
    pub fn finish(&mut self, net: &Network, factor: f32) {
        for (g, l) in self.layers.iter_mut().zip(&net.layers) {
            for x in g.w_ff.iter_mut().chain(&mut g.bias) {
                *x *= factor;
            }
            for x in &mut g.w_rec {
                *x *= factor;
            }
            for (x, &m) in g.w_rec.iter_mut().zip(l.w_rec.mask()) {
                if m == 0 {
                    *x = 0.0;
                }
            }
        }
    }
}
