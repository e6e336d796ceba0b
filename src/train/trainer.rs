//! A run: epochs of batches, step by step, so that a page stays in charge between two steps.

use super::config::Config;
use super::evaluate;
use super::health;
use super::history::{EpochRecord, LayerRecord, SATURATED};
use super::learner::Course;
use super::operations::FanOut;
use super::optimiser::Adam;
use super::prepare::{Example, Prepared, Role};
use super::replica::update;
use super::shards::{Batch, BatchGradient, BatchSums, SHARDS, Workers};
use super::tree::Part;
use crate::rng::{Purpose, Stream};
use crate::rules::{Flow, Gradients};
use crate::snn::Network;
use crate::snn::network::Encoding;
use crate::snn::som::Som;
use crate::{Error, Result, rules};

/// Utterances that one step evaluates.
const EVALUATED_AT_ONCE: usize = 64;
/// An utterance that nobody has answered yet.
const UNHEARD: u32 = u32::MAX;

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

/// What a step has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// Learn the pieces of a batch.
    Learn,
    /// Gradient of a batch that nothing is learnt from: the rule's, or the exact one to compare it with.
    Measure {
        /// Whether it is the exact one.
        exact: bool,
    },
    /// Answer utterances of the validation part and, behind them, of the test part.
    Answer {
        /// The first of them.
        from: usize,
    },
    /// Only end the epoch, or do nothing when the run is over.
    Rest,
}

/// A step's work in units that several workers can share: pieces of a batch, or utterances to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Task {
    /// What is to be done.
    pub job: Job,
    /// In which epoch, from 1.
    pub epoch: u32,
    /// Units of it.
    pub units: usize,
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

/// Bytes that a run holds, by what they are for; without the data that it learns from. They are those of its last batch, and 0 where nothing
/// of a kind was needed: a rule without traces has none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bytes {
    /// Weights, with those that are never learnt; twice where the best network so far is kept beside.
    pub weights: usize,
    /// Every state of the utterances that are learnt at once: whole ones, or pieces of 64 steps where the rule learns while it hears.
    pub tape: usize,
    /// Traces of every synapse, where the rule carries some.
    pub traces: usize,
    /// What is computed on the way from the states to the gradient.
    pub scratch: usize,
    /// Gradients: of the batch, and of its pieces until they are added.
    pub gradients: usize,
    /// Adam's two running means.
    pub optimiser: usize,
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
    order: Vec<u32>,
    task: Task,
    /// Learning rate of the batch that [`Trainer::settle`] has summed.
    rate: f32,
    /// Labels heard after this epoch, in the validation part and behind it in the test part.
    heard: Vec<u32>,
    /// The rule's own gradient, while its angle to the exact one is measured.
    own: Option<Gradients>,
    /// Angles of this epoch, once they are measured.
    angles: Option<Vec<Option<f32>>>,
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
        let mut this = Self {
            config,
            data,
            net,
            adam,
            progress,
            best,
            course,
            workers,
            gradient,
            order: Vec::new(),
            task: Task { job: Job::Rest, epoch: 0, units: 0 },
            rate: 0.0,
            heard: Vec::new(),
            own: None,
            angles: None,
        };
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

    /// Bytes that the run holds.
    #[must_use]
    pub fn bytes(&self) -> Bytes {
        let mut bytes = Bytes {
            weights: self.net.bytes() + self.best.as_ref().map_or(0, |b| b.net.bytes()),
            gradients: self.own.as_ref().map_or(0, Gradients::bytes),
            optimiser: self.adam.first.bytes() + self.adam.second.bytes(),
            ..Bytes::default()
        };
        self.gradient.count_bytes(&mut bytes);
        bytes
    }

    /// What the run does with each of the data set's `utterances` utterances.
    #[must_use]
    pub fn roles(&self, utterances: usize) -> Vec<Role> {
        let mut roles = vec![Role::LeftOut; utterances];
        let of = [(&self.data.train, Role::Train), (&self.data.validation, Role::Validation), (&self.data.test, Role::Test)];
        for (examples, role) in of {
            for example in examples {
                if let Some(slot) = roles.get_mut(example.utterance) {
                    *slot = role;
                }
            }
        }
        roles
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
        let task = self.begin();
        self.work(0..task.units)?;
        self.settle()?;
        self.finish()
    }

    /// Begins a step. Its units can be worked on here ([`Trainer::work`]) or by a [`Replica`](super::Replica) elsewhere ([`Trainer::take`],
    /// [`Trainer::take_heard`]); then come [`Trainer::settle`] and [`Trainer::finish`].
    pub fn begin(&mut self) -> Task {
        let (job, units) = self.next_job();
        match job {
            Job::Learn | Job::Measure { .. } => {
                self.task.job = job;
                let utterances = self.batch().len();
                self.gradient.begin(utterances);
            }
            Job::Answer { from } => self.heard.resize(from + units, UNHEARD),
            Job::Rest => {}
        }
        let epoch = self.progress.epochs_done + u32::from(!self.is_done());
        self.task = Task { job, epoch, units };
        self.task
    }

    fn next_job(&mut self) -> (Job, usize) {
        if self.is_done() {
            return (Job::Rest, 0);
        }
        if self.progress.batch < self.batches() {
            return (Job::Learn, SHARDS);
        }
        let (from, all) = (self.heard.len(), self.data.validation.len() + self.data.test.len());
        if from < all {
            return (Job::Answer { from }, (all - from).min(EVALUATED_AT_ONCE));
        }
        if self.angles.is_none() {
            self.angles = self.known_angles();
        }
        match (&self.angles, &self.own) {
            (None, own) => (Job::Measure { exact: own.is_some() }, SHARDS),
            _ => (Job::Rest, 0),
        }
    }

    /// Indices in the training part of what the present task learns or measures.
    #[must_use]
    pub fn batch(&self) -> &[u32] {
        self.order.get(self.batch_range()).unwrap_or_default()
    }

    /// Place of the present task's batch in the epoch's order.
    fn batch_range(&self) -> std::ops::Range<usize> {
        let size = self.config.batch as usize;
        let (from, to) = match self.task.job {
            Job::Learn => (self.progress.batch * size, (self.progress.batch + 1) * size),
            // A small training set is not worth more than one utterance: the measurement must not cost more than the learning.
            Job::Measure { .. } => (0, (self.config.angle_utterances as usize).min((self.order.len() / 20).max(1))),
            Job::Answer { .. } | Job::Rest => (0, 0),
        };
        from..to.min(self.order.len())
    }

    /// Works on some of the present task's units.
    ///
    /// # Errors
    /// [`Error::Mismatch`] when an example does not fit the network.
    pub fn work(&mut self, units: std::ops::Range<usize>) -> Result<()> {
        match self.task.job {
            Job::Rest => Ok(()),
            Job::Answer { from } => {
                let both = self.data.validation.iter().chain(&self.data.test);
                let some: Vec<&Example> = both.skip(from + units.start).take(units.len()).collect();
                let heard = evaluate::right(&self.net, &some, &self.workers)?;
                self.take_heard(units.start, &heard);
                Ok(())
            }
            job => {
                let mut course = self.course;
                if job == (Job::Measure { exact: true }) {
                    course.teaching.rule = &rules::bptt::PseudoBp;
                }
                let indices = self.order.get(self.batch_range()).unwrap_or_default();
                let batch = Batch { examples: &self.data.train, indices, epoch: self.task.epoch };
                self.gradient.learn(&self.net, &course, batch, units, &self.workers)
            }
        }
    }

    /// Takes the sum of a node of the present batch that another worker computed; `fill` writes it.
    pub fn take(&mut self, node: usize, fill: impl FnOnce(&mut Part)) {
        let mut part = self.gradient.tree.buffer(&self.net);
        fill(&mut part);
        self.gradient.tree.put(node, part);
    }

    /// Takes the right answers that another worker counted in the present task's units from `first` on.
    pub fn take_heard(&mut self, first: usize, right: &[u32]) {
        if let Job::Answer { from } = self.task.job {
            for (place, &count) in self.heard.iter_mut().skip(from + first).zip(right) {
                *place = count;
            }
        }
    }

    /// Sums a batch up once all its pieces are there. Gives the learning rate of the update that [`Trainer::finish`] makes with
    /// [`Trainer::total`]; nothing where there is no update.
    ///
    /// # Errors
    /// [`Error::Training`] when the loss is no longer a number, [`Error::Mismatch`] when a piece is missing.
    pub fn settle(&mut self) -> Result<Option<f32>> {
        if !matches!(self.task.job, Job::Learn | Job::Measure { .. }) {
            return Ok(None);
        }
        self.gradient.settle(&self.net)?;
        if self.task.job != Job::Learn {
            return Ok(None);
        }
        health::check_numbers(&self.net, &self.gradient.total, self.gradient.sums.loss, self.task.epoch, self.progress.batch + 1)?;
        let done = self.progress.epochs_done as usize * self.batches() + self.progress.batch;
        self.rate = self.config.learning_rate * self.config.schedule.factor(done, self.config.epochs as usize * self.batches());
        Ok(Some(self.rate))
    }

    /// Mean gradient of the batch that was summed up last.
    #[must_use]
    pub fn total(&self) -> &Gradients {
        &self.gradient.total
    }

    /// Ends a step: updates the weights, or ends the epoch when all of it is done.
    ///
    /// # Errors
    /// [`Error::Training`] for a run that has come to nothing, [`Error::Mismatch`] when an utterance was not answered.
    pub fn finish(&mut self) -> Result<StepReport> {
        let Task { job, epoch, .. } = std::mem::replace(&mut self.task, Task { job: Job::Rest, epoch: 0, units: 0 });
        match job {
            Job::Learn => {
                update(&mut self.net, &mut self.adam, &self.course, &self.gradient.total, self.rate, self.config.readout_rate);
                self.progress.sums.add(&self.gradient.sums);
                self.progress.batch += 1;
                let loss = self.gradient.sums.loss / f64::from(self.gradient.sums.utterances.max(1));
                return Ok(self.report(epoch, Phase::Train, loss, None));
            }
            Job::Measure { exact: false } => self.own = Some(self.gradient.total.clone()),
            Job::Measure { exact: true } => {
                let (hidden, own) = (self.net.layers.len() - 1, self.own.take());
                let both = own.iter().flat_map(|own| own.layers.iter().zip(&self.gradient.total.layers));
                self.angles = Some(both.take(hidden).map(|(a, b)| health::angle(a, b)).collect());
            }
            Job::Answer { .. } if self.heard.contains(&UNHEARD) => {
                return Err(Error::Mismatch {
                    what: "answers".into(),
                    expected: "one for every utterance".into(),
                    got: "some are missing".into(),
                });
            }
            Job::Answer { .. } => {}
            Job::Rest if self.is_done() => return Ok(self.report(epoch, Phase::Evaluate, 0.0, None)),
            Job::Rest => {}
        }
        let mean_loss = self.progress.sums.loss / f64::from(self.progress.sums.utterances.max(1));
        if self.next_job().0 != Job::Rest {
            return Ok(self.report(epoch, Phase::Evaluate, mean_loss, None));
        }
        let record = self.end_epoch(epoch, mean_loss);
        health::check_activity(&self.net, &self.progress.history, self.config.epochs)?;
        Ok(self.report(epoch, Phase::Evaluate, mean_loss, Some(record)))
    }

    fn report(&self, epoch: u32, phase: Phase, loss: f64, epoch_end: Option<EpochRecord>) -> StepReport {
        let batch = if epoch_end.is_some() { self.batches() } else { self.progress.batch };
        StepReport { epoch, batch, batches: self.batches(), phase, loss, done: self.is_done(), epoch_end }
    }

    fn end_epoch(&mut self, epoch: u32, train_loss: f64) -> EpochRecord {
        let angles = self.angles.take().unwrap_or_default();
        let (validation, test) = self.heard.split_at(self.data.validation.len().min(self.heard.len()));
        let validation_accuracy = accuracy(&self.data.validation, validation);
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
            train_accuracy: (f64::from(sums.right) / f64::from(sums.questions.max(1))) as f32,
            validation_accuracy: validation_accuracy.map(|a| a as f32),
            test_accuracy: accuracy(&self.data.test, test).map(|a| a as f32),
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
        self.heard.clear();
        self.shuffle();
        record
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

    /// Angle between the rule's gradient and that of `bptt` in every hidden layer, degrees, where it is known without a measurement. Else it
    /// is measured over the first utterances of the epoch, with the weights at its end.
    fn known_angles(&self) -> Option<Vec<Option<f32>>> {
        let hidden = self.net.layers.len() - 1;
        match self.course.teaching.rule.flow() {
            _ if self.config.angle_utterances == 0 => Some(Vec::new()),
            Flow::Nothing => Some(vec![None; hidden]),
            Flow::LayerByLayer { random: false } => Some(vec![Some(0.0); hidden]),
            _ => None,
        }
    }

    /// Order of the coming epoch: a function of seed and epoch alone, so that a resumed run shuffles as the whole one.
    fn shuffle(&mut self) {
        self.order = (0..self.data.train.len() as u32).collect();
        Stream::new(self.config.seed, Purpose::Shuffle, u64::from(self.progress.epochs_done)).shuffle(&mut self.order);
    }
}

/// Share of right answers; none without examples.
fn accuracy(examples: &[Example], right: &[u32]) -> Option<f64> {
    let questions: usize = examples.iter().map(Example::questions).sum();
    let right: f64 = right.iter().map(|&count| f64::from(count)).sum();
    (questions > 0).then(|| right / questions as f64)
}
