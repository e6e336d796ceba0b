//! The forward pass: one utterance through every layer, event by event.

use super::kernels::{axpy, gather};
use super::network::{LayerWeights, Network, NetworkParams, Readout};
use super::neuron::{self, After, Before};
use super::tape::{LayerTape, Tape};
use crate::{Error, Result};

/// Runs `frames` through `net` and records every state on `tape`.
///
/// # Shapes
/// `frames`: `[steps, inputs]`, standardised.
///
/// # Errors
/// [`Error::Mismatch`] when `frames` is empty or no multiple of the network's bands.
pub fn forward(net: &Network, frames: &[f32], tape: &mut Tape) -> Result<()> {
    let inputs = net.params.inputs;
    if frames.is_empty() || !frames.len().is_multiple_of(inputs) {
        let expected = format!("frames of {inputs} bands");
        return Err(Error::Mismatch { what: "input".into(), expected, got: format!("{} values", frames.len()) });
    }
    let steps = frames.len() / inputs;
    tape.begin(&net.params, steps);
    let (mut keep_ff, mut keep_rec) = (std::mem::take(&mut tape.keep_ff), std::mem::take(&mut tape.keep_rec));
    for l in 0..net.layers.len() {
        let (below, rest) = tape.layers.split_at_mut(l);
        let (Some(current), Some(weights)) = (rest.first_mut(), net.layers.get(l)) else { break };
        let (input, scale) = match below.last() {
            None => (frames, net.params.input_scale),
            Some(b) => (b.output(), 1.0),
        };
        let is_readout = l + 1 == net.layers.len();
        if is_readout && net.params.readout == Readout::Leaky {
            leaky_layer(&net.params, weights, input, scale, current);
        } else {
            spiking_layer(&net.params, weights, input, scale, current, &mut keep_ff, &mut keep_rec);
        }
    }
    (tape.keep_ff, tape.keep_rec) = (keep_ff, keep_rec);
    read_out(&net.params, tape);
    Ok(())
}

/// Drive of the feedforward channel at every step, into rows 1.. of `v_ff`: b + scale · Σ_j X_j·W_f\[j\], j ascending, zeros skipped.
fn feed(weights: &LayerWeights, input: &[f32], scale: f32, v_ff: &mut [f32]) {
    let n = weights.neurons;
    for (row, x) in v_ff[n..].chunks_exact_mut(n).zip(input.chunks_exact(weights.inputs)) {
        row.copy_from_slice(&weights.bias);
        if scale == 1.0 {
            gather(row, &weights.w_ff, x);
        } else {
            for (w, &x) in weights.w_ff.chunks_exact(n).zip(x) {
                if x != 0.0 {
                    axpy(row, scale * x, w);
                }
            }
        }
    }
}

fn spiking_layer(
    params: &NetworkParams,
    weights: &LayerWeights,
    input: &[f32],
    scale: f32,
    tape: &mut LayerTape,
    keep_ff: &mut [f32],
    keep_rec: &mut [f32],
) {
    let p = &params.neuron;
    let n = weights.neurons;
    let (keep_ff, keep_rec) = (&mut keep_ff[..n], &mut keep_rec[..n]);
    feed(weights, input, scale, &mut tape.v_ff);
    let steps = input.len() / weights.inputs;
    for t in 0..steps {
        tape.keep(&tape.s_ff, t, p.refractory_steps, keep_ff);
        tape.keep(&tape.s_rec, t, p.refractory_steps, keep_rec);
        let at = (t + 1) * n;
        let (v_ff0, v_ff1) = tape.v_ff.split_at_mut(at);
        let (v_rec0, v_rec1) = tape.v_rec.split_at_mut(at);
        let (a0, a1) = tape.adaptation.split_at_mut(at);
        let (spikes0, spikes1) = tape.spikes.split_at_mut(at);
        let drive = &mut v_rec1[..n];
        drive.fill(0.0);
        if !weights.w_rec.is_empty() {
            gather(drive, &weights.w_rec, &spikes0[t * n..]);
        }
        let before = Before { v_ff: &v_ff0[t * n..], v_rec: &v_rec0[t * n..], keep_ff, keep_rec, adaptation: &a0[t * n..] };
        let mut after = After {
            v_ff: &mut v_ff1[..n],
            v_rec: drive,
            s_ff: &mut tape.s_ff[at..at + n],
            s_rec: &mut tape.s_rec[at..at + n],
            spikes: &mut spikes1[..n],
            adaptation: &mut a1[..n],
        };
        neuron::step(p, &before, &mut after);
    }
}

/// A leaky readout: u\[t\] = κ·u\[t−1\] + W·S\[t\] + b, kept in `v_ff`.
fn leaky_layer(params: &NetworkParams, weights: &LayerWeights, input: &[f32], scale: f32, tape: &mut LayerTape) {
    let n = weights.neurons;
    feed(weights, input, scale, &mut tape.v_ff);
    for t in 0..input.len() / weights.inputs {
        let (before, after) = tape.v_ff.split_at_mut((t + 1) * n);
        axpy(&mut after[..n], params.readout_leak, &before[t * n..]);
    }
}

/// Activity of the readout per step and its mean.
fn read_out(params: &NetworkParams, tape: &mut Tape) {
    let Some(last) = tape.layers.last() else { return };
    let source = match params.readout {
        Readout::Spiking => last.output(),
        Readout::Leaky => last.steps(&last.v_ff),
    };
    tape.activity.copy_from_slice(source);
    tape.output.fill(0.0);
    for row in tape.activity.chunks_exact(last.neurons) {
        super::kernels::add(&mut tape.output, row);
    }
    let scale = 1.0 / tape.steps as f32;
    for o in &mut tape.output {
        *o *= scale;
    }
}
