//! The forward form: one set of traces per synapse, carried along while the utterance is heard, so that memory does not grow with it.
//!
//! The gradient of a direct rule is Σ_t d_j\[t\]·e_ji\[t\] with the eligibility e_ji\[t\] = dS_j\[t\]/dW_ji through the neuron's own states alone
//! (Bellec et al. 2020, eq. 3 to 5, for the two-channel neuron of the paper). The traces below are the derivatives of V_f, V_r and a:
//!
//! ```text
//! dV_f[t] = g·(1 − S_f[t−1])·dV_f[t−1] + X[t] − γ·da[t−1]        (X: presynaptic activity, for a feedforward weight)
//! dV_r[t] = g·(1 − S_r[t−1])·dV_r[t−1] + S[t−1]                  (for a loop weight)
//! e[t]    = Θ′(V − V_th)·(dV_f + dV_r) + Θ′(V_r − V_th)·dV_r
//! da[t]   = α·da[t−1] + β·e[t]                                   (the slow component)
//! ```
//!
//! Where the learning signal is known only after the answer, its weight of step t is that of the readout, so the traces are filtered by the
//! readout's κ and summed, and the sum meets the signal at the end.

use super::{LayerGradients, Lesson, Path};
use crate::snn::forward::sources;
use crate::snn::kernels::widened;
use crate::snn::neuron::{Adaptation, Firing, NeuronParams, Unit};
use crate::snn::sparse::{ones, words};
use crate::snn::tape::held;
use crate::snn::{Field, LayerTape, LayerWeights, Readout};

/// Traces of a block of synapses, in the order of their weights.
#[derive(Debug, Default, Clone)]
struct Block {
    /// dV_f, dV_r and da by each weight, shape `[rows, neurons]`.
    d_ff: Vec<f32>,
    d_rec: Vec<f32>,
    d_a: Vec<f32>,
    /// dS_f and dS_r at the step before; empty where the reset has no gradient.
    e_ff: Vec<f32>,
    e_rec: Vec<f32>,
    /// Eligibility filtered by the readout, and its sum; empty where the signal is known while hearing.
    filtered: Vec<f32>,
    sum: Vec<f32>,
}

impl Block {
    fn begin(&mut self, cells: usize, resets: bool, answered: bool) {
        let all = [
            (&mut self.d_ff, true),
            (&mut self.d_rec, true),
            (&mut self.d_a, true),
            (&mut self.e_ff, resets),
            (&mut self.e_rec, resets),
            (&mut self.filtered, answered),
            (&mut self.sum, answered),
        ];
        for (v, used) in all {
            v.clear();
            v.resize(if used { cells } else { 0 }, 0.0);
        }
    }

    fn bytes(&self) -> usize {
        let all = [&self.d_ff, &self.d_rec, &self.d_a, &self.e_ff, &self.e_rec, &self.filtered, &self.sum];
        all.iter().map(|v| v.capacity() * size_of::<f32>()).sum()
    }
}

/// Factors of one step, shape `[neurons]` each.
#[derive(Debug, Default, Clone)]
struct Step {
    carry_ff: Vec<f32>,
    carry_rec: Vec<f32>,
    reset_ff: Vec<f32>,
    reset_rec: Vec<f32>,
    slope_ff: Vec<f32>,
    slope_rec: Vec<f32>,
    /// γ where the adaptation is taken from the potential, and where it is added to the threshold.
    subtract: Vec<f32>,
    raise: Vec<f32>,
    held: Vec<u64>,
    /// α, β, κ, whether S_f sees V_r.
    decay: f32,
    gain: f32,
    kappa: f32,
    in_sum: f32,
}

impl Step {
    /// Factors of step `t` of `tape`.
    fn prepare(&mut self, p: &NeuronParams, path: Path, has_loop: bool, tape: &LayerTape, t: usize, kappa: f32) {
        let n = tape.neurons;
        for v in [
            &mut self.carry_ff,
            &mut self.carry_rec,
            &mut self.reset_ff,
            &mut self.reset_rec,
            &mut self.slope_ff,
            &mut self.slope_rec,
            &mut self.subtract,
            &mut self.raise,
        ] {
            v.clear();
            v.resize(n, 0.0);
        }
        let row = tape.history + t;
        (self.decay, self.gain, self.kappa) = (p.adapt_decay, p.adapt_gain, kappa);
        self.in_sum = if p.firing == Firing::Summed { 1.0 } else { 0.0 };
        if p.unit != Unit::Spiking {
            for (slope, &s) in self.slope_ff.iter_mut().zip(&tape.spikes[row * n..]) {
                *slope = p.unit.slope(s);
            }
            return;
        }
        let (leak_ff, leak_rec) = path.leaks(p);
        let stride = words(n);
        for (carry, flags, leak) in [(&mut self.carry_ff, &tape.ff, leak_ff), (&mut self.carry_rec, &tape.rec, leak_rec)] {
            carry.fill(leak);
            for i in ones(held(flags, stride, row - 1, p.refractory_steps, &mut self.held)) {
                carry[i] = 0.0;
            }
        }
        let with_rec = has_loop && p.firing != Firing::Single;
        let adapts = path.adapts(p);
        if !adapts {
            self.gain = 0.0;
        }
        for i in 0..n {
            let (before, now) = ((row - 1) * n + i, row * n + i);
            if path.resets(p) {
                self.reset_ff[i] = leak_ff * (p.v_reset - tape.v_ff[before]);
                self.reset_rec[i] = leak_rec * (p.v_reset - tape.v_rec[before]);
            }
            let gamma = p.strength(i, n);
            let raised = if p.adaptation == Adaptation::Threshold { gamma } else { 0.0 };
            if adapts {
                (self.subtract[i], self.raise[i]) = (gamma - raised, raised);
            }
            let threshold = p.v_threshold + raised * tape.adaptation[before];
            self.slope_ff[i] = p.surrogate(tape.v_ff[now] + self.in_sum * tape.v_rec[now] - threshold);
            self.slope_rec[i] = if with_rec { p.surrogate(tape.v_rec[now] - threshold) } else { 0.0 };
        }
    }
}

/// Which channel a synapse drives.
#[derive(Clone, Copy, PartialEq)]
enum Channel {
    Feedforward,
    Recurrent,
}

/// Traces of one layer.
#[derive(Debug, Default, Clone)]
struct LayerTraces {
    /// Feedforward synapses, and as a last row the bias.
    ff: Block,
    rec: Block,
}

/// Traces of every layer that learns forwards.
#[derive(Debug, Default, Clone)]
pub struct Traces {
    layers: Vec<LayerTraces>,
    step: Step,
}

impl Traces {
    /// Before the first step of layer `l`.
    pub(super) fn begin(&mut self, l: usize, layer: &LayerWeights, p: &NeuronParams, path: Path, answered: bool) {
        if self.layers.len() <= l {
            self.layers.resize(l + 1, LayerTraces::default());
        }
        if let Some(traces) = self.layers.get_mut(l) {
            let n = layer.neurons();
            traces.ff.begin((layer.field.rows() + 1) * n, path.resets(p), answered);
            traces.rec.begin(layer.w_rec.values.len(), path.resets(p), answered);
        }
    }

    /// Carries the traces of layer `l` through the steps on the tape and adds the gradient by the part of the learning signal that is known
    /// at each of them.
    ///
    /// # Shapes
    /// `known`: `[steps, neurons]`, or empty where nothing is known yet.
    pub(super) fn advance(&mut self, lesson: &Lesson<'_>, l: usize, path: Path, known: &[f32], grad: &mut LayerGradients) {
        let net = lesson.net;
        let (Some(layer), Some(tape), Some(traces)) = (net.layers.get(l), lesson.heard.tape.layers.get(l), self.layers.get_mut(l)) else {
            return;
        };
        let (p, n, field) = (&net.params.neuron, layer.neurons(), &layer.field);
        let one_potential = p.firing == Firing::Single || p.unit != Unit::Spiking;
        let loop_channel = if one_potential { Channel::Feedforward } else { Channel::Recurrent };
        let hidden = !net.is_readout(l);
        let kappa = if hidden && net.params.readout == Readout::Leaky { net.params.readout_leak } else { 0.0 };
        for t in 0..lesson.heard.tape.steps {
            self.step.prepare(p, path, !layer.w_rec.is_empty(), tape, t, kappa);
            let signal = known.get(t * n..(t + 1) * n).unwrap_or_default();
            for below in sources(net, l, &lesson.heard.tape.input, lesson.heard.tape.history, &lesson.heard.tape.layers) {
                for k in 0..field.frames {
                    let x = below.at(t, k);
                    for j in 0..below.width.min(field.cells) {
                        let row = below.row + k * field.cells + j;
                        let g = grad.w_ff.get_mut(row * field.channels..(row + 1) * field.channels).unwrap_or_default();
                        let pre = |p: usize| x.get(p * field.hop + j).copied().unwrap_or(0.0);
                        advance_row(&mut traces.ff, row, field, &self.step, Channel::Feedforward, pre, signal, g);
                    }
                }
            }
            advance_row(&mut traces.ff, field.rows(), field, &self.step, Channel::Feedforward, |_| 1.0, signal, &mut grad.bias);
            if !layer.w_rec.is_empty() {
                let before = tape.before().get(t * n..(t + 1) * n).unwrap_or_default();
                for row in layer.w_rec.rows() {
                    let (Some(&s), Some(g)) = (before.get(row.from), grad.w_rec.get_mut(row.at..row.at + row.width)) else { break };
                    let into = if loop_channel == Channel::Feedforward { (s, 0.0) } else { (0.0, s) };
                    let targets = row.to..row.to + row.width;
                    advance_cells(&mut traces.rec, row.at, &self.step, targets, into, signal, g);
                }
            }
        }
    }

    /// Adds the gradient of layer `l` by the constant part of its learning signal, once the answer is known.
    ///
    /// # Shapes
    /// `signal`: `[neurons]`.
    pub(super) fn finish(&self, l: usize, layer: &LayerWeights, signal: &[f32], steps: usize, grad: &mut LayerGradients) {
        let Some(traces) = self.layers.get(l) else { return };
        let per_step = 1.0 / steps.max(1) as f32;
        let n = layer.neurons();
        let channels = layer.field.channels;
        let rows = layer.field.rows();
        for (row, sum) in traces.ff.sum.chunks_exact(n).enumerate() {
            let g = if row == rows { Some(&mut grad.bias[..]) } else { grad.w_ff.get_mut(row * channels..(row + 1) * channels) };
            let Some(g) = g else { return };
            for (sum, signal) in sum.chunks_exact(channels).zip(signal.chunks_exact(channels)) {
                for ((g, s), d) in g.iter_mut().zip(sum).zip(signal) {
                    *g += d * s * per_step;
                }
            }
        }
        for row in layer.w_rec.rows() {
            let stored = row.at..row.at + row.width;
            let (Some(g), Some(sum)) = (grad.w_rec.get_mut(stored.clone()), traces.rec.sum.get(stored)) else { break };
            for ((g, s), d) in g.iter_mut().zip(sum).zip(signal.iter().skip(row.to)) {
                *g += d * s * per_step;
            }
        }
    }

    /// Bytes that the traces hold.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.layers.iter().map(|l| l.ff.bytes() + l.rec.bytes()).sum()
    }
}

/// Carries the traces of one presynaptic cell, `pre` at each place, through one step.
#[allow(clippy::too_many_arguments, reason = "one row of a layer's synapses")]
fn advance_row(
    block: &mut Block,
    row: usize,
    field: &Field,
    step: &Step,
    channel: Channel,
    pre: impl Fn(usize) -> f32,
    signal: &[f32],
    g: &mut [f32],
) {
    let n = field.neurons();
    for place in 0..field.places {
        let x = pre(place);
        let (into_ff, into_rec) = if channel == Channel::Feedforward { (x, 0.0) } else { (0.0, x) };
        let neurons = place * field.channels..(place + 1) * field.channels;
        advance_cells(block, row * n + neurons.start, step, neurons, (into_ff, into_rec), signal, g);
    }
}

widened! {
    fn advance_cells = advance_cells_body,
        (block: &mut Block, at: usize, step: &Step, neurons: std::ops::Range<usize>, into: (f32, f32), signal: &[f32], g: &mut [f32]);
}

#[inline(always)]
#[allow(clippy::inline_always, clippy::too_many_arguments, reason = "compiled anew for wider vectors by kernels::widened")]
fn advance_cells_body(
    block: &mut Block,
    at: usize,
    step: &Step,
    neurons: std::ops::Range<usize>,
    (into_ff, into_rec): (f32, f32),
    signal: &[f32],
    g: &mut [f32],
) {
    let resets = !block.e_ff.is_empty();
    let answered = !block.sum.is_empty();
    let (d_ff, d_rec, d_a) = (&mut block.d_ff[at..], &mut block.d_rec[at..], &mut block.d_a[at..]);
    for (k, i) in neurons.enumerate() {
        let mut f = step.carry_ff[i] * d_ff[k] + into_ff - step.subtract[i] * d_a[k];
        let mut r = step.carry_rec[i] * d_rec[k] + into_rec;
        if resets {
            f += step.reset_ff[i] * block.e_ff[at + k];
            r += step.reset_rec[i] * block.e_rec[at + k];
        }
        let threshold = step.raise[i] * d_a[k];
        let e_ff = step.slope_ff[i] * (f + step.in_sum * r - threshold);
        let e_rec = step.slope_rec[i] * (r - threshold);
        let e = e_ff + e_rec;
        d_ff[k] = f;
        d_rec[k] = r;
        d_a[k] = step.decay * d_a[k] + step.gain * e;
        if resets {
            block.e_ff[at + k] = e_ff;
            block.e_rec[at + k] = e_rec;
        }
        if answered {
            let filtered = step.kappa * block.filtered[at + k] + e;
            block.filtered[at + k] = filtered;
            block.sum[at + k] += filtered;
        }
        if let Some(d) = signal.get(i) {
            g[k] += d * e;
        }
    }
}
