//! From a recording to an answer, with everything that was computed on the way.

use crate::audio::{Prepared, Samples};
use crate::model_file::Model;
use crate::snn::Tape;
use crate::snn::encode::Draw;
use crate::snn::forward::forward;
use crate::train::shards::largest;
use crate::train::{Example, noise};
use crate::{Error, Result};

/// An answer and where it came from.
#[derive(Debug, Clone)]
pub struct Recognition {
    /// Index of the label with the highest score.
    pub answer: usize,
    /// Scores, 0 to 1, in the order of the model's labels.
    pub scores: Vec<f32>,
    /// The recording as the front end saw it, its frames as the network heard them, and its notices.
    pub prepared: Prepared,
    /// Standardised input of the network, shape `[frames, bands]`.
    pub frames: Vec<f32>,
}

/// Recognises one word in `samples`; every state of the network stays on `tape`.
///
/// # Errors
/// [`Error::Silent`] when there is nothing to hear; what the front end refuses.
pub fn recognise(model: &Model, name: &str, samples: &Samples, tape: &mut Tape) -> Result<Recognition> {
    recognise_in_noise(model, name, samples, 0.0, tape)
}

/// As [`recognise`], with the share `noise` of the input disturbed as the model's settings say (kind, seed). The frames that are given back are
/// those that the network heard.
///
/// # Errors
/// As [`recognise`].
pub fn recognise_in_noise(model: &Model, name: &str, samples: &Samples, noise: f32, tape: &mut Tape) -> Result<Recognition> {
    let mut prepared = model.config.front_end.prepare(name, samples)?;
    let frames = model.standardise.apply(&prepared.frames);
    let mut example = [Example { frames, label: 0, frame_labels: Vec::new(), utterance: 0 }];
    noise::disturb(&mut example, model.config.noise_kind, noise, model.input_range, model.config.seed);
    let [Example { frames, .. }] = example;
    if noise > 0.0 {
        model.standardise.undo(&frames, &mut prepared.frames);
    }
    forward(&model.net, &frames, Draw::default(), tape)?;
    let mut scores = vec![0.0; tape.output.len()];
    model.config.loss.scores(&tape.output, &mut scores);
    Ok(Recognition { answer: largest(&tape.output), scores, prepared, frames })
}

impl Recognition {
    /// The label with the highest score.
    ///
    /// # Errors
    /// [`Error::Mismatch`] when the model has fewer labels than outputs.
    pub fn label<'m>(&self, model: &'m Model) -> Result<&'m str> {
        model.labels.get(self.answer).map(String::as_str).ok_or_else(|| Error::Mismatch {
            what: "labels of the model".into(),
            expected: self.scores.len().to_string(),
            got: model.labels.len().to_string(),
        })
    }

    /// The highest score.
    #[must_use]
    pub fn score(&self) -> f32 {
        self.scores.get(self.answer).copied().unwrap_or(0.0)
    }
}
