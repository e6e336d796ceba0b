//! Runs a job, epoch by epoch, so that it can be kept half-way and gone on with.

use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::job::{Job, JobResult};
use super::look::{Look, Raster};
use crate::data::{DataSet, Split};
use crate::model_file::{checkpoint, weights_sha256};
use crate::train::shards::Workers;
use crate::train::{Example, Trainer, evaluate, noise, prepare};
use crate::{Error, Result};

/// What a run has gathered besides its weights and its history.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Gathered {
    /// Test accuracy under noise, by epoch and proportion.
    noise_accuracy: Vec<Vec<f64>>,
    /// Spikes after the first epoch.
    early: Option<Raster>,
    /// Wall time so far, seconds.
    seconds: f64,
}

/// A run between two epochs.
pub struct Halfway<'a> {
    /// Epochs that are done.
    pub epoch: u32,
    /// Epochs of the whole run.
    pub epochs: u32,
    trainer: &'a Trainer,
    gathered: Gathered,
    data: &'a str,
    split: &'a str,
}

impl Halfway<'_> {
    /// Everything that [`Job::run`] needs to go on from here to the last bit.
    ///
    /// # Errors
    /// [`Error::ModelFile`] when the file cannot be composed.
    pub fn save(&self) -> Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec(&self.gathered).map_err(|e| Error::Io { path: "checkpoint".into(), problem: e.to_string() })?;
        bytes.push(b'\n');
        bytes.extend(checkpoint::save(self.trainer, self.data, self.split)?);
        Ok(bytes)
    }
}

impl Job {
    /// Runs the job to its end, from its beginning or from what [`Halfway::save`] gave. `watch` is called after every epoch; none comes out
    /// when it answers that the run is to end there.
    ///
    /// # Errors
    /// What keeps a run from beginning; one that stops on the way is a result. What does not fit the job, as a checkpoint of another run.
    pub fn run(
        &self,
        data: &DataSet,
        workers: Workers,
        from: Option<&[u8]>,
        mut watch: impl FnMut(&Halfway<'_>) -> Result<bool>,
    ) -> Result<Option<JobResult>> {
        let begun = Instant::now();
        let config = self.config_on(data)?;
        let split: Split = self.split.parse()?;
        let (mut trainer, mut gathered) = match from {
            None => {
                let prepared = prepare(&config, data, &split, &workers)?;
                (Trainer::new(config, prepared, workers)?, Gathered::default())
            }
            Some(bytes) => self.resume(bytes, data, &split, workers)?,
        };
        let before_s = gathered.seconds;
        let noisy = self.noisy_tests(&trainer);
        let mut stopped = None;
        while !trainer.is_done() && stopped.is_none() {
            let report = match trainer.step() {
                Ok(report) => report,
                Err(e @ Error::Training { .. }) => {
                    stopped = Some(e.to_string());
                    continue;
                }
                Err(e) => return Err(e),
            };
            if report.epoch_end.is_none() {
                continue;
            }
            if !noisy.is_empty() {
                gathered.noise_accuracy.push(noisy.iter().map(|test| accuracy(&trainer, test)).collect::<Result<_>>()?);
            }
            if self.look && report.epoch == 1 {
                gathered.early = trainer.data.test.first().map(|e| Raster::of(&trainer.net, e, 1)).transpose()?;
            }
            gathered.seconds = before_s + begun.elapsed().as_secs_f64();
            let (epoch, epochs) = (report.epoch, trainer.config.epochs);
            let halfway = Halfway { epoch, epochs, trainer: &trainer, gathered: gathered.clone(), data: &data.name, split: &self.split };
            if !watch(&halfway)? {
                return Ok(None);
            }
        }
        let answers = evaluate::answers(trainer.result(), trainer.config.loss, &trainer.data.test, trainer.workers())?;
        let summary = evaluate::summarise(&answers, trainer.data.labels.len());
        let look = match (self.look, trainer.data.test.first()) {
            (true, Some(example)) => Some(Look::of(trainer.result(), example, data, gathered.early, trainer.progress.epochs_done)?),
            _ => None,
        };
        Ok(Some(JobResult {
            job: self.clone(),
            config: trainer.config.record(),
            data: data.name.clone(),
            recordings_sha256: data.digest(),
            data_sha256: trainer.data.digest.clone(),
            test_accuracy: summary.accuracy.filter(|_| stopped.is_none()),
            train_accuracy: trainer.progress.history.last().map(|r| f64::from(r.train_accuracy)),
            phone_error_rate: summary.phone_error_rate.filter(|_| stopped.is_none()),
            right: answers.iter().filter(|a| a.spoken.is_empty()).map(|a| if a.answer == a.label { '1' } else { '0' }).collect(),
            stopped,
            weights_sha256: weights_sha256(trainer.result()),
            notices: trainer.data.notices.clone(),
            history: trainer.progress.history,
            noise_accuracy: gathered.noise_accuracy,
            look,
            seconds: before_s + begun.elapsed().as_secs_f64(),
        }))
    }

    fn resume(&self, bytes: &[u8], data: &DataSet, split: &Split, workers: Workers) -> Result<(Trainer, Gathered)> {
        let mismatch = |expected: &str, got: String| Error::Mismatch { what: "half-way run".into(), expected: expected.to_owned(), got };
        let line = bytes.iter().position(|b| *b == b'\n').unwrap_or(0);
        let (first, rest) = bytes.split_at(line);
        let gathered = serde_json::from_slice(first).map_err(|e| mismatch("a line of JSON and a checkpoint", e.to_string()))?;
        let kept = checkpoint::Checkpoint::load(&self.id(), rest.get(1..).unwrap_or_default())?;
        let config = self.config_on(data)?;
        if kept.model.config.record() != config.record() {
            return Err(mismatch("the job's settings", "other settings".to_owned()));
        }
        let prepared = prepare(&config, data, split, &workers)?;
        Ok((kept.resume(prepared, workers)?, gathered))
    }

    /// The test part under each proportion of noise.
    fn noisy_tests(&self, trainer: &Trainer) -> Vec<Vec<Example>> {
        let config = &trainer.config;
        let under = |percent: &u32| {
            let mut test = trainer.data.test.clone();
            noise::disturb(&mut test, config.noise_kind, *percent as f32 / 100.0, trainer.data.input_range, config.seed);
            test
        };
        self.noise_tests.iter().map(under).collect()
    }
}

/// Share of right answers of the network as it is.
fn accuracy(trainer: &Trainer, test: &[Example]) -> Result<f64> {
    let right = evaluate::right(&trainer.net, &test.iter().collect::<Vec<_>>(), trainer.workers())?;
    let questions: usize = test.iter().map(Example::questions).sum();
    Ok(right.iter().map(|&r| f64::from(r)).sum::<f64>() / questions.max(1) as f64)
}
