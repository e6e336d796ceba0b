//! Rules whose learning signal reaches every hidden layer at once.

use super::backward::Source;
use super::eligibility::Traces;
use super::{
    Eligibility, Flow, Gradients, Lesson, Lessons, Path, Pool, Reach, Scratch, Signal, Teaching, UNLABELLED, When, backward, step_weights,
};
use crate::snn::kernels::dot;
use crate::snn::{LayerTape, LayerWeights, Network, Readout};

/// Mean firing of every neuron in the utterance so far, for the rate regulariser.
#[derive(Debug, Default, Clone)]
pub(super) struct Rates {
    /// Spikes so far, one vector per hidden layer.
    counts: Vec<Vec<f32>>,
    /// Steps so far, one per hidden layer.
    steps: Vec<f32>,
}

impl Rates {
    pub(super) fn begin(&mut self) {
        self.counts.iter_mut().for_each(|c| c.fill(0.0));
        self.steps.fill(0.0);
    }

    /// Adds strength·(r̄\[t\] − target) to `signal`, shape `[steps, columns]` of rows `n` long, with r̄\[t\] the mean of S over the
    /// utterance up to t.
    pub(super) fn regularise(&mut self, l: usize, tape: &LayerTape, strength: f32, target: f32, columns: usize, signal: &mut [f32]) {
        let n = tape.neurons;
        if self.counts.len() <= l {
            self.counts.resize(l + 1, Vec::new());
            self.steps.resize(l + 1, 0.0);
        }
        let (Some(counts), Some(steps)) = (self.counts.get_mut(l), self.steps.get_mut(l)) else { return };
        counts.resize(n, 0.0);
        for (signal, spikes) in signal.chunks_exact_mut(n).zip(tape.output().chunks_exact(n)) {
            *steps += 1.0;
            let per_step = 1.0 / *steps;
            for ((d, c), s) in signal.iter_mut().zip(counts.iter_mut()).zip(spikes).take(columns) {
                *c += s;
                *d += strength * (*c * per_step - target);
            }
        }
    }
}

/// Writes Σ_k B_jk·x_k to `out` for every neuron j of hidden layer `l`, with x made by `value` from the label's index and its error.
pub(super) fn project(lesson: &Lesson<'_>, l: usize, out: &mut [f32], value: impl Fn(usize, f32) -> f32) {
    let Some(layer) = lesson.net.layers.get(l) else { return };
    let errors = lesson.errors;
    let labels = errors.len().max(1);
    for (o, row) in out.iter_mut().zip(layer.feedback.chunks_exact(labels)) {
        let terms = row.iter().zip(errors).enumerate();
        *o = terms.fold(0.0, |sum, (k, (b, &e))| sum + b * value(k, e));
    }
}

/// out_j = Σ_k rows\[j\]\[k\]·x_k.
pub(super) fn multiply(rows: &[f32], x: &[f32], out: &mut [f32]) {
    for (o, row) in out.iter_mut().zip(rows.chunks_exact(x.len().max(1))) {
        *o = dot(row, x);
    }
}

/// Neurons of hidden layer `l` that learn.
pub(super) fn reached(net: &Network, l: usize) -> usize {
    net.layers.get(l).map_or(0, |layer| net.params.reached(l, layer.neurons()))
}

/// Writes the learning signal of hidden layer `l` at every step to `scratch.d_spikes`:
///
/// ```text
/// d[t] = c[t]·constant + state·S[t] + strength·(r̄[t] − target)
/// ```
///
/// with `weight` for c and `scratch.signal` for the constant part. `steps` are those of a whole utterance: a regulariser beside a signal that
/// counts a step's share of the answer is scaled likewise. Where layers judge themselves the constant part is another at every step.
fn signals(lessons: Lessons<'_>, rule: &Signal, l: usize, weight: &[f32], steps: Option<usize>, scratch: &mut Scratch) {
    let Some(n) = lessons.net.layers.get(l).map(LayerWeights::neurons) else { return };
    let (columns, teaching) = (reached(lessons.net, l), lessons.teaching);
    let Scratch { d_spikes, signal, own, rates, .. } = scratch;
    d_spikes.clear();
    let mut weights = weight.iter();
    for (heard, constant) in lessons.heard.iter().zip(signal.chunks_exact_mut(n)) {
        let Some(tape) = heard.tape.layers.get(l) else { return };
        let first = d_spikes.len();
        let mut lesson = Lesson::of(lessons.net, teaching, heard);
        let mut known = None;
        for ((t, spikes), &c) in tape.output().chunks_exact(n).enumerate().zip(weights.by_ref()) {
            let mut learns = columns;
            if let Some(&label) = heard.step_labels.get(t).filter(|_| crate::PHONEMES) {
                // A signal of this step's own. One that hangs on the label alone need not be made again while the label stays.
                let errors = heard.d_steps.chunks_exact(lessons.net.params.labels().max(1)).nth(t).unwrap_or_default();
                (lesson.label, lesson.errors) = (usize::from(label), errors);
                if rule.own.is_none() && (rule.when == When::Answered || known != Some(label)) {
                    (rule.constant)(&lesson, l, constant);
                    known = Some(label);
                }
                if rule.when == When::Hearing && label == UNLABELLED {
                    learns = 0;
                }
            }
            if let (Some(judge), 1..) = (rule.own, learns) {
                judge(&lesson, l, spikes, own, constant);
            }
            d_spikes.extend(spikes.iter().zip(&*constant).take(learns).map(|(s, b)| c * b + rule.state * s));
            // Neurons beyond the reach of B have no signal and learn nothing.
            d_spikes.extend(std::iter::repeat_n(0.0, n - learns));
        }
        if teaching.rate_strength > 0.0 {
            if steps.is_none() {
                rates.begin();
            }
            let steps = steps.unwrap_or(heard.tape.steps).max(1) as f32;
            let scale = if rule.when == When::Hearing { 1.0 } else { 1.0 / steps };
            rates.regularise(l, tape, teaching.rate_strength * scale, teaching.rate_target, columns, &mut d_spikes[first..]);
        }
    }
}

/// Adds the gradient of the hidden layers for whole utterances: the learning signal, carried backwards through each neuron's own states as
/// far as the rule reaches.
pub(super) fn hidden(lessons: Lessons<'_>, rule: &Signal, scratch: &mut Scratch, grads: &mut Gradients) {
    let mut weight = std::mem::take(&mut scratch.weight);
    match rule.when {
        When::Answered => step_weights(lessons, &mut weight),
        When::Hearing => fill(lessons.steps(), 1.0, &mut weight),
    }
    for l in 0..lessons.net.layers.len().saturating_sub(1) {
        carry(lessons, rule, l, &weight, None, scratch, grads);
    }
    scratch.weight = weight;
}

/// Adds the gradient of layer `l` by the learning signal with `weight` for each step, as far as the rule reaches back through the tapes. Of
/// pieces of an utterance `steps` are those of the whole.
fn carry(
    lessons: Lessons<'_>,
    rule: &Signal,
    l: usize,
    weight: &[f32],
    steps: Option<usize>,
    scratch: &mut Scratch,
    grads: &mut Gradients,
) {
    let Some(n) = lessons.net.layers.get(l).map(LayerWeights::neurons) else { return };
    let columns = reached(lessons.net, l);
    constants(lessons, rule, l, &mut scratch.signal);
    let regular = lessons.teaching.rate_strength > 0.0 || lessons.by_step() || rule.own.is_some();
    if regular {
        // The regulariser depends on what came before, so the signal is made forwards; that of a step with a label, or of a layer that judges
        // itself, is another at every step.
        signals(lessons, rule, l, weight, steps, scratch);
    }
    let Scratch { d_spikes, signal, rows, dv, .. } = scratch;
    let source = |u: usize, steps: std::ops::Range<usize>| {
        if regular {
            Source::Steps(&d_spikes[steps.start * n..steps.end * n])
        } else {
            Source::Signal { constant: &signal[u * n..(u + 1) * n], weight: &weight[steps], state: rule.state }
        }
    };
    backward::through_layer(lessons, l, Path::Own(lessons.teaching.reach), columns, &source, rows, dv);
    grads.accumulate(lessons, l, columns, scratch);
}

/// The constant part of the learning signal of layer `l`, for each utterance.
fn constants(lessons: Lessons<'_>, rule: &Signal, l: usize, signal: &mut Vec<f32>) {
    let n = lessons.net.layers.get(l).map_or(0, LayerWeights::neurons);
    signal.clear();
    for lesson in lessons.iter() {
        let first = signal.len();
        signal.resize(first + n, 0.0);
        (rule.constant)(&lesson, l, &mut signal[first..]);
    }
}

fn fill(steps: usize, with: f32, weight: &mut Vec<f32>) {
    weight.clear();
    weight.resize(steps, with);
}

/// A direct rule that learns while the utterance is heard, piece by piece: what it keeps does not grow with the utterance.
#[derive(Debug, Default, Clone)]
pub struct Stream {
    traces: Traces,
}

impl Stream {
    /// Before the first step.
    pub fn begin(&mut self, net: &Network, teaching: &Teaching) {
        let Flow::Direct(rule) = teaching.rule.flow() else { return };
        for (l, layer) in net.layers.iter().enumerate() {
            if net.is_readout(l) {
                if net.params.readout == Readout::Spiking {
                    self.traces.begin(l, layer, &net.params.neuron, Path::Own(Reach::State), true);
                }
            } else if teaching.eligibility == Eligibility::Forward {
                self.traces.begin(l, layer, &net.params.neuron, Path::Own(teaching.reach), rule.when == When::Answered);
            }
        }
    }

    /// Learns what can be learnt from the steps on the tape, of `steps` in the whole utterance.
    pub fn advance(&mut self, lesson: &Lesson<'_>, steps: usize, scratch: &mut Scratch, grads: &mut Gradients) {
        let (net, teaching) = (lesson.net, lesson.teaching);
        let lessons = Lessons { net, teaching, heard: std::slice::from_ref(lesson.heard) };
        let Flow::Direct(rule) = teaching.rule.flow() else { return };
        let mut weight = std::mem::take(&mut scratch.weight);
        fill(lesson.heard.tape.steps, if rule.when == When::Answered { 0.0 } else { 1.0 }, &mut weight);
        for l in 0..net.layers.len() {
            if net.is_readout(l) {
                // The readout has no loop, so its own states are all that its gradient goes through.
                if let (Readout::Spiking, Some(grad)) = (net.params.readout, grads.layers.get_mut(l)) {
                    self.traces.advance(lesson, l, Path::Own(Reach::State), &[], grad);
                }
                continue;
            }
            if teaching.eligibility == Eligibility::Backward {
                carry(lessons, &rule, l, &weight, Some(steps), scratch, grads);
            } else if let Some(grad) = grads.layers.get_mut(l) {
                constants(lessons, &rule, l, &mut scratch.signal);
                signals(lessons, &rule, l, &weight, Some(steps), scratch);
                self.traces.advance(lesson, l, Path::Own(teaching.reach), &scratch.d_spikes, grad);
            }
        }
        scratch.weight = weight;
    }

    /// Learns what had to wait for the answer.
    pub fn finish(&mut self, lesson: &Lesson<'_>, pool: &mut Pool, steps: usize, scratch: &mut Scratch, grads: &mut Gradients) {
        let net = lesson.net;
        let lessons = Lessons { net, teaching: lesson.teaching, heard: std::slice::from_ref(lesson.heard) };
        let d_output = &lesson.heard.d_output;
        let Flow::Direct(rule) = lesson.teaching.rule.flow() else { return };
        for (l, (layer, grad)) in net.layers.iter().zip(&mut grads.layers).enumerate() {
            match (net.is_readout(l), net.params.readout) {
                (true, Readout::Leaky) => pool.gradient(d_output, grad),
                (true, Readout::Spiking) => self.traces.finish(l, layer, d_output, steps, grad),
                (false, _) if rule.when == When::Answered => {
                    constants(lessons, &rule, l, &mut scratch.signal);
                    scratch.signal[reached(net, l)..].fill(0.0);
                    self.traces.finish(l, layer, &scratch.signal, steps, grad);
                }
                _ => {}
            }
        }
    }

    /// Bytes that the traces hold.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.traces.bytes()
    }
}
