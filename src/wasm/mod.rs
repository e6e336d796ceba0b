//! Bindings for browsers and Node: thin types around the engine, plain objects in and out, one conversion of errors.
//!
//! Shapes and names are those of `www/engine/protocol.ts`. A panic is printed to the console and ends the WebAssembly instance; the page
//! then starts a new worker.

#[cfg(feature = "bench")]
mod bench;
mod convert;
mod data;
mod describe;
mod model;
#[cfg(feature = "phonemes")]
mod phonemes;
mod replica;
mod trainer;

use wasm_bindgen::prelude::*;

#[cfg(feature = "bench")]
pub use bench::{JsBench, build};
pub use data::{JsDataSet, check_labels, check_take, parse_path, read_wav, write_wav};
pub use describe::describe;
pub use model::JsModel;
pub use replica::JsReplica;
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
