//! The networks that the paper compares, each with an id, a default rule and its settings (SPEC section 5).
//!
//! Each has two lists of settings: `tuned`, chosen by cross-validation inside the training set (docs/tuning.md), and `paper`, each parameter that
//! its source states. docs/systems/ has a page for each that says what was read from where and what differs.

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

const ALL_RULES: &[&str] = &["rp", "bptt", "fa", "dfa", "sdfa", "drtp", "local", "eprop", "readout"];
const PSEUDO_BP: &[&str] = &["bptt", "rp", "fa", "dfa", "sdfa", "drtp", "local", "eprop", "readout"];
const EPROP: &[&str] = &["eprop", "rp", "bptt", "fa", "dfa", "sdfa", "drtp", "local", "readout"];
const RESERVOIR: &[&str] = &["readout", "rp", "bptt", "fa", "dfa", "sdfa", "drtp", "local", "eprop"];

/// The paper's settings (Table 1, sections 4.1, 4.5 and 5.2), where it leaves nothing open.
const PAPER: Changes = &[
    ("front_end", "fft39"),
    ("normalise", "scale"),
    ("leak", "0.2"),
    ("v_threshold", "0.5"),
    ("v_reset", "0"),
    ("refractory_steps", "1"),
    ("surrogate_width", "0.5"),
    ("adapt_decay", "0.9"),
    ("adapt_gain", "0.1"),
    ("adapt_strength", "1"),
    ("density", "0.5"),
    ("readout", "spiking"),
    ("loss", "mse"),
    ("batch", "50"),
    ("learning_rate", "0.0001"),
    ("readout_rate", "1"),
    ("schedule", "constant"),
    ("through_time", "loop"),
    ("feedback_reach", "1"),
    ("feedback", "binary"),
    ("feedback_density", "0.2"),
    ("rate_strength", "0"),
];

/// One channel, threshold adaptation, softmax of leaky readouts (Bellec et al. 2020).
const LSNN: Changes = &[
    ("firing", "single"),
    ("adaptation", "threshold"),
    ("readout", "leaky"),
    ("loss", "softmax"),
    ("density", "1"),
    ("adaptive_share", "0.25"),
];

/// Bellec et al. 2020 at 5 steps a frame, in units in which weights are uniform with deviation 1/√inputs (docs/systems/lsnn-eprop.md).
const BELLEC: Changes = &[
    ("front_end", "logmel39"),
    ("normalise", "band"),
    ("steps_per_frame", "5"),
    ("leak", "0.951"),
    ("adapt_decay", "0.995"),
    ("adapt_gain", "1"),
    ("adapt_strength", "0.184"),
    ("v_threshold", "0.205"),
    ("surrogate_width", "0.205"),
    ("refractory_steps", "2"),
    ("init_ff", "1.73"),
    ("init_rec", "1.73"),
    ("readout_leak", "0.935"),
    ("learning_rate", "0.01"),
    ("batch", "32"),
    ("through_time", "state"),
    ("rate_strength", "100"),
    ("rate_target", "0.01"),
    ("feedback", "gaussian"),
];

/// Every system, in the order in which it is shown.
pub static SYSTEMS: &[System] = &[
    System {
        id: "nrr-shallow",
        task: "digits",
        title: "NRR-SNN, shallow: one recurrent layer, adaptive threshold, sparse loop",
        rules: ALL_RULES,
        topology: "RFC500-FC10",
        paper_accuracy: Some(63.03),
        source: "Jia et al. 2021, Tables 1 and 2",
        epochs: 20,
        nature: &[],
        tuned: &[],
        paper: &[],
    },
    System {
        id: "nrr-deep",
        task: "digits",
        title: "NRR-SNN, deep: convolution, recurrent layer, feedforward layer",
        rules: ALL_RULES,
        topology: "C32x9x3/2-RFC500-FC300-FC10",
        paper_accuracy: Some(98.34),
        source: "Jia et al. 2021, Table 2 and section 5.6",
        epochs: 30,
        nature: &[],
        tuned: &[("readout_from", "all"), ("feedback_skips", "1")],
        paper: &[],
    },
    System {
        id: "nrr-shallow-plain",
        task: "digits",
        title: "NRR-SNN, shallow, without plasticity",
        rules: ALL_RULES,
        topology: "RFC500-FC10",
        paper_accuracy: Some(56.96),
        source: "Jia et al. 2021, figure 5C",
        epochs: 20,
        nature: &[("adapt_strength", "0")],
        tuned: &[],
        paper: &[],
    },
    System {
        id: "bp-rsnn",
        task: "digits",
        title: "BP-RSNN: the shallow network trained by pseudo-BP",
        rules: PSEUDO_BP,
        topology: "RFC500-FC10",
        paper_accuracy: Some(59.57),
        source: "Jia et al. 2021, figure 5C",
        epochs: 20,
        nature: &[],
        tuned: &[],
        paper: &[],
    },
    System {
        id: "bp-rsnn-plain",
        task: "digits",
        title: "BP-RSNN without plasticity",
        rules: PSEUDO_BP,
        topology: "RFC500-FC10",
        paper_accuracy: Some(58.19),
        source: "Jia et al. 2021, figure 5C",
        epochs: 20,
        nature: &[("adapt_strength", "0")],
        tuned: &[],
        paper: &[],
    },
    System {
        id: "ff-snn",
        task: "digits",
        title: "Feedforward SNN: no loop, no adaptive threshold",
        rules: PSEUDO_BP,
        topology: "FC500-FC10",
        paper_accuracy: Some(36.25),
        source: "Jia et al. 2021, Table 2",
        epochs: 20,
        nature: &[("adapt_strength", "0")],
        tuned: &[],
        paper: &[],
    },
    System {
        id: "ff-snn-at",
        task: "digits",
        title: "Feedforward SNN with adaptive threshold",
        rules: PSEUDO_BP,
        topology: "FC500-FC10",
        paper_accuracy: Some(66.05),
        source: "Jia et al. 2021, Table 2",
        epochs: 20,
        nature: &[],
        tuned: &[],
        paper: &[],
    },
    System {
        id: "ff-snn-loop",
        task: "digits",
        title: "Feedforward SNN with sparse loop",
        rules: PSEUDO_BP,
        topology: "RFC500-FC10",
        paper_accuracy: Some(60.86),
        source: "Jia et al. 2021, Table 2",
        epochs: 20,
        nature: &[("adapt_strength", "0")],
        tuned: &[],
        paper: &[],
    },
    System {
        id: "som-snn",
        task: "digits",
        title: "SOM-SNN: self-organising map over frames, its winners into a spiking classifier",
        rules: PSEUDO_BP,
        topology: "RFC300-FC10",
        paper_accuracy: Some(97.40),
        source: "Wu et al. 2018, Frontiers in Neuroscience 12:836",
        epochs: 20,
        nature: &[("encoding", "som"), ("adapt_strength", "0")],
        tuned: &[
            ("som_nodes", "400"),
            ("som_winners", "16"),
            ("init_ff", "3"),
            ("leak", "0.5"),
            ("augment_shift", "1"),
            ("augment_pitch", "0.5"),
            ("augment_noise", "0.3"),
        ],
        paper: &[
            ("som_nodes", "576"),
            ("som_winners", "1"),
            ("topology", "FC10"),
            ("front_end", "logmel39"),
            ("normalise", "band"),
            ("leak", "0.935"),
            ("init_ff", "3"),
        ],
    },
    System {
        id: "lsm",
        task: "digits",
        title: "Liquid state machine: 3-D reservoir of excitatory and inhibitory neurons, trained readout",
        rules: RESERVOIR,
        topology: "RFC500-FC10",
        paper_accuracy: Some(92.30),
        source: "Zhang et al. 2015, IEEE Transactions on Neural Networks and Learning Systems 26:2635",
        epochs: 20,
        nature: &[("loop_kind", "distance"), ("adapt_strength", "0"), ("density", "1")],
        tuned: &[("init_rec", "0.2"), ("leak", "0.5")],
        paper: &[("topology", "RFC135-FC10"), ("front_end", "logmel39"), ("normalise", "band"), ("leak", "0.46"), ("init_rec", "0.5")],
    },
    System {
        id: "dnn",
        task: "both",
        title: "DNN: the shallow network with units that do not spike",
        rules: PSEUDO_BP,
        topology: "RFC500-FC10",
        paper_accuracy: None,
        source: "Jia et al. 2021, figures 4, 6 and 7",
        epochs: 20,
        nature: &[("unit", "relu"), ("readout", "leaky"), ("adapt_strength", "0")],
        tuned: &[],
        paper: &[("readout_leak", "0")],
    },
    System {
        id: "lsnn-eprop",
        task: "phonemes",
        title: "LSNN: recurrent neurons with and without adaptive threshold, trained by e-prop",
        rules: EPROP,
        topology: "RFC400-FC10",
        paper_accuracy: Some(65.40),
        source: "Bellec et al. 2020, Nature Communications 11:3625",
        epochs: 20,
        nature: LSNN,
        tuned: &[],
        paper: BELLEC,
    },
    System {
        id: "rsnn-bptt",
        task: "phonemes",
        title: "RSNN: recurrent spiking network trained by backpropagation through time",
        rules: PSEUDO_BP,
        topology: "RFC400-FC10",
        paper_accuracy: Some(73.60),
        source: "Bellec et al. 2020, Nature Communications 11:3625; Wu et al. 2020",
        epochs: 20,
        nature: LSNN,
        tuned: &[],
        paper: BELLEC,
    },
    #[cfg(any(not(target_arch = "wasm32"), feature = "phonemes"))]
    System {
        id: "nrr-ph",
        task: "phonemes",
        title: "NRR-SNN for phonemes: one recurrent layer, adaptive threshold, sparse loop",
        rules: ALL_RULES,
        topology: "RFC500-FC39",
        paper_accuracy: Some(56.12),
        source: "Jia et al. 2021, Table 2",
        epochs: 20,
        nature: &[],
        tuned: &[],
        paper: &[],
    },
    #[cfg(any(not(target_arch = "wasm32"), feature = "phonemes"))]
    System {
        id: "bp-snn-ph",
        task: "phonemes",
        title: "The same network trained by pseudo-BP",
        rules: PSEUDO_BP,
        topology: "RFC500-FC39",
        paper_accuracy: Some(53.08),
        source: "Jia et al. 2021, Table 2",
        epochs: 20,
        nature: &[],
        tuned: &[],
        paper: &[],
    },
    #[cfg(any(not(target_arch = "wasm32"), feature = "phonemes"))]
    System {
        id: "ff-snn-ph",
        task: "phonemes",
        title: "Feedforward SNN for phonemes: no loop, no adaptive threshold",
        rules: PSEUDO_BP,
        topology: "FC500-FC39",
        paper_accuracy: Some(52.97),
        source: "Jia et al. 2021, Table 2",
        epochs: 20,
        nature: &[("adapt_strength", "0")],
        tuned: &[],
        paper: &[],
    },
    #[cfg(any(not(target_arch = "wasm32"), feature = "phonemes"))]
    System {
        id: "ff-snn-at-ph",
        task: "phonemes",
        title: "Feedforward SNN for phonemes with adaptive threshold",
        rules: PSEUDO_BP,
        topology: "FC500-FC39",
        paper_accuracy: Some(53.42),
        source: "Jia et al. 2021, Table 2",
        epochs: 20,
        nature: &[],
        tuned: &[],
        paper: &[],
    },
    #[cfg(any(not(target_arch = "wasm32"), feature = "phonemes"))]
    System {
        id: "ff-snn-loop-ph",
        task: "phonemes",
        title: "Feedforward SNN for phonemes with sparse loop",
        rules: PSEUDO_BP,
        topology: "RFC500-FC39",
        paper_accuracy: Some(55.67),
        source: "Jia et al. 2021, Table 2",
        epochs: 20,
        nature: &[("adapt_strength", "0")],
        tuned: &[],
        paper: &[],
    },
];

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
}

/// What learning phones frame by frame takes, under either preset: 39 cepstral coefficients every 10 ms.
const PHONEMES: Changes = &[
    ("target", "frame"),
    ("front_end", "mfcc39"),
    ("normalise", "band"),
    ("rate_hz", "16000"),
    ("window_ms", "25"),
    ("hop_ms", "10"),
    ("eligibility", "backward"),
];

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

/// Settings that a rule needs to learn phonemes; chosen on a validation part of the training sentences (docs/tuning.md).
fn phoneme_settings(rule: &str) -> Changes {
    match rule {
        "rp" => {
            &[("batch", "10"), ("readout_leak", "0.8"), ("angle_utterances", "0"), ("learning_rate", "0.0001"), ("readout_rate", "100")]
        }
        "local" => &[
            ("batch", "5"),
            ("readout_leak", "0.8"),
            ("angle_utterances", "0"),
            ("firing", "single"),
            ("adapt_strength", "0.1"),
            ("feedback_reach", "0.7"),
            ("through_time", "state"),
            ("rate_strength", "0.3"),
            ("learning_rate", "0.001"),
            ("readout_rate", "30"),
        ],
        // The control at its best.
        "readout" => &[
            ("batch", "5"),
            ("readout_leak", "0.8"),
            ("angle_utterances", "0"),
            ("firing", "single"),
            ("adapt_strength", "0.1"),
            ("readout_rate", "100"),
        ],
        _ => &[("batch", "10"), ("readout_leak", "0.8"), ("angle_utterances", "0")],
    }
}

/// Settings that a rule needs to learn well; chosen by cross-validation inside the training set (docs/tuning.md).
fn rule_settings(rule: &str) -> Changes {
    match rule {
        // The exact gradient makes no use of strong adaptation.
        "bptt" | "fa" => &[("adapt_strength", "0.1"), ("learning_rate", "0.001"), ("readout_rate", "10")],
        "dfa" => &[
            ("leak", "0.8"),
            ("adapt_strength", "0.05"),
            ("feedback", "gaussian"),
            ("feedback_reach", "1"),
            ("rate_strength", "1"),
            ("rate_target", "0.1"),
        ],
        "sdfa" => &[
            ("leak", "0.8"),
            ("adapt_strength", "0.05"),
            ("feedback", "gaussian"),
            ("feedback_reach", "1"),
            ("rate_strength", "100"),
            ("rate_target", "0.1"),
        ],
        "drtp" => &[
            ("leak", "0.8"),
            ("adapt_strength", "0.05"),
            ("feedback", "gaussian"),
            ("feedback_reach", "1"),
            ("rate_strength", "3"),
            ("rate_target", "0.1"),
        ],
        "local" => &[
            ("adapt_strength", "0.1"),
            ("feedback", "gaussian"),
            ("feedback_reach", "0.7"),
            ("rate_strength", "0.3"),
            ("learning_rate", "0.001"),
            ("readout_rate", "10"),
        ],
        "eprop" => &[
            ("leak", "0.8"),
            ("adapt_strength", "0.05"),
            ("feedback", "gaussian"),
            ("feedback_reach", "1"),
            ("through_time", "state"),
            ("learning_rate", "0.001"),
            ("readout_rate", "10"),
        ],
        _ => &[],
    }
}

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
