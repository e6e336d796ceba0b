//! Recordings and data sets of a page.

use std::rc::Rc;

use js_sys::Float32Array;
use wasm_bindgen::prelude::*;

use super::convert::{Fields, IntoJs, JsResult, to_js};
use crate::Error;
use crate::audio::{FrontEnd, Samples, wav};
use crate::data::{DataSet, Utterance, labels, names, pack};

/// A recording as `{rateHz, samples}`.
fn samples_object(samples: &Samples) -> JsValue {
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

/// A data set that a page builds take by take, or reads from a pack.
#[wasm_bindgen(js_name = DataSet)]
pub struct JsDataSet {
    /// Shared with the run on it.
    pub(super) data: Rc<DataSet>,
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
        Ok(Self { data: Rc::new(DataSet { name, labels: words, utterances: Vec::new(), notices: Vec::new() }) })
    }

    /// Reads a pack such as the bundled digits.
    ///
    /// # Errors
    /// What [`pack::read`] refuses.
    pub fn from_pack(name: &str, bytes: &[u8]) -> JsResult<JsDataSet> {
        Ok(Self { data: Rc::new(pack::read(name, bytes).js()?) })
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
        Rc::make_mut(&mut self.data).utterances.push(Utterance {
            name,
            label,
            speaker,
            index,
            held_out: false,
            segments: Vec::new(),
            samples,
        });
        Ok(prepared.notices)
    }

    /// Labels, utterances (without their samples) and notices.
    #[must_use]
    pub fn summary(&self) -> JsValue {
        let out = Fields::new();
        out.text("name", &self.data.name);
        out.texts("labels", &self.data.labels);
        out.texts("notices", &self.data.notices);
        out.list(
            "utterances",
            self.data.utterances.iter().map(|u| {
                let out = Fields::new();
                out.text("name", &u.name);
                out.text("label", self.data.labels.get(u.label).map_or("", String::as_str));
                out.text("speaker", &u.speaker);
                out.number("index", f64::from(u.index));
                out.set("heldOut", &u.held_out.into());
                out.number("durationS", u.samples.duration_s());
                out.done()
            }),
        );
        out.done()
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
        Ok(samples_object(&u.samples))
    }
}
