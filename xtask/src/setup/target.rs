//! The compiler's WebAssembly target.

use anyhow::{Context as _, Result, bail};

use crate::paths;
use crate::process::{command, find, run, text};

/// Name of the target.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds the target where it is missing.
pub(crate) fn ensure() -> Result<()> {
    let root = paths::root()?;
    let folder = text(&mut command(&root, "rustc", ["--print", "target-libdir", "--target", WASM])).context("rustc is missing")?;
    if std::path::Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    if find("rustup").is_none() {
        bail!(
            "the compiler's target {WASM} is missing, and so is rustup: install Rust from rustup.rs, or the target with the system's packages"
        );
    }
    run(&mut command(&root, "rustup", ["target", "add", WASM]))
}
