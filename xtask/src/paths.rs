//! Where things are: the repository, the tool cache, the recordings beside the repository.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The repository's top folder.
pub(crate) fn root() -> Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    Ok(here.parent().context("the folder xtask/ has no parent")?.to_owned())
}

/// Folder for tools that are installed once for all checkouts: `$XDG_CACHE_HOME/nrr-snn` or `~/.cache/nrr-snn`.
pub(crate) fn cache() -> Result<PathBuf> {
    let base = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|p| p.is_absolute());
    let base = match base {
        Some(base) => base,
        None => std::env::home_dir().context("no home folder: set XDG_CACHE_HOME to a folder for tools")?.join(".cache"),
    };
    Ok(base.join("nrr-snn"))
}

/// Cargo's target folder of this workspace.
pub(crate) fn target() -> Result<PathBuf> {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => Ok(std::path::absolute(PathBuf::from(dir))?),
        None => Ok(root()?.join("target")),
    }
}
