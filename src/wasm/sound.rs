//! Recordings and names of a page, before there is a data set.

use js_sys::Float32Array;
use wasm_bindgen::prelude::*;

use super::convert::{Fields, IntoJs, JsResult};
use crate::audio::{FrontEnd, Samples, wav};
use crate::data::{labels, names};

/// A recording as `{rateHz, samples}`.
pub(super) fn samples_object(samples: &Samples) -> JsValue {
    let out = Fields::new();
    out.number("rateHz", f64::from(samples.rate_hz));
    out.set("samples", &Float32Array::from(samples.samples.as_slice()));
    out.done()
}

/// Reads a WAV file to `{rateHz, samples}`; `name` stands in the errors.
///
/// # Errors
/// What [`wav::read`] refuses.
#[wasm_bindgen]
pub fn read_wav(name: &str, bytes: &[u8]) -> JsResult<JsValue> {
    Ok(samples_object(&wav::read(name, bytes).js()?))
}

/// 16-bit mono WAV file of a recording.
#[wasm_bindgen]
#[must_use]
pub fn write_wav(samples: Vec<f32>, rate_hz: u32) -> Vec<u8> {
    wav::write(&Samples { rate_hz, samples })
}

/// Label, speaker and take of a file by its path: `{digit}_{speaker}_{index}.wav`, or one folder per word; `undefined` for other names.
#[wasm_bindgen]
#[must_use]
pub fn parse_path(path: &str) -> JsValue {
    let Some(n) = names::parse_path(path) else { return JsValue::UNDEFINED };
    let out = Fields::new();
    out.text("label", &n.label);
    out.text("speaker", &n.speaker);
    out.number("index", f64::from(n.index.unwrap_or(0)));
    out.done()
}

/// Checks a take before it is kept: where the speech is, and what the speaker should know.
///
/// # Errors
/// A silent take, or one that the front end refuses.
#[wasm_bindgen]
pub fn check_take(name: &str, samples: Vec<f32>, rate_hz: u32) -> JsResult<JsValue> {
    let p = FrontEnd::default().prepare(name, &Samples { rate_hz, samples }).js()?;
    let out = Fields::new();
    out.texts("notices", &p.notices);
    out.number("speechStartS", p.speech_start_s);
    out.number("speechEndS", p.speech_end_s);
    Ok(out.done())
}

/// Checks words to tell apart: two or more, none empty, none twice.
///
/// # Errors
/// The word that is wrong, and why.
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value, reason = "an array of strings crosses the boundary by value alone")]
pub fn check_labels(words: Vec<String>) -> JsResult<()> {
    labels::check_labels(&words).js()
}
