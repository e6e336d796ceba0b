//! Work in fixed pieces, so that the number of threads changes the speed alone.
//!
//! A batch is cut into [`SHARDS`] pieces whatever the machine. Each piece sums its own gradient in order, and the pieces are added in
//! order: the same additions in the same order on one thread and on many, natively and in WebAssembly.

use super::learner::{Activity, Course, Learner};
use super::prepare::Example;
use crate::Result;
use crate::rules::Gradients;
use crate::snn::Network;

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
    /// Utterances that were right.
    pub right: u32,
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
        self.utterances += other.utterances;
        self.activity.add(&other.activity);
    }

    /// Back to nothing.
    pub fn clear(&mut self) {
        (self.loss, self.right, self.utterances) = (0.0, 0, 0);
        self.activity.clear();
    }
}

/// Buffers of one piece of a batch.
#[derive(Debug, Clone)]
struct Shard {
    from: usize,
    to: usize,
    learner: Learner,
    gradients: Gradients,
    sums: BatchSums,
    failed: Option<crate::Error>,
}

impl Shard {
    fn learn(&mut self, net: &Network, course: &Course, examples: &[&Example], epoch: u32) {
        self.gradients.clear();
        self.sums.clear();
        self.failed = None;
        for example in examples.get(self.from..self.to).unwrap_or_default() {
            match self.learner.learn(net, course, example, epoch, &mut self.sums.activity, &mut self.gradients) {
                Ok(outcome) => {
                    self.sums.loss += f64::from(outcome.loss);
                    self.sums.right += u32::from(outcome.right);
                    self.sums.utterances += 1;
                }
                Err(e) => {
                    self.failed = Some(e);
                    return;
                }
            }
        }
    }
}

/// Index of the largest value, the first among equals.
#[must_use]
pub fn largest(values: &[f32]) -> usize {
    values.iter().enumerate().fold((0, f32::NEG_INFINITY), |best, (i, &v)| if v > best.1 { (i, v) } else { best }).0
}

/// Buffers for gradients of batches: one piece's on a single thread, all pieces' on several.
#[derive(Debug, Clone)]
pub struct BatchGradient {
    shards: Vec<Shard>,
    /// Gradient of the last batch: mean over its utterances.
    pub total: Gradients,
}

impl BatchGradient {
    /// Buffers for batches on `net`.
    #[must_use]
    pub fn new(net: &Network, workers: &Workers) -> Self {
        let shard = Shard {
            from: 0,
            to: 0,
            learner: Learner::default(),
            gradients: Gradients::zeros(net),
            sums: BatchSums::default(),
            failed: None,
        };
        Self { shards: vec![shard; if workers.is_parallel() { SHARDS } else { 1 }], total: Gradients::zeros(net) }
    }

    /// Mean gradient of `examples` in epoch `epoch` into [`BatchGradient::total`].
    ///
    /// # Errors
    /// [`crate::Error::Mismatch`] when an example does not fit the network.
    pub fn compute(&mut self, net: &Network, course: &Course, examples: &[&Example], epoch: u32, workers: &Workers) -> Result<BatchSums> {
        let mut sums = BatchSums::default();
        self.total.clear();
        let piece = |k: usize| (k * examples.len() / SHARDS, (k + 1) * examples.len() / SHARDS);
        let at_once = self.shards.len();
        for first in (0..SHARDS).step_by(at_once) {
            for (k, shard) in self.shards.iter_mut().enumerate() {
                (shard.from, shard.to) = piece(first + k);
            }
            workers.for_each(&mut self.shards, |shard| shard.learn(net, course, examples, epoch));
            for shard in &self.shards {
                if let Some(e) = &shard.failed {
                    return Err(e.clone());
                }
                if shard.to > shard.from {
                    self.total.add(&shard.gradients);
                    sums.add(&shard.sums);
                }
            }
        }
        self.total.finish(net, 1.0 / examples.len().max(1) as f32);
        Ok(sums)
    }
}
