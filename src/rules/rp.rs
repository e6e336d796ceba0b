//! Reward propagation: the paper's rule (section 4.3, eq. 7).

use super::{Gradients, LearningRule, Lesson, Path, Scratch, backward};
use crate::choice::choice;

choice! {
    /// How far the learning signal of `rp` reaches through time.
    RpTime, "rp_time" {
        /// Carried backwards through each neuron's own leak and reset in both channels; keeps the utterance's spikes.
        Leak = "leak", "through the leak, both channels";
        /// The recurrent weights alone add `Grad[t+1]`: the letter of eq. 7.
        Loop = "loop", "through the leak, loop weights alone";
        /// Local in time: nothing of the utterance need be kept.
        Local = "local", "local in time";
    }
}

/// `rp`: every hidden layer is pulled towards a random code of the label, all layers in parallel.
pub struct RewardPropagation;

impl LearningRule for RewardPropagation {
    fn id(&self) -> &'static str {
        "rp"
    }

    fn title(&self) -> &'static str {
        "Reward propagation"
    }

    fn explanation(&self) -> &'static str {
        "Each hidden neuron is pulled towards a fixed random code B·y of the label y: its learning signal is S[t] − B·y. No error travels back \
         through the layers, so all of them learn at once. The form that is local in time needs no memory of the utterance; the form through \
         the leak keeps the utterance's spikes and is more accurate."
    }

    fn source(&self) -> &'static str {
        "Jia et al. 2021, eq. 7, with the sign that lets it learn"
    }

    /// d_l\[t\] = S_l\[t\] − B_l·y, the negative of eq. 7's GradRP = B_rand·RP − h: with the printed sign the rule unlearns.
    fn hidden(&self, lesson: &Lesson<'_>, scratch: &mut Scratch, grads: &mut Gradients) {
        let labels = lesson.net.params.labels();
        let path = match lesson.rp_time {
            RpTime::Leak => Path::OwnLeak,
            RpTime::Loop => Path::LoopLeak,
            RpTime::Local => Path::Local,
        };
        let hidden = lesson.net.layers.len().saturating_sub(1);
        for (l, (layer, tape)) in lesson.net.layers.iter().zip(&lesson.tape.layers).enumerate().take(hidden) {
            scratch.d_spikes.clear();
            let reached = lesson.net.params.reached(layer.neurons);
            for row in tape.output().chunks_exact(layer.neurons) {
                let code = layer.feedback.iter().skip(lesson.label).step_by(labels);
                scratch.d_spikes.extend(row.iter().zip(code).take(reached).map(|(s, b)| s - b));
                // Neurons beyond the reach of B have no target and learn nothing.
                scratch.d_spikes.extend(std::iter::repeat_n(0.0, layer.neurons - reached));
            }
            backward::through_neurons(&lesson.net.params.neuron, layer, tape, path, scratch);
            let (input, scale) = lesson.input(l);
            if let Some(grad) = grads.layers.get_mut(l) {
                grad.accumulate(layer, tape, input, scale, scratch);
            }
        }
    }
}
