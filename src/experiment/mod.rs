//! The systems to reproduce and their settings.

pub mod noise;
mod systems;

pub use systems::{SYSTEMS, System, system};
