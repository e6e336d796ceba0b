//! A run in a page's worker.

use js_sys::{Float32Array, Uint32Array};
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::convert::{Fields, IntoJs, JsResult};
use super::data::JsDataSet;
use super::given::{MAX_SEED, number_of, text_of, texts_of, whole};
use super::model::{JsModel, epoch, recognition};
use super::replica::{read, write};
use crate::Result;
use crate::data::{DataSet, Split};
use crate::experiment::{self, Task};
use crate::model_file::checkpoint::{self, Checkpoint};
use crate::model_file::weights_sha256;
use crate::recognise::recognise;
use crate::snn::Tape;
use crate::train::shards::Workers;
use crate::train::{Config, Job, Phase, StepReport, Trainer, prepare, replica, settings};

/// A run: `step` does a few milliseconds of work, so that the worker hears its page between two steps.
#[wasm_bindgen(js_name = Trainer)]
pub struct JsTrainer {
    pub(super) trainer: Trainer,
    pub(super) data: Rc<DataSet>,
    data_digest: String,
    split: String,
    pub(super) tape: Tape,
}

/// The configuration that a page asks for: the same words as the program's options.
fn config_of(spec: &JsValue, data: &DataSet) -> Result<Config> {
    let system = experiment::system(&text_of(spec, "system")?)?;
    let (rule, preset) = (text_of(spec, "rule")?, text_of(spec, "preset")?.parse()?);
    let mut config = system.config_on(Task::of(data), &rule, preset)?;
    for (key, value) in texts_of(spec, "settings")? {
        settings::set(&mut config, &key, &value)?;
    }
    config.seed = whole("seed", number_of(spec, "seed")?, MAX_SEED)?;
    let epochs = whole("epochs", number_of(spec, "epochs")?, f64::from(settings::MAX_EPOCHS))?;
    config.epochs = settings::check_epochs(u32::try_from(epochs).unwrap_or(0))?;
    Ok(config)
}

impl JsTrainer {
    fn of(trainer: Trainer, data: &JsDataSet, split: &Split) -> Self {
        let data_digest = data.sha256().to_owned();
        Self { trainer, data: Rc::clone(&data.data), data_digest, split: split.to_string(), tape: Tape::new() }
    }
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
        Ok(Self::of(trainer, data, &split))
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
        Ok(Self::of(trainer, data, &split))
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

    /// SHA-256 of the weights that [`JsTrainer::model`] would have now, as its file states it.
    #[wasm_bindgen(js_name = weightsSha256)]
    #[must_use]
    pub fn weights_sha256(&self) -> String {
        weights_sha256(self.trainer.result())
    }

    /// SHA-256 of the data set that the run was begun on.
    #[wasm_bindgen(js_name = dataDigest)]
    #[must_use]
    pub fn data_digest(&self) -> String {
        self.data_digest.clone()
    }

    /// What the run does with each utterance of the data set, as [`JsDataSet::parts`].
    #[must_use]
    pub fn parts(&self) -> Vec<u8> {
        self.trainer.roles(self.data.utterances.len()).into_iter().map(|role| role as u8).collect()
    }

    /// Bytes that the run holds: `{weights, tape, traces, scratch, gradients, optimiser}`.
    #[must_use]
    pub fn bytes(&self) -> JsValue {
        let b = self.trainer.bytes();
        let out = Fields::new();
        for (key, count) in [
            ("weights", b.weights),
            ("tape", b.tape),
            ("traces", b.traces),
            ("scratch", b.scratch),
            ("gradients", b.gradients),
            ("optimiser", b.optimiser),
        ] {
            out.count(key, count);
        }
        out.done()
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
        let u = self.data.utterance(i).js()?;
        let mut model = checkpoint::model_of(&self.trainer, &self.data.name, &self.split);
        model.net = self.trainer.net.clone();
        let r = recognise(&model, &u.name, &u.samples, &mut self.tape).js()?;
        recognition(&model, &r, &self.tape, true)
    }
}
