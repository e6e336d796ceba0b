//! Bindings for browsers and Node: thin types around the engine, plain objects in and out, one conversion of errors.
//!
//! There are two builds of them (feature `lab`): `hear` recognises and is what a first visit downloads, `lab` has everything.
//!
//! Shapes and names are those of `www/engine/protocol.ts`. A panic is printed to the console and ends the WebAssembly instance; the page
//! then starts a new worker.

#[cfg(feature = "lab")]
mod bench;
mod convert;
#[cfg(feature = "lab")]
mod corpus;
#[cfg(feature = "lab")]
mod data;
mod describe;
#[cfg(feature = "lab")]
mod given;
#[cfg(feature = "lab")]
mod lab;
mod model;
#[cfg(feature = "lab")]
mod paper;
#[cfg(feature = "lab")]
mod phonemes;
#[cfg(feature = "lab")]
mod replica;
mod sound;
#[cfg(feature = "lab")]
mod trainer;

use wasm_bindgen::prelude::*;

#[cfg(feature = "lab")]
pub use bench::{JsBench, build};
#[cfg(feature = "lab")]
pub use corpus::{JsCorpus, core_speakers, read_recording};
#[cfg(feature = "lab")]
pub use data::JsDataSet;
pub use describe::describe;
#[cfg(feature = "lab")]
pub use lab::JsLab;
pub use model::JsModel;
#[cfg(feature = "lab")]
pub use paper::{neuron_course, neuron_plane, paper_input};
#[cfg(feature = "lab")]
pub use replica::JsReplica;
pub use sound::{check_labels, check_take, parse_path, read_wav, write_wav};
#[cfg(feature = "lab")]
pub use trainer::JsTrainer;

/// A fifth of the standard library's allocator. A block that ends where the memory ends grows in its place.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(text: &str);
}

/// Runs once when the module is instantiated: panics reach the console with their text and place; the console adds the stack.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| console_error(&panic.to_string())));
}
