//! The control: hidden weights stay as they were drawn.

use super::{Gradients, LearningRule, Lesson, Scratch};

/// `readout`: only the readout learns.
pub struct ReadoutOnly;

impl LearningRule for ReadoutOnly {
    fn id(&self) -> &'static str {
        "readout"
    }

    fn title(&self) -> &'static str {
        "Readout alone"
    }

    fn explanation(&self) -> &'static str {
        "The hidden weights stay random and only the readout learns. It shows what the other rules add: if they are no better than this, the \
         hidden layer has learnt nothing."
    }

    fn source(&self) -> &'static str {
        "control"
    }

    fn hidden(&self, _lesson: &Lesson<'_>, _scratch: &mut Scratch, _grads: &mut Gradients) {}
}
