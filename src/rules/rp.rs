//! Reward propagation: the paper's rule (section 4.3, eq. 7).

use super::{Flow, LearningRule, Lesson, Signal, When, direct};

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
        crate::text::explained(
            "Each hidden neuron is pulled towards a fixed random code B·y of the label y: its learning signal is S[t] − B·y. No error travels back \
         through the layers, so all of them learn at once. The form that is local in time needs no memory of the utterance, the form through \
         the leak keeps the utterance's spikes; on real digits they are right in 98.1 % and 98.2 % of cases, a difference within chance.",
        )
    }

    fn source(&self) -> &'static str {
        "Jia et al. 2021, eq. 7, with the sign that lets it learn"
    }

    /// d_l\[t\] = S_l\[t\] − B_l·y, the negative of eq. 7's GradRP = B_rand·RP − h: with the printed sign the rule unlearns.
    fn flow(&self) -> Flow {
        Flow::Direct(Signal { when: When::Hearing, state: 1.0, own: None, constant: code })
    }
}

/// −B·y.
fn code(lesson: &Lesson<'_>, l: usize, out: &mut [f32]) {
    direct::project(lesson, l, out, |k, _| if k == lesson.label { -1.0 } else { 0.0 });
}
