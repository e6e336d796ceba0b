//! A run in a page's worker.

use js_sys::{Float32Array, Uint32Array};
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::convert::{Fields, IntoJs, JsResult, number_of, text_of, texts_of, to_js};
use super::data::JsDataSet;
use super::model::{JsModel, epoch, recognition};
use super::replica::{read, write};
use crate::data::{DataSet, Split};
use crate::experiment::{self, Task};
use crate::model_file::checkpoint::{self, Checkpoint};
use crate::recognise::recognise;
use crate::snn::Tape;
use crate::text::decimals;
use crate::train::shards::Workers;
use crate::train::{Config, Job, Phase, StepReport, Trainer, prepare, replica, settings};
use crate::{Error, Result};

/// A run: `step` does a few milliseconds of work, so that the worker hears its page between two steps.
#[wasm_bindgen(js_name = Trainer)]
pub struct JsTrainer {
    pub(super) trainer: Trainer,
    pub(super) data: Rc<DataSet>,
    split: String,
    pub(super) tape: Tape,
}

/// The configuration that a page asks for: the same words as the program's options.
fn config_of(spec: &JsValue, data: &DataSet) -> Result<Config> {
    let system = experiment::system(&text_of(spec, "system")?)?;
    let (rule, preset) = (text_of(spec, "rule")?, text_of(spec, "preset")?.parse()?);
    let mut config = if crate::PHONEMES { system.config_on(Task::of(data), &rule, preset) } else { system.config_for(&rule, preset) }?;
    for (key, value) in texts_of(spec, "settings")? {
        settings::set(&mut config, &key, &value)?;
    }
    let whole = |what: &str, max: f64| {
        let x = number_of(spec, what)?;
        if x.fract() == 0.0 && (0.0..=max).contains(&x) {
            Ok(x as u64)
        } else {
            let allowed = format!("a whole number from 0 to {}", max as u64);
            Err(Error::OutOfRange { what: what.into(), allowed, got: decimals(x, 2) })
        }
    };
    // Whole numbers above 2^53 are not exact in JavaScript.
    config.seed = whole("seed", 9_007_199_254_740_991.0)?;
    config.epochs = settings::check_epochs(u32::try_from(whole("epochs", f64::from(settings::MAX_EPOCHS))?).unwrap_or(0))?;
    Ok(config)
}

#[wasm_bindgen(js_class = Trainer)]
impl JsTrainer {
    /// A new run of `spec` `{system, rule, preset, seed, epochs, split, settings}` on `data`.
    ///
    /// # Errors
    /// A specification out of range, or data that cannot be learnt from.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: &JsValue, data: &JsDataSet) -> JsResult<JsTrainer> {
        let config = config_of(spec, &data.data).js()?;
        let split: Split = text_of(spec, "split").and_then(|s| s.parse()).js()?;
        let workers = Workers::single();
        let prepared = prepare(&config, &data.data, &split, &workers).js()?;
        let trainer = Trainer::new(config, prepared, workers).js()?;
        Ok(Self { trainer, data: Rc::clone(&data.data), split: split.to_string(), tape: Tape::new() })
    }

    /// Goes on from a checkpoint, to the last bit, on the data that the run began with.
    ///
    /// # Errors
    /// What [`Checkpoint::load`] and [`Checkpoint::resume`] refuse.
    pub fn resume(bytes: &[u8], data: &JsDataSet) -> JsResult<JsTrainer> {
        let checkpoint = Checkpoint::load("checkpoint", bytes).js()?;
        let split: Split = checkpoint.model.split.parse::<Split>().js()?;
        let workers = Workers::single();
        let prepared = prepare(&checkpoint.model.config, &data.data, &split, &workers).js()?;
        let trainer = checkpoint.resume(prepared, workers).js()?;
        Ok(Self { trainer, data: Rc::clone(&data.data), split: split.to_string(), tape: Tape::new() })
    }

    /// Learns one batch, or evaluates some utterances after an epoch's last.
    ///
    /// # Errors
    /// A run that came to nothing: a loss that is no longer a number, layers that are silent or saturated.
    pub fn step(&mut self) -> JsResult<JsValue> {
        let r = self.trainer.step().js()?;
        Ok(self.report(&r))
    }

    fn report(&self, r: &StepReport) -> JsValue {
        let out = Fields::new();
        out.number("epoch", f64::from(r.epoch));
        out.number("epochs", f64::from(self.trainer.config.epochs));
        out.count("batch", r.batch);
        out.count("batches", r.batches);
        out.text("phase", if r.phase == Phase::Train { "train" } else { "evaluate" });
        out.number("loss", r.loss);
        out.set("done", &r.done.into());
        out.set("epochEnd", &r.epoch_end.as_ref().map_or(JsValue::NULL, epoch));
        out.done()
    }

    /// Begins a step whose units several workers share: `{kind, epoch, units, from, batch}`.
    pub fn begin(&mut self) -> JsValue {
        let task = self.trainer.begin();
        let (kind, from) = match task.job {
            Job::Learn => ("learn", 0),
            Job::Measure { exact: false } => ("measure", 0),
            Job::Measure { exact: true } => ("exact", 0),
            Job::Answer { from } => ("answer", from),
            Job::Rest => ("rest", 0),
        };
        let out = Fields::new();
        out.text("kind", kind);
        out.number("epoch", f64::from(task.epoch));
        out.count("units", task.units);
        out.count("from", from);
        out.set("batch", &Uint32Array::from(self.trainer.batch()));
        out.done()
    }

    /// Works on units `from` to `to` of the step.
    ///
    /// # Errors
    /// An example that does not fit the network.
    pub fn work(&mut self, from: usize, to: usize) -> JsResult<()> {
        self.trainer.work(from..to).js()
    }

    /// Takes the sum of one node that a helper computed.
    #[allow(clippy::needless_pass_by_value, reason = "a list of numbers crosses the boundary by value alone")]
    pub fn take(&mut self, node: usize, gradient: &Float32Array, sums: Vec<f64>) {
        self.trainer.take(node, |part| {
            read(&mut part.gradients, gradient);
            part.sums.from_numbers(&sums);
        });
    }

    /// Takes the labels that a helper heard in the step's units from `first` on.
    #[wasm_bindgen(js_name = takeHeard)]
    pub fn take_heard(&mut self, first: usize, labels: &[u32]) {
        self.trainer.take_heard(first, labels);
    }

    /// Sums the batch up; gives the rate of the update, `undefined` where there is none.
    ///
    /// # Errors
    /// A loss that is no longer a number, or a piece that is missing.
    pub fn settle(&mut self) -> JsResult<Option<f32>> {
        self.trainer.settle().js()
    }

    /// Numbers of a gradient.
    #[must_use]
    pub fn length(&self) -> usize {
        replica::length(self.trainer.total())
    }

    /// Writes the mean gradient of the batch.
    pub fn total(&self, out: &Float32Array) {
        write(self.trainer.total(), out);
    }

    /// Ends the step, as [`JsTrainer::step`] does.
    ///
    /// # Errors
    /// As [`JsTrainer::step`].
    pub fn finish(&mut self) -> JsResult<JsValue> {
        let r = self.trainer.finish().js()?;
        Ok(self.report(&r))
    }

    /// Everything that the run learns from and is tested on, for its helpers.
    #[must_use]
    pub fn examples(&self) -> Vec<u8> {
        replica::examples(&self.trainer.data)
    }

    /// The bytes of a checkpoint.
    ///
    /// # Errors
    /// What [`checkpoint::save`] reports.
    pub fn checkpoint(&self) -> JsResult<Vec<u8>> {
        checkpoint::save(&self.trainer, &self.data.name, &self.split).js()
    }

    /// The model that the run would give now.
    #[must_use]
    pub fn model(&self) -> JsModel {
        JsModel::wrap(checkpoint::model_of(&self.trainer, &self.data.name, &self.split))
    }

    /// Utterances that are learnt from.
    #[wasm_bindgen(js_name = trainCount)]
    #[must_use]
    pub fn train_count(&self) -> usize {
        self.trainer.data.train.len()
    }

    /// Utterances that are tested on.
    #[wasm_bindgen(js_name = testCount)]
    #[must_use]
    pub fn test_count(&self) -> usize {
        self.trainer.data.test.len()
    }

    /// Whether the hidden units spike.
    #[must_use]
    pub fn spikes(&self) -> bool {
        self.trainer.net.spikes()
    }

    /// Names of the layers, the readout last.
    #[must_use]
    pub fn layers(&self) -> Vec<String> {
        self.trainer.net.params.topology.layers().iter().map(ToString::to_string).collect()
    }

    /// What was left out, cut or doubtful.
    #[must_use]
    pub fn notices(&self) -> Vec<String> {
        self.trainer.data.notices.clone()
    }

    /// What the network makes of utterance `i` of the data set with its current weights, traces included.
    ///
    /// # Errors
    /// An index out of range, or an utterance that the front end refuses.
    pub fn probe(&mut self, i: usize) -> JsResult<JsValue> {
        let n = self.data.utterances.len();
        let u = self.data.utterances.get(i).ok_or_else(|| {
            to_js(&Error::OutOfRange { what: "utterance".into(), allowed: format!("0 to {}", n.saturating_sub(1)), got: i.to_string() })
        })?;
        let mut model = checkpoint::model_of(&self.trainer, &self.data.name, &self.split);
        model.net = self.trainer.net.clone();
        let r = recognise(&model, &u.name, &u.samples, &mut self.tape).js()?;
        recognition(&model, &r, &self.tape, true)
    }
}
