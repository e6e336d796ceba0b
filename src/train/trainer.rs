//! A run: epochs of batches, step by step, so that a page stays in charge between two steps.

use super::config::Config;
use super::evaluate::{self, Answer};
use super::health;
use super::history::{EpochRecord, LayerRecord, SATURATED};
use super::learner::Course;
use super::operations::FanOut;
use super::optimiser::Adam;
use super::prepare::{Example, Prepared};
use super::shards::{BatchGradient, BatchSums, Workers};
use crate::rng::{Purpose, Stream};
use crate::rules::{EpropFeedback, Flow};
use crate::snn::Network;
use crate::snn::network::Encoding;
use crate::snn::som::Som;
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
#[derive(Debug, Clone, PartialEq)]
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
    course: Course,
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
        let mut net = Network::new(config.network(data.labels.len())?, config.seed)?;
        if config.encoding == Encoding::Som {
            let frames: Vec<&[f32]> = data.train.iter().flat_map(|e| e.frames.chunks_exact(net.params.bands.max(1))).collect();
            net.som = Som::train(&frames, net.params.som_nodes, config.seed);
        }
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
        let course = config.course()?;
        let gradient = BatchGradient::new(&net, &workers);
        let mut this = Self { config, data, net, adam, progress, best, course, workers, gradient, order: Vec::new(), answers: Vec::new() };
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
        let record = self.end_epoch(epoch, mean_loss)?;
        health::check_activity(&self.net, &self.progress.history, self.config.epochs)?;
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
        let sums = self.gradient.compute(&self.net, &self.course, &batch, epoch, &self.workers)?;
        health::check_numbers(&self.net, &self.gradient.total, sums.loss, epoch, self.progress.batch + 1)?;
        let done = self.progress.epochs_done as usize * self.batches() + self.progress.batch;
        let factor = self.config.schedule.factor(done, self.config.epochs as usize * self.batches());
        let (rate, readout_factor) = (self.config.learning_rate * factor, self.config.readout_rate);
        let teaching = &self.course.teaching;
        if teaching.rule.id() == "eprop" && teaching.eprop_feedback == EpropFeedback::Adaptive {
            self.adam.update_with_feedback(&mut self.net, &self.gradient.total, rate, readout_factor, teaching.feedback_decay);
        } else {
            self.adam.update(&mut self.net, &self.gradient.total, rate, readout_factor);
        }
        self.progress.sums.add(&sums);
        self.progress.batch += 1;
        Ok(sums.loss / f64::from(sums.utterances.max(1)))
    }

    fn end_epoch(&mut self, epoch: u32, train_loss: f64) -> Result<EpochRecord> {
        let angles = self.angles(epoch)?;
        let (validation, test) = self.answers.split_at(self.data.validation.len().min(self.answers.len()));
        let labels = self.data.labels.len();
        let validation_accuracy = evaluate::summarise(validation, labels).accuracy;
        let sums = &self.progress.sums;
        let n = f64::from(sums.utterances.max(1));
        let operations = FanOut::of(&self.net).operations(&sums.activity);
        let layers = self.layer_records(&angles);
        let hidden = self.net.layers.len() - 1;
        let neurons: f64 = self.net.layers.iter().take(hidden).map(|l| l.neurons() as f64).sum();
        let spikes = sums.activity.spikes.iter().take(hidden).fold(0.0, |sum, s| sum + s);
        let record = EpochRecord {
            epoch,
            train_loss: train_loss as f32,
            train_accuracy: (f64::from(sums.right) / n) as f32,
            validation_accuracy: validation_accuracy.map(|a| a as f32),
            test_accuracy: evaluate::summarise(test, labels).accuracy.map(|a| a as f32),
            firing_rate: (spikes / (neurons * sums.activity.steps as f64).max(1.0)) as f32,
            synaptic_operations: (operations.total() / n) as f32,
            energy_nj: (operations.energy_nj() / n) as f32,
            layers,
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
        self.progress.history.push(record.clone());
        self.answers.clear();
        self.shuffle();
        Ok(record)
    }

    /// Rates, silent and saturated neurons of every layer that spikes.
    fn layer_records(&self, angles: &[Option<f32>]) -> Vec<LayerRecord> {
        let activity = &self.progress.sums.activity;
        let steps = activity.steps.max(1) as f64;
        let records = activity.fired.iter().zip(&activity.spikes).enumerate().map(|(l, (fired, spikes))| {
            let n = fired.len().max(1) as f64;
            let share = |test: &dyn Fn(u32) -> bool| (fired.iter().filter(|f| test(**f)).count() as f64 / n) as f32;
            LayerRecord {
                firing_rate: (spikes / (n * steps)) as f32,
                silent: share(&|f| f == 0),
                saturated: if self.net.spikes() { share(&|f| f64::from(f) >= SATURATED * steps) } else { 0.0 },
                angle: angles.get(l).copied().flatten(),
            }
        });
        records.collect()
    }

    /// Angle between the rule's gradient and that of `bptt` in every hidden layer, degrees, over the first utterances of the epoch and with
    /// the weights at its end.
    fn angles(&mut self, epoch: u32) -> Result<Vec<Option<f32>>> {
        let hidden = self.net.layers.len() - 1;
        // A small training set is not worth more than one utterance: the measurement must not cost more than the learning.
        let count = (self.config.angle_utterances as usize).min((self.order.len() / 20).max(1));
        match self.course.teaching.rule.flow() {
            _ if self.config.angle_utterances == 0 => return Ok(Vec::new()),
            Flow::Nothing => return Ok(vec![None; hidden]),
            Flow::LayerByLayer { random: false } => return Ok(vec![Some(0.0); hidden]),
            _ => {}
        }
        let some: Vec<&Example> = self.order.iter().take(count).filter_map(|&i| self.data.train.get(i)).collect();
        let mut exact = self.course;
        exact.teaching.rule = &rules::bptt::PseudoBp;
        self.gradient.compute(&self.net, &self.course, &some, epoch, &self.workers)?;
        let own = self.gradient.total.layers.clone();
        self.gradient.compute(&self.net, &exact, &some, epoch, &self.workers)?;
        Ok(own.iter().zip(&self.gradient.total.layers).take(hidden).map(|(a, b)| health::angle(a, b)).collect())
    }

    /// Order of the coming epoch: a function of seed and epoch alone, so that a resumed run shuffles as the whole one.
    fn shuffle(&mut self) {
        self.order = (0..self.data.train.len()).collect();
        Stream::new(self.config.seed, Purpose::Shuffle, u64::from(self.progress.epochs_done)).shuffle(&mut self.order);
    }
}
