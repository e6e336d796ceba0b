//! A trained model in a page.

use js_sys::{Float32Array, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::convert::{IntoJs, JsResult, object, set};
use crate::audio::Samples;
use crate::model_file::{Model, weights_sha256};
use crate::recognise::{Recognition, recognise};
use crate::snn::{LayerKind, LayerTape, Network, Readout, Tape};
use crate::train::EpochRecord;

/// A trained model and the buffers of its passes.
#[wasm_bindgen(js_name = Model)]
pub struct JsModel {
    pub(super) model: Model,
    tape: Tape,
}

impl JsModel {
    pub(super) fn wrap(model: Model) -> Self {
        Self { model, tape: Tape::new() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FrontEndInfo {
    kind: String,
    rate_hz: u32,
    window_ms: u32,
    hop_ms: u32,
    bands: u32,
    frames: usize,
}

#[derive(Serialize)]
struct LayerInfo {
    name: String,
    kind: &'static str,
    neurons: usize,
    weights: usize,
    density: Option<f32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ModelInfo<'a> {
    system: &'a str,
    rule: &'a str,
    topology: String,
    seed: String,
    epochs: u32,
    labels: &'a [String],
    data: &'a str,
    split: &'a str,
    front_end: FrontEndInfo,
    settings: std::collections::BTreeMap<String, String>,
    layers: Vec<LayerInfo>,
    weights_sha256: String,
    history: &'a [EpochRecord],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'a> {
    label: &'a str,
    score: f32,
    labels: &'a [String],
    scores: &'a [f32],
    notices: &'a [String],
    clip_rate_hz: u32,
    speech_start_s: f32,
    speech_end_s: f32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LayerHead {
    name: String,
    kind: &'static str,
    neurons: usize,
    recurrent: bool,
    v_threshold: f32,
    firing_rate: f32,
}

#[wasm_bindgen(js_class = Model)]
impl JsModel {
    /// Reads a model file; `name` stands in the errors.
    ///
    /// # Errors
    /// What [`Model::load`] refuses.
    pub fn load(name: &str, bytes: &[u8]) -> JsResult<JsModel> {
        Ok(Self::wrap(Model::load(name, bytes).js()?))
    }

    /// The bytes of its file: those that the program writes for the same model.
    ///
    /// # Errors
    /// What [`Model::save`] reports.
    pub fn save(&self) -> JsResult<Vec<u8>> {
        self.model.save().js()
    }

    /// How it was trained and what it is made of.
    ///
    /// # Errors
    /// None but JavaScript's own.
    pub fn info(&self) -> JsResult<JsValue> {
        let m = &self.model;
        let f = &m.config.front_end;
        let layers = m.net.layers.iter().zip(m.net.params.topology.layers()).map(|(w, spec)| LayerInfo {
            name: spec.to_string(),
            kind: spec.kind.code(),
            neurons: w.neurons,
            weights: w.count(),
            density: (!w.mask.is_empty())
                .then(|| w.mask.iter().map(|&x| f64::from(x)).sum::<f64>() / w.mask.len() as f64)
                .map(|d| d as f32),
        });
        object(&ModelInfo {
            system: &m.config.system,
            rule: &m.config.rule,
            topology: m.config.topology.to_string(),
            seed: m.config.seed.to_string(),
            epochs: m.config.epochs,
            labels: &m.labels,
            data: &m.data,
            split: &m.split,
            front_end: FrontEndInfo {
                kind: f.kind.to_string(),
                rate_hz: f.rate_hz,
                window_ms: f.window_ms,
                hop_ms: f.hop_ms,
                bands: f.bands,
                frames: f.frames_per_utterance(),
            },
            settings: m.config.record().settings,
            layers: layers.collect(),
            weights_sha256: weights_sha256(&m.net),
            history: &m.history,
        })
    }

    /// Recognises one word; with `traces` everything that was computed comes along.
    ///
    /// # Errors
    /// A silent recording, or one that the front end refuses.
    pub fn recognise(&mut self, name: &str, samples: Vec<f32>, rate_hz: u32, traces: bool) -> JsResult<JsValue> {
        let samples = Samples { rate_hz, samples };
        let r = recognise(&self.model, name, &samples, &mut self.tape).js()?;
        recognition(&self.model, &r, &self.tape, traces)
    }
}

/// The object that a page draws from.
pub(super) fn recognition(model: &Model, r: &Recognition, tape: &Tape, traces: bool) -> JsResult<JsValue> {
    let out = object(&Answer {
        label: r.label(model).js()?,
        score: r.score(),
        labels: &model.labels,
        scores: &r.scores,
        notices: &r.prepared.notices,
        clip_rate_hz: r.prepared.clip.rate_hz,
        speech_start_s: r.prepared.speech_start_s as f32,
        speech_end_s: r.prepared.speech_end_s as f32,
    })?;
    set(&out, "clip", &Float32Array::from(r.prepared.clip.samples.as_slice()))?;
    if traces {
        set(&out, "traces", &trace_object(model, r, tape)?)?;
    }
    Ok(out)
}

fn trace_object(model: &Model, r: &Recognition, tape: &Tape) -> JsResult<JsValue> {
    let out: JsValue = js_sys::Object::new().into();
    let frames = &r.prepared.frames;
    set(&out, "frames", &(frames.frames as u32).into())?;
    set(&out, "bands", &(frames.bands as u32).into())?;
    set(&out, "hopMs", &model.config.front_end.hop_ms.into())?;
    set(&out, "steps", &(tape.steps as u32).into())?;
    let spectrogram: Vec<f32> = frames.values.iter().map(|&x| x as f32).collect();
    set(&out, "spectrogram", &Float32Array::from(spectrogram.as_slice()))?;
    set(&out, "output", &Float32Array::from(tape.activity.as_slice()))?;
    let layers = js_sys::Array::new();
    for l in 0..tape.layers.len() {
        if let Some(layer) = layer_object(&model.net, tape, l)? {
            layers.push(&layer);
        }
    }
    set(&out, "layers", &layers)?;
    Ok(out)
}

/// One spiking layer's states; none for a leaky readout, which has no spikes.
fn layer_object(net: &Network, tape: &Tape, l: usize) -> JsResult<Option<JsValue>> {
    let specs = net.params.topology.layers();
    let (Some(spec), Some(t)) = (specs.get(l), tape.layers.get(l)) else { return Ok(None) };
    if l + 1 == specs.len() && net.params.readout == Readout::Leaky {
        return Ok(None);
    }
    let p = &net.params.neuron;
    let spikes = t.output();
    let out = object(&LayerHead {
        name: spec.to_string(),
        kind: spec.kind.code(),
        neurons: t.neurons,
        recurrent: spec.kind == LayerKind::Recurrent,
        v_threshold: p.v_threshold,
        firing_rate: (spikes.iter().map(|&s| f64::from(s)).sum::<f64>() / spikes.len().max(1) as f64) as f32,
    })?;
    let flags =
        |v: &[f32]| -> Uint8Array { Uint8Array::from(t.steps(v).iter().map(|&s| u8::from(s > 0.0)).collect::<Vec<_>>().as_slice()) };
    set(&out, "sFf", &flags(&t.s_ff))?;
    set(&out, "sRec", &flags(&t.s_rec))?;
    for (key, array) in [("vFf", &t.v_ff), ("vRec", &t.v_rec), ("adaptation", &t.adaptation)] {
        set(&out, key, &Float32Array::from(t.steps(array)))?;
    }
    set(&out, "threshold", &Float32Array::from(thresholds(t, p.v_threshold, p.adapt_strength).as_slice()))?;
    Ok(Some(out))
}

/// V_th + γ·a\[t−1\]: what a neuron's drive must exceed at step t, whichever side of the comparison the adaptation stands on.
fn thresholds(t: &LayerTape, v_threshold: f32, adapt_strength: f32) -> Vec<f32> {
    let before = t.adaptation.len().saturating_sub(t.neurons);
    t.adaptation.iter().take(before).map(|a| v_threshold + adapt_strength * a).collect()
}
