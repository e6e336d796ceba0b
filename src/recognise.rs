//! From a recording to an answer, with everything that was computed on the way.

use crate::audio::{Frames, Prepared, Samples};
use crate::model_file::Model;
use crate::snn::Tape;
use crate::snn::encode::Draw;
use crate::snn::forward::forward;
use crate::train::evaluate::frames_heard;
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

/// A phone that was heard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeardPhone {
    /// Index of its label.
    pub label: usize,
    /// Where it begins, seconds.
    pub start_s: f64,
    /// Where the next one begins, seconds.
    pub end_s: f64,
}

/// A sentence and the phones heard in it.
#[derive(Debug, Clone)]
pub struct HeardSentence {
    /// The phones, equal neighbours joined.
    pub phones: Vec<HeardPhone>,
    /// The whole recording as the front end saw it.
    pub heard: Frames,
    /// Standardised input of the network, shape `[frames, bands]`.
    pub frames: Vec<f32>,
    /// What the speaker should know.
    pub notices: Vec<String>,
}

impl HeardSentence {
    /// The labels of the phones, in order.
    #[must_use]
    pub fn labels<'m>(&self, model: &'m Model) -> Vec<&'m str> {
        self.phones.iter().map(|p| model.labels.get(p.label).map_or("", String::as_str)).collect()
    }
}

/// Hears the phones of a whole sentence, as a network that answers frame by frame is trained and tested; every state stays on `tape`.
///
/// # Errors
/// What the front end refuses.
pub fn recognise_phones(model: &Model, name: &str, samples: &Samples, tape: &mut Tape) -> Result<HeardSentence> {
    let (heard, notices) = model.config.front_end.whole(name, samples)?;
    let frames = model.standardise.apply(&heard);
    forward(&model.net, &frames, Draw::default(), tape)?;
    // A frame stands for the time around its middle, half a step to both sides.
    let front_end = &model.config.front_end;
    let half_s = 0.5e-3 * f64::from(front_end.hop_ms);
    let mut phones: Vec<HeardPhone> = Vec::new();
    for (frame, label) in frames_heard(&model.net, tape).enumerate() {
        let (start_s, end_s) = (front_end.middle_s(frame) - half_s, front_end.middle_s(frame) + half_s);
        match phones.last_mut() {
            Some(last) if last.label == label => last.end_s = end_s,
            _ => phones.push(HeardPhone { label, start_s, end_s }),
        }
    }
    Ok(HeardSentence { phones, heard, frames, notices })
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
