//! A trained model in a page.

use js_sys::{Float32Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::convert::{Fields, IntoJs, JsResult};
use crate::audio::{FrontEnd, Samples};
use crate::model_file::{Model, weights_sha256};
use crate::recognise::{Recognition, recognise_in_noise};
use crate::snn::{LayerKind, LayerSpec, LayerTape, Network, NeuronParams, Readout, Tape};
use crate::train::{EpochRecord, SETTINGS};

/// A trained model and the buffers of its passes.
#[wasm_bindgen(js_name = Model)]
pub struct JsModel {
    pub(super) model: Model,
    tape: Tape,
}

impl JsModel {
    /// A model that is there already.
    pub(super) fn wrap(model: Model) -> Self {
        Self { model, tape: Tape::new() }
    }
}

#[wasm_bindgen(js_class = Model)]
impl JsModel {
    /// Reads a model file; `name` stands in the errors.
    ///
    /// # Errors
    /// What [`Model::load`] refuses, and a model that does not tell words apart, in every build alike.
    pub fn load(name: &str, bytes: &[u8]) -> JsResult<JsModel> {
        let model = Model::load(name, bytes).js()?;
        model.config.check_words().js()?;
        Ok(Self::wrap(model))
    }

    /// How it was trained and what it is made of.
    #[must_use]
    pub fn info(&self) -> JsValue {
        info(&self.model)
    }

    /// Recognises one word, with the share `noise` of the input disturbed; with `traces` everything that was computed comes along.
    ///
    /// # Errors
    /// A silent recording, or one that the front end refuses.
    pub fn recognise(&mut self, name: &str, samples: Vec<f32>, rate_hz: u32, noise: f32, traces: bool) -> JsResult<JsValue> {
        let samples = Samples { rate_hz, samples };
        let r = recognise_in_noise(&self.model, name, &samples, noise, &mut self.tape).js()?;
        recognition(&self.model, &r, &self.tape, traces)
    }
}

#[cfg(feature = "lab")]
#[wasm_bindgen(js_class = Model)]
impl JsModel {
    /// The bytes of its file: those that the program writes for the same model.
    ///
    /// # Errors
    /// What [`Model::save`] reports.
    pub fn save(&self) -> JsResult<Vec<u8>> {
        self.model.save().js()
    }
}

/// How a model was trained and what it is made of.
pub(super) fn info(m: &Model) -> JsValue {
    let out = Fields::new();
    out.text("system", &m.config.system);
    out.text("rule", &m.config.rule);
    out.text("preset", m.config.preset.id());
    out.text("topology", &m.config.topology.to_string());
    out.text("seed", &m.config.seed.to_string());
    out.number("epochs", f64::from(m.config.epochs));
    out.texts("labels", &m.labels);
    out.text("data", &m.data);
    out.text("split", &m.split);
    out.set("frontEnd", &front_end(&m.config.front_end));
    let settings = Fields::new();
    for s in SETTINGS {
        settings.text(s.key, &s.get(&m.config));
    }
    out.set("settings", &settings.done());
    let specs = m.net.params.topology.layers();
    out.list(
        "layers",
        m.net.layers.iter().zip(specs).map(|(w, spec)| {
            let out = Fields::new();
            out.text("name", &spec.to_string());
            out.text("kind", spec.kind().code());
            out.count("neurons", w.neurons());
            out.count("weights", w.count());
            out.option("density", w.w_rec.density().map(|d| d as f32));
            out.done()
        }),
    );
    out.text("weightsSha256", &weights_sha256(&m.net));
    out.list("history", m.history.iter().map(epoch));
    out.done()
}

fn front_end(f: &FrontEnd) -> JsValue {
    let out = Fields::new();
    out.text("kind", f.kind.id());
    for (key, value) in [("rateHz", f.rate_hz), ("windowMs", f.window_ms), ("hopMs", f.hop_ms), ("bands", f.bands)] {
        out.number(key, f64::from(value));
    }
    out.count("frames", f.frames_per_utterance());
    out.done()
}

/// Figures of one epoch.
pub(super) fn epoch(r: &EpochRecord) -> JsValue {
    let out = Fields::new();
    out.number("epoch", f64::from(r.epoch));
    for (key, value) in [
        ("trainLoss", Some(r.train_loss)),
        ("trainAccuracy", Some(r.train_accuracy)),
        ("validationAccuracy", r.validation_accuracy),
        ("testAccuracy", r.test_accuracy),
        ("firingRate", Some(r.firing_rate)),
        ("synapticOperations", Some(r.synaptic_operations)),
        ("energyNj", Some(r.energy_nj)),
    ] {
        out.option(key, value);
    }
    out.list(
        "layers",
        r.layers.iter().map(|l| {
            let out = Fields::new();
            for (key, value) in
                [("firingRate", Some(l.firing_rate)), ("silent", Some(l.silent)), ("saturated", Some(l.saturated)), ("angle", l.angle)]
            {
                out.option(key, value);
            }
            out.done()
        }),
    );
    out.done()
}

/// The object that a page draws from.
pub(super) fn recognition(model: &Model, r: &Recognition, tape: &Tape, traces: bool) -> JsResult<JsValue> {
    let out = Fields::new();
    out.text("label", r.label(model).js()?);
    out.number("score", f64::from(r.score()));
    out.texts("labels", &model.labels);
    out.list("scores", r.scores.iter().map(|&s| s.into()));
    out.texts("notices", &r.prepared.notices);
    out.number("clipRateHz", f64::from(r.prepared.clip.rate_hz));
    out.number("speechStartS", r.prepared.speech_start_s);
    out.number("speechEndS", r.prepared.speech_end_s);
    out.set("clip", &Float32Array::from(r.prepared.clip.samples.as_slice()));
    if traces {
        out.set("traces", &trace_object(model, r, tape));
    }
    Ok(out.done())
}

fn trace_object(model: &Model, r: &Recognition, tape: &Tape) -> JsValue {
    let out = Fields::new();
    let frames = &r.prepared.frames;
    out.count("frames", frames.frames);
    out.count("bands", frames.bands);
    out.number("hopMs", f64::from(model.config.front_end.hop_ms));
    out.count("steps", tape.steps);
    let spectrogram: Vec<f32> = frames.values.iter().map(|&x| x as f32).collect();
    out.set("spectrogram", &Float32Array::from(spectrogram.as_slice()));
    out.set("output", &Float32Array::from(tape.activity.as_slice()));
    layers(&out, &model.net, tape);
    out.done()
}

/// Sets the states of every layer that has some of its own.
pub(super) fn layers(out: &Fields, net: &Network, tape: &Tape) {
    let layers = net.params.topology.layers().iter().zip(&tape.layers).enumerate();
    // A leaky readout has no spikes; its activity is the output.
    let shown = layers.filter(|(l, _)| !(net.is_readout(*l) && net.params.readout == Readout::Leaky));
    out.list("layers", shown.map(|(l, (spec, t))| layer_object(net, spec, t, net.is_readout(l))));
}

/// One layer's states. Units without spikes have their `activity` and nothing of a spiking neuron.
fn layer_object(net: &Network, spec: &LayerSpec, t: &LayerTape, is_readout: bool) -> JsValue {
    let p = &net.params.neuron;
    let values = t.output();
    let out = Fields::new();
    out.text("name", &spec.to_string());
    out.text("kind", spec.kind().code());
    out.count("neurons", t.neurons);
    out.count("channels", if let LayerSpec::Conv { channels, .. } = *spec { channels } else { 0 });
    out.set("recurrent", &(spec.kind() == LayerKind::Recurrent).into());
    out.number("vThreshold", f64::from(p.v_threshold));
    out.number("firingRate", values.iter().map(|&s| f64::from(s)).sum::<f64>() / values.len().max(1) as f64);
    if !(net.spikes() || is_readout) {
        out.set("activity", &Float32Array::from(values));
        return out.done();
    }
    let flags = |v: Vec<f32>| -> Uint8Array { Uint8Array::from(v.iter().map(|&s| u8::from(s > 0.0)).collect::<Vec<_>>().as_slice()) };
    out.set("sFf", &flags(t.s_ff()));
    out.set("sRec", &flags(t.s_rec()));
    for (key, array) in [("vFf", &t.v_ff), ("vRec", &t.v_rec), ("adaptation", &t.adaptation)] {
        out.set(key, &Float32Array::from(t.steps(array)));
    }
    out.set("threshold", &Float32Array::from(thresholds(t, p).as_slice()));
    out.done()
}

/// V_th + γ·a\[t−1\]: what a neuron's drive must exceed at step t, whichever side of the comparison the adaptation stands on.
fn thresholds(t: &LayerTape, p: &NeuronParams) -> Vec<f32> {
    let n = t.neurons.max(1);
    let before = t.adaptation.get((t.history.max(1) - 1) * n..t.adaptation.len().saturating_sub(n)).unwrap_or_default();
    before.iter().enumerate().map(|(at, a)| p.v_threshold + p.strength(at % n, n) * a).collect()
}
