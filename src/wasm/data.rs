//! Recordings and data sets of a page.

use js_sys::Float32Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::convert::{IntoJs, JsResult, object, set, to_js};
use crate::Error;
use crate::audio::{FrontEnd, Samples, wav};
use crate::data::{DataSet, Utterance, labels, names, pack};

/// A recording as `{rateHz, samples}`.
pub(super) fn samples_object(samples: &Samples) -> JsResult<JsValue> {
    let out = js_sys::Object::new().into();
    set(&out, "rateHz", &samples.rate_hz.into())?;
    set(&out, "samples", &Float32Array::from(samples.samples.as_slice()))?;
    Ok(out)
}

/// Reads a WAV file to `{rateHz, samples}`; `name` stands in the errors.
///
/// # Errors
/// What [`wav::read`] refuses.
#[wasm_bindgen]
pub fn read_wav(name: &str, bytes: &[u8]) -> JsResult<JsValue> {
    samples_object(&wav::read(name, bytes).js()?)
}

/// 16-bit mono WAV file of a recording.
#[wasm_bindgen]
#[must_use]
pub fn write_wav(samples: Vec<f32>, rate_hz: u32) -> Vec<u8> {
    wav::write(&Samples { rate_hz, samples })
}

#[derive(Serialize)]
struct Named {
    label: String,
    speaker: String,
    index: u32,
}

/// Label, speaker and take of a file by its path: `{digit}_{speaker}_{index}.wav`, or one folder per word; `undefined` for other names.
///
/// # Errors
/// None but JavaScript's own.
#[wasm_bindgen]
pub fn parse_path(path: &str) -> JsResult<JsValue> {
    match names::parse_path(path) {
        Some(n) => object(&Named { label: n.label, speaker: n.speaker, index: n.index.unwrap_or(0) }),
        None => Ok(JsValue::UNDEFINED),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TakeInfo {
    notices: Vec<String>,
    speech_start_s: f32,
    speech_end_s: f32,
}

/// Checks a take before it is kept: where the speech is, and what the speaker should know.
///
/// # Errors
/// A silent take, or one that the front end refuses.
#[wasm_bindgen]
pub fn check_take(name: &str, samples: Vec<f32>, rate_hz: u32) -> JsResult<JsValue> {
    let p = FrontEnd::default().prepare(name, &Samples { rate_hz, samples }).js()?;
    object(&TakeInfo { notices: p.notices, speech_start_s: p.speech_start_s as f32, speech_end_s: p.speech_end_s as f32 })
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

/// A data set that a page builds take by take, or reads from a pack.
#[wasm_bindgen(js_name = DataSet)]
pub struct JsDataSet {
    pub(super) data: DataSet,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UtteranceInfo<'a> {
    name: &'a str,
    label: &'a str,
    speaker: &'a str,
    index: u32,
    held_out: bool,
    duration_s: f32,
}

#[derive(Serialize)]
struct Summary<'a> {
    name: &'a str,
    labels: &'a [String],
    utterances: Vec<UtteranceInfo<'a>>,
    notices: &'a [String],
}

#[wasm_bindgen(js_class = DataSet)]
impl JsDataSet {
    /// An empty data set over `words`.
    ///
    /// # Errors
    /// Words that are empty, given twice, or fewer than two.
    #[wasm_bindgen(constructor)]
    pub fn new(name: String, words: Vec<String>) -> JsResult<JsDataSet> {
        labels::check_labels(&words).js()?;
        Ok(Self { data: DataSet { name, labels: words, utterances: Vec::new(), notices: Vec::new() } })
    }

    /// Reads a pack such as the bundled digits.
    ///
    /// # Errors
    /// What [`pack::read`] refuses.
    pub fn from_pack(name: &str, bytes: &[u8]) -> JsResult<JsDataSet> {
        Ok(Self { data: pack::read(name, bytes).js()? })
    }

    /// Adds a take; gives what the speaker should know of it.
    ///
    /// # Errors
    /// A word that the set does not have, a silent take, or one that the front end refuses.
    pub fn add(
        &mut self,
        label: &str,
        name: String,
        speaker: String,
        index: u32,
        samples: Vec<f32>,
        rate_hz: u32,
    ) -> JsResult<Vec<String>> {
        let label = self.data.labels.iter().position(|l| l == label).ok_or_else(|| {
            to_js(&Error::UnknownChoice { what: "word of a take".into(), got: label.into(), choices: self.data.labels.join(", ") })
        })?;
        let samples = Samples { rate_hz, samples };
        let prepared = FrontEnd::default().prepare(&name, &samples).js()?;
        self.data.utterances.push(Utterance { name, label, speaker, index, held_out: false, samples });
        Ok(prepared.notices)
    }

    /// Labels, utterances (without their samples) and notices.
    ///
    /// # Errors
    /// None but JavaScript's own.
    pub fn summary(&self) -> JsResult<JsValue> {
        let utterances = self.data.utterances.iter().map(|u| UtteranceInfo {
            name: &u.name,
            label: self.data.labels.get(u.label).map_or("", String::as_str),
            speaker: &u.speaker,
            index: u.index,
            held_out: u.held_out,
            duration_s: u.samples.duration_s() as f32,
        });
        object(&Summary { name: &self.data.name, labels: &self.data.labels, utterances: utterances.collect(), notices: &self.data.notices })
    }

    /// Recording of utterance `i` as `{rateHz, samples}`.
    ///
    /// # Errors
    /// An index out of range.
    pub fn utterance(&self, i: usize) -> JsResult<JsValue> {
        let n = self.data.utterances.len();
        let u = self.data.utterances.get(i).ok_or_else(|| {
            to_js(&Error::OutOfRange { what: "utterance".into(), allowed: format!("0 to {}", n.saturating_sub(1)), got: i.to_string() })
        })?;
        samples_object(&u.samples)
    }
}
