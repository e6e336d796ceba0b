//! What a pass through one utterance records: every state of every layer, step by step.

use super::network::NetworkParams;

/// States of one layer over an utterance. Row 0 is the state before the first step; row t+1 is step t.
///
/// # Shapes
/// Each array is `[steps + 1, neurons]`, row-major.
#[derive(Debug, Clone, Default)]
pub struct LayerTape {
    /// Neurons of the layer.
    pub neurons: usize,
    /// V_f after integration, before the reset.
    pub v_ff: Vec<f32>,
    /// V_r after integration, before the reset.
    pub v_rec: Vec<f32>,
    /// S_f, 0 or 1.
    pub s_ff: Vec<f32>,
    /// S_r, 0 or 1.
    pub s_rec: Vec<f32>,
    /// S = S_f + S_r.
    pub spikes: Vec<f32>,
    /// a after the step.
    pub adaptation: Vec<f32>,
}

impl LayerTape {
    fn resize(&mut self, neurons: usize, rows: usize) {
        self.neurons = neurons;
        for v in [&mut self.v_ff, &mut self.v_rec, &mut self.s_ff, &mut self.s_rec, &mut self.spikes, &mut self.adaptation] {
            v.resize(rows * neurons, 0.0);
            v[..neurons].fill(0.0);
        }
    }

    /// One array without its initial row: `[steps, neurons]`.
    #[must_use]
    pub fn steps<'a>(&self, array: &'a [f32]) -> &'a [f32] {
        &array[self.neurons.min(array.len())..]
    }

    /// S of every step, shape `[steps, neurons]`.
    #[must_use]
    pub fn output(&self) -> &[f32] {
        self.steps(&self.spikes)
    }

    /// S one step earlier, from the initial state on, shape `[steps, neurons]`.
    #[must_use]
    pub fn before(&self) -> &[f32] {
        &self.spikes[..self.spikes.len().saturating_sub(self.neurons)]
    }

    /// Writes to `keep` the factor by which `flags` (S_f or S_r) let the potential through at row `row`: 0 within τ_ref steps after a spike.
    pub fn keep(&self, flags: &[f32], row: usize, refractory_steps: u32, keep: &mut [f32]) {
        let n = self.neurons;
        let rows = (refractory_steps as usize).max(1).min(row + 1);
        for (k, s) in keep.iter_mut().zip(&flags[row * n..]) {
            *k = 1.0 - s;
        }
        for back in 1..rows {
            for (k, s) in keep.iter_mut().zip(&flags[(row - back) * n..]) {
                *k *= 1.0 - s;
            }
        }
    }
}

/// Everything that one pass through an utterance records.
#[derive(Debug, Clone, Default)]
pub struct Tape {
    /// Time steps of the pass.
    pub steps: usize,
    /// One tape per layer, the readout last.
    pub layers: Vec<LayerTape>,
    /// Readout activity per step: potential of a leaky readout, spikes of a spiking one. Shape `[steps, labels]`.
    pub activity: Vec<f32>,
    /// Mean of the activity over the steps. Shape `[labels]`.
    pub output: Vec<f32>,
    pub(crate) keep_ff: Vec<f32>,
    pub(crate) keep_rec: Vec<f32>,
}

impl Tape {
    /// An empty tape; it grows to what the first pass needs and is then used again.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for `steps` steps of a network and clears the initial states.
    pub(crate) fn begin(&mut self, params: &NetworkParams, steps: usize) {
        let layers = params.topology.layers();
        self.steps = steps;
        self.layers.resize_with(layers.len(), LayerTape::default);
        for (tape, spec) in self.layers.iter_mut().zip(layers) {
            tape.resize(spec.neurons, steps + 1);
        }
        let labels = params.labels();
        self.activity.resize(steps * labels, 0.0);
        self.output.resize(labels, 0.0);
        let widest = layers.iter().map(|l| l.neurons).max().unwrap_or(0);
        self.keep_ff.resize(widest, 0.0);
        self.keep_rec.resize(widest, 0.0);
    }

    /// Spikes per neuron and step over all hidden layers; a step with both flags counts two.
    #[must_use]
    pub fn firing_rate(&self) -> f32 {
        let hidden = &self.layers[..self.layers.len().saturating_sub(1)];
        let cells: usize = hidden.iter().map(|l| l.neurons * self.steps).sum();
        let spikes: f64 = hidden.iter().flat_map(LayerTape::output).map(|&s| f64::from(s)).sum();
        if cells == 0 { 0.0 } else { (spikes / cells as f64) as f32 }
    }
}
