//! The static page: its WebAssembly, its bundle, the packs beside it, a server to look at it.

pub(crate) mod bundle;
mod packs;
mod serve;
pub(crate) mod wasm;

pub(crate) use bundle::build;
pub(crate) use serve::serve;
