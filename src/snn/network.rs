//! A network's parameters and weights: three types that never merge with its state ([`Tape`](super::Tape)).

use super::neuron::{NeuronParams, Unit};
use super::reservoir;
use super::som::Som;
use super::sparse::{PANEL, SparseLoop};
use super::topology::{Field, LayerKind, LayerSpec, Topology};
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
    /// Which hidden layers the readout sees.
    ReadoutFrom, "readout_from" {
        /// The last one.
        Last = "last", "the last hidden layer";
        /// All of them.
        All = "all", "every hidden layer";
    }
}

choice! {
    /// How frames become the first layer's input.
    Encoding, "encoding" {
        /// The bands themselves times a scalar (the paper's choice).
        Direct = "direct", "the bands themselves";
        /// Each band as a spike train: at every step it spikes if it lies above a normally distributed draw (paper, section 3.2).
        Spikes = "spikes", "a random spike train per band";
        /// The winners of a self-organising map over frames (Wu et al. 2018).
        Som = "som", "winners of a self-organising map";
    }
}

choice! {
    /// Which connections a loop has.
    LoopKind, "loop_kind" {
        /// Each with the same probability (the paper).
        Uniform = "uniform", "each with the same probability";
        /// Neurons on a grid, near ones linked more often, each neuron excitatory or inhibitory (a liquid, Maass et al. 2002).
        Distance = "distance", "by distance on a 3-D grid, excitatory and inhibitory";
    }
}

choice! {
    /// Distribution of the fixed random feedback matrix B.
    FeedbackKind, "feedback" {
        /// 0 or 1, with `feedback_density` ones: each label has its own random target of the neurons' spikes.
        Binary = "binary", "random 0/1 code";
        /// Uniform in [−1, 1).
        Uniform = "uniform", "uniform from −1 to 1";
        /// Normal with mean 0 and deviation 1.
        Gaussian = "gaussian", "normal, mean 0, deviation 1";
    }
}

/// What a network is, before any weight is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkParams {
    /// Bands of a frame.
    pub bands: usize,
    /// How frames become the first layer's input.
    pub encoding: Encoding,
    /// Steps for which each frame is held.
    pub steps_per_frame: usize,
    /// Nodes of the self-organising map.
    pub som_nodes: usize,
    /// Nodes of the map that spike for a frame, the nearest ones.
    pub som_winners: usize,
    /// Layers, the readout last.
    pub topology: Topology,
    /// Parameters of the neurons.
    pub neuron: NeuronParams,
    /// How the last layer answers.
    pub readout: Readout,
    /// Which hidden layers the readout sees.
    pub readout_from: ReadoutFrom,
    /// Fraction of the potential that a leaky readout keeps per step.
    pub readout_leak: f32,
    /// Factor on every input cell ("resize the spectrum by a scalar").
    pub input_scale: f32,
    /// Share of the loop's connections that exist, above 0 to 1.
    pub density: f32,
    /// Which connections a loop has.
    pub loop_kind: LoopKind,
    /// Neighbouring targets whose connections from one neuron exist together or not at all, 1 to 32.
    pub loop_block: usize,
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
    /// Hidden layers, from the first one on, that B does not reach at all.
    pub feedback_skips: usize,
    /// Whether layers carry random weights for the way back (feedback alignment).
    pub random_back: bool,
}

impl NetworkParams {
    /// Neurons of hidden layer `l`, of `neurons`, that B reaches.
    #[must_use]
    pub fn reached(&self, l: usize, neurons: usize) -> usize {
        if l < self.feedback_skips { 0 } else { ((neurons as f32 * self.feedback_reach).round() as usize).min(neurons) }
    }

    /// Targets of a block of the loop's connections in a layer of `neurons`: `loop_block`, in a small layer as much less as gives each neuron
    /// eight blocks to choose from.
    #[must_use]
    pub fn loop_block(&self, neurons: usize) -> usize {
        self.loop_block.clamp(1, PANEL).min((neurons / 8).next_power_of_two() / 2).max(1)
    }

    /// Neurons of the readout.
    #[must_use]
    pub fn labels(&self) -> usize {
        self.topology.labels()
    }

    /// Cells that the first layer receives per step.
    #[must_use]
    pub fn inputs(&self) -> usize {
        if self.encoding == Encoding::Som { self.som_nodes } else { self.bands }
    }

    /// How each layer sees the one below; checks sizes.
    ///
    /// # Errors
    /// As [`Topology::fields`]; [`Error::OutOfRange`] without input bands.
    pub fn fields(&self) -> Result<Vec<Field>> {
        if self.inputs() == 0 {
            return Err(Error::OutOfRange { what: "bands".into(), allowed: "at least 1".into(), got: "0".into() });
        }
        self.topology.fields(self.inputs(), self.readout_from == ReadoutFrom::All)
    }
}

/// Weights of one layer. Rows belong to the presynaptic side, so that a spike touches one row.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerWeights {
    /// What connects into the layer.
    pub kind: LayerKind,
    /// How its neurons see the layer below.
    pub field: Field,
    /// W_f, shape `[frames · cells, channels]`; of a dense layer `[inputs, neurons]`.
    pub w_ff: Vec<f32>,
    /// b, shape `[channels]`.
    pub bias: Vec<f32>,
    /// W_r ⊙ M, stored by what exists; empty without a loop. A masked weight is always 0.
    pub w_rec: SparseLoop,
    /// B, shape `[neurons, labels]`; empty for the readout.
    pub feedback: Vec<f32>,
    /// Random weights in place of W_f on the way back (feedback alignment), shape as `w_ff`; empty for other rules and for the first layer.
    pub w_back: Vec<f32>,
}

impl LayerWeights {
    /// Neurons of the layer.
    #[must_use]
    pub fn neurons(&self) -> usize {
        self.field.neurons()
    }

    /// Trainable weights that exist.
    #[must_use]
    pub fn count(&self) -> usize {
        self.w_ff.len() + self.bias.len() + self.w_rec.count()
    }
}

/// Parameters and weights of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// What the network is.
    pub params: NetworkParams,
    /// Seed of its random spike trains.
    pub seed: u64,
    /// The self-organising map in front of it; empty without one.
    pub som: Som,
    /// Its weights, layer by layer, the readout last.
    pub layers: Vec<LayerWeights>,
}

impl Network {
    /// Draws a new network from `seed`: weights, masks and feedback each from their own stream. A self-organising map comes untrained.
    ///
    /// # Errors
    /// As [`NetworkParams::fields`].
    pub fn new(params: NetworkParams, seed: u64) -> Result<Self> {
        let fields = params.fields()?;
        let labels = params.labels();
        let last = fields.len() - 1;
        let mut layers = Vec::with_capacity(fields.len());
        for (l, (&field, spec)) in fields.iter().zip(params.topology.layers()).enumerate() {
            let mut draw = Stream::new(seed, Purpose::Weights, l as u64);
            let bound = params.init_ff / (field.rows() as f32).sqrt();
            let size = field.rows() * field.channels;
            let w_ff = (0..size).map(|_| draw.range(-bound, bound)).collect();
            let w_rec = match spec {
                LayerSpec::Recurrent { neurons } => draw_loop(&params, *neurons, &mut draw, seed, l),
                _ => SparseLoop::default(),
            };
            let feedback = if l == last { Vec::new() } else { draw_feedback(&params, field.neurons() * labels, seed, l) };
            let w_back = if params.random_back && l > 0 {
                let mut back = Stream::new(seed, Purpose::Back, l as u64);
                (0..size).map(|_| back.range(-bound, bound)).collect()
            } else {
                Vec::new()
            };
            layers.push(LayerWeights { kind: spec.kind(), field, w_ff, bias: vec![0.0; field.channels], w_rec, feedback, w_back });
        }
        Ok(Self { params, seed, som: Som::default(), layers })
    }

    /// Cells that the first layer receives per step.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.layers.first().map_or(0, |l| l.field.inputs)
    }

    /// Weights of layer `l`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when there is no such layer.
    pub fn layer(&self, l: usize) -> Result<&LayerWeights> {
        self.layers.get(l).ok_or_else(|| Error::OutOfRange {
            what: "layer".into(),
            allowed: format!("0 to {}", self.layers.len().saturating_sub(1)),
            got: l.to_string(),
        })
    }

    /// Steps before the present one that anything in the network looks back to.
    #[must_use]
    pub fn history(&self) -> usize {
        let kernels = self.layers.iter().map(|l| l.field.frames - 1).max().unwrap_or(0);
        kernels.max(self.params.neuron.refractory_steps as usize).max(1)
    }

    /// Whether layer `l` is the readout.
    #[must_use]
    pub fn is_readout(&self, l: usize) -> bool {
        l + 1 == self.layers.len()
    }

    /// What the readout reads: hidden layers with the row of its weights at which each begins.
    pub fn read(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let hidden = self.layers.len().saturating_sub(1);
        let first = if self.params.readout_from == ReadoutFrom::All { 0 } else { hidden.saturating_sub(1) };
        (first..hidden).scan(0, |row, l| {
            let at = *row;
            *row += self.layers.get(l).map_or(0, LayerWeights::neurons);
            Some((l, at))
        })
    }

    /// The rows of the readout's weights that belong to hidden layer `l`, shape `[neurons, labels]`; none where the readout does not see it.
    #[must_use]
    pub fn readout_rows(&self, l: usize) -> Option<&[f32]> {
        let (layer, readout) = (self.layers.get(l)?, self.layers.last()?);
        let (_, row) = self.read().find(|(hidden, _)| *hidden == l)?;
        readout.w_ff.get(row * readout.field.channels..(row + layer.neurons()) * readout.field.channels)
    }

    /// Bytes that all weights hold, those that are never learnt (B, the way back, the map) among them.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let layers = self.layers.iter().map(|l| {
            let floats = [&l.w_ff, &l.bias, &l.feedback, &l.w_back].map(Vec::capacity).iter().sum::<usize>();
            floats * size_of::<f32>() + l.w_rec.bytes()
        });
        layers.sum::<usize>() + self.som.codebook.capacity() * size_of::<f32>()
    }

    /// Whether the hidden units spike.
    #[must_use]
    pub fn spikes(&self) -> bool {
        self.params.neuron.unit == Unit::Spiking
    }
}

/// The loop of a layer.
fn draw_loop(params: &NetworkParams, neurons: usize, draw: &mut Stream, seed: u64, l: usize) -> SparseLoop {
    let mut gate = Stream::new(seed, Purpose::Mask, l as u64);
    if params.loop_kind == LoopKind::Distance {
        let (weights, mask) = reservoir::draw(neurons, params.density, params.init_rec, &mut gate);
        return SparseLoop::new(neurons, &weights, &mask);
    }
    let block = params.loop_block(neurons);
    let mut mask = Vec::with_capacity(neurons * neurons);
    for _ in 0..neurons {
        for first in (0..neurons).step_by(block) {
            let exists = u8::from(gate.uniform() < params.density);
            mask.extend(std::iter::repeat_n(exists, block.min(neurons - first)));
        }
    }
    let bound = params.init_rec / (neurons as f32 * params.density).sqrt();
    let weights: Vec<f32> = mask.iter().map(|_| draw.range(-bound, bound)).collect();
    SparseLoop::new(neurons, &weights, &mask)
}

/// B of one hidden layer.
fn draw_feedback(params: &NetworkParams, cells: usize, seed: u64, l: usize) -> Vec<f32> {
    let mut draw = Stream::new(seed, Purpose::Feedback, l as u64);
    (0..cells)
        .map(|_| match params.feedback {
            FeedbackKind::Binary => f32::from(u8::from(draw.uniform() < params.feedback_density)),
            FeedbackKind::Uniform => draw.range(-1.0, 1.0),
            FeedbackKind::Gaussian => draw.normal(),
        })
        .collect()
}
