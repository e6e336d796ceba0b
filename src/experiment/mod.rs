//! The systems to reproduce, noise, and the experiments that compare them.

#[cfg(feature = "cli")]
pub mod job;
pub mod noise;
#[cfg(feature = "cli")]
pub mod statistics;
mod systems;
#[cfg(feature = "cli")]
pub mod table2;

pub use systems::{SYSTEMS, System, system};
