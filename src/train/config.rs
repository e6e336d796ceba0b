//! Everything that defines a run, besides its data.

use serde::{Deserialize, Serialize};

use super::augment::Augment;
use super::learner::Course;
use super::loss::Loss;
use super::noise::NoiseKind;
use super::optimiser::Schedule;
use super::prepare::{Normalise, Target};
use super::settings;
use crate::audio::{FrontEnd, FrontEndKind};
use crate::choice::choice;
use crate::json::Texts;
use crate::rules::{Eligibility, EpropFeedback, Flow, Reach, Teaching};
use crate::snn::network::{Encoding, FeedbackKind, LoopKind, ReadoutFrom};
use crate::snn::neuron::ResetGradient;
use crate::snn::{NetworkParams, NeuronParams, Readout, Topology};
use crate::{Error, Result, order};

/// Configuration of a run. Every field that a user may change is listed in [`SETTINGS`](super::SETTINGS) with its range.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Id of the system ([`crate::experiment::SYSTEMS`]).
    pub system: String,
    /// Id of the learning rule ([`crate::rules::RULES`]).
    pub rule: String,
    /// Which of the system's two lists of settings it began with.
    pub preset: Preset,
    /// Seed of every random stream.
    pub seed: u64,
    /// Epochs of the run, 1 to 10,000.
    pub epochs: u32,
    /// Layers; the readout's size is set to the number of labels when a run starts.
    pub topology: Topology,
    /// Neurons.
    pub neuron: NeuronParams,
    /// How frames become the first layer's input.
    pub encoding: Encoding,
    /// Steps for which each frame is held.
    pub steps_per_frame: u32,
    /// Nodes of the self-organising map.
    pub som_nodes: u32,
    /// Nodes of the map that spike for a frame.
    pub som_winners: u32,
    /// Readout.
    pub readout: Readout,
    /// Which hidden layers the readout sees.
    pub readout_from: ReadoutFrom,
    /// κ: fraction of its potential that a leaky readout keeps per step.
    pub readout_leak: f32,
    /// Factor on the standardised input.
    pub input_scale: f32,
    /// Share of the loop's connections that exist.
    pub density: f32,
    /// Neighbouring targets whose connections in a loop exist together or not at all.
    pub loop_block: u32,
    /// Which connections a loop has.
    pub loop_kind: LoopKind,
    /// Spread of the initial feedforward weights.
    pub init_ff: f32,
    /// Spread of the initial loop weights.
    pub init_rec: f32,
    /// Distribution of B.
    pub feedback: FeedbackKind,
    /// Share of ones in a binary B.
    pub feedback_density: f32,
    /// Share of the hidden neurons that B reaches.
    pub feedback_reach: f32,
    /// Hidden layers, from the first one on, that B does not reach at all.
    pub feedback_skips: u32,
    /// Reach of the direct rules through time.
    pub through_time: Reach,
    /// How the sum over time is computed.
    pub eligibility: Eligibility,
    /// What `eprop` sends the error back by.
    pub eprop_feedback: EpropFeedback,
    /// Share by which an adaptive B and the readout's weights shrink per update.
    pub feedback_decay: f32,
    /// Firing rate that the rate regulariser pulls to.
    pub rate_target: f32,
    /// Strength of the rate regulariser.
    pub rate_strength: f32,
    /// Loss of the readout.
    pub loss: Loss,
    /// Learning rate at the start.
    pub learning_rate: f32,
    /// Factor on the learning rate of the readout.
    pub readout_rate: f32,
    /// How the learning rate changes.
    pub schedule: Schedule,
    /// Utterances per update.
    pub batch: u32,
    /// Share of the training set kept aside to choose the best epoch; 0 keeps the last epoch.
    pub validation: f32,
    /// Epochs without a better validation accuracy after which a run stops; 0 never stops early.
    pub patience: u32,
    /// Training utterances on which the angle to the gradient of `bptt` is measured after each epoch; 0 for none.
    pub angle_utterances: u32,
    /// What has a label.
    pub target: Target,
    /// Proportion of noise in training and validation part, 0 to 1.
    pub noise: f32,
    /// Proportion of noise in the test part.
    pub test_noise: f32,
    /// What noise does.
    pub noise_kind: NoiseKind,
    /// Random variations of the training utterances.
    pub augment: Augment,
    /// How frames are brought to a common scale.
    pub normalise: Normalise,
    /// Samples to frames.
    pub front_end: FrontEnd,
}

choice! {
    /// Which of a system's two lists of settings.
    Preset, "preset" {
        /// The project's own, chosen by cross-validation inside the training set.
        Tuned = "tuned", "the project's settings";
        /// Each parameter that the paper states, as it states it.
        Paper = "paper", "the paper's settings";
    }
}

impl Config {
    /// Checks that it is for words and for a front end of words: what the page's recogniser can use.
    ///
    /// # Errors
    /// [`Error::OutOfRange`].
    pub fn check_words(&self) -> Result<()> {
        let mel = matches!(self.front_end.kind, FrontEndKind::Mfcc39 | FrontEndKind::Mfcc39Plain);
        if self.target == Target::Word && !mel {
            return Ok(());
        }
        Err(Error::OutOfRange {
            what: "target and front_end in the page".into(),
            allowed: "word; fft39 or logmel39 (the program nrr-snn has the others)".into(),
            got: format!("{}; {}", self.target.id(), self.front_end.kind.id()),
        })
    }

    /// Parameters of the network that this configuration makes for `labels` labels.
    ///
    /// # Errors
    /// [`Error::Topology`] when the readout cannot have so many neurons; [`Error::OutOfRange`] for settings that do not go together.
    pub fn network(&self, labels: usize) -> Result<NetworkParams> {
        if self.neuron.reset == ResetGradient::Gradient && self.neuron.refractory_steps > 1 {
            // The gradient through the reset knows the step after a spike alone.
            return Err(Error::OutOfRange {
                what: "refractory_steps with reset=gradient".into(),
                allowed: "1 (or reset=detached)".into(),
                got: self.neuron.refractory_steps.to_string(),
            });
        }
        if !crate::PHONEMES {
            self.check_words()?;
        }
        if crate::PHONEMES && self.target == Target::Frame && self.eligibility == Eligibility::Forward {
            return Err(Error::OutOfRange {
                what: "eligibility with target=frame".into(),
                allowed: "backward (traces per synapse learn words alone)".into(),
                got: self.eligibility.to_string(),
            });
        }
        Ok(NetworkParams {
            bands: self.front_end.bands as usize,
            encoding: self.encoding,
            steps_per_frame: self.steps_per_frame as usize,
            som_nodes: self.som_nodes as usize,
            som_winners: self.som_winners as usize,
            topology: self.topology.with_readout(labels)?,
            neuron: self.neuron.clone(),
            readout: self.readout,
            readout_from: self.readout_from,
            readout_leak: self.readout_leak,
            input_scale: self.input_scale,
            density: self.density,
            loop_block: self.loop_block as usize,
            loop_kind: self.loop_kind,
            init_ff: self.init_ff,
            init_rec: self.init_rec,
            feedback: self.feedback,
            feedback_density: self.feedback_density,
            feedback_reach: self.feedback_reach,
            feedback_skips: self.feedback_skips as usize,
            random_back: matches!(crate::rules::by_id(&self.rule)?.flow(), Flow::LayerByLayer { random: true }),
        })
    }

    /// How its utterances are learnt.
    ///
    /// # Errors
    /// [`crate::Error::UnknownChoice`] for an unknown rule.
    pub fn course(&self) -> Result<Course> {
        let teaching = Teaching {
            rule: crate::rules::by_id(&self.rule)?,
            reach: self.through_time,
            eligibility: self.eligibility,
            eprop_feedback: self.eprop_feedback,
            feedback_decay: self.feedback_decay,
            rate_target: self.rate_target,
            rate_strength: self.rate_strength,
        };
        Ok(Course { teaching, loss: self.loss, augment: self.augment, seed: self.seed })
    }

    /// The configuration as it stands in a model file: every setting by its key.
    #[must_use]
    pub fn record(&self) -> ConfigRecord {
        let mut settings: Vec<_> = settings::SETTINGS.iter().map(|s| (s.key.to_owned(), s.get(self))).collect();
        order::sort(&mut settings, |a, b| a.0 < b.0);
        ConfigRecord {
            system: self.system.clone(),
            rule: self.rule.clone(),
            preset: self.preset.to_string(),
            seed: self.seed.to_string(),
            epochs: self.epochs,
            settings: Texts(settings),
        }
    }

    /// Reads a record back; every value is checked as if a user had typed it.
    ///
    /// # Errors
    /// [`crate::Error::UnknownChoice`] or [`crate::Error::OutOfRange`] for what does not fit.
    pub fn from_record(record: &ConfigRecord) -> Result<Self> {
        let mut config = crate::experiment::system(&record.system)?.config()?;
        config.preset = record.preset.parse()?;
        crate::rules::by_id(&record.rule)?;
        config.rule.clone_from(&record.rule);
        config.seed = settings::parse_seed(&record.seed)?;
        config.epochs = settings::check_epochs(record.epochs)?;
        for (key, value) in &record.settings.0 {
            settings::set(&mut config, key, value)?;
        }
        Ok(config)
    }
}

/// A configuration in a model file. The seed is text, since JavaScript's numbers lose whole numbers above 2^53.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConfigRecord {
    /// Id of the system.
    pub system: String,
    /// Id of the rule.
    pub rule: String,
    /// The preset it began with.
    pub preset: String,
    /// Seed.
    pub seed: String,
    /// Epochs.
    pub epochs: u32,
    /// Every setting by its key.
    pub settings: Texts,
}

crate::json::json!(ConfigRecord { system: "system", rule: "rule", preset: "preset", seed: "seed", epochs: "epochs", settings: "settings" });
