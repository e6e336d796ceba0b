//! Training: configuration, loss, optimiser, epochs and batches, evaluation.

pub mod config;
pub mod evaluate;
pub mod history;
pub mod loss;
pub mod optimiser;
pub mod prepare;
pub mod settings;
pub mod shards;
pub mod trainer;

pub use config::Config;
pub use evaluate::Evaluation;
pub use history::EpochRecord;
pub use loss::Loss;
pub use optimiser::{Adam, Schedule};
pub use prepare::{Example, Prepared, prepare};
pub use settings::{SETTINGS, Setting};
pub use trainer::{Phase, StepReport, Trainer};
