//! e-prop (Bellec et al. 2020): a learning signal times the eligibility of each synapse.

use super::{Flow, LearningRule, Lesson, Signal, When, direct};
use crate::choice::choice;

choice! {
    /// What `eprop` sends the error back by.
    EpropFeedback, "eprop_feedback" {
        /// The readout's own weights.
        Symmetric = "symmetric", "the readout's own weights";
        /// A fixed random matrix.
        Random = "random", "a fixed random matrix";
        /// A random matrix that changes as the readout does while both shrink a little.
        Adaptive = "adaptive", "a random matrix that follows the readout";
    }
}

/// `eprop`: error times eligibility trace.
pub struct EProp;

impl LearningRule for EProp {
    fn id(&self) -> &'static str {
        "eprop"
    }

    fn title(&self) -> &'static str {
        "e-prop"
    }

    fn explanation(&self) -> &'static str {
        crate::text::explained(
            "Each synapse keeps an eligibility trace: how its weight has bent its own neuron's spikes, with a slow part that the adaptive threshold \
         carries. The trace times the neuron's share of the error, Σ_k B_jk·e_k, is its change. It leaves out what a spike does to other neurons.",
        )
    }

    fn source(&self) -> &'static str {
        "Bellec et al. 2020, Nature Communications 11:3625, eq. 1 to 5"
    }

    fn flow(&self) -> Flow {
        Flow::Direct(Signal { when: When::Answered, state: 0.0, own: None, constant: learning_signal })
    }
}

/// Σ_k B_jk·e_k. A layer that the readout does not see has no weights to share and keeps its random B under every choice.
fn learning_signal(lesson: &Lesson<'_>, l: usize, out: &mut [f32]) {
    match lesson.net.readout_rows(l).filter(|_| lesson.teaching.eprop_feedback == EpropFeedback::Symmetric) {
        Some(rows) => direct::multiply(rows, lesson.errors, out),
        None => direct::project(lesson, l, out, |_, e| e),
    }
}
