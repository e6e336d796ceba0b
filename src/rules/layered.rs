//! Rules whose error goes down layer by layer and back through time.

use super::{Gradients, Lesson, Path, Scratch, backward, direct, step_weights};
use crate::snn::field::send_back;
use crate::snn::forward::sources;
use crate::snn::kernels::axpy;
use crate::snn::{Field, Readout};

/// Adds the gradient of the hidden layers, from the last one down: dS = Σ over what reads the layer of W·dV (with `random` through the
/// random weights of the way back), then through the neurons of the layer itself.
pub(super) fn hidden(lesson: &Lesson<'_>, random: bool, scratch: &mut Scratch, grads: &mut Gradients) {
    let (net, steps) = (lesson.net, lesson.tape.steps);
    let Some(readout) = net.layers.last() else { return };
    let labels = net.params.labels();
    let back = |layer: usize| net.layers.get(layer).map_or(&[][..], |l| if random { &l.w_back } else { &l.w_ff });
    let mut weight = std::mem::take(&mut scratch.weight);
    step_weights(lesson, &mut weight);
    let mut from_above = std::mem::take(&mut scratch.from_above);
    let last = net.layers.len() - 1;
    for l in (0..last).rev() {
        let (Some(layer), Some(tape)) = (net.layers.get(l), lesson.tape.layers.get(l)) else { return };
        let n = layer.neurons();
        // From the hidden layer above, whose dV is the last that was made.
        from_above.clear();
        if let Some(above) = net.layers.get(l + 1).filter(|_| l + 1 < last) {
            send_back(&above.field, back(l + 1), scratch.dv.rows(), &scratch.dv.live, &mut from_above);
        }
        from_above.resize(steps * n, 0.0);
        std::mem::swap(&mut scratch.d_spikes, &mut from_above);
        // From the readout, where it sees this layer.
        if let Some((_, row)) = net.read().find(|(seen, _)| *seen == l) {
            let rows = back(last).get(row * labels..(row + n) * labels).unwrap_or_default();
            match net.params.readout {
                Readout::Leaky => {
                    scratch.signal.clear();
                    scratch.signal.resize(n, 0.0);
                    direct::multiply(rows, lesson.d_output, &mut scratch.signal);
                    for (d, &c) in scratch.d_spikes.chunks_exact_mut(n).zip(&weight) {
                        axpy(d, c, &scratch.signal);
                    }
                }
                Readout::Spiking => {
                    send_back(&Field::dense(n, readout.field.channels), rows, scratch.dv_readout.rows(), &[], &mut from_above);
                    axpy(&mut scratch.d_spikes, 1.0, &from_above);
                }
            }
        }
        if lesson.teaching.rate_strength > 0.0 {
            let strength = lesson.teaching.rate_strength / steps as f32;
            scratch.rates.regularise(l, tape, strength, lesson.teaching.rate_target, n, &mut scratch.d_spikes);
        }
        let source = backward::Source::Steps(&scratch.d_spikes);
        backward::through_neurons(&net.params.neuron, layer, tape, Path::Full, n, source, &mut scratch.rows, &mut scratch.dv);
        if let Some(grad) = grads.layers.get_mut(l) {
            let below = sources(net, l, &lesson.tape.input, lesson.tape.history, &lesson.tape.layers);
            grad.accumulate(layer, tape, below, n, scratch);
        }
    }
    scratch.weight = weight;
    scratch.from_above = from_above;
}
