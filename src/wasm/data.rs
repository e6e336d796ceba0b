//! Data sets of a page.

use std::cell::OnceCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::convert::{Fields, IntoJs, JsResult, to_js};
use super::given::{MAX_SEED, whole};
use super::sound::samples_object;
use crate::Error;
use crate::audio::{FrontEnd, Samples};
use crate::data::{DataSet, Split, Utterance, labels, pack};
use crate::experiment::{self, Task};
use crate::train::{Config, Preset, roles, settings};

/// A data set that a page builds take by take, or reads from a pack.
#[wasm_bindgen(js_name = DataSet)]
pub struct JsDataSet {
    /// Shared with the run on it.
    pub(super) data: Rc<DataSet>,
    /// Made when it is asked for.
    digest: OnceCell<String>,
}

impl JsDataSet {
    pub(super) fn of(data: DataSet) -> Self {
        Self { data: Rc::new(data), digest: OnceCell::new() }
    }

    /// SHA-256 of the data, made once.
    pub(super) fn sha256(&self) -> &str {
        self.digest.get_or_init(|| self.data.digest())
    }
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
        Ok(Self::of(DataSet { name, labels: words, utterances: Vec::new(), notices: Vec::new() }))
    }

    /// Reads a pack such as the bundled digits.
    ///
    /// # Errors
    /// What [`pack::read`] refuses.
    pub fn from_pack(name: &str, bytes: &[u8]) -> JsResult<JsDataSet> {
        Ok(Self::of(pack::read(name, bytes).js()?))
    }

    /// Adds a take, to the test part of the split `chosen` where it is `held_out`; gives what the speaker should know of it.
    ///
    /// # Errors
    /// A word that the set does not have, a silent take, or one that the front end refuses.
    #[allow(clippy::too_many_arguments, reason = "one utterance, field by field: objects would be made for every take")]
    pub fn add(
        &mut self,
        label: &str,
        name: String,
        speaker: String,
        index: u32,
        samples: Vec<f32>,
        rate_hz: u32,
        held_out: Option<bool>,
    ) -> JsResult<Vec<String>> {
        let label = self.data.labels.iter().position(|l| l == label).ok_or_else(|| {
            to_js(&Error::UnknownChoice { what: "word of a take".into(), got: label.into(), choices: self.data.labels.join(", ") })
        })?;
        let samples = Samples { rate_hz, samples };
        let prepared = FrontEnd::default().prepare(&name, &samples).js()?;
        self.digest.take();
        Rc::make_mut(&mut self.data).utterances.push(Utterance {
            name,
            label,
            speaker,
            index,
            held_out: held_out.unwrap_or(false),
            segments: Vec::new(),
            words: Vec::new(),
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
        Ok(samples_object(&self.data.utterance(i).js()?.samples))
    }

    /// SHA-256 of the data ([`DataSet::digest`]).
    #[must_use]
    pub fn digest(&self) -> String {
        self.sha256().to_owned()
    }

    /// What a run under `split` would do with each utterance: 0 learn from it, 1 be tested on it, 2 choose its best epoch by it, 3 leave it out.
    /// `validation` is the share of the setting of that name, 0 where it is not given.
    ///
    /// # Errors
    /// A split, seed or share that is none, or a split that leaves nothing to learn from or to test.
    pub fn parts(&self, split: &str, seed: f64, validation: Option<f64>) -> JsResult<Vec<u8>> {
        let config = config_for(&self.data, seed, validation).js()?;
        let parts = split.parse::<Split>().and_then(|split| roles(&config, &self.data, &split)).js()?;
        Ok(parts.into_iter().map(|role| role as u8).collect())
    }
}

/// The tuned configuration of the paper's network for data of this kind.
fn config_for(data: &DataSet, seed: f64, validation: Option<f64>) -> crate::Result<Config> {
    let task = Task::of(data);
    let system = experiment::system(if task == Task::Phonemes { "nrr-ph" } else { "nrr-shallow" })?;
    let mut config = system.config_on(task, system.rule(), Preset::Tuned)?;
    config.seed = whole("seed", seed, MAX_SEED)?;
    config.validation = settings::check_number("validation", validation.unwrap_or(0.0))?;
    Ok(config)
}
