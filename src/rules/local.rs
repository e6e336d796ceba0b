//! A fixed random classifier in every hidden layer (Mostafa, Ramesh and Cauwenberghs 2018).

use super::{Flow, LearningRule, Lesson, Signal, When, dfa, direct};
use crate::math;

/// `local`: every hidden layer classifies by its own spikes through its fixed random matrix, and learns from the error of that.
pub struct LocalClassifier;

impl LearningRule for LocalClassifier {
    fn id(&self) -> &'static str {
        "local"
    }

    fn title(&self) -> &'static str {
        "Local classifier: B·(softmax(c·Bᵀ·S) − y)"
    }

    fn explanation(&self) -> &'static str {
        crate::text::explained(
            "Every hidden layer answers by itself at every step, p = softmax(c·Bᵀ·S), through its own fixed random matrix B, and learns from the error of that \
         answer: the learning signal is B·(p − y). Nothing of the readout or of other layers enters, so all layers learn at once while the word is heard; \
         but the neurons of a layer share one error, where reward propagation gives each a target of its own.",
        )
    }

    fn source(&self) -> &'static str {
        "Mostafa, Ramesh and Cauwenberghs 2018, Frontiers in Neuroscience 12:608"
    }

    fn flow(&self) -> Flow {
        Flow::Direct(Signal { when: When::Hearing, state: 0.0, own: Some(own_signal), constant: dfa::error })
    }
}

/// The factor c on the evidence Bᵀ·S/√n of a layer with n neurons that learn. Under a normal B the evidence has the deviation √(mean of S²), 0.3
/// where a tenth of the neurons fire: c must make of that a classifier that can be sure of its answer, or all neurons are driven at every step.
/// Of 4, 10, 20 and 25 the last did best on phonemes (docs/tuning.md).
const EVIDENCE: f32 = 25.0;

/// B·(p − y), with p = softmax(c·Bᵀ·S/√n).
fn own_signal(lesson: &Lesson<'_>, l: usize, spikes: &[f32], error: &mut Vec<f32>, out: &mut [f32]) {
    let Some(layer) = lesson.net.layers.get(l) else { return };
    let labels = lesson.net.params.labels();
    let n = direct::reached(lesson.net, l);
    let gain = EVIDENCE / (n as f32).sqrt();
    error.clear();
    error.resize(labels, 0.0);
    for (s, row) in spikes.iter().take(n).zip(layer.feedback.chunks_exact(labels.max(1))).filter(|(s, _)| **s != 0.0) {
        for (e, b) in error.iter_mut().zip(row) {
            *e += gain * s * b;
        }
    }
    math::softmax(error);
    if let Some(e) = error.get_mut(lesson.label) {
        *e -= 1.0;
    }
    dfa::error(&Lesson { errors: error, ..*lesson }, l, out);
}
