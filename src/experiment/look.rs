//! What the neurons of a network do with one utterance, small enough to be kept with a job's result.

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::data::DataSet;
use crate::snn::encode::Draw;
use crate::snn::forward::forward;
use crate::snn::{LayerTape, Network, Tape};
use crate::train::Example;
use crate::train::shards::largest;

/// Neurons of a raster, spread evenly over the layer.
const ROWS: usize = 60;
/// Neurons whose states are kept.
const TRACED: usize = 2;

/// Spikes of some neurons of the first hidden layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raster {
    /// Epochs that had been learnt.
    pub epoch: u32,
    /// Indices of the neurons.
    pub neurons: Vec<usize>,
    /// For each neuron a digit per step: S = S_f + S_r.
    pub spikes: Vec<String>,
}

/// States of one neuron, one value per step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Its index.
    pub neuron: usize,
    /// V_f.
    pub v_ff: Vec<f32>,
    /// V_r.
    pub v_rec: Vec<f32>,
    /// a.
    pub adaptation: Vec<f32>,
    /// S_f, 0 or 1.
    pub s_ff: Vec<f32>,
    /// S_r, 0 or 1.
    pub s_rec: Vec<f32>,
}

/// What a network did with one test utterance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// Name of the utterance.
    pub utterance: String,
    /// What is said.
    pub label: String,
    /// What the network heard at the end.
    pub answer: String,
    /// Spikes early in training and at its end.
    pub rasters: Vec<Raster>,
    /// The neurons of the first hidden layer with the most spikes of both channels at the end.
    pub traces: Vec<Trace>,
}

impl Raster {
    /// Spikes of the first hidden layer of `net` with `example`, after `epoch` epochs.
    ///
    /// # Errors
    /// [`crate::Error::Mismatch`] when the example does not fit the network.
    pub fn of(net: &Network, example: &Example, epoch: u32) -> Result<Self> {
        let mut tape = Tape::new();
        forward(net, &example.frames, Draw::new(example.utterance, 0), &mut tape)?;
        Ok(tape.layers.first().map_or(Self { epoch, neurons: Vec::new(), spikes: Vec::new() }, |layer| Self::from_tape(layer, epoch)))
    }

    fn from_tape(layer: &LayerTape, epoch: u32) -> Self {
        let n = layer.neurons.max(1);
        let rows = ROWS.min(n);
        let neurons: Vec<usize> = (0..rows).map(|k| k * n / rows).collect();
        let digits =
            |i: usize| layer.output().chunks_exact(n).map(|s| char::from(b'0' + s.get(i).map_or(0, |s| *s as u8).min(9))).collect();
        Self { epoch, spikes: neurons.iter().map(|&i| digits(i)).collect(), neurons }
    }
}

impl Look {
    /// What `net` does with `example` after `epochs` epochs, beside what it did early.
    ///
    /// # Errors
    /// [`crate::Error::Mismatch`] when the example does not fit the network.
    pub fn of(net: &Network, example: &Example, data: &DataSet, early: Option<Raster>, epochs: u32) -> Result<Self> {
        let mut tape = Tape::new();
        forward(net, &example.frames, Draw::new(example.utterance, 0), &mut tape)?;
        let label = |l: usize| data.labels.get(l).cloned().unwrap_or_default();
        let layer = tape.layers.first();
        let late = layer.map(|layer| Raster::from_tape(layer, epochs));
        Ok(Self {
            utterance: data.utterances.get(example.utterance).map(|u| u.name.clone()).unwrap_or_default(),
            label: label(example.label),
            answer: label(largest(&tape.output)),
            rasters: early.into_iter().chain(late).collect(),
            traces: layer.map(busiest).unwrap_or_default(),
        })
    }
}

/// The neurons with the most spikes of the rarer channel, then of both; the first of equals.
fn busiest(layer: &LayerTape) -> Vec<Trace> {
    let n = layer.neurons.max(1);
    let (s_ff, s_rec) = (layer.s_ff(), layer.s_rec());
    let count = |flags: &[f32], i: usize| flags.iter().skip(i).step_by(n).filter(|s| **s > 0.0).count();
    let mut order: Vec<(usize, usize, usize)> = (0..n)
        .map(|i| {
            let (f, r) = (count(&s_ff, i), count(&s_rec, i));
            (f.min(r), f + r, i)
        })
        .collect();
    order.sort_by_key(|&(both, all, i)| (std::cmp::Reverse((both, all)), i));
    let column = |values: &[f32], i: usize| values.iter().skip(i).step_by(n).copied().collect::<Vec<f32>>();
    let trace = |&(_, _, i): &(usize, usize, usize)| Trace {
        neuron: i,
        v_ff: column(layer.steps(&layer.v_ff), i),
        v_rec: column(layer.steps(&layer.v_rec), i),
        adaptation: column(layer.steps(&layer.adaptation), i),
        s_ff: column(&s_ff, i),
        s_rec: column(&s_rec, i),
    };
    order.iter().take(TRACED).map(trace).collect()
}
