//! `cargo xtask build`: the static page in `dist/`.

use anyhow::Result;

use super::{packs, wasm};
use crate::paths;
use crate::process::text;
use crate::setup::node;

/// Builds the page.
pub(crate) fn build() -> Result<()> {
    node::ensure()?;
    wasm::build()?;
    bundle()
}

/// Bundles the page; its WebAssembly must be built.
pub(crate) fn bundle() -> Result<()> {
    text(&mut node::tool("vite", &["build", "--emptyOutDir", "--logLevel", "warn"])?)?;
    let offered = packs::offer(&paths::root()?)?;
    println!("the page is in dist/{}", if offered == 0 { String::new() } else { format!(", with {offered} packs of packs/") });
    Ok(())
}
