//! A run: epochs of batches, step by step, so that a page stays in charge between two steps.

use super::config::Config;
use super::evaluate::{self, Answer};
use super::history::EpochRecord;
use super::optimiser::Adam;
use super::prepare::{Example, Prepared};
use super::shards::{BatchGradient, BatchSums, Teaching, Workers};
use crate::rng::{Purpose, Stream};
use crate::snn::Network;
use crate::{Error, Result, rules};

/// Utterances that one step evaluates.
const EVALUATED_AT_ONCE: usize = 64;

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It learnt one batch.
    Train,
    /// It evaluated some utterances after an epoch.
    Evaluate,
}

/// What one step of a run did and how far the run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepReport {
    /// Epoch at hand, from 1.
    pub epoch: u32,
    /// Batches of this epoch that are done.
    pub batch: usize,
    /// Batches of an epoch.
    pub batches: usize,
    /// What the step did.
    pub phase: Phase,
    /// Mean loss over the batch; over the epoch so far while evaluating.
    pub loss: f64,
    /// Whether the run is over.
    pub done: bool,
    /// Figures of the epoch, when the step ended one.
    pub epoch_end: Option<EpochRecord>,
}

/// The best network so far by validation accuracy.
#[derive(Debug, Clone, PartialEq)]
pub struct Best {
    /// Its epoch, from 1.
    pub epoch: u32,
    /// Its validation accuracy.
    pub accuracy: f64,
    /// Its weights.
    pub net: Network,
}

/// Everything of a run that changes, besides weights and optimiser: what a checkpoint must hold to go on to the last bit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Progress {
    /// Epochs that are over.
    pub epochs_done: u32,
    /// Batches of the current epoch that are learnt.
    pub batch: usize,
    /// Sums over these batches.
    pub sums: BatchSums,
    /// Figures of the epochs that are over.
    pub history: Vec<EpochRecord>,
    /// Whether the run stopped early.
    pub stopped: bool,
}

/// A run over prepared data.
pub struct Trainer {
    /// Its configuration.
    pub config: Config,
    /// Its data.
    pub data: Prepared,
    /// The network as it is.
    pub net: Network,
    /// The optimiser's state.
    pub adam: Adam,
    /// How far it is.
    pub progress: Progress,
    /// The best network so far, with a validation part.
    pub best: Option<Best>,
    teaching: Teaching,
    workers: Workers,
    gradient: BatchGradient,
    order: Vec<usize>,
    answers: Vec<Answer>,
}

impl Trainer {
    /// A new run: the network is drawn from the configuration's seed.
    ///
    /// # Errors
    /// [`Error::Topology`], [`Error::UnknownChoice`] when the configuration does not make a network.
    pub fn new(config: Config, data: Prepared, workers: Workers) -> Result<Self> {
        let net = Network::new(config.network(data.labels.len())?, config.seed)?;
        let adam = Adam::new(&net);
        Self::resume(config, data, workers, net, adam, Progress::default(), None)
    }

    /// A run that goes on from a checkpoint's parts.
    ///
    /// # Errors
    /// [`Error::UnknownChoice`] for an unknown rule, [`Error::DataSet`] without training examples.
    pub fn resume(
        mut config: Config,
        data: Prepared,
        workers: Workers,
        net: Network,
        adam: Adam,
        progress: Progress,
        best: Option<Best>,
    ) -> Result<Self> {
        if data.train.is_empty() {
            return Err(Error::DataSet {
                name: "training part".into(),
                problem: "it is empty".into(),
                hint: "choose a split that leaves something to learn from".into(),
            });
        }
        config.topology = net.params.topology.clone();
        let teaching = Teaching { rule: rules::by_id(&config.rule)?, loss: config.loss, rp_time: config.rp_time };
        let gradient = BatchGradient::new(&net, &workers);
        let mut this =
            Self { config, data, net, adam, progress, best, teaching, workers, gradient, order: Vec::new(), answers: Vec::new() };
        this.shuffle();
        Ok(this)
    }

    /// Batches of an epoch.
    #[must_use]
    pub fn batches(&self) -> usize {
        self.data.train.len().div_ceil(self.config.batch as usize)
    }

    /// Whether the run is over.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.progress.stopped || self.progress.epochs_done >= self.config.epochs
    }

    /// The network that the run would give now: the best by validation accuracy, or without a validation part the last.
    #[must_use]
    pub fn result(&self) -> &Network {
        self.best.as_ref().map_or(&self.net, |b| &b.net)
    }

    /// The threads that the run works on.
    #[must_use]
    pub fn workers(&self) -> &Workers {
        &self.workers
    }

    /// Learns one batch, or after an epoch's last batch evaluates some utterances. Does nothing more when the run is over.
    ///
    /// # Errors
    /// [`Error::Training`] when the loss is no longer a number.
    pub fn step(&mut self) -> Result<StepReport> {
        if self.is_done() {
            return Ok(self.report(self.progress.epochs_done, Phase::Evaluate, 0.0, None));
        }
        let epoch = self.progress.epochs_done + 1;
        if self.progress.batch < self.batches() {
            let loss = self.learn_batch(epoch)?;
            return Ok(self.report(epoch, Phase::Train, loss, None));
        }
        let mean_loss = self.progress.sums.loss / f64::from(self.progress.sums.utterances.max(1));
        let (validation, test) = (self.data.validation.len(), self.data.test.len());
        let from = self.answers.len();
        if from < validation + test {
            let part = if from < validation { &self.data.validation[from..] } else { &self.data.test[from - validation..] };
            let some = &part[..part.len().min(EVALUATED_AT_ONCE)];
            self.answers.extend(evaluate::answers(&self.net, self.config.loss, some, &self.workers)?);
        }
        if self.answers.len() < validation + test {
            return Ok(self.report(epoch, Phase::Evaluate, mean_loss, None));
        }
        let record = self.end_epoch(epoch, mean_loss);
        Ok(self.report(epoch, Phase::Evaluate, mean_loss, Some(record)))
    }

    fn report(&self, epoch: u32, phase: Phase, loss: f64, epoch_end: Option<EpochRecord>) -> StepReport {
        let batch = if epoch_end.is_some() { self.batches() } else { self.progress.batch };
        StepReport { epoch, batch, batches: self.batches(), phase, loss, done: self.is_done(), epoch_end }
    }

    fn learn_batch(&mut self, epoch: u32) -> Result<f64> {
        let size = self.config.batch as usize;
        let from = self.progress.batch * size;
        let batch: Vec<&Example> = self.order.iter().skip(from).take(size).filter_map(|&i| self.data.train.get(i)).collect();
        let sums = self.gradient.compute(&self.net, &self.teaching, &batch, &self.workers)?;
        // The gradient of a layer's bias sums those of all its potentials: what is no number anywhere shows there.
        let finite = self.gradient.total.layers.iter().all(|l| l.bias.iter().all(|g| g.is_finite()));
        if !sums.loss.is_finite() || !finite {
            return Err(Error::Training {
                problem: format!("the loss or its gradient is no longer a number in epoch {epoch}, batch {}", self.progress.batch + 1),
                hint: "lower the learning rate or the spread of the initial weights".into(),
            });
        }
        let done = self.progress.epochs_done as usize * self.batches() + self.progress.batch;
        let factor = self.config.schedule.factor(done, self.config.epochs as usize * self.batches());
        self.adam.update(&mut self.net, &self.gradient.total, self.config.learning_rate * factor, self.config.readout_rate);
        self.progress.sums.add(&sums);
        self.progress.batch += 1;
        Ok(sums.loss / f64::from(sums.utterances.max(1)))
    }

    fn end_epoch(&mut self, epoch: u32, train_loss: f64) -> EpochRecord {
        let (validation, test) = self.answers.split_at(self.data.validation.len().min(self.answers.len()));
        let labels = self.data.labels.len();
        let validation_accuracy = evaluate::summarise(validation, labels).accuracy;
        let sums = self.progress.sums;
        let n = f64::from(sums.utterances.max(1));
        let record = EpochRecord {
            epoch,
            train_loss: train_loss as f32,
            train_accuracy: (f64::from(sums.right) / n) as f32,
            validation_accuracy: validation_accuracy.map(|a| a as f32),
            test_accuracy: evaluate::summarise(test, labels).accuracy.map(|a| a as f32),
            firing_rate: (sums.firing_rate / n) as f32,
        };
        if let Some(accuracy) = validation_accuracy {
            if self.best.as_ref().is_none_or(|b| accuracy > b.accuracy) {
                self.best = Some(Best { epoch, accuracy, net: self.net.clone() });
            }
            let since = epoch - self.best.as_ref().map_or(0, |b| b.epoch);
            self.progress.stopped = self.config.patience > 0 && since >= self.config.patience;
        }
        self.progress.epochs_done = epoch;
        self.progress.batch = 0;
        self.progress.sums = BatchSums::default();
        self.progress.history.push(record);
        self.answers.clear();
        self.shuffle();
        record
    }

    /// Order of the coming epoch: a function of seed and epoch alone, so that a resumed run shuffles as the whole one.
    fn shuffle(&mut self) {
        self.order = (0..self.data.train.len()).collect();
        Stream::new(self.config.seed, Purpose::Shuffle, u64::from(self.progress.epochs_done)).shuffle(&mut self.order);
    }
}
