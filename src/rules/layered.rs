//! Rules whose error goes down layer by layer and back through time.

use super::backward::Source;
use super::{Gradients, Lessons, Path, Scratch, backward, direct, step_weights};
use crate::snn::field::send_back;
use crate::snn::kernels::axpy;
use crate::snn::{Field, Readout};

/// Adds the gradient of the hidden layers, from the last one down: dS = Σ over what reads the layer of W·dV (with `random` through the
/// random weights of the way back), then through the neurons of the layer itself.
pub(super) fn hidden(lessons: Lessons<'_>, random: bool, scratch: &mut Scratch, grads: &mut Gradients) {
    let (net, teaching) = (lessons.net, lessons.teaching);
    let Some(readout) = net.layers.last() else { return };
    let labels = net.params.labels();
    let back = |layer: usize| net.layers.get(layer).map_or(&[][..], |l| if random { &l.w_back } else { &l.w_ff });
    let mut weight = std::mem::take(&mut scratch.weight);
    step_weights(lessons, &mut weight);
    let last = net.layers.len() - 1;
    for l in (0..last).rev() {
        let Some(layer) = net.layers.get(l) else { return };
        let n = layer.neurons();
        scratch.d_spikes.clear();
        scratch.d_spikes.resize(lessons.steps() * n, 0.0);
        let seen = net.read().find(|(seen, _)| *seen == l);
        let mut first = 0;
        for heard in lessons.heard {
            let steps = first..first + heard.tape.steps;
            first = steps.end;
            let Scratch { d_spikes, dv, dv_readout, from_readout, signal, rates, .. } = scratch;
            let d_spikes = &mut d_spikes[steps.start * n..steps.end * n];
            // From the hidden layer above, whose dV is the last that was made.
            if let Some(above) = net.layers.get(l + 1).filter(|_| l + 1 < last) {
                send_back(&above.field, back(l + 1), dv.rows_of(steps.clone()), &dv.live[steps.clone()], d_spikes);
            }
            // From the readout, where it sees this layer.
            if let Some((_, row)) = seen {
                let rows = back(last).get(row * labels..(row + n) * labels).unwrap_or_default();
                match net.params.readout {
                    Readout::Leaky if !lessons.by_step() => {
                        signal.clear();
                        signal.resize(n, 0.0);
                        direct::multiply(rows, &heard.d_output, signal);
                        for (d, &c) in d_spikes.chunks_exact_mut(n).zip(&weight[steps]) {
                            axpy(d, c, signal);
                        }
                    }
                    Readout::Leaky | Readout::Spiking => {
                        from_readout.clear();
                        from_readout.resize(d_spikes.len(), 0.0);
                        send_back(&Field::dense(n, readout.field.channels), rows, dv_readout.rows_of(steps), &[], from_readout);
                        axpy(d_spikes, 1.0, from_readout);
                    }
                }
            }
            if let Some(tape) = heard.tape.layers.get(l).filter(|_| teaching.rate_strength > 0.0) {
                rates.begin();
                rates.regularise(l, tape, teaching.rate_strength / heard.tape.steps as f32, teaching.rate_target, n, d_spikes);
            }
        }
        let Scratch { d_spikes, rows, dv, .. } = scratch;
        let source = |_, steps: std::ops::Range<usize>| Source::Steps(&d_spikes[steps.start * n..steps.end * n]);
        backward::through_layer(lessons, l, Path::Full, n, &source, rows, dv);
        grads.accumulate(lessons, l, n, scratch);
    }
    scratch.weight = weight;
}
