//! What the paper's first figures show: one neuron alone, and what the networks get of a recording.

use wasm_bindgen::prelude::*;

use super::convert::{Fields, IntoJs, JsResult};
use super::lab::{change_of, floats, set_field, set_rest};
use crate::Result;
use crate::audio::Samples;
use crate::experiment::Task;
use crate::experiment::inputs::input;
use crate::lab::{Axis, field};
use crate::snn::{NeuronParams, phase};

/// The paper's neuron with the change made.
fn neuron(change: &JsValue) -> Result<NeuronParams> {
    change_of(change)?.of(&NeuronParams::default())
}

/// The course of the paper's neuron with other constants, from rest and without a loop, under a drive for each step: `{v, a, s}`.
///
/// # Errors
/// A change out of range.
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value, reason = "an array of numbers crosses the boundary by value")]
pub fn neuron_course(change: &JsValue, drive: Vec<f32>) -> JsResult<JsValue> {
    let course = phase::course(&neuron(change).js()?, &drive, &[]);
    let out = Fields::new();
    for (key, values) in [("v", &course.v_ff), ("a", &course.adaptation), ("s", &course.s_ff)] {
        floats(&out, key, values);
    }
    Ok(out.done())
}

/// How one step moves that neuron from each point of a grid, and where it rests while it is silent: what `Lab.field` and `Lab.rest` give.
///
/// # Errors
/// A change, a drive or an axis out of range.
#[wasm_bindgen]
#[allow(clippy::too_many_arguments, reason = "two axes, field by field: numbers cross the boundary by themselves")]
pub fn neuron_plane(
    change: &JsValue,
    drive: f32,
    v_from: f32,
    v_to: f32,
    columns: usize,
    a_from: f32,
    a_to: f32,
    rows: usize,
) -> JsResult<JsValue> {
    let (v, a) = (Axis { from: v_from, to: v_to, count: columns }, Axis { from: a_from, to: a_to, count: rows });
    let p = neuron(change).js()?;
    let out = Fields::new();
    set_field(&out, &field(&p, drive, v, a).js()?);
    set_rest(&out, &phase::rest(&p, drive));
    Ok(out.done())
}

/// What the networks get of a recording under the paper's settings, a word or a whole `sentence`:
/// `{rateHz, samples, bands, hopMs, windowMs, values}`.
///
/// # Errors
/// What the front end refuses.
#[wasm_bindgen]
pub fn paper_input(name: &str, samples: Vec<f32>, rate_hz: u32, sentence: bool) -> JsResult<JsValue> {
    let task = if sentence { Task::Phonemes } else { Task::Digits };
    let got = input(task, name, &Samples { rate_hz, samples }).js()?;
    let out = Fields::new();
    out.number("rateHz", f64::from(got.sound.rate_hz));
    floats(&out, "samples", &got.sound.samples);
    out.count("bands", got.frames.bands);
    out.number("hopMs", f64::from(got.hop_ms));
    out.number("windowMs", f64::from(got.window_ms));
    let values: Vec<f32> = got.frames.values.iter().map(|&x| x as f32).collect();
    floats(&out, "values", &values);
    Ok(out.done())
}
