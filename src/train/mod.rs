//! Training: configuration, loss, optimiser, epochs and batches, evaluation.

pub mod augment;
pub mod config;
pub mod evaluate;
pub mod health;
pub mod history;
pub mod learner;
pub mod loss;
pub mod noise;
pub mod operations;
pub mod optimiser;
pub mod prepare;
pub mod replica;
pub mod settings;
pub mod shards;
pub mod trainer;
pub mod tree;

pub use augment::Augment;
pub use config::{Config, Preset};
pub use evaluate::Evaluation;
pub use history::{EpochRecord, LayerRecord};
pub use learner::{Course, Learner};
pub use loss::Loss;
pub use optimiser::{Adam, Schedule};
pub use prepare::{Example, Normalise, Prepared, Role, prepare, roles};
pub use replica::Replica;
pub use settings::{SETTINGS, Setting};
pub use trainer::{Bytes, Job, Phase, StepReport, Task, Trainer};
