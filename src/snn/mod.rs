//! The spiking network: neuron, layers, topology, weights and what a pass through an utterance records. Knows nobody.

pub mod drive;
pub mod encode;
pub mod field;
pub mod forward;
pub mod kernels;
pub mod network;
pub mod neuron;
pub mod phase;
pub mod reservoir;
pub mod som;
pub mod tape;
pub mod topology;

pub use kernels::SparseLoop;
pub use kernels::sparse;
pub use network::{LayerWeights, Network, NetworkParams, Readout};
pub use neuron::NeuronParams;
pub use tape::{LayerTape, Tape};
pub use topology::{Field, LayerKind, LayerSpec, Topology};
