//! Stamps: a copy of the file that an installation was made from, kept inside the installation.

use std::path::Path;

use anyhow::{Context as _, Result};

/// True when `stamp` was left by an installation from what `source` holds now.
pub(crate) fn is_fresh(stamp: &Path, source: &Path) -> bool {
    match (std::fs::read(stamp), std::fs::read(source)) {
        (Ok(then), Ok(now)) => then == now,
        _ => false,
    }
}

/// Leaves the stamp.
pub(crate) fn leave(stamp: &Path, source: &Path) -> Result<()> {
    std::fs::copy(source, stamp).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(())
}
