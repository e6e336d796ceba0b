//! Pseudo-backpropagation through time: the exact gradient of the surrogate network (paper, section 4.4, eq. 8).

use super::{Flow, LearningRule};

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
        crate::text::explained(
            "The exact gradient of the network whose spike is given the slope 1 within V_window of the threshold. The error travels back through all \
         layers and all time steps, which brains are not thought to do; it is the yardstick for the other rules.",
        )
    }

    fn source(&self) -> &'static str {
        "Jia et al. 2021, eq. 8"
    }

    fn flow(&self) -> Flow {
        Flow::LayerByLayer { random: false }
    }
}
