//! Work in fixed pieces, so that the number of threads changes the speed alone.
//!
//! A batch is cut into [`SHARDS`] pieces whatever the machine. Each piece sums its own gradient in order, and the pieces are added in
//! order: the same additions in the same order on one thread and on many, natively and in WebAssembly.

use super::loss::Loss;
use super::prepare::Example;
use crate::Result;
use crate::rules::{self, Gradients, LearningRule, Lesson, RpTime, Scratch};
use crate::snn::forward::forward;
use crate::snn::{Network, Tape};

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

/// What a rule needs besides network and example.
#[derive(Clone, Copy)]
pub struct Teaching {
    /// The rule.
    pub rule: &'static dyn LearningRule,
    /// Loss of the readout.
    pub loss: Loss,
    /// Reach of `rp` through time.
    pub rp_time: RpTime,
}

/// Figures of a batch, summed over its utterances.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct BatchSums {
    /// Sum of the losses.
    pub loss: f64,
    /// Utterances that were right.
    pub right: u32,
    /// Sum of the firing rates.
    pub firing_rate: f64,
    /// Utterances.
    pub utterances: u32,
}

impl BatchSums {
    /// Adds another batch's sums.
    pub fn add(&mut self, other: &Self) {
        self.loss += other.loss;
        self.right += other.right;
        self.firing_rate += other.firing_rate;
        self.utterances += other.utterances;
    }
}

/// Buffers of one piece of a batch.
#[derive(Debug, Clone)]
struct Shard {
    from: usize,
    to: usize,
    tape: Tape,
    scratch: Scratch,
    gradients: Gradients,
    d_output: Vec<f32>,
    sums: BatchSums,
    failed: Option<crate::Error>,
}

impl Shard {
    fn learn(&mut self, net: &Network, teaching: &Teaching, examples: &[&Example]) {
        self.gradients.clear();
        self.sums = BatchSums::default();
        self.failed = None;
        self.d_output.resize(net.params.labels(), 0.0);
        for example in examples.get(self.from..self.to).unwrap_or_default() {
            if let Err(e) = forward(net, &example.frames, &mut self.tape) {
                self.failed = Some(e);
                return;
            }
            let loss = teaching.loss.of(&self.tape.output, example.label, &mut self.d_output);
            self.sums.add(&BatchSums {
                loss: f64::from(loss),
                right: u32::from(largest(&self.tape.output) == example.label),
                firing_rate: f64::from(self.tape.firing_rate()),
                utterances: 1,
            });
            let lesson = Lesson {
                net,
                frames: &example.frames,
                tape: &self.tape,
                label: example.label,
                d_output: &self.d_output,
                rp_time: teaching.rp_time,
            };
            rules::gradient(teaching.rule, &lesson, &mut self.scratch, &mut self.gradients);
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
            tape: Tape::new(),
            scratch: Scratch::default(),
            gradients: Gradients::zeros(net),
            d_output: Vec::new(),
            sums: BatchSums::default(),
            failed: None,
        };
        Self { shards: vec![shard; if workers.is_parallel() { SHARDS } else { 1 }], total: Gradients::zeros(net) }
    }

    /// Mean gradient of `examples` into [`BatchGradient::total`].
    ///
    /// # Errors
    /// [`crate::Error::Mismatch`] when an example does not fit the network.
    pub fn compute(&mut self, net: &Network, teaching: &Teaching, examples: &[&Example], workers: &Workers) -> Result<BatchSums> {
        let mut sums = BatchSums::default();
        self.total.clear();
        let piece = |k: usize| (k * examples.len() / SHARDS, (k + 1) * examples.len() / SHARDS);
        let at_once = self.shards.len();
        for first in (0..SHARDS).step_by(at_once) {
            for (k, shard) in self.shards.iter_mut().enumerate() {
                (shard.from, shard.to) = piece(first + k);
            }
            workers.for_each(&mut self.shards, |shard| shard.learn(net, teaching, examples));
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
