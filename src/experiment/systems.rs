//! The networks that the paper compares, each with an id, a default rule and its settings (SPEC section 5).

use crate::audio::FrontEnd;
use crate::rules::RpTime;
use crate::snn::network::FeedbackKind;
use crate::snn::{NeuronParams, Readout, Topology};
use crate::train::{Config, Loss, Schedule, settings};
use crate::{Error, Result};

/// A network to train, with the figure that the paper gives for it.
pub struct System {
    /// Stable id.
    pub id: &'static str,
    /// `digits` or `phonemes`.
    pub task: &'static str,
    /// Name in words.
    pub title: &'static str,
    /// Ids of the rules it can be trained by, its own first.
    pub rules: &'static [&'static str],
    /// Layers for ten words.
    pub topology: &'static str,
    /// Accuracy in per cent that the paper's Table 2 gives for TIDigits, where it gives one.
    pub paper_accuracy: Option<f64>,
    /// Where it comes from.
    pub source: &'static str,
    /// Settings that differ from the common ones.
    changes: &'static [(&'static str, &'static str)],
}

const SHALLOW_RULES: &[&str] = &["rp", "bptt", "readout"];
const PSEUDO_BP: &[&str] = &["bptt", "rp", "readout"];

/// Every system, in the order in which it is shown.
pub static SYSTEMS: &[System] = &[
    System {
        id: "nrr-shallow",
        task: "digits",
        title: "NRR-SNN, shallow: one recurrent layer, adaptive threshold, sparse loop",
        rules: SHALLOW_RULES,
        topology: "RFC500-FC10",
        paper_accuracy: Some(63.03),
        source: "Jia et al. 2021, Tables 1 and 2",
        changes: &[],
    },
    System {
        id: "bp-rsnn",
        task: "digits",
        title: "BP-RSNN: the same network trained by pseudo-BP",
        rules: PSEUDO_BP,
        topology: "RFC500-FC10",
        paper_accuracy: Some(59.57),
        source: "Jia et al. 2021, figure 5C",
        changes: &[],
    },
    System {
        id: "ff-snn",
        task: "digits",
        title: "Feedforward SNN: no loop, no adaptive threshold",
        rules: PSEUDO_BP,
        topology: "FC500-FC10",
        paper_accuracy: Some(36.25),
        source: "Jia et al. 2021, Table 2",
        changes: &[("adapt_strength", "0")],
    },
    System {
        id: "ff-snn-at",
        task: "digits",
        title: "Feedforward SNN with adaptive threshold",
        rules: PSEUDO_BP,
        topology: "FC500-FC10",
        paper_accuracy: Some(66.05),
        source: "Jia et al. 2021, Table 2",
        changes: &[],
    },
    System {
        id: "ff-snn-loop",
        task: "digits",
        title: "Feedforward SNN with sparse loop",
        rules: PSEUDO_BP,
        topology: "RFC500-FC10",
        paper_accuracy: Some(60.86),
        source: "Jia et al. 2021, Table 2",
        changes: &[("adapt_strength", "0")],
    },
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

    /// Its configuration under its own rule.
    ///
    /// # Errors
    /// [`Error::Topology`] or a setting's error if this table were wrong.
    pub fn config(&self) -> Result<Config> {
        self.config_for(self.rule())
    }

    /// Its configuration under `rule`: the common settings, then those that suit the rule, then the system's own.
    ///
    /// # Errors
    /// [`Error::UnknownChoice`] when the system cannot be trained by `rule`.
    pub fn config_for(&self, rule: &str) -> Result<Config> {
        crate::rules::by_id(rule)?;
        if !self.rules.contains(&rule) {
            let what = format!("rule for {}", self.id);
            return Err(Error::UnknownChoice { what, got: rule.to_owned(), choices: self.rules.join(", ") });
        }
        let mut config = common(self.id, rule, self.topology.parse()?);
        for (key, value) in rule_settings(rule).iter().chain(self.changes) {
            settings::set(&mut config, key, value)?;
        }
        Ok(config)
    }
}

/// Settings that a rule needs to learn well; chosen by cross-validation inside the training set.
fn rule_settings(rule: &str) -> &'static [(&'static str, &'static str)] {
    match rule {
        // The exact gradient saturates the neurons at g 0.8; the paper's 0.2 suits it.
        "bptt" => &[("leak", "0.2"), ("adapt_strength", "0.1"), ("learning_rate", "0.001"), ("readout_rate", "10")],
        _ => &[],
    }
}

fn common(system: &str, rule: &str, topology: Topology) -> Config {
    Config {
        system: system.to_owned(),
        rule: rule.to_owned(),
        seed: 1,
        epochs: 40,
        topology,
        neuron: NeuronParams { leak: 0.8, adapt_strength: 0.05, ..NeuronParams::default() },
        readout: Readout::Leaky,
        readout_leak: 0.9,
        input_scale: 1.0,
        density: 0.5,
        init_ff: 1.0,
        init_rec: 0.2,
        feedback: FeedbackKind::Binary,
        feedback_density: 0.2,
        feedback_reach: 0.5,
        rp_time: RpTime::Leak,
        loss: Loss::Softmax,
        learning_rate: 3e-4,
        readout_rate: 33.0,
        schedule: Schedule::Cosine,
        batch: 50,
        validation: 0.0,
        patience: 0,
        front_end: FrontEnd::default(),
    }
}
