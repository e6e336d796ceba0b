//! Sums of weight changes, shaped as the weights they belong to.

use super::{Lessons, Scratch};
use crate::snn::Network;
use crate::snn::field::{Part, accumulate, accumulate_bias};
use crate::snn::forward::sources;
use crate::snn::kernels::{Columns, Rows, add, clear, loop_gradient};

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

    /// Bytes that the gradient holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.layers.iter().flat_map(|l| [&l.w_ff, &l.bias, &l.w_rec]).map(|v| v.capacity() * size_of::<f32>()).sum()
    }

    /// Adds Σ_t X\[t\] ⊗ dV_f\[t\], Σ_t dV_f\[t\] and Σ_t S\[t−1\] ⊗ dV_r\[t\] of layer `l` over all steps of the utterances, or of pieces of
    /// them, for the first `columns` neurons; only rows of active presynaptic neurons are touched.
    pub(super) fn accumulate(&mut self, lessons: Lessons<'_>, l: usize, columns: usize, scratch: &mut Scratch) {
        let (net, dv, lists) = (lessons.net, &scratch.dv, &mut scratch.lists);
        let (Some(layer), Some(grad)) = (net.layers.get(l), self.layers.get_mut(l)) else { return };
        accumulate_bias(&layer.field, &mut grad.bias, dv.rows());
        let below = |u: usize, s: usize| {
            let (heard, first) = lessons.get(u)?;
            let tape = &heard.tape;
            let below = sources(net, l, &tape.input, tape.history, &tape.layers).nth(s)?;
            Some(Part { below, first, live: &dv.live[first..first + tape.steps] })
        };
        let mut s = 0;
        while below(0, s).is_some() {
            accumulate(&layer.field, &mut grad.w_ff, &|u| below(u, s), dv.rows(), columns, lists);
            s += 1;
        }
        if !grad.w_rec.is_empty() {
            let n = layer.neurons();
            lists.of_columns(n, &|u| {
                let (heard, first) = lessons.get(u)?;
                let tape = heard.tape.layers.get(l)?;
                let rows = Rows { data: tape.before(), stride: n };
                let live = &dv.live_rec[first..first + heard.tape.steps];
                Some(Columns { rows, bits: Some(tape.bits(tape.history - 1)), from: 0, live, first })
            });
            loop_gradient(&mut grad.w_rec, &layer.w_rec, columns, lists, Rows { data: &dv.rec, stride: dv.width });
        }
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
