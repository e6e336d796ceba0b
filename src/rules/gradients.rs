//! Sums of weight changes, shaped as the weights they belong to.

use super::Scratch;
use crate::snn::kernels::{add, outer_sum};
use crate::snn::{LayerTape, LayerWeights, Network};

/// Gradient of one layer.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerGradients {
    /// By W_f, shape `[inputs, neurons]`.
    pub w_ff: Vec<f32>,
    /// By b, shape `[neurons]`.
    pub bias: Vec<f32>,
    /// By W_r, shape `[neurons before, neurons after]`; empty without a loop. Masked entries are cleared by [`Gradients::finish`].
    pub w_rec: Vec<f32>,
}

impl LayerGradients {
    /// Adds Σ_t X\[t\] ⊗ dV_f\[t\], Σ_t dV_f\[t\] and Σ_t S\[t−1\] ⊗ dV_r\[t\] of one utterance; only rows of active presynaptic neurons are touched.
    pub fn accumulate(&mut self, layer: &LayerWeights, tape: &LayerTape, input: &[f32], scale: f32, scratch: &mut Scratch) {
        let n = layer.neurons;
        scratch.live.clear();
        scratch.live.extend(scratch.dv_ff.chunks_exact(n).map(|row| row.iter().any(|&d| d != 0.0)));
        for row in scratch.dv_ff.chunks_exact(n) {
            add(&mut self.bias, row);
        }
        if scale != 1.0 {
            // d/dW of W·(scale·X): the factor moves to the postsynaptic side, once per cell.
            for d in &mut scratch.dv_ff {
                *d *= scale;
            }
        }
        outer_sum(&mut self.w_ff, input, &scratch.dv_ff, layer.inputs, n, &scratch.live);
        if !self.w_rec.is_empty() {
            scratch.live.clear();
            scratch.live.extend(scratch.dv_rec.chunks_exact(n).map(|row| row.iter().any(|&d| d != 0.0)));
            outer_sum(&mut self.w_rec, tape.before(), &scratch.dv_rec, n, n, &scratch.live);
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
        let layers =
            net.layers.iter().map(|l| LayerGradients { w_ff: zeros(&l.w_ff), bias: zeros(&l.bias), w_rec: zeros(&l.w_rec) }).collect();
        Self { layers }
    }

    /// Sets every entry to zero.
    pub fn clear(&mut self) {
        for l in &mut self.layers {
            l.w_ff.fill(0.0);
            l.bias.fill(0.0);
            l.w_rec.fill(0.0);
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
            for (x, &m) in g.w_rec.iter_mut().zip(&l.mask) {
                *x = if m == 1 { *x * factor } else { 0.0 };
            }
        }
    }
}
