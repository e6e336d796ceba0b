//! The systems to reproduce, and the experiments that compare them.

#[cfg(feature = "cli")]
mod fault;
#[cfg(feature = "cli")]
pub mod figures;
#[cfg(any(feature = "cli", feature = "lab"))]
pub mod inputs;
#[cfg(feature = "cli")]
pub mod job;
#[cfg(feature = "cli")]
mod look;
#[cfg(feature = "cli")]
pub mod run;
#[cfg(feature = "cli")]
pub mod statistics;
mod systems;
#[cfg(feature = "cli")]
pub mod table2;

pub use systems::{SYSTEMS, System, Task, system};
