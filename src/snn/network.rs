//! A network's parameters and weights: three types that never merge with its state ([`Tape`](super::Tape)).

use super::neuron::NeuronParams;
use super::topology::{LayerKind, Topology};
use crate::choice::choice;
use crate::rng::{Purpose, Stream};
use crate::{Error, Result};

choice! {
    /// How the last layer answers.
    Readout, "readout" {
        /// Spiking neurons; the answer is their firing rate (the paper).
        Spiking = "spiking", "spiking neurons, firing rate";
        /// Leaky integrators without threshold; the answer is their mean potential.
        Leaky = "leaky", "leaky integrators, mean potential";
    }
}

choice! {
    /// Distribution of the fixed random feedback matrix B.
    FeedbackKind, "feedback" {
        /// 0 or 1, with `feedback_density` ones: each label has its own random target of the neurons' spikes.
        Binary = "binary", "random 0/1 code";
        /// Uniform in [−1, 1).
        Uniform = "uniform", "uniform from −1 to 1";
    }
}

/// What a network is, before any weight is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkParams {
    /// Bands of an input frame.
    pub inputs: usize,
    /// Layers, the readout last.
    pub topology: Topology,
    /// Parameters of the spiking neurons.
    pub neuron: NeuronParams,
    /// How the last layer answers.
    pub readout: Readout,
    /// Fraction of the potential that a leaky readout keeps per step.
    pub readout_leak: f32,
    /// Factor on every input band ("resize the spectrum by a scalar").
    pub input_scale: f32,
    /// Share of the loop's connections that exist, above 0 to 1.
    pub density: f32,
    /// Initial feedforward weights are uniform within ± this / √inputs.
    pub init_ff: f32,
    /// Initial loop weights are uniform within ± this / √(neurons · density).
    pub init_rec: f32,
    /// Distribution of B.
    pub feedback: FeedbackKind,
    /// Share of ones in a binary B.
    pub feedback_density: f32,
    /// Share of a hidden layer's neurons that B reaches, the first ones; the others are taught nothing and stay random.
    pub feedback_reach: f32,
}

impl NetworkParams {
    /// Neurons of a hidden layer of `neurons` that B reaches.
    #[must_use]
    pub fn reached(&self, neurons: usize) -> usize {
        ((neurons as f32 * self.feedback_reach).round() as usize).min(neurons)
    }

    /// Neurons of the readout.
    #[must_use]
    pub fn labels(&self) -> usize {
        self.topology.layers().last().map_or(0, |l| l.neurons)
    }
}

/// Weights of one layer. Rows belong to the presynaptic side, so that a spike touches one row.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerWeights {
    /// What connects into the layer.
    pub kind: LayerKind,
    /// Neurons or bands below.
    pub inputs: usize,
    /// Neurons of the layer.
    pub neurons: usize,
    /// W_f, shape `[inputs, neurons]`.
    pub w_ff: Vec<f32>,
    /// b, shape `[neurons]`.
    pub bias: Vec<f32>,
    /// W_r ⊙ M, shape `[neurons before, neurons after]`; empty without a loop. A masked weight is always 0.
    pub w_rec: Vec<f32>,
    /// M, shape as `w_rec`, 0 or 1.
    pub mask: Vec<u8>,
    /// B, shape `[neurons, labels]`; empty for the readout.
    pub feedback: Vec<f32>,
}

impl LayerWeights {
    /// Existing loop connections that leave neuron `j`.
    #[must_use]
    pub fn loop_links(&self, j: usize) -> usize {
        self.mask.chunks_exact(self.neurons.max(1)).nth(j).map_or(0, |row| row.iter().map(|&m| usize::from(m)).sum())
    }

    /// Trainable weights that exist.
    #[must_use]
    pub fn count(&self) -> usize {
        self.w_ff.len() + self.bias.len() + self.mask.iter().map(|&m| usize::from(m)).sum::<usize>()
    }
}

/// Parameters and weights of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// What the network is.
    pub params: NetworkParams,
    /// Its weights, layer by layer, the readout last.
    pub layers: Vec<LayerWeights>,
}

impl Network {
    /// Draws a new network from `seed`: weights, masks and feedback each from their own stream.
    ///
    /// # Errors
    /// [`Error::Topology`] when it would need too many weights; [`Error::OutOfRange`] without input bands.
    pub fn new(params: NetworkParams, seed: u64) -> Result<Self> {
        if params.inputs == 0 {
            return Err(Error::OutOfRange { what: "bands".into(), allowed: "at least 1".into(), got: "0".into() });
        }
        params.topology.weights(params.inputs)?;
        let labels = params.labels();
        let last = params.topology.layers().len() - 1;
        let mut below = params.inputs;
        let mut layers = Vec::with_capacity(last + 1);
        for (l, spec) in params.topology.layers().iter().enumerate() {
            let (inputs, neurons) = (below, spec.neurons);
            let mut draw = Stream::new(seed, Purpose::Weights, l as u64);
            let bound = params.init_ff / (inputs as f32).sqrt();
            let w_ff = (0..inputs * neurons).map(|_| draw.range(-bound, bound)).collect();
            let (w_rec, mask) =
                if spec.kind == LayerKind::Recurrent { draw_loop(&params, neurons, &mut draw, seed, l) } else { (Vec::new(), Vec::new()) };
            let feedback = if l == last { Vec::new() } else { draw_feedback(&params, neurons * labels, seed, l) };
            layers.push(LayerWeights { kind: spec.kind, inputs, neurons, w_ff, bias: vec![0.0; neurons], w_rec, mask, feedback });
            below = neurons;
        }
        Ok(Self { params, layers })
    }
}

/// Loop weights and their mask.
fn draw_loop(params: &NetworkParams, neurons: usize, draw: &mut Stream, seed: u64, l: usize) -> (Vec<f32>, Vec<u8>) {
    let mut gate = Stream::new(seed, Purpose::Mask, l as u64);
    let bound = params.init_rec / (neurons as f32 * params.density).sqrt();
    let mask: Vec<u8> = (0..neurons * neurons).map(|_| u8::from(gate.uniform() < params.density)).collect();
    let weights = mask
        .iter()
        .map(|&m| {
            let w = draw.range(-bound, bound);
            if m == 1 { w } else { 0.0 }
        })
        .collect();
    (weights, mask)
}

/// B of one hidden layer.
fn draw_feedback(params: &NetworkParams, cells: usize, seed: u64, l: usize) -> Vec<f32> {
    let mut draw = Stream::new(seed, Purpose::Feedback, l as u64);
    (0..cells)
        .map(|_| match params.feedback {
            FeedbackKind::Binary => f32::from(u8::from(draw.uniform() < params.feedback_density)),
            FeedbackKind::Uniform => draw.range(-1.0, 1.0),
        })
        .collect()
}
