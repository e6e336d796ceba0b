//! Direct random target projection (Frenkel et al. 2021).

use super::{Flow, LearningRule, Lesson, Signal, When, direct};

/// `drtp`: every hidden layer gets a fixed random projection of the label.
pub struct DirectRandomTargetProjection;

impl LearningRule for DirectRandomTargetProjection {
    fn id(&self) -> &'static str {
        "drtp"
    }

    fn title(&self) -> &'static str {
        "Direct random target projection"
    }

    fn explanation(&self) -> &'static str {
        crate::text::explained(
            "Every hidden layer is pushed along a fixed random projection of the label: the learning signal is −B·(y − ȳ), with no error and no \
         state in it. It can learn while the word is heard, but nothing tells a neuron when it has done enough; a rate regulariser does.",
        )
    }

    fn source(&self) -> &'static str {
        "Frenkel et al. 2021, Frontiers in Neuroscience 15:629892"
    }

    fn flow(&self) -> Flow {
        Flow::Direct(Signal { when: When::Hearing, state: 0.0, own: None, constant: target })
    }
}

/// −B·(y − ȳ), with ȳ = 1/labels the mean target: without it every neuron would be pushed one way by most words.
fn target(lesson: &Lesson<'_>, l: usize, out: &mut [f32]) {
    let mean = 1.0 / lesson.net.params.labels().max(1) as f32;
    direct::project(lesson, l, out, |k, _| mean - f32::from(u8::from(k == lesson.label)));
}
