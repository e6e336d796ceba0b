//! What is kept of every epoch.

use serde::{Deserialize, Serialize};

/// Figures of one hidden layer in one epoch, over the training utterances.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerRecord {
    /// Spikes per neuron and step; a step with both flags counts two.
    pub firing_rate: f32,
    /// Share of neurons that never fired.
    pub silent: f32,
    /// Share of neurons that fired at [`SATURATED`] of all steps or more.
    pub saturated: f32,
    /// Angle between the rule's gradient and that of `bptt`, degrees; none where it was not measured or one of them is 0.
    pub angle: Option<f32>,
}

crate::json::json!(LayerRecord { firing_rate: "firingRate", silent: "silent", saturated: "saturated", angle: "angle" });
crate::json::json!(EpochRecord {
    epoch: "epoch",
    train_loss: "trainLoss",
    train_accuracy: "trainAccuracy",
    validation_accuracy: "validationAccuracy",
    test_accuracy: "testAccuracy",
    firing_rate: "firingRate",
    synaptic_operations: "synapticOperations",
    energy_nj: "energyNj",
    layers: "layers",
});

/// Share of the steps from which on a neuron counts as saturated.
pub const SATURATED: f64 = 0.9;

/// Figures of one epoch. Single precision: enough for any plot, and printed and read without loss. No times: a history is a pure function of configuration, data and seed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EpochRecord {
    /// Epoch, from 1.
    pub epoch: u32,
    /// Mean loss over the training utterances while they were learnt.
    pub train_loss: f32,
    /// Share of training utterances that were right when their turn came.
    pub train_accuracy: f32,
    /// Share of validation utterances that are right after the epoch; none without a validation part.
    pub validation_accuracy: Option<f32>,
    /// Share of test utterances that are right after the epoch; none without a test part. Never used to choose anything.
    pub test_accuracy: Option<f32>,
    /// Spikes per hidden neuron and step over the training utterances.
    pub firing_rate: f32,
    /// Synaptic operations per training utterance.
    pub synaptic_operations: f32,
    /// Estimate of the energy of these operations, nanojoules per utterance.
    pub energy_nj: f32,
    /// The hidden layers, the first one first.
    pub layers: Vec<LayerRecord>,
}
