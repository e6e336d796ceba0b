//! A corpus of the visitor's own in a page: files in TIMIT's layout, given one by one.

use wasm_bindgen::prelude::*;

use super::convert::{IntoJs, JsResult};
use super::data::JsDataSet;
use super::sound::samples_object;
use crate::audio::{sphere, wav};
use crate::data::timit;
use crate::{Error, Result};

/// Most bytes of files that are held: their samples take twice as much, and the whole has to fit a page's memory.
const MAX_BYTES: usize = 128 << 20;

/// Files of a corpus, before they are read.
#[wasm_bindgen(js_name = Corpus)]
#[derive(Default)]
pub struct JsCorpus {
    files: Vec<(String, Vec<u8>)>,
    bytes: usize,
}

impl JsCorpus {
    fn push(&mut self, path: String, bytes: Vec<u8>) -> Result<()> {
        self.bytes += bytes.len();
        if self.bytes > MAX_BYTES {
            return Err(Error::OutOfRange {
                what: "files of the corpus".into(),
                allowed: format!("at most {MAX_BYTES} bytes"),
                got: format!("{} or more", self.bytes),
            });
        }
        self.files.push((path, bytes));
        Ok(())
    }
}

#[wasm_bindgen(js_class = Corpus)]
impl JsCorpus {
    /// Without files.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file under its path, such as `TRAIN/DR1/FCJF0/SX37.WAV`.
    ///
    /// # Errors
    /// More bytes in all than a page can hold.
    pub fn add(&mut self, path: String, bytes: Vec<u8>) -> JsResult<()> {
        self.push(path, bytes).js()
    }

    /// The sentences in the files ([`timit::read_memory`]); the files are gone then.
    ///
    /// # Errors
    /// No sentence can be used.
    pub fn read(&mut self, name: &str) -> JsResult<JsDataSet> {
        self.bytes = 0;
        Ok(JsDataSet::of(timit::read_memory(name, std::mem::take(&mut self.files)).js()?))
    }
}

/// Speakers of TIMIT's core test set.
#[wasm_bindgen]
#[must_use]
pub fn core_speakers() -> Vec<String> {
    timit::CORE.map(str::to_owned).to_vec()
}

/// Reads a WAV or SPHERE file to `{rateHz, samples}`; `name` stands in the errors.
///
/// # Errors
/// What the readers refuse.
#[wasm_bindgen]
pub fn read_recording(name: &str, bytes: &[u8]) -> JsResult<JsValue> {
    let samples = if sphere::is_sphere(bytes) { sphere::read(name, bytes) } else { wav::read(name, bytes) };
    Ok(samples_object(&samples.js()?))
}
