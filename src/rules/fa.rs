//! Feedback alignment (Lillicrap et al. 2016).

use super::{Flow, LearningRule};

/// `fa`: as pseudo-BP, but between layers the error goes through fixed random weights.
pub struct FeedbackAlignment;

impl LearningRule for FeedbackAlignment {
    fn id(&self) -> &'static str {
        "fa"
    }

    fn title(&self) -> &'static str {
        "Feedback alignment"
    }

    fn explanation(&self) -> &'static str {
        crate::text::explained(
            "As pseudo-BP, but from layer to layer the error goes down through fixed random weights in place of the layers' own, so no neuron need \
         know the weights above it. The forward weights come to align with the random ones. Through time it is as pseudo-BP.",
        )
    }

    fn source(&self) -> &'static str {
        "Lillicrap et al. 2016, Nature Communications 7:13276"
    }

    fn flow(&self) -> Flow {
        Flow::LayerByLayer { random: true }
    }
}
