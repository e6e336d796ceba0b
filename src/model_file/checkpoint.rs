//! A run in the middle: the model file with Adam's tensors, the best network so far and the run's progress beside.

use super::tensors::{Reader, Writer, load_network, store_network};
use super::{HEADER, Model, read_header};
use crate::Result;
use crate::json::json;
use crate::rules::Gradients;
use crate::snn::Network;
use crate::train::learner::Activity;
use crate::train::shards::BatchSums;
use crate::train::trainer::{Best, Progress};
use crate::train::{Adam, Prepared, Replica, Trainer};

/// Progress of a run in a checkpoint's header. Sums are kept as the bits of their `f64`, so that none is rounded.
#[derive(Debug, Clone, Default)]
pub(super) struct ProgressRecord {
    epochs_done: u32,
    batch: usize,
    loss_bits: String,
    spikes: Vec<u64>,
    steps: u64,
    right: u32,
    questions: u32,
    utterances: u32,
    updates: u32,
    stopped: bool,
    best_epoch: Option<u32>,
    best_accuracy_bits: Option<String>,
    data_digest: String,
}

json!(ProgressRecord {
    epochs_done: "epochs_done",
    batch: "batch",
    loss_bits: "loss_bits",
    spikes: "spikes",
    steps: "steps",
    right: "right",
    questions: "questions",
    utterances: "utterances",
    updates: "updates",
    stopped: "stopped",
    best_epoch: "best_epoch",
    best_accuracy_bits: "best_accuracy_bits",
    data_digest: "data_digest",
});

/// A checkpoint that was read and only needs its data to go on.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// The model as it was.
    pub model: Model,
    adam: Adam,
    progress: Progress,
    best: Option<Best>,
    data_digest: String,
}

fn bits(x: f64) -> String {
    x.to_bits().to_string()
}

fn from_bits(reader: &Reader<'_>, text: &str) -> Result<f64> {
    text.parse()
        .map(f64::from_bits)
        .ok()
        .filter(|x| x.is_finite())
        .ok_or_else(|| reader.fail(format!("its progress holds \"{text}\", which is no number")))
}

/// The model that a run would give now.
#[must_use]
pub fn model_of(trainer: &Trainer, data: &str, split: &str) -> Model {
    Model {
        config: trainer.config.clone(),
        labels: trainer.data.labels.clone(),
        net: trainer.result().clone(),
        standardise: trainer.data.standardise.clone(),
        input_range: trainer.data.input_range,
        history: trainer.progress.history.clone(),
        data: data.to_owned(),
        split: split.to_owned(),
    }
}

/// The bytes of a checkpoint of `trainer`, from which [`Checkpoint::load`] goes on to the last bit.
///
/// # Errors
/// [`crate::Error::ModelFile`] when the file cannot be composed.
pub fn save(trainer: &Trainer, data: &str, split: &str) -> Result<Vec<u8>> {
    let model = Model { net: trainer.net.clone(), ..model_of(trainer, data, split) };
    let p = &trainer.progress;
    let record = ProgressRecord {
        epochs_done: p.epochs_done,
        batch: p.batch,
        loss_bits: bits(p.sums.loss),
        // Whole numbers.
        spikes: p.sums.activity.spikes.iter().map(|&s| s as u64).collect(),
        steps: p.sums.activity.steps,
        right: p.sums.right,
        questions: p.sums.questions,
        utterances: p.sums.utterances,
        updates: trainer.adam.updates,
        stopped: p.stopped,
        best_epoch: trainer.best.as_ref().map(|b| b.epoch),
        best_accuracy_bits: trainer.best.as_ref().map(|b| bits(b.accuracy)),
        data_digest: trainer.data.digest.clone(),
    };
    let mut writer = Writer::default();
    model.store(&mut writer);
    for (name, moments) in [("first", &trainer.adam.first), ("second", &trainer.adam.second)] {
        for (l, g) in moments.layers.iter().enumerate() {
            for (what, values) in [("w_ff", &g.w_ff), ("bias", &g.bias), ("w_rec", &g.w_rec)] {
                writer.floats(&format!("adam.{name}.layer{l}.{what}"), values);
            }
        }
    }
    writer.counts("progress.input", &p.sums.activity.input);
    for (l, fired) in p.sums.activity.fired.iter().enumerate() {
        writer.counts(&format!("progress.fired{l}"), fired);
    }
    if let Some(best) = &trainer.best {
        store_network(&best.net, "best.", &mut |name, shape, bytes, dtype| writer.put(name, shape, bytes, dtype));
    }
    Ok(writer.finish(HEADER, &model.header(Some(record))))
}

impl Checkpoint {
    /// Reads a checkpoint; `name` stands in the errors.
    ///
    /// # Errors
    /// As [`Model::load`], and [`crate::Error::ModelFile`] for a model without a run's progress.
    pub fn load(name: &str, bytes: &[u8]) -> Result<Self> {
        let reader = Reader::open(name, bytes)?;
        let header = read_header(&reader)?;
        let model = Model::from_parts(&reader, &header)?;
        let Some(r) = &header.checkpoint else {
            return Err(crate::Error::ModelFile {
                name: name.to_owned(),
                problem: "it is a finished model, not a checkpoint".into(),
                hint: "give the file that the unfinished run wrote".into(),
            });
        };
        let moments = |which: &str| read_moments(&reader, &model.net, which);
        let adam = Adam { first: moments("first")?, second: moments("second")?, updates: r.updates };
        let best = match (r.best_epoch, &r.best_accuracy_bits) {
            (Some(epoch), Some(accuracy)) => {
                let net = load_network(&reader, model.net.params.clone(), model.net.seed, "best.")?;
                Some(Best { epoch, accuracy: from_bits(&reader, accuracy)?, net })
            }
            _ => None,
        };
        let activity = read_activity(&reader, &model.net, r)?;
        let sums = BatchSums {
            loss: from_bits(&reader, &r.loss_bits)?,
            right: r.right,
            questions: r.questions,
            utterances: r.utterances,
            activity,
        };
        let progress = Progress { epochs_done: r.epochs_done, batch: r.batch, sums, history: model.history.clone(), stopped: r.stopped };
        Ok(Self { adam, progress, best, data_digest: r.data_digest.clone(), model })
    }

    /// A helper of the run as it was, on the examples that [`replica::examples`](crate::train::replica::examples) wrote.
    ///
    /// # Errors
    /// [`crate::Error::UnknownChoice`] for an unknown rule, [`crate::Error::Mismatch`] for examples that are cut off.
    pub fn replica(self, examples: &[u8]) -> Result<Replica> {
        Replica::new(&self.model.config, self.model.net, self.adam, examples)
    }

    /// Goes on with the run on the very data that it began with.
    ///
    /// # Errors
    /// [`crate::Error::Mismatch`] when `data` is not what the run learnt from.
    pub fn resume(self, data: Prepared, workers: crate::train::shards::Workers) -> Result<Trainer> {
        if data.digest != self.data_digest {
            return Err(crate::Error::Mismatch {
                what: "data of the checkpoint (SHA-256)".into(),
                expected: self.data_digest,
                got: data.digest,
            });
        }
        Trainer::resume(self.model.config, data, workers, self.model.net, self.adam, self.progress, self.best)
    }
}

/// Spikes of the epoch so far: nothing before its first batch, else a count for every input cell and neuron.
fn read_activity(reader: &Reader<'_>, net: &Network, r: &ProgressRecord) -> Result<Activity> {
    if r.spikes.is_empty() {
        return Ok(Activity::default());
    }
    if r.spikes.len() != crate::train::health::spiking_layers(net) {
        return Err(reader.fail("its progress counts spikes of other layers".to_owned()));
    }
    let layers = net.layers.iter().take(r.spikes.len()).enumerate();
    Ok(Activity {
        input: reader.counts("progress.input", net.inputs())?,
        fired: layers.map(|(l, layer)| reader.counts(&format!("progress.fired{l}"), layer.neurons())).collect::<Result<_>>()?,
        spikes: r.spikes.iter().map(|&s| s as f64).collect(),
        steps: r.steps,
    })
}

fn read_moments(reader: &Reader<'_>, net: &Network, which: &str) -> Result<Gradients> {
    let mut moments = Gradients::zeros(net);
    for (l, g) in moments.layers.iter_mut().enumerate() {
        for (what, values) in [("w_ff", &mut g.w_ff), ("bias", &mut g.bias), ("w_rec", &mut g.w_rec)] {
            *values = reader.floats(&format!("adam.{which}.layer{l}.{what}"), &[values.len()])?;
        }
    }
    Ok(moments)
}
