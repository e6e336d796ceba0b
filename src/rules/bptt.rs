//! Pseudo-backpropagation through time: the exact gradient of the surrogate network (paper, section 4.4, eq. 8).

use super::{Gradients, LearningRule, Lesson, Path, Scratch, backward};
use crate::snn::kernels::dot;

/// `bptt`: the error travels back through every layer and every time step.
pub struct PseudoBp;

impl LearningRule for PseudoBp {
    fn id(&self) -> &'static str {
        "bptt"
    }

    fn title(&self) -> &'static str {
        "Pseudo-BP through time"
    }

    fn explanation(&self) -> &'static str {
        "The exact gradient of the network whose spike is given the slope 1 within V_window of the threshold. The error travels back through all \
         layers and all time steps, which brains are not thought to do; it is the yardstick for the other rules."
    }

    fn source(&self) -> &'static str {
        "Jia et al. 2021, eq. 8"
    }

    /// Layer by layer downwards: dS_below\[t\] = W_f·dV_f\[t\], then through the neurons of that layer.
    fn hidden(&self, lesson: &Lesson<'_>, scratch: &mut Scratch, grads: &mut Gradients) {
        let steps = lesson.tape.steps;
        for l in (0..lesson.net.layers.len().saturating_sub(1)).rev() {
            let (Some(layer), Some(above), Some(tape)) =
                (lesson.net.layers.get(l), lesson.net.layers.get(l + 1), lesson.tape.layers.get(l))
            else {
                return;
            };
            scratch.d_spikes.clear();
            for dv in scratch.dv_ff.chunks_exact(above.neurons).take(steps) {
                scratch.d_spikes.extend(above.w_ff.chunks_exact(above.neurons).map(|w| dot(w, dv)));
            }
            backward::through_neurons(&lesson.net.params.neuron, layer, tape, Path::Full, scratch);
            let (input, scale) = lesson.input(l);
            if let Some(grad) = grads.layers.get_mut(l) {
                grad.accumulate(layer, tape, input, scale, scratch);
            }
        }
    }
}
