//! One run of an experiment: independent of all others, and a small result that says everything about it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Task, system};
use crate::data::{DataSet, Split};
use crate::model_file::weights_sha256;
use crate::train::config::ConfigRecord;
use crate::train::shards::Workers;
use crate::train::{EpochRecord, Preset, Trainer, evaluate, prepare, settings};
use crate::{Error, Result};

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
    /// SHA-256 of the final weights.
    pub weights_sha256: String,
    /// Wall time, seconds: of this machine, not of the result.
    pub seconds: f64,
}

impl Job {
    /// A name for the job and its result, fit for a file.
    #[must_use]
    pub fn id(&self) -> String {
        let plain = |text: &str| -> String { text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect() };
        let changed: String = self.settings.iter().map(|(key, value)| format!("_{}-{}", plain(key), plain(value))).collect();
        let epochs = self.epochs.map(|e| format!("_{e}-epochs")).unwrap_or_default();
        let task = if self.task == Task::Phonemes { "_phonemes" } else { "" };
        format!("{}_{}_{}{changed}{task}_{}_seed-{}{epochs}", self.system, self.rule, self.preset, plain(&self.split), self.seed)
    }

    /// Every setting of the run.
    ///
    /// # Errors
    /// [`Error::UnknownChoice`] for a system, rule or preset that does not exist.
    pub fn config(&self) -> Result<crate::train::Config> {
        let mut config = system(&self.system)?.config_on(self.task, &self.rule, self.preset.parse::<Preset>()?)?;
        for (key, value) in &self.settings {
            settings::set(&mut config, key, value)?;
        }
        config.seed = self.seed;
        config.epochs = self.epochs.unwrap_or(config.epochs);
        Ok(config)
    }

    /// Runs the job to its end. `tick` hears the epochs that are done and how many there are.
    ///
    /// # Errors
    /// What keeps a run from beginning; one that stops on the way is a result.
    pub fn run(&self, data: &DataSet, workers: Workers, mut tick: impl FnMut(u32, u32)) -> Result<JobResult> {
        let begun = std::time::Instant::now();
        let config = self.config()?;
        let split: Split = self.split.parse()?;
        let prepared = prepare(&config, data, &split, &workers)?;
        let mut trainer = Trainer::new(config, prepared, workers)?;
        let mut stopped = None;
        while !trainer.is_done() && stopped.is_none() {
            match trainer.step() {
                Ok(report) => {
                    if report.epoch_end.is_some() {
                        tick(report.epoch, trainer.config.epochs);
                    }
                }
                Err(e @ Error::Training { .. }) => stopped = Some(e.to_string()),
                Err(e) => return Err(e),
            }
        }
        let answers = evaluate::answers(trainer.result(), trainer.config.loss, &trainer.data.test, trainer.workers())?;
        let summary = evaluate::summarise(&answers, trainer.data.labels.len());
        Ok(JobResult {
            job: self.clone(),
            config: trainer.config.record(),
            data: data.name.clone(),
            data_sha256: trainer.data.digest.clone(),
            test_accuracy: summary.accuracy.filter(|_| stopped.is_none()),
            train_accuracy: trainer.progress.history.last().map(|r| f64::from(r.train_accuracy)),
            phone_error_rate: summary.phone_error_rate.filter(|_| stopped.is_none()),
            right: answers.iter().filter(|a| a.spoken.is_empty()).map(|a| if a.answer == a.label { '1' } else { '0' }).collect(),
            stopped,
            weights_sha256: weights_sha256(trainer.result()),
            history: trainer.progress.history,
            seconds: begun.elapsed().as_secs_f64(),
        })
    }
}
