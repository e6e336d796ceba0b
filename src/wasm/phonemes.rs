//! Sentences of labelled phones in a page: what a run's network hears in one, and how well it hears those that test.

use js_sys::{Float32Array, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;

use super::convert::{Fields, IntoJs, JsResult};
use super::model::layers;
use super::trainer::JsTrainer;
use crate::Result;
use crate::audio::{Frames, FrontEnd, FrontEndKind};
use crate::data::{Utterance, phones};
use crate::rules::UNLABELLED;
use crate::snn::encode::Draw;
use crate::snn::forward::forward;
use crate::train::{Example, evaluate, noise, prepare};

/// Bands of the picture of a sentence.
const BANDS: u32 = 39;

/// Log-mel bands at the times of the network's frames: cepstra are no picture. A recording has nothing above half of its own rate.
fn picture(front_end: &FrontEnd, u: &Utterance) -> Result<(Frames, u32)> {
    let rate_hz = front_end.rate_hz.min(u.samples.rate_hz);
    let shown = FrontEnd { kind: FrontEndKind::LogMel39, bands: BANDS, rate_hz, ..front_end.clone() };
    Ok((shown.whole(&u.name, &u.samples)?.0, rate_hz / 2))
}

impl JsTrainer {
    /// The sentence as the network gets it, with the share `noise` of its input disturbed, whatever the run's own noise was.
    fn example(&self, i: usize, noise: f32) -> Result<Example> {
        let run = &self.trainer;
        let (frames, frame_labels, _) = prepare::frames_of(&run.config, self.data.utterance(i)?)?;
        let mut example = [Example { frames: run.data.standardise.apply(&frames), label: 0, frame_labels, utterance: i }];
        noise::disturb(&mut example, run.config.noise_kind, noise, run.data.input_range, run.config.seed);
        let [example] = example;
        Ok(example)
    }
}

/// Phones of the labelled frames of an answer.
fn sequence(answer: &evaluate::Answer, of: &[u8]) -> Vec<u8> {
    phones::collapse(answer.spoken.iter().zip(of).filter(|(spoken, _)| **spoken != UNLABELLED).map(|(_, &phone)| phone))
}

#[wasm_bindgen(js_class = Trainer)]
impl JsTrainer {
    /// What the network, as it is now, hears in sentence `i` of the data set, frame by frame, when the share `noise` of its input is disturbed.
    ///
    /// # Errors
    /// An index out of range, or a recording that the front end refuses.
    pub fn hear(&mut self, i: usize, noise: f32) -> JsResult<JsValue> {
        let example = self.example(i, noise).js()?;
        let u = self.data.utterance(i).js()?;
        let front_end = &self.trainer.config.front_end;
        let (frames, top_hz) = picture(front_end, u).js()?;
        let out = Fields::new();
        out.number("rateHz", f64::from(u.samples.rate_hz));
        out.set("samples", &Float32Array::from(u.samples.samples.as_slice()));
        out.number("hopMs", f64::from(front_end.hop_ms));
        out.number("windowMs", f64::from(front_end.window_ms));
        out.number("topHz", f64::from(top_hz));
        out.count("bands", frames.bands);
        let values: Vec<f32> = frames.values.iter().map(|&x| x as f32).collect();
        out.set("spectrogram", &Float32Array::from(values.as_slice()));
        let net = &self.trainer.net;
        forward(net, &example.frames, Draw::new(i, 0), &mut self.tape).js()?;
        let heard: Vec<u8> = evaluate::frames_heard(net, &self.tape).map(|label| label as u8).collect();
        out.count("steps", self.tape.steps);
        out.set("spoken", &Uint8Array::from(example.frame_labels.as_slice()));
        out.set("heard", &Uint8Array::from(heard.as_slice()));
        layers(&out, net, &self.tape);
        let at = |sample: u32| f64::from(sample) / f64::from(u.samples.rate_hz);
        out.list(
            "words",
            u.words.iter().map(|w| {
                let out = Fields::new();
                out.text("text", &w.text);
                out.number("fromS", at(w.start));
                out.number("toS", at(w.end));
                out.done()
            }),
        );
        Ok(out.done())
    }

    /// How well the network, as it is now, hears the sentences that test, with the share `noise` of their input disturbed.
    ///
    /// # Errors
    /// A recording that the front end refuses.
    pub fn measure(&self, noise: f32) -> JsResult<JsValue> {
        let run = &self.trainer;
        let examples = run.data.test.iter().map(|e| self.example(e.utterance, noise)).collect::<Result<Vec<_>>>().js()?;
        let answers = evaluate::answers(&run.net, run.config.loss, &examples, run.workers()).js()?;
        let e = evaluate::summarise(&answers, run.data.labels.len());
        let (mut spoken, mut errors) = (0, phones::Errors::default());
        for a in &answers {
            let said = sequence(a, &a.spoken);
            let made = phones::errors(&said, &sequence(a, &a.heard));
            spoken += said.len();
            errors.substitutions += made.substitutions;
            errors.deletions += made.deletions;
            errors.insertions += made.insertions;
        }
        let out = Fields::new();
        out.count("sentences", answers.len());
        out.count("phones", spoken);
        out.count("substitutions", errors.substitutions);
        out.count("deletions", errors.deletions);
        out.count("insertions", errors.insertions);
        out.number("firingRate", e.firing_rate);
        out.set("confusion", &Uint32Array::from(e.confusion.concat().as_slice()));
        Ok(out.done())
    }
}
