//! One run of an experiment: independent of all others, and a small result that says everything about it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::look::Look;
use super::{Task, system};
use crate::Result;
use crate::data::DataSet;
use crate::text::hex;
use crate::train::config::ConfigRecord;
use crate::train::{EpochRecord, Preset, settings};

/// What is to be run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Id of the system.
    pub system: String,
    /// Id of the rule.
    pub rule: String,
    /// Id of the preset.
    pub preset: String,
    /// The split.
    pub split: String,
    /// The seed.
    pub seed: u64,
    /// Epochs, where not the system's own.
    pub epochs: Option<u32>,
    /// Settings that differ from the preset's.
    pub settings: BTreeMap<String, String>,
    /// What is learnt.
    #[serde(default)]
    pub task: Task,
    /// Proportions of noise, per cent, under which the test part is answered after every epoch, besides the run's own test.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub noise_tests: Vec<u32>,
    /// Whether what the neurons do with one test utterance is kept, early and late.
    #[serde(default, skip_serializing_if = "is_false")]
    pub look: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_false(value: &bool) -> bool {
    !value
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobResult {
    /// What was run.
    pub job: Job,
    /// Every setting of the run.
    pub config: ConfigRecord,
    /// Name of the data.
    pub data: String,
    /// SHA-256 of the recordings ([`DataSet::digest`]).
    pub recordings_sha256: String,
    /// SHA-256 of the prepared data.
    pub data_sha256: String,
    /// Share of right answers in the test part after the last epoch; none for a run that stopped.
    pub test_accuracy: Option<f64>,
    /// Share of right answers in the training part while it was learnt, in the last epoch.
    pub train_accuracy: Option<f64>,
    /// Of sentences, edits per phone of the test part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_error_rate: Option<f64>,
    /// For every test word in order, 1 where the answer was right; empty for sentences.
    pub right: String,
    /// Why the run stopped before its end, if it did.
    pub stopped: Option<String>,
    /// Figures of every epoch.
    pub history: Vec<EpochRecord>,
    /// Test accuracy after every epoch under each of the job's proportions of noise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub noise_accuracy: Vec<Vec<f64>>,
    /// What the neurons did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look: Option<Look>,
    /// SHA-256 of the final weights.
    pub weights_sha256: String,
    /// What was left out of the data or changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<String>,
    /// Wall time, seconds: of this machine, not of the result.
    pub seconds: f64,
}

impl JobResult {
    /// What `other`, which is of the same job, found otherwise; times do not count.
    #[must_use]
    pub fn unlike(&self, other: &Self) -> Vec<&'static str> {
        let all = [
            ("recordings", self.recordings_sha256 == other.recordings_sha256),
            ("prepared data", self.data_sha256 == other.data_sha256),
            ("settings", self.config == other.config),
            ("weights", self.weights_sha256 == other.weights_sha256),
            (
                "answers",
                self.right == other.right && self.test_accuracy == other.test_accuracy && self.phone_error_rate == other.phone_error_rate,
            ),
            ("answers under noise", self.noise_accuracy == other.noise_accuracy),
            ("epochs", self.history == other.history && self.train_accuracy == other.train_accuracy),
            ("spikes", self.look == other.look),
            ("end", self.stopped == other.stopped),
        ];
        all.into_iter().filter(|(_, same)| !same).map(|(what, _)| what).collect()
    }

    /// The result as bytes that are the same wherever it was made: without the time it took, the name that its data have there, and what their
    /// reader had to say.
    ///
    /// # Errors
    /// [`crate::Error::Io`] for a result that cannot be written as JSON.
    pub fn lasting(&self) -> Result<Vec<u8>> {
        let plain = Self { seconds: 0.0, data: String::new(), notices: Vec::new(), ..self.clone() };
        serde_json::to_vec(&plain).map_err(|e| crate::Error::Io { path: self.job.id(), problem: e.to_string() })
    }
}

impl Job {
    /// A name for the job and its result, fit for a file.
    #[must_use]
    pub fn id(&self) -> String {
        let plain = |text: &str| -> String { text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect() };
        let changed: String = self.settings.iter().map(|(key, value)| format!("_{}-{}", plain(key), plain(value))).collect();
        let epochs = self.epochs.map(|e| format!("_{e}-epochs")).unwrap_or_default();
        let task = if self.task == Task::Phonemes { "_phonemes" } else { "" };
        let noise: String = self.noise_tests.iter().map(|p| format!("-{p}")).collect();
        let noise = if noise.is_empty() { noise } else { format!("_tested-under{noise}") };
        let look = if self.look { "_look" } else { "" };
        let [system, rule, preset, mut split] = [&self.system, &self.rule, &self.preset, &self.split].map(|text| plain(text));
        // A voice may be called anything, and two of them may differ in such letters alone.
        if split != self.split {
            let _ = write!(split, "-{}", hex(&Sha256::digest(&self.split)).get(..8).unwrap_or_default());
        }
        let seed = self.seed;
        format!("{system}_{rule}_{preset}{changed}{task}_{split}_seed-{seed}{epochs}{noise}{look}")
    }

    /// Every setting of the run.
    ///
    /// # Errors
    /// [`crate::Error::UnknownChoice`] for a system, rule or preset that does not exist.
    pub fn config(&self) -> Result<crate::train::Config> {
        let mut config = system(&self.system)?.config_on(self.task, &self.rule, self.preset.parse::<Preset>()?)?;
        for (key, value) in &self.settings {
            settings::set(&mut config, key, value)?;
        }
        config.seed = self.seed;
        config.epochs = self.epochs.unwrap_or(config.epochs);
        Ok(config)
    }

    /// Every setting of the run on `data`: the readout has a neuron for each label.
    ///
    /// # Errors
    /// As [`Job::config`]; [`crate::Error::Topology`] for too many labels.
    pub fn config_on(&self, data: &DataSet) -> Result<crate::train::Config> {
        let mut config = self.config()?;
        config.topology = config.topology.with_readout(data.labels.len())?;
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::Job;

    #[test]
    fn an_id_from_a_file_names_no_other_folder() {
        let text = r#"{"system": "../../x", "rule": "r/p", "preset": "..", "split": "fold:0/5", "seed": 1, "epochs": null, "settings": {"a/b": "../c"}}"#;
        let job: Job = serde_json::from_str(text).expect("a job");
        assert!(!job.id().contains(['/', '.', '\\']), "{}", job.id());
    }

    #[test]
    fn voices_whose_names_differ_in_odd_letters_alone_have_runs_of_their_own() {
        let id = |voice: &str| {
            let text = format!(
                r#"{{"system": "dnn", "rule": "bptt", "preset": "tuned", "split": "speaker:{voice}", "seed": 1, "epochs": null, "settings": {{}}}}"#
            );
            serde_json::from_str::<Job>(&text).expect("a job").id()
        };
        let ids = ["jörg", "jürg", "a_b", "a-b", "\u{4e00}", "\u{4e01}"].map(id);
        assert_eq!(std::collections::BTreeSet::from(ids.clone()).len(), ids.len(), "{ids:?}");
    }
}
