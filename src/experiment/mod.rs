//! The systems to reproduce, and the experiments that compare them.

#[cfg(feature = "cli")]
pub mod job;
#[cfg(feature = "cli")]
pub mod statistics;
mod systems;
#[cfg(feature = "cli")]
pub mod table2;

pub use systems::{SYSTEMS, System, Task, system};
