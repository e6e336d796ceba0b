//! The readout's own gradient, and the control rule under which nothing else learns.

use super::{Flow, LayerGradients, LearningRule};
use crate::snn::field::outer;
use crate::snn::kernels::{LANES, Lanes, dispatch, vectors, vectors_mut};
use crate::snn::{Network, Tape};

/// `readout`: only the readout learns.
pub struct ReadoutOnly;

impl LearningRule for ReadoutOnly {
    fn id(&self) -> &'static str {
        "readout"
    }

    fn title(&self) -> &'static str {
        "Readout alone"
    }

    fn explanation(&self) -> &'static str {
        crate::text::explained(
            "The hidden weights stay random and only the readout learns. It shows what the other rules add: if they are no better than this, the \
         hidden layer has learnt nothing.",
        )
    }

    fn source(&self) -> &'static str {
        "control"
    }

    fn flow(&self) -> Flow {
        Flow::Nothing
    }
}

/// What a leaky readout needs of an utterance to learn from it, gathered while it is heard.
///
/// u\[t\] = κ·u\[t−1\] + W·S\[t\] + b and output = Σ_t u\[t\] / steps give dL/dW = (Σ_t z\[t\] / steps) ⊗ dL/doutput with the trace
/// z\[t\] = κ·z\[t−1\] + S\[t\]: nothing of the utterance need be kept.
#[derive(Debug, Default, Clone)]
pub struct Pool {
    trace: Vec<f32>,
    sum: Vec<f32>,
    bias_trace: f32,
    bias_sum: f32,
    steps: usize,
    scaled: Vec<f32>,
}

impl Pool {
    /// Before the first step.
    pub fn begin(&mut self, net: &Network) {
        let inputs = net.layers.last().map_or(0, |l| l.field.inputs);
        for v in [&mut self.trace, &mut self.sum] {
            v.clear();
            v.resize(inputs, 0.0);
        }
        (self.bias_trace, self.bias_sum, self.steps) = (0.0, 0.0, 0);
    }

    /// Reads the steps that are on the tape.
    pub fn read(&mut self, net: &Network, tape: &Tape) {
        let kappa = net.params.readout_leak;
        let single = net.layers.len() == 1;
        for t in 0..tape.steps {
            let mut at = 0;
            let mut trace_row = |row: &[f32]| {
                let range = at..at + row.len();
                if let (Some(trace), Some(sum)) = (self.trace.get_mut(range.clone()), self.sum.get_mut(range)) {
                    follow(trace, sum, row, kappa);
                }
                at += row.len();
            };
            let row = |array: &'_ [f32], width: usize| (tape.history + t) * width..((tape.history + t + 1) * width).min(array.len());
            if single {
                trace_row(&tape.input[row(&tape.input, net.inputs())]);
            }
            for (l, _) in net.read() {
                if let Some(layer) = tape.layers.get(l) {
                    trace_row(&layer.spikes[row(&layer.spikes, layer.neurons)]);
                }
            }
            self.bias_trace = kappa * self.bias_trace + 1.0;
            self.bias_sum += self.bias_trace;
        }
        self.steps += tape.steps;
    }

    /// Adds the readout's gradient for the utterance that was read.
    pub fn gradient(&mut self, d_output: &[f32], grad: &mut LayerGradients) {
        let per_step = 1.0 / self.steps.max(1) as f32;
        self.scaled.clear();
        self.scaled.extend(d_output.iter().map(|d| d * per_step));
        outer(&mut grad.w_ff, &self.sum, &self.scaled);
        for (g, d) in grad.bias.iter_mut().zip(&self.scaled) {
            *g += d * self.bias_sum;
        }
    }
}

dispatch! {
    /// One step of a trace and of its sum.
    fn follow = follow_of, (trace: &mut [f32], sum: &mut [f32], row: &[f32], kappa: f32);
}

#[inline(always)]
#[allow(clippy::inline_always, reason = "compiled anew for wider vectors by kernels::dispatch")]
fn follow_of<V: Lanes>(trace: &mut [f32], sum: &mut [f32], row: &[f32], kappa: f32) {
    let n = trace.len().min(sum.len()).min(row.len());
    let (trace, sum, row) = (&mut trace[..n], &mut sum[..n], &row[..n]);
    let kappa = V::splat(kappa);
    for ((z, sum), s) in vectors_mut(trace, n).iter_mut().zip(vectors_mut(sum, n)).zip(vectors(row, n)) {
        let after = kappa * V::load(z) + V::load(s);
        after.store(z);
        (V::load(sum) + after).store(sum);
    }
    let i = n / LANES * LANES;
    let after = kappa * V::of(trace, i) + V::of(row, i);
    after.put(trace, i);
    (V::of(sum, i) + after).put(sum, i);
}
