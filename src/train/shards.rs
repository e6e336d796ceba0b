//! Work in fixed pieces, so that the number of threads changes the speed alone.
//!
//! A batch is cut into [`SHARDS`] pieces whatever the machine. Each piece sums its own gradient in order, and the pieces are added along a
//! fixed [`tree`](super::tree): the same additions on one thread and on many, in one worker of a page and in several.

use super::learner::{Activity, Course, Learner};
use super::prepare::Example;
use super::trainer::Bytes;
use super::tree::{Part, Tree, piece};
use crate::rules::Gradients;
use crate::snn::Network;
use crate::{Error, Result};

/// Pieces of a batch.
pub const SHARDS: usize = 8;

/// Threads to work on, or none.
#[derive(Default)]
pub struct Workers {
    #[cfg(feature = "parallel")]
    pool: Option<rayon::ThreadPool>,
}

impl Workers {
    /// Everything on the calling thread.
    #[must_use]
    pub fn single() -> Self {
        Self::default()
    }

    /// `threads` threads; one where threads cannot be had.
    #[cfg(feature = "parallel")]
    #[must_use]
    pub fn threads(threads: usize) -> Self {
        let pool = if threads > 1 { rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok() } else { None };
        Self { pool }
    }

    /// `f` of every item, in order.
    pub fn map<T: Sync, R: Send>(&self, items: &[T], f: impl Fn(&T) -> R + Sync) -> Vec<R> {
        #[cfg(feature = "parallel")]
        if let Some(pool) = &self.pool {
            use rayon::prelude::*;
            return pool.install(|| items.par_iter().map(&f).collect());
        }
        items.iter().map(f).collect()
    }

    /// Whether several pieces run at once.
    #[must_use]
    pub fn is_parallel(&self) -> bool {
        #[cfg(feature = "parallel")]
        {
            self.pool.is_some()
        }
        #[cfg(not(feature = "parallel"))]
        {
            false
        }
    }

    fn for_each<T: Send>(&self, items: &mut [T], f: impl Fn(&mut T) + Sync + Send) {
        #[cfg(feature = "parallel")]
        if let Some(pool) = &self.pool {
            use rayon::prelude::*;
            pool.install(|| items.par_iter_mut().for_each(&f));
            return;
        }
        items.iter_mut().for_each(f);
    }
}

/// Figures of a batch, summed over its utterances.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BatchSums {
    /// Sum of the losses.
    pub loss: f64,
    /// Answers that were right.
    pub right: u32,
    /// Answers that were asked for: one for each word, or one for each labelled frame.
    pub questions: u32,
    /// Utterances.
    pub utterances: u32,
    /// Spikes of every neuron.
    pub activity: Activity,
}

impl BatchSums {
    /// Adds another batch's sums.
    pub fn add(&mut self, other: &Self) {
        self.loss += other.loss;
        self.right += other.right;
        self.questions += other.questions;
        self.utterances += other.utterances;
        self.activity.add(&other.activity);
    }

    /// Back to nothing.
    pub fn clear(&mut self) {
        (self.loss, self.right, self.questions, self.utterances) = (0.0, 0, 0, 0);
        self.activity.clear();
    }

    /// All of it as numbers, on its way to another worker; every count is a whole number that a `f64` holds exactly.
    pub fn to_numbers(&self, out: &mut Vec<f64>) {
        let a = &self.activity;
        out.clear();
        out.extend([self.loss, f64::from(self.right), f64::from(self.questions), f64::from(self.utterances)]);
        out.extend([a.steps as f64, a.spikes.len() as f64]);
        out.extend(&a.spikes);
        for counts in std::iter::once(&a.input).chain(&a.fired) {
            out.push(counts.len() as f64);
            out.extend(counts.iter().map(|&c| f64::from(c)));
        }
    }

    /// Takes what [`BatchSums::to_numbers`] gave; what is missing is 0.
    pub fn from_numbers(&mut self, numbers: &[f64]) {
        let mut rest = numbers.iter().copied();
        let mut next = || rest.next().unwrap_or(0.0);
        (self.loss, self.right, self.questions, self.utterances) = (next(), next() as u32, next() as u32, next() as u32);
        let a = &mut self.activity;
        a.steps = next() as u64;
        let most = numbers.len();
        let layers = (next() as usize).min(most);
        a.spikes.clear();
        a.spikes.extend((0..layers).map(|_| next()));
        a.fired.resize(layers, Vec::new());
        for counts in std::iter::once(&mut a.input).chain(&mut a.fired) {
            let count = (next() as usize).min(most);
            counts.clear();
            counts.extend((0..count).map(|_| next() as u32));
        }
    }
}

/// A batch: which of the training examples, in which epoch (from 1).
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// Everything that can be learnt from.
    pub examples: &'a [Example],
    /// Indices of the batch's examples.
    pub indices: &'a [u32],
    /// Epoch, which chooses the draw of the variations.
    pub epoch: u32,
}

impl<'a> Batch<'a> {
    /// Example `k` of the batch.
    pub(super) fn example(&self, k: usize) -> Result<&'a Example> {
        let index = self.indices.get(k).map_or(usize::MAX, |&i| i as usize);
        self.examples.get(index).ok_or_else(|| Error::Mismatch {
            what: "example of a batch".into(),
            expected: format!("an index below {}", self.examples.len()),
            got: index.to_string(),
        })
    }
}

/// Buffers of one thread.
#[derive(Debug, Clone, Default)]
struct Desk {
    shard: usize,
    learner: Learner,
    part: Option<Part>,
    failed: Option<Error>,
}

impl Desk {
    fn learn(&mut self, net: &Network, course: &Course, batch: Batch<'_>) {
        let Some(part) = &mut self.part else { return };
        part.gradients.clear();
        part.sums.clear();
        let (from, to) = piece(self.shard, batch.indices.len());
        let batch = Batch { indices: batch.indices.get(from..to).unwrap_or_default(), ..batch };
        self.failed = self.learner.learn(net, course, batch, &mut part.sums, &mut part.gradients).err();
    }
}

/// Index of the largest value, the first among equals.
#[must_use]
pub fn largest(values: &[f32]) -> usize {
    values.iter().enumerate().fold((0, f32::NEG_INFINITY), |best, (i, &v)| if v > best.1 { (i, v) } else { best }).0
}

/// Gradients of batches, piece by piece: those computed here and those that others computed.
#[derive(Debug, Clone)]
pub struct BatchGradient {
    desks: Vec<Desk>,
    /// The pieces of the batch at hand.
    pub tree: Tree,
    /// Gradient of the last batch that was whole: mean over its utterances.
    pub total: Gradients,
    /// Figures of that batch.
    pub sums: BatchSums,
}

impl BatchGradient {
    /// Buffers for batches on `net`.
    #[must_use]
    pub fn new(net: &Network, workers: &Workers) -> Self {
        let desks = vec![Desk::default(); if workers.is_parallel() { SHARDS } else { 1 }];
        Self { desks, tree: Tree::default(), total: Gradients::zeros(net), sums: BatchSums::default() }
    }

    /// Begins a batch of `utterances`.
    pub fn begin(&mut self, utterances: usize) {
        self.tree.begin(utterances);
    }

    /// Learns the pieces `shards` of `batch` into [`BatchGradient::tree`].
    ///
    /// # Errors
    /// [`Error::Mismatch`] when an example does not fit the network.
    pub fn learn(
        &mut self,
        net: &Network,
        course: &Course,
        batch: Batch<'_>,
        shards: std::ops::Range<usize>,
        workers: &Workers,
    ) -> Result<()> {
        let mut next = shards.start;
        while next < shards.end {
            let count = self.desks.len().min(shards.end - next);
            let desks = self.desks.get_mut(..count).unwrap_or_default();
            for (k, desk) in desks.iter_mut().enumerate() {
                (desk.shard, desk.failed) = (next + k, None);
                desk.part = Some(self.tree.buffer(net));
            }
            workers.for_each(desks, |desk| desk.learn(net, course, batch));
            for desk in desks {
                if let Some(e) = desk.failed.take() {
                    return Err(e);
                }
                if let Some(part) = desk.part.take() {
                    self.tree.put(SHARDS + desk.shard, part);
                }
            }
            next += count;
        }
        Ok(())
    }

    /// Learns the whole of `batch`: [`BatchGradient::total`] and [`BatchGradient::sums`] hold what it gave.
    ///
    /// # Errors
    /// [`Error::Mismatch`] when an example does not fit the network.
    pub fn whole(&mut self, net: &Network, course: &Course, batch: Batch<'_>, workers: &Workers) -> Result<()> {
        self.begin(batch.indices.len());
        self.learn(net, course, batch, 0..SHARDS, workers)?;
        self.settle(net)
    }

    /// Adds what its buffers hold to `bytes`.
    pub(super) fn count_bytes(&self, bytes: &mut Bytes) {
        for desk in &self.desks {
            bytes.tape += desk.learner.tape_bytes();
            bytes.traces += desk.learner.trace_bytes();
            bytes.scratch += desk.learner.scratch_bytes();
            bytes.gradients += desk.part.as_ref().map_or(0, |part| part.gradients.bytes());
        }
        bytes.gradients += self.tree.bytes() + self.total.bytes();
    }

    /// Makes the mean over the batch of its pieces, in [`BatchGradient::total`], and its figures in [`BatchGradient::sums`].
    ///
    /// # Errors
    /// [`Error::Mismatch`] when a piece is missing.
    pub fn settle(&mut self, net: &Network) -> Result<()> {
        let utterances = self.tree.utterances();
        let Some(whole) = self.tree.whole() else {
            return Err(Error::Mismatch {
                what: "batch".into(),
                expected: format!("{utterances} utterances, every piece of them"),
                got: "only some of the pieces".into(),
            });
        };
        std::mem::swap(&mut self.total, &mut whole.gradients);
        std::mem::swap(&mut self.sums, &mut whole.sums);
        self.total.finish(net, 1.0 / utterances.max(1) as f32);
        Ok(())
    }
}
