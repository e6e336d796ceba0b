//! The forward pass: one utterance through every layer, event by event; whole, or piece by piece with memory that does not grow.

use super::encode::{self, Draw};
use super::field::{Below, feed};
use super::kernels::{Lists, add, axpy, loop_drive};
use super::network::{Encoding, LayerWeights, Network, NetworkParams, Readout};
use super::neuron::{self, After, Before, Unit};
use super::sparse::{padded, words};
use super::tape::{LayerTape, Tape, held};
use crate::rng::Stream;
use crate::{Error, Result};

/// Runs `frames` through `net` and records every state on `tape`.
///
/// # Shapes
/// `frames`: `[frames, bands]`, standardised.
///
/// # Errors
/// [`Error::Mismatch`] when `frames` is empty or no multiple of the network's bands.
pub fn forward(net: &Network, frames: &[f32], draw: Draw, tape: &mut Tape) -> Result<()> {
    let mut pass = Pass::new(net, frames, draw)?;
    let steps = pass.steps();
    pass.advance(net, steps, tape);
    pass.finish(tape);
    Ok(())
}

/// A pass through one utterance, piece by piece.
pub struct Pass<'a> {
    frames: &'a [f32],
    steps: usize,
    done: usize,
    spikes: Stream,
}

impl<'a> Pass<'a> {
    /// Before the first step.
    ///
    /// # Errors
    /// As [`forward`].
    pub fn new(net: &Network, frames: &'a [f32], draw: Draw) -> Result<Self> {
        let bands = net.params.bands;
        if frames.is_empty() || bands == 0 || !frames.len().is_multiple_of(bands) {
            let expected = format!("frames of {bands} bands");
            return Err(Error::Mismatch { what: "input".into(), expected, got: format!("{} values", frames.len()) });
        }
        let steps = frames.len() / bands * net.params.steps_per_frame.max(1);
        Ok(Self { frames, steps, done: 0, spikes: encode::stream(net, draw) })
    }

    /// Steps of the utterance.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Steps that are done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.done
    }

    /// Runs the next `steps` steps, or those that are left; `tape` then holds this piece. Its output is a sum until [`Pass::finish`].
    pub fn advance(&mut self, net: &Network, steps: usize, tape: &mut Tape) {
        let steps = steps.min(self.steps - self.done);
        tape.begin(net, steps, self.done == 0);
        let history = tape.history * net.inputs();
        encode::encode(net, self.frames, self.done, &mut self.spikes, &mut tape.input[history..]);
        self.done += steps;
        let mut held = std::mem::take(&mut tape.held);
        let mut lists: Lists = std::mem::take(&mut tape.lists);
        let mut drive = std::mem::take(&mut tape.drive);
        for (l, weights) in net.layers.iter().enumerate() {
            let (below, rest) = tape.layers.split_at_mut(l);
            let Some(current) = rest.first_mut() else { break };
            // The drive of the feedforward channel, into the steps of v_ff.
            let at = current.history * current.neurons;
            drive_ff(weights, sources(net, l, &tape.input, tape.history, below), &mut current.v_ff[at..], &mut lists);
            if net.is_readout(l) && net.params.readout == Readout::Leaky {
                leaky_layer(&net.params, current, steps);
            } else {
                spiking_layer(&net.params, weights, current, steps, &mut held, &mut drive);
            }
        }
        (tape.held, tape.lists, tape.drive) = (held, lists, drive);
        read_out(&net.params, tape);
    }

    /// Turns the sum of the readout's activity into its mean over the utterance.
    pub fn finish(&self, tape: &mut Tape) {
        let scale = 1.0 / self.done as f32;
        for o in &mut tape.output {
            *o *= scale;
        }
    }
}

/// What layer `l` reads: the input, the layer below, or for a readout that sees all, every hidden layer.
pub fn sources<'a>(
    net: &'a Network,
    l: usize,
    input: &'a [f32],
    history: usize,
    layers: &'a [LayerTape],
) -> impl Iterator<Item = Below<'a>> {
    let of_layer = move |(b, row): (usize, usize)| {
        layers.get(b).map(|t| Below { cells: &t.spikes, width: t.neurons, history, row, bits: Some(t.bits(0)), dense: false })
    };
    let dense = net.params.encoding == Encoding::Direct;
    let first = (l == 0).then(|| Below { cells: input, width: net.inputs(), history, row: 0, bits: None, dense });
    let readout = l > 0 && net.is_readout(l);
    let read = readout.then(|| net.read()).into_iter().flatten().filter_map(of_layer);
    let below = (l > 0 && !readout).then(|| (l - 1, 0)).into_iter().filter_map(of_layer);
    first.into_iter().chain(read).chain(below)
}

/// Writes the drive of the feedforward channel of a layer, W_f·X\[t\] + b, at every step.
///
/// # Shapes
/// `drive`: `[steps, neurons]`.
pub(super) fn drive_ff<'a>(weights: &LayerWeights, sources: impl Iterator<Item = Below<'a>>, drive: &mut [f32], lists: &mut Lists) {
    for row in drive.chunks_exact_mut(weights.field.channels) {
        row.copy_from_slice(&weights.bias);
    }
    for below in sources {
        feed(&weights.field, &weights.w_ff, below, drive, lists);
    }
}

fn spiking_layer(
    params: &NetworkParams,
    weights: &LayerWeights,
    tape: &mut LayerTape,
    steps: usize,
    [buffer_ff, buffer_rec]: &mut [Vec<u64>; 2],
    looped: &mut Vec<f32>,
) {
    let p = &params.neuron;
    let n = weights.neurons();
    let stride = words(n);
    looped.clear();
    looped.resize(padded(n), 0.0);
    for row in tape.history..tape.history + steps {
        let (before, at) = ((row - 1) * n, row * n);
        let (v_ff0, v_ff1) = tape.v_ff.split_at_mut(at);
        let (v_rec0, v_rec1) = tape.v_rec.split_at_mut(at);
        let (a0, a1) = tape.adaptation.split_at_mut(at);
        let (spikes0, spikes1) = tape.spikes.split_at_mut(at);
        let (ff0, ff1) = tape.ff.split_at_mut(row * stride);
        let (rec0, rec1) = tape.rec.split_at_mut(row * stride);
        let (active0, active1) = tape.active.split_at_mut(row * stride);
        if !weights.w_rec.is_empty() {
            loop_drive(looped, &weights.w_rec, &active0[(row - 1) * stride..], &spikes0[before..]);
        }
        let before = Before {
            v_ff: &v_ff0[before..],
            v_rec: &v_rec0[before..],
            held_ff: held(ff0, stride, row - 1, p.refractory_steps, buffer_ff),
            held_rec: held(rec0, stride, row - 1, p.refractory_steps, buffer_rec),
            adaptation: &a0[before..],
            looped: &looped[..n],
        };
        let mut after = After {
            v_ff: &mut v_ff1[..n],
            v_rec: &mut v_rec1[..n],
            spikes: &mut spikes1[..n],
            adaptation: &mut a1[..n],
            ff: &mut ff1[..stride],
            rec: &mut rec1[..stride],
            active: &mut active1[..stride],
        };
        if p.unit == Unit::Spiking {
            neuron::step(p, &before, &mut after);
        } else {
            neuron::rate_step(p.unit, &looped[..n], &mut after);
        }
    }
}

/// A leaky readout: u\[t\] = κ·u\[t−1\] + W·S\[t\] + b, kept in `v_ff`.
fn leaky_layer(params: &NetworkParams, tape: &mut LayerTape, steps: usize) {
    let n = tape.neurons;
    for row in tape.history..tape.history + steps {
        let (before, after) = tape.v_ff.split_at_mut(row * n);
        axpy(&mut after[..n], params.readout_leak, &before[(row - 1) * n..]);
    }
}

/// Activity of the readout per step, and its sum added to the output.
fn read_out(params: &NetworkParams, tape: &mut Tape) {
    let Some(last) = tape.layers.last() else { return };
    let source = match params.readout {
        Readout::Spiking => last.output(),
        Readout::Leaky => last.steps(&last.v_ff),
    };
    tape.activity.copy_from_slice(source);
    for row in tape.activity.chunks_exact(last.neurons) {
        add(&mut tape.output, row);
    }
}
