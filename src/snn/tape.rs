//! What a pass through one utterance records: every state of every layer, step by step.

use super::kernels::{Bits, Lists};
use super::network::Network;
use super::sparse::{ones, words};

/// States of one layer over an utterance, or over a piece of one. The first `history` rows are what came before the first step (zeros at
/// the start of an utterance); row `history + t` is step t.
///
/// # Shapes
/// Each array is `[history + steps, neurons]`, row-major.
#[derive(Debug, Clone, Default)]
pub struct LayerTape {
    /// Neurons of the layer.
    pub neurons: usize,
    /// Rows before the first step.
    pub history: usize,
    /// V_f after integration, before the reset.
    pub v_ff: Vec<f32>,
    /// V_r after integration, before the reset.
    pub v_rec: Vec<f32>,
    /// S = S_f + S_r.
    pub spikes: Vec<f32>,
    /// a after the step.
    pub adaptation: Vec<f32>,
    /// S_f, a bit for each neuron, shape `[history + steps, words]`.
    pub(crate) ff: Vec<u64>,
    /// S_r, likewise.
    pub(crate) rec: Vec<u64>,
    /// A bit for each neuron whose S is not 0, likewise.
    pub(crate) active: Vec<u64>,
}

impl LayerTape {
    /// A tape of states that were computed elsewhere, history included.
    ///
    /// # Shapes
    /// Each array is `[history + steps, neurons]`.
    #[must_use]
    pub fn of(neurons: usize, history: usize, [v_ff, v_rec, s_ff, s_rec, adaptation]: [Vec<f32>; 5]) -> Self {
        let spikes: Vec<f32> = s_ff.iter().zip(&s_rec).map(|(f, r)| f + r).collect();
        let bits = |flags: &[f32]| {
            let rows = flags.chunks_exact(neurons.max(1)).flat_map(|row| row.chunks(64));
            rows.map(|some| some.iter().enumerate().fold(0, |word, (i, s)| word | u64::from(*s != 0.0) << i)).collect()
        };
        let (ff, rec, active) = (bits(&s_ff), bits(&s_rec), bits(&spikes));
        Self { neurons, history, v_ff, v_rec, spikes, adaptation, ff, rec, active }
    }

    fn arrays(&mut self) -> [&mut Vec<f32>; 4] {
        [&mut self.v_ff, &mut self.v_rec, &mut self.spikes, &mut self.adaptation]
    }

    fn flags(&mut self) -> [&mut Vec<u64>; 3] {
        [&mut self.ff, &mut self.rec, &mut self.active]
    }

    fn resize(&mut self, neurons: usize, history: usize, steps: usize) {
        (self.neurons, self.history) = (neurons, history);
        for v in self.arrays() {
            v.resize((history + steps) * neurons, 0.0);
        }
        for v in self.flags() {
            v.resize((history + steps) * words(neurons), 0);
        }
    }

    /// Nothing has happened before the first step.
    fn rest(&mut self) {
        let (rows, n) = (self.history, self.neurons);
        self.arrays().into_iter().for_each(|v| v[..rows * n].fill(0.0));
        self.flags().into_iter().for_each(|v| v[..rows * words(n)].fill(0));
    }

    /// Makes the last rows of the piece before the history of the next one.
    fn carry(&mut self) {
        let (rows, n) = (self.history, self.neurons);
        for v in self.arrays() {
            let from = v.len() - rows * n;
            v.copy_within(from.., 0);
        }
        for v in self.flags() {
            let from = v.len() - rows * words(n);
            v.copy_within(from.., 0);
        }
    }

    /// S_r of every step, 0 or 1, shape `[steps, neurons]`.
    #[must_use]
    pub fn s_rec(&self) -> Vec<f32> {
        let rows = Bits { data: &self.rec, stride: words(self.neurons) };
        let mut out = vec![0.0; self.output().len()];
        for (t, row) in out.chunks_exact_mut(self.neurons.max(1)).enumerate() {
            for i in ones(rows.row(self.history + t)) {
                row[i] = 1.0;
            }
        }
        out
    }

    /// S_f of every step, 0 or 1, and of units without spikes their value, shape `[steps, neurons]`.
    #[must_use]
    pub fn s_ff(&self) -> Vec<f32> {
        self.output().iter().zip(self.s_rec()).map(|(s, r)| s - r).collect()
    }

    /// Which neurons were active, from row `row` on.
    #[must_use]
    pub fn bits(&self, row: usize) -> Bits<'_> {
        let stride = words(self.neurons);
        Bits { data: self.active.get(row * stride..).unwrap_or_default(), stride }
    }

    /// One array without its history: `[steps, neurons]`.
    #[must_use]
    pub fn steps<'a>(&self, array: &'a [f32]) -> &'a [f32] {
        &array[(self.history * self.neurons).min(array.len())..]
    }

    /// S of every step, shape `[steps, neurons]`.
    #[must_use]
    pub fn output(&self) -> &[f32] {
        self.steps(&self.spikes)
    }

    /// S one step earlier, from the initial state on, shape `[steps, neurons]`.
    #[must_use]
    pub fn before(&self) -> &[f32] {
        let n = self.neurons;
        self.spikes.get(self.history.saturating_sub(1) * n..self.spikes.len().saturating_sub(n)).unwrap_or_default()
    }
}

/// Where the potential is held at V_reset after row `row`: within τ_ref steps after a spike. `flags` are the bits of S_f or S_r, `stride`
/// words to a row; a refractory period of one step needs no `buffer`.
///
/// # Shapes
/// The answer: `[words]`.
#[must_use]
pub fn held<'a>(flags: &'a [u64], stride: usize, row: usize, refractory_steps: u32, buffer: &'a mut Vec<u64>) -> &'a [u64] {
    let last = flags.get(row * stride..(row + 1) * stride).unwrap_or_default();
    let rows = (refractory_steps as usize).max(1).min(row + 1);
    if rows == 1 {
        return last;
    }
    buffer.clear();
    buffer.extend_from_slice(last);
    for back in 1..rows {
        for (h, s) in buffer.iter_mut().zip(&flags[(row - back) * stride..]) {
            *h |= s;
        }
    }
    buffer
}

/// Everything that one pass through an utterance, or through a piece of one, records.
#[derive(Debug, Clone, Default)]
pub struct Tape {
    /// Time steps of the pass.
    pub steps: usize,
    /// Rows before the first step, in every array.
    pub history: usize,
    /// What the first layer received, shape `[history + steps, inputs]`.
    pub input: Vec<f32>,
    /// One tape per layer, the readout last.
    pub layers: Vec<LayerTape>,
    /// Readout activity per step: potential of a leaky readout, spikes of a spiking one. Shape `[steps, labels]`.
    pub activity: Vec<f32>,
    /// Mean of the activity over the steps. Shape `[labels]`.
    pub output: Vec<f32>,
    pub(crate) held: [Vec<u64>; 2],
    pub(crate) lists: Lists,
    /// What a loop gives its neurons at one step, up to the end of the last panel.
    pub(crate) drive: Vec<f32>,
}

impl Tape {
    /// An empty tape; it grows to what the first pass needs and is then used again.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for `steps` steps of an utterance. At its start the states before the first step are 0; a later piece goes on where the
    /// one before ended.
    pub(crate) fn begin(&mut self, net: &Network, steps: usize, starts: bool) {
        let history = net.history();
        let inputs = net.inputs();
        self.layers.resize_with(net.layers.len(), LayerTape::default);
        if !starts {
            let from = self.input.len() - history * inputs;
            self.input.copy_within(from.., 0);
            self.layers.iter_mut().for_each(LayerTape::carry);
        }
        (self.steps, self.history) = (steps, history);
        self.input.resize((history + steps) * inputs, 0.0);
        for (tape, layer) in self.layers.iter_mut().zip(&net.layers) {
            tape.resize(layer.neurons(), history, steps);
        }
        let labels = net.params.labels();
        self.activity.resize(steps * labels, 0.0);
        if starts {
            self.input[..history * inputs].fill(0.0);
            self.layers.iter_mut().for_each(LayerTape::rest);
            self.output.clear();
        }
        self.output.resize(labels, 0.0);
    }

    /// What layer `l` received from below at every step and `history` steps before, shape `[history + steps, inputs]`; not for a readout
    /// that sees several layers.
    #[must_use]
    pub fn below(&self, l: usize) -> &[f32] {
        match l.checked_sub(1).and_then(|b| self.layers.get(b)) {
            None => &self.input,
            Some(below) => &below.spikes,
        }
    }

    /// Spikes per neuron and step over all hidden layers; a step with both flags counts two.
    #[must_use]
    pub fn firing_rate(&self) -> f32 {
        let hidden = &self.layers[..self.layers.len().saturating_sub(1)];
        let cells: usize = hidden.iter().map(|l| l.neurons * self.steps).sum();
        let spikes: f64 = hidden.iter().flat_map(LayerTape::output).map(|&s| f64::from(s)).sum();
        if cells == 0 { 0.0 } else { (spikes / cells as f64) as f32 }
    }

    /// Bytes that the arrays hold.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let layers: usize = self.layers.iter().flat_map(|l| [&l.v_ff, &l.v_rec, &l.spikes, &l.adaptation]).map(Vec::capacity).sum();
        let bits: usize = self.layers.iter().map(|l| 3 * l.active.capacity() * size_of::<u64>()).sum();
        (layers + self.input.capacity() + self.activity.capacity()) * size_of::<f32>() + bits + self.lists.bytes()
    }
}
