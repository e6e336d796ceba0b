//! Utterances: forward pass, loss, gradient. Some at once, or each piece by piece where the rule can.

use super::augment::Augment;
use super::loss::Loss;
use super::prepare::Example;
use super::shards::{Batch, BatchSums, largest};
use crate::Result;
use crate::rules::{self, Gradients, Heard, Lesson, Lessons, Pool, Scratch, Stream, Teaching, UNLABELLED};
use crate::snn::encode::Draw;
use crate::snn::forward::Pass;
use crate::snn::kernels::{axpy, each_one};
use crate::snn::{Network, Readout, Tape};

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

/// Utterances that are learnt at once, so that the weights are read once for all of them, and most steps that they may have: more would keep
/// more in memory than is gained.
const TOGETHER: usize = 2;
const STEPS_TOGETHER: usize = 300;

/// Whether an utterance is learnt piece by piece while it is heard.
fn streams(course: &Course, example: &Example) -> bool {
    course.teaching.is_streaming() && example.frame_labels.is_empty()
}

/// Judges a sentence frame by frame, each at its last step: the loss is the mean of theirs. Its gradient by what the readout adds at a step, which
/// lasts by κ in a leaky readout, is that of all steps from there on.
pub fn judge_steps(net: &Network, loss: Loss, heard: &mut Heard, sums: &mut BatchSums) {
    let (labels, per_frame) = (net.params.labels().max(1), net.params.steps_per_frame.max(1));
    let Heard { tape, step_labels, d_steps, questions, .. } = heard;
    d_steps.clear();
    d_steps.resize(tape.activity.len(), 0.0);
    *questions = 0;
    let mut sum = 0.0;
    let steps = d_steps.chunks_exact_mut(labels).zip(tape.activity.chunks_exact(labels)).zip(&*step_labels).enumerate();
    for (t, ((d, activity), &label)) in steps {
        if label != UNLABELLED && (t + 1).is_multiple_of(per_frame) {
            sum += f64::from(loss.of(activity, usize::from(label), d));
            sums.right += u32::from(largest(activity) == usize::from(label));
            *questions += 1;
        }
    }
    sums.questions += *questions as u32;
    sums.loss += sum / (*questions).max(1) as f64;
    if net.params.readout == Readout::Leaky {
        for t in (1..d_steps.len() / labels).rev() {
            let (before, after) = d_steps.split_at_mut(t * labels);
            axpy(&mut before[(t - 1) * labels..], net.params.readout_leak, &after[..labels]);
        }
    }
}

/// Buffers for learning utterances, some at once.
#[derive(Debug, Clone, Default)]
pub struct Learner {
    heard: Vec<Heard>,
    scratch: Scratch,
    pool: Pool,
    stream: Stream,
    frames: Vec<f32>,
}

impl Learner {
    /// Adds the gradients of a batch's utterances to `grads`, one after another, and their figures to `sums`.
    ///
    /// # Errors
    /// [`crate::Error::Mismatch`] when an example does not fit the network, or there is none of an index.
    pub fn learn(&mut self, net: &Network, course: &Course, batch: Batch<'_>, sums: &mut BatchSums, grads: &mut Gradients) -> Result<()> {
        let teaching = &course.teaching;
        let mut next = 0;
        while next < batch.indices.len() {
            let (mut count, mut steps, mut streaming) = (0, 0, false);
            while count < TOGETHER && next + count < batch.indices.len() {
                let example = batch.example(next + count)?;
                steps += example.frames.len() / net.params.bands.max(1) * net.params.steps_per_frame.max(1);
                if count > 0 && (steps > STEPS_TOGETHER || streams(course, example)) {
                    break;
                }
                if self.heard.len() == count {
                    self.heard.push(Heard::default());
                }
                streaming = streams(course, example);
                self.hear(net, course, example, batch.epoch, count, sums, grads)?;
                count += 1;
            }
            if !streaming {
                let heard = self.heard.get(..count).unwrap_or_default();
                rules::gradient(Lessons { net, teaching, heard }, &mut self.scratch, grads);
            }
            next += count;
        }
        Ok(())
    }

    /// Runs one utterance as number `k` of those that are learnt at once, and learns what need not wait for the others: a leaky readout, and
    /// everything under a rule that learns while it hears.
    #[allow(clippy::too_many_arguments, reason = "an utterance, what hears it, and where its figures go")]
    fn hear(
        &mut self,
        net: &Network,
        course: &Course,
        example: &Example,
        epoch: u32,
        k: usize,
        sums: &mut BatchSums,
        grads: &mut Gradients,
    ) -> Result<()> {
        let Some(heard) = self.heard.get_mut(k) else { return Ok(()) };
        let draw = Draw::new(example.utterance, epoch);
        let frames = course.augment.apply(&example.frames, net.params.bands, course.seed, draw, &mut self.frames);
        heard.label = example.label;
        heard.d_output.clear();
        heard.d_output.resize(net.params.labels(), 0.0);
        heard.step_labels.clear();
        let per_frame = net.params.steps_per_frame.max(1);
        heard.step_labels.extend(example.frame_labels.iter().flat_map(|&label| std::iter::repeat_n(label, per_frame)));
        self.pool.begin(net);
        let teaching = &course.teaching;
        let (streaming, words) = (streams(course, example), !crate::PHONEMES || example.frame_labels.is_empty());
        let mut pass = Pass::new(net, frames, draw)?;
        let steps = pass.steps();
        if streaming {
            self.scratch.begin();
            self.stream.begin(net, teaching);
        }
        while pass.done() < steps {
            pass.advance(net, if streaming { PIECE } else { steps }, &mut heard.tape);
            sums.activity.count(net, &heard.tape);
            if words {
                self.pool.read(net, &heard.tape);
            }
            if streaming {
                self.stream.advance(&Lesson::of(net, teaching, heard), steps, &mut self.scratch, grads);
            }
        }
        pass.finish(&mut heard.tape);
        sums.utterances += 1;
        if !words {
            judge_steps(net, course.loss, heard, sums);
            return Ok(());
        }
        let loss = course.loss.of(&heard.tape.output, heard.label, &mut heard.d_output);
        sums.loss += f64::from(loss);
        sums.right += u32::from(largest(&heard.tape.output) == heard.label);
        sums.questions += 1;
        if streaming {
            self.stream.finish(&Lesson::of(net, teaching, heard), &mut self.pool, steps, &mut self.scratch, grads);
        } else if let (Readout::Leaky, Some(grad)) = (net.params.readout, grads.layers.last_mut()) {
            self.pool.gradient(&heard.d_output, grad);
        }
        Ok(())
    }

    /// Bytes that the buffers hold: tapes, traces and scratch, without weights, gradients and the utterances themselves.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.tape_bytes() + self.scratch_bytes() + self.trace_bytes()
    }

    /// Of these, the tapes: whole utterances, or pieces of them where the rule learns while it hears.
    #[must_use]
    pub fn tape_bytes(&self) -> usize {
        self.heard.iter().map(|h| h.tape.bytes()).sum()
    }

    /// Of these, the traces of a rule that carries some for every synapse.
    #[must_use]
    pub fn trace_bytes(&self) -> usize {
        self.stream.bytes()
    }

    /// Of these, what is computed on the way back.
    #[must_use]
    pub fn scratch_bytes(&self) -> usize {
        self.scratch.bytes()
    }
}
