//! Direct feedback alignment (Nøkland 2016), and its form that sends the error's sign alone.

use super::{Flow, LearningRule, Lesson, Signal, When, direct};

/// `dfa`: every hidden layer gets the answer's error through its own fixed random matrix.
pub struct DirectFeedbackAlignment;

/// `sdfa`: the same with the sign of the error.
pub struct SignedDirectFeedbackAlignment;

impl LearningRule for DirectFeedbackAlignment {
    fn id(&self) -> &'static str {
        "dfa"
    }

    fn title(&self) -> &'static str {
        "Direct feedback alignment"
    }

    fn explanation(&self) -> &'static str {
        crate::text::explained(
            "Every hidden layer gets the answer's error e straight through its own fixed random matrix: the learning signal is B·e. Nothing travels \
         through the layers, so all of them learn at once, but only after the answer.",
        )
    }

    fn source(&self) -> &'static str {
        "Nøkland 2016, Advances in Neural Information Processing Systems 29"
    }

    fn flow(&self) -> Flow {
        Flow::Direct(Signal { when: When::Answered, state: 0.0, own: None, constant: error })
    }
}

impl LearningRule for SignedDirectFeedbackAlignment {
    fn id(&self) -> &'static str {
        "sdfa"
    }

    fn title(&self) -> &'static str {
        "Sign direct feedback alignment"
    }

    fn explanation(&self) -> &'static str {
        crate::text::explained(
            "As direct feedback alignment, but only the sign of each output's error is sent: the learning signal is B·sign(e). One bit an output is \
         enough to tell a hidden layer which way to go.",
        )
    }

    fn source(&self) -> &'static str {
        "Frenkel et al. 2021, Frontiers in Neuroscience 15:629892"
    }

    fn flow(&self) -> Flow {
        Flow::Direct(Signal { when: When::Answered, state: 0.0, own: None, constant: sign })
    }
}

/// B·e, with e the loss's gradient by the output: output − y up to a factor.
pub(super) fn error(lesson: &Lesson<'_>, l: usize, out: &mut [f32]) {
    direct::project(lesson, l, out, |_, e| e);
}

/// B·sign(e).
fn sign(lesson: &Lesson<'_>, l: usize, out: &mut [f32]) {
    direct::project(lesson, l, out, |_, e| {
        if e > 0.0 {
            1.0
        } else if e < 0.0 {
            -1.0
        } else {
            0.0
        }
    });
}
