//! Looking inside a trained network: what drives its neurons, its weights, what its neurons would do with other constants, how it answers many
//! utterances. Nothing here learns.

mod neuron;
mod weights;

pub use neuron::{Axis, Field, MAX_GRID, NeuronChange, field};
pub use weights::LayerView;

use crate::audio::Samples;
use crate::data::DataSet;
use crate::model_file::Model;
use crate::recognise::{Recognition, recognise_in_noise};
use crate::snn::drive::{Drives, drives};
use crate::snn::encode::Draw;
use crate::snn::forward::forward;
use crate::snn::{NeuronParams, Tape};
use crate::text::float;
use crate::train::shards::largest;
use crate::train::{Example, noise, prepare};
use crate::{Error, Result};

/// A trained network with the buffers of its passes.
#[derive(Debug, Clone)]
pub struct Lab {
    model: Model,
    /// The neurons as they were trained; those of `model` are as the last pass had them.
    trained: NeuronParams,
    /// The last utterance heard.
    tape: Tape,
    /// Passes that are not looked at.
    aside: Tape,
}

/// What a network made of one utterance of a data set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// Index of the model's label with the highest score; none when the front end refused the recording.
    pub label: Option<usize>,
    /// Scores, 0 to 1, in the order of the model's labels; empty when the recording was refused.
    pub scores: Vec<f32>,
    /// What the front end says of the recording.
    pub notices: Vec<String>,
    /// Why the front end refused it.
    pub refused: Option<String>,
    /// Steps of the pass.
    pub steps: usize,
    /// Spikes of every neuron of the hidden layers, one layer after the other (a step with both flags counts two); of units without spikes
    /// the sum of their values. Zeros when the recording was refused.
    pub counts: Vec<f32>,
}

impl Lab {
    /// Reads a model file or a checkpoint (its weights are then those of the run as it was); `name` stands in the errors.
    ///
    /// # Errors
    /// What [`Model::load`] refuses.
    pub fn load(name: &str, bytes: &[u8]) -> Result<Self> {
        Ok(Self::of(Model::load(name, bytes)?))
    }

    /// Looks into `model`.
    #[must_use]
    pub fn of(model: Model) -> Self {
        Self { trained: model.net.params.neuron.clone(), model, tape: Tape::new(), aside: Tape::new() }
    }

    /// The model, with its neurons as the last pass had them.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The last utterance heard.
    #[must_use]
    pub fn tape(&self) -> &Tape {
        &self.tape
    }

    /// Hears a recording with the share `noise` of its input disturbed and with changed neurons. Without a change this is
    /// [`recognise_in_noise`], to the last bit.
    ///
    /// # Errors
    /// A change or a noise out of range; what the front end refuses.
    pub fn hear(&mut self, name: &str, samples: &Samples, noise: f32, change: &NeuronChange) -> Result<Recognition> {
        check_noise(noise)?;
        self.model.net.params.neuron = change.of(&self.trained)?;
        recognise_in_noise(&self.model, name, samples, noise, &mut self.tape)
    }

    /// What drove the neurons of layer `l` through the last utterance heard.
    ///
    /// # Errors
    /// As [`drives`].
    pub fn drives(&self, l: usize) -> Result<Drives> {
        drives(&self.model.net, &self.tape, l)
    }

    /// Answers utterance `i` of `data` as an evaluation does, the share `noise` of its input disturbed by draws from `seed` (none: the model's own).
    /// A recording that the front end refuses is an answer too.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for an index or a noise out of range, [`Error::DataSet`] for sentences where the model tells words apart, or the
    /// other way round.
    pub fn answer(&mut self, data: &DataSet, i: usize, noise: f32, seed: Option<u64>) -> Result<Answer> {
        check_noise(noise)?;
        let u = data.utterance(i)?;
        let Model { config, net, standardise, input_range, .. } = &mut self.model;
        prepare::check_target(config, data)?;
        net.params.neuron.clone_from(&self.trained);
        let hidden = net.layers.len().saturating_sub(1);
        let (frames, frame_labels, notices) = match prepare::frames_of(config, u) {
            Ok(frames) => frames,
            Err(e) => {
                let neurons = net.layers.iter().take(hidden).map(crate::snn::LayerWeights::neurons).sum();
                return Ok(Answer { refused: Some(e.to_string()), counts: vec![0.0; neurons], ..Answer::default() });
            }
        };
        let mut example = [Example { frames: standardise.apply(&frames), label: u.label, frame_labels, utterance: i }];
        noise::disturb(&mut example, config.noise_kind, noise, *input_range, seed.unwrap_or(config.seed));
        let [example] = example;
        let tape = &mut self.aside;
        forward(net, &example.frames, Draw::new(i, 0), tape)?;
        let mut scores = vec![0.0; tape.output.len()];
        config.loss.scores(&tape.output, &mut scores);
        let mut counts = Vec::new();
        for layer in tape.layers.iter().take(hidden) {
            let from = counts.len();
            counts.resize(from + layer.neurons, 0.0);
            for row in layer.output().chunks_exact(layer.neurons.max(1)) {
                for (count, s) in counts.iter_mut().skip(from).zip(row) {
                    *count += s;
                }
            }
        }
        Ok(Answer { label: Some(largest(&tape.output)), scores, notices, refused: None, steps: tape.steps, counts })
    }
}

fn check_noise(noise: f32) -> Result<()> {
    if (0.0..=1.0).contains(&noise) {
        return Ok(());
    }
    Err(Error::OutOfRange { what: "noise".into(), allowed: "a share from 0 to 1".into(), got: float(noise) })
}
