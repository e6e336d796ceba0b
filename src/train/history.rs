//! What is kept of every epoch.

use serde::{Deserialize, Serialize};

/// Figures of one epoch. Single precision: enough for any plot, and printed and read without loss. No times: a history is a pure function of configuration, data and seed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
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
}
