//! How fast the engine is on this machine: the same lesson natively, in Node and in a browser, by phases, with counts of what it did beside.
//!
//! Nothing here knows a clock: whoever runs a [`Bench`] passes in a function that tells milliseconds. The counts, the losses and the
//! weights' digest depend on the plan alone; the times are the least of several repeats.

mod count;
mod plan;
mod report;

pub use count::Counts;
pub use plan::{Plan, Problem, UTTERANCES};
pub use report::{Memory, Phases, Report};

use crate::Result;
use crate::data::DataSet;
use crate::model_file::{Model, weights_sha256};
use crate::recognise::recognise;
use crate::rules::EpropFeedback;
use crate::snn::encode::Draw;
use crate::snn::forward::forward;
use crate::snn::{Network, Tape};
use crate::train::learner::Activity;
use crate::train::shards::{Batch, BatchGradient, BatchSums, SHARDS, Workers};
use crate::train::{Adam, Course, Learner, health};

/// Batches whose losses are reported, and after which the weights' digest is taken.
pub const CHECKED: usize = 10;
/// Recordings that the front end is timed on at once.
const FRONT_END_AT_ONCE: usize = 25;
/// Recordings that are recognised at once.
const RECOGNISED_AT_ONCE: usize = 25;
/// Updates of the weights that are timed at once: browsers tell time in steps of up to 0.1 ms.
const UPDATES_AT_ONCE: usize = 10;
/// Measurements besides the batches in one repeat.
const PHASES: usize = 4;

/// Least times, milliseconds; infinite until measured.
struct Best {
    training: f64,
    front_end: f64,
    forward: f64,
    gradient: f64,
    optimiser: f64,
    recognise: f64,
}

/// A benchmark that runs step by step, so that a page can show how far it is.
pub struct Bench {
    plan: Plan,
    problem: Problem,
    course: Course,
    workers: Workers,
    /// The network as it was drawn.
    start: Network,
    net: Network,
    adam: Adam,
    gradient: BatchGradient,
    /// Buffers of one thread, where the training has several: phases are timed on one.
    single: Option<BatchGradient>,
    indices: Vec<u32>,
    /// What the checked batches made, to recognise with.
    model: Model,
    tape: Tape,
    losses: Vec<f32>,
    activity: Activity,
    best: Best,
    /// Milliseconds of the batches of the repeat at hand.
    training: f64,
    done: usize,
}

impl Bench {
    /// Prepares `data` and draws the network.
    ///
    /// # Errors
    /// What [`Problem::new`] refuses.
    pub fn new(plan: Plan, data: &DataSet, workers: Workers) -> Result<Self> {
        let problem = Problem::new(&plan, data)?;
        let course = plan.config.course()?;
        let start = Network::new(plan.config.network(problem.labels.len())?, plan.config.seed)?;
        let gradient = BatchGradient::new(&start, &workers);
        let single = workers.is_parallel().then(|| BatchGradient::new(&start, &Workers::single()));
        let model = problem.model(&plan, start.clone());
        let never = f64::INFINITY;
        Ok(Self {
            net: start.clone(),
            adam: Adam::new(&start),
            gradient,
            single,
            indices: Vec::new(),
            model,
            tape: Tape::new(),
            losses: Vec::new(),
            activity: Activity::default(),
            best: Best { training: never, front_end: never, forward: never, gradient: never, optimiser: never, recognise: never },
            training: 0.0,
            done: 0,
            plan,
            problem,
            course,
            workers,
            start,
        })
    }

    /// The data and the settings that are learnt.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The network as it was drawn.
    #[must_use]
    pub fn start(&self) -> &Network {
        &self.start
    }

    fn checked(&self) -> usize {
        self.plan.batches.min(CHECKED)
    }

    /// Steps of the whole benchmark.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.checked() + self.plan.repeats * (self.plan.batches + PHASES)
    }

    /// Steps that are done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.done
    }

    /// Learns one batch or measures one phase. `clock` tells milliseconds since whenever.
    ///
    /// # Errors
    /// [`crate::Error::Training`] when the loss is no longer a number.
    pub fn step(&mut self, clock: &dyn Fn() -> f64) -> Result<()> {
        if self.done >= self.steps() {
            return Ok(());
        }
        match self.done.checked_sub(self.checked()) {
            None => self.check(self.done)?,
            Some(i) => {
                let at = i % (self.plan.batches + PHASES);
                match at.checked_sub(self.plan.batches) {
                    None => self.train(at, clock)?,
                    Some(0) => self.front_end(clock)?,
                    Some(1) => self.forward_and_gradient(clock)?,
                    Some(2) => self.optimiser(clock),
                    Some(_) => self.recognise(clock)?,
                }
            }
        }
        self.done += 1;
        Ok(())
    }

    /// The untimed batches at the start: they warm the machine up and give the losses, the activity and the weights' digest.
    fn check(&mut self, k: usize) -> Result<()> {
        let loss = self.learn(k)?;
        self.losses.push(loss as f32);
        if k + 1 == self.checked() {
            self.model.net.clone_from(&self.net);
        }
        Ok(())
    }

    /// Learns batch `k`, as a run does, at a constant learning rate.
    fn learn(&mut self, k: usize) -> Result<f64> {
        self.problem.batch(k, self.plan.config.batch as usize, &mut self.indices);
        let batch = Batch { examples: &self.problem.examples, indices: &self.indices, epoch: 1 };
        self.gradient.whole(&self.net, &self.course, batch, &self.workers)?;
        let sums = &self.gradient.sums;
        health::check_numbers(&self.net, &self.gradient.total, sums.loss, 1, k + 1)?;
        if self.losses.len() < self.checked() {
            self.activity.add(&sums.activity);
        }
        update(&self.plan, &self.course, &mut self.net, &mut self.adam, &self.gradient);
        let sums = &self.gradient.sums;
        Ok(sums.loss / f64::from(sums.utterances.max(1)))
    }

    fn train(&mut self, k: usize, clock: &dyn Fn() -> f64) -> Result<()> {
        if k == 0 {
            self.net.clone_from(&self.start);
            self.adam.first.clear();
            self.adam.second.clear();
            self.adam.updates = 0;
            self.training = 0.0;
        }
        let begun = clock();
        self.learn(k)?;
        self.training += clock() - begun;
        if k + 1 == self.plan.batches {
            self.best.training = self.best.training.min(self.training / self.plan.batches as f64);
        }
        Ok(())
    }

    fn front_end(&mut self, clock: &dyn Fn() -> f64) -> Result<()> {
        let (front_end, standardise) = (&self.plan.config.front_end, &self.problem.standardise);
        let some = &self.problem.recordings[..self.problem.recordings.len().min(FRONT_END_AT_ONCE)];
        let seconds = some.len() as f64 * f64::from(front_end.duration_ms) * 1e-3;
        let begun = clock();
        for (name, samples) in some {
            std::hint::black_box(standardise.apply(&front_end.prepare(name, samples)?.frames));
        }
        self.best.front_end = self.best.front_end.min((clock() - begun) / seconds);
        Ok(())
    }

    /// Both at once, on one thread and after the checked batches, so that the one can be taken from the other.
    fn forward_and_gradient(&mut self, clock: &dyn Fn() -> f64) -> Result<()> {
        self.problem.batch(0, self.plan.config.batch as usize, &mut self.indices);
        let batch = Batch { examples: &self.problem.examples, indices: &self.indices, epoch: 1 };
        let net = &self.model.net;
        let begun = clock();
        for example in batch.indices.iter().filter_map(|&i| batch.examples.get(i as usize)) {
            forward(net, &example.frames, Draw::new(example.utterance, 1), &mut self.tape)?;
        }
        let between = clock();
        self.single.as_mut().unwrap_or(&mut self.gradient).whole(net, &self.course, batch, &Workers::single())?;
        let ended = clock();
        self.best.forward = self.best.forward.min(between - begun);
        self.best.gradient = self.best.gradient.min(ended - between);
        Ok(())
    }

    fn optimiser(&mut self, clock: &dyn Fn() -> f64) {
        let begun = clock();
        for _ in 0..UPDATES_AT_ONCE {
            // The weights that this leaves are not used: the next repeat begins anew.
            update(&self.plan, &self.course, &mut self.net, &mut self.adam, &self.gradient);
        }
        self.best.optimiser = self.best.optimiser.min((clock() - begun) / UPDATES_AT_ONCE as f64);
    }

    fn recognise(&mut self, clock: &dyn Fn() -> f64) -> Result<()> {
        let some = &self.problem.clips[..self.problem.clips.len().min(RECOGNISED_AT_ONCE)];
        let begun = clock();
        for clip in some {
            std::hint::black_box(recognise(&self.model, "clip", clip, &mut self.tape)?);
        }
        self.best.recognise = self.best.recognise.min((clock() - begun) / some.len().max(1) as f64);
        Ok(())
    }

    /// What was measured.
    ///
    /// # Errors
    /// [`crate::Error::Mismatch`] when an example does not fit the network.
    pub fn report(&self) -> Result<Report> {
        let (config, net) = (&self.plan.config, &self.model.net);
        let batch = config.batch as usize;
        let counts = Counts::of(net, &self.course, &self.activity, self.losses.len().max(1));
        let memory = self.memory()?;
        Ok(Report {
            engine: engine().to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            system: config.system.clone(),
            rule: config.rule.clone(),
            topology: net.params.topology.to_string(),
            density: report::density(net),
            batch,
            frames: self.problem.frames,
            threads: self.plan.threads,
            utterances_per_second: (batch as f64 * 1e3 / self.best.training) as f32,
            ms_per_batch: self.best.training as f32,
            losses: self.losses.clone(),
            phases: Phases {
                front_end_ms_per_second: self.best.front_end as f32,
                forward_ms: self.best.forward as f32,
                gradient_ms: (self.best.gradient - self.best.forward).max(0.0) as f32,
                optimiser_ms: self.best.optimiser as f32,
            },
            recognise_ms: self.best.recognise as f32,
            memory_bytes: memory.total(),
            memory,
            operations: counts,
            firing_rate: report::firing_rate(net, &self.activity),
            weights_sha256: weights_sha256(net),
        })
    }

    fn memory(&self) -> Result<Memory> {
        let mut learner = Learner::default();
        let mut scratch = crate::rules::Gradients::zeros(&self.start);
        let batch = Batch { examples: &self.problem.examples, indices: &self.indices, epoch: 1 };
        learner.learn(&self.model.net, &self.course, batch, &mut BatchSums::default(), &mut scratch)?;
        let pieces = if self.workers.is_parallel() { SHARDS } else { 1 };
        Ok(Memory::of(&self.start, &learner, pieces, &self.problem.examples))
    }
}

/// One update of the weights, as [`Trainer`](crate::train::Trainer) makes it.
fn update(plan: &Plan, course: &Course, net: &mut Network, adam: &mut Adam, gradient: &BatchGradient) {
    let (rate, readout, teaching) = (plan.config.learning_rate, plan.config.readout_rate, &course.teaching);
    if teaching.rule.id() == "eprop" && teaching.eprop_feedback == EpropFeedback::Adaptive {
        adam.update_with_feedback(net, &gradient.total, rate, readout, teaching.feedback_decay);
    } else {
        adam.update(net, &gradient.total, rate, readout);
    }
}

/// Which build this is.
#[must_use]
pub fn engine() -> &'static str {
    if !cfg!(target_arch = "wasm32") {
        "native"
    } else if cfg!(target_feature = "simd128") {
        "wasm-simd"
    } else {
        "wasm-scalar"
    }
}

impl Problem {
    /// Indices of the examples of batch `k`: consecutive, and from the start again after the last.
    fn batch(&self, k: usize, size: usize, indices: &mut Vec<u32>) {
        let n = self.examples.len().max(1);
        indices.clear();
        indices.extend((k * size..(k + 1) * size).map(|i| (i % n) as u32));
    }
}
