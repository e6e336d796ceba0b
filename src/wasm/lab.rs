//! Looking inside a trained network from a page.

use js_sys::{Float32Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::convert::{Fields, IntoJs, JsResult};
use super::data::JsDataSet;
use super::given::{MAX_SEED, option_of, whole};
use super::model::{info, recognition};
use crate::Result;
use crate::audio::Samples;
use crate::lab::{Axis, Field, Lab, NeuronChange};
use crate::snn::phase::{Nullcline, Rest};

/// A trained network to look into: its drives, weights, fields and answers.
#[wasm_bindgen(js_name = Lab)]
pub struct JsLab {
    lab: Lab,
}

/// A change as JavaScript gives it: an object without the constants that stay, or nothing.
pub(super) fn change_of(change: &JsValue) -> Result<NeuronChange> {
    if change.is_undefined() || change.is_null() {
        return Ok(NeuronChange::default());
    }
    Ok(NeuronChange {
        adapt_strength: option_of(change, "adaptStrength")?,
        adapt_decay: option_of(change, "adaptDecay")?,
        adapt_gain: option_of(change, "adaptGain")?,
        v_threshold: option_of(change, "vThreshold")?,
        leak: option_of(change, "leak")?,
    })
}

pub(super) fn floats(out: &Fields, key: &str, values: &[f32]) {
    out.set(key, &Float32Array::from(values));
}

fn nullcline(line: Option<Nullcline>) -> JsValue {
    line.map_or(JsValue::NULL, |line| {
        let out = Fields::new();
        out.number("slope", f64::from(line.slope));
        out.number("intercept", f64::from(line.intercept));
        out.done()
    })
}

pub(super) fn set_field(out: &Fields, field: &Field) {
    for (key, values) in [("v", &field.v), ("a", &field.a), ("dv", &field.dv), ("da", &field.da)] {
        floats(out, key, values);
    }
}

pub(super) fn set_rest(out: &Fields, rest: &Rest) {
    out.list(
        "points",
        rest.points.iter().map(|p| {
            let out = Fields::new();
            out.number("v", f64::from(p.v));
            out.number("a", f64::from(p.a));
            out.text("kind", p.kind.id());
            out.set("reached", &p.reached.into());
            out.list("eigenvalues", p.eigenvalues.iter().map(|&e| e.into()));
            out.done()
        }),
    );
    out.set("vNullcline", &nullcline(rest.v));
    out.set("aNullcline", &nullcline(rest.a));
}

#[wasm_bindgen(js_class = Lab)]
impl JsLab {
    /// Reads a model file or a checkpoint; `name` stands in the errors.
    ///
    /// # Errors
    /// What [`Lab::load`] refuses.
    pub fn load(name: &str, bytes: &[u8]) -> JsResult<JsLab> {
        Ok(Self { lab: Lab::load(name, bytes).js()? })
    }

    /// How the model was trained and what it is made of.
    #[must_use]
    pub fn info(&self) -> JsValue {
        info(self.lab.model())
    }

    /// Hears a recording with changed neurons, as `Model.recognise` with its own; with `traces` everything that was computed comes along.
    ///
    /// # Errors
    /// As [`Lab::hear`].
    pub fn hear(&mut self, name: &str, samples: Vec<f32>, rate_hz: u32, noise: f32, change: &JsValue, traces: bool) -> JsResult<JsValue> {
        let change = change_of(change).js()?;
        let heard = self.lab.hear(name, &Samples { rate_hz, samples }, noise, &change).js()?;
        recognition(self.lab.model(), &heard, self.lab.tape(), traces)
    }

    /// What drove layer `l` through the last utterance heard: `{steps, neurons, ff, rec}`.
    ///
    /// # Errors
    /// As [`Lab::drives`].
    pub fn drives(&self, l: usize) -> JsResult<JsValue> {
        let d = self.lab.drives(l).js()?;
        let out = Fields::new();
        out.count("steps", d.steps);
        out.count("neurons", d.neurons);
        floats(&out, "ff", &d.ff);
        floats(&out, "rec", &d.rec);
        Ok(out.done())
    }

    /// The weights of layer `l`: `{name, inputs, neurons, channels, ff, bias, rec?, mask?}`.
    ///
    /// # Errors
    /// As [`Lab::weights`].
    pub fn weights(&self, l: usize) -> JsResult<JsValue> {
        let w = self.lab.weights(l).js()?;
        let out = Fields::new();
        out.text("name", &w.name);
        for (key, count) in [("inputs", w.inputs), ("neurons", w.neurons), ("channels", w.channels)] {
            out.count(key, count);
        }
        floats(&out, "ff", &w.ff);
        floats(&out, "bias", &w.bias);
        if let (Some(rec), Some(mask)) = (&w.rec, &w.mask) {
            floats(&out, "rec", rec);
            out.set("mask", &Uint8Array::from(mask.as_slice()));
        }
        Ok(out.done())
    }

    /// How one step moves a neuron from each point of a grid of `columns` potentials and `rows` adaptations: `{v, a, dv, da}`.
    ///
    /// # Errors
    /// As [`Lab::field`].
    #[allow(clippy::too_many_arguments, reason = "two axes, field by field: numbers cross the boundary by themselves")]
    pub fn field(
        &self,
        change: &JsValue,
        l: usize,
        neuron: usize,
        drive: f32,
        v_from: f32,
        v_to: f32,
        columns: usize,
        a_from: f32,
        a_to: f32,
        rows: usize,
    ) -> JsResult<JsValue> {
        let (v, a) = (Axis { from: v_from, to: v_to, count: columns }, Axis { from: a_from, to: a_to, count: rows });
        let field = change_of(change).and_then(|change| self.lab.field(&change, [l, neuron], drive, v, a)).js()?;
        let out = Fields::new();
        set_field(&out, &field);
        Ok(out.done())
    }

    /// Where a neuron rests while it is silent: `{points: [{v, a, kind, reached, eigenvalues}], vNullcline, aNullcline}`.
    ///
    /// # Errors
    /// As [`Lab::rest`].
    pub fn rest(&self, change: &JsValue, l: usize, neuron: usize, drive: f32) -> JsResult<JsValue> {
        let rest = change_of(change).and_then(|change| self.lab.rest(&change, [l, neuron], drive)).js()?;
        let out = Fields::new();
        set_rest(&out, &rest);
        Ok(out.done())
    }

    /// Answers utterance `i` of `data`, disturbed by draws from `seed` (none: the model's own):
    /// `{label, scores, notices, refused?, steps, counts}`.
    ///
    /// # Errors
    /// As [`Lab::answer`].
    pub fn answer(&mut self, data: &JsDataSet, i: usize, noise: f32, seed: Option<f64>) -> JsResult<JsValue> {
        let seed = seed.map(|seed| whole("seed", seed, MAX_SEED)).transpose().js()?;
        let answer = self.lab.answer(&data.data, i, noise, seed).js()?;
        let out = Fields::new();
        out.number("label", answer.label.map_or(-1.0, |label| label as f64));
        floats(&out, "scores", &answer.scores);
        out.texts("notices", &answer.notices);
        if let Some(why) = &answer.refused {
            out.text("refused", why);
        }
        out.count("steps", answer.steps);
        floats(&out, "counts", &answer.counts);
        Ok(out.done())
    }

    /// For each neuron of hidden layer `l` the norm of the weights through which other layers read it.
    ///
    /// # Errors
    /// As [`Lab::influence`].
    pub fn influence(&self, l: usize) -> JsResult<Vec<f32>> {
        self.lab.influence(l).js()
    }
}
