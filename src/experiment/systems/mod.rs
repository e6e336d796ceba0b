//! The networks that the paper compares, each with an id, a default rule and its settings (SPEC section 5).
//!
//! Each has two lists of settings: `tuned`, chosen by cross-validation inside the training set (docs/tuning.md), and `paper`, each parameter that
//! its source states. docs/systems/ has a page for each that says what was read from where and what differs.

mod list;
mod presets;

use serde::{Deserialize, Serialize};

use crate::audio::FrontEnd;
use crate::data::DataSet;
use crate::rules::{Eligibility, EpropFeedback, Reach};
use crate::snn::network::{Encoding, FeedbackKind, LoopKind, ReadoutFrom};
use crate::snn::{NeuronParams, Readout};
use crate::train::noise::NoiseKind;
use crate::train::prepare::Target;
use crate::train::{Augment, Config, Loss, Normalise, Preset, Schedule, settings};
use crate::{Error, Result};

pub use list::SYSTEMS;
use presets::{PAPER, PHONEMES, phoneme_settings, rule_settings};

/// Settings by key.
type Changes = &'static [(&'static str, &'static str)];

/// A network to train, with the figure that the paper gives for it.
pub struct System {
    /// Stable id.
    pub id: &'static str,
    /// `digits`, `phonemes` or `both`: the task of its row in the paper. See [`System::learns`] for what it can learn.
    pub task: &'static str,
    /// Name in words.
    pub title: &'static str,
    /// Ids of the rules it can be trained by, its own first.
    pub rules: &'static [&'static str],
    /// Layers for ten words.
    pub topology: &'static str,
    /// Accuracy in per cent that the paper gives for it on its task, where it gives one.
    pub paper_accuracy: Option<f64>,
    /// Where it comes from.
    pub source: &'static str,
    /// Epochs of a run, under either preset.
    pub epochs: u32,
    /// What makes it this system, under either preset.
    nature: Changes,
    /// Settings of the tuned preset that differ from the rule's.
    tuned: Changes,
    /// Settings of the paper's preset that differ from [`PAPER`].
    paper: Changes,
}

/// What a network is to learn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// Single words.
    #[default]
    Digits,
    /// The phones of sentences, frame by frame.
    Phonemes,
}

impl Task {
    /// The task that data are for.
    #[must_use]
    pub fn of(data: &DataSet) -> Self {
        if data.is_phonemes() { Self::Phonemes } else { Self::Digits }
    }

    /// Its name in files and on the command line.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Digits => "digits",
            Self::Phonemes => "phonemes",
        }
    }
}

/// The system with this id.
///
/// # Errors
/// [`Error::UnknownChoice`] with every id there is.
pub fn system(id: &str) -> Result<&'static System> {
    SYSTEMS.iter().find(|s| s.id == id).ok_or_else(|| Error::UnknownChoice {
        what: "system".into(),
        got: id.chars().take(40).collect(),
        choices: SYSTEMS.iter().map(|s| s.id).collect::<Vec<_>>().join(", "),
    })
}

impl System {
    /// The rule it is trained by unless another is chosen.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.rules.first().copied().unwrap_or("bptt")
    }

    /// Whether it can learn a task: systems for phonemes alone have names that end in `-ph`.
    #[must_use]
    pub fn learns(&self, task: Task) -> bool {
        match task {
            Task::Digits => !self.id.ends_with("-ph"),
            Task::Phonemes => self.task != "digits",
        }
    }

    /// Its tuned configuration under its own rule.
    ///
    /// # Errors
    /// [`Error::Topology`] or a setting's error if this table were wrong.
    pub fn config(&self) -> Result<Config> {
        self.config_for(self.rule(), Preset::Tuned)
    }

    /// Its configuration under `rule`. Tuned: the common settings, those that suit the rule, the system's own. Paper: the paper's, the system's.
    ///
    /// # Errors
    /// [`Error::UnknownChoice`] when the system cannot be trained by `rule`.
    pub fn config_for(&self, rule: &str, preset: Preset) -> Result<Config> {
        self.config_on(if self.learns(Task::Digits) { Task::Digits } else { Task::Phonemes }, rule, preset)
    }

    /// Its configuration under `rule` for a task. For phonemes, what that task takes stands above all; nothing else
    /// stands above what makes it this system.
    ///
    /// # Errors
    /// [`Error::UnknownChoice`] when the system cannot be trained by `rule`, or does not learn the task.
    pub fn config_on(&self, task: Task, rule: &str, preset: Preset) -> Result<Config> {
        crate::rules::by_id(rule)?;
        if crate::PHONEMES && !self.learns(task) {
            let able: Vec<&str> = SYSTEMS.iter().filter(|s| s.learns(task)).map(|s| s.id).collect();
            let what = format!("system for {}", if task == Task::Digits { "words" } else { "labelled phones" });
            return Err(Error::UnknownChoice { what, got: self.id.to_owned(), choices: able.join(", ") });
        }
        if !self.rules.contains(&rule) {
            let what = format!("rule for {}", self.id);
            return Err(Error::UnknownChoice { what, got: rule.to_owned(), choices: self.rules.join(", ") });
        }
        let mut config = common(self, rule, preset)?;
        let (first, own) = match preset {
            Preset::Tuned => (rule_settings(rule), self.tuned),
            Preset::Paper => (PAPER, self.paper),
        };
        let phonemes = crate::PHONEMES && task == Task::Phonemes;
        let frames = if phonemes { PHONEMES } else { &[] };
        let tuned = if phonemes && preset == Preset::Tuned { phoneme_settings(rule) } else { &[] };
        if phonemes {
            config.topology = config.topology.with_readout(PHONES)?;
        }
        for list in [first, own, tuned, self.nature, frames] {
            for (key, value) in list {
                settings::set(&mut config, key, value)?;
            }
        }
        Ok(config)
    }
}

/// Classes of phones.
const PHONES: usize = crate::data::phones::CLASSES.len();

fn common(system: &System, rule: &str, preset: Preset) -> Result<Config> {
    Ok(Config {
        system: system.id.to_owned(),
        rule: rule.to_owned(),
        preset,
        seed: 1,
        epochs: system.epochs,
        topology: system.topology.parse()?,
        neuron: NeuronParams::default(),
        encoding: Encoding::Direct,
        steps_per_frame: 1,
        som_nodes: 400,
        som_winners: 1,
        readout: Readout::Leaky,
        readout_from: ReadoutFrom::Last,
        readout_leak: 0.9,
        input_scale: 1.0,
        density: 0.5,
        loop_block: 32,
        loop_kind: LoopKind::Uniform,
        init_ff: 1.0,
        init_rec: 0.2,
        feedback: FeedbackKind::Binary,
        feedback_density: 0.2,
        feedback_reach: 0.5,
        feedback_skips: 0,
        through_time: Reach::Leak,
        eligibility: Eligibility::Backward,
        eprop_feedback: EpropFeedback::Symmetric,
        feedback_decay: 0.001,
        rate_target: 0.1,
        rate_strength: 0.0,
        loss: Loss::Softmax,
        learning_rate: 3e-4,
        readout_rate: 33.0,
        schedule: Schedule::Cosine,
        batch: 50,
        validation: 0.0,
        patience: 0,
        angle_utterances: 10,
        target: Target::Word,
        noise: 0.0,
        test_noise: 0.0,
        noise_kind: NoiseKind::Replace,
        augment: Augment::default(),
        normalise: Normalise::Band,
        front_end: FrontEnd::default(),
    })
}
