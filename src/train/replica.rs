//! A run's helper in another worker: a copy of its network and optimiser, and everything it learns from.
//!
//! It computes some pieces of every batch and makes every update itself, so that no weights have to be sent: gradients go to and fro.

use super::config::Config;
use super::evaluate;
use super::learner::Course;
use super::optimiser::Adam;
use super::prepare::{Example, Prepared};
use super::shards::{Batch, BatchGradient, Workers};
use super::tree::Tree;
use crate::rules::{self, EpropFeedback, Gradients, LayerGradients};
use crate::snn::Network;
use crate::{Error, Result};

/// A copy of a run that helps it.
pub struct Replica {
    net: Network,
    adam: Adam,
    course: Course,
    readout_rate: f32,
    train: Vec<Example>,
    /// The validation part and behind it the test part.
    heard_on: Vec<Example>,
    gradient: BatchGradient,
    workers: Workers,
}

impl Replica {
    /// A helper of a run with this configuration, whose network and optimiser are as they are, on the examples that [`examples`] wrote.
    ///
    /// # Errors
    /// [`Error::UnknownChoice`] for an unknown rule, [`Error::Mismatch`] for examples that are cut off.
    pub fn new(config: &Config, net: Network, adam: Adam, examples: &[u8]) -> Result<Self> {
        let mut reader = Reader { rest: examples };
        let (train, heard_on) = (reader.part()?, reader.part()?);
        let workers = Workers::single();
        let gradient = BatchGradient::new(&net, &workers);
        Ok(Self { net, adam, course: config.course()?, readout_rate: config.readout_rate, train, heard_on, gradient, workers })
    }

    /// Learns the pieces `shards` of the batch `indices`; [`Replica::tree`] holds them then. `exact` takes the exact gradient, not the rule's.
    ///
    /// # Errors
    /// [`Error::Mismatch`] when an index or an example does not fit.
    pub fn learn(&mut self, indices: &[u32], epoch: u32, shards: std::ops::Range<usize>, exact: bool) -> Result<()> {
        let mut course = self.course;
        if exact {
            course.teaching.rule = &rules::bptt::PseudoBp;
        }
        self.gradient.begin(indices.len());
        self.gradient.learn(&self.net, &course, Batch { examples: &self.train, indices, epoch }, shards, &self.workers)
    }

    /// The sums of the pieces learnt last.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.gradient.tree
    }

    /// Right answers to each of `utterances` of the validation part and, behind it, the test part.
    ///
    /// # Errors
    /// [`Error::Mismatch`] when an example does not fit the network.
    pub fn heard(&self, utterances: std::ops::Range<usize>) -> Result<Vec<u32>> {
        let some: Vec<&Example> = self.heard_on.iter().skip(utterances.start).take(utterances.len()).collect();
        evaluate::right(&self.net, &some, &self.workers)
    }

    /// Makes the run's update with the mean gradient of the whole batch, which `fill` writes.
    pub fn update(&mut self, rate: f32, fill: impl FnOnce(&mut Gradients)) {
        fill(&mut self.gradient.total);
        update(&mut self.net, &mut self.adam, &self.course, &self.gradient.total, rate, self.readout_rate);
    }

    /// Mean gradient of the last update.
    #[must_use]
    pub fn total(&self) -> &Gradients {
        &self.gradient.total
    }

    /// The network as it is.
    #[must_use]
    pub fn net(&self) -> &Network {
        &self.net
    }
}

/// The update that a run and all its helpers make with a batch's mean gradient.
pub(super) fn update(net: &mut Network, adam: &mut Adam, course: &Course, total: &Gradients, rate: f32, readout_rate: f32) {
    let teaching = &course.teaching;
    if teaching.rule.id() == "eprop" && teaching.eprop_feedback == EpropFeedback::Adaptive {
        adam.update_with_feedback(net, total, rate, readout_rate, teaching.feedback_decay);
    } else {
        adam.update(net, total, rate, readout_rate);
    }
}

/// The arrays of one layer's gradient in the order in which they cross between workers.
fn arrays(layer: &LayerGradients) -> [&Vec<f32>; 3] {
    [&layer.w_ff, &layer.bias, &layer.w_rec]
}

fn arrays_mut(layer: &mut LayerGradients) -> [&mut Vec<f32>; 3] {
    [&mut layer.w_ff, &mut layer.bias, &mut layer.w_rec]
}

/// Numbers of a gradient.
#[must_use]
pub fn length(gradients: &Gradients) -> usize {
    gradients.layers.iter().flat_map(arrays).map(Vec::len).sum()
}

/// Hands every array of a gradient to `to`, with its place in the row of all of them.
pub fn each(gradients: &Gradients, mut to: impl FnMut(usize, &[f32])) {
    let mut at = 0;
    for array in gradients.layers.iter().flat_map(arrays) {
        to(at, array);
        at += array.len();
    }
}

/// Lets `from` write every array of a gradient, with its place in the row of all of them.
pub fn each_mut(gradients: &mut Gradients, mut from: impl FnMut(usize, &mut [f32])) {
    let mut at = 0;
    for array in gradients.layers.iter_mut().flat_map(arrays_mut) {
        from(at, array);
        at += array.len();
    }
}

/// The prepared examples of a run as bytes for its helpers, so that the front end works once.
#[must_use]
pub fn examples(data: &Prepared) -> Vec<u8> {
    let heard_on = data.validation.iter().chain(&data.test);
    let mut out = Vec::new();
    let number = |out: &mut Vec<u8>, x: usize| out.extend_from_slice(&(x as u32).to_le_bytes());
    let example = |out: &mut Vec<u8>, e: &Example| {
        number(out, e.label);
        number(out, e.utterance);
        number(out, e.frames.len());
        number(out, e.frame_labels.len());
        for x in &e.frames {
            out.extend_from_slice(&x.to_le_bytes());
        }
        e.frame_labels.iter().for_each(|&label| number(out, usize::from(label)));
    };
    number(&mut out, data.train.len());
    data.train.iter().for_each(|e| example(&mut out, e));
    number(&mut out, data.validation.len() + data.test.len());
    heard_on.for_each(|e| example(&mut out, e));
    out
}

/// Reads what [`examples`] wrote.
struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn word(&mut self) -> Result<[u8; 4]> {
        let (word, rest) = self.rest.split_first_chunk::<4>().ok_or_else(|| Error::Mismatch {
            what: "examples for another worker".into(),
            expected: "all of them".into(),
            got: "a part that is cut off".into(),
        })?;
        self.rest = rest;
        Ok(*word)
    }

    fn number(&mut self) -> Result<usize> {
        Ok(u32::from_le_bytes(self.word()?) as usize)
    }

    fn part(&mut self) -> Result<Vec<Example>> {
        let count = self.number()?;
        (0..count)
            .map(|_| {
                let (label, utterance, length, labelled) = (self.number()?, self.number()?, self.number()?, self.number()?);
                let frames = (0..length).map(|_| Ok(f32::from_le_bytes(self.word()?))).collect::<Result<_>>()?;
                let frame_labels = (0..labelled).map(|_| Ok(self.number()? as u8)).collect::<Result<_>>()?;
                Ok(Example { frames, label, frame_labels, utterance })
            })
            .collect()
    }
}
