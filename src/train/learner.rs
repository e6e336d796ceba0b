//! One utterance: forward pass, loss, gradient. Whole, or piece by piece where the rule can.

use super::augment::Augment;
use super::loss::Loss;
use super::prepare::Example;
use super::shards::largest;
use crate::Result;
use crate::rules::{self, Gradients, Lesson, Pool, Scratch, Stream, Teaching};
use crate::snn::encode::Draw;
use crate::snn::forward::{Pass, forward};
use crate::snn::kernels::each_one;
use crate::snn::{Network, Tape};

/// Steps that a rule which learns while it hears keeps at once.
pub const PIECE: usize = 64;

/// How utterances are learnt.
#[derive(Clone, Copy)]
pub struct Course {
    /// The rule with its options.
    pub teaching: Teaching,
    /// Loss of the readout.
    pub loss: Loss,
    /// Random variations of the training utterances.
    pub augment: Augment,
    /// Seed of the variations.
    pub seed: u64,
}

/// What one utterance gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Its loss.
    pub loss: f32,
    /// Whether the answer was right.
    pub right: bool,
}

/// How often every neuron spiked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Activity {
    /// Steps with an input that is not zero, per input cell.
    pub input: Vec<u32>,
    /// Steps with a spike, per layer (the hidden ones, and a spiking readout) and neuron.
    pub fired: Vec<Vec<u32>>,
    /// Spikes per layer; a step with both flags counts two.
    pub spikes: Vec<f64>,
    /// Steps.
    pub steps: u64,
}

impl Activity {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.input.fill(0);
        self.fired.iter_mut().for_each(|f| f.fill(0));
        self.spikes.fill(0.0);
        self.steps = 0;
    }

    /// Counts the steps on the tape.
    pub fn count(&mut self, net: &Network, tape: &Tape) {
        let hidden = super::health::spiking_layers(net);
        self.input.resize(net.inputs(), 0);
        self.fired.resize(hidden, Vec::new());
        self.spikes.resize(hidden, 0.0);
        tally(&tape.input[tape.history * net.inputs()..], &mut self.input);
        for ((layer, fired), spikes) in tape.layers.iter().zip(&mut self.fired).zip(&mut self.spikes) {
            fired.resize(layer.neurons, 0);
            let fired = fired.as_mut_slice();
            let bits = layer.bits(layer.history);
            for (t, row) in layer.output().chunks_exact(layer.neurons.max(1)).enumerate() {
                // In ascending order; of spikes these are whole numbers.
                let mut sum = 0.0;
                each_one!(bits.row(t), 0, row.len(), |i| {
                    fired[i] += 1;
                    sum += f64::from(row[i]);
                });
                *spikes += sum;
            }
        }
        self.steps += tape.steps as u64;
    }

    /// Adds other counts.
    pub fn add(&mut self, other: &Self) {
        self.input.resize(other.input.len().max(self.input.len()), 0);
        self.fired.resize(other.fired.len().max(self.fired.len()), Vec::new());
        self.spikes.resize(other.spikes.len().max(self.spikes.len()), 0.0);
        add_counts(&mut self.input, &other.input);
        for (a, b) in self.fired.iter_mut().zip(&other.fired) {
            a.resize(b.len().max(a.len()), 0);
            add_counts(a, b);
        }
        for (a, b) in self.spikes.iter_mut().zip(&other.spikes) {
            *a += b;
        }
        self.steps += other.steps;
    }
}

fn add_counts(a: &mut [u32], b: &[u32]) {
    for (a, b) in a.iter_mut().zip(b) {
        *a = a.saturating_add(*b);
    }
}

fn tally(rows: &[f32], counts: &mut [u32]) {
    for row in rows.chunks_exact(counts.len().max(1)) {
        for (c, s) in counts.iter_mut().zip(row) {
            *c += u32::from(*s != 0.0);
        }
    }
}

/// Buffers for learning one utterance after another.
#[derive(Debug, Clone, Default)]
pub struct Learner {
    tape: Tape,
    scratch: Scratch,
    pool: Pool,
    stream: Stream,
    d_output: Vec<f32>,
    frames: Vec<f32>,
}

impl Learner {
    /// Adds the gradient of one utterance to `grads` and its spikes to `activity`. `epoch` chooses the draw of its variations, from 1.
    ///
    /// # Errors
    /// [`crate::Error::Mismatch`] when the example does not fit the network.
    pub fn learn(
        &mut self,
        net: &Network,
        course: &Course,
        example: &Example,
        epoch: u32,
        activity: &mut Activity,
        grads: &mut Gradients,
    ) -> Result<Outcome> {
        let draw = Draw::new(example.utterance, epoch);
        let frames = course.augment.apply(&example.frames, net.params.bands, course.seed, draw, &mut self.frames);
        self.d_output.clear();
        self.d_output.resize(net.params.labels(), 0.0);
        self.scratch.begin();
        self.pool.begin(net);
        let teaching = &course.teaching;
        let label = example.label;
        if !teaching.is_streaming() {
            forward(net, frames, draw, &mut self.tape)?;
            activity.count(net, &self.tape);
            self.pool.read(net, &self.tape);
            let loss = course.loss.of(&self.tape.output, example.label, &mut self.d_output);
            rules::gradient(
                &Lesson { net, tape: &self.tape, label, d_output: &self.d_output, teaching },
                &mut self.pool,
                &mut self.scratch,
                grads,
            );
            return Ok(Outcome { loss, right: largest(&self.tape.output) == example.label });
        }
        let mut pass = Pass::new(net, frames, draw)?;
        let steps = pass.steps();
        self.stream.begin(net, teaching);
        while pass.done() < steps {
            pass.advance(net, PIECE, &mut self.tape);
            activity.count(net, &self.tape);
            self.pool.read(net, &self.tape);
            self.stream.advance(
                &Lesson { net, tape: &self.tape, label, d_output: &self.d_output, teaching },
                steps,
                &mut self.scratch,
                grads,
            );
        }
        pass.finish(&mut self.tape);
        let loss = course.loss.of(&self.tape.output, example.label, &mut self.d_output);
        self.stream.finish(
            &Lesson { net, tape: &self.tape, label, d_output: &self.d_output, teaching },
            &mut self.pool,
            steps,
            &mut self.scratch,
            grads,
        );
        Ok(Outcome { loss, right: largest(&self.tape.output) == example.label })
    }

    /// Bytes that the buffers hold: tape, traces and scratch, without weights, gradients and the utterance itself.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.tape.bytes() + self.scratch.bytes() + self.stream.bytes()
    }
}
