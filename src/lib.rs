//! Recurrent spiking networks with adaptive thresholds, sparse loops and reward propagation that learn to recognise speech.
//!
//! This crate is the engine of the NRR-SNN laboratory (Jia et al. 2021, Frontiers in Neuroscience 15:654786). It knows nothing of
//! browsers: every binding lives in `wasm`, the program `nrr-snn` in `cli`.
//!
//! # Letter key
//!
//! | symbol | name in the code | meaning |
//! |---|---|---|
//! | V_f, V_r | `v_ff`, `v_rec` | membrane potential of the feedforward and the recurrent channel |
//! | S_f, S_r | `s_ff`, `s_rec` | spike flags of the channels; S = S_f + S_r is a neuron's output |
//! | a | `adaptation` | state of the adaptive threshold |
//! | g | `leak` | fraction of a potential kept per step |
//! | V_th, V_reset | `v_threshold`, `v_reset` | firing threshold, potential after a spike |
//! | α, β, γ | `adapt_decay`, `adapt_gain`, `adapt_strength` | decay, gain and strength of the adaptive threshold |
//! | V_window | `surrogate_width` | half width of the rectangular surrogate gradient |
//! | τ_ref | `refractory_steps` | refractory period in steps |
//! | M | `mask`, `density` | fixed 0/1 mask of the sparse loop |
//! | B | `feedback` | fixed random matrix that projects labels or errors to a hidden layer |

/// Whether this build learns sentences of labelled phones. The page's first binary does without, since it has to be small.
pub(crate) const PHONEMES: bool = cfg!(any(not(target_arch = "wasm32"), feature = "lab"));

pub mod audio;
#[cfg(any(feature = "cli", feature = "lab"))]
pub mod bench;
mod choice;
pub mod data;
pub mod error;
pub mod experiment;
mod json;
pub mod lab;
pub mod math;
pub mod model_file;
mod order;
pub mod recognise;
#[cfg(feature = "cli")]
pub mod report;
pub mod rng;
pub mod rules;
pub mod snn;
mod text;
pub mod train;

pub use error::{Error, Result};

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "wasm")]
pub mod wasm;
