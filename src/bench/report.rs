//! What a benchmark tells: one object with stable keys, the same natively and in WebAssembly.

use super::Counts;
use crate::json::{self, json};
use crate::snn::Network;
use crate::train::learner::Activity;
use crate::train::{Example, Learner};

/// Times by phases, milliseconds on one thread.
#[derive(Debug, Clone, PartialEq)]
pub struct Phases {
    /// Samples to standardised frames, per second of speech.
    pub front_end_ms_per_second: f32,
    /// Forward pass of a batch.
    pub forward_ms: f32,
    /// The rest of its gradient: loss, backward pass, weight changes, their sum over the pieces.
    pub gradient_ms: f32,
    /// One update of the weights.
    pub optimiser_ms: f32,
}

/// Bytes that a training holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memory {
    /// Weights, masks and feedback.
    pub weights: usize,
    /// Gradient of the batch, and one for each piece that is learnt at once.
    pub gradients: usize,
    /// Adam's two means.
    pub optimiser: usize,
    /// States and buffers of learning an utterance, for each piece that is learnt at once.
    pub learner: usize,
    /// Frames of the utterances.
    pub data: usize,
}

/// What was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// `native`, `wasm-simd` or `wasm-scalar`.
    pub engine: String,
    /// Version of the crate.
    pub version: String,
    /// Id of the system.
    pub system: String,
    /// Id of the rule.
    pub rule: String,
    /// Layers.
    pub topology: String,
    /// Share of the loops' connections that exist; none without a loop.
    pub density: Option<f32>,
    /// Utterances of a batch.
    pub batch: usize,
    /// Frames of an utterance.
    pub frames: usize,
    /// Threads of the training.
    pub threads: usize,
    /// Utterances learnt per second, all of training together.
    pub utterances_per_second: f32,
    /// Milliseconds for a batch, all of training together.
    pub ms_per_batch: f32,
    /// Mean loss of each checked batch.
    pub losses: Vec<f32>,
    /// Times by phases.
    pub phases: Phases,
    /// Milliseconds from one second of samples to the answer.
    pub recognise_ms: f32,
    /// Bytes of the training together.
    pub memory_bytes: usize,
    /// What they are of.
    pub memory: Memory,
    /// Operations of one batch.
    pub operations: Counts,
    /// Spikes per hidden neuron and step over the checked batches.
    pub firing_rate: f32,
    /// SHA-256 of the weights after the checked batches.
    pub weights_sha256: String,
}

json!(Phases {
    front_end_ms_per_second: "front_end_ms_per_second",
    forward_ms: "forward_ms",
    gradient_ms: "gradient_ms",
    optimiser_ms: "optimiser_ms",
});
json!(Memory { weights: "weights", gradients: "gradients", optimiser: "optimiser", learner: "learner", data: "data" });
json!(Report {
    engine: "engine",
    version: "version",
    system: "system",
    rule: "rule",
    topology: "topology",
    density: "density",
    batch: "batch",
    frames: "frames",
    threads: "threads",
    utterances_per_second: "utterances_per_second",
    ms_per_batch: "ms_per_batch",
    losses: "losses",
    phases: "phases",
    recognise_ms: "recognise_ms",
    memory_bytes: "memory_bytes",
    memory: "memory",
    operations: "operations",
    firing_rate: "firing_rate",
    weights_sha256: "weights_sha256",
});

impl Report {
    /// The report as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        json::to_string(self)
    }
}

impl Memory {
    /// Of a training of `net` with `pieces` pieces at once.
    #[must_use]
    pub fn of(net: &Network, learner: &Learner, pieces: usize, examples: &[Example]) -> Self {
        let floats = |count: usize| count * size_of::<f32>();
        let trained: usize = net.layers.iter().map(|l| l.w_ff.len() + l.bias.len() + l.w_rec.values.len()).sum();
        let fixed: usize = net.layers.iter().map(|l| floats(l.feedback.len() + l.w_back.len()) + l.w_rec.mask().len()).sum();
        Self {
            weights: floats(trained) + fixed,
            gradients: floats(trained) * (pieces + 1),
            optimiser: floats(trained) * 2,
            learner: learner.bytes() * pieces,
            data: floats(examples.iter().map(|e| e.frames.len()).sum()),
        }
    }

    /// All together.
    #[must_use]
    pub fn total(&self) -> usize {
        self.weights + self.gradients + self.optimiser + self.learner + self.data
    }
}

/// Share of the loops' connections that exist.
pub(super) fn density(net: &Network) -> Option<f32> {
    let loops = || net.layers.iter().map(|l| &l.w_rec).filter(|w| !w.is_empty());
    let all: usize = loops().map(|w| w.neurons() * w.neurons()).sum();
    let links: usize = loops().map(crate::snn::SparseLoop::count).sum();
    (all > 0).then(|| (links as f64 / all as f64) as f32)
}

/// Spikes per hidden neuron and step.
pub(super) fn firing_rate(net: &Network, activity: &Activity) -> f32 {
    let hidden = net.layers.len().saturating_sub(1);
    let neurons: usize = net.layers.iter().take(hidden).map(crate::snn::LayerWeights::neurons).sum();
    let spikes = activity.spikes.iter().take(hidden).sum::<f64>();
    (spikes / (neurons as f64 * activity.steps as f64).max(1.0)) as f32
}
